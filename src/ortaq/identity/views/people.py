"""The people back office: who holds which role in one's territory and below."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ortaq.audit.queries import search, told
from ortaq.core import clock
from ortaq.core.errors import DomainError, NotAllowed
from ortaq.identity.domain.mandates import (
    appoint,
    appoint_newcomer,
    end_mandate,
    link_person_account,
    may_change_person,
    rename_person,
)
from ortaq.identity.domain.queries.people import (
    administered_paths,
    administered_territories,
    mandates_seen_by,
    people_list,
    people_seen_by,
)
from ortaq.identity.exports import people_csv
from ortaq.identity.forms.people import AppointForm, ContactForm, EndForm, NameForm, NewcomerForm, PeopleFilter
from ortaq.identity.models import Mandate, Person
from ortaq.identity.phones import masked
from ortaq.ui.http import see_other

PAGE = 50
HISTORY = 50


def people(request: HttpRequest) -> HttpResponse:
    """Everybody with a role here, filtered; `?format=csv` gives the same as a file."""
    _require_administrator(request)
    form = PeopleFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = people_list(
        request.user,
        text=wanted.get("q", ""),
        role=wanted.get("role", ""),
        place=wanted.get("place", ""),
        former=wanted.get("former", False),
    )
    if request.GET.get("format") == "csv":
        response = HttpResponse(people_csv(found), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="people-{clock.today().isoformat()}.csv"'
        return response
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [{"person": person, "roles": _roles(person.seen)} for person in page.object_list]  # type: ignore[attr-defined]
    csv_query = request.GET.copy()
    csv_query["format"] = "csv"
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "csv_url": f"{request.path}?{csv_query.urlencode()}",
        "crumbs": _crumbs(),
    }
    return render(request, "identity/people.html", context)


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: roles by date, account, history; forms to correct the name and to link the account."""
    _require_administrator(request)
    someone = _person(request, pk)
    name_form = NameForm(initial={"name": someone.name})
    contact_form = ContactForm()
    status = 200
    if request.method == "POST":
        renaming = request.POST.get("action") == "rename"
        bound = NameForm(request.POST) if renaming else ContactForm(request.POST)
        if bound.is_valid():
            try:
                if renaming:
                    rename_person(person=someone, name=bound.cleaned_data["name"], by=request.user)
                else:
                    link_person_account(
                        person=someone,
                        phone=bound.cleaned_data["phone"] or None,
                        email=bound.cleaned_data["email"] or None,
                        by=request.user,
                    )
                return see_other(reverse("person", args=[pk]))
            except NotAllowed:
                raise
            except DomainError as error:
                bound.add_error(None, error.message)
        status = 422
        if renaming:
            name_form = bound  # type: ignore[assignment]
        else:
            contact_form = bound  # type: ignore[assignment]
    seen = list(mandates_seen_by(request.user).filter(person=someone))
    context = {
        "person": someone,
        "account": _account(someone),
        "roles": _roles(seen),
        "may_change": may_change_person(request.user, someone),
        "name_form": name_form,
        "contact_form": contact_form,
        "forms": [name_form, contact_form],
        "entries": _history(someone, {mandate.pk for mandate in seen}),
        "crumbs": _crumbs((someone.name, None)),
    }
    return render(request, "identity/person.html", context, status=status)


def appoint_person(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Give a role: to a person in the list, or to a newcomer."""
    _require_administrator(request)
    someone = _person(request, pk) if pk is not None else None
    form_class = AppointForm if someone else NewcomerForm
    status = 200
    if request.method == "POST":
        form = form_class(request.POST, by=request.user)
        status = 422
        if form.is_valid():
            try:
                mandate = _appoint(request, form, someone)
                return see_other(reverse("person", args=[mandate.person_id]))
            except NotAllowed:
                raise
            except DomainError as error:
                form.add_error(None, error.message)
    else:
        form = form_class(by=request.user, initial=_usual_place(request))
    crumbs = _crumbs((_("New role"), None)) if not someone else _crumbs(
        (someone.name, reverse("person", args=[someone.pk])), (_("New role"), None)
    )  # fmt: skip
    context = {"form": form, "person": someone, "crumbs": crumbs}
    return render(request, "identity/appoint.html", context, status=status)


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role, after saying it twice."""
    _require_administrator(request)
    mandate = get_object_or_404(mandates_seen_by(request.user).select_related("person", "territory"), pk=pk)
    form = EndForm(request.POST if request.method == "POST" else None)
    back = reverse("person", args=[mandate.person_id])
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                end_mandate(mandate=mandate, on=form.cleaned_data["on"], by=request.user)
                return see_other(back)
            except NotAllowed:
                raise
            except DomainError as error:
                form.add_error("on", error.message)
    context = {
        "form": form,
        "mandate": mandate,
        "back": back,
        "crumbs": _crumbs((mandate.person.name, back), (_("End a role"), None)),
    }
    return render(request, "identity/end_mandate.html", context, status=status)


def _appoint(request: HttpRequest, form: AppointForm, someone: Person | None) -> Mandate:
    if someone:
        return appoint(person=someone, by=request.user, **form.mandate())
    values = form.cleaned_data
    return appoint_newcomer(
        name=values["name"],
        phone=values["phone"] or None,
        email=values["email"] or None,
        by=request.user,
        **form.mandate(),
    )


def _require_administrator(request: HttpRequest) -> None:
    if not administered_paths(request.user):  # type: ignore[arg-type]
        raise NotAllowed("not_allowed")


def _person(request: HttpRequest, pk: int) -> Person:
    return get_object_or_404(people_seen_by(request.user).select_related("user"), pk=pk)  # type: ignore[arg-type]


def _roles(seen: list[Mandate]) -> list[dict[str, Any]]:
    today = clock.today()
    rows = []
    for mandate in sorted(seen, key=lambda each: each.valid_from, reverse=True):
        ended = mandate.valid_to is not None and mandate.valid_to <= today
        state = "past" if ended else "next" if mandate.valid_from > today else "now"
        rows.append({"mandate": mandate, "state": state})
    return rows


def _account(someone: Person) -> str:
    """The account in a form that its owner's administrator recognises."""
    user = someone.user
    if user is None:
        return ""
    if user.phone:
        return masked(user.phone)
    name, at, domain = (user.email or "").partition("@")
    return f"{name[:2]}***{at}{domain}"


def _history(someone: Person, seen: set[int]) -> list[dict[str, Any]]:
    """The person's history without what was done to roles outside the reader's territory."""
    acts = search(personal=True, object_type=Person._meta.label_lower, object_id=str(someone.pk))[:HISTORY]
    return told([act for act in acts if act.data.get("mandate") is None or act.data["mandate"] in seen], personal=True)


def _usual_place(request: HttpRequest) -> dict[str, str]:
    first = administered_territories(request.user).order_by("depth", "sort_key").values_list("code", flat=True).first()  # type: ignore[arg-type]
    return {"place": first} if first else {}


def _crumbs(*more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("Desk"), reverse("desk")), (_("People"), reverse("people") if more else None), *more]
