"""Handing over a public archive."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.participation.domain.queries.cycles import find_places


class ArchiveForm(forms.Form):
    """The file, where it belongs, and where it comes from."""

    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_("A file in the Pabulib format (.pb), at most 64 MB. It is checked first; nothing is shown yet."),
        widget=forms.FileInput(attrs={"accept": ".pb"}),
    )
    place = forms.CharField(
        label=_("Place"), max_length=100, help_text=_("Under which place it is shown: a name or a code.")
    )
    source = forms.CharField(
        label=_("Source"),
        initial="https://pabulib.org",
        max_length=500,
        help_text=_("Where the file was published."),
    )
    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, help_text=_("Leave it empty to use the name in the file.")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean(self) -> dict[str, Any]:
        """Find the place."""
        given = super().clean() or {}
        if "place" not in given:
            return given
        places = find_places(self._user, given["place"], limit=5)
        if len(places) == 1:
            given["territory"] = places[0]
        elif places:
            names = ", ".join(f"{each.name} ({each.code})" for each in places)
            self.add_error("place", _("Several places fit: %(names)s. Type the code of one.") % {"names": names})
        else:
            self.add_error("place", _("You have no place of that name or code to work for. Check the spelling."))
        return given
