"""The one clock: the server's. Stored in UTC, shown in Asia/Almaty."""

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def today() -> dt.date:
    """The present day where the platform lives (settings.TIME_ZONE)."""
    return timezone.localdate()
