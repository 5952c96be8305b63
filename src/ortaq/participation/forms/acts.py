"""Proposing an act of two people: what exactly, and a reason that everybody reads."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.participation.domain.acts import REASON_LEAST, REASON_LENGTH
from ortaq.participation.domain.roll import identify
from ortaq.participation.enums import ActKind
from ortaq.participation.errors import ActError
from ortaq.participation.forms.roll import AddPersonForm
from ortaq.participation.models import Cycle, Project

LOCAL = "%Y-%m-%dT%H:%M"


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Public reason"),
        min_length=REASON_LEAST,
        max_length=REASON_LENGTH,
        error_messages={"min_length": ActError.messages["reason_short"]},
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody will read it beside the act, with your name and that of the second person."),
    )


class ReasonForm(forms.Form):
    """An act that needs nothing but a reason: publish, annul."""

    reason = _reason()

    def params(self) -> dict[str, Any]:
        """What the verb needs besides the reason."""
        return {}


class ExtendForm(ReasonForm):
    ends_at = forms.DateTimeField(
        label=_("New closing time"),
        input_formats=[LOCAL, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
        help_text=_("Time of Astana. Later phases move by the same time."),
    )
    field_order = ["ends_at", "reason"]

    def params(self) -> dict[str, Any]:
        return {"ends_at": self.cleaned_data["ends_at"].isoformat()}


class WithdrawForm(ReasonForm):
    project = forms.ChoiceField(label=_("Project"))
    field_order = ["project", "reason"]

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        projects = Project.objects.filter(cycle=cycle, withdrawn_at__isnull=True).order_by("number")
        field = self.fields["project"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *((str(each.pk), f"№ {each.number} {each.title}") for each in projects)]

    def params(self) -> dict[str, Any]:
        return {"project": int(self.cleaned_data["project"])}


class AdmitForm(AddPersonForm):
    """A person who was left out of the roll. Their numbers leave this form as keyed hashes only."""

    reason = _reason()

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, cycle=cycle, **kwargs)
        self._cycle = cycle

    def params(self) -> dict[str, Any]:
        """What the verb needs besides the reason.

        Raises:
            RollError: the numbers are no numbers of a person who may vote.
        """
        given = self.cleaned_data
        person = identify(cycle=self._cycle, phone=given["phone"], iin=given["iin"])
        return {
            "phone_key": person.phone,
            "iin_key": person.iin,
            "initials": given["initials"],
            "territory": given["territory"].pk,
            "note": given["basis_note"],
        }


ActForm = ReasonForm | AdmitForm


def act_form(kind: ActKind, data: Any, cycle: Cycle) -> ActForm:
    """The form of an act.

    Args:
        data: what was posted, or None.
    """
    if kind == ActKind.EXTEND:
        return ExtendForm(data)
    if kind == ActKind.WITHDRAW:
        return WithdrawForm(data, cycle=cycle)
    if kind == ActKind.ADMIT:
        return AdmitForm(data, cycle=cycle)
    return ReasonForm(data)
