"""Where people can be reached."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from ortaq.identity.enums import BACK_OFFICE
from ortaq.identity.models import User


def contacts_of_those_who_work_here() -> list[QuerySet[Any, Any]]:
    """Every phone number and address that opens, or could be made to open, an account with power over others.

    Superusers and whoever holds or held a back-office mandate, but no demo accounts and nobody who got every such
    mandate in the demo: a tester whom the demo's administrator appointed has to read the code somewhere. All addresses of
    the profile count, confirmed or not: the letter that confirms one is a key as well.

    Returns:
        Queries of one column, in lower-case letters and never NULL, for `__in`.
    """
    real = Q(person__mandates__role__in=BACK_OFFICE, person__mandates__is_demo=False)
    works = User.objects.filter(is_demo=False).filter(Q(is_superuser=True) | real)
    return [
        works.filter(phone__isnull=False).annotate(contact=Lower("phone")).values("contact"),
        works.filter(email__isnull=False).annotate(contact=Lower("email")).values("contact"),
        EmailAddress.objects.filter(user__in=works.values("pk")).annotate(contact=Lower("email")).values("contact"),
    ]
