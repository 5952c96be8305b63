"""What pages show of a cycle: its phase ribbon, where it stands today, and the one thing to do now."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ortaq.core import clock
from ortaq.core.money import Money
from ortaq.participation.enums import BallotType, CycleState, PhaseKind
from ortaq.participation.models import Cycle


def vote_args(cycle: Cycle) -> list[str]:
    """The arguments of every public address of a cycle."""
    return [cycle.territory.code, cycle.slug]


def receipt_check_url(cycle: Cycle) -> str:
    """Where a receipt of this vote is checked; "" for a vote that took no ballots here."""
    return _url("receipt_check", cycle) if cycle.opened_at and not hasattr(cycle, "archive") else ""


def ribbon(cycle: Cycle, at: dt.datetime | None = None) -> list[dict[str, Any]]:
    """The dated phases for `<c-phases>`: past, now or next. Uses prefetched phases."""
    moment = at or clock.now()
    phases = sorted(
        (phase for phase in cycle.phases.all() if phase.ends_at is not None),
        key=lambda phase: list(PhaseKind).index(PhaseKind(phase.kind)),
    )
    shown = []
    for phase in phases:
        ended = phase.ends_at is not None and phase.ends_at <= moment
        state = "past" if ended else "now" if phase.is_on(moment) else "next"
        shown.append(
            {
                "label": capfirst(phase.get_kind_display()),
                "starts": _day(phase.starts_at),
                "ends": _day(phase.ends_at),
                "state": state,
            }
        )
    return shown


def _day(moment: dt.datetime | None) -> dt.date | None:
    return None if moment is None else timezone.localtime(moment).date()


def moment_text(moment: dt.datetime) -> str:
    """A moment in words, in the time of Asia/Almaty."""
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def left_text(ends: dt.datetime, at: dt.datetime | None = None) -> str:
    """How long there is still, in whole days or hours."""
    left = ends - (at or clock.now())
    days = left // dt.timedelta(days=1)
    if days >= 1:
        return ngettext("%(count)s more day", "%(count)s more days", days) % {"count": days}
    hours = left // dt.timedelta(hours=1)
    if hours >= 1:
        return ngettext("%(count)s more hour", "%(count)s more hours", hours) % {"count": hours}
    return _("less than an hour")


@dataclass(frozen=True)
class Today:
    """Where a cycle stands.

    Args:
        sentence: for a resident, whole.
        label: text of the one action, "" where there is none.
        url: where it leads.
        is_open: ballots are taken now.
    """

    sentence: str
    label: str = ""
    url: str = ""
    is_open: bool = False


def today(cycle: Cycle, at: dt.datetime | None = None) -> Today:
    """What a resident reads first, and the one thing to do. Uses prefetched phases."""
    moment = at or clock.now()
    vote, result = cycle.phase(PhaseKind.VOTE), cycle.phase(PhaseKind.RESULT)
    if cycle.state == CycleState.RELEASED:
        return Today(_("The result is published."), _("See the result"), _url("result", cycle))
    if cycle.state == CycleState.ANNULLED:
        return Today(_("This vote was annulled. The reason stands under the public acts."))
    if cycle.state == CycleState.DRAFT or vote is None or vote.ends_at is None:
        return Today(_("This vote is being prepared."))
    if cycle.voting_now(moment):
        sentence = _("Voting is open until %(until)s: %(left)s.") % {
            "until": moment_text(vote.ends_at), "left": left_text(vote.ends_at, moment),
        }  # fmt: skip
        return Today(sentence, _("Vote"), _url("ballot", cycle), is_open=True)
    if not cycle.voting_over(moment) and vote.starts_at is not None:
        return Today(_("Voting begins on %(when)s.") % {"when": moment_text(vote.starts_at)})
    if result is not None and result.ends_at is not None and result.ends_at > moment:
        day = date_format(timezone.localtime(result.ends_at), "DATE_FORMAT")
        return Today(_("Voting is over. The result will be published by %(day)s.") % {"day": day})
    return Today(_("Voting is over. The ballots are being counted."))


def _url(name: str, cycle: Cycle) -> str:
    return reverse(f"participation:{name}", args=vote_args(cycle))


def ballot_sentence(cycle: Cycle) -> str:
    """How the ballot is filled, in one sentence. Uses prefetched pots."""
    choices, points = cycle.max_choices or 0, cycle.max_points or 0
    if len(cycle.pots.all()) > 1:
        return _sentence_for_pots(cycle.ballot_type, choices, points)
    if cycle.ballot_type == BallotType.KNAPSACK:
        return _("You choose as many projects as the money allows.")
    if cycle.ballot_type == BallotType.RANKING:
        return ngettext(
            "You name the project you like best.",
            "You rank up to %(count)s projects, the best one first.",
            choices,
        ) % {"count": choices}
    if cycle.ballot_type == BallotType.POINTS:
        sentence = ngettext(
            "You have %(count)s point to give.", "You share out %(count)s points among projects.", points
        ) % {"count": points}
        if choices:
            limit = ngettext("At most %(count)s project.", "At most %(count)s projects.", choices) % {"count": choices}
            return f"{sentence} {limit}"
        return sentence
    return ngettext("You choose one project.", "You choose up to %(count)s projects.", choices) % {"count": choices}


def _sentence_for_pots(ballot_type: str, choices: int, points: int) -> str:
    """The same where there are several pots: every limit holds in each of them."""
    if ballot_type == BallotType.KNAPSACK:
        return _("You choose as many projects as the money of each pot allows.")
    if ballot_type == BallotType.RANKING:
        return ngettext(
            "You name the project you like best in each pot.",
            "You rank up to %(count)s projects in each pot, the best one first.",
            choices,
        ) % {"count": choices}
    if ballot_type == BallotType.POINTS:
        sentence = ngettext(
            "You have %(count)s point to give in each pot.",
            "You share out %(count)s points among the projects of each pot.",
            points,
        ) % {"count": points}
        if choices:
            limit = ngettext(
                "At most %(count)s project in each pot.", "At most %(count)s projects in each pot.", choices
            ) % {"count": choices}
            return f"{sentence} {limit}"
        return sentence
    return ngettext(
        "You choose one project in each pot.", "You choose up to %(count)s projects in each pot.", choices
    ) % {"count": choices}


def change_sentence(cycle: Cycle) -> str:
    """Whether a cast vote may be changed."""
    if cycle.changeable:
        return _("You may change your vote until voting closes; only your last ballot counts.")
    return _("A vote once cast cannot be changed.")


def total(cycle: Cycle) -> Money:
    """The money of all pots together. Uses prefetched pots."""
    return Money(sum(pot.amount_minor for pot in cycle.pots.all()), cycle.currency)
