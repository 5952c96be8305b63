"""Opening a vote: what it needs, what it makes, and that nothing can be changed after it."""

import datetime as dt
import json
import stat

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from nacl.public import PrivateKey

from ortaq.audit.chain import breaks
from ortaq.audit.models import Entry
from ortaq.core import clock
from ortaq.core.actors import SYSTEM
from ortaq.core.errors import DomainError, NotAllowed
from ortaq.core.money import Money
from ortaq.identity.enums import Role
from ortaq.participation import custody, sealing
from ortaq.participation.domain import cloning, definition, drafting, norm_values, opening, pots, projects
from ortaq.participation.domain.calendar import save_calendar
from ortaq.participation.domain.queries.cycles import load
from ortaq.participation.enums import CycleState, PhaseKind
from ortaq.participation.errors import CustodyError
from ortaq.participation.models import Category, Cycle, Pot, Project
from ortaq.tally import seed_commitment
from tests.factories.participation import in_all, line, official, open_vote, place, ready_cycle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEY_DIR = tmp_path / "keys"


def refused(code, function, **arguments):
    with pytest.raises(DomainError) as caught:
        function(**arguments)
    assert caught.value.code == code
    assert caught.value.message
    return caught.value


def test_opening_freezes_hashes_and_keeps_the_key():
    cycle = opening.open_cycle(cycle=ready_cycle(), by=SYSTEM)
    cycle.refresh_from_db()
    assert cycle.state == CycleState.OPENED
    assert cycle.opened_at is not None
    assert definition.sha256(cycle.frozen) == cycle.frozen_hash
    kept = custody.open_key(cycle.pk)
    assert seed_commitment(kept.seed) == cycle.seed_commitment
    assert PrivateKey(bytes.fromhex(kept.private_key)).public_key.encode().hex() == cycle.public_key
    assert cycle.seed == ""
    entry = Entry.objects.get(verb="cycle.opened")
    assert entry.data["hash"] == cycle.frozen_hash
    assert list(breaks()) == []


def test_the_definition_holds_all_that_a_voter_relies_on():
    cycle = open_vote(changeable=True)
    frozen = json.loads(cycle.frozen)
    assert frozen["ballot"]["type"] == "approval"
    assert frozen["ballot"]["choices_at_most"] == 2
    assert frozen["ballot"]["changeable"] is True
    assert frozen["rule"]["name"] == "greedy"
    assert frozen["rule"]["ties"] == "cost,score,lot"
    assert frozen["rule"]["act"] == "Мәслихаттың 12.03.2026 № 5 шешімі"
    assert frozen["sealing_key"] == cycle.public_key
    assert frozen["seed_commitment"] == cycle.seed_commitment
    assert frozen["pots"] == [
        {"number": 1, "name": {"kk": "", "ru": "", "en": ""}, "amount_minor": 1_000_000_000, "only_for": None,
         "only_category": None},
    ]  # fmt: skip
    assert [project["number"] for project in frozen["projects"]] == [1, 2, 3]
    assert frozen["projects"][1]["title"]["kk"] == "Жоба 2 қазақша"
    assert frozen["projects"][1]["cost_minor"] == 200_000_000
    vote = cycle.phase(PhaseKind.VOTE)
    assert frozen["vote"]["until"] == vote.ends_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    kept = custody.open_key(cycle.pk)
    assert kept.seed not in cycle.frozen
    assert kept.private_key not in cycle.frozen


def test_the_hash_shown_before_opening_stands_in_the_frozen_text():
    draft = ready_cycle()
    loaded = load(draft.pk)
    shown = definition.content_hash(definition.content(loaded, norm_values.in_force(loaded.territory)))
    cycle = opening.open_cycle(cycle=draft, by=SYSTEM, expected=shown)
    assert json.loads(cycle.frozen)["content_sha256"] == shown


def test_a_draft_changed_after_it_was_looked_at_is_not_opened():
    draft = ready_cycle()
    refused("changed_meanwhile", opening.open_cycle, cycle=draft, by=SYSTEM, expected="0" * 64)
    draft.refresh_from_db()
    assert draft.state == CycleState.DRAFT
    with pytest.raises(CustodyError):
        custody.open_key(draft.pk)


def test_an_incomplete_draft_is_not_opened():
    cycle = drafting.begin_cycle(territory=place(), year=2027, by=SYSTEM)
    error = refused("incomplete", opening.open_cycle, cycle=cycle, by=SYSTEM)
    assert error.params["count"] > 3


@pytest.mark.parametrize(
    ("role", "allowed"),
    [(Role.ADMINISTRATOR, True), (Role.AKIM, True), (Role.STAFF, False), (Role.OPERATOR, False), (Role.AUDITOR, False)],
)
def test_who_may_open(role, allowed):
    district = place("Ұлытау ауданы")
    village = place("Ұлытау", parent=district)
    draft = ready_cycle(village)
    user = official(district, role)
    if allowed:
        assert opening.open_cycle(cycle=draft, by=user).state == CycleState.OPENED
    else:
        with pytest.raises(NotAllowed):
            opening.open_cycle(cycle=draft, by=user)


def test_an_administrator_of_another_place_may_not_open():
    draft = ready_cycle(place("Жезді"))
    with pytest.raises(NotAllowed):
        opening.open_cycle(cycle=draft, by=official(place("Қаракеңгір")))


def test_it_opens_once():
    cycle = ready_cycle()
    opening.open_cycle(cycle=cycle, by=SYSTEM)
    first = custody.open_key(cycle.pk)
    refused("frozen", opening.open_cycle, cycle=cycle, by=SYSTEM)
    assert custody.open_key(cycle.pk) == first


def test_a_failure_after_the_key_was_kept_leaves_neither_key_nor_open_vote(monkeypatch):
    cycle = ready_cycle()

    def broken(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(opening, "record", broken)
    with pytest.raises(RuntimeError):
        opening.open_cycle(cycle=cycle, by=SYSTEM)
    cycle.refresh_from_db()
    assert cycle.state == CycleState.DRAFT
    assert list((settings.KEY_DIR).glob("cycle-*")) == []


def test_a_key_left_by_an_interrupted_opening_is_set_aside_and_not_destroyed():
    cycle = ready_cycle()
    custody.keep(cycle.pk, "ab" * 32, "cd" * 32)
    opening.open_cycle(cycle=cycle, by=SYSTEM)
    assert custody.open_key(cycle.pk).seed != "cd" * 32
    (old,) = settings.KEY_DIR.glob("cycle-*.unused-*.json")
    assert json.loads(old.read_text())["seed"] == "cd" * 32


def test_every_edit_is_refused_after_opening():
    cycle = open_vote()
    pot, project = cycle.pots.get(), cycle.projects.first()
    project_line = line(pot, 1)
    for verb, arguments in [
        (drafting.save_basics, {"title": {}, "summary": {}, "languages": ["kk"], "slug": "x", "year": 2027}),
        (drafting.save_ballot,
         {"ballot_type": "approval", "max_choices": 1, "max_points": None, "changeable": True}),
        (drafting.save_rule, {"name": "greedy", "parameters": {}, "act": "x", "act_url": ""}),
        (drafting.delete_draft, {"confirmation": cycle.slug}),
        (save_calendar, {"periods": {}}),
        (pots.save_pots, {"pots": []}),
        (pots.save_categories, {"categories": []}),
        (projects.add_project, {"line": project_line}),
        (projects.add_projects, {"lines": [project_line]}),
        (projects.reorder_projects, {"order": []}),
    ]:  # fmt: skip
        refused("frozen", verb, cycle=cycle, by=SYSTEM, **arguments)
    refused("frozen", projects.edit_project, project=project, line=project_line, by=SYSTEM)
    refused("frozen", projects.remove_project, project=project, by=SYSTEM)
    refused("frozen", projects.describe_photo, project=project, alt={}, by=SYSTEM)
    refused("frozen", projects.remove_photo, project=project, by=SYSTEM)


FROZEN_CYCLE = {
    "title_kk": "x", "title_ru": "x", "summary_en": "x", "slug": "x", "year": 2031, "currency": "EUR",
    "languages": ["en"], "ballot_type": "knapsack", "max_choices": 9, "max_points": 9, "changeable": True,
    "rule": {"name": "x"}, "rule_act": "x", "rule_act_url": "https://x.kz", "comparisons": [1], "frozen": "x",
    "frozen_hash": "x", "public_key": "x", "seed_commitment": "x", "is_demo": True, "opened_at": None,
    "state": "draft",
}  # fmt: skip


@pytest.mark.parametrize("column", FROZEN_CYCLE)
def test_the_database_refuses_to_change_a_frozen_column_of_a_cycle(column):
    cycle = open_vote()
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Cycle.objects.filter(pk=cycle.pk).update(**{column: FROZEN_CYCLE[column]})


def test_what_stays_free_in_the_database():
    cycle = open_vote()
    now = clock.now()
    Cycle.objects.filter(pk=cycle.pk).update(
        state=CycleState.COUNTED, counted_at=now, released_at=now, seed="aa", updated_at=now
    )
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Cycle.objects.filter(pk=cycle.pk).update(seed="bb")
    Project.objects.filter(cycle=cycle, number=1).update(withdrawn_at=now, withdrawn_reason="x")
    assert cycle.projects.get(number=1).withdrawn_at == now


@pytest.mark.parametrize(
    ("column", "value"),
    [("title_kk", "x"), ("text_ru", "x"), ("cost_minor", 1), ("number", 99), ("code", "x"), ("place_en", "x"),
     ("lon", 1), ("photo_alt_kk", "x"), ("archive_fields", {"x": 1})],
)  # fmt: skip
def test_the_database_refuses_to_change_a_project(column, value):
    cycle = open_vote()
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Project.objects.filter(cycle=cycle, number=2).update(**{column: value})


def test_the_database_refuses_new_and_removed_rows():
    cycle = open_vote()
    pot = cycle.pots.get()
    other = ready_cycle()
    for act in (
        lambda: Project.objects.create(cycle=cycle, pot=pot, code="9", number=9, cost_minor=1),
        lambda: Project.objects.filter(cycle=cycle, number=1)._raw_delete("default"),
        lambda: other.projects.filter(number=1).update(cycle=cycle, number=77, code="77"),
        lambda: cycle.projects.filter(number=1).update(cycle=other, number=77, code="77"),
        lambda: Pot.objects.create(cycle=cycle, number=2, amount_minor=5),
        lambda: Pot.objects.filter(pk=pot.pk).update(amount_minor=5),
        lambda: Pot.objects.filter(pk=pot.pk)._raw_delete("default"),
        lambda: Category.objects.create(cycle=cycle, code="1", name_kk="x"),
        lambda: Cycle.objects.filter(pk=cycle.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            act()
    assert cycle.projects.count() == 3


def test_a_draft_and_an_import_in_progress_stay_free():
    draft = ready_cycle()
    Cycle.objects.filter(pk=draft.pk).update(state=CycleState.STAGING)
    Project.objects.filter(cycle=draft, number=1).update(cost_minor=7)
    Pot.objects.filter(cycle=draft).update(amount_minor=8)
    Project.objects.filter(cycle=draft).delete()


def test_the_envelope_is_as_long_for_every_ballot():
    cycle = open_vote(projects=4)
    size = sealing.padded_size(cycle)
    short = sealing.seal(cycle.public_key, b"1", size)
    long = sealing.seal(cycle.public_key, b"1" * (size - 4), size)
    assert len(short) == len(long)
    kept = custody.open_key(cycle.pk)
    assert sealing.unseal(kept.private_key, short) == b"1"
    assert sealing.unseal(kept.private_key, long) == b"1" * (size - 4)
    refused("too_long", sealing.seal, public_key=cycle.public_key, payload=b"1" * (size - 3), size=size)
    refused("bad_key", sealing.seal, public_key="zz", payload=b"", size=size)
    refused("not_opened", sealing.unseal, private_key="11" * 32, sealed=short)
    refused("not_opened", sealing.unseal, private_key=kept.private_key, sealed=short[:-1] + b"\0")


def test_the_longest_ballot_fits_its_envelope():
    from ortaq.participation.payload import Choices, encode

    for kind, choices, points in (("approval", 3, None), ("knapsack", None, None), ("points", None, 9999)):
        cycle = ready_cycle(projects=40, amount=90_000_000, ballot_type=kind, max_choices=choices, max_points=points)
        loaded = load(cycle.pk)
        most = [(project.code, points) for project in loaded.projects.all()][: choices or 40]
        payload = encode(Choices(cycle=2**62, pots={1: most}))
        assert sealing.unseal(
            (pair := sealing.new_pair()).private_key,
            sealing.seal(pair.public_key, payload, sealing.padded_size(loaded)),
        ) == payload  # fmt: skip


def test_the_key_file_is_for_its_owner_only(tmp_path):
    custodian = custody.FileCustodian(tmp_path / "k")
    custodian.keep(5, custody.Kept("aa", "bb"))
    path = tmp_path / "k" / "cycle-5.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["cycle-5.json"]
    refused("exists", custodian.keep, cycle_id=5, kept=custody.Kept("cc", "dd"))
    assert custodian.open_key(5) == custody.Kept("aa", "bb")
    custodian.destroy(5)
    assert not path.exists()
    custodian.destroy(5)
    refused("missing", custodian.open_key, cycle_id=5)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b'{"format":"ortaq-key-1","cycle":6,"private_key":"a","seed":"b"}']
)
def test_a_damaged_key_file_is_told(tmp_path, content):
    custodian = custody.FileCustodian(tmp_path)
    (tmp_path / "cycle-5.json").write_bytes(content)
    refused("damaged", custodian.open_key, cycle_id=5)


def test_a_folder_that_cannot_be_written_stops_the_opening(settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.KEY_DIR = tmp_path / "file" / "keys"
    cycle = ready_cycle()
    refused("not_kept", opening.open_cycle, cycle=cycle, by=SYSTEM)
    cycle.refresh_from_db()
    assert cycle.state == CycleState.DRAFT


def test_a_clone_is_a_draft_of_its_own():
    source = open_vote()
    new = cloning.clone_cycle(cycle=source, year=source.year + 1, by=SYSTEM, with_projects=True)
    assert new.state == CycleState.DRAFT
    assert (new.frozen, new.frozen_hash, new.public_key, new.seed_commitment) == ("", "", "", "")
    assert new.cloned_from == source
    assert [(p.number, p.title_ru, p.cost_minor) for p in new.projects.all()] == [
        (p.number, p.title_ru, p.cost_minor) for p in source.projects.all()
    ]
    assert new.pots.get().amount == Money.from_major(10_000_000)
    drafting.save_basics(
        cycle=new, title=in_all("Жаңа"), summary={}, languages=["kk"], slug="new", year=new.year, by=SYSTEM
    )
    source.refresh_from_db()
    assert source.title_ru == "Көше және жарық по-русски"


def test_a_clone_to_another_place_leaves_parts_of_the_old_one_out():
    village = place("Ауыл")
    source = ready_cycle(village)
    pot = source.pots.get()
    pots.save_pots(cycle=source, pots=[pots.PotLine(pk=pot.pk, amount=pot.amount, territory=village)], by=SYSTEM)
    new = cloning.clone_cycle(cycle=source, year=2028, territory=place("Басқа"), by=SYSTEM)
    assert new.pots.get().territory is None
    assert new.projects.count() == 0


def test_cloning_needs_the_right_in_both_places():
    here, there = place("Мұнда"), place("Анда")
    source = ready_cycle(here)
    user = official(here)
    assert cloning.clone_cycle(cycle=source, year=2028, by=user).slug == "2028"
    with pytest.raises(NotAllowed):
        cloning.clone_cycle(cycle=source, year=2028, territory=there, by=user)
    with pytest.raises(NotAllowed):
        cloning.clone_cycle(cycle=source, year=2028, territory=there, by=official(there))
