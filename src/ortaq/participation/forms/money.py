"""Pots and categories: a line each, one empty line at the end, removed by a tick."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ortaq.core.money import CURRENCIES
from ortaq.participation.domain.pots import CategoryLine, PotLine
from ortaq.participation.errors import CycleError
from ortaq.participation.forms.fields import MoneyField, PickField, TextShape, TranslatedForm
from ortaq.participation.models import Category, Pot
from ortaq.territories.models import Territory

MOST_LINES = 200


def _typed(given: dict[str, Any]) -> bool:
    """Whether anything was typed into a line; zero is something."""
    return any(value not in (None, "") for name, value in given.items() if name != "DELETE")


class CurrencyForm(forms.Form):
    currency = forms.ChoiceField(
        label=_("Currency"), choices=[(code, f"{code} {sign}") for code, (_digits, sign) in CURRENCIES.items()]
    )


class PotForm(TranslatedForm):
    """A pot. A line in which nothing was typed is no pot."""

    translated: ClassVar = {
        "name": TextShape(
            pgettext_lazy("thing", "Name"),
            200,
            hint=_("Only needed where there are several pots, for example “Villages”."),
        )
    }
    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    amount = MoneyField(label=_("Amount"), required=False)
    territory = PickField(
        label=_("Only for a part of the place"), required=False, empty=_("for the whole place"),
        help_text=_("Only people who live there can vote on this money."),
    )  # fmt: skip
    category = PickField(label=_("Only for one category"), required=False, empty=_("for all projects"))

    def __init__(
        self, *args: Any, currency: str, parts: list[Territory], categories: list[Category], **settings: Any
    ) -> None:
        super().__init__(*args, **settings)
        self.fields["amount"].set_currency(currency)  # type: ignore[attr-defined]
        self.fields["territory"].offer(parts)  # type: ignore[attr-defined]
        self.fields["category"].offer(categories)  # type: ignore[attr-defined]

    @classmethod
    def initial_of(cls, pot: Pot) -> dict[str, Any]:
        own = {"pk": pot.pk, "amount": pot.amount, "territory": pot.territory_id, "category": pot.category_id}
        return own | cls.initial_texts(pot)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed into a new line."""
        return not _typed(self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "amount" not in given or given.get("DELETE"):
            return given
        if given["amount"] is None and _typed(given):
            self.add_error("amount", _("Write the amount of this pot."))
        elif given["amount"] is not None and given["amount"].minor <= 0:
            self.add_error("amount", CycleError("amount_not_positive").message)
        return given

    def line(self) -> PotLine:
        given = self.cleaned_data
        return PotLine(
            pk=given["pk"], amount=given["amount"], name=self.texts("name"), territory=given["territory"],
            category=given["category"],
        )  # fmt: skip


class CategoryForm(TranslatedForm):
    """A category. A line in which nothing was typed is none."""

    translated: ClassVar = {"name": TextShape(pgettext_lazy("thing", "Name"), 200)}
    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def initial_of(cls, category: Category) -> dict[str, Any]:
        return {"pk": category.pk} | cls.initial_texts(category)

    @property
    def is_empty(self) -> bool:
        return not _typed(self.cleaned_data)

    def line(self) -> CategoryLine:
        return CategoryLine(pk=self.cleaned_data["pk"], name=self.texts("name"))


class LinesFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """Lines of a list: kept, new, or ticked to be removed."""

    deletion_widget = forms.CheckboxInput

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove")


def lines_of(formset: Any) -> list[Any]:
    """What a checked list should be, for the verb."""
    kept = [form for form in formset.forms if not form.cleaned_data.get("DELETE")]
    return [form.line() for form in kept if not form.is_empty]


PotFormSet = forms.formset_factory(
    PotForm, formset=LinesFormSet, extra=1, can_delete=True, max_num=MOST_LINES, absolute_max=MOST_LINES
)
CategoryFormSet = forms.formset_factory(
    CategoryForm, formset=LinesFormSet, extra=1, can_delete=True, max_num=MOST_LINES, absolute_max=MOST_LINES
)
