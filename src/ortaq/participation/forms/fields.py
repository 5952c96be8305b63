"""Form fields of this app: money as people write it, a text in three languages, a part of a place."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.db import models

from ortaq.core.money import CURRENCIES, Money, MoneyError
from ortaq.territories.models import Territory

LONGEST_AMOUNT = 60
MOST_PARTS = 400


class MoneyField(forms.Field):
    """An amount in one currency: `1 250 000`, `1250000,50`."""

    widget = forms.TextInput

    def __init__(self, *, currency: str = "KZT", **settings: Any) -> None:
        super().__init__(**settings)
        self.set_currency(currency)
        self.widget.attrs["inputmode"] = "decimal"

    def set_currency(self, currency: str) -> None:
        """Read and show amounts in this currency."""
        self.currency = currency
        self.widget.attrs["data-unit"] = CURRENCIES.get(currency, (2, currency))[1]

    def to_python(self, value: Any) -> Money | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            if len(text) > LONGEST_AMOUNT:
                raise MoneyError("too_large", text=text[:LONGEST_AMOUNT])
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


class PickField(forms.ChoiceField):
    """One of the rows that were read before, so that many forms of a page share one query. It gives the row."""

    def __init__(self, *, empty: Any = None, **settings: Any) -> None:
        super().__init__(**settings)
        self.empty = empty
        self.rows: dict[str, Any] = {}

    def offer(self, rows: Iterable[models.Model], label: Callable[[Any], str] = str) -> None:
        """Set what can be chosen; where the field has a word for it, nothing too.

        Args:
            label: how a row is called.
        """
        self.rows = {str(row.pk): row for row in rows}
        nothing = [] if self.empty is None else [("", self.empty)]
        self.choices = [*nothing, *((pk, label(row)) for pk, row in self.rows.items())]

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))


def parts_of(territory: Territory) -> list[Territory]:
    """What lies in a place, the larger parts first: one query."""
    rows = Territory.objects.filter(
        path__startswith=territory.path, active=True, depth__gt=territory.depth, depth__lte=territory.depth + 2
    )
    return list(rows.order_by("depth", "sort_key", "code")[:MOST_PARTS])


@dataclass(frozen=True)
class TextShape:
    """A text that is written in every language.

    Args:
        limit: characters at most.
        rows: lines of a text area; 0 for one line.
        hint: shown once, above the languages.
    """

    label: Any
    limit: int
    rows: int = 0
    hint: Any = ""

    def fields(self, name: str) -> Iterator[tuple[str, forms.CharField]]:
        """`name_kk`, `name_ru`, `name_en`. None is required: a draft may be incomplete."""
        for code, _language in settings.LANGUAGES:
            attrs = {"lang": code, "dir": "auto"}
            widget = forms.Textarea(attrs=attrs | {"rows": self.rows}) if self.rows else forms.TextInput(attrs=attrs)
            yield (
                f"{name}_{code}",
                forms.CharField(label=self.label, max_length=self.limit, required=False, widget=widget),
            )


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

    def groups(self) -> list[dict[str, Any]]:
        """Each text with its hint and its fields, to be shown side by side."""
        return [
            {
                "hint": shape.hint,
                "id": f"{self[f'{name}_{settings.LANGUAGES[0][0]}'].auto_id}_hint",
                "fields": [self[f"{name}_{code}"] for code, _language in settings.LANGUAGES],
            }
            for name, shape in self.translated.items()
        ]

    def texts(self, name: str) -> dict[str, str]:
        """Language → text of a checked form."""
        return {code: self.cleaned_data[f"{name}_{code}"] for code, _language in settings.LANGUAGES}
