"""Parameters: the nearest place wins, periods follow each other, and nothing is lost."""

import datetime as dt
from fractions import Fraction

import pytest
import time_machine

from ortaq.audit.models import Entry
from ortaq.audit.queries import history as acts
from ortaq.core.actors import SYSTEM
from ortaq.core.errors import NotAllowed
from ortaq.norms.catalogue import PARAMETERS
from ortaq.norms.domain import queries
from ortaq.norms.domain.verbs import end_norm, set_norm
from ortaq.norms.errors import NormError
from ortaq.norms.models import Norm
from tests.factories.norms import NormFactory, setting
from tests.factories.territories import CountryFactory, RegionFactory, TerritoryFactory

pytestmark = pytest.mark.django_db
CODE = "bnu.votes_per_person"


class Nobody:
    pk = 7

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False


@pytest.fixture(autouse=True)
def _one_day():
    with time_machine.travel("2026-11-21T06:00:00Z", tick=False):
        yield


@pytest.fixture
def tree():
    """Country, region, district, village."""
    country = CountryFactory()
    region = RegionFactory(parent=country)
    district = TerritoryFactory(parent=region)
    return [country, region, district, TerritoryFactory(parent=district)]


def test_the_nearest_place_wins(tree):
    country, _region, district, village = tree
    NormFactory(territory=country, value=1)
    NormFactory(territory=district, value=5)
    assert [queries.value(CODE, territory=place) for place in tree] == [1, 1, 5, 5]
    found = queries.norm(CODE, territory=village)
    assert (found.territory, found.basis_en) == (district, "Decision No 5")


def test_a_nearer_place_wins_over_a_later_date(tree):
    country, region, *_rest = tree
    NormFactory(territory=region, value=5, valid_from=dt.date(2020, 1, 1))
    NormFactory(territory=country, value=1, valid_from=dt.date(2026, 1, 1))
    assert queries.value(CODE, territory=region) == 5


def test_a_sibling_says_nothing(tree):
    country, region, *_rest = tree
    NormFactory(territory=country, value=1)
    NormFactory(territory=RegionFactory(parent=country), value=9)
    assert queries.value(CODE, territory=region) == 1


def test_a_value_holds_from_its_first_day_to_the_day_before_its_end(tree):
    country = tree[0]
    NormFactory(territory=country, value=1, valid_from=dt.date(2024, 1, 1), valid_to=dt.date(2025, 1, 1))
    NormFactory(territory=country, value=2, valid_from=dt.date(2025, 1, 1))
    days = [dt.date(2024, 1, 1), dt.date(2024, 12, 31), dt.date(2025, 1, 1), dt.date(2099, 1, 1)]
    assert [queries.value(CODE, territory=country, on=day) for day in days] == [1, 1, 2, 2]
    with pytest.raises(NormError) as refusal:
        queries.value(CODE, territory=country, on=dt.date(2023, 12, 31))
    assert refusal.value.code == "not_set"
    assert "31 December 2023" in str(refusal.value)


def test_an_ended_value_gives_the_place_back_to_the_one_above(tree):
    country, region, *_rest = tree
    NormFactory(territory=country, value=1)
    NormFactory(territory=region, value=5, valid_to=dt.date(2025, 1, 1))
    assert queries.value(CODE, territory=region, on=dt.date(2024, 12, 31)) == 5
    assert queries.value(CODE, territory=region) == 1


def test_no_limit_is_a_value_and_overrides_one(tree):
    country, region, *_rest = tree
    NormFactory(territory=country, code="bnu.project_cap_mrp", value=15_000)
    NormFactory(territory=region, code="bnu.project_cap_mrp", value=None)
    assert queries.value("bnu.project_cap_mrp", territory=region) is None


def test_values_come_typed(tree):
    country = tree[0]
    NormFactory(territory=country, code="bnu.council.quorum", value="2/3")
    NormFactory(territory=country, code="bnu.vote_from", value="04-06")
    assert queries.value("bnu.council.quorum", territory=country) == Fraction(2, 3)
    assert queries.value("bnu.vote_from", territory=country).in_year(2027) == dt.date(2027, 4, 6)


def test_an_unknown_code_is_refused(tree):
    with pytest.raises(NormError):
        queries.value("bnu.weather", territory=tree[0])
    with pytest.raises(NormError):
        queries.history("bnu.weather", territory=tree[0])


@pytest.mark.parametrize("count", [1, 3])
def test_all_parameters_of_a_place_are_one_query(tree, count, django_assert_num_queries):
    country, region, _district, village = tree
    codes = list(PARAMETERS)[:count]
    for code in codes:
        NormFactory(territory=country, code=code)
    NormFactory(territory=region, code=codes[0], value=7)
    with django_assert_num_queries(1):
        found = queries.effective(village)
        assert [row.territory.name for row in found.values()]
    assert list(found) == codes
    assert found[codes[0]].value == 7


def test_the_history_goes_up_the_tree_the_latest_first(tree, django_assert_num_queries):
    country, region, _district, village = tree
    old = NormFactory(territory=country, valid_from=dt.date(2020, 1, 1), valid_to=dt.date(2024, 1, 1))
    new = NormFactory(territory=country)
    near = NormFactory(territory=region)
    NormFactory(territory=RegionFactory(parent=country))
    with django_assert_num_queries(1):
        assert queries.history(CODE, territory=village) == [near, new, old]


def test_setting_a_value_closes_the_one_before(tree):
    country = tree[0]
    before = NormFactory(territory=country, value=1)

    row = set_norm(**setting(territory=country, by=SYSTEM))

    before.refresh_from_db()
    assert before.valid_to == dt.date(2026, 1, 1)
    assert (row.value, row.valid_to, row.basis_ru) == (3, None, "Решение № 7")
    entry = Entry.objects.get()
    assert entry.verb == "norm.set"
    assert entry.data == {
        "code": CODE, "territory": country.pk, "value": 3, "from": "2026-01-01", "to": None, "was": 1,
    }  # fmt: skip


def test_a_value_set_before_a_later_one_ends_where_that_begins(tree):
    country = tree[0]
    first = NormFactory(territory=country, valid_from=dt.date(2024, 1, 1), valid_to=dt.date(2027, 1, 1))
    later = NormFactory(territory=country, valid_from=dt.date(2027, 1, 1), value=9)

    row = set_norm(**setting(territory=country, by=SYSTEM))

    first.refresh_from_db()
    later.refresh_from_db()
    assert (first.valid_to, row.valid_to, later.valid_to) == (dt.date(2026, 1, 1), dt.date(2027, 1, 1), None)


def test_the_same_first_day_corrects_and_the_log_keeps_what_it_was(tree):
    country = tree[0]
    first = set_norm(**setting(territory=country, by=SYSTEM))
    second = set_norm(**setting(territory=country, by=SYSTEM, value=4))
    assert second.pk == first.pk
    assert Norm.objects.count() == 1
    assert Entry.objects.get(seq=2).data["was"] == 3


def test_periods_never_overlap_whatever_the_order(tree):
    region = tree[1]
    for year in (2026, 2024, 2027, 2025, 2024):
        set_norm(**setting(territory=region, by=SYSTEM, valid_from=dt.date(year, 1, 1)))
    rows = list(Norm.objects.order_by("valid_from"))
    assert [row.valid_to for row in rows] == [*(row.valid_from for row in rows[1:]), None]


def test_a_temporary_value_gives_way_to_the_one_above(tree):
    country, region, *_rest = tree
    NormFactory(territory=country, value=1)
    set_norm(**setting(territory=region, by=SYSTEM, valid_to=dt.date(2026, 6, 1)))
    assert queries.value(CODE, territory=region, on=dt.date(2026, 5, 31)) == 3
    assert queries.value(CODE, territory=region, on=dt.date(2026, 6, 1)) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"code": "bnu.weather"}, "unknown_code"),
        ({"value": "3"}, "whole_number"),
        ({"value": None}, "needed"),
        ({"value": 0}, "whole_number"),
        ({"basis": {"en": "Decision"}}, "basis"),
        ({"basis": {}}, "basis"),
        ({"valid_to": dt.date(2026, 1, 1)}, "period"),
    ],
)
def test_what_cannot_be_set_is_refused_and_nothing_is_written(tree, change, code):
    with pytest.raises(NormError) as refusal:
        set_norm(**setting(territory=tree[1], by=SYSTEM, **change))
    assert refusal.value.code == code
    assert not Norm.objects.exists()
    assert not Entry.objects.exists()


def test_the_countrys_value_cannot_end(tree):
    country = tree[0]
    with pytest.raises(NormError) as refusal:
        set_norm(**setting(territory=country, by=SYSTEM, valid_to=dt.date(2027, 1, 1)))
    assert refusal.value.code == "root_must_stay"
    with pytest.raises(NormError) as refusal:
        end_norm(norm=NormFactory(territory=country), valid_to=dt.date(2027, 1, 1), by=SYSTEM)
    assert refusal.value.code == "root_must_stay"


def test_ending_a_value(tree):
    region = tree[1]
    row = NormFactory(territory=region)
    assert end_norm(norm=row, valid_to=dt.date(2026, 12, 1), by=SYSTEM).valid_to == dt.date(2026, 12, 1)
    assert Entry.objects.get().verb == "norm.ended"
    with pytest.raises(NormError) as refusal:
        end_norm(norm=row, valid_to=dt.date(2026, 12, 1), by=SYSTEM)
    assert refusal.value.code == "ended"
    with pytest.raises(NormError) as refusal:
        end_norm(norm=row, valid_to=row.valid_from, by=SYSTEM)
    assert refusal.value.code == "before_start"


def test_setting_and_ending_need_the_right(tree):
    region = tree[1]
    row = NormFactory(territory=region)
    with pytest.raises(NotAllowed):
        set_norm(**setting(territory=region, by=Nobody()))
    with pytest.raises(NotAllowed):
        end_norm(norm=row, valid_to=dt.date(2026, 12, 1), by=Nobody())
    assert Norm.objects.get().valid_to is None


def test_who_inherits(tree):
    country, region, district, village = tree
    other = RegionFactory(parent=country)
    NormFactory(territory=district)
    NormFactory(territory=village)
    NormFactory(territory=other, valid_to=dt.date(2025, 1, 1))

    overrides = queries.overriding(CODE, territory=country)

    assert [row.territory for row in overrides] == [district, village]
    assert set(queries.heirs(country, overrides)) == {region, other}
    assert list(queries.heirs(village, queries.overriding(CODE, territory=village))) == []


def test_acts_read_as_sentences(tree):
    region = tree[1]
    row = set_norm(**setting(territory=region, by=SYSTEM))
    set_norm(**setting(territory=region, by=SYSTEM, value=5))
    end_norm(norm=row, valid_to=dt.date(2026, 12, 1), by=SYSTEM)
    assert [act["text"] for act in acts(row, SYSTEM)] == [
        "The place's own value of “Choices on a ballot” ends on 1 December 2026.",
        "The parameter “Choices on a ballot” was set to 5 from 1 January 2026. Before it was 3.",
        "The parameter “Choices on a ballot” was set to 3 from 1 January 2026.",
    ]
