"""What must be there before a vote opens: each point with a sentence and the step where it is put right."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ortaq.core import clock
from ortaq.core.money import Money
from ortaq.participation.domain import norm_values, texts
from ortaq.participation.domain.calendar import chained, of_cycle
from ortaq.participation.domain.counting_rule import tally_rule
from ortaq.participation.enums import BallotType, PhaseKind
from ortaq.participation.errors import CalendarError, CycleError
from ortaq.participation.models import Cycle, Pot, Project

FEWEST_PROJECTS = 2
"""With fewer there is nothing to choose; `bnu.min_projects_per_ballot` may ask for more."""
_NAMED = 5
"""So many projects are named in one sentence; the others are counted."""

Text = str | Promise


@dataclass(frozen=True)
class RollFacts:
    """What the checklist has to know of the electoral roll.

    Args:
        voters: people on it.
        waiting: a list was read and is neither added nor discarded, or is being read.
    """

    voters: int
    waiting: bool = False


@dataclass(frozen=True)
class Item:
    """One point.

    Args:
        code: its name in tests and logs.
        ok: whether it is fulfilled.
        text: what is there, or what is missing and what to do.
        step: the wizard's step where it is put right.
        warning: it is told but does not keep the vote from opening.
    """

    code: str
    ok: bool
    text: Text
    step: str
    warning: bool = False

    @property
    def blocks(self) -> bool:
        return not self.ok and not self.warning


def _languages(codes: list[str]) -> str:
    return ", ".join(name for code, name in settings.LANGUAGES if code in codes)


def _numbers(projects: list[Project]) -> str:
    named = ", ".join(str(project.number) for project in projects[:_NAMED])
    return named if len(projects) <= _NAMED else f"{named}, … ({len(projects)})"


def _which(projects: list[Project]) -> Text:
    if len(projects) == 1:
        return _("Project No. %(numbers)s.") % {"numbers": _numbers(projects)}
    return _("Projects No. %(numbers)s.") % {"numbers": _numbers(projects)}


def _about(projects: list[Project], text: Text) -> Text:
    return format_lazy("{} {}", text, _which(projects))


def _basics(cycle: Cycle) -> Iterator[Item]:
    for code, field, good, bad in (
        ("title", "title", _("The title is written in every required language."),
         _("The title is missing in: %(languages)s.")),
        ("summary", "summary", _("The summary is written in every required language."),
         _("The summary is missing in: %(languages)s.")),
    ):  # fmt: skip
        gaps = texts.missing(cycle, field, cycle.languages)
        yield Item(code, not gaps, bad % {"languages": _languages(gaps)} if gaps else good, "basics")


def _money(cycle: Cycle, pots: list[Pot]) -> Iterator[Item]:
    yield Item("pots", bool(pots), _("The money is set.") if pots else _("Set the amount of money."), "money")
    outside = [pot for pot in pots if pot.territory and not cycle.territory.contains(pot.territory)]
    if outside:
        text = _("“%(territory)s” does not lie in the place of this vote. Choose a part of it.")
        yield Item("pot_place", False, text % {"territory": str(outside[0].territory)}, "money")
    if len(pots) > 1:
        unnamed = [pot for pot in pots if texts.missing(pot, "name", cycle.languages)]
        yield Item(
            "pot_names", not unnamed,
            _("Every pot needs a name in every required language, so that voters can tell them apart.")
            if unnamed else _("Every pot has a name."),
            "money",
        )  # fmt: skip
    unnamed_categories = [c for c in cycle.categories.all() if texts.missing(c, "name", cycle.languages)]
    if unnamed_categories:
        yield Item("category_names", False, _("Every category needs a name in every required language."), "money")


def _project_count(projects: list[Project], norms: Mapping[str, Any]) -> Item:
    count = len(projects)
    fewest = max(FEWEST_PROJECTS, norm_values.whole(norms, "bnu.min_projects_per_ballot") or 0)
    enough = count >= fewest
    return Item(
        "projects", enough,
        ngettext_lazy("%(count)s project is on the ballot.", "%(count)s projects are on the ballot.", "count")
        % {"count": count}
        if enough else _("A vote needs at least %(fewest)s projects. Add more.") % {"fewest": fewest},
        "projects",
    )  # fmt: skip


def _project_texts(cycle: Cycle, projects: list[Project]) -> Iterator[Item]:
    for code, field, good, bad in (
        ("project_titles", "title", _("Every project has a title in every required language."),
         _("A title is missing in a required language.")),
        ("project_texts", "text", _("Every project is described in every required language."),
         _("The description is missing in a required language.")),
    ):  # fmt: skip
        gaps = [project for project in projects if texts.missing(project, field, cycle.languages)]
        if projects:
            yield Item(code, not gaps, _about(gaps, bad) if gaps else good, "projects")
    pictured = [project for project in projects if project.photo_id]
    mute = [project for project in pictured if texts.missing(project, "photo_alt", cycle.languages)]
    if pictured:
        yield Item(
            "photo_texts", not mute,
            _about(mute, _("Say in every required language what the photo shows, for those who cannot see it."))
            if mute else _("Every photo is described in words."),
            "projects",
        )  # fmt: skip


def _project_money(pots: list[Pot], projects: list[Project]) -> Iterator[Item]:
    by_pk = {pot.pk: pot for pot in pots}
    free = [project for project in projects if project.cost_minor <= 0]
    dear = [project for project in projects if project.cost_minor > by_pk[project.pot_id].amount_minor]
    if projects:
        text: Text = _("Every project has a cost that its money can pay.")
        if free:
            text = _about(free, _("The cost is missing."))
        elif dear:
            text = _about(dear, _("The project costs more than all the money there is, so it could never win."))
        yield Item("costs", not free and not dear, text, "projects")
    astray = [project for project in projects if not _fits(project, by_pk[project.pot_id])]
    if astray:
        text = _("The place or category of the project does not belong to its pot.")
        yield Item("project_pots", False, _about(astray, text), "projects")
    empty = [pot for pot in pots if all(project.pot_id != pot.pk for project in projects)]
    if projects and empty:
        text = _("No project can win the money of “%(pot)s”. Add projects or remove the pot.")
        yield Item("empty_pot", False, text % {"pot": str(empty[0])}, "money")


def _fits(project: Project, pot: Pot) -> bool:
    if pot.category_id is not None and project.category_id != pot.category_id:
        return False
    return pot.territory is None or project.territory is None or pot.territory.contains(project.territory)


def _ballot(cycle: Cycle, projects: list[Project], norms: Mapping[str, Any]) -> Iterator[Item]:
    kind, choices = cycle.ballot_type, cycle.max_choices
    longest = max(Counter(project.pot_id for project in projects).values(), default=0)  # the limit holds in each pot
    most = norm_values.whole(norms, "bnu.max_choices")
    text: Text = _("The ballot is complete.")
    ok = True
    if kind in {BallotType.APPROVAL, BallotType.RANKING} and choices is None:
        ok, text = False, _("Set how many projects a voter may choose.")
    elif kind != BallotType.KNAPSACK and choices is not None and projects and choices > longest:
        ok = False
        text = _("A voter may choose %(choices)s projects, but the ballot has only %(count)s.") % {
            "choices": choices, "count": longest,
        }  # fmt: skip
    elif most is not None and choices is not None and choices > most:
        ok, text = False, _("The norm in force here allows at most %(most)s choices.") % {"most": most}
    elif kind == BallotType.POINTS and cycle.max_points is None:
        ok, text = False, _("Set how many points a voter shares out.")
    elif kind == BallotType.POINTS and choices is not None and (cycle.max_points or 0) < choices:
        ok, text = False, _("There must be at least as many points as choices.")
    yield Item("ballot", ok, text, "ballot")


def _rule(cycle: Cycle) -> Iterator[Item]:
    try:
        tally_rule(cycle.rule, seed="0")
        known = True
    except CycleError:
        known = False
    yield Item("rule", known, _("The counting rule is set.") if known else _("Choose the counting rule."), "rule")
    named = bool(cycle.rule_act.strip())
    yield Item(
        "rule_act", named,
        _("The act that sets the rule is named.") if named
        else _("Name the act that sets the counting rule, with its number and date."),
        "rule",
    )  # fmt: skip


def _calendar(cycle: Cycle) -> Iterator[Item]:
    calendar = of_cycle(cycle)
    vote_starts, vote_ends = calendar[PhaseKind.VOTE]
    result_ends = calendar[PhaseKind.RESULT][1]
    if vote_starts is None or vote_ends is None or result_ends is None:
        text = _("Set when the vote begins and ends and until when the result is published.")
        yield Item("calendar", False, text, "calendar")
        return
    try:
        chained(stored=calendar, wished={})
    except CalendarError as error:
        yield Item("calendar", False, error.message, "calendar")
        return
    now = clock.now()
    if vote_ends <= now:
        text = _("The vote would already be over. Set its dates in the future.")
        yield Item("calendar", False, text, "calendar")
        return
    yield Item("calendar", True, _("The calendar is complete."), "calendar")
    if vote_starts <= now:
        text = _("The vote begins at once when you open it, because its first day has come.")
        yield Item("vote_starts", False, text, "calendar", warning=True)


def blockers(cycle: Cycle, norms: Mapping[str, Any] | None = None, roll: RollFacts | None = None) -> list[Item]:
    """The points that keep the vote from opening. No query on a cycle that `queries.cycles.load` gave.

    Args:
        norms: `norm_values.in_force(...)` of its place on the first voting day; without them what the norms limit
            is not looked at.
        roll: without it the electoral roll is not looked at.
    """
    return [item for item in check(cycle, norms=norms, roll=roll) if item.blocks]


def _items(cycle: Cycle, norms: Mapping[str, Any]) -> Iterator[Item]:
    pots, projects = list(cycle.pots.all()), list(cycle.projects.all())
    yield from _basics(cycle)
    yield from _money(cycle, pots)
    yield _project_count(projects, norms)
    yield from _project_texts(cycle, projects)
    yield from _project_money(pots, projects)
    yield from _ballot(cycle, projects, norms)
    yield from _rule(cycle)
    yield from _calendar(cycle)


def check(cycle: Cycle, *, norms: Mapping[str, Any] | None = None, roll: RollFacts | None = None) -> list[Item]:
    """Every point of the list, fulfilled or not.

    Args:
        cycle: as `queries.cycles.load` gives it.
        norms: `norm_values.in_force(...)` of its place on the first voting day; None leaves out what they limit.
        roll: the electoral roll; None leaves it out.
    """
    known = norms is not None
    norms = norms or {}
    items = list(_items(cycle, norms))
    if known and norm_values.whole(norms, "bnu.small_electorate") is None:
        text: Text = _(
            "It is not set from how many ballots on single ballots are published. "
            "Set the parameter “Small electorate” for this place under Norms."
        )
        items.append(Item("small_electorate", False, text, "check"))
    if roll is not None:
        items += _roll(roll, norms)
    cap = project_cap(cycle, norms)
    over = [] if cap is None else [project for project in cycle.projects.all() if project.cost_minor > cap.minor]
    if over:
        text = _("The project costs more than the cap for one project that is in force here.")
        items.append(Item("project_cap", False, _about(over, text), "projects", warning=True))
    return items


def _roll(roll: RollFacts, norms: Mapping[str, Any]) -> Iterator[Item]:
    if roll.waiting:
        text = _("A list for the electoral roll waits for your decision. Add it to the roll or discard it.")
        yield Item("roll_list", False, text, "roll")
    if roll.voters:
        yield _voters(roll.voters, norm_values.whole(norms, "bnu.small_electorate"))
        return
    text = _("Nobody is on the electoral roll yet, so nobody could vote. Once the vote is open the roll is closed.")
    yield Item("roll", False, text, "roll")


def _voters(voters: int, few: int | None) -> Item:
    if few is not None and voters < few:
        text: Text = _(
            "Only %(voters)s people are on the electoral roll. Single ballots of so few voters are not published, "
            "because they could tell who voted how. Consider a larger place."
        ) % {"voters": voters}
        return Item("roll", False, text, "roll", warning=True)
    text = ngettext_lazy(
        "%(count)s person is on the electoral roll.", "%(count)s people are on the electoral roll.", "count"
    ) % {"count": voters}
    return Item("roll", True, text, "roll", warning=True)


def project_cap(cycle: Cycle, norms: Mapping[str, Any]) -> Money | None:
    """The most one project may cost: `bnu.project_cap_mrp` monthly calculation indices of `mci.tenge`."""
    cap, index = norm_values.whole(norms, "bnu.project_cap_mrp"), norm_values.whole(norms, "mci.tenge")
    if cap is None or index is None or cycle.currency != "KZT":
        return None
    return Money.from_major(cap * index, "KZT")
