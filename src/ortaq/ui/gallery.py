"""What the gallery shows: each example is a template of its own, shown as it looks and as it is written."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from ortaq.core.money import Money
from ortaq.ui import charts, icons, palette, samples

# Invented: homes with water, per cent, from 2019; nobody measured in 2022.
WATER = (Fraction(712, 10), Fraction(73), Fraction(748, 10), None, Fraction(791, 10), Fraction(834, 10), Fraction(86))

EXAMPLES = Path(__file__).parent / "templates" / "ui" / "examples"

# Heading and the examples under it, by file name.
SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("Actions and marks"), ("button", "marks", "chips")),
    (_("Something to know"), ("notice", "empty", "fold")),
    (_("Forms"), ("form", "errors", "filters")),
    (_("Finding the way"), ("breadcrumb", "steps", "phases", "pager")),
    (_("Place"), ("door", "card", "figure", "money")),
    (_("Vote"), ("project", "choice", "result")),
    (_("Trust"), ("stamp", "receipt", "doc", "history", "difference")),
    (_("People"), ("person", "roll")),
    (_("Desk"), ("duty", "table", "facts", "timeline")),
    (_("Charts"), ("bar", "whole", "trend")),
)


class ExampleForm(forms.Form):
    """One field of each shape."""

    title = forms.CharField(
        label=_("Name of the project"), max_length=80, help_text=_("Up to 80 characters, without the word “project”.")
    )
    text_kk = forms.CharField(label=_("Description"), widget=forms.Textarea(attrs={"rows": 3}))
    cost = forms.IntegerField(label=_("Cost"), widget=forms.TextInput(attrs={"data-unit": "₸"}))
    ends = forms.DateField(label=_("Ready by"), widget=forms.DateInput)
    kind = forms.ChoiceField(label=_("Area"), choices=[("", "—"), ("road", _("Roads")), ("water", _("Water"))])
    pot = forms.ChoiceField(
        label=_("Who may vote"),
        widget=forms.RadioSelect,
        choices=[("all", _("Everyone in the district")), ("one", _("One village"))],
    )
    photo = forms.FileField(label=_("Photo"), required=False, help_text=_("JPEG, PNG or WebP, up to 10 MB."))
    agreed = forms.BooleanField(label=_("The land belongs to the akimat"))


def gallery() -> dict[str, Any]:
    """All examples with what they show. An example form carries the errors of an empty one."""
    wrong = ExampleForm({"title": "", "cost": "12 000 ₸", "text_kk": "", "ends": "2026-13-40"}, prefix="wrong")
    wrong.is_valid()
    rows = samples.results()
    return {
        "sections": [
            {
                "heading": heading,
                "examples": [
                    {"name": name, "template": f"ui/examples/{name}.html", "code": source(name)} for name in names
                ],
            }
            for heading, names in SECTIONS
        ],
        "pairs": palette.pairs(),
        "colours": [
            {"name": name, "light": value, "dark": palette.themes()["dark"][name]}
            for name, value in palette.themes()["light"].items()
        ],
        "icons": list(icons.ICONS),
        "samples": list(SAMPLES),
        "form": ExampleForm(),
        "wrong_form": wrong,
        "crumbs": samples.crumbs(),
        "villages": samples.villages(),
        "doors": samples.doors(),
        "phases": samples.phases(),
        "steps": steps(),
        "page_obj": Paginator(range(480), 20).page(6),
        "projects": samples.projects()[:2],
        "results": [rows[0], rows[4]],
        "duties": samples.duties(),
        "history": samples.history(),
        "changes": samples.changes(),
        "names": samples.names(),
        "amount": Money(1_240_000_000_050),
        "debt": Money(-4_500_050),
        "people": 2840,
        "spending": samples.spending(),
        "water": [charts.Point(2018 + place, value) for place, value in enumerate(WATER, start=1)],
        "water_target": Fraction(95),
    }


def steps() -> list[dict[str, str]]:
    names = [_("Basics"), _("Money"), _("Projects"), _("Ballot"), _("Check and open")]
    states = ["done", "done", "current", "todo", "todo"]
    return [
        {"label": str(name), "url": "#" if state != "todo" else "", "state": state}
        for name, state in zip(names, states, strict=True)
    ]


def source(name: str) -> str:
    """How an example is written."""
    return (EXAMPLES / f"{name}.html").read_text(encoding="utf-8").strip()


SAMPLES: dict[str, Callable[[], dict[str, Any]]] = {
    "hub": samples.hub,
    "ballot": samples.ballot,
    "result": samples.result,
}
