"""Reading the electoral roll: one's own entry, and the operator's list."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from ortaq.identity.errors import IinError, PhoneError
from ortaq.identity.keys import iin_key, phone_key
from ortaq.identity.phones import normalise
from ortaq.participation.enums import Basis
from ortaq.participation.models import Cycle, RollEntry, RollList
from ortaq.territories.models import Territory


def belongs_to(user: Any) -> Q:
    """Whose an entry is, as a condition: linked to the account, or to nobody and of the account's checked phone."""
    mine = Q(user_id=user.pk)
    if user.phone and user.phone_verified:
        mine |= Q(user=None, phone_key=phone_key(user.phone))
    return mine


def own_entry(*, cycle_id: int, user: Any) -> RollEntry | None:
    """A person's entry on a roll with its place and its cast: linked to the account, or by the checked phone.

    One query. An entry that the phone names but another account was linked to is nobody else's.
    """
    found = RollEntry.objects.filter(belongs_to(user), cycle_id=cycle_id).select_related("territory", "cast")
    return max(found, key=lambda entry: entry.user_id is not None, default=None)


@dataclass(frozen=True)
class RollCount:
    """How many people are on a roll, and by which basis."""

    total: int
    by_basis: list[tuple[str, int]]


def count(cycle: Cycle) -> RollCount:
    """How many people are on the roll. One query."""
    rows = RollEntry.objects.filter(cycle=cycle).order_by().values_list("basis").annotate(number=Count("id"))
    found = dict(rows)
    names = dict(Basis.choices)
    return RollCount(
        sum(found.values()), [(str(names[basis]), found[basis]) for basis in Basis.values if basis in found]
    )


def size(cycle: Cycle) -> int:
    """How many people may vote."""
    return RollEntry.objects.filter(cycle=cycle).count()


def pending_list(cycle: Cycle) -> RollList | None:
    """The list that is being read or waits for a decision."""
    return RollList.objects.filter(cycle=cycle).exclude(state="added").first()


def entries(cycle: Cycle, *, initials: str = "") -> QuerySet[RollEntry]:
    """The roll for its keepers, the newest first; whether somebody has voted is not told.

    Args:
        initials: the beginning of the initials, in capitals or not.
    """
    rows = RollEntry.objects.filter(cycle=cycle).select_related("territory", "added_by").order_by("-id")
    if initials.strip():
        rows = rows.filter(initials__startswith=initials.strip().upper())
    return rows


def with_number(cycle: Cycle, text: str) -> QuerySet[RollEntry]:
    """The entry of a phone number or an IIN; nothing where there is none or the text is neither."""
    try:
        wanted = Q(iin_key=iin_key(text))
    except IinError:
        try:
            wanted = Q(phone_key=phone_key(normalise(text)))
        except PhoneError:
            wanted = Q(pk__in=[])
    return entries(cycle).filter(wanted)


def export_rows(cycle: Cycle) -> Iterator[tuple[int, str, str, str, str, str, str]]:
    """Number, initials, place code and name, basis, document, day added: no hashes, no phones, no votes."""
    names = dict(Basis.choices)
    rows = RollEntry.objects.filter(cycle=cycle).select_related("territory").order_by("id")
    for entry in rows.iterator(chunk_size=2000):
        place = entry.territory
        yield (
            entry.pk, entry.initials, place.code, place.name, str(names[entry.basis]), entry.basis_note,
            entry.added_at.date().isoformat(),
        )  # fmt: skip


def places(cycle: Cycle) -> list[Territory]:
    """Where a person of this roll may live: the cycle's place and its parts, top down."""
    return list(
        Territory.objects.filter(path__startswith=cycle.territory.path, active=True).order_by("depth", "sort_key")
    )
