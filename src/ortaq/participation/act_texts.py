"""Acts of two people, counting and publishing in words: for the public list of acts and for the log."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ortaq.audit import presenters
from ortaq.audit.models import Entry
from ortaq.audit.presenters import Names
from ortaq.participation.enums import ActKind
from ortaq.participation.models import Act


def act_sentence(act: Act, titles: Mapping[int, str]) -> str:
    """What an act does, or did, in one line.

    Args:
        titles: project id → how a project is named, for those that acts name.
    """
    if act.kind == ActKind.EXTEND:
        return _("Extend the voting until %(until)s") % {"until": _moment(act.params.get("ends_at"))}
    if act.kind == ActKind.WITHDRAW:
        return _("Withdraw project %(project)s") % {"project": titles.get(act.params.get("project", 0), "?")}
    plain = {
        ActKind.RELEASE: _("Publish the result"),
        ActKind.ADMIT: _("Admit a person to the roll"),
        ActKind.ANNUL: _("Annul the vote"),
    }
    return plain[ActKind(act.kind)]


def _moment(text: Any) -> str:
    moment = parse_datetime(str(text or ""))
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT") if moment else "?"


def _kind(entry: Entry) -> str:
    return str(ActKind(entry.data["kind"]).label)


def _counted(entry: Entry, _names: Names) -> str:
    invalid = entry.data["invalid"]
    if not invalid:
        return _("The ballots were opened and counted, and the key was destroyed.")
    return ngettext(
        "The ballots were opened and counted, and the key was destroyed. %(n)s envelope held no valid ballot.",
        "The ballots were opened and counted, and the key was destroyed. %(n)s envelopes held no valid ballot.",
        invalid,
    ) % {"n": invalid}


def _turnout(entry: Entry, _names: Names) -> str:
    return str(_("The turnout of %(day)s was published: %(casts)s of %(roll)s.") % entry.data)


def register() -> None:
    """Say how these acts are told in the log."""
    add = presenters.register
    add(
        "act.proposed",
        lambda entry, _names: _("Proposed: %(act)s.") % {"act": _kind(entry)},
        title=gettext_lazy("act proposed"),
    )
    add(
        "act.confirmed",
        lambda entry, _names: _("Confirmed: %(act)s.") % {"act": _kind(entry)},
        title=gettext_lazy("act confirmed"),
    )
    add(
        "act.refused",
        lambda entry, _names: _("Refused: %(act)s.") % {"act": _kind(entry)},
        title=gettext_lazy("act refused"),
    )
    add("cycle.counted", _counted, title=gettext_lazy("ballots counted"))
    add(
        "cycle.released",
        lambda _entry, _names: _("The result was published with its files."),
        title=gettext_lazy("result published"),
    )
    add(
        "cycle.demo_closed",
        lambda _entry, _names: _("The demo vote was closed early. A real vote cannot be."),
        title=gettext_lazy("demo vote closed"),
    )
    add(
        "roll.invented",
        lambda entry, _names: _("%(count)s voters were invented for the demo.") % entry.data,
        title=gettext_lazy("voters invented"),
    )
    add("turnout.published", _turnout, title=gettext_lazy("turnout published"))
    add(
        "archive.imported",
        lambda entry, _names: _("A public archive of %(ballots)s ballots was imported.") % entry.data,
        title=gettext_lazy("archive imported"),
    )
    add(
        "archive.handed_over",
        lambda _entry, _names: _("A file of a public archive was handed over to be checked."),
        title=gettext_lazy("archive handed over"),
    )
    add(
        "archive.import_started",
        lambda _entry, _names: _("The import of a public archive was begun."),
        title=gettext_lazy("import of an archive begun"),
    )
    add(
        "archive.checked_again",
        lambda _entry, _names: _("The file of a public archive was sent to be checked once more."),
        title=gettext_lazy("archive checked again"),
    )
    add(
        "cycle.count_asked",
        lambda _entry, _names: _("The count was asked for. It runs in the background."),
        title=gettext_lazy("count asked for"),
    )
