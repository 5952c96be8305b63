"""Home, places, search: in three languages, cheap, and nothing is written by looking."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from ortaq.core.actors import SYSTEM
from ortaq.territories import doors as registries
from ortaq.territories.domain import tree
from ortaq.territories.domain.outlines import set_outline
from ortaq.territories.doors import Card, Change, Door, Hit, Number, SearchSource, add_door
from ortaq.territories.enums import Kind
from ortaq.territories.models import Territory
from tests.factories.identity import UserFactory
from tests.factories.territories import CountryFactory, RegionFactory, TerritoryFactory

pytestmark = pytest.mark.django_db

DAY = dt.date(2024, 1, 3)
SQUARE = {"type": "Polygon", "coordinates": [[[60, 40], [70, 40], [70, 50], [60, 50], [60, 40]]]}


@pytest.fixture(autouse=True)
def _empty_registries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages as they are before higher apps register anything: counts of queries are the portal's own."""
    for name in ("doors", "cards", "changes", "search_sources"):
        monkeypatch.setattr(getattr(registries, name), "_items", {})


@pytest.fixture
def region() -> Territory:
    return RegionFactory(
        parent=CountryFactory(),
        code="620000000",
        name_kk="Ұлытау облысы",
        name_ru="область Ұлытау",
        name_en="Ulytau Region",
    )


@pytest.fixture
def district(region: Territory) -> Territory:
    return TerritoryFactory(
        parent=region, code="623600000", name_kk="Жаңаарқа ауданы", name_ru="Жанааркинский район",
        name_en="Zhanaarka District",
    )  # fmt: skip


NAMES = {"kk": "Жаңаарқа ауданы", "ru": "Жанааркинский район", "en": "Zhanaarka District"}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.usefixtures("district")
def test_pages_in_three_languages(client: Client, language: str) -> None:
    for path in ("", "places/", "places/?q=Zhanaarka", "places/623600000/", "search/?q=Жанаарка", "about/"):
        response = client.get(f"/{language}/{path}")
        assert response.status_code == 200, path
        assert f'lang="{language}"' in response.content.decode()[:60]
    assert NAMES[language] in client.get(f"/{language}/places/623600000/").content.decode()


def test_the_root_leads_to_the_readers_language(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/kk/"
    assert client.get("/", headers={"Accept-Language": "ru-KZ,ru;q=0.9"}).headers["Location"] == "/ru/"
    client.cookies["django_language"] = "en"
    assert client.get("/", headers={"Accept-Language": "ru"}).headers["Location"] == "/en/"


def test_the_site_answers(client: Client) -> None:
    assert client.get("/health/").content == b"ok"


def test_looking_writes_nothing(client: Client, district: Territory) -> None:
    pages = ["", "places/", "places/?q=а&kind=district&page=9", f"places/{district.code}/", "search/?q=а", "about/"]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for path in pages:
            assert client.get(f"/kk/{path}").status_code == 200
    assert not [each["sql"] for each in queries if each["sql"].split()[0] not in {"SELECT", "SAVEPOINT", "RELEASE"}]


@pytest.mark.parametrize("rows", [1, 3])
class TestQueries:
    """The same however many rows."""

    def test_home(
        self, client: Client, region: Territory, rows: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _each in range(rows):
            RegionFactory(parent=region.parent)
        with django_assert_num_queries(1):
            client.get("/kk/")

    def test_place(
        self, client: Client, region: Territory, rows: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _each in range(rows):
            part = TerritoryFactory(parent=region, lon=61, lat=41)
            set_outline(territory=part, geometry=SQUARE, source="drawn", by=SYSTEM)
            tree.link_succession(older=part, newer=region, on=DAY, by=SYSTEM)
            tree.change_state(territory=part, on=DAY, names={"kk": "Басқа"}, by=SYSTEM)
        with django_assert_num_queries(6):
            client.get("/kk/places/620000000/")

    def test_list_and_search(
        self, client: Client, region: Territory, rows: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _each in range(rows):
            TerritoryFactory(parent=region)
        with django_assert_num_queries(2):
            client.get("/kk/places/?kind=district")
        with django_assert_num_queries(1):
            client.get("/kk/search/?q=Өзен")


def test_an_older_code_leads_to_the_present_one(client: Client, district: Territory) -> None:
    tree.change_state(territory=district, on=DAY, code="354400000", by=SYSTEM)
    response = client.get("/kk/places/623600000/")
    assert response.status_code == 301
    assert response.headers["Location"] == "/kk/places/354400000/"


@pytest.mark.parametrize("code", ["999999999", "0", "я" * 500, "..%2F..", "<b>"])
def test_a_code_that_nobody_has(client: Client, district: Territory, code: str) -> None:
    assert client.get(f"/kk/places/{code}/").status_code == 404
    assert client.post(f"/kk/places/{code}/mine/").status_code == 404


def test_what_a_place_tells(client: Client, region: Territory, district: Territory) -> None:
    text = client.get("/en/places/623600000/").content.decode()
    assert "no dated figure" in text
    assert "Its rural districts are not in our list yet" in text
    older = TerritoryFactory(parent=region, name_en="Old District")
    tree.link_succession(older=older, newer=district, on=DAY, by=SYSTEM)
    tree.set_population(territory=district, value=28_000, date=DAY, source="Bureau of National Statistics", by=SYSTEM)
    TerritoryFactory(parent=district, kind=Kind.RURAL_DISTRICT)
    text = client.get("/en/places/623600000/").content.decode()
    assert "28\u202f000" in text
    assert "Bureau of National Statistics" in text
    assert "It came out of Old District." in text
    assert "not in our list yet" not in text


def test_history_stays_readable(client: Client, district: Territory) -> None:
    other = RegionFactory(parent=district.parent.parent, name_en="Karaganda Region")
    tree.change_state(territory=district, on=DAY, parent=other, names={"en": "Atasu District"}, by=SYSTEM)
    text = client.get("/en/places/623600000/").content.decode()
    assert "Renamed: before it was Zhanaarka District, now it is Atasu District." in text
    assert "Until then it was part of Ulytau Region, since then of Karaganda Region." in text


def test_a_place_that_ended(client: Client, region: Territory, district: Territory) -> None:
    newer = TerritoryFactory(parent=region, name_en="New District")
    tree.split_territory(older=district, into=[newer], on=DAY, by=SYSTEM)
    text = client.get("/en/places/623600000/").content.decode()
    assert "This place does not exist today." in text
    assert "New District" in text
    assert (
        "Zhanaarka" not in client.get("/en/places/620000000/").content.decode().split("Facts")[0].split("parts of")[-1]
    )


def test_doors_cards_and_changes_of_higher_apps(client: Client, district: Territory) -> None:
    add_door(
        Door("vote", "What can I decide?", lambda place: f"/vote/{place.code}/", lambda _place: Number("8", "projects"))
    )
    registries.cards.register(
        "test", lambda _place, _limit: [Card("Budget 2027", "/v/", "Open for 6 more days.", "Ulytau")]
    )
    registries.changes.register("test", lambda _place, _limit: [Change(DAY, "A bridge was finished.", "/w/")])
    text = client.get(f"/en/places/{district.code}/").content.decode()
    for part in (
        "What can I decide?",
        "/vote/623600000/",
        "projects",
        "Open for 6 more days.",
        "A bridge was finished.",
    ):
        assert part in text
    assert "Budget 2027" in client.get("/en/").content.decode()


def test_other_things_are_found(client: Client, district: Territory) -> None:
    found = SearchSource("Projects", lambda text, _limit, _user: [Hit(f"About {text}", "/p/1/")])
    registries.search_sources.register("projects", found)
    assert "About bridge" in client.get("/en/search/?q=bridge").content.decode()
    assert "About" not in client.get("/en/search/?q=!!").content.decode().split("<main")[1].split("</main")[0]


@pytest.mark.parametrize(
    ("text", "found"),
    [("48.5, 65", True), ("48.5 65.0", True), ("65, 48.5", False), ("91, 65", False), ("48.5, 265", False)],
)
def test_which_place_a_point_lies_in(client: Client, district: Territory, text: str, found: bool) -> None:
    set_outline(territory=district, geometry=SQUARE, source="drawn", by=SYSTEM)
    page = client.get("/en/search/", {"q": text}).content.decode()
    assert ("This point lies in" in page and "Zhanaarka District" in page) == found


def test_a_point_is_told_with_its_source(client: Client, region: Territory) -> None:
    place = TerritoryFactory(parent=region, lon="66.75501", lat="48.01899", point_source="OpenStreetMap")
    text = client.get(f"/ru/places/{place.code}/").content.decode()
    assert "48.0190, 66.7550" in text
    assert "OpenStreetMap" in text


def test_nothing_found_says_what_to_do(client: Client, district: Territory) -> None:
    assert "Check the spelling" in client.get("/en/search/?q=Atlantis").content.decode()
    assert "Check the spelling" in client.get("/en/places/?q=Atlantis").content.decode()


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "'\"><img>", "я" * 10_000, "\u202e", "🏠", "%00"])
def test_odd_words_are_shown_as_words(client: Client, district: Territory, text: str) -> None:
    for path in ("search", "places"):
        response = client.get(f"/en/{path}/", {"q": text, "kind": text, "page": text})
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()
        assert "<img>" not in response.content.decode()


class TestMyPlace:
    def test_kept_in_the_browser(
        self, client: Client, district: Territory, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        response = client.post("/kk/places/623600000/mine/")
        assert response.status_code == 303
        assert client.cookies["place"].value == "623600000"
        with django_assert_num_queries(2):
            text = client.get("/kk/").content.decode()
        assert "/kk/places/623600000/" in text.split("</header>")[0]
        client.post("/kk/places/623600000/mine/", {"act": "forget"})
        assert "/kk/places/623600000/" not in client.get("/kk/").content.decode().split("</header>")[0]

    def test_kept_with_the_account(self, client: Client, district: Territory) -> None:
        user = UserFactory()
        client.force_login(user)
        client.post("/kk/places/623600000/mine/")
        user.refresh_from_db()
        assert user.home == district
        client.cookies.pop("place")
        assert "/kk/places/623600000/" in client.get("/kk/").content.decode().split("</header>")[0]

    def test_looking_chooses_nothing(self, client: Client, district: Territory) -> None:
        assert client.get("/kk/places/623600000/mine/").status_code == 405
        assert "place" not in client.cookies

    @pytest.mark.parametrize("value", ["", "999999999", "'; --", "x" * 4000])
    def test_a_cookie_of_nonsense(self, client: Client, district: Territory, value: str) -> None:
        client.cookies["place"] = value
        assert client.get("/kk/").status_code == 200
