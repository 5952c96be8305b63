"""Places begin, change on a day, split, merge and end; the past stays."""

import datetime as dt

import pytest
import time_machine
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from ortaq.audit.models import Entry
from ortaq.audit.queries import told
from ortaq.core.actors import SYSTEM
from ortaq.core.errors import NotAllowed
from ortaq.identity.enums import Role
from ortaq.territories.domain import tree
from ortaq.territories.domain.current import refresh_current
from ortaq.territories.domain.queries.places import ancestors, around, by_code, children, siblings
from ortaq.territories.domain.queries.search import search
from ortaq.territories.enums import Kind
from ortaq.territories.errors import TerritoryError
from ortaq.territories.models import Population, Succession, Territory, TerritoryState
from tests.factories.identity import UserFactory, official
from tests.factories.territories import CountryFactory, RegionFactory, TerritoryFactory

pytestmark = pytest.mark.django_db

DAY = dt.date(2024, 1, 3)


@pytest.fixture
def region() -> Territory:
    return RegionFactory(parent=CountryFactory(), code="620000000", name_kk="Ұлытау облысы", name_ru="область Ұлытау")


@pytest.fixture
def district(region: Territory) -> Territory:
    return TerritoryFactory(parent=region, code="623600000", name_kk="Жаңаарқа ауданы", name_ru="Жанааркинский район")


def refusal(call: object, **given: object) -> str:
    with pytest.raises(TerritoryError) as caught:
        call(by=SYSTEM, **given)  # type: ignore[operator]
    assert str(caught.value)
    return caught.value.code


def test_adding_a_place(region: Territory) -> None:
    place = tree.add_territory(
        code="623630000", kind=Kind.SETTLEMENT, names={"kk": "Жаңаарқа кенті"}, parent=region, by=SYSTEM, valid_from=DAY
    )
    place.refresh_from_db()
    assert place.path == f"{region.path}{place.pk}/"
    assert place.depth == 2
    assert place.name == "Жаңаарқа кенті"
    assert [state.valid_from for state in place.states.all()] == [DAY]
    assert [found.code for found in search("Zhanaarka")] == ["623630000"]
    assert Entry.objects.filter(verb="territory.added", object_id=str(place.pk)).count() == 1
    assert refresh_current() == 0


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"code": "620000000"}, "code_taken"),
        ({"code": "62 00"}, "code_shape"),
        ({"code": "6" * 13}, "code_shape"),
        ({"names": {"ru": ""}}, "no_name"),
        ({"names": {"ru": "я" * 10_000}}, "name_long"),
        ({"names": {"ru": "Село 🏠"}}, "name_letters"),
    ],
)
def test_a_place_that_cannot_be(region: Territory, given: dict[str, object], code: str) -> None:
    usual = {"code": "623600000", "kind": Kind.DISTRICT, "names": {"ru": "Село"}, "parent": region}
    before = Territory.everything.count()
    assert refusal(tree.add_territory, **{**usual, **given}) == code
    assert Territory.everything.count() == before


def test_a_change_keeps_the_past_and_moves_what_lies_below(district: Territory) -> None:
    village = TerritoryFactory(parent=district, kind=Kind.VILLAGE)
    other = RegionFactory(parent=district.parent.parent, code="350000000")
    tree.change_state(
        territory=district, on=DAY, parent=other, names={"kk": "Атасу ауданы"}, by=SYSTEM, source="Decree"
    )
    district.refresh_from_db()
    village.refresh_from_db()
    assert district.parent == other
    assert district.name_kk == "Атасу ауданы"
    assert district.name_ru == "Жанааркинский район"
    assert village.path.startswith(other.path)
    assert ancestors(village)[-2:] == [other, district]
    old, new = district.states.order_by("id")
    assert (old.name_kk, old.valid_to) == ("Жаңаарқа ауданы", DAY)
    assert (new.name_kk, new.valid_from, new.parent) == ("Атасу ауданы", DAY, other)
    # The former name is still found.
    assert search("Жанаарка") == [district]


def test_a_change_to_come_is_shown_from_its_day_on(district: Territory) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)):
        tree.change_state(territory=district, on=dt.date(2026, 4, 1), names={"ru": "Атасуский район"}, by=SYSTEM)
        district.refresh_from_db()
        assert district.name_ru == "Жанааркинский район"
        assert refresh_current() == 0
    with time_machine.travel(dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)):
        assert refresh_current() == 1
        assert refresh_current() == 0
    district.refresh_from_db()
    assert district.name_ru == "Атасуский район"


def test_an_older_code_still_finds_the_place(district: Territory) -> None:
    tree.change_state(territory=district, on=DAY, code="354400000", by=SYSTEM)
    assert by_code("354400000") == district
    assert by_code("623600000") == district
    assert by_code("999999999") is None


def test_changes_that_cannot_be(district: Territory) -> None:
    village = TerritoryFactory(parent=district)
    change = tree.change_state
    assert refusal(change, territory=district, on=DAY) == "nothing_changed"
    assert refusal(change, territory=district, on=DAY, parent=village) == "own_parent"
    assert refusal(change, territory=district, on=DAY, parent=district) == "own_parent"
    assert refusal(change, territory=district, on=DAY, code=village.code) == "code_taken"
    tree.change_state(territory=district, on=DAY, names={"ru": "Новый район"}, by=SYSTEM)
    assert refusal(change, territory=district, on=DAY, names={"ru": "Иной"}) == "same_day"
    assert refusal(change, territory=district, on=dt.date(2023, 1, 1), names={"ru": "Иной"}) == "later_change"
    assert TerritoryState.objects.filter(territory=district).count() == 2


def test_an_end_needs_its_parts_gone(district: Territory) -> None:
    village = TerritoryFactory(parent=district)
    assert refusal(tree.end_territory, territory=district, on=DAY) == "has_parts"
    tree.end_territory(territory=village, on=DAY, by=SYSTEM)
    tree.end_territory(territory=district, on=DAY, by=SYSTEM)
    district.refresh_from_db()
    assert not district.active
    assert refusal(tree.end_territory, territory=district, on=DAY) == "already_ended"
    assert refusal(tree.change_state, territory=district, on=DAY, names={"ru": "Иной"}) == "already_ended"
    village = {"code": "1", "kind": Kind.VILLAGE, "names": {"ru": "Село"}}
    assert refusal(tree.add_territory, parent=district, **village) == "parent_ended"


def test_a_split_and_a_merger_leave_links(region: Territory, district: Territory) -> None:
    parts = [TerritoryFactory(parent=region) for _each in range(2)]
    tree.split_territory(older=district, into=parts, on=DAY, by=SYSTEM, note="Decree")
    district.refresh_from_db()
    assert not district.active
    assert Succession.objects.filter(older=district).count() == 2
    whole = TerritoryFactory(parent=region)
    tree.merge_territories(older=parts, into=whole, on=dt.date(2025, 1, 1), by=SYSTEM)
    assert [link.older for link in whole.origins.order_by("older_id")] == parts
    # Saying it twice changes nothing.
    tree.link_succession(older=parts[0], newer=whole, on=dt.date(2025, 1, 1), by=SYSTEM)
    assert whole.origins.count() == 2
    assert refusal(tree.link_succession, older=whole, newer=whole, on=DAY) == "same_place"


def test_confirmed_names_lose_their_mark(district: Territory) -> None:
    district.states.update(review="kk,ru")
    tree.edit_names(territory=district, names={"kk": "Жаңа Арқа ауданы"}, by=SYSTEM)
    state = district.states.get()
    assert (state.review, state.confirmed, state.name_kk) == ("ru", True, "Жаңа Арқа ауданы")
    district.refresh_from_db()
    assert district.name_kk == "Жаңа Арқа ауданы"
    assert district.name_ru == "Жанааркинский район"


def test_population_has_a_day_and_a_source(district: Territory) -> None:
    give = {"territory": district, "date": DAY, "source": "Bureau", "value": 100}
    tree.set_population(by=SYSTEM, **give)
    tree.set_population(by=SYSTEM, **{**give, "value": 120})
    assert [row.value for row in Population.objects.all()] == [120]
    assert refusal(tree.set_population, **{**give, "source": " "}) == "population_source"
    assert refusal(tree.set_population, **{**give, "value": -1}) == "population_value"
    assert refusal(tree.set_population, **{**give, "date": dt.date(2126, 1, 1)}) == "population_date"


def test_the_administrator_of_the_place_and_nobody_else(region: Territory, district: Territory) -> None:
    inside = official(Role.ADMINISTRATOR, region)
    outside = official(Role.ADMINISTRATOR, RegionFactory(parent=region.parent))
    tree.edit_names(territory=district, names={"kk": "Жаңа"}, by=inside)
    for stranger in (outside, official(Role.STAFF, region), UserFactory()):
        with pytest.raises(NotAllowed):
            tree.edit_names(territory=district, names={"kk": "Ескі"}, by=stranger)
        with pytest.raises(NotAllowed):
            tree.change_state(territory=district, on=DAY, names={"kk": "Ескі"}, by=stranger)
        with pytest.raises(NotAllowed):
            tree.set_population(territory=district, value=1, date=DAY, source="?", by=stranger)
        with pytest.raises(NotAllowed):
            tree.add_territory(code="1", kind=Kind.VILLAGE, names={"ru": "С"}, parent=district, by=stranger)


def test_around_a_place_in_one_query(
    region: Territory, district: Territory, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    TerritoryFactory(parent=region, name_kk="Ақ ауданы")
    with translation.override("kk"):
        with django_assert_num_queries(1):
            above, parts = around(region)
        assert [each.kind for each in above] == [Kind.COUNTRY]
        assert [each.name for each in parts] == ["Ақ ауданы", "Жаңаарқа ауданы"]
        assert children(region) == parts
        assert siblings(district) == [parts[0]]


def test_the_log_tells_each_act_in_a_sentence(region: Territory, district: Territory) -> None:
    newer = tree.add_territory(code="1", kind=Kind.DISTRICT, names={"kk": "Жаңа"}, parent=region, by=SYSTEM)
    change = {"code": "2", "kind": Kind.CITY, "parent": district, "names": {"ru": "Б"}}
    newer = tree.change_state(territory=newer, on=DAY, by=SYSTEM, **change)
    tree.edit_names(territory=newer, names={"kk": "Жаңалық"}, by=SYSTEM)
    tree.edit_names(territory=newer, names={"kk": "Жаңалық"}, by=SYSTEM)
    tree.set_population(territory=newer, value=5, date=DAY, source="Bureau", by=SYSTEM)
    tree.merge_territories(older=[newer], into=region, on=dt.date(2025, 1, 1), by=SYSTEM)
    rows = told(Entry.objects.order_by("seq"), personal=False)
    assert [row["text"] for row in rows] == [
        "The place 1 was added: Жаңа.",
        "From 2024-01-03: code “1” became “2”; kind “district” became “city”; it is part of another place; "
        "name (ru) “” became “Б”.",
        "The names were corrected: name (kk) “Жаңа” became “Жаңалық”.",
        "The names were checked and are right.",
        "Population on 2024-01-03: 5 people.",
        "620000000 came out of 2 on 2025-01-01.",
        "The place ends; the first day without it is 2025-01-01.",
    ]
