"""People for tests: accounts, persons, dated mandates, and clients that are signed in as they would be."""

import time
from typing import Any

import factory
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY as METHODS_USER
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as METHODS
from django.test import Client
from factory.django import DjangoModelFactory

from ortaq.core import clock
from ortaq.core.text import search_forms, sort_key
from ortaq.identity.enums import Role, TakingOffice
from ortaq.identity.models import Mandate, Person, User
from ortaq.territories.models import Territory


class UserFactory(DjangoModelFactory):
    """An account that signs in by phone."""

    class Meta:
        model = User

    phone = factory.Sequence(lambda n: f"+7701{n + 1000000:07d}")
    phone_verified = True
    name = factory.Sequence(lambda n: f"Сынақ {n}")
    password = "!nobody knows"


class PersonFactory(DjangoModelFactory):
    """A person with an account; `user=None` for one without."""

    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Сынақова Ажар {n}")
    user = factory.SubFactory(UserFactory)
    search_text = factory.LazyAttribute(lambda o: search_forms(o.name))
    sort_key = factory.LazyAttribute(lambda o: sort_key(o.name, "kk"))


class MandateFactory(DjangoModelFactory):
    """A mandate since yesterday without an end; give `territory=`."""

    class Meta:
        model = Mandate

    person = factory.SubFactory(PersonFactory)
    role = Role.ADMINISTRATOR
    valid_from = factory.LazyFunction(lambda: clock.today().replace(day=1, month=1))
    taking_office = factory.LazyAttribute(lambda o: TakingOffice.ELECTED if o.role == Role.AKIM else "")


def official(role: str, territory: Territory, **mandate: Any) -> User:
    """An account whose person holds the role in the territory today."""
    user: User = MandateFactory(role=role, territory=territory, **mandate).person.user
    return user


def sign_in(client: Client, user: User, *, second_factor: bool = True) -> Client:
    """Sign the client in; with the second factor proven in this session, so that the Desk opens."""
    client.force_login(user)
    if second_factor:
        session = client.session
        session[METHODS] = [{"method": "mfa", "at": time.time(), "reauthenticated": True}]
        session[METHODS_USER] = str(user.pk)
        session.save()
    return client
