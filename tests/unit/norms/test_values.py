"""Values of parameters: what may be written, how it is stored, given to code and shown."""

import datetime as dt
import re
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from ortaq.norms.calendar_codes import LEVELS
from ortaq.norms.catalogue import GROUPS, PARAMETERS, Parameter, parameter
from ortaq.norms.errors import NormError
from ortaq.norms.values import MonthDay, ValueType, check, read_text, to_python, write_text


@pytest.mark.parametrize(
    ("kind", "good"),
    [
        (ValueType.INT, 0), (ValueType.INT, 10**9), (ValueType.SHARE, 0), (ValueType.SHARE, 10_000),
        (ValueType.BOOL, False), (ValueType.MONTH_DAY, "02-29"), (ValueType.MONTH_DAY, "12-31"),
        (ValueType.FRACTION, "2/3"), (ValueType.FRACTION, "1/1"), (ValueType.FRACTION, "0/1"),
    ],
)  # fmt: skip
def test_good_values_stay_as_they_are(kind, good):
    assert check(kind, good) == good


@pytest.mark.parametrize(
    ("kind", "bad", "code"),
    [
        (ValueType.INT, -1, "whole_number"), (ValueType.INT, True, "whole_number"),
        (ValueType.INT, "3", "whole_number"), (ValueType.INT, 1.0, "whole_number"),
        (ValueType.INT, 10**9 + 1, "whole_number"),
        (ValueType.SHARE, 10_001, "share"), (ValueType.SHARE, 12.5, "share"), (ValueType.SHARE, None, "share"),
        (ValueType.BOOL, 1, "yes_no"), (ValueType.BOOL, "yes", "yes_no"), (ValueType.CHOICE, "x", "choice"),
        (ValueType.MONTH_DAY, "02-30", "month_day"), (ValueType.MONTH_DAY, "1-5", "month_day"),
        (ValueType.MONTH_DAY, "00-10", "month_day"), (ValueType.MONTH_DAY, 120, "month_day"),
        (ValueType.MONTH_DAY, "01-20\n", "month_day"), (ValueType.FRACTION, "3/2", "fraction"),
        (ValueType.FRACTION, "1/0", "fraction"), (ValueType.FRACTION, "0.5", "fraction"),
        (ValueType.FRACTION, "٢/٣", "fraction"), (ValueType.LANGUAGES, [], "languages"),
        (ValueType.LANGUAGES, ["de"], "languages"), (ValueType.LANGUAGES, "kk", "languages"),
    ],
)  # fmt: skip
def test_bad_values_are_refused_with_what_to_write(kind, bad, code):
    with pytest.raises(NormError) as refusal:
        check(kind, bad, choices=("a",))
    assert refusal.value.code == code
    assert str(refusal.value)


def test_languages_stand_in_one_order_once():
    assert check(ValueType.LANGUAGES, ["ru", "kk", "ru"]) == ["kk", "ru"]


def test_a_day_of_the_year_is_text_that_knows_its_parts():
    day = to_python(ValueType.MONTH_DAY, "02-29")
    assert day == "02-29"
    assert isinstance(day, MonthDay)
    assert (day.month, day.day) == (2, 29)
    assert day.in_year(2028) == dt.date(2028, 2, 29)
    assert day.in_year(2027) == dt.date(2027, 2, 28)
    assert MonthDay("01-20").in_year(2027) == dt.date(2027, 1, 20)


def test_values_for_code():
    assert to_python(ValueType.FRACTION, "2/3") == Fraction(2, 3)
    assert to_python(ValueType.BOOL, False) is False
    assert to_python(ValueType.INT, None) is None


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (ValueType.SHARE, "12.5", 1250), (ValueType.SHARE, "12,05 %", 1205), (ValueType.SHARE, "100", 10_000),
        (ValueType.MCI, "15 000", 15_000), (ValueType.TENGE, "4\u202f325", 4325), (ValueType.DAYS, " 7 ", 7),
        (ValueType.FRACTION, " 2 / 3 ", "2/3"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(kind, text, value):
    assert read_text(kind, text) == value


@pytest.mark.parametrize("text", ["", "x", "12.555", "-1", "1e3", "12,", ".5", "1.2.3"])
def test_what_is_no_share_is_refused(text):
    with pytest.raises(NormError):
        check(ValueType.SHARE, read_text(ValueType.SHARE, text))


@pytest.mark.parametrize("text", ["x", "-1", "1.5", "1e3", "9" * 5000, "٣"])
def test_what_is_no_whole_number_is_refused(text):
    with pytest.raises(NormError):
        check(ValueType.INT, read_text(ValueType.INT, text))


@given(st.integers(0, 10_000))
def test_a_share_survives_the_text_box(value):
    assert read_text(ValueType.SHARE, write_text(ValueType.SHARE, value)) == value


@pytest.mark.parametrize(
    ("code", "value", "language", "text"),
    [
        ("bnu.min_share.oblast_city", 1250, "en", "12.5\u00a0%"),
        ("bnu.min_share.oblast_city", 1250, "ru", "12,5\u00a0%"),
        ("bnu.min_share.oblast_city", 1000, "en", "10\u00a0%"),
        ("bnu.min_share.other", None, "en", "no limit set"),
        ("bnu.project_cap_mrp", 15_000, "en", "15\u202f000 MCI"),
        ("mci.tenge", 4325, "en", "4\u202f325\u00a0₸"),
        ("bnu.revision_days", 1, "en", "1 day"),
        ("bnu.revision_days", 4, "en", "4 days"),
        ("bnu.vote_revocable", False, "en", "no"),
        ("bnu.languages", ["kk", "ru"], "en", "Қазақша, Русский"),
        ("bnu.vote_from", "04-06", "en", "6 April"),
        ("bnu.vote_from", "04-06", "ru", "6 апреля"),
        ("bnu.council.quorum", "2/3", "en", "2/3"),
        ("bnu.overflow", "stop", "en", "stop the count there"),
    ],
)
def test_values_as_people_read_them(code, value, language, text):
    with translation.override(language):
        assert parameter(code).show(value) == text


def test_every_parameter_is_complete():
    for code, item in PARAMETERS.items():
        assert item.code == code
        assert re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", code), code
        assert len(code) <= 60
        assert item.group in GROUPS, code
        assert str(item.title), code
        assert str(item.text).endswith("."), code
        assert bool(item.choices) == (item.kind is ValueType.CHOICE), code
        assert item.low <= item.high


def test_the_codes_that_other_apps_read_are_there():
    months = ["announce_by", "intake_from", "intake_until", "review_until", "vote_from", "vote_until", "result_by"]
    assert all(parameter(f"bnu.{code}").kind is ValueType.MONTH_DAY for code in months)
    for code in ("votes_per_person", "min_age", "small_electorate", "min_votes", "max_choices"):
        assert parameter(f"bnu.{code}").kind is ValueType.INT
    assert parameter("bnu.project_cap_mrp").kind is ValueType.MCI
    assert parameter("mci.tenge").kind is ValueType.TENGE
    assert set(LEVELS) == {"republic", "region", "district", "rural"}


def test_an_unknown_code_and_a_missing_value_are_refused():
    with pytest.raises(NormError) as refusal:
        parameter("bnu.weather")
    assert refusal.value.code == "unknown_code"
    with pytest.raises(NormError) as refusal:
        parameter("bnu.min_age").check(None)
    assert refusal.value.code == "needed"
    assert parameter("bnu.min_share.other").check(None) is None


def test_limits_of_a_parameter_count():
    item = Parameter("x.y", ValueType.INT, "general", "t", "t.", low=2, high=5)
    assert item.check(5) == 5
    for value in (1, 6):
        with pytest.raises(NormError):
            item.check(value)
