"""The protocol of a count, step by step, as plain data that goes to JSON and back without loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ortaq.tally.errors import ElectionError
from ortaq.tally.exact import Number, number_from_json, number_to_json
from ortaq.tally.ties import TieStep


class Decision(StrEnum):
    """What became of a project. Further rules may add members; a reader must have a fallback."""

    FUNDED = "funded"
    DOES_NOT_FIT = "does_not_fit"
    AFTER_STOP = "after_stop"
    BELOW_THRESHOLD = "below_threshold"
    NO_SUPPORT = "no_support"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Tie:
    """Projects the rule found equal.

    ``members`` stand in the decided order; ``decided_by[i]`` is the step of the tie rule that put
    ``members[i]`` before ``members[i + 1]``. ``lots`` are the lots in hex by project id, where one was drawn.
    """

    members: tuple[str, ...]
    decided_by: tuple[TieStep, ...]
    lots: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One project considered.

    ``before`` and ``after`` are the money left, in the unit of the budget. ``tie`` is the position in
    ``Trace.ties`` of the tie the project was in, or ``None``.
    """

    project_id: str
    decision: Decision
    score: Number
    cost: Number
    before: Number
    after: Number
    tie: int | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """All steps in the order they were taken, every project once, and every tie that was met."""

    budget: Number
    steps: tuple[Step, ...]
    ties: tuple[Tie, ...] = ()

    def step_of(self, project_id: str) -> Step:
        """Return the step that considered a project. Raises :class:`ElectionError` ``unknown_project``."""
        return self.steps[self.position_of(project_id)]

    def position_of(self, project_id: str) -> int:
        """Return the position (from 0) of a project's step. Raises ``unknown_project`` like `step_of`."""
        for position, step in enumerate(self.steps):
            if step.project_id == project_id:
                return position
        raise ElectionError("unknown_project", project_id=project_id)

    def tie_of(self, project_id: str) -> Tie | None:
        """Return the tie that a project was in, or ``None``."""
        index = self.step_of(project_id).tie
        return None if index is None else self.ties[index]

    def to_dict(self) -> dict[str, Any]:
        """Return the trace as JSON-able data; fractions become texts."""
        return {
            "budget": number_to_json(self.budget),
            "steps": [
                {
                    "project_id": step.project_id,
                    "decision": step.decision.value,
                    "score": number_to_json(step.score),
                    "cost": number_to_json(step.cost),
                    "before": number_to_json(step.before),
                    "after": number_to_json(step.after),
                    "tie": step.tie,
                }
                for step in self.steps
            ],
            "ties": [
                {
                    "members": list(tie.members),
                    "decided_by": [step.value for step in tie.decided_by],
                    "lots": dict(tie.lots),
                }
                for tie in self.ties
            ],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Trace:
        """Undo :meth:`to_dict`. Raises :class:`ElectionError` ``bad_trace``."""
        try:
            return cls(
                budget=number_from_json(data["budget"]),
                steps=tuple(_step(item) for item in data["steps"]),
                ties=tuple(_tie(item) for item in data["ties"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ElectionError("bad_trace", reason=str(error)) from error


def _step(data: Mapping[str, Any]) -> Step:
    return Step(
        project_id=data["project_id"],
        decision=Decision(data["decision"]),
        score=number_from_json(data["score"]),
        cost=number_from_json(data["cost"]),
        before=number_from_json(data["before"]),
        after=number_from_json(data["after"]),
        tie=data["tie"],
    )


def _tie(data: Mapping[str, Any]) -> Tie:
    decided_by: Sequence[str] = data["decided_by"]
    return Tie(
        members=tuple(data["members"]),
        decided_by=tuple(TieStep(step) for step in decided_by),
        lots=dict(data["lots"]),
    )
