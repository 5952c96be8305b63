"""What the parts of a file must have in common: numbers stated, tallies, declared winners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ortaq.tally.ballots import BallotType
from ortaq.tally.errors import ElectionError
from ortaq.tally.exact import Number, exact, number_text
from ortaq.tally.model import Election, Project
from ortaq.tally.outcome import Rule
from ortaq.tally.pabulib.content import Meta
from ortaq.tally.pabulib.declared import greedy_parameters, ties_in
from ortaq.tally.pabulib.defects import Findings
from ortaq.tally.pabulib.fields import Form
from ortaq.tally.pabulib.sections import Sections, Table
from ortaq.tally.pabulib.values import number_defect
from ortaq.tally.pabulib.votes import Ballots
from ortaq.tally.rules import count
from ortaq.tally.ties import TieRule


def check_consistency(
    sections: Sections, *, meta: Meta, projects: Sequence[Project], ballots: Ballots, findings: Findings
) -> None:
    """Compare the sections with each other, in the way of the library's own checker.

    What a file says of its result is only looked at if the file can be counted: anything else would be noise.
    """
    _check_counts(sections, meta, findings)
    if any(defect.blocks for defect in findings.defects):
        return
    _check_tallies(sections.projects, meta, ballots, findings)
    _check_fully_funded(meta, projects, findings)
    try:
        ties = ties_in(meta.texts.get("comment", "")) or TieRule()
    except ElectionError as error:
        findings.add("bad_ties_comment", meta.lines["comment"], "comment", str(error.params), reason=error.code)
        ties = TieRule()
    selected = {
        record.get("project_id", ""): record["selected"]
        for record in sections.projects.records()
        if record.get("selected")
    }
    if selected:
        _check_selected(selected, meta=meta, projects=projects, ballots=ballots, ties=ties, findings=findings)


def _check_counts(sections: Sections, meta: Meta, findings: Findings) -> None:
    for key, table in (("num_projects", sections.projects), ("num_votes", sections.votes)):
        stated = meta.numbers.get(key)
        if stated is not None and stated != len(table.rows):
            findings.add("count_mismatch", meta.lines[key], key, meta.texts[key], found=len(table.rows))


def _check_tallies(table: Table, meta: Meta, ballots: Ballots, findings: Findings) -> None:
    """Compare the columns ``votes`` and ``score`` with a recount, with or without repeats inside a ballot.

    Without ``max_length`` the format does not say what a rank is worth, so such scores are not compared.
    """
    if meta.ballot_type is None:
        return
    ids = [record.get("project_id", "") for record in table.records()]
    totals = ballots.profile.totals(dict.fromkeys(ids + list(ballots.listed)))
    distinct: dict[str, int] = {}
    for marks, weight in ballots.profile.groups():
        for project_id, _ in marks:
            distinct[project_id] = distinct.get(project_id, 0) + weight
    free_scores = meta.ballot_type is BallotType.ORDINAL and meta.limits.max_length is None
    columns: tuple[tuple[str, Form, Mapping[str, Number], Mapping[str, Number]], ...] = (
        ("votes", Form.COUNT, ballots.listed, distinct),
        ("score", Form.NUMBER, ballots.listed_scores, totals.scores),
    )
    for name, form, one, other in columns:
        for index, text in table.cells(name):
            project_id = ids[index]
            if not text or number_defect(text, form) or (name == "score" and free_scores):
                continue
            if exact(text) not in (one.get(project_id, 0), other.get(project_id, 0)):
                found = number_text(other.get(project_id, 0))
                findings.add(
                    f"{name}_column_differs",
                    table.line(index),
                    name,
                    text,
                    project_id=project_id,
                    found=found,
                )


def _check_fully_funded(meta: Meta, projects: Sequence[Project], findings: Findings) -> None:
    budget = meta.numbers.get("budget")
    if budget is None or not projects:
        return
    total = sum((project.cost for project in projects), start=0)
    stated = meta.texts.get("fully_funded", "")
    if (stated == "1") != (total <= budget):
        line = meta.lines.get("fully_funded", 0)
        findings.add("fully_funded_differs", line, "fully_funded", stated, total=total, budget=budget)


def _check_selected(
    selected: Mapping[str, str],
    *,
    meta: Meta,
    projects: Sequence[Project],
    ballots: Ballots,
    ties: TieRule,
    findings: Findings,
) -> None:
    budget, kind = meta.numbers.get("budget"), meta.ballot_type
    if budget is None or kind is None:
        return
    chosen = [project for project in projects if selected.get(project.id) == "1"]
    spent = sum((project.cost for project in chosen), start=0)
    if spent > budget:
        findings.add("selected_over_budget", 0, "selected", "", spent=spent, budget=budget)
        return
    election = Election(projects=tuple(projects), profile=ballots.profile, budget=budget, ballot_type=kind)
    scores = election.totals().scores
    label = meta.texts.get("rule", "")
    custom = label in ("greedy-exclusive", "greedy-custom")
    if custom or label in ("greedy", "greedy-threshold"):
        least = meta.threshold or 0
        fitting = [
            project.id
            for project in projects
            if selected.get(project.id, "0") == "0"
            and not project.withdrawn
            and project.cost <= budget - spent
            and scores[project.id] >= least
        ]
        if fitting:
            code = "unused_budget_custom" if custom else "unused_budget"
            findings.add(code, 0, "selected", "", left=budget - spent, would_fit=fitting)
    parameters = greedy_parameters(label, meta.threshold)
    if parameters is None:
        return
    found = {project.id for project in chosen}
    winners = set(count(election, Rule("greedy", parameters, ties)).winners)
    if found != winners and found != _in_file_order(election, scores, parameters):
        findings.add(
            "selected_differs_from_rule",
            meta.lines.get("rule", 0),
            "selected",
            label,
            only_declared=sorted(found - winners),
            only_counted=sorted(winners - found),
        )


def _in_file_order(
    election: Election, scores: Mapping[str, Number], parameters: Mapping[str, Number | str | bool]
) -> set[str]:
    """Return greedy's winners with ties broken by the order in the file, which many cities use."""
    left = election.budget
    least = parameters.get("threshold", 0)
    winners: set[str] = set()
    for project in sorted(election.projects, key=lambda project: -scores[project.id]):
        if project.withdrawn or (not isinstance(least, str) and scores[project.id] < least):
            continue
        if project.cost <= left:
            winners.add(project.id)
            left -= project.cost
        elif parameters.get("misfit") == "stop":
            break
    return winners
