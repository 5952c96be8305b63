"""Sixty-four hands on one ballot: exactly one is cast, everybody gets a clear answer, no server error."""

import uuid
from collections import Counter
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from ortaq.audit.chain import breaks
from ortaq.audit.models import Entry
from ortaq.participation.models import Cast, Cycle, ReplacedReceipt
from tests.factories.participation import open_vote
from tests.factories.threads import together
from tests.factories.voters import opened, signed_in, voter

HANDS = 64


pytestmark = pytest.mark.django_db(transaction=True)


def all_of(acts: list[Callable[[], object]]) -> list[object]:
    """Do all of it at the same moment; whatever one raises, the test raises."""
    answers = together(acts)
    failures = [answer for answer in answers if isinstance(answer, BaseException)]
    if failures:
        raise failures[0]
    return answers


def sender(cycle: Cycle, client: Client, numbers: list[int], request_id: uuid.UUID) -> Callable[[], int]:
    address = reverse("participation:ballot_confirm", args=[cycle.territory.code, cycle.slug])
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}

    def send() -> int:
        browser = Client(raise_request_exception=False)
        browser.cookies.load(cookies)
        answer = browser.post(address, {"v": [f"{n}:1" for n in numbers], "request": str(request_id)})
        return answer.status_code

    return send


@pytest.mark.parametrize("changeable", [False, True])
def test_identical_sendings_give_one_ballot(changeable: bool) -> None:
    cycle = open_vote(changeable=changeable)
    client = signed_in(voter(cycle))
    request = uuid.uuid4()
    answers = all_of([sender(cycle, client, [1, 2], request)] * HANDS)
    assert Counter(answers) == {303: HANDS}
    assert Cast.objects.get(cycle=cycle).request_id == request
    assert Entry.objects.filter(verb="ballot.cast").count() == 1
    assert list(breaks()) == []


@pytest.mark.parametrize("changeable", [False, True])
def test_of_conflicting_sendings_one_counts(changeable: bool) -> None:
    cycle = open_vote(changeable=changeable)
    client = signed_in(voter(cycle))
    answers = all_of([sender(cycle, client, [1 + n % 3], uuid.uuid4()) for n in range(HANDS)])
    assert Counter(answers) == {303: 1, 409: HANDS - 1}
    assert len(opened(cycle, Cast.objects.get(cycle=cycle)).pots[1]) == 1
    assert not ReplacedReceipt.objects.exists()
    assert Entry.objects.filter(verb="ballot.cast").count() == 1


def test_many_people_at_the_same_moment() -> None:
    cycle = open_vote()
    clients = [signed_in(voter(cycle)) for _ in range(16)]
    answers = all_of([sender(cycle, each, [1], uuid.uuid4()) for each in clients])
    assert Counter(answers) == {303: 16}
    assert Cast.objects.filter(cycle=cycle).count() == 16
    assert list(breaks()) == []
