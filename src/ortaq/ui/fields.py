"""How a form field is shown: which control, which language, which unit."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.forms.widgets import DateTimeBaseInput
from django.utils.safestring import SafeString

CODES = tuple(code for code, _name in settings.LANGUAGES)
# What a browser's own picker takes; it sends ISO 8601, which the fields read in every language.
PICKERS: dict[type[forms.Field], tuple[str, str]] = {
    forms.DateTimeField: ("datetime-local", "%Y-%m-%dT%H:%M"),
    forms.DateField: ("date", "%Y-%m-%d"),
    forms.TimeField: ("time", "%H:%M"),
}


@dataclass(frozen=True, slots=True)
class Control:
    """One field, ready for the template: `kind` is line, area, select, check, group, file or hidden."""

    kind: str
    control: SafeString
    described_by: str
    language: str
    unit: str


def control_kind(widget: forms.Widget) -> str:
    """Which of the seven shapes a widget has."""
    if widget.is_hidden:
        return "hidden"
    shapes: list[tuple[tuple[type[forms.Widget], ...], str]] = [
        ((forms.RadioSelect, forms.CheckboxSelectMultiple), "group"),
        ((forms.CheckboxInput,), "check"),
        ((forms.Select,), "select"),
        ((forms.Textarea,), "area"),
        ((forms.FileInput,), "file"),
    ]
    return next((kind for types, kind in shapes if isinstance(widget, types)), "line")


def field_language(field: BoundField) -> str:
    """The language of what is typed: the widget's `lang`, or the ending of a translated field's name."""
    named = field.field.widget.attrs.get("lang", "")
    if named:
        return str(named)
    ending = field.name.rpartition("_")[2]
    return ending if ending in CODES and "_" in field.name else ""


def show(field: BoundField) -> Control:
    """Decide everything about a field once.

    A widget may carry two attributes of ours: `data-unit` (the unit written behind the control, such as ₸)
    and `lang`. Labels, hints and errors get the ids that Django's own `aria-describedby` names.
    """
    widget = field.field.widget
    kind = control_kind(widget)
    language = field_language(field)
    attrs: dict[str, Any] = {}
    if kind in ("line", "area", "select", "file"):
        attrs["class"] = " ".join(filter(None, ("control", str(widget.attrs.get("class", "")))))
    if language:
        attrs["lang"] = language
    if kind == "area" and "rows" not in widget.attrs:
        attrs["rows"] = 5
    if kind == "line":
        attrs |= _line_attributes(field)
    described_by = field.aria_describedby or ""
    return Control(
        kind=kind,
        # A group's controls are drawn one by one by the template.
        control=SafeString() if kind in ("group", "hidden") else _drawn(field, attrs),
        described_by=_group_notes(field) if kind == "group" else described_by,
        language=dict(settings.LANGUAGES).get(language, ""),
        unit=str(widget.attrs.get("data-unit", "")),
    )


def _group_notes(field: BoundField) -> str:
    notes = [f"{field.auto_id}_helptext"] if field.help_text else []
    return " ".join([*notes, f"{field.auto_id}_error"] if field.errors else notes)


def _line_attributes(field: BoundField) -> dict[str, Any]:
    inner, widget = field.field, field.field.widget
    if isinstance(inner, forms.IntegerField | forms.DecimalField | forms.FloatField):
        # A number box changes under a scrolling finger; a text box with the digits' keyboard does not.
        return {
            "inputmode": "numeric" if type(inner) is forms.IntegerField else "decimal",
            "class": "control control-number",
        }
    if isinstance(inner, forms.EmailField):
        return {"autocomplete": widget.attrs.get("autocomplete", "email")}
    return {}


def _drawn(field: BoundField, attrs: dict[str, Any]) -> SafeString:
    inner, widget = field.field, field.field.widget
    if type(widget) is forms.NumberInput:
        widget.input_type = "text"
        for name in ("min", "max", "step"):
            widget.attrs.pop(name, None)
    for field_type, (input_type, date_format) in PICKERS.items():
        if isinstance(inner, field_type) and isinstance(widget, DateTimeBaseInput):
            widget.input_type = input_type
            widget.format = date_format
            attrs["class"] = "control control-date"
            break
    return field.as_widget(attrs=attrs)


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the error summary: `target` is the id to jump to, empty for the form as a whole."""

    label: str
    text: str
    target: str


def problems(form: forms.BaseForm) -> list[Problem]:
    """Everything wrong with a form, in the order of its fields, the form's own errors first."""
    found = [Problem("", str(error), "") for error in form.non_field_errors()]
    for field in form:
        # A group's first choice can take the focus, the group itself cannot.
        first = f"{field.auto_id}_0" if control_kind(field.field.widget) == "group" else field.id_for_label
        found += [Problem(str(field.label), str(error), "" if field.is_hidden else first) for error in field.errors]
    return found
