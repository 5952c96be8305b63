"""People in office: who they are, which account is theirs, what dated roles they hold."""

import datetime as dt

from django.db.models import Q

from ortaq.audit.verbs import record, verb
from ortaq.core import clock
from ortaq.core.actors import Actor, require
from ortaq.core.errors import NotAllowed
from ortaq.core.text import search_forms, sort_key
from ortaq.identity.domain.accounts import find_account
from ortaq.identity.domain.queries.people import people_seen_by
from ortaq.identity.enums import Role, TakingOffice
from ortaq.identity.errors import AccountError, MandateError
from ortaq.identity.models import Mandate, Person, User
from ortaq.identity.rules import of_the_demo
from ortaq.territories.models import Territory


@verb
def create_person(*, name: str, territory: Territory, by: Actor, is_demo: bool = False) -> Person:
    """A person who is about to get a role in the territory.

    Raises:
        NotAllowed: the actor does not administer the territory.
        MandateError: `name_missing`.
    """
    require(by, "identity.grant_mandate", territory)
    person = Person(is_demo=is_demo)
    _name(person, name)
    person.save()
    record("person.created", person, by=by, data={"territory": territory.code}, name=person.name)
    return person


@verb
def rename_person(*, person: Person, name: str, by: Actor) -> Person:
    """Correct a name.

    Raises:
        NotAllowed: the person has a role beyond the actor's reach.
        MandateError: `name_missing`.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    _require_all(person, by)
    before = person.name
    _name(person, name)
    person.save(update_fields=["name", "search_text", "sort_key"])
    record("person.renamed", person, by=by, before=before, after=person.name)
    return person


@verb
def link_person_account(*, person: Person, by: Actor, phone: str | None = None, email: str | None = None) -> Person:
    """Say which account is this person's. Whoever signs in with it has the person's roles from then on.

    An account is made if there is none yet: its owner proves the number or the address at the first sign-in.

    Args:
        phone: E.164.
        email: an address; one of the two.

    Raises:
        NotAllowed: the person has a role beyond the actor's reach; else the administrator of a district could
            take over a person who also works for the region.
        AccountError: `contact_missing`; on a demo `demo_keeps_staff`: whoever acts in the demo touches neither the
            accounts of invented people nor those of real staff.
        MandateError: `account_linked_elsewhere`.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    _require_all(person, by)
    if not phone and not email:
        raise AccountError("contact_missing")
    user = find_account(phone=phone, email=email)
    if of_the_demo(by):
        roles = person.mandates.values_list("is_demo", flat=True)
        taken = user is not None and (user.is_demo or user.is_superuser or user.is_staff)
        if person.is_demo or taken or not roles or not all(roles):
            raise AccountError("demo_keeps_staff")
    user = user or User.objects.create_user(phone=phone, email=email)
    if Person.objects.filter(user=user).exclude(pk=person.pk).exists():
        raise MandateError("account_linked_elsewhere")
    person.user = user
    person.save(update_fields=["user"])
    record("person.linked", person, by=by, data={"user": user.pk}, contact=phone or email)
    return person


@verb
def appoint(
    *,
    person: Person,
    role: str,
    territory: Territory,
    valid_from: dt.date,
    by: Actor,
    valid_to: dt.date | None = None,
    taking_office: str = "",
    basis: str = "",
) -> Mandate:
    """Give a person a dated role in a territory and everywhere below it.

    Args:
        role: one of `Role`.
        valid_from: first day.
        valid_to: first day without it; None while no end is known.
        taking_office: one of `TakingOffice`, for an akim only.
        basis: the act, e.g. "Order No 12 of 3 March 2026".

    Raises:
        NotAllowed: the actor is not an administrator there or above.
        MandateError: `ends_before_start`, `way_missing`, `way_not_for_role`, `already_held`.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    require(by, "identity.grant_mandate", territory)
    if valid_to is not None and valid_to <= valid_from:
        raise MandateError("ends_before_start")
    if role == Role.AKIM and taking_office not in TakingOffice.values:
        raise MandateError("way_missing")
    if role != Role.AKIM and taking_office:
        raise MandateError("way_not_for_role")
    held = person.mandates.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from), role=role, territory=territory)
    if valid_to is not None:
        held = held.filter(valid_from__lt=valid_to)
    if held.exists():
        raise MandateError("already_held")
    mandate = Mandate.objects.create(
        person=person,
        role=Role(role),
        territory=territory,
        valid_from=valid_from,
        valid_to=valid_to,
        taking_office=taking_office,
        basis=basis.strip(),
        is_demo=of_the_demo(by),
    )
    record(
        "mandate.appointed",
        person,
        by=by,
        data={
            "mandate": mandate.pk,
            "role": role,
            "territory": territory.code,
            "valid_from": valid_from.isoformat(),
            "valid_to": valid_to.isoformat() if valid_to else None,
        },
        basis=mandate.basis,
    )
    return mandate


@verb
def appoint_newcomer(
    *,
    name: str,
    role: str,
    territory: Territory,
    valid_from: dt.date,
    by: Actor,
    phone: str | None = None,
    email: str | None = None,
    valid_to: dt.date | None = None,
    taking_office: str = "",
    basis: str = "",
) -> Mandate:
    """Add a person, give them their first role and, if a contact is given, their account: all or nothing.

    Raises:
        as `create_person`, `appoint` and `link_person_account`.
    """
    person = create_person(name=name, territory=territory, by=by)
    mandate = appoint(
        person=person,
        role=role,
        territory=territory,
        valid_from=valid_from,
        valid_to=valid_to,
        taking_office=taking_office,
        basis=basis,
        by=by,
    )
    if phone or email:
        link_person_account(person=person, phone=phone, email=email, by=by)
    return mandate


@verb
def end_mandate(*, mandate: Mandate, by: Actor, on: dt.date | None = None) -> Mandate:
    """End a role.

    Args:
        on: first day without it; tomorrow if not said, so that today's acts keep their ground.

    Raises:
        NotAllowed: the actor is not an administrator there or above.
        MandateError: `already_ended`, `ends_before_start`.
    """
    mandate = Mandate.objects.select_for_update(of=("self",)).select_related("territory", "person").get(pk=mandate.pk)
    require(by, "identity.grant_mandate", mandate)
    last = on or clock.today() + dt.timedelta(days=1)
    if mandate.valid_to is not None and mandate.valid_to <= last:
        raise MandateError("already_ended")
    if last <= mandate.valid_from:
        raise MandateError("ends_before_start")
    mandate.valid_to = last
    mandate.save(update_fields=["valid_to"])
    record(
        "mandate.ended",
        mandate.person,
        by=by,
        data={
            "mandate": mandate.pk,
            "role": mandate.role,
            "territory": mandate.territory.code,
            "valid_to": last.isoformat(),
        },
    )
    return mandate


def may_change_person(by: Actor, person: Person) -> bool:
    """Whether every role the person holds or will hold lies in the actor's reach."""
    held = person.mandates.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=clock.today())).select_related("territory")
    places = [mandate.territory for mandate in held]
    if not places:
        # Nothing to lose yet: whoever sees the person may prepare their card.
        return people_seen_by(by).filter(pk=person.pk).exists()
    return all(by.has_perm("identity.grant_mandate", place) for place in places)


def _require_all(person: Person, by: Actor) -> None:
    if not may_change_person(by, person):
        raise NotAllowed("not_allowed")


def _name(person: Person, name: str) -> None:
    tidy = " ".join(name.split())
    if not tidy:
        raise MandateError("name_missing")
    person.name = tidy
    person.search_text = search_forms(tidy)
    person.sort_key = sort_key(tidy, "kk")
