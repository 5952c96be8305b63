"""Who comes through to which page of a cycle, and where the page lies."""

import functools
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ortaq.core.actors import require
from ortaq.core.errors import NotAllowed
from ortaq.participation.domain.lifecycle import EDIT
from ortaq.participation.domain.queries.cycles import load
from ortaq.participation.enums import CycleState
from ortaq.participation.models import Cycle
from ortaq.territories.domain.queries.places import by_code
from ortaq.territories.models import Territory

Crumbs = list[tuple[str, str | None]]
Page = Callable[..., HttpResponse]

DESK_PERMS = (EDIT, "participation.keep_roll", "participation.act")
"""Any of these opens the overview of a cycle on the Desk."""


def loaded(cycle_id: int) -> Cycle:
    """A cycle with all that belongs to it.

    Raises:
        Http404: there is none, or it is being imported.
    """
    try:
        cycle = load(cycle_id)
    except Cycle.DoesNotExist:
        raise Http404 from None
    if cycle.state == CycleState.STAGING:
        raise Http404
    return cycle


def for_desk(request: HttpRequest, cycle_id: int) -> Cycle:
    """A cycle that the person works with.

    Raises:
        Http404: there is none.
        NotAllowed: it belongs to a place the person does not work for.
    """
    cycle = loaded(cycle_id)
    if not any(request.user.has_perm(perm, cycle) for perm in DESK_PERMS):
        raise NotAllowed("not_allowed")
    return cycle


def draft_page(page: Page) -> Page:
    """A page of the wizard: it gets the draft; an opened vote leads to its overview instead."""

    @functools.wraps(page)
    def opened(request: HttpRequest, cycle_id: int, **settings: Any) -> HttpResponse:
        cycle = loaded(cycle_id)
        require(request.user, EDIT, cycle)
        if not cycle.is_draft:
            return redirect("participation:cycle_desk", cycle_id=cycle.pk)
        return page(request, cycle, **settings)

    return opened


def place(code: str) -> Territory:
    """The place with this code today or once.

    Raises:
        Http404: no place ever had it.
    """
    territory = by_code(code)
    if territory is None:
        raise Http404
    return territory


def desk_crumbs(*last: tuple[str, str | None]) -> Crumbs:
    """The way to a page about cycles on the Desk."""
    return [(_("Desk"), reverse("desk")), (_("Votes"), reverse("participation:desk_cycles")), *last]


def cycle_crumbs(cycle: Cycle, *last: tuple[str, str | None]) -> Crumbs:
    """The way to a page about one cycle on the Desk."""
    name = str(cycle.title) or f"{cycle.territory.name} {cycle.slug}"
    return desk_crumbs((name, reverse("participation:cycle_desk", args=[cycle.pk])), *last)


def place_crumbs(territory: Territory, *last: tuple[str, str | None]) -> Crumbs:
    """The way to a public page about votes of a place."""
    return [
        (str(territory.name), reverse("place", args=[territory.code])),
        (pgettext("door", "Vote"), reverse("participation:place_vote", args=[territory.code])),
        *last,
    ]
