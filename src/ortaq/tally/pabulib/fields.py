"""The fields of the Pabulib format: what each section may hold and what form a value has.

Source: pabulib.org/format and the library's published files of April 2026. Anything not listed is kept and
reported as unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ortaq.tally.ballots import BallotType

SECTIONS = ("META", "PROJECTS", "VOTES")
META_HEADER = ("key", "value")
FIRST_COLUMN: Mapping[str, str] = MappingProxyType({"META": "key", "PROJECTS": "project_id", "VOTES": "voter_id"})

WITHDRAWN_COST = 999_999_999
"""The library's mark of a project taken off the list after its ballots were printed."""

MAX_AMOUNT = 10**15
"""Amounts above this are a slip of the keyboard: it is more than any country's yearly budget."""

RULES = frozenset(
    {
        "greedy",
        "greedy-no-skip",
        "greedy-threshold",
        "greedy-exclusive",
        "greedy-custom",
        "equalshares",
        "equalshares-comparison",
        "equalshares/add1",
        "equalshares/add1-comparison",
        "unknown",
    }
)


class Form(StrEnum):
    """The form of a value."""

    TEXT = "text"
    LIST = "list"
    COUNT = "count"
    AMOUNT = "amount"
    NUMBER = "number"
    POINTS = "points"
    DATE = "date"
    FLAG = "flag"
    VOTE_TYPE = "vote_type"
    RULE = "rule"
    LANGUAGE = "language"
    CURRENCY = "currency"
    SELECTED = "selected"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    AGE = "age"
    SEX = "sex"
    VOTING_METHOD = "voting_method"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its form, whether every file must have it, and the kinds of ballot it is for (all if empty).

    ``decides``: a value of the wrong form makes counting impossible.
    """

    form: Form
    required: bool = False
    decides: bool = False
    ballot_types: frozenset[BallotType] = frozenset()


def _for(*types: BallotType) -> frozenset[BallotType]:
    return frozenset(types)


_WITH_POINTS = _for(BallotType.CUMULATIVE, BallotType.SCORING)
_APPROVAL = _for(BallotType.APPROVAL)

META: Mapping[str, Field] = MappingProxyType(
    {
        "description": Field(Form.TEXT, required=True),
        "country": Field(Form.TEXT, required=True),
        "unit": Field(Form.TEXT, required=True),
        "district": Field(Form.TEXT),
        "subunit": Field(Form.TEXT),
        "instance": Field(Form.TEXT, required=True),
        "num_projects": Field(Form.COUNT, required=True, decides=True),
        "num_votes": Field(Form.COUNT, required=True, decides=True),
        "budget": Field(Form.AMOUNT, required=True, decides=True),
        "vote_type": Field(Form.VOTE_TYPE, required=True, decides=True),
        "rule": Field(Form.RULE, required=True),
        "date_begin": Field(Form.DATE, required=True),
        "date_end": Field(Form.DATE, required=True),
        "min_length": Field(Form.COUNT, decides=True),
        "max_length": Field(Form.COUNT, decides=True),
        "min_sum_cost": Field(Form.AMOUNT, decides=True, ballot_types=_APPROVAL),
        "max_sum_cost": Field(Form.AMOUNT, decides=True, ballot_types=_APPROVAL),
        "min_points": Field(Form.NUMBER, decides=True, ballot_types=_WITH_POINTS),
        "max_points": Field(Form.NUMBER, decides=True, ballot_types=_WITH_POINTS),
        "min_sum_points": Field(Form.NUMBER, decides=True, ballot_types=_WITH_POINTS),
        "max_sum_points": Field(Form.NUMBER, decides=True, ballot_types=_WITH_POINTS),
        "default_score": Field(Form.NUMBER, decides=True, ballot_types=_for(BallotType.SCORING)),
        "scoring_fn": Field(Form.TEXT, ballot_types=_for(BallotType.ORDINAL)),
        "min_project_cost": Field(Form.AMOUNT),
        "max_project_cost": Field(Form.AMOUNT),
        "min_project_score_threshold": Field(Form.NUMBER, decides=True),
        "neighborhoods": Field(Form.TEXT),
        "subdistricts": Field(Form.TEXT),
        "categories": Field(Form.TEXT),
        "edition": Field(Form.TEXT),
        "language": Field(Form.LANGUAGE),
        "currency": Field(Form.CURRENCY),
        "fully_funded": Field(Form.FLAG),
        "experimental": Field(Form.FLAG),
        "comment": Field(Form.TEXT),
        "acknowledgments": Field(Form.TEXT),
        "leftover_budget": Field(Form.TEXT),
        "budget_per_category": Field(Form.TEXT),
        "budget_per_neighborhood": Field(Form.TEXT),
        "min_length_per_category": Field(Form.TEXT),
        "max_length_per_category": Field(Form.TEXT),
        "min_sum_cost_per_category": Field(Form.TEXT),
        "max_sum_cost_per_category": Field(Form.TEXT),
    }
)

PROJECTS: Mapping[str, Field] = MappingProxyType(
    {
        "project_id": Field(Form.TEXT, required=True, decides=True),
        "cost": Field(Form.AMOUNT, required=True, decides=True),
        "votes": Field(Form.COUNT),
        "score": Field(Form.NUMBER),
        "name": Field(Form.TEXT),
        "category": Field(Form.LIST),
        "beneficiaries": Field(Form.LIST),
        "selected": Field(Form.SELECTED),
        "neighborhood": Field(Form.TEXT),
        "subunit": Field(Form.TEXT),
        "district": Field(Form.TEXT),
        "description": Field(Form.TEXT),
        "proposer": Field(Form.TEXT),
        "public_id": Field(Form.TEXT),
        "latitude": Field(Form.LATITUDE),
        "longitude": Field(Form.LONGITUDE),
    }
)

VOTES: Mapping[str, Field] = MappingProxyType(
    {
        "voter_id": Field(Form.TEXT, required=True, decides=True),
        "vote": Field(Form.LIST, required=True, decides=True),
        "points": Field(Form.POINTS, decides=True, ballot_types=_WITH_POINTS),
        "age": Field(Form.AGE),
        "sex": Field(Form.SEX),
        "voting_method": Field(Form.VOTING_METHOD),
        "district": Field(Form.TEXT),
        "neighborhood": Field(Form.TEXT),
        "education": Field(Form.TEXT),
    }
)

FIELDS: Mapping[str, Mapping[str, Field]] = MappingProxyType({"META": META, "PROJECTS": PROJECTS, "VOTES": VOTES})

_WORDS: Mapping[Form, frozenset[str]] = MappingProxyType(
    {
        Form.RULE: RULES,
        Form.VOTE_TYPE: frozenset(kind.value for kind in BallotType),
        Form.FLAG: frozenset({"1"}),
        Form.SELECTED: frozenset({"0", "1", "2", "3"}),
        Form.SEX: frozenset({"M", "F", "O"}),
        Form.VOTING_METHOD: frozenset({"internet", "paper"}),
    }
)

_PATTERNS: Mapping[Form, re.Pattern[str]] = MappingProxyType(
    {
        Form.LANGUAGE: re.compile(r"[a-z]{2}"),
        Form.CURRENCY: re.compile(r"[A-Z]{3}"),
        Form.AGE: re.compile(r"[0-9]{1,3}|[0-9]{1,3}-[0-9]{1,3}|[0-9]{1,3}\+|<[0-9]{1,3}"),
        Form.DATE: re.compile(r"[12][0-9]{3}|(?:0[1-9]|[12][0-9]|3[01])\.(?:0[1-9]|1[0-2])\.[12][0-9]{3}"),
    }
)

_DEGREES = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,40})?")


def has_form(value: str, form: Form) -> bool:
    """Whether a value that is not a number of the count has its form.

    >>> has_form("07.10.2022", Form.DATE), has_form("2022-10-07", Form.DATE), has_form("4", Form.SELECTED)
    (True, False, False)
    """
    if form in _WORDS:
        return value in _WORDS[form]
    if form in _PATTERNS:
        return _PATTERNS[form].fullmatch(value) is not None
    if form in (Form.LATITUDE, Form.LONGITUDE):
        limit = 90 if form is Form.LATITUDE else 180
        return _DEGREES.fullmatch(value) is not None and abs(float(value)) <= limit
    return True
