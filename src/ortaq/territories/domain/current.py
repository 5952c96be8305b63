"""Today's columns of every territory, worked out from its dated states.

Lists and addresses read only `Territory`; this module keeps its columns true to `TerritoryState` as of a day.
The same working-out serves one renamed village and an import of sixteen thousand rows.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from ortaq.audit.verbs import verb
from ortaq.core import clock
from ortaq.territories.models import DRAFT_COLUMNS, Territory, TerritoryDraft, TerritoryState
from ortaq.territories.names import LANGUAGES, search_text, shown_name, sort_keys

NAMES = tuple(f"name_{language}" for language in LANGUAGES)
# `name` and `sort_key` repeat a language's column; they follow and are not compared.
COMPARED = tuple(column for column in DRAFT_COLUMNS if column not in ("name", "sort_key"))
_STATE_COLUMNS = (
    "id", "territory_id", "code", "kind", "parent_id", *NAMES, "valid_from", "valid_to", "source", "review", "confirmed",
)  # fmt: skip


@dataclass
class State:
    """A dated row, in memory."""

    code: str
    kind: str
    parent_id: int | None
    name_kk: str | None
    name_ru: str | None
    name_en: str | None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    source: str = ""
    review: str = ""
    confirmed: bool = False
    id: int | None = None

    def holds_on(self, day: dt.date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    @property
    def names(self) -> dict[str, str | None]:
        return {language: getattr(self, f"name_{language}") for language in LANGUAGES}


@dataclass
class Node:
    """A territory with its states, oldest first, and the columns stored for it."""

    id: int
    columns: dict[str, Any]
    states: list[State] = field(default_factory=list)

    def state_on(self, day: dt.date) -> State | None:
        return next((state for state in self.states if state.holds_on(day)), None)

    def shown_state(self, day: dt.date) -> State | None:
        """The state of the day; before the first one that one, after the last one that one."""
        found = self.state_on(day)
        if found is None and self.states:
            past = [state for state in self.states if state.valid_to is not None and state.valid_to <= day]
            found = past[-1] if past else self.states[0]
        return found


def load_nodes() -> dict[int, Node]:
    """The whole published tree, in two queries."""
    nodes = {}
    for row in Territory.objects.order_by().values("id", *COMPARED):
        nodes[row["id"]] = Node(id=row.pop("id"), columns=row)
    rows = TerritoryState.objects.order_by("territory_id", "id").values_list(*_STATE_COLUMNS)
    for pk, territory_id, *values in rows:
        state = State(**dict(zip(_STATE_COLUMNS[2:], values, strict=True)), id=pk)
        nodes[territory_id].states.append(state)
    for node in nodes.values():
        node.states.sort(key=lambda state: (state.valid_from is not None, state.valid_from))
    return nodes


def columns_of(node: Node, day: dt.date, parent: dict[str, Any] | None) -> dict[str, Any]:
    """The columns a territory should have on a day.

    Args:
        parent: the wanted columns of the territory it is part of.
    """
    state = node.shown_state(day)
    stored = node.columns
    if state is None:
        return stored
    wanted = dict(stored)
    wanted.update(code=state.code, kind=state.kind, parent_id=state.parent_id, active=state.holds_on(day))
    wanted["path"] = f"{parent['path'] if parent else '/'}{node.id}/"
    wanted["depth"] = parent["depth"] + 1 if parent else 0
    wanted.update({column: getattr(state, column) for column in NAMES})
    names = [name for each in node.states for name in each.names.values()]
    wanted["search_text"] = search_text([*state.names.values(), *names], dict.fromkeys(s.code for s in node.states))
    wanted.update(sort_keys(state.names))
    return wanted


def differences(nodes: dict[int, Node], day: dt.date) -> list[tuple[int, dict[str, Any]]]:
    """Which territories' stored columns differ from what they should be, with the wanted ones.

    Paths follow today's parents; a territory whose parent is not known hangs where it hung.
    """
    wanted: dict[int, dict[str, Any]] = {}
    found = []
    for node in sorted_from_root(nodes, day):
        state = node.shown_state(day)
        parent_id = state.parent_id if state else node.columns["parent_id"]
        wanted[node.id] = columns_of(node, day, wanted.get(parent_id) if parent_id else None)
        if any(wanted[node.id][column] != node.columns.get(column) for column in COMPARED):
            found.append((node.id, wanted[node.id]))
    return found


def sorted_from_root(nodes: dict[int, Node], day: dt.date) -> list[Node]:
    """Every territory after the one it is part of on the day."""
    order: list[Node] = []
    done: set[int] = set()
    for start in nodes.values():
        chain = []
        node: Node | None = start
        while node is not None and node.id not in done:
            done.add(node.id)
            chain.append(node)
            state = node.shown_state(day)
            parent_id = state.parent_id if state else None
            node = nodes.get(parent_id) if parent_id else None
        order.extend(reversed(chain))
    return order


def write_drafts(batch: str, wanted: Sequence[tuple[int, dict[str, Any]]]) -> None:
    """Write wanted columns ahead, invisible until `publish_drafts`."""
    TerritoryDraft.objects.bulk_create(
        [
            TerritoryDraft(
                batch=batch,
                territory_id=pk,
                name=shown_name({code: columns[f"name_{code}"] for code in LANGUAGES}, "kk"),
                sort_key=columns["sort_key_kk"],
                **columns,
            )
            for pk, columns in wanted
        ]
    )


def publish_drafts(batch: str) -> int:
    """Give the territories their drafted columns, in one statement; returns how many changed."""
    table, drafts = Territory._meta.db_table, TerritoryDraft._meta.db_table
    columns = ", ".join(f"{column} = draft.{column}" for column in DRAFT_COLUMNS)
    with connection.cursor() as cursor:
        # Column and table names come from the models, never from outside.
        cursor.execute(
            f"UPDATE {table} SET {columns} FROM {drafts} AS draft "  # noqa: S608
            f"WHERE draft.territory_id = {table}.id AND draft.batch = %s",
            [batch],
        )
        changed = cursor.rowcount
    TerritoryDraft.objects.filter(batch=batch).delete()
    return changed


@verb
def refresh_current(*, day: dt.date | None = None) -> int:
    """Bring every territory's columns up to the day's states; run daily and after each change.

    It is derived data, so it asks no permission and leaves no entry in the log: the dated change did.

    Args:
        day: the day to show, today if not given.

    Returns:
        How many territories changed; 0 on the second run.
    """
    wanted = differences(load_nodes(), day or clock.today())
    if not wanted:
        return 0
    batch = uuid.uuid4().hex
    write_drafts(batch, wanted)
    return publish_drafts(batch)


def states_to_create(node_id: int, states: Iterable[State], *, token: str) -> list[TerritoryState]:
    """Unsaved rows for states in memory; one that has an id already is written anew and replaces that row."""
    return [
        TerritoryState(
            territory_id=node_id,
            code=state.code,
            kind=state.kind,
            parent_id=state.parent_id,
            name_kk=state.name_kk,
            name_ru=state.name_ru,
            name_en=state.name_en,
            valid_from=state.valid_from,
            valid_to=state.valid_to,
            source=state.source,
            review=state.review,
            confirmed=state.confirmed,
            staged=token,
            replaces=state.id,
        )
        for state in states
    ]
