"""Form fields of this app: money as people write it, a text in three languages, a part of a place."""

from collections.abc import Iterator
from typing import Any

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


def language_names(languages: list[str]) -> str:
    """Names of languages in their own words, joined."""
    return ", ".join(name for code, name in settings.LANGUAGES if code in languages)


class Translated:
    """A text in all languages as fields `name_kk`, `name_ru`, `name_en`, and back to language → text."""

    @staticmethod
    def fields(name: str, *, label: Any, limit: int, rows: int = 0, hint: Any = "") -> dict[str, forms.CharField]:
        """The fields, one a language. None is required: a draft may be incomplete.

        Args:
            limit: characters at most.
            rows: lines of a text area; 0 for one line.
            hint: shown once, with the first language.
        """
        made = {}
        for index, (code, _name) in enumerate(settings.LANGUAGES):
            attrs = {"lang": code, "dir": "auto"}
            widget = forms.Textarea(attrs=attrs | {"rows": rows}) if rows else forms.TextInput(attrs=attrs)
            made[f"{name}_{code}"] = forms.CharField(
                label=label, max_length=limit, required=False, widget=widget, help_text="" if index else hint
            )
        return made

    @staticmethod
    def initial(obj: Any, *names: str) -> dict[str, str]:
        """Values for the fields from an object with translated columns."""
        return {
            f"{name}_{code}": getattr(obj, f"{name}_{code}") or "" for name in names for code, _name in settings.LANGUAGES
        }

    @staticmethod
    def read(cleaned: dict[str, Any], name: str) -> dict[str, str]:
        """Language → text from cleaned data."""
        return {code: cleaned.get(f"{name}_{code}", "") for code, _name in settings.LANGUAGES}


class TranslatedForm(forms.Form):
    """A form with translated texts: `translated` names them, `groups` puts the languages side by side."""

    translated: tuple[str, ...] = ()

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Each text with its fields, in the order of `translated`."""
        for name in self.translated:
            yield name, [self[f"{name}_{code}"] for code, _name in settings.LANGUAGES]

    def texts(self, name: str) -> dict[str, str]:
        """Language → text of a checked form."""
        return Translated.read(self.cleaned_data, name)


