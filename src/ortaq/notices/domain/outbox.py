"""Reading the local outbox."""

from django.conf import settings
from django.db.models import F, Q, QuerySet

from ortaq.identity.enums import BACK_OFFICE
from ortaq.identity.models import User
from ortaq.notices.models import OutboxMessage


def shown_to_everybody() -> QuerySet[OutboxMessage]:
    """Messages that the public outbox page may show.

    On a demo that strangers can reach, a code to a real administrator would let anybody in before the second
    factor is set up: messages to accounts that work here (and are no demo accounts) are left out. A developer's
    own machine (DEBUG) shows all.
    """
    messages = OutboxMessage.objects.all()
    if settings.DEBUG:
        return messages
    works = User.objects.filter(is_demo=False).filter(Q(is_superuser=True) | Q(person__mandates__role__in=BACK_OFFICE))
    phones = works.filter(phone__isnull=False).annotate(contact=F("phone")).values("contact")
    emails = works.filter(email__isnull=False).annotate(contact=F("email")).values("contact")
    return messages.exclude(recipient__in=phones).exclude(recipient__in=emails)
