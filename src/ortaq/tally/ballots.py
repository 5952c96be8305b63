"""Ballots, grouped: identical ballots are one group with a weight, so a town needs no object per voter."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from ortaq.tally.errors import ElectionError
from ortaq.tally.exact import Number, is_number

Mark: TypeAlias = tuple[str, Number]
"""A project id and the score this ballot gives it."""

Marks: TypeAlias = tuple[Mark, ...]

Group: TypeAlias = tuple[Marks, int]
"""The marks of one kind of ballot and how many ballots are of that kind."""


class BallotType(StrEnum):
    """The five kinds of ballot of the Pabulib format (pabulib.org/format, field ``vote_type``)."""

    APPROVAL = "approval"
    CHOOSE_ONE = "choose-1"
    ORDINAL = "ordinal"
    CUMULATIVE = "cumulative"
    SCORING = "scoring"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a single ballot may hold. ``None`` means no limit.

    Lengths count projects; sums of cost are in the budget's unit; points are the voter's own numbers.
    """

    min_length: int | None = None
    max_length: int | None = None
    min_sum_cost: Number | None = None
    max_sum_cost: Number | None = None
    min_points: Number | None = None
    max_points: Number | None = None
    min_sum_points: Number | None = None
    max_sum_points: Number | None = None


@dataclass(frozen=True, slots=True)
class Ballot:
    """One ballot, or ``weight`` identical ones.

    The scores are what the ballot adds to each project's total (docs/reference/tally.md): 1 for an approval,
    the points themselves, and for a ranking of length L the score L - k at position k (0 first).
    """

    marks: Marks
    weight: int = 1

    @classmethod
    def approving(cls, project_ids: Iterable[str], *, weight: int = 1) -> Ballot:
        """Return an approval (or choose-1) ballot. It may be empty.

        >>> Ballot.approving(["a", "b"]).marks
        (('a', 1), ('b', 1))
        """
        return cls(tuple((project_id, 1) for project_id in project_ids), weight)

    @classmethod
    def ranking(cls, project_ids: Iterable[str], *, length: int, weight: int = 1) -> Ballot:
        """Return an ordinal ballot, best first; ``length`` is the longest ranking that is allowed.

        >>> Ballot.ranking(["a", "b"], length=3).marks
        (('a', 3), ('b', 2))
        """
        return cls(tuple((project_id, length - k) for k, project_id in enumerate(project_ids)), weight)

    @classmethod
    def giving(cls, points: Mapping[str, Number], *, weight: int = 1) -> Ballot:
        """Return a cumulative or scoring ballot from points by project id.

        >>> Ballot.giving({"a": 5, "b": 0}).marks
        (('a', 5), ('b', 0))
        """
        return cls(tuple(points.items()), weight)


@dataclass(frozen=True, slots=True)
class Totals:
    """Total score and number of supporters (ballots with a positive score) of every project."""

    scores: Mapping[str, Number]
    supporters: Mapping[str, int]


class Profile(ABC):
    """All ballots of an election, in groups. Rules read ballots through this and nothing else.

    A profile kept in arrays or on disk needs :attr:`ballots`, :attr:`default_score` and :meth:`groups`, and
    may answer :meth:`totals` faster.
    """

    __slots__ = ()

    @property
    @abstractmethod
    def ballots(self) -> int:
        """Number of valid ballots, empty ones included."""

    @property
    def default_score(self) -> Number:
        """Score that a ballot gives to a project it does not list; 0 but in some scoring elections."""
        return 0

    @abstractmethod
    def groups(self) -> Iterator[Group]:
        """Yield ``(marks, weight)``; each project at most once per group; empty ballots may be left out."""

    def totals(self, project_ids: Iterable[str]) -> Totals:
        """Return the totals of ``project_ids``, in that order."""
        scores: dict[str, Number] = dict.fromkeys(project_ids, 0)
        supporters: dict[str, int] = dict.fromkeys(scores, 0)
        listings: dict[str, int] = dict.fromkeys(scores, 0)
        for marks, weight in self.groups():
            for project_id, score in marks:
                scores[project_id] += score * weight
                listings[project_id] += weight
                if score > 0:
                    supporters[project_id] += weight
        default = self.default_score
        if default:
            for project_id, listed in listings.items():
                scores[project_id] += default * (self.ballots - listed)
                if default > 0:
                    supporters[project_id] += self.ballots - listed
        return Totals(scores, supporters)


class GroupedProfile(Profile):
    """Groups held in memory as tuples. The marks of a group stand in the order of the projects' listing."""

    __slots__ = ("_ballots", "_default_score", "_groups")

    def __init__(self, groups: Iterable[Group], *, ballots: int, default_score: Number = 0) -> None:
        """Take groups that are known to be right; use :meth:`of` for anything unchecked.

        ``ballots`` is the number of all valid ballots, empty ones included.
        """
        self._groups = tuple(groups)
        self._ballots = ballots
        self._default_score = default_score

    @property
    def ballots(self) -> int:
        return self._ballots

    @property
    def default_score(self) -> Number:
        return self._default_score

    def groups(self) -> Iterator[Group]:
        return iter(self._groups)

    def __len__(self) -> int:
        """Number of groups."""
        return len(self._groups)

    @classmethod
    def of(
        cls,
        ballots: Iterable[Ballot],
        *,
        costs: Mapping[str, Number],
        ballot_type: BallotType,
        limits: Limits,
        default_score: Number = 0,
    ) -> GroupedProfile:
        """Check and group ``ballots``; ``costs`` holds every project on the ballot, in order.

        Raises :class:`ElectionError` for the first wrong ballot.

        ``params`` of the error hold ``ballot``, the position of the wrong ballot counted from 1.
        """
        if not is_number(default_score) or (default_score and ballot_type is not BallotType.SCORING):
            raise ElectionError("bad_default_score", default_score=default_score)
        position = {project_id: index for index, project_id in enumerate(costs)}
        weights: dict[Marks, int] = {}
        checked: dict[Marks, Marks] = {}
        shared: dict[Mark, Mark] = {}
        total = 0
        for number, ballot in enumerate(ballots, start=1):
            if isinstance(ballot.weight, bool) or not isinstance(ballot.weight, int) or ballot.weight < 1:
                raise ElectionError("bad_weight", ballot=number, weight=ballot.weight)
            total += ballot.weight
            marks = checked.get(ballot.marks)
            if marks is None:
                try:
                    _check_marks(ballot.marks, ballot_type=ballot_type, limits=limits, costs=costs)
                except ElectionError as error:
                    raise ElectionError(error.code, ballot=number, **error.params) from None
                kept = [mark for mark in ballot.marks if mark[1] or default_score]
                kept.sort(key=lambda mark: position[mark[0]])
                marks = tuple(shared.setdefault(mark, mark) for mark in kept)
                checked[ballot.marks] = marks
            weights[marks] = weights.get(marks, 0) + ballot.weight
        return cls(weights.items(), ballots=total, default_score=default_score)


def _check_marks(marks: Marks, *, ballot_type: BallotType, limits: Limits, costs: Mapping[str, Number]) -> None:
    seen: set[str] = set()
    for project_id, score in marks:
        if project_id not in costs:
            raise ElectionError("unknown_project", project_id=project_id)
        if project_id in seen:
            raise ElectionError("repeated_project", project_id=project_id)
        seen.add(project_id)
        if not is_number(score) or not _score_is_possible(score, ballot_type=ballot_type):
            raise ElectionError("bad_score", project_id=project_id, score=score)
    if ballot_type is BallotType.CHOOSE_ONE and len(marks) > 1:
        raise ElectionError("ballot_too_long", length=len(marks), max_length=1)
    if ballot_type is BallotType.ORDINAL and len({score for _, score in marks}) != len(marks):
        raise ElectionError("equal_ranks")
    _check_length(len(marks), limits=limits)
    _check_sum("sum_cost", sum(costs[project_id] for project_id in seen), limits.min_sum_cost, limits.max_sum_cost)
    if ballot_type in (BallotType.CUMULATIVE, BallotType.SCORING):
        for project_id, score in marks:
            if not _within(score, limits.min_points, limits.max_points):
                raise ElectionError("points_out_of_range", project_id=project_id, score=score)
        total = sum((score for _, score in marks), start=0)
        _check_sum("sum_points", total, limits.min_sum_points, limits.max_sum_points)


def _score_is_possible(score: Number, *, ballot_type: BallotType) -> bool:
    if ballot_type in (BallotType.APPROVAL, BallotType.CHOOSE_ONE):
        return score == 1
    if ballot_type is BallotType.ORDINAL:
        return isinstance(score, int) and score >= 1
    return ballot_type is BallotType.SCORING or score >= 0


def _check_length(length: int, *, limits: Limits) -> None:
    if limits.max_length is not None and length > limits.max_length:
        raise ElectionError("ballot_too_long", length=length, max_length=limits.max_length)
    if limits.min_length is not None and length < limits.min_length:
        raise ElectionError("ballot_too_short", length=length, min_length=limits.min_length)


def _check_sum(name: str, value: Number, low: Number | None, high: Number | None) -> None:
    if not _within(value, low, high):
        raise ElectionError(f"{name}_out_of_range", sum=value, low=low, high=high)


def _within(value: Number, low: Number | None, high: Number | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)
