"""The shipped values: complete, marked with what they are worth, and never stronger than what people set."""

import datetime as dt
from collections import defaultdict

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from ortaq.audit.models import Entry
from ortaq.core.actors import SYSTEM
from ortaq.norms.catalogue import PARAMETERS
from ortaq.norms.domain import queries
from ortaq.norms.domain.seeding import cite, seed_norms, shipped
from ortaq.norms.domain.verbs import end_norm, set_norm
from ortaq.norms.models import Evidence, Norm
from tests.factories.norms import setting
from tests.factories.territories import CountryFactory, RegionFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def country():
    return CountryFactory()


@pytest.fixture
def almaty(country):
    return RegionFactory(code="750000000", parent=country)


def test_every_parameter_has_a_value_for_the_country(country, almaty):
    done = seed_norms(by=SYSTEM)
    assert done.added == len(shipped()) == Norm.objects.count()
    assert set(queries.effective(country, TODAY)) == set(PARAMETERS)
    assert done.absent == ()


def test_some_values_of_the_law(country, almaty):
    seed_norms(by=SYSTEM)

    def value(code, place=country, on=TODAY):
        return queries.value(code, territory=place, on=on)

    assert value("bnu.min_share.rep_city_district") == 500
    assert value("bnu.min_share.oblast_city") == 1000
    assert value("bnu.min_share.other") is None
    assert (value("bnu.project_cap_mrp"), value("bnu.project_cap_mrp", almaty)) == (15_000, 25_000)
    assert (value("bnu.votes_per_person"), value("bnu.votes_per_person", almaty)) == (1, 3)
    assert (value("bnu.paper_ballots"), value("bnu.paper_ballots", almaty)) == (False, True)
    assert (value("bnu.residence"), value("bnu.residence", almaty)) == ("permanent_or_temporary", "permanent")
    assert value("bnu.small_electorate") == 300
    assert value("session.materials_days", on=dt.date(2026, 7, 13)) == 5
    assert value("session.materials_days", on=dt.date(2026, 7, 14)) == 7
    assert [value("mci.tenge", on=dt.date(year, 6, 1)) for year in (2024, 2025, 2026)] == [3692, 3932, 4325]
    assert value("budget.dates.rural.submit_by") == "11-10"
    assert value("budget.realloc_limit.rural") == 2000


def test_what_comes_from_memory_says_so(country):
    seed_norms(by=SYSTEM)
    assert set(Norm.objects.filter(code="mci.tenge").values_list("evidence", flat=True)) == {Evidence.RECALLED}
    assert set(Norm.objects.filter(code="bnu.small_electorate").values_list("evidence", flat=True)) == {Evidence.DESIGN}


@pytest.mark.parametrize("place", ["country", "almaty"])
def test_the_calendar_of_a_cycle_runs_in_order(place, request):
    territory = request.getfixturevalue(place)
    seed_norms(by=SYSTEM)
    steps = ["announce_by", "intake_from", "intake_until", "review_until", "vote_from", "vote_until", "result_by"]
    days = [queries.value(f"bnu.{step}", territory=territory, on=TODAY) for step in steps]
    assert days == sorted(days)


def test_every_shipped_row_is_told_in_three_languages_and_no_periods_overlap():
    periods = defaultdict(list)
    for row in shipped():
        assert all(row.basis[language] for language in ("kk", "ru", "en")), row
        assert len({bool(text) for text in row.note.values()}) == 1, row
        assert max(len(text) for text in [*row.basis.values(), *row.note.values()]) <= 500
        periods[row.code, row.territory].append((row.valid_from, row.valid_to))
    for key, rows in periods.items():
        rows.sort()
        assert [end for _start, end in rows] == [*(start for start, _end in rows[1:]), None], key


def test_articles_are_cited_as_the_language_does():
    assert [cite("article", "39-3(8)", language) for language in ("kk", "ru", "en")] == [
        "39-3-бап, 8-тармақ", "ст. 39-3, п. 8", "art. 39-3(8)",
    ]  # fmt: skip
    assert cite("article", "87-92", "kk") == "87-92-баптар"
    assert cite("point", "14-5", "kk") == "14-5-тармақ"
    assert cite("", "", "kk") == ""


def test_basis_and_note_follow_the_readers_language(country):
    seed_norms(by=SYSTEM)
    row = Norm.objects.get(code="budget.realloc_limit")
    found = {}
    for language in ("kk", "ru", "en"):
        with translation.override(language):
            found[language] = row.basis
    assert found == {
        "kk": "Бюджет кодексі, 2025 жылғы 15 наурыз, № 171-VIII, 98-бап",
        "ru": "Бюджетный кодекс от 15 марта 2025 года № 171-VIII, ст. 98",
        "en": "Budget Code of 15 March 2025 No 171-VIII, art. 98",
    }


def test_a_second_run_changes_nothing(country, almaty):
    seed_norms(by=SYSTEM)
    before = list(Norm.objects.order_by("pk").values())
    done = seed_norms(by=SYSTEM)
    assert (done.added, done.kept, done.present) == (0, 0, len(before))
    assert list(Norm.objects.order_by("pk").values()) == before
    assert Entry.objects.filter(verb="norms.seeded").count() == 1


def test_what_people_set_stays(country, almaty):
    seed_norms(by=SYSTEM)
    corrected = set_norm(**setting(territory=country, by=SYSTEM, value=2, valid_from=dt.date(2024, 1, 1)))
    ended = end_norm(
        norm=Norm.objects.get(code="bnu.residence", territory=almaty), valid_to=dt.date(2026, 1, 1), by=SYSTEM
    )
    Norm.objects.filter(code="bnu.min_age").delete()

    done = seed_norms(by=SYSTEM)

    assert (done.added, done.kept) == (1, 2)
    corrected.refresh_from_db()
    ended.refresh_from_db()
    assert (corrected.value, corrected.basis_ru) == (2, "Решение № 7")
    assert ended.valid_to == dt.date(2026, 1, 1)
    assert queries.value("bnu.residence", territory=almaty, on=TODAY) == "permanent_or_temporary"


def test_a_newer_list_closes_its_own_older_rows(country):
    seed_norms(by=SYSTEM)
    row = Norm.objects.get(code="mci.tenge", valid_from=dt.date(2025, 1, 1))
    Norm.objects.filter(code="mci.tenge", valid_from__year=2026).delete()
    Norm.objects.filter(pk=row.pk).update(valid_to=None)

    assert seed_norms(by=SYSTEM).added == 1

    row.refresh_from_db()
    assert row.valid_to == dt.date(2026, 1, 1)


def test_places_that_are_not_there_yet_are_named_and_come_later(country, capsys):
    call_command("seed_norms")
    assert "750000000" in capsys.readouterr().out
    RegionFactory(code="750000000", parent=country)
    call_command("seed_norms")
    out = capsys.readouterr().out
    assert "750000000" not in out
    assert not out.startswith("norms: 0 added")


def test_without_the_country_the_command_says_what_to_do():
    with pytest.raises(CommandError, match="seed_territories"):
        call_command("seed_norms")
