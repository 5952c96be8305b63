"""`ortaq serve`: the web server, the task worker and the daily work, until stopped."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ortaq.portal.demo.build import is_complete

DAILY_EVERY = 15 * 60
"""Seconds between runs of `ortaq daily`, which does each day's work once."""


class Command(BaseCommand):
    help = "Serve the platform at http://127.0.0.1:$PORT (8000) with its task worker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default=f"127.0.0.1:{os.environ.get('PORT') or 8000}", help="address:port")
        parser.add_argument("--workers", type=int, default=2, help="web processes")
        parser.add_argument("--threads", type=int, default=4, help="threads in each")
        parser.add_argument(
            "--demo-if-empty", action="store_true", help="put demo data into an empty database and serve it as a demo"
        )

    def handle(self, *, bind: str, workers: int, threads: int, demo_if_empty: bool, **options: Any) -> None:
        environment = dict(os.environ)
        if demo_if_empty:
            environment["ORTAQ_DEMO"] = "true" if self.prepare_demo(bind) else "false"
        ortaq = [sys.executable, "-m", "ortaq.config.cli"]
        web = [
            sys.executable, "-m", "gunicorn", "ortaq.config.wsgi:application", "--bind", bind,
            "--workers", str(workers), "--threads", str(threads),
            "--max-requests", "20000", "--max-requests-jitter", "2000", "--log-level", "warning",
        ]  # fmt: skip
        processes = [
            subprocess.Popen(web, env=environment),
            subprocess.Popen([*ortaq, "db_worker", "--interval", "2"], env=environment, stderr=subprocess.DEVNULL),
        ]
        try:
            self.announce(bind, processes[0])
            self.watch(processes, [*ortaq, "daily"], environment)
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                try:
                    process.wait(15)
                except subprocess.TimeoutExpired:
                    process.kill()

    def prepare_demo(self, bind: str) -> bool:
        """Fill an empty database; returns whether the site is served as a demo.

        A demo lets anybody sign in as its administrator, so it is never begun where `ORTAQ_DEMO` says no, over
        HTTPS, on an address others can reach, or beside accounts of real people.

        Raises:
            CommandError: a demo was begun and not filled to the end.
        """
        users = get_user_model().objects
        asked = os.environ.get("ORTAQ_DEMO")
        if asked is not None:
            if not settings.DEMO:
                return False
        elif settings.HTTPS or bind.rsplit(":", 1)[0] not in ("127.0.0.1", "localhost", "[::1]"):
            return False
        if users.filter(is_demo=False).exists():
            return False
        if users.exists():
            if not is_complete():
                raise CommandError(
                    "The demo was interrupted while it was filled. Remove the database and run it again."
                )
            return True
        command = [sys.executable, "-m", "ortaq.config.cli", "demo"]
        subprocess.run(command, env={**os.environ, "ORTAQ_DEMO": "true"}, check=True)
        return True

    def announce(self, bind: str, web: "subprocess.Popen[bytes]") -> None:
        address = f"http://{bind}"
        for _attempt in range(150):
            if web.poll() is not None:
                raise CommandError(f"The web server stopped. Is port {bind.rsplit(':', 1)[-1]} free? Try PORT=8001.")
            try:
                urllib.request.urlopen(f"{address}/health/", timeout=2).close()  # noqa: S310 -- our own address
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        else:
            raise CommandError("The web server did not answer within 30 seconds.")
        self.stdout.write(self.style.SUCCESS(f"\nOrtaq is up: {address}"))
        self.stdout.write("Stop it with Ctrl+C.")

    def watch(self, processes: "list[subprocess.Popen[bytes]]", daily: list[str], environment: dict[str, str]) -> None:
        stopped = False

        def stop(_signum: int, _frame: object) -> None:
            nonlocal stopped
            stopped = True

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        due = time.monotonic()
        while not stopped:
            if time.monotonic() >= due:
                subprocess.run(daily, env=environment, check=False)
                due = time.monotonic() + DAILY_EVERY
            for process in processes:
                if process.poll() is not None and not stopped:
                    raise CommandError(f"A part of the platform stopped (status {process.returncode}).")
            time.sleep(0.5)
