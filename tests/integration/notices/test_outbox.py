"""The local outbox."""

from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.test import Client

from ortaq.core.sms import send_sms
from ortaq.identity.enums import Role
from ortaq.notices.checks import messages_reach_people
from ortaq.notices.models import Channel, OutboxMessage
from tests.factories.identity import UserFactory, official
from tests.factories.territories import RegionFactory

pytestmark = pytest.mark.django_db

PAGE = "/dev/outbox/"


@pytest.fixture
def _demo(settings: Any) -> None:
    settings.DEMO = True


def shown(client: Client) -> list[str]:
    return [message.recipient for message in client.get(PAGE).context["page"].object_list]


def test_there_is_no_such_page_on_a_real_installation(client: Client) -> None:
    send_sms(to="+77011234567", text="123456")
    assert client.get(PAGE).status_code == 404


@pytest.mark.usefixtures("_demo")
def test_an_anonymous_reader_finds_the_code_newest_first(client: Client) -> None:
    send_sms(to="+77011234567", text="Ortaq code: 111111. Valid.")
    send_sms(to="+77017654321", text="Ortaq code: 222222. Valid.")
    body = client.get(PAGE).content.decode()
    assert body.index("222222") < body.index("111111")


@pytest.mark.usefixtures("_demo")
def test_messages_are_text_and_links_only(client: Client) -> None:
    OutboxMessage.objects.create(channel=Channel.EMAIL, recipient="<b>", text="<script>alert(1)</script> http://a.kz/x")
    body = client.get(PAGE).content.decode()
    assert "<script>alert" not in body
    assert 'href="http://a.kz/x"' in body


@pytest.mark.usefixtures("_demo")
def test_codes_of_those_who_really_work_here_are_not_shown(client: Client, settings: Any) -> None:
    staff = official(Role.ADMINISTRATOR, RegionFactory())
    boss = UserFactory(phone=None, email="boss@example.kz", is_superuser=True)
    resident = UserFactory()
    EmailAddress.objects.create(user=staff, email="second@example.kz", verified=True)
    EmailAddress.objects.create(user=boss, email="not-yet@example.kz", verified=False)
    EmailAddress.objects.create(user=resident, email="shown@example.kz", verified=True)
    other = ("Second@example.kz", "not-yet@example.kz", "BOSS@example.kz")
    for contact in (staff.phone, boss.email, *other, resident.phone, "shown@example.kz"):
        send_sms(to=contact, text="123456")
    assert shown(client) == ["shown@example.kz", resident.phone]
    settings.DEBUG = True
    assert len(shown(client)) == 7


@pytest.mark.usefixtures("_demo")
@pytest.mark.parametrize("many", [1, 3])
def test_the_page_takes_the_same_queries(client: Client, many: int, django_assert_num_queries: Any) -> None:
    for _each in range(many):
        send_sms(to="+77011234567", text="123456")
    with django_assert_num_queries(2):
        client.get(PAGE)


@pytest.mark.usefixtures("_demo")
def test_pages_follow_each_other(client: Client) -> None:
    for number in range(25):
        send_sms(to=f"+7701{number:07d}", text="x")
    assert len(shown(client)) == 20
    assert len(client.get(f"{PAGE}?page=2").context["page"].object_list) == 5
    assert client.get(f"{PAGE}?page=nonsense").status_code == 200


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ortaq code: 123456. Valid", "123456"), ("Код Ortaq: 000001", "000001"), ("call +77011234567", ""),
        ("https://a.kz/123456/", ""), ("sum 1234567", ""), ("", ""), ("код\n\n654321\n\n", "654321"),
    ],
)  # fmt: skip
def test_the_code_is_told_from_other_figures(text: str, code: str) -> None:
    assert OutboxMessage(text=text).code == code


def test_one_row_for_each_recipient_of_a_letter(settings: Any) -> None:
    settings.EMAIL_BACKEND = "ortaq.notices.mail.OutboxBackend"
    letter = EmailMultiAlternatives("s" * 400, "text", to=["a@a.kz", "b@b.kz"], cc=["c@c.kz"])
    assert letter.send() == 1
    assert set(OutboxMessage.objects.values_list("recipient", flat=True)) == {"a@a.kz", "b@b.kz", "c@c.kz"}


def test_the_command_shows_everything() -> None:
    out = StringIO()
    call_command("outbox", stdout=out)
    assert "empty" in out.getvalue()
    send_sms(to=official(Role.ADMINISTRATOR, RegionFactory()).phone, text="code 123456")
    out = StringIO()
    call_command("outbox", stdout=out)
    assert "123456" in out.getvalue()


def test_a_real_installation_without_a_gateway_is_warned(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert [warning.id for warning in messages_reach_people(None)] == ["notices.W001"]
    settings.SMS_BACKEND = "somewhere.Gateway"
    assert messages_reach_people(None) == []
    settings.SMS_BACKEND = "ortaq.notices.sms.OutboxBackend"
    settings.DEMO = True
    assert messages_reach_people(None) == []
