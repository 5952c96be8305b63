"""How an act of two people ends: signed, logged, and without the numbers of a person it was about."""

from collections.abc import Collection

from ortaq.audit.verbs import record
from ortaq.core import clock
from ortaq.core.actors import Actor
from ortaq.participation.enums import ActState
from ortaq.participation.models import Act, Cycle

_ERASED_AFTER_DECISION = frozenset({"phone_key", "iin_key", "initials", "note", "user"})
_VERBS = {ActState.CONFIRMED: "act.confirmed", ActState.REFUSED: "act.refused"}


def decide(act: Act, state: ActState, *, cycle: Cycle, by: Actor) -> None:
    """End a locked act; part of a verb that holds the cycle.

    A person's keyed numbers, initials and document are needed for the decision and not after it: they are erased.
    """
    act.state = state
    act.decided_by_id = by.pk
    act.decided_at = clock.now()
    act.params = {name: value for name, value in act.params.items() if name not in _ERASED_AFTER_DECISION}
    act.save(update_fields=["state", "decided_by", "decided_at", "params"])
    record(_VERBS[state], act, by=by, data={"cycle": cycle.pk, "kind": act.kind})


def refuse_pending(cycle: Cycle, *, by: Actor, but: Collection[str] = ()) -> None:
    """Refuse every act that still waits and has become impossible; part of a verb that holds the cycle.

    Args:
        but: kinds that are still possible and go on waiting.
    """
    for act in Act.objects.filter(cycle=cycle, state=ActState.PROPOSED).exclude(kind__in=but).order_by("pk"):
        decide(act, ActState.REFUSED, cycle=cycle, by=by)
