"""Forms of the electoral roll."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.participation.domain.queries.roll import places
from ortaq.participation.models import Cycle
from ortaq.territories.models import Territory


class AddPersonForm(forms.Form):
    """One person, added by an operator who has their document in hand."""

    phone = forms.CharField(
        label=_("Phone number"),
        required=False,
        max_length=40,
        help_text=_("The person signs in with this number to vote. It is kept only as a keyed hash."),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )
    iin = forms.CharField(
        label=_("IIN"),
        required=False,
        max_length=20,
        help_text=_("12 digits from the document. Kept only as a keyed hash, so that nobody is added twice."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    initials = forms.CharField(
        label=_("Initials"),
        max_length=10,
        help_text=_("For example A. B.: enough to find the entry again, too little to make a list of names."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    territory = forms.ModelChoiceField(label=_("Lives in"), queryset=Territory.objects.none(), empty_label=None)
    basis_note = forms.CharField(
        label=_("Which document you have seen"),
        max_length=200,
        help_text=_("For example: identity card and certificate of residence. Do not write its number."),
    )
    seen = forms.BooleanField(label=_("I have seen the document, and the person lives where I wrote"))

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = places(cycle)
        field = self.fields["territory"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Territory.objects.filter(pk__in=[place.pk for place in found])
        # The names were read once; the widget must not ask again while the page renders.
        top = found[0].depth
        field.widget.choices = [(place.pk, "\u2003" * (place.depth - top) + str(place.name)) for place in found]


class ListForm(forms.Form):
    """A list of people as a CSV table."""

    file = forms.FileField(
        label=_("Table"),
        help_text=_(
            "CSV with the columns phone, iin, initials, territory_code and note, in any order; at most 200,000 rows. "
            "A list that long takes half a minute: leave the page open until the answer comes."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    name = forms.CharField(
        label=_("Which list this is"),
        max_length=200,
        help_text=_("For example: list of residents of 1 February 2027, confirmed by the akim."),
    )


class SearchForm(forms.Form):
    """Finding somebody on the roll. It is sent in the body: a number of a person has no place in an address."""

    q = forms.CharField(
        label=_("Initials, phone number or IIN"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
