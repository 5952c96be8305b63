"""What every test has at hand."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client, TransactionTestCase
from django.urls import Resolver404, resolve
from django.utils import translation

from ortaq.core.catalogs import compile_all

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def _loopback_only(socket_enabled: None) -> None:
    """Tests talk to this machine only."""
    from pytest_socket import socket_allow_hosts

    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test begins in English, whatever page the one before it asked for."""
    with translation.override("en"):
        yield


# Pages of the library that must write when they are opened, by name of the address, and why.
WRITES_WHEN_READ = {
    "mfa_activate_totp": "the new secret waits in the session for the app's first code",
    "mfa_view_recovery_codes": "marks the codes as seen when they are shown for the first time",
    "account_reset_password_from_key": "takes the key of the letter out of the address and into the session",
}
# Django drops a session that has become invalid (a new password, "sign out everywhere") when it meets it.
_DEAD_SESSION = 'DELETE FROM "django_session"'
_WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|MERGE)\b", re.IGNORECASE)


@pytest.fixture(autouse=True)
def _reading_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A GET or HEAD by the test client fails if it changes a row, be it of the session."""
    send = Client.request

    def request(client: Client, **environ: Any) -> Any:
        if environ.get("REQUEST_METHOD", "GET") not in ("GET", "HEAD") or _may_write(environ.get("PATH_INFO", "")):
            return send(client, **environ)
        written: list[str] = []

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if _WRITE.match(sql) and not sql.startswith(_DEAD_SESSION):
                written.append(sql[:200])
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            response = send(client, **environ)
        assert not written, f"GET {environ.get('PATH_INFO')} wrote: {written}"
        return response

    monkeypatch.setattr(Client, "request", request)


def _may_write(path: str) -> bool:
    try:
        with translation.override(translation.get_language_from_path(path) or "en"):
            return resolve(path).url_name in WRITES_WHEN_READ
    except Resolver404:
        return False


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The public files tests read; they are never committed."""
    folder = Path(os.environ.get("ORTAQ_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"test data not found at {folder}: set ORTAQ_TEST_DATA")
    return folder


def pytest_configure(config: pytest.Config) -> None:
    """Compile the translations once, before any worker begins."""
    if not hasattr(config, "workerinput"):
        compile_all(REPOSITORY / "locale")


_flush = TransactionTestCase._fixture_teardown


def _flush_protected_tables(case: TransactionTestCase) -> None:
    """Empty the database after a test that commits: SQLite's triggers stand aside meanwhile, TRUNCATE passes them."""
    with connection.cursor() as cursor:
        triggers: list[Any] = []
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        _flush(case)
        for _name, sql in triggers:
            cursor.execute(sql)
    # What a migration put there.
    apps.get_model("audit", "Head").objects.get_or_create(id=1)


TransactionTestCase._fixture_teardown = _flush_protected_tables


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test of one database runs in the pass on that database; the other pass leaves it out."""
    other = "sqlite" if connection.vendor == "postgresql" else "postgresql"
    left_out = [item for item in items if item.get_closest_marker(other)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
