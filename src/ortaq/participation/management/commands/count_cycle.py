"""`ortaq count_cycle ID`: open and count the ballots of a vote that is over, or finish a count that was cut short."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ortaq import tally
from ortaq.core.actors import SYSTEM
from ortaq.core.errors import DomainError
from ortaq.participation.domain.counting import count_cycle
from ortaq.participation.domain.queries.results import archive_of
from ortaq.participation.models import Cycle, Outcome
from ortaq.participation.tally_bridge import result_hash, stored_election


class Command(BaseCommand):
    help = "Open and count the ballots of a vote that is over. With --check, count the stored ballots once more."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("cycle", type=int, help="number of the vote, as in its address on the Desk")
        parser.add_argument(
            "--check", action="store_true", help="change nothing: recount and compare with what is stored"
        )

    def handle(self, *, cycle: int, check: bool, **options: Any) -> None:
        found = Cycle.objects.select_related("territory", "archive").filter(pk=cycle).first()
        if found is None:
            raise CommandError(_("There is no vote with the number %(number)s.") % {"number": cycle})
        if check:
            self._check(found)
            return
        try:
            count_cycle(cycle=found, by=SYSTEM)
        except DomainError as error:
            raise CommandError(error.message) from None
        self.stdout.write(_("Counted. The result is published by two people on the Desk."))

    def _check(self, cycle: Cycle) -> None:
        """Compare every stored count with a new one. It says whether they agree and no number of them."""
        outcomes = [
            each for each in Outcome.objects.filter(cycle=cycle).select_related("pot__cycle") if "trace" in each.result
        ]
        if not outcomes:
            raise CommandError(_("This vote is not counted yet."))
        for outcome in outcomes:
            election = stored_election(outcome.pot, archive=archive_of(cycle))
            again = tally.count(election, tally.Rule.from_dict(outcome.rule))
            if result_hash(again.to_dict()) != outcome.sha256:
                raise CommandError(
                    _("The count of pot %(pot)s is not what its ballots give.") % {"pot": outcome.pot.number}
                )
        self.stdout.write(_("Recounted: the stored ballots give the stored result."))
