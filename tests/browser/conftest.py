"""Pages in the system's own Chromium, on a phone and on a desktop.

Every page that a fixture here gives has `live_server` as its base, so `phone.goto("/kk/")` is enough, and fails its
test when the browser reported an error of ours: a script that broke, or something the security policy had to block.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, sync_playwright

# Playwright's synchronous interface runs an event loop in this thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = Path(os.environ.get("ORTAQ_CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
PATIENCE = 10_000
"""Milliseconds that a step may take on a busy machine."""

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}: install the distribution's package or set ORTAQ_CHROMIUM")
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright_driver: Playwright) -> Iterator[Browser]:
    """One browser for the whole run; each test has contexts of its own."""
    chromium = playwright_driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
    yield chromium
    chromium.close()


@contextmanager
def opened(browser: Browser, base_url: str, **options: Any) -> Iterator[Page]:
    """A page in a context of its own; leaving it checks what the browser complained about."""
    context = browser.new_context(base_url=base_url, locale="kk-KZ", timezone_id="Asia/Almaty", **options)
    context.set_default_timeout(PATIENCE)
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        # A refused form or a missing page is an answer that tests ask for, not a fault.
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    page = context.new_page()
    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == [], "the browser complained"


@pytest.fixture
def phone(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A page of 360 by 740, touched by fingers."""
    with opened(browser, live_server.url, viewport=PHONE, has_touch=True) as page:
        yield page


@pytest.fixture
def desktop(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A page of 1280 by 900."""
    with opened(browser, live_server.url, viewport=DESKTOP) as page:
        yield page


@pytest.fixture
def dark(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A desktop page on a device that is set to dark."""
    with opened(browser, live_server.url, viewport=DESKTOP, color_scheme="dark") as page:
        yield page


@pytest.fixture
def no_script(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A phone page in a browser that runs no script; axe cannot run in it."""
    with opened(browser, live_server.url, viewport=PHONE, java_script_enabled=False) as page:
        yield page
