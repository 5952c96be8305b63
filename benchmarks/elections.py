"""A real election through the whole platform: `python -m benchmarks.elections [--quick]`.

For the largest public files: read, import with all ballots, count, make the files, render the result page; seconds
and peak memory, beside pabutools (reading and greedy by votes, exact, its faster form) on the same file. Each in a
process of its own. The last line is one JSON object; `ok` says whether the result was shown in under 30 seconds,
with the right winners, within 10 queries and 32 kB.

The files are not part of the project: ORTAQ_TEST_DATA names the folder that holds `pabulib/`. pabutools is
optional (`pip install -e .[bench]`); where it is absent the table says so.
"""

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FILES = ("Poland_Wroclaw_2015_from_500.pb", "Poland_Lodz_2022.pb")
MOST_SECONDS, MOST_QUERIES, MOST_BYTES = 30, 10, 32 * 1024
PEER_LIMIT = 240
"""Seconds after which the peer is stopped; it is told as such."""


def data_folder() -> Path:
    return Path(os.environ.get("ORTAQ_TEST_DATA", ROOT.parent / "shared" / "data")) / "pabulib"


def peak_megabytes() -> int:
    """Of this process, so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


# -- in processes of their own


def measure_ours(path: Path) -> dict[str, Any]:
    """Import, count and show one file; the database is there and migrated."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_test_environment

    from ortaq.core.actors import SYSTEM
    from ortaq.participation.domain.queries.results import load_pots
    from ortaq.participation.imports.archive import import_archive
    from ortaq.participation.imports.reading import check
    from ortaq.territories.models import Territory

    setup_test_environment()
    place = Territory.objects.get(code="KZ")
    begun = time.perf_counter()
    checked = check(path.read_bytes(), name=path.name)
    read = time.perf_counter()
    cycle = import_archive(checked=checked, territory=place, source="Pabulib, pabulib.org", by=SYSTEM)
    imported = time.perf_counter()
    address = f"/kk/places/{place.code}/vote/{cycle.slug}/result/"
    with CaptureQueriesContext(connection) as queries:
        answer = Client().get(address)
    asked = len(queries)
    first = time.perf_counter()
    Client().get(address)
    again = time.perf_counter()
    (pot,) = load_pots(cycle)
    return {
        "ballots": pot.ballots,
        "read_seconds": read - begun,
        "import_seconds": imported - read,
        "first_page_seconds": first - imported,
        "page_seconds": again - first,
        "total_seconds": first - begun,
        "queries": asked,
        "html_gzip_bytes": len(gzip.compress(answer.content, 6)),
        "status": answer.status_code,
        "winners": sorted(pot.counted.result["winners"]),
        "declared": sorted(pot.main.result["winners"]) if pot.declared else None,
        "peak_megabytes": peak_megabytes(),
    }


def measure_tally(path: Path) -> dict[str, Any]:
    """The same work as the peer's: read and check the file, count it by greedy; no database."""
    from ortaq.tally import Rule, count, read_pb

    begun = time.perf_counter()
    election = read_pb(path).election()
    read = time.perf_counter()
    outcome = count(election, Rule("greedy", {"fund_unsupported": True}))
    done = time.perf_counter()
    return {
        "read_seconds": read - begun,
        "count_seconds": done - read,
        "total_seconds": done - begun,
        "winners": sorted(outcome.winners),
        "peak_megabytes": peak_megabytes(),
    }


def measure_peer(path: Path) -> dict[str, Any]:
    """The same file in pabutools: read, then greedy by votes on grouped ballots with exact fractions."""
    begun = time.perf_counter()
    from pabutools.election import Cost_Sat, parse_pabulib
    from pabutools.rules import greedy_utilitarian_welfare

    loaded = time.perf_counter()
    instance, profile = parse_pabulib(str(path))
    read = time.perf_counter()
    grouped = profile.as_multiprofile()
    outcome = greedy_utilitarian_welfare(instance, grouped, sat_class=Cost_Sat)
    done = time.perf_counter()
    return {
        "start_seconds": loaded - begun,
        "read_seconds": read - loaded,
        "count_seconds": done - read,
        "total_seconds": done - loaded,
        "winners": sorted(project.name for project in outcome),
        "peak_megabytes": peak_megabytes(),
    }


# -- around them


def in_own_process(who: str, path: Path, environment: dict[str, str]) -> dict[str, Any]:
    """Run one measurement; `absent` or `stopped` tell why there is none."""
    command = [sys.executable, "-m", "benchmarks.elections", "--measure", who, str(path)]
    limit = PEER_LIMIT if who == "peer" else None
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=limit
        )
    except subprocess.TimeoutExpired:
        return {"stopped": f"not done after {PEER_LIMIT} s"}
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no message"
        return {"absent" if "ModuleNotFoundError" in last else "stopped": last}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def prepared_environment(folder: Path) -> dict[str, str]:
    """Settings of an installation of its own in a folder, with its database and the places."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ortaq.config.settings",
        "ORTAQ_DATA_DIR": str(folder),
        "ORTAQ_SECRET_KEY": "benchmark-" + "x" * 50,
        "ORTAQ_IDENTITY_KEY": "benchmark-identity-key",
        "ORTAQ_DEBUG": "false",
        "ORTAQ_DEMO": "false",
        "ORTAQ_HTTPS": "false",
    }
    environment.pop("ORTAQ_DATABASE_URL", None)
    for command in (["migrate", "--verbosity", "0"], ["seed_territories"], ["collectstatic", "--noinput", "-v", "0"]):
        subprocess.run(
            [sys.executable, "-m", "ortaq.config.cli", *command],
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
        )
    return environment


def holds(ours: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Whether our run keeps every promise."""
    return bool(
        "total_seconds" in ours
        and ours["status"] == 200
        and ours["ballots"] == expected["num_ballots"]
        and ours["total_seconds"] <= MOST_SECONDS
        and ours["queries"] <= MOST_QUERIES
        and ours["html_gzip_bytes"] <= MOST_BYTES
        and ours["declared"] == ours["winners"] == sorted(expected["declared"])
    )


def show(name: str, ours: dict[str, Any], tally: dict[str, Any], peer: dict[str, Any]) -> None:
    print(f"\n{name}: {ours.get('ballots', '?')} ballots")
    print(f"  {'':34}{'seconds':>9}{'peak MB':>9}")
    if "total_seconds" not in ours:
        print(f"  Ortaq: {ours}")
        return
    for label, key in (
        ("Ortaq: read and check", "read_seconds"),
        ("Ortaq: import, count, files", "import_seconds"),
        ("Ortaq: first result page", "first_page_seconds"),
        ("Ortaq: result page again", "page_seconds"),
    ):
        print(f"  {label:34}{ours[key]:9.2f}")
    print(f"  {'Ortaq: from file to page':34}{ours['total_seconds']:9.2f}{ours['peak_megabytes']:9d}")
    print(f"  {'':34}{ours['queries']} queries, {ours['html_gzip_bytes'] / 1024:.1f} kB of HTML (gzip)")
    print(f"  {'ortaq.tally: read, check, count':34}{tally['total_seconds']:9.2f}{tally['peak_megabytes']:9d}")
    if "total_seconds" in peer:
        print(f"  {'pabutools: read':34}{peer['read_seconds']:9.2f}")
        print(f"  {'pabutools: greedy':34}{peer['count_seconds']:9.2f}")
        print(f"  {'pabutools: read and count':34}{peer['total_seconds']:9.2f}{peer['peak_megabytes']:9d}")
    elif "absent" in peer:
        print("  pabutools is not installed: pip install pabutools==1.2.3 to compare")
    else:
        print(f"  pabutools: {peer['stopped']}")


def run(*, quick: bool) -> dict[str, Any]:
    folder = data_folder()
    if not folder.is_dir():
        print(f"No election files at {folder}: set ORTAQ_TEST_DATA.")
        return {"ok": False, "reason": "no files"}
    expected = json.loads((folder / "expected.json").read_text())["files"]
    figures: dict[str, Any] = {}
    ok = True
    with tempfile.TemporaryDirectory(prefix="ortaq-elections-") as temporary:
        environment = prepared_environment(Path(temporary))
        for name in FILES[:1] if quick else FILES:
            ours = in_own_process("ours", folder / name, environment)
            tally = in_own_process("tally", folder / name, environment)
            peer = in_own_process("peer", folder / name, environment)
            show(name, ours, tally, peer)
            kept = holds(ours, expected[name]) and peer.get("winners", tally.get("winners")) == tally.get("winners")
            ok = ok and kept
            figures[name] = {
                "ok": kept,
                **{key: round(value, 3) for key, value in ours.items() if isinstance(value, (int, float))},
                **{f"tally_{key}": round(value, 3) for key, value in tally.items() if isinstance(value, (int, float))},
                **{f"peer_{key}": round(value, 3) for key, value in peer.items() if isinstance(value, (int, float))},
                "peer": "measured" if "total_seconds" in peer else next(iter(peer), "none"),
            }
    return {"ok": ok, "files": figures}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.elections", description="A real election, whole.")
    parser.add_argument("--quick", action="store_true", help="only the file with most ballots")
    parser.add_argument("--measure", nargs=2, metavar=("WHO", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        who, path = options.measure
        measure = {"ours": measure_ours, "tally": measure_tally, "peer": measure_peer}[who]
        print(json.dumps(measure(Path(path))))
        return 0
    result = run(quick=options.quick)
    print()
    print(json.dumps(result))
    return 0 if result["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
