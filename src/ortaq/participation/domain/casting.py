"""Casting a ballot: one short transaction between the click and the receipt.

The choices are sealed to the cycle's key before they reach a table; the log learns that a person has voted and
nothing of how. A ballot counts if its request came in before the vote closed by the server's clock.
"""

import datetime as dt
import functools
import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.formats import date_format

from ortaq.audit.verbs import record_by_day, verb
from ortaq.core.actors import Actor, require
from ortaq.core.ids import readable_code
from ortaq.core.money import Money
from ortaq.participation import payload, sealing
from ortaq.participation.enums import BallotType, CycleState, PhaseKind
from ortaq.participation.errors import AlreadyCast, BallotError
from ortaq.participation.models import Cast, Cycle, Phase, Pot, Project, ReplacedReceipt, RollEntry
from ortaq.ui.amounts import exact_money

Draft = Mapping[int, int]
"""Project number → 1 where it is chosen, its points, or its rank (1 is best)."""


@verb
def cast(
    *, cycle: Cycle, entry: RollEntry, draft: Draft, request_id: uuid.UUID, at: dt.datetime, by: Actor,
    replaces: str = "",
) -> Cast:  # fmt: skip
    """Take a person's ballot and give the receipt. The same request sent again gives the same receipt.

    Args:
        draft: what was chosen, by project number.
        request_id: made with the confirmation page; tells a resend from a second ballot.
        at: when the request came in; it decides whether the vote was still open.
        replaces: where a cast vote may be changed, the receipt that the person saw as theirs and replaces
            ("" for a first ballot), so that of two windows only one wins.

    Raises:
        NotAllowed: the entry is somebody else's.
        AlreadyCast: another ballot of this person is in.
        BallotError: outside the voting time, or the choices break the rules of the ballot.
    """
    entry = RollEntry.objects.select_for_update(of=("self",)).select_related("territory").get(pk=entry.pk)
    require(by, "participation.cast", entry)
    if entry.cycle_id != cycle.pk:
        raise BallotError("not_yours")
    before = Cast.objects.filter(entry=entry).first()
    if before is not None and before.request_id == request_id:
        return before
    cycle = _hold(cycle.pk)
    if before is not None and not cycle.changeable:
        raise already_cast(before)
    if before is not None and before.receipt != replaces:
        raise AlreadyCast("cast_meanwhile", day=date_format(before.last_day, "DATE_FORMAT"))
    check_open(cycle, _vote(cycle), at)
    choices = validated(cycle=cycle, entry=entry, draft=draft)
    sealed = sealing.seal(cycle.public_key, payload.encode(choices), _envelope(cycle.pk, cycle.frozen_hash))
    fields: dict[str, Any] = {
        "sealed": sealed,
        "sealed_hash": hashlib.sha256(sealed).hexdigest(),
        "receipt": readable_code(),
        "request_id": request_id,
    }
    _link(entry, by)
    found = _write(before, entry, fields, timezone.localdate(at))
    # One verb for the first ballot and a later one, against the vote: the log joins no person to a time.
    record_by_day("ballot.cast", cycle, receipt=found.receipt)
    return found


def _write(before: Cast | None, entry: RollEntry, fields: dict[str, Any], day: dt.date) -> Cast:
    try:
        with transaction.atomic():
            if before is None:
                return Cast.objects.create(entry=entry, cycle_id=entry.cycle_id, day=day, **fields)
            ReplacedReceipt.objects.create(cycle_id=entry.cycle_id, receipt=before.receipt, day=day)
            # The first day stays: who voted on it belongs to the turnout of that day, whatever came later.
            for name, value in {**fields, "replaced_day": day}.items():
                setattr(before, name, value)
            before.save(update_fields=[*fields, "replaced_day"])
            return before
    except IntegrityError:
        # The entry is locked and its cast was looked up: left is a request id of somebody else.
        raise BallotError("stale_form") from None


def _link(entry: RollEntry, by: Actor) -> None:
    """The phone named the entry; from now on the account does."""
    if entry.user_id is not None or by.pk is None:
        return
    try:
        with transaction.atomic():
            RollEntry.objects.filter(pk=entry.pk).update(user_id=by.pk)
    except IntegrityError:
        # The account stands on this roll twice and votes from both places at once.
        raise BallotError("stale_form") from None


def already_cast(before: Cast) -> AlreadyCast:
    """The refusal of a second ballot: says when and how the first came in."""
    return AlreadyCast("already_cast", day=date_format(before.last_day, "DATE_FORMAT"))


def _hold(cycle_id: int) -> Cycle:
    """The cycle, kept from being counted, extended or annulled until this ballot is in.

    Many ballots hold it together; SQLite's write lock holds everything anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {Cycle._meta.db_table} WHERE id = %s FOR SHARE", [cycle_id])  # noqa: S608
    return Cycle.objects.defer("frozen").get(pk=cycle_id)


def _vote(cycle: Cycle) -> Phase | None:
    return Phase.objects.filter(cycle=cycle, kind=PhaseKind.VOTE).first()


def check_open(cycle: Cycle, vote: Phase | None, at: dt.datetime) -> None:
    """Refuse a ballot outside the voting time: what came in before the closing moment counts.

    Raises:
        BallotError: `not_yet`, `over` or `not_open`.
    """
    if vote is None or vote.starts_at is None or vote.ends_at is None:
        raise BallotError("not_open")
    if cycle.state in (CycleState.OPENED, CycleState.COUNTED, CycleState.RELEASED) and at >= vote.ends_at:
        raise BallotError("over", when=_moment(vote.ends_at))
    if cycle.state != CycleState.OPENED:
        raise BallotError("not_open")
    if at < vote.starts_at:
        raise BallotError("not_yet", when=_moment(vote.starts_at))


def _moment(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def validated(*, cycle: Cycle, entry: RollEntry, draft: Draft) -> payload.Choices:
    """The draft as choices of each pot, checked against the frozen definition. Two queries.

    Every limit holds in each pot by itself: choices, points, places of a ranking and money.

    Args:
        entry: with its territory: a pot of a part of the place is for those who live there.

    Raises:
        BallotError: what is wrong, in words for the voter; all of it is refused.
    """
    chosen = {number: value for number, value in draft.items() if value != 0}
    if not chosen:
        raise BallotError("empty")
    pots = {pot.pk: pot for pot in Pot.objects.filter(cycle=cycle).select_related("territory")}
    rows = {
        number: (code, pot_id, cost, withdrawn)
        for number, code, pot_id, cost, withdrawn in Project.objects.filter(cycle=cycle, number__in=_sane(chosen))
        .order_by()
        .values_list("number", "code", "pot_id", "cost_minor", "withdrawn_at")
    }
    by_pot: dict[int, list[tuple[int, int]]] = {}
    for number in sorted(chosen):
        if number not in rows:
            raise BallotError("unknown_project")
        _code, pot_id, _cost, withdrawn = rows[number]
        territory = pots[pot_id].territory
        if territory is not None and not territory.contains(entry.territory):
            raise BallotError("wrong_pot")
        if withdrawn is not None:
            raise BallotError("withdrawn", number=number)
        by_pot.setdefault(pot_id, []).append((number, chosen[number]))
    costs = {
        pot_id: (sum(rows[number][2] for number, _value in picks), pots[pot_id].amount_minor)
        for pot_id, picks in by_pot.items()
    }
    check_limits(cycle, by_pot, costs, names={pot.pk: str(pot) for pot in pots.values()} if len(pots) > 1 else {})
    ranking, points = cycle.ballot_type == BallotType.RANKING, cycle.ballot_type == BallotType.POINTS
    choices: dict[int, tuple[payload.Choice, ...]] = {}
    for pot_id, picks in by_pot.items():
        ordered = sorted(picks, key=lambda pick: pick[1]) if ranking else picks
        choices[pots[pot_id].number] = tuple((rows[n][0], value if points else None) for n, value in ordered)
    return payload.Choices(cycle.pk, choices)


def _sane(chosen: Draft) -> list[int]:
    # A number beyond the column would be an error of the database, not of the voter.
    return [number for number in chosen if 0 <= number < 2**31]


def check_limits(
    cycle: Cycle,
    by_pot: Mapping[int, list[tuple[int, int]]],
    costs: Mapping[int, tuple[int, int]],
    names: Mapping[int, str] | None = None,
) -> None:
    """Refuse more than the ballot allows in a pot.

    Args:
        by_pot: pot → (project number, value) of every choice in it.
        costs: pot → cost of the choices and the pot's money, both in minor units.
        names: pot → what it is called, where the message has to say in which pot it is.

    Raises:
        BallotError: what there is too much of, and by how much.
    """
    for pot, picks in by_pot.items():
        try:
            _check_pot(cycle, picks, *costs[pot])
        except BallotError as error:
            raise BallotError(error.code, **error.params, pot=(names or {}).get(pot, "")) from None


def _check_pot(cycle: Cycle, picks: list[tuple[int, int]], cost: int, amount: int) -> None:
    kind, limit, count = cycle.ballot_type, cycle.max_choices, len(picks)
    if kind == BallotType.RANKING:
        _check_ranks(picks, limit)
        return
    if limit is not None and count > limit:
        raise BallotError("too_many", count=count, limit=limit, over=count - limit)
    if kind == BallotType.POINTS:
        _check_points(picks, cycle.max_points)
    elif any(value != 1 for _number, value in picks):
        raise BallotError("stale_form")
    if kind == BallotType.KNAPSACK and cost > amount:
        spell = functools.partial(_spell, cycle.currency)
        raise BallotError("over_budget", cost=spell(cost), amount=spell(amount), over=spell(cost - amount))


def _spell(currency: str, minor: int) -> str:
    return exact_money(Money(minor, currency))


def _check_ranks(picks: list[tuple[int, int]], limit: int | None) -> None:
    most = limit or len(picks)
    if len(picks) > most:
        raise BallotError("too_many_ranked", count=len(picks), limit=most, over=len(picks) - most)
    taken: set[int] = set()
    for number, rank in picks:
        # A place left free between two others is harmless: only the order is kept.
        if not 1 <= rank <= (limit or 1000):
            raise BallotError("not_rank", number=number, limit=limit or 1000)
        if rank in taken:
            raise BallotError("rank_twice", rank=rank)
        taken.add(rank)


def _check_points(picks: list[tuple[int, int]], limit: int | None) -> None:
    for number, points in picks:
        if points < 0 or (limit is not None and points > limit):
            raise BallotError("not_points", number=number, limit=limit)
    total = sum(points for _number, points in picks)
    if limit is not None and total > limit:
        raise BallotError("over_points", count=total, limit=limit, over=total - limit)


@functools.lru_cache(maxsize=64)
def _envelope(cycle_id: int, _frozen_hash: str) -> int:
    """The size of this vote's envelopes: it follows from what was frozen, so it is worked out once a process."""
    return sealing.padded_size(Cycle.objects.prefetch_related("projects").get(pk=cycle_id))
