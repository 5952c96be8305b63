"""Names as the classifier prints them, and the same names written out in full."""

import re

from ortaq.territories.enums import Kind

# What the column `kind` of a KATO table says (there guessed from the prefix of the name) → our kinds.
KINDS: dict[str, str] = {
    "region": Kind.REGION,
    "city_republican": Kind.REPUBLICAN_CITY,
    "district": Kind.DISTRICT,
    "city_akimat": Kind.CITY_AKIMAT,
    "city": Kind.CITY,
    "city_district": Kind.CITY_DISTRICT,
    "settlement_akimat": Kind.SETTLEMENT,
    "settlement": Kind.SETTLEMENT,
    "rural_district": Kind.RURAL_DISTRICT,
    # A village with an akim of its own.
    "village_akimat": Kind.VILLAGE,
    "village": Kind.VILLAGE,
    # Winter camps, railway halts, farms: places with a name and no administration.
    "settlement_unprefixed": Kind.LOCALITY,
    "other": Kind.LOCALITY,
}
CITIES = (Kind.REPUBLICAN_CITY, Kind.CITY_AKIMAT, Kind.CITY_DISTRICT)

_BEFORE = {
    "г": "город", "п": "посёлок", "с": "село", "ст": "станция", "рзд": "разъезд", "уч": "участок",
    "отд": "отделение", "с.о": "сельский округ", "с.а": "сельская администрация", "п.а": "поселковая администрация",
    "г.а": "городская администрация", "р.а": "район",
}  # fmt: skip
_LEADING = re.compile(r"(с\.о|с\.а|п\.а|г\.а|р\.а|рзд|отд|уч|ст|г|п|с)\.\s*(?=\S)", re.IGNORECASE)
_TRAILING = re.compile(r"\s+(с\.о|с\.а|п\.а|г\.а|р\.а)\.?$", re.IGNORECASE)
_NAMED_AFTER = re.compile(r"(^|\s)им\.\s*")
_ADJECTIVE = re.compile(r"(ий|ый|ой|ая|яя)$")

_KAZAKH_ENDINGS = {"қ.": "қаласы", "а.о.": "ауылдық округі", "к.": "кенті", "а.": "ауылы"}
# Letters of other alphabets that the printed classifier has in place of Kazakh ones.
_MISPRINTS = str.maketrans({"Ќ": "Қ", "ќ": "қ", "ў": "ұ", "Ў": "Ұ"})


def russian_in_full(printed: str) -> str:
    """A Russian name of the classifier without abbreviations.

    «Абралинский с.о.» gives «Абралинский сельский округ», «с.о.им.Канай би» «сельский округ имени Канай би»,
    «Семей Г.А.» «городская администрация Семей», «п.Жайрем» «посёлок Жайрем». An abbreviation that could mean
    two things stays as it is printed.
    """
    name = " ".join(printed.translate(_MISPRINTS).split())
    leading = _LEADING.match(name)
    trailing = _TRAILING.search(name)
    if leading:
        name = f"{_BEFORE[leading[1].lower()]} {name[leading.end() :]}"
    elif trailing:
        proper = name[: trailing.start()]
        word = _BEFORE[trailing[1].lower()]
        # An adjective stands before its noun, a name that is not one after it.
        name = f"{proper} {word}" if _ADJECTIVE.search(proper) else f"{word} {proper}"
    return _NAMED_AFTER.sub(r"\1имени ", name)


def kazakh_in_full(printed: str) -> str:
    """A Kazakh name without abbreviations: «Семей қ.» gives «Семей қаласы»."""
    name = " ".join(printed.split())
    for ending, word in _KAZAKH_ENDINGS.items():
        if name.endswith(f" {ending}"):
            return f"{name[: -len(ending)]}{word}"
    return name


def kind_from_name(name_ru: str, parent_kind: str | None) -> str:
    """The kind that a Russian name and its place in the tree suggest; empty if they suggest none.

    Args:
        name_ru: as printed or in full.
        parent_kind: kind of what it is part of, None for the country's own parts.
    """
    name = russian_in_full(name_ru).casefold()
    words = name.split()
    if "область" in words:
        return Kind.REGION
    if "район" in words:
        return Kind.CITY_DISTRICT if parent_kind in CITIES else Kind.DISTRICT
    if "город" in words or "городская" in words:
        if parent_kind in (None, Kind.COUNTRY):
            return Kind.REPUBLICAN_CITY
        return Kind.CITY_AKIMAT if parent_kind in (Kind.REGION, Kind.DISTRICT) else Kind.CITY
    if "сельский" in words and "округ" in words:
        return Kind.RURAL_DISTRICT
    if "посёлок" in words or "поселковая" in words:
        return Kind.SETTLEMENT
    if "село" in words or "сельская" in words:
        return Kind.VILLAGE
    return ""
