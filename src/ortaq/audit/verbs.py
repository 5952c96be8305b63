"""`@verb`: one transaction, and the audit entries of the act written as its last step."""

import functools
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction

from ortaq.audit.chain import entry_hash, new_salt, personal_hash, plain
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
        NotRecorded: called outside a verb, for an object without an id, or with a value that cannot be hashed
            the same way everywhere (a float, a NUL character, an object).
    """
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
            actor_id=by.pk,
            data=plain(data or {}),
            personal=plain(personal),
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
        salt = new_salt() if item.personal else ""
        entry = Entry(
            seq=head.seq + 1,
            at=at,
            actor_id=item.actor_id,
            verb=item.verb,
            object_type=item.object_type,
            object_id=item.object_id,
            data=item.data,
            personal_hash=personal_hash(salt, item.personal) if item.personal else "",
            previous=head.hash,
        )
        entry.hash = entry_hash(entry)
        entries.append(entry)
        if item.personal:
            notes.append(PersonalNote(seq=entry.seq, salt=salt, values=item.personal))
        head.seq, head.hash = entry.seq, entry.hash
    Entry.objects.bulk_create(entries)
    if notes:
        PersonalNote.objects.bulk_create(notes)
    Head.objects.filter(id=1).update(seq=head.seq, hash=head.hash)
