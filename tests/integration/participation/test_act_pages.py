"""Acts of two people and the count on the Desk, and what the public sees of them."""

import pytest

from ortaq.identity.enums import Role
from ortaq.identity.keys import phone_key
from ortaq.participation import act_rooms, rooms
from ortaq.participation.domain.acts import confirm, propose
from ortaq.participation.domain.counting import count_cycle
from ortaq.participation.enums import ActKind
from ortaq.participation.models import Act
from tests.factories.counting import acted, after_close, counted, later, two_people, voted
from tests.factories.participation import official, open_vote, place

pytestmark = pytest.mark.django_db

REASON = "Сайт екі сағат жұмыс істемеді"


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEY_DIR = tmp_path / "keys"


def sign_in(client, user):
    client.force_login(user, backend="ortaq.identity.backends.AccountBackend")
    return client


def test_the_whole_way_over_the_pages(client, settings):
    settings.DEMO = True  # demo accounts need no second factor
    cycle = voted([{1: 1}, {2: 1}])
    one, other = two_people(cycle)
    base = f"/kk/desk/cycles/{cycle.pk}/"
    with after_close(cycle):
        sign_in(client, one)
        assert client.get(f"{base}count/").status_code == 200
        assert client.post(f"{base}count/").status_code == 303
        assert client.post(f"{base}acts/new/release/", {"reason": ""}).status_code == 422
        assert client.post(f"{base}acts/new/release/", {"reason": REASON}).status_code == 303
        act = Act.objects.get()
        page = f"{base}acts/{act.pk}/"
        assert client.get(page).status_code == 200
        assert client.post(page, {"decision": "confirm"}).status_code == 422
        sign_in(client, other)
        assert REASON in client.get(f"{base}acts/").content.decode()
        done = client.post(page, {"decision": "confirm"})
        assert done.status_code == 303
        assert done["Location"].endswith("/result/")
        public = client.get(done["Location"]).content.decode()
    assert REASON in public
    assert str(one) in public


@pytest.mark.parametrize("kind", ActKind.values)
def test_every_act_has_a_form(client, settings, kind):
    settings.DEMO = True
    cycle = counted([{1: 1}]) if kind == ActKind.RELEASE else open_vote()
    one, _other = two_people(cycle)
    page = f"/ru/desk/cycles/{cycle.pk}/acts/new/{kind}/"
    sign_in(client, one)
    assert 'name="reason"' in client.get(page).content.decode()
    assert client.post(page, {}).status_code == 422
    assert client.get(f"/ru/desk/cycles/{cycle.pk}/acts/new/coup/").status_code == 404


def test_forms_send_what_the_verbs_need(client, settings):
    settings.DEMO = True
    cycle = open_vote()
    one, _other = two_people(cycle)
    sign_in(client, one)
    base = f"/kk/desk/cycles/{cycle.pk}/acts/new/"
    end = later(days=20).strftime("%Y-%m-%dT%H:%M")
    assert client.post(f"{base}extend/", {"ends_at": end, "reason": REASON}).status_code == 303
    project = cycle.projects.first()
    assert client.post(f"{base}withdraw/", {"project": project.pk, "reason": REASON}).status_code == 303
    person = {
        "phone": "8 701 555 01 02", "iin": "", "initials": "А. Б.", "territory": cycle.territory_id,
        "basis_note": "куәлік", "seen": "on", "reason": REASON,
    }  # fmt: skip
    assert client.post(f"{base}admit/", person).status_code == 303
    assert client.post(f"{base}admit/", {**person, "phone": "12"}).status_code == 422
    kinds = set(Act.objects.values_list("kind", flat=True))
    assert kinds == {ActKind.EXTEND, ActKind.WITHDRAW, ActKind.ADMIT}
    assert Act.objects.get(kind=ActKind.ADMIT).params["phone_key"] == phone_key("+77015550102")


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, settings, django_assert_num_queries, number):
    settings.DEMO = True
    cycle = open_vote(projects=4)
    one, _other = two_people(cycle)
    for project in cycle.projects.all()[:number]:
        propose(cycle=cycle, kind=ActKind.WITHDRAW, reason=REASON, by=one, params={"project": project.pk})
    sign_in(client, one)
    with django_assert_num_queries(9):
        client.get(f"/kk/desk/cycles/{cycle.pk}/acts/")


def test_acts_are_public_at_once_with_reason_and_names(client):
    cycle = open_vote()
    page = f"/en/places/{cycle.territory.code}/vote/{cycle.slug}/acts/"
    assert "No act so far" in client.get(page).content.decode()
    act = acted(cycle, ActKind.WITHDRAW, reason="Жер жеке меншік", project=cycle.projects.get(number=2).pk)
    waiting = propose(cycle=cycle, kind=ActKind.ANNUL, reason="себебі әлі белгісіз", by=act.proposed_by)
    body = client.get(page).content.decode()
    assert "Withdraw project № 2" in body
    assert "Жер жеке меншік" in body
    assert str(act.proposed_by) in body
    assert waiting.reason not in body


def test_the_desk_shows_what_waits_for_the_second_person(django_assert_num_queries):
    cycle = voted([{1: 1}])
    one, other = two_people(cycle)
    stranger = official(place(), Role.AKIM)
    with after_close(cycle):
        assert [duty.url for duty in act_rooms.waiting(one)] == [f"/en/desk/cycles/{cycle.pk}/count/"]
        count_cycle(cycle=cycle, by=one)
        assert act_rooms.waiting(one) == []
        act = propose(cycle=cycle, kind=ActKind.RELEASE, reason=REASON, by=one)
        (duty,) = act_rooms.waiting(other)
        assert duty.url == f"/en/desk/cycles/{cycle.pk}/acts/{act.pk}/"
        assert act_rooms.waiting(one) == []
        assert act_rooms.waiting(stranger) == []
        confirm(act=act, by=other)
        assert act_rooms.waiting(other) == []
    with django_assert_num_queries(1):
        changes = rooms.happened_lately(cycle.territory, 5)
    assert [change.url.rsplit("/", 2)[1] for change in changes] == ["result", cycle.slug]
    assert len(rooms.happened_lately(cycle.territory, 1)) == 1
