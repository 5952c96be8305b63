"""Two people open one draft, and two drafts are begun, in the same moment."""

import pytest

from ortaq.audit.chain import breaks
from ortaq.core.actors import SYSTEM
from ortaq.core.errors import DomainError
from ortaq.participation import custody
from ortaq.participation.domain.drafting import begin_cycle, save_basics
from ortaq.participation.domain.opening import open_cycle
from ortaq.participation.enums import CycleState
from ortaq.participation.models import Cycle
from ortaq.tally import seed_commitment
from tests.factories.participation import in_all, place, ready_cycle
from tests.factories.threads import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEY_DIR = tmp_path / "keys"


def test_one_of_many_opens_the_vote_and_its_key_is_the_one_that_is_kept():
    cycle = ready_cycle()
    answers = together([lambda: open_cycle(cycle=cycle, by=SYSTEM)] * 8)
    opened = [answer for answer in answers if isinstance(answer, Cycle)]
    refused = [answer for answer in answers if isinstance(answer, DomainError)]
    assert len(opened) == 1
    assert [error.code for error in refused] == ["frozen"] * 7
    after = Cycle.objects.get(pk=cycle.pk)
    assert after.state == CycleState.OPENED
    assert seed_commitment(custody.open_key(cycle.pk).seed) == after.seed_commitment
    assert list(breaks()) == []


def test_an_edit_and_the_opening_at_once_never_mix():
    cycle = ready_cycle()

    def edit() -> object:
        return save_basics(
            cycle=cycle, title=in_all("Басқа"), summary=in_all("Басқа"), languages=["kk"], slug="other", year=2030,
            by=SYSTEM,
        )  # fmt: skip

    answers = together([lambda: open_cycle(cycle=cycle, by=SYSTEM), edit, edit])
    assert all(isinstance(answer, Cycle | DomainError) for answer in answers)
    after = Cycle.objects.get(pk=cycle.pk)
    assert after.state == CycleState.OPENED
    assert f'"address": "{after.slug}"' in after.frozen
    assert after.title_kk in after.frozen


def test_drafts_begun_at_once_get_addresses_of_their_own():
    territory = place()
    made = together([lambda: begin_cycle(territory=territory, year=2030, by=SYSTEM)] * 4)
    assert sorted(cycle.slug for cycle in made) == ["2030", "2030-2", "2030-3", "2030-4"]
