"""Who may do what where: every registered permission, every role, every position in the tree.

A permission that is registered and has no row in TABLE fails here, and so does a row without a permission.
To add yours: one line in TABLE.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import rules
from django.contrib.auth.models import AnonymousUser

from ortaq.core import clock
from ortaq.core.actors import SYSTEM
from ortaq.identity.enums import BACK_OFFICE, Role
from ortaq.identity.models import User
from ortaq.territories.models import Territory
from tests.factories.identity import MandateFactory, PersonFactory, UserFactory, official
from tests.factories.territories import CountryFactory, RegionFactory, TerritoryFactory

pytestmark = pytest.mark.django_db

A, K, S, P, U = Role.ADMINISTRATOR, Role.AKIM, Role.STAFF, Role.OPERATOR, Role.AUDITOR


def itself(territory: Territory) -> Any:
    return territory


@dataclass(frozen=True)
class Row:
    """Which roles hold a permission.

    Args:
        roles: these and no others.
        anywhere: whether the role counts whatever the object is (a Desk, an upload); else in its territory and below.
        target: makes the object of the permission in a territory.
        superuser: held by superusers although no role has it.
    """

    roles: set[Role] = field(default_factory=set)
    anywhere: bool = False
    target: Callable[[Territory], Any] = itself
    superuser: bool = False


TABLE: dict[str, Row] = {
    "audit.erase": Row({A}),
    "audit.view": Row({A, U, K}),
    "files.add": Row(set(BACK_OFFICE), anywhere=True),
    "identity.desk": Row(set(BACK_OFFICE), anywhere=True),
    "identity.grant_mandate": Row({A}),
    "identity.switch_account": Row(superuser=True),
    "identity.view_people": Row({A}),
    "norms.edit": Row({A}),
    "participation.act": Row({A, K, U}),
    # Only the person of the roll's entry; see tests/integration/participation.
    "participation.cast": Row(set(), target=lambda _territory: None),
    "participation.count": Row({A, K}),
    "participation.edit_cycle": Row({A, K, S}),
    "participation.import_archive": Row({A}),
    "participation.keep_roll": Row({A, P}),
    "participation.open_cycle": Row({A, K}),
    "territories.manage": Row({A}),
}

WHERE = ("inside", "below", "above", "country", "outside")


@pytest.fixture
def tree() -> dict[str, Territory]:
    """The mandate is `inside`; the rest is seen from there."""
    country = CountryFactory()
    region = RegionFactory(parent=country)
    district = TerritoryFactory(parent=region)
    # A neighbour whose path begins with the same digits: 1/2/3 is no part of 1/2/31.
    for _each in range(12):
        beside = TerritoryFactory(parent=region)
    return {
        "country": country,
        "above": region,
        "inside": district,
        "below": TerritoryFactory(parent=district),
        "outside": beside,
    }


def wrong(user: Any, tree: dict[str, Territory], expected: Callable[[Row, str], bool]) -> list[str]:
    """Every permission and position where the user is let through or held back against the table."""
    found = []
    for perm, row in TABLE.items():
        for where in WHERE:
            allowed = user.has_perm(perm, row.target(tree[where]))
            if allowed != expected(row, where):
                found.append(f"{perm} {where}: {'allowed' if allowed else 'refused'}")
    return found


def test_every_permission_has_a_row_and_every_row_a_permission() -> None:
    assert set(TABLE) == set(rules.permissions.permissions)


@pytest.mark.parametrize("role", Role.values)
def test_a_role_reaches_its_territory_and_below_and_nothing_else(role: str, tree: dict[str, Territory]) -> None:
    user = official(role, tree["inside"])

    def expected(row: Row, where: str) -> bool:
        return role in row.roles and (row.anywhere or where in ("inside", "below"))

    assert wrong(user, tree, expected) == []


@pytest.mark.parametrize("role", Role.values)
def test_a_role_in_the_whole_country_reaches_everything(role: str, tree: dict[str, Territory]) -> None:
    assert wrong(official(role, tree["country"]), tree, lambda row, where: role in row.roles) == []


def nobody(row: Row, where: str) -> bool:
    return False


@pytest.mark.parametrize("role", Role.values)
def test_a_mandate_over_or_not_begun_gives_nothing(role: str, tree: dict[str, Territory]) -> None:
    day, today = dt.timedelta(days=1), clock.today()
    for dates in ({"valid_from": today - 9 * day, "valid_to": today}, {"valid_from": today + day}):
        assert wrong(official(role, tree["country"], **dates), tree, nobody) == []


@pytest.mark.parametrize("role", Role.values)
def test_an_inactive_account_has_nothing_left(role: str, tree: dict[str, Territory]) -> None:
    user = official(role, tree["country"])
    user.is_active = False
    assert wrong(user, tree, nobody) == []


def test_a_resident_has_none_wherever_their_home_is(tree: dict[str, Territory]) -> None:
    for place in tree.values():
        assert wrong(UserFactory(home=place), tree, nobody) == []


def test_a_person_in_the_list_without_a_role_has_none(tree: dict[str, Territory]) -> None:
    assert wrong(PersonFactory().user, tree, nobody) == []


def test_a_namesake_of_an_administrator_has_none(tree: dict[str, Territory]) -> None:
    boss = MandateFactory(role=A, territory=tree["country"], person=PersonFactory(user=None, name="Аты Бір"))
    assert wrong(UserFactory(name=boss.person.name), tree, nobody) == []


def test_an_anonymous_reader_has_none(tree: dict[str, Territory]) -> None:
    assert wrong(AnonymousUser(), tree, nobody) == []


def test_a_superuser_has_what_an_administrator_has_and_casts_no_ballot_of_others(tree: dict[str, Territory]) -> None:
    boss: User = UserFactory(is_superuser=True, is_staff=True)
    assert wrong(boss, tree, lambda row, where: bool(row.roles) or row.superuser) == []
    boss.is_active = False
    assert wrong(boss, tree, nobody) == []


def test_the_machines_operator_may_do_everything(tree: dict[str, Territory]) -> None:
    assert all(SYSTEM.has_perm(perm, tree["country"]) for perm in TABLE)


def test_an_object_without_a_place_needs_a_role_in_the_whole_country(tree: dict[str, Territory]) -> None:
    person = PersonFactory()
    assert not official(A, tree["inside"]).has_perm("audit.view", person)
    assert not official(A, tree["inside"]).has_perm("audit.view")
    assert official(A, tree["country"]).has_perm("audit.view", person)
