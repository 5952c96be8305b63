"""Codes that people read aloud and type."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.core.ids import ALPHABET, readable_code, tidy_code


def test_a_code_has_the_shape_and_letters_it_promises():
    code = readable_code()
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert [len(group) for group in readable_code(2, 5).split("-")] == [5, 5]


def test_no_letter_can_be_taken_for_another():
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


def test_codes_do_not_repeat_and_use_every_letter():
    codes = {readable_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert {letter for code in codes for letter in code} == {*ALPHABET, "-"}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("7k3m-9qax-2d0t-hv5n", "7K3M-9QAX-2D0T-HV5N"),
        ("7K3M9QAX2D0THV5N", "7K3M-9QAX-2D0T-HV5N"),
        (" 7k3m 9qax 2doT hu5n ", "7K3M-9QAX-2D0T-HV5N"),
        ("7k3m\u00a09qax\u202f2d0t\thv5n\n", "7K3M-9QAX-2D0T-HV5N"),
        ("7k3m\u20139qax\u20142d0t\u2011hv5n", "7K3M-9QAX-2D0T-HV5N"),
        ("il0o", "1100"),
        ("7К3М-9QАХ", "7K3M-9QAX"),  # К, М, А, Х from a Cyrillic keyboard
        ("", ""),
    ],
)
def test_a_code_is_found_however_it_was_typed(typed, stored):
    assert tidy_code(typed) == stored


@given(st.integers(1, 6), st.integers(1, 8))
def test_a_code_is_tidy_as_it_is_made(groups, size):
    code = readable_code(groups, size)
    assert tidy_code(code, size) == code
    assert tidy_code(code.lower().replace("-", " "), size) == code
