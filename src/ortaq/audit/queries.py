"""Reading the log: the history of one object, and a page of the whole."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.utils import timezone

from ortaq.audit import presenters
from ortaq.audit.chain import midnight
from ortaq.audit.models import Entry, PersonalNote
from ortaq.audit.presenters import Names, Personal
from ortaq.core import clock
from ortaq.core.actors import Actor

Told = dict[str, Any]


def history(obj: models.Model | Sequence[models.Model], viewer: Actor, *, limit: int = 50) -> list[Told]:
    """What was done to an object, newest first, in the reader's language; the same few queries for any length.

    Args:
        obj: the object, or several of one model whose acts make one history; `audit.view` on each of them opens
            personal values and all names to a viewer at the Desk, that is, with the second factor proven.
        limit: acts at most.

    Returns:
        Dictionaries as `told` makes them, among others `at` (datetime, UTC), `who` and `text`; acts whose details
        are not public are left out for whoever may not see them.
    """
    objects = [obj] if isinstance(obj, models.Model) else list(obj)
    if not objects:
        return []
    at_the_desk = getattr(viewer, "at_the_desk", False)
    personal = at_the_desk and all(viewer.has_perm("audit.view", each) for each in objects)
    acts = search(personal=personal, object_type=objects[0]._meta.label_lower)
    return told(acts.filter(object_id__in=[str(each.pk) for each in objects])[:limit], personal=personal)


def told(entries: Iterable[Entry], *, personal: bool) -> list[Told]:
    """Entries as people read them.

    Args:
        entries: in the order to be shown.
        personal: whether personal values and everybody's names are shown; otherwise only the names of those
            who act in an office, and acts that are not public are left out.

    Returns:
        Dictionaries with `at` (None where only the day may be known), `day`, `who`, `text`, `verb`, `object`
        (`type:id`), `hash` ("" while the day is not over). They hold no numbers of entries: the gaps between those
        would tell how many acts are not shown, ballots among them.
    """
    rows = [entry for entry in entries if personal or presenters.presenter(entry.verb).public]
    today = clock.today()
    names = _names(rows, personal=personal)
    notes = _notes(rows) if personal else {}
    result = []
    for entry in rows:
        entry.personal = Personal(notes.get(entry.seq, {}))
        by_day = presenters.presenter(entry.verb).by_day
        day = timezone.localdate(entry.at)
        result.append(
            {
                "at": None if by_day else entry.at,
                "day": day,
                "who": "" if by_day else names[entry.actor_id],  # type: ignore[index]
                "text": presenters.sentence(entry, names),
                "verb": entry.verb,
                "object": f"{entry.object_type}:{entry.object_id}",
                "hash": entry.hash if day < today else "",
            }
        )
    return result


def search(
    *,
    personal: bool,
    verb: str = "",
    object_type: str = "",
    object_id: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> models.QuerySet[Entry]:
    """Entries newest first, narrowed down.

    Acts known by their day only are found by asking for their verb, and only once the day is over: the turnout of a
    running vote is published once a day, to those who work here as to everybody.

    Args:
        personal: as in `told`; without it, acts that are not public are not found and not counted.
        verb: exact code.
        object_type: label such as `participation.cycle`; `object_id` narrows it to one.
        since: first day, in the platform's zone.
        until: last day, inclusive.
    """
    found = Entry.objects.order_by("-seq")
    if verb:
        found = found.filter(verb=verb)
    if object_type:
        found = found.filter(object_type=object_type)
    if object_id:
        found = found.filter(object_id=object_id)
    if not personal:
        found = found.filter(verb__in=presenters.public_verbs())
    elif verb in presenters.by_day_verbs():
        found = found.filter(at__lt=midnight(clock.today()))
    else:
        found = found.exclude(verb__in=presenters.by_day_verbs())
    if since:
        found = found.filter(at__gte=midnight(since))
    if until:
        found = found.filter(at__lt=midnight(until + dt.timedelta(days=1)))
    return found


def _names(entries: Iterable[Entry], *, personal: bool) -> Names:
    ids: set[int] = set()
    for entry in entries:
        named = [entry.actor_id, entry.data.get("user"), *(entry.data.get("users") or [])]
        ids.update(value for value in named if isinstance(value, int))
    if not ids:
        return Names()
    return Names(presenters.names_of(ids) if personal else presenters.public_names_of(ids))


def _notes(entries: Iterable[Entry]) -> dict[int, dict[str, Any]]:
    seqs = [entry.seq for entry in entries if entry.personal_hash]
    return dict(PersonalNote.objects.filter(seq__in=seqs).values_list("seq", "values")) if seqs else {}
