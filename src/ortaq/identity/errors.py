"""What identity refuses, in words for the reader."""

from django.utils.translation import gettext_lazy as _

from ortaq.core.errors import DomainError


class PhoneError(DomainError):
    messages = {
        "not_a_phone": _("This is not a phone number. Write it as +7 701 123 45 67 or 8 701 123 45 67."),
        "not_mobile": _("This number cannot receive messages. Give a mobile number."),
        "no_sms_there": _(
            "We send no SMS codes to numbers of this country. Use an e-mail address instead: the code comes there."
        ),
    }


class IinError(DomainError):
    """One text for every way a number can be wrong, so that the answer teaches nothing about whose it is."""

    messages = {
        "not_accepted": _(
            "The number was not accepted. Check the 12 digits against the document and try again, "
            "or ask an operator for help."
        ),
    }


class AccountError(DomainError):
    messages = {
        "taken": _("This phone number or e-mail belongs to another account. Sign in with it, or use a different one."),
        "contact_missing": _("An account needs a phone number or an e-mail address."),
        "language_unknown": _("This language is not available."),
        "demo_is_off": _("Demo accounts exist only on a demo installation."),
        "demo_is_shared": _(
            "Demo accounts are shared by everybody, so their phone, e-mail, password and protection cannot be changed. "
            "Create an account of your own to try this."
        ),
        "demo_keeps_staff": _(
            "On a demo you link accounts only to people who were given all of their roles in the demo. "
            "Add a new person and give your own phone number or e-mail."
        ),
    }


class MandateError(DomainError):
    messages = {
        "ends_before_start": _("The last day must come after the first one. Correct the dates."),
        "already_held": _("This person already has this role here in these days. End it first, or choose other days."),
        "way_missing": _("Say how the akim took office."),
        "way_not_for_role": _("Only an akim has a way of taking office. Leave this field empty for other roles."),
        "already_ended": _("This mandate has already ended."),
        "name_missing": _("Write the person's full name."),
        "account_linked_elsewhere": _(
            "This account belongs to another person. Check the phone number or e-mail, "
            "or ask that person's administrator."
        ),
    }
