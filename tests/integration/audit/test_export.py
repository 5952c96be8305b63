"""A stranger checks an export with the documented program and nothing of ours."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from ortaq.audit.models import Entry, Head
from tests.factories.audit import acts, unprotected

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).resolve().parents[3] / "docs" / "explanation" / "audit.md"


@pytest.fixture
def check(tmp_path):
    """Run the program that stands in the documentation."""
    (block,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    program = tmp_path / "check.py"
    program.write_text(block, encoding="utf-8")

    def run(file: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-I", program, file], capture_output=True, text=True, check=False, encoding="utf-8"
        )

    return run


def export(folder: Path, *options: str) -> Path:
    file = folder / "log.jsonl"
    call_command("audit_export", str(file), *options, verbosity=0)
    return file


def test_a_whole_export_holds(tmp_path, check, capsys):
    acts(5, author="Айгүл 😀")
    result = check(export(tmp_path, "--all"))
    assert result.stdout == f"5 entries hold, head {Head.objects.get().hash}\n"
    assert capsys.readouterr().out == f"5 entries written to {tmp_path / 'log.jsonl'}\n"


def test_it_ends_with_yesterday_unless_all_is_asked_for(tmp_path, check):
    with time_machine.travel("2026-03-11T18:59:00Z", tick=False):  # 23:59 of the 11th in Kazakhstan
        acts(2)
        assert check(export(tmp_path)).stdout.startswith("0 entries hold")
    with time_machine.travel("2026-03-11T19:01:00Z", tick=False):  # the 12th has begun
        acts(1)
        assert check(export(tmp_path)).stdout == f"2 entries hold, head {Entry.objects.get(seq=2).hash}\n"
        assert check(export(tmp_path, "--all")).stdout == f"3 entries hold, head {Head.objects.get().hash}\n"


def test_an_empty_log_can_be_exported(tmp_path, check):
    assert check(export(tmp_path)).stdout.startswith("0 entries hold")


def test_personal_values_are_not_in_it(tmp_path):
    acts(2, author="Айгүл")
    assert "Айгүл" not in export(tmp_path, "--all").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda lines: lines[:2] + lines[3:],
        lambda lines: [lines[0], lines[2], lines[1], *lines[3:]],
        lambda lines: [*lines[:3], lines[3].replace("thing.done", "thing.dome"), *lines[4:]],
        lambda lines: [*lines[:-2], lines[-1]],
        lambda lines: [*lines[:-1], json.dumps({"seq": 5, "head": "0" * 64})],
    ],
    ids=["removed", "moved", "changed", "cut off", "another end"],
)
def test_a_spoilt_export_does_not_hold(tmp_path, check, spoil):
    acts(5)
    file = export(tmp_path, "--all")
    file.write_text("\n".join(spoil(file.read_text(encoding="utf-8").splitlines())) + "\n", encoding="utf-8")
    result = check(file)
    assert result.returncode == 1
    assert "does not hold" in result.stderr


def test_a_log_tampered_with_before_the_export_does_not_hold(tmp_path, check):
    acts(3)
    with unprotected():
        Entry.objects.filter(seq=2).update(object_id="9")
    assert "entry 2 does not hold" in check(export(tmp_path, "--all")).stderr


def test_a_folder_that_is_not_there_is_named_and_nothing_is_left(tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("audit_export", str(tmp_path / "nowhere" / "log.jsonl"))
    Head.objects.all().delete()
    with pytest.raises(CommandError, match="no head"):
        call_command("audit_export", str(tmp_path / "log.jsonl"))
    assert list(tmp_path.iterdir()) == []
