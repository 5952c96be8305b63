"""An import's report on the terminal."""

from django.core.management.base import CommandError, OutputWrapper
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ortaq.territories.domain.records import Problem, Report

SHOWN = 100


def write_problems(out: OutputWrapper, problems: list[Problem]) -> None:
    """One line for each bad row: line, field, reason."""
    for problem in problems[:SHOWN]:
        place = _("line %(line)s, %(field)s") % {"line": problem.line, "field": problem.field}
        out.write(f"  {place}: {problem.reason}")
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


def stop_on_problems(out: OutputWrapper, problems: list[Problem]) -> None:
    """Tell every bad row and stop.

    Raises:
        CommandError: there are bad rows.
    """
    if problems:
        write_problems(out, problems)
        text = ngettext(
            "%(count)s defect: nothing was changed. Correct the file and run it again.",
            "%(count)s defects: nothing was changed. Correct the file and run it again.",
            len(problems),
        )
        raise CommandError(text % {"count": len(problems)})
