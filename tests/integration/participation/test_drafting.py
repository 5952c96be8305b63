"""Drafts: begun from the norms, saved step by step, refused where they make no sense."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ortaq.audit.models import Entry
from ortaq.core.actors import SYSTEM
from ortaq.core.errors import DomainError, NotAllowed
from ortaq.core.money import Money
from ortaq.files.models import StoredFile
from ortaq.identity.enums import Role
from ortaq.norms.models import Evidence, Norm
from ortaq.participation import checklist
from ortaq.participation.domain import calendar, drafting, norm_values, opening, pots, projects
from ortaq.participation.domain.queries.cycles import load
from ortaq.participation.enums import BallotType, ListState, PhaseKind
from ortaq.participation.imports import staging
from ortaq.participation.models import Cycle, Phase, Pot, Project, RollEntry, RollList
from tests.factories.participation import in_all, line, official, place, ready_cycle

pytestmark = pytest.mark.django_db

TODAY = dt.datetime(2026, 11, 21, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(TODAY, tick=False):
        yield


def refused(code, function, **arguments):
    with pytest.raises(DomainError) as caught:
        function(**arguments)
    assert caught.value.code == code
    assert caught.value.message
    return caught.value


def local(year, month, day, hour=0, minute=0):
    return dt.datetime(year, month, day, hour, minute, tzinfo=timezone.get_default_timezone())


NORMS = {
    "bnu.announce_by": "01-15", "bnu.intake_from": "01-20", "bnu.intake_until": "03-01", "bnu.review_until": "04-05",
    "bnu.vote_from": "04-06", "bnu.vote_until": "04-24", "bnu.result_by": "05-04", "bnu.votes_per_person": 3,
    "bnu.vote_revocable": True, "bnu.min_votes": 25, "bnu.min_age": 18, "bnu.small_electorate": 300,
    "bnu.languages": ["kk", "en"], "bnu.overflow": "stop", "bnu.tie_rule": "lot", "bnu.rule": "greedy",
    "bnu.project_cap_mrp": 15000, "mci.tenge": 4325,
}  # fmt: skip


def set_norms(territory, **other):
    for code, value in (NORMS | other).items():
        Norm.objects.create(
            code=code, territory=territory, value=value, valid_from=dt.date(2020, 1, 1), basis="x",
            evidence=Evidence.DESIGN,
        )  # fmt: skip


def test_a_draft_is_prefilled_from_the_norms():
    region = place("Ұлытау облысы")
    set_norms(region)
    cycle = drafting.begin_cycle(territory=place(parent=region), year=2028, by=SYSTEM)
    assert (cycle.slug, cycle.max_choices, cycle.changeable) == ("2028", 3, True)
    assert cycle.rule == {"name": "greedy", "parameters": {"misfit": "stop", "threshold": 25}, "ties": "lot"}
    assert cycle.languages == ["kk", "en"]
    phases = {phase.kind: (phase.starts_at, phase.ends_at) for phase in cycle.phases.all()}
    assert phases[PhaseKind.IDEAS] == (local(2027, 1, 20), local(2027, 3, 1, 23, 59))
    assert phases[PhaseKind.REVIEW] == (local(2027, 3, 1, 23, 59), local(2027, 4, 5, 23, 59))
    assert phases[PhaseKind.VOTE] == (local(2027, 4, 6), local(2027, 4, 24, 23, 59))
    assert phases[PhaseKind.RESULT] == (local(2027, 4, 24, 23, 59), local(2027, 5, 4, 23, 59))
    entry = Entry.objects.get(verb="cycle.begun")
    assert entry.data == {"territory": cycle.territory_id, "year": 2028}


def test_the_nearest_place_gives_the_norm():
    region = place("Ұлытау облысы")
    set_norms(region)
    village = place(parent=region)
    set_norms(village, **{"bnu.votes_per_person": 1})
    assert drafting.begin_cycle(territory=village, year=2028, by=SYSTEM).max_choices == 1
    assert drafting.begin_cycle(territory=place(parent=region), year=2028, by=SYSTEM).max_choices == 3


def test_without_norms_nothing_is_invented():
    cycle = drafting.begin_cycle(territory=place(), year=2028, by=SYSTEM)
    assert cycle.max_choices is None
    assert cycle.changeable is False
    assert cycle.rule == {"name": "greedy", "parameters": {}, "ties": "cost,score,lot"}
    assert cycle.languages == ["kk", "ru"]
    assert {(phase.starts_at, phase.ends_at) for phase in cycle.phases.all()} == {(None, None)}


@pytest.mark.parametrize(("year", "vote_year"), [(2028, 2027), (2027, 2027), (2026, None)])
def test_the_calendar_never_lies_in_the_past(year, vote_year):
    territory = place()
    set_norms(territory)
    cycle = drafting.begin_cycle(territory=territory, year=year, by=SYSTEM)
    vote = cycle.phases.get(kind=PhaseKind.VOTE)
    assert (timezone.localtime(vote.ends_at).year if vote.ends_at else None) == vote_year


def test_addresses_of_one_year_differ():
    territory = place()
    made = [drafting.begin_cycle(territory=territory, year=2028, by=SYSTEM).slug for _ in range(3)]
    assert made == ["2028", "2028-2", "2028-3"]
    assert drafting.begin_cycle(territory=place(), year=2028, by=SYSTEM).slug == "2028"


@pytest.mark.parametrize("year", [1999, 2101, -1, 10**6])
def test_a_year_no_budget_has(year):
    refused("bad_year", drafting.begin_cycle, territory=place(), year=year, by=SYSTEM)
    assert not Cycle.objects.exists()


@pytest.mark.parametrize(
    ("role", "where", "allowed"),
    [
        (Role.ADMINISTRATOR, "above", True), (Role.STAFF, "here", True), (Role.AKIM, "here", True),
        (Role.STAFF, "below", False), (Role.ADMINISTRATOR, "beside", False), (Role.EXPERT, "here", False),
        (Role.OPERATOR, "here", False), (Role.AUDITOR, "above", False), (Role.DEPUTY, "here", False),
    ],
)  # fmt: skip
def test_who_may_make_a_vote(role, where, allowed):
    above = place("аудан")
    here = place("округ", parent=above)
    places = {"above": above, "here": here, "below": place("ауыл", parent=here), "beside": place("көрші", parent=above)}
    user = official(places[where], role)
    if allowed:
        cycle = drafting.begin_cycle(territory=here, year=2028, by=user)
        assert cycle.created_by == user
        assert drafting.save_ballot(
            cycle=cycle, ballot_type="approval", max_choices=2, max_points=None, changeable=False, by=user
        ).max_choices == 2  # fmt: skip
    else:
        with pytest.raises(NotAllowed):
            drafting.begin_cycle(territory=here, year=2028, by=user)
        cycle = ready_cycle(here)
        with pytest.raises(NotAllowed):
            pots.save_pots(cycle=cycle, pots=[], by=user)
        with pytest.raises(NotAllowed):
            drafting.delete_draft(cycle=cycle, confirmation=cycle.slug, by=user)


def save_basics(cycle, **changes):
    given = {"title": in_all("Атауы"), "summary": {}, "languages": ["kk"], "slug": cycle.slug, "year": 2028}
    return drafting.save_basics(cycle=cycle, by=SYSTEM, **(given | changes))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": {"kk": "ұ" * 201}}, "too_long"),
        ({"title": {"kk": "x" * 10_000}}, "too_long"),
        ({"summary": {"ru": "x" * 2001}}, "too_long"),
        ({"title": {"kk": "a\0b"}}, "control_characters"),
        ({"title": {"kk": "a\x1bb"}}, "control_characters"),
        ({"title": {"de": "Straße"}}, "bad_language"),
        ({"languages": ["kk", "uz"]}, "bad_language"),
        ({"languages": []}, "no_language"),
        ({"slug": "Ұлытау"}, "bad_slug"),
        ({"slug": "-a"}, "bad_slug"),
        ({"slug": "a" * 61}, "bad_slug"),
        ({"slug": "../x"}, "bad_slug"),
        ({"slug": ""}, "bad_slug"),
        ({"year": 0}, "bad_year"),
    ],
)
def test_basics_that_make_no_sense_change_nothing(changes, code):
    cycle = ready_cycle()
    refused(code, save_basics, cycle=cycle, **changes)
    after = Cycle.objects.get(pk=cycle.pk)
    assert after.title_kk == "Көше және жарық қазақша"
    assert after.languages == ["kk", "ru", "en"]


def test_emoji_right_to_left_and_markup_are_text():
    cycle = ready_cycle()
    title = {"kk": "🏫 Мектеп 👩‍🌾", "ru": "مدرسة العربية", "en": "<script>alert(1)</script>"}
    save_basics(cycle=cycle, title=title)
    after = Cycle.objects.get(pk=cycle.pk)
    assert (after.title_kk, after.title_ru, after.title_en) == tuple(title.values())


def test_two_votes_of_a_place_cannot_share_an_address():
    territory = place()
    first, second = (drafting.begin_cycle(territory=territory, year=2028, by=SYSTEM) for _ in range(2))
    refused("slug_taken", save_basics, cycle=second, slug=first.slug)


def test_the_languages_stand_in_their_order():
    cycle = save_basics(cycle=ready_cycle(), languages=["en", "kk", "kk"])
    assert cycle.languages == ["kk", "en"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ballot_type": "lottery"}, "bad_ballot_type"),
        ({"max_choices": 0}, "bad_limit"),
        ({"max_choices": -1}, "bad_limit"),
        ({"max_choices": 2**40}, "bad_limit"),
        ({"ballot_type": "points", "max_points": 10**9}, "bad_limit"),
    ],
)
def test_ballots_that_make_no_sense(changes, code):
    given = {"ballot_type": "approval", "max_choices": 1, "max_points": None, "changeable": False}
    refused(code, drafting.save_ballot, cycle=ready_cycle(), by=SYSTEM, **(given | changes))


def test_only_the_limits_of_the_kind_of_ballot_are_kept():
    cycle = ready_cycle()
    for kind, kept in (("approval", (4, None)), ("knapsack", (None, None)), ("points", (4, 9)), ("ranking", (4, None))):
        saved = drafting.save_ballot(
            cycle=cycle, ballot_type=kind, max_choices=4, max_points=9, changeable=True, by=SYSTEM
        )
        assert (saved.max_choices, saved.max_points) == kept


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "dictator"}, "bad_rule"),
        ({"parameters": {"order": "backwards"}}, "bad_rule"),
        ({"parameters": {"speed": 1}}, "bad_rule"),
        ({"ties": "cost"}, "bad_rule"),
        ({"comparisons": [{"name": "x", "parameters": {}}]}, "bad_rule"),
        ({"act": "x" * 301}, "too_long"),
        ({"act_url": "javascript:alert(1)"}, "bad_url"),
    ],
)
def test_rules_that_do_not_exist(changes, code):
    given = {"name": "greedy", "parameters": {}, "act": "", "act_url": ""}
    refused(code, drafting.save_rule, cycle=ready_cycle(), by=SYSTEM, **(given | changes))


def save_amounts(cycle, *amounts, **settings):
    lines = [pots.PotLine(amount=Money(amount, settings.get("currency", "KZT"))) for amount in amounts]
    return pots.save_pots(cycle=cycle, pots=lines, by=SYSTEM, **settings)


@pytest.mark.parametrize(
    ("amounts", "settings", "code"),
    [
        ((0,), {}, "amount_not_positive"),
        ((-5,), {}, "amount_not_positive"),
        ((5,), {"currency": "XXX"}, "bad_currency"),
    ],
)
def test_money_that_makes_no_sense(amounts, settings, code):
    cycle = drafting.begin_cycle(territory=place(), year=2028, by=SYSTEM)
    with pytest.raises(DomainError) as caught:
        save_amounts(cycle, *amounts, **settings)
    assert caught.value.code == code
    assert not cycle.pots.exists()


def test_pots_keep_their_numbers():
    cycle = drafting.begin_cycle(territory=place(), year=2028, by=SYSTEM)
    first, second = save_amounts(cycle, 100, 200)
    assert (first.number, second.number) == (1, 2)
    (kept, new) = pots.save_pots(
        cycle=cycle,
        pots=[pots.PotLine(pk=second.pk, amount=Money(250), name={"kk": "Ауыл"}), pots.PotLine(amount=Money(300))],
        by=SYSTEM,
    )
    assert (kept.pk, kept.number, kept.amount_minor, new.number) == (second.pk, 2, 250, 3)
    assert not Pot.objects.filter(pk=first.pk).exists()


def test_pots_of_others_and_elsewhere_are_refused():
    cycle, other = ready_cycle(), ready_cycle()
    amount = Money(5)
    refused("foreign_part", pots.save_pots, cycle=cycle, by=SYSTEM,
            pots=[pots.PotLine(pk=other.pots.get().pk, amount=amount)])  # fmt: skip
    refused("pot_elsewhere", pots.save_pots, cycle=cycle, by=SYSTEM,
            pots=[pots.PotLine(amount=amount, territory=other.territory)])  # fmt: skip
    refused("pot_in_use", pots.save_pots, cycle=cycle, by=SYSTEM, pots=[])
    refused("two_currencies", pots.save_pots, cycle=cycle, by=SYSTEM, pots=[pots.PotLine(amount=Money(5, "EUR"))])
    assert cycle.pots.get().amount_minor == 1_000_000_000


def test_categories():
    cycle = ready_cycle()
    road, water = pots.save_categories(
        cycle=cycle, categories=[pots.CategoryLine(name={"kk": "Жол"}), pots.CategoryLine(name={"kk": "Су"})], by=SYSTEM
    )
    assert (road.code, water.code) == ("1", "2")
    refused("category_twice", pots.save_categories, cycle=cycle, by=SYSTEM, categories=[
        pots.CategoryLine(pk=road.pk, name={"kk": "СУ"}), pots.CategoryLine(pk=water.pk, name={}),
    ])  # fmt: skip
    refused("category_unnamed", pots.save_categories, cycle=cycle, by=SYSTEM,
            categories=[pots.CategoryLine(name={"kk": " "})])  # fmt: skip
    pots.save_pots(cycle=cycle, by=SYSTEM, pots=[
        pots.PotLine(pk=cycle.pots.get().pk, amount=Money(9), category=road),
    ])  # fmt: skip
    refused("category_in_use", pots.save_categories, cycle=cycle, by=SYSTEM, categories=[])
    refused("foreign_part", pots.save_pots, cycle=ready_cycle(), by=SYSTEM,
            pots=[pots.PotLine(amount=Money(9), category=road)])  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cost": Money(-1)}, "cost_negative"),
        ({"cost": Money(1, "EUR")}, "cost_currency"),
        ({"title": {"kk": "x" * 10_000}}, "too_long"),
        ({"text": {"en": "x" * 5001}}, "too_long"),
        ({"place": {"en": "x" * 301}}, "too_long"),
        ({"lat": Decimal(48)}, "bad_point"),
        ({"lat": Decimal(91), "lon": Decimal(67)}, "bad_point"),
        ({"lat": Decimal(48), "lon": Decimal(181)}, "bad_point"),
    ],
)
def test_projects_that_make_no_sense(changes, code):
    cycle = ready_cycle()
    wrong = projects.ProjectLine(**({"pot": cycle.pots.get(), "cost": Money(1)} | changes))
    refused(code, projects.add_project, cycle=cycle, line=wrong, by=SYSTEM)
    refused(code, projects.edit_project, project=cycle.projects.first(), line=wrong, by=SYSTEM)
    good = projects.ProjectLine(pot=cycle.pots.get(), cost=Money(1))
    refused(code, projects.add_projects, cycle=cycle, lines=[good, wrong], by=SYSTEM)
    assert cycle.projects.count() == 3


def test_a_project_belongs_to_its_own_vote_and_place():
    cycle, other = ready_cycle(), ready_cycle()
    pot = other.pots.get()
    refused("foreign_part", projects.add_project, cycle=cycle, line=line(pot, 1), by=SYSTEM)
    astray = projects.ProjectLine(pot=cycle.pots.get(), cost=Money(1), territory=other.territory)
    refused("place_elsewhere", projects.add_project, cycle=cycle, line=astray, by=SYSTEM)


def test_the_order_of_the_ballot():
    cycle = ready_cycle(projects=4)
    one, two, three, four = cycle.projects.values_list("pk", flat=True)
    projects.reorder_projects(cycle=cycle, order=[four, one, three, two], by=SYSTEM)
    assert list(cycle.projects.order_by("number").values_list("pk", "number", "code")) == [
        (four, 1, "1"), (one, 2, "2"), (three, 3, "3"), (two, 4, "4"),
    ]  # fmt: skip
    for wrong in ([one, two, three], [one, one, two, three], [one, two, three, four, 0]):
        refused("not_all_projects", projects.reorder_projects, cycle=cycle, order=wrong, by=SYSTEM)


def test_numbers_stay_when_a_project_is_removed():
    cycle = ready_cycle()
    projects.remove_project(project=cycle.projects.get(number=2), by=SYSTEM)
    added = projects.add_project(cycle=cycle, line=line(cycle.pots.get(), 1), by=SYSTEM)
    assert (added.number, added.code) == (4, "4")
    assert list(cycle.projects.values_list("number", flat=True)) == [1, 3, 4]


def test_a_photo_and_its_words():
    cycle = ready_cycle()
    project = cycle.projects.first()
    photo = StoredFile.objects.create(file="x.jpg", name="x.jpg", content_type="image/jpeg", size=1, sha256="ab" * 32)
    projects.set_photo(project=project, photo=photo, alt={"kk": "Шам"}, by=SYSTEM)
    project.refresh_from_db()
    assert (project.photo, project.photo_alt_kk) == (photo, "Шам")
    projects.remove_photo(project=project, by=SYSTEM)
    project.refresh_from_db()
    assert (project.photo, project.photo_alt_kk) == (None, "")


def test_a_draft_is_deleted_with_all_that_is_in_it():
    cycle, other = ready_cycle(), ready_cycle()
    RollEntry.objects.create(cycle=cycle, territory=cycle.territory, phone_key="a" * 64, basis="document")
    refused("wrong_phrase", drafting.delete_draft, cycle=cycle, confirmation="x", by=SYSTEM)
    drafting.delete_draft(cycle=cycle, confirmation=f" {cycle.slug} ", by=SYSTEM)
    assert list(Cycle.objects.all()) == [other]
    assert Project.objects.exclude(cycle=other).count() == Phase.objects.exclude(cycle=other).count() == 0
    assert not RollEntry.everything.exclude(cycle=other).exists()
    assert Entry.objects.get(verb="cycle.deleted").object_id == str(cycle.pk)


def period(first, last):
    return local(2027, 3, first), local(2027, 3, last)


def save(cycle, periods, **settings):
    calendar.save_calendar(cycle=cycle, periods=periods, by=SYSTEM, **settings)
    return calendar.of_cycle(Cycle.objects.get(pk=cycle.pk))


def test_phases_are_chained():
    cycle = drafting.begin_cycle(territory=place(), year=2028, by=SYSTEM)
    stored = save(
        cycle,
        {PhaseKind.IDEAS: period(1, 5), PhaseKind.VOTE: (None, local(2027, 3, 9)),
         PhaseKind.RESULT: (None, local(2027, 3, 12))},
    )  # fmt: skip
    assert stored[PhaseKind.VOTE] == period(5, 9)
    assert stored[PhaseKind.RESULT] == period(9, 12)
    assert stored[PhaseKind.REVIEW] == (None, None)


def test_a_changed_end_moves_the_following_phases_along():
    cycle = drafting.begin_cycle(territory=place(), year=2028, by=SYSTEM)
    before = {PhaseKind.IDEAS: period(1, 5), PhaseKind.VOTE: period(6, 9), PhaseKind.RESULT: period(9, 12)}
    save(cycle, before)
    later = before | {PhaseKind.IDEAS: period(1, 8)}
    refused("overlap", calendar.save_calendar, cycle=cycle, periods=later, by=SYSTEM)
    stored = save(cycle, later, move_following=True)
    assert stored[PhaseKind.VOTE] == period(9, 12)
    assert stored[PhaseKind.RESULT] == period(12, 15)


def test_a_phase_that_was_edited_itself_is_not_moved():
    cycle = drafting.begin_cycle(territory=place(), year=2028, by=SYSTEM)
    before = {PhaseKind.IDEAS: period(1, 5), PhaseKind.VOTE: period(6, 9), PhaseKind.RESULT: period(9, 12)}
    save(cycle, before)
    wished = {PhaseKind.IDEAS: period(1, 6), PhaseKind.VOTE: period(7, 20), PhaseKind.RESULT: period(20, 22)}
    assert save(cycle, wished, move_following=True)[PhaseKind.VOTE] == period(7, 20)


@pytest.mark.parametrize(
    ("periods", "code"),
    [
        ({PhaseKind.VOTE: period(9, 5)}, "ends_before_start"),
        ({PhaseKind.VOTE: period(5, 5)}, "ends_before_start"),
        ({PhaseKind.VOTE: (local(2027, 3, 1), None)}, "half"),
        ({PhaseKind.IDEAS: period(1, 9), PhaseKind.VOTE: period(8, 12)}, "overlap"),
        ({PhaseKind.VOTE: (local(1990, 1, 1), local(1990, 2, 1))}, "out_of_range"),
        ({PhaseKind.VOTE: (local(2027, 1, 1), local(2999, 2, 1))}, "out_of_range"),
    ],
)
def test_calendars_that_make_no_sense(periods, code):
    cycle = drafting.begin_cycle(territory=place(), year=2028, by=SYSTEM)
    error = refused(code, calendar.save_calendar, cycle=cycle, periods=periods, by=SYSTEM)
    assert error.params["kind"] in PhaseKind.values
    assert set(calendar.of_cycle(cycle).values()) == {(None, None)}


def test_a_phase_that_does_not_exist():
    cycle = drafting.begin_cycle(territory=place(), year=2028, by=SYSTEM)
    refused("unknown_phase", calendar.save_calendar, cycle=cycle, periods={"siesta": period(1, 2)}, by=SYSTEM)


# The checklist: every point can fail, and only that one does.


def failing(cycle, **given):
    return {item.code: item for item in checklist.check(load(cycle.pk), **given) if not item.ok}


def test_a_complete_draft_has_no_open_point():
    assert failing(ready_cycle(), roll=checklist.RollFacts(voters=1000), norms=NORMS) == {}


def empty_title(cycle):
    Cycle.objects.filter(pk=cycle.pk).update(title_ru="  ")


def empty_summary(cycle):
    Cycle.objects.filter(pk=cycle.pk).update(summary_en=None)


def no_pots(cycle):
    cycle.projects.all().delete()
    cycle.pots.all().delete()


def far_pot(cycle):
    cycle.pots.update(territory=place("Алыс"))


def nameless_pots(cycle):
    new = Pot.objects.create(cycle=cycle, number=2, amount_minor=10**12, name_kk="б", name_ru="б", name_en="b")
    cycle.projects.filter(number=1).update(pot=new)


def nameless_category(cycle):
    cycle.categories.create(code="1", name_kk="Жол")


def one_project(cycle):
    cycle.projects.filter(number__gt=1).delete()
    Cycle.objects.filter(pk=cycle.pk).update(max_choices=1)


def no_project_title(cycle):
    cycle.projects.filter(number=2).update(title_kk="")


def no_project_text(cycle):
    cycle.projects.filter(number=2).update(text_ru="")


def free_project(cycle):
    cycle.projects.filter(number=2).update(cost_minor=0)


def dear_project(cycle):
    cycle.projects.filter(number=2).update(cost_minor=10**9 + 1)


def mute_photo(cycle):
    photo = StoredFile.objects.create(file="x.jpg", name="x", content_type="image/jpeg", size=1, sha256="ab" * 32)
    cycle.projects.filter(number=2).update(photo=photo, photo_alt_kk="x")


def astray_project(cycle):
    category = cycle.categories.create(code="1", name_kk="Жол", name_ru="Дороги", name_en="Roads")
    cycle.projects.filter(number__lte=2).update(category=category)
    cycle.pots.update(category=category)


def empty_pot(cycle):
    Pot.objects.filter(cycle=cycle).update(name_kk="а", name_ru="а", name_en="a")
    Pot.objects.create(cycle=cycle, number=2, amount_minor=5, name_kk="б", name_ru="б", name_en="b")


def too_many_choices(cycle):
    Cycle.objects.filter(pk=cycle.pk).update(max_choices=4)


def no_choices(cycle):
    Cycle.objects.filter(pk=cycle.pk).update(max_choices=None)


def no_points(cycle):
    Cycle.objects.filter(pk=cycle.pk).update(ballot_type=BallotType.POINTS)


def fewer_points_than_choices(cycle):
    Cycle.objects.filter(pk=cycle.pk).update(ballot_type=BallotType.POINTS, max_points=1)


def no_rule(cycle):
    Cycle.objects.filter(pk=cycle.pk).update(rule={})


def no_act(cycle):
    Cycle.objects.filter(pk=cycle.pk).update(rule_act=" ")


def no_vote(cycle):
    cycle.phases.filter(kind=PhaseKind.VOTE).update(starts_at=None, ends_at=None)


def past_vote(cycle):
    cycle.phases.filter(kind=PhaseKind.VOTE).update(starts_at=TODAY - dt.timedelta(2), ends_at=TODAY)


def overlapping(cycle):
    vote = cycle.phases.get(kind=PhaseKind.VOTE)
    cycle.phases.filter(kind=PhaseKind.IDEAS).update(starts_at=TODAY, ends_at=vote.ends_at)


@pytest.mark.parametrize(
    ("spoil", "code", "step"),
    [
        (empty_title, "title", "basics"), (empty_summary, "summary", "basics"), (far_pot, "pot_place", "money"),
        (nameless_pots, "pot_names", "money"), (nameless_category, "category_names", "money"),
        (one_project, "projects", "projects"), (no_project_title, "project_titles", "projects"),
        (no_project_text, "project_texts", "projects"), (free_project, "costs", "projects"),
        (dear_project, "costs", "projects"), (mute_photo, "photo_texts", "projects"),
        (astray_project, "project_pots", "projects"), (empty_pot, "empty_pot", "money"),
        (too_many_choices, "ballot", "ballot"), (no_choices, "ballot", "ballot"), (no_points, "ballot", "ballot"),
        (fewer_points_than_choices, "ballot", "ballot"), (no_rule, "rule", "rule"), (no_act, "rule_act", "rule"),
        (no_vote, "calendar", "calendar"), (past_vote, "calendar", "calendar"), (overlapping, "calendar", "calendar"),
    ],
)  # fmt: skip
def test_each_point_of_the_checklist(spoil, code, step):
    cycle = ready_cycle()
    spoil(cycle)
    open_points = failing(cycle, roll=checklist.RollFacts(voters=1000), norms=NORMS)
    assert set(open_points) == {code}
    assert open_points[code].blocks
    assert open_points[code].step == step
    assert str(open_points[code].text)


def test_a_draft_without_money_has_three_open_points():
    cycle = ready_cycle()
    no_pots(cycle)
    assert set(failing(cycle)) == {"pots", "projects"}


def test_a_language_that_is_not_required_may_be_empty():
    cycle = ready_cycle()
    Cycle.objects.filter(pk=cycle.pk).update(languages=["kk"], title_ru="", summary_en="")
    cycle.projects.update(title_en="")
    assert failing(cycle) == {}


@pytest.mark.parametrize(
    ("norm", "code"), [({"bnu.min_projects_per_ballot": 4}, "projects"), ({"bnu.max_choices": 1}, "ballot")]
)
def test_norms_that_limit_a_ballot(norm, code):
    found = failing(ready_cycle(), norms={"bnu.small_electorate": 300} | norm)
    assert set(found) == {code}
    assert found[code].blocks
    assert failing(ready_cycle()) == {}


@pytest.mark.parametrize(("voters", "code"), [(1, "roll"), (299, "roll"), (300, None)])
def test_a_small_roll_is_a_warning(voters, code):
    found = failing(ready_cycle(), roll=checklist.RollFacts(voters=voters), norms=NORMS)
    assert set(found) == ({code} if code else set())
    assert not any(item.blocks for item in found.values())


def test_a_project_over_the_cap_is_a_warning():
    cycle = ready_cycle(amount=100_000_000)
    assert failing(cycle, norms=NORMS) == {}
    cycle.projects.filter(number=3).update(cost_minor=(15000 * 4325 + 1) * 100)
    found = failing(cycle, norms=NORMS)
    assert found["project_cap"].warning
    assert "3" in str(found["project_cap"].text)


def test_a_vote_whose_first_day_has_come_is_a_warning():
    cycle = ready_cycle(starts=TODAY - dt.timedelta(hours=1))
    found = failing(cycle)
    assert set(found) == {"vote_starts"}
    assert not checklist.blockers(load(cycle.pk))


def test_the_checklist_asks_the_database_nothing(django_assert_num_queries):
    cycle = load(ready_cycle(projects=30, amount=90_000_000).pk)
    with django_assert_num_queries(0):
        checklist.blockers(cycle)


def test_norms_of_a_place_are_one_query(django_assert_num_queries):
    region = place()
    set_norms(region)
    village = place(parent=region)
    with django_assert_num_queries(1):
        assert norm_values.in_force(village)["bnu.vote_from"] == "04-06"


class TestDeletingALargeDraft:
    """The draft disappears at once, its roll goes in batches, and what was cut short is finished the next day."""

    @pytest.fixture
    def cycle(self, monkeypatch):
        monkeypatch.setattr(drafting, "ROLL_BATCH", 2)
        cycle = ready_cycle(roll=5)
        waiting = RollList.objects.create(cycle=cycle, name="Тізім", state=ListState.WAITING)
        RollEntry.everything.create(
            cycle=cycle, territory=cycle.territory, roll_list=waiting, basis="list", phone_key="waits"
        )
        return cycle

    def test_no_statement_takes_more_than_a_batch(self, cycle):
        with CaptureQueriesContext(connection) as queries:
            drafting.delete_draft(cycle=cycle, confirmation=cycle.slug, by=SYSTEM)
        deleted = [query for query in queries if query["sql"].startswith('DELETE FROM "participation_rollentry"')]
        assert len(deleted) == 3
        assert not Cycle.objects.exists()
        assert not RollEntry.everything.exists()

    def test_cut_short_it_is_hidden_and_finished_later(self, cycle, monkeypatch):
        def die(_cycle_id):
            raise KeyboardInterrupt

        with monkeypatch.context() as broken:
            broken.setattr(drafting, "_take_away", die)
            with pytest.raises(KeyboardInterrupt):
                drafting.delete_draft(cycle=cycle, confirmation=cycle.slug, by=SYSTEM)
        assert RollEntry.everything.exists()
        refused("frozen", opening.open_cycle, cycle=cycle, by=SYSTEM)
        refused("frozen", drafting.delete_draft, cycle=cycle, confirmation=cycle.slug, by=SYSTEM)
        assert staging.sweep() == 0  # no import of an archive
        assert drafting.sweep_drafts() == 0
        with time_machine.travel(TODAY + dt.timedelta(hours=1)):
            call_command("daily")
        assert not Cycle.objects.exists()
        assert not RollEntry.everything.exists()


def test_a_thousand_projects_are_numbered_by_a_handful_of_statements(django_assert_max_num_queries):
    cycle = ready_cycle(projects=2)
    pot = cycle.pots.get()
    Project.objects.bulk_create(
        Project(cycle=cycle, pot=pot, number=n, code=str(n), cost_minor=1) for n in range(3, 1001)
    )
    wanted = list(Project.objects.filter(cycle=cycle).order_by("-number").values_list("pk", flat=True))
    with django_assert_max_num_queries(12):
        projects.reorder_projects(cycle=cycle, order=wanted, by=SYSTEM)
    found = list(Project.objects.filter(cycle=cycle).order_by("number").values_list("pk", "number", "code"))
    assert found == [(pk, number, str(number)) for number, pk in enumerate(wanted, start=1)]
