"""Today's columns of every territory, worked out from its dated states.

Lists and addresses read only `Territory`; this module keeps its columns true to `TerritoryState` as of a day.
The same working-out serves one renamed village and an import of sixteen thousand rows.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from ortaq.core import clock
from ortaq.territories.models import DRAFT_COLUMNS, Territory, TerritoryDraft, TerritoryState
from ortaq.territories.names import LANGUAGES, search_text, shown_name, sort_keys

NAMES = tuple(f"name_{language}" for language in LANGUAGES)
DRAFTS_AT_ONCE = 200
# `name` and `sort_key` repeat a language's column; they follow and are not compared.
COMPARED = tuple(column for column in DRAFT_COLUMNS if column not in ("name", "sort_key"))
_STATE_COLUMNS = (
    "id", "territory_id", "code", "kind", "parent_id", *NAMES,
    "valid_from", "valid_to", "source", "review", "confirmed",
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
    extra: dict[str, Any] = field(default_factory=dict)
    """Columns that no state holds (point, what lists said) and that are to change."""

    def state_on(self, day: dt.date) -> State | None:
        return next((state for state in self.states if state.holds_on(day)), None)

    def shown_state(self, day: dt.date) -> State | None:
        """The state of the day; before the first one that one, after the last one that one."""
        found = self.state_on(day)
        if found is None and self.states:
            past = [state for state in self.states if state.valid_to is not None and state.valid_to <= day]
            found = past[-1] if past else self.states[0]
        return found


def load_nodes(within: Territory | None = None) -> dict[int, Node]:
    """The published tree, or the part of it that lies in a territory, in two queries."""
    territories = Territory.objects.order_by()
    states = TerritoryState.objects.order_by("territory_id", "id")
    if within is not None:
        territories = territories.filter(path__startswith=within.path)
        states = states.filter(territory__path__startswith=within.path)
    nodes = {}
    for row in territories.values("id", *COMPARED):
        pk = row.pop("id")
        nodes[pk] = Node(id=pk, columns=row)
    for pk, territory_id, *values in states.values_list(*_STATE_COLUMNS):
        state = State(**dict(zip(_STATE_COLUMNS[2:], values, strict=True)), id=pk)
        nodes[territory_id].states.append(state)
    for node in nodes.values():
        sort_states(node)
    return nodes


def sort_states(node: Node) -> None:
    """Oldest first; the one without a beginning before all."""
    node.states.sort(key=lambda state: (state.valid_from is not None, state.valid_from))


def columns_of(node: Node, day: dt.date, parent: dict[str, Any] | None, *, rebuild: bool = False) -> dict[str, Any]:
    """The columns a territory should have on a day.

    Args:
        parent: the wanted columns of the territory it is part of.
        rebuild: work the search text and sort keys out anew even where no name changed.
    """
    state = node.shown_state(day)
    stored = node.columns
    wanted = {**stored, **node.extra}
    if state is None:
        return wanted
    wanted.update(code=state.code, kind=state.kind, parent_id=state.parent_id, active=state.holds_on(day))
    wanted["path"] = f"{parent['path'] if parent else '/'}{node.id}/"
    wanted["depth"] = parent["depth"] + 1 if parent else 0
    wanted.update({column: getattr(state, column) for column in NAMES})
    same = wanted["code"] == stored.get("code") and all(wanted[column] == stored.get(column) for column in NAMES)
    if rebuild or not same or len(node.states) > 1 or not stored.get("search_text"):
        wanted.update(lookup_columns(state, node.states))
    return wanted


def lookup_columns(state: State, states: Iterable[State]) -> dict[str, str]:
    """Search text over every present and former name and code, and the sort keys of the present name."""
    names = [*state.names.values(), *(name for each in states for name in each.names.values())]
    codes = dict.fromkeys([state.code, *(each.code for each in states)])
    return {"search_text": search_text(names, codes), **sort_keys(state.names)}


def differences(nodes: dict[int, Node], day: dt.date, *, rebuild: bool = False) -> list[tuple[int, dict[str, Any]]]:
    """Which territories' stored columns differ from what they should be, with the wanted ones."""
    wanted = columns_outside(nodes, day)
    found = []
    for node in sorted_from_root(nodes, day):
        state = node.shown_state(day)
        parent_id = state.parent_id if state else node.columns["parent_id"]
        columns = columns_of(node, day, wanted[parent_id] if parent_id else None, rebuild=rebuild)
        wanted[node.id] = columns
        if any(columns[column] != node.columns.get(column) for column in COMPARED):
            found.append((node.id, columns))
    return found


def columns_outside(nodes: dict[int, Node], day: dt.date) -> dict[int, dict[str, Any]]:
    """Path and depth of the territories that nodes are part of and that are not among them."""
    parents = {state.parent_id for node in nodes.values() if (state := node.shown_state(day)) and state.parent_id}
    missing = parents - nodes.keys()
    if not missing:
        return {}
    return {row["id"]: dict(row) for row in Territory.everything.filter(id__in=missing).values("id", "path", "depth")}


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
        changed: int = cursor.rowcount
    TerritoryDraft.objects.filter(batch=batch).delete()
    return changed


def refresh_current(*, day: dt.date | None = None, within: Territory | None = None, rebuild: bool = False) -> int:
    """Bring the territories' columns up to the day's states; run daily, and on a part after each change.

    It is derived data, so it asks no permission and leaves no entry in the log: the dated change did.

    Args:
        day: the day to show, today if not given.
        within: only this territory, with its stored path, and everything below; None for the whole tree.
        rebuild: work search texts and sort keys out anew even where no name changed.

    Returns:
        How many territories changed; 0 on the second run.
    """
    wanted = differences(load_nodes(within), day or clock.today(), rebuild=rebuild)
    if not wanted:
        return 0
    batch = uuid.uuid4().hex
    for start in range(0, len(wanted), DRAFTS_AT_ONCE):
        with transaction.atomic():
            write_drafts(batch, wanted[start : start + DRAFTS_AT_ONCE])
    with transaction.atomic():
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
