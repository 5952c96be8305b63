"""Refusals of the norms app."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ortaq.core.errors import DomainError


class NormError(DomainError):
    messages: dict[str, str | Promise] = {
        "unknown_code": _("There is no parameter “%(parameter)s”. Choose one from the list."),
        "not_set": _(
            "The parameter “%(title)s” (%(parameter)s) has no value for %(place)s on %(on)s. "
            "Ask the administrator to set it for the whole country."
        ),
        "whole_number": _("Write a whole number from %(low)s to %(high)s, for example %(example)s."),
        "share": _("Write a share from 0 to 100 %%, with two decimals at most, for example 12.5."),
        "fraction": _("Write a fraction such as 2/3: the first number not larger than the second."),
        "yes_no": _("Choose yes or no."),
        "choice": _("Choose one of the values in the list."),
        "languages": _("Choose one language or more."),
        "month_day": _("Choose a day and a month that exist, for example 20 January."),
        "needed": _("This parameter needs a value."),
        "basis": _(
            "Name the act the value comes from, in Kazakh or in Russian. For a choice of your own, name the decision."
        ),
        "period": _("The last day must come after the first one."),
        "before_start": _("This value begins on %(start)s. It can only end after that day."),
        "root_must_stay": _(
            "Every place must have a value, so the country's value cannot simply end. Set a new one from that day."
        ),
        "ended": _("This value has already ended. Nothing was changed."),
        "no_root": _("The country (code KZ) is not in the tree yet. Run “ortaq seed_territories” first."),
    }
