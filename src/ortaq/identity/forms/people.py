"""The people back office."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.core import clock
from ortaq.core.actors import Actor
from ortaq.identity.domain.queries.people import places_named
from ortaq.identity.enums import Role, TakingOffice
from ortaq.identity.forms.fields import MobileField, email_widget
from ortaq.territories.models import Territory

_MOST_CHOICES = 15


class PeopleFilter(forms.Form):
    q = forms.CharField(
        label=_("Name"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("any role")), *Role.choices])
    place = forms.CharField(label=_("Place: name or KATO code"), required=False, max_length=100)
    former = forms.BooleanField(label=_("Also former ones"), required=False)


class AppointForm(forms.Form):
    """A role for a person. The place is typed; if several have that name, the form comes back with a choice."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose a role")), *Role.choices])
    place = forms.CharField(
        label=_("Place"), max_length=100, help_text=_("Name or KATO code. The role counts there and everywhere below.")
    )
    valid_from = forms.DateField(label=_("First day"), initial=clock.today)
    valid_to = forms.DateField(
        label=_("First day without the role"), required=False, help_text=_("Leave it empty while no end is known.")
    )
    taking_office = forms.ChoiceField(
        label=_("How they took office"),
        required=False,
        choices=[("", "—"), *TakingOffice.choices],
        help_text=_("For an akim only."),
    )
    basis = forms.CharField(
        label=_("Act"), required=False, max_length=300, help_text=_("For example: order No 12 of 3 March 2026.")
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.territory: Territory | None = None
        typed = str(self.data.get("place", "")) if self.is_bound else ""
        self._found = places_named(by, typed, _MOST_CHOICES + 1) if typed else []
        if 1 < len(self._found) <= _MOST_CHOICES:
            self.fields["territory"] = forms.ChoiceField(
                label=_("Which of these places?"),
                widget=forms.RadioSelect,
                choices=[(place.code, f"{place.name} ({place.code})") for place in self._found],
            )
            names = list(self.fields)
            names.insert(names.index("place") + 1, names.pop())
            self.order_fields(names)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("place"):
            self._choose_place(values)
        ends, starts = values.get("valid_to"), values.get("valid_from")
        if ends and starts and ends <= starts:
            self.add_error("valid_to", _("This day must come after the first one."))
        role = values.get("role")
        if role == Role.AKIM and not values.get("taking_office"):
            self.add_error("taking_office", _("Say how the akim took office."))
        if role and role != Role.AKIM and values.get("taking_office"):
            self.add_error("taking_office", _("Only an akim has a way of taking office. Leave this field empty."))
        return values

    def _choose_place(self, values: dict[str, Any]) -> None:
        if not self._found:
            self.add_error("place", _("There is no such place within your territory. Check the name or give the code."))
        elif len(self._found) > _MOST_CHOICES:
            self.add_error("place", _("Many places have this name. Write more of it, or give the KATO code."))
        elif len(self._found) == 1:
            self.territory = self._found[0]
        else:
            self.territory = next((place for place in self._found if place.code == values.get("territory")), None)

    def mandate(self) -> dict[str, Any]:
        """What the verb `appoint` wants to know."""
        values = self.cleaned_data
        return {
            "role": values["role"],
            "territory": self.territory,
            "valid_from": values["valid_from"],
            "valid_to": values["valid_to"],
            "taking_office": values["taking_office"],
            "basis": values["basis"],
        }


class ContactFields(forms.Form):
    phone = MobileField(
        label=_("Their phone number"),
        required=False,
        help_text=_("They sign in with it. Check it twice: it opens the Desk."),
    )
    email = forms.EmailField(label=_("Or their e-mail"), required=False, widget=email_widget())

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class NewcomerForm(ContactFields, AppointForm):
    """A person who is not in the list yet, with their first role."""

    name = forms.CharField(label=_("Full name"), max_length=200)
    field_order = [
        "name",
        "role",
        "place",
        "territory",
        "valid_from",
        "valid_to",
        "taking_office",
        "basis",
        "phone",
        "email",
    ]


class ContactForm(ContactFields):
    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and bool(values.get("phone")) == bool(values.get("email")):
            self.add_error(None, _("Give the phone number or the e-mail, one of them."))
        return values


class NameForm(forms.Form):
    name = forms.CharField(label=_("Full name"), max_length=200)


class EndForm(forms.Form):
    on = forms.DateField(label=_("First day without the role"), initial=lambda: clock.today() + dt.timedelta(days=1))
