"""Numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.identity.errors import PhoneError
from ortaq.identity.phones import masked, normalise, spaced


@pytest.mark.parametrize(
    "typed",
    [
        "8 701 123 45 67", "+7 701 123 45 67", "77011234567", "7011234567", "8(701)123-45-67", "+7-701-123-45-67",
        "  8 701\u00a0123 45 67 ", "+77011234567", "٨٧٠١١٢٣٤٥٦٧",
    ],
)  # fmt: skip
def test_every_way_of_writing_gives_one_number(typed: str) -> None:
    assert normalise(typed) == "+77011234567"


def test_a_foreign_mobile_number_keeps_its_country() -> None:
    assert normalise("+998 90 123 45 67") == "+998901234567"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "not_a_phone"), ("call me", "not_a_phone"), ("123", "not_a_phone"), ("8 701 123 45", "not_a_phone"),
        ("8 701 123 45 678", "not_a_phone"), ("9" * 5000, "not_a_phone"), ("8 7172 12 34 56", "not_mobile"),
    ],
)  # fmt: skip
def test_what_is_no_mobile_number_is_refused(typed: str, code: str) -> None:
    with pytest.raises(PhoneError) as refused:
        normalise(typed)
    assert refused.value.code == code


@given(st.text(max_size=60))
def test_any_text_gives_a_number_or_a_clear_refusal(text: str) -> None:
    try:
        answer = normalise(text)
    except PhoneError as refused:
        answer = refused.message
    assert answer.startswith(("+", "This "))


def test_a_number_is_shown_in_groups_and_hidden_in_the_middle() -> None:
    assert spaced("+77011234567") == "+7 701 123 45 67"
    assert masked("+77011234567") == "+7 701 *** ** 67"
    assert spaced("not a number") == "not a number"
