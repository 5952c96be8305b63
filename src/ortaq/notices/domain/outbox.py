"""Reading the local outbox."""

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Lower

from ortaq.identity.domain.queries.contacts import contacts_of_those_who_work_here
from ortaq.notices.models import OutboxMessage


def shown_to_everybody() -> QuerySet[OutboxMessage]:
    """Messages that the public outbox page may show.

    On a demo that strangers can reach, a code to a real administrator would let anybody in before the second
    factor is set up: messages to accounts that really work here are left out. Demo accounts and testers whom they
    appointed are shown. A developer's own machine (DEBUG) shows all.
    """
    messages = OutboxMessage.objects.all()
    if settings.DEBUG:
        return messages
    messages = messages.annotate(reader=Lower("recipient"))
    for contacts in contacts_of_those_who_work_here():
        messages = messages.exclude(reader__in=contacts)
    return messages
