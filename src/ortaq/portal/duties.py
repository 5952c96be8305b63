"""What the Desk shows of the tree itself, and how a duty's date becomes its state."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from ortaq.core import clock
from ortaq.identity.enums import Role
from ortaq.identity.rules import mandates
from ortaq.territories.domain.queries.places import country
from ortaq.territories.domain.queries.upkeep import names_to_check
from ortaq.territories.doors import Duty, duties
from ortaq.territories.models import Territory

SOON = dt.timedelta(days=3)
_FAR = dt.date.max


def kept_places(user: Any) -> list[Territory]:
    """The territories whose tree the user looks after: those of an administrator's mandates."""
    if getattr(user, "is_superuser", False):
        root = country()
        return [root] if root else []
    return [mandate.territory for mandate in mandates(user) if mandate.role == Role.ADMINISTRATOR]


def names_waiting(user: Any) -> list[Duty]:
    """How many names of places wait for somebody who knows the official list."""
    places = kept_places(user)
    count = names_to_check(places).count() if places else 0
    if not count:
        return []
    title = ngettext("Check the name of %(count)s place", "Check the names of %(count)s places", count)
    whom = ", ".join(place.name for place in places[:3])
    return [Duty(title % {"count": count}, reverse("desk_places"), whom=whom, state="open")]


def waiting_for(user: Any) -> list[Duty]:
    """Everything that waits for the user: late first, then by date, then what has none."""
    found = [_with_state(duty) for source in duties for duty in source(user)]
    return sorted(found, key=lambda duty: (duty.state != "late", _day(duty.due) or _FAR))


def _day(due: dt.datetime | dt.date | None) -> dt.date | None:
    return timezone.localtime(due).date() if isinstance(due, dt.datetime) else due


def _with_state(duty: Duty) -> Duty:
    day = _day(duty.due)
    if duty.state or day is None:
        return duty
    passed = duty.due < clock.now() if isinstance(duty.due, dt.datetime) else day < clock.today()
    if passed:
        return replace(duty, state="late")
    return replace(duty, state="soon" if day - clock.today() <= SOON else "open")
