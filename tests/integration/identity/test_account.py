"""The profile and what hangs on it: place, phone, e-mail, password, sessions, languages."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client

from ortaq.audit.models import Entry
from ortaq.core.errors import NotAllowed
from ortaq.identity.domain.accounts import (
    deactivate_account,
    reactivate_account,
    save_profile,
    set_home,
    sign_out_everywhere,
)
from ortaq.identity.enums import Role
from ortaq.identity.models import User
from ortaq.notices.models import OutboxMessage
from tests.factories.identity import UserFactory, official
from tests.factories.territories import CountryFactory, RegionFactory, TerritoryFactory

pytestmark = pytest.mark.django_db

PROFILE = "/kk/account/profile/"
PLACE = f"{PROFILE}place/"


@pytest.fixture
def user() -> User:
    account: User = UserFactory(phone="+77011234567")
    return account


@pytest.fixture
def own(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def newest() -> OutboxMessage:
    message = OutboxMessage.objects.first()
    assert message
    return message


def link_in(text: str) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", text)
    assert found
    return found[1]


def test_name_and_language_are_kept_and_the_page_goes_on_in_that_language(own: Client, user: User) -> None:
    answer = own.post(PROFILE, {"name": "  Айгүл   С. ", "language": "ru"})
    assert (answer.status_code, answer["Location"]) == (303, "/ru/account/profile/")
    assert answer.cookies["django_language"].value == "ru"
    user.refresh_from_db()
    assert (user.name, user.language) == ("Айгүл С.", "ru")
    assert own.post(PROFILE, {"name": "А", "language": "xx"}).status_code == 422


def test_the_profile_shows_ones_own_roles_of_today(client: Client) -> None:
    region = RegionFactory()
    user = official(Role.DEPUTY, region)
    client.force_login(user)
    page = client.get(PROFILE)
    assert [mandate.role for mandate in page.context["roles"]] == [Role.DEPUTY]


def test_the_profile_takes_few_queries(own: Client, django_assert_max_num_queries: Callable[[int], Any]) -> None:
    with django_assert_max_num_queries(8):
        assert own.get(PROFILE).status_code == 200


def test_a_home_place_is_found_in_any_script_and_gives_no_right(own: Client, user: User) -> None:
    country = CountryFactory()
    place = TerritoryFactory(parent=country, name_kk="Ұлытау ауданы", name_ru="Улытауский район")
    for text in ("Ұлытау", "Улытау", "ulytau"):
        assert own.get(PLACE, {"q": text}).context["found"] == [place]
    assert own.post(PLACE, {"code": place.code}).status_code == 303
    user = User.objects.get()
    assert user.home == place
    for perm in ("identity.desk", "identity.grant_mandate", "participation.edit_cycle", "participation.keep_roll"):
        assert not user.has_perm(perm, place)
    assert own.post(PLACE, {"code": ""}).status_code == 303
    assert User.objects.get().home is None
    assert own.post(PLACE, {"code": "404404"}).status_code == 404


def test_nobody_changes_another_account(user: User) -> None:
    other = UserFactory()
    with pytest.raises(NotAllowed):
        save_profile(user=user, name="x", language="kk", by=other)
    with pytest.raises(NotAllowed):
        set_home(user=user, territory=None, by=other)
    with pytest.raises(NotAllowed):
        sign_out_everywhere(user=user, by=other)


def test_signing_out_everywhere_else_keeps_this_session(own: Client, user: User) -> None:
    other = Client()
    other.force_login(user)
    assert other.get(PROFILE).status_code == 200
    assert own.get(f"{PROFILE}sessions/").status_code == 405
    assert own.post(f"{PROFILE}sessions/").status_code == 303
    assert own.get(PROFILE).status_code == 200
    assert other.get(PROFILE).status_code == 302


def test_changing_the_phone(own: Client, user: User) -> None:
    page = "/kk/account/phone/change/"
    assert own.get(page).status_code == 200
    assert own.post(page, {"phone": "nonsense"}).status_code == 422
    assert own.post(page, {"phone": "8 701 765 43 21"}).status_code == 303
    user.refresh_from_db()
    assert user.phone == "+77011234567", "only a confirmed number takes the old one's place"
    verify = "/kk/account/phone/verify/"
    assert own.get(verify).status_code == 200
    assert own.post(verify, {"code": "nope"}).status_code == 422
    assert own.post(verify, {"code": newest().code}).status_code == 303
    user.refresh_from_db()
    assert (user.phone, user.phone_verified) == ("+77017654321", True)


def test_a_number_of_another_account_is_not_told_and_not_taken(own: Client, user: User) -> None:
    other = UserFactory(phone="+77017654321")
    assert own.post("/kk/account/phone/change/", {"phone": "87017654321"}).status_code == 303
    assert newest().recipient == other.phone
    assert own.post("/kk/account/phone/verify/", {"code": newest().code or "000000"}).status_code == 422
    user.refresh_from_db()
    assert user.phone == "+77011234567"


def test_adding_an_address(own: Client, user: User) -> None:
    page = "/kk/account/email/"
    assert own.get(page).status_code == 200
    assert own.post(page, {"email": "no", "action_add": "1"}).status_code == 422
    assert own.post(page, {"email": "aigul@example.kz", "action_add": "1"}).status_code == 303
    user.refresh_from_db()
    assert user.email is None
    body = own.get(page).content.decode()
    assert "aigul@example.kz" in body
    link = link_in(newest().text)
    assert own.get(link).status_code == 200
    user.refresh_from_db()
    assert user.email is None, "opening a link changes nothing: mail scanners open them too"
    assert own.post(link).status_code == 303
    user.refresh_from_db()
    assert user.email == "aigul@example.kz"
    assert own.get(link).status_code == 200, "a used link is told kindly"


def test_replacing_an_unconfirmed_address_leaves_no_empty_one() -> None:
    for number in range(2):
        account = UserFactory(phone=None, email=f"old{number}@example.kz")
        client = Client()
        client.force_login(account)
        answer = client.post("/kk/account/email/", {"email": f"new{number}@example.kz", "action_add": "1"})
        assert answer.status_code == 303


def test_setting_changing_and_forgetting_a_password(own: Client, user: User) -> None:
    user.email = "aigul@example.kz"
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    assert own.get("/kk/account/password/change/").status_code == 302
    assert own.get("/kk/account/password/set/").status_code == 200
    assert own.post("/kk/account/password/set/", {"password1": "short", "password2": "short"}).status_code == 422
    first, second, third = "бірінші құпия сөз", "екінші құпия сөз", "үшінші құпия сөз"
    assert own.post("/kk/account/password/set/", {"password1": first, "password2": first}).status_code == 303
    change = {"oldpassword": first, "password1": second, "password2": second}
    assert own.get("/kk/account/password/change/").status_code == 200
    assert own.post("/kk/account/password/change/", {**change, "oldpassword": "wrong"}).status_code == 422
    assert own.post("/kk/account/password/change/", change).status_code == 303
    stranger = Client()
    assert stranger.get("/kk/account/password/reset/").status_code == 200
    assert stranger.post("/kk/account/password/reset/", {"email": "aigul@example.kz"}).status_code == 303
    link = link_in(newest().text)
    page = stranger.get(link, follow=True)
    assert page.status_code == 200
    address = page.request["PATH_INFO"]
    done = stranger.post(address, {"password1": third, "password2": third})
    assert done.status_code == 303
    assert stranger.get(done["Location"]).status_code == 200
    user.refresh_from_db()
    assert user.check_password(third)
    assert Client().get(link).status_code == 200, "a used link is told kindly"


def test_resetting_an_unknown_address_looks_the_same(client: Client) -> None:
    answer = client.post("/kk/account/password/reset/", {"email": "nobody@example.kz"})
    assert (answer.status_code, answer["Location"]) == (303, "/kk/account/password/reset/done/")
    assert client.get(answer["Location"]).status_code == 200
    assert "/kk/account/signup/" in newest().text


def test_a_phone_is_enough_for_a_new_password(client: Client, user: User) -> None:
    user.set_password("ұмытылған құпия сөз")
    user.save()
    address, second = "/kk/account/password/change/", "екінші ұзын құпия сөз"
    change = {"password1": second, "password2": second}
    client.force_login(user)
    assert client.post(address, change).status_code == 422, "the old one is asked for"
    client.logout()
    client.post("/kk/account/login/", {"phone": user.phone})
    client.post("/kk/account/login/code/confirm/", {"code": newest().code})
    assert "oldpassword" not in client.get(address).content.decode()
    assert client.post(address, {**change, "password2": "another one"}).status_code == 422
    with time_machine.travel(dt.timedelta(minutes=6)):
        assert client.post(address, change).status_code == 422, "a session left open is not enough"
    assert client.post(address, change).status_code == 303
    user.refresh_from_db()
    assert user.check_password(second)


def test_an_account_that_is_switched_off_is_signed_out_at_once(own: Client, user: User) -> None:
    for stranger in (user, UserFactory(), official(Role.ADMINISTRATOR, CountryFactory())):
        with pytest.raises(NotAllowed):
            deactivate_account(user=user, by=stranger)
    assert own.get(PROFILE).status_code == 200
    boss = UserFactory(is_superuser=True)
    deactivate_account(user=user, by=boss)
    assert own.get(PROFILE).status_code == 302
    deactivate_account(user=user, by=boss)
    reactivate_account(user=user, by=boss)
    own.force_login(user)
    assert own.get(PROFILE).status_code == 200
    noted = Entry.objects.filter(object_id=str(user.pk), actor_id=boss.pk).values_list("verb", flat=True)
    assert list(noted) == ["account.deactivated", "account.reactivated"]


def test_a_nul_for_a_home_place_is_no_place(own: Client) -> None:
    assert own.post(PLACE, {"code": "\0"}).status_code == 404


def test_a_set_password_asks_again_before_the_second_factor(own: Client, user: User) -> None:
    user.set_password("бірінші құпия сөз")
    user.save()
    own.force_login(user)
    answer = own.get("/kk/account/2fa/totp/activate/")
    assert answer["Location"].startswith("/kk/account/reauthenticate/")
    assert own.get(answer["Location"]).status_code == 200
    assert own.post(answer["Location"], {"password": "wrong"}).status_code == 422
    back = own.post(answer["Location"], {"password": "бірінші құпия сөз"})
    assert (back.status_code, back["Location"]) == (303, "/kk/account/2fa/totp/activate/")


def test_signing_out_takes_a_post(own: Client) -> None:
    assert own.get("/kk/account/logout/").status_code == 200
    assert "_auth_user_id" in own.session
    assert own.post("/kk/account/logout/")["Location"] == "/kk/"
    assert "_auth_user_id" not in own.session


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_account_page_opens_in_every_language_in_our_dress(language: str, user: User) -> None:
    outside, inside = Client(), Client()
    inside.force_login(user)
    base = f"/{language}/account"
    pages = {
        outside: ["login/", "login/?by=email", "signup/", "signup/?by=email", "login/password/", "login/code/",
                  "password/reset/", "password/reset/done/", "password/reset/key/done/", "password/reset/key/1-x/",
                  "inactive/", "confirm-email/", "confirm-email/x/"],
        inside: ["profile/", "profile/place/", "phone/change/", "email/", "password/set/", "logout/", "2fa/",
                 "2fa/totp/activate/"],
    }  # fmt: skip
    for client, addresses in pages.items():
        for address in addresses:
            answer = client.get(f"{base}/{address}")
            assert answer.status_code == 200, address
            body = answer.content.decode()
            assert f'<html lang="{language}"' in body, address
            assert 'id="main"' in body, address
            assert body.count("<h1") == 1, address
            assert "style=" not in body, address
            assert "<script>" not in body, address


def test_looking_at_the_profile_writes_nothing(own: Client) -> None:
    for address in (PROFILE, PLACE):
        own.get(address)
    assert not Entry.objects.exists()


def test_no_account_form_repeats_its_label_inside_the_field(own: Client, user: User) -> None:
    user.set_password("бірінші құпия сөз")
    user.save()
    own.force_login(user)
    for address in ("email/", "password/change/", "reauthenticate/", "phone/change/"):
        assert "placeholder" not in own.get(f"/kk/account/{address}").content.decode().split('id="main"')[1], address
    assert "placeholder" not in Client().get("/kk/account/password/reset/").content.decode().split('id="main"')[1]


def test_a_refusal_says_once_whom_to_ask_and_speaks_of_changes_only_if_one_was_asked_for(client: Client) -> None:
    client.force_login(UserFactory())
    looked, tried = client.get("/en/desk/people/"), client.post("/en/desk/people/new/", {})
    for answer, attempted in ((looked, False), (tried, True)):
        text = answer.content.decode().split("<main")[1].split("</main")[0]
        assert answer.status_code == 403
        assert text.lower().count("ask the administrator") == 1
        assert ("Nothing was changed." in text) is attempted
