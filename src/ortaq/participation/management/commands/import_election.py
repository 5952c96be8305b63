"""`ortaq import_election FILE.pb --territory CODE`: make a published cycle out of a Pabulib file."""

import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ortaq.core.actors import SYSTEM
from ortaq.core.errors import DomainError
from ortaq.participation.domain.queries.results import load_pots
from ortaq.participation.imports.archive import import_archive, read_file
from ortaq.participation.imports.reading import Checked, check
from ortaq.territories.models import Territory

SHOWN = 50
SOURCE = "Pabulib, pabulib.org"


class Command(BaseCommand):
    help = "Import a participatory-budgeting election in the Pabulib format (.pb) as a finished, published vote."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a .pb file")
        parser.add_argument("--territory", required=True, metavar="CODE", help="code of the place it is shown under")
        parser.add_argument("--title", default="", help="what the vote is called; by default the name in the file")
        parser.add_argument("--source", default=SOURCE, help=f"where the file was published; by default {SOURCE}")
        parser.add_argument("--dry-run", action="store_true", help="only check the file and tell what is in it")

    def handle(self, *, file: str, territory: str, title: str, source: str, dry_run: bool, **options: Any) -> None:
        started = time.perf_counter()
        path = Path(file)
        try:
            place = Territory.objects.filter(code=territory).first()
            if place is None:
                raise CommandError(_("There is no place with the code %(code)s.") % {"code": territory})
            checked = check(read_file(path), name=path.name)
            self._tell(checked)
            checked.refuse()
            if dry_run:
                self.stdout.write(_("Dry run: nothing was stored."))
                return
            cycle = import_archive(
                checked=checked, territory=place, source=source, by=SYSTEM, title=title, progress=self._progress
            )
        except DomainError as error:
            raise CommandError(error.message) from None
        (pot,) = load_pots(cycle)
        self.stdout.write(
            _("Imported “%(title)s”: %(ballots)s ballots, %(projects)s projects, %(seconds)s s.")
            % {
                "title": cycle.title, "ballots": pot.ballots, "projects": len(pot.rows),
                "seconds": f"{time.perf_counter() - started:.1f}",
            }
        )  # fmt: skip
        agreement = pot.agreement
        if agreement is None:
            self.stdout.write(_("The file names no winners; our count stands as a comparison."))
        elif agreement["same"]:
            self.stdout.write(_("Our count gives the winners that the file names."))
        else:
            self.stdout.write(
                _("Our count differs: only the file names %(declared)s; only our count names %(counted)s.")
                % {
                    "declared": ", ".join(agreement["only_declared"]) or "—",
                    "counted": ", ".join(agreement["only_counted"]) or "—",
                }
            )
        self.stdout.write(f"/kk/places/{place.code}/vote/{cycle.slug}/result/")

    def _tell(self, checked: Checked) -> None:
        """What was found: whatever stops the import on the error stream, the rest as notes."""
        report = checked.report()
        self.stdout.write(
            _("%(name)s: %(rows)s rows of ballots, %(projects)s projects, %(used)s of %(read)s marks count.")
            % {
                "name": checked.name, "rows": report["rows"], "projects": report["projects"],
                "used": report["marks_used"], "read": report["marks_read"],
            }
        )  # fmt: skip
        ordered = sorted(checked.findings, key=lambda finding: (not finding.blocks, finding.level != "error"))
        for finding in ordered[:SHOWN]:
            stream = self.stderr if finding.blocks else self.stdout
            stream.write(f"  {finding}")
        if len(ordered) > SHOWN:
            self.stdout.write(_("  … and %(count)s more.") % {"count": len(ordered) - SHOWN})

    def _progress(self, done: int, total: int) -> None:
        if sys.stdout.isatty():
            end = "\n" if done == total else "\r"
            self.stdout.write(f"  {done} / {total}", ending=end)
            self.stdout.flush()
