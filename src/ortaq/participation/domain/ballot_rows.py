"""Writing opened ballots, many at a time.

`bulk_create` spends nine tenths of its time building objects and statements; a town's ballots are plain rows, and
the transaction that writes them must be short. The statement is the same on both databases.
"""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection

from ortaq.participation.models import Ballot


class BallotRow(NamedTuple):
    """A row of the table of `Ballot`: its columns in the order of the statement."""

    id: int
    cycle_id: int
    pot_id: int
    position: int
    vote: str
    points: str = ""
    voter: str = ""
    attributes: list[str] | None = None


def insert_ballots(rows: Iterable[BallotRow]) -> None:
    """Insert rows inside the transaction of whoever calls."""
    quoted = ", ".join(connection.ops.quote_name(column) for column in BallotRow._fields)
    marks = ", ".join(["%s"] * len(BallotRow._fields))
    statement = f"INSERT INTO {connection.ops.quote_name(Ballot._meta.db_table)} ({quoted}) VALUES ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, [_values(row) for row in rows])


def _values(row: BallotRow) -> tuple[Any, ...]:
    return (*row[:-1], None if row.attributes is None else json.dumps(row.attributes, ensure_ascii=False))
