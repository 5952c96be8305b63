"""Opening the envelopes and counting: after the close, all at once, and so that nothing joins afterwards.

The slow part (opening every envelope, counting) happens before the transaction and changes nothing. Then one
transaction writes the ballots in random order under random ids, erases the sealed texts, keeps the outcomes and
the seed. After it the key is destroyed. If the machine stops before the commit nothing has happened; if it stops
after it, counting again or the next day's `ortaq daily` destroys the key.
"""

import datetime as dt
import hashlib
import math
import secrets
from collections import Counter
from dataclasses import dataclass
from typing import Any

import structlog
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from ortaq import tally
from ortaq.audit.verbs import record, verb
from ortaq.core import clock
from ortaq.core.actors import Actor, require
from ortaq.participation import custody, payload, sealing
from ortaq.participation.domain.ballot_rows import BallotRow, insert_ballots
from ortaq.participation.domain.casting import check_limits
from ortaq.participation.domain.counting_rule import tally_rule
from ortaq.participation.domain.keys import sweep_keys
from ortaq.participation.domain.lifecycle import lock_cycle, move
from ortaq.participation.domain.pending_acts import refuse_pending
from ortaq.participation.domain.turnout import vote_days, write_turnout
from ortaq.participation.enums import ActKind, BallotType, CycleState, OutcomeRole, PhaseKind
from ortaq.participation.errors import BallotError, CountError, PayloadError, SealError
from ortaq.participation.models import Cast, Cycle, Outcome, Phase, Pot, Project
from ortaq.participation.models.ballot import random_id
from ortaq.participation.tally_bridge import as_stored, build_election, result_hash

COUNT = "participation.count"
PAUSE = dt.timedelta(seconds=30)
"""Between the close and the count: a request that came in before the close may still be at work in another process,
longer than a web server lets one live. Technical, so no norm says it."""
_PROBE = b"does this key belong to this vote"
_log = structlog.get_logger(__name__)

Text = tuple[str, str]
"""A ballot of one pot as it is stored: `vote` and `points`."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What lay in the envelopes.

    Args:
        seed: of the lot, revealed now.
        texts: ballots of each pot, in no order.
        invalid: envelopes without a valid ballot, by reason. Casting checks what it takes, so each is a mistake of
            the platform and is said openly.
        fingerprint: of all envelopes that were opened.
    """

    seed: str
    texts: dict[int, list[Text]]
    invalid: Counter[str]
    fingerprint: str


def count_cycle(*, cycle: Cycle, by: Actor) -> Cycle:
    """Open the ballots of a vote that is over and count them. Nothing can be seen before the release.

    Called again after an interruption it finishes what is left; a counted vote is not counted twice.

    Raises:
        NotAllowed: the actor may not count here.
        CountError: `not_opened`, `archive`, `annulled`, `no_closing_time`, `still_open`, `just_closed`,
            `seed_differs`, `key_differs`, `casts_moved`.
        CustodyError: the key is missing or damaged; nothing was changed.
    """
    present = Cycle.objects.select_related("territory").get(pk=cycle.pk)
    require(by, COUNT, present)
    if not _is_counted(present):
        _check_countable(present)
        opened = _open(present)
        outcomes = _outcomes(present, opened)
        present = _write(cycle=present, opened=opened, rows=_rows(present, opened), outcomes=outcomes, by=by)
    sweep_keys()
    return present


def _is_counted(cycle: Cycle) -> bool:
    return cycle.opened_at is not None and cycle.state in (CycleState.COUNTED, CycleState.RELEASED)


def _check_countable(cycle: Cycle) -> None:
    """Refuse unless the vote is over by the server's clock and its ballots are still sealed."""
    if cycle.state == CycleState.ANNULLED:
        raise CountError("annulled")
    if cycle.state == CycleState.DRAFT:
        raise CountError("not_opened")
    if cycle.opened_at is None:
        raise CountError("archive")
    vote = Phase.objects.filter(cycle=cycle, kind=PhaseKind.VOTE).first()
    if vote is None or vote.ends_at is None:
        raise CountError("no_closing_time")
    if clock.now() < vote.ends_at:
        raise CountError("still_open", until=date_format(timezone.localtime(vote.ends_at), "DATETIME_FORMAT"))
    # On a demo nobody should wait.
    early = vote.ends_at + PAUSE - clock.now()
    if early > dt.timedelta(0) and not cycle.is_demo:
        raise CountError("just_closed", seconds=math.ceil(early.total_seconds()))


def _fingerprint(hashes: list[str]) -> str:
    return hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest()


def _open(cycle: Cycle) -> Opened:
    """Open every envelope; nothing is written."""
    kept = custody.open_key(cycle.pk)
    if tally.seed_commitment(kept.seed) != cycle.seed_commitment:
        raise CountError("seed_differs")
    try:
        sealing.unseal(kept.private_key, sealing.seal(cycle.public_key, _PROBE, 2 * len(_PROBE)))
    except SealError:
        raise CountError("key_differs") from None
    definition = _Definition(cycle)
    texts: dict[int, list[Text]] = {}
    invalid: Counter[str] = Counter()
    hashes: list[str] = []
    rows = Cast.objects.filter(cycle=cycle).values_list("sealed", "sealed_hash", "entry__territory__path")
    for sealed, sealed_hash, path in rows.iterator(chunk_size=2000):
        hashes.append(sealed_hash)
        try:
            found = definition.read(_unsealed(kept.private_key, sealed, sealed_hash), path)
        except (SealError, PayloadError, BallotError) as error:
            # The code tells what is wrong and nothing of what was chosen.
            invalid[error.code] += 1
            _log.error("ballot.invalid", cycle=cycle.pk, code=error.code)
            continue
        for pot_id, text in found.items():
            texts.setdefault(pot_id, []).append(text)
    return Opened(kept.seed, texts, invalid, _fingerprint(hashes))


def _unsealed(private_key: str, sealed: Any, sealed_hash: str) -> payload.Choices:
    if sealed is None or hashlib.sha256(bytes(sealed)).hexdigest() != sealed_hash:
        raise SealError("not_opened")
    return payload.decode(sealing.unseal(private_key, bytes(sealed)))


class _Definition:
    """The frozen definition, as far as a ballot has to keep to it."""

    def __init__(self, cycle: Cycle) -> None:
        self._cycle = cycle
        self._pots = {pot.number: pot for pot in Pot.objects.filter(cycle=cycle).select_related("territory")}
        self._projects = {project.code: project for project in Project.objects.filter(cycle=cycle)}

    def read(self, choices: payload.Choices, territory_path: str) -> dict[int, Text]:
        """The ballot as texts by pot.

        Raises:
            BallotError: it breaks the rules it was cast under.
        """
        if choices.cycle != self._cycle.pk:
            raise BallotError("stale_form")
        ranking = self._cycle.ballot_type == BallotType.RANKING
        by_pot: dict[int, list[tuple[int, int]]] = {}
        costs: dict[int, tuple[int, int]] = {}
        texts: dict[int, Text] = {}
        for number, chosen in choices.pots.items():
            pot = self._pots.get(number)
            if pot is None or (pot.territory is not None and not territory_path.startswith(pot.territory.path)):
                raise BallotError("wrong_pot")
            projects = [self._in_pot(code, pot) for code, _points in chosen]
            given = [points for _code, points in chosen]
            if self._cycle.ballot_type == BallotType.POINTS:
                if None in given:
                    raise BallotError("stale_form")
                values = [points or 0 for points in given]
            elif any(points is not None for points in given):
                raise BallotError("stale_form")
            else:
                values = list(range(1, len(given) + 1)) if ranking else [1] * len(given)
            by_pot[pot.pk] = list(zip((project.number for project in projects), values, strict=True))
            costs[pot.pk] = (sum(project.cost_minor for project in projects), pot.amount_minor)
            points_text = ",".join(map(str, values)) if self._cycle.ballot_type == BallotType.POINTS else ""
            texts[pot.pk] = (",".join(project.code for project in projects), points_text)
        check_limits(self._cycle, by_pot, costs)
        return texts

    def _in_pot(self, code: str, pot: Pot) -> Project:
        project = self._projects.get(code)
        if project is None or project.pot_id != pot.pk:
            raise BallotError("unknown_project")
        return project


def _outcomes(cycle: Cycle, opened: Opened) -> list[Outcome]:
    """Count every pot by the binding rule and by those for comparison; nothing is written."""
    outcomes = []
    invalid = {"ballots": sum(opened.invalid.values()), "reasons": dict(opened.invalid)}
    for pot in Pot.objects.filter(cycle=cycle):
        pot.cycle = cycle
        groups = Counter(opened.texts.get(pot.pk, []))
        election = build_election(
            cycle=cycle,
            pot=pot,
            projects=list(Project.objects.filter(pot=pot).order_by("number")),
            groups=[(vote, points, alike) for (vote, points), alike in groups.items()],
        )
        rules = [(OutcomeRole.BINDING, cycle.rule), *((OutcomeRole.COMPARISON, rule) for rule in cycle.comparisons)]
        for role, rule in rules:
            outcome = tally.count(election, tally_rule(rule, seed=opened.seed))
            outcomes.append(
                Outcome(
                    cycle=cycle,
                    pot=pot,
                    role=role,
                    rule=outcome.rule.to_dict(),
                    result={**as_stored(outcome), "invalid": invalid},
                    ballots=election.profile.ballots,
                    sha256=result_hash(outcome.to_dict()),
                )
            )
    return outcomes


def _rows(cycle: Cycle, opened: Opened) -> list[BallotRow]:
    """The opened ballots as rows: shuffled, under random ids."""
    shuffle = secrets.SystemRandom().shuffle
    rows: list[BallotRow] = []
    for pot_id, texts in sorted(opened.texts.items()):
        shuffle(texts)
        rows += (
            BallotRow(random_id(), cycle.pk, pot_id, position, vote, points)
            for position, (vote, points) in enumerate(texts, start=1)
        )
    # By id and not by position: the table must not even hold the order of the draw.
    return sorted(rows)


@verb
def _write(*, cycle: Cycle, opened: Opened, rows: list[BallotRow], outcomes: list[Outcome], by: Actor) -> Cycle:
    """The one transaction: ballots in, sealed texts out, outcomes and seed kept."""
    locked = lock_cycle(cycle)
    require(by, COUNT, locked)
    if _is_counted(locked):
        return locked  # somebody else was faster
    _check_countable(locked)
    if (
        _fingerprint(list(Cast.objects.filter(cycle=locked).values_list("sealed_hash", flat=True)))
        != opened.fingerprint
    ):
        raise CountError("casts_moved")
    if _withdrawn(locked) != {step for outcome in outcomes for step in _passed_over(outcome)}:
        raise CountError("casts_moved")
    insert_ballots(rows)
    Cast.objects.filter(cycle=locked).update(sealed=None)
    Outcome.objects.bulk_create(outcomes)
    move(locked, CycleState.COUNTED)
    locked.counted_at = clock.now()
    locked.seed = opened.seed
    locked.save(update_fields=["state", "counted_at", "seed", "updated_at"])
    refuse_pending(locked, by=by, but=[ActKind.ANNUL])
    days = vote_days(locked)
    if days is not None:
        write_turnout(locked, days[1], by=by)
    record("cycle.counted", locked, by=by, data={"invalid": sum(opened.invalid.values())})
    return locked


def _withdrawn(cycle: Cycle) -> set[str]:
    return set(Project.objects.filter(cycle=cycle, withdrawn_at__isnull=False).values_list("code", flat=True))


def _passed_over(outcome: Outcome) -> set[str]:
    steps = outcome.result["trace"]["steps"]
    return {step["project_id"] for step in steps if step["decision"] == tally.Decision.WITHDRAWN}


@verb
def close_demo_vote(*, cycle: Cycle, by: Actor) -> Phase:
    """End the vote of a demo cycle now, so that a visitor can see the count. A real vote never ends early.

    Raises:
        NotAllowed: the actor may not count here.
        CountError: `not_demo`, `not_opened`, `not_begun`, `already_over`.
    """
    locked = lock_cycle(cycle)
    require(by, COUNT, locked)
    if not (locked.is_demo and settings.DEMO):
        raise CountError("not_demo")
    vote = Phase.objects.filter(cycle=locked, kind=PhaseKind.VOTE).first()
    if locked.state != CycleState.OPENED or vote is None or vote.ends_at is None:
        raise CountError("not_opened")
    now = clock.now()
    if vote.starts_at is not None and now <= vote.starts_at:
        raise CountError("not_begun")
    if now >= vote.ends_at:
        raise CountError("already_over")
    Phase.objects.filter(cycle=locked, kind=PhaseKind.RESULT, starts_at=vote.ends_at).update(starts_at=now)
    vote.ends_at = now
    vote.save(update_fields=["ends_at"])
    record("cycle.demo_closed", locked, by=by)
    return vote
