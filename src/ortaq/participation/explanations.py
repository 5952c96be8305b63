"""Sentences for what `ortaq.tally` explains by code: why a project was or was not funded, in plain words.

A reason is the JSON that `tally_bridge.as_stored` keeps for a project. Codes of later rules that are not known
here fall back to a plain "Funded." or "Not funded.".
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ortaq.core.money import Money
from ortaq.participation.tally_bridge import as_money
from ortaq.tally import Number, number_from_json, number_text
from ortaq.ui import amounts

Reason = Mapping[str, Any]
Titles = Callable[[str], str]

FUNDED_CODES = frozenset({"funded", "funded_all_fit"})


def _whole(value: Number) -> int:
    """For the plural form of a number that may be a fraction."""
    return int(value)


def score_text(score: Number) -> str:
    """A total of votes or points as people write it."""
    return amounts.whole_text(score) if isinstance(score, int) else number_text(score)


def votes_text(score: Number, *, points: bool) -> str:
    """`412 votes` or `412 points`."""
    if points:
        return ngettext("%(n)s point", "%(n)s points", _whole(score)) % {"n": score_text(score)}
    return ngettext("%(n)s vote", "%(n)s votes", _whole(score)) % {"n": score_text(score)}


class Sentences:
    """Says reasons of one pot in the active language.

    Args:
        currency: of the pot.
        points: whether ballots give points or ranks, so that totals are not numbers of people.
        title: the name of a project by its code.
        leader: the project that has more votes than any other, if there is one.
    """

    def __init__(self, *, currency: str, points: bool, title: Titles, leader: str | None = None) -> None:
        self._currency = currency
        self._points = points
        self._title = title
        self._leader = leader

    def why(self, code: str, reason: Reason) -> str:
        """Everything there is to say about one project, in one line: the reason, the ties, what was missing."""
        parts = [self.reason(code, reason), *(self.tie(note) for note in reason.get("notes", ())), self.missing(reason)]
        return " ".join(part for part in parts if part)

    def reason(self, code: str, reason: Reason) -> str:
        """The sentence of the reason alone."""
        sentence = getattr(self, f"_say_{reason['code']}", None)
        if sentence is not None:
            return str(sentence({**reason["params"], "leads": code == self._leader}))
        return _("Funded.") if reason["code"] in FUNDED_CODES else _("Not funded.")

    def _money(self, value: Any) -> Money:
        return as_money(number_from_json(value), self._currency)

    def _chose(self, params: Reason) -> str:
        score = number_from_json(params["score"])
        values = {"n": score_text(score), "rank": params["rank"]}
        if self._points:
            if params["leads"]:
                return ngettext("%(n)s point, the most of all", "%(n)s points, the most of all", _whole(score)) % values
            return ngettext("%(n)s point, place %(rank)s", "%(n)s points, place %(rank)s", _whole(score)) % values
        if params["leads"]:
            return (
                ngettext(
                    "%(n)s person chose it, the most of all", "%(n)s people chose it, the most of all", _whole(score)
                )
                % values
            )
        return (
            ngettext("%(n)s person chose it, place %(rank)s", "%(n)s people chose it, place %(rank)s", _whole(score))
            % values
        )

    def _say_funded(self, params: Reason) -> str:
        cost, left = self._money(params["cost"]), self._money(params["left_after"])
        values = {"chose": self._chose(params), "cost": amounts.exact_money(cost), "left": amounts.exact_money(left)}
        if not left.minor:
            return _("Funded: %(chose)s. It costs %(cost)s, and nothing was left after it.") % values
        return _("Funded: %(chose)s. It costs %(cost)s, and %(left)s were left after it.") % values

    def _say_funded_all_fit(self, params: Reason) -> str:
        values = {"chose": self._chose(params), "cost": amounts.exact_money(self._money(params["cost"]))}
        return _("Funded: there was money for every project that had votes. %(chose)s. It costs %(cost)s.") % values

    def _say_not_enough_money(self, params: Reason) -> str:
        cost, left = self._money(params["cost"]), self._money(params["left"])
        values = {"cost": amounts.exact_money(cost), "left": amounts.exact_money(left), "rank": params["rank"]}
        if left.minor <= 0:
            return (
                _("Not funded: it needed %(cost)s, and no money was left when its turn came (place %(rank)s).") % values
            )
        return (
            _("Not funded: it needed %(cost)s, but only %(left)s were left when its turn came (place %(rank)s).")
            % values
        )

    def _say_after_stop(self, params: Reason) -> str:
        return _(
            "Not funded: by this rule the count ends at the first project that does not fit. "
            "That was “%(other)s”, before the turn of this one came (place %(rank)s)."
        ) % {"other": self._title(params["stopped_by"]), "rank": params["rank"]}

    def _say_below_threshold(self, params: Reason) -> str:
        threshold = number_from_json(params["threshold"])
        return _("Not funded: it got %(got)s, and at least %(needed)s were needed.") % {
            "got": votes_text(number_from_json(params["score"]), points=self._points),
            "needed": score_text(threshold),
        }

    def _say_no_support(self, _params: Reason) -> str:
        return _("Not funded: nobody chose it.")

    def _say_withdrawn(self, _params: Reason) -> str:
        return _("Withdrawn: its votes are shown, but it could not win.")

    def tie(self, note: Reason) -> str:
        """How a tie was decided that mattered for this project; "" for a note of another kind."""
        params = note["params"]
        sentence = _TIES.get((note["code"], params.get("by", "")))
        if sentence is None:
            return ""
        others = _(", ").join(_("“%(title)s”") % {"title": self._title(code)} for code in params["with"])
        return str(sentence()) % {"others": others, "seed": params.get("seed") or ""}

    def missing(self, reason: Reason) -> str:
        """What would have got the project funded; "" for a winner, or where nothing alone would have."""
        votes, reduction = reason.get("votes_missing"), reason.get("cost_reduction")
        if reason["code"] in FUNDED_CODES or reason["code"] == "withdrawn":
            return ""
        more = None
        if votes:
            values = {"n": amounts.whole_text(votes)}
            if self._points:
                more = ngettext("%(n)s more point", "%(n)s more points", votes) % values
            else:
                more = ngettext("%(n)s more vote", "%(n)s more votes", votes) % values
        if reduction and reason["code"] == "not_enough_money":
            cost = number_from_json(reason["params"]["cost"])
            most = amounts.exact_money(as_money(cost - number_from_json(reduction), self._currency))
            if more:
                return _("It would have won with %(more)s, or at a cost of %(cost)s or less.") % {
                    "more": more,
                    "cost": most,
                }
            return _("It would have won at a cost of %(cost)s or less.") % {"cost": most}
        return _("It would have won with %(more)s.") % {"more": more} if more else ""


_TIES: dict[tuple[str, str], Callable[[], str]] = {
    ("tie_won", "cost"): lambda: _("It had as many votes as %(others)s and went first because it costs less."),
    ("tie_won", "score"): lambda: _("It was equal with %(others)s and went first because it has more votes."),
    ("tie_won", "id"): lambda: _("It was equal with %(others)s and went first because its number comes first."),
    ("tie_won", "lot"): lambda: _(
        "It was equal with %(others)s in votes and cost, and the public lot (seed %(seed)s) put it first."
    ),
    ("tie_lost", "cost"): lambda: _("It had as many votes as %(others)s, which went first because it costs less."),
    ("tie_lost", "score"): lambda: _("It was equal with %(others)s, which went first because it has more votes."),
    ("tie_lost", "id"): lambda: _("It was equal with %(others)s, whose number comes first."),
    ("tie_lost", "lot"): lambda: _(
        "It was equal with %(others)s in votes and cost, and the public lot (seed %(seed)s) put that one first."
    ),
}


def ties_sentence(ties: str) -> str:
    """The tie rule in one plain sentence.

    Args:
        ties: such as `cost,score,lot:SEED`.
    """
    steps = {
        "cost": _("the cheaper project"),
        "score": _("the one with more votes"),
        "id": _("the one whose number comes first"),
        "lot": _("the one that a public lot puts first"),
    }
    names = [steps[step.partition(":")[0]] for step in ties.split(",") if step.partition(":")[0] in steps]
    return _("Of equal projects goes first: %(steps)s.") % {"steps": _(", then ").join(names)}


AGREEMENT: dict[str, Callable[[], str]] = {
    "no_rule": lambda: _("The file does not name the rule that was used, so ours may be another one."),
    "unknown_rule": lambda: _("The file says that the rule is unknown, so ours may be another one."),
    "custom_rule": lambda: _("The city used a rule of its own, which we do not have."),
    "rule_not_implemented": lambda: _("The city used another rule, which we do not have yet."),
    "threshold_missing": lambda: _("The city demanded a least number of votes and the file does not say which."),
    "ties_in_file_order": lambda: _(
        "Projects with equal votes stood against each other. The city took them in the order of its list, "
        "we take the cheaper one first."
    ),
    "over_budget": lambda: _("The winners that the city names cost more than the budget in its file."),
    "money_left": lambda: _("The city left money that would have paid for another project."),
    "unknown": lambda: _("We do not know why."),
}
"""Why our count and the winners of an archive differ; the codes are those of `imports.agreement`."""


def agreement_sentences(agreement: Mapping[str, Any]) -> list[str]:
    """What to say of our count beside a declared result: whether they agree, and if not, why."""
    if agreement["same"] and agreement["same_rule"]:
        return [_("We counted the same ballots by the same rule and got the same winners.")]
    if agreement["same"]:
        return [_("We counted the same ballots by our own rule, most votes first, and got the same winners.")]
    by_theirs = _("We counted the same ballots by the rule that the file names, and our winners differ.")
    by_ours = _("We counted the same ballots by our own rule, most votes first, and our winners differ.")
    reasons = [AGREEMENT[code]() for code in agreement["reasons"] if code in AGREEMENT]
    return [by_theirs if agreement["same_rule"] else by_ours, *reasons]
