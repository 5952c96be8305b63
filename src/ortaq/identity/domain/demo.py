"""Invented people of the demo: shared accounts that anybody signs in to with one tap."""

from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings

from ortaq.audit.verbs import record, verb
from ortaq.core import clock
from ortaq.core.actors import Actor, require
from ortaq.identity.domain.mandates import appoint, create_person
from ortaq.identity.errors import AccountError
from ortaq.identity.models import Person, User
from ortaq.territories.models import Territory

# RFC 2606 keeps this ending free: no message can ever reach anybody.
_ADDRESS = "{code}@demo.invalid"


class DemoRole(NamedTuple):
    role: str
    territory: Territory
    taking_office: str = ""


@verb
def create_demo_person(
    *, code: str, name: str, home: Territory, by: Actor, roles: Sequence[DemoRole] = (), language: str = "kk"
) -> Person:
    """An invented person with an account that the demo page opens. Called again with the same code it changes nothing.

    Args:
        code: short and lasting, e.g. `akim`; lower-case Latin letters and hyphens.
        name: an invented name.
        home: where their page opens.
        roles: mandates, from the first day of this year; none for a resident.

    Raises:
        AccountError: `demo_is_off`.
        NotAllowed: the actor may not appoint there.
    """
    if not settings.DEMO:
        raise AccountError("demo_is_off")
    require(by, "identity.grant_mandate", home)
    address = _ADDRESS.format(code=code)
    known = Person.objects.filter(user__email=address).first()
    if known:
        return known
    user = User.objects.create_user(email=address, name=name, home=home, language=language, is_demo=True)
    person = create_person(name=name, territory=home, by=by, is_demo=True)
    person.user = user
    person.save(update_fields=["user"])
    for role in roles:
        appoint(
            person=person,
            role=role.role,
            territory=role.territory,
            valid_from=clock.today().replace(month=1, day=1),
            taking_office=role.taking_office,
            by=by,
        )
    record("person.linked", person, by=by, data={"user": user.pk, "demo": True})
    return person
