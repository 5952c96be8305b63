"""The wizard's pages: every step saves, nothing typed is lost, nothing wrong gets through, no script needed."""

import csv
import datetime as dt
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from ortaq.core import clock
from ortaq.core.actors import SYSTEM
from ortaq.core.money import Money
from ortaq.identity.enums import Role
from ortaq.participation.domain.drafting import begin_cycle
from ortaq.participation.domain.opening import open_cycle
from ortaq.participation.domain.pots import PotLine, save_pots
from ortaq.participation.domain.queries.cycles import load
from ortaq.participation.enums import CycleState, PhaseKind
from ortaq.participation.models import Cycle, Project
from tests.factories.participation import account, in_all, official, open_vote, place, ready_cycle, set_platform_norms
from tests.factories.voters import voter

pytestmark = pytest.mark.django_db

STEPS = ["basics", "money", "categories", "projects", "ballot", "rule", "calendar", "check"]
NASTY = "<script>alert('ж')</script>\"'> مرحبا 👩‍🌾"


@pytest.fixture(autouse=True)
def _demo_accounts_without_second_factor(settings, tmp_path):
    settings.DEMO = True
    settings.KEY_DIR = tmp_path / "keys"
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def village():
    return place("Ұлытау ауылдық округі")


@pytest.fixture
def staff(client, village):
    user = official(village)
    client.force_login(user)
    return user


def url(name, cycle, *args):
    return reverse(f"participation:{name}", args=[cycle.pk, *args])


def step(name, cycle):
    return url(f"cycle_{name}", cycle)


def text_fields(**texts):
    return {f"{name}_{language}": text for name, text in texts.items() for language in ("kk", "ru", "en")}


def basics(cycle, **changes):
    return text_fields(title="Атауы", summary="Не туралы") | {
        "languages": ["kk", "ru"], "slug": cycle.slug, "year": 2028,
    } | changes  # fmt: skip


def pots(*amounts, stored=(), **changes):
    data = {"currency": "KZT", "pots-TOTAL_FORMS": len(amounts), "pots-INITIAL_FORMS": len(stored)}
    for number, amount in enumerate(amounts):
        data[f"pots-{number}-amount"] = amount
        if number < len(stored):
            data[f"pots-{number}-pk"] = stored[number]
    return data | changes


def project(cycle, **changes):
    return text_fields(title="Жаңа жоба", text="Мәтін", place="Орталық", photo_alt="") | {
        "cost": "1 250 000", "pot": cycle.pots.first().pk,
    } | changes  # fmt: skip


def test_a_vote_from_nothing_to_open_without_script(client, staff, village):
    page = client.get(reverse("participation:cycle_new"))
    assert page.status_code == 200
    assert village.code in page.content.decode()
    sent = client.post(reverse("participation:cycle_new"), {"place": village.code, "year": 2028})
    cycle = Cycle.objects.get()
    assert (sent.status_code, sent["Location"]) == (303, step("basics", cycle))

    begin = timezone.localtime(clock.now() + dt.timedelta(days=10)).replace(second=0, microsecond=0)
    moments = [f"{begin + dt.timedelta(days=days):%Y-%m-%dT%H:%M}" for days in (0, 7, 12)]
    forms = [
        ("basics", basics(cycle), "money"),
        ("money", pots("25 000 000"), "projects"),
        ("ballot", {"ballot_type": "approval", "max_choices": 2}, "rule"),
        ("rule", {"order": "score", "misfit": "skip", "ties": "cost,score,lot", "act": "№ 5"}, "calendar"),
        ("calendar", {"vote_starts": moments[0], "vote_ends": moments[1], "result_ends": moments[2]}, "check"),
    ]
    for name, data, following in forms:
        sent = client.post(step(name, cycle), data)
        assert (sent.status_code, sent["Location"]) == (303, step(following, cycle)), sent.content.decode()
        if name == "money":
            for number in (1, 2):
                given = project(cycle, title_kk=f"Жоба {number}", title_ru=f"Проект {number}")
                sent = client.post(url("project_new", cycle), given)
                assert sent["Location"] == step("projects", cycle)

    set_platform_norms(village)
    voter(cycle)
    page = client.get(step("check", cycle))
    shown = page.context["shown_hash"]
    assert shown in page.content.decode()
    assert page.context["stopping"] == 0
    refused = client.post(step("check", cycle), {"expected": shown})
    assert refused.status_code == 422
    sent = client.post(step("check", cycle), {"expected": shown, "confirmed": "on"})
    assert (sent.status_code, sent["Location"]) == (303, url("cycle_desk", cycle))
    cycle.refresh_from_db()
    assert cycle.state == CycleState.OPENED
    vote = cycle.phases.get(kind=PhaseKind.VOTE)
    assert vote.starts_at == begin
    assert client.get(url("cycle_desk", cycle)).status_code == 200
    assert client.get(reverse("participation:cycle", args=[village.code, cycle.slug])).status_code == 200


def test_no_page_needs_script(client, staff, village):
    cycle = ready_cycle(village)
    for name in STEPS:
        page = client.get(step(name, cycle)).content.decode()
        assert "onclick" not in page
        assert " style=" not in page
        assert not re.search(r"<script(?![^>]+src=)", page)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_in_every_language(client, staff, village, language):
    cycle = ready_cycle(village)
    paths = [step(name, cycle) for name in STEPS] + [
        url("cycle_desk", cycle), url("cycle_clone", cycle), url("cycle_delete", cycle), url("cycle_preview", cycle),
        url("ballot_preview", cycle), url("project_new", cycle), url("project_edit", cycle, 1),
        url("project_remove", cycle, 1), url("project_table", cycle), reverse("participation:desk_cycles"),
        reverse("participation:cycle_new"),
    ]  # fmt: skip
    for path in paths:
        page = client.get(f"/{language}/" + path.split("/", 2)[2])
        assert page.status_code == 200, path
        assert f'lang="{language}"' in page.content.decode()


def test_saving_a_draft_stays_on_the_step(client, staff, village):
    cycle = ready_cycle(village)
    sent = client.post(step("basics", cycle), basics(cycle, then="stay"))
    assert sent["Location"] == step("basics", cycle)


def test_an_incomplete_draft_is_saved(client, staff, village):
    cycle = begin_cycle(territory=village, year=2028, by=SYSTEM)
    data = basics(cycle) | text_fields(title="", summary="") | {"title_ru": "Только по-русски"}
    assert client.post(step("basics", cycle), data).status_code == 303
    assert client.post(step("ballot", cycle), {"ballot_type": "points"}).status_code == 303
    assert client.post(step("rule", cycle), {"order": "score", "misfit": "skip", "ties": "lot"}).status_code == 303
    assert client.post(step("calendar", cycle), {}).status_code == 303
    cycle.refresh_from_db()
    assert (cycle.title_ru, cycle.title_kk) == ("Только по-русски", "")
    page = client.get(step("check", cycle))
    assert page.context["stopping"] >= 5
    assert client.post(step("check", cycle), {"expected": "0" * 64, "confirmed": "on"}).status_code == 422


@pytest.mark.parametrize(
    ("name", "data", "kept"),
    [
        ("basics", {"title_kk": "ұ" * 10_000, "title_ru": "Сақталсын"}, "Сақталсын"),
        ("basics", {"slug": "Бір екі", "title_ru": "Сақталсын"}, "Сақталсын"),
        ("basics", {"year": "екі мың", "title_ru": "Сақталсын"}, "Сақталсын"),
        ("basics", {"languages": ["xx"], "title_ru": "Сақталсын"}, "Сақталсын"),
        ("basics", {"title_kk": "a\0b", "title_ru": "Сақталсын"}, "Сақталсын"),
        ("ballot", {"ballot_type": "lottery", "max_choices": "777"}, "777"),
        ("ballot", {"ballot_type": "approval", "max_choices": "-7"}, "-7"),
        ("ballot", {"ballot_type": "approval", "max_choices": "99999999999999999999"}, "99999999999999999999"),
        ("ballot", {"ballot_type": "approval", "max_choices": "NaN"}, "NaN"),
        ("rule", {"order": "score", "misfit": "skip", "ties": "coin", "act": "Сақталсын"}, "Сақталсын"),
        ("rule", {"order": "score", "misfit": "skip", "ties": "lot", "act": "x", "act_url": "javascript:alert(1)"},
         "javascript:alert(1)"),
        ("rule", {"order": "score", "misfit": "skip", "ties": "lot", "threshold": "-1", "act": "Сақталсын"},
         "Сақталсын"),
        ("calendar", {"vote_starts": "2027-03-09T00:00", "vote_ends": "2027-03-05T00:00"}, "2027-03-09T00:00"),
        ("calendar", {"vote_starts": "ертең", "vote_ends": "2027-03-05T00:00"}, "2027-03-05T00:00"),
        ("calendar", {"vote_starts": "2027-03-09T00:00"}, "2027-03-09T00:00"),
    ],
)  # fmt: skip
def test_bad_input_is_told_and_kept(client, staff, village, name, data, kept):  # noqa: PLR0917 -- fixtures
    cycle = ready_cycle(village)
    before = Cycle.objects.filter(pk=cycle.pk).values().get()
    page = client.post(step(name, cycle), (basics(cycle) if name == "basics" else {}) | data)
    assert page.status_code == 422
    text = page.content.decode()
    assert 'role="alert"' in text
    assert kept in text
    assert Cycle.objects.filter(pk=cycle.pk).values().get() == before


@pytest.mark.parametrize("amount", ["0", "-5", "он мың", "1e3", "1,234", "9" * 30, "NaN", "∞", "1" * 60])
def test_absurd_money_is_refused(client, staff, village, amount):
    cycle = begin_cycle(territory=village, year=2028, by=SYSTEM)
    page = client.post(step("money", cycle), pots(amount))
    assert page.status_code == 422
    assert amount[:40] in page.content.decode()
    assert not cycle.pots.exists()


@pytest.mark.parametrize("cost", ["-1", "бес", "1,234", "9" * 30, "1e9", "NaN"])
def test_absurd_costs_are_refused(client, staff, village, cost):
    cycle = ready_cycle(village)
    for path in (url("project_new", cycle), url("project_edit", cycle, 1)):
        page = client.post(path, project(cycle, cost=cost))
        assert page.status_code == 422
        assert cost in page.content.decode()
    assert list(cycle.projects.values_list("cost_minor", flat=True)) == [100_000_000, 200_000_000, 300_000_000]


def test_a_project_that_costs_more_than_there_is_stops_the_opening(client, staff, village):
    cycle = ready_cycle(village)
    client.post(url("project_edit", cycle, 1), project(cycle, cost="99 000 000"))
    page = client.get(step("check", cycle))
    assert [point["item"].code for point in page.context["open_points"]] == ["costs"]


def test_amounts_are_read_as_people_write_them(client, staff, village):
    cycle = begin_cycle(territory=village, year=2028, by=SYSTEM)
    for text, minor in (("25 000 000", 2_500_000_000), ("1250,5", 125_050), ("7\u202f000", 700_000)):
        stored = list(cycle.pots.values_list("pk", flat=True))
        client.post(step("money", cycle), pots(text, stored=stored))
        assert cycle.pots.get().amount_minor == minor


def test_several_pots_one_by_one(client, staff, village):
    cycle = begin_cycle(territory=village, year=2028, by=SYSTEM)
    part = place("Ауыл", parent=village)
    client.post(step("money", cycle), pots("100", then="stay"))
    first = cycle.pots.get()
    data = pots("100", "50", stored=[first.pk], **{"pots-1-territory": part.pk, "pots-1-name_kk": "Ауылға"})
    client.post(step("money", cycle), data)
    second = cycle.pots.get(number=2)
    assert (second.amount, second.territory, second.name_kk) == (Money(5000), part, "Ауылға")
    data = pots("100", "50", stored=[first.pk, second.pk], **{"pots-1-DELETE": "on"})
    assert client.post(step("money", cycle), data).status_code == 303
    assert cycle.pots.get() == first


def test_a_pot_for_a_place_elsewhere_is_refused(client, staff, village):
    cycle = begin_cycle(territory=village, year=2028, by=SYSTEM)
    page = client.post(step("money", cycle), pots("100", **{"pots-0-territory": place("Алыс").pk}))
    assert page.status_code == 422
    assert not cycle.pots.exists()


def test_forged_ids_of_another_vote_are_refused(client, staff, village):
    cycle, other = ready_cycle(village), ready_cycle()
    theirs = other.pots.get()
    page = client.post(step("money", cycle), pots("7", stored=[theirs.pk]))
    assert page.status_code == 422
    assert client.post(url("project_edit", cycle, 1), project(cycle, pot=theirs.pk)).status_code == 422
    theirs.refresh_from_db()
    assert theirs.amount_minor == 1_000_000_000


def test_a_broken_form_of_many_lines_is_no_crash(client, staff, village):
    cycle = ready_cycle(village)
    huge = {"pots-TOTAL_FORMS": 10**9, "pots-INITIAL_FORMS": 0, "currency": "KZT"}
    for data in ({}, {"pots-TOTAL_FORMS": "x"}, huge):
        assert client.post(step("money", cycle), data).status_code in {303, 422}
        assert client.post(step("categories", cycle), data).status_code in {303, 422}
    assert cycle.pots.count() == 1


def test_categories(client, staff, village):
    cycle = ready_cycle(village)
    data = {"categories-TOTAL_FORMS": 1, "categories-INITIAL_FORMS": 0, "categories-0-name_kk": "Жол"}
    sent = client.post(step("categories", cycle), data)
    assert sent["Location"] == step("money", cycle)
    assert cycle.categories.get().name_kk == "Жол"
    page = client.get(step("categories", cycle)).content.decode()
    assert "Жол" in page


def test_the_calendar_offers_to_move_what_follows(client, staff, village):
    cycle = ready_cycle(village)
    phases = {phase.kind: phase for phase in cycle.phases.all()}

    def sent(kind, days):
        return f"{timezone.localtime(phases[kind].ends_at) + dt.timedelta(days=days):%Y-%m-%dT%H:%M}"

    def begins(kind):
        return f"{timezone.localtime(phases[kind].starts_at):%Y-%m-%dT%H:%M}"

    for phase in phases.values():
        for part in ("starts_at", "ends_at"):
            moment = getattr(phase, part)
            setattr(phase, part, moment and moment.replace(second=0, microsecond=0))
        phase.save()
    data = {
        "vote_starts": begins("vote"), "vote_ends": sent("vote", 2),
        "result_starts": begins("result"), "result_ends": sent("result", 0),
    }  # fmt: skip
    page = client.post(step("calendar", cycle), data)
    assert page.status_code == 422
    assert 'name="move_following"' in page.content.decode()
    assert client.post(step("calendar", cycle), data | {"move_following": "on"}).status_code == 303
    moved = cycle.phases.get(kind="result")
    assert moved.starts_at == cycle.phases.get(kind="vote").ends_at
    assert moved.ends_at == phases["result"].ends_at + dt.timedelta(days=2)


@pytest.mark.parametrize("field", ["title", "text", "place"])
def test_markup_in_a_project_is_shown_as_text(client, staff, village, field):
    cycle = ready_cycle(village)
    data = project(cycle, **text_fields(**{field: NASTY}))
    assert client.post(url("project_edit", cycle, 1), data).status_code == 303
    assert getattr(cycle.projects.get(number=1), f"{field}_kk") == NASTY
    for path in (url("project_edit", cycle, 1), step("projects", cycle), url("cycle_preview", cycle),
                 url("ballot_preview", cycle)):  # fmt: skip
        assert "<script>alert" not in client.get(path).content.decode()


def test_markup_in_every_text_of_a_vote_is_shown_as_text(client, staff, village):
    cycle = ready_cycle(village)
    client.post(step("basics", cycle), basics(cycle) | text_fields(title=NASTY, summary=NASTY) | {"then": "stay"})
    client.post(step("rule", cycle), {"order": "score", "misfit": "skip", "ties": "lot", "act": NASTY})
    data = {"categories-TOTAL_FORMS": 1, "categories-INITIAL_FORMS": 0, "categories-0-name_kk": NASTY}
    client.post(step("categories", cycle), data)
    stored = list(cycle.pots.values_list("pk", flat=True))
    client.post(step("money", cycle), pots("9 000 000", stored=stored, **{"pots-0-name_kk": NASTY}))
    cycle.refresh_from_db()
    assert (cycle.title_kk, cycle.rule_act) == (NASTY, NASTY)
    paths = [step(name, cycle) for name in STEPS] + [
        url("cycle_desk", cycle), url("cycle_preview", cycle), reverse("participation:desk_cycles"),
    ]  # fmt: skip
    for path in paths:
        page = client.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()


def photo(size=(40, 30), kind="JPEG", name="photo.jpg"):
    content = io.BytesIO()
    Image.new("RGB", size, "green").save(content, kind)
    return SimpleUploadedFile(name, content.getvalue())


def test_a_photo_with_its_words(client, staff, village):
    cycle = ready_cycle(village)
    data = project(cycle, photo=photo(), photo_alt_kk="Жасыл", photo_alt_ru="Зелёное", photo_alt_en="Green")
    assert client.post(url("project_edit", cycle, 1), data).status_code == 303
    first = cycle.projects.get(number=1)
    assert first.photo.content_type == "image/jpeg"
    page = client.get(url("project_edit", cycle, 1)).content.decode()
    assert first.photo.card_url in page
    assert client.post(url("project_edit", cycle, 1), project(cycle, photo_alt_kk="Басқа")).status_code == 303
    first.refresh_from_db()
    assert (first.photo_alt_kk, first.photo is None) == ("Басқа", False)
    client.post(url("project_edit", cycle, 1), project(cycle, drop_photo="on"))
    first.refresh_from_db()
    assert first.photo is None


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("photo.jpg", b"<script>alert(1)</script>", "image/jpeg"),
        SimpleUploadedFile("photo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "image/png"),
        SimpleUploadedFile("photo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
    ],
    ids=["text", "broken", "svg"],
)
def test_a_photo_that_is_none_stores_nothing(client, staff, village, upload):
    cycle = ready_cycle(village)
    upload.seek(0)
    page = client.post(url("project_edit", cycle, 1), project(cycle, title_kk="Өзгерді", photo=upload))
    assert page.status_code == 422
    assert "photo." in page.content.decode()
    assert "Өзгерді" in page.content.decode()
    upload.seek(0)
    assert client.post(url("project_new", cycle), project(cycle, photo=upload)).status_code == 422
    assert cycle.projects.count() == 3
    assert cycle.projects.get(number=1).title_kk == "Жоба 1 қазақша"


def test_order_and_removal(client, staff, village):
    cycle = ready_cycle(village)
    one, two, three = cycle.projects.order_by("number").values_list("pk", flat=True)
    client.post(url("project_order", cycle), {f"at_{one}": 3, f"at_{two}": 1, f"at_{three}": 2})
    assert list(cycle.projects.order_by("number").values_list("pk", flat=True)) == [two, three, one]
    page = client.post(url("project_order", cycle), {f"at_{one}": "x"})
    assert page.status_code == 422
    client.post(url("project_remove", cycle, 2))
    assert list(cycle.projects.order_by("number").values_list("number", flat=True)) == [1, 3]
    assert client.get(url("project_remove", cycle, 2)).status_code == 404


TABLE = "title_kk;title_ru;cost;pot\n"


def test_a_table_is_checked_first_and_added_then(client, staff, village):
    cycle = ready_cycle(village)
    table = TABLE + "Жол;Дорога;1 000 000;1\nСу;Вода;250000,50;\n"
    page = client.post(url("project_table", cycle), {"table": table, "then": "check"})
    assert page.status_code == 200
    assert cycle.projects.count() == 3
    assert "Дорога" in page.content.decode()
    assert client.post(url("project_table", cycle), {"table": table, "then": "add"}).status_code == 303
    assert list(cycle.projects.filter(number__gt=3).values_list("title_ru", "cost_minor")) == [
        ("Дорога", 100_000_000), ("Вода", 25_000_050),
    ]  # fmt: skip


def test_a_table_pasted_from_a_spreadsheet_has_tabs(client, staff, village):
    cycle = ready_cycle(village)
    client.post(url("project_table", cycle), {"table": "title_kk\tcost\r\nЖол\t5\r\n", "then": "add"})
    assert cycle.projects.get(number=4).cost_minor == 500


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_a_file_in_the_encodings_of_spreadsheets(client, staff, village, encoding):
    cycle = ready_cycle(village)
    upload = SimpleUploadedFile("t.csv", "title_ru;cost\nДорога;5\n".encode(encoding))
    assert client.post(url("project_table", cycle), {"file": upload, "then": "add"}).status_code == 303
    assert cycle.projects.get(number=4).title_ru == "Дорога"


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ("Жол;;-5;1\n", ["2"]),
        ("Жол;;көп;1\nСу;;5;1\n", ["2"]),
        ("Су;;5;9\n", ["2"]),
        (";;5;1\n", ["2"]),
        ("Су;;5;1\nСУ;;7;1\n", ["3"]),
        ("Жоба 1 қазақша;;5;1\n", ["2"]),
        ("x" * 10_000 + ";;5;1\n", ["2"]),
        ("Су;;5;1;артық\n", ["2"]),
        ("a\x07b;;5;1\n", ["2"]),
        ("Су;;" + "9" * 40 + ";1\n", ["2"]),
    ],
)
def test_bad_rows_are_named_and_nothing_is_added(client, staff, village, rows, lines):
    cycle = ready_cycle(village)
    for wish in ("check", "add"):
        page = client.post(url("project_table", cycle), {"table": TABLE + rows, "then": wish})
        assert page.status_code == 422
        assert [str(row.line) for row in page.context["report"].bad][:1] == lines
        assert all(row.text for row in page.context["report"].bad)
    assert cycle.projects.count() == 3


@pytest.mark.parametrize(
    "table", ["", "\n\n", "Жол;5\n", "title_kk;colour\nЖол;red\n", "cost\n5\n", '"title_kk\n' + "x" * 200_000]
)
def test_tables_that_are_none(client, staff, village, table):
    cycle = ready_cycle(village)
    page = client.post(url("project_table", cycle), {"table": table, "then": "add"})
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
    assert cycle.projects.count() == 3


def test_a_file_that_is_no_text(client, staff, village):
    cycle = ready_cycle(village)
    upload = SimpleUploadedFile("t.xlsx", b"PK\x03\x04" + b"\0" * 100)
    assert client.post(url("project_table", cycle), {"file": upload}).status_code == 422
    many = "title_kk\n" + "\n".join(f"Жоба №{number}" for number in range(1001))
    assert client.post(url("project_table", cycle), {"table": many}).status_code == 422


def test_the_template_comes_back_as_a_table(client, staff, village):
    cycle = ready_cycle(village)
    content = client.get(url("project_template", cycle)).content
    assert content.startswith("\ufeff".encode())
    header = content.decode().strip().removeprefix("\ufeff")
    row = ";".join("Жол" if name == "title_kk" else "" for name in header.split(";"))
    assert client.post(url("project_table", cycle), {"table": f"{header}\n{row}", "then": "add"}).status_code == 303


@pytest.mark.parametrize("role", [Role.EXPERT, Role.DEPUTY, None])
def test_who_does_not_work_here_sees_nothing(client, village, role):
    cycle = ready_cycle(village)
    user = official(village, role) if role else account()
    client.force_login(user)
    paths = [step(name, cycle) for name in STEPS] + [
        url("cycle_desk", cycle), url("cycle_clone", cycle), url("cycle_delete", cycle), url("cycle_preview", cycle),
        url("project_new", cycle), url("project_table", cycle), url("project_template", cycle),
        reverse("participation:desk_cycles"), reverse("participation:desk_cycles_csv"),
        reverse("participation:cycle_new"),
    ]  # fmt: skip
    for path in paths:
        page = client.get(path)
        assert page.status_code == 403, path
        assert "Көше және жарық" not in page.content.decode()


def test_somebody_from_beside_cannot_edit(client, village):
    cycle = ready_cycle(village)
    client.force_login(official(place("Көрші")))
    for name in STEPS:
        assert client.get(step(name, cycle)).status_code == 403
        assert client.post(step(name, cycle), basics(cycle)).status_code in {403, 405}
    assert client.get(reverse("participation:desk_cycles")).context["rows"] == []
    sent = client.post(reverse("participation:cycle_new"), {"place": village.code, "year": 2028})
    assert sent.status_code == 422
    assert Cycle.objects.get() == cycle


def test_a_stranger_is_led_to_sign_in(client, village):
    cycle = ready_cycle(village)
    for path in (step("basics", cycle), url("cycle_desk", cycle), reverse("participation:desk_cycles")):
        assert client.get(path).status_code == 302


def test_staff_may_prepare_and_not_open(client, village):
    cycle = ready_cycle(village)
    client.force_login(official(village, Role.STAFF))
    page = client.get(step("check", cycle))
    assert page.context["may_open"] is False
    sent = client.post(step("check", cycle), {"expected": page.context["shown_hash"], "confirmed": "on"})
    assert sent.status_code == 422
    cycle.refresh_from_db()
    assert cycle.state == CycleState.DRAFT


def test_an_opened_vote_leads_from_the_wizard_to_its_overview(client, staff, village):
    cycle = open_vote(village)
    for name in STEPS:
        sent = client.get(step(name, cycle))
        assert (sent.status_code, sent["Location"]) == (302, url("cycle_desk", cycle))
    assert client.post(step("basics", cycle), basics(cycle)).status_code == 302
    cycle.refresh_from_db()
    assert cycle.title_kk == "Көше және жарық қазақша"


def test_the_check_page_tells_when_the_draft_changed_meanwhile(client, staff, village):
    cycle = ready_cycle(village)
    shown = client.get(step("check", cycle)).context["shown_hash"]
    Project.objects.filter(cycle=cycle, number=1).update(cost_minor=7)
    sent = client.post(step("check", cycle), {"expected": shown, "confirmed": "on"})
    assert sent.status_code == 422
    page = client.get(step("check", cycle))
    assert page.context["shown_hash"] != shown


def test_place_by_name_and_a_choice_where_several_fit(client, village):
    district = place("Аудан")
    first, second = place("Ақсу ауылы", parent=district), place("Ақсу кенті", parent=district)
    client.force_login(official(district))
    page = client.post(reverse("participation:cycle_new"), {"place": "аксу", "year": 2028})
    assert page.status_code == 422
    assert not Cycle.objects.exists()
    data = {"place": "аксу", "year": 2028, "territory": second.pk}
    assert client.post(reverse("participation:cycle_new"), data).status_code == 303
    assert Cycle.objects.get().territory == second
    assert client.post(reverse("participation:cycle_new"), {"place": "Ақсу ауылы", "year": 2028}).status_code == 303
    assert Cycle.objects.filter(territory=first).exists()
    for words in ("", "Ұлытау", "жоқ жер", "'; DROP TABLE"):
        sent = client.post(reverse("participation:cycle_new"), {"place": words, "year": 2028})
        assert sent.status_code == 422, words


def test_the_list_is_filtered_and_exported(client, village):
    district = place("Аудан")
    one, two = place("Бірінші", parent=district), place("Екінші", parent=district)
    draft, opened, _foreign = ready_cycle(one, year=2028), open_vote(two, year=2027), ready_cycle(place("Бөтен"))
    client.force_login(official(district))
    address = reverse("participation:desk_cycles")

    def listed(**filters):
        return [row["cycle"].pk for row in client.get(address, filters).context["rows"]]

    assert listed() == [draft.pk, opened.pk]
    assert listed(state="draft") == [draft.pk]
    assert listed(year="2027") == [opened.pk]
    assert listed(place="бирінші") == listed(place="Birinshi") == [draft.pk]
    assert listed(state="nonsense", year="x") == [draft.pk, opened.pk]
    content = client.get(reverse("participation:desk_cycles_csv"), {"state": "draft"}).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    assert [row["id"] for row in rows] == [str(draft.pk)]


def test_a_title_is_no_formula_in_the_export(client, staff, village):
    cycle = ready_cycle(village)
    Cycle.objects.filter(pk=cycle.pk).update(title_kk='=HYPERLINK("http://x")', title_ru="=1", title_en="=1")
    content = client.get(reverse("participation:desk_cycles_csv")).content.decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(content), delimiter=";"))["title"].startswith("'=")


def test_a_copy_and_a_deletion(client, staff, village):
    cycle = open_vote(village)
    sent = client.post(url("cycle_clone", cycle), {"year": 2030, "with_projects": "on"})
    copy = Cycle.objects.get(cloned_from=cycle)
    assert sent["Location"] == step("basics", copy)
    assert copy.projects.count() == 3
    assert client.post(url("cycle_clone", cycle), {"year": 1}).status_code == 422
    assert client.post(url("cycle_delete", copy), {"confirmation": "жоқ"}).status_code == 422
    sent = client.post(url("cycle_delete", copy), {"confirmation": copy.slug})
    assert sent["Location"] == reverse("participation:desk_cycles")
    assert list(Cycle.objects.all()) == [cycle]


@pytest.mark.parametrize("name", STEPS)
def test_a_step_costs_as_many_queries_for_one_project_as_for_three(  # noqa: PLR0917 -- fixtures
    client, staff, village, name, django_assert_max_num_queries, django_assert_num_queries
):
    few, many = ready_cycle(village, projects=1), ready_cycle(village, projects=3)
    for cycle in (few, many):
        save_pots(
            cycle=cycle, by=SYSTEM,
            pots=[PotLine(pk=cycle.pots.get().pk, amount=Money(10**9), name=in_all("бір")),
                  *([PotLine(amount=Money(5), name=in_all("екі"))] if cycle is many else [])],
        )  # fmt: skip
    client.get(step(name, few))
    with django_assert_max_num_queries(10) as taken:
        client.get(step(name, few))
    with django_assert_num_queries(len(taken)):
        client.get(step(name, many))


def test_opening_needs_a_fresh_look_at_the_right_of_the_person(client, staff, village):
    cycle = ready_cycle(village)
    shown = client.get(step("check", cycle)).context["shown_hash"]
    staff.person.mandates.update(valid_to=dt.date(2001, 1, 1))
    sent = client.post(step("check", cycle), {"expected": shown, "confirmed": "on"})
    assert sent.status_code == 403
    cycle.refresh_from_db()
    assert cycle.state == CycleState.DRAFT


def test_reading_never_writes(client, staff, village):
    cycle = ready_cycle(village)
    before = load(cycle.pk).updated_at
    for name in STEPS:
        client.get(step(name, cycle))
    assert load(cycle.pk).updated_at == before
    assert open_cycle(cycle=cycle, by=SYSTEM).state == CycleState.OPENED
