"""The individual identification number (IIN) of Kazakhstan: its form, its check digit and the birth date in it.

Twelve digits: birth date YYMMDD, one digit for century and sex (1-2: 1800s, 3-4: 1900s, 5-6: 2000s; odd is male),
four of a serial number, one check digit. The check digit is the sum of digit x weight modulo 11 with weights
1 … 11; if that gives 10, once more with weights 3 … 11, 1, 2; a number that gives 10 again is never issued.
Source: the rules of forming the identification number under the Law "On national registers of identification
numbers" (12 January 2007, No 223-III); recalled, not read again for this module.
"""

import datetime as dt

from ortaq.core import clock
from ortaq.identity.errors import IinError

LENGTH = 12
_DIGITS = frozenset("0123456789")
_FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}


def check_digit(first_eleven: str) -> int | None:
    """The twelfth digit for the first eleven; None where such a number is not issued."""
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        rest = sum(int(digit) * weight for digit, weight in zip(first_eleven, weights, strict=True)) % 11
        if rest < 10:
            return rest
    return None


def validated(iin: str) -> str:
    """The number as 12 ASCII digits.

    Args:
        iin: what somebody typed; spaces are forgiven, other letters and other scripts' digits are not.

    Raises:
        IinError: wrong length, letters, date, a birth in the future or check digit: always the same text.
    """
    number = iin.replace(" ", "")
    if len(number) != LENGTH or not _DIGITS.issuperset(number):
        raise IinError("not_accepted")
    _born(number)
    if check_digit(number[:-1]) != int(number[-1]):
        raise IinError("not_accepted")
    return number


def birth_date(iin: str) -> dt.date:
    """The day of birth in the number.

    Raises:
        IinError: not a valid number.
    """
    return _born(validated(iin))


def is_of_age(iin: str, *, on: dt.date, years: int) -> bool:
    """Whether the person has turned `years` by the day `on`, the birthday itself included.

    Who was born on 29 February turns a year older on 1 March of a common year.

    Raises:
        IinError: not a valid number.
    """
    born = birth_date(iin)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day)) >= years


def _born(number: str) -> dt.date:
    century = _CENTURIES.get(number[6])
    if century is None:
        raise IinError("not_accepted")
    try:
        born = dt.date(century + int(number[:2]), int(number[2:4]), int(number[4:6]))
    except ValueError:
        raise IinError("not_accepted") from None
    if born > clock.today():
        raise IinError("not_accepted")
    return born
