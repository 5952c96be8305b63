"""The number's form, check digit, birth date and age."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.identity.errors import IinError
from ortaq.identity.iin import birth_date, check_digit, is_of_age, validated
from ortaq.identity.keys import iin_key, phone_key
from ortaq.identity.providers import IMPORTED_LIST, OPERATOR, PROVIDERS, VerificationProvider

TODAY = dt.date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ortaq.core.clock.today", lambda: TODAY)


def digit_by_the_book(first: str) -> int | None:
    """The algorithm once more, written out another way: the oracle."""
    digits = [int(letter) for letter in first]
    total = sum(place * digit for place, digit in enumerate(digits, start=1)) % 11
    if total == 10:
        total = sum(((place + 1) % 11 + 1) * digit for place, digit in enumerate(digits, start=1)) % 11
    return None if total == 10 else total


def number(born: dt.date, serial: int = 1234, *, male: bool = True) -> str | None:
    century = {18: 1, 19: 3, 20: 5}[born.year // 100] + (0 if male else 1)
    first = f"{born:%y%m%d}{century}{serial:04d}"
    last = digit_by_the_book(first)
    return None if last is None else f"{first}{last}"


def some_number(born: dt.date, start: int = 1) -> str:
    return next(made for serial in range(start, start + 50) if (made := number(born, serial)))


numbers = st.builds(
    number,
    born=st.dates(dt.date(1890, 1, 1), TODAY),
    serial=st.integers(0, 9999),
    male=st.booleans(),
).filter(bool)


def test_the_second_row_of_weights_is_the_first_one_turned_by_two() -> None:
    assert [(place + 1) % 11 + 1 for place in range(1, 12)] == [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]


@given(first=st.text("0123456789", min_size=11, max_size=11))
def test_check_digit_equals_the_oracle(first: str) -> None:
    assert check_digit(first) == digit_by_the_book(first)


@given(iin=numbers)
def test_a_made_number_is_accepted_and_tells_its_birth_date(iin: str) -> None:
    assert validated(iin) == iin
    assert f"{birth_date(iin):%y%m%d}" == iin[:6]


@given(iin=numbers, place=st.integers(0, 11), other=st.integers(1, 9))
def test_one_wrong_digit_is_noticed_or_makes_another_valid_number(iin: str, place: int, other: int) -> None:
    wrong = iin[:place] + str((int(iin[place]) + other) % 10) + iin[place + 1 :]
    try:
        validated(wrong)
    except IinError:
        return
    assert check_digit(wrong[:11]) == int(wrong[11])


def test_a_wrong_last_digit_is_always_noticed() -> None:
    iin = some_number(dt.date(1990, 5, 17))
    for last in set("0123456789") - {iin[-1]}:
        with pytest.raises(IinError):
            validated(iin[:-1] + last)


@pytest.mark.parametrize(
    "typed",
    [
        "", "12", "1" * 11, "1" * 13, "abcdefghijkl", "٩٠٠٥١٧٣٠٠٠١٢", "９００５１７３０００１２",
        "900517300\u200b01", "9" * 10_000, "991332300016", "900230300016", "000000000000", "900517 3000\t12",
    ],
)  # fmt: skip
def test_every_wrong_number_gets_the_same_answer(typed: str) -> None:
    with pytest.raises(IinError) as refused:
        validated(typed)
    assert str(refused.value) == str(IinError("not_accepted"))


def test_a_birth_in_the_future_is_refused() -> None:
    assert birth_date(some_number(TODAY)) == TODAY
    with pytest.raises(IinError):
        validated(some_number(TODAY + dt.timedelta(days=1)))


def test_digit_for_nobodys_century_is_refused() -> None:
    for century in "0789":
        first = f"900517{century}0012"
        last = digit_by_the_book(first)
        if last is not None:
            with pytest.raises(IinError):
                validated(f"{first}{last}")


@pytest.mark.parametrize(
    ("born", "on", "grown"),
    [
        (dt.date(2008, 11, 21), TODAY, True),
        (dt.date(2008, 11, 22), TODAY, False),
        (dt.date(2008, 2, 29), dt.date(2026, 2, 28), False),
        (dt.date(2008, 2, 29), dt.date(2026, 3, 1), True),
        (dt.date(1899, 12, 31), TODAY, True),
    ],
)
def test_of_age_counts_the_birthday_itself(born: dt.date, on: dt.date, grown: bool) -> None:
    assert is_of_age(some_number(born), on=on, years=18) is grown


def test_key_is_stable_keyed_and_apart_from_other_kinds(settings: object) -> None:
    iin = some_number(dt.date(1990, 5, 17))
    key = iin_key(f" {iin[:6]} {iin[6:]} ")
    assert key == iin_key(iin)
    assert len(key) == 64
    assert key != phone_key(iin)
    assert key != iin_key(some_number(dt.date(1990, 5, 17), start=4000))
    settings.IDENTITY_KEY = "another"  # type: ignore[attr-defined]
    assert key != iin_key(iin)


def test_providers_prove_a_person_without_keeping_the_number() -> None:
    iin = some_number(dt.date(1990, 5, 17))
    for provider in PROVIDERS.values():
        assert isinstance(provider, VerificationProvider)
        proof = provider.verify(evidence={"iin": iin})
        assert (proof.subject, proof.born, proof.provider) == (iin_key(iin), dt.date(1990, 5, 17), provider.code)
        assert iin not in repr(proof)
        with pytest.raises(IinError):
            provider.verify(evidence={})
    assert {OPERATOR.code, IMPORTED_LIST.code} == set(PROVIDERS)
