"""The back office of the tree: names to check, dated changes, population."""

from collections.abc import Callable

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ortaq.audit.queries import history
from ortaq.core.actors import require
from ortaq.core.errors import DomainError
from ortaq.portal.duties import kept_places
from ortaq.portal.forms import ChangeForm, EndForm, NameFilter, NamesForm, PopulationForm
from ortaq.portal.views.places import found_or_404
from ortaq.territories.domain import tree as verbs
from ortaq.territories.domain.queries import places as tree
from ortaq.territories.domain.queries.upkeep import names_to_check
from ortaq.territories.models import Territory
from ortaq.ui.http import see_other

PAGE_SIZE = 50


@require_safe
def names(request: HttpRequest) -> HttpResponse:
    """Names to check in the places the person looks after."""
    require(request.user, "identity.desk")
    form = NameFilter(request.GET or None)
    wishes = form.wishes if form.is_bound else {"q": "", "language": "", "shown": ""}
    kept = kept_places(request.user)
    found = names_to_check(kept, text=wishes["q"], language=wishes["language"], all_names=wishes["shown"] == "all")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    context = {
        "form": form,
        "page": page,
        "kept": kept,
        "crumbs": [(_("Desk"), reverse("desk")), (_("Names of places"), None)],
    }
    return render(request, "portal/desk/names.html", context)


def _kept(request: HttpRequest, code: str) -> Territory:
    territory = found_or_404(code)
    require(request.user, "territories.manage", territory)
    return territory


def _page(request: HttpRequest, territory: Territory, **bound: forms.Form) -> HttpResponse:
    """The office page of a place; a form that came back wrong is shown with what was typed, as 422."""
    parent = Territory.objects.filter(pk=territory.parent_id).first() if territory.parent_id else None
    initial = {f"name_{code}": getattr(territory, f"name_{code}") or "" for code in ("kk", "ru", "en")}
    shown: dict[str, forms.Form] = {
        "names": NamesForm(initial=initial, prefix="names"),
        "change": ChangeForm.of(territory, parent, prefix="change"),
        "population": PopulationForm(prefix="population"),
        "end": EndForm(prefix="end"),
        **bound,
    }
    states = tree.states(territory)
    review = states[0].review if states else ""
    context = {
        "place": territory,
        **{f"{name}_form": form for name, form in shown.items()},
        "wrong": next(iter(bound.values()), None),
        "wrong_part": next(iter(bound), ""),
        "states": states,
        "review": ", ".join(dict(settings.LANGUAGES)[code] for code in review.split(",") if code),
        "populations": list(territory.populations.all()[:10]),
        "history": history(territory, request.user),
        "crumbs": [
            (_("Desk"), reverse("desk")),
            (_("Names of places"), reverse("desk_places")),
            (territory.name, None),
        ],
    }
    return render(request, "portal/desk/place.html", context, status=422 if bound else 200)


@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that can be corrected or entered for a place."""
    return _page(request, _kept(request, code))


def _take(
    request: HttpRequest, territory: Territory, name: str, form: forms.Form, act: Callable[[], object]
) -> HttpResponse:
    """Run an act with a valid form and lead on; show the form again with what is wrong."""
    if form.is_valid():
        try:
            act()
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved."))
            return see_other(reverse("desk_place", args=[territory.code]))
    territory.refresh_from_db()
    return _page(request, territory, **{name: form})


@require_POST
def save_names(request: HttpRequest, code: str) -> HttpResponse:
    """Correct and confirm the three names."""
    territory = _kept(request, code)
    form = NamesForm(request.POST, prefix="names")
    return _take(
        request, territory, "names", form,
        lambda: verbs.edit_names(territory=territory, names=form.names, by=request.user),
    )  # fmt: skip


@require_POST
def add_change(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a change that holds from a day on."""
    territory = _kept(request, code)
    form = ChangeForm(request.POST, prefix="change")

    def act() -> None:
        given = form.cleaned_data
        changed = verbs.change_state(
            territory=territory, on=given["on"], kind=given["kind"], code=given["code"], parent=given["parent"],
            names=form.given_names, source=given["source"], by=request.user,
        )  # fmt: skip
        territory.code = changed.code

    return _take(request, territory, "change", form, act)


@require_POST
def add_population(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a count of people."""
    territory = _kept(request, code)
    form = PopulationForm(request.POST, prefix="population")
    return _take(
        request, territory, "population", form,
        lambda: verbs.set_population(territory=territory, by=request.user, **form.cleaned_data),
    )  # fmt: skip


@require_POST
def end(request: HttpRequest, code: str) -> HttpResponse:
    """Enter the end of a place."""
    territory = _kept(request, code)
    form = EndForm(request.POST, prefix="end")
    return _take(
        request, territory, "end", form,
        lambda: verbs.end_territory(territory=territory, by=request.user, **form.cleaned_data),
    )  # fmt: skip
