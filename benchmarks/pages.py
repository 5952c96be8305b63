"""Weight and speed of the main pages, served as an installation serves them: `python -m benchmarks.pages [--quick]`.

A database of its own is filled (SQLite; PostgreSQL where ORTAQ_DATABASE_URL names one, in a database made for the
run), served by gunicorn with two workers of two threads, and every page is asked for

- in this process: how many queries it takes,
- by eight clients that keep their lines open: requests a second, median and 95th percentile,
- by Chromium on a slow 3G line (400 kbit/s, 2 s a round trip, a processor four times slower): what is sent in how
  many requests and when it can be read, for the first page ever ("cold") and for somebody who has signed in here
  before, whose browser keeps the stylesheet ("warm").

The voter is signed in and no page is cached. The last line is one JSON object; `ok` says whether every limit held.
"""

import argparse
import contextlib
import dataclasses
import gzip
import http.client
import json
import os
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CLIENTS = 8
CHROMIUM = os.environ.get("ORTAQ_CHROMIUM", "/usr/bin/chromium")
SLOW_3G = {"offline": False, "latency": 2000, "downloadThroughput": 400_000 // 8, "uploadThroughput": 400_000 // 8}
SLOWER_PROCESSOR = 4
SIZES = (20, 100, 200)
VISITS = 3
SEEN_IN_QUICK = ("home", "ballot 20", "ballot 200")
"""A page takes ten seconds on the slow line, so a quick run looks at these only."""


@dataclasses.dataclass
class Limit:
    """What a page is held to; None where nothing is."""

    queries: int | None = 10
    requests: int | None = 4
    html_kb: float | None = 14.0
    total_kb: float | None = 50.0
    per_second: float | None = None
    readable_s: float | None = None
    """On slow 3G, for the first visit and for who has been here before. A first visit waits for two round trips of
    two seconds each, page and stylesheet, so half a second is left for sending and painting."""


LIMITS = {
    "home": Limit(total_kb=60.0),
    "place": Limit(),
    "cycle 20": Limit(),
    "ballot 20": Limit(readable_s=4.5),
    "ballot 100": Limit(html_kb=None, per_second=56.0, readable_s=4.5),
    "ballot 200": Limit(html_kb=32.0, per_second=30.0, readable_s=4.5),
    "result 20": Limit(),
}


@dataclasses.dataclass
class Measured:
    """One page. Sizes in thousand bytes, times in seconds but for the percentiles (milliseconds)."""

    page: str
    queries: int = 0
    requests: int | None = None
    foreign: int | None = None
    html_kb: float = 0.0
    total_kb: float | None = None
    per_second: float = 0.0
    p50_ms: float = 0.0
    p95_ms: float = 0.0
    cpu_ms: float = 0.0
    """Processor time of the web server for one request: what a busy machine changes least."""
    cold_s: float | None = None
    warm_s: float | None = None
    broken: list[str] = dataclasses.field(default_factory=list)

    def judge(self, limit: Limit) -> None:
        """Note every limit that does not hold."""
        held = [
            ("queries", self.queries, limit.queries), ("requests", self.requests, limit.requests),
            ("third parties", self.foreign, 0), ("HTML kB", self.html_kb, limit.html_kb),
            ("all kB", self.total_kb, limit.total_kb), ("first readable after s", self.cold_s, limit.readable_s),
            ("readable again after s", self.warm_s, limit.readable_s),
        ]  # fmt: skip
        self.broken = [
            f"{name} {value} > {most}"
            for name, value, most in held
            if most is not None and value is not None and value > most
        ]
        if limit.per_second is not None and self.per_second < limit.per_second:
            self.broken.append(f"requests a second {self.per_second} < {limit.per_second}")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextlib.contextmanager
def installation() -> Iterator[Path]:
    """Settings of an installation of its own, as in production; whatever it wrote is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="ortaq-pages-") as folder:
        given = os.environ.get("ORTAQ_DATABASE_URL", "")
        address = given if given.startswith("postgres") else f"sqlite:///{folder}/pages.sqlite3"
        with contextlib.ExitStack() as stack:
            if address.startswith("postgres"):
                address = stack.enter_context(own_database(address))
            os.environ.update(
                ORTAQ_DATABASE_URL=address, ORTAQ_DATA_DIR=folder, ORTAQ_DEBUG="false", ORTAQ_DEMO="false",
                ORTAQ_HTTPS="false", ORTAQ_SECRET_KEY=secrets.token_urlsafe(48), ORTAQ_ALLOWED_HOSTS="127.0.0.1,testserver",
                ORTAQ_IDENTITY_KEY=secrets.token_urlsafe(48), DJANGO_SETTINGS_MODULE="ortaq.config.settings",
            )  # fmt: skip
            yield Path(folder)
            from django.db import connections

            connections.close_all()


@contextlib.contextmanager
def own_database(address: str) -> Iterator[str]:
    """A database for this run on the server of the address."""
    import psycopg

    name = f"ortaq_pages_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{address.rpartition('/')[0]}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def fill(sizes: tuple[int, ...]) -> tuple[dict[str, str], str]:
    """Make the place and its votes.

    Returns:
        name of a page → its address in Kazakh, and the cookie of a signed-in voter.
    """
    import django

    django.setup()
    from django.core.management import call_command
    from django.urls import reverse
    from django.utils import translation

    from benchmarks import page_data

    for command in ("migrate", "createcachetable"):
        call_command(command, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    place = page_data.place()
    votes = {size: page_data.vote(place, projects=size) for size in sizes}
    finished = page_data.vote(place, projects=min(sizes), slug="finished")
    page_data.publish_result(finished, ballots=40)
    _user, session = page_data.voter(list(votes.values()))
    with translation.override("kk"):
        pages = {"home": reverse("home"), "place": reverse("place", args=[place.code])}
        pages |= {
            f"ballot {size}": reverse("participation:ballot", args=[place.code, vote.slug])
            for size, vote in votes.items()
        }
        first = min(sizes)
        pages[f"cycle {first}"] = reverse("participation:cycle", args=[place.code, votes[first].slug])
        pages[f"result {first}"] = reverse("participation:result", args=[place.code, finished.slug])
    return pages, session


@contextlib.contextmanager
def served(port: int) -> Iterator[int]:
    """gunicorn with two workers of two threads."""
    command = [
        sys.executable, "-m", "gunicorn", "ortaq.config.wsgi:application", "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--threads", "2", "--log-level", "error", "--no-control-socket",
    ]  # fmt: skip
    server = subprocess.Popen(command)
    try:
        for _attempt in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def processor_seconds(parent: int) -> float:
    """Processor time that the workers of a server have used so far; 0 where the system does not tell."""
    used = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent:
                used += int(fields[11]) + int(fields[12])
    return used / os.sysconf("SC_CLK_TCK")


def count_queries(address: str, session: str) -> tuple[int, float]:
    """Queries of a page and its HTML, compressed, in thousand bytes."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.cookies["sessionid"] = session
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")
    return len(queries), round(len(gzip.compress(answer.content, 6)) / 1000, 1)


def ask(port: int, address: str, session: str, seconds: float) -> list[float]:
    """What eight clients at once have to wait for the page, in seconds."""
    waits: list[float] = []
    until = time.perf_counter() + seconds

    def client() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Cookie": f"sessionid={session}", "Accept-Encoding": "gzip"}
        while time.perf_counter() < until:
            begun = time.perf_counter()
            line.request("GET", address, headers=headers)
            answer = line.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{address} answered {answer.status}")
            waits.append(time.perf_counter() - begun)

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waits


def look(browser: Any, base: str, address: str, session: str, found: Measured) -> None:
    """Open the page on a slow line, as the first of this site and as a later one; times are medians of three."""
    times = [_visit(browser, base, address, session, found) for _attempt in range(VISITS)]
    found.cold_s, found.warm_s = (round(statistics.median(each), 2) for each in zip(*times, strict=True))


def _visit(browser: Any, base: str, address: str, session: str, found: Measured) -> tuple[float, float]:
    """Seconds until a browser that knows nothing of this site can be read, and until it can be once more."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2, locale="kk-KZ")
    context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_3G)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
    sent: dict[str, float] = {}
    addresses: list[str] = []
    devtools.on("Network.requestWillBeSent", lambda event: addresses.append(event["request"]["url"]))
    devtools.on("Network.loadingFinished", lambda event: sent.update({event["requestId"]: event["encodedDataLength"]}))
    cold = _readable(page, base + address)
    wanted = [url for url in addresses if url.startswith("http")]
    found.requests, found.foreign = len(wanted), sum(not url.startswith(base) for url in wanted)
    found.total_kb = round(sum(sent.values()) / 1000, 1)
    warm = _readable(page, base + address)
    context.close()
    return cold, warm


def _readable(page: Any, address: str) -> float:
    """Seconds from the tap until the largest thing of the first screen is painted (not until all is loaded)."""
    page.goto(address, wait_until="load", timeout=120_000)
    painted: float = page.evaluate(
        """() => new Promise((resolve) => {
             new PerformanceObserver((list) => resolve(Math.max(...list.getEntries().map((each) => each.startTime))))
               .observe({type: "largest-contentful-paint", buffered: true});
           })"""
    )
    return painted / 1000


def measure(*, quick: bool) -> dict[str, Any]:
    """Everything, printed as a table on the way.

    Args:
        quick: shorter, and without the ballot of a hundred.
    """
    sizes = (20, 200) if quick else SIZES
    rows: list[Measured] = []
    load = round(os.getloadavg()[0], 1)
    with installation():
        pages, session = fill(sizes)
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        with served(port) as server:
            for name, address in pages.items():
                row = Measured(name)
                row.queries, row.html_kb = count_queries(address, session)
                ask(port, address, session, 0.5)
                begun, used = time.perf_counter(), processor_seconds(server)
                waits = ask(port, address, session, 2.0 if quick else 8.0)
                row.per_second = round(len(waits) / (time.perf_counter() - begun), 1)
                row.cpu_ms = round((processor_seconds(server) - used) / len(waits) * 1000, 1)
                row.p50_ms = round(statistics.median(waits) * 1000, 1)
                row.p95_ms = round(statistics.quantiles(waits, n=20)[-1] * 1000, 1)
                rows.append(row)
            browse(base, pages, session, [row for row in rows if not quick or row.page in SEEN_IN_QUICK])
        database = os.environ["ORTAQ_DATABASE_URL"].split(":", 1)[0]
    for row in rows:
        row.judge(LIMITS[row.page])
    show(rows)
    return {
        "database": database,
        "cores": os.cpu_count(),
        "load_at_begin": load,
        "pages": {row.page: {k: v for k, v in dataclasses.asdict(row).items() if k != "page"} for row in rows},
        "ok": not any(row.broken for row in rows),
    }


def browse(base: str, pages: dict[str, str], session: str, rows: list[Measured]) -> None:
    from playwright.sync_api import sync_playwright

    switches = [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ]  # fmt: skip
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=switches)
        for row in rows:
            look(browser, base, pages[row.page], session, row)
        browser.close()


def show(rows: list[Measured]) -> None:
    head = (
        "page",
        "queries",
        "requests",
        "HTML kB",
        "all kB",
        "req/s",
        "p50 ms",
        "p95 ms",
        "CPU ms",
        "3G cold s",
        "3G warm s",
    )
    print(("{:<12}" + "{:>10}" * 10).format(*head))
    for row in rows:
        cells = (
            row.queries, row.requests, row.html_kb, row.total_kb, row.per_second, row.p50_ms, row.p95_ms, row.cpu_ms,
            row.cold_s, row.warm_s,
        )  # fmt: skip
        text = "".join(f"{'-' if cell is None else cell:>10}" for cell in cells)
        print(f"{row.page:<12}{text}  {'; '.join(row.broken)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="under a minute: two sizes, short runs")
    print(json.dumps(measure(quick=parser.parse_args().quick), ensure_ascii=False))


if __name__ == "__main__":
    main()
