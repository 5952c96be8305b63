"""What people say about themselves."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Name shown"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Others see it beside your ideas. It may be your real name or not."),
    )
    language = forms.ChoiceField(
        label=_("Language of messages"), choices=settings.LANGUAGES, help_text=_("SMS and e-mails come in it.")
    )
