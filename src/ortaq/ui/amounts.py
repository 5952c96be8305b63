"""Numbers and money as people write them in each language."""

from fractions import Fraction

from django.utils.translation import get_language, pgettext

from ortaq.core.money import MINUS, NARROW_SPACE, Money

NO_BREAK = "\u00a0"
THOUSAND, MILLION, BILLION, TRILLION = 10**3, 10**6, 10**9, 10**12


def decimal_mark() -> str:
    """A point in English, a comma in Kazakh and Russian."""
    return "." if get_language() == "en" else ","


def round_half_up(value: Fraction) -> int:
    """The nearest whole number, halves away from zero."""
    whole = int(abs(value) + Fraction(1, 2))
    return -whole if value < 0 else whole


def whole_text(value: int) -> str:
    """A whole number with narrow no-break spaces between thousands and a true minus."""
    return (MINUS if value < 0 else "") + f"{abs(value):,}".replace(",", NARROW_SPACE)


def decimal_text(value: Fraction, places: int) -> str:
    """A number rounded half up to so many decimals; zeros at the end are dropped."""
    scaled = round_half_up(value * 10**places)
    whole, rest = divmod(abs(scaled), 10**places)
    text = f"{whole:,}".replace(",", NARROW_SPACE)
    if rest:
        text += decimal_mark() + f"{rest:0{places}d}".rstrip("0")
    return (MINUS if scaled < 0 else "") + text


def exact_money(value: Money) -> str:
    """The exact amount with the currency's sign; decimals only where there are any."""
    whole, rest = divmod(abs(value.minor), 10**value.digits)
    text = f"{whole:,}".replace(",", NARROW_SPACE)
    if rest:
        text += f"{decimal_mark()}{rest:0{value.digits}d}"
    return f"{MINUS if value.minor < 0 else ''}{text}{NO_BREAK}{value.sign}"


def short_money(value: Money) -> str:
    """The amount as it is said: `12.4 bn ₸`, `12,4 млрд ₸`; below a million whole, to the nearest unit.

    One decimal below a hundred of the unit, none above; rounded half up, for reading only.
    """
    major = Fraction(value.minor, 10**value.digits)
    for unit, next_unit in ((TRILLION, None), (BILLION, TRILLION), (MILLION, BILLION)):
        # 999.96 million is said as 1 billion, so what counts is the number after rounding.
        if abs(major) < unit and not _rounds_up_to(abs(major), unit):
            continue
        if next_unit and _rounds_up_to(abs(major), next_unit):
            continue
        number = major / unit
        text = decimal_text(number, 1 if abs(number) < 100 else 0)
        return f"{text}{NO_BREAK}{unit_word(unit)}{NO_BREAK}{value.sign}"
    return f"{decimal_text(major, 0)}{NO_BREAK}{value.sign}"


def _rounds_up_to(major: Fraction, unit: int) -> bool:
    """Whether an amount is so near below `unit` that the smaller unit would show a thousand of it."""
    smaller = unit // THOUSAND if unit > MILLION else 1
    return round_half_up(major / smaller) * smaller >= unit


def unit_word(unit: int) -> str:
    """The short word for a million, billion or trillion in the active language."""
    words = {
        MILLION: pgettext("short for million", "mn"),
        BILLION: pgettext("short for billion", "bn"),
        TRILLION: pgettext("short for trillion", "tn"),
    }
    return words[unit]


def share_text(basis_points: int) -> str:
    """Basis points as per cent: 3333 is `33.3%` in English, `33,3 %` in Kazakh and Russian."""
    gap = "" if get_language() == "en" else NO_BREAK
    return f"{decimal_text(Fraction(basis_points, 100), 1)}{gap}%"
