"""Forms for projects: one project, its photo, their order, a whole table."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ortaq.core.money import Money
from ortaq.participation.domain.projects import ProjectLine
from ortaq.participation.domain.queries.projects import SORTS, Wish
from ortaq.participation.forms.fields import MoneyField, PickField, TextShape, TranslatedForm, parts_of
from ortaq.participation.models import Cycle, Pot, Project
from ortaq.ui.amounts import exact_money

LONGEST_TABLE = 2_000_000
"""Characters of a pasted table."""


def pot_label(pot: Pot) -> str:
    """A pot in a list: its name, if it has one, and its money."""
    amount = exact_money(pot.amount)
    return f"{pot.name}: {amount}" if pot.name else amount


class ProjectForm(TranslatedForm):
    translated: ClassVar = {
        "title": TextShape(_("Title"), 200, hint=_("What will be done and where, in one line.")),
        "text": TextShape(
            _("Description"), 5000, rows=7, hint=_("What exactly, for whom, and why it is needed. Plain words.")
        ),
        "place": TextShape(_("Where"), 300, hint=_("Street or landmark.")),
    }
    cost = MoneyField(label=_("Cost"), required=False, help_text=_("The full price. You may leave it empty for now."))
    pot = PickField(label=_("Paid from"))
    category = PickField(label=_("Category"), required=False, empty=_("without a category"))
    territory = PickField(label=_("Village or part"), required=False, empty=_("the whole place"))
    lat = forms.DecimalField(label=_("Latitude"), max_digits=8, decimal_places=5, required=False)
    lon = forms.DecimalField(label=_("Longitude"), max_digits=9, decimal_places=5, required=False)

    def __init__(self, *args: Any, cycle: Cycle, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.fields["cost"].set_currency(cycle.currency)  # type: ignore[attr-defined]
        self.fields["pot"].offer(cycle.pots.all(), pot_label)  # type: ignore[attr-defined]
        self.fields["category"].offer(cycle.categories.all())  # type: ignore[attr-defined]
        self.fields["territory"].offer(parts_of(cycle.territory))  # type: ignore[attr-defined]
        self.currency = cycle.currency

    @classmethod
    def initial_of(cls, project: Project) -> dict[str, Any]:
        own = {
            "cost": project.cost if project.cost_minor else None, "pot": project.pot_id,
            "category": project.category_id, "territory": project.territory_id, "lat": project.lat, "lon": project.lon,
        }  # fmt: skip
        return own | cls.initial_texts(project)

    def line(self) -> ProjectLine:
        given = self.cleaned_data
        return ProjectLine(
            pot=given["pot"],
            cost=given["cost"] or Money(0, self.currency),
            title=self.texts("title"),
            text=self.texts("text"),
            place=self.texts("place"),
            category=given["category"],
            territory=given["territory"],
            lon=given["lon"],
            lat=given["lat"],
        )


class PhotoForm(TranslatedForm):
    translated: ClassVar = {
        "photo_alt": TextShape(
            _("What the photo shows"),
            200,
            hint=_("Read aloud to those who cannot see it, for example “an unlit street”."),
        )
    }
    photo = forms.FileField(
        label=_("Photo"), required=False,
        help_text=_("JPEG, PNG or WebP, up to 10 MB. Where and when it was taken is removed."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip
    drop_photo = forms.BooleanField(label=_("Remove the photo"), required=False)


class TableForm(forms.Form):
    """A table of projects, pasted or as a file."""

    table = forms.CharField(
        label=_("Rows"), required=False, max_length=LONGEST_TABLE,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto", "spellcheck": "false"}),
        help_text=_("Copy the rows in your spreadsheet, the line of column names too, and paste them here."),
    )  # fmt: skip
    file = forms.FileField(label=_("or a CSV file"), required=False)


class OrderForm(forms.Form):
    """A position for every project; equal ones keep the order they had."""

    def __init__(self, *args: Any, projects: list[Project], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.projects = projects
        for project in projects:
            label = _("Position of project %(number)s") % {"number": project.number}
            attrs = {"class": "control control-number", "inputmode": "numeric", "size": "5", "aria-label": label}
            self.fields[f"at_{project.pk}"] = forms.IntegerField(
                label=label, initial=project.number, min_value=0, max_value=10**6, widget=forms.TextInput(attrs=attrs)
            )

    def order(self) -> list[int]:
        """Primary keys in the order wished for."""
        wished = {project.pk: self.cleaned_data[f"at_{project.pk}"] for project in self.projects}
        return sorted(wished, key=lambda pk: wished[pk])


class ProjectFilterForm(forms.Form):
    """The filters of a list of projects; what makes no sense filters nothing."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    pot = forms.TypedChoiceField(label=_("Paid from"), required=False, coerce=int, empty_value=None)
    category = forms.TypedChoiceField(label=_("Category"), required=False, coerce=int, empty_value=None)
    sort = forms.ChoiceField(
        label=_("Order"), required=False,
        choices=list(zip(SORTS, (
            pgettext_lazy("order", "by number"), pgettext_lazy("order", "by title"),
            pgettext_lazy("order", "cheapest first"), pgettext_lazy("order", "dearest first"),
        ), strict=True)),
    )  # fmt: skip

    def __init__(self, *args: Any, cycle: Cycle, **settings: Any) -> None:
        super().__init__(*args, **settings)
        for name, rows in (("pot", list(cycle.pots.all())), ("category", list(cycle.categories.all()))):
            if len(rows) > 1:
                everything = pgettext_lazy("filter", "all")
                choices = [("", everything), *((row.pk, str(row)) for row in rows)]
                self.fields[name].choices = choices  # type: ignore[attr-defined]
            else:
                del self.fields[name]

    def wish(self) -> Wish:
        """What the reader asked for; fields with mistakes count as empty."""
        given = self.cleaned_data if self.is_bound and (self.is_valid() or self.cleaned_data) else {}
        return Wish(
            words=given.get("q") or "",
            pot=given.get("pot"),
            category=given.get("category"),
            sort=given.get("sort") or "number",
        )
