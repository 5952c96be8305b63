"""Exact numbers and their texts."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.tally import exact, number_from_json, number_text, number_to_json


@pytest.mark.parametrize(
    ("given_value", "result"),
    [
        ("0", 0),
        ("-12.50", Fraction(-25, 2)),
        ("007", 7),
        ("3/6", Fraction(1, 2)),
        (Decimal("1.10"), Fraction(11, 10)),
        (Fraction(8, 4), 2),
    ],
)
def test_exact_reads_numbers(given_value: str, result: object) -> None:
    value = exact(given_value)
    assert value == result
    assert type(value) is type(result)


@pytest.mark.parametrize(
    "refused",
    ["", " 1", "1,5", "1e3", "١٢", "1_000", "nan", "inf", "1/0", "--1", "9" * 61, 1.5, True, None, Decimal("NaN")],
)
def test_exact_refuses_what_is_not_exact(refused: object) -> None:
    with pytest.raises(ValueError, match="not an exact number"):
        exact(refused)  # type: ignore[arg-type]


@given(st.fractions())
def test_text_and_json_lose_nothing(value: Fraction) -> None:
    short = exact(value)
    assert number_from_json(number_to_json(short)) == short
    if len(number_text(short)) <= 60:
        assert exact(number_text(short)) == short


@pytest.mark.parametrize("refused", [1.5, None, [], "x", "9" * 5000])
def test_json_refuses_foreign_data(refused: object) -> None:
    with pytest.raises(ValueError, match="not an exact number"):
        number_from_json(refused)
