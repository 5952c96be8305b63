"""What votes put on the pages of a place, on the home page and on the Desk."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ortaq.core import clock
from ortaq.participation.domain.queries import cycles
from ortaq.participation.models import Cycle
from ortaq.participation.presenters import left_text, vote_args
from ortaq.territories.doors import Card, Change, Door, Duty, Number, add_door, cards, changes, duties, results
from ortaq.territories.models import Territory

CLOSING_SOON = dt.timedelta(days=3)


def _url(territory: Territory) -> str:
    return reverse("participation:place_vote", args=[territory.code])


def _number(territory: Territory) -> Number | None:
    count = cycles.count_running(territory)
    if count:
        return Number(str(count), ngettext("vote is open now", "votes are open now", count))
    found = cycles.latest_result(territory)
    if found is None:
        return None
    return Number(str(found.won), ngettext("project won in the last vote", "projects won in the last vote", found.won))


def _name(cycle: Cycle) -> str:
    return str(cycle.title) or f"{cycle.territory.name} {cycle.slug}"


def running_cards(territory: Territory | None, limit: int) -> list[Card]:
    """Votes that are open now. One query."""
    moment = clock.now()
    return [
        Card(
            title=_name(cycle),
            url=reverse("participation:cycle", args=vote_args(cycle)),
            text=_("Voting is open: %(left)s.") % {"left": left_text(ends, moment)},
            place=str(cycle.territory.name),
            until=ends,
            is_demo=cycle.is_demo,
        )
        for cycle, ends in cycles.running(territory, limit)
    ]


def latest_result(territory: Territory) -> Card | None:
    """What the place decided last. One query."""
    found = cycles.latest_result(territory)
    if found is None:
        return None
    return Card(
        title=_name(found.cycle),
        url=reverse("participation:result", args=vote_args(found.cycle)),
        text=ngettext("%(won)s of %(n)s projects won", "%(won)s of %(n)s projects won", found.won)
        % {"won": found.won, "n": found.projects},
        place=str(found.cycle.territory.name),
        is_demo=found.cycle.is_demo,
    )


def happened_lately(territory: Territory, limit: int) -> list[Change]:
    """Votes that were opened in the place and results that were published, the newest first. One query."""
    told = []
    for cycle in cycles.lately(territory, limit):
        if cycle.is_released and cycle.released_at:
            text, page, moment = _("The result was published: %(title)s"), "participation:result", cycle.released_at
            told.append((moment, text % {"title": _name(cycle)}, reverse(page, args=vote_args(cycle))))
        if cycle.opened_at:
            text, page, moment = _("A vote was opened: %(title)s"), "participation:cycle", cycle.opened_at
            told.append((moment, text % {"title": _name(cycle)}, reverse(page, args=vote_args(cycle))))
    told.sort(key=lambda change: change[0], reverse=True)
    return [Change(at=timezone.localdate(moment), text=text, url=url) for moment, text, url in told[:limit]]


def waiting(user: Any) -> list[Duty]:
    """Drafts that are not open yet, and votes that close within three days. Two queries."""
    drafts = [
        Duty(
            title=_("Finish and open the draft: %(title)s") % {"title": _name(cycle)},
            url=reverse("participation:cycle_check", args=[cycle.pk]),
            whom=str(cycle.territory.name),
            due=starts,
        )
        for cycle, starts in cycles.drafts_of(user)
    ]
    closing = [
        Duty(
            title=_("Voting closes soon: %(title)s") % {"title": _name(cycle)},
            url=reverse("participation:cycle_desk", args=[cycle.pk]),
            whom=str(cycle.territory.name),
            due=ends,
        )
        for cycle, ends in cycles.closing(user, within=CLOSING_SOON)
    ]
    return [*closing, *drafts]


def register() -> None:
    """Open the Vote door and fill the registries of the pages above."""
    add_door(Door(key="vote", question=gettext_lazy("What can I decide?"), url=_url, number=_number))
    cards.register("participation.votes", running_cards)
    results.register("participation.results", latest_result)
    changes.register("participation.cycles", happened_lately)
    duties.register("participation.cycles", waiting)
