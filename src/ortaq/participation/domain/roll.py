"""The electoral roll: who may vote in a cycle, and why.

A home place in a profile is a preference and never gives a vote: entries come from an operator who saw a
document, from a list of the akimat, and after opening from an act of two people.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from ortaq.audit.verbs import record, verb
from ortaq.core import clock
from ortaq.core.actors import Actor, require
from ortaq.identity.errors import IinError, PhoneError
from ortaq.identity.iin import is_of_age
from ortaq.identity.keys import iin_key, phone_key
from ortaq.identity.phones import normalise
from ortaq.participation.domain import norm_values
from ortaq.participation.enums import Basis, CycleState, PhaseKind
from ortaq.participation.errors import RollError
from ortaq.participation.models import Cast, Cycle, RollEntry
from ortaq.territories.models import Territory

_TAKEN = {
    "participation_roll_phone": "phone_taken",
    "phone_key": "phone_taken",
    "participation_roll_iin": "iin_taken",
    "iin_key": "iin_taken",
    "participation_roll_user": "account_taken",
    "user_id": "account_taken",
}
"""Names of constraints (PostgreSQL) and columns (SQLite) in the database's own refusal."""


@dataclass(frozen=True, slots=True)
class PersonKeys:
    """Keyed hashes by which a person is recognised; at least one of them is there."""

    phone: str | None = None
    iin: str | None = None


def identify(*, cycle: Cycle, phone: str = "", iin: str = "") -> PersonKeys:
    """Turn what somebody typed into keyed hashes; the numbers themselves go no further.

    Args:
        cycle: whose age limit (norm `bnu.min_age`) applies on its first voting day.
        phone: a mobile number in any spelling, or "".
        iin: 12 digits, or "".

    Raises:
        RollError: `nobody`, `bad_phone`, `bad_iin` or `too_young`.
    """
    if not phone.strip() and not iin.strip():
        raise RollError("nobody")
    keys = PersonKeys()
    if phone.strip():
        try:
            keys = PersonKeys(phone=phone_key(normalise(phone)))
        except PhoneError:
            raise RollError("bad_phone", phone=phone[:40]) from None
    if iin.strip():
        try:
            check_age(iin, years=age_limit(cycle), day=voting_day(cycle))
            keys = PersonKeys(phone=keys.phone, iin=iin_key(iin))
        except IinError:
            raise RollError("bad_iin") from None
    return keys


def check_age(iin: str, *, years: int | None, day: dt.date) -> None:
    """Refuse who is younger than `years` on the day; nobody where no norm sets an age (None).

    Raises:
        RollError: `too_young`.
        IinError: not a valid number.
    """
    if years is not None and not is_of_age(iin, on=day, years=years):
        raise RollError("too_young", years=years, day=date_format(day, "DATE_FORMAT"))


def voting_day(cycle: Cycle) -> dt.date:
    """The first day of the vote, today while it is not set. One query unless the phases are prefetched."""
    vote = cycle.phase(PhaseKind.VOTE)
    return timezone.localdate(vote.starts_at) if vote and vote.starts_at else clock.today()


def age_limit(cycle: Cycle) -> int | None:
    """The youngest age that votes (norm `bnu.min_age` in force in the place on the first voting day).

    None where no norm says so.
    """
    return norm_values.whole(norm_values.in_force(cycle.territory, voting_day(cycle)), "bnu.min_age")


@verb
def add_by_operator(
    *,
    cycle: Cycle,
    person: PersonKeys,
    initials: str,
    territory: Territory,
    basis_note: str,
    by: Actor,
    user: Any = None,
) -> RollEntry:
    """Put a person on the roll before opening: an operator saw their document.

    Args:
        person: from `identify`.
        initials: shown to operators, so that a name need not be stored; at most 10 characters.
        territory: where the person lives; the cycle's or a part of it.
        basis_note: which document was seen.
        user: the person's account, where it is known.

    Raises:
        NotAllowed: not an operator here.
        RollError: `closed`, `elsewhere`, `no_basis`, or the person is on the roll already.
    """
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("territory").get(pk=cycle.pk)
    require(by, "participation.keep_roll", cycle)
    if cycle.state != CycleState.DRAFT:
        raise RollError("closed")
    return _add(cycle, person, initials, territory, basis_note, basis=Basis.DOCUMENT, user=user, by=by)


@verb
def admit(
    *,
    cycle: Cycle,
    person: PersonKeys,
    initials: str,
    territory: Territory,
    basis_note: str,
    by: Actor,
    user: Any = None,
) -> RollEntry:
    """Put a person on the roll after opening: the act of two people calls this when the second confirms.

    Arguments as for `add_by_operator`.

    Raises:
        NotAllowed: no right to such acts here.
        RollError: `still_open`, `vote_over`, `elsewhere`, `no_basis`, or the person is on the roll already.
    """
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("territory").get(pk=cycle.pk)
    require(by, "participation.act", cycle)
    if cycle.state == CycleState.DRAFT:
        raise RollError("still_open")
    if cycle.state != CycleState.OPENED or cycle.voting_over():
        raise RollError("vote_over")
    return _add(cycle, person, initials, territory, basis_note, basis=Basis.ACT, user=user, by=by)


@verb
def remove(*, entry: RollEntry, by: Actor) -> None:
    """Take a person off the roll before opening.

    Raises:
        NotAllowed: not an operator here.
        RollError: `closed`; `has_voted`.
    """
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("territory").get(pk=entry.cycle_id)
    require(by, "participation.keep_roll", cycle)
    if cycle.state != CycleState.DRAFT:
        raise RollError("closed")
    if Cast.objects.filter(entry_id=entry.pk).exists():
        raise RollError("has_voted")
    record("roll.removed", entry, by=by, data={"cycle": cycle.pk, "territory": entry.territory_id})
    # The entry's id is in the log; the row with the keyed hashes goes.
    RollEntry.everything.filter(pk=entry.pk).delete()


def _add(
    cycle: Cycle,
    person: PersonKeys,
    initials: str,
    territory: Territory,
    note: str,
    *,
    basis: Basis,
    user: Any,
    by: Actor,
) -> RollEntry:
    if person == PersonKeys() and user is None:
        raise RollError("nobody")
    if not cycle.territory.contains(territory):
        raise RollError("elsewhere", territory=territory.name)
    if not note.strip():
        raise RollError("no_basis")
    entry = RollEntry(
        cycle=cycle,
        territory=territory,
        user=user,
        initials=initials.strip().upper()[:10],
        iin_key=person.iin,
        phone_key=person.phone,
        basis=basis,
        basis_note=note.strip()[:200],
        added_by_id=by.pk,
    )
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        raise RollError(taken(error)) from None
    record("roll.added", entry, by=by, data={"cycle": cycle.pk, "territory": territory.pk, "basis": str(basis)})
    return entry


def taken(error: IntegrityError) -> str:
    """Which `RollError` a refused insert means.

    Raises:
        IntegrityError: it was refused for another reason.
    """
    text = str(error)
    for name, code in _TAKEN.items():
        if name in text:
            return code
    raise error
