"""Demo accounts: made, used and refused."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from ortaq.core.actors import SYSTEM
from ortaq.core.errors import NotAllowed
from ortaq.identity.checks import no_demo_accounts
from ortaq.identity.domain.demo import DemoRole, create_demo_person
from ortaq.identity.enums import Role, TakingOffice
from ortaq.identity.errors import AccountError
from ortaq.identity.models import Person, User
from ortaq.territories.models import Territory
from tests.factories.identity import UserFactory
from tests.factories.territories import RegionFactory

pytestmark = pytest.mark.django_db

PAGE = "/kk/account/demo/"


@pytest.fixture
def place() -> Territory:
    region: Territory = RegionFactory()
    return region


@pytest.fixture
def _demo(settings: Any) -> None:
    settings.DEMO = True


def akim(place: Territory) -> Person:
    return create_demo_person(
        code="akim", name="Сапарбек Ойдан", home=place, by=SYSTEM,
        roles=[DemoRole(Role.AKIM, place, TakingOffice.ELECTED)],
    )  # fmt: skip


def test_there_are_none_where_the_demo_is_off(place: Territory, client: Client) -> None:
    with pytest.raises(AccountError):
        akim(place)
    assert not User.objects.exists()
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"user": "1"}).status_code == 404
    assert "demo" not in client.get("/kk/account/login/").content.decode()


@pytest.mark.usefixtures("_demo")
def test_one_is_made_once(place: Territory) -> None:
    person = akim(place)
    assert akim(place) == person
    assert User.objects.count() == 1
    assert (person.is_demo, person.user.is_demo, person.user.has_usable_password()) == (True, True, False)
    assert person.user.has_perm("participation.open_cycle", place)
    with pytest.raises(NotAllowed):
        create_demo_person(code="x", name="y", home=place, by=UserFactory())


@pytest.mark.usefixtures("_demo")
def test_one_tap_signs_in_and_another_changes_person(place: Territory, client: Client) -> None:
    first = akim(place)
    second = create_demo_person(code="resident", name="Айжан Ойдан", home=place, by=SYSTEM)
    login = client.get("/kk/account/login/").content.decode()
    assert PAGE in login
    page = client.get(PAGE)
    assert [card["user"] for card in page.context["cards"]] == [first.user, second.user]
    for person in (first, second):
        answer = client.post(PAGE, {"user": person.user.pk})
        assert answer.status_code == 303
        assert client.session["_auth_user_id"] == str(person.user.pk)


@pytest.mark.usefixtures("_demo")
@pytest.mark.parametrize("value", ["", "0", "x", "9" * 30, "1 OR 1=1", "²"])
def test_only_demo_accounts_can_be_chosen(client: Client, value: str) -> None:
    real = UserFactory()
    for choice in (value, str(real.pk)):
        assert client.post(PAGE, {"user": choice}).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("_demo")
@pytest.mark.parametrize("more", [1, 3])
def test_the_page_takes_the_same_queries(
    place: Territory, client: Client, more: int, django_assert_num_queries: Any
) -> None:
    akim(place)
    for number in range(more):
        create_demo_person(code=f"r{number}", name=f"Айжан {number}", home=place, by=SYSTEM)
    with django_assert_num_queries(2):
        client.get(PAGE)


@pytest.mark.usefixtures("_demo")
@pytest.mark.parametrize(
    "address",
    ["phone/change/", "email/", "password/set/", "password/change/", "2fa/", "2fa/totp/activate/",
     "2fa/recovery-codes/generate/", "phone/verify/"],
)  # fmt: skip
def test_a_shared_account_cannot_be_taken_over(place: Territory, client: Client, address: str) -> None:
    client.force_login(akim(place).user)
    for answer in (client.get(f"/en/account/{address}"), client.post(f"/en/account/{address}", {})):
        assert answer.status_code == 422
        assert "shared" in answer.content.decode()


@pytest.mark.usefixtures("_demo")
def test_a_shared_accounts_name_and_sessions_stay(place: Territory, client: Client) -> None:
    user = akim(place).user
    client.force_login(user)
    assert client.post("/kk/account/profile/", {"name": "Жаман сөз", "language": "kk"}).status_code == 422
    assert client.post("/kk/account/profile/sessions/").status_code == 422
    user.refresh_from_db()
    assert user.name == "Сапарбек Ойдан"


def test_when_the_demo_is_switched_off_its_accounts_are_outside(
    place: Territory, client: Client, settings: Any
) -> None:
    settings.DEMO = True
    user = akim(place).user
    client.force_login(user)
    assert client.get("/kk/account/profile/").status_code == 200
    settings.DEMO = False
    assert client.get("/kk/account/profile/").status_code == 302
    user.set_password("бірінші құпия сөз")
    user.save()
    client = Client()
    answer = client.post("/kk/account/login/password/", {"login": user.email, "password": "бірінші құпия сөз"})
    assert "_auth_user_id" not in client.session
    assert answer["Location"] == "/kk/account/inactive/"


def test_the_check_tells_of_demo_accounts_left_behind(place: Territory, settings: Any) -> None:
    assert no_demo_accounts(None, databases=["default"]) == []
    settings.DEMO = True
    akim(place)
    assert no_demo_accounts(None, databases=["default"]) == []
    settings.DEMO = False
    assert [warning.id for warning in no_demo_accounts(None, databases=["default"])] == ["identity.W001"]
    call_command("check", databases=["default"])
