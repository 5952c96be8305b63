"""The result of a vote as it is read: pots, projects in order, and the reason for every one of them.

Everything comes from what the count stored; nothing is counted here. Callers check that the cycle is released
(`released`) before they show anything: until then nobody may see a number, staff included.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from ortaq.core.money import Money
from ortaq.participation.domain.queries.acts import public_acts
from ortaq.participation.enums import BallotType, CycleState, OutcomeRole
from ortaq.participation.explanations import Sentences
from ortaq.participation.models import Act, Archive, Cycle, Download, Outcome, Pot, Project, TurnoutDay
from ortaq.participation.rule_texts import rule_sentences
from ortaq.participation.tally_bridge import as_money
from ortaq.tally import Number, number_from_json

RESERVE, EXTRA = "2", "3"
"""How a file marks projects funded from a reserve, and with money added later (Pabulib, column `selected`)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One project in a result.

    Args:
        place: position in which the count considered it, from 1; None where nothing was counted.
        score: total of votes or points.
        supporters: ballots that name it.
        funded: by the result that stands.
        marked: `2` or `3` where an archive funded it by other means, else "".
        ours: whether our own count funds it; None where there is none beside a declared result.
        share: the score in hundredths of the highest score in the pot; None where nothing was counted.
    """

    project: Project
    cost: Money
    place: int | None
    score: Number | None
    supporters: int | None
    funded: bool
    marked: str
    ours: bool | None
    reason: Mapping[str, Any] | None
    share: int | None

    @property
    def code(self) -> str:
        return self.project.code

    @property
    def title(self) -> str:
        return title_of(self.project)

    @property
    def withdrawn(self) -> bool:
        return self.project.withdrawn_at is not None

    @property
    def differs(self) -> bool:
        """Whether our count says something else than the result that stands."""
        return self.ours is not None and self.ours != self.funded and not self.marked


@dataclass(frozen=True, slots=True)
class Comparison:
    """What another rule would have made of the same ballots."""

    rule: Mapping[str, Any]
    winners: int
    spent: Money
    would_win: tuple[Project, ...]
    would_lose: tuple[Project, ...]

    @property
    def sentences(self) -> list[str]:
        return rule_sentences(self.rule)

    @property
    def same(self) -> bool:
        return not self.would_win and not self.would_lose


@dataclass(frozen=True)
class PotResult:
    """The result of one pot.

    Args:
        main: the outcome that stands: binding, declared by an archive, or our count of an archive without one.
        counted: the outcome with numbers and reasons; `main` itself unless that is a declared one.
        declared: whether the winners are those an archive names.
    """

    pot: Pot
    amount: Money
    main: Outcome
    counted: Outcome
    declared: bool
    points: bool
    rows: Sequence[Row]
    outcomes: Sequence[Outcome]
    comparisons: Sequence[Comparison] = ()
    _titles: Mapping[str, Project] = field(default_factory=dict, repr=False)

    @property
    def rule(self) -> Mapping[str, Any]:
        return dict(self.counted.rule)

    @property
    def ballots(self) -> int:
        return self.counted.ballots

    @property
    def invalid(self) -> int:
        """Envelopes that held no valid ballot; a mistake of the platform, said openly."""
        return int(self.counted.result.get("invalid", {}).get("ballots", 0))

    @property
    def agreement(self) -> Mapping[str, Any] | None:
        """How our count and a declared result compare; see `imports.agreement`."""
        return self.counted.result.get("agreement") if self.declared else None

    @cached_property
    def winners(self) -> list[Row]:
        return [row for row in self.rows if row.funded]

    @cached_property
    def others(self) -> list[Row]:
        return [row for row in self.rows if not row.funded]

    @cached_property
    def spent(self) -> Money:
        """The cost of the winners; what came from a reserve or was added later is not of this pot."""
        return Money(sum(row.cost.minor for row in self.winners if not row.marked), self.amount.currency)

    @property
    def left(self) -> Money:
        return self.amount - self.spent

    @cached_property
    def sentences(self) -> Sentences:
        """Says reasons in whatever language is active at the moment of asking."""
        scores = sorted(((row.score or 0, row.code) for row in self.rows), key=lambda pair: pair[0], reverse=True)
        unique = len(scores) == 1 or (len(scores) > 1 and scores[0][0] > scores[1][0])
        return Sentences(
            currency=self.amount.currency,
            points=self.points,
            title=lambda code: title_of(self._titles[code]) if code in self._titles else code,
            leader=scores[0][1] if scores and unique else None,
        )

    def why(self, row: Row) -> str:
        """One line for one project: why it was or was not funded."""
        if row.marked == RESERVE:
            return _("Funded from a reserve outside this money, as the archive says.")
        if row.marked == EXTRA:
            return _("Funded with money that was added later, as the archive says.")
        if row.reason is None:
            return _("Funded.") if row.funded else _("Not funded.")
        if row.withdrawn and row.project.withdrawn_reason:
            return _("Withdrawn: %(reason)s Its votes are shown, but it could not win.") % {
                "reason": _as_sentence(row.project.withdrawn_reason)
            }
        reason = self.sentences.why(row.code, row.reason)
        if self.agreement and not self.agreement["same_rule"]:
            # The city counted otherwise, so our reason is not its reason.
            if row.funded:
                return _("The city funded it by its own rule. By our count: %(reason)s") % {"reason": reason}
            return _("The city did not fund it by its own rule. By our count: %(reason)s") % {"reason": reason}
        if not row.differs:
            return reason
        if row.funded:
            return _("Funded by the city. By our count it would not have been. %(reason)s") % {"reason": reason}
        return _("Not funded by the city. By our count it would have been. %(reason)s") % {"reason": reason}


@dataclass(frozen=True)
class Result:
    """Everything a result page shows."""

    cycle: Cycle
    archive: Archive | None
    pots: Sequence[PotResult]
    turnout: TurnoutDay | None
    acts: Sequence[Act]
    downloads: Sequence[Download]

    @property
    def winners(self) -> int:
        return sum(len(pot.winners) for pot in self.pots)

    @property
    def projects(self) -> int:
        return sum(len(pot.rows) for pot in self.pots)

    @property
    def amount(self) -> Money:
        return Money(sum(pot.amount.minor for pot in self.pots), self.cycle.currency)

    @property
    def spent(self) -> Money:
        return Money(sum(pot.spent.minor for pot in self.pots), self.cycle.currency)

    @property
    def left(self) -> Money:
        return self.amount - self.spent


def released(cycle: Cycle) -> bool:
    """Whether the result may be seen, by anybody at all."""
    return cycle.state == CycleState.RELEASED


def title_of(project: Project) -> str:
    """The title in the reader's language, or what stands for it where a file has none."""
    return project.title or _("Project %(code)s") % {"code": project.code}


def archive_of(cycle: Cycle) -> Archive | None:
    """Where an imported cycle comes from; None for a vote held here."""
    return getattr(cycle, "archive", None)


def load_result(cycle: Cycle) -> Result:
    """The result of a released cycle: five queries, however many projects and pots.

    Args:
        cycle: with `territory` and `archive` selected.
    """
    return Result(
        cycle=cycle,
        archive=archive_of(cycle),
        pots=load_pots(cycle),
        turnout=TurnoutDay.objects.filter(cycle=cycle).order_by("-day").first(),
        acts=public_acts(cycle),
        downloads=list(Download.objects.filter(cycle=cycle).select_related("file", "pot").order_by("format", "pot")),
    )


def load_pots(cycle: Cycle) -> list[PotResult]:
    """The pots that were counted, with their projects: two queries."""
    of_pot: dict[int, list[Outcome]] = {}
    for outcome in Outcome.objects.filter(cycle=cycle).select_related("pot").order_by("pot__number", "id"):
        of_pot.setdefault(outcome.pot_id, []).append(outcome)
    projects: dict[int, list[Project]] = {}
    for project in Project.objects.filter(cycle=cycle).select_related("category").order_by("number"):
        projects.setdefault(project.pot_id, []).append(project)
    points = cycle.ballot_type in (BallotType.POINTS, BallotType.RANKING)
    return [
        _pot_result(cycle, of_pot[pot_id], projects.get(pot_id, []), points=points)
        for pot_id in sorted(of_pot, key=lambda pk: of_pot[pk][0].pot.number)
    ]


def _pot_result(cycle: Cycle, outcomes: list[Outcome], projects: list[Project], *, points: bool) -> PotResult:
    by_role: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_role.setdefault(outcome.role, []).append(outcome)
    comparisons = by_role.get(OutcomeRole.COMPARISON, [])
    declared = by_role.get(OutcomeRole.DECLARED, [])
    binding = by_role.get(OutcomeRole.BINDING, [])
    main = (binding or declared or comparisons)[0]
    counted = (binding or comparisons or declared)[0]
    pot = main.pot
    amount = Money(pot.amount_minor, cycle.currency)
    known = {project.code: project for project in projects}
    rows = _rows(main, counted, projects, amount)
    standing = {row.code for row in rows if row.funded and not row.marked}
    return PotResult(
        pot=pot,
        amount=amount,
        main=main,
        counted=counted,
        declared=bool(declared),
        points=points,
        rows=rows,
        outcomes=outcomes,
        comparisons=[
            _comparison(outcome, standing, known, cycle.currency) for outcome in comparisons if outcome is not counted
        ],
        _titles=known,
    )


def _rows(main: Outcome, counted: Outcome, projects: list[Project], amount: Money) -> list[Row]:
    won = set(main.result["winners"])
    marks = {code: mark for mark, codes in main.result.get("other_means", {}).items() for code in codes}
    steps = counted.result.get("trace", {}).get("steps", [])
    place = {step["project_id"]: position for position, step in enumerate(steps, start=1)}
    ours = None if counted is main else set(counted.result["winners"])
    known = {code: number_from_json(score) for code, score in counted.result.get("scores", {}).items()}
    most = max(known.values(), default=0)
    supporters = counted.result.get("supporters", {})
    rows = [
        Row(
            project=project,
            cost=Money(project.cost_minor, amount.currency),
            place=place.get(project.code),
            score=known.get(project.code),
            supporters=supporters.get(project.code),
            funded=project.code in won or project.code in marks,
            marked=marks.get(project.code, ""),
            ours=None if ours is None else project.code in ours,
            reason=counted.result.get("reasons", {}).get(project.code),
            share=int(100 * known[project.code] / most) if most and project.code in known else None,
        )
        for project in projects
    ]
    return sorted(rows, key=lambda row: (not row.funded, bool(row.marked), row.place or len(rows), row.project.number))


def _comparison(outcome: Outcome, standing: set[str], known: Mapping[str, Project], currency: str) -> Comparison:
    winners = list(outcome.result["winners"])
    return Comparison(
        rule=outcome.rule,
        winners=len(winners),
        spent=as_money(number_from_json(outcome.result["spent"]), currency),
        would_win=tuple(known[code] for code in winners if code not in standing),
        would_lose=tuple(known[code] for code in known if code in standing and code not in winners),
    )


def _as_sentence(text: str) -> str:
    plain = text.strip()
    return plain if plain.endswith((".", "!", "?", "…")) else f"{plain}."
