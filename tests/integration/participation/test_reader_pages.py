"""Pages that know who reads them and when: before and after one's own ballot, after the close, after the release."""

import pytest
from django.test import Client
from django.utils import translation

from ortaq.identity.enums import Role
from ortaq.identity.models import User
from ortaq.participation.checklist import _which
from ortaq.participation.domain.acts import propose
from ortaq.participation.enums import ActKind
from ortaq.participation.errors import ActError
from ortaq.participation.models import Cycle, Project
from tests.factories.counting import after_close, counted, released, two_people, voted
from tests.factories.identity import UserFactory
from tests.factories.participation import official
from tests.factories.territories import TerritoryFactory
from tests.factories.voters import cast_for, voter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings, tmp_path) -> None:
    settings.DEMO = True  # demo accounts need no second factor
    settings.KEY_DIR = tmp_path / "keys"


def page_of(cycle: Cycle, rest: str = "") -> str:
    return f"/en/places/{cycle.territory.code}/vote/{cycle.slug}/{rest}"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="ortaq.identity.backends.AccountBackend")
    return client


def test_the_vote_page_leads_everybody_to_their_own_next_step(client: Client, django_assert_max_num_queries) -> None:
    cycle = voted([])
    person = voter(cycle)
    ballot, receipt = page_of(cycle, "ballot/"), page_of(cycle, "receipt/")
    anonymous = client.get(page_of(cycle)).content.decode()
    assert f'href="{ballot}"' in anonymous
    assert "not on the roll" not in anonymous

    other = signed_in(UserFactory())
    with django_assert_max_num_queries(10):
        stranger = other.get(page_of(cycle)).content.decode()
    assert "You are not on the roll of this vote." in stranger
    assert "How to get on the roll" in stranger

    own = signed_in(person)
    before = own.get(page_of(cycle)).content.decode()
    assert f'href="{ballot}"' in before
    assert receipt not in before
    assert "not on the roll" not in before
    cast_for(cycle, person, {1: 1})
    with django_assert_max_num_queries(10):
        answer = own.get(page_of(cycle))
    after = answer.content.decode()
    assert "You voted on" in after
    assert f'href="{receipt}"' in after
    assert f'href="{ballot}"' not in after
    assert "no-store" in answer.headers["Cache-Control"]


def test_receipts_are_checked_from_the_vote_and_from_the_result(client: Client) -> None:
    cycle = released([{1: 1}, {1: 1}])
    for page in (page_of(cycle), page_of(cycle, "result/")):
        assert f'href="{page_of(cycle, "check/")}"' in client.get(page).content.decode()


def test_who_looks_in_after_the_close_sent_no_ballot(client: Client) -> None:
    cycle = voted([])
    person = voter(cycle)
    with after_close(cycle):
        own = signed_in(person)
        looked = own.get(page_of(cycle, "ballot/")).content.decode()
        sent = own.post(page_of(cycle, "ballot/"), {"do": "continue"}).content.decode()
    assert "Voting closed on" in looked
    assert "came after that" not in looked
    assert "came after that" in sent


def test_a_reason_says_something() -> None:
    cycle = counted([{1: 1}])
    one, _other = two_people(cycle)
    with pytest.raises(ActError) as refused:
        propose(cycle=cycle, kind=ActKind.RELEASE, reason="Болды, жетер!", by=one)
    assert refused.value.code == "reason_short"
    answer = signed_in(one).post(f"/en/desk/cycles/{cycle.pk}/acts/new/release/", {"reason": "ok"})
    assert answer.status_code == 422
    assert "at least 15 characters" in answer.content.decode()


def test_who_signs_the_release_sees_the_turnout_and_no_votes() -> None:
    cycle = counted([{1: 1}, {1: 1}, {2: 1}])
    one, other = two_people(cycle)
    act = propose(cycle=cycle, kind=ActKind.RELEASE, reason="Санақ аяқталды, жариялаймыз", by=one)
    body = signed_in(other).get(f"/en/desk/cycles/{cycle.pk}/acts/{act.pk}/").content.decode()
    assert "Ballots counted</dt><dd>3<" in body
    assert cycle.frozen_hash in body
    count = signed_in(one).get(f"/en/desk/cycles/{cycle.pk}/count/").content.decode()
    assert "casts|number" not in count
    assert ">3<" in count


def test_the_desk_after_the_release_offers_the_result_and_no_acts() -> None:
    cycle = released([{1: 1}])
    keeper, operator = official(cycle.territory, Role.ADMINISTRATOR), official(cycle.territory, Role.OPERATOR)
    for user in (keeper, operator):
        body = signed_in(user).get(f"/en/desk/cycles/{cycle.pk}/").content.decode()
        assert "See the result" in body
        assert "What can still be done" not in body
        assert "Extend the close" not in body
    roll = signed_in(operator).get(f"/en/desk/cycles/{cycle.pk}/roll/").content.decode()
    assert "Admit a person" not in roll
    assert "nobody can be admitted any more" in roll


def test_bars_compare_votes(client: Client) -> None:
    cycle = released([{1: 1, 2: 1}, {1: 1}, {1: 1}, {1: 1}], projects=3)
    body = client.get(page_of(cycle, "result/")).content.decode()
    assert 'aria-label="100% of the most votes"' in body
    assert 'aria-label="25% of the most votes"' in body
    assert 'aria-label="0% of the most votes"' not in body


def test_a_region_lists_the_running_votes_of_its_parts(client: Client, django_assert_max_num_queries) -> None:
    above = TerritoryFactory()
    cycle = voted([], territory=TerritoryFactory(parent=above))
    with django_assert_max_num_queries(10):
        body = client.get(f"/en/places/{above.code}/vote/").content.decode()
    assert f'href="{page_of(cycle)}"' in body
    assert cycle.territory.name in body


def test_projects_of_the_checklist_are_named_not_counted() -> None:
    with translation.override("en"):
        assert str(_which([Project(number=3)])) == "Project No. 3."
        assert str(_which([Project(number=3), Project(number=5)])) == "Projects No. 3, 5."
