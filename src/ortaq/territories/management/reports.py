"""An import's report on the terminal, and the options that imports share."""

import datetime as dt

from django.core.management.base import CommandError, OutputWrapper
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ortaq.territories.domain.records import Problem, Report
from ortaq.territories.errors import FileError

SHOWN = 100


def day_option(text: str) -> dt.date | None:
    """The day of `--date`, None if it was not given.

    Raises:
        FileError: it is not a day.
    """
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise FileError("date", text=text[:40]) from None


def write_problems(out: OutputWrapper, problems: list[Problem], *, row: str = "") -> None:
    """One line for each bad row: line, field, reason.

    Args:
        row: what the numbers count, "line" if not given.
    """
    for problem in problems[:SHOWN]:
        out.write(f"  {row or _('line')} {problem.line}, {problem.field}: {problem.reason}")
    rest = len(problems) - SHOWN
    if rest > 0:
        out.write("  " + ngettext("… and %(count)s more.", "… and %(count)s more.", rest) % {"count": rest})


def write_report(out: OutputWrapper, report: Report, *, dry_run: bool) -> None:
    """The counts of an import that went well, or would."""
    text = _("%(rows)s rows: %(new)s new, %(changed)s changed, %(unchanged)s unchanged (%(seconds).1f s).")
    out.write(text % {**report.counts, "seconds": report.seconds})
    if report.kept:
        out.write(_("%(count)s names differ and stay: a person confirmed them.") % {"count": report.kept})
    if dry_run:
        out.write(_("This was a dry run: nothing was written."))


def stop_on_problems(out: OutputWrapper, problems: list[Problem], *, row: str = "") -> None:
    """Tell every bad row and stop.

    Raises:
        CommandError: there are bad rows.
    """
    if problems:
        write_problems(out, problems, row=row)
        text = ngettext(
            "%(count)s defect: nothing was changed. Correct the file and run it again.",
            "%(count)s defects: nothing was changed. Correct the file and run it again.",
            len(problems),
        )
        raise CommandError(text % {"count": len(problems)})
