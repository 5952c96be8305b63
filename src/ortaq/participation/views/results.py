"""The result of a vote: what won, why not the others, and how to check it."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ortaq.participation.act_texts import act_sentence
from ortaq.participation.domain.queries.acts import public_acts
from ortaq.participation.domain.queries.results import PotResult, Result, Row, load_result, released, title_of
from ortaq.participation.domain.queries.turnout import as_turnout
from ortaq.participation.enums import ActKind, CycleState, DownloadFormat, PhaseKind
from ortaq.participation.explanations import agreement_sentences, score_text, ties_sentence, votes_text
from ortaq.participation.exports.pabulib import pabulib_refusal
from ortaq.participation.forms.results import ResultFilterForm
from ortaq.participation.models import Cycle, Project
from ortaq.participation.presenters import moment_text, receipt_check_url, vote_args
from ortaq.participation.rule_texts import rule_sentences
from ortaq.participation.views.access import place, place_crumbs
from ortaq.tally import number_from_json
from ortaq.ui.amounts import exact_money, share_text, short_money

BARS_AT_MOST = 100
"""Projects of a pot that get a bar each; more of them would make the page heavy on a slow line."""
_HIDDEN = (CycleState.DRAFT, CycleState.STAGING)


def find_cycle(code: str, slug: str) -> Cycle:
    """A vote that the public may know of, with its place and archive: one query.

    Raises:
        Http404: there is none at this address.
    """
    cycle = (
        Cycle.objects.select_related("territory", "archive")
        .defer("frozen", "territory__search_text", "archive__defects")
        .filter(territory__code=code, slug=slug)
        .exclude(state__in=_HIDDEN)
        .first()
    )
    if cycle is None:
        raise Http404
    return cycle


@require_safe
@login_not_required
def result(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """The published result; before that, when to expect it and nothing else."""
    try:
        cycle = find_cycle(code, slug)
    except Http404:
        territory = place(code)  # perhaps its code of former years
        if territory.code == code:
            raise
        return redirect("participation:result", code=territory.code, slug=slug, permanent=True)
    own = reverse("participation:cycle", args=vote_args(cycle))
    crumbs = place_crumbs(cycle.territory, (str(cycle), own), (_("Result"), None))
    if not released(cycle):
        return render(request, "participation/result_waiting.html", _waiting(cycle) | {"crumbs": crumbs})
    return render(request, "participation/result.html", result_context(request, cycle) | {"crumbs": crumbs})


@require_safe
@login_not_required
def acts_public(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Everything two people did to an opened vote, with their reasons."""
    cycle = find_cycle(code, slug)
    own = reverse("participation:cycle", args=vote_args(cycle))
    found = public_acts(cycle)
    named = {act.params.get("project") for act in found}
    projects = Project.objects.filter(cycle=cycle, pk__in=[pk for pk in named if pk])
    titles = {project.pk: f"№ {project.number} “{title_of(project)}”" for project in projects}
    context = {
        "cycle": cycle,
        "acts": [{"act": act, "sentence": act_sentence(act, titles)} for act in found],
        "cycle_url": own,
        "crumbs": place_crumbs(cycle.territory, (str(cycle), own), (_("Acts of two people"), None)),
    }
    return render(request, "participation/act_public.html", context)


def _waiting(cycle: Cycle) -> dict[str, Any]:
    phases = {phase.kind: phase for phase in cycle.phases.all()}
    vote, after = phases.get(PhaseKind.VOTE), phases.get(PhaseKind.RESULT)
    return {
        "cycle": cycle,
        "annulled": cycle.state == CycleState.ANNULLED,
        "act": next((act for act in public_acts(cycle) if act.kind == ActKind.ANNUL), None),
        "until": moment_text(vote.ends_at) if vote and vote.ends_at and not cycle.voting_over() else "",
        "expected": after.ends_at if after else None,
        "cycle_url": reverse("participation:cycle", args=vote_args(cycle)),
    }


def result_context(request: HttpRequest, cycle: Cycle) -> dict[str, Any]:
    """Everything the page shows, ready: no query and no counting is left to the template."""
    found = load_result(cycle)
    form = ResultFilterForm(request.GET)
    base = reverse("participation:cycle", args=vote_args(cycle))
    pots = [_pot(pot, found, form, base) for pot in found.pots]
    turnout = as_turnout(found.turnout) if found.turnout else None
    return {
        "cycle": cycle,
        "archive": found.archive,
        "result": found,
        "headline": _headline(found),
        "money_sentence": _money_sentence(found),
        "pots": pots,
        "several": len(pots) > 1,
        "form": form,
        "found_nothing": form.narrows and not any(pot["won"] or pot["lost"] for pot in pots),
        "turnout": turnout,
        "ballots": sum(pot.ballots for pot in found.pots),
        "ballots_label": _("ballots in the archive") if found.archive else _("ballots counted"),
        "level": 3 if len(pots) > 1 else 2,
        "invalid": max((pot.invalid for pot in found.pots), default=0),
        "downloads": _downloads(found),
        "kept_back": _kept_back(found),
        "acts": _acts(found),
        "rule": rule_sentences(found.pots[0].rule) if found.pots else [],
        "ties": ties_sentence(str(found.pots[0].rule.get("ties", ""))) if found.pots else "",
        "frozen_url": reverse("participation:frozen", args=vote_args(cycle)) if cycle.frozen_hash else "",
        "check_url": receipt_check_url(cycle),
    }


def _headline(found: Result) -> str:
    winners, projects = found.winners, found.projects
    if not winners:
        return _("No project was funded")
    if winners == projects:
        return ngettext("The project was funded", "All %(n)s projects were funded", projects) % {"n": projects}
    return ngettext("%(won)s of %(n)s projects won", "%(won)s of %(n)s projects won", winners) % {
        "won": winners,
        "n": projects,
    }


def _money_sentence(found: Result) -> str:
    spent, amount, left = (short_money(each) for each in (found.spent, found.amount, found.left))
    if found.left.minor < 0:
        return _("They cost %(spent)s, more than the %(amount)s there were.") % {"spent": spent, "amount": amount}
    if not found.winners:
        return _("There were %(amount)s to decide about.") % {"amount": amount}
    if not found.left.minor:
        return _("They cost %(amount)s, all the money there was.") % {"amount": amount}
    return _("They cost %(spent)s of %(amount)s; %(left)s are left.") % {"spent": spent, "amount": amount, "left": left}


def _pot(pot: PotResult, found: Result, form: ResultFilterForm, base: str) -> dict[str, Any]:
    shown = [row for row in pot.rows if form.keeps(row)]
    return {
        "result": pot,
        "name": pot.pot.name or _("Pot %(number)s") % {"number": pot.pot.number},
        "bars": len(shown) <= BARS_AT_MOST and any(row.share for row in shown),
        "won": [_row(pot, row, found, base) for row in shown if row.funded],
        "lost": [_row(pot, row, found, base) for row in shown if not row.funded],
        "left": exact_money(pot.left) if pot.left.minor >= 0 else "",
        "spent": exact_money(pot.spent),
        "amount": exact_money(pot.amount),
        "share": min(100, 100 * max(0, pot.spent.minor) // pot.amount.minor),
        "agreement": agreement_sentences(pot.agreement) if pot.agreement else [],
        "agrees": bool(pot.agreement and pot.agreement["same"]),
        "comparisons": pot.comparisons,
        "rule": rule_sentences(pot.rule),
    }


def _row(pot: PotResult, row: Row, found: Result, base: str) -> dict[str, Any]:
    # An archive's own id is what its people know; a vote of ours is known by its number.
    number = row.code if found.archive else str(row.project.number)
    return {
        "number": number,
        "title": row.title,
        "url": f"{base}projects/{row.project.number}/",
        "cost": exact_money(row.cost),
        "count": "" if row.score is None else score_text(row.score),
        "unit": "" if row.score is None else votes_text(row.score, points=pot.points),
        "why": pot.why(row),
        "withdrawn": row.withdrawn,
        "share": row.share,
        "share_label": _bar_label(row.share) if row.share else "",
    }


def _bar_label(share: int) -> str:
    return _("%(share)s of the most votes") % {"share": share_text(100 * share)}


def _downloads(found: Result) -> list[dict[str, Any]]:
    titles = {
        DownloadFormat.CSV: _("The result as a table, for a spreadsheet"),
        DownloadFormat.JSON: _("Everything the count decided, for programs"),
        DownloadFormat.PABULIB: _("All ballots, to count them again"),
    }
    address = [*vote_args(found.cycle)]
    several = len(found.pots) > 1
    return [
        {
            "title": titles[DownloadFormat(each.format)] + (f": {each.pot}" if each.pot and several else ""),
            "url": reverse("participation:result_download", args=[*address, each.file.name]),
            "file": each.file,
            "format": each.get_format_display(),
            "command": _command(found, each.pot_id, each.file.name) if each.format == DownloadFormat.PABULIB else "",
        }
        for each in found.downloads
    ]


def _command(found: Result, pot_id: int | None, name: str) -> str:
    """The line that counts a downloaded file again and gives our winners."""
    pot = next(each for each in found.pots if each.pot.pk == pot_id)
    parameters = pot.rule.get("parameters", {})
    rule = "greedy"
    if parameters.get("order") == "density":
        rule = "greedy-density"
    elif parameters.get("misfit") == "stop":
        rule = "greedy-stop"
    threshold = parameters.get("threshold", 0)
    parts = ["python -m ortaq.tally", name, "--rule", rule]
    if threshold:
        plain = threshold["exact"] if isinstance(threshold, dict) else threshold
        parts += ["--threshold", score_text(number_from_json(plain)).replace("\u202f", "")]
    if not parameters.get("fund_unsupported"):
        parts.append("--supported-only")
    return " ".join(parts)


def _kept_back(found: Result) -> int:
    """The least number of ballots for a file of ballots, as it was frozen, if a pot had fewer; else 0."""
    offered = {each.pot_id for each in found.downloads if each.format == DownloadFormat.PABULIB}
    if all(pot.pot.pk in offered for pot in found.pots):
        return 0
    return pabulib_refusal(found.cycle, min(pot.ballots for pot in found.pots), found.archive) or 0


def _acts(found: Result) -> list[dict[str, Any]]:
    titles = {row.project.pk: f"№ {row.project.number} “{row.title}”" for pot in found.pots for row in pot.rows}
    return [{"act": act, "sentence": act_sentence(act, titles)} for act in found.acts]
