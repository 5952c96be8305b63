"""The filter of the log's page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ortaq.audit import presenters


class LogFilter(forms.Form):
    verb = forms.ChoiceField(label=_("What was done"), required=False)
    object = forms.RegexField(
        label=_("With what"),
        regex=r"^[a-z_]+\.[a-z_]+(:[\w-]+)?$",
        max_length=130,
        required=False,
        help_text=_("As it stands in the list, for example participation.cycle:12"),
        error_messages={"invalid": _("Write it as in the list, for example participation.cycle:12.")},
    )
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, personal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        public = presenters.public_verbs()
        verbs = [(verb, title) for verb, title in presenters.titles() if personal or verb in public]
        known = {verb for verb, _title in verbs}
        asked = self.data.get("verb", "")
        # A link from a page may name a verb that no app has a sentence for.
        if asked and asked not in known and asked.replace(".", "").replace("_", "").isalnum():
            verbs.append((asked, asked))
        self.fields["verb"].choices = [("", _("anything")), *verbs]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            raise ValidationError(_("The last day comes before the first one. Change one of them."))
        return cleaned

    @property
    def wishes(self) -> dict[str, Any]:
        """Arguments of `audit.queries.search`; none of a form that is not valid."""
        if not self.is_valid():
            return {}
        found = self.cleaned_data
        object_type, _colon, object_id = found["object"].partition(":")
        return {
            "verb": found["verb"],
            "object_type": object_type,
            "object_id": object_id,
            "since": found["since"],
            "until": found["until"],
        }
