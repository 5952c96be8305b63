"""Form fields of this app: money as people write it, a text in three languages, a part of a place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.conf import settings

from ortaq.core.money import CURRENCIES, Money, MoneyError
from ortaq.territories.models import Territory

LONGEST_AMOUNT = 40


class MoneyField(forms.CharField):
    """An amount in one currency: `1 250 000`, `1250000,50`."""

    def __init__(self, *, currency: str = "KZT", **settings: Any) -> None:
        super().__init__(max_length=LONGEST_AMOUNT, **settings)
        self.set_currency(currency)
        self.widget.attrs["inputmode"] = "decimal"

    def set_currency(self, currency: str) -> None:
        """Read and show amounts in this currency."""
        self.currency = currency
        self.widget.attrs["data-unit"] = CURRENCIES.get(currency, (2, currency))[1]

    def to_python(self, value: Any) -> Money | None:  # type: ignore[override]
        text = super().to_python(value)
        if not text:
            return None
        try:
            return Money.parse(text, self.currency)
        except MoneyError as error:
            raise forms.ValidationError(error.message, code=error.code) from None

    def prepare_value(self, value: Any) -> Any:
        """An amount as it is typed; what was typed stays as it was."""
        if not isinstance(value, Money):
            return value
        whole, rest = divmod(value.minor, 10**value.digits)
        text = f"{whole:,}".replace(",", " ")
        return f"{text},{rest:0{value.digits}d}" if rest else text


class PartField(forms.ModelChoiceField):
    """A part of a place, the place itself left out: it is what an empty choice means."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(queryset=Territory.objects.none(), **settings)

    def set_place(self, territory: Territory) -> None:
        """Offer what lies directly in the place and below it, as of today."""
        self.queryset = Territory.objects.filter(  # type: ignore[misc]
            path__startswith=territory.path, active=True, depth__lte=territory.depth + 2
        ).exclude(pk=territory.pk)


@dataclass(frozen=True)
class TextShape:
    """A text that is written in every language.

    Args:
        limit: characters at most.
        rows: lines of a text area; 0 for one line.
        hint: shown once, with the first language.
    """

    label: Any
    limit: int
    rows: int = 0
    hint: Any = ""

    def fields(self, name: str) -> Iterator[tuple[str, forms.CharField]]:
        """`name_kk`, `name_ru`, `name_en`. None is required: a draft may be incomplete."""
        for index, (code, _language) in enumerate(settings.LANGUAGES):
            attrs = {"lang": code, "dir": "auto"}
            widget = forms.Textarea(attrs=attrs | {"rows": self.rows}) if self.rows else forms.TextInput(attrs=attrs)
            yield f"{name}_{code}", forms.CharField(
                label=self.label, max_length=self.limit, required=False, widget=widget,
                help_text="" if index else self.hint,
            )  # fmt: skip


class TranslatedForm(forms.Form):
    """A form with texts in every language; `translated` names them and they stand first."""

    translated: ClassVar[dict[str, TextShape]] = {}

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        own = dict(self.fields)
        self.fields = {
            field_name: field for name, shape in self.translated.items() for field_name, field in shape.fields(name)
        } | own

    @classmethod
    def initial_texts(cls, obj: Any) -> dict[str, str]:
        """Values of the translated fields, from an object with such columns."""
        return {
            f"{name}_{code}": getattr(obj, f"{name}_{code}") or ""
            for name in cls.translated
            for code, _language in settings.LANGUAGES
        }

    def groups(self) -> list[list[forms.BoundField]]:
        """Each text as the list of its fields, to be shown side by side."""
        return [[self[f"{name}_{code}"] for code, _language in settings.LANGUAGES] for name in self.translated]

    def texts(self, name: str) -> dict[str, str]:
        """Language → text of a checked form."""
        return {code: self.cleaned_data[f"{name}_{code}"] for code, _language in settings.LANGUAGES}
