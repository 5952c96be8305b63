"""What a territory was and what became of it, as dated sentences."""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from ortaq.territories.doors import Change
from ortaq.territories.models import Succession, Territory, TerritoryState


def changes_told(territory: Territory, states: Sequence[TerritoryState], links: Sequence[Succession]) -> list[Change]:
    """The known changes of a territory, the newest first.

    Args:
        states: the newest first, with `parent` loaded.
        links: splits and mergers, with both territories loaded.
    """
    told = [change for newer, older in pairwise(states) for change in _between(older, newer)]
    oldest = states[-1] if states else None
    if oldest is not None and oldest.valid_from and oldest.parent and not _came_out(territory, links):
        # The place may be older: this is where the record begins.
        text = _("Since this day it has had this code and been part of %(name)s.")
        told.append(Change(oldest.valid_from, text % {"name": oldest.parent.name}, _url(oldest.parent)))
    if states and states[0].valid_to:
        told.append(Change(states[0].valid_to, _("It no longer exists since this day.")))
    told.extend(_link_told(territory, link) for link in links)
    return sorted(told, key=lambda change: change.at, reverse=True)


def _came_out(territory: Territory, links: Sequence[Succession]) -> bool:
    return any(link.newer_id == territory.pk for link in links)


def _between(older: TerritoryState, newer: TerritoryState) -> list[Change]:
    day = newer.valid_from
    if day is None:
        return []
    told = []
    if older.name != newer.name:
        names = {"before": older.name, "after": newer.name}
        told.append(Change(day, _("Renamed: before it was %(before)s, now it is %(after)s.") % names))
    if older.parent_id != newer.parent_id and older.parent and newer.parent:
        names = {"before": older.parent.name, "after": newer.parent.name}
        told.append(
            Change(day, _("Until then it was part of %(before)s, since then of %(after)s.") % names, _url(newer.parent))
        )
    if older.kind != newer.kind:
        kinds = {"before": older.get_kind_display(), "after": newer.get_kind_display()}
        told.append(Change(day, _("Kind changed: before %(before)s, now %(after)s.") % kinds))
    if older.code != newer.code:
        codes = {"before": older.code, "after": newer.code}
        told.append(Change(day, _("Code changed: before %(before)s, now %(after)s.") % codes))
    return told


def _link_told(territory: Territory, link: Succession) -> Change:
    day: dt.date = link.date
    if link.newer_id == territory.pk:
        return Change(day, _("It came out of %(name)s.") % {"name": link.older.name}, _url(link.older))
    return Change(day, _("%(name)s came out of it.") % {"name": link.newer.name}, _url(link.newer))


def _url(territory: Territory) -> str:
    return territory.get_absolute_url()
