"""How the log tells of the roll and of ballots. Who is on a roll and who has voted is not for everybody to read."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ortaq.audit.models import Entry
from ortaq.audit.presenters import Names
from ortaq.audit.presenters import register as add
from ortaq.participation.enums import Basis

_PLAIN = (("roll.removed", gettext_lazy("taken off the roll"), gettext_lazy("A person was taken off the roll.")),)


def register() -> None:
    """Called once, when the app is ready."""
    for verb, title, text in _PLAIN:
        add(verb, _always(text), title=title, public=False)
    cast = _always(gettext_lazy("A ballot was cast, or cast again in place of an earlier one."))
    add("ballot.cast", cast, title=gettext_lazy("ballot cast"), by_day=True)
    add("roll.added", _added, title=gettext_lazy("put on the roll"), public=False)
    add("roll.list_added", _list_added, title=gettext_lazy("list put on the roll"))
    add("roll.list_brought", _list_brought, title=gettext_lazy("list brought for the roll"))
    add("roll.list_discarded", _list_discarded, title=gettext_lazy("list for the roll discarded"))


def _always(text: str | Promise) -> Callable[[Entry, Names], str]:
    def sentence(_entry: Entry, _names: Names) -> str:
        return str(text)

    return sentence


def _added(entry: Entry, names: Names) -> str:
    basis = dict(Basis.choices).get(entry.data.get("basis", ""), "")
    return _("%(who)s put a person on the roll: %(basis)s.") % {"who": names[entry.actor_id], "basis": basis}


def _list_added(entry: Entry, names: Names) -> str:
    rows = entry.data.get("rows", 0)
    return ngettext(
        "%(who)s put a list of %(n)s person on the roll.", "%(who)s put a list of %(n)s people on the roll.", rows
    ) % {"who": names[entry.actor_id], "n": rows}


def _list_brought(entry: Entry, names: Names) -> str:
    rows = entry.data.get("rows", 0)
    return ngettext(
        "%(who)s brought a list of %(n)s person. It waits and is not on the roll yet.",
        "%(who)s brought a list of %(n)s people. It waits and is not on the roll yet.",
        rows,
    ) % {"who": names[entry.actor_id], "n": rows}


def _list_discarded(entry: Entry, names: Names) -> str:
    rows = entry.data.get("rows", 0)
    return ngettext(
        "%(who)s discarded a list of %(n)s person. Nobody was added.",
        "%(who)s discarded a list of %(n)s people. Nobody was added.",
        rows,
    ) % {"who": names[entry.actor_id], "n": rows}
