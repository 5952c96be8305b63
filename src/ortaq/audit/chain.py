"""How an entry is hashed and how the chain is checked. The format is described in docs/explanation/audit.md."""

import datetime as dt
import hashlib
import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError
from django.db.models import Model, QuerySet, Subquery
from django.utils import timezone

from ortaq.audit.models import Entry, Head, PersonalNote
from ortaq.core import clock
from ortaq.core.errors import NotRecorded

GENESIS = "0" * 64
ERASED = "audit.erased"
"""The act that takes personal values out of the log; its data names the entries (`seqs`)."""
BATCH = 2000
UNLIKE_ANY = "unreadable"
UNREADABLE = (ValueError, TypeError, AttributeError, RecursionError, OperationalError)

FIELDS = (
    "seq", "at", "actor_id", "verb", "object_type", "object_id", "data", "personal_hash", "previous", "hash",
)  # fmt: skip
Row = tuple[Any, ...]
# JSON writes NUL as \\u0000; after an odd number of backslashes those letters are only letters.
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces: the same bytes for the same value, everywhere."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """The values as any database gives them back: text, whole numbers, booleans, lists, dictionaries, null.

    Raises:
        NotRecorded: a value would change on its way through a database (a float, a NUL character, a lone
            surrogate) or is not data at all.
    """
    try:
        text = json.dumps(values, cls=DjangoJSONEncoder, allow_nan=False, ensure_ascii=False)
        text.encode()
    except (TypeError, ValueError) as error:
        raise NotRecorded(f"cannot stand in the log: {error}") from error
    if _NUL.search(text):
        raise NotRecorded("cannot stand in the log: a NUL character")

    def refuse(number: str) -> None:
        raise NotRecorded(f"cannot stand in the log: the float {number}; use a whole number or text")

    result: dict[str, Any] = json.loads(text, parse_float=refuse)
    return result


def personal_hash(salt: str, values: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON of `[salt, values]`."""
    return hashlib.sha256(canonical([salt, values])).hexdigest()


def value_hash(salt: str, value: str) -> str:
    """SHA-256 over the canonical JSON of `[salt, value]`: what stands for a value that the log may not hold."""
    return hashlib.sha256(canonical([salt, value])).hexdigest()


def new_salt() -> str:
    return secrets.token_hex(32)


def midnight(day: dt.date) -> dt.datetime:
    """When a day begins where the platform lives."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()), timezone.get_default_timezone())


def day_start(at: dt.datetime) -> dt.datetime:
    """00:00 UTC of the day that it is in Asia/Almaty: all that is kept of the time of an act known by its day only."""
    return dt.datetime.combine(timezone.localtime(at, timezone.get_default_timezone()).date(), dt.time(), dt.UTC)


def hashed_text(row: Row) -> bytes:
    """The exact bytes that an entry's hash covers.

    Args:
        row: an entry's values in the order of `FIELDS`; its own hash is left out.
    """
    seq, at, *rest = row[:-1]
    return canonical([seq, at.astimezone(dt.UTC).isoformat(timespec="microseconds"), *rest])


def entry_hash(entry: Entry) -> str:
    """SHA-256 over everything the entry says and the hash before it."""
    return hashlib.sha256(hashed_text(tuple(getattr(entry, name) for name in FIELDS))).hexdigest()


@dataclass(frozen=True, order=True)
class Break:
    """A place where the chain does not hold: `seq` of the entry and a code (see `breaks`)."""

    seq: int
    code: str


@dataclass(frozen=True)
class End:
    """Where the chain stood at one moment: what its head says and what its last entry is."""

    seq: int
    hash: str
    last_seq: int
    last_hash: str


def end() -> End | None:
    """The chain's end, read in one statement so that an act at the same time cannot tear it apart.

    Returns:
        None where the head is missing.
    """
    last = Entry.objects.order_by("-seq")
    head = (
        Head.objects.filter(id=1)
        .annotate(last_seq=Subquery(last.values("seq")[:1]), last_hash=Subquery(last.values("hash")[:1]))
        .values_list("seq", "hash", "last_seq", "last_hash")
        .first()
    )
    return End(head[0], head[1], head[2] or 0, head[3] or GENESIS) if head else None


@dataclass(frozen=True)
class Standing:
    """The last entry of a day that is over: its day, number and hash."""

    day: dt.date
    seq: int
    hash: str


def end_of_yesterday() -> Standing:
    """Where the chain stood when today began in Asia/Almaty: it moves once a day, so nobody can count acts by it.

    The time of an act known by its day only lies in its day, so it stands on the right side of midnight too.
    """
    today = clock.today()
    last = Entry.objects.filter(at__lt=midnight(today)).order_by("-seq").values_list("seq", "hash").first()
    return Standing(today - dt.timedelta(days=1), *(last or (0, GENESIS)))


def rows(until: int) -> Iterator[list[tuple[int, Row | None]]]:
    """All entries up to a number, oldest first, in batches: memory does not grow with the log.

    Returns:
        Numbers with the values in the order of `FIELDS`, or None where a row cannot even be read.
    """
    last = 0
    while batch := _read(Entry.objects.filter(seq__gt=last, seq__lte=until).order_by("seq")[:BATCH], *FIELDS):
        yield batch
        last = batch[-1][0]


def _read(queryset: QuerySet[Any], *fields: str) -> list[tuple[int, Row | None]]:
    """Rows of a part of the log. Whoever edits the file of a database can leave what no field understands."""
    try:
        return [(row[0], row) for row in queryset.values_list(*fields)]
    except UNREADABLE:
        return [(seq, _read_one(queryset.model, seq, fields)) for seq in list(queryset.values_list("seq", flat=True))]


def _read_one(model: type[Model], seq: int, fields: tuple[str, ...]) -> Row | None:
    try:
        row: Row | None = model._default_manager.filter(seq=seq).values_list(*fields).first()
    except UNREADABLE:
        return None
    return row


def breaks() -> Iterator[Break]:
    """Walk the whole chain and tell every place that does not hold.

    Codes: `gap` (an entry is missing or out of place), `link` (it does not continue the one before),
    `altered` (its content is not what was hashed), `note` (a personal note is not what was hashed, or belongs
    to no entry), `note_missing` (a personal note is gone though no act erased it), `head` (the chain's end is
    not where it was left). All but the last two come in the chain's order.

    Acts done during the walk are neither checked nor mistaken for breaks.
    """
    last_end = end()
    previous, last = GENESIS, 0
    missing: set[int] = set()
    for batch in rows(last_end.last_seq if last_end else 2**62):
        notes = _note_hashes(last, batch[-1][0])
        noted_here = set(notes)
        for seq, row in batch:
            if seq != last + 1:
                yield Break(last + 1, "gap")
            noted, linked, own = row[7:] if row else _text_columns(seq)
            if linked != previous:
                yield Break(seq, "link")
            if _row_hash(row) != own:
                yield Break(seq, "altered")
            if seq in notes and notes.pop(seq) != noted:
                yield Break(seq, "note")
            elif noted and seq not in noted_here:
                missing.add(seq)
            previous, last = own, seq
        yield from (Break(seq, "note") for seq in notes)
    if missing:
        yield from (Break(seq, "note_missing") for seq in sorted(missing - erased_seqs()))
    if last_end is None:
        if last:
            yield Break(last, "head")
    elif (last_end.seq, last_end.hash) != (last_end.last_seq, last_end.last_hash):
        yield Break(last, "head")


def _row_hash(row: Row | None) -> str:
    """The hash a row should have; none where it holds what no act writes."""
    try:
        return hashlib.sha256(hashed_text(row)).hexdigest() if row else UNLIKE_ANY
    except UNREADABLE:
        return UNLIKE_ANY


def _text_columns(seq: int) -> Row:
    columns: Row = Entry.objects.values_list(*FIELDS[7:]).get(seq=seq)
    return columns


def _note_hashes(after: int, until: int) -> dict[int, str]:
    """Hashes of the personal notes in a part of the log; an unreadable note has one that no entry has."""
    notes = _read(PersonalNote.objects.filter(seq__gt=after, seq__lte=until).order_by("seq"), "seq", "salt", "values")
    return {seq: _note_hash(row) for seq, row in notes}


def _note_hash(row: Row | None) -> str:
    try:
        return personal_hash(row[1], row[2]) if row else UNLIKE_ANY
    except UNREADABLE:
        return UNLIKE_ANY


def erased_seqs() -> set[int]:
    """Numbers of the entries whose personal values an act has erased."""
    acts = _read(Entry.objects.filter(verb=ERASED).order_by("seq"), "seq", "data")
    named = [row[1].get("seqs") for _seq, row in acts if row and isinstance(row[1], dict)]
    return {seq for seqs in named if isinstance(seqs, list) for seq in seqs if isinstance(seq, int)}
