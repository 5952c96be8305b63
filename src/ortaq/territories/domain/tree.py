"""Verbs on the tree: places begin, change on a day, split, merge and end. The past never changes with the present."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from ortaq.audit.verbs import record, verb
from ortaq.core import clock
from ortaq.core.actors import Actor, require
from ortaq.territories.domain.current import State, lookup_columns, refresh_current
from ortaq.territories.enums import Kind
from ortaq.territories.errors import TerritoryError
from ortaq.territories.models import Population, Succession, Territory, TerritoryState, TreeImport
from ortaq.territories.names import LANGUAGES, checked_names

IMPORT_SILENCE = dt.timedelta(seconds=10)
"""An import that has not shown life for so long has stopped; one at work writes several times a second."""

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,11}")
LARGEST_POPULATION = 2_000_000_000


def _no_import_running() -> None:
    alive = clock.now() - IMPORT_SILENCE
    if TreeImport.objects.filter(applied_at__isnull=True, touched_at__gt=alive).exists():
        raise TerritoryError("import_running")


def _locked(territory: Territory) -> Territory:
    return Territory.objects.select_for_update().get(pk=territory.pk)


def _states(territory: Territory) -> list[TerritoryState]:
    return list(territory.states.filter(staged=""))


def _holding(states: Sequence[TerritoryState], territory: Territory, day: dt.date) -> TerritoryState:
    """The state in force on a day.

    Raises:
        TerritoryError: the territory had not begun, or had ended.
    """
    for state in states:
        begun = state.valid_from is None or state.valid_from <= day
        if begun and (state.valid_to is None or day < state.valid_to):
            return state
    first = states[0].valid_from
    if first is not None and day < first:
        raise TerritoryError("before_beginning", name=territory.name, begins=first)
    raise TerritoryError("already_ended", name=territory.name, ended=states[-1].valid_to)


def _check_code(code: str, *, besides: Territory | None = None) -> None:
    if not _CODE.fullmatch(code):
        raise TerritoryError("code_shape", given=code[:40])
    taken = Territory.everything.filter(code=code).first()
    if taken is not None and (besides is None or taken.pk != besides.pk):
        raise TerritoryError("code_taken", given=code, name=taken.name)


def _check_parent(parent: Territory | None, day: dt.date | None, *, child: Territory | None = None) -> None:
    if parent is None:
        return
    if child is not None and child.contains(parent):
        raise TerritoryError("own_parent")
    states = _states(parent)
    ends = states[-1].valid_to if states else None
    if ends is not None and (day is None or ends <= day):
        raise TerritoryError("parent_ended", name=parent.name)


@verb
def add_territory(
    *,
    code: str,
    kind: str,
    names: Mapping[str, str],
    parent: Territory | None,
    by: Actor,
    valid_from: dt.date | None = None,
    source: str = "",
    review: str = "",
) -> Territory:
    """Add a place that is not there yet.

    Args:
        code: its KATO code, or another code of up to 12 letters and digits for a place abroad.
        names: by language `kk`, `ru`, `en`; one is enough.
        parent: what it is part of; None for a country.
        valid_from: its first day, None if not known.
        source: where this was read.
        review: languages whose name somebody should check, separated by commas.

    Raises:
        NotAllowed, TerritoryError.
    """
    _no_import_running()
    require(by, "territories.manage", parent)
    tidy = checked_names(names)
    _check_code(code)
    _check_parent(parent, valid_from)
    state = State(
        code=code,
        kind=Kind(kind),
        parent_id=parent.pk if parent else None,
        valid_from=valid_from,
        source=source,
        review=review,
        **{f"name_{language}": tidy.get(language) or None for language in LANGUAGES},  # type: ignore[arg-type]
    )
    begun = valid_from is None or valid_from <= clock.today()
    territory = Territory(
        code=code,
        kind=state.kind,
        parent=parent,
        path="",
        depth=parent.depth + 1 if parent else 0,
        active=begun,
        **{f"name_{language}": name for language, name in state.names.items()},
        **lookup_columns(state, []),
    )
    territory.save()
    territory.path = f"{parent.path if parent else '/'}{territory.pk}/"
    territory.save(update_fields=["path"])
    _save_state(territory, state)
    record("territory.added", territory, by=by, data={"code": code, "kind": state.kind, "names": tidy})
    return territory


def _save_state(territory: Territory, state: State) -> TerritoryState:
    return TerritoryState.objects.create(
        territory=territory,
        code=state.code,
        kind=state.kind,
        parent_id=state.parent_id,
        valid_from=state.valid_from,
        valid_to=state.valid_to,
        source=state.source,
        review=state.review,
        confirmed=state.confirmed,
        **{f"name_{language}": name for language, name in state.names.items()},
    )


@verb
def change_state(
    *,
    territory: Territory,
    on: dt.date,
    by: Actor,
    code: str | None = None,
    kind: str | None = None,
    parent: Territory | None = None,
    names: Mapping[str, str] | None = None,
    source: str = "",
) -> Territory:
    """A place changes on a day: its code, kind, names, or what it is part of. What is not given stays.

    Args:
        on: the first day of the new state; it may be in the future.
        parent: the new territory it is part of.
        names: the new names by language; a language left out keeps its name.
        source: the act or list that says so.

    Raises:
        NotAllowed, TerritoryError: also when a later change is already entered, or nothing differs.
    """
    _no_import_running()
    territory = _locked(territory)
    require(by, "territories.manage", territory)
    states = _states(territory)
    old = _holding(states, territory, on)
    if states[-1].pk != old.pk:
        raise TerritoryError("later_change", name=territory.name, later=states[-1].valid_from)
    if old.valid_from == on:
        raise TerritoryError("same_day", name=territory.name, day=on)
    if code is not None and code != old.code:
        _check_code(code, besides=territory)
    if parent is not None and parent.pk != old.parent_id:
        require(by, "territories.manage", parent)
        _check_parent(parent, on, child=territory)
    before = {language: getattr(old, f"name_{language}") or "" for language in LANGUAGES}
    after = checked_names({**before, **(names or {})})
    new = State(
        code=code or old.code,
        kind=Kind(kind) if kind else old.kind,
        parent_id=parent.pk if parent else old.parent_id,
        valid_from=on,
        valid_to=old.valid_to,
        source=source,
        review=old.review,
        confirmed=old.confirmed,
        **{f"name_{language}": name or None for language, name in after.items()},  # type: ignore[arg-type]
    )
    changed = _difference(old, new)
    if not changed:
        raise TerritoryError("nothing_changed")
    old.valid_to = on
    old.save(update_fields=["valid_to"])
    _save_state(territory, new)
    record("territory.changed", territory, by=by, data={"on": on.isoformat(), "changes": changed})
    refresh_current(within=territory)
    territory.refresh_from_db()
    return territory


def _difference(old: Any, new: Any) -> dict[str, list[Any]]:
    columns = ("code", "kind", "parent_id", "name_kk", "name_ru", "name_en")
    pairs = {column: [getattr(old, column), getattr(new, column)] for column in columns}
    return {column: pair for column, pair in pairs.items() if (pair[0] or None) != (pair[1] or None)}


@verb
def edit_names(*, territory: Territory, names: Mapping[str, str], by: Actor) -> Territory:
    """Correct the names of the present state and confirm them: lists imported later leave them alone.

    This is for a misspelling or a missing language. A renaming has a day: `change_state`.

    Args:
        names: by language; a language left out keeps its name, an empty one is taken away.

    Raises:
        NotAllowed, TerritoryError.
    """
    _no_import_running()
    territory = _locked(territory)
    require(by, "territories.manage", territory)
    states = _states(territory)
    state = next((s for s in states if s.valid_to is None or s.valid_to > clock.today()), states[-1])
    before = {language: getattr(state, f"name_{language}") or "" for language in LANGUAGES}
    after = checked_names({**before, **names})
    for language, name in after.items():
        setattr(state, f"name_{language}", name or None)
    checked = set(names)
    state.review = ",".join(code for code in state.review.split(",") if code and code not in checked)
    state.confirmed = True
    state.save()
    changed = {code: [before[code], after[code]] for code in LANGUAGES if before[code] != after[code]}
    record("territory.names_confirmed", territory, by=by, data={"names": changed, "checked": sorted(checked)})
    refresh_current(within=territory)
    territory.refresh_from_db()
    return territory


@verb
def end_territory(*, territory: Territory, on: dt.date, by: Actor, source: str = "") -> Territory:
    """A place ends.

    Args:
        on: the first day it no longer exists.

    Raises:
        NotAllowed, TerritoryError: also when something is still part of it on that day.
    """
    _no_import_running()
    territory = _locked(territory)
    require(by, "territories.manage", territory)
    states = _states(territory)
    last = states[-1]
    if last.valid_to is not None:
        raise TerritoryError("already_ended", name=territory.name, ended=last.valid_to)
    if last.valid_from is not None and on <= last.valid_from:
        raise TerritoryError("before_beginning", name=territory.name, begins=last.valid_from)
    parts = TerritoryState.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), parent=territory)
    count = parts.values("territory_id").distinct().count()
    if count:
        raise TerritoryError("has_parts", name=territory.name, count=count)
    last.valid_to = on
    last.save(update_fields=["valid_to"])
    record("territory.ended", territory, by=by, data={"on": on.isoformat(), "source": source})
    refresh_current(within=territory)
    territory.refresh_from_db()
    return territory


@verb
def link_succession(*, older: Territory, newer: Territory, on: dt.date, by: Actor, note: str = "") -> Succession:
    """Say that on a day people and land of one place went to another. Saying it twice changes nothing.

    Raises:
        NotAllowed, TerritoryError.
    """
    if older.pk == newer.pk:
        raise TerritoryError("same_place")
    require(by, "territories.manage", older)
    require(by, "territories.manage", newer)
    link, made = Succession.objects.get_or_create(older=older, newer=newer, date=on, defaults={"note": note})
    if made:
        data = {"older": older.code, "newer": newer.code, "on": on.isoformat()}
        record("territory.succeeded", newer, by=by, data=data)
    return link


@verb
def split_territory(
    *, older: Territory, into: Sequence[Territory], on: dt.date, by: Actor, note: str = "", ends: bool = True
) -> list[Succession]:
    """A place is divided; the new ones have been added before.

    Args:
        ends: whether the older one stops existing; a part may also be cut off and the rest live on.

    Raises:
        NotAllowed, TerritoryError.
    """
    links = [link_succession(older=older, newer=newer, on=on, by=by, note=note) for newer in into]
    if ends:
        end_territory(territory=older, on=on, by=by, source=note)
    return links


@verb
def merge_territories(
    *, older: Sequence[Territory], into: Territory, on: dt.date, by: Actor, note: str = ""
) -> list[Succession]:
    """Several places become one; they end, and the one they became has been added before.

    Raises:
        NotAllowed, TerritoryError.
    """
    links = [link_succession(older=each, newer=into, on=on, by=by, note=note) for each in older]
    for each in older:
        end_territory(territory=each, on=on, by=by, source=note)
    return links


@verb
def set_population(*, territory: Territory, value: int, date: dt.date, source: str, by: Actor) -> Population:
    """How many people live there, counted on a day, according to a source. The same day again corrects it.

    Args:
        value: people.
        date: the day of the count, not in the future.
        source: who counted and where it is printed.

    Raises:
        NotAllowed, TerritoryError.
    """
    territory = _locked(territory)
    require(by, "territories.manage", territory)
    if date > clock.today():
        raise TerritoryError("population_date")
    if not source.strip():
        raise TerritoryError("population_source")
    if not 0 <= value <= LARGEST_POPULATION:
        raise TerritoryError("population_value", value=value)
    row, _made = Population.objects.update_or_create(
        territory=territory, date=date, defaults={"value": value, "source": source.strip()[:300]}
    )
    data = {"value": value, "date": date.isoformat()}
    record("territory.population_set", territory, by=by, data=data)
    return row
