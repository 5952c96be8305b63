"""The public pages of parameters and the Desk's form."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ortaq.core.actors import SYSTEM
from ortaq.identity.enums import Role
from ortaq.norms.catalogue import PARAMETERS
from ortaq.norms.domain.seeding import seed_norms
from ortaq.norms.models import Norm
from tests.factories.identity import official, sign_in
from tests.factories.norms import NormFactory, posted
from tests.factories.territories import CountryFactory, RegionFactory, TerritoryFactory

pytestmark = pytest.mark.django_db
CODE = "bnu.votes_per_person"


@pytest.fixture(autouse=True)
def _one_day():
    with time_machine.travel("2026-11-21T06:00:00Z", tick=True):
        yield


@pytest.fixture
def country():
    return CountryFactory()


@pytest.fixture
def region(country):
    return RegionFactory(parent=country, name_en="Ulytau Region", name_ru="область Ұлытау", name_kk="Ұлытау облысы")


@pytest.fixture
def desk(client, region):
    """The client of an administrator of the region."""
    return sign_in(client, official(Role.ADMINISTRATOR, region))


def body(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_everybody_reads_all_parameters_of_a_place(client, country, region, language):
    seed_norms(by=SYSTEM)
    NormFactory(territory=region, value=4)
    response = client.get(f"/{language}/norms/?place={region.code}")
    assert response.status_code == 200
    assert sum(len(group["entries"]) for group in response.context["groups"]) == len(PARAMETERS)
    page = body(response)
    assert str(country.name) in page
    assert {"kk": "Шешім № 5", "ru": "Решение № 5", "en": "Decision No 5"}[language] in page


def test_inherited_and_own_values_are_told_apart(client, country, region):
    NormFactory(territory=country, code="bnu.min_age", value=18)
    NormFactory(territory=region, value=4)
    page = body(client.get(f"/en/norms/?place={region.code}"))
    assert "inherited: Kazakhstan" in page
    assert "set for this place" in page
    assert "the article itself was read" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(client, country, region, count, django_assert_num_queries):
    for code in list(PARAMETERS)[:count]:
        NormFactory(territory=country, code=code)
    with django_assert_num_queries(3):
        client.get(f"/en/norms/?place={region.code}")


def test_a_place_is_found_by_its_name(client, country, region):
    NormFactory(territory=country)
    assert client.get("/en/norms/", {"place": "Улытау"}).context["place"] == region
    TerritoryFactory(parent=region, name_en="Ulytau District", name_ru="Улытауский район")
    response = client.get("/en/norms/", {"place": "Улытау"})
    assert response.context["place"] is None
    assert len(response.context["choice"].found) == 2
    assert "Which one do you mean?" in body(response)


@pytest.mark.parametrize("asked", ["Atlantis", "<script>alert(1)</script>", "🏔" * 300, "%", "\u202eabc"])
def test_a_place_that_does_not_exist_is_said_so(client, country, asked):
    response = client.get("/en/norms/", {"place": asked})
    assert response.status_code == 200
    assert "No place was found" in body(response)
    assert "<script>alert" not in body(response)


def test_an_installation_without_places_or_norms_has_a_page(client):
    assert "seed_territories" in body(client.get("/en/norms/"))
    CountryFactory()
    assert "seed_norms" in body(client.get("/en/norms/"))


def test_one_parameter_with_its_history(client, country, region):
    NormFactory(territory=country, valid_from=dt.date(2020, 1, 1), valid_to=dt.date(2024, 1, 1), value=7)
    NormFactory(territory=country, value=1)
    response = client.get(f"/en/norms/{CODE}/?place={region.code}")
    assert [entry["row"].value for entry in response.context["rows"]] == [1, 7]
    page = body(response)
    assert "Inherited from the place above: Kazakhstan." in page
    assert "1 January 2020" in page


@pytest.mark.parametrize("count", [1, 3])
def test_a_history_takes_the_same_queries_for_any_length(client, country, count, django_assert_num_queries):
    for year in range(count):
        NormFactory(territory=country, valid_from=dt.date(2020 + year, 1, 1))
    with django_assert_num_queries(2):
        client.get(f"/en/norms/{CODE}/")


def test_a_parameter_without_a_value_and_one_that_does_not_exist(client, country):
    assert "No value is in force" in body(client.get(f"/en/norms/{CODE}/"))
    assert client.get("/en/norms/bnu.weather/").status_code == 404
    assert client.get(f"/en/norms/{CODE}/?place=000").status_code == 404


def test_the_table_opens_in_a_spreadsheet_and_in_programs(client, country, region):
    NormFactory(territory=country, code="bnu.languages", value=["kk", "ru"])
    NormFactory(territory=country, code="bnu.min_share.oblast_city", value=1000, basis_en="=HYPERLINK(1)")
    response = client.get(f"/en/norms/table.csv?place={region.code}")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert f"norms-{region.code}-2026-11-21.csv" in response["Content-Disposition"]
    text = body(response)
    assert text.startswith("\ufeffcode,")
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))}
    assert rows["bnu.languages"]["value"] == '["kk", "ru"]'
    assert rows["bnu.min_share.oblast_city"]["value"] == "1000"
    assert rows["bnu.min_share.oblast_city"]["value_in_words"] == "10\u00a0%"
    assert rows["bnu.min_share.oblast_city"]["basis"] == "'=HYPERLINK(1)"
    assert rows["bnu.languages"]["territory_code"] == "KZ"


def test_the_desk_is_for_those_who_may_edit_there(desk, country, region):
    below = TerritoryFactory(parent=region)
    assert desk.get(f"/en/desk/norms/?place={region.code}").status_code == 200
    assert desk.get(f"/en/desk/norms/{CODE}/?place={below.code}").status_code == 200
    for outside in (country, RegionFactory(parent=country)):
        assert desk.get(f"/en/desk/norms/?place={outside.code}").status_code == 403
        assert desk.get(f"/en/desk/norms/{CODE}/?place={outside.code}").status_code == 403
        response = desk.post(f"/en/desk/norms/{CODE}/?place={outside.code}", posted())
        assert response.status_code == 403
    assert not Norm.objects.exists()
    assert "Choose your place first" in body(desk.get("/en/desk/norms/"))


@pytest.mark.parametrize("address", ["/en/desk/norms/", f"/en/desk/norms/{CODE}/"])
def test_visitors_are_asked_to_sign_in(client, country, address):
    assert client.get(address).status_code == 302
    assert client.post(address, posted()).status_code == 302 or address == "/en/desk/norms/"


def test_other_roles_may_not(client, country, region):
    sign_in(client, official(Role.AKIM, region))
    assert client.get(f"/en/desk/norms/{CODE}/?place={region.code}").status_code == 403


def test_setting_a_value(desk, country, region):
    before = NormFactory(territory=region, value=1)
    address = f"/en/desk/norms/{CODE}/?place={region.code}"

    response = desk.post(address, posted(basis_ru="Решение № 7", source_url="https://example.org/act"))

    assert (response.status_code, response["Location"]) == (303, address)
    row = Norm.objects.exclude(pk=before.pk).get()
    assert (row.value, row.valid_from, row.basis_kk, row.basis_ru) == (
        3, dt.date(2026, 1, 1), "Шешім № 7", "Решение № 7",
    )  # fmt: skip
    assert row.source_url == "https://example.org/act"
    page = body(desk.get(address))
    assert "The new value is set." in page
    assert "was set to 3 from 1 January 2026. Before it was 1." in page


@pytest.mark.parametrize(
    ("code", "sent", "stored"),
    [
        ("bnu.vote_from", {"value_day": "6", "value_month": "4"}, "04-06"),
        ("bnu.vote_revocable", {"value": "no"}, False),
        ("bnu.languages", {"value": ["ru", "kk"]}, ["kk", "ru"]),
        ("bnu.overflow", {"value": "stop"}, "stop"),
        ("bnu.min_share.oblast_city", {"value": "12,5"}, 1250),
        ("bnu.min_share.oblast_city", {"value": "", "value_none": "on"}, None),
        ("bnu.project_cap_mrp", {"value": "25 000"}, 25_000),
        ("bnu.council.quorum", {"value": "3/5"}, "3/5"),
    ],
)
def test_every_type_can_be_set(desk, region, code, sent, stored):
    address = f"/en/desk/norms/{code}/?place={region.code}"
    assert desk.get(address).status_code == 200
    response = desk.post(address, posted(value="") | sent)
    assert response.status_code == 303, response.context["form"].errors
    assert Norm.objects.get(code=code).value == stored


@pytest.mark.parametrize(
    ("code", "sent", "field"),
    [
        (CODE, {"value": "0"}, "value"),
        (CODE, {"value": "many"}, "value"),
        (CODE, {"value": ""}, "value"),
        (CODE, {"value": "9" * 400}, "value"),
        (CODE, {"value": "<script>"}, "value"),
        (CODE, {"valid_from": "yesterday"}, "valid_from"),
        (CODE, {"valid_from": ""}, "valid_from"),
        (CODE, {"basis_kk": ""}, "basis_kk"),
        (CODE, {"basis_kk": "x" * 501}, "basis_kk"),
        (CODE, {"source_url": "javascript:alert(1)"}, "source_url"),
        (CODE, {"evidence": "certain"}, "evidence"),
        (CODE, {"valid_to": "2025-01-01"}, None),
        ("bnu.vote_from", {"value_day": "31", "value_month": "2"}, "value_day"),
        ("bnu.vote_from", {"value_day": "", "value_month": ""}, "value_day"),
        ("bnu.vote_revocable", {"value": ""}, "value"),
        ("bnu.overflow", {"value": "explode"}, "value"),
        ("bnu.languages", {"value": ["de"]}, "value"),
        ("bnu.min_share.oblast_city", {"value": ""}, "value"),
        ("bnu.min_share.oblast_city", {"value": "101"}, "value"),
    ],
)
def test_what_cannot_be_taken_comes_back_with_its_reason(desk, region, code, sent, field):
    response = desk.post(f"/en/desk/norms/{code}/?place={region.code}", posted(basis_ru="") | sent)
    assert response.status_code == 422
    assert response.context["form"].errors[field or "__all__"]
    assert "<script>" not in body(response).split("<main")[1].split("</main")[0]
    assert not Norm.objects.exists()


def test_ending_a_value(desk, country, region):
    NormFactory(territory=country, value=1)
    row = NormFactory(territory=region, value=5)
    address = f"/en/desk/norms/{CODE}/?place={region.code}"
    assert "Let it end" in body(desk.get(address))

    assert desk.post(address, {"act": "end", "end_on": "2020-01-01"}).status_code == 422
    assert desk.post(address, {"act": "end", "end_on": "2026-11-21"}).status_code == 303

    row.refresh_from_db()
    assert row.valid_to == dt.date(2026, 11, 21)
    assert desk.post(address, {"act": "end", "end_on": "2026-12-01"}).status_code == 422


def test_the_page_tells_whom_a_value_reaches(desk, country, region):
    near, other = TerritoryFactory(parent=region), TerritoryFactory(parent=region, name_en="Elsewhere")
    TerritoryFactory(parent=other)
    NormFactory(territory=other, value=2)
    response = desk.get(f"/en/desk/norms/{CODE}/?place={region.code}")
    assert response.context["heirs"] == 1
    assert response.context["heirs_named"] == [near.name]
    assert "This place and 1 place below it." in body(response)
    assert "Elsewhere: 2" in body(response)


@pytest.mark.parametrize("count", [1, 3])
def test_the_form_takes_the_same_queries_for_any_history(desk, region, count, django_assert_num_queries):
    for number in range(count):
        NormFactory(territory=region, valid_from=dt.date(2020 + number, 1, 1))
        NormFactory(territory=TerritoryFactory(parent=region))
    desk.get("/en/")
    with django_assert_num_queries(9):
        assert desk.get(f"/en/desk/norms/{CODE}/?place={region.code}").status_code == 200


def test_reading_writes_nothing(desk, country, region):
    NormFactory(territory=region)
    for address in ("norms/", f"norms/{CODE}/", "norms/table.csv", "desk/norms/", f"desk/norms/{CODE}/"):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert desk.get(f"/en/{address}?place={region.code}").status_code == 200
        assert {query["sql"].split()[0] for query in caught} == {"SELECT"}, address
