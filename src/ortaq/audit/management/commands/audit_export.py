"""`ortaq audit_export FILE.jsonl`: the log for strangers to check."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ortaq.audit.export import ExportError, lines


class Command(BaseCommand):
    help = (
        "Write the audit log as JSON lines that anyone can check with SHA-256, up to the end of yesterday. Personal "
        "values are left out. Made while a vote runs, the file shows in which order ballots and other acts came: "
        "give it to nobody before the vote is over."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file to write; an older one is replaced once all is written")
        parser.add_argument(
            "--all", action="store_true", help="today's acts too: during a vote this counts today's ballots"
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        part = file.with_name(file.name + ".part")
        # The first line says what the file is, the last one where the log ends.
        entries = -2
        try:
            with part.open("w", encoding="utf-8", newline="\n") as output:
                for line in lines(today_too=options["all"]):
                    output.write(line)
                    entries += 1
            os.replace(part, file)
        except (OSError, ExportError) as error:
            part.unlink(missing_ok=True)
            raise CommandError(str(error)) from error
        self.stdout.write(f"{entries} entries written to {file}")
