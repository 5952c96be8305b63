"""The projects of a draft: list, one project, photo, order, a whole table; and a project's public page."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from ortaq.core.errors import DomainError
from ortaq.files.models import StoredFile
from ortaq.files.verbs import IMAGE, store_upload
from ortaq.participation.domain import project_table, projects, texts
from ortaq.participation.domain.project_table import TableReport
from ortaq.participation.domain.queries.projects import choose
from ortaq.participation.errors import ProjectError
from ortaq.participation.forms.project import OrderForm, PhotoForm, ProjectFilterForm, ProjectForm, TableForm
from ortaq.participation.models import Cycle, Project
from ortaq.participation.presenters import today, vote_args
from ortaq.participation.views.access import draft_page, place_crumbs
from ortaq.participation.views.cycles import published
from ortaq.participation.views.wizard import attempt, posted, show, step_url
from ortaq.ui.http import see_other

LARGEST_TABLE = 4 * 1024 * 1024


def _project(cycle: Cycle, number: int) -> Project:
    found = next((each for each in cycle.projects.all() if each.number == number), None)
    if found is None:
        raise Http404
    return found


def _list_url(cycle: Cycle) -> str:
    return step_url(cycle, "projects")


@require_safe
@draft_page
def listed(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """The projects on the ballot so far."""
    filters = ProjectFilterForm(request.GET, cycle=cycle)
    rows = choose(cycle, filters.wish(), get_language() or "en")
    return _list(request, cycle, filters, rows, OrderForm(projects=rows))


def _list(
    request: HttpRequest, cycle: Cycle, filters: ProjectFilterForm, rows: list[Project], order_form: OrderForm
) -> HttpResponse:
    table = [
        {
            "project": each,
            "at": order_form[f"at_{each.pk}"],
            "written": ", ".join(code for code, text in texts.read(each, "title").items() if text) or "—",
            "photo": _("yes") if each.photo_id else "—",
        }
        for each in rows
    ]
    return show(
        request, cycle, "projects", "projects", filters=filters, rows=rows, table=table,
        count=len(cycle.projects.all()), order_form=order_form, narrowed=filters.wish().narrows,
    )  # fmt: skip


def _photo_form(request: HttpRequest, project: Project | None) -> PhotoForm:
    initial = PhotoForm.initial_texts(project) if project else None
    files = request.FILES if request.method == "POST" else None
    return PhotoForm(posted(request), files, initial=initial)


@require_http_methods(["GET", "HEAD", "POST"])
@draft_page
def new(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Add a project."""
    first = cycle.pots.all()[:1]
    form = ProjectForm(posted(request), cycle=cycle, initial={"pot": first[0].pk if first else None})
    return _edit(request, cycle, None, form)


@require_http_methods(["GET", "HEAD", "POST"])
@draft_page
def edit(request: HttpRequest, cycle: Cycle, number: int) -> HttpResponse:
    """Change a project."""
    project = _project(cycle, number)
    form = ProjectForm(posted(request), cycle=cycle, initial=ProjectForm.initial_of(project))
    return _edit(request, cycle, project, form)


def _edit(request: HttpRequest, cycle: Cycle, project: Project | None, form: ProjectForm) -> HttpResponse:
    photo_form = _photo_form(request, project)
    # Both are checked before anything is written, so that one visit tells all mistakes.
    if form.is_valid() & photo_form.is_valid():
        saved = _save(request, cycle, project, form, photo_form)
        if saved is not None:
            messages.success(request, _("Project %(number)s is saved.") % {"number": saved.number})
            another = request.POST.get("then") == "another"
            return see_other(reverse("participation:project_new", args=[cycle.pk]) if another else _list_url(cycle))
    return show(
        request, cycle, "projects", "project", form=form, photo_form=photo_form, project=project,
        problem_forms=[form, photo_form], no_money=not cycle.pots.all(),
    )  # fmt: skip


def _save(
    request: HttpRequest, cycle: Cycle, project: Project | None, form: ProjectForm, photo_form: PhotoForm
) -> Project | None:
    upload = photo_form.cleaned_data["photo"]
    photo: StoredFile | None = None
    if upload:
        try:
            photo = store_upload(upload=upload, by=request.user, kind=IMAGE)
        except DomainError as error:
            photo_form.add_error("photo", error.message)
            return None
    saved: list[Project] = []

    def write() -> None:
        saved.append(
            projects.save_project(
                cycle=cycle, project=project, line=form.line(), alt=photo_form.texts("photo_alt"), photo=photo,
                drop_photo=photo_form.cleaned_data["drop_photo"], by=request.user,
            )
        )  # fmt: skip

    return saved[0] if attempt(form, write) else None


@require_http_methods(["GET", "HEAD", "POST"])
@draft_page
def remove(request: HttpRequest, cycle: Cycle, number: int) -> HttpResponse:
    """Ask once, then take the project off."""
    project = _project(cycle, number)
    if request.method == "POST":
        projects.remove_project(project=project, by=request.user)
        messages.success(request, _("Project %(number)s is removed.") % {"number": number})
        return see_other(_list_url(cycle))
    return show(request, cycle, "projects", "project_remove", project=project)


@require_POST
@draft_page
def order(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Number the projects anew."""
    form = OrderForm(request.POST, projects=list(cycle.projects.all()))
    if form.is_valid() and attempt(
        form, lambda: projects.reorder_projects(cycle=cycle, order=form.order(), by=request.user)
    ):
        messages.success(request, _("The projects have their new numbers."))
        return see_other(_list_url(cycle))
    return _list(request, cycle, ProjectFilterForm(cycle=cycle), list(cycle.projects.all()), form)


@require_http_methods(["GET", "HEAD", "POST"])
@draft_page
def table(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Bring many projects at once: checked first, added when all rows are good."""
    form = TableForm(posted(request), request.FILES if request.method == "POST" else None)
    report: TableReport | None = None
    text = ""
    if form.is_valid():
        try:
            text = _table_text(form)
            report = project_table.check(cycle=cycle, text=text)
            if request.POST.get("then") == "add":
                lines = report.require_good()
                projects.add_projects(cycle=cycle, lines=lines, by=request.user)
                messages.success(
                    request,
                    ngettext("%(count)s project was added.", "%(count)s projects were added.", len(lines))
                    % {"count": len(lines)},
                )
                return see_other(_list_url(cycle))
        except DomainError as error:
            form.add_error(None, error.message)
    # The table comes back as text, so that the second press needs no file.
    shown = TableForm(initial={"table": text}) if report is not None and not form.errors else form
    response = show(
        request, cycle, "projects", "project_table", form=shown, errors_of=form, report=report,
        columns=project_table.COLUMNS, most=project_table.MOST_ROWS, preview=_preview(report),
    )  # fmt: skip
    if form.errors or (report is not None and report.bad):
        response.status_code = 422
    return response


def _preview(report: TableReport | None) -> list[dict[str, Any]]:
    lines = report.lines if report else []
    return [{"title": next((t for t in line.title.values() if t), ""), "cost": line.cost} for line in lines]


def _table_text(form: TableForm) -> str:
    upload = form.cleaned_data["file"]
    if not upload:
        return str(form.cleaned_data["table"])
    if upload.size > LARGEST_TABLE:
        raise ProjectError("table_too_large", limit=project_table.MOST_ROWS)
    return project_table.decode(upload.read())


@require_GET
@draft_page
def template(_request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """A CSV with the names of the columns, for a spreadsheet."""
    response = HttpResponse("\ufeff" + project_table.template(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="projects-{cycle.slug}.csv"'
    return response


@require_safe
@login_not_required
def project(request: HttpRequest, code: str, slug: str, number: int) -> HttpResponse:
    """A project of an opened vote, for everybody."""
    cycle = published(code, slug)
    shown = _project(cycle, number)
    rows = list(cycle.projects.all())
    at = rows.index(shown)
    return render(
        request,
        "participation/project.html",
        {
            "cycle": cycle,
            "project": shown,
            "pot": next(pot for pot in cycle.pots.all() if pot.pk == shown.pot_id),
            "category": next((each for each in cycle.categories.all() if each.pk == shown.category_id), None),
            "today": today(cycle),
            "archive": getattr(cycle, "archive", None),
            "before": rows[at - 1] if at else None,
            "after": rows[at + 1] if at + 1 < len(rows) else None,
            "cycle_url": reverse("participation:cycle", args=vote_args(cycle)),
            "crumbs": place_crumbs(
                cycle.territory,
                (str(cycle.title), reverse("participation:cycle", args=vote_args(cycle))),
                (_("Project %(number)s") % {"number": number}, None),
            ),
        },
    )
