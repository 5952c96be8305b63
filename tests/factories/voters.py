"""Voters for tests: on the roll, signed in, with a ballot to send."""

import uuid
from itertools import count
from typing import Any

from django.test import Client

from ortaq.core import clock
from ortaq.identity.keys import phone_key
from ortaq.identity.models import User
from ortaq.participation import custody, payload, sealing
from ortaq.participation.domain.casting import cast
from ortaq.participation.enums import Basis
from ortaq.participation.models import Cast, Cycle, RollEntry
from ortaq.territories.models import Territory

_numbers = count(1)


def voter(cycle: Cycle, *, territory: Territory | None = None, linked: bool = False) -> User:
    """Somebody on the roll by their phone; `linked` by their account."""
    phone = f"+7701{next(_numbers):07d}"
    user = User.objects.create_user(phone=phone, phone_verified=True, name="Дәурен")
    RollEntry.objects.create(
        cycle=cycle, territory=territory or cycle.territory, initials="Д. Ә.", basis=Basis.LIST, basis_note="тізім",
        phone_key=phone_key(phone), user=user if linked else None,
    )  # fmt: skip
    return user


def entry_of(cycle: Cycle, user: User) -> RollEntry:
    """The voter's place on the roll."""
    return RollEntry.objects.get(cycle=cycle, phone_key=phone_key(user.phone or ""))


def cast_for(cycle: Cycle, user: User, draft: dict[int, int], **settings: Any) -> Cast:
    """Cast a ballot now."""
    given = {"request_id": uuid.uuid4(), "at": clock.now(), "by": user, **settings}
    return cast(cycle=cycle, entry=entry_of(cycle, user), draft=draft, **given)


def opened(cycle: Cycle, found: Cast) -> payload.Choices:
    """What a sealed ballot says, as the count will read it."""
    kept = custody.open_key(cycle.pk)
    return payload.decode(sealing.unseal(kept.private_key, bytes(found.sealed or b"")))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="ortaq.identity.backends.AccountBackend")
    return client
