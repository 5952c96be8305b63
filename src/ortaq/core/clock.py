"""The one clock: the server's. Stored in UTC, shown in Asia/Almaty."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_back: ContextVar[dt.timedelta] = ContextVar("clock_back", default=dt.timedelta())


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return timezone.now() - _back.get()


def today() -> dt.date:
    """The present day where the platform lives (settings.TIME_ZONE)."""
    return timezone.localdate(now())


@contextmanager
def put_back(by: dt.timedelta) -> Iterator[None]:
    """Live in the past for a while: only the demo, which invents one, has a use for it."""
    token = _back.set(by)
    try:
        yield
    finally:
        _back.reset(token)
