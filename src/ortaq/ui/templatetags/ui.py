"""Tags and filters that every template has at hand."""

from django import template

from ortaq.core.money import MINUS, NARROW_SPACE, Money

register = template.Library()


@register.filter
def number(value: int | None) -> str:
    """A whole number with a narrow no-break space between thousands; a dash where there is none."""
    if value is None:
        return "—"
    return f"{abs(value):,}".replace(",", NARROW_SPACE).join((MINUS if value < 0 else "", ""))


@register.filter
def money(value: Money | None) -> str:
    """The exact amount with the currency's sign; decimals only where there are any."""
    if value is None:
        return "—"
    whole, rest = divmod(abs(value.minor), 10**value.digits)
    text = f"{whole:,}".replace(",", NARROW_SPACE)
    if rest:
        text += f",{rest:0{value.digits}d}"
    return f"{MINUS if value.minor < 0 else ''}{text}\u00a0{value.sign}"
