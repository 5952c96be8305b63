"""Signing up and in by phone and by e-mail, through the outbox."""

import re
import threading
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connections
from django.test import Client

from ortaq.identity.domain.accounts import find_account, open_account
from ortaq.identity.enums import Role
from ortaq.identity.models import User
from ortaq.notices.models import Channel, OutboxMessage
from tests.factories.identity import UserFactory, official
from tests.factories.territories import RegionFactory

pytestmark = pytest.mark.django_db

LOGIN, SIGNUP = "/kk/account/login/", "/kk/account/signup/"
CODE = "/kk/account/login/code/confirm/"


def ask(client: Client, address: str = LOGIN, **fields: str) -> Any:
    return client.post(address, fields)


def last_code() -> str:
    message = OutboxMessage.objects.first()
    assert message
    assert message.code
    return message.code


def signed_in(client: Client) -> User | None:
    pk = client.session.get("_auth_user_id")
    return User.objects.get(pk=pk) if pk else None


def test_a_phone_number_is_enough_to_sign_up(client: Client) -> None:
    page = client.get(SIGNUP)
    assert page.status_code == 200
    assert len(page.context["form"].fields) == 1
    answer = ask(client, SIGNUP, phone="8 (701) 123-45-67")
    assert (answer.status_code, answer["Location"]) == (303, CODE)
    assert not User.objects.exists(), "an account is made only when the code has come back"
    message = OutboxMessage.objects.get()
    assert (message.channel, message.recipient) == (Channel.SMS, "+77011234567")
    code_page = client.get(CODE)
    body = code_page.content.decode()
    assert 'autocomplete="one-time-code"' in body
    assert 'inputmode="numeric"' in body
    # Pasted with a space inside.
    answer = ask(client, CODE, code=f" {message.code[:3]} {message.code[3:]} ")
    assert (answer.status_code, answer["Location"]) == (303, "/kk/places/")
    user = signed_in(client)
    assert user
    assert (user.phone, user.phone_verified, user.has_usable_password(), user.language) == (
        "+77011234567", True, False, "kk",
    )  # fmt: skip


def test_signing_in_again_with_the_same_number_opens_the_same_account(client: Client) -> None:
    user = UserFactory(phone="+77011234567")
    ask(client, phone="7 701 123 45 67")
    answer = ask(client, CODE, code=last_code())
    assert answer["Location"] == "/kk/places/"
    assert signed_in(client) == user


def test_an_unknown_and_a_known_number_look_alike() -> None:
    UserFactory(phone="+77011234567")
    pages = []
    for number in ("87011234567", "87017654321"):
        client = Client()
        ask(client, phone=number)
        body = client.get(CODE).content.decode()
        body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", body)
        pages.append(re.sub(r"\+7\s701\s\d{3}\s\d\d\s\d\d", "NUMBER", body))
    assert pages[0] == pages[1]
    texts = {re.sub(r"\d{6}", "CODE", message.text) for message in OutboxMessage.objects.all()}
    assert len(texts) == 1


@pytest.mark.parametrize("way", [LOGIN, SIGNUP])
def test_an_address_is_enough_too(client: Client, way: str) -> None:
    answer = ask(client, f"{way}?by=email", email="Aigul@Example.kz")
    assert answer.status_code == 303
    message = OutboxMessage.objects.get()
    assert (message.channel, message.recipient) == (Channel.EMAIL, "aigul@example.kz")
    assert message.code in message.text
    ask(client, CODE, code=message.code)
    user = signed_in(client)
    assert user
    assert (user.email, user.phone) == ("aigul@example.kz", None)
    assert EmailAddress.objects.get(user=user).verified


def test_signing_up_by_address_with_a_password_and_then_signing_in_with_it(client: Client) -> None:
    secret = "туған жердің иісі 7"
    ask(client, f"{SIGNUP}?by=email", email="aigul@example.kz", password=secret)
    ask(client, CODE, code=last_code())
    other = Client()
    answer = other.post("/kk/account/login/password/", {"login": "AIGUL@example.kz", "password": secret})
    assert answer.status_code == 303
    assert signed_in(other) == User.objects.get()


def test_a_password_typed_at_sign_up_never_replaces_a_known_accounts_own(client: Client) -> None:
    user = UserFactory(phone=None, email="aigul@example.kz")
    EmailAddress.objects.create(user=user, email="aigul@example.kz", verified=True, primary=True)
    before = user.password
    ask(client, f"{SIGNUP}?by=email", email="aigul@example.kz", password="туған жердің иісі 7")
    ask(client, CODE, code=last_code())
    user.refresh_from_db()
    assert (signed_in(client), user.password) == (user, before)


def test_signing_in_by_phone_with_a_password(client: Client) -> None:
    user = UserFactory(phone="+77011234567")
    user.set_password("туған жердің иісі 7")
    user.save()
    address = "/kk/account/login/password/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"login": "8 701 123 45 67", "password": "wrong one 123"}).status_code == 422
    assert client.post(address, {"login": "8 701 123 45 67", "password": "туған жердің иісі 7"}).status_code == 303
    assert signed_in(client) == user


def test_wrong_passwords_for_one_number_do_not_lock_another(client: Client) -> None:
    for number in ("+77011234567", "+77017654321"):
        user = UserFactory(phone=number)
        user.set_password("туған жердің иісі 7")
        user.save()
    address = "/kk/account/login/password/"
    for _attempt in range(5):
        assert client.post(address, {"login": "87011234567", "password": "no"}).status_code == 422
    locked = client.post(address, {"login": "8 701 123-45-67", "password": "туған жердің иісі 7"})
    assert locked.status_code == 422
    assert client.post(address, {"login": "87017654321", "password": "туған жердің иісі 7"}).status_code == 303


def test_five_wrong_codes_end_it_and_the_right_one_no_longer_works(client: Client) -> None:
    ask(client, phone="87011234567")
    right = last_code()
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _attempt in range(4):
        assert ask(client, CODE, code=wrong).status_code == 422
    assert ask(client, CODE, code=wrong).status_code == 303
    assert ask(client, CODE, code=right).status_code in (302, 303)
    assert signed_in(client) is None
    assert not User.objects.exists()


def test_tries_spent_stay_spent_after_another_code(client: Client) -> None:
    ask(client, phone="87011234567")
    for _attempt in range(4):
        ask(client, CODE, code="not it")
    ask(client, CODE, action="resend")
    assert ask(client, CODE, code="not it").status_code == 303
    ask(client, CODE, code=last_code())
    assert signed_in(client) is None


def test_a_new_code_ends_the_old_one(client: Client) -> None:
    ask(client, phone="87011234567")
    old = last_code()
    assert ask(client, CODE, action="resend").status_code == 303
    new = last_code()
    if old != new:
        assert ask(client, CODE, code=old).status_code == 422
    ask(client, CODE, code=new)
    assert signed_in(client)


def test_a_code_of_one_browser_is_of_no_use_in_another(client: Client) -> None:
    ask(client, phone="87011234567")
    code = last_code()
    other = Client()
    ask(other, phone="87011234567")
    if last_code() != code:
        assert ask(other, CODE, code=code).status_code == 422


def test_an_old_code_no_longer_works(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    ask(client, phone="87011234567")
    code, now = last_code(), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 601)
    ask(client, CODE, code=code)
    assert signed_in(client) is None


def test_three_codes_an_hour_for_a_number_however_it_is_written(client: Client) -> None:
    for number in ("87011234567", "+7 701 123 45 67", "7011234567"):
        assert ask(client, phone=number).status_code == 303
    refused = ask(Client(REMOTE_ADDR="10.1.1.1"), phone="8(701)1234567")
    assert refused.status_code == 429
    assert OutboxMessage.objects.count() == 3
    assert ask(client, phone="87017654321").status_code == 303


def test_a_forged_forwarding_header_does_not_move_the_limit(client: Client) -> None:
    answers = [
        client.post(LOGIN, {"phone": f"8701{7000000 + n}"}, headers={"x-forwarded-for": f"10.0.0.{n}"}).status_code
        for n in range(22)
    ]
    assert answers.count(303) == 20
    assert answers[-1] == 429


@pytest.mark.parametrize("typed", ["", "hello", "8 7172 12 34 56", "8" * 300, "<script>"])
def test_what_is_no_number_comes_back_with_a_reason(client: Client, typed: str) -> None:
    answer = ask(client, phone=typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors["phone"]
    assert not OutboxMessage.objects.exists()


def test_a_gateway_that_fails_is_told_and_nothing_is_left(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**message: str) -> None:
        raise OSError("gateway is down")

    monkeypatch.setattr("ortaq.identity.adapter.send_sms", fail)
    answer = ask(client, phone="87011234567")
    assert answer.status_code == 503
    assert not User.objects.exists()


def test_next_is_followed_inside_this_site_only(client: Client) -> None:
    ask(client, f"{LOGIN}?next=/ru/account/profile/place/", phone="87011234567")
    answer = ask(client, f"{CODE}?next=/ru/account/profile/place/", code=last_code())
    assert answer["Location"] == "/ru/account/profile/place/"
    client.logout()
    answer = ask(client, f"{LOGIN}?next=https://evil.example/", phone="87011234567")
    assert "evil" not in answer["Location"]
    answer = ask(client, f"{CODE}?next=https://evil.example/", code=last_code())
    assert answer["Location"] == "/kk/places/"


def test_an_official_goes_on_to_the_desk_and_a_resident_to_their_place() -> None:
    place = RegionFactory()
    operator, expert = official(Role.OPERATOR, place), official(Role.EXPERT, place)
    resident = UserFactory(home=place)
    ways = {operator: "/kk/desk/", expert: "/kk/places/", resident: f"/kk/places/{place.code}/"}
    for user, way in ways.items():
        client = Client()
        ask(client, phone=user.phone)
        assert ask(client, CODE, code=last_code())["Location"] == way
        assert client.get(LOGIN)["Location"] == way


def test_the_desk_does_not_stand_in_the_way_of_where_an_official_wanted_to_go(client: Client) -> None:
    ask(client, f"{LOGIN}?next=/kk/about/", phone=official(Role.OPERATOR, RegionFactory()).phone)
    assert ask(client, f"{CODE}?next=/kk/about/", code=last_code())["Location"] == "/kk/about/"


def test_the_profile_of_a_newcomer_has_a_next_step(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    step = 'href="/kk/places/"'
    assert step in client.get("/kk/account/profile/").content.decode().split("<main")[1]
    user.home = RegionFactory()
    user.save()
    assert step not in client.get("/kk/account/profile/").content.decode().split("<main")[1].split("</main")[0]


def test_a_password_is_still_possible_while_a_code_is_on_its_way(client: Client) -> None:
    user = UserFactory(phone="+77011234567")
    user.set_password("туған жердің иісі 7")
    user.save()
    ask(client, phone="87017654321")
    address = "/kk/account/login/password/"
    assert client.get(address).status_code == 200
    code_page = client.get(CODE)
    assert code_page.status_code == 200, "looking at the other page does not end the code"
    assert client.post(address, {"login": "8 701 123 45 67", "password": "wrong one 123"}).status_code == 422
    answer = client.post(address, {"login": "8 701 123 45 67", "password": "туған жердің иісі 7"})
    assert (answer.status_code, answer["Location"]) == (303, "/kk/places/")
    assert signed_in(client) == user


@pytest.mark.parametrize("door", [LOGIN, SIGNUP])
def test_changing_the_number_leads_back_to_where_it_was_typed(client: Client, door: str) -> None:
    ask(client, door, phone="87011234567")
    assert client.get(CODE).context["back_url"] == door
    ask(client, CODE, action="resend")
    assert client.get(CODE).context["back_url"] == door
    ask(client, f"{door}?by=email", email="aigul@example.kz")
    assert client.get(CODE).context["back_url"] == f"{door}?by=email"
    assert client.get(door).status_code == 200


@pytest.mark.parametrize("door", [LOGIN, SIGNUP])
@pytest.mark.parametrize("abroad", ["+1 212 555 0100", "+7 912 345 67 89"])
def test_no_sms_goes_to_another_country(client: Client, door: str, abroad: str, settings: Any) -> None:
    answer = ask(client, door, phone=abroad)
    assert answer.status_code == 422
    assert "e-mail" in client.post(door.replace("/kk/", "/en/"), {"phone": abroad}).content.decode().split("<main")[1]
    assert answer.context["form"].errors["phone"].as_data()[0].code == "no_sms_there"
    assert not OutboxMessage.objects.exists()
    settings.SMS_COUNTRIES = ["KZ", "US", "RU"]
    assert ask(client, door, phone=abroad).status_code == 303


def test_no_sms_goes_abroad_from_the_profile_either(client: Client) -> None:
    client.force_login(UserFactory())
    client.post("/kk/account/phone/change/", {"phone": "+1 212 555 0100"})
    assert not OutboxMessage.objects.exists()


def test_whoever_is_signed_in_is_led_on(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get(LOGIN).status_code == 302


def test_an_inactive_account_stays_outside(client: Client) -> None:
    UserFactory(phone="+77011234567", is_active=False)
    ask(client, phone="87011234567")
    answer = ask(client, CODE, code=last_code())
    assert answer["Location"] == "/kk/account/inactive/"
    assert client.get(answer["Location"]).status_code == 200
    assert signed_in(client) is None


def test_an_address_somebody_else_wrote_down_opens_nothing_of_theirs(client: Client) -> None:
    thief = UserFactory(phone="+77017654321")
    EmailAddress.objects.create(user=thief, email="aigul@example.kz", verified=False, primary=False)
    ask(client, f"{LOGIN}?by=email", email="aigul@example.kz")
    ask(client, CODE, code=last_code())
    assert signed_in(client) != thief
    assert find_account(email="aigul@example.kz") == signed_in(client)


def test_two_sign_ups_at_once_with_one_number_make_one_account() -> None:
    first, second = Client(), Client()
    ask(first, phone="87011234567")
    code = last_code()
    ask(second, phone="87011234567")
    other = last_code()
    ask(first, CODE, code=code)
    ask(second, CODE, code=other)
    assert signed_in(first) == signed_in(second) == User.objects.get()


def test_losing_the_race_after_looking_ends_in_the_winners_account(monkeypatch: pytest.MonkeyPatch) -> None:
    winner = UserFactory(phone="+77011234567")
    answers = iter([None, winner])
    monkeypatch.setattr("ortaq.identity.domain.accounts.find_account", lambda **contact: next(answers))
    opened = open_account(phone="+77011234567")
    assert (opened.user, opened.new) == (winner, False)


@pytest.mark.django_db(transaction=True)
def test_eight_threads_with_one_number_make_one_account() -> None:
    found: list[int] = []
    start = threading.Barrier(8)

    def work() -> None:
        start.wait()
        found.append(open_account(phone="+77011234567").user.pk)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert User.objects.count() == 1
