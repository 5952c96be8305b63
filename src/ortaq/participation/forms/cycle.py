"""The steps of the wizard: they check the shape of what was typed, the verbs check its sense."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ortaq.participation.domain.calendar import Calendar, Period
from ortaq.participation.domain.counting_rule import TIES
from ortaq.participation.domain.drafting import FIRST_YEAR, LAST_YEAR, MOST_CHOICES, MOST_POINTS
from ortaq.participation.domain.queries.cycles import find_places
from ortaq.participation.enums import BallotType, CycleState, PhaseKind
from ortaq.participation.forms.fields import TextShape, TranslatedForm
from ortaq.participation.models import Cycle
from ortaq.participation.rule_texts import COMPARISONS, TIE_TEXTS

MOST_OFFERED = 20
"""So many places are offered where a name fits several."""


class BeginForm(forms.Form):
    """Where and for which year a new cycle begins."""

    place = forms.CharField(
        label=_("Place"), max_length=100, help_text=_("Its name or code, for example Ulytau or 623830000.")
    )
    territory = forms.CharField(label=_("Which of these places?"), required=False, widget=forms.RadioSelect)
    year = forms.IntegerField(
        label=_("Budget year"), min_value=FIRST_YEAR, max_value=LAST_YEAR,
        help_text=_("The year in which the projects will be paid for."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.user = user
        self.choose = False

    def clean(self) -> dict[str, Any]:
        """Find the place; where several fit, offer them to choose from."""
        given = super().clean() or {}
        places = find_places(self.user, given.get("place", ""), limit=MOST_OFFERED)
        if "place" not in given:
            return given
        if len(places) == 1:
            given["territory"] = places[0]
            return given
        self.fields["territory"].widget.choices = [
            (str(each.pk), f"{each.name}, {each.get_kind_display()}") for each in places
        ]
        picked = next((each for each in places if str(each.pk) == given.get("territory")), None)
        if picked is not None:
            given["territory"] = picked
        elif places:
            self.choose = True
            self.add_error("territory", _("Several places fit. Choose one of them."))
        else:
            self.add_error("place", _("You have no place of that name or code to work for. Check the spelling."))
        return given


class BasicsForm(TranslatedForm):
    translated: ClassVar = {
        "title": TextShape(_("Title"), 200, hint=_("For example “Participatory budget of Ulytau, 2027”.")),
        "summary": TextShape(
            _("In short"), 2000, rows=4,
            hint=_("What is decided, how much money there is and who may vote, in two or three sentences."),
        ),
    }  # fmt: skip
    year = forms.IntegerField(label=_("Budget year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    slug = forms.CharField(
        label=_("Address"), max_length=60,
        help_text=_("The last part of the page's address: small Latin letters, digits, hyphens."),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("Required languages"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple,
        help_text=_("The vote opens only when everything is written in each of them."),
    )  # fmt: skip

    @classmethod
    def initial_of(cls, cycle: Cycle) -> dict[str, Any]:
        return {"year": cycle.year, "slug": cycle.slug, "languages": cycle.languages} | cls.initial_texts(cycle)


class BallotForm(forms.Form):
    ballot_type = forms.ChoiceField(label=_("Kind of ballot"), choices=BallotType.choices, widget=forms.RadioSelect)
    max_choices = forms.IntegerField(
        label=_("Choices at most"), required=False, min_value=1, max_value=MOST_CHOICES,
        help_text=_("So many projects may one person choose or rank. A ballot limited by money does not need it."),
    )  # fmt: skip
    max_points = forms.IntegerField(
        label=_("Points"), required=False, min_value=1, max_value=MOST_POINTS,
        help_text=_("Only where points are shared out: so many has one person."),
    )  # fmt: skip
    changeable = forms.BooleanField(
        label=_("A cast vote may be changed until the close"), required=False,
        help_text=_("Only the last ballot counts."),
    )  # fmt: skip

    @staticmethod
    def initial_of(cycle: Cycle) -> dict[str, Any]:
        return {name: getattr(cycle, name) for name in ("ballot_type", "max_choices", "max_points", "changeable")}


class RuleForm(forms.Form):
    """The rule most votes first with its options; other rules join with their modules."""

    order = forms.ChoiceField(
        label=_("Which project goes first"), widget=forms.RadioSelect,
        choices=[
            ("score", _("the one with the most votes (usual)")),
            ("density", _("the one with the most votes for its money")),
        ],
    )  # fmt: skip
    misfit = forms.ChoiceField(
        label=_("When the next project costs more than is left"), widget=forms.RadioSelect,
        choices=[
            ("skip", _("pass over it and look for the next that fits (usual)")),
            ("stop", _("stop there")),
        ],
    )  # fmt: skip
    threshold = forms.IntegerField(
        label=_("Votes needed at least"), required=False, min_value=0, max_value=10**7,
        help_text=_("A project with fewer votes does not win even if there is money left. Empty: no such limit."),
    )  # fmt: skip
    fund_unsupported = forms.BooleanField(
        label=_("A project that nobody chose may win if there is money left"), required=False
    )
    ties = forms.ChoiceField(label=_("Equal votes"), choices=list(TIE_TEXTS.items()), widget=forms.RadioSelect)
    act = forms.CharField(
        label=_("Act that sets the rule"), max_length=300, required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Who decided it, date and number. It is shown beside the rule and the result."),
    )  # fmt: skip
    act_url = forms.URLField(label=_("Link to the act"), max_length=500, required=False, assume_scheme="https")
    comparisons = forms.MultipleChoiceField(
        label=_("Also counted, for comparison only"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(name, text) for name, (text, _rule) in COMPARISONS.items()],
        help_text=_("What another rule would have chosen is shown beside the result. It binds nobody."),
    )  # fmt: skip

    @staticmethod
    def initial_of(cycle: Cycle) -> dict[str, Any]:
        parameters = cycle.rule.get("parameters", {})
        chosen = [
            name for name, (_text, rule) in COMPARISONS.items()
            if any(each.get("parameters") == rule["parameters"] for each in cycle.comparisons)
        ]  # fmt: skip
        return {
            "order": parameters.get("order", "score"),
            "misfit": parameters.get("misfit", "skip"),
            "threshold": parameters.get("threshold"),
            "fund_unsupported": parameters.get("fund_unsupported", False),
            "ties": cycle.rule.get("ties", TIES),
            "act": cycle.rule_act,
            "act_url": cycle.rule_act_url,
            "comparisons": chosen,
        }

    def parameters(self) -> dict[str, Any]:
        """Those that differ from the rule's own defaults."""
        given = self.cleaned_data
        found: dict[str, Any] = {}
        if given["order"] != "score":
            found["order"] = given["order"]
        if given["misfit"] != "skip":
            found["misfit"] = given["misfit"]
        if given["threshold"]:
            found["threshold"] = given["threshold"]
        if given["fund_unsupported"]:
            found["fund_unsupported"] = True
        return found


class CalendarForm(forms.Form):
    """A beginning and an end for each phase, in the time of Asia/Almaty."""

    move_following = forms.BooleanField(
        label=_("Move the following phases as well"), required=False,
        help_text=_("If you change an end, all later phases that you did not touch move by the same time."),
    )  # fmt: skip

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        for kind in PhaseKind:
            self.fields[f"{kind}_starts"] = forms.DateTimeField(label=pgettext_lazy("phase", "Begins"), required=False)
            self.fields[f"{kind}_ends"] = forms.DateTimeField(label=pgettext_lazy("phase", "Ends"), required=False)
            for part in ("starts", "ends"):
                self.fields[f"{kind}_{part}"].widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M")

    @staticmethod
    def initial_of(calendar: Calendar) -> dict[str, Any]:
        return {
            f"{kind}_{part}": moment
            for kind, period in calendar.items()
            for part, moment in zip(("starts", "ends"), period, strict=True)
        }

    def periods(self) -> dict[PhaseKind, Period]:
        """What was typed, for `save_calendar`."""
        given = self.cleaned_data
        return {kind: (given[f"{kind}_starts"], given[f"{kind}_ends"]) for kind in PhaseKind}

    def rows(self) -> list[dict[str, Any]]:
        """Each phase with its two fields."""
        return [
            {"label": kind.label, "starts": self[f"{kind}_starts"], "ends": self[f"{kind}_ends"]} for kind in PhaseKind
        ]


class OpenForm(forms.Form):
    """The one confirmation; `expected` is the hash that was on the screen."""

    expected = forms.CharField(widget=forms.HiddenInput, max_length=64)
    confirmed = forms.BooleanField(
        label=_("I have checked everything. I know that nothing can be changed after this."),
        error_messages={"required": _("Tick the box to confirm that you have checked everything.")},
    )


class CloneForm(forms.Form):
    year = forms.IntegerField(label=_("Budget year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    with_projects = forms.BooleanField(label=_("Copy the projects too"), required=False)


class DeleteForm(forms.Form):
    confirmation = forms.CharField(
        label=_("Address of the draft"), max_length=60, help_text=_("Type it to show that you mean this draft.")
    )


class FilterForm(forms.Form):
    """The filters of the list of cycles; what makes no sense filters nothing."""

    state = forms.ChoiceField(label=_("State"), required=False)
    year = forms.TypedChoiceField(label=_("Budget year"), required=False, coerce=int, empty_value=None)
    place = forms.CharField(label=_("Place"), required=False, max_length=100)

    def __init__(self, *args: Any, years: list[int], **settings: Any) -> None:
        super().__init__(*args, **settings)
        states = [choice for choice in CycleState.choices if choice[0] != CycleState.STAGING]
        self.fields["state"].choices = [("", pgettext_lazy("states", "all")), *states]  # type: ignore[attr-defined]
        years_offered = [("", pgettext_lazy("years", "all")), *((year, str(year)) for year in years)]
        self.fields["year"].choices = years_offered  # type: ignore[attr-defined]
