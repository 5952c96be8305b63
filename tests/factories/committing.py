"""Tests that really commit: the database's own protection would stop it from being emptied after them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from ortaq.audit.models import Head



@contextmanager
def committed() -> Iterator[None]:
    """Give the log its first link, and empty every protected table afterwards.

    Use it in a fixture that asks for `transactional_db` or `live_server`, so that it ends before they do. On
    PostgreSQL the tables are truncated, which no row trigger sees.
    """
    Head.objects.get_or_create(id=1)
    try:
        yield
    finally:
        if connection.vendor == "sqlite":
            _empty_sqlite()


def _empty_sqlite() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        tables = sorted(set(connection.introspection.django_table_names(only_existing=True)) - {"django_migrations"})
        with connection.constraint_checks_disabled():
            for table in tables:
                cursor.execute(f'DELETE FROM "{table}"')
        for _name, sql in triggers:
            cursor.execute(sql)
