"""The making and opening of a vote as the public log tells it."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ortaq.audit import presenters
from ortaq.audit.models import Entry
from ortaq.audit.presenters import Names
from ortaq.core.money import Money
from ortaq.participation.rule_texts import rule_title
from ortaq.ui.amounts import exact_money


def _plain(text: Promise) -> presenters.Sentence:
    def sentence(_entry: Entry, _names: Names) -> str:
        return str(text)

    return sentence


def _numbered(text: Promise) -> presenters.Sentence:
    def sentence(entry: Entry, _names: Names) -> str:
        return str(text) % {"number": entry.data["number"]}

    return sentence


def _begun(entry: Entry, _names: Names) -> str:
    return _("A draft for the budget year %(year)s was begun.") % {"year": entry.data["year"]}


def _pots(entry: Entry, _names: Names) -> str:
    amounts = [Money(amount, entry.data["currency"]) for _number, amount in entry.data["amounts"]]
    if not amounts:
        return _("The money was taken out.")
    return _("The money was set: %(amounts)s.") % {"amounts": "; ".join(exact_money(amount) for amount in amounts)}


def _added(entry: Entry, _names: Names) -> str:
    count = entry.data["count"]
    return ngettext("%(count)s project was added.", "%(count)s projects were added.", count) % {"count": count}


def _opened(entry: Entry, _names: Names) -> str:
    return _("The vote was opened. Hash of its definition: %(hash)s") % {"hash": entry.data["hash"]}


def _rule(entry: Entry, _names: Names) -> str:
    return _("The counting rule was saved: %(rule)s.") % {"rule": rule_title(entry.data["rule"])}


def register() -> None:
    """Teach the log these acts."""
    add = presenters.register
    add("cycle.begun", _begun, title=gettext_lazy("vote begun"))
    add("cycle.basics_saved", _plain(gettext_lazy("Title and texts were saved.")), title=gettext_lazy("texts saved"))
    add("cycle.pots_saved", _pots, title=gettext_lazy("money set"))
    add(
        "cycle.categories_saved", _plain(gettext_lazy("The categories were saved.")),
        title=gettext_lazy("categories saved"),
    )  # fmt: skip
    add(
        "cycle.project_added", _numbered(gettext_lazy("Project %(number)s was added.")),
        title=gettext_lazy("project added"),
    )  # fmt: skip
    add("cycle.projects_added", _added, title=gettext_lazy("projects added"))
    add(
        "cycle.project_edited", _numbered(gettext_lazy("Project %(number)s was changed.")),
        title=gettext_lazy("project changed"),
    )  # fmt: skip
    add(
        "cycle.project_removed", _numbered(gettext_lazy("Project %(number)s was removed from the draft.")),
        title=gettext_lazy("project removed"),
    )  # fmt: skip
    add(
        "cycle.projects_reordered", _plain(gettext_lazy("The projects were numbered anew.")),
        title=gettext_lazy("projects numbered"),
    )  # fmt: skip
    add(
        "cycle.photo_set", _numbered(gettext_lazy("Project %(number)s got a photo.")),
        title=gettext_lazy("photo set"),
    )  # fmt: skip
    add(
        "cycle.photo_removed", _numbered(gettext_lazy("The photo of project %(number)s was removed.")),
        title=gettext_lazy("photo removed"),
    )  # fmt: skip
    add("cycle.ballot_saved", _plain(gettext_lazy("The ballot was saved.")), title=gettext_lazy("ballot saved"))
    add("cycle.rule_saved", _rule, title=gettext_lazy("rule saved"))
    add("cycle.calendar_saved", _plain(gettext_lazy("The calendar was saved.")), title=gettext_lazy("calendar saved"))
    add("cycle.opened", _opened, title=gettext_lazy("vote opened"))
    add(
        "cycle.cloned", _plain(gettext_lazy("The draft was copied from another vote.")),
        title=gettext_lazy("vote copied"),
    )  # fmt: skip
    add("cycle.deleted", _plain(gettext_lazy("The draft was deleted.")), title=gettext_lazy("draft deleted"))
