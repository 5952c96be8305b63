"""Translations: collecting our strings, laying them into the catalogues, compiling them. No system tool needed."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LANGUAGES = ("kk", "ru", "en")
METHODS = [("**/templates/**.html", "enmerkar.extract:extract_django"), ("**.py", "python")]
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# The same headers as Django's own catalogues: gettext merges only what counts alike.
PLURALS = {
    "kk": "nplurals=2; plural=(n!=1);",
    "ru": (
        "nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : "
        "n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14)? 2 : 3);"
    ),
    "en": "nplurals=2; plural=(n != 1);",
}


def collect(source: Path) -> Catalog:
    """Every string to translate under `source`, with the places it stands in."""
    catalog = Catalog(project="ortaq", charset="utf-8")
    options = {"**/templates/**.html": {"encoding": "utf-8"}}
    found = extract_from_dir(str(source), METHODS, options, keywords=KEYWORDS, comment_tags=("Translators:",))
    for filename, _line, message, comments, context in found:
        catalog.add(message, None, [(filename.replace(os.sep, "/"), 0)], auto_comments=comments, context=context)
    return catalog


def catalogue_path(locale: Path, language: str) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def load(locale: Path, language: str) -> Catalog:
    path = catalogue_path(locale, language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def update(locale: Path, template: Catalog, languages: Iterable[str] = LANGUAGES) -> dict[str, int]:
    """Lay the collected strings into each catalogue; strings no longer used are dropped.

    Returns:
        how many strings wait for a translation, by language.
    """
    waiting = {}
    for language in languages:
        old = load(locale, language)
        new = Catalog(locale=language, project="ortaq", charset="utf-8", fuzzy=False)
        new.mime_headers = [("Plural-Forms", PLURALS[language])]
        for message in template:
            if not message.id:
                continue
            known = old.get(message.id, message.context)
            text = known.string if known else None
            if known and isinstance(message.id, tuple) and not isinstance(known.string, (tuple, list)):
                text = None
            new.add(message.id, text, message.locations, context=message.context, auto_comments=message.auto_comments)
        path = catalogue_path(locale, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, new, language)
        waiting[language] = sum(1 for _ in missing(new)) if language != "en" else 0
    return waiting


def _write(path: Path, catalog: Catalog, language: str) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(
            f'msgid ""\nmsgstr ""\n"Project-Id-Version: ortaq\\n"\n"Language: {language}\\n"\n'
            '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
            f'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: {PLURALS[language]}\\n"\n\n'.encode()
        )
        write_po(file, catalog, width=110, no_location=False, omit_header=True, sort_by_file=True, include_lineno=False)
    Path(file.name).replace(path)


def missing(catalog: Catalog) -> Iterator[str]:
    """Ids of strings without a translation."""
    for message in catalog:
        if not message.id:
            continue
        texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if message.fuzzy or not all(texts):
            yield message.id[0] if isinstance(message.id, (tuple, list)) else message.id


def compile_all(locale: Path) -> int:
    """Compile every catalogue under `locale` that is newer than its compiled form; returns how many were."""
    done = 0
    for path in sorted(locale.glob("**/LC_MESSAGES/*.po")):
        compiled = path.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= path.stat().st_mtime:
            continue
        with path.open("rb") as source:
            catalog = read_po(source, charset="utf-8")
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            write_mo(file, catalog)
        Path(file.name).replace(compiled)
        done += 1
    return done
