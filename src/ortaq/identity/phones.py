"""Phone numbers as people write them."""

import phonenumbers
from django.conf import settings
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from ortaq.identity.errors import PhoneError

REGION = "KZ"
"""Numbers without a country code are Kazakhstan's: 8 701 …, 701 …, 7701 …"""

_RECEIVES_MESSAGES = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
_LONGEST = 40


def normalise(text: str) -> str:
    """The E.164 form of a mobile number, e.g. `+77011234567` for `8 (701) 123-45-67`.

    Args:
        text: what somebody typed.

    Raises:
        PhoneError: `not_a_phone`, or `not_mobile` for a number that takes no messages.
    """
    if len(text) > _LONGEST:
        raise PhoneError("not_a_phone")
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        raise PhoneError("not_a_phone") from None
    if not phonenumbers.is_valid_number(number):
        raise PhoneError("not_a_phone")
    if phonenumbers.number_type(number) not in _RECEIVES_MESSAGES:
        raise PhoneError("not_mobile")
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


def reachable_by_sms(text: str) -> str:
    """The E.164 form of a mobile number to which this installation sends codes.

    A code to a far country costs much, and whoever owns numbers there may earn from every one that is asked for:
    `settings.SMS_COUNTRIES` names the countries that get them.

    Args:
        text: what somebody typed.

    Raises:
        PhoneError: as `normalise`, or `no_sms_there`.
    """
    number = normalise(text)
    if phonenumbers.region_code_for_number(phonenumbers.parse(number)) not in settings.SMS_COUNTRIES:
        raise PhoneError("no_sms_there")
    return number


def spaced(e164: str) -> str:
    """A number for reading: `+7 701 123 45 67`."""
    if e164.startswith("+7") and len(e164) == 12:
        return f"+7 {e164[2:5]} {e164[5:8]} {e164[8:10]} {e164[10:]}"
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return str(phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL))


def masked(e164: str) -> str:
    """A number that its owner recognises and nobody else learns: `+7 701 *** ** 67`."""
    shown = spaced(e164)
    digits = [place for place, letter in enumerate(shown) if letter.isdigit()]
    hidden = set(digits[4:-2])
    return "".join("*" if place in hidden else letter for place, letter in enumerate(shown))
