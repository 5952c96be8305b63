"""The Desk, and the back office of the tree."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from ortaq.identity.enums import Role
from ortaq.portal.duties import waiting_for
from ortaq.territories import doors as registries
from ortaq.territories.doors import Duty
from ortaq.territories.models import Territory
from tests.factories.identity import UserFactory, official, sign_in
from tests.factories.territories import CountryFactory, RegionFactory, TerritoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_duties_only(monkeypatch: pytest.MonkeyPatch) -> None:
    own = registries.duties._items["territories.names"]
    monkeypatch.setattr(registries.duties, "_items", {"territories.names": own})


@pytest.fixture
def region() -> Territory:
    return RegionFactory(parent=CountryFactory())


@pytest.fixture
def district(region: Territory) -> Territory:
    place = TerritoryFactory(parent=region, code="623600000", name_kk="Жанаарка ауданы")
    place.states.update(review="kk")
    return place


@pytest.fixture
def keeper(client: Client, region: Territory) -> Client:
    return sign_in(client, official(Role.ADMINISTRATOR, region))


PAGES = ("desk/", "desk/places/", "desk/places/623600000/")
ACTS = ("names", "change", "population", "end")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_pages_open(keeper: Client, district: Territory, language: str) -> None:
    for path in PAGES:
        assert keeper.get(f"/{language}/{path}").status_code == 200


def test_a_stranger_is_led_to_the_door(client: Client, district: Territory) -> None:
    for path in PAGES:
        assert client.get(f"/kk/{path}").status_code == 302
    client.force_login(UserFactory())
    for path in PAGES:
        assert client.get(f"/kk/{path}").status_code == 403


@pytest.mark.parametrize("role", [Role.STAFF, Role.AKIM, Role.OPERATOR, Role.AUDITOR])
def test_only_an_administrator_keeps_the_tree(
    client: Client, region: Territory, district: Territory, role: str
) -> None:
    sign_in(client, official(role, region))
    assert client.get("/kk/desk/").status_code == 200
    assert "Жанаарка" not in client.get("/kk/desk/places/").content.decode()
    assert client.get("/kk/desk/places/623600000/").status_code == 403
    for act in ACTS:
        assert client.post(f"/kk/desk/places/623600000/{act}/").status_code == 403


def test_an_administrator_elsewhere_does_not(client: Client, region: Territory, district: Territory) -> None:
    sign_in(client, official(Role.ADMINISTRATOR, RegionFactory(parent=region.parent)))
    assert "Жанаарка" not in client.get("/kk/desk/places/").content.decode()
    for act in ACTS:
        assert client.post(f"/kk/desk/places/623600000/{act}/").status_code == 403


def test_names_wait_on_the_desk_until_they_are_checked(keeper: Client, district: Territory) -> None:
    assert "Check the name of 1 place" in keeper.get("/en/desk/").content.decode()
    assert "Жанаарка ауданы" in keeper.get("/en/desk/places/?language=kk").content.decode()
    assert "Жанаарка ауданы" not in keeper.get("/en/desk/places/?language=ru").content.decode()
    given = {"names-name_kk": "Жаңаарқа ауданы", "names-name_ru": "Жанааркинский район", "names-name_en": ""}
    response = keeper.post("/en/desk/places/623600000/names/", given)
    assert response.status_code == 303
    district.refresh_from_db()
    assert (district.name_kk, district.name_en) == ("Жаңаарқа ауданы", None)
    assert "Nothing waits for you" in keeper.get("/en/desk/").content.decode()
    assert "Жанаарка ауданы" in keeper.get("/en/desk/places/623600000/").content.decode()  # in the history
    assert "Жаңаарқа" in keeper.get("/en/desk/places/?shown=all").content.decode()


def test_a_dated_change_and_a_count_of_people(keeper: Client, district: Territory) -> None:
    change = {
        "change-on": "2024-01-03", "change-kind": "district", "change-code": "623600000",
        "change-name_ru": "Атасуский район",
        "change-parent": district.parent.code, "change-source": "Decree 1",
    }  # fmt: skip
    assert keeper.post("/en/desk/places/623600000/change/", change).status_code == 303
    people = {"population-value": "28000", "population-date": "2026-01-01", "population-source": "Bureau"}
    assert keeper.post("/en/desk/places/623600000/population/", people).status_code == 303
    text = keeper.get("/en/desk/places/623600000/").content.decode()
    assert "28\u202f000" in text
    assert "Атасуский район" in text
    assert "Decree 1" in text
    district.refresh_from_db()
    assert district.name_ru == "Атасуский район"
    assert district.states.count() == 2


@pytest.mark.parametrize(
    ("act", "given", "said"),
    [
        ("names", {"names-name_kk": "", "names-name_ru": "", "names-name_en": ""}, "A place needs a name"),
        ("names", {"names-name_kk": "я" * 10_000}, "200"),
        ("names", {"names-name_kk": "Ауыл 🏠"}, "holds a character that no place name has"),
        ("names", {"names-name_kk": "<script>alert(1)</script>"}, "holds a character"),
        ("change", {}, "This field is required"),
        (
            "change",
            {
                "change-on": "2024-01-03", "change-kind": "district", "change-code": "623600000",
                "change-parent": "999", "change-source": "?",
            },
            "There is no place with this code",
        ),
        (
            "change",
            {"change-on": "2024-01-03", "change-kind": "district", "change-code": "623600000", "change-source": "?"},
            "Nothing differs from what is stored",
        ),
        ("population", {"population-value": "-5", "population-date": "2026-01-01", "population-source": "B"}, "0"),
        ("population", {"population-value": "5", "population-date": "2226-01-01", "population-source": "B"}, "future"),
        (
            "population",
            {"population-value": "99999999999", "population-date": "2026-01-01", "population-source": "B"},
            "cannot be right",
        ),
        ("end", {"end-on": "yesterday", "end-source": "B"}, "valid date"),
    ],
)  # fmt: skip
def test_wrong_input_comes_back_with_a_reason(
    keeper: Client, district: Territory, act: str, given: dict[str, str], said: str
) -> None:
    before = list(district.states.values())
    response = keeper.post(f"/en/desk/places/623600000/{act}/", given)
    text = response.content.decode()
    assert response.status_code == 422
    assert said in text
    assert 'id="errors"' in text
    assert "<script>alert" not in text
    assert list(district.states.values()) == before
    assert not district.populations.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same(
    keeper: Client, region: Territory, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(rows):
        TerritoryFactory(parent=region).states.update(review="kk")
    with django_assert_num_queries(5):
        keeper.get("/kk/desk/places/")
    with django_assert_num_queries(4):
        keeper.get("/kk/desk/")


def test_the_office_page_costs_little(
    keeper: Client, district: Territory, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(10):
        keeper.get("/kk/desk/places/623600000/")


def test_the_late_stands_first() -> None:
    day = dt.date(2026, 3, 10)
    given = [
        Duty("without a day", "/"),
        Duty("far", "/", due=day + dt.timedelta(days=30)),
        Duty("soon", "/", due=day + dt.timedelta(days=2)),
        Duty("late", "/", due=dt.datetime(2026, 3, 9, 12, tzinfo=dt.UTC)),
    ]
    registries.duties.register("test", lambda _user: given)
    try:
        with time_machine.travel(dt.datetime(2026, 3, 10, 6, tzinfo=dt.UTC)):
            found = waiting_for(UserFactory())
    finally:
        registries.duties.unregister("test")
    assert [(duty.title, duty.state) for duty in found] == [
        ("late", "late"), ("soon", "soon"), ("far", "open"), ("without a day", ""),
    ]  # fmt: skip
