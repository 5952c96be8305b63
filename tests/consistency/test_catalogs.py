"""Kazakh and Russian are complete, and placeholders survive translation."""

import re

import pytest
from babel.messages.catalog import Catalog

from ortaq.core import catalogs
from tests.conftest import REPOSITORY

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


@pytest.fixture(scope="module")
def strings() -> Catalog:
    return catalogs.collect(REPOSITORY / "src" / "ortaq")


@pytest.mark.parametrize("language", ["kk", "ru"])
class TestCatalogue:
    def test_complete(self, language: str, strings: Catalog) -> None:
        catalog = catalogs.load(REPOSITORY / "locale", language)
        waiting = []
        for message in strings:
            if not message.id:
                continue
            known = catalog.get(message.id, message.context)
            texts = (
                known.string if known and isinstance(known.string, (tuple, list)) else [known.string if known else ""]
            )
            if not all(texts):
                waiting.append(message.id)
        assert not waiting, f"{len(waiting)} strings wait: run `make translations`, then translate"

    def test_placeholders(self, language: str, strings: Catalog) -> None:
        wrong = []
        for message in catalogs.load(REPOSITORY / "locale", language):
            if not message.id:
                continue
            sources = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
            wanted = set(PLACEHOLDER.findall(sources[-1]))
            texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
            if not all(texts):
                continue
            # A singular form may do without its number.
            if not any(set(PLACEHOLDER.findall(text)) == wanted for text in texts) or any(
                set(PLACEHOLDER.findall(text)) - wanted for text in texts
            ):
                wrong.append(sources[0])
        assert not wrong

    def test_letters(self, language: str, strings: Catalog) -> None:
        """No Latin look-alikes inside Cyrillic words."""
        mixed = []
        for message in catalogs.load(REPOSITORY / "locale", language):
            texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
            for text in texts:
                plain = re.sub(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]+>", " ", text or "")
                mixed += re.findall(r"\b(?=\w*[a-zA-Z])(?=\w*[а-яёәғқңөұүһі])\w+\b", plain, re.IGNORECASE)
        assert not mixed
