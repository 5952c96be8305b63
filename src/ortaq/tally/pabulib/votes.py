"""Reading VOTES: each distinct ballot text is parsed once, and every mark is accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ortaq.tally.ballots import BallotType, GroupedProfile, Limits, Mark, Marks
from ortaq.tally.exact import Number, exact
from ortaq.tally.model import Project
from ortaq.tally.pabulib.content import Meta
from ortaq.tally.pabulib.defects import Findings
from ortaq.tally.pabulib.fields import VOTES, Form, has_form
from ortaq.tally.pabulib.sections import Table
from ortaq.tally.pabulib.values import number_defect

_WITH_POINTS = frozenset({BallotType.CUMULATIVE, BallotType.SCORING})

Trouble = tuple[str, str, str, Mapping[str, object]]
"""Code, field, value and parameters of a defect that every ballot of the same text shares."""


@dataclass(frozen=True)
class Accounting:
    """Where every row and every mark of VOTES went: ``marks_read == marks_used + sum(marks_ignored.values())``.

    ``rows`` are the rows read, ``ballots`` those that count, of which ``empty`` carry no mark that counts.
    ``marks_ignored`` counts by reason: ``repeated_project``, ``zero_points``, ``unknown_project``,
    ``empty_list_item``, ``no_points``, ``rank_too_low``. The last four only occur in files that are not
    counted.
    """

    rows: int = 0
    ballots: int = 0
    empty: int = 0
    marks_read: int = 0
    marks_used: int = 0
    marks_ignored: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Ballots:
    """The ballots of a file, grouped, and the tallies as a reader who counts repeats would make them."""

    profile: GroupedProfile = field(default_factory=lambda: GroupedProfile((), ballots=0))
    accounting: Accounting = Accounting()
    listed: Mapping[str, int] = field(default_factory=dict)
    listed_scores: Mapping[str, Number] = field(default_factory=dict)


class _Parsed:
    """One distinct ballot text."""

    __slots__ = ("ignored", "marks", "troubles", "with_repeats")

    def __init__(self) -> None:
        self.marks: Marks = ()
        self.with_repeats: Sequence[Mark] = ()
        self.ignored: Counter[str] | None = None
        self.troubles: list[Trouble] = []

    def ignore(self, reason: str) -> None:
        if self.ignored is None:
            self.ignored = Counter()
        self.ignored[reason] += 1


class _Parser:
    def __init__(self, projects: Sequence[Project], meta: Meta, ballot_type: BallotType, longest: int) -> None:
        self.kind = ballot_type
        self.limits: Limits = meta.limits
        self.top_rank = longest if self.limits.max_length is None else self.limits.max_length
        self.default_score = meta.default_score
        self.explicit_minimum = "min_length" in meta.texts
        self.costs = {project.id: project.cost for project in projects}
        self.order = {project_id: index for index, project_id in enumerate(self.costs)}
        self.shared: dict[Mark, Mark] = {}

    def parse(self, vote: str, points: str) -> _Parsed:
        parsed = _Parsed()
        raw = vote.split(",") if vote else []
        ids = [item.strip() for item in raw]
        if ids != raw:
            parsed.troubles.append(("list_whitespace", "vote", vote, {}))
        scores = self._scores(ids, points, parsed)
        best: dict[str, Number] = {}
        with_repeats: list[Mark] = []
        for project_id, score in zip(ids, scores, strict=True):
            if project_id not in self.costs:
                code = "unknown_project" if project_id else "empty_list_item"
                parsed.troubles.append((code, "vote", project_id or vote, {}))
                parsed.ignore(code)
                continue
            if score is None:
                parsed.ignore("no_points")
                continue
            mark = (project_id, score)
            with_repeats.append(self.shared.setdefault(mark, mark))
            if project_id not in best:
                best[project_id] = score
            else:
                best[project_id] = max(best[project_id], score)
                parsed.troubles.append(("repeated_project", "vote", vote, {"project_id": project_id}))
                parsed.ignore("repeated_project")
        kept: list[Mark] = []
        for project_id in sorted(best, key=self.order.__getitem__):
            mark = (project_id, best[project_id])
            if self._counts(mark[1], parsed):
                kept.append(self.shared.setdefault(mark, mark))
        parsed.marks = tuple(kept)
        parsed.with_repeats = with_repeats
        self._check_limits(vote, ids, best, scores, parsed)
        return parsed

    def _counts(self, score: Number, parsed: _Parsed) -> bool:
        if self.kind is BallotType.ORDINAL and score < 1:
            parsed.ignore("rank_too_low")
            return False
        if not score and not self.default_score:
            parsed.ignore("zero_points")
            return False
        return True

    def _scores(self, ids: Sequence[str], points: str, parsed: _Parsed) -> Sequence[Number | None]:
        if self.kind in _WITH_POINTS:
            return self._points(ids, points, parsed)
        if points:
            parsed.troubles.append(("points_not_allowed", "points", points, {}))
        if self.kind is BallotType.ORDINAL:
            return range(self.top_rank, self.top_rank - len(ids), -1)
        return [1] * len(ids)

    def _points(self, ids: Sequence[str], points: str, parsed: _Parsed) -> Sequence[Number | None]:
        raw = points.split(",") if points else []
        texts = [item.strip() for item in raw]
        if raw != texts:
            parsed.troubles.append(("list_whitespace", "points", points, {}))
        if len(texts) != len(ids):
            code = "points_length" if texts else "points_missing"
            parsed.troubles.append((code, "points", points, {"expected": len(ids), "found": len(texts)}))
            return [None] * len(ids)
        scores: list[Number | None] = []
        for text in texts:
            code = number_defect(text, Form.NUMBER)
            if code:
                parsed.troubles.append((code, "points", text, {}))
            scores.append(None if code else exact(text))
        return scores

    def _check_limits(
        self,
        vote: str,
        ids: Sequence[str],
        best: Mapping[str, Number],
        scores: Sequence[Number | None],
        parsed: _Parsed,
    ) -> None:
        limits, troubles = self.limits, parsed.troubles
        longest = 1 if self.kind is BallotType.CHOOSE_ONE else limits.max_length
        distinct = len(set(ids))
        if longest is not None and distinct > longest:
            troubles.append(("ballot_too_long", "vote", vote, {"max_length": longest, "found": distinct}))
        if self.explicit_minimum and limits.min_length is not None and len(ids) < limits.min_length:
            expected = {"min_length": limits.min_length, "found": len(ids)}
            troubles.append(("ballot_too_short", "vote", vote, expected))
        elif not ids:
            troubles.append(("empty_ballot", "vote", "", {}))
        if limits.min_sum_cost is not None or limits.max_sum_cost is not None:
            cost = sum((self.costs[project_id] for project_id in best), start=0)
            if _outside(cost, limits.min_sum_cost, limits.max_sum_cost):
                expected_cost = {"low": limits.min_sum_cost, "high": limits.max_sum_cost, "found": cost}
                troubles.append(("sum_cost_out_of_range", "vote", vote, expected_cost))
        if self.kind in _WITH_POINTS:
            given = [score for score in scores if score is not None]
            low = limits.min_points
            if low is None and self.kind is BallotType.CUMULATIVE:
                low = 0
            for score in given:
                if _outside(score, low, limits.max_points):
                    expected_points = {"low": low, "high": limits.max_points, "found": score}
                    troubles.append(("points_out_of_range", "points", "", expected_points))
            total = sum(given, start=0)
            if _outside(total, limits.min_sum_points, limits.max_sum_points):
                expected_sum = {"low": limits.min_sum_points, "high": limits.max_sum_points, "found": total}
                troubles.append(("sum_points_out_of_range", "points", vote, expected_sum))


def interpret_votes(table: Table, *, projects: Sequence[Project], meta: Meta, findings: Findings) -> Ballots:
    """Read and check every row of VOTES."""
    _check_voters(table, findings)
    _check_attributes(table, findings)
    kind = meta.ballot_type
    if kind is None or table.position("vote") is None:
        return Ballots()
    if kind in _WITH_POINTS and table.position("points") is None:
        findings.add("missing_column", table.header_line, "points", section="VOTES")
    texts = list(ballot_texts(table))
    counted = Counter(text for text in texts if text is not None)
    longest = max((vote.count(",") + 1 for vote, _ in counted if vote), default=0)
    parser = _Parser(projects, meta, kind, longest)
    parsed = {text: parser.parse(*text) for text in counted}
    if any(each.troubles for each in parsed.values()):
        for index, text in enumerate(texts):
            for code, name, value, params in parsed[text].troubles if text is not None else ():
                findings.add(code, table.line(index), name, value, **params)
    return _grouped(counted, parsed, rows=len(table.rows), default_score=meta.default_score)


def ballot_texts(table: Table) -> Iterator[tuple[str, str] | None]:
    """Yield the stripped vote and points of each row; ``None`` for a row too short to have a vote."""
    vote, points = table.position("vote"), table.position("points")
    if vote is None:
        return
    for row in table.rows:
        if vote >= len(row):
            yield None
        elif points is None or points >= len(row):
            yield row[vote].strip(), ""
        else:
            yield row[vote].strip(), row[points].strip()


def _grouped(
    counted: Mapping[tuple[str, str], int],
    parsed: Mapping[tuple[str, str], _Parsed],
    *,
    rows: int,
    default_score: Number,
) -> Ballots:
    groups: dict[Marks, int] = {}
    listed: dict[str, int] = {}
    listed_scores: dict[str, Number] = {}
    ignored: Counter[str] = Counter()
    ballots = empty = used = 0
    for text, weight in counted.items():
        one = parsed[text]
        groups[one.marks] = groups.get(one.marks, 0) + weight
        ballots += weight
        used += len(one.marks) * weight
        if not one.marks:
            empty += weight
        for project_id, score in one.with_repeats:
            listed[project_id] = listed.get(project_id, 0) + weight
            listed_scores[project_id] = listed_scores.get(project_id, 0) + score * weight
        for reason, number in (one.ignored or {}).items():
            ignored[reason] += number * weight
    groups.pop((), None)
    return Ballots(
        profile=GroupedProfile(groups.items(), ballots=ballots, default_score=default_score),
        accounting=Accounting(
            rows=rows,
            ballots=ballots,
            empty=empty,
            marks_read=used + sum(ignored.values()),
            marks_used=used,
            marks_ignored=dict(ignored),
        ),
        listed=listed,
        listed_scores=listed_scores,
    )


def _check_voters(table: Table, findings: Findings) -> None:
    seen: set[str] = set()
    for index, voter_id in table.cells("voter_id"):
        if not voter_id:
            findings.add("empty_id", table.line(index), "voter_id")
        elif voter_id in seen:
            findings.add("duplicate_id", table.line(index), "voter_id", voter_id)
        seen.add(voter_id)


def _check_attributes(table: Table, findings: Findings) -> None:
    """Note each odd age, sex or way of voting once, with the number of rows that have it."""
    for name, spec in VOTES.items():
        if spec.form not in (Form.AGE, Form.SEX, Form.VOTING_METHOD):
            continue
        rows: Counter[str] = Counter()
        first: dict[str, int] = {}
        for index, value in table.cells(name):
            rows[value] += 1
            first.setdefault(value, index)
        for value, number in rows.items():
            if value and not has_form(value, spec.form):
                findings.add("bad_attribute", table.line(first[value]), name, value, rows=number)


def _outside(value: Number, low: Number | None, high: Number | None) -> bool:
    return (low is not None and value < low) or (high is not None and value > high)
