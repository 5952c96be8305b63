"""Forms of the portal: they check shape; the verbs check sense."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ortaq.territories.domain.queries.places import by_code
from ortaq.territories.enums import Kind
from ortaq.territories.models import Territory
from ortaq.territories.names import MAX_LENGTH


class PlaceFilter(forms.Form):
    """The list of places: words and a kind. Whatever cannot be read counts as not asked."""

    q = forms.CharField(
        label=_("Name or code"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *Kind.choices])

    @property
    def wishes(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class NameFilter(forms.Form):
    """The list of names to check."""

    q = forms.CharField(
        label=_("Name or code"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    language = forms.ChoiceField(
        label=_("Name to check"),
        required=False,
        choices=[("", _("any")), ("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")],
    )
    shown = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("", _("only those to check")), ("all", _("all names"))]
    )

    @property
    def wishes(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


def _name_field(lang: str) -> forms.CharField:
    return forms.CharField(
        label=pgettext_lazy("thing", "Name"),
        required=False,
        max_length=MAX_LENGTH,
        widget=forms.TextInput(attrs={"lang": lang}),
    )


class NamesForm(forms.Form):
    """The three names of a place."""

    name_kk = _name_field("kk")
    name_ru = _name_field("ru")
    name_en = _name_field("en")

    @property
    def names(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"name_{code}"] for code in ("kk", "ru", "en")}


class ChangeForm(NamesForm):
    """A change that holds from a day on; a name left empty stays."""

    on = forms.DateField(label=_("From which day"), help_text=_("The first day of the new state."))
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    code = forms.CharField(label=_("KATO code"), max_length=12)
    parent = forms.CharField(
        label=_("Part of"), required=False, max_length=12, help_text=_("The KATO code of what it is part of.")
    )
    source = forms.CharField(
        label=_("Act or list that says so"),
        max_length=300,
        help_text=_("For example a decree with its number and date."),
    )

    field_order = ("on", "name_kk", "name_ru", "name_en", "kind", "code", "parent", "source")

    @classmethod
    def of(cls, territory: Territory, parent: Territory | None, **kwargs: Any) -> "ChangeForm":
        """A form that shows what holds today."""
        names = {f"name_{code}": getattr(territory, f"name_{code}") or "" for code in ("kk", "ru", "en")}
        initial = {"kind": territory.kind, "code": territory.code, "parent": parent.code if parent else "", **names}
        return cls(initial=initial, **kwargs)

    def clean_parent(self) -> Territory | None:
        code = self.cleaned_data["parent"].strip()
        if not code:
            return None
        found = by_code(code)
        if found is None:
            raise forms.ValidationError(_("There is no place with this code. Find it in the list of places first."))
        return found

    @property
    def given_names(self) -> dict[str, str]:
        return {code: name for code, name in self.names.items() if name}


class PopulationForm(forms.Form):
    """A count of people."""

    value = forms.IntegerField(
        label=_("People"), min_value=0, widget=forms.TextInput(attrs={"inputmode": "numeric", "data-unit": _("people")})
    )
    date = forms.DateField(label=_("Counted on"))
    source = forms.CharField(label=_("Source"), max_length=300, help_text=_("Who counted, and where it is printed."))

    def clean_date(self) -> dt.date:
        day: dt.date = self.cleaned_data["date"]
        if day.year < 1800:
            raise forms.ValidationError(_("This day is too long ago. Check the year."))
        return day


class EndForm(forms.Form):
    """The end of a place."""

    on = forms.DateField(label=_("First day without it"))
    source = forms.CharField(label=_("Act or list that says so"), max_length=300)
