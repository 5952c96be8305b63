"""Acts for tests, and ways round the protection of the log."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from ortaq.audit.models import Entry
from ortaq.audit.verbs import record, verb
from ortaq.core.actors import SYSTEM, Actor
from ortaq.territories.models import Population

_protection = importlib.import_module("ortaq.audit.migrations.0002_append_only")


@verb
def act(*, name: str = "thing.done", on: Any = None, by: Actor = SYSTEM, data: Any = None, **personal: Any) -> None:
    """One recorded act on anything stored; on the number 1 if nothing is given."""
    record(name, on or Population(pk=1), by=by, data=data, **personal)


def acts(count: int, **personal: Any) -> list[Entry]:
    """So many acts, oldest first."""
    for number in range(count):
        act(data={"number": number}, **personal)
    return list(Entry.objects.order_by("seq"))


@contextmanager
def unprotected() -> Iterator[None]:
    """Let entries be changed, as somebody with the database's own password could."""
    _execute("DROP")
    try:
        yield
    finally:
        _execute("CREATE")


def _execute(kind: str) -> None:
    with connection.cursor() as cursor:
        for statement in _statements(kind):
            cursor.execute(statement)


def _statements(kind: str) -> list[str]:
    postgresql = connection.vendor == "postgresql"
    if kind == "CREATE":
        return _protection.POSTGRESQL[1:] if postgresql else _protection.SQLITE
    if postgresql:
        return ["DROP TRIGGER audit_entry_no_change ON audit_entry"]
    return ["DROP TRIGGER audit_entry_no_update", "DROP TRIGGER audit_entry_no_delete"]
