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
        "incomplete": _("The draft is not complete yet: %(count)s points are open. The checklist names them."),
        "changed_meanwhile": _(
            "The draft was changed after you looked at it. Check it again, compare the hash and open it then."
        ),
        "too_long": _("%(field)s is too long: %(length)s characters, at most %(limit)s. Please shorten it."),
        "control_characters": _("%(field)s contains invisible control characters. Please type it again."),
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
        "no_pot": _("There is no money yet. Set the amount first, then add projects."),
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


class ImportRefused(DomainError):
    """A public archive cannot be taken in."""

    messages: Mapping[str, str | Promise] = {
        "duplicate": _("This file was imported for %(place)s already: “%(title)s”. Open that vote instead."),
        "running": _("This file is being imported for %(place)s just now. Wait until that import has ended."),
        "not_found": _("There is no file “%(name)s”. Check the path."),
        "unreadable": _("The file “%(name)s” cannot be opened: %(reason)s."),
        "empty": _("The file is empty. Check that it was saved or downloaded to its end."),
        "too_large": _("The file has %(size)s MB; at most %(limit)s MB are taken. Check that it is the right file."),
        "defects": _("The file cannot be imported, and nothing was stored. First problem: %(first)s"),
        "not_counted": _(
            "What was stored does not give the same count as the file, so the import was undone. "
            "Please report this file to the makers of the platform."
        ),
        "not_checked": _("This file has not been checked yet. Wait for the report, then import."),
        "failed": _(
            "Something went wrong on the platform at %(time)s, and nothing was imported. Try again; if it happens "
            "again, tell the operator of the installation this time: the log says what it was."
        ),
        "no_source": _("Say where the file comes from, for example the address of the page it was published on."),
    }


class CountError(DomainError):
    """The ballots cannot be opened and counted now."""

    messages: Mapping[str, str | Promise] = {
        "not_opened": _("This vote was never opened, so there is nothing to count."),
        "still_open": _("Voting is open until %(until)s. The ballots can be opened after that and not before."),
        "no_closing_time": _("This vote has no closing time. Set it in the calendar first."),
        "annulled": _("This vote was annulled. Its ballots are never opened."),
        "seed_differs": _(
            "The seed of the lot is not the one promised at the opening. Nothing was counted. "
            "Tell the operator of the installation: the key folder may have been exchanged."
        ),
        "key_differs": _(
            "The key in the key folder does not belong to this vote. Nothing was opened and nothing was lost. "
            "Tell the operator of the installation."
        ),
        "not_begun": _("Voting has not begun yet."),
        "just_closed": _(
            "Voting has just closed. Ballots sent at the last moment may still be on their way: "
            "count in %(seconds)s seconds."
        ),
        "casts_moved": _("Ballots were still arriving while they were being opened. Nothing was changed; count again."),
        "archive": _("This vote comes from a public archive. It was counted when it was imported."),
        "not_demo": _("Only the demo vote of a demo installation can be closed early. A real vote never can."),
        "already_over": _("Voting is over already."),
    }


class ActError(DomainError):
    """An act of two persons cannot be proposed, confirmed or refused like this."""

    messages: Mapping[str, str | Promise] = {
        "unknown_kind": _("There is no such act."),
        "needs_person": _("An act needs two people with names; the installation itself cannot sign it."),
        "same_person": _("You proposed this act. Another person who may decide here has to confirm it."),
        "not_pending": _("This act was decided already: %(state)s."),
        "reason_missing": _("Give a reason. Everybody will read it beside the act."),
        "reason_short": _(
            "The reason is too short: at least %(limit_value)s characters. Say what happened, so that everybody understands."
        ),
        "reason_long": _("The reason is too long: %(length)s characters, at most %(limit)s. Please shorten it."),
        "pending": _("The same act is already waiting for a second person. Confirm or refuse that one first."),
        "not_counted": _("The ballots are not counted yet, so there is no result to publish. Count first."),
        "already_released": _("The result is published already."),
        "wrong_state": _("This act is not possible now: the vote is “%(state)s”."),
        "counted_already": _("The ballots are counted already, so this act is no longer possible."),
        "not_later": _("The new closing time must be later than the present one, %(until)s."),
        "in_the_past": _("The new closing time must lie in the future."),
        "too_late": _(
            "A vote can be extended by at most %(days)s days after the close that was published at its opening. "
            "Choose a time until %(until)s."
        ),
        "no_longest_extension": _(
            "By how much a vote may be extended is not set. "
            "Set the parameter “Longest extension of a vote” for this place under Norms."
        ),
        "voting_over": _("Voting is over, so nobody can be admitted to the roll any more."),
        "no_project": _("Choose a project of this vote."),
        "project_withdrawn": _("This project was withdrawn already."),
        "no_person": _("Give the person's account, IIN or phone number, so that they can be found on the roll."),
        "on_roll": _("This person is on the roll already."),
        "bad_time": _("The new closing time is missing or is not a time."),
        "bad_territory": _("Choose where the person lives: the place of this vote or a part of it."),
    }


class RollError(DomainError):
    """The electoral roll cannot be changed like this."""

    messages: Mapping[str, str | Promise] = {
        "closed": _(
            "Voting was opened, so the roll is closed. "
            "A person who was left out is admitted by two people with a public reason: propose it under Acts."
        ),
        "still_open": _("Voting is not open yet: add the person to the roll directly."),
        "vote_over": _("The vote is over. Nobody can be admitted to its roll any more."),
        "nobody": _("Give a phone number or an IIN: without one the person cannot be recognised."),
        "bad_phone": _("“%(phone)s” is not a phone number. Write it like +7 701 000 00 00."),
        "bad_iin": _("This is not a valid IIN. It has 12 digits; compare it with the document."),
        "too_young": _("By the date in the IIN this person is under %(years)s on the day of the vote (%(day)s)."),
        "phone_taken": _("This phone number is already on the roll. One number stands for one person."),
        "iin_taken": _("The person with this IIN is already on the roll."),
        "account_taken": _("This account is already on the roll."),
        "elsewhere": _("“%(territory)s” does not lie in the place of this vote. Choose a part of it."),
        "no_basis": _("Say which document you saw, or which list the person stands on."),
        "has_voted": _("This person has voted and cannot be taken off the roll."),
        "list_waits": _(
            "Another list waits for your decision: add it to the roll or discard it, then bring the next one."
        ),
        "list_busy": _("Another list of this vote is being read right now. Try again in a few minutes."),
        "list_gone": _("This list was already added or discarded."),
        "empty_file": _("The file is empty. Save the table as CSV and choose it again."),
        "too_large": _("The file is larger than %(megabytes)s MB. Divide the list and bring the parts one by one."),
        "too_many_rows": _("The list has more than %(limit)s rows. Divide it and bring the parts one by one."),
        "not_text": _("The file is not a text table. Save it as CSV (UTF-8) in your spreadsheet program and try again."),
        "no_header": _("The first line must name the columns. Missing: %(columns)s."),
        "unknown_columns": _("These columns are not known: %(columns)s. Use the names phone, iin, initials, "
                             "territory_code and note."),
        "bad_rows": _("%(count)s rows have mistakes, so nobody was added. Correct them and bring the list again."),
    }  # fmt: skip


class BallotError(DomainError):
    """A ballot cannot be taken like this."""

    messages: Mapping[str, str | Promise] = {
        "not_yet": _("Voting has not begun. It opens on %(when)s."),
        "over": _("Voting closed on %(when)s, and your ballot came after that. It was not counted."),
        "not_open": _("This vote does not take ballots."),
        "not_yours": _("This place on the roll belongs to another person."),
        "not_on_roll": _("You are not on the roll of this vote."),
        "empty": _("You have not chosen anything yet. Choose at least one project."),
        "unknown_project": _("A project in your ballot is not in this vote. Go back and choose again."),
        "wrong_pot": _("A project in your ballot is meant for residents of another place. Take it out."),
        "withdrawn": _("Project %(number)s was withdrawn and cannot be chosen any more. Take it out."),
        "doubled": _("A project stands in your ballot twice. Go back and choose again."),
        "too_many": _("You chose %(count)s projects, and at most %(limit)s are allowed. Take %(over)s out."),
        "too_many_ranked": _("You ranked %(count)s projects, and at most %(limit)s are allowed. Take %(over)s out."),
        "over_budget": _("Your choices cost %(cost)s, and there is %(amount)s. Take out projects for %(over)s."),
        "over_points": _("You gave %(count)s points, and there are %(limit)s. Take %(over)s back."),
        "not_points": _("Points of project %(number)s must be a whole number from 0 to %(limit)s."),
        "not_rank": _("The place of project %(number)s must be a whole number from 1 to %(limit)s."),
        "rank_twice": _("Two projects have place %(rank)s. Give every project a place of its own."),
        "basket_full": _("Your browser cannot keep so many choices. Choose fewer projects."),
        "stale_form": _("This page is too old or was changed on the way. Look at your choices again, then cast."),
    }

    @property
    def message(self) -> str:
        """The sentence, with the pot it is about before it where the ballot has several."""
        pot = self.params.get("pot")
        return f"{pot}: {super().message}" if pot else super().message


class AlreadyCast(BallotError):
    """The person's one ballot is in."""

    status = 409
    messages: Mapping[str, str | Promise] = {
        "already_cast": _(
            "Your ballot is already in: it came in through this site on %(day)s. In this vote a ballot, "
            "once cast, cannot be changed. What you sent now was not taken."
        ),
        "cast_meanwhile": _(
            "Your ballot came in through this site on %(day)s, after this page was opened. What you sent now was "
            "not taken. If you want to change your vote, begin again from the ballot."
        ),
    }


class PayloadError(DomainError):
    """What lies in an envelope is not a ballot."""

    messages: Mapping[str, str | Promise] = {
        "unreadable": _("The content of the envelope is not a ballot."),
        "version": _("The ballot is of version %(version)s, which this platform does not know."),
    }


class TurnoutError(DomainError):
    """The turnout of a day cannot be published."""

    messages: Mapping[str, str | Promise] = {
        "not_held_here": _("This vote was not held on this platform, so it has no turnout of its own."),
        "not_over": _("%(day)s is not over yet. The turnout of a day is published after its end."),
        "outside": _("%(day)s is not a day of this vote."),
    }
