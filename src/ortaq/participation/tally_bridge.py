"""Between the database and `ortaq.tally`: elections are built from rows, outcomes kept as JSON.

Money crosses as exact major units (tenge), the unit of Pabulib files, so that a stranger who counts an
exported file sees the same numbers. Ballots cross in groups of identical ones made by the database.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count

from ortaq import tally
from ortaq.core.money import CURRENCIES, Money
from ortaq.participation.enums import BallotType
from ortaq.participation.models import Archive, Ballot, Cycle, Pot, Project
from ortaq.tally import BallotType as Kind

Group = tuple[str, str, int]
"""The choices as they are stored (`vote`, `points`) and how many ballots are alike."""

FILE_RULE_TIES = "cost,score,id"
"""Ties of a file that states no order: lower cost, higher score, then the id by code point."""


def major(minor: int, currency: str) -> tally.Number:
    """Minor units as an exact number of major ones."""
    return tally.exact(Fraction(minor, 10 ** CURRENCIES.get(currency, (2, ""))[0]))


def as_money(amount: tally.Number, currency: str) -> Money:
    """An exact amount of major units as money.

    Raises:
        MoneyError: it is no whole number of minor units.
    """
    return Money.from_major(Fraction(amount), currency)


@dataclass(frozen=True, slots=True)
class BallotForm:
    """How ballots of a cycle are read.

    Args:
        kind: one of the five kinds of the Pabulib format.
        limits: what one ballot may hold in one pot.
        default_score: what a scoring ballot gives to a project it does not list.
    """

    kind: Kind
    limits: tally.Limits
    default_score: tally.Number = 0

    @property
    def has_points(self) -> bool:
        return self.kind in (Kind.CUMULATIVE, Kind.SCORING)


def ballot_form(cycle: Cycle, pot: Pot, archive: Archive | None = None) -> BallotForm:
    """The form of the ballots of a pot: by the cycle's own settings, or by META of an archive."""
    if archive is not None:
        meta = {str(row[0]).strip(): str(row[1]).strip() for row in archive.meta}
        longest = meta.get("max_length", "")
        default = meta.get("default_score", "")
        return BallotForm(
            kind=Kind(meta["vote_type"]),
            limits=tally.Limits(max_length=int(longest) if longest else None),
            default_score=tally.exact(default) if default and meta["vote_type"] == Kind.SCORING else 0,
        )
    length = cycle.max_choices
    if cycle.ballot_type == BallotType.KNAPSACK:
        limits = tally.Limits(max_sum_cost=major(pot.amount_minor, cycle.currency))
        return BallotForm(Kind.APPROVAL, limits)
    if cycle.ballot_type == BallotType.POINTS:
        return BallotForm(Kind.CUMULATIVE, tally.Limits(max_length=length, max_sum_points=cycle.max_points))
    if cycle.ballot_type == BallotType.RANKING:
        return BallotForm(Kind.ORDINAL, tally.Limits(max_length=length))
    return BallotForm(Kind.CHOOSE_ONE if length == 1 else Kind.APPROVAL, tally.Limits(max_length=length))


def stored_groups(pot: Pot) -> Iterator[Group]:
    """Identical ballots of a pot with their number, grouped by the database."""
    rows = Ballot.objects.filter(pot=pot).order_by().values_list("vote", "points").annotate(alike=Count("id"))
    return iter(rows.iterator(chunk_size=5000))


def build_election(
    *, cycle: Cycle, pot: Pot, projects: Sequence[Project], groups: Iterable[Group], archive: Archive | None = None
) -> tally.Election:
    """The election of one pot. Withdrawn projects stay on the list and are passed over.

    Args:
        projects: those of the pot, in the order of the ballot.
        groups: choices that were checked when they were cast or imported.
    """
    form = ballot_form(cycle, pot, archive)
    texts = list(groups)
    top_rank = form.limits.max_length
    if top_rank is None:
        # A file without max_length is ranked by its longest ballot; a vote of ours by the length of its list.
        longest = max((vote.count(",") + 1 for vote, _points, _n in texts if vote), default=0)
        top_rank = longest if archive else len(projects)
    reader = _Marks(form, [project.code for project in projects], top_rank)
    weights: dict[tally.Marks, int] = {}
    total = 0
    for vote, points, alike in texts:
        marks = reader.read(vote, points)
        weights[marks] = weights.get(marks, 0) + alike
        total += alike
    weights.pop((), None)
    return tally.Election(
        projects=tuple(
            tally.Project(
                id=project.code,
                cost=major(project.cost_minor, cycle.currency),
                withdrawn=project.withdrawn_at is not None,
            )
            for project in projects
        ),
        profile=tally.GroupedProfile(weights.items(), ballots=total, default_score=form.default_score),
        budget=major(pot.amount_minor, cycle.currency),
        ballot_type=form.kind,
        limits=form.limits,
        currency=cycle.currency,
    )


def stored_election(pot: Pot, *, archive: Archive | None = None) -> tally.Election:
    """The election of a pot as the database holds it: two queries."""
    projects = list(Project.objects.filter(pot=pot).order_by("number"))
    return build_election(cycle=pot.cycle, pot=pot, projects=projects, groups=stored_groups(pot), archive=archive)


class _Marks:
    """Reads `3,17,5` with `2,2,1` the way the Pabulib reader does: a repeat counts once, at its best."""

    def __init__(self, form: BallotForm, codes: Sequence[str], top_rank: int) -> None:
        self._form = form
        self._order = {code: place for place, code in enumerate(codes)}
        self._top = top_rank

    def read(self, vote: str, points: str) -> tally.Marks:
        ids = [item.strip() for item in vote.split(",")] if vote.strip() else []
        best: dict[str, tally.Number] = {}
        for code, score in zip(ids, self._scores(len(ids), points), strict=True):
            if code not in best or score > best[code]:
                best[code] = score
        return tuple(
            (code, best[code]) for code in sorted(best, key=self._order.__getitem__) if self._counts(best[code])
        )

    def _scores(self, length: int, points: str) -> Iterable[tally.Number]:
        if self._form.has_points:
            return [tally.exact(item.strip()) for item in points.split(",")] if points.strip() else []
        if self._form.kind is Kind.ORDINAL:
            return range(self._top, self._top - length, -1)
        return [1] * length

    def _counts(self, score: tally.Number) -> bool:
        if self._form.kind is Kind.ORDINAL:
            return score >= 1
        return bool(score) or bool(self._form.default_score)


def canonical(data: Any) -> bytes:
    """JSON with sorted keys and no spaces: the same bytes for the same value, everywhere."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def result_hash(result: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a result."""
    return hashlib.sha256(canonical(result)).hexdigest()


def as_stored(outcome: tally.Outcome) -> dict[str, Any]:
    """An outcome as JSON with the reason for every project, so that a page never counts.

    `reasons` maps a project's code to `code`, `params`, `notes` of `tally.explain` and to `votes_missing` and
    `cost_reduction` of `tally.what_would_have_won`.
    """
    reasons: dict[str, Any] = {}
    for step in outcome.trace.steps:
        project_id = step.project_id
        missing = tally.what_would_have_won(outcome, project_id)
        reduction = missing.cost_reduction
        reasons[project_id] = {
            **tally.explain(outcome, project_id).to_dict(),
            "votes_missing": missing.votes_missing,
            "cost_reduction": None if reduction is None else tally.number_to_json(reduction),
        }
    return {**outcome.to_dict(), "reasons": reasons}


def from_stored(result: Mapping[str, Any]) -> tally.Outcome:
    """Undo `as_stored`.

    Raises:
        ElectionError: `bad_outcome` or a code of its parts: what is stored was altered.
    """
    return tally.Outcome.from_dict(result)
