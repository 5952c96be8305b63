"""Counting, and the acts of two people, on the Desk."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ortaq.core.actors import require
from ortaq.core.errors import DomainError
from ortaq.participation.act_texts import act_sentence
from ortaq.participation.domain import acts as verbs
from ortaq.participation.domain import count_runs, counting
from ortaq.participation.domain.queries.results import title_of
from ortaq.participation.domain.queries.roll import size
from ortaq.participation.domain.queries.turnout import published
from ortaq.participation.enums import ActKind, ActState, CycleState, PhaseKind
from ortaq.participation.forms.acts import act_form
from ortaq.participation.models import Act, Cast, Cycle
from ortaq.participation.presenters import vote_args
from ortaq.participation.tasks import count_votes
from ortaq.participation.views.access import cycle_crumbs, for_desk
from ortaq.participation.views.wizard import posted
from ortaq.ui.http import see_other

IN_BACKGROUND = 20_000
"""From so many envelopes on the count takes longer than a page may."""

KINDS: dict[ActKind, tuple[str | Promise, str | Promise]] = {
    ActKind.RELEASE: (
        gettext_lazy("Publish the result"),
        gettext_lazy("The result, the reasons and the files become public at once, and for good."),
    ),
    ActKind.EXTEND: (
        gettext_lazy("Extend the voting"),
        gettext_lazy("For example because the site was down. The close can only move to a later time."),
    ),
    ActKind.WITHDRAW: (
        gettext_lazy("Withdraw a project"),
        gettext_lazy("Its votes stay visible, but it cannot win. Votes for it are not moved to another project."),
    ),
    ActKind.ADMIT: (
        gettext_lazy("Admit a person to the roll"),
        gettext_lazy("For somebody who has the right to vote and was left out."),
    ),
    ActKind.ANNUL: (
        gettext_lazy("Annul the vote"),
        gettext_lazy("There will be no result. The key is destroyed, so nobody can open the ballots any more."),
    ),
}


def _rows(cycle: Cycle, found: list[Act]) -> list[dict[str, Any]]:
    titles = {project.pk: f"№ {project.number} “{title_of(project)}”" for project in cycle.projects.all()}
    return [{"act": act, "sentence": act_sentence(act, titles)} for act in found]


def _all_acts(cycle: Cycle) -> list[Act]:
    return list(Act.objects.filter(cycle=cycle).select_related("proposed_by", "decided_by"))


@require_safe
def acts(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Acts that wait, acts that can be proposed, and all that were decided."""
    cycle = for_desk(request, cycle_id)
    found = _rows(cycle, _all_acts(cycle))
    may_act = request.user.has_perm(verbs.ACT, cycle)
    context = {
        "cycle": cycle,
        "waiting": [row for row in found if row["act"].state == ActState.PROPOSED],
        "decided": [row for row in found if row["act"].state != ActState.PROPOSED],
        "possible": [
            {
                "title": KINDS[kind][0],
                "text": KINDS[kind][1],
                "url": reverse("participation:act_new", args=[cycle.pk, kind]),
            }
            for kind in (verbs.possible_kinds(cycle) if may_act else [])
        ],
        "viewer": request.user.pk,
        "crumbs": cycle_crumbs(cycle, (_("Acts of two people"), None)),
    }
    return render(request, "participation/acts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def act_new(request: HttpRequest, cycle_id: int, kind: str) -> HttpResponse:
    """Propose an act."""
    cycle = for_desk(request, cycle_id)
    require(request.user, verbs.ACT, cycle)
    if kind not in ActKind.values:
        raise Http404
    wanted = ActKind(kind)
    form = act_form(wanted, posted(request), cycle)
    if form.is_valid():
        try:
            verbs.propose(
                cycle=cycle, kind=wanted, reason=form.cleaned_data["reason"], params=form.params(), by=request.user
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Proposed. The act waits for a second person."))
            return see_other(reverse("participation:acts", args=[cycle.pk]))
    context = {
        "cycle": cycle,
        "form": form,
        "title": KINDS[wanted][0],
        "text": KINDS[wanted][1],
        "possible": wanted in verbs.possible_kinds(cycle),
        "grave": wanted == ActKind.ANNUL,
        "crumbs": cycle_crumbs(
            cycle,
            (_("Acts of two people"), reverse("participation:acts", args=[cycle.pk])),
            (str(KINDS[wanted][0]), None),
        ),
    }
    return render(request, "participation/act_new.html", context, status=422 if form.errors else 200)


def _signed(cycle: Cycle, found: Act) -> dict[str, int] | None:
    """What two people put their names to when they publish: how many voted, never for what. Two queries."""
    if found.kind != ActKind.RELEASE or cycle.state not in (CycleState.COUNTED, CycleState.RELEASED):
        return None
    return {"ballots": Cast.objects.filter(cycle=cycle).count(), "roll": size(cycle)}


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, cycle_id: int, act_id: int) -> HttpResponse:
    """One act: look at it, then confirm or refuse it."""
    cycle = for_desk(request, cycle_id)
    found = Act.objects.filter(cycle=cycle, pk=act_id).select_related("proposed_by", "decided_by").first()
    if found is None:
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            if request.POST.get("decision") == "confirm":
                verbs.confirm(act=found, by=request.user)
                messages.success(request, _("Confirmed. The act is done and public."))
            else:
                verbs.refuse(act=found, by=request.user)
                messages.success(request, _("Refused. Nothing was changed."))
        except DomainError as error:
            if error.status != 422:
                raise
            refusal = error.message
        else:
            released = found.kind == ActKind.RELEASE and request.POST.get("decision") == "confirm"
            after = reverse("participation:result", args=vote_args(cycle)) if released else ""
            return see_other(after or reverse("participation:acts", args=[cycle.pk]))
    (row,) = _rows(cycle, [found])
    context = {
        **row,
        "cycle": cycle,
        "text": KINDS[ActKind(found.kind)][1],
        "pending": found.state == ActState.PROPOSED,
        "signed": _signed(cycle, found),
        "may_confirm": request.user.has_perm(verbs.ACT, cycle) and found.proposed_by_id != request.user.pk,
        "may_refuse": request.user.has_perm(verbs.ACT, cycle),
        "own": found.proposed_by_id == request.user.pk,
        "grave": found.kind == ActKind.ANNUL,
        "refusal": refusal,
        "crumbs": cycle_crumbs(
            cycle, (_("Acts of two people"), reverse("participation:acts", args=[cycle.pk])), (row["sentence"], None)
        ),
    }
    return render(request, "participation/act.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def count(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """How many have voted, and after the close the button that opens the ballots."""
    cycle = for_desk(request, cycle_id)
    refusal = ""
    if request.method == "POST":
        require(request.user, counting.COUNT, cycle)
        here = see_other(reverse("participation:count", args=[cycle.pk]))
        if Cast.objects.filter(cycle=cycle).count() > IN_BACKGROUND:
            if (run := count_runs.ask_for_count(cycle=cycle, by=request.user)) is not None:
                count_votes.enqueue(run.pk)
            return here
        try:
            counting.count_cycle(cycle=cycle, by=request.user)
        except DomainError as error:
            refusal = error.message
        else:
            messages.success(
                request, _("The ballots are counted. The result is not public yet: two people publish it.")
            )
            return here
    vote = cycle.phase(PhaseKind.VOTE)
    over = cycle.voting_over()
    held_here = cycle.opened_at is not None
    counted = cycle.state in (CycleState.COUNTED, CycleState.RELEASED)
    context = {
        "cycle": cycle,
        "refusal": refusal,
        "held_here": held_here,
        "over": over,
        "ends_at": vote.ends_at if vote else None,
        # Until the count a longer vote is still possible: what comes in before is told once a day and to everybody.
        "casts": Cast.objects.filter(cycle=cycle).count() if held_here and counted else None,
        "turnout": published(cycle),
        "may_count": request.user.has_perm(counting.COUNT, cycle) and cycle.state == CycleState.OPENED and over,
        "count_run": count_runs.progress(cycle) if cycle.state == CycleState.OPENED and over else None,
        "counted": counted,
        "released": cycle.state == CycleState.RELEASED,
        "may_close_demo": cycle.is_demo
        and settings.DEMO
        and cycle.voting_now()
        and request.user.has_perm(counting.COUNT, cycle),
        "release_url": reverse("participation:act_new", args=[cycle.pk, ActKind.RELEASE]),
        "result_url": reverse("participation:result", args=vote_args(cycle)),
        "crumbs": cycle_crumbs(cycle, (_("Count"), None)),
    }
    return render(request, "participation/count.html", context, status=422 if refusal else 200)


@require_POST
def close_demo(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """End the demo vote now."""
    cycle = for_desk(request, cycle_id)
    counting.close_demo_vote(cycle=cycle, by=request.user)
    messages.success(request, _("The demo vote is closed. Now the ballots can be opened and counted."))
    return see_other(reverse("participation:count", args=[cycle.pk]))
