"""Choices in the voter's own browser."""

import datetime as dt
import secrets

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from ortaq.participation import basket
from ortaq.participation.errors import BallotError

DRAFTS = st.dictionaries(st.integers(1, 2**31 - 1), st.integers(1, 10**6), max_size=60)


@given(DRAFTS, st.integers(1, 2**40), st.integers(1, 2**40))
def test_choices_come_back(draft: dict[int, int], user: int, cycle: int) -> None:
    token = basket.pack(draft, user_id=user, cycle_id=cycle)
    assert basket.unpack(token, user_id=user, cycle_id=cycle) == draft


def test_it_opens_for_nobody_else_and_in_no_other_cycle() -> None:
    token = basket.pack({1: 1}, user_id=5, cycle_id=7)
    assert basket.unpack(token, user_id=6, cycle_id=7) is None
    assert basket.unpack(token, user_id=5, cycle_id=8) is None
    assert basket.unpack(token[:-3] + "AAA", user_id=5, cycle_id=7) is None
    assert basket.unpack("Әлем", user_id=5, cycle_id=7) is None


def test_it_ends_after_a_day() -> None:
    start = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False) as clock:
        token = basket.pack({1: 1}, user_id=5, cycle_id=7)
        clock.move_to(start + dt.timedelta(hours=23, minutes=59))
        assert basket.unpack(token, user_id=5, cycle_id=7) == {1: 1}
        clock.move_to(start + dt.timedelta(hours=24, seconds=1))
        assert basket.unpack(token, user_id=5, cycle_id=7) is None


def test_an_older_secret_still_opens_it(settings: object) -> None:
    token = basket.pack({1: 1}, user_id=5, cycle_id=7)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]  # type: ignore[attr-defined]
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert basket.unpack(token, user_id=5, cycle_id=7) == {1: 1}


def test_two_hundred_projects_with_points_fit_into_a_cookie() -> None:
    random = secrets.SystemRandom()
    draft = {number: random.randint(1, 1000) for number in range(1, 201)}
    token = basket.pack(draft, user_id=2**40, cycle_id=2**40)
    assert len(f"{basket.cookie_name(2**40)}={token}") < 4096
    assert len(token) < 1500
    thousand = {number: random.randint(1, 100) for number in range(1, 1201)}
    assert len(basket.pack(thousand, user_id=1, cycle_id=1)) <= basket.ROOM


def test_more_than_a_cookie_holds_is_refused() -> None:
    random = secrets.SystemRandom()
    with pytest.raises(BallotError, match="cannot keep so many"):
        basket.pack({random.randint(1, 2**31): random.randint(1, 10**6) for _ in range(2000)}, user_id=1, cycle_id=1)


def test_the_length_hardly_tells_how_many_were_chosen() -> None:
    assert len({len(basket.pack(dict.fromkeys(range(1, k), 1), user_id=1, cycle_id=1)) for k in range(2, 12)}) == 1
