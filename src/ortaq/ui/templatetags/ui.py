"""Tags and filters that every template has at hand."""

import datetime as dt
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from ortaq.core.money import Money
from ortaq.ui import amounts, charts, fields, icons
from ortaq.ui.context import language_links

register = template.Library()

NOTHING = "—"
MESSAGE_KINDS = {"error": "danger", "warning": "warning", "success": "success"}


@register.filter
def number(value: int | None) -> str:
    """A whole number with a narrow no-break space between thousands; a dash where there is none."""
    return NOTHING if value is None else amounts.whole_text(value)


@register.filter
def money(value: Money | None) -> str:
    """The exact amount with the currency's sign; decimals only where there are any."""
    return NOTHING if value is None else amounts.exact_money(value)


@register.filter
def money_short(value: Money | None, mode: str = "") -> str:
    """The amount as it is said, the exact one on hover.

    Args:
        mode: `focus` lets the keyboard reach the exact amount too (not inside a link or a button).
    """
    if value is None:
        return NOTHING
    short, exact = amounts.short_money(value), amounts.exact_money(value)
    if short == exact:
        return format_html('<span class="money">{}</span>', short)
    if mode == "focus":
        return format_html(
            '<span class="money money-focus" tabindex="0" role="note" aria-label="{0}" data-exact="{0}">{1}</span>',
            exact,
            short,
        )
    return format_html('<span class="money" title="{}">{}</span>', exact, short)


@register.filter
def decimal(value: Fraction | int | None, places: int | str = 1) -> str:
    """A measured value with so many decimals at most, rounded half up."""
    return NOTHING if value is None else amounts.decimal_text(Fraction(value), int(places))


@register.filter
def share(basis_points: int | None) -> str:
    """Basis points as per cent: 3333 gives 33.3%."""
    return NOTHING if basis_points is None else amounts.share_text(basis_points)


@register.filter
def per_person(value: Money | None, people: int | None) -> str:
    """A total for each inhabitant, to the whole unit; a dash where nobody was counted."""
    if value is None or not people:
        return NOTHING
    each = amounts.round_half_up(Fraction(value.minor, people * 10**value.digits))
    return gettext("%(amount)s per person") % {"amount": amounts.exact_money(Money.from_major(each, value.currency))}


@register.filter
def day(value: dt.date | dt.datetime | str | None) -> str:
    """A date or a moment in words, in the local time; what is no date stays as it is."""
    if isinstance(value, dt.datetime):
        return date_format(timezone.localtime(value) if timezone.is_aware(value) else value, "DATETIME_FORMAT")
    if isinstance(value, dt.date):
        return date_format(value, "DATE_FORMAT")
    return value or ""


@register.simple_tag
def date_span(starts: Any, ends: Any = None) -> str:
    """From one day to another; one day where both are the same or only one is known."""
    first, last = (date_format(_local(each), "DATE_FORMAT") if each else "" for each in (starts, ends))
    if not first or not last or first == last:
        return first or last
    if starts.year == ends.year:
        first = date_format(_local(starts), "MONTH_DAY_FORMAT")
    return f"{first}\u00a0– {last}"


def _local(value: Any) -> Any:
    return timezone.localtime(value) if isinstance(value, dt.datetime) and timezone.is_aware(value) else value


@register.simple_tag
def icon(name: str, css_class: str = "icon") -> SafeString:
    """A line icon; it decorates, the word beside it speaks."""
    return icons.icon_svg(name, css_class)


@register.simple_tag
def kind_word(kind: str) -> str:
    """What the colour of a notice means, in a word."""
    words = {
        "info": pgettext("kind of notice", "Information"),
        "success": pgettext("kind of notice", "Done"),
        "warning": pgettext("kind of notice", "Attention"),
        "danger": pgettext("kind of notice", "Problem"),
    }
    return words[kind]


@register.filter
def message_kind(message: Message) -> str:
    """Which notice a message of Django's is."""
    return MESSAGE_KINDS.get(message.level_tag, "info")


@register.simple_tag
def message_icon(message: Message) -> SafeString:
    return icons.icon_svg(message_kind(message))


@register.simple_tag
def duty_mark(state: str) -> SafeString | str:
    """The state of a duty: `late`, `soon`, `open` and `done` have their word and colour, another is shown as it is."""
    words = {
        "late": pgettext("state of a duty", "late"),
        "soon": pgettext("state of a duty", "soon due"),
        "open": pgettext("state of a duty", "open"),
        "done": pgettext("state of a duty", "done"),
    }
    if not state:
        return ""
    return format_html(
        '<span class="mark mark-{}">{}</span>', state if state in words else "open", words.get(state, state)
    )


@register.simple_tag
def control(field: BoundField) -> fields.Control:
    """Everything `c-field` shows about a form field."""
    return fields.show(field)


@register.simple_tag
def error_list(form: BaseForm | str, forms: Iterable[BaseForm] | str = "") -> list[fields.Problem]:
    """What is wrong with one form or with several."""
    asked = [*([form] if isinstance(form, BaseForm) else []), *(forms or [])]
    return [problem for each in asked if isinstance(each, BaseForm) for problem in fields.problems(each)]


@register.simple_tag
def bar_svg(share_of_hundred: Any, label: str = "", tone: str = "") -> SafeString:
    """A thin bar; see `charts.bar`."""
    return charts.bar(Fraction(str(share_of_hundred)), str(label), tone)


@register.simple_tag
def treemap_svg(parts: Sequence[charts.Slice], label: str) -> SafeString:
    """Parts of a whole as areas; see `charts.treemap`."""
    return charts.treemap(parts, label)


@register.simple_tag
def bar_rows(parts: Sequence[charts.Slice]) -> list[charts.Row]:
    """The same parts as bars, the largest first and as long as the line."""
    return charts.rows(parts)


@register.simple_tag
def trend_svg(points: Sequence[charts.Point], label: str, target: Fraction | None = None) -> SafeString:
    """A line over the years; see `charts.trend`."""
    return charts.trend(points, label, target or None)


@register.simple_tag
def page_numbers(page: Page[Any]) -> Sequence[int]:
    """Page numbers to show; 0 stands for a gap."""
    wanted = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [each if isinstance(each, int) else 0 for each in wanted]


@register.simple_tag(takes_context=True)
def page_url(context: Context, **changes: Any) -> str:
    """The query of this page with some values replaced; an empty value takes the name out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def translated_url(context: Context, code: str) -> str:
    """This page in another language."""
    return next((each["url"] for each in language_links(context["request"]) if each["code"] == code), f"/{code}/")
