"""Ballots made by nobody's browser: a valid one is stored exactly, everything else is a 4xx, never a 5xx."""

import contextlib
import re
import uuid
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ortaq.participation.enums import BallotType
from ortaq.participation.models import Cast, Cycle, Project
from tests.factories.participation import open_vote
from tests.factories.voters import opened, signed_in, voter

pytestmark = pytest.mark.django_db

KNOWN = st.sampled_from(["1", "2", "3"])
ODD = st.one_of(
    st.sampled_from([
        "", "0", "-1", "99", "1.0", "1e0", "NaN", "Infinity", str(2**31), str(2**63), "1" * 400, "\x00", "1\x00",
        "\u202e1", "\u200f1", "1\u200d", "١", "１", "null", "[1]", "{}", "true", " 1", "1 ", "01", "0x1", "٣", "Ⅲ",
        "c1", "І", "’ OR 1=1", "<script>", "𝟙", "1,2", "1:1",
    ]),
    st.text(max_size=12),
    st.integers().map(str),
    st.floats().map(str),
)  # fmt: skip
VALUES = st.one_of(KNOWN, KNOWN, ODD)


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """Whatever is cast inside is taken back, so that the next example finds the voter unvoted."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def paper(cycle: Cycle) -> str:
    return reverse("participation:ballot", args=[cycle.territory.code, cycle.slug])


def last(cycle: Cycle) -> str:
    return reverse("participation:ballot_confirm", args=[cycle.territory.code, cycle.slug])


@pytest.fixture
def approval() -> tuple[Cycle, Client]:
    cycle = open_vote()
    client = signed_in(voter(cycle))
    client.raise_request_exception = True
    return cycle, client


MANY = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@MANY
@given(st.lists(VALUES, max_size=6), st.sampled_from(["continue", "save", "update", "", "x\x00"]))
def test_boxes(approval: tuple[Cycle, Client], values: list[str], do: str) -> None:
    cycle, client = approval
    answer = client.post(paper(cycle), {"c": values, "do": do, "read": values[:1]})
    fine = set(values) <= {"1", "2", "3"} and len(values) == len(set(values))
    if do == "continue":
        assert answer.status_code == (303 if fine and 1 <= len(values) <= 2 else 422)
    else:
        assert answer.status_code == (204 if do == "save" else 303 if fine else 422)


@MANY
@given(
    st.lists(
        st.one_of(st.sampled_from(["1:1", "2:1", "3:1"]), ODD, st.tuples(VALUES, VALUES).map(":".join)), max_size=4
    ),
    st.one_of(st.just(""), ODD),
    st.one_of(st.uuids().map(str), st.uuids().map(str), ODD),
)  # fmt: skip
def test_the_last_page(approval: tuple[Cycle, Client], values: list[str], replaces: str, request_id: str) -> None:
    cycle, client = approval
    with undone():
        answer = client.post(last(cycle), {"v": values, "request": request_id, "replaces": replaces})
        found = Cast.objects.filter(cycle=cycle).first()
        if found is None:
            assert answer.status_code == 422
            return
        assert answer.status_code == 303
        assert set(values) <= {"1:1", "2:1", "3:1"}
        codes = [Project.objects.get(cycle=cycle, number=value[0]).code for value in sorted(values)]
        assert [code for code, _points in opened(cycle, found).pots[1]] == codes


@pytest.mark.parametrize("kind", [BallotType.POINTS, BallotType.RANKING])
def test_numbers(kind: str) -> None:
    cycle = open_vote(ballot_type=kind, max_points=10 if kind == BallotType.POINTS else None, max_choices=3)
    client = signed_in(voter(cycle))
    prefix = "p" if kind == BallotType.POINTS else "r"
    names = st.one_of(
        st.sampled_from(["1", "2", "3"]), st.sampled_from(["0", "99", "01", "-1", "1" * 30, "٣", "", "1\x00"])
    )

    @settings(max_examples=80, deadline=None)
    @given(st.dictionaries(names, st.one_of(st.sampled_from(["1", "2", "3"]), ODD), max_size=4))
    def send(values: dict[str, str]) -> None:
        answer = client.post(
            paper(cycle), {**{f"{prefix}{name}": value for name, value in values.items()}, "do": "continue"}
        )
        assert answer.status_code in (303, 422)
        if answer.status_code == 303:
            page = client.get(last(cycle)).content.decode()
            shown = dict(pair.split(":") for pair in re.findall(r'name="v" value="([^"]+)"', page))
            # A name that no field of this paper has says nothing: the browser may send what it likes beside.
            counted = {
                str(int(name)): str(int(value))
                for name, value in values.items()
                if re.fullmatch("[0-9]{1,10}", name) and value.strip() and int(value.strip())
            }
            assert shown == counted

    send()


def test_a_megabyte_and_thousands_of_fields(approval: tuple[Cycle, Client]) -> None:
    cycle, client = approval
    client.raise_request_exception = False
    assert client.post(paper(cycle), {"c": "1" * 1_000_000, "do": "continue"}).status_code == 422
    assert client.post(paper(cycle), {"c": "1" * 6_000_000, "do": "continue"}).status_code in (400, 413)
    assert client.post(paper(cycle), {f"x{n}": "1" for n in range(3001)}).status_code == 400
    assert client.post(last(cycle), {"v": "1" * 1_000_000, "request": str(uuid.uuid4())}).status_code == 422
    assert client.post(paper(cycle), b"\x00\xff" * 50, content_type="application/json").status_code in (303, 422)
    assert client.put(paper(cycle)).status_code == client.delete(last(cycle)).status_code == 405
    assert not Cast.objects.exists()


def test_a_cookie_of_nonsense_is_passed_over(approval: tuple[Cycle, Client]) -> None:
    cycle, client = approval
    for value in ("x", "A" * 4000, "%00", "gAAAAA==", "Ó"):
        client.cookies[f"ortaq_basket_{cycle.pk}"] = value
        assert client.get(paper(cycle)).status_code == 200
        assert client.get(last(cycle)).status_code == 302
