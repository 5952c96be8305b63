"""Cycles on the Desk: the list, a new one, the overview, a copy, a deletion, previews."""

import csv
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ortaq.audit.queries import history
from ortaq.core import clock
from ortaq.core.actors import require
from ortaq.core.errors import NotAllowed
from ortaq.participation.checklist import blockers
from ortaq.participation.domain import cloning, drafting
from ortaq.participation.domain.lifecycle import EDIT
from ortaq.participation.domain.queries import cycles, roll
from ortaq.participation.domain.queries.projects import choose
from ortaq.participation.enums import CycleState, PhaseKind
from ortaq.participation.forms.cycle import BeginForm, CloneForm, DeleteForm, FilterForm
from ortaq.participation.forms.project import ProjectFilterForm
from ortaq.participation.models import Cycle
from ortaq.participation.presenters import ballot_sentence, ribbon, today, vote_args
from ortaq.participation.views.access import cycle_crumbs, desk_crumbs, draft_page, for_desk, loaded
from ortaq.participation.views.cycles import cycle_context
from ortaq.participation.views.wizard import NAMES, attempt, posted, step_url
from ortaq.ui.http import see_other

PER_PAGE = 50
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _require_desk(request: HttpRequest) -> None:
    if not request.user.has_perm("identity.desk"):
        raise NotAllowed("not_allowed")


def _filtered(request: HttpRequest) -> tuple[FilterForm, Any]:
    form = FilterForm(request.GET, years=list(cycles.years(request.user)))
    form.is_valid()
    given = form.cleaned_data
    rows = cycles.desk_list(
        user=request.user,
        state=given.get("state") or "",
        year=given.get("year"),
        place=given.get("place") or "",
    )
    return form, rows


@require_safe
def desk_cycles(request: HttpRequest) -> HttpResponse:
    """The cycles a person works with."""
    _require_desk(request)
    form, rows = _filtered(request)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "participation/desk/cycles.html",
        {
            "form": form,
            "page": page,
            "rows": [_row(cycle) for cycle in page.object_list],
            "may_begin": cycles.may_begin(request.user),
            "crumbs": [*desk_crumbs()[:-1], (_("Votes"), None)],
        },
    )


def _row(cycle: Cycle) -> dict[str, Any]:
    vote = cycle.phase(PhaseKind.VOTE)
    name = NAMES[0]
    return {
        "cycle": cycle,
        "url": step_url(cycle, name) if cycle.is_draft else reverse("participation:cycle_desk", args=[cycle.pk]),
        "starts": vote and vote.starts_at,
        "ends": vote and vote.ends_at,
        "archive": hasattr(cycle, "archive"),
    }


def _cell(text: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    plain = str(text if text is not None else "")
    return f"'{plain}" if plain.startswith(_FORMULA) else plain


@require_safe
def desk_cycles_csv(request: HttpRequest) -> HttpResponse:
    """The filtered list as a table."""
    _require_desk(request)
    _form, rows = _filtered(request)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="cycles.csv"'
    writer = csv.writer(response, delimiter=";")
    writer.writerow(
        ["id", "territory_code", "territory", "year", "address", "title", "state", "vote_from", "vote_until",
         "projects", "demo", "archive"]
    )  # fmt: skip
    for cycle in rows:
        vote = cycle.phase(PhaseKind.VOTE)
        moments = [vote and vote.starts_at, vote and vote.ends_at]
        writer.writerow(
            _cell(value)
            for value in (
                cycle.pk, cycle.territory.code, cycle.territory.name, cycle.year, cycle.slug, cycle.title, cycle.state,
                *(moment.isoformat() if moment else "" for moment in moments),
                cycle.projects_count, int(cycle.is_demo), int(hasattr(cycle, "archive")),
            )
        )  # fmt: skip
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_new(request: HttpRequest) -> HttpResponse:
    """Begin a cycle: where and for which year."""
    _require_desk(request)
    initial = {"place": request.GET.get("place") or cycles.only_place(request.user), "year": clock.today().year + 1}
    form = BeginForm(posted(request), user=request.user, initial=initial)
    begun: list[Cycle] = []

    def begin() -> None:
        given = form.cleaned_data
        begun.append(drafting.begin_cycle(territory=given["territory"], year=given["year"], by=request.user))

    if form.is_valid() and attempt(form, begin):
        messages.success(request, _("A draft was begun. Dates and limits come from the norms; change what differs."))
        return see_other(step_url(begun[0], NAMES[0]))
    context = {"form": form, "crumbs": desk_crumbs((_("New vote"), None))}
    return render(request, "participation/desk/new.html", context, status=422 if form.errors else 200)


@require_safe
def cycle_desk(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Where a cycle stands and what can still be done."""
    cycle = for_desk(request, cycle_id)
    user = request.user
    names = [("roll", "participation.keep_roll"), ("acts", "participation.act"), ("count", "participation.count")]
    rooms = {
        name: reverse(f"participation:{name}", args=[cycle.pk]) for name, perm in names if user.has_perm(perm, cycle)
    }
    return render(
        request,
        "participation/desk/overview.html",
        {
            "cycle": cycle,
            "today": today(cycle),
            "ribbon": ribbon(cycle),
            "rooms": rooms,
            "may_do": "acts" in rooms or "count" in rooms,
            "result_url": reverse("participation:result", args=vote_args(cycle)) if cycle.is_released else "",
            "voters": roll.count(cycle).total,
            "open_points": len(blockers(cycle)) if cycle.is_draft else 0,
            "may_edit": user.has_perm(EDIT, cycle),
            "archive": getattr(cycle, "archive", None),
            "public_url": reverse("participation:cycle", args=vote_args(cycle)),
            "frozen_url": reverse("participation:frozen", args=vote_args(cycle)),
            "history": history(cycle, user),
            "crumbs": desk_crumbs((str(cycle.title) or cycle.slug, None)),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_clone(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Begin a draft from an older cycle."""
    cycle = loaded(cycle_id)
    require(request.user, EDIT, cycle)
    year = max(cycle.year, clock.today().year) + 1
    form = CloneForm(posted(request), initial={"year": year, "with_projects": cycle.state == CycleState.DRAFT})
    made: list[Cycle] = []

    def clone() -> None:
        given = form.cleaned_data
        made.append(
            cloning.clone_cycle(cycle=cycle, year=given["year"], with_projects=given["with_projects"], by=request.user)
        )

    if form.is_valid() and attempt(form, clone):
        messages.success(request, _("The copy is a draft. Its calendar was made anew from the norms."))
        return see_other(step_url(made[0], NAMES[0]))
    context = {"cycle": cycle, "form": form, "crumbs": cycle_crumbs(cycle, (_("Copy"), None))}
    return render(request, "participation/desk/clone.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@draft_page
def cycle_delete(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Ask for the address of the draft, then delete it."""
    form = DeleteForm(posted(request))

    def delete() -> None:
        drafting.delete_draft(cycle=cycle, confirmation=form.cleaned_data["confirmation"], by=request.user)

    if form.is_valid() and attempt(form, delete, "confirmation"):
        messages.success(request, _("The draft is deleted."))
        return see_other(reverse("participation:desk_cycles"))
    context = {
        "cycle": cycle,
        "form": form,
        "voters": roll.count(cycle).total,
        "crumbs": cycle_crumbs(cycle, (_("Delete"), None)),
    }
    return render(request, "participation/desk/delete.html", context, status=422 if form.errors else 200)


@require_safe
@draft_page
def cycle_preview(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """The public page as residents will see it."""
    filters = ProjectFilterForm(request.GET, cycle=cycle)
    context = cycle_context(request, cycle, filters)
    context |= {"preview": True, "crumbs": cycle_crumbs(cycle, (_("Preview"), None))}
    return render(request, "participation/cycle.html", context)


@require_safe
@draft_page
def ballot_preview(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """The ballot as voters will see it; nothing on it can be sent."""
    wish = ProjectFilterForm(None, cycle=cycle).wish()
    rows = choose(cycle, wish, get_language() or "en")
    groups = [{"pot": pot, "projects": [each for each in rows if each.pot_id == pot.pk]} for pot in cycle.pots.all()]
    context = {
        "cycle": cycle,
        "groups": groups,
        "several": len(groups) > 1,
        "how": ballot_sentence(cycle),
        "crumbs": cycle_crumbs(cycle, (_("Preview of the ballot"), None)),
    }
    return render(request, "participation/desk/ballot_preview.html", context)
