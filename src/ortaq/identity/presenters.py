"""How the log tells of people: sentences, and names of whoever acts."""

import datetime as dt
from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ortaq.audit import presenters
from ortaq.audit.models import Entry
from ortaq.audit.presenters import Names
from ortaq.identity.enums import Role
from ortaq.identity.models import Person, User

_PLAIN = (
    ("account.opened", gettext_lazy("account opened"), gettext_lazy("An account was opened.")),
    ("account.profile_changed", gettext_lazy("profile changed"), gettext_lazy("The profile was changed.")),
    ("account.home_chosen", gettext_lazy("home place chosen"), gettext_lazy("A home place was chosen.")),
    ("account.signed_out_everywhere", gettext_lazy("signed out everywhere"), gettext_lazy("All sessions were ended.")),
    ("account.deactivated", gettext_lazy("account switched off"), gettext_lazy("The account was switched off.")),
    ("account.reactivated", gettext_lazy("account switched on"), gettext_lazy("The account was switched on again.")),
    ("person.linked", gettext_lazy("account linked"), gettext_lazy("An account was linked to the person.")),
)


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """Name of every account: the person's, else the one shown, else its number."""
    rows = User.objects.filter(pk__in=list(ids)).values_list("pk", "person__name", "name")
    return {pk: person or name or f"№ {pk}" for pk, person, name in rows}


def public_names_of(ids: Iterable[int]) -> dict[int, str]:
    """Names of those who have held an office: what they do in it is public, with their name."""
    rows = Person.objects.filter(user_id__in=list(ids), mandates__isnull=False).distinct()
    return {user: name for user, name in rows.values_list("user_id", "name") if user}


def register() -> None:
    """Called once, when the app is ready."""
    presenters.names_of = names_of
    presenters.public_names_of = public_names_of
    add = presenters.register
    for verb, title, text in _PLAIN:
        add(verb, _always(text), title=title, public=False)
    add("person.created", _created, title=gettext_lazy("person added"), public=False)
    add("person.renamed", _renamed, title=gettext_lazy("person renamed"), public=False)
    add("mandate.appointed", _appointed, title=gettext_lazy("person appointed"))
    add("mandate.ended", _ended, title=gettext_lazy("mandate ended"))


def _always(text: Promise) -> presenters.Sentence:
    return lambda _entry, _names: str(text)


def _created(entry: Entry, _names: Names) -> str:
    return _("The person was added: %(name)s.") % {"name": entry.personal["name"]}


def _renamed(entry: Entry, _names: Names) -> str:
    return _("The name was corrected from “%(before)s” to “%(after)s”.") % {
        "before": entry.personal["before"],
        "after": entry.personal["after"],
    }


def _appointed(entry: Entry, _names: Names) -> str:
    known = {"role": _role(entry), "place": entry.data["territory"], "starts": _day(entry.data["valid_from"])}
    if entry.data["valid_to"]:
        return _("Appointed: %(role)s, place %(place)s, from %(starts)s until %(ends)s.") % {
            **known,
            "ends": _day(entry.data["valid_to"]),
        }
    return _("Appointed: %(role)s, place %(place)s, from %(starts)s.") % known


def _ended(entry: Entry, _names: Names) -> str:
    return _("The mandate ends: %(role)s, place %(place)s, first day without it %(ends)s.") % {
        "role": _role(entry),
        "place": entry.data["territory"],
        "ends": _day(entry.data["valid_to"]),
    }


def _day(iso: str) -> str:
    return date_format(dt.date.fromisoformat(iso), "DATE_FORMAT")


def _role(entry: Entry) -> str:
    return str(Role(entry.data["role"]).label)
