"""The result: nothing of it before the release for anybody, everything of it after, in words, in three languages."""

import gzip
import re

import pytest
from django.urls import get_resolver, reverse
from django.utils.translation import override

from ortaq.core.actors import SYSTEM
from ortaq.core.money import Money
from ortaq.identity.enums import Role
from ortaq.norms.models import Norm
from ortaq.participation.domain.counting import count_cycle
from ortaq.participation.domain.drafting import save_rule
from ortaq.participation.domain.opening import open_cycle
from ortaq.participation.domain.pots import PotLine, save_pots
from ortaq.participation.domain.projects import add_projects
from ortaq.participation.domain.queries.results import load_pots
from ortaq.participation.enums import ActKind, BallotType, CycleState
from ortaq.participation.models import Cycle, Download, Outcome, Pot
from tests.factories.archives import pb, take
from tests.factories.counting import acted, after_close, counted, later, released, two_people, voted
from tests.factories.participation import in_all, line, official, open_vote, ready_cycle
from tests.factories.voters import cast_for, signed_in, voter

pytestmark = pytest.mark.django_db

# Ten million: 7 gets most and wins, 4 does not fit, 3 takes the rest but one.
DRAFTS = [{7: 1, 4: 1}, {7: 1, 4: 1}, {7: 1, 4: 1}, {7: 1, 3: 1}, {3: 1}, {5: 1}]


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEY_DIR = tmp_path / "keys"


def page_of(cycle: Cycle, language: str = "en") -> str:
    return f"/{language}/places/{cycle.territory.code}/vote/{cycle.slug}/result/"


def plain(content: bytes) -> str:
    """The page as it is read: without tags, every blank alike."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()).replace("\u202f", " ").replace("\xa0", " "))


# -- before the release


def everybody(cycle: Cycle):
    """A client for every role there is, in the place of the vote, and for whoever has none."""
    yield None
    for role in Role:
        yield signed_in(official(cycle.territory, role))
    admin = official(cycle.territory)
    admin.is_superuser = admin.is_staff = True
    admin.save()
    yield signed_in(admin)


def addresses(cycle: Cycle) -> list[str]:
    """Every address that can name this vote, filled in with it."""
    values = {
        "code": cycle.territory.code, "slug": cycle.slug, "pk": cycle.pk, "cycle_id": cycle.pk, "number": 1,
        "name": f"{cycle.territory.code}-{cycle.slug}.csv", "kind": "release", "act_id": 1, "entry": 1, "run_id": 1,
    }  # fmt: skip
    resolver = get_resolver()
    found = []
    with override("en"):
        for name in {key for key in resolver.namespace_dict["participation"][1].reverse_dict if isinstance(key, str)}:
            options = resolver.namespace_dict["participation"][1].reverse_dict.getlist(name)
            for params in {tuple(each[0][0][1]) for each in options}:
                found += [reverse(f"participation:{name}", kwargs={each: values[each] for each in params})]
        found += [reverse("place", args=[cycle.territory.code]), reverse("home"), "/en/log/", "/en/desk/"]
    return found


def test_before_the_release_nobody_learns_anything_anywhere(settings, client):
    """Every address, every role: no number of the result, no winner, no hash, no file."""
    settings.DEMO = True
    cycle = counted(DRAFTS, projects=7)
    one, _other = two_people(cycle)
    for browser in [client, *filter(None, everybody(cycle))]:
        for address in addresses(cycle):
            answer = browser.get(address)
            assert answer.status_code < 500, address
            body = plain(answer.getvalue())
            for secret in secrets_of(cycle):
                assert secret not in body, (address, secret)
    assert not Download.objects.exists()
    assert one.pk


def secrets_of(cycle: Cycle) -> list[str]:
    """What would give something away: the hash of the result, sentences, numbers. The seed alone tells nothing."""
    outcome = Outcome.objects.get(cycle=cycle)
    return [outcome.sha256, "Funded:", "Not funded:", "4 votes", "3 votes", "people chose", "projects won"]


def test_an_open_vote_says_when_to_come_back(client):
    cycle = open_vote()
    assert "Voting is still open" in plain(client.get(page_of(cycle)).content)
    with after_close(cycle):
        assert "not published yet" in plain(client.get(page_of(cycle)).content)


def test_a_draft_has_no_result_page(client):
    assert client.get(page_of(ready_cycle())).status_code == 404
    assert client.get(page_of(ready_cycle()).replace("result/", "result/x.csv")).status_code == 404


def test_an_annulled_vote_says_why(client):
    cycle = voted([{1: 1}])
    acted(cycle, ActKind.ANNUL, reason="Аудандық сот шешімі")
    body = plain(client.get(page_of(cycle)).content)
    assert "annulled" in body
    assert "Аудандық сот шешімі" in body


# -- after it


def test_every_project_has_its_reason(client):
    cycle = released(DRAFTS, projects=7)
    body = plain(client.get(page_of(cycle)).content)
    assert "2 of 7 projects won" in body
    assert "They cost 10 mn ₸, all the money there was" in body
    assert (
        "Funded: 4 people chose it, the most of all. It costs 7 000 000 ₸, and 3 000 000 ₸ were left after it." in body
    )
    assert "Funded: 2 people chose it, place 3. It costs 3 000 000 ₸, and nothing was left after it." in body
    assert (
        "Not funded: it needed 4 000 000 ₸, but only 3 000 000 ₸ were left when its turn came (place 2). "
        "It would have won with 1 more vote, or at a cost of 3 000 000 ₸ or less." in body
    )
    assert "Not funded: nobody chose it." in body
    assert body.count("Funded:") + body.count("Not funded:") == 7


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_opens_in_every_language(client, language):
    cycle = released(DRAFTS, projects=7)
    answer = client.get(page_of(cycle, language))
    assert answer.status_code == 200
    assert "%(" not in answer.content.decode()
    assert client.get(page_of(open_vote(), language)).status_code == 200


def test_what_the_sentence_says_would_have_helped_would_have(client):
    cycle = released(DRAFTS, projects=7)
    (pot,) = load_pots(cycle)
    loser = next(row for row in pot.rows if row.project.number == 4)
    assert (loser.reason["votes_missing"], loser.reason["cost_reduction"]) == (1, 1_000_000)
    again = released([*DRAFTS, {4: 1}], projects=7)
    (pot,) = load_pots(again)
    # Now 7 and 4 are equal, and the cheaper one goes first.
    assert 4 in {row.project.number for row in pot.winners}
    assert "went first because it costs less" in " ".join(pot.why(row) for row in pot.rows)


def test_a_lot_is_told_with_its_seed():
    draft = ready_cycle(projects=0, amount=5_000_000, starts=later(hours=-1))
    (pot,) = Pot.objects.filter(cycle=draft)
    add_projects(cycle=draft, lines=[line(pot, 4), line(pot, 4)], by=SYSTEM)
    cycle = open_cycle(cycle=Cycle.objects.get(pk=draft.pk), by=SYSTEM)
    for numbers in ({1: 1}, {2: 1}):
        cast_for(cycle, voter(cycle), numbers)
    with after_close(cycle):
        count_cycle(cycle=cycle, by=SYSTEM)
        acted(cycle, ActKind.RELEASE)
    (result,) = load_pots(Cycle.objects.get(pk=cycle.pk))
    seed = Cycle.objects.get(pk=cycle.pk).seed
    said = [result.why(row) for row in result.rows]
    assert all(f"the public lot (seed {seed})" in sentence for sentence in said)


@pytest.mark.parametrize(("ballot_type", "word"), [(BallotType.POINTS, "points"), (BallotType.RANKING, "points")])
def test_points_are_not_called_people(client, ballot_type, word):
    cycle = released([{1: 1, 2: 2}, {2: 1}], ballot_type=ballot_type, max_points=4, max_choices=2)
    body = plain(client.get(page_of(cycle)).content)
    assert word in body
    assert "people chose" not in body


def test_a_withdrawn_project_shows_its_votes_and_the_reason(client):
    cycle = voted([{1: 1}, {1: 1}, {2: 1}])
    acted(cycle, ActKind.WITHDRAW, reason="Жер жеке меншік", project=cycle.projects.get(number=1).pk)
    with after_close(cycle):
        count_cycle(cycle=cycle, by=SYSTEM)
        acted(cycle, ActKind.RELEASE)
        body = plain(client.get(page_of(cycle)).content)
    assert "Withdrawn: Жер жеке меншік. Its votes are shown, but it could not win." in body
    assert "2 votes" in body
    assert "Withdraw project № 1" in body


def test_several_pots_and_comparisons_are_shown(client):
    draft = ready_cycle(projects=0, starts=later(hours=-1))
    pots = save_pots(
        cycle=draft,
        pots=[PotLine(amount=Money.from_major(n * 1_000_000), name=in_all(f"Pot{n}")) for n in (4, 2)],
        by=SYSTEM,
    )
    add_projects(cycle=draft, lines=[line(pots[0], 4), line(pots[0], 1), line(pots[1], 2)], by=SYSTEM)
    density = {"name": "greedy", "parameters": {"order": "density"}}
    save_rule(cycle=draft, name="greedy", parameters={}, act="№ 5", act_url="", comparisons=[density], by=SYSTEM)
    cycle = open_cycle(cycle=Cycle.objects.get(pk=draft.pk), by=SYSTEM)
    for numbers in ({1: 1}, {1: 1}, {2: 1}, {3: 1}):
        cast_for(cycle, voter(cycle), numbers)
    with after_close(cycle):
        count_cycle(cycle=cycle, by=SYSTEM)
        acted(cycle, ActKind.RELEASE)
        body = plain(client.get(page_of(cycle)).content)
    assert "Pot4" in body
    assert "Pot2" in body
    assert "By another rule, for comparison only" in body
    assert "These would not have won" in body


def test_the_seals_are_on_the_page(client):
    cycle = released(DRAFTS, projects=7)
    body = client.get(page_of(cycle)).content.decode()
    for seal in (cycle.frozen_hash, cycle.seed, cycle.seed_commitment, cycle.rule_act, Outcome.objects.get().sha256):
        assert seal in body


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [("q=жоба 4", 1, 6), ("show=won", 2, 5), ("show=lost", 5, 2), ("q=zzz", 0, 7), ("show=nonsense", 7, 0)],
)
def test_a_project_can_be_found(client, query, there, gone):
    cycle = released(DRAFTS, projects=7)
    body = client.get(f"{page_of(cycle, 'kk')}?{query}").content.decode()
    assert body.count("result-row ") == there
    assert there + gone == 7


# -- archives


def test_an_archive_says_that_it_is_one(client):
    cycle = take(pb())
    body = plain(client.get(page_of(cycle)).content)
    assert "Imported from a public archive" in body
    assert "Poland" in body
    assert "The result is the one that the archive declares" in body
    assert "by the same rule and got the same winners" in body
    assert "zł" in body


def test_a_difference_is_told_with_its_reason(client):
    other = pb({"rule": "equalshares"}, "project_id;cost;name;selected\n1;70;Road;0\n2;50;Well;1\n3;30;Trees;1\n")
    body = plain(client.get(page_of(take(other))).content)
    assert "our winners differ" in body
    assert "The city used another rule" in body
    assert "The city did not fund it by its own rule. By our count: Funded" in body
    same_rule = pb({}, "project_id;cost;name;selected\n1;70;Road;0\n2;50;Well;1\n3;30;Trees;1\n")
    body = plain(client.get(page_of(take(same_rule))).content)
    assert "Not funded by the city. By our count it would have been." in body


def test_an_archive_without_winners_says_so(client):
    body = plain(client.get(page_of(take(pb(projects="project_id;cost\n1;70\n2;50\n3;30\n")))).content)
    assert "The archive does not say who won" in body


# -- weight


@pytest.mark.parametrize("projects", [3, 9])
def test_the_page_costs_the_same_for_few_and_for_many(client, django_assert_num_queries, projects):
    cycle = released([{1: 1}, {2: 1}], projects=projects)
    client.get(page_of(cycle))
    with django_assert_num_queries(7):
        assert client.get(page_of(cycle)).status_code == 200


def test_a_signed_in_reader_costs_little_more(django_assert_max_num_queries):
    cycle = released([{1: 1}, {2: 1}])
    reader = signed_in(official(cycle.territory, Role.DEPUTY))
    reader.get(page_of(cycle))
    with django_assert_max_num_queries(10):
        reader.get(page_of(cycle))


def test_reading_changes_nothing_and_counts_nothing(client, monkeypatch):
    cycle = released(DRAFTS, projects=7)

    def never(*_args, **_settings):
        raise AssertionError("a page does not count")

    monkeypatch.setattr("ortaq.tally.count", never)
    monkeypatch.setattr("ortaq.tally.rules.count_greedy", never)
    before = Cycle.objects.values().get(pk=cycle.pk)
    assert client.get(page_of(cycle)).status_code == 200
    assert Cycle.objects.values().get(pk=cycle.pk) == before
    assert before["state"] == CycleState.RELEASED


def test_two_hundred_projects_are_light(client):

    rows = "".join(
        f"{n};{n};Жоба {n}: мектеп ауласын абаттандыру және жарықтандыру;{n % 3 // 2}\n" for n in range(1, 201)
    )
    votes = "".join(f"v{n};{n % 200 + 1},{n % 7 + 1}\n" for n in range(400) if n % 200 + 1 != n % 7 + 1)
    lines = votes.count("\n")
    content = pb(
        {"num_projects": "200", "num_votes": str(lines), "budget": "3000", "currency": "KZT"},
        f"project_id;cost;name;selected\n{rows}", f"voter_id;vote\n{votes}",
    )  # fmt: skip
    answer = client.get(page_of(take(content), "kk"))
    assert answer.content.count(b"result-row ") == 200
    assert len(gzip.compress(answer.content, 6)) <= 32 * 1024


def test_the_least_number_of_ballots_for_a_file_is_the_frozen_one(client, django_assert_num_queries):
    cycle = released([{1: 1}, {2: 1}], projects=2)
    Norm.objects.filter(code="bnu.small_electorate").update(value=1)
    body = plain(client.get(page_of(cycle)).content)
    assert "Fewer than 300 people voted" in body
    with django_assert_num_queries(7):
        client.get(page_of(cycle))
