"""Votes that are over, counted or released, for tests."""

import datetime as dt
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import time_machine

from ortaq.core import clock
from ortaq.core.actors import SYSTEM
from ortaq.identity.enums import Role
from ortaq.identity.models import User
from ortaq.participation.domain.acts import confirm, propose
from ortaq.participation.domain.counting import count_cycle
from ortaq.participation.enums import ActKind, PhaseKind
from ortaq.participation.models import Act, Cycle
from tests.factories.participation import official, open_vote
from tests.factories.voters import cast_for, voter

Draft = Mapping[int, int]


def voted(drafts: Iterable[Draft], **settings: Any) -> Cycle:
    """A running vote with these ballots cast. Settings as of `open_vote`."""
    cycle = open_vote(**settings)
    for draft in drafts:
        cast_for(cycle, voter(cycle), dict(draft))
    return cycle


def after_close(cycle: Cycle, hours: int = 1) -> AbstractContextManager[Any]:
    """Travel to some hours after the vote has closed."""
    vote = cycle.phases.get(kind=PhaseKind.VOTE)
    assert vote.ends_at is not None
    return time_machine.travel(vote.ends_at + dt.timedelta(hours=hours), tick=True)


def counted(drafts: Iterable[Draft], **settings: Any) -> Cycle:
    """A vote that is counted and not yet public."""
    cycle = voted(drafts, **settings)
    with after_close(cycle):
        count_cycle(cycle=cycle, by=SYSTEM)
    return Cycle.objects.select_related("territory").get(pk=cycle.pk)


def two_people(cycle: Cycle) -> tuple[User, User]:
    """An administrator and an akim of the vote's place."""
    return official(cycle.territory, Role.ADMINISTRATOR), official(cycle.territory, Role.AKIM)


def acted(cycle: Cycle, kind: ActKind, *, reason: str = "Себебі осында жазылған", **params: Any) -> Act:
    """An act that one person proposed and another confirmed."""
    one, other = two_people(cycle)
    return confirm(act=propose(cycle=cycle, kind=kind, reason=reason, params=params, by=one), by=other)


def released(drafts: Iterable[Draft], **settings: Any) -> Cycle:
    """A vote with a published result."""
    cycle = counted(drafts, **settings)
    with after_close(cycle, hours=2):
        acted(cycle, ActKind.RELEASE)
    return Cycle.objects.select_related("territory").get(pk=cycle.pk)


def later(**delta: Any) -> dt.datetime:
    return clock.now() + dt.timedelta(**delta)
