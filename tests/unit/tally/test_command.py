"""The command line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ortaq.tally.__main__ import main


@pytest.fixture
def path(village: str, tmp_path: Path) -> str:
    target = tmp_path / "village.pb"
    target.write_bytes(village.encode())
    return str(target)


def test_json_of_one_file(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([path, "--format", "json", "--threshold", "2"]) == 0
    out, err = capsys.readouterr()
    result = json.loads(out)
    assert err == ""
    assert [(winner["id"], winner["cost"]) for winner in result["winners"]] == [("road", 70), ("yurt", 30)]
    assert result["rule"] == "greedy"
    assert result["parameters"] == {
        "order": "score", "misfit": "skip", "threshold": 2, "fund_unsupported": True,
    }  # fmt: skip
    assert result["ties"] == "cost,score,id"
    assert len(result["input_sha256"]) == 64
    assert result["seconds"] >= 0
    assert "file" not in result


@pytest.mark.parametrize(("rule", "winners"), [("greedy-stop", ["road"]), ("greedy-density", ["yurt", "well"])])
def test_the_other_rules(rule: str, winners: list[str], path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([path, "--format", "json", "--rule", rule]) == 0
    assert [winner["id"] for winner in json.loads(capsys.readouterr().out)["winners"]] == winners


def test_several_files_are_one_object_a_line(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    bad = Path(path).with_name("bad.pb")
    bad.write_bytes(Path(path).read_bytes().replace(b"road;70", b"road;x"))
    assert main([path, str(bad), path, "--format", "json"]) == 1
    out, err = capsys.readouterr()
    assert [json.loads(line)["file"] for line in out.splitlines()] == [path, path]
    assert f"{bad}: line 20 error: bad_number cost 'x'" in err


def test_text(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([path, "--tie", "cost,score,lot:s1"]) == 0
    out = capsys.readouterr().out
    assert "ties cost,score,lot:s1, 5 ballots" in out
    assert "Киіз үй" in out
    assert "spent 100, remaining 0" in out


def test_the_tie_rule_of_the_file_is_used(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    data = Path(path).read_bytes().replace(b"currency;KZT", b"comment;#1: ties=lot:zz")
    Path(path).write_bytes(data)
    assert main([path, "--format", "json", "--supported-only"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["ties"], result["parameters"]["fund_unsupported"]) == ("lot:zz", False)


def test_an_unreadable_tie_rule_in_the_file_is_an_error(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    data = Path(path).read_bytes().replace(b"currency;KZT", b"comment;#1: ties=coin")
    Path(path).write_bytes(data)
    assert main([path]) == 1
    assert "bad_tie_rule" in capsys.readouterr().err


def test_a_flood_of_defects_is_cut(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = b"".join(b"%d;nowhere;1;F;paper\n" % number for number in range(100))
    Path(path).write_bytes(Path(path).read_bytes() + rows)
    assert main([path]) == 1
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 51
    assert "more" in err.splitlines()[-1]


def test_wrong_usage(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([path + ".missing"]) == 2
    for arguments in ([], [path, "--rule", "lottery"], [path, "--tie", "coin"], [path, "--threshold", "x"]):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 2
    assert "bad_tie_rule" in capsys.readouterr().err


def test_it_runs_as_a_module_without_django(path: str) -> None:
    code = (
        "import runpy, sys; sys.argv = ['tally', sys.argv[1]]\n"
        "try: runpy.run_module('ortaq.tally', run_name='__main__')\n"
        "except SystemExit as stop: assert stop.code == 0\n"
        "assert not [name for name in sys.modules if name.split('.')[0] in ('django', 'numpy')]\n"
        "ours = {name.split('.')[1] for name in sys.modules if name.startswith('ortaq.')}\n"
        "assert ours == {'tally'}, ours\n"
    )
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "road" in done.stdout
