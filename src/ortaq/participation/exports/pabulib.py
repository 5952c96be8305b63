"""The ballots of a pot as a Pabulib file, so that anybody can count them again with any program.

A file made here and read again gives the same count: the tie order with its seed stands in META `comment`, a
project that nobody chose is kept out by a threshold of one, and a withdrawn project carries the library's mark.
"""

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings as site
from django.utils import timezone

from ortaq.participation.domain.counting_rule import tally_rule
from ortaq.participation.domain.definition import frozen_value
from ortaq.participation.domain.queries.results import PotResult
from ortaq.participation.enums import PhaseKind
from ortaq.participation.exports.origin import origin
from ortaq.participation.models import Archive, Ballot, Cycle, Project
from ortaq.participation.tally_bridge import BallotForm, ballot_form, major
from ortaq.tally import BallotType as Kind
from ortaq.tally import PbFile, Rule, settings, write_pb
from ortaq.tally.pabulib.fields import WITHDRAWN_COST
from ortaq.tally.pabulib.sections import Sections, Table
from ortaq.territories.models import Territory

LANGUAGES: tuple[str, ...] = site.MODELTRANSLATION_LANGUAGES

_NOTE = re.compile(r"(?:^|\s)#([0-9]{1,6}):")


def pabulib_refusal(cycle: Cycle, ballots: int, archive: Archive | None) -> int | None:
    """The least number of ballots, if a pot has fewer and so is not published ballot by ballot; else None.

    With few ballots a rare combination of choices can point to a person. The number is the one that was published
    at opening (norm `bnu.small_electorate` of the first voting day). An archive was public before, so it is always
    given out again.
    """
    if archive is not None:
        return None
    least = int(frozen_value(cycle, "small_electorate"))
    return None if ballots >= least else least


def with_note(comment: str, note: str) -> str:
    """A META comment with one more numbered note; a note that is there already is not repeated.

    >>> with_note("#1: Young people voted.", "Demo data.")
    '#1: Young people voted. #2: Demo data.'
    """
    if note in comment:
        return comment
    number = max((int(each) for each in _NOTE.findall(comment)), default=0) + 1
    return f"{comment.rstrip()} #{number}: {note}".strip()


def pabulib_bytes(cycle: Cycle, pot: PotResult, archive: Archive | None) -> bytes:
    """The file. Ballots stand in the shuffled order of the opening, or in the order of the archive."""
    if archive is not None:
        ties = Rule.from_dict(pot.rule).ties
        built = _from_archive(cycle, pot, archive)
    else:
        ties = tally_rule(cycle.rule, seed=cycle.seed).ties
        built = _from_vote(cycle, pot)
    target = io.BytesIO()
    write_pb(built, target, ties=ties)
    return target.getvalue()


def _from_archive(cycle: Cycle, pot: PotResult, archive: Archive) -> PbFile:
    note = f"Imported into Ortaq and written again; {origin(cycle, archive)}".replace("#", "%23")
    meta = [tuple(row) for row in archive.meta]
    keys = [row[0].strip() for row in meta]
    if "comment" in keys:
        meta = [(row[0], with_note(row[1], note)) if row[0].strip() == "comment" else row for row in meta]
    else:
        meta.append(("comment", with_note("", note)))
    columns = archive.project_columns
    projects = [
        tuple(row.project.archive_fields.get(column, "") for column in columns)
        for row in sorted(pot.rows, key=lambda row: row.project.number)
    ]
    names = [column.strip() for column in archive.vote_columns]
    places = {name: names.index(name) for name in ("voter_id", "vote", "points") if name in names}
    rest = [index for index in range(len(names)) if index not in places.values()]
    votes = [_archive_row(ballot, len(names), places, rest) for ballot in _ballots(pot)]
    sections = Sections(
        Table(("key", "value"), meta), Table(tuple(columns), projects), Table(tuple(archive.vote_columns), votes)
    )
    return PbFile.of(sections, newline=str(archive.accounting.get("newline", "\n")))


def _archive_row(ballot: Sequence[Any], width: int, places: dict[str, int], rest: list[int]) -> tuple[str, ...]:
    voter, vote, points, attributes, _position = ballot
    cells = [""] * width
    for name, text in (("voter_id", voter), ("vote", vote), ("points", points)):
        if name in places:
            cells[places[name]] = text
    for index, text in zip(rest, attributes or [], strict=True):
        cells[index] = text
    return tuple(cells)


def _ballots(pot: PotResult) -> Iterator[Sequence[Any]]:
    rows = Ballot.objects.filter(pot=pot.pot).order_by("position")
    return rows.values_list("voter", "vote", "points", "attributes", "position").iterator(chunk_size=5000)


def _from_vote(cycle: Cycle, pot: PotResult) -> PbFile:
    form = ballot_form(cycle, pot.pot)
    budget = major(pot.amount.minor, cycle.currency)
    # The library's mark works only where it is more than the money; otherwise the project is taken off the list.
    off_the_list = {row.code for row in pot.rows if row.withdrawn and budget >= WITHDRAWN_COST}
    rows = sorted((row for row in pot.rows if row.code not in off_the_list), key=lambda row: row.project.number)
    projects = [
        {
            "project_id": row.code,
            "cost": WITHDRAWN_COST if row.withdrawn else major(row.cost.minor, cycle.currency),
            "votes": row.supporters or 0,
            **({"score": row.score or 0} if pot.points else {}),
            "name": _any_language(row.project, "title"),
            "category": row.project.category.code.replace(",", " ") if row.project.category else "",
            "selected": int(row.funded),
        }
        for row in rows
    ]
    return PbFile.build(
        meta=_meta(cycle, pot, form, off_the_list), projects=projects, votes=_votes(pot, form, off_the_list)
    )


def _comment(cycle: Cycle, pot: PotResult, off_the_list: set[str]) -> str:
    comment = ""
    if cycle.is_demo:
        comment = with_note(comment, f"Ortaq {origin(cycle, None)}.")
    for row in pot.rows:
        if row.withdrawn:
            how = "left out of this file" if row.code in off_the_list else f"marked by the cost {WITHDRAWN_COST}"
            facts = f"cost {row.cost.major:f}, votes {row.supporters}"
            comment = with_note(comment, f"Project {row.code} ({facts}) was withdrawn and is {how}.")
    return comment


def _meta(cycle: Cycle, pot: PotResult, form: BallotForm, off_the_list: set[str]) -> dict[str, Any]:
    comment = _comment(cycle, pot, off_the_list)
    vote = cycle.phase(PhaseKind.VOTE)
    dates = {"date_begin": vote and vote.starts_at, "date_end": vote and vote.ends_at}
    place = _any_language(cycle.territory, "name")
    chosen = settings(tally_rule(cycle.rule, seed=cycle.seed))
    limit = chosen["threshold"]
    threshold = 0 if isinstance(limit, str) else limit
    # A project nobody chose scores less than one, and the files' convention would fund it.
    threshold = threshold if chosen["fund_unsupported"] else max(threshold, 1)
    if chosen["order"] != "score":
        label = "greedy-custom"
        comment = with_note(comment, "Projects stand in the order of votes for the money: --rule greedy-density.")
    elif chosen["misfit"] == "stop":
        label = "greedy-no-skip"
    else:
        label = "greedy-threshold" if threshold else "greedy"
    limits = form.limits
    length = limits.max_length
    if length is None and form.kind is Kind.ORDINAL:
        length = len(pot.rows)
    withdrawn = any(row.withdrawn for row in pot.rows)
    affordable = sum(row.cost.minor for row in pot.rows) <= pot.amount.minor
    content = {
        "description": f"Participatory budget, {place}",
        "country": "Kazakhstan",
        "unit": place,
        "subunit": pot.pot.name or None,
        "instance": str(cycle.year),
        "budget": major(pot.amount.minor, cycle.currency),
        "currency": cycle.currency,
        "vote_type": str(form.kind),
        "rule": label,
        **{name: at and timezone.localtime(at).strftime("%d.%m.%Y") for name, at in dates.items()},
        "max_length": length,
        "max_sum_cost": limits.max_sum_cost,
        "max_sum_points": limits.max_sum_points,
        "min_project_score_threshold": threshold or None,
        "fully_funded": "1" if affordable and not withdrawn else None,
        "language": "kk",
        "comment": comment or None,
    }
    return {key: value for key, value in content.items() if value is not None}


def _any_language(obj: Project | Territory, field: str) -> str:
    return next((text for language in LANGUAGES if (text := getattr(obj, f"{field}_{language}"))), "")


def _votes(pot: PotResult, form: BallotForm, off_the_list: set[str]) -> Iterator[dict[str, Any]]:
    for voter, (_voter, vote, points, _attributes, _position) in enumerate(_ballots(pot), start=1):
        ids = vote.split(",") if vote else []
        given = points.split(",") if points else [""] * len(ids)
        kept = [pair for pair in zip(ids, given, strict=True) if pair[0] not in off_the_list]
        row: dict[str, Any] = {"voter_id": voter, "vote": [code for code, _points in kept]}
        if form.has_points:
            row["points"] = [number for _code, number in kept]
        yield row
