"""What higher apps put on the pages of a place, on the home page, in the search and on the Desk.

An app registers in its `AppConfig.ready()`; a page asks the registries and shows what there is. A door whose
room is not built is not registered, and so is not shown.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ortaq.territories.models import Territory

Text = str | Promise
T = TypeVar("T")

TITLES: dict[str, Text] = {
    "money": _("Money"),
    "vote": pgettext_lazy("door", "Vote"),
    "works": _("Works"),
    "council": _("Council"),
    "goals": _("Goals"),
}
"""The five doors in their order, the same at every level from village to country."""


class Registry(Generic[T]):
    """Things by key; registering a key again replaces it, so that a reload does no harm."""

    def __init__(self, order: Sequence[str] = ()) -> None:
        self._items: dict[str, T] = {}
        self._order = {key: place for place, key in enumerate(order)}

    def register(self, key: str, item: T) -> T:
        self._items[key] = item
        return item

    def unregister(self, key: str) -> None:
        self._items.pop(key, None)

    def __iter__(self) -> Iterator[T]:
        keys = sorted(self._items, key=lambda key: self._order.get(key, len(self._order)))
        return iter([self._items[key] for key in keys])

    def __len__(self) -> int:
        return len(self._items)


@dataclass(frozen=True)
class Number:
    """The one living number of a door: `12` and `projects in the vote`."""

    value: str
    label: Text


@dataclass(frozen=True)
class Door:
    """A door of the place page.

    Args:
        key: one of `TITLES`.
        question: what a resident asks there, lazily translated.
        url: the address of the room for a territory.
        number: the living number for a territory, None where there is none yet; at most one query.
    """

    key: str
    question: Text
    url: Callable[[Territory], str]
    number: Callable[[Territory], Number | None]

    @property
    def title(self) -> Text:
        return TITLES[self.key]


@dataclass(frozen=True)
class Card:
    """Something going on now.

    Args:
        title: its name.
        url: where to take part.
        text: one sentence of today, e.g. "Voting is open for 6 more days".
        place: the name of the territory.
        until: when it ends, to put the soonest first.
        is_demo: invented for the demo.
    """

    title: str
    url: str
    text: Text
    place: str = ""
    until: dt.datetime | None = None
    is_demo: bool = False


@dataclass(frozen=True)
class Change:
    """Something that happened in a place: `at` is a day, `url` may be empty."""

    at: dt.date
    text: Text
    url: str = ""


@dataclass(frozen=True)
class Duty:
    """A row of the Desk: what waits for this person, for whom, until when, one link to do it.

    `state` is "late", "soon" or "" and is derived from `due` by the Desk where it is left empty.
    """

    title: Text
    url: str
    whom: Text = ""
    due: dt.datetime | dt.date | None = None
    state: str = ""


@dataclass(frozen=True)
class Hit:
    """A search result."""

    title: str
    url: str
    note: Text = ""


@dataclass(frozen=True)
class SearchSource:
    """A kind of thing that the search finds: `find(text, limit, user)` gives the best first, at most two queries."""

    title: Text
    find: Callable[[str, int, Any], list[Hit]]


doors: Registry[Door] = Registry(order=tuple(TITLES))

cards: Registry[Callable[[Territory | None, int], list[Card]]] = Registry()
"""Callables (territory and everything below it, or None for the whole country; at most so many) → cards."""

results: Registry[Callable[[Territory], Card | None]] = Registry()
"""Callables (territory) → what was last decided there, for days on which nothing is going on; one query each."""

changes: Registry[Callable[[Territory, int], list[Change]]] = Registry()
"""Callables (territory, at most so many) → what changed there lately, the newest first."""

duties: Registry[Callable[[Any], list[Duty]]] = Registry()
"""Callables (user) → what waits for them; at most two queries each."""

search_sources: Registry[SearchSource] = Registry()


def add_door(door: Door) -> Door:
    """Register a door under its own key."""
    return doors.register(door.key, door)


def now_happening(territory: Territory | None, limit: int) -> list[Card]:
    """What is going on, the soonest to end first.

    Args:
        territory: there and everywhere below; None for everywhere.
        limit: cards at most.
    """
    found = [card for source in cards for card in source(territory, limit)]
    return sorted(found, key=lambda card: (card.until is None, card.until))[:limit] if found else []
