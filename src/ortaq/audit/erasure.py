"""Taking personal values out of the log. The chain stays whole: it covers only their salted hash."""

from django.db import models

from ortaq.audit.chain import ERASED
from ortaq.audit.models import Entry, PersonalNote
from ortaq.audit.verbs import record, verb
from ortaq.core.actors import Actor, require


@verb
def erase_personal(*, target: models.Model, by: Actor, reason: str) -> int:
    """Erase the personal values noted with an object's acts, or with one entry. The erasure is itself recorded.

    Args:
        target: an `Entry`, or the object whose acts are meant.
        by: holds `audit.erase` on the target.
        reason: a code of why, such as `request`, `retention` or `mistake`; never free text.

    Returns:
        How many entries lost their personal values; where it is 0 nothing was recorded.

    Raises:
        NotAllowed: the actor may not.
    """
    entries = (
        Entry.objects.filter(seq=target.seq)
        if isinstance(target, Entry)
        else Entry.objects.filter(object_type=target._meta.label_lower, object_id=str(target.pk))
    )
    notes = PersonalNote.objects.filter(seq__in=entries.values("seq"))
    seqs = list(notes.select_for_update().order_by("seq").values_list("seq", flat=True))
    require(by, "audit.erase", target)
    if seqs:
        notes.delete()
        record(ERASED, target, by=by, data={"seqs": seqs, "reason": reason})
    return len(seqs)
