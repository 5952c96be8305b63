"""`ortaq catalogs update|compile|missing`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ortaq.core import catalogs
from ortaq.core.paths import SOURCE


class Command(BaseCommand):
    help = "Translations: `update` collects our strings, `compile` makes them usable, `missing` lists what waits."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["update", "compile", "missing"])
        parser.add_argument("--language", choices=catalogs.LANGUAGES, help="only this one")

    def handle(self, *, act: str, language: str | None, **options: Any) -> None:
        locale = settings.LOCALE_PATHS[0]
        wanted = (language,) if language else catalogs.LANGUAGES
        if act == "compile":
            self.stdout.write(f"{catalogs.compile_all(locale)} catalogues compiled.")
        elif act == "update":
            for code, count in catalogs.update(locale, catalogs.collect(SOURCE / "src" / "ortaq"), wanted).items():
                self.stdout.write(f"{code}: {count} strings wait for a translation.")
        else:
            waiting = [
                (lang, text)
                for lang in wanted
                if lang != "en"
                for text in catalogs.missing(catalogs.load(locale, lang))
            ]
            for code, text in waiting:
                self.stdout.write(f"{code}: {text}")
            if waiting:
                raise CommandError(f"{len(waiting)} strings wait for a translation.")
