"""Casting: what is accepted, what is refused, what is stored, what is not."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from ortaq.audit.chain import breaks
from ortaq.audit.models import Entry, PersonalNote
from ortaq.core import clock
from ortaq.core.actors import SYSTEM
from ortaq.core.errors import NotAllowed
from ortaq.core.money import Money
from ortaq.participation.domain.casting import cast
from ortaq.participation.domain.opening import open_cycle
from ortaq.participation.domain.pots import PotLine, save_pots
from ortaq.participation.domain.projects import add_projects
from ortaq.participation.domain.queries.ballot import look_up_receipt
from ortaq.participation.domain.turnout import publish_due_turnout
from ortaq.participation.enums import BallotType, CycleState, PhaseKind
from ortaq.participation.errors import AlreadyCast, BallotError
from ortaq.participation.models import Cast, Cycle, Project, ReplacedReceipt, RollEntry
from tests.factories.participation import account, in_all, line, open_vote, place, ready_cycle
from tests.factories.voters import cast_for, entry_of, opened, signed_in, voter

pytestmark = pytest.mark.django_db


def refused(code: str, cycle: Cycle, draft: dict[int, int], **settings: object) -> BallotError:
    user = voter(cycle)
    with pytest.raises(BallotError) as refusal:
        cast_for(cycle, user, draft, **settings)
    assert refusal.value.code == code
    assert refusal.value.message
    assert not Cast.objects.exists()
    return refusal.value


def codes(cycle: Cycle, *numbers: int) -> list[str]:
    return [Project.objects.get(cycle=cycle, number=number).code for number in numbers]


def test_a_ballot_is_sealed_and_says_what_was_chosen() -> None:
    cycle = open_vote()
    user = voter(cycle)
    found = cast_for(cycle, user, {3: 1, 1: 1})
    one, three = codes(cycle, 1, 3)
    assert opened(cycle, found).pots == {1: ((one, None), (three, None))}
    assert opened(cycle, found).cycle == cycle.pk
    assert found.day == timezone.localdate()
    assert len(found.receipt) == 19


def test_all_ballots_of_a_vote_are_equally_long() -> None:
    cycle = open_vote(projects=6, max_choices=6, amount=30_000_000)
    sizes = {
        len(bytes(cast_for(cycle, voter(cycle), dict.fromkeys(range(1, n + 1), 1)).sealed or b"")) for n in (1, 3, 6)
    }
    assert len(sizes) == 1


def test_the_log_joins_no_person_to_a_time() -> None:
    cycle = open_vote(changeable=True)
    user = voter(cycle)
    first = cast_for(cycle, user, {2: 1})
    cast_for(cycle, user, {1: 1}, replaces=first.receipt)
    entries = list(Entry.objects.filter(verb__startswith="ballot."))
    assert [entry.verb for entry in entries] == ["ballot.cast"] * 2
    for entry in entries:
        assert (entry.actor_id, entry.object_type, entry.object_id) == (None, "participation.cycle", str(cycle.pk))
        assert entry.data == {}
        assert (entry.at.hour, entry.at.minute, entry.at.second, entry.at.microsecond) == (0, 0, 0, 0)
    assert first.receipt not in str(list(PersonalNote.objects.values()))
    assert list(breaks()) == []


def test_the_first_day_stays_when_a_ballot_is_replaced() -> None:
    cycle = open_vote(changeable=True)
    user = voter(cycle)
    first = cast_for(cycle, user, {1: 1})
    day = first.day
    with time_machine.travel(clock.now() + dt.timedelta(days=2)):
        cast_for(cycle, user, {2: 1}, replaces=first.receipt)
        page = signed_in(user).get(reverse("participation:receipt", args=[cycle.territory.code, cycle.slug]))
        text = signed_in(user).get(reverse("participation:receipt_text", args=[cycle.territory.code, cycle.slug]))
    found = Cast.objects.get()
    later = day + dt.timedelta(days=2)
    assert (found.day, found.replaced_day, found.last_day) == (day, later, later)
    assert ReplacedReceipt.objects.get().day == later
    assert look_up_receipt(cycle=cycle, code=found.receipt).day == later
    for shown in (page, text):
        assert "It took the place of an earlier ballot" in shown.content.decode()
    with time_machine.travel(clock.now() + dt.timedelta(days=3)):
        assert [row.casts for row in publish_due_turnout(by=SYSTEM)] == [1, 1, 1]


def test_an_account_that_stands_on_the_roll_twice_votes_once() -> None:
    cycle = open_vote()
    user = voter(cycle)
    RollEntry.objects.create(cycle=cycle, territory=cycle.territory, user=user, basis="document")
    with pytest.raises(BallotError) as refusal:
        cast_for(cycle, user, {1: 1})
    assert refusal.value.code == "stale_form"
    assert not Cast.objects.exists()


def test_the_account_is_linked_by_casting_and_not_before() -> None:
    cycle = open_vote()
    user = voter(cycle)
    assert entry_of(cycle, user).user_id is None
    cast_for(cycle, user, {1: 1})
    assert entry_of(cycle, user).user_id == user.pk


def test_nobody_votes_on_somebody_elses_place() -> None:
    cycle = open_vote()
    mine, other = voter(cycle), voter(cycle)
    for stranger in (other, account(), None):
        by = stranger or type("Nobody", (), {"pk": None, "has_perm": lambda *_: False})()
        with pytest.raises(NotAllowed):
            cast_for(cycle, mine, {1: 1}, by=by)
    unchecked = voter(cycle)
    unchecked.phone_verified = False
    unchecked.save()
    with pytest.raises(NotAllowed):
        cast_for(cycle, unchecked, {1: 1})
    assert not Cast.objects.exists()


def test_a_place_on_another_roll_gives_no_vote_here() -> None:
    here, there = open_vote(), open_vote()
    user = voter(there)
    with pytest.raises(BallotError) as refusal:
        cast(cycle=here, entry=entry_of(there, user), draft={1: 1}, request_id=uuid.uuid4(), at=clock.now(), by=user)
    assert refusal.value.code == "not_yours"


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        ({}, "empty"),
        ({1: 0}, "empty"),
        ({1: 1, 2: 1, 3: 1}, "too_many"),
        ({99: 1}, "unknown_project"),
        ({2**63: 1}, "unknown_project"),
        ({-1: 1}, "unknown_project"),
        ({1: 2}, "stale_form"),
        ({1: -1}, "stale_form"),
    ],
)
def test_choosing_up_to_two(draft: dict[int, int], code: str) -> None:
    refused(code, open_vote(), draft)


def test_money_is_counted_to_the_last_tenge_with_the_frozen_prices() -> None:
    cycle = ready_cycle(ballot_type=BallotType.KNAPSACK, max_choices=None, amount=3_000_000)
    cycle = open_cycle(cycle=_started(cycle), by=SYSTEM)
    assert opened(cycle, cast_for(cycle, voter(cycle), {1: 1, 2: 1})).pots[1]
    cycle.pots.all()
    user = voter(cycle)
    with pytest.raises(BallotError) as refusal:
        cast_for(cycle, user, {1: 1, 3: 1})
    assert refusal.value.code == "over_budget"
    assert "1\u202f000\u202f000" in refusal.value.message


def test_one_tenge_over_is_over() -> None:
    cycle = ready_cycle(ballot_type=BallotType.KNAPSACK, max_choices=None, amount=2_999_999, projects=2)
    cycle = open_cycle(cycle=_started(cycle), by=SYSTEM)
    error = refused("over_budget", cycle, {1: 1, 2: 1})
    assert "1\u00a0₸" in error.message


def _started(cycle: Cycle) -> Cycle:
    """Move the draft's vote so that it runs now."""
    cycle.phases.filter(kind=PhaseKind.VOTE).update(
        starts_at=clock.now() - dt.timedelta(hours=1), ends_at=clock.now() + dt.timedelta(days=7)
    )
    return Cycle.objects.get(pk=cycle.pk)


def test_points_are_shared_out_and_no_more_than_there_are() -> None:
    cycle = open_vote(ballot_type=BallotType.POINTS, max_choices=None, max_points=10)
    one, two = codes(cycle, 1, 2)
    found = cast_for(cycle, voter(cycle), {2: 7, 1: 3, 3: 0})
    assert opened(cycle, found).pots == {1: ((one, 3), (two, 7))}
    user = voter(cycle)
    for draft, code in [({1: 6, 2: 5}, "over_points"), ({1: 11}, "not_points"), ({1: -1}, "not_points")]:
        with pytest.raises(BallotError) as refusal:
            cast_for(cycle, user, draft)
        assert refusal.value.code == code


def test_a_ranking_keeps_its_order() -> None:
    cycle = open_vote(ballot_type=BallotType.RANKING, max_choices=3)
    one, two, three = codes(cycle, 1, 2, 3)
    found = cast_for(cycle, voter(cycle), {1: 3, 2: 1, 3: 2})
    assert opened(cycle, found).pots == {1: ((two, None), (three, None), (one, None))}
    user = voter(cycle)
    for draft, code in [({1: 1, 2: 1}, "rank_twice"), ({1: 4}, "not_rank"), ({1: -2}, "not_rank")]:
        with pytest.raises(BallotError) as refusal:
            cast_for(cycle, user, draft)
        assert refusal.value.code == code


def test_a_pot_of_a_village_is_for_those_who_live_there() -> None:
    district = place("Ұлытау")
    village, other = place("Сарысу", district), place("Кеңгір", district)
    cycle = ready_cycle(district, projects=2)
    whole = cycle.pots.get()
    pots = save_pots(
        cycle=cycle,
        pots=[
            PotLine(amount=whole.amount, pk=whole.pk, name=in_all("Бәріне")),
            PotLine(amount=Money.from_major(5_000_000), territory=village, name=in_all("Ауыл")),
        ],
        by=SYSTEM,
    )
    add_projects(cycle=cycle, lines=[line(pots[1], 3)], by=SYSTEM)
    cycle = open_cycle(cycle=_started(cycle), by=SYSTEM)
    inside, outside = voter(cycle, territory=village), voter(cycle, territory=other)
    found = cast_for(cycle, inside, {1: 1, 3: 1})
    assert set(opened(cycle, found).pots) == {1, 2}
    with pytest.raises(BallotError) as refusal:
        cast_for(cycle, outside, {1: 1, 3: 1})
    assert refusal.value.code == "wrong_pot"


def test_a_withdrawn_project_cannot_be_chosen() -> None:
    cycle = open_vote()
    Project.objects.filter(cycle=cycle, number=2).update(withdrawn_at=clock.now())
    error = refused("withdrawn", cycle, {1: 1, 2: 1})
    assert "2" in error.message


class TestTime:
    """The server's clock decides, at the moment the request came in."""

    def test_before_at_and_after_the_edges(self) -> None:
        cycle = open_vote()
        vote = cycle.phases.get(kind=PhaseKind.VOTE)
        tick = dt.timedelta(microseconds=1)
        refused("not_yet", cycle, {1: 1}, at=vote.starts_at - tick)
        refused("over", cycle, {1: 1}, at=vote.ends_at)
        assert cast_for(cycle, voter(cycle), {1: 1}, at=vote.starts_at)
        assert cast_for(cycle, voter(cycle), {1: 1}, at=vote.ends_at - tick)

    def test_a_request_that_came_in_time_counts_though_it_waited(self) -> None:
        cycle = open_vote()
        ends = cycle.phases.get(kind=PhaseKind.VOTE).ends_at
        with time_machine.travel(ends + dt.timedelta(seconds=30)):
            found = cast_for(cycle, voter(cycle), {1: 1}, at=ends - dt.timedelta(milliseconds=1))
        assert found.day == timezone.localdate(ends - dt.timedelta(milliseconds=1))

    def test_what_was_counted_takes_nothing_more(self) -> None:
        cycle = open_vote()
        Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.COUNTED)
        refused("not_open", cycle, {1: 1})
        Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.ANNULLED)
        refused("not_open", cycle, {1: 1})

    def test_a_draft_takes_nothing(self) -> None:
        cycle = ready_cycle()
        refused("not_open", cycle, {1: 1})


class TestTwice:
    def test_the_same_request_gives_the_same_receipt_even_after_closing(self) -> None:
        cycle = open_vote()
        user, request_id = voter(cycle), uuid.uuid4()
        first = cast_for(cycle, user, {1: 1}, request_id=request_id)
        ends = cycle.phases.get(kind=PhaseKind.VOTE).ends_at
        again = cast_for(cycle, user, {2: 1}, request_id=request_id, at=ends + dt.timedelta(days=1))
        assert again.receipt == first.receipt
        assert Cast.objects.count() == Entry.objects.filter(verb="ballot.cast").count() == 1

    def test_a_second_ballot_is_refused_and_the_first_stands(self) -> None:
        cycle = open_vote()
        user = voter(cycle)
        first = cast_for(cycle, user, {1: 1})
        with pytest.raises(AlreadyCast) as refusal:
            cast_for(cycle, user, {2: 1}, replaces=first.receipt)
        assert refusal.value.code == "already_cast"
        assert opened(cycle, Cast.objects.get()).pots == {1: ((codes(cycle, 1)[0], None),)}

    def test_where_it_may_be_changed_the_last_one_stands(self) -> None:
        cycle = open_vote(changeable=True)
        user = voter(cycle)
        first = cast_for(cycle, user, {1: 1})
        second = cast_for(cycle, user, {2: 1}, replaces=first.receipt)
        assert Cast.objects.count() == 1
        assert second.receipt != first.receipt
        assert opened(cycle, Cast.objects.get()).pots == {1: ((codes(cycle, 2)[0], None),)}
        assert ReplacedReceipt.objects.get().receipt == first.receipt

    def test_of_two_windows_only_the_one_that_saw_the_last_receipt_wins(self) -> None:
        cycle = open_vote(changeable=True)
        user = voter(cycle)
        first = cast_for(cycle, user, {1: 1})
        for replaces in ("", "0000-0000-0000-0000"):
            with pytest.raises(AlreadyCast) as refusal:
                cast_for(cycle, user, {2: 1}, replaces=replaces)
            assert refusal.value.code == "cast_meanwhile"
        assert Cast.objects.get().receipt == first.receipt

    def test_a_request_id_of_somebody_else_is_refused(self) -> None:
        cycle = open_vote()
        request_id = uuid.uuid4()
        cast_for(cycle, voter(cycle), {1: 1}, request_id=request_id)
        other = voter(cycle)
        with pytest.raises(BallotError) as refusal:
            cast_for(cycle, other, {1: 1}, request_id=request_id)
        assert refusal.value.code == "stale_form"
        assert entry_of(cycle, other).user_id is None
        assert cast_for(cycle, other, {1: 1}).entry_id == entry_of(cycle, other).pk


def test_a_linked_account_votes_without_a_phone() -> None:
    cycle = open_vote()
    user = account()
    entry = RollEntry.objects.create(cycle=cycle, territory=cycle.territory, user=user, basis="document")
    assert cast(cycle=cycle, entry=entry, draft={1: 1}, request_id=uuid.uuid4(), at=clock.now(), by=user)
