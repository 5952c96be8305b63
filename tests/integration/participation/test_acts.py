"""Acts of two people: never by one alone, checked twice, and public with their reason."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connections, transaction

from ortaq.audit.models import Entry
from ortaq.core.actors import SYSTEM
from ortaq.core.errors import DomainError, NotAllowed
from ortaq.identity.enums import Role
from ortaq.identity.keys import phone_key
from ortaq.participation import custody
from ortaq.participation.domain.acts import confirm, possible_kinds, propose, refuse
from ortaq.participation.domain.counting import count_cycle
from ortaq.participation.enums import ActKind, ActState, Basis, CycleState, PhaseKind
from ortaq.participation.errors import ActError, CustodyError
from ortaq.participation.models import Act, Ballot, Cycle, Download, Phase, RollEntry
from tests.factories.counting import acted, after_close, counted, later, released, two_people, voted
from tests.factories.participation import official, open_vote, place
from tests.factories.voters import cast_for, voter

pytestmark = pytest.mark.django_db

REASON = "Сайт екі сағат жұмыс істемеді"


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEY_DIR = tmp_path / "keys"


def refused(code, function, **arguments):
    with pytest.raises(DomainError) as caught:
        function(**arguments)
    assert caught.value.code == code
    assert caught.value.message


def test_one_person_alone_can_do_nothing():
    cycle = counted([{1: 1}])
    one, _other = two_people(cycle)
    act = propose(cycle=cycle, kind=ActKind.RELEASE, reason=REASON, by=one)
    refused("same_person", confirm, act=act, by=one)
    refused("needs_person", confirm, act=act, by=SYSTEM)
    refused("needs_person", propose, cycle=cycle, kind=ActKind.ANNUL, reason=REASON, by=SYSTEM)
    assert Cycle.objects.get(pk=cycle.pk).state == CycleState.COUNTED
    assert not Download.objects.exists()


def test_the_database_itself_refuses_one_person():
    cycle = counted([{1: 1}])
    one, other = two_people(cycle)
    act = propose(cycle=cycle, kind=ActKind.RELEASE, reason=REASON, by=one)
    for decided_by in (one.pk, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            Act.objects.filter(pk=act.pk).update(state=ActState.CONFIRMED, decided_by=decided_by)
    Act.objects.filter(pk=act.pk).update(state=ActState.CONFIRMED, decided_by=other.pk)


@pytest.mark.parametrize("role", [Role.STAFF, Role.OPERATOR, Role.EXPERT, Role.DEPUTY])
def test_others_neither_propose_nor_confirm(role):
    cycle = counted([{1: 1}])
    one, _other = two_people(cycle)
    act = propose(cycle=cycle, kind=ActKind.RELEASE, reason=REASON, by=one)
    for outsider in (official(cycle.territory, role), official(place(), Role.AKIM)):
        for deed in (
            lambda by: propose(cycle=cycle, kind=ActKind.ANNUL, reason=REASON, by=by),
            lambda by: confirm(act=act, by=by),
            lambda by: refuse(act=act, by=by),
        ):
            with pytest.raises(NotAllowed):
                deed(outsider)


def test_a_right_that_was_lost_meanwhile_does_not_count():
    cycle = counted([{1: 1}])
    one, other = two_people(cycle)
    act = propose(cycle=cycle, kind=ActKind.RELEASE, reason=REASON, by=one)
    other.person.mandates.update(valid_to=dt.date(2001, 1, 1))
    with pytest.raises(NotAllowed):
        confirm(act=act, by=type(other).objects.get(pk=other.pk))


@pytest.mark.parametrize(
    ("reason", "code"), [("", "reason_missing"), ("  \n", "reason_missing"), ("ә" * 1001, "reason_long")]
)
def test_an_act_needs_a_reason(reason, code):
    cycle = open_vote()
    one, _other = two_people(cycle)
    refused(code, propose, cycle=cycle, kind=ActKind.ANNUL, reason=reason, by=one)


def test_release_publishes_with_files_and_is_logged():
    cycle = released([{1: 1}, {2: 1}])
    assert (cycle.state, cycle.released_at is not None) == (CycleState.RELEASED, True)
    assert Download.objects.filter(cycle=cycle).count() == 2  # so few ballots are not published one by one
    entry = Entry.objects.get(verb="cycle.released")
    assert sorted(entry.data["files"].values()) == sorted(
        Download.objects.filter(cycle=cycle).values_list("file__sha256", flat=True)
    )
    one, other = two_people(cycle)
    refused("already_released", propose, cycle=cycle, kind=ActKind.RELEASE, reason=REASON, by=one)
    refused("already_released", propose, cycle=cycle, kind=ActKind.ANNUL, reason=REASON, by=other)


def test_an_act_is_decided_once():
    cycle = counted([{1: 1}])
    one, other = two_people(cycle)
    act = propose(cycle=cycle, kind=ActKind.RELEASE, reason=REASON, by=one)
    refused("pending", propose, cycle=cycle, kind=ActKind.RELEASE, reason=REASON, by=other)
    refuse(act=act, by=other)
    refused("not_pending", confirm, act=act, by=other)
    refused("not_pending", refuse, act=act, by=one)
    assert Cycle.objects.get().state == CycleState.COUNTED
    again = propose(cycle=cycle, kind=ActKind.RELEASE, reason=REASON, by=other)
    confirm(act=again, by=one)
    assert Cycle.objects.get().state == CycleState.RELEASED


def test_extending_moves_the_close_and_all_that_follows():
    cycle = open_vote()
    old = {phase.kind: (phase.starts_at, phase.ends_at) for phase in cycle.phases.all() if phase.ends_at}
    end = old[PhaseKind.VOTE][1] + dt.timedelta(days=2)
    act = acted(cycle, ActKind.EXTEND, ends_at=end.isoformat())
    new = {phase.kind: (phase.starts_at, phase.ends_at) for phase in Phase.objects.filter(cycle=cycle) if phase.ends_at}
    assert new[PhaseKind.VOTE] == (old[PhaseKind.VOTE][0], end)
    assert new[PhaseKind.RESULT] == tuple(moment + dt.timedelta(days=2) for moment in old[PhaseKind.RESULT])
    assert act.params["was"] == old[PhaseKind.VOTE][1].isoformat()


def test_extending_after_the_close_opens_the_vote_again_until_it_is_counted():
    cycle = voted([{1: 1}])
    with after_close(cycle):
        acted(cycle, ActKind.EXTEND, ends_at=later(days=1).isoformat())
        cast_for(cycle, voter(cycle), {2: 1})
    with after_close(cycle):
        count_cycle(cycle=cycle, by=SYSTEM)
        one, _other = two_people(cycle)
        refused(
            "counted_already", propose, cycle=cycle, kind=ActKind.EXTEND, reason=REASON, by=one,
            params={"ends_at": later(days=3).isoformat()},
        )  # fmt: skip
    assert Ballot.objects.count() == 2


@pytest.mark.parametrize(
    ("moment", "code"),
    [("", "bad_time"), ("tomorrow", "bad_time"), ("2999-01-01T00:00", "bad_time"), ("2020-01-01T00:00Z", "not_later"),
     ("2026-13-45T00:00Z", "bad_time")],
)  # fmt: skip
def test_a_vote_never_closes_earlier(moment, code):
    cycle = open_vote()
    one, _other = two_people(cycle)
    refused(code, propose, cycle=cycle, kind=ActKind.EXTEND, reason=REASON, by=one, params={"ends_at": moment})


def test_what_is_possible_is_checked_again_at_the_confirmation():
    cycle = open_vote()
    one, other = two_people(cycle)
    project = cycle.projects.get(number=1)
    act = propose(cycle=cycle, kind=ActKind.WITHDRAW, reason=REASON, by=one, params={"project": project.pk})
    type(project).objects.filter(pk=project.pk).update(withdrawn_at=later())
    refused("project_withdrawn", confirm, act=act, by=other)
    assert Act.objects.get(pk=act.pk).state == ActState.PROPOSED


def test_what_waited_is_refused_by_the_count():
    cycle = voted([{1: 1}])
    one, other = two_people(cycle)
    vote = cycle.phases.get(kind=PhaseKind.VOTE)
    act = propose(
        cycle=cycle, kind=ActKind.EXTEND, reason=REASON, by=one,
        params={"ends_at": (vote.ends_at + dt.timedelta(days=1)).isoformat()},
    )  # fmt: skip
    with after_close(cycle):
        count_cycle(cycle=cycle, by=SYSTEM)
        refused("not_pending", confirm, act=act, by=other)
    assert Act.objects.get(pk=act.pk).state == ActState.REFUSED
    assert Phase.objects.get(pk=vote.pk).ends_at == vote.ends_at


def test_a_withdrawn_project_keeps_its_votes_and_cannot_win():
    cycle = voted([{1: 1}, {1: 1}, {2: 1}])
    project = cycle.projects.get(number=1)
    acted(cycle, ActKind.WITHDRAW, reason="Жер жеке меншік", project=project.pk)
    project.refresh_from_db()
    assert project.withdrawn_reason == "Жер жеке меншік"
    one, _other = two_people(cycle)
    refused(
        "project_withdrawn", propose, cycle=cycle, kind=ActKind.WITHDRAW, reason=REASON, by=one,
        params={"project": project.pk},
    )  # fmt: skip
    with after_close(cycle):
        count_cycle(cycle=cycle, by=SYSTEM)
    outcome = cycle.outcomes.get()
    assert outcome.result["supporters"][project.code] == 2
    assert outcome.result["winners"] == [cycle.projects.get(number=2).code]
    assert outcome.result["reasons"][project.code]["code"] == "withdrawn"


def test_a_project_of_another_vote_is_not_withdrawn():
    cycle, other = open_vote(), open_vote()
    one, _other = two_people(cycle)
    foreign = other.projects.first()
    for wrong in (foreign.pk, 0, "1", None):
        refused(
            "no_project", propose, cycle=cycle, kind=ActKind.WITHDRAW, reason=REASON, by=one, params={"project": wrong}
        )


def test_a_person_is_admitted_and_their_numbers_leave_the_act():
    cycle = open_vote()
    params = {
        "phone_key": phone_key("+77015550101"), "iin_key": None, "initials": "А. Б.", "territory": cycle.territory_id,
        "note": "жеке куәлік",
    }  # fmt: skip
    act = acted(cycle, ActKind.ADMIT, **params)
    entry = RollEntry.objects.get(cycle=cycle)
    assert (entry.basis, entry.phone_key) == (Basis.ACT, params["phone_key"])
    act.refresh_from_db()
    assert act.params == {"territory": cycle.territory_id, "entry": entry.pk}
    assert params["phone_key"] not in " ".join(str(each.data) for each in Entry.objects.all())
    one, _other = two_people(cycle)
    refused("on_roll", propose, cycle=cycle, kind=ActKind.ADMIT, reason=REASON, by=one, params=params)


def test_nobody_is_admitted_from_elsewhere_or_after_the_close():
    cycle = open_vote()
    one, _other = two_people(cycle)
    params = {"phone_key": "x" * 64, "initials": "А", "territory": place().pk, "note": "n"}
    arguments = {"cycle": cycle, "kind": ActKind.ADMIT, "reason": REASON, "by": one}
    refused("bad_territory", propose, params=params, **arguments)
    refused("no_person", propose, params={**params, "phone_key": None}, **arguments)
    refused("no_basis", propose, params={**params, "territory": cycle.territory_id, "note": " "}, **arguments)
    with after_close(cycle):
        refused("voting_over", propose, params={**params, "territory": cycle.territory_id}, **arguments)


def test_an_annulled_vote_can_never_be_opened():
    cycle = voted([{1: 1}])
    acted(cycle, ActKind.ANNUL, reason="Аудандық сот шешімі")
    assert Cycle.objects.get().state == CycleState.ANNULLED
    with pytest.raises(CustodyError):
        custody.open_key(cycle.pk)
    with after_close(cycle):
        refused("annulled", count_cycle, cycle=cycle, by=SYSTEM)
    assert not Ballot.objects.exists()


def test_what_can_be_proposed_follows_the_state():
    cycle = voted([{1: 1}])
    opened = set(possible_kinds(cycle))
    assert opened == {ActKind.EXTEND, ActKind.WITHDRAW, ActKind.ADMIT, ActKind.ANNUL}
    with after_close(cycle):
        assert set(possible_kinds(cycle)) == opened - {ActKind.ADMIT}
        count_cycle(cycle=cycle, by=SYSTEM)
        assert set(possible_kinds(Cycle.objects.get())) == {ActKind.RELEASE, ActKind.ANNUL}
        acted(cycle, ActKind.RELEASE)
    assert possible_kinds(Cycle.objects.get()) == []


# -- two confirmations at once


@pytest.mark.django_db(transaction=True)
def test_of_two_confirmations_at_once_one_counts():
    cycle = counted([{1: 1}, {2: 1}])
    one, other = two_people(cycle)
    third = official(cycle.territory, Role.AUDITOR)
    act = propose(cycle=cycle, kind=ActKind.RELEASE, reason=REASON, by=one)
    barrier, results = threading.Barrier(2), []

    def decide(by):
        barrier.wait()
        try:
            confirm(act=act, by=by)
            results.append("done")
        except ActError as error:
            results.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=(by,)) for by in (other, third)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", "not_pending"]
    assert Cycle.objects.get().state == CycleState.RELEASED
    assert Download.objects.count() == 2
