"""A NUL character in an address is told to be broken before anybody asks the database about it."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    ["/en/norms/?place=%00", "/en/places/%00/", "/en/places/none/vote/2026-x/result/%00/", "/en/log/?object=a.b%00",
     "/en/places/?q=a%00b", "/en/account/login/?next=%00", "/%00", "/static/%00", "/dev/outbox/?page=%00",
     "/en/desk/cycles/1/roll/?initials=%00"],
)  # fmt: skip
def test_it_is_answered_with_400_and_a_page(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert "We could not read this request" in answer.content.decode() or not address.startswith("/en/")
    assert answer["Content-Security-Policy"]


@pytest.mark.parametrize("cookie", ["sessionid", "django_language"])
def test_a_cookie_cannot_carry_one_either(client: Client, cookie: str) -> None:
    answer = client.get("/en/log/", headers={"cookie": rf'{cookie}="a\000b"'})
    assert answer.status_code == 400


def test_the_letters_alone_are_no_nul(client: Client) -> None:
    assert client.get("/en/places/?q=%2500").status_code == 200
