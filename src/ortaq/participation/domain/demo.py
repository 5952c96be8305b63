"""What only a demo cycle of a demo installation knows: invented voters."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from ortaq.audit.verbs import record, verb
from ortaq.core.actors import Actor, require
from ortaq.participation.domain.lifecycle import lock_cycle
from ortaq.participation.enums import Basis
from ortaq.participation.errors import CountError
from ortaq.participation.models import Cycle, RollEntry

_NOTE = "Ortaq demo"


@verb
def invent_voters(*, cycle: Cycle, count: int, users: Sequence[Any], by: Actor) -> list[RollEntry]:
    """Put invented residents on the roll of a demo draft, and demo accounts beside them.

    Args:
        count: how many without an account.
        users: demo accounts that may vote.

    Raises:
        NotAllowed: no right to keep the roll here.
        CountError: `not_demo`.
    """
    locked = lock_cycle(cycle)
    require(by, "participation.keep_roll", locked)
    if not (locked.is_demo and settings.DEMO):
        raise CountError("not_demo")
    fields = {"cycle": locked, "territory_id": locked.territory_id, "basis": Basis.DEMO, "basis_note": _NOTE}
    entries = [RollEntry(**fields) for _number in range(count)] + [RollEntry(**fields, user=user) for user in users]
    RollEntry.objects.bulk_create(entries)
    record("roll.invented", locked, by=by, data={"count": len(entries)})
    return entries[:count]
