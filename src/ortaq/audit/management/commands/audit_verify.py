"""`ortaq audit_verify`: check the whole log."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ortaq.audit import chain

MEANING = {
    "gap": "an entry is missing or out of place",
    "link": "it does not continue the entry before it",
    "altered": "its content is not what was written",
    "note": "its personal note is not what was written",
    "note_missing": "its personal note is gone, and no act erased it",
    "head": "the end of the log is not where it was left",
}


class Command(BaseCommand):
    help = "Check that nothing in the audit log was changed, removed, moved or put in. Exits with 1 if it was."

    def handle(self, *args: Any, **options: Any) -> None:
        found = sorted(chain.breaks())
        if found:
            first = found[0]
            raise CommandError(
                f"The log does not hold. First at entry {first.seq}: {MEANING[first.code]} ({first.code}). "
                f"Places found: {len(found)}."
            )
        end = chain.end()
        if end is not None:
            self.stdout.write(f"The log holds: {end.seq} entries, head {end.hash}")
