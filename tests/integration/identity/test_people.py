"""The people back office: verbs, scope, list, person page, forms."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from ortaq.audit.chain import breaks
from ortaq.audit.models import Entry, PersonalNote
from ortaq.core import clock
from ortaq.core.actors import SYSTEM
from ortaq.core.errors import NotAllowed
from ortaq.identity.domain.mandates import (
    appoint,
    appoint_newcomer,
    create_person,
    end_mandate,
    link_person_account,
    rename_person,
)
from ortaq.identity.domain.queries.contacts import contacts_of_those_who_work_here
from ortaq.identity.enums import Role, TakingOffice
from ortaq.identity.errors import AccountError, MandateError
from ortaq.identity.models import Mandate, Person, User
from ortaq.identity.rules import mandates_valid
from ortaq.territories.models import Territory
from tests.factories.identity import MandateFactory, PersonFactory, UserFactory, official, sign_in
from tests.factories.territories import CountryFactory, RegionFactory, TerritoryFactory

pytestmark = pytest.mark.django_db

LIST = "/kk/desk/people/"
TODAY = clock.today


class Tree:
    """Country > region > district > village, and a district and a village beside."""

    def __init__(self) -> None:
        self.country = CountryFactory()
        self.region = RegionFactory(parent=self.country)
        self.district = TerritoryFactory(parent=self.region, name_kk="Жаңаарқа ауданы", name_ru="Жанааркинский район")
        self.village = TerritoryFactory(parent=self.district, name_kk="Атасу кенті", name_ru="посёлок Атасу")
        self.beside = TerritoryFactory(parent=self.region, name_kk="Ұлытау ауданы", name_ru="Улытауский район")


@pytest.fixture
def tree() -> Tree:
    return Tree()


@pytest.fixture
def boss(tree: Tree) -> User:
    """The district's administrator."""
    return official(Role.ADMINISTRATOR, tree.district)


def give(person: Person, territory: Territory, by: Any, **more: Any) -> Mandate:
    return appoint(
        person=person, role=more.pop("role", Role.STAFF), territory=territory, valid_from=TODAY(), by=by, **more
    )


def test_an_administrator_appoints_in_the_territory_and_below_only(tree: Tree, boss: User) -> None:
    person = PersonFactory()
    assert give(person, tree.district, boss).role == Role.STAFF
    assert give(person, tree.village, boss, role=Role.ADMINISTRATOR)
    for place in (tree.region, tree.country, tree.beside):
        with pytest.raises(NotAllowed):
            give(person, place, boss)
    assert Mandate.objects.filter(person=person).count() == 2


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMINISTRATOR])
def test_no_other_role_appoints(tree: Tree, role: str) -> None:
    with pytest.raises(NotAllowed):
        give(PersonFactory(), tree.village, official(role, tree.district))


def test_a_mandate_that_ended_yesterday_or_begins_tomorrow_gives_nothing(tree: Tree) -> None:
    day = dt.timedelta(days=1)
    ended = official(Role.ADMINISTRATOR, tree.district, valid_from=TODAY() - 9 * day, valid_to=TODAY())
    soon = official(Role.ADMINISTRATOR, tree.district, valid_from=TODAY() + day)
    last_day = official(Role.ADMINISTRATOR, tree.district, valid_from=TODAY() - 9 * day, valid_to=TODAY() + day)
    for user in (ended, soon):
        with pytest.raises(NotAllowed):
            give(PersonFactory(), tree.district, user)
    assert give(PersonFactory(), tree.district, last_day)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"valid_to": 0}, "ends_before_start"),
        ({"role": Role.AKIM}, "way_missing"),
        ({"role": Role.AKIM, "taking_office": "conquest"}, "way_missing"),
        ({"taking_office": TakingOffice.ELECTED}, "way_not_for_role"),
    ],
)
def test_a_wrong_mandate_is_refused_with_a_reason(tree: Tree, change: dict[str, Any], code: str) -> None:
    if "valid_to" in change:
        change = {"valid_to": TODAY()}
    with pytest.raises(MandateError) as refused:
        give(PersonFactory(), tree.district, SYSTEM, **change)
    assert refused.value.code == code


def test_one_role_in_one_place_cannot_overlap_itself(tree: Tree) -> None:
    person, year = PersonFactory(), dt.timedelta(days=365)

    def held(starts: dt.date, ends: dt.date | None) -> Mandate:
        return appoint(
            person=person, role=Role.DEPUTY, territory=tree.district, valid_from=starts, valid_to=ends, by=SYSTEM
        )

    held(TODAY(), TODAY() + year)
    for starts, ends in [(TODAY(), None), (TODAY() - year, TODAY() + dt.timedelta(days=1)), (TODAY() + year / 2, None)]:
        with pytest.raises(MandateError) as refused:
            held(starts, ends)
        assert refused.value.code == "already_held"
    held(TODAY() + year, None)
    held(TODAY() - year, TODAY())


def test_an_akim_takes_office_in_a_way_that_is_kept(tree: Tree) -> None:
    mandate = give(
        PersonFactory(), tree.village, SYSTEM, role=Role.AKIM, taking_office=TakingOffice.ACTING, basis=" № 5 "
    )
    mandate.refresh_from_db()
    assert (mandate.taking_office, mandate.basis) == (TakingOffice.ACTING, "№ 5")


def test_ending_a_mandate(tree: Tree, boss: User) -> None:
    mandate = MandateFactory(role=Role.STAFF, territory=tree.village)
    user = mandate.person.user
    with pytest.raises(MandateError):
        end_mandate(mandate=mandate, on=mandate.valid_from, by=boss)
    end_mandate(mandate=mandate, by=boss)
    mandate.refresh_from_db()
    assert mandate.valid_to == TODAY() + dt.timedelta(days=1)
    assert User.objects.get(pk=user.pk).has_perm("identity.desk"), "until the day is over"
    with pytest.raises(MandateError) as refused:
        end_mandate(mandate=mandate, by=boss)
    assert refused.value.code == "already_ended"
    with pytest.raises(NotAllowed):
        end_mandate(mandate=MandateFactory(role=Role.STAFF, territory=tree.region), by=boss)


def test_linking_an_account_makes_one_that_signs_in_by_code(tree: Tree, boss: User) -> None:
    person = PersonFactory(user=None)
    give(person, tree.village, boss)
    link_person_account(person=person, phone="+77011234567", by=boss)
    user = User.objects.get(phone="+77011234567")
    assert (user.person, user.phone_verified, user.has_usable_password()) == (person, False, False)


def test_an_account_belongs_to_one_person(tree: Tree, boss: User) -> None:
    first, second = PersonFactory(), PersonFactory(user=None)
    give(second, tree.village, boss)
    with pytest.raises(MandateError) as refused:
        link_person_account(person=second, phone=first.user.phone, by=boss)
    assert refused.value.code == "account_linked_elsewhere"


def test_a_district_cannot_take_over_somebody_who_also_works_for_the_region(tree: Tree, boss: User) -> None:
    person = PersonFactory(user=None)
    MandateFactory(person=person, role=Role.STAFF, territory=tree.village)
    MandateFactory(person=person, role=Role.ADMINISTRATOR, territory=tree.region)
    with pytest.raises(NotAllowed):
        link_person_account(person=person, phone="+77011234567", by=boss)
    with pytest.raises(NotAllowed):
        rename_person(person=person, name="Басқа", by=boss)
    assert not User.objects.filter(phone="+77011234567").exists()


@pytest.fixture
def shared(tree: Tree, boss: User, settings: Any) -> User:
    """The demo's shared account of the district's administrator."""
    settings.DEMO = boss.is_demo = True
    boss.save()
    return boss


def newcomer(tree: Tree, by: User, role: str = Role.OPERATOR, **contact: str) -> Mandate:
    contact = contact or {"phone": "+77011234567"}
    given = appoint_newcomer(
        name="Сынақова Ажар", role=role, territory=tree.village, valid_from=TODAY(), by=by, **contact
    )
    return Mandate.objects.select_related("person__user").get(pk=given.pk)


@pytest.mark.parametrize("contact", [{"phone": "8 701 123 45 67"}, {"email": "tester@example.kz"}])
def test_whom_a_demo_administrator_appoints_signs_in_with_a_code_of_the_outbox(
    tree: Tree, shared: User, contact: dict[str, str]
) -> None:
    administrator, tester = Client(), Client()
    administrator.force_login(shared)
    answer = administrator.post(
        f"{LIST}new/",
        {"name": "Сынақова Ажар", "role": "operator", "place": tree.village.code,
         "valid_from": TODAY().isoformat(), **contact},
    )  # fmt: skip
    assert answer.status_code == 303
    tester.post(f"/kk/account/login/{'?by=email' if 'email' in contact else ''}", contact)
    shown = Client().get("/dev/outbox/").context["page"].object_list
    assert len(shown) == 1
    signed = tester.post("/kk/account/login/code/confirm/", {"code": shown[0].code})
    assert signed["Location"] == "/kk/desk/"
    # A tester's account is nobody else's, so it needs the second factor as everywhere.
    assert tester.get("/kk/desk/")["Location"].startswith("/kk/account/2fa/totp/activate/")


def test_a_demo_administrator_links_an_account_on_the_persons_page(tree: Tree, shared: User, client: Client) -> None:
    person = PersonFactory(user=None)
    give(person, tree.village, shared)
    client.force_login(shared)
    for phone in ("+77011234567", "+77017654321"):
        assert client.post(f"{LIST}{person.pk}/", {"action": "link", "phone": phone}).status_code == 303
        person.refresh_from_db()
        assert person.user
        assert person.user.phone == phone


def test_a_demo_administrator_touches_no_account_of_real_staff_or_of_invented_people(tree: Tree, shared: User) -> None:
    real = official(Role.OPERATOR, tree.village).person
    without_account = MandateFactory(person=PersonFactory(user=None), role=Role.STAFF, territory=tree.village).person
    mixed = MandateFactory(person=PersonFactory(user=None), role=Role.STAFF, territory=tree.village).person
    give(mixed, tree.village, shared, role=Role.OPERATOR)
    invented = PersonFactory(is_demo=True)
    give(invented, tree.village, shared)
    tester = newcomer(tree, shared, Role.ADMINISTRATOR).person.user
    for by in (shared, tester):
        for person in (real, without_account, mixed, invented):
            with pytest.raises(AccountError) as refused:
                link_person_account(person=person, phone="+77017654321", by=by)
            assert refused.value.code == "demo_keeps_staff"
    assert not User.objects.filter(phone="+77017654321").exists()


@pytest.mark.parametrize("power", ["is_superuser", "is_staff", "is_demo"])
def test_a_demo_administrator_gives_nobody_an_account_with_other_power(tree: Tree, shared: User, power: str) -> None:
    other = UserFactory(**{power: True})
    with pytest.raises(AccountError):
        newcomer(tree, shared, phone=other.phone)


def test_codes_stay_hidden_of_whoever_also_has_a_real_role(tree: Tree, shared: User) -> None:
    def hidden(user: User) -> bool:
        return any(
            user.phone in column.values_list("contact", flat=True) for column in contacts_of_those_who_work_here()
        )

    tester = newcomer(tree, shared, Role.ADMINISTRATOR).person
    second = newcomer(tree, tester.user, phone="+77017654321").person
    assert second.mandates.get().is_demo, "what a tester gives is given in the demo"
    assert not hidden(tester.user)
    assert not hidden(second.user)
    give(tester, tree.village, official(Role.ADMINISTRATOR, tree.district), role=Role.DEPUTY)
    assert not hidden(tester.user), "a deputy has no Desk"
    give(tester, tree.village, official(Role.ADMINISTRATOR, tree.district), role=Role.AUDITOR)
    assert hidden(tester.user)
    real = official(Role.OPERATOR, tree.village)
    give(real.person, tree.village, shared, role=Role.STAFF)
    assert hidden(real)


def test_what_was_given_in_the_demo_ends_with_the_demo(tree: Tree, shared: User, settings: Any) -> None:
    pk = newcomer(tree, shared, Role.ADMINISTRATOR).person.user_id
    assert User.objects.get(pk=pk).has_perm("identity.grant_mandate", tree.village)
    settings.DEMO = False
    tester = User.objects.get(pk=pk)
    assert not tester.has_perm("identity.grant_mandate", tree.village)
    assert mandates_valid([tester]) == {}


def test_a_real_administrator_of_a_demo_installation_gives_real_roles(tree: Tree, boss: User, settings: Any) -> None:
    settings.DEMO = True
    assert not newcomer(tree, boss).is_demo


def test_names_are_found_in_every_script_and_sorted_by_the_kazakh_alphabet(tree: Tree) -> None:
    for name in ("Әлия Ж.", "Бекзат Ж.", "Аружан Ж.", "Ғалия Ж.", "Гүлнар Ж."):
        create_person(name=f"  {name} ", territory=tree.country, by=SYSTEM)
    names = [person.name.split()[0] for person in Person.objects.all()]
    assert names == ["Аружан", "Әлия", "Бекзат", "Гүлнар", "Ғалия"]
    with pytest.raises(MandateError):
        create_person(name=" \t", territory=tree.country, by=SYSTEM)


def test_a_newcomer_comes_whole_or_not_at_all(tree: Tree, boss: User) -> None:
    taken = PersonFactory().user
    before = Person.objects.count(), Entry.objects.count()
    with pytest.raises(MandateError):
        appoint_newcomer(
            name="Айгүл", role=Role.STAFF, territory=tree.village, valid_from=TODAY(), phone=taken.phone, by=boss
        )
    assert (Person.objects.count(), Entry.objects.count()) == before


def test_the_log_holds_codes_and_the_names_stand_apart(tree: Tree, boss: User) -> None:
    mandate = appoint_newcomer(
        name="Айгүл Сынақова", role=Role.STAFF, territory=tree.village, valid_from=TODAY(), phone="+77011234567",
        basis="№ 12 бұйрық", by=boss,
    )  # fmt: skip
    verbs = list(Entry.objects.order_by("seq").values_list("verb", flat=True))
    assert verbs == ["person.created", "mandate.appointed", "person.linked"]
    assert set(Entry.objects.values_list("object_id", flat=True)) == {str(mandate.person_id)}
    public = " ".join(str(entry.data) for entry in Entry.objects.all())
    for secret in ("Айгүл", "+7701", "бұйрық"):
        assert secret not in public
    assert PersonalNote.objects.count() == 3
    assert not list(breaks())


# Pages.


@pytest.fixture
def desk(client: Client, boss: User) -> Client:
    return sign_in(client, boss)


def names_on(page: Any) -> list[str]:
    return [row["person"].name for row in page.context["rows"]]


def test_the_list_shows_the_territory_and_below_only(desk: Client, tree: Tree, boss: User) -> None:
    own = MandateFactory(territory=tree.village, role=Role.AKIM).person
    for place in (tree.region, tree.country, tree.beside):
        MandateFactory(territory=place, role=Role.STAFF)
    assert set(names_on(desk.get(LIST))) == {own.name, boss.person.name}


def test_mandates_elsewhere_of_a_person_seen_here_do_not_leak(desk: Client, tree: Tree) -> None:
    person = MandateFactory(territory=tree.village, role=Role.EXPERT).person
    elsewhere = give(person, tree.beside, SYSTEM, basis="жасырын бұйрық")
    for address in (LIST, f"{LIST}?format=csv", f"{LIST}{person.pk}/"):
        body = desk.get(address).content.decode()
        assert person.name in body
        for secret in (tree.beside.name, "жасырын бұйрық", elsewhere.territory.code):
            assert secret not in body, address


def test_a_person_or_mandate_beyond_the_territory_is_not_there(desk: Client, tree: Tree) -> None:
    mandate = MandateFactory(territory=tree.beside, role=Role.STAFF)
    for address in (
        f"{LIST}{mandate.person_id}/",
        f"{LIST}{mandate.person_id}/appoint/",
        f"{LIST}mandates/{mandate.pk}/end/",
    ):
        assert desk.get(address).status_code == 404
        assert desk.post(address, {"on": TODAY().isoformat()}).status_code == 404


def test_filters(desk: Client, tree: Tree) -> None:
    akim = MandateFactory(territory=tree.village, role=Role.AKIM, person=PersonFactory(name="Ғалымжан Сынақ")).person
    past = MandateFactory(
        territory=tree.village, role=Role.STAFF, valid_from=TODAY() - dt.timedelta(9), valid_to=TODAY()
    ).person
    assert names_on(desk.get(f"{LIST}?q=galymzhan")) == [akim.name]
    assert names_on(desk.get(f"{LIST}?role=akim")) == [akim.name]
    assert names_on(desk.get(f"{LIST}?place=atasu")) == [akim.name]
    assert past.name in names_on(desk.get(f"{LIST}?place=Атасу&former=on"))
    assert len(names_on(desk.get(f"{LIST}?place=жанаарка"))) == 2
    empty = desk.get(f"{LIST}?q=nobody-at-all")
    assert (empty.status_code, names_on(empty)) == (200, [])


def test_a_person_with_two_roles_is_one_row(desk: Client, tree: Tree) -> None:
    person = MandateFactory(territory=tree.village, role=Role.EXPERT).person
    MandateFactory(territory=tree.district, role=Role.DEPUTY, person=person)
    assert names_on(desk.get(LIST)).count(person.name) == 1


def test_csv_runs_no_formula(desk: Client, tree: Tree) -> None:
    person = PersonFactory(name="=HYPERLINK(1)")
    MandateFactory(territory=tree.village, role=Role.EXPERT, person=person, basis="@cmd")
    answer = desk.get(f"{LIST}?format=csv")
    assert "attachment" in answer["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    row = next(row for row in rows if "HYPERLINK" in row[0])
    assert row[0].startswith("'=")
    assert row[6].startswith("'@")


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(
    desk: Client, tree: Tree, more: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for _each in range(more):
        MandateFactory(territory=tree.village, role=Role.EXPERT)
    with django_assert_num_queries(6):
        assert desk.get(LIST).status_code == 200


@pytest.mark.parametrize("more", [1, 3])
def test_a_person_page_takes_the_same_queries_for_any_number(
    desk: Client, tree: Tree, boss: User, more: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    person = PersonFactory()
    for role in [Role.EXPERT, Role.DEPUTY, Role.STAFF][:more]:
        give(person, tree.village, boss, role=role)
    with django_assert_num_queries(9):
        assert desk.get(f"{LIST}{person.pk}/").status_code == 200


def test_adding_a_person_with_a_role(desk: Client, tree: Tree) -> None:
    page = desk.get(f"{LIST}new/")
    assert page.context["form"].initial["place"] == tree.district.code
    answer = desk.post(
        f"{LIST}new/",
        {"name": "Айгүл Сынақова", "role": "akim", "place": "Атасу", "valid_from": "2026-01-01",
         "taking_office": "elected", "phone": "8 701 123 45 67"},
    )  # fmt: skip
    mandate = Mandate.objects.get(role=Role.AKIM)
    assert (answer.status_code, answer["Location"]) == (303, f"{LIST}{mandate.person_id}/")
    assert (mandate.territory, mandate.person.user.phone) == (tree.village, "+77011234567")
    body = desk.get(answer["Location"]).content.decode()
    assert "+7 701 *** ** 67" in body
    assert "+77011234567" not in body


def test_a_place_that_is_not_clear_comes_back_as_a_choice(desk: Client, tree: Tree) -> None:
    twin = TerritoryFactory(parent=tree.district, name_kk="Атасу ауылы", name_ru="село Атасу")
    fields = {"name": "Айгүл", "role": "staff", "place": "Атасу", "valid_from": "2026-01-01"}
    page = desk.post(f"{LIST}new/", fields)
    assert page.status_code == 422
    assert {code for code, _label in page.context["form"].fields["territory"].choices} == {tree.village.code, twin.code}
    assert desk.post(f"{LIST}new/", {**fields, "territory": twin.code}).status_code == 303
    assert Mandate.objects.get(role=Role.STAFF).territory == twin


@pytest.mark.parametrize("place", ["Ұлытау", "", "qqq", "KZ"])
def test_a_place_beyond_the_territory_cannot_be_named(desk: Client, tree: Tree, place: str) -> None:
    place = tree.beside.code if place == "KZ" else place
    page = desk.post(f"{LIST}new/", {"name": "А", "role": "staff", "place": place, "valid_from": "2026-01-01"})
    assert page.status_code == 422
    assert page.context["form"].errors["place"]
    assert not Mandate.objects.filter(role=Role.STAFF).exists()


def test_a_refusal_of_the_verb_comes_back_in_the_form(desk: Client, tree: Tree) -> None:
    person = MandateFactory(territory=tree.village, role=Role.EXPERT).person
    page = desk.post(
        f"{LIST}{person.pk}/appoint/", {"role": "expert", "place": tree.village.code, "valid_from": TODAY().isoformat()}
    )
    assert page.status_code == 422
    assert page.context["form"].non_field_errors()


def test_renaming_linking_and_ending_on_the_page(desk: Client, tree: Tree) -> None:
    mandate = MandateFactory(territory=tree.village, role=Role.EXPERT, person=PersonFactory(user=None))
    page = f"{LIST}{mandate.person_id}/"
    assert desk.post(page, {"action": "rename", "name": ""}).status_code == 422
    assert desk.post(page, {"action": "rename", "name": "Жаңа Есім"}).status_code == 303
    assert desk.post(page, {"action": "link", "phone": "", "email": ""}).status_code == 422
    assert desk.post(page, {"action": "link", "email": "New@Example.kz"}).status_code == 303
    end = f"{LIST}mandates/{mandate.pk}/end/"
    assert desk.get(end).status_code == 200
    assert desk.post(end, {"on": "1990-01-01"}).status_code == 422
    assert desk.post(end, {"on": (TODAY() + dt.timedelta(1)).isoformat()}).status_code == 303
    person = Person.objects.get(pk=mandate.person_id)
    assert (person.name, person.user.email) == ("Жаңа Есім", "new@example.kz")
    texts = [entry["text"] for entry in desk.get(page).context["entries"]]
    assert len(texts) == 3


def test_looking_writes_nothing(desk: Client, tree: Tree) -> None:
    person = MandateFactory(territory=tree.village, role=Role.EXPERT).person
    before = Entry.objects.count()
    for address in (LIST, f"{LIST}new/", f"{LIST}{person.pk}/", f"{LIST}{person.pk}/appoint/"):
        assert desk.get(address).status_code == 200
    assert Entry.objects.count() == before


def test_an_account_without_office_has_no_people_page(client: Client) -> None:
    sign_in(client, UserFactory())
    assert client.get(LIST).status_code == 403
