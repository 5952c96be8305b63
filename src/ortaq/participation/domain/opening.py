"""Opening a vote: the definition is frozen and hashed, the keys are made, and nothing can be edited after."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Exists, Q

from ortaq.audit.verbs import record, verb
from ortaq.core import clock
from ortaq.core.actors import Actor, require
from ortaq.participation import custody, sealing
from ortaq.participation.checklist import RollFacts, blockers
from ortaq.participation.domain import definition, norm_values
from ortaq.participation.domain.lifecycle import lock_cycle, move
from ortaq.participation.domain.queries.cycles import load
from ortaq.participation.domain.roll import voting_day
from ortaq.participation.enums import CycleState, ListState
from ortaq.participation.errors import CycleError, SealError
from ortaq.participation.models import Cycle, RollList
from ortaq.tally import seed_commitment

OPEN = "participation.open_cycle"
_PROBE = b"a ballot to try the key with"


def _tried(pair: sealing.KeyPair, size: int) -> None:
    sealed = sealing.seal(pair.public_key, _PROBE, size)
    if sealing.unseal(pair.private_key, sealed) != _PROBE:
        raise SealError("not_opened")


def norms_of(cycle: Cycle) -> Mapping[str, Any]:
    """The norms a vote is held under: those in force in its place on the first voting day."""
    return norm_values.in_force(cycle.territory, voting_day(cycle))


def roll_facts(cycle: Cycle) -> RollFacts:
    """The electoral roll as the checklist needs it. One query."""
    undecided = RollList.objects.filter(cycle=cycle).exclude(state=ListState.ADDED)
    on_roll = Q(roll__isnull=False) & (Q(roll__roll_list__isnull=True) | Q(roll__roll_list__state=ListState.ADDED))
    voters, waiting = (
        Cycle.objects.filter(pk=cycle.pk)
        .order_by()
        .annotate(voters=Count("roll", filter=on_roll))
        .values_list("voters", Exists(undecided))
        .get()
    )
    return RollFacts(voters=voters, waiting=waiting)


@verb
def open_cycle(*, cycle: Cycle, by: Actor, expected: str | None = None) -> Cycle:
    """Open the vote. From here on only the acts of two people change anything.

    A key pair and a seed are made, tried and put into custody; the definition is written out, hashed and
    stored together with the public key and the commitment to the seed.

    Args:
        expected: the content hash that the person saw; None where nobody looked (a command).

    Raises:
        NotAllowed: the actor may not open votes here.
        CycleError: `frozen`, it is open already; `incomplete`, the checklist has open points;
            `changed_meanwhile`, the draft is not what the person saw.
        CustodyError: the key could not be kept; nothing was opened.
    """
    locked = lock_cycle(cycle)
    require(by, OPEN, locked)
    if not locked.is_draft:
        raise CycleError("frozen")
    draft = load(locked.pk)
    norms = norms_of(draft)
    open_points = blockers(draft, norms, roll_facts(draft))
    if open_points:
        raise CycleError("incomplete", count=len(open_points))
    content = definition.content(draft, norms)
    if expected is not None and expected != definition.content_hash(content):
        raise CycleError("changed_meanwhile")

    pair = sealing.new_pair()
    seed = secrets.token_hex(32)
    _tried(pair, sealing.padded_size(draft))
    commitment = seed_commitment(seed)
    text = definition.as_text(definition.sealed(content, public_key=pair.public_key, seed_commitment=commitment))
    draft.frozen, draft.frozen_hash = text, definition.sha256(text)
    draft.public_key, draft.seed_commitment = pair.public_key, commitment
    draft.opened_at = clock.now()
    move(draft, CycleState.OPENED)
    # The row is locked and a draft, so a key that lies there was never used: an opening was cut short.
    custody.set_aside(draft.pk)
    custody.keep(draft.pk, pair.private_key, seed)
    try:
        _tried(sealing.KeyPair(pair.public_key, custody.open_key(draft.pk).private_key), sealing.padded_size(draft))
        draft.save()
        record(
            "cycle.opened", draft, by=by,
            data={"hash": draft.frozen_hash, "key": draft.public_key, "commitment": commitment},
        )  # fmt: skip
    except BaseException:
        custody.destroy(draft.pk)
        raise
    return draft
