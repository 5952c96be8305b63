"""Publishing a result: the state, and the files that let a stranger repeat the count."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ortaq.audit.verbs import record
from ortaq.core import clock
from ortaq.core.actors import Actor
from ortaq.files.verbs import store_bytes
from ortaq.participation.domain.lifecycle import move
from ortaq.participation.enums import CycleState
from ortaq.participation.models import Cycle, Download, Pot


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file of a result, ready to be stored.

    Args:
        format: a `DownloadFormat`.
        pot: the pot it is about; None for the whole cycle.
        name: as it is downloaded.
    """

    format: str
    pot: Pot | None
    name: str
    content: bytes
    content_type: str


Maker = Callable[[Cycle], Iterable[Prepared]]

makers: list[Maker] = []
"""What makes the files of a counted cycle; `exports` registers itself when the app is ready."""


def prepare(cycle: Cycle) -> list[Prepared]:
    """All files of a counted cycle. It reads every ballot, so it is done before a transaction begins."""
    return [prepared for make in makers for prepared in make(cycle)]


def publish(cycle: Cycle, *, files: Iterable[Prepared], by: Actor) -> Cycle:
    """Make a locked, counted cycle public together with its files; part of the verb that decides so.

    Raises:
        CycleError: `bad_move`, it is not counted.
    """
    move(cycle, CycleState.RELEASED)
    cycle.released_at = clock.now()
    cycle.save(update_fields=["state", "counted_at", "released_at", "updated_at"])
    sums: dict[str, str] = {}
    for prepared in files:
        stored = store_bytes(name=prepared.name, content=prepared.content, content_type=prepared.content_type, by=by)
        Download.objects.create(cycle=cycle, pot=prepared.pot, format=prepared.format, file=stored)
        sums[prepared.name] = stored.sha256
    record("cycle.released", cycle, by=by, data={"files": sums, "hash": cycle.frozen_hash})
    return cycle
