"""The calendar of a cycle: phases in a chain, prefilled from the norms."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from ortaq.audit.verbs import record, verb
from ortaq.core import clock
from ortaq.core.actors import Actor
from ortaq.participation.domain import norm_values
from ortaq.participation.domain.lifecycle import lock_draft
from ortaq.participation.enums import PhaseKind
from ortaq.participation.errors import CalendarError
from ortaq.participation.models import Cycle, Phase

Period = tuple[dt.datetime | None, dt.datetime | None]
Calendar = dict[PhaseKind, Period]

ORDER: tuple[PhaseKind, ...] = tuple(PhaseKind)
REQUIRED = (PhaseKind.VOTE, PhaseKind.RESULT)
"""Phases without which a vote cannot open; the others are for cycles that have them."""

_DAY_END = dt.time(23, 59)
_YEARS_BEFORE, _YEARS_AFTER = 3, 5


def _moment(day: dt.date | None, time: dt.time) -> dt.datetime | None:
    return None if day is None else timezone.make_aware(dt.datetime.combine(day, time))


def prefilled(*, year: int, norms: Mapping[str, Any]) -> Calendar:
    """The calendar that the norms give for a budget year, "from" at 00:00 and "until" at 23:59 of Asia/Almaty.

    A budget is planned in the year before it, so that is where the days fall; if that vote would already be
    over they fall in the budget year itself, and if even this is past the calendar is left empty.

    Args:
        year: the budget year.
        norms: `norm_values.in_force(...)`; a parameter that is not there leaves its moment empty.
    """
    for candidate in (year - 1, year):
        calendar = _calendar_of(candidate, norms)
        end = calendar[PhaseKind.VOTE][1]
        if end is None or end > clock.now():
            return calendar
    return dict.fromkeys(ORDER, (None, None))


def _calendar_of(year: int, norms: Mapping[str, Any]) -> Calendar:
    def start(code: str) -> dt.datetime | None:
        return _moment(norm_values.day_of_year(norms, code, year), dt.time.min)

    def end(code: str) -> dt.datetime | None:
        return _moment(norm_values.day_of_year(norms, code, year), _DAY_END)

    intake_until, review_until, vote_until = end("bnu.intake_until"), end("bnu.review_until"), end("bnu.vote_until")
    result_by = end("bnu.result_by")
    calendar: Calendar = {
        PhaseKind.ANNOUNCEMENT: (None, end("bnu.announce_by")),
        PhaseKind.IDEAS: (start("bnu.intake_from"), intake_until),
        PhaseKind.REVIEW: (intake_until, review_until),
        PhaseKind.VOTE: (start("bnu.vote_from"), vote_until),
        PhaseKind.RESULT: (vote_until, result_by),
        PhaseKind.WORKS: (None, None),
    }
    return {
        kind: period if period[1] is not None and (period[0] is None or period[0] < period[1]) else (None, None)
        for kind, period in calendar.items()
    }


def of_cycle(cycle: Cycle) -> Calendar:
    """The stored calendar; phases that have no row are empty. Uses prefetched phases."""
    stored = {phase.kind: (phase.starts_at, phase.ends_at) for phase in cycle.phases.all()}
    return {kind: stored.get(kind, (None, None)) for kind in ORDER}


def chained(*, stored: Calendar, wished: Mapping[PhaseKind, Period], move_following: bool = False) -> Calendar:
    """The calendar that a person's wishes make.

    A phase without a beginning begins where the one before it ends. With `move_following`, the first phase
    whose end was changed carries all later phases that were not touched along by the same time.

    Raises:
        CalendarError: `ends_before_start`, `half`, `overlap`; `params["kind"]` names the phase.
    """
    calendar = {kind: wished.get(kind, stored[kind]) for kind in ORDER}
    if move_following:
        calendar = _moved(stored, calendar)
    before: PhaseKind | None = None
    for kind in ORDER:
        starts, ends = calendar[kind]
        if ends is None:
            if starts is not None:
                raise CalendarError("half", phase=kind.label, kind=kind)
            continue
        end_before = calendar[before][1] if before else None
        if starts is None and end_before is not None:
            starts = end_before
            calendar[kind] = (starts, ends)
        if starts is not None and ends <= starts:
            raise CalendarError("ends_before_start", phase=kind.label, kind=kind)
        if before and starts is not None and end_before is not None and starts < end_before:
            raise CalendarError("overlap", phase=kind.label, before=before.label, kind=kind)
        before = kind
    return calendar


def _moved(stored: Calendar, calendar: Calendar) -> Calendar:
    shift: dt.timedelta | None = None
    result: Calendar = {}
    for kind in ORDER:
        starts, ends = calendar[kind]
        was_end = stored[kind][1]
        if shift is not None and calendar[kind] == stored[kind]:
            starts, ends = (starts and starts + shift, ends and ends + shift)
        elif shift is None and ends is not None and was_end is not None and ends != was_end:
            shift = ends - was_end
        result[kind] = (starts, ends)
    return result


def check_years(calendar: Calendar, year: int) -> None:
    """Refuse moments far from the budget year.

    Raises:
        CalendarError: `out_of_range`.
    """
    for kind, period in calendar.items():
        for moment in period:
            if moment and not year - _YEARS_BEFORE <= moment.year <= year + _YEARS_AFTER:
                raise CalendarError("out_of_range", phase=kind.label, kind=kind)


def write_phases(cycle: Cycle, calendar: Mapping[PhaseKind, Period]) -> list[Phase]:
    """Store the calendar of a cycle; used by the verbs that own it."""
    rows = {phase.kind: phase for phase in Phase.objects.filter(cycle=cycle)}
    for kind, (starts, ends) in calendar.items():
        phase = rows.setdefault(kind, Phase(cycle=cycle, kind=kind))
        if phase.pk is None or (phase.starts_at, phase.ends_at) != (starts, ends):
            phase.starts_at, phase.ends_at = starts, ends
            phase.save()
    return [rows[kind] for kind in ORDER if kind in rows]


@verb
def save_calendar(
    *, cycle: Cycle, periods: Mapping[PhaseKind, Period], by: Actor, move_following: bool = False
) -> list[Phase]:
    """Set the phases of a draft.

    Args:
        periods: aware moments for each phase to change; None where unknown. A phase that is not named stays.
        move_following: carry untouched later phases along when an end is changed.

    Raises:
        NotAllowed: the actor may not edit the cycle.
        CycleError: `frozen`.
        CalendarError: `unknown_phase`, or the phases do not fit together; `params["kind"]` names the phase.
    """
    draft = lock_draft(cycle, by=by)
    for kind in periods:
        if kind not in ORDER:
            raise CalendarError("unknown_phase", kind=kind)
    calendar = chained(stored=of_cycle(draft), wished=periods, move_following=move_following)
    check_years(calendar, draft.year)
    phases = write_phases(draft, calendar)
    record("cycle.calendar_saved", draft, by=by, data=_as_data(phases))
    return phases


def _as_data(phases: Iterable[Phase]) -> dict[str, Any]:
    def text(moment: dt.datetime | None) -> str | None:
        return None if moment is None else moment.astimezone(dt.UTC).isoformat(timespec="minutes")

    return {phase.kind: [text(phase.starts_at), text(phase.ends_at)] for phase in phases}
