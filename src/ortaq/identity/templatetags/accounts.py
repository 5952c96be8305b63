"""Tags of the account pages."""

import datetime as dt

from allauth.account.utils import get_next_redirect_url
from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from ortaq.identity import letters
from ortaq.identity.models import Mandate
from ortaq.identity.phones import spaced

register = template.Library()
register.simple_tag(letters.sentence, name="sentence")


@register.filter
def phone_spaced(number: str) -> str:
    """A phone number in groups, held together so that a line does not break inside it."""
    return spaced(number).replace(" ", "\u00a0")


@register.filter
def in_fours(text: str) -> str:
    """A long key in groups of four letters, for typing over."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


@register.simple_tag
def mandate_dates(mandate: Mandate) -> str:
    """From when until when; the last day shown is the last one in the role."""
    starts = date_format(mandate.valid_from, "DATE_FORMAT")
    if mandate.valid_to is None:
        return gettext("since %(day)s") % {"day": starts}
    ends = date_format(mandate.valid_to - dt.timedelta(days=1), "DATE_FORMAT")
    return f"{starts}\u00a0– {ends}"


@register.simple_tag(takes_context=True)
def following(context: template.Context) -> str:
    """Where `?next=` leads on; nothing if it is not there or leads out of this site."""
    return get_next_redirect_url(context["request"]) or ""


@register.simple_tag
def profile_crumbs(here: str) -> list[tuple[str, str | None]]:
    """Breadcrumbs of a page of the profile."""
    return [(gettext("Profile"), reverse("profile")), (here, None)]
