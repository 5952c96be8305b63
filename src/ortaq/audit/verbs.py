"""`@verb`: one transaction, and the audit entries of the act written as its last step."""

import functools
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction

from ortaq.audit.chain import entry_hash, new_salt, personal_hash
from ortaq.audit.models import Entry, Head, PersonalNote
from ortaq.core import clock
from ortaq.core.actors import Actor
from ortaq.core.errors import NotRecorded


P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class _Pending:
    verb: str
    obj: models.Model
    by: Actor
    data: dict[str, Any]
    personal: dict[str, Any] = field(default_factory=dict)


_pending: ContextVar[list[_Pending] | None] = ContextVar("audit_pending", default=None)


def verb(function: Callable[P, T]) -> Callable[P, T]:
    """Make a domain function an act: all of it and its audit entries are one transaction.

    A verb called from another verb joins it. The chain's head is locked once, after everything else is
    written, so that acts wait for each other only at the very end.
    """

    @functools.wraps(function)
    def act(*args: P.args, **kwargs: P.kwargs) -> T:
        if _pending.get() is not None:
            return function(*args, **kwargs)
        with transaction.atomic():
            token = _pending.set([])
            try:
                result = function(*args, **kwargs)
                _write(_pending.get() or [])
            finally:
                _pending.reset(token)
        return result

    return act


def record(name: str, obj: models.Model, *, by: Actor, data: dict[str, Any] | None = None, **personal: Any) -> None:
    """Note an act for the log.

    Args:
        name: what was done, `object.did`, e.g. `cycle.opened`; its sentence is registered in `audit.presenters`.
        obj: what it was done to, already saved.
        by: who did it.
        data: codes, numbers and ids only.
        personal: names, addresses, free text, …: stored apart and erasable.

    Raises:
        NotRecorded: called outside a verb.
    """
    pending = _pending.get()
    if pending is None:
        raise NotRecorded(f"{name} was recorded outside a verb")
    pending.append(_Pending(name, obj, by, data or {}, personal))


def _write(pending: list[_Pending]) -> None:
    if not pending:
        return
    head = Head.objects.select_for_update().get(id=1)
    at = clock.now()
    entries, notes = [], []
    for item in pending:
        salt = new_salt() if item.personal else ""
        entry = Entry(
            seq=head.seq + 1,
            at=at,
            actor_id=item.by.pk,
            verb=item.verb,
            object_type=item.obj._meta.label_lower,
            object_id=str(item.obj.pk),
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
