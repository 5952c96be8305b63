from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a dated mandate makes of a person in a territory and below it."""

    ADMINISTRATOR = "administrator", _("administrator")
    AKIM = "akim", _("akim")
    STAFF = "staff", _("staff")
    OPERATOR = "operator", _("voting operator")
    EXPERT = "expert", _("expert council member")
    DEPUTY = "deputy", _("deputy")
    AUDITOR = "auditor", _("auditor")


class TakingOffice(models.TextChoices):
    """How an akim took office."""

    ELECTED = "elected", _("elected by residents")
    ELECTED_BY_DEPUTIES = "elected_by_deputies", _("elected by deputies")
    APPOINTED = "appointed", _("appointed")
    ACTING = "acting", _("acting")


BACK_OFFICE = (Role.ADMINISTRATOR, Role.AKIM, Role.STAFF, Role.OPERATOR, Role.AUDITOR)
"""Roles that have a Desk and need a second factor."""
