"""`ortaq sweep_files`: take away what a failed act left in the storage."""

import datetime as dt
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.files.storage import Storage
from django.core.management.base import BaseCommand

from ortaq.core import clock
from ortaq.files.models import StoredFile

AGE = dt.timedelta(days=1)
"""Younger files may belong to an act that is still going on."""


class Command(BaseCommand):
    help = "Delete files of the storage that no record knows and that are older than a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only tell what would be deleted")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        storage = StoredFile._meta.get_field("file").storage
        known = set(StoredFile.objects.values_list("file", flat=True))
        known.update(StoredFile.objects.exclude(card="").values_list("card", flat=True))
        before = clock.now() - AGE
        found = [name for name in _walk(storage) if name not in known and storage.get_modified_time(name) < before]
        for name in found:
            if not dry_run:
                storage.delete(name)
            self.stdout.write(name)
        self.stdout.write(f"files: {len(found)} {'to delete' if dry_run else 'deleted'}")


def _walk(storage: Storage) -> Iterator[str]:
    """Names in the folders that `StoredFile` writes to: a year, a month."""
    for year in _folders(storage, ""):
        for month in _folders(storage, year):
            yield from (f"{year}/{month}/{name}" for name in storage.listdir(f"{year}/{month}")[1])


def _folders(storage: Storage, parent: str) -> list[str]:
    try:
        return [name for name in storage.listdir(parent)[0] if name.isdecimal()]
    except FileNotFoundError:
        return []
