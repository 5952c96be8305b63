"""Small files and elections to start from, and the public files where they are at hand."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from ortaq.tally import Ballot, Election, PbFile, Project, read_pb
from tests.conftest import REPOSITORY

LIBRARY = Path(os.environ.get("ORTAQ_TEST_DATA", REPOSITORY.parent / "shared" / "data")) / "pabulib"

# Two busy cores may stall any single example; time is measured by the benchmarks, not here.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

VILLAGE = """META
key;value
description;Village vote
country;Kazakhstan
unit;Aqbulaq
instance;2027
num_projects;4
num_votes;5
budget;100
vote_type;approval
rule;greedy
date_begin;01.05.2027
date_end;15.05.2027
min_length;1
max_length;3
language;kk
currency;KZT
PROJECTS
project_id;cost;votes;name;selected
road;70;4;Жол жөндеу;1
well;50;3;Құдық;0
yurt;30;2;Киіз үй;1
lamp;25;1;Шам;0
VOTES
voter_id;vote;age;sex;voting_method
1;road,well;44;F;internet
2;road,well;31;M;paper
3;well,road,yurt;19;F;internet
4;yurt;70;M;paper
5;road,lamp;18-29;O;internet
"""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for ``pb_name`` once for each public file."""
    if "pb_name" in metafunc.fixturenames:
        names = sorted(path.name for path in LIBRARY.glob("*.pb"))
        missing = pytest.mark.skip(reason=f"no public elections in {LIBRARY}: set ORTAQ_TEST_DATA")
        metafunc.parametrize("pb_name", names or [pytest.param("none", marks=missing)], scope="module")


@pytest.fixture(scope="session")
def expected() -> dict[str, Any]:
    """The winners of every public file, as computed by an independent program with exact fractions."""
    data: dict[str, Any] = json.loads((LIBRARY / "expected.json").read_text())["files"]
    return data


@pytest.fixture(scope="module")
def pb_path(pb_name: str) -> Path:
    """The path of a public file."""
    return LIBRARY / pb_name


@pytest.fixture(scope="module")
def pb(pb_path: Path) -> PbFile:
    """A public file, read once for all tests about it."""
    return read_pb(pb_path)


@pytest.fixture
def village() -> str:
    """A small file without any defect."""
    return VILLAGE


@pytest.fixture
def elect() -> Callable[..., Election]:
    """Build an approval election from ``id=(cost, votes)``; every vote is a ballot for that project alone."""

    def build(budget: int, **projects: tuple[int, int]) -> Election:
        return Election.build(
            projects=[Project(id=name, cost=cost) for name, (cost, _) in projects.items()],
            ballots=[Ballot.approving([name], weight=votes) for name, (_, votes) in projects.items() if votes],
            budget=budget,
        )

    return build
