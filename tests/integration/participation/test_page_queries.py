"""The public pages of a place and of its votes: at most ten queries for a signed-in reader, however many rows."""

import pytest
from django.urls import reverse

from ortaq.core.actors import SYSTEM
from ortaq.participation.domain.acts import confirm, propose
from ortaq.participation.enums import ActKind
from ortaq.territories.domain import tree
from tests.factories.counting import two_people
from tests.factories.participation import open_vote, place
from tests.factories.voters import signed_in, voter

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("rows", [1, 3])]


def reader(cycle):
    """Signed in, and at home in another place than the one the page shows."""
    user = voter(cycle)
    user.home = place("Үй")
    user.save()
    return signed_in(user)


def test_the_hub_of_a_place(rows, django_assert_num_queries):
    district = place("Аудан")
    for number in range(rows):
        cycle = open_vote(place(f"Ауыл {number}", parent=district))
    for _ in range(rows):
        cycle = open_vote(district)
    tree.set_population(territory=district, value=28_000, date=cycle.opened_at.date(), source="BNS", by=SYSTEM)
    client = reader(cycle)
    with django_assert_num_queries(10):
        page = client.get(reverse("place", args=[district.code]))
    text = page.content.decode()
    assert f">{2 * rows}<" in text
    assert text.count("A vote was opened") == rows
    assert "28\u202f000" in text
    assert "Үй" in text
    assert [part.name for part in page.context["parts"]] == [f"Ауыл {number}" for number in range(rows)]


def test_the_page_of_a_vote_tells_what_was_changed(rows, django_assert_num_queries):
    cycle = open_vote(projects=rows + 1)
    client = reader(cycle)
    one, other = two_people(cycle)
    address = reverse("participation:cycle", args=[cycle.territory.code, cycle.slug])
    assert "Nothing of this vote was changed" in client.get(address).content.decode()
    for number in range(1, rows + 1):
        params = {"project": cycle.projects.get(number=number).pk}
        reason = f"Жер {number} жеке меншік"
        confirm(act=propose(cycle=cycle, kind=ActKind.WITHDRAW, reason=reason, params=params, by=one), by=other)
    with django_assert_num_queries(10):
        text = client.get(address).content.decode()
    assert f"Withdraw project № {rows}" in text
    assert "Жер 1 жеке меншік" in text
    assert str(one) in text
    assert reverse("participation:acts_public", args=[cycle.territory.code, cycle.slug]) in text
