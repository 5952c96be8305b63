"""Exact numbers: whole numbers and fractions, their text and their JSON. No float ever decides anything."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

Number: TypeAlias = int | Fraction

MAX_DIGITS = 60
"""Longer texts are refused: no sum of money or points needs them, and huge ones cost time to read."""

_DECIMAL = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_RATIO = re.compile(r"[+-]?[0-9]+/0*[1-9][0-9]*", re.ASCII)


def exact(value: Number | Decimal | str) -> Number:
    """Return ``value`` as an ``int`` where it is whole, else as a ``Fraction``.

    Texts are decimals with a point (``"12.50"``) or ratios (``"1/3"``). Raises ``ValueError`` for anything
    else: floats, booleans, infinities, exponents, thousands separators, more than 60 characters.

    >>> exact("12.50"), exact("7.0"), exact(Fraction(4, 2))
    (Fraction(25, 2), 7, 2)
    """
    if isinstance(value, bool):
        raise ValueError("not an exact number")
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        if len(value) > MAX_DIGITS or not (_DECIMAL.fullmatch(value) or _RATIO.fullmatch(value)):
            raise ValueError("not an exact number")
        fraction = Fraction(value)
    elif isinstance(value, Fraction):
        fraction = value
    elif isinstance(value, Decimal) and value.is_finite():
        fraction = Fraction(value)
    else:
        raise ValueError("not an exact number")
    return fraction.numerator if fraction.denominator == 1 else fraction


def is_number(value: object) -> bool:
    """Whether ``value`` is an ``int`` or ``Fraction`` (booleans are not numbers here)."""
    return isinstance(value, (int, Fraction)) and not isinstance(value, bool)


def number_text(value: Number) -> str:
    """Return the plain decimal text of ``value``, or ``"p/q"`` where no finite decimal exists.

    >>> number_text(7), number_text(Fraction(25, 2)), number_text(Fraction(-1, 3))
    ('7', '12.5', '-1/3')
    """
    if isinstance(value, int):
        return str(value)
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def number_to_json(value: Number) -> int | str:
    """Return whole numbers as they are and others as text, so that JSON never rounds.

    >>> number_to_json(3), number_to_json(Fraction(7, 2))
    (3, '3.5')
    """
    return value if isinstance(value, int) else number_text(value)


def number_from_json(value: object) -> Number:
    """Undo :func:`number_to_json`. Raises ``ValueError`` for anything it cannot have written.

    >>> number_from_json("3.5")
    Fraction(7, 2)
    """
    if isinstance(value, (int, str)):
        return exact(value) if isinstance(value, int) or len(value) <= MAX_DIGITS else _long(value)
    raise ValueError("not an exact number")


def _long(text: str) -> Number:
    # Totals over millions of ballots of fractional points can outgrow what a file may state.
    if len(text) > 4000 or not (_DECIMAL.fullmatch(text) or _RATIO.fullmatch(text)):
        raise ValueError("not an exact number")
    return exact(Fraction(text))
