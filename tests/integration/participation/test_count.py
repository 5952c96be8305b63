"""Opening and counting: once, after the close, all or nothing, and nothing joins afterwards."""

import datetime as dt
import hashlib
import itertools
import re

import pytest
from django.core.management import CommandError, call_command

from ortaq import tally
from ortaq.audit.chain import breaks
from ortaq.audit.models import Entry
from ortaq.core.actors import SYSTEM
from ortaq.core.errors import DomainError, NotAllowed
from ortaq.core.money import Money
from ortaq.identity.enums import Role
from ortaq.participation import custody, payload, sealing
from ortaq.participation.domain import counting
from ortaq.participation.domain.counting import close_demo_vote, count_cycle
from ortaq.participation.domain.counting_rule import tally_rule
from ortaq.participation.domain.drafting import save_rule
from ortaq.participation.domain.opening import open_cycle
from ortaq.participation.domain.pots import PotLine, save_pots
from ortaq.participation.domain.projects import add_projects
from ortaq.participation.enums import BallotType, CycleState, OutcomeRole, PhaseKind
from ortaq.participation.errors import CustodyError
from ortaq.participation.models import Ballot, Cast, Cycle, Outcome, Pot, TurnoutDay
from ortaq.participation.tally_bridge import from_stored, stored_election
from ortaq.tally import seed_commitment
from tests.factories.archives import pb, take
from tests.factories.counting import after_close, counted, later, voted
from tests.factories.participation import in_all, line, official, place, ready_cycle
from tests.factories.voters import cast_for, voter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEY_DIR = tmp_path / "keys"


def refused(code, function, **arguments):
    with pytest.raises(DomainError) as caught:
        function(**arguments)
    assert caught.value.code == code
    assert caught.value.message


def binding(cycle: Cycle) -> tally.Outcome:
    return from_stored(Outcome.objects.get(cycle=cycle, role=OutcomeRole.BINDING).result)


def texts(cycle: Cycle) -> list[tuple[str, str]]:
    return sorted(Ballot.objects.filter(cycle=cycle).values_list("vote", "points"))


def test_the_most_votes_win_and_what_does_not_fit_is_passed_over():
    # Ten million: project n costs n million. 4 gets most, then 7 does not fit, then 3, then 2.
    drafts = [{4: 1, 7: 1}, {4: 1, 7: 1}, {4: 1, 7: 1}, {4: 1, 3: 1}, {3: 1, 2: 1}, {7: 1}, {3: 1}]
    cycle = counted(drafts, projects=7)
    outcome = binding(cycle)
    code = dict(cycle.projects.values_list("number", "code"))
    assert outcome.winners == (code[4], code[3], code[2])
    assert outcome.remaining == 1_000_000
    assert dict(outcome.supporters)[code[7]] == 4
    assert (cycle.state, cycle.counted_at is not None) == (CycleState.COUNTED, True)


def test_the_opened_ballots_are_those_that_were_cast():
    cycle = counted([{1: 1, 2: 1}, {2: 1}, {2: 1}])
    code = dict(cycle.projects.values_list("number", "code"))
    assert texts(cycle) == sorted([(f"{code[1]},{code[2]}", ""), (code[2], ""), (code[2], "")])
    assert sorted(Ballot.objects.values_list("position", flat=True)) == [1, 2, 3]


def test_points_and_ranks_keep_their_order():
    points = counted([{1: 2, 3: 1}], ballot_type=BallotType.POINTS, max_points=3)
    code = dict(points.projects.values_list("number", "code"))
    assert texts(points) == [(f"{code[1]},{code[3]}", "2,1")]
    assert binding(points).scores[code[1]] == 2
    ranks = counted([{1: 2, 3: 1}], ballot_type=BallotType.RANKING, max_choices=2)
    code = dict(ranks.projects.values_list("number", "code"))
    assert texts(ranks) == [(f"{code[3]},{code[1]}", "")]
    assert [binding(ranks).scores[code[n]] for n in (3, 1, 2)] == [2, 1, 0]


def test_nothing_joins_a_ballot_to_a_person_afterwards():
    cycle = counted([{1: 1}, {2: 1}, {3: 1}, {1: 1, 2: 1}])
    assert list(Cast.objects.values_list("sealed", flat=True)) == [None] * 4
    with pytest.raises(CustodyError):
        custody.open_key(cycle.pk)
    rows = Ballot.objects.values_list("id", "voter", "attributes")
    assert all(0 <= pk < 2**62 and voter == "" and attributes is None for pk, voter, attributes in rows)
    columns = {field.column for field in Ballot._meta.get_fields() if hasattr(field, "column")}
    assert columns == {"id", "cycle_id", "pot_id", "position", "vote", "points", "voter", "attributes"}


def test_the_order_of_ballots_is_drawn_anew_and_not_that_of_casting():
    numbers = list(itertools.islice(itertools.cycle([1, 2, 3]), 24))
    orders = set()
    for _ in range(3):
        cycle = counted([{number: 1} for number in numbers])
        code = dict(cycle.projects.values_list("code", "number"))
        ballots = Ballot.objects.filter(cycle=cycle).order_by("position").values_list("vote", flat=True)
        orders.add(tuple(code[vote] for vote in ballots))
    assert len(orders) == 3
    assert tuple(numbers) not in orders


def test_the_seed_is_the_promised_one():
    cycle = counted([{1: 1}])
    assert seed_commitment(cycle.seed) == cycle.seed_commitment
    assert binding(cycle).rule.ties.seed == cycle.seed


def test_a_second_count_gives_the_same():
    cycle = counted([{1: 1, 2: 1}, {2: 1}, {3: 1}, {3: 1, 1: 1}])
    (pot,) = Pot.objects.filter(cycle=cycle)
    again = tally.count(stored_election(pot), tally_rule(cycle.rule, seed=cycle.seed))
    assert again.to_dict() == binding(cycle).to_dict()
    assert tally.replay_greedy(stored_election(pot), again).holds
    before = list(Ballot.objects.values_list("id", "vote"))
    count_cycle(cycle=cycle, by=SYSTEM)
    assert list(Ballot.objects.values_list("id", "vote")) == before
    assert Entry.objects.filter(verb="cycle.counted").count() == 1


def test_every_pot_is_counted_by_itself_and_rules_for_comparison_beside_it():
    draft = ready_cycle(projects=0, starts=later(hours=-1))
    pots = save_pots(
        cycle=draft,
        pots=[PotLine(amount=Money.from_major(n * 1_000_000), name=in_all(f"№{n}")) for n in (4, 2)],
        by=SYSTEM,
    )
    add_projects(cycle=draft, lines=[line(pots[0], 3), line(pots[0], 1), line(pots[1], 2)], by=SYSTEM)
    density = {"name": "greedy", "parameters": {"order": "density"}}
    save_rule(cycle=draft, name="greedy", parameters={}, act="№ 5", act_url="", comparisons=[density], by=SYSTEM)
    cycle = open_cycle(cycle=Cycle.objects.get(pk=draft.pk), by=SYSTEM)
    for numbers in ({1: 1, 3: 1}, {2: 1}, {1: 1}, {3: 1}):
        cast_for(cycle, voter(cycle), numbers)
    with after_close(cycle):
        count_cycle(cycle=cycle, by=SYSTEM)
    roles = Outcome.objects.filter(cycle=cycle).values_list("pot__name_kk", "role", "ballots")
    one, two = (in_all(f"№{n}")["kk"] for n in (4, 2))
    expected = [(name, role, n) for name, n in ((one, 3), (two, 2)) for role in ("binding", "comparison")]
    assert sorted(roles) == sorted(expected)
    first, second = Outcome.objects.filter(cycle=cycle, role=OutcomeRole.BINDING).order_by("pot__number")
    assert len(first.result["winners"]) == 2
    assert len(second.result["winners"]) == 1


def test_a_vote_without_ballots_is_counted_too():
    cycle = counted([])
    assert binding(cycle).winners == ()
    assert cycle.state == CycleState.COUNTED


def test_the_last_days_turnout_is_published_with_the_count():
    cycle = counted([{1: 1}, {2: 1}])
    (day,) = TurnoutDay.objects.filter(cycle=cycle)
    assert (day.casts, day.roll) == (2, 2)


# -- when, by whom


def test_not_before_the_close_by_the_servers_clock():
    cycle = voted([{1: 1}])
    refused("still_open", count_cycle, cycle=cycle, by=SYSTEM)
    vote = cycle.phases.get(kind=PhaseKind.VOTE)
    vote.ends_at = later(seconds=30)
    vote.save()
    refused("still_open", count_cycle, cycle=cycle, by=SYSTEM)
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("role", [Role.STAFF, Role.OPERATOR, Role.AUDITOR, Role.EXPERT, Role.DEPUTY])
def test_others_do_not_count(role):
    cycle = voted([{1: 1}])
    with after_close(cycle), pytest.raises(NotAllowed):
        count_cycle(cycle=cycle, by=official(cycle.territory, role))
    with after_close(cycle), pytest.raises(NotAllowed):
        count_cycle(cycle=cycle, by=official(place()))
    assert Cycle.objects.get().state == CycleState.OPENED


def test_a_draft_has_nothing_to_count():
    refused("not_opened", count_cycle, cycle=ready_cycle(), by=SYSTEM)


# -- crashes and mistakes


def test_killed_before_the_commit_nothing_has_changed(monkeypatch):
    cycle = voted([{1: 1}, {2: 1}])

    def power_cut(*_args, **_settings):
        raise RuntimeError("power cut")

    monkeypatch.setattr(counting, "write_turnout", power_cut)
    with after_close(cycle):
        with pytest.raises(RuntimeError):
            count_cycle(cycle=cycle, by=SYSTEM)
        assert Cycle.objects.get().state == CycleState.OPENED
        assert Cycle.objects.get().seed == ""
        assert Cast.objects.filter(sealed__isnull=True).count() == 0
        assert not Ballot.objects.exists()
        assert not Outcome.objects.exists()
        assert custody.open_key(cycle.pk)
        monkeypatch.undo()
        count_cycle(cycle=cycle, by=SYSTEM)
    assert Ballot.objects.count() == 2


def test_killed_after_the_commit_a_second_run_destroys_the_key(monkeypatch):
    cycle = voted([{1: 1}, {2: 1}])

    def power_cut(_cycle_id):
        raise RuntimeError("power cut")

    monkeypatch.setattr(custody, "destroy", power_cut)
    with after_close(cycle):
        with pytest.raises(RuntimeError):
            count_cycle(cycle=cycle, by=SYSTEM)
        assert Cycle.objects.get().state == CycleState.COUNTED
        assert custody.open_key(cycle.pk)
        monkeypatch.undo()
        before = list(Ballot.objects.values_list("id", "position"))
        count_cycle(cycle=cycle, by=SYSTEM)
    with pytest.raises(CustodyError):
        custody.open_key(cycle.pk)
    assert list(Ballot.objects.values_list("id", "position")) == before


def test_a_ballot_that_arrives_while_the_envelopes_are_opened_is_not_lost(monkeypatch):
    cycle = voted([{1: 1}])
    real = counting._outcomes

    def meanwhile(*args):
        cast_for(
            cycle, voter(cycle), {2: 1}, at=cycle.phases.get(kind=PhaseKind.VOTE).ends_at - dt.timedelta(seconds=1)
        )
        monkeypatch.undo()
        return real(*args)

    monkeypatch.setattr(counting, "_outcomes", meanwhile)
    with after_close(cycle):
        refused("casts_moved", count_cycle, cycle=cycle, by=SYSTEM)
        assert not Ballot.objects.exists()
        count_cycle(cycle=cycle, by=SYSTEM)
    assert Ballot.objects.count() == 2


def _seal_anew(cycle: Cycle, content: bytes) -> None:
    sealed = sealing.seal(cycle.public_key, content, 1024)
    cast = Cast.objects.filter(cycle=cycle).first()
    cast.sealed, cast.sealed_hash = sealed, hashlib.sha256(sealed).hexdigest()
    cast.save()


@pytest.mark.parametrize(
    "content",
    [
        b"not a ballot",
        b"{}",
        b'{"v":9,"cycle":1,"pots":{}}',
        "unknown project",
        "other vote",
        "too many",
    ],
)
def test_an_invalid_ballot_is_counted_as_invalid_and_never_dropped_in_silence(content):
    cycle = voted([{1: 1}, {2: 1}])
    code = dict(cycle.projects.values_list("number", "code"))
    made = {
        "unknown project": payload.Choices(cycle.pk, {1: [("nowhere", None)]}),
        "other vote": payload.Choices(cycle.pk + 1, {1: [(code[1], None)]}),
        "too many": payload.Choices(cycle.pk, {1: [(code[n], None) for n in (1, 2, 3)]}),
    }
    _seal_anew(cycle, content if isinstance(content, bytes) else payload.encode(made[content]))
    with after_close(cycle):
        count_cycle(cycle=cycle, by=SYSTEM)
    outcome = Outcome.objects.get(cycle=cycle)
    assert outcome.result["invalid"]["ballots"] == 1
    assert outcome.ballots == 1
    assert Entry.objects.get(verb="cycle.counted").data == {"invalid": 1}


def test_a_wrong_key_stops_before_anything_is_called_invalid():
    cycle = voted([{1: 1}])
    kept = custody.open_key(cycle.pk)
    custody.destroy(cycle.pk)
    custody.keep(cycle.pk, sealing.new_pair().private_key, kept.seed)
    with after_close(cycle):
        refused("key_differs", count_cycle, cycle=cycle, by=SYSTEM)
    custody.destroy(cycle.pk)
    custody.keep(cycle.pk, kept.private_key, "0" * 64)
    with after_close(cycle):
        refused("seed_differs", count_cycle, cycle=cycle, by=SYSTEM)
    custody.destroy(cycle.pk)
    with after_close(cycle):
        refused("missing", count_cycle, cycle=cycle, by=SYSTEM)
    assert Cycle.objects.get().state == CycleState.OPENED


# -- the log, the demo


def test_the_log_learns_nothing_of_the_result():
    cycle = counted([{1: 1}, {2: 1}, {2: 1}])
    said = " ".join(f"{entry.verb} {entry.data}" for entry in Entry.objects.all())
    for outcome in Outcome.objects.filter(cycle=cycle):
        assert outcome.sha256 not in said
    assert not re.search(r"winners|scores|supporters", said)
    assert list(breaks()) == []


def test_only_a_demo_vote_can_be_closed_early(settings):
    real = voted([{1: 1}])
    draft = ready_cycle(starts=later(hours=-1))
    Cycle.objects.filter(pk=draft.pk).update(is_demo=True)
    demo = open_cycle(cycle=Cycle.objects.get(pk=draft.pk), by=SYSTEM)
    cast_for(demo, voter(demo), {1: 1})
    by = official(demo.territory)
    settings.DEMO = True
    refused("not_demo", close_demo_vote, cycle=real, by=SYSTEM)
    settings.DEMO = False
    refused("not_demo", close_demo_vote, cycle=demo, by=by)
    settings.DEMO = True
    with pytest.raises(NotAllowed):
        close_demo_vote(cycle=demo, by=official(demo.territory, Role.STAFF))
    close_demo_vote(cycle=demo, by=by)
    refused("already_over", close_demo_vote, cycle=demo, by=by)
    count_cycle(cycle=demo, by=by)
    assert Cycle.objects.get(pk=demo.pk).state == CycleState.COUNTED
    refused("not_opened", close_demo_vote, cycle=demo, by=by)


# -- the command


def test_the_command_counts_and_recounts(capsys):
    cycle = voted([{1: 1}, {2: 1}, {2: 1}])
    with pytest.raises(CommandError, match="Voting is open until"):
        call_command("count_cycle", str(cycle.pk))
    with pytest.raises(CommandError, match="not counted yet"):
        call_command("count_cycle", str(cycle.pk), "--check")
    with pytest.raises(CommandError, match="no vote with the number"):
        call_command("count_cycle", "987654321")
    with after_close(cycle):
        call_command("count_cycle", str(cycle.pk))
    call_command("count_cycle", str(cycle.pk), "--check")
    assert "the stored ballots give the stored result" in capsys.readouterr().out
    Ballot.objects.filter(cycle=cycle).first().delete()
    with pytest.raises(CommandError, match="not what its ballots give"):
        call_command("count_cycle", str(cycle.pk), "--check")


def test_an_archive_can_be_recounted_too(capsys):
    cycle = take(pb())
    call_command("count_cycle", str(cycle.pk), "--check")
    assert "Recounted" in capsys.readouterr().out
    with pytest.raises(CommandError, match="public archive"):
        call_command("count_cycle", str(cycle.pk))
