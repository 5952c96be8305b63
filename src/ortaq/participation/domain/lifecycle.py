"""Taking a cycle in hand: the lock, the right, the state it must be in."""

from ortaq.core.actors import Actor, require
from ortaq.participation.enums import TRANSITIONS, CycleState
from ortaq.participation.errors import CycleError
from ortaq.participation.models import Cycle

EDIT = "participation.edit_cycle"


def lock_cycle(cycle: Cycle) -> Cycle:
    """The cycle as it is now, locked until the transaction ends."""
    return Cycle.objects.select_for_update(of=("self",)).select_related("territory").get(pk=cycle.pk)


def lock_draft(cycle: Cycle, *, by: Actor, perm: str = EDIT) -> Cycle:
    """Lock a cycle that is about to be edited.

    Raises:
        NotAllowed: the actor may not edit it.
        CycleError: `frozen`, it is no longer a draft.
    """
    locked = lock_cycle(cycle)
    require(by, perm, locked)
    if not locked.is_draft:
        raise CycleError("frozen")
    return locked


def move(cycle: Cycle, state: CycleState) -> None:
    """Set the next state of a locked cycle; the caller saves it.

    Raises:
        CycleError: `bad_move`, the transition does not exist.
    """
    if state not in TRANSITIONS[cycle.state]:
        raise CycleError("bad_move", state=cycle.get_state_display())
    cycle.state = state
