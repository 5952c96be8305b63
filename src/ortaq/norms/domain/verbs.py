"""Setting parameters: a new value closes the one before it, and nothing is ever lost."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format

from ortaq.audit.verbs import record, verb
from ortaq.core.actors import Actor, require
from ortaq.norms.catalogue import parameter
from ortaq.norms.errors import NormError
from ortaq.norms.models import Evidence, Norm
from ortaq.territories.models import Territory


@verb
def set_norm(
    *,
    code: str,
    territory: Territory,
    value: Any,
    valid_from: dt.date,
    basis: Mapping[str, str],
    evidence: str,
    by: Actor,
    valid_to: dt.date | None = None,
    source_url: str = "",
    note: Mapping[str, str] | None = None,
) -> Norm:
    """Set a parameter in a place and below it, from a day on.

    The value in force on that day ends there; one that begins later stays and ends this one. A value that
    begins on the very same day is corrected in place, and the log keeps what it was.

    Args:
        code: one of `norms.catalogue.PARAMETERS`.
        value: JSON of the parameter's type (basis points for a share, `MM-DD` for a day of the year).
        valid_from: the first day with it.
        valid_to: the first day without it, from which the place inherits again; None until something else is
            set, and always for the whole country.
        basis: the act or decision, by language (`kk`, `ru`, `en`); Kazakh or Russian is needed.
        evidence: one of `Evidence`: how surely the basis is known.
        source_url: where the act can be read.
        note: by language, what a reader should know.

    Raises:
        NotAllowed: the actor does not hold `norms.edit` in the place.
        NormError: an unknown code, a value of another type, no basis, a period that ends before it begins,
            an end for the whole country's value.
    """
    known = parameter(code)
    Territory.objects.select_for_update().get(pk=territory.pk)
    require(by, "norms.edit", territory)
    stored = known.check(value)
    if not (basis.get("kk") or basis.get("ru")):
        raise NormError("basis")
    if valid_to is not None and valid_to <= valid_from:
        raise NormError("period")
    if valid_to is not None and territory.parent_id is None:
        raise NormError("root_must_stay")
    rows = list(Norm.objects.filter(code=code, territory=territory).order_by("valid_from"))
    later = next((row for row in rows if row.valid_from > valid_from), None)
    if later is not None and (valid_to is None or valid_to > later.valid_from):
        valid_to = later.valid_from
    row = next((row for row in rows if row.valid_from == valid_from), None)
    before: dict[str, Any] = {"was": row.value} if row else {}
    for earlier in rows:
        if earlier.valid_from < valid_from and earlier.in_force(valid_from):
            earlier.valid_to = valid_from
            earlier.save(update_fields=["valid_to"])
            before["was"] = earlier.value
    row = row or Norm(code=code, territory=territory, valid_from=valid_from)
    row.value, row.valid_to, row.evidence = stored, valid_to, Evidence(evidence)
    row.source_url, row.seeded = source_url, False
    write_texts(row, basis=basis, note=note or {})
    row.save()
    data = {"code": code, "territory": territory.pk, "value": stored, "from": valid_from, "to": valid_to, **before}
    record("norm.set", row, by=by, data=data, basis=dict(basis))
    return row


@verb
def end_norm(*, norm: Norm, valid_to: dt.date, by: Actor) -> Norm:
    """Let a value end, so that the place inherits again from above.

    Args:
        norm: a value that has not ended.
        valid_to: the first day without it.

    Raises:
        NotAllowed: the actor does not hold `norms.edit` in the place.
        NormError: the day is not after its beginning, it has ended before, or it is the whole country's.
    """
    territory = Territory.objects.select_for_update().get(pk=norm.territory_id)
    row = Norm.objects.get(pk=norm.pk)
    require(by, "norms.edit", territory)
    if territory.parent_id is None:
        raise NormError("root_must_stay")
    if row.valid_to is not None and row.valid_to <= valid_to:
        raise NormError("ended")
    if valid_to <= row.valid_from:
        raise NormError("before_start", start=date_format(row.valid_from, "DATE_FORMAT"))
    row.valid_to, row.seeded = valid_to, False
    row.save(update_fields=["valid_to", "seeded"])
    record("norm.ended", row, by=by, data={"code": row.code, "territory": territory.pk, "to": valid_to})
    return row


def write_texts(row: Norm, *, basis: Mapping[str, str], note: Mapping[str, str]) -> None:
    """Put the texts of each language into the row's columns (unsaved)."""
    for language in ("kk", "ru", "en"):
        setattr(row, f"basis_{language}", basis.get(language, ""))
        setattr(row, f"note_{language}", note.get(language, ""))
