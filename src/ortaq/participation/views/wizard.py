"""The wizard: short steps, each saved on its own; nothing typed is lost."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from ortaq.core.errors import DomainError
from ortaq.participation.checklist import Item, blockers, check
from ortaq.participation.domain import calendar, definition, drafting, opening, pots
from ortaq.participation.errors import CalendarError
from ortaq.participation.forms.cycle import BallotForm, BasicsForm, CalendarForm, OpenForm, RuleForm
from ortaq.participation.forms.fields import parts_of
from ortaq.participation.forms.money import CategoryForm, CategoryFormSet, CurrencyForm, PotForm, PotFormSet, lines_of
from ortaq.participation.models import Cycle
from ortaq.participation.rule_texts import COMPARISONS, rule_sentences
from ortaq.participation.views.access import cycle_crumbs, draft_page
from ortaq.ui.http import see_other

STEPS: tuple[tuple[str, str | Promise], ...] = (
    ("basics", pgettext_lazy("wizard step", "Basics")),
    ("money", pgettext_lazy("wizard step", "Money")),
    ("projects", pgettext_lazy("wizard step", "Projects")),
    ("ballot", pgettext_lazy("wizard step", "Ballot")),
    ("rule", pgettext_lazy("wizard step", "Rule")),
    ("calendar", pgettext_lazy("wizard step", "Calendar")),
    ("check", pgettext_lazy("wizard step", "Check and open")),
)
NAMES = tuple(name for name, _label in STEPS)
_SAVED = gettext_lazy("Saved. The draft is not public yet.")


def step_url(cycle: Cycle, step: str) -> str:
    """The address of a step; the roll is a room of its own."""
    name = "roll" if step == "roll" else f"cycle_{step}"
    return reverse(f"participation:{name}", args=[cycle.pk])


def frame(cycle: Cycle, step: str, **context: Any) -> dict[str, Any]:
    """What every page of the wizard shows: the steps with their state, the way back and on."""
    unfinished = {item.step for item in blockers(cycle)}
    place = NAMES.index(step)
    steps = [
        {
            "label": label,
            "url": step_url(cycle, name),
            "state": "current" if name == step else "todo" if name in unfinished or name == "check" else "done",
        }
        for name, label in STEPS
    ]
    label = dict(STEPS)[step]
    return {
        "cycle": cycle,
        "steps": steps,
        "step_title": label,
        "step_number": place + 1,
        "step_count": len(STEPS),
        "back_url": step_url(cycle, NAMES[place - 1]) if place else "",
        "crumbs": cycle_crumbs(cycle, (str(label), None)),
        **context,
    }


def leave(request: HttpRequest, cycle: Cycle, step: str) -> HttpResponse:
    """Go on to the next step, or stay where the person asked to."""
    messages.success(request, str(_SAVED))
    stay = request.POST.get("then") == "stay"
    return see_other(step_url(cycle, step if stay else NAMES[NAMES.index(step) + 1]))


def show(request: HttpRequest, cycle: Cycle, step: str, template: str, **context: Any) -> HttpResponse:
    """Draw a step; 422 where a form of it was refused."""
    given = [value for value in context.values() if isinstance(value, forms.BaseForm | forms.BaseFormSet)]
    wrong = any(form.is_bound and not form.is_valid() for form in given)
    return render(
        request, f"participation/wizard/{template}.html", frame(cycle, step, **context), status=422 if wrong else 200
    )


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def attempt(form: forms.BaseForm, act: Callable[[], object], field: str | None = None) -> bool:
    """Call a verb for a checked form; a refusal becomes an error of the form.

    Args:
        field: the field that a refusal belongs to, None for the form as a whole.
    """
    try:
        act()
    except DomainError as error:
        form.add_error(field, error.message)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@draft_page
def basics(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Title, summary, year, address, languages."""
    form = BasicsForm(posted(request), initial=BasicsForm.initial_of(cycle))
    if form.is_valid():
        given = form.cleaned_data
        saved = attempt(
            form,
            lambda: drafting.save_basics(
                cycle=cycle, title=form.texts("title"), summary=form.texts("summary"), languages=given["languages"],
                slug=given["slug"], year=given["year"], by=request.user,
            ),
        )  # fmt: skip
        if saved:
            return leave(request, cycle, "basics")
    return show(request, cycle, "basics", "basics", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@draft_page
def money(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """The pots."""
    sent = posted(request)
    currency_form = CurrencyForm(sent, initial={"currency": cycle.currency})
    currency = currency_form.cleaned_data["currency"] if currency_form.is_valid() else cycle.currency
    initial = [PotForm.initial_of(pot) for pot in cycle.pots.all()]
    shared = {
        "currency": currency, "parts": parts_of(cycle.territory), "categories": list(cycle.categories.all()),
    }  # fmt: skip
    formset = PotFormSet(sent, prefix="pots", initial=initial, form_kwargs=shared)
    if currency_form.is_valid() and formset.is_valid():
        saved = attempt(
            currency_form,
            lambda: pots.save_pots(cycle=cycle, pots=lines_of(formset), currency=currency, by=request.user),
        )
        if saved:
            return leave(request, cycle, "money")
    return show(
        request, cycle, "money", "money", currency_form=currency_form, formset=formset,
        problem_forms=[currency_form, *formset.forms],
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@draft_page
def categories(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """The kinds of projects, where there are any. A side page of the money step."""
    sent = posted(request)
    formset = CategoryFormSet(
        sent, prefix="categories", initial=[CategoryForm.initial_of(each) for each in cycle.categories.all()]
    )
    form = forms.Form(sent)
    if (
        formset.is_valid()
        and form.is_valid()
        and attempt(form, lambda: pots.save_categories(cycle=cycle, categories=lines_of(formset), by=request.user))
    ):
        messages.success(request, str(_SAVED))
        stay = request.POST.get("then") == "stay"
        return see_other(reverse("participation:cycle_categories", args=[cycle.pk]) if stay
                         else step_url(cycle, "money"))  # fmt: skip
    return show(request, cycle, "money", "categories", form=form, formset=formset, problem_forms=[form, *formset.forms])


@require_http_methods(["GET", "HEAD", "POST"])
@draft_page
def ballot(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """How a voter fills the ballot."""
    form = BallotForm(posted(request), initial=BallotForm.initial_of(cycle))
    if form.is_valid() and attempt(
        form, lambda: drafting.save_ballot(cycle=cycle, by=request.user, **form.cleaned_data)
    ):
        return leave(request, cycle, "ballot")
    return show(request, cycle, "ballot", "ballot", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@draft_page
def rule(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """The binding rule and the act it comes from."""
    form = RuleForm(posted(request), initial=RuleForm.initial_of(cycle))
    if form.is_valid():
        given = form.cleaned_data
        saved = attempt(
            form,
            lambda: drafting.save_rule(
                cycle=cycle, name="greedy", parameters=form.parameters(), ties=given["ties"], act=given["act"],
                act_url=given["act_url"], comparisons=[COMPARISONS[name][1] for name in given["comparisons"]],
                by=request.user,
            ),
        )  # fmt: skip
        if saved:
            return leave(request, cycle, "rule")
    return show(request, cycle, "rule", "rule", form=form, sentences=rule_sentences(cycle.rule))


@require_http_methods(["GET", "HEAD", "POST"])
@draft_page
def dates(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """The phases, each beginning where the one before it ends."""
    form = CalendarForm(posted(request), initial=CalendarForm.initial_of(calendar.of_cycle(cycle)))
    if form.is_valid():
        try:
            calendar.save_calendar(
                cycle=cycle, periods=form.periods(), move_following=form.cleaned_data["move_following"],
                by=request.user,
            )  # fmt: skip
        except CalendarError as error:
            part = "starts" if error.code == "overlap" else "ends"
            form.add_error(f"{error.params['kind']}_{part}", error.message)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return leave(request, cycle, "calendar")
    return show(request, cycle, "calendar", "calendar", form=form, rows=form.rows())


@require_http_methods(["GET", "HEAD", "POST"])
@draft_page
def check_and_open(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """The checklist, the hash that will be published, and the one confirmation."""
    norms = opening.norms_of(cycle)
    items = check(cycle, norms=norms, roll=opening.roll_facts(cycle))
    shown_hash = definition.content_hash(definition.content(cycle, norms))
    form = OpenForm(posted(request), initial={"expected": shown_hash})
    if form.is_valid():
        expected = form.cleaned_data["expected"]
        if attempt(form, lambda: opening.open_cycle(cycle=cycle, by=request.user, expected=expected)):
            messages.success(request, _("The vote is open. Its definition is published and can no longer change."))
            return see_other(reverse("participation:cycle_desk", args=[cycle.pk]))

    def points(chosen: Iterable[Item]) -> list[dict[str, Any]]:
        labels = dict(STEPS)
        return [
            {"item": item, "url": step_url(cycle, item.step), "label": labels.get(item.step, "")} for item in chosen
        ]

    return show(
        request, cycle, "check", "check",
        form=form, shown_hash=shown_hash, stopping=sum(item.blocks for item in items),
        open_points=points(item for item in items if item.blocks),
        warnings=points(item for item in items if not item.ok and not item.blocks),
        done=points(item for item in items if item.ok),
        may_open=request.user.has_perm(opening.OPEN, cycle),
    )  # fmt: skip
