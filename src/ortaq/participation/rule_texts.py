"""Counting rules in plain words, for the wizard, the cycle's page and the frozen definition's reader."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

Text = str | Promise

TIE_TEXTS: dict[str, Text] = {
    "cost,score,lot": gettext_lazy("the cheaper one, then the higher score, then a public lot"),
    "score,cost,lot": gettext_lazy("the higher score, then the cheaper one, then a public lot"),
    "lot": gettext_lazy("a public lot"),
}

COMPARISONS: dict[str, tuple[Text, dict[str, Any]]] = {
    "density": (
        gettext_lazy("most votes for the money first"),
        {"name": "greedy", "parameters": {"order": "density"}},
    ),
    "stop": (
        gettext_lazy("most votes first, stopping at the first project that does not fit"),
        {"name": "greedy", "parameters": {"misfit": "stop"}},
    ),
}
"""Rules that may be counted beside the binding one, by a name of their own."""


def rule_title(rule: Mapping[str, Any]) -> str:
    """The rule's name in three or four words."""
    if rule.get("name") != "greedy":
        return str(rule.get("name", ""))
    if rule["parameters"].get("order") == "density":
        return _("Most votes for the money first")
    return _("Most votes first")


def rule_sentences(rule: Mapping[str, Any]) -> list[str]:
    """How winners are found, step by step, as anybody can follow it.

    Args:
        rule: `Cycle.rule`.
    """
    if rule.get("name") != "greedy":
        return []
    parameters = rule["parameters"]
    sentences = []
    if parameters.get("order") == "density":
        sentences.append(_("Projects are put in order by their votes for the money they cost, the most first."))
    else:
        sentences.append(_("Projects are put in order by their votes, the most first."))
    sentences.append(_("From the top down, each project whose cost fits into the money that is left is funded."))
    if parameters.get("misfit") == "stop":
        sentences.append(_("At the first project that does not fit the count stops."))
    else:
        sentences.append(_("A project that does not fit is passed over, and the next one is looked at."))
    threshold = parameters.get("threshold")
    if isinstance(threshold, int) and threshold:
        sentences.append(
            ngettext("A project needs at least %(count)s vote.", "A project needs at least %(count)s votes.", threshold)
            % {"count": threshold}
        )
    if parameters.get("fund_unsupported"):
        sentences.append(_("A project that nobody chose may win if there is money left."))
    ties = TIE_TEXTS.get(str(rule.get("ties")))
    if ties:
        sentences.append(_("Between projects with equal votes this decides: %(ties)s.") % {"ties": ties})
    return sentences
