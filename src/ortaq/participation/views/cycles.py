"""Votes as everybody sees them: those of a place, one of them, and the definition that was frozen."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ortaq.participation.act_texts import act_sentence
from ortaq.participation.domain.queries import cycles
from ortaq.participation.domain.queries.acts import public_acts
from ortaq.participation.domain.queries.projects import choose
from ortaq.participation.domain.queries.results import title_of
from ortaq.participation.enums import CycleState
from ortaq.participation.forms.project import ProjectFilterForm
from ortaq.participation.models import Cycle
from ortaq.participation.presenters import (
    ballot_sentence,
    change_sentence,
    receipt_check_url,
    ribbon,
    today,
    total,
    vote_args,
)  # fmt: skip
from ortaq.participation.rule_texts import rule_sentences, rule_title
from ortaq.participation.views.access import place, place_crumbs

PER_PAGE = 60
ACTS_SHOWN = 3
"""Acts that stand on the page of the vote; all of them have a page of their own."""
LONGEST_SHOWN = 30_000
"""Bytes of a definition that still stand on a page; a longer one is downloaded."""


def published(code: str, slug: str, *, reader: Any = None) -> Cycle:
    """The published cycle of an address.

    Args:
        reader: the person who is signed in, where the page tells how they stand.

    Raises:
        Http404: there is none.
    """
    found = cycles.public(code, slug, reader=reader)
    if found is None:
        territory = place(code)  # perhaps its code of former years
        found = cycles.public(territory.code, slug, reader=reader) if territory.code != code else None
    if found is None:
        raise Http404
    return found


@require_safe
@login_not_required
def place_vote(request: HttpRequest, code: str) -> HttpResponse:
    """The votes of a place: now, soon, before; public archives apart."""
    territory = place(code)
    if territory.code != code:
        return redirect("participation:place_vote", code=territory.code, permanent=True)
    found = cycles.of_place(territory)
    return render(
        request,
        "participation/place_vote.html",
        {
            "territory": territory,
            "found": found,
            "running": _cards(found.running),
            "upcoming": _cards(found.upcoming),
            "past": _cards(found.past),
            "archives": _cards(found.archives),
            "above": _cards(found.above),
            "below": _cards(found.below),
            "crumbs": [*place_crumbs(territory)[:-1], (pgettext("door", "Vote"), None)],
        },
    )


def _cards(rows: list[Cycle]) -> list[dict[str, Any]]:
    return [
        {
            "cycle": cycle,
            "url": reverse("participation:cycle", args=vote_args(cycle)),
            "today": today(cycle),
            "total": total(cycle),
            "archive": getattr(cycle, "archive", None),
        }
        for cycle in rows
    ]


def cycle_context(request: HttpRequest, cycle: Cycle, filters: ProjectFilterForm) -> dict[str, Any]:
    """What the page of a cycle shows; the preview shows the same."""
    wish = filters.wish()
    rows = choose(cycle, wish, get_language() or "en")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    pots = {pot.pk: pot for pot in cycle.pots.all()}
    categories = {category.pk: category for category in cycle.categories.all()}
    shown = [
        {
            "project": each,
            "pot": pots[each.pot_id] if len(pots) > 1 else None,
            "category": categories.get(each.category_id or 0),
            "url": "" if cycle.is_draft else reverse("participation:project", args=[*vote_args(cycle), each.number]),
        }
        for each in page.object_list
    ]
    return {
        "cycle": cycle,
        "today": today(cycle),
        "ribbon": ribbon(cycle),
        "total": total(cycle),
        "pots": list(pots.values()),
        "several_pots": len(pots) > 1,
        "how": ballot_sentence(cycle),
        "change": change_sentence(cycle),
        "rule_title": rule_title(cycle.rule),
        "rule_sentences": rule_sentences(cycle.rule),
        "comparisons": [rule_title(rule) for rule in cycle.comparisons],
        "projects_count": len(cycle.projects.all()),
        "filters": filters,
        "narrowed": wish.narrows,
        "found": len(rows),
        "page": page,
        "projects": shown,
        "archive": getattr(cycle, "archive", None),
        "annulled": cycle.state == CycleState.ANNULLED,
    }


@require_safe
@login_not_required
def cycle(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """A vote: where it stands, the one thing to do, its money, its rules, its projects."""
    found = published(code, slug, reader=request.user if request.user.is_authenticated else None)
    if found.territory.code != code:
        return redirect("participation:cycle", code=found.territory.code, slug=slug, permanent=True)
    context = cycle_context(request, found, ProjectFilterForm(request.GET, cycle=found))
    acts = public_acts(found)
    titles = {each.pk: f"№ {each.number} “{title_of(each)}”" for each in found.projects.all()} if acts else {}
    context |= {
        **_reader(request, found, is_open=context["today"].is_open),
        "turnout": cycles.last_turnout(found),
        "acts": [{"act": act, "sentence": act_sentence(act, titles)} for act in acts[:ACTS_SHOWN]],
        "acts_url": reverse("participation:acts_public", args=vote_args(found)) if found.opened_at else "",
        "frozen_url": reverse("participation:frozen", args=vote_args(found)),
        "check_url": receipt_check_url(found),
        "crumbs": place_crumbs(found.territory, (str(found), None)),
    }
    response = render(request, "participation/cycle.html", context)
    if context["voted_on"] is not None:
        # On a shared phone the back button tells nobody who has voted.
        add_never_cache_headers(response)
    return response


def _reader(request: HttpRequest, cycle: Cycle, *, is_open: bool) -> dict[str, Any]:
    """What a running vote means for a person who is signed in; nothing for anybody else."""
    if not is_open or not request.user.is_authenticated:
        return {"voted_on": None}
    on_roll, voted_on = cycles.standing_of_reader(cycle)
    return {
        "voted_on": voted_on,
        "not_on_roll": not on_roll,
        "receipt_url": reverse("participation:receipt", args=vote_args(cycle)),
    }


@require_safe
@login_not_required
def frozen(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """What was frozen when the vote opened, and how to hash it again."""
    found = published(code, slug)
    if not found.frozen_hash:
        raise Http404
    size = len(found.frozen.encode())
    return render(
        request,
        "participation/frozen.html",
        {
            "cycle": found,
            "text": found.frozen if size <= LONGEST_SHOWN else "",
            "size": size,
            "text_url": reverse("participation:frozen_text", args=vote_args(found)),
            "crumbs": place_crumbs(
                found.territory,
                (str(found), reverse("participation:cycle", args=vote_args(found))),
                (_("What was frozen"), None),
            ),
        },
    )


@require_safe
@login_not_required
def frozen_text(_request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """The frozen definition, byte for byte as it was hashed."""
    found = published(code, slug)
    if not found.frozen_hash:
        raise Http404
    response = HttpResponse(found.frozen.encode(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.territory.code}-{found.slug}.json"'
    return response
