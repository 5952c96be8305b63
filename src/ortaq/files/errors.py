"""Why a file is not taken, and what to do instead."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ortaq.core.errors import DomainError


class FileError(DomainError):
    messages: dict[str, str | Promise] = {
        "empty": _("The file “%(name)s” is empty. Choose it again, or choose another."),
        "too_large": _("The file “%(name)s” is larger than %(limit)d MB. Make it smaller and send it again."),
        "not_a_photo": _("“%(name)s” is not a photo that we can read. Send a JPEG, PNG or WebP picture."),
        "damaged_photo": _("The picture “%(name)s” is damaged. Open it on your device, save it again and send that."),
        "too_many_pixels": _(
            "The picture “%(name)s” has more than %(limit)d million pixels. Make it smaller and send it again."
        ),
        "wrong_kind": _("Files of this kind are not taken: “%(name)s”. Send one of these: %(kinds)s."),
        "wrong_content": _("“%(name)s” is not really a file of the kind its name says. Save it again and send that."),
        "has_macros": _("“%(name)s” contains macros. Save it without them and send it again."),
    }
