"""Parameters for everybody to read, and the Desk's pages to set them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ortaq.audit.queries import history as acts
from ortaq.core import clock
from ortaq.core.actors import require
from ortaq.core.errors import DomainError
from ortaq.norms.catalogue import GROUPS, PARAMETERS, Parameter
from ortaq.norms.domain import queries
from ortaq.norms.domain.verbs import end_norm, set_norm
from ortaq.norms.errors import NormError
from ortaq.norms.exports import as_csv
from ortaq.norms.forms import EndForm, NormForm, PlaceForm
from ortaq.norms.models import Evidence, Norm
from ortaq.territories.domain.queries.places import by_code, country
from ortaq.territories.domain.queries.search import search
from ortaq.territories.models import Territory
from ortaq.ui.http import see_other

HEIRS_NAMED = 12
FOUND = 20
MARKS = {
    Evidence.READ: "done",
    Evidence.EXCERPT: "plain",
    Evidence.PRESS: "soon",
    Evidence.RECALLED: "late",
    Evidence.DESIGN: "plain",
}


class _Choice:
    """The place a page is about, or places that might be meant."""

    def __init__(self, request: HttpRequest, fallback: Territory | None) -> None:
        text = request.GET.get("place", "").strip()[:200]
        self.place = by_code(text) if text else fallback
        self.found = search(text, limit=FOUND) if text and self.place is None else []
        if len(self.found) == 1:
            self.place = self.found[0]
        self.asked = text
        self.form = PlaceForm() if self.place or not text else PlaceForm({"place": text})

    @property
    def chips(self) -> list[tuple[str, str]]:
        return [(place.name, f"?{urlencode({'place': place.code})}") for place in self.found]


@require_safe
@login_not_required
def parameters(request: HttpRequest) -> HttpResponse:
    """All parameters in force in a place, with where each comes from."""
    choice = _Choice(request, country())
    groups = _grouped(queries.effective(choice.place).values(), choice.place) if choice.place else []
    context = {
        "choice": choice,
        "place": choice.place,
        "groups": groups,
        "crumbs": [*_home(), (_("Rules and numbers"), None)],
        "edits": bool(choice.place and request.user.has_perm("norms.edit", choice.place)),
    }
    return render(request, "norms/parameters.html", context)


@require_safe
@login_not_required
def table(request: HttpRequest) -> HttpResponse:
    """The same as CSV."""
    place = _place_or_404(request)
    response = HttpResponse(as_csv(queries.effective(place).values()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="norms-{place.code}-{clock.today():%Y-%m-%d}.csv"'
    return response


@require_safe
@login_not_required
def parameter(request: HttpRequest, code: str) -> HttpResponse:
    """One parameter: what it means, what it is here, and every value it ever had."""
    known, place = _known_or_404(code), _place_or_404(request)
    rows = queries.history(code, territory=place)
    context = {
        "parameter": known,
        "place": place,
        "now": _entry(_in_force(rows), place),
        "rows": [_entry(row, place) for row in rows],
        "crumbs": [*_home(), (_("Rules and numbers"), _link("norms:list", place)), (known.title, None)],
        "edits": request.user.has_perm("norms.edit", place),
    }
    return render(request, "norms/parameter.html", context)


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Where somebody who may edit parameters chooses the place and the parameter."""
    require(request.user, "identity.desk")
    root = country()
    own = [getattr(request.user, "home", None)]
    default = next((place for place in [root, *own] if place and request.user.has_perm("norms.edit", place)), None)
    choice = _Choice(request, default)
    if choice.place:
        require(request.user, "norms.edit", choice.place)
    rows = queries.effective(choice.place) if choice.place else {}
    context = {
        "choice": choice,
        "place": choice.place,
        "groups": _grouped(rows.values(), choice.place),
        "missing": [item for code, item in PARAMETERS.items() if choice.place and code not in rows],
        "crumbs": [*_home(), (_("Set rules and numbers"), None)],
    }
    return render(request, "norms/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Set a parameter in a place, or let the place's own value end."""
    known, place = _known_or_404(code), _place_or_404(request)
    require(request.user, "norms.edit", place)
    rows = queries.history(code, territory=place)
    now = _in_force(rows)
    options: dict[str, Any] = {
        "parameter": known,
        "current": now.value if now else None,
        "root": place.parent_id is None,
    }
    form, ending = NormForm(**options), EndForm()
    if request.method == "POST" and request.POST.get("act") == "end":
        ending = EndForm(request.POST)
        if ending.is_valid() and _end(request, ending, now, place):
            return see_other(_link("norms:edit", place, code))
    elif request.method == "POST":
        form = NormForm(request.POST, **options)
        if form.is_valid() and _set(request, form, place):
            return see_other(_link("norms:edit", place, code))
    overrides = queries.overriding(code, territory=place)
    heirs = queries.heirs(place, overrides)
    own = [row for row in rows if row.territory_id == place.pk]
    context = {
        "form": form,
        "ending": ending if now and now.territory_id == place.pk and place.parent_id and now.valid_to is None else None,
        "parameter": known,
        "place": place,
        "now": _entry(now, place),
        "rows": [_entry(row, place) for row in rows],
        "overrides": [_entry(row, place) for row in overrides],
        "heirs": heirs.count(),
        "heirs_named": list(heirs.order_by("depth", "sort_key").values_list("name", flat=True)[:HEIRS_NAMED]),
        "acts": acts(own, request.user) if own else [],
        "crumbs": [*_home(), (_("Set rules and numbers"), _link("norms:desk", place)), (known.title, None)],
    }
    wrong = form.is_bound or ending.is_bound
    return render(request, "norms/edit.html", context, status=422 if wrong else 200)


def _set(request: HttpRequest, form: NormForm, place: Territory) -> bool:
    found = form.cleaned_data
    try:
        set_norm(
            code=form.parameter.code,
            territory=place,
            value=found["stored"],
            valid_from=found["valid_from"],
            valid_to=found.get("valid_to"),
            basis=form.texts("basis"),
            note=form.texts("note"),
            evidence=found["evidence"],
            source_url=found["source_url"],
            by=request.user,
        )
    except NormError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("The new value is set."))
    return True


def _end(request: HttpRequest, form: EndForm, now: Norm | None, place: Territory) -> bool:
    if now is None or now.territory_id != place.pk:
        form.add_error(None, _("This place has no value of its own any more. Nothing was changed."))
        return False
    try:
        end_norm(norm=now, valid_to=form.cleaned_data["end_on"], by=request.user)
    except DomainError as error:
        form.add_error("end_on", str(error))
        return False
    messages.success(request, _("The value ends on that day; then the place inherits again."))
    return True


def _known_or_404(code: str) -> Parameter:
    if code not in PARAMETERS:
        raise Http404
    return PARAMETERS[code]


def _place_or_404(request: HttpRequest) -> Territory:
    code = request.GET.get("place", "")[:12]
    place = by_code(code) if code else country()
    if place is None:
        raise Http404
    return place


def _in_force(rows: Iterable[Norm]) -> Norm | None:
    today = clock.today()
    return next((row for row in rows if row.in_force(today)), None)


def _link(name: str, place: Territory, *args: str) -> str:
    return f"{reverse(name, args=args)}?{urlencode({'place': place.code})}"


def _home() -> list[tuple[str, str | None]]:
    return [(_("Home"), reverse("home"))]


def _entry(row: Norm | None, place: Territory) -> dict[str, Any] | None:
    """A row as the templates show it."""
    if row is None:
        return None
    return {
        "row": row,
        "title": row.parameter.title,
        "code": row.code,
        "shown": row.shown,
        "mark": MARKS[Evidence(row.evidence)],
        "inherited": row.territory_id != place.pk,
        "last": row.valid_to - dt.timedelta(days=1) if row.valid_to else None,
    }


def _grouped(rows: Iterable[Norm], place: Territory | None) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any] | None]] = {code: [] for code in GROUPS}
    for row in rows:
        if place is not None:
            groups[row.parameter.group].append(_entry(row, place))
    return [
        {"anchor": code.replace(".", "-"), "title": GROUPS[code], "entries": entries}
        for code, entries in groups.items()
        if entries
    ]
