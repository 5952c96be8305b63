"""Codes and letters speak the language of the page they were asked from, and their words reach the translators."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.test import Client

from ortaq.core import catalogs
from ortaq.identity.letters import SENTENCES
from ortaq.notices.models import OutboxMessage
from tests.conftest import REPOSITORY
from tests.factories.identity import UserFactory

pytestmark = pytest.mark.django_db

LANGUAGES = ("kk", "ru")
ENGLISH = {name: text._args[0] for name, text in SENTENCES.items()}  # type: ignore[attr-defined]


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def words(language: str, tmp_path: Path, settings: Any) -> Iterator[dict[str, str]]:
    """The sentences as the catalogue has them, compiled; one not translated yet is marked with the language."""
    known = catalogs.load(REPOSITORY / "locale", language)
    catalog = Catalog(locale=language, charset="utf-8")
    texts = {}
    for name, english in ENGLISH.items():
        message = known.get(english)
        texts[name] = str(message.string) if message and message.string else f"[{language}] {english}"
        catalog.add(english, texts[name], flags=["python-format"] if "%(" in english else [])
    folder = tmp_path / language / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalog)
    settings.LOCALE_PATHS = [tmp_path]
    yield texts
    settings.LOCALE_PATHS = []


def newest() -> OutboxMessage:
    message = OutboxMessage.objects.first()
    assert message
    return message


@pytest.mark.parametrize("door", ["login", "signup"])
@pytest.mark.parametrize("known", [True, False])
def test_a_code_by_sms_and_the_one_sent_again(
    client: Client, language: str, words: dict[str, str], door: str, known: bool
) -> None:
    if known:
        # The page decides, not what the account has chosen: else the message would tell that there is one.
        UserFactory(phone="+77011234567", language="en")
    client.post(f"/{language}/account/{door}/", {"phone": "8 701 123 45 67"})
    first = newest()
    assert first.text == words["sms_code"] % {"code": first.code}
    client.post(f"/{language}/account/login/code/confirm/", {"action": "resend"})
    second = newest()
    assert second.pk != first.pk
    assert second.text == words["sms_code"] % {"code": second.code}
    assert second.text != ENGLISH["sms_code"] % {"code": second.code}


@pytest.mark.parametrize("door", ["login", "signup"])
def test_a_code_by_email_and_the_one_sent_again(
    client: Client, language: str, words: dict[str, str], door: str
) -> None:
    client.post(f"/{language}/account/{door}/?by=email", {"email": "aigul@example.kz"})
    letters = [newest()]
    client.post(f"/{language}/account/login/code/confirm/", {"action": "resend"})
    letters.append(newest())
    assert letters[0].pk != letters[1].pk
    for letter in letters:
        assert letter.subject == f"{words['code_subject'] % {'code': letter.code}} · Ortaq"
        assert words["code_first"] in letter.text
        assert words["code_last"] in letter.text
        assert ENGLISH["code_first"] not in letter.text.splitlines()


def test_letters_of_the_profile_and_of_a_forgotten_password(
    client: Client, language: str, words: dict[str, str]
) -> None:
    user = UserFactory(email="aigul@example.kz")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.post(f"/{language}/account/password/reset/", {"email": user.email})
    assert words["password_first"] in newest().text
    client.post(f"/{language}/account/password/reset/", {"email": "nobody@example.kz"})
    assert words["unknown_first"] in newest().text
    client.force_login(user)
    client.post(f"/{language}/account/email/", {"email": "new@example.kz", "action_add": "1"})
    confirmation = OutboxMessage.objects.filter(recipient="new@example.kz").first()
    assert confirmation
    assert words["address_first"] in confirmation.text
    client.post(f"/{language}/account/phone/change/", {"phone": "8 701 765 43 21"})
    code = OutboxMessage.objects.filter(recipient="+77017654321").first()
    assert code
    assert code.text == words["sms_code"] % {"code": code.code}


def test_every_sentence_is_collected_for_the_translators() -> None:
    collected = {message.id for message in catalogs.collect(REPOSITORY / "src" / "ortaq" / "identity")}
    assert len(ENGLISH) > 10
    assert set(ENGLISH.values()) <= collected


def test_no_text_template_has_words_that_nobody_collects() -> None:
    templates = list((REPOSITORY / "src" / "ortaq" / "identity" / "templates").rglob("*.txt"))
    assert len(templates) > 10
    assert [path.name for path in templates if "translate" in path.read_text()] == []
