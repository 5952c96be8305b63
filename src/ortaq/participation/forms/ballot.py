"""The filled ballot paper as the browser sends it: shape only, the rules are the domain's.

Field names: `c` for every chosen number (choosing, money), `p12` for points, `r12` for a place in a ranking.
The confirmation sends the same choices back as `v=12:1`.
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from ortaq.participation.domain.queries.ballot import Paper
from ortaq.participation.enums import BallotType
from ortaq.participation.errors import BallotError

_WHOLE = re.compile(r"[0-9]{1,6}")
_PREFIX = {BallotType.POINTS: "p", BallotType.RANKING: "r"}


@dataclass(frozen=True)
class Problem:
    """What is wrong, and the id of the control it is about ("" for the whole ballot)."""

    text: str
    target: str = ""


@dataclass
class FilledPaper:
    """What was sent: the readable choices, everything as typed, and what could not be read."""

    draft: dict[int, int] = field(default_factory=dict)
    typed: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_paper(data: QueryDict, paper: Paper) -> FilledPaper:
    """Read a sent ballot paper; nothing in it can raise.

    Args:
        data: request.POST.
        paper: what the person may choose from; other fields are passed over.
    """
    prefix = _PREFIX.get(BallotType(paper.kind))
    return _read_boxes(data, paper) if prefix is None else _read_numbers(data, paper, prefix)


def _read_boxes(data: QueryDict, paper: Paper) -> FilledPaper:
    filled, known = FilledPaper(), paper.by_number
    for text in data.getlist("c"):
        number = _whole(text)
        if number is None or number not in known:
            filled.problems.append(Problem(BallotError("unknown_project").message))
        elif number in filled.draft:
            filled.problems.append(Problem(BallotError("doubled").message))
        else:
            filled.draft[number] = 1
    return filled


def _read_numbers(data: QueryDict, paper: Paper, prefix: str) -> FilledPaper:
    filled, known = FilledPaper(), paper.by_number
    limit = paper.rank_limit if prefix == "r" else paper.max_points
    for name in data:
        if not re.fullmatch(rf"{prefix}[0-9]{{1,10}}", name, re.ASCII):
            continue
        values = {value.strip() for value in data.getlist(name)} - {""}
        if not values:
            continue
        number = int(name[1:])
        if number not in known:
            filled.problems.append(Problem(BallotError("unknown_project").message))
            continue
        text = sorted(values)[0]
        filled.typed[number] = text[:20]
        value = _whole(text) if len(values) == 1 else None
        if value is None or (limit is not None and value > limit) or (prefix == "r" and value == 0):
            code = "not_rank" if prefix == "r" else "not_points"
            error = BallotError(code, number=number, limit=limit)
            filled.problems.append(Problem(error.message, f"{prefix}{number}"))
        elif value:
            filled.draft[number] = value
    return filled


def _whole(text: str) -> int | None:
    # Digits of other scripts, signs, spaces inside and exponents are no numbers here.
    return int(text) if _WHOLE.fullmatch(text) else None


@dataclass(frozen=True)
class Confirmation:
    """The last page's answer: what was shown is what is cast."""

    draft: dict[int, int]
    request_id: uuid.UUID
    replaces: str


def read_confirmation(data: Mapping[str, str] | QueryDict) -> Confirmation:
    """Read the confirmation form.

    Raises:
        BallotError: `stale_form`, it is not what the page had in it.
    """
    values = data.getlist("v") if isinstance(data, QueryDict) else []
    draft: dict[int, int] = {}
    for text in values:
        found = re.fullmatch(r"([0-9]{1,10}):([0-9]{1,6})", text, re.ASCII)
        if found is None or int(found[1]) in draft:
            raise BallotError("stale_form")
        draft[int(found[1])] = int(found[2])
    try:
        request_id = uuid.UUID(hex=data.get("request", "").replace("-", ""))
    except ValueError:
        raise BallotError("stale_form") from None
    return Confirmation(draft, request_id, data.get("replaces", "")[:24])
