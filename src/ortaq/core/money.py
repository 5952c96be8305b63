"""Money: a whole number of minor units in one currency. No floats, no rounding but in `allocate`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ortaq.core.errors import DomainError

NARROW_SPACE = "\u202f"
MINUS = "\u2212"
LIMIT = 10**17
"""Amounts above 10^15 major units are refused: no budget is so large, and a BigInteger holds it safely."""
LONGEST = 40
"""Characters of an amount that is looked at; leading zeros count."""

# ISO 4217: minor digits and sign. A currency that is not here shows its code and has two minor digits.
CURRENCIES: dict[str, tuple[int, str]] = {
    "KZT": (2, "₸"), "PLN": (2, "zł"), "EUR": (2, "€"), "USD": (2, "$"), "HUF": (2, "Ft"),
    "CHF": (2, "CHF"), "CAD": (2, "CA$"), "RUB": (2, "₽"), "UZS": (2, "UZS"), "KGS": (2, "с"),
}  # fmt: skip


class MoneyError(DomainError):
    messages: dict[str, str | Promise] = {
        "not_a_number": _("“%(text)s” is not an amount of money. Write digits only, for example 1 250 000."),
        "too_many_decimals": _("“%(text)s” has more decimals than the currency has."),
        "too_large": _("“%(text)s” is larger than any budget. Check the number of zeros."),
        "two_currencies": _("Amounts in %(one)s and %(other)s cannot be added."),
    }


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount.

    Args:
        minor: whole minor units (tiyn for KZT), may be negative.
        currency: ISO 4217 code.
    """

    minor: int
    currency: str = "KZT"

    @property
    def digits(self) -> int:
        """How many decimals the currency has."""
        return CURRENCIES.get(self.currency, (2, ""))[0]

    @property
    def sign(self) -> str:
        return CURRENCIES.get(self.currency, (2, self.currency))[1]

    @property
    def major(self) -> Decimal:
        return Decimal(self.minor).scaleb(-self.digits)

    @classmethod
    def parse(cls, text: str, currency: str = "KZT") -> "Money":
        """Read an amount as people write it: spaces of any kind between thousands, comma or point before decimals.

        Raises:
            MoneyError: it is not a number, has too many decimals, or is beyond all sense.
        """
        plain = re.sub(r"[\s\u00a0\u202f\u2009_']", "", text).replace(MINUS, "-").replace(",", ".")
        parts = re.fullmatch(r"-?[0-9]+(?:\.([0-9]+))?", plain)
        if parts is None:
            raise MoneyError("not_a_number", text=text[:40])
        digits = CURRENCIES.get(currency, (2, ""))[0]
        # “1,500” may mean one and a half or fifteen hundred: nobody guesses about money.
        if len(parts[1] or "") > digits:
            raise MoneyError("too_many_decimals", text=text[:40])
        minor = Fraction(plain) * 10**digits if len(plain) < LONGEST else LIMIT + 1
        if abs(minor) > LIMIT:
            raise MoneyError("too_large", text=text[:40])
        return cls(int(minor), currency)

    @classmethod
    def from_major(cls, amount: int | Fraction | Decimal, currency: str = "KZT") -> "Money":
        """From an exact number of major units.

        Raises:
            MoneyError: it has more decimals than the currency, or is beyond all sense.
        """
        minor = Fraction(amount) * 10 ** CURRENCIES.get(currency, (2, ""))[0]
        if minor.denominator != 1:
            raise MoneyError("too_many_decimals", text=str(amount)[:40])
        if abs(minor) > LIMIT:
            raise MoneyError("too_large", text=str(amount)[:40])
        return cls(int(minor), currency)

    def _with(self, other: Any) -> int:
        if not isinstance(other, Money):
            raise TypeError(f"money and {type(other).__name__} do not mix")
        if other.currency != self.currency:
            raise MoneyError("two_currencies", one=self.currency, other=other.currency)
        return other.minor

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._with(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._with(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._with(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._with(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._with(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._with(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def allocate(self, weights: Sequence[int]) -> "list[Money]":
        """Split by whole weights with nothing lost: largest remainder, the earlier share first on a tie.

        Raises:
            ValueError: no weights, a negative one, or all zero.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("weights must be whole, not negative and not all zero")
        step = 1 if self.minor >= 0 else -1
        shares = [divmod(abs(self.minor) * w, total) for w in weights]
        parts = [quotient for quotient, _rest in shares]
        left = abs(self.minor) - sum(parts)
        for index in sorted(range(len(weights)), key=lambda i: (-shares[i][1], i))[:left]:
            parts[index] += 1
        return [Money(step * part, self.currency) for part in parts]
