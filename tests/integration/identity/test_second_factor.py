"""The second factor: set-up, sign-in, the Desk's guard."""

import time
from typing import Any
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ortaq.audit.models import Entry
from ortaq.identity.enums import BACK_OFFICE, Role
from ortaq.notices.models import OutboxMessage
from tests.factories.identity import UserFactory, official, sign_in
from tests.factories.territories import RegionFactory

pytestmark = pytest.mark.django_db

DESK = "/kk/desk/people/"
SET_UP = "/kk/account/2fa/totp/activate/"
LED = f"{SET_UP}?next={quote(DESK, safe='')}"
CODE = "/kk/account/login/code/confirm/"


def app_code(secret: str, *, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def set_up(client: Client, address: str = SET_UP) -> str:
    """Connect an app; its secret."""
    page = client.get(address)
    assert page.status_code == 200
    secret: str = page.context["form"].secret
    answer = client.post(address, {"code": app_code(secret)})
    assert answer.status_code == 303, answer.context["form"].errors
    assert answer["Location"].partition("?")[2] == address.partition("?")[2]
    return secret


def by_phone(client: Client, phone: str) -> Any:
    client.post("/kk/account/login/", {"phone": phone})
    message = OutboxMessage.objects.first()
    assert message
    return client.post(CODE, {"code": message.code})


@pytest.mark.parametrize("role", BACK_OFFICE)
def test_whoever_works_here_is_led_to_set_it_up_before_the_desk(client: Client, role: str) -> None:
    sign_in(client, official(role, RegionFactory()), second_factor=False)
    answer = client.get(DESK)
    assert (answer.status_code, answer["Location"]) == (302, LED)
    page = client.get(LED).content.decode()
    assert "data:image/svg+xml;base64," in page
    assert "notice-info" in page
    assert "notice-info" not in client.get(SET_UP).content.decode(), "whoever came by themselves is told nothing"


def test_being_led_away_from_the_desk_writes_nothing(client: Client) -> None:
    sign_in(client, official(Role.ADMINISTRATOR, RegionFactory()), second_factor=False)
    before = dict(client.session)
    with CaptureQueriesContext(connection) as caught:
        client.get(DESK)
    assert {query["sql"].split()[0] for query in caught} == {"SELECT"}
    assert dict(client.session) == before


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_going_on_never_leads_out_of_the_site(client: Client, address: str) -> None:
    sign_in(client, official(Role.ADMINISTRATOR, RegionFactory()), second_factor=False)
    set_up(client)
    page = client.get("/kk/account/2fa/recovery-codes/", {"next": address}).content.decode()
    assert f'href="{address}"' not in page


@pytest.mark.parametrize("role", [Role.EXPERT, Role.DEPUTY])
def test_an_expert_or_a_deputy_is_not_asked(client: Client, role: str) -> None:
    sign_in(client, official(role, RegionFactory()), second_factor=False)
    assert client.get(DESK).status_code == 403


def test_setting_up_opens_the_desk_at_once_and_goes_back_to_where_one_was(client: Client) -> None:
    user = official(Role.ADMINISTRATOR, RegionFactory())
    sign_in(client, user, second_factor=False)
    secret = set_up(client, led := client.get(f"{DESK}?role=akim")["Location"])
    assert led == f"{SET_UP}?next={quote(DESK + '?role=akim', safe='')}"
    codes = client.get(f"/kk/account/2fa/recovery-codes/?{led.partition('?')[2]}")
    assert codes.status_code == 200
    assert f'href="{DESK}?role=akim"' in codes.content.decode()
    assert client.get(DESK).status_code == 200
    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in stored


def test_a_wrong_code_connects_nothing(client: Client) -> None:
    user = official(Role.ADMINISTRATOR, RegionFactory())
    sign_in(client, user, second_factor=False)
    page = client.get(SET_UP)
    wrong = f"{(int(app_code(page.context['form'].secret, steps=5)) + 7) % 1_000_000:06d}"
    assert client.post(SET_UP, {"code": wrong}).status_code == 422
    assert not Authenticator.objects.exists()


def test_a_code_by_sms_alone_no_longer_signs_in(client: Client) -> None:
    user = official(Role.AKIM, RegionFactory())
    sign_in(client, user, second_factor=False)
    secret = set_up(client)
    client.logout()
    answer = by_phone(client, user.phone)
    assert answer["Location"] == "/kk/account/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.get(DESK)["Location"].startswith("/kk/account/login/")
    page = client.get(answer["Location"])
    assert 'autocomplete="one-time-code"' in page.content.decode()
    assert client.post(answer["Location"], {"code": "000000"}).status_code == 422
    cache.clear()
    assert client.post(answer["Location"], {"code": app_code(secret)}).status_code == 303
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.get("/kk/desk/people/").status_code == 403, "an akim works here but does not appoint"


def test_a_recovery_code_works_once(client: Client) -> None:
    user = official(Role.ADMINISTRATOR, RegionFactory())
    sign_in(client, user, second_factor=False)
    set_up(client)
    code = client.get("/kk/account/2fa/recovery-codes/").context["unused_codes"][0]
    for expected in (303, 422):
        client.logout()
        cache.clear()
        answer = by_phone(client, user.phone)
        assert client.post(answer["Location"], {"code": code}).status_code == expected


def test_a_session_from_before_the_set_up_must_prove_itself_too(client: Client) -> None:
    user = official(Role.ADMINISTRATOR, RegionFactory())
    older = sign_in(Client(), user, second_factor=False)
    sign_in(client, user, second_factor=False)
    secret = set_up(client)
    answer = older.get(DESK)
    assert answer["Location"].startswith("/kk/account/2fa/reauthenticate/?next=")
    assert older.get(answer["Location"]).status_code == 200
    back = older.post(answer["Location"], {"code": app_code(secret)})
    assert (back.status_code, back["Location"]) == (303, DESK)
    assert older.get(DESK).status_code == 200


def test_disconnecting_closes_the_desk_again(client: Client) -> None:
    user = official(Role.ADMINISTRATOR, RegionFactory())
    sign_in(client, user, second_factor=False)
    set_up(client)
    assert client.get("/kk/account/2fa/").status_code == 200
    assert client.get("/kk/account/2fa/totp/deactivate/").status_code == 200
    assert client.post("/kk/account/2fa/totp/deactivate/").status_code == 303
    client.logout()
    sign_in(client, user, second_factor=False)
    assert client.get(DESK)["Location"] == LED


def test_a_demo_account_is_exempt_only_where_the_demo_is_on(client: Client, settings: Any) -> None:
    settings.DEMO = True
    user = official(Role.ADMINISTRATOR, RegionFactory())
    user.is_demo = True
    user.save()
    sign_in(client, user, second_factor=False)
    assert client.get(DESK).status_code == 200
    settings.DEMO = False
    assert client.get(DESK)["Location"].startswith("/kk/account/login/")


def test_a_real_administrator_of_a_demo_installation_is_not_exempt(client: Client, settings: Any) -> None:
    settings.DEMO = True
    sign_in(client, official(Role.ADMINISTRATOR, RegionFactory()), second_factor=False)
    assert client.get(DESK)["Location"] == LED


def test_the_last_resort_is_for_superusers_with_a_second_factor(client: Client) -> None:
    assert client.get("/admin/")["Location"].startswith("/")
    sign_in(client, official(Role.ADMINISTRATOR, RegionFactory()))
    assert client.get("/admin/", follow=True).status_code == 403
    boss = UserFactory(is_superuser=True, is_staff=True)
    sign_in(client, boss, second_factor=False)
    assert "2fa" in client.get("/admin/")["Location"]
    sign_in(client, boss)
    for page in ("/admin/", "/admin/identity/user/", "/admin/identity/person/", "/admin/identity/mandate/"):
        assert client.get(page).status_code == 200, page
    assert client.get(f"/admin/identity/user/{boss.pk}/change/").status_code == 200
    assert client.get("/admin/identity/user/add/").status_code == 403


def test_the_last_resort_switches_accounts_by_the_verbs(client: Client) -> None:
    boss, user = UserFactory(is_superuser=True, is_staff=True), UserFactory()
    sign_in(client, boss)
    page = f"/admin/identity/user/{user.pk}/change/"
    assert client.post(page, {"name": "taken over"}).status_code == 302
    user.refresh_from_db()
    assert (user.is_active, user.name == "taken over") == (False, False)
    assert client.post(page, {}).status_code == 302, "off already: nothing more to note"
    assert client.post(page, {"is_active": "on"}).status_code == 302
    user.refresh_from_db()
    assert user.is_active
    noted = Entry.objects.filter(object_type="identity.user", object_id=str(user.pk)).values_list("verb", "actor_id")
    assert list(noted) == [("account.deactivated", boss.pk), ("account.reactivated", boss.pk)]
