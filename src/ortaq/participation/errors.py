"""What the rules of a cycle do not allow, in the words a person reads."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ortaq.core.errors import DomainError


class CycleError(DomainError):
    """A cycle cannot be made, changed or opened like this."""

    messages: Mapping[str, str | Promise] = {
        "frozen": _(
            "This vote was opened, so its definition can no longer be changed. "
            "What is left are the public acts that two people sign."
        ),
        "not_opened": _("This vote is still a draft. Open it first."),
        "incomplete": _("The draft is not complete yet: %(count)s points are open. The checklist names them."),
        "changed_meanwhile": _(
            "The draft was changed after you looked at it. Check it again, compare the hash and open it then."
        ),
        "too_long": _("%(field)s is too long: %(length)s characters, at most %(limit)s. Please shorten it."),
        "control_characters": _("%(field)s contains invisible control characters. Please type it again."),
        "no_title": _("A title in at least one language is needed to find the draft again."),
        "bad_slug": _("The address may hold small Latin letters, digits and hyphens, for example 2027."),
        "slug_taken": _("The address “%(slug)s” is used by another vote of this place. Choose another one."),
        "bad_year": _("The budget year must lie between %(first)s and %(last)s."),
        "bad_language": _("“%(language)s” is not a language of this platform."),
        "no_language": _("Choose at least one required language."),
        "bad_currency": _("“%(currency)s” is not a known currency."),
        "amount_not_positive": _("The amount must be more than zero."),
        "two_currencies": _("All amounts of a vote are in one currency."),
        "pot_elsewhere": _("“%(territory)s” does not lie in the place of this vote. Choose a part of it."),
        "foreign_part": _("The chosen item belongs to another vote."),
        "no_pot": _("There is no money yet. Set the amount first, then add projects."),
        "pot_in_use": _("Projects still belong to “%(pot)s”. Move them to another pot or remove them first."),
        "category_in_use": _("Projects or pots still use “%(category)s”. Change them first."),
        "category_unnamed": _("A category needs a name in at least one language."),
        "category_twice": _("There are two categories called “%(category)s”. Keep one."),
        "bad_ballot_type": _("This kind of ballot does not exist."),
        "bad_limit": _("%(field)s must be a whole number from %(low)s to %(high)s."),
        "bad_rule": _("This counting rule or one of its settings does not exist."),
        "bad_url": _("The link to the act must begin with https:// or http://."),
        "wrong_phrase": _("To delete the draft, type its address “%(slug)s” exactly."),
        "bad_move": _("This step is not possible from the state “%(state)s”."),
    }


class CalendarError(DomainError):
    """The phases do not make a calendar."""

    messages: Mapping[str, str | Promise] = {
        "ends_before_start": _("“%(phase)s” ends before it begins. Set a later end or an earlier beginning."),
        "half": _("“%(phase)s” has a beginning and no end. Set the end, or leave both empty."),
        "overlap": _(
            "“%(phase)s” begins before “%(before)s” ends. Set a later beginning, "
            "or tick “Move the following phases as well”."
        ),
        "out_of_range": _("“%(phase)s” lies too far from the budget year. Check the years."),
        "unknown_phase": _("This phase does not exist."),
    }


class ProjectError(DomainError):
    """A project cannot be on the ballot like this."""

    messages: Mapping[str, str | Promise] = {
        "cost_negative": _("The cost cannot be negative."),
        "cost_currency": _("The cost must be in the currency of the vote, %(currency)s."),
        "bad_point": _("A point needs both numbers: latitude from −90 to 90 and longitude from −180 to 180."),
        "place_elsewhere": _("“%(territory)s” does not lie in the place of this vote. Choose a part of it."),
        "not_all_projects": _("The order must name every project of the ballot once."),
        "too_many": _("A ballot holds at most %(limit)s projects."),
        "empty_table": _("The table is empty. Paste the rows together with the line of column names."),
        "table_too_large": _("The table is too large: at most %(limit)s rows at once."),
        "not_text": _(
            "The file is not a text table. Save it as CSV (UTF-8) in your spreadsheet program and try again."
        ),
        "no_header": _("The first line must name the columns. Missing: %(columns)s."),
        "unknown_columns": _("These columns are not known: %(columns)s. Use the names of the template."),
        "bad_rows": _("%(count)s rows have mistakes, so nothing was added. Correct them and try again."),
    }


class CustodyError(DomainError):
    """The sealing key of a vote is not where it must be."""

    messages: Mapping[str, str | Promise] = {
        "exists": _("A sealing key for this vote is already kept. It is never overwritten."),
        "missing": _("The sealing key of this vote is not in the key folder. Ask the operator of the installation."),
        "damaged": _("The file with the sealing key cannot be read. Ask the operator of the installation."),
        "not_kept": _("The sealing key could not be written to the key folder. Ask the operator of the installation."),
    }


class SealError(DomainError):
    """A ballot cannot be sealed or opened."""

    messages: Mapping[str, str | Promise] = {
        "too_long": _("The ballot is larger than this vote allows."),
        "not_opened": _("A sealed ballot cannot be opened with this key."),
        "bad_key": _("This is not a sealing key."),
    }
