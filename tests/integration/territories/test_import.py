"""Lists of territories come in whole or not at all, and the same list again changes nothing."""

import datetime as dt
import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from ortaq.audit.chain import breaks
from ortaq.audit.models import Entry
from ortaq.core.actors import SYSTEM
from ortaq.territories.domain import importing
from ortaq.territories.domain.current import refresh_current
from ortaq.territories.domain.tree import add_territory, edit_names
from ortaq.territories.enums import Kind
from ortaq.territories.errors import TerritoryError
from ortaq.territories.models import Territory, TerritoryDraft, TerritoryState, TreeImport

pytestmark = pytest.mark.django_db

HEADING = "code,name_ru,parent_code,depth,kind,region_code,district_code"
REGION = "620000000,область Ұлытау,,0,region,620000000,"
DISTRICT = "623600000,Жанааркинский район,620000000,1,district,620000000,623600000"
RURAL = "623633000,Айнабулакский с.о.,623600000,2,rural_district,620000000,623600000"
VILLAGE = "623633100,с.Айнабулак,623633000,3,village,620000000,623600000"
ROWS = (REGION, DISTRICT, RURAL, VILLAGE)

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(*rows: str, heading: str = HEADING, name: str = "kato.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
        return path

    return _write


def run(path: Path, **options: object) -> str:
    out = io.StringIO()
    call_command("import_territories", str(path), stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def test_a_table_comes_in_whole(write: Write) -> None:
    assert run(write(*ROWS)).startswith("4 rows: 4 new, 0 changed, 0 unchanged")
    village = Territory.objects.get(code="623633100")
    assert village.name_ru == "село Айнабулак"
    assert village.name_kk is None
    assert str(village) == "село Айнабулак"
    assert (village.kind, village.depth, village.active) == (Kind.VILLAGE, 4, True)
    assert [Territory.objects.get(pk=pk).code for pk in village.ancestor_ids] == [
        "KZ", "620000000", "623600000", "623633000", "623633100",
    ]  # fmt: skip
    assert village.states.get().review == "kk"
    assert village.states.get().source == "kato.csv"
    assert refresh_current() == 0


def test_the_second_run_changes_nothing_and_one_entry_is_written(write: Write) -> None:
    path = write(*ROWS)
    run(path, source="KATO")
    before = list(TerritoryState.objects.order_by("id").values())
    assert run(path, source="KATO").startswith("4 rows: 0 new, 0 changed, 4 unchanged")
    assert list(TerritoryState.objects.order_by("id").values()) == before
    entry = Entry.objects.get(verb="territories.imported")
    assert entry.data["new"] == 4
    assert len(entry.data["sha256"]) == 64
    assert not list(breaks())


def test_a_dry_run_writes_nothing(write: Write) -> None:
    out = run(write(*ROWS), dry_run=True)
    assert "4 new" in out
    assert "dry run" in out
    assert not Territory.everything.exists()
    assert not TreeImport.objects.exists()


def test_rows_may_stand_in_any_order(write: Write) -> None:
    run(write(*reversed(ROWS)))
    assert Territory.objects.get(code="623633100").depth == 4


def test_better_names_and_kinds_survive_a_printed_list(write: Write) -> None:
    full = "code,parent_code,kind,name_kk,name_ru,name_en,valid_from,valid_to,review"
    run(
        write(
            "620000000,KZ,region,Ұлытау облысы,область Ұлытау,Ulytau Region,2022-06-08,,",
            "623600000,620000000,district,Жаңаарқа ауданы,Район Жаңа-Арқа,Zhanaarka District,,,kk",
            heading=full,
            name="full.csv",
        )
    )
    run(write(*ROWS))
    district = Territory.objects.get(code="623600000")
    assert (district.name_kk, district.name_ru, district.name_en) == (
        "Жаңаарқа ауданы", "Район Жаңа-Арқа", "Zhanaarka District",
    )  # fmt: skip
    region = Territory.objects.get(code="620000000")
    assert region.states.get().valid_from == dt.date(2022, 6, 8)


def test_a_renaming_in_a_later_edition_is_a_dated_change(write: Write) -> None:
    run(write(*ROWS))
    renamed = DISTRICT.replace("Жанааркинский район", "Атасуский район")
    out = run(write(REGION, renamed, RURAL, VILLAGE), date="2025-01-01")
    # With a new day each row is looked at again; only one differs.
    assert out.startswith("4 rows: 0 new, 1 changed, 3 unchanged")
    older, newer = TerritoryState.objects.filter(code="623600000").order_by("id")
    assert (older.name_ru, older.valid_to) == ("Жанааркинский район", dt.date(2025, 1, 1))
    assert (newer.name_ru, newer.valid_from) == ("Атасуский район", dt.date(2025, 1, 1))
    assert Territory.objects.get(code="623600000").name_ru == "Атасуский район"
    assert run(write(REGION, renamed, RURAL, VILLAGE), date="2025-01-01").startswith("4 rows: 0 new, 0 changed, 4")
    assert refresh_current() == 0


def test_without_a_day_a_renaming_corrects_what_is_stored(write: Write) -> None:
    run(write(*ROWS))
    run(write(REGION, DISTRICT.replace("Жанааркинский", "Атасуский")))
    assert TerritoryState.objects.get(code="623600000").name_ru == "Атасуский район"


def test_a_change_of_parent_moves_what_lies_below(write: Write) -> None:
    run(write(*ROWS))
    moved = RURAL.replace(",623600000,2,", ",623800000,2,").replace(",620000000,623600000", ",620000000,623800000")
    ulytau = "623800000,Улытауский район,620000000,1,district,620000000,623800000"
    assert run(write(REGION, ulytau, moved), date="2025-01-01").startswith("3 rows: 1 new, 1 changed, 1 unchanged")
    village = Territory.objects.get(code="623633100")
    assert village.path.startswith(Territory.objects.get(code="623800000").path)
    assert refresh_current() == 0


def test_a_name_that_a_person_confirmed_stays(write: Write) -> None:
    run(write(*ROWS))
    edit_names(
        territory=Territory.objects.get(code="623600000"),
        names={"ru": "Район Жаңаарқа", "kk": "Жаңаарқа ауданы"},
        by=SYSTEM,
    )
    out = run(write(REGION, DISTRICT.replace("Жанааркинский", "Атасуский"), RURAL, VILLAGE))
    assert "1 names differ and stay" in out
    assert Territory.objects.get(code="623600000").name_ru == "Район Жаңаарқа"


def test_a_list_of_later_codes_is_applied_the_same_way(write: Write) -> None:
    run(write(*ROWS))
    later = write(
        "623900000,Сарысу ауданы,район Сарысу,Sarysu District,620000000,new district,",
        "623600000,Жаңаарқа ауданы,Жанааркинский район,Zhanaarka District,620000000,,Жанааркинский район",
        heading="kato,name_kk,name_ru,name_en,region_kato,note,in_2022_10_file",
        name="later.csv",
    )
    assert run(later, date="2024-01-03").startswith("2 rows: 1 new, 1 changed, 0 unchanged")
    new = Territory.objects.get(code="623900000")
    assert (new.kind, new.name_kk, new.states.get().valid_from) == (
        Kind.DISTRICT, "Сарысу ауданы", dt.date(2024, 1, 3),
    )  # fmt: skip
    assert Territory.objects.get(code="623600000").name_kk == "Жаңаарқа ауданы"
    assert run(later, date="2024-01-03").startswith("2 rows: 0 new, 0 changed, 2 unchanged")
    # The older list again does not wipe what the later one knew.
    run(write(*ROWS))
    assert Territory.objects.get(code="623600000").name_kk == "Жаңаарқа ауданы"


def test_a_list_that_names_an_ended_place_is_a_contradiction(write: Write) -> None:
    run(write(*ROWS))
    TerritoryState.objects.filter(code="623633100").update(valid_to=dt.date(2024, 1, 1))
    with pytest.raises(CommandError, match="nothing was changed"):
        run(write(REGION, DISTRICT, RURAL, VILLAGE.replace("Айнабулак,", "Новый,")))


class Killed(Exception):
    pass


def die(**_given: object) -> None:
    raise Killed


def test_an_import_that_fails_clears_up_after_itself(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(importing, "_publish", die)
        with pytest.raises(Killed):
            run(write(*ROWS))
    assert not Territory.everything.exists()
    assert not TreeImport.objects.exists()
    assert run(write(*ROWS)).startswith("4 rows: 4 new")


def test_two_imports_do_not_run_at_once(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    TreeImport.objects.create(token="x", series="kato", sha256="", touched_at=timezone.now())
    with pytest.raises(TerritoryError) as caught:
        importing.sweep_leftovers(wait=0)
    assert caught.value.code == "import_running"
    monkeypatch.setattr(importing, "sweep_leftovers", lambda: 0)
    with pytest.raises(CommandError, match="is being imported just now"):
        run(write(*ROWS))


def test_a_run_that_ends_while_another_waits_is_kept(write: Write) -> None:
    first = TreeImport.objects.create(token="x", series="kato", sha256="", touched_at=timezone.now())
    TreeImport.objects.filter(pk=first.pk).update(applied_at=timezone.now(), claim=None)
    first.refresh_from_db(fields=["touched_at"])
    assert importing._fell_silent(first, until=time.monotonic() + 5) is False
    assert TreeImport.objects.filter(pk=first.pk).exists()


def test_a_killed_import_shows_nothing_and_is_swept(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(importing, "_publish", die)
        patch.setattr(importing, "_remove", lambda _run: None)
        with pytest.raises(Killed):
            run(write(*ROWS))
    assert Territory.everything.count() == 5
    assert not Territory.objects.exists()
    assert not TerritoryState.objects.exists()
    # While it may still be at work, the tree is left alone.
    with pytest.raises(TerritoryError) as caught:
        add_territory(code="XX", kind=Kind.COUNTRY, names={"en": "X"}, parent=None, by=SYSTEM)
    assert caught.value.code == "import_running"
    with pytest.raises(TerritoryError) as caught:
        importing.sweep_leftovers(wait=0)
    assert caught.value.code == "import_running"
    TreeImport.objects.update(touched_at=timezone.now() - 2 * importing.IMPORT_SILENCE)
    assert run(write(*ROWS)).startswith("4 rows: 4 new")
    assert Territory.everything.count() == Territory.objects.count() == 5
    assert TreeImport.objects.count() == 1


def test_a_change_killed_half_way_leaves_the_old_state(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    run(write(*ROWS))
    before = list(Territory.objects.order_by("id").values())

    with monkeypatch.context() as patch:
        patch.setattr(importing, "_publish", die)
        patch.setattr(importing, "_remove", lambda _run: None)
        with pytest.raises(Killed):
            run(write(*[row.replace("Айнабулак", "Актау") for row in ROWS]), date="2025-01-01")
    assert list(Territory.objects.order_by("id").values()) == before
    assert TerritoryState.objects.count() == 5
    TreeImport.objects.update(touched_at=timezone.now() - 2 * importing.IMPORT_SILENCE)
    importing.sweep_leftovers()
    assert TerritoryState.everything.count() == 5
    assert not TerritoryDraft.objects.exists()


class TestRealFiles:
    """The whole classifier, the later codes, the outlines of the regions."""

    def test_all_of_it(self, shared_data: Path) -> None:
        folder = shared_data / "territories"
        call_command("seed_territories", verbosity=0)
        out = run(folder / "kato_2022_10_ru.csv")
        assert out.startswith("16264 rows: 16049 new, 0 changed, 215 unchanged")
        assert Territory.objects.filter(kind=Kind.RURAL_DISTRICT).count() == 2133
        assert Territory.objects.get(code="623600000").name_kk == "Жаңаарқа ауданы"
        later = folder / "kato_changes_after_2022_10.csv"
        assert "13 rows: 5 new" in run(later)
        known = Territory.objects.count()
        codes = ("104100000", "104500000", "711510000", "191800000")
        assert Territory.objects.filter(code__in=codes).count() == 4
        assert Territory.objects.get(code="711510000").kind == Kind.CITY_DISTRICT
        for path in (folder / "kato_2022_10_ru.csv", later):
            assert " 0 new, 0 changed, " in run(path)
        call_command("seed_territories", verbosity=0)
        assert Territory.objects.count() == known
        assert Entry.objects.filter(verb="territories.imported").count() == 3
        assert refresh_current(rebuild=True) == 0
        assert not list(breaks())
