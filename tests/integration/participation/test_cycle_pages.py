"""The public pages of votes: what they show, to whom, in how many queries, and what they never show."""

import datetime as dt
import gzip
import json

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from ortaq.core import clock
from ortaq.core.actors import SYSTEM
from ortaq.core.money import Money
from ortaq.identity.enums import Role
from ortaq.participation import rooms
from ortaq.participation.domain import definition
from ortaq.participation.domain.opening import open_cycle
from ortaq.participation.domain.pots import CategoryLine, PotLine, save_categories, save_pots
from ortaq.participation.domain.projects import ProjectLine, add_project
from ortaq.participation.enums import CycleState, PhaseKind
from ortaq.participation.models import Archive, Cycle, Phase, Project, TurnoutDay
from ortaq.participation.presenters import ribbon, today
from ortaq.territories.doors import doors
from ortaq.territories.models import TerritoryState
from tests.factories.participation import account, in_all, official, open_vote, place, ready_cycle

pytestmark = pytest.mark.django_db

NASTY = "<script>alert('ж')</script> \u202eمرحبا 👩‍🌾"


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEY_DIR = tmp_path / "keys"
    settings.DEMO = True


def address(name, cycle, *args):
    return reverse(f"participation:{name}", args=[cycle.territory.code, cycle.slug, *args])


def of_place(territory):
    return reverse("participation:place_vote", args=[territory.code])


def released(territory=None, **settings):
    cycle = open_vote(territory, **settings)
    Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.COUNTED)
    Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.RELEASED, released_at=clock.now())
    return Cycle.objects.get(pk=cycle.pk)


def archived(territory):
    cycle = ready_cycle(territory)
    Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.STAGING)
    Archive.objects.create(
        cycle=cycle, country="Poland", unit="Łódź", source="pabulib.org", file_name="x.pb", sha256="ab" * 32
    )
    Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.RELEASED)
    return Cycle.objects.get(pk=cycle.pk)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_of_a_running_vote(client, language):
    cycle = open_vote()
    page = client.get(f"/{language}/places/{cycle.territory.code}/vote/{cycle.slug}/")
    text = page.content.decode()
    assert page.status_code == 200
    title = getattr(cycle, f"title_{language}")
    assert f'<h1 dir="auto">{title}</h1>' in text
    assert cycle.frozen_hash in text
    assert cycle.seed_commitment in text
    assert f'href="/{language}/places/{cycle.territory.code}/vote/{cycle.slug}/ballot/"' in text
    assert text.count("button-primary") == 1
    for project in cycle.projects.all():
        assert getattr(project, f"title_{language}") in text


def test_a_draft_and_an_import_are_not_public(client):
    draft, staging = ready_cycle(), ready_cycle()
    Cycle.objects.filter(pk=staging.pk).update(state=CycleState.STAGING)
    for cycle in (draft, staging):
        for name, args in (("cycle", []), ("frozen", []), ("frozen_text", []), ("project", [1])):
            assert client.get(address(name, cycle, *args)).status_code == 404
        page = client.get(of_place(cycle.territory)).content.decode()
        assert "Көше және жарық" not in page
    client.force_login(official(staging.territory))
    assert client.get(reverse("participation:cycle_desk", args=[staging.pk])).status_code == 404


def test_unknown_addresses(client):
    cycle = open_vote()
    code = cycle.territory.code
    for path in (
        f"/kk/places/{code}/vote/none/", "/kk/places/999999999/vote/",
        f"/kk/places/{code}/vote/{cycle.slug}/projects/99/",
        f"/kk/places/999999999/vote/{cycle.slug}/", f"/kk/places/{place().code}/vote/{cycle.slug}/",
    ):  # fmt: skip
        assert client.get(path).status_code == 404, path


def test_the_frozen_text_can_be_hashed_again(client):
    cycle = open_vote()
    page = client.get(address("frozen", cycle)).content.decode()
    assert cycle.frozen_hash in page
    text = client.get(address("frozen_text", cycle))
    assert definition.sha256(text.content.decode()) == cycle.frozen_hash
    assert json.loads(text.content)["projects"][0]["title"]["kk"] == "Жоба 1 қазақша"
    assert "attachment" in text["Content-Disposition"]


def test_a_long_definition_is_downloaded_and_not_shown(client):
    cycle = open_vote(projects=60, amount=90_000_000)
    page = client.get(address("frozen", cycle))
    assert page.context["text"] == ""
    assert len(page.content) < 40_000
    assert definition.sha256(client.get(address("frozen_text", cycle)).content.decode()) == cycle.frozen_hash


def test_nothing_about_votes_stands_anywhere_while_a_vote_runs(client):
    cycle = open_vote()
    TurnoutDay.objects.create(cycle=cycle, day=dt.date(2026, 11, 20), casts=4321, roll=9876)
    page = client.get(address("cycle", cycle))
    shown = page.content.decode()
    assert "4\u202f321" in shown
    assert "9\u202f876" in shown
    for name in ("outcomes", "ballots", "casts", "votes", "scores"):
        assert name not in page.context


def test_where_a_cycle_stands_from_before_to_after():
    cycle = ready_cycle(starts=clock.now() + dt.timedelta(days=2))
    opened = open_cycle(cycle=cycle, by=SYSTEM)
    vote = opened.phase(PhaseKind.VOTE)
    second = dt.timedelta(seconds=1)
    before = today(opened, vote.starts_at - second)
    assert not before.url
    assert [step["state"] for step in ribbon(opened, vote.starts_at - second)] == ["next", "next"]
    during = today(opened, vote.starts_at)
    assert (during.is_open, during.url) == (True, address("ballot", opened))
    assert [step["state"] for step in ribbon(opened, vote.starts_at)] == ["now", "next"]
    after = today(opened, vote.ends_at)
    assert not after.url
    assert [step["state"] for step in ribbon(opened, vote.ends_at)] == ["past", "now"]
    assert len({before.sentence, during.sentence, after.sentence}) == 3
    assert today(released()).url.endswith("/result/")


def test_the_closing_moment_ends_the_one_action(client):
    cycle = open_vote()
    ends = cycle.phase(PhaseKind.VOTE).ends_at
    with time_machine.travel(ends - dt.timedelta(seconds=1), tick=False):
        assert "/ballot/" in client.get(address("cycle", cycle)).content.decode()
    with time_machine.travel(ends, tick=False):
        assert "/ballot/" not in client.get(address("cycle", cycle)).content.decode()


def test_the_votes_of_a_place_by_where_they_stand(client):
    district = place("Аудан")
    village = place("Ауыл", parent=district)
    running, above = open_vote(village), open_vote(district)
    upcoming = open_cycle(cycle=ready_cycle(village), by=SYSTEM)
    past, archive = released(village), archived(village)
    ready_cycle(village)
    found = client.get(of_place(village)).context
    assert [row["cycle"] for row in found["running"]] == [running]
    assert [row["cycle"] for row in found["upcoming"]] == [upcoming]
    assert [row["cycle"] for row in found["past"]] == [past]
    assert [row["cycle"] for row in found["archives"]] == [archive]
    assert [row["cycle"] for row in found["above"]] == [above]
    assert client.get(of_place(place("Бос"))).context["found"].nothing


def test_an_archive_says_so_and_stays_out_of_the_figures(client):
    cycle = archived(place())
    page = client.get(address("cycle", cycle)).content.decode()
    assert "mark-archive" in page
    assert "Poland" in page
    assert rooms.running_cards(None, 10) == []
    assert rooms.happened_lately(cycle.territory, 10) == []


def test_demo_data_say_so(client):
    cycle = ready_cycle()
    Cycle.objects.filter(pk=cycle.pk).update(is_demo=True)
    opened = open_cycle(cycle=cycle, by=SYSTEM)
    pages = [address("cycle", opened), address("project", opened, 1), address("frozen", opened)]
    for path in (*pages, of_place(opened.territory)):
        assert "mark-demo" in client.get(path).content.decode(), path
    assert json.loads(opened.frozen)["demo"] is True


def with_parts():
    cycle = ready_cycle(projects=2)
    road, water = save_categories(
        cycle=cycle, categories=[CategoryLine(name=in_all("Жол")), CategoryLine(name=in_all("Су"))], by=SYSTEM
    )
    first = cycle.pots.get()
    first, second = save_pots(
        cycle=cycle, by=SYSTEM,
        pots=[PotLine(pk=first.pk, amount=Money(10**9), name=in_all("Бірінші")),
              PotLine(amount=Money(10**9), name=in_all("Екінші"))],
    )  # fmt: skip
    for title, pot, category, cost in (("Құдық", second, water, 900), ("Әткеншек", first, road, 500)):
        line = ProjectLine(pot=pot, cost=Money(cost), title=in_all(title), text=in_all("м"), category=category)
        add_project(cycle=cycle, line=line, by=SYSTEM)
    return open_cycle(cycle=cycle, by=SYSTEM), first, second, water


def test_projects_are_found_filtered_and_sorted(client):
    cycle, _first, second, water = with_parts()
    path = f"/kk/places/{cycle.territory.code}/vote/{cycle.slug}/"

    def numbers(**wish):
        return [row["project"].number for row in client.get(path, wish).context["projects"]]

    assert numbers() == [1, 2, 3, 4]
    assert numbers(q="құдық") == numbers(q="кудык") == numbers(q="qudyq") == [3]
    assert numbers(q="4") == [4]
    assert numbers(pot=second.pk) == numbers(category=water.pk) == [3]
    assert numbers(sort="cheap") == [4, 3, 1, 2]
    assert numbers(sort="dear") == [2, 1, 3, 4]
    assert numbers(sort="title") == [4, 1, 2, 3]
    assert numbers(q="жоқ нәрсе") == []
    assert numbers(pot="x", category="9" * 40, sort="'; --", page="999") == [1, 2, 3, 4]
    assert numbers(q="x" * 5000) == [1, 2, 3, 4]


def test_markup_and_right_to_left_text_are_shown_as_text(client):
    cycle = ready_cycle()
    Cycle.objects.filter(pk=cycle.pk).update(
        title_kk=NASTY, title_ru=NASTY, title_en=NASTY, summary_en=NASTY, rule_act=NASTY
    )
    Project.objects.filter(cycle=cycle).update(title_en=NASTY, text_en=NASTY, place_en=NASTY)
    opened = open_cycle(cycle=cycle, by=SYSTEM)
    for path in (address("cycle", opened), address("project", opened, 1), address("frozen", opened),
                 of_place(opened.territory)):  # fmt: skip
        page = client.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()


def test_the_page_of_a_project(client):
    cycle = open_vote()
    page = client.get(address("project", cycle, 2))
    text = page.content.decode()
    assert "Жоба 2" in text
    assert "2\u202f000\u202f000" in text
    assert address("project", cycle, 1) in text
    assert address("project", cycle, 3) in text


def test_a_withdrawn_project_says_why(client):
    cycle = open_vote()
    Project.objects.filter(cycle=cycle, number=2).update(withdrawn_at=clock.now(), withdrawn_reason="Жер жекеменшік")
    assert "Жер жекеменшік" in client.get(address("project", cycle, 2)).content.decode()
    assert "mark-late" in client.get(address("cycle", cycle)).content.decode()


def test_an_old_code_leads_to_the_new_address(client):
    cycle = open_vote()
    TerritoryState.objects.create(territory=cycle.territory, code="111111111", kind="rural_district", name="x")
    for path in ("", f"{cycle.slug}/"):
        sent = client.get(f"/kk/places/111111111/vote/{path}")
        assert (sent.status_code, sent["Location"]) == (301, f"/kk/places/{cycle.territory.code}/vote/{path}")


@pytest.mark.parametrize("name", ["cycle", "project", "frozen"])
def test_a_page_costs_as_many_queries_for_three_projects_as_for_thirty(
    client, name, django_assert_max_num_queries, django_assert_num_queries
):
    few, many = open_vote(projects=3), open_vote(projects=30, amount=90_000_000)
    args = [1] if name == "project" else []
    with django_assert_max_num_queries(10) as taken:
        client.get(address(name, few, *args))
    with django_assert_num_queries(len(taken)):
        client.get(address(name, many, *args))


def test_the_votes_of_a_place_cost_as_many_queries_for_three_as_for_one(
    client, django_assert_max_num_queries, django_assert_num_queries
):
    one, three = place(), place()
    open_vote(one)
    for _ in range(3):
        open_vote(three)
    with django_assert_max_num_queries(10) as taken:
        client.get(of_place(one))
    with django_assert_num_queries(len(taken)):
        client.get(of_place(three))


def test_the_desk_list_costs_as_many_queries_for_three_as_for_one(
    client, django_assert_max_num_queries, django_assert_num_queries
):
    district = place()
    client.force_login(official(district))
    ready_cycle(district)
    path = reverse("participation:desk_cycles")
    client.get(path)
    with django_assert_max_num_queries(10) as taken:
        client.get(path)
    for _ in range(2):
        ready_cycle(district)
    with django_assert_num_queries(len(taken)):
        client.get(path)


def test_two_hundred_projects_weigh_little(client):
    cycle = open_vote(projects=200, amount=900_000_000)
    page = client.get(address("cycle", cycle))
    assert len(gzip.compress(page.content, 6)) < 14_000


def test_the_vote_door_shows_a_living_number(django_assert_max_num_queries):
    district = place("Аудан")
    village = place("Ауыл", parent=district)
    door = next(each for each in doors if each.key == "vote")
    assert door.number(district) is None
    open_vote(village)
    archived(village)
    with django_assert_max_num_queries(1):
        assert door.number(district).value == "1"
    assert door.url(district) == of_place(district)


def test_cards_name_the_votes_that_run_and_the_next_to_end_first(django_assert_max_num_queries):
    district = place("Аудан")
    soon = open_vote(place("Ауыл", parent=district), ends=clock.now() + dt.timedelta(days=1))
    later = open_vote(district, ends=clock.now() + dt.timedelta(days=9))
    open_vote(place("Басқа"), ends=clock.now() + dt.timedelta(days=5))
    ready_cycle(district)
    with django_assert_max_num_queries(1):
        cards = rooms.running_cards(district, 5)
    assert [card.url for card in cards] == [address("cycle", soon), address("cycle", later)]
    assert len(rooms.running_cards(None, 5)) == 3
    assert len(rooms.running_cards(None, 2)) == 2


def test_what_waits_on_the_desk(django_assert_max_num_queries):
    district = place("Аудан")
    draft = ready_cycle(district)
    closing = open_vote(place("Ауыл", parent=district), ends=clock.now() + dt.timedelta(days=2))
    open_vote(district, ends=clock.now() + dt.timedelta(days=9))
    ready_cycle(place("Бөтен"))
    user = official(district)
    with django_assert_max_num_queries(3):
        duties = rooms.waiting(user)
    assert [duty.url for duty in duties] == [
        reverse("participation:cycle_desk", args=[closing.pk]), reverse("participation:cycle_check", args=[draft.pk]),
    ]  # fmt: skip
    assert rooms.waiting(account()) == []
    assert rooms.waiting(AnonymousUser()) == []
    operator = official(district, Role.OPERATOR)
    assert [duty.url for duty in rooms.waiting(operator)] == [duties[0].url]


def test_the_overview_shows_what_can_still_be_done(client):
    cycle = open_vote()
    client.force_login(official(cycle.territory))
    page = client.get(reverse("participation:cycle_desk", args=[cycle.pk]))
    assert set(page.context["rooms"]) == {"roll", "acts", "count"}
    assert any(cycle.frozen_hash in entry["text"] for entry in page.context["history"])
    client.force_login(official(cycle.territory, Role.OPERATOR))
    page = client.get(reverse("participation:cycle_desk", args=[cycle.pk]))
    assert set(page.context["rooms"]) == {"roll"}
    client.force_login(official(place("Көрші")))
    assert client.get(reverse("participation:cycle_desk", args=[cycle.pk])).status_code == 403


def test_a_phase_that_was_never_dated_is_not_on_the_ribbon():
    cycle = open_vote()
    assert Phase.objects.filter(cycle=cycle).count() == 6
    assert len(ribbon(cycle)) == 2
