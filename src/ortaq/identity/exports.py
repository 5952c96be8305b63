"""The list of people as a table file."""

import csv
import io
from collections.abc import Iterable

from django.utils.translation import gettext as _

from ortaq.identity.models import Person

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def people_csv(people: Iterable[Person]) -> bytes:
    """One line a mandate, UTF-8 with a mark so that spreadsheets read Kazakh letters.

    Args:
        people: with `seen` (see `people_list`).
    """
    file = io.StringIO()
    table = csv.writer(file)
    table.writerow([_("Name"), _("Role"), _("Place"), _("KATO code"), _("From"), _("Until"), _("Act"), _("Account")])
    for person in people:
        account = _("yes") if person.user_id else _("no")
        if not person.seen:  # type: ignore[attr-defined]
            table.writerow([_safe(person.name), "", "", "", "", "", "", account])
        for mandate in person.seen:  # type: ignore[attr-defined]
            table.writerow(
                [
                    _safe(person.name),
                    mandate.get_role_display(),
                    _safe(mandate.territory.name),
                    mandate.territory.code,
                    mandate.valid_from.isoformat(),
                    mandate.valid_to.isoformat() if mandate.valid_to else "",
                    _safe(mandate.basis),
                    account,
                ]
            )
    return ("\ufeff" + file.getvalue()).encode()


def _safe(text: str) -> str:
    """A cell that a spreadsheet will not run as a formula."""
    return "'" + text if text.startswith(_FORMULA) else text
