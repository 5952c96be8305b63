"""Narrowing a result."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.core.text import search_forms, search_query
from ortaq.participation.domain.queries.results import Row


class ResultFilterForm(forms.Form):
    """Find one's project among two hundred."""

    q = forms.CharField(
        label=_("Find your project"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("all projects")), ("won", _("funded")), ("lost", _("not funded"))],
    )

    def keeps(self, row: Row) -> bool:
        """Whether a project stays on the list; without a valid wish every one does."""
        if not self.is_valid():
            return True
        if self.cleaned_data["show"] and row.funded != (self.cleaned_data["show"] == "won"):
            return False
        words = search_query(self.cleaned_data["q"])
        if not words:
            return True
        text = search_forms(row.title, row.code, str(row.project.number))
        return all(word in text for word in words)

    @property
    def narrows(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())
