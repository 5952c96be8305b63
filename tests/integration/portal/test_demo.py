"""The demo: filled through the product's verbs, only where a demo is wanted, and complete."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from ortaq.audit import chain
from ortaq.core.actors import SYSTEM
from ortaq.identity.models import User
from ortaq.participation.domain.demo import invent_voters
from ortaq.participation.enums import CycleState, PhaseKind
from ortaq.participation.errors import CountError
from ortaq.participation.models import Cast, Cycle
from ortaq.portal.demo.build import is_complete
from ortaq.portal.management.commands.serve import Command as Serve
from tests.factories.identity import UserFactory
from tests.factories.participation import ready_cycle

pytestmark = pytest.mark.django_db
LOCAL = "127.0.0.1:8000"


@pytest.fixture
def seeded() -> None:
    call_command("seed_territories", verbosity=0)
    call_command("seed_norms", verbosity=0)


@pytest.fixture
def demo(seeded: None, settings: Any) -> None:
    settings.DEMO = True
    call_command("demo", verbosity=0)


def test_it_is_whole_and_says_what_it_is(demo: None, client: Client) -> None:
    past, running = Cycle.objects.order_by("year")
    assert (past.state, running.state) == (CycleState.RELEASED, CycleState.OPENED)
    assert past.is_demo
    assert running.is_demo
    assert is_complete()
    assert Cast.objects.filter(cycle=running).count() > 300
    assert list(chain.breaks()) == []
    for cycle in (past, running):
        vote = cycle.phases.get(kind=PhaseKind.VOTE)
        assert cycle.opened_at < vote.starts_at
        days = set(Cast.objects.filter(cycle=cycle).values_list("day", flat=True))
        assert len(days) > 10
        assert cycle.turnout.count() > 10
    assert past.counted_at > past.phases.get(kind=PhaseKind.VOTE).ends_at
    for address in ("vote/2027/", "vote/2026/result/", "vote/"):
        page = client.get(f"/en/places/623830000/{address}").content.decode()
        assert "demo data" in page, address
    for name in ("csv", "json", "pb"):
        address = f"/en/places/623830000/vote/2026/result/623830000-2026.{name}"
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"demo" in content.lower(), address


def test_it_goes_only_into_an_empty_database_of_a_demo(seeded: None, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("demo", verbosity=0)
    settings.DEMO = True
    UserFactory()
    with pytest.raises(CommandError):
        call_command("demo", verbosity=0)
    assert not User.objects.filter(is_demo=True).exists()


@pytest.mark.parametrize(
    ("environment", "https", "bind"), [("false", False, LOCAL), (None, True, LOCAL), (None, False, "0.0.0.0:8000")]
)
def test_serving_begins_no_demo_by_mistake(
    settings: Any, monkeypatch: pytest.MonkeyPatch, environment: str | None, https: bool, bind: str
) -> None:
    settings.DEMO, settings.HTTPS = False, https
    if environment is None:
        monkeypatch.delenv("ORTAQ_DEMO", raising=False)
    else:
        monkeypatch.setenv("ORTAQ_DEMO", environment)
    assert Serve().prepare_demo(bind) is False


def test_one_real_account_ends_the_demo(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORTAQ_DEMO", "true")
    settings.DEMO = True
    UserFactory(is_demo=True)
    UserFactory(is_demo=False)
    assert Serve().prepare_demo(LOCAL) is False


def test_a_half_filled_demo_is_said_so(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORTAQ_DEMO", "true")
    settings.DEMO = True
    UserFactory(is_demo=True)
    with pytest.raises(CommandError, match="interrupted"):
        Serve().prepare_demo(LOCAL)


def test_a_real_vote_knows_no_invention(settings: Any) -> None:
    settings.DEMO = True
    cycle = ready_cycle()
    with pytest.raises(CountError):
        invent_voters(cycle=cycle, count=5, users=[], by=SYSTEM)
