"""Who may do what: predicates on (user, object), in one place for the apps below identity.

A mandate counts in its territory and everywhere below, on the days it is valid.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import rules
from django.conf import settings
from django.db.models import Q, QuerySet

from ortaq.core import clock
from ortaq.identity.enums import BACK_OFFICE, Role
from ortaq.identity.models import Mandate
from ortaq.territories.models import Territory

Pair = tuple[str, str]


def mandates(user: Any, on: dt.date | None = None) -> list[Mandate]:
    """The user's mandates valid today, read once for the life of this user object (one request)."""
    if not getattr(user, "is_authenticated", False) or user.pk is None or not user.is_active:
        return []
    day = on or clock.today()
    # getattr and setattr reach the account behind a request's lazy one, so both share what was read.
    cached: dict[dt.date, list[Mandate]] | None = getattr(user, "_mandates", None)
    if cached is None:
        cached = {}
        user._mandates = cached
    if day not in cached:
        rows = _counting().filter(person__user_id=user.pk, valid_from__lte=day).select_related("territory")
        cached[day] = [row for row in rows if row.valid_to is None or row.valid_to > day]
    return cached[day]


def mandates_valid(users: Iterable[Any]) -> dict[int, list[Mandate]]:
    """Mandates valid today of many accounts, by account id, in one query."""
    day = clock.today()
    rows = (
        _counting()
        .filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=day),
            person__user__in=[user.pk for user in users],
            valid_from__lte=day,
        )
        .select_related("territory", "person")
    )
    found: dict[int, list[Mandate]] = {}
    for row in rows:
        if row.person.user_id is not None:
            found.setdefault(row.person.user_id, []).append(row)
    return found


def of_the_demo(by: Any) -> bool:
    """Whether all power of the actor comes from the demo: a shared account, or one whose roles were given by such.

    Where the demo is off there is nobody like that.
    """
    if not settings.DEMO:
        return False
    if getattr(by, "is_demo", False):
        return True
    held = mandates(by)
    return bool(held) and not _is_superuser(by) and all(mandate.is_demo for mandate in held)


def _counting() -> QuerySet[Mandate]:
    """What was given in the demo counts only while the installation is one."""
    return Mandate.objects.all() if settings.DEMO else Mandate.objects.filter(is_demo=False)


def holds(user: Any, roles: Iterable[str], territory: Territory | None) -> bool:
    """Whether the user has one of the roles in the territory or above it.

    Args:
        territory: where; None asks for a role in the whole country (a root of the tree).
    """
    wanted = set(roles)
    for mandate in mandates(user):
        if mandate.role not in wanted:
            continue
        if territory is None:
            if mandate.territory.parent_id is None:
                return True
        elif mandate.territory.contains(territory):
            return True
    return False


def place_of(obj: Any) -> Territory | None:
    """The territory an object belongs to: itself, its `territory`, or its cycle's.

    What has none of these belongs to no place, so only a role in the whole country reaches it.
    """
    if obj is None or isinstance(obj, Territory):
        return obj
    if hasattr(obj, "cycle"):
        return place_of(obj.cycle)
    territory: Territory | None = getattr(obj, "territory", None)
    return territory


def role_in_place(*roles: str) -> rules.Predicate:
    """A predicate: the user holds one of the roles where the object belongs."""

    def predicate(user: Any, obj: Any) -> bool:
        return _is_superuser(user) or holds(user, roles, place_of(obj))

    return rules.predicate(predicate, name="role:" + "|".join(roles))


def _is_superuser(user: Any) -> bool:
    return bool(getattr(user, "is_superuser", False) and user.is_active)


@rules.predicate
def works_here(user: Any, _obj: Any) -> bool:
    """The user has any back-office role anywhere: they have a Desk."""
    return _is_superuser(user) or any(mandate.role in BACK_OFFICE for mandate in mandates(user))


@rules.predicate
def superuser(user: Any, _obj: Any) -> bool:
    """One of those who keep the installation itself."""
    return _is_superuser(user)


ADMINISTRATOR = role_in_place(Role.ADMINISTRATOR)

rules.add_perm("identity.desk", works_here)
rules.add_perm("identity.grant_mandate", ADMINISTRATOR)
rules.add_perm("identity.view_people", ADMINISTRATOR)
rules.add_perm("identity.switch_account", superuser)
rules.add_perm("territories.manage", ADMINISTRATOR)
rules.add_perm("norms.edit", ADMINISTRATOR)
rules.add_perm("files.add", works_here)
rules.add_perm("audit.view", role_in_place(Role.ADMINISTRATOR, Role.AUDITOR, Role.AKIM))
rules.add_perm("audit.erase", role_in_place(Role.ADMINISTRATOR))
