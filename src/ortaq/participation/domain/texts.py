"""Texts in several languages as they come from people: trimmed, measured, never cut."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models

from ortaq.participation.errors import CycleError

LANGUAGES: tuple[str, ...] = settings.MODELTRANSLATION_LANGUAGES
Texts = Mapping[str, str]
"""Language code → text; a language that is not named stays as it is."""
LONGEST = 5000
"""Characters of a text whose column names no limit."""


def clean(text: str, *, limit: int, field: str) -> str:
    """A text without blanks around it, in NFC, with line feeds only.

    Args:
        limit: characters at most.
        field: what the text is, for the message.

    Raises:
        CycleError: `too_long` or `control_characters`.
    """
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if any(unicodedata.category(letter) in {"Cc", "Cs"} and letter not in "\n\t" for letter in plain):
        raise CycleError("control_characters", field=field)
    if len(plain) > limit:
        raise CycleError("too_long", field=field, length=len(plain), limit=limit)
    return plain


def _field(obj: models.Model, name: str) -> models.Field[Any, Any]:
    found = obj._meta.get_field(name)
    if not isinstance(found, models.Field):
        raise TypeError(f"{name} is no column")
    return found


def label(obj: models.Model, field: str, language: str) -> str:
    """How a message names one language of a field: `title (Қазақша)`."""
    name = str(_field(obj, field).verbose_name).split(" [")[0]
    return f"{name} ({dict(settings.LANGUAGES)[language]})"


def put(obj: models.Model, field: str, texts: Texts) -> None:
    """Set a translated field in the languages given. The model's `max_length` is the limit.

    Raises:
        CycleError: `too_long`, `control_characters`, or `bad_language`.
    """
    limit = _field(obj, field).max_length or LONGEST
    for language, text in texts.items():
        if language not in LANGUAGES:
            raise CycleError("bad_language", language=language)
        setattr(obj, f"{field}_{language}", clean(text, limit=limit, field=label(obj, field, language)))


def read(obj: models.Model, field: str) -> dict[str, str]:
    """A translated field in all languages, "" where there is none."""
    return {language: getattr(obj, f"{field}_{language}") or "" for language in LANGUAGES}


def missing(obj: models.Model, field: str, languages: list[str]) -> list[str]:
    """The languages of the list in which the field is empty."""
    return [language for language in languages if not (getattr(obj, f"{field}_{language}", "") or "").strip()]
