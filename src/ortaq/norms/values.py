"""The types a parameter's value can have: how it is checked, stored as JSON, given to code and shown."""

import calendar
import datetime as dt
import re
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ortaq.core.money import NARROW_SPACE, Money
from ortaq.norms.errors import NormError

LEAP_YEAR = 2000
FULL_SHARE = 10_000
LARGEST = 10**9


class ValueType(StrEnum):
    """What a value is. `SHARE` is whole basis points; `FRACTION` is for shares that basis points cannot hold."""

    INT = "int"
    SHARE = "share"
    FRACTION = "fraction"
    MCI = "mci"
    TENGE = "tenge"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    BOOL = "bool"
    CHOICE = "choice"
    LANGUAGES = "languages"
    MONTH_DAY = "month_day"


WHOLE = (ValueType.INT, ValueType.MCI, ValueType.TENGE, ValueType.DAYS, ValueType.MONTHS, ValueType.YEARS)


class MonthDay(str):
    """A day of any year, `MM-DD`. It is that text, and knows its parts."""

    __slots__ = ()

    @property
    def month(self) -> int:
        return int(self[:2])

    @property
    def day(self) -> int:
        return int(self[3:])

    def in_year(self, year: int) -> dt.date:
        """The date in a year; 29 February is the 28th where there is none."""
        return dt.date(year, self.month, min(self.day, calendar.monthrange(year, self.month)[1]))


def check(kind: ValueType, value: Any, *, choices: tuple[str, ...] = (), low: int = 0, high: int = LARGEST) -> Any:
    """The value in the form in which it is stored.

    Args:
        value: JSON of the type: a whole number (basis points for a share), true or false, a code, a list of
            language codes, `MM-DD`, or a fraction such as `2/3`.
        choices: codes allowed for `CHOICE`.
        low, high: limits of whole numbers.

    Raises:
        NormError: it is not of this type, with a sentence about what to write.
    """
    if kind in WHOLE or kind is ValueType.SHARE:
        high = FULL_SHARE if kind is ValueType.SHARE else high
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            if kind is ValueType.SHARE:
                raise NormError("share")
            raise NormError("whole_number", low=low, high=high, example=max(low, min(high, 10)))
    elif kind is ValueType.BOOL:
        if not isinstance(value, bool):
            raise NormError("yes_no")
    elif kind is ValueType.CHOICE:
        if value not in choices:
            raise NormError("choice")
    elif kind is ValueType.LANGUAGES:
        return _languages(value)
    elif kind is ValueType.MONTH_DAY:
        return _month_day(value)
    else:
        return _fraction(value)
    return value


def _languages(value: Any) -> list[str]:
    known = [code for code, _name in settings.LANGUAGES]
    if not isinstance(value, list) or not value or any(code not in known for code in value):
        raise NormError("languages")
    return [code for code in known if code in value]


def _month_day(value: Any) -> str:
    parts = re.fullmatch(r"([01][0-9])-([0-3][0-9])", value) if isinstance(value, str) else None
    try:
        dt.date(LEAP_YEAR, int(parts[1]), int(parts[2])) if parts else None
    except ValueError:
        parts = None
    if parts is None:
        raise NormError("month_day")
    return str(value)


def _fraction(value: Any) -> str:
    parts = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", value) if isinstance(value, str) else None
    if parts is None or not 0 < int(parts[2]) >= int(parts[1]):
        raise NormError("fraction")
    return str(value)


def to_python(kind: ValueType, value: Any) -> Any:
    """A stored value as code uses it: `int`, `bool`, `str`, `list[str]`, `MonthDay`, `Fraction`; None is no limit."""
    if value is None:
        return None
    if kind is ValueType.MONTH_DAY:
        return MonthDay(value)
    if kind is ValueType.FRACTION:
        numerator, denominator = value.split("/")
        return Fraction(int(numerator), int(denominator))
    return value


def show(kind: ValueType, value: Any, labels: dict[str, Any]) -> str:
    """A stored value as people read it, in the active language.

    Args:
        labels: names of the codes of a `CHOICE`.
    """
    if value is None:
        return _("no limit set")
    match kind:
        case ValueType.SHARE:
            return f"{write_text(kind, value).replace('.', _decimal_sign())}\u00a0%"
        case ValueType.BOOL:
            return _("yes") if value else _("no")
        case ValueType.CHOICE:
            return str(labels.get(value, value))
        case ValueType.LANGUAGES:
            names = dict(settings.LANGUAGES)
            return ", ".join(str(names.get(code, code)) for code in value)
        case ValueType.MONTH_DAY:
            return date_format(MonthDay(value).in_year(LEAP_YEAR), "MONTH_DAY_FORMAT")
        case ValueType.FRACTION:
            return str(value)
        case _:
            return _whole(kind, value)


def _decimal_sign() -> str:
    return str(get_format("DECIMAL_SEPARATOR"))


def _whole(kind: ValueType, value: int) -> str:
    number = f"{value:,}".replace(",", NARROW_SPACE)
    match kind:
        case ValueType.MCI:
            # Translators: MCI is the monthly calculation index (АЕК, МРП).
            return pgettext("amount", "%(number)s MCI") % {"number": number}
        case ValueType.TENGE:
            return f"{number}\u00a0{Money(0).sign}"
        case ValueType.DAYS:
            return ngettext("%(number)s day", "%(number)s days", value) % {"number": number}
        case ValueType.MONTHS:
            return ngettext("%(number)s month", "%(number)s months", value) % {"number": number}
        case ValueType.YEARS:
            return ngettext("%(number)s year", "%(number)s years", value) % {"number": number}
        case _:
            return number


def read_text(kind: ValueType, text: str) -> Any:
    """What a person typed, as JSON of the type; `check` says whether it may stand.

    Whole numbers may have spaces between thousands; a share is written in per cent, with a comma or a point.

    Raises:
        NormError: it cannot be read at all.
    """
    tidy = re.sub(r"[\s\u00a0\u202f%]", "", text)
    if kind is ValueType.SHARE:
        parts = re.fullmatch(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))?", tidy)
        if parts is None:
            raise NormError("share")
        return int(parts[1]) * 100 + int((parts[2] or "0").ljust(2, "0"))
    if kind in WHOLE:
        # The limits follow in `check`; here only what cannot be a number is refused.
        return int(tidy) if re.fullmatch(r"[0-9]{1,12}", tidy) else tidy
    return tidy


def write_text(kind: ValueType, value: Any) -> str:
    """A stored value as it stands in a text box; the reverse of `read_text`."""
    if kind is ValueType.SHARE:
        whole, rest = divmod(value, 100)
        return f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
    return str(value)
