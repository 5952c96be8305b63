"""Which messages of the installed libraries have no Kazakh or Russian text?

Each library brings translations of its own; `locale/libraries/<language>/LC_MESSAGES/django.po` is laid over them.
Run it after a library is upgraded:

    .venv/bin/python tools/library_catalogs.py                # a table; exit code 1 if anything is missing or stale
    .venv/bin/python tools/library_catalogs.py --missing kk   # what to translate, as .po
    .venv/bin/python tools/library_catalogs.py --stale kk     # what no library says any more
"""

import argparse
import gettext
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

LANGUAGES = ("kk", "ru")
OVERLAY = Path(__file__).resolve().parents[1] / "locale" / "libraries"

# What tells two messages apart: the context and the English text (both texts of a plural).
Key = tuple[str | None, str | tuple[str, str]]


@dataclass(frozen=True)
class Library:
    """A package whose strings people may see.

    `catalogs` is the folder of its own .po files inside the package; None if it has none, and then its strings are
    read from its Python source.
    """

    package: str
    catalogs: str | None = "locale"

    @property
    def folder(self) -> Path:
        """Where the package is installed. Raises LookupError if it is not."""
        spec = find_spec(self.package)
        if spec is None or spec.origin is None:
            raise LookupError(f"{self.package} is not installed")
        return Path(spec.origin).parent


LIBRARIES = (
    Library("django", "conf/locale"),
    Library("django.contrib.auth"),
    Library("django.contrib.contenttypes"),
    Library("django.contrib.humanize"),
    Library("django.contrib.sessions"),
    Library("django.contrib.postgres"),
    Library("django.contrib.admin"),
    Library("allauth"),
    Library("modeltranslation", None),
    Library("django_cotton", None),
    Library("django_tasks", None),
    Library("django_tasks_db", None),
    Library("rules", None),
    Library("csp", None),
)

# Babel knows the functions of gettext but not Django's lazy ones. For each: where the texts and the context stand.
_KEYWORDS = {
    name + lazy: arguments
    for lazy in ("", "_lazy")
    for name, arguments in {
        "gettext": (1,),
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
} | {"_": (1,), "gettext_noop": (1,)}
_SOURCES = [("**/tests/**", "ignore"), ("**.py", "python")]


def key_of(message: Message) -> Key:
    """The context and English text of a message."""
    text = message.id
    return message.context, text if isinstance(text, str) else (text[0], text[1])


def is_translated(message: Message | None) -> bool:
    """Whether a message has a text in every form and nobody marked it as doubtful."""
    if message is None or message.fuzzy:
        return False
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return bool(forms) and all(forms)


def read_catalog(path: Path) -> Catalog:
    """A .po file. Raises FileNotFoundError, and PoFileError for a file that is not valid."""
    with path.open("rb") as source:
        return read_po(source, abort_invalid=True)


@cache
def messages(library: Library) -> dict[Key, Message]:
    """Everything a library says, in its own order."""
    if library.catalogs is not None:
        english = read_catalog(library.folder / library.catalogs / "en" / "LC_MESSAGES" / "django.po")
        return {key_of(message): message for message in english if message.id}
    found = Catalog()
    for _file, _line, text, _comments, context in extract_from_dir(
        str(library.folder), _SOURCES, keywords=_KEYWORDS, strip_comment_tags=True
    ):
        found.add(text, context=context)
    return {key_of(message): message for message in found if message.id}


@cache
def shipped(library: Library, language: str) -> gettext.NullTranslations:
    """The library's own translations as they are loaded when the site runs: the compiled file, not its source."""
    if library.catalogs is None:
        return gettext.NullTranslations()
    folder = library.folder / library.catalogs
    return gettext.translation("django", localedir=folder, languages=[language], fallback=True)


def is_shipped(library: Library, language: str, key: Key) -> bool:
    """Whether a library brings a text of its own for a message."""
    context, text = key
    compiled = getattr(shipped(library, language), "_catalog", {})
    first = text if isinstance(text, str) else text[0]
    name = first if context is None else f"{context}\x04{first}"
    return bool(compiled.get(name) if isinstance(text, str) else compiled.get((name, 0)))


def overlay(language: str) -> Catalog:
    """Our translations of the libraries' messages. Raises FileNotFoundError if there are none."""
    return read_catalog(OVERLAY / language / "LC_MESSAGES" / "django.po")


def missing(language: str) -> Iterator[tuple[Library, Message]]:
    """Messages that would be shown in English to somebody who reads `language` ("kk" or "ru")."""
    own = overlay(language)
    for library in LIBRARIES:
        for key, message in messages(library).items():
            context, text = key
            if not is_translated(own.get(text, context)) and not is_shipped(library, language, key):
                yield library, message


def stale(language: str) -> list[Message]:
    """Translations of ours for messages that no library has any more."""
    known = {key for library in LIBRARIES for key in messages(library)}
    return [message for message in overlay(language) if message.id and key_of(message) not in known]


def as_po(language: str, wanted: list[Message]) -> str:
    """Messages as a .po file ready to be filled in, with the plural forms of the overlay."""
    own = overlay(language)
    sheet = Catalog(locale=language, fuzzy=False)
    sheet.mime_headers = own.mime_headers
    for message in wanted:
        sheet.add(message.id, context=message.context, flags=message.flags)
    out = io.BytesIO()
    write_po(out, sheet)
    return out.getvalue().decode()


def table() -> tuple[str, bool]:
    """Counts per library and language as text, and whether nothing is missing or stale."""
    lines = [f"{'library':<28}{'messages':>9}" + "".join(f"{c + ' own':>9}{c + ' left':>9}" for c in LANGUAGES)]
    left = {language: list(missing(language)) for language in LANGUAGES}
    own = {language: overlay(language) for language in LANGUAGES}
    for library in LIBRARIES:
        said = messages(library)
        row = f"{library.package:<28}{len(said):>9}"
        for language in LANGUAGES:
            ours = sum(is_translated(own[language].get(text, context)) for context, text in said)
            row += f"{ours:>9}{sum(owner is library for owner, _ in left[language]):>9}"
        lines.append(row)
    old = {language: len(stale(language)) for language in LANGUAGES}
    lines += [f"{language}: {count} stale" for language, count in old.items()]
    return "\n".join(lines), not any(left.values()) and not any(old.values())


def main(arguments: list[str] | None = None) -> int:
    """Print the table, or the messages asked for. Returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--missing", choices=LANGUAGES, help="print untranslated messages as .po")
    chosen.add_argument("--stale", choices=LANGUAGES, help="print messages no library has any more as .po")
    options = parser.parse_args(arguments)
    if options.missing:
        print(as_po(options.missing, [message for _, message in missing(options.missing)]), end="")
        return 0
    if options.stale:
        print(as_po(options.stale, stale(options.stale)), end="")
        return 0
    text, complete = table()
    print(text)
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
