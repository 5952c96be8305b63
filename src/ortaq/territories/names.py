"""Names of places: which characters they may hold, what of them is sorted and searched."""

import unicodedata
from collections.abc import Iterable, Mapping

from ortaq.core.text import search_forms, sort_key
from ortaq.territories.errors import TerritoryError

LANGUAGES = ("kk", "ru", "en")
# Where a name is missing, the one shown instead: the order of settings.MODELTRANSLATION_FALLBACK_LANGUAGES.
FALLBACK = {"kk": ("kk", "ru", "en"), "ru": ("ru", "kk", "en"), "en": ("en", "ru", "kk")}
MAX_LENGTH = 200

_PUNCTUATION = set(" .,-–—'’ʼ\"«»“”()№/&")
_SCRIPTS = ("LATIN", "CYRILLIC")

# Words that tell the kind: `область Абай` stands under А, not under О.
_KIND_WORDS = {
    "облысы", "ауданы", "қаласы", "қалалық", "әкімдігі", "кенті", "ауылдық", "округі", "округ", "ауылы", "атындағы",
    "область", "район", "города", "город", "городская", "поселковая", "сельская", "администрация", "посёлок", "поселок",
    "сельский", "село", "имени", "станция", "разъезд", "участок", "зимовка", "отделение",
    "region", "district", "city", "administration", "settlement", "rural", "village",
}  # fmt: skip


def tidy_name(text: str) -> str:
    """A name with single spaces and composed letters, as it is stored."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def strange_character(name: str) -> str | None:
    """The first character that no place name has: not a Cyrillic or Latin letter, digit or plain mark.

    Emoji, control and direction characters, other scripts and the debris of a wrong encoding are found here.
    """
    for character in name:
        if character in _PUNCTUATION or character.isdecimal():
            continue
        if not (character.isalpha() and unicodedata.name(character, "").startswith(_SCRIPTS)):
            return f"U+{ord(character):04X} {unicodedata.name(character, 'unnamed')}"
    return None


def debris_character(name: str) -> str | None:
    """A letter that in a Kazakh or Russian name can only come from a file read in the wrong encoding."""
    for character in name:
        if "\u0080" <= character <= "\u00ff" and character not in "«»":
            return f"U+{ord(character):04X} {unicodedata.name(character, 'unnamed')}"
    return None


def checked_names(names: Mapping[str, str]) -> dict[str, str]:
    """Names by language, tidied, empty ones as empty strings.

    Raises:
        TerritoryError: one is too long or holds a character that no name has; or all are empty.
    """
    tidy = {language: tidy_name(name or "") for language, name in names.items() if language in LANGUAGES}
    if not any(tidy.values()):
        raise TerritoryError("no_name")
    for name in tidy.values():
        if len(name) > MAX_LENGTH:
            raise TerritoryError("name_long", length=len(name))
        character = strange_character(name)
        if character:
            raise TerritoryError("name_letters", name=name[:40], character=character)
    return tidy


def shown_name(names: Mapping[str, str | None], language: str) -> str:
    """The name that a reader of the language sees."""
    return next((names.get(code) or "" for code in FALLBACK[language] if names.get(code)), "")


def distinct_part(name: str) -> str:
    """A name without the words that only tell its kind; the whole name if nothing else is in it."""
    words = [word for word in name.split() if word.strip(".,").casefold() not in _KIND_WORDS]
    return " ".join(words) or name


def sort_keys(names: Mapping[str, str | None]) -> dict[str, str]:
    """`sort_key_kk`, `sort_key_ru`, `sort_key_en`, each after the name shown in that language."""
    keys = {}
    for language in LANGUAGES:
        name = shown_name(names, language)
        distinct = distinct_part(name)
        # The whole name follows, so that places of one name stand in a lasting order.
        keys[f"sort_key_{language}"] = sort_key(distinct if distinct == name else f"{distinct} {name}", language)
    return keys


def search_text(names: Iterable[str | None], codes: Iterable[str]) -> str:
    """What the search looks through: every present and former name and code."""
    return search_forms(*[name for name in names if name], *codes)
