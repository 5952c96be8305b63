"""Forms: choosing a place, setting a value, letting one end."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ortaq.core import clock
from ortaq.norms.catalogue import Parameter
from ortaq.norms.errors import NormError
from ortaq.norms.models import Evidence
from ortaq.norms.values import WHOLE, MonthDay, ValueType, read_text, write_text

LANGUAGES = ("kk", "ru", "en")


class PlaceForm(forms.Form):
    """Which place's parameters are shown."""

    place = forms.CharField(
        label=gettext_lazy("Place"), max_length=200, required=False, help_text=gettext_lazy("Its name or KATO code")
    )


def _date() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class NormForm(forms.Form):
    """A value with its first day and the act it comes from. The value's field follows the parameter's type."""

    valid_from = forms.DateField(
        label=gettext_lazy("First day"),
        widget=_date(),
        help_text=gettext_lazy("The value in force ends where this one begins. Nothing earlier changes."),
    )
    valid_to = forms.DateField(
        label=gettext_lazy("First day without it"),
        required=False,
        widget=_date(),
        help_text=gettext_lazy("Leave it empty if the value holds until somebody sets another."),
    )
    basis_kk = forms.CharField(label=gettext_lazy("Act, article"), max_length=500, required=False)
    basis_ru = forms.CharField(label=gettext_lazy("Act, article"), max_length=500, required=False)
    basis_en = forms.CharField(label=gettext_lazy("Act, article"), max_length=500, required=False)
    source_url = forms.URLField(
        label=gettext_lazy("Where the act can be read"), max_length=500, required=False, assume_scheme="https"
    )
    evidence = forms.ChoiceField(
        label=gettext_lazy("How surely is this known"), choices=Evidence.choices, initial=Evidence.READ
    )
    note_kk = forms.CharField(label=gettext_lazy("Note"), max_length=500, required=False)
    note_ru = forms.CharField(label=gettext_lazy("Note"), max_length=500, required=False)
    note_en = forms.CharField(label=gettext_lazy("Note"), max_length=500, required=False)

    def __init__(
        self, *args: Any, parameter: Parameter, current: Any = None, root: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parameter = parameter
        self.fields["valid_from"].initial = clock.today()
        if root:
            del self.fields["valid_to"]
        self.fields = {**_value_fields(parameter, current), **self.fields}

    @property
    def value_fields(self) -> list[forms.BoundField]:
        """The fields that make up the value, in order."""
        return [self[name] for name in self.fields if name.startswith("value")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first = self.value_fields[0].name
        try:
            cleaned["stored"] = None if cleaned.get("value_none") else self.parameter.check(self._written(cleaned))
        except NormError as error:
            if first not in self.errors:
                self.add_error(first, str(error))
        if not cleaned.get("basis_kk") and not cleaned.get("basis_ru"):
            self.add_error("basis_kk", _("Name the act or the decision, in Kazakh or in Russian."))
        return cleaned

    def _written(self, cleaned: dict[str, Any]) -> Any:
        """What was typed or chosen, as JSON; an empty box is no value, also where there need not be a limit."""
        kind = self.parameter.kind
        if kind is ValueType.MONTH_DAY:
            return f"{int(cleaned.get('value_month') or 0):02d}-{cleaned.get('value_day') or 0:02d}"
        value = cleaned.get("value")
        if kind is ValueType.BOOL:
            return {"yes": True, "no": False}.get(str(value))
        if kind in (ValueType.LANGUAGES, ValueType.CHOICE):
            return value or None
        if not value:
            raise NormError("needed")
        return read_text(kind, value)

    def texts(self, name: str) -> dict[str, str]:
        """The languages of `basis` or `note`."""
        return {language: self.cleaned_data[f"{name}_{language}"] for language in LANGUAGES}


class EndForm(forms.Form):
    """From which day a place's own value is gone."""

    end_on = forms.DateField(label=gettext_lazy("First day without it"), widget=_date())


UNITS = {
    ValueType.SHARE: "%",
    ValueType.MCI: gettext_lazy("MCI"),
    ValueType.TENGE: "₸",
    ValueType.DAYS: gettext_lazy("days"),
    ValueType.MONTHS: gettext_lazy("months"),
    ValueType.YEARS: gettext_lazy("years"),
}


def _value_fields(parameter: Parameter, current: Any) -> dict[str, forms.Field]:
    fields = _typed_fields(parameter, current)
    if parameter.nullable:
        fields["value_none"] = forms.BooleanField(label=_("No limit"), required=False, initial=current is None)
        for name in fields:
            fields[name].required = False
    return fields


def _typed_fields(parameter: Parameter, current: Any) -> dict[str, forms.Field]:
    kind, label = parameter.kind, _("Value")
    if kind is ValueType.BOOL:
        initial = {True: "yes", False: "no"}.get(current)
        choices = [("yes", _("yes")), ("no", _("no"))]
        return {"value": forms.ChoiceField(label=label, choices=choices, initial=initial, widget=forms.RadioSelect)}
    if kind is ValueType.CHOICE:
        options = list(parameter.choices.items())
        return {"value": forms.ChoiceField(label=label, choices=options, initial=current, widget=forms.RadioSelect)}
    if kind is ValueType.LANGUAGES:
        widget = forms.CheckboxSelectMultiple
        languages = list(settings.LANGUAGES)
        return {"value": forms.MultipleChoiceField(label=label, choices=languages, initial=current, widget=widget)}
    if kind is ValueType.MONTH_DAY:
        day = MonthDay(current) if current else None
        months = [("", "—"), *((str(number), name) for number, name in MONTHS.items())]
        return {
            "value_day": forms.IntegerField(label=_("Day"), min_value=1, max_value=31, initial=day and day.day),
            "value_month": forms.ChoiceField(label=_("Month"), choices=months, initial=day and str(day.month)),
        }
    initial = "" if current is None else write_text(kind, current)
    box = forms.TextInput(attrs={"inputmode": "numeric" if kind in WHOLE else "text", "size": 12})
    if kind in UNITS:
        box.attrs["data-unit"] = UNITS[kind]
    hint = _("A fraction such as 2/3") if kind is ValueType.FRACTION else ""
    return {"value": forms.CharField(label=label, max_length=20, initial=initial, widget=box, help_text=hint)}
