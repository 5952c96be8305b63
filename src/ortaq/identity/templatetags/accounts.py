"""Tags of the account pages."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext

from ortaq.identity.phones import spaced

register = template.Library()


@register.filter
def phone_spaced(number: str) -> str:
    """A phone number in groups, held together so that a line does not break inside it."""
    return spaced(number).replace(" ", "\u00a0")


@register.filter
def in_fours(text: str) -> str:
    """A long key in groups of four letters, for typing over."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


@register.simple_tag
def profile_crumbs(here: str) -> list[tuple[str, str | None]]:
    """Breadcrumbs of a page of the profile."""
    return [(gettext("Profile"), reverse("profile")), (here, None)]
