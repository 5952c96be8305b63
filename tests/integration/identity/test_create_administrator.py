"""`ortaq create_administrator`."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from ortaq.identity.enums import Role
from ortaq.identity.models import Mandate, User
from tests.factories.identity import PersonFactory
from tests.factories.territories import CountryFactory, TerritoryFactory

pytestmark = pytest.mark.django_db


def run(**options: Any) -> str:
    out = StringIO()
    call_command("create_administrator", stdout=out, **options)
    return out.getvalue()


def test_the_first_administrator_of_the_country() -> None:
    country = CountryFactory()
    assert "is now administrator" in run(phone="8 701 123 45 67", name="Айгүл Сынақова")
    mandate = Mandate.objects.get()
    assert (mandate.role, mandate.territory, mandate.person.user.phone) == (Role.ADMINISTRATOR, country, "+77011234567")
    assert mandate.person.user.has_perm("identity.grant_mandate", TerritoryFactory(parent=country))
    assert not mandate.person.user.is_superuser
    assert "already is" in run(phone="+77011234567")
    assert Mandate.objects.count() == User.objects.count() == 1


def test_by_address_for_one_territory() -> None:
    place = TerritoryFactory(parent=CountryFactory())
    run(email="Boss@Example.kz", territory=place.code)
    user = User.objects.get(email="boss@example.kz")
    assert user.has_perm("identity.grant_mandate", place)
    assert not user.has_perm("identity.grant_mandate", place.parent)


def test_a_person_who_is_known_already_gets_the_role() -> None:
    CountryFactory()
    person = PersonFactory()
    run(phone=person.user.phone)
    assert Mandate.objects.get().person == person


@pytest.mark.parametrize(
    "options",
    [{"phone": "nonsense"}, {"email": "nonsense"}, {"phone": "87011234567", "territory": "404"}, {}],
)
def test_a_mistake_is_told_and_nothing_is_made(options: dict[str, str]) -> None:
    CountryFactory()
    with pytest.raises(CommandError):
        run(**options)
    assert not User.objects.exists()
