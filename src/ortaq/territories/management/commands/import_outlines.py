"""`ortaq import_outlines FILE.geojson`: take outlines of territories in."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ortaq.core.actors import SYSTEM
from ortaq.core.errors import DomainError
from ortaq.territories.domain.outlines import compare, store_outlines
from ortaq.territories.errors import FileError
from ortaq.territories.imports.outlines import read_outlines
from ortaq.territories.management.reports import day_option, stop_on_problems, write_problems


class Command(BaseCommand):
    help = "Import outlines (GeoJSON FeatureCollection, WGS 84), joined by the property kato or code, else by name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--dry-run", action="store_true", help="only tell what would change")
        parser.add_argument("--source", default="", help="who drew the outlines, and their licence")
        parser.add_argument("--date", default="", help="first day of these outlines, as 2024-01-03")

    def handle(self, *, file: str, dry_run: bool, source: str, date: str, **options: Any) -> None:
        path = Path(file)
        try:
            valid_from = day_option(date)
            outlines = read_outlines(path)
            stop_on_problems(self.stderr, outlines.problems, row=_("feature"))
            if outlines.unjoined:
                self.stderr.write(_("Not joined to any territory:"))
                write_problems(self.stderr, outlines.unjoined, row=_("feature"))
            if not outlines.shapes:
                raise FileError("nothing_joined")
            if dry_run:
                counts, _fresh = compare(outlines.shapes, valid_from=valid_from)
            else:
                counts = store_outlines(
                    shapes=outlines.shapes, source=source or path.name, file_name=path.name,
                    sha256=outlines.sha256, by=SYSTEM, valid_from=valid_from,
                )  # fmt: skip
        except DomainError as error:
            raise CommandError(error.message) from None
        text = _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(unjoined)s not joined.")
        shown = {"new": counts.new, "changed": counts.changed, "unchanged": counts.unchanged}
        self.stdout.write(text % {**shown, "unjoined": len(outlines.unjoined)})
        if dry_run:
            self.stdout.write(_("This was a dry run: nothing was written."))
