"""The bytes inside an envelope."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.participation.errors import PayloadError
from ortaq.participation.payload import Choices, decode, encode

CODES = st.text(min_size=1, max_size=30)
PICKS = st.dictionaries(CODES, st.none() | st.integers(0, 2**40), min_size=1, max_size=8)
BALLOTS = st.builds(
    lambda cycle, pots: Choices(cycle, {number: tuple(picks.items()) for number, picks in pots.items()}),
    st.integers(1, 2**62),
    st.dictionaries(st.integers(1, 2**31), PICKS, max_size=4),
)


@given(BALLOTS)
def test_what_is_sealed_comes_out_again(ballot: Choices) -> None:
    assert decode(encode(ballot)) == ballot


@given(BALLOTS)
def test_the_bytes_do_not_depend_on_the_order_of_pots(ballot: Choices) -> None:
    turned = Choices(ballot.cycle, dict(reversed(ballot.pots.items())))
    assert encode(turned) == encode(ballot)


def test_the_form_is_the_one_agreed_on() -> None:
    ballot = Choices(7, {2: (("ә1", 3),), 1: (("12", None), ("3", None)), 5: ()})
    assert encode(ballot).decode() == '{"cycle":7,"pots":{"1":[["12",null],["3",null]],"2":[["ә1",3]]},"v":1}'


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        found = decode(data)
    except PayloadError:
        return
    assert decode(encode(found)).cycle == found.cycle


@pytest.mark.parametrize(
    "text",
    [
        '{"cycle":1,"pots":{"1":[["a",null],["a",null]]},"v":1}',
        '{"cycle":1,"pots":{"1":[["a",null]],"1":[["b",null]]},"v":1}',
        '{"cycle":1,"pots":{"01":[["a",null]]},"v":1}',
        '{"cycle":1,"pots":{"1":[]},"v":1}',
        '{"cycle":1,"pots":{"1":[["a",NaN]]},"v":1}',
        '{"cycle":1,"pots":{"1":[["a",1.0]]},"v":1}',
        '{"cycle":1,"pots":{"1":[["a",true]]},"v":1}',
        '{"cycle":1,"pots":{"1":[[1,null]]},"v":1}',
        '{"cycle":1,"pots":{"1":[["a"]]},"v":1}',
        '{"cycle":"1","pots":{},"v":1}',
        '{"cycle":1,"pots":[],"v":1}',
        '{"cycle":1,"pots":{},"v":true}',
        '{"cycle":1,"v":1}',
        "[1]",
        "null",
        "[" * 100_000,
    ],
)
def test_what_is_no_ballot_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(PayloadError) as refusal:
        decode(text.encode())
    assert refusal.value.code == "unreadable"
    assert text[:20] not in refusal.value.message


def test_a_later_version_is_named() -> None:
    with pytest.raises(PayloadError) as refusal:
        decode(b'{"cycle":1,"pots":{},"v":2}')
    assert refusal.value.code == "version"


def test_a_megabyte_is_no_ballot() -> None:
    with pytest.raises(PayloadError):
        decode(b" " * 1_000_001)
