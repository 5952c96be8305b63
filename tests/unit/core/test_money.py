"""Money: read as people write it, never mixed, never lost."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.core.money import CURRENCIES, LIMIT, Money, MoneyError

amounts = st.integers(-LIMIT, LIMIT)
weights = st.lists(st.integers(0, 10**12), min_size=1, max_size=30).filter(any)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("0", 0), ("1", 100), ("1250000", 125_000_000), ("1 250 000", 125_000_000),
        ("1\u00a0250\u202f000", 125_000_000),
        ("1\u2009250\u2009000,5", 125_000_050), ("12,34", 1234), ("12.34", 1234), (" 12,30 ", 1230), ("-5", -500),
        ("\u22125,01", -501), ("1_000", 100_000), ("1'000", 100_000), ("007", 700), ("0.10", 10),
        ("1000000000000000", 10**17), ("1\t000", 100_000),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(text, minor):
    assert Money.parse(text) == Money(minor)


@pytest.mark.parametrize(
    "text",
    ["", " ", "x", "1e3", "1E3", "NaN", "Infinity", "1,2,3", "1.2.3", "--1", "+1", "1-", ".", ",5", "5,", "0x10",
     "1 000 ₸", "½", "1/2", "<script>", "-"],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(MoneyError) as refusal:
        Money.parse(text)
    assert refusal.value.code == "not_a_number"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1,234", "too_many_decimals"), ("1,500", "too_many_decimals"), ("0.001", "too_many_decimals"),
        ("1000000000000001", "too_large"),
        ("9" * 400, "too_large"), ("-1000000000000000,01", "too_large"),
    ],
)  # fmt: skip
def test_beyond_sense(text, code):
    with pytest.raises(MoneyError) as refusal:
        Money.parse(text)
    assert refusal.value.code == code
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize("text", ["١٢٣", "१२", "１２"])
def test_digits_of_other_scripts_are_not_guessed_at(text):
    with pytest.raises(MoneyError):
        Money.parse(text)


@given(amounts)
def test_every_amount_survives_being_written_and_read(minor):
    money = Money(minor)
    assert Money.parse(str(money.major)) == money
    assert Money.from_major(money.major) == money


def test_exact_numbers_of_major_units():
    assert Money.from_major(5) == Money(500)
    assert Money.from_major(Fraction(1, 4)) == Money(25)
    assert Money.from_major(Decimal("0.07"), "PLN") == Money(7, "PLN")
    for amount, code in ((Fraction(1, 3), "too_many_decimals"), (10**16, "too_large")):
        with pytest.raises(MoneyError) as refusal:
            Money.from_major(amount)
        assert refusal.value.code == code


def test_arithmetic_is_exact_within_a_currency():
    assert Money(10) + Money(5) == Money(15)
    assert Money(10) - Money(15) == Money(-5)
    assert -Money(10) == Money(-10)
    assert Money(1) < Money(2) <= Money(2)
    assert Money(3) > Money(2) >= Money(2)
    assert not Money(0)
    assert Money(-1)
    assert Money(1) != Money(1, "PLN")


@pytest.mark.parametrize(
    "mix",
    [
        lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a <= b, lambda a, b: a > b,
        lambda a, b: a >= b,
    ],
)  # fmt: skip
def test_two_currencies_and_bare_numbers_do_not_mix(mix):
    with pytest.raises(MoneyError) as refusal:
        mix(Money(1), Money(1, "PLN"))
    assert refusal.value.code == "two_currencies"
    with pytest.raises(TypeError):
        mix(Money(1), 1)


def test_money_cannot_be_changed_and_can_be_a_key():
    with pytest.raises(AttributeError):
        Money(1).minor = 2  # type: ignore[misc]
    assert {Money(1), Money(1)} == {Money(1)}


def test_currencies_have_their_signs():
    assert Money(0).sign == "₸"
    assert Money(0, "PLN").sign == "zł"
    assert (Money(0, "XTS").sign, Money(0, "XTS").digits) == ("XTS", 2)
    assert all(len(code) == 3 and code.isupper() and digits >= 0 for code, (digits, _sign) in CURRENCIES.items())


@given(amounts, weights)
def test_splitting_loses_nothing_and_is_fair(minor, parts):
    shares = Money(minor).allocate(parts)
    assert sum(share.minor for share in shares) == minor
    for share, weight in zip(shares, parts, strict=True):
        exact = Fraction(minor * weight, sum(parts))
        assert abs(share.minor - exact) < 1
        assert share.minor == 0 or weight
        assert share.minor * minor >= 0


@given(amounts, weights)
def test_a_debt_splits_as_the_same_sum_does(minor, parts):
    assert [share.minor for share in Money(-minor).allocate(parts)] == [
        -share.minor for share in Money(minor).allocate(parts)
    ]


@given(amounts, st.integers(1, 30))
def test_equal_weights_differ_by_one_tiyn_at_most_and_the_earlier_gets_it(minor, count):
    shares = [abs(share.minor) for share in Money(minor).allocate([1] * count)]
    assert max(shares) - min(shares) <= 1
    assert shares == sorted(shares, reverse=True)


def test_the_largest_remainder_gets_the_odd_tiyn():
    assert [share.minor for share in Money(100).allocate([1, 1, 1])] == [34, 33, 33]
    assert [share.minor for share in Money(100).allocate([2, 3, 2])] == [29, 43, 28]
    assert [share.minor for share in Money(1).allocate([0, 0, 5])] == [0, 0, 1]
    assert [share.currency for share in Money(5, "PLN").allocate([1, 1])] == ["PLN", "PLN"]


@pytest.mark.parametrize("parts", [[], [0], [0, 0], [1, -1], [-1], [5, -1]])
def test_weights_that_make_no_sense_are_refused(parts):
    with pytest.raises(ValueError, match="weights"):
        Money(100).allocate(parts)
