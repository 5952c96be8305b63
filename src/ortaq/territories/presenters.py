"""How the log tells of acts on the tree."""

from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ortaq.audit import presenters
from ortaq.audit.models import Entry
from ortaq.audit.presenters import Names
from ortaq.territories.enums import Kind
from ortaq.territories.names import LANGUAGES, shown_name


def register() -> None:
    """Called once, when the app is ready."""
    add = presenters.register
    add("territory.added", _added, title=gettext_lazy("place added"))
    add("territory.changed", _changed, title=gettext_lazy("place changed"))
    add("territory.names_confirmed", _names_confirmed, title=gettext_lazy("names checked"))
    add("territory.ended", _ended, title=gettext_lazy("place ended"))
    add("territory.succeeded", _succeeded, title=gettext_lazy("place followed another"))
    add("territory.population_set", _population_set, title=gettext_lazy("population entered"))
    add("territory.outlined", _outlined, title=gettext_lazy("outline stored"))
    add("territories.imported", _imported, title=gettext_lazy("places imported"))
    add("territories.outlined", _imported, title=gettext_lazy("outlines imported"))


def _added(entry: Entry, _people: Names) -> str:
    name = shown_name(entry.data["names"], get_language() or "kk")
    return _("The place %(code)s was added: %(name)s.") % {"code": entry.data["code"], "name": name}


_ORDER = {"code": 0, "kind": 1, "parent_id": 2}


def _changed(entry: Entry, _people: Names) -> str:
    # PostgreSQL keeps no order of keys.
    changes = sorted(entry.data["changes"].items(), key=lambda change: (_ORDER.get(change[0], len(_ORDER)), change[0]))
    parts = "; ".join(_difference(column, *pair) for column, pair in changes)
    return _("From %(day)s: %(changes)s.") % {"day": entry.data["on"], "changes": parts}


def _difference(column: str, before: Any, after: Any) -> str:
    if column == "kind":
        before, after = Kind(before).label, Kind(after).label
    if column == "parent_id":
        return _("it is part of another place")
    labels = {"code": _("code"), "kind": _("kind")}
    label = labels.get(column) or _("name (%s)") % column[-2:]
    return _("%(label)s “%(before)s” became “%(after)s”") % {
        "label": label,
        "before": before or "",
        "after": after or "",
    }


def _names_confirmed(entry: Entry, _people: Names) -> str:
    changed = entry.data["names"]
    if not changed:
        return _("The names were checked and are right.")
    parts = [_difference(f"name_{language}", *changed[language]) for language in LANGUAGES if language in changed]
    return _("The names were corrected: %(changes)s.") % {"changes": "; ".join(parts)}


def _ended(entry: Entry, _people: Names) -> str:
    return _("The place ends; the first day without it is %(day)s.") % {"day": entry.data["on"]}


def _succeeded(entry: Entry, _people: Names) -> str:
    known = {"older": entry.data["older"], "newer": entry.data["newer"], "day": entry.data["on"]}
    return _("%(newer)s came out of %(older)s on %(day)s.") % known


def _population_set(entry: Entry, _people: Names) -> str:
    known = {"value": entry.data["value"], "day": entry.data["date"]}
    return _("Population on %(day)s: %(value)s people.") % known


def _outlined(_entry: Entry, _people: Names) -> str:
    return _("An outline was stored.")


def _imported(entry: Entry, _people: Names) -> str:
    known = {name: entry.data[name] for name in ("new", "changed", "unchanged")}
    return _("A list was imported: %(new)s new, %(changed)s changed, %(unchanged)s unchanged.") % known
