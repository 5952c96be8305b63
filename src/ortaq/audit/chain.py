"""How an entry is hashed and how the chain is checked."""

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ortaq.audit.models import Entry, Head, PersonalNote

GENESIS = "0" * 64


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces: the same bytes for the same value, everywhere."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def personal_hash(salt: str, values: dict[str, Any]) -> str:
    return hashlib.sha256(canonical([salt, values])).hexdigest()


def new_salt() -> str:
    return secrets.token_hex(32)


def entry_hash(entry: Entry) -> str:
    """SHA-256 over everything the entry says and the hash before it."""
    at = entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    parts = [
        entry.seq, at, entry.actor_id, entry.verb, entry.object_type, entry.object_id,
        entry.data, entry.personal_hash, entry.previous,
    ]  # fmt: skip
    return hashlib.sha256(canonical(parts)).hexdigest()


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold: `seq` of the entry and a code."""

    seq: int
    code: str


def breaks() -> Iterator[Break]:
    """Walk the whole chain and tell every place that does not hold.

    Codes: `gap` (an entry is missing or out of place), `link` (it does not continue the one before),
    `altered` (its content is not what was hashed), `note` (a personal note is not what was hashed),
    `head` (the chain's end is not where it was left).
    """
    previous, last = GENESIS, 0
    notes = dict(PersonalNote.objects.values_list("seq", "salt").iterator())
    for entry in Entry.objects.order_by("seq").iterator(chunk_size=2000):
        if entry.seq != last + 1:
            yield Break(last + 1, "gap")
        if entry.previous != previous:
            yield Break(entry.seq, "link")
        if entry_hash(entry) != entry.hash:
            yield Break(entry.seq, "altered")
        if entry.seq in notes:
            note = PersonalNote.objects.get(seq=entry.seq)
            if personal_hash(note.salt, note.values) != entry.personal_hash:
                yield Break(entry.seq, "note")
        previous, last = entry.hash, entry.seq
    head = Head.objects.filter(id=1).first()
    if (head.seq, head.hash) != (last, previous) if head else last:
        yield Break(last, "head")
