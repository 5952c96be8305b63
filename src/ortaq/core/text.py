"""Words in Kazakh, Russian and English: searched alike in every spelling, sorted by alphabet, written in Latin."""

import re
import unicodedata
from functools import cache

KAZAKH_ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
LATIN_ALPHABET = "abcdefghijklmnopqrstuvwxyz"

# People type one letter for both: a Russian keyboard has no Kazakh letters.
_TO_RUSSIAN = str.maketrans("әғқңөұүһіё", "агкноуухие")

# Apostrophes belong to the word (a', s' of an earlier Latin spelling), so they vanish instead of parting it.
_SILENT = str.maketrans("", "", "'`´‘’ʹʼ")
_SIGNS = str.maketrans("", "", "ьъ")

_LATIN: dict[str, str] = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh",
    "з": "z", "и": "i", "й": "y", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n", "ң": "n", "о": "o",
    "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "kh",
    "һ": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "і": "i", "ь": "", "э": "e",
    "ю": "yu", "я": "ya",
}  # fmt: skip

# What one and the same sound is written with. Kazakhstan has had several Latin spellings (Jambyl, Zhambyl;
# Qostanai, Kostanay), and i, y, и, і, й, ы change places between them, so all of these become y.
_SKELETON: dict[str, str] = {
    **_LATIN,
    "и": "y", "й": "y", "і": "y", "х": "h", "щ": "sh", "шч": "sh", "дж": "zh",
    "shch": "sh", "dzh": "zh", "dj": "zh", "j": "zh", "kh": "h", "gh": "g", "q": "k", "w": "u", "x": "ks",
    "i": "y", "ı": "y", "ý": "u", "ş": "sh", "ç": "ch", "ŋ": "n",
}  # fmt: skip
# One pass, the longest first: the result of one rule must not feed another.
_SKELETON_PARTS = re.compile("|".join(sorted(map(re.escape, _SKELETON), key=len, reverse=True)))

_SPACE = "00"
_NUMBER = "05"
_FIRST_ALPHABET = 10
_SECOND_ALPHABET = 60
_OTHER = "99"


def _without_marks(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text).split()


def _prepared(text: str) -> str:
    # A capital İ casefolds to i and a combining dot, which composes with nothing: it is taken off here.
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return folded.replace("\u0307", "").translate(_SILENT)


def fold(text: str) -> str:
    """The words of a text in one spelling that does not depend on script, case or keyboard.

    Ұлытау, Улытау and Ulytau all give `ulytau`; Жаңаарқа, Жанаарка, Zhanaarka and Jañaarqa give `zhanaarka`.
    It is made for comparing, not for reading (`latin` is).

    Args:
        text: Kazakh, Russian or Latin letters, mixed as they come; other scripts stay as they are.

    Returns:
        Words joined by one space, without punctuation.
    """
    letters = _prepared(text).translate(_SIGNS)
    sounds = _SKELETON_PARTS.sub(lambda part: _SKELETON[part[0]], letters)
    joined = " ".join(_words(_without_marks(sounds)))
    return re.sub("y+", "y", joined).replace("ye", "e")


def _fold_script(text: str) -> str:
    """Casefolded words in their own script, Kazakh letters as the Russian ones of the same place."""
    letters = _prepared(text).translate(_TO_RUSSIAN)
    # й is и with a mark in Unicode, yet a letter of its own: only Latin letters lose their marks.
    return " ".join(_words("".join(c if c in _LATIN else _without_marks(c) for c in letters)))


def search_forms(*names: str) -> str:
    """The text that a `search_text` column stores for something with these names.

    Args:
        names: the names in every language, codes, other spellings; empty ones are passed over.

    Returns:
        The different words, joined by spaces: each casefolded with Kazakh letters as Russian ones, and in the
        form of `fold`. A word with a hyphen is there in parts and in one piece.
    """
    found: dict[str, None] = {}
    for name in names:
        for spelling in (name, re.sub(r"(?<=\w)[-‐‑](?=\w)", "", name)):
            found.update(dict.fromkeys(_fold_script(spelling).split()))
            found.update(dict.fromkeys(fold(spelling).split()))
    return " ".join(found)


def search_query(text: str) -> list[str]:
    """The words to look for in a `search_text` column: every one must be contained in it (`LIKE '%word%'`).

    Args:
        text: what somebody typed, in any script.

    Returns:
        Different words in the order typed, letters and digits only (nothing to escape); none if nothing was said.
    """
    return list(dict.fromkeys(fold(text).split()))


@cache
def _letter_codes(language: str) -> dict[str, str]:
    first, second = (LATIN_ALPHABET, KAZAKH_ALPHABET) if language == "en" else (KAZAKH_ALPHABET, LATIN_ALPHABET)
    codes = {letter: f"{_FIRST_ALPHABET + place:02d}" for place, letter in enumerate(first)}
    codes |= {letter: f"{_SECOND_ALPHABET + place:02d}" for place, letter in enumerate(second)}
    if language == "ru":
        codes["ё"] = codes["е"]
    codes["ı"] = codes["i"]
    return codes


def sort_key(text: str, language: str, *, max_length: int = 400) -> str:
    """A key whose plain order is the order of the alphabet.

    The Kazakh alphabet has 42 letters (А Ә Б В Г Ғ … Ы І Ь Э Ю Я); in Russian Ё counts as Е and a Kazakh letter
    in a name stands where the Kazakh alphabet has it. Case and punctuation do not count, a space comes before
    any letter, numbers stand first and in order of size. In Kazakh and Russian Cyrillic comes before Latin, in
    English after it.

    The key holds only the digits 0-9, two for a letter, so SQLite's BINARY, PostgreSQL's "C" and every
    language's own collation order it alike.

    Args:
        text: a name or a title.
        language: `kk`, `ru` or `en`.
        max_length: characters the column holds; a longer key is cut, which keeps the order of what is left.

    Raises:
        ValueError: another language.
    """
    if language not in ("kk", "ru", "en"):
        raise ValueError(f"no alphabet for language {language!r}")
    codes = _letter_codes(language)
    keys = []
    for word in _words(_prepared(text)):
        key = ""
        for part in re.findall(r"\d+|\D", word):
            if part[0].isdecimal():
                digits = "".join(str(unicodedata.decimal(c)) for c in part).lstrip("0") or "0"
                # The length goes first, so that 9 comes before 10.
                key += f"{_NUMBER}{min(len(digits), 99):02d}{digits[:99]}"
            else:
                letters = part if part in codes else _without_marks(part) or part
                key += "".join(codes.get(c) or f"{_OTHER}{ord(c):07d}" for c in letters)
        keys.append(key)
    return _SPACE.join(keys)[:max_length]


def latin(text: str) -> str:
    """Kazakh or Russian Cyrillic in the Latin spelling that Kazakhstan's place names have in English.

    Жаңаарқа gives Zhanaarka, Ұлытау Ulytau, Ақтоғай Aktogay, Қайыңды Kaiyndy, Подборный Podborny. What is not
    Cyrillic stays.
    """
    source = unicodedata.normalize("NFC", text)
    lower = [c.lower() for c in source]
    result = []
    for place, letter in enumerate(lower):
        before = lower[place - 1] if place else ""
        after = lower[place + 1] if place + 1 < len(lower) else ""
        ends = not (place + 2 < len(lower) and lower[place + 2].isalnum())
        if letter in "ьъ":
            written = "y" if after in ("е", "ё") else ""
        elif letter in "иы" and after == "й" and ends:
            written = "y"  # Подборный, Таврический: the й after it is left out
        elif letter == "й" and "ы" in (before, after):
            written = "" if before == "ы" and not after.isalnum() else "i"
        elif letter == "й" and before == "и" and not after.isalnum():
            written = ""
        else:
            written = _LATIN.get(letter, source[place])
        if source[place].isupper() and letter in _LATIN:
            beside = source[place - 1 : place] + source[place + 1 : place + 2]
            written = written.upper() if any(c.isupper() for c in beside) else written.capitalize()
        result.append(written)
    return "".join(result)


def slug(text: str, *, max_length: int = 80) -> str:
    """A short readable part of an address: `zhana-arka-2026` for «Жаңа Арқа, 2026».

    Args:
        text: a name or a title.
        max_length: characters; a longer slug is cut after a whole word where there is one.

    Raises:
        ValueError: the text has no Cyrillic or Latin letter and no digit.
    """
    plain = _without_marks(latin(text).casefold().translate(_SILENT).replace("ı", "i"))
    words = re.findall(r"[a-z0-9]+", plain)
    if not words:
        raise ValueError("nothing in the text can stand in an address")
    whole = "-".join(words)
    if len(whole) <= max_length:
        return whole
    cut = whole[: max_length + 1]
    return cut.rpartition("-")[0] if "-" in cut else whole[:max_length]
