"""Sentences about parameters for the log of acts."""

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ortaq.audit.models import Entry
from ortaq.audit.presenters import Names, register
from ortaq.norms.catalogue import PARAMETERS


def _day(text: str) -> str:
    return date_format(dt.date.fromisoformat(text), "DATE_FORMAT")


def _title(code: str) -> str:
    return str(PARAMETERS[code].title)


def _shown(code: str, value: Any) -> str:
    return PARAMETERS[code].show(value)


def _was_set(entry: Entry, _names: Names) -> str:
    data = entry.data
    told = {
        "title": _title(data["code"]),
        "value": _shown(data["code"], data["value"]),
        "day": _day(data["from"]),
        "was": _shown(data["code"], data["was"]) if "was" in data else "",
    }
    if "was" in data:
        return _("The parameter “%(title)s” was set to %(value)s from %(day)s. Before it was %(was)s.") % told
    return _("The parameter “%(title)s” was set to %(value)s from %(day)s.") % told


def _was_ended(entry: Entry, _names: Names) -> str:
    told = {"title": _title(entry.data["code"]), "day": _day(entry.data["to"])}
    return _("The place's own value of “%(title)s” ends on %(day)s.") % told


def _was_seeded(entry: Entry, _names: Names) -> str:
    count = entry.data["added"]
    return ngettext(
        "%(count)d legal parameter was added from the list shipped with the platform.",
        "%(count)d legal parameters were added from the list shipped with the platform.",
        count,
    ) % {"count": count}


def register_all() -> None:
    register("norm.set", _was_set, title=gettext_lazy("parameter set"))
    register("norm.ended", _was_ended, title=gettext_lazy("parameter ended"))
    register("norms.seeded", _was_seeded, title=gettext_lazy("parameters loaded"))
