"""Run the whole suite: on SQLite, then on PostgreSQL where one can be reached; say what was left out and why.

`ORTAQ_TEST_POSTGRESQL_URL` names a server whose role may create databases, e.g.
`postgres://ortaq:ortaq@127.0.0.1:5432/ortaq`. Arguments are passed on to pytest.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def run(title: str, arguments: list[str], database: str) -> int:
    print(f"\n== {title}", flush=True)
    workers = os.environ.get("ORTAQ_TEST_WORKERS", "auto")
    command = [sys.executable, "-m", "pytest", "-n", workers, "--dist", "loadfile", "-q", *arguments]
    environment = {name: value for name, value in os.environ.items() if name != "ORTAQ_DATABASE_URL"}
    if database:
        environment["ORTAQ_DATABASE_URL"] = database
    return subprocess.call(command, cwd=ROOT, env=environment)


def reachable(url: str) -> str:
    """Empty if a connection works, else why not."""
    import psycopg

    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.Error as error:
        return str(error).strip().splitlines()[0]
    return ""


def main() -> int:
    arguments = sys.argv[1:]
    status = run("Tests on SQLite", arguments, "")
    url = os.environ.get("ORTAQ_TEST_POSTGRESQL_URL", "")
    reason = reachable(url) if url else "ORTAQ_TEST_POSTGRESQL_URL is not set"
    if reason:
        print(f"\nSKIPPED: tests on PostgreSQL: {reason}")
        return status
    again = ["tests/integration", "tests/browser/test_main_job.py"]
    return run("Tests on PostgreSQL", arguments or again, url) or status


if __name__ == "__main__":
    sys.exit(main())
