"""`@verb`: one transaction, and the audit entries of the act written as its last step."""

import functools
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction

from ortaq.audit import presenters
from ortaq.audit.chain import day_start, entry_hash, new_salt, personal_hash, plain, value_hash
from ortaq.audit.models import Entry, Head, PersonalNote
from ortaq.core import clock
from ortaq.core.actors import Actor
from ortaq.core.errors import NotRecorded

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class _Pending:
    """What `record` was told, copied at that moment: the object may be gone when the act ends."""

    verb: str
    object_type: str
    object_id: str
    actor_id: int | None
    data: dict[str, Any]
    personal: dict[str, Any]
    by_day: bool = False


_pending: ContextVar[list[_Pending] | None] = ContextVar("audit_pending", default=None)


def verb(function: Callable[P, T]) -> Callable[P, T]:
    """Make a domain function an act: all of it and its audit entries are one transaction.

    A verb called from another verb joins it as a savepoint: if it fails and the outer one goes on, neither its
    writes nor its entries are left. The chain's head is locked once, after everything else is written, so that
    acts wait for each other only at the very end. Work asked for by `transaction.on_commit` begins after the
    act and may call verbs of its own.
    """

    @functools.wraps(function)
    def act(*args: P.args, **kwargs: P.kwargs) -> T:
        outer = _pending.get()
        if outer is None:
            with transaction.atomic():
                pending: list[_Pending] = []
                token = _pending.set(pending)
                try:
                    result = function(*args, **kwargs)
                finally:
                    _pending.reset(token)
                _write(pending)
            return result
        noted = len(outer)
        try:
            with transaction.atomic():
                return function(*args, **kwargs)
        except BaseException:
            del outer[noted:]
            raise

    return act


def record(name: str, obj: models.Model, /, *, by: Actor, data: dict[str, Any] | None = None, **personal: Any) -> None:
    """Note an act for the log.

    Args:
        name: what was done, `object.did`, e.g. `cycle.opened`; its sentence is registered in `audit.presenters`.
        obj: what it was done to, already saved; when something is deleted, call this before the deletion.
        by: who did it.
        data: codes, whole numbers and ids only; dates, UUIDs and decimals become text.
        personal: names, addresses, free text, …: stored apart and erasable.

    Raises:
        NotRecorded: called outside a verb, for an object without an id, for a verb registered `by_day`, or with a
            value that cannot be hashed the same way everywhere (a float, a NUL character, an object).
    """
    if presenters.presenter(name).by_day:
        raise NotRecorded(f"{name} may be known by its day only: use record_by_day")
    _note(name, obj, actor_id=by.pk, data=data, personal=personal)


def record_by_day(name: str, obj: models.Model, /, *, data: dict[str, Any] | None = None, **proofs: str) -> None:
    """Note an act of which nobody may learn who did it or at what hour: a ballot cast.

    The entry has no actor, and its time is 00:00 UTC of the day in Asia/Almaty. What the act could be recognised by
    stands in the erasable table as a salted hash, so that whoever holds the value can show that it is in the chain.
    The salt is there even without a proof: without it nobody can work out how many such acts lie between two others.

    Args:
        name: a verb registered with `by_day=True`; an act and its repetition have one verb, or the log would tell
            them apart.
        obj: what it was done to, something that many people share: the cycle, never the person's row.
        data: codes that are the same for all such acts of the object.
        proofs: texts known to the person alone, such as the receipt.

    Raises:
        NotRecorded: as `record`, or for a verb that is not registered `by_day`.
    """
    if not presenters.presenter(name).by_day:
        raise NotRecorded(f"{name} is not registered as known by its day only")
    _note(name, obj, actor_id=None, data=data, personal=dict(proofs), by_day=True)


def _note(
    name: str, obj: models.Model, *, actor_id: int | None, data: dict[str, Any] | None, personal: dict[str, Any],
    by_day: bool = False,
) -> None:  # fmt: skip
    pending = _pending.get()
    if pending is None:
        raise NotRecorded(f"{name} was recorded outside a verb")
    if obj.pk is None:
        raise NotRecorded(f"{name} was recorded for something that is not stored")
    pending.append(
        _Pending(
            verb=name,
            object_type=obj._meta.label_lower,
            object_id=str(obj.pk),
            actor_id=actor_id,
            data=plain(data or {}),
            personal=plain(personal),
            by_day=by_day,
        )
    )


def _write(pending: list[_Pending]) -> None:
    if not pending:
        return
    # Made by the migration; an emptied database begins its chain anew. If entries are there without a head,
    # the first of ours collides with the first of theirs and nothing is written.
    head, _made = Head.objects.select_for_update().get_or_create(id=1)
    at = clock.now()
    entries, notes = [], []
    for item in pending:
        salt = new_salt() if item.personal or item.by_day else ""
        values = item.personal
        if item.by_day:
            values = {key: value_hash(salt, value) for key, value in item.personal.items()}
        entry = Entry(
            seq=head.seq + 1,
            at=day_start(at) if item.by_day else at,
            actor_id=item.actor_id,
            verb=item.verb,
            object_type=item.object_type,
            object_id=item.object_id,
            data=item.data,
            personal_hash=personal_hash(salt, values) if salt else "",
            previous=head.hash,
        )
        entry.hash = entry_hash(entry)
        entries.append(entry)
        if salt:
            notes.append(PersonalNote(seq=entry.seq, salt=salt, values=values))
        head.seq, head.hash = entry.seq, entry.hash
    Entry.objects.bulk_create(entries)
    if notes:
        PersonalNote.objects.bulk_create(notes)
    Head.objects.filter(id=1).update(seq=head.seq, hash=head.hash)
