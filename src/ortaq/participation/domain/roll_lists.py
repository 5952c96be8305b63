"""Lists of people for the roll: read in small batches that nobody sees, added by one switch, or discarded.

A list of 200,000 people is written in pieces of a thousand, so that nobody who votes or works waits for it,
and stands on the roll either whole or not at all.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from ortaq.audit.verbs import record, verb
from ortaq.core import clock
from ortaq.core.actors import Actor, require
from ortaq.participation.domain.roll import taken
from ortaq.participation.enums import Basis, CycleState, ListState
from ortaq.participation.errors import RollError
from ortaq.participation.models import Cycle, RollEntry, RollList

KEEP = "participation.keep_roll"
BATCH = 1000
"""Rows in one write transaction: well under 200 ms."""
DELETE_BATCH = 2000
LEFT_BEHIND = dt.timedelta(minutes=15)
"""A list that is still being read after this time was interrupted."""


@dataclass(frozen=True, slots=True)
class Person:
    """A checked row of a list: keyed hashes, never numbers."""

    initials: str
    territory_id: int
    phone_key: str | None
    iin_key: str | None
    note: str


@verb
def _begin(*, cycle: Cycle, name: str, by: Actor) -> RollList:
    cycle = _locked(cycle, by)
    if cycle.state != CycleState.DRAFT:
        raise RollError("closed")
    for pending in RollList.objects.filter(cycle=cycle).exclude(state=ListState.ADDED):
        raise RollError("list_waits" if pending.state == ListState.WAITING else "list_busy")
    return RollList.objects.create(cycle=cycle, name=name.strip()[:200], brought_by_id=by.pk)


def stage_list(*, cycle: Cycle, name: str, people: Sequence[Person], by: Actor) -> RollList:
    """Write a checked list beside the roll, where it waits for `add_list` or `discard_list`.

    Not one transaction: each batch is one. If anything stops it, what was written is taken away, at once or
    when the next list is brought.

    Args:
        name: which list this is and whose.
        people: checked by `imports.roll.read`.

    Raises:
        NotAllowed: not an operator here.
        RollError: `closed`, `no_basis`, `list_waits`, `list_busy`, or somebody was put on the roll meanwhile.
    """
    require(by, KEEP, cycle)
    if not name.strip():
        raise RollError("no_basis")
    sweep(cycle=cycle)
    staged = _begin(cycle=cycle, name=name, by=by)
    try:
        for start in range(0, len(people), BATCH):
            rows = [_entry(staged, person, by) for person in people[start : start + BATCH]]
            with transaction.atomic():
                RollEntry.everything.bulk_create(rows)
        return _finish(staged=staged, rows=len(people), by=by)
    except IntegrityError as error:
        _take_away(staged)
        raise RollError(taken(error)) from None
    except BaseException:
        _take_away(staged)
        raise


@verb
def _finish(*, staged: RollList, rows: int, by: Actor) -> RollList:
    """Let a list wait for its decision, unless the vote was opened or the list swept while it was read."""
    cycle = _locked(staged.cycle, by)
    if cycle.state != CycleState.DRAFT:
        raise RollError("closed")
    found = RollList.objects.select_for_update().filter(pk=staged.pk, cycle=cycle, state=ListState.READING).first()
    if found is None:
        raise RollError("list_gone")
    found.rows, found.state = rows, ListState.WAITING
    found.save(update_fields=["rows", "state"])
    record("roll.list_brought", cycle, by=by, data={"list": found.pk, "rows": rows}, name=found.name)
    return found


def _entry(staged: RollList, person: Person, by: Actor) -> RollEntry:
    return RollEntry(
        cycle_id=staged.cycle_id,
        roll_list=staged,
        territory_id=person.territory_id,
        initials=person.initials,
        phone_key=person.phone_key,
        iin_key=person.iin_key,
        basis=Basis.LIST,
        basis_note=person.note or staged.name,
        added_by_id=by.pk,
    )


@verb
def add_list(*, roll_list: RollList, by: Actor) -> RollList:
    """Put a waiting list on the roll: one switch, whole or not at all.

    Raises:
        NotAllowed: not an operator here.
        RollError: `closed`; `list_gone`, it was added or discarded already.
    """
    cycle = _locked(roll_list.cycle, by)
    if cycle.state != CycleState.DRAFT:
        raise RollError("closed")
    found = _waiting(roll_list, cycle)
    found.state = ListState.ADDED
    found.save(update_fields=["state"])
    record("roll.list_added", cycle, by=by, data={"list": found.pk, "rows": found.rows}, name=found.name)
    return found


def discard_list(*, roll_list: RollList, by: Actor) -> None:
    """Take a waiting list away without adding anybody; also after the opening, when it can be of no use any more.

    Not one transaction: the decision is one, and the rows then go in batches.

    Raises:
        NotAllowed: not an operator here.
        RollError: `list_gone`, it was added or discarded already.
    """
    _take_away(_give_up(roll_list=roll_list, by=by))


@verb
def _give_up(*, roll_list: RollList, by: Actor) -> RollList:
    """From here on nobody can add the list, and if its rows stay behind they are swept."""
    cycle = _locked(roll_list.cycle, by)
    found = _waiting(roll_list, cycle)
    found.state = ListState.READING
    found.save(update_fields=["state"])
    record("roll.list_discarded", cycle, by=by, data={"list": found.pk, "rows": found.rows}, name=found.name)
    return found


def _waiting(roll_list: RollList, cycle: Cycle) -> RollList:
    found = RollList.objects.select_for_update().filter(pk=roll_list.pk, cycle=cycle, state=ListState.WAITING).first()
    if found is None:
        raise RollError("list_gone")
    return found


def sweep(*, cycle: Cycle) -> None:
    """Take away what an interrupted reading left behind."""
    for left in RollList.objects.filter(cycle=cycle, state=ListState.READING, brought_at__lt=clock.now() - LEFT_BEHIND):
        _take_away(left)


def _locked(cycle: Cycle, by: Actor) -> Cycle:
    locked = Cycle.objects.select_for_update(of=("self",)).select_related("territory").get(pk=cycle.pk)
    require(by, KEEP, locked)
    return locked


def _take_away(staged: RollList) -> None:
    while True:
        ids = list(RollEntry.everything.filter(roll_list=staged).values_list("pk", flat=True)[:DELETE_BATCH])
        if not ids:
            break
        RollEntry.everything.filter(pk__gte=min(ids), pk__lte=max(ids), roll_list=staged).delete()
    RollList.objects.filter(pk=staged.pk).exclude(state=ListState.ADDED).delete()
