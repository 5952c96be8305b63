"""Acts of two people: what can still be done to an opened vote. One proposes with a public reason, another confirms.

Whether an act is possible is checked when it is proposed and again, under the lock, when it is confirmed.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format

from ortaq.audit.verbs import record, verb
from ortaq.core import clock
from ortaq.core.actors import Actor, require
from ortaq.participation.domain import norm_values, releasing, roll
from ortaq.participation.domain.calendar import Period, check_years, of_cycle, write_phases
from ortaq.participation.domain.definition import frozen_value
from ortaq.participation.domain.keys import sweep_keys
from ortaq.participation.domain.lifecycle import lock_cycle, move
from ortaq.participation.domain.pending_acts import decide, refuse_pending
from ortaq.participation.enums import ActKind, ActState, CycleState, PhaseKind
from ortaq.participation.errors import ActError, RollError
from ortaq.participation.models import Act, Cycle, Phase, Project, RollEntry
from ortaq.territories.models import Territory

ACT = "participation.act"
REASON_LEAST, REASON_LENGTH = 15, 1000
"""Characters of a public reason. A shorter one tells nobody why."""
Params = Mapping[str, Any]


def possible_kinds(cycle: Cycle) -> list[ActKind]:
    """The acts that could be proposed now, by state and clock alone; needs the phases."""
    if cycle.opened_at is None:
        return []
    kinds: list[ActKind] = []
    if cycle.state == CycleState.COUNTED:
        kinds.append(ActKind.RELEASE)
    if cycle.state == CycleState.OPENED:
        kinds += [ActKind.EXTEND, ActKind.WITHDRAW]
        if not cycle.voting_over():
            kinds.append(ActKind.ADMIT)
    if cycle.state in (CycleState.OPENED, CycleState.COUNTED):
        kinds.append(ActKind.ANNUL)
    return kinds


@verb
def propose(*, cycle: Cycle, kind: str, reason: str, by: Actor, params: Params | None = None) -> Act:
    """Propose an act; it waits for a second person.

    Args:
        kind: an `ActKind`.
        params: `ends_at` (ISO 8601, aware) for extend; `project` (id) for withdraw; for admit `phone_key` and/or
            `iin_key` (from `roll.identify`), `initials`, `territory` (id), `note` (the document that was seen);
            nothing for the others.
        reason: everybody reads it.

    Raises:
        NotAllowed: the actor may not decide here.
        ActError: `unknown_kind`, `needs_person`, `reason_missing`, `reason_short`, `reason_long`, `pending`, or why
            the act is not possible.
    """
    locked = lock_cycle(cycle)
    require(by, ACT, locked)
    if kind not in _CHECKS:
        raise ActError("unknown_kind")
    if by.pk is None:
        raise ActError("needs_person")
    plain = reason.strip()
    if not plain:
        raise ActError("reason_missing")
    if len(plain) < REASON_LEAST:
        raise ActError("reason_short", limit_value=REASON_LEAST)
    if len(plain) > REASON_LENGTH:
        raise ActError("reason_long", length=len(plain), limit=REASON_LENGTH)
    _CHECKS[kind](locked, params or {})
    kept = dict(params or {})
    if Act.objects.filter(cycle=locked, kind=kind, state=ActState.PROPOSED, params=kept).exists():
        raise ActError("pending")
    try:
        with transaction.atomic():
            act = Act.objects.create(cycle=locked, kind=kind, params=kept, reason=plain, proposed_by_id=by.pk)
    except IntegrityError:  # one release and one annulment can wait at a time
        raise ActError("pending") from None
    record("act.proposed", act, by=by, data={"cycle": locked.pk, "kind": kind}, reason=plain)
    return act


def confirm(*, act: Act, by: Actor) -> Act:
    """Confirm what another person proposed; the act is done in the same transaction.

    Raises:
        NotAllowed: the actor may not decide here.
        ActError: `needs_person`, `same_person`, `not_pending`, or why the act is not possible any more.
        RollError: the person cannot be admitted.
    """
    present = Act.objects.select_related("cycle__territory").get(pk=act.pk)
    require(by, ACT, present.cycle)
    # Making the files reads every ballot: too long for a transaction, so it is done before, from what is final.
    ready = present.kind == ActKind.RELEASE and present.cycle.state == CycleState.COUNTED
    files = releasing.prepare(present.cycle) if ready and present.proposed_by_id != by.pk else []
    confirmed = _confirm(act=act, files=files, by=by)
    if confirmed.kind == ActKind.ANNUL:
        sweep_keys()
    return confirmed


@verb
def _confirm(*, act: Act, files: list[releasing.Prepared], by: Actor) -> Act:
    locked, cycle = _lock(act, by)
    if by.pk == locked.proposed_by_id:
        raise ActError("same_person")
    _CHECKS[locked.kind](cycle, locked.params)
    if locked.kind == ActKind.RELEASE:
        releasing.publish(cycle, files=files, by=by)
    else:
        locked.params = {**locked.params, **_DEEDS[locked.kind](cycle, locked, by)}
    decide(locked, ActState.CONFIRMED, cycle=cycle, by=by)
    if locked.kind in (ActKind.RELEASE, ActKind.ANNUL):
        refuse_pending(cycle, by=by)  # nothing else is possible any more
    return locked


@verb
def refuse(*, act: Act, by: Actor) -> Act:
    """Refuse an act, or take back one's own proposal. Nothing happens to the vote.

    Raises:
        NotAllowed: the actor may not decide here.
        ActError: `needs_person`, `not_pending`.
    """
    locked, cycle = _lock(act, by)
    decide(locked, ActState.REFUSED, cycle=cycle, by=by)
    return locked


def _lock(act: Act, by: Actor) -> tuple[Act, Cycle]:
    """The cycle first, like every other verb, then the act."""
    cycle = lock_cycle(Cycle(pk=act.cycle_id))
    locked = Act.objects.select_for_update(of=("self",)).get(pk=act.pk)
    require(by, ACT, cycle)
    if by.pk is None:
        raise ActError("needs_person")
    if locked.state != ActState.PROPOSED:
        raise ActError("not_pending", state=locked.get_state_display())
    return locked, cycle


def _state(cycle: Cycle, *allowed: CycleState) -> None:
    if cycle.opened_at is None or cycle.state not in allowed:
        raise ActError("wrong_state", state=cycle.get_state_display())


def _check_release(cycle: Cycle, _params: Params) -> None:
    if cycle.state == CycleState.OPENED:
        raise ActError("not_counted")
    if cycle.state == CycleState.RELEASED:
        raise ActError("already_released")
    _state(cycle, CycleState.COUNTED)


def _check_annul(cycle: Cycle, _params: Params) -> None:
    if cycle.state == CycleState.RELEASED:
        raise ActError("already_released")
    _state(cycle, CycleState.OPENED, CycleState.COUNTED)


def _not_counted(cycle: Cycle) -> None:
    if cycle.state in (CycleState.COUNTED, CycleState.RELEASED):
        raise ActError("counted_already")
    _state(cycle, CycleState.OPENED)


def new_end(params: Params) -> dt.datetime:
    """The closing time an act proposes.

    Raises:
        ActError: `bad_time`.
    """
    try:
        moment = parse_datetime(str(params.get("ends_at", "")))
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment):
        raise ActError("bad_time")
    return moment


def _check_extend(cycle: Cycle, params: Params) -> None:
    """A later end is possible until the ballots are opened, after the close too: the site may have been down."""
    _not_counted(cycle)
    moment = new_end(params)
    vote = _vote(cycle)
    if vote.ends_at is not None and moment <= vote.ends_at:
        raise ActError("not_later", until=date_format(timezone.localtime(vote.ends_at), "DATETIME_FORMAT"))
    if moment <= clock.now():
        raise ActError("in_the_past")
    _check_length(cycle, moment)
    check_years(dict(_moved(cycle, vote, moment)), cycle.year)


def _check_length(cycle: Cycle, moment: dt.datetime) -> None:
    """Refuse more than the norm allows, counted from the close that was published at opening."""
    days = norm_values.whole(norm_values.in_force(cycle.territory), "bnu.extension_days_max")
    if days is None:
        raise ActError("no_longest_extension")
    frozen = parse_datetime(str(frozen_value(cycle, "vote", "until")))
    if frozen is None:
        raise ActError("bad_time")
    latest = frozen + dt.timedelta(days=days)
    if moment > latest:
        raise ActError("too_late", days=days, until=date_format(timezone.localtime(latest), "DATETIME_FORMAT"))


def _moved(cycle: Cycle, vote: Phase, end: dt.datetime) -> Iterator[tuple[PhaseKind, Period]]:
    """The vote with its new end, and all phases after it moved by the same time."""
    old = vote.ends_at or end
    yield PhaseKind.VOTE, (vote.starts_at, end)
    for kind, (starts, ends) in of_cycle(cycle).items():
        if starts is not None and starts >= old:
            yield kind, (starts + (end - old), ends and ends + (end - old))


def _vote(cycle: Cycle) -> Phase:
    vote = Phase.objects.filter(cycle=cycle, kind=PhaseKind.VOTE).first()
    if vote is None or vote.ends_at is None:
        raise ActError("bad_time")
    return vote


def _project(cycle: Cycle, params: Params) -> Project:
    wanted = params.get("project")
    project = Project.objects.filter(cycle=cycle, pk=wanted).first() if isinstance(wanted, int) else None
    if project is None:
        raise ActError("no_project")
    return project


def _check_withdraw(cycle: Cycle, params: Params) -> None:
    _not_counted(cycle)
    if _project(cycle, params).withdrawn_at is not None:
        raise ActError("project_withdrawn")


def _check_admit(cycle: Cycle, params: Params) -> None:
    _not_counted(cycle)
    if cycle.voting_over():
        raise ActError("voting_over")
    phone, iin = params.get("phone_key"), params.get("iin_key")
    if not phone and not iin:
        raise ActError("no_person")
    where = params.get("territory")
    home = Territory.objects.filter(pk=where).first() if isinstance(where, int) else None
    if home is None or not cycle.territory.contains(home):
        raise ActError("bad_territory")
    if not str(params.get("note", "")).strip():
        raise RollError("no_basis")
    on_roll = RollEntry.everything.filter(cycle=cycle)
    if (phone and on_roll.filter(phone_key=phone).exists()) or (iin and on_roll.filter(iin_key=iin).exists()):
        raise ActError("on_roll")


def _extend(cycle: Cycle, act: Act, _by: Actor) -> dict[str, Any]:
    """Move the close, and all phases after it by the same time."""
    vote = _vote(cycle)
    old = vote.ends_at or new_end(act.params)
    write_phases(cycle, dict(_moved(cycle, vote, new_end(act.params))))
    return {"was": old.isoformat()}


def _withdraw(cycle: Cycle, act: Act, _by: Actor) -> dict[str, Any]:
    project = _project(cycle, act.params)
    Project.objects.filter(pk=project.pk).update(withdrawn_at=clock.now(), withdrawn_reason=act.reason)
    return {"number": project.number}


def _admit(cycle: Cycle, act: Act, by: Actor) -> dict[str, Any]:
    params = act.params
    entry = roll.admit(
        cycle=cycle,
        person=roll.PersonKeys(phone=params.get("phone_key"), iin=params.get("iin_key")),
        initials=params.get("initials", ""),
        territory=Territory.objects.get(pk=params["territory"]),
        basis_note=params.get("note", ""),
        by=by,
    )
    return {"entry": entry.pk}


def _annul(cycle: Cycle, _act: Act, _by: Actor) -> dict[str, Any]:
    """Annulled votes keep their rows for a court; without the key nobody can read the envelopes."""
    move(cycle, CycleState.ANNULLED)
    cycle.save(update_fields=["state", "updated_at"])
    return {}


_CHECKS: dict[str, Callable[[Cycle, Params], None]] = {
    ActKind.RELEASE: _check_release,
    ActKind.EXTEND: _check_extend,
    ActKind.WITHDRAW: _check_withdraw,
    ActKind.ADMIT: _check_admit,
    ActKind.ANNUL: _check_annul,
}
_DEEDS: dict[str, Callable[[Cycle, Act, Actor], dict[str, Any]]] = {
    ActKind.EXTEND: _extend,
    ActKind.WITHDRAW: _withdraw,
    ActKind.ADMIT: _admit,
    ActKind.ANNUL: _annul,
}
