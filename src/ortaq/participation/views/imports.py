"""Public archives on the Desk: hand over a file, read the report, import it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ortaq.core.actors import require
from ortaq.core.errors import DomainError, NotAllowed
from ortaq.identity.enums import Role
from ortaq.identity.rules import mandates
from ortaq.participation.enums import ImportState
from ortaq.participation.errors import ImportRefused
from ortaq.participation.forms.imports import ArchiveForm
from ortaq.participation.imports import messages as sentences
from ortaq.participation.imports import runs
from ortaq.participation.imports.archive import IMPORT
from ortaq.participation.models import ImportRun
from ortaq.participation.presenters import vote_args
from ortaq.participation.tasks import check_archive, import_archive
from ortaq.participation.views.access import desk_crumbs
from ortaq.participation.views.wizard import posted
from ortaq.ui.http import see_other

PER_PAGE = 30
REFRESH = 3
"""Seconds after which the page of a working import looks again."""
_WORKING = (ImportState.QUEUED, ImportState.CHECKING, ImportState.IMPORTING)


def _places(user: Any) -> Q:
    """The imports of places the person may import for."""
    if getattr(user, "is_superuser", False):
        return Q()
    inside = Q(pk__in=[])
    for mandate in mandates(user):
        if mandate.role == Role.ADMINISTRATOR:
            inside |= Q(territory__path__startswith=mandate.territory.path)
    return inside


def _require_importer(request: HttpRequest) -> None:
    user = request.user
    if not (getattr(user, "is_superuser", False) or any(row.role == Role.ADMINISTRATOR for row in mandates(user))):
        raise NotAllowed("not_allowed")


@require_safe
def archives(request: HttpRequest) -> HttpResponse:
    """What was handed over, the newest first."""
    _require_importer(request)
    rows = ImportRun.objects.filter(_places(request.user)).select_related("territory", "file", "requested_by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "runs": list(page.object_list), "crumbs": desk_crumbs((_("Public archives"), None))}
    return render(request, "participation/import_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def archive_new(request: HttpRequest) -> HttpResponse:
    """Hand over a file."""
    _require_importer(request)
    form = ArchiveForm(posted(request), request.FILES or None, user=request.user)
    if form.is_valid():
        given = form.cleaned_data
        try:
            run = runs.hand_over(
                name=given["file"].name,
                content=given["file"].read(),
                territory=given["territory"],
                title=given["title"],
                source=given["source"],
                by=request.user,
            )
        except DomainError as error:
            if error.status != 422:
                raise
            form.add_error("file", error.message)
        else:
            check_archive.enqueue(run.pk)
            return see_other(reverse("participation:archive_run", args=[run.pk]))
    crumbs = desk_crumbs((_("Public archives"), reverse("participation:archives")), (_("New"), None))
    status = 422 if form.errors else 200
    return render(request, "participation/import_new.html", {"form": form, "crumbs": crumbs}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def archive_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """The report of a file, its progress, and the button that imports it."""
    run = (
        ImportRun.objects.filter(pk=run_id)
        .select_related("territory", "file", "requested_by", "cycle__territory")
        .first()
    )
    if run is None:
        raise Http404
    require(request.user, IMPORT, run.territory)
    if request.method == "POST":
        if runs.may_check_again(run) or run.state in (ImportState.QUEUED, ImportState.CHECKING):
            runs.check_again(run=run, by=request.user)
            check_archive.enqueue(run.pk)
        else:
            runs.start(run=run, by=request.user)
            import_archive.enqueue(run.pk)
            messages.info(request, _("The import has begun."))
        return see_other(reverse("participation:archive_run", args=[run.pk]))
    context = {
        "run": run,
        "heading": run.title or run.report.get("title") or _("A file to import"),
        "report": run.report,
        "findings": [
            {**each, "where": sentences.place(each), "text": sentences.sentence(each)}
            for each in run.report.get("findings", [])
        ],
        "refusal": _refusal(run),
        "working": run.state in _WORKING and not runs.stalled(run),
        "stalled": runs.stalled(run),
        "again": runs.may_check_again(run),
        "checking": run.state in (ImportState.QUEUED, ImportState.CHECKING),
        "importing": run.state == ImportState.IMPORTING,
        "ready": run.state == ImportState.CHECKED,
        "done": run.state == ImportState.DONE,
        "share": 100 * run.rows_done // run.rows_total if run.rows_total else 0,
        "refresh": REFRESH,
        "result_url": reverse("participation:result", args=vote_args(run.cycle)) if run.cycle else "",
        "crumbs": desk_crumbs((_("Public archives"), reverse("participation:archives")), (_("Report"), None)),
    }
    return render(request, "participation/import_run.html", context)


def _refusal(run: ImportRun) -> str:
    """Why the file was refused, in the reader's language: the first problem is told anew from the report."""
    if not run.error:
        return ""
    code, params = run.error["code"], dict(run.error["params"])
    blocking = [each for each in run.report.get("findings", []) if each["blocks"]]
    if code == "defects" and blocking:
        params["first"] = sentences.said(blocking[0])
    if code not in ImportRefused.messages:
        return _("The file could not be imported (%(code)s).") % {"code": code}
    return ImportRefused(code, **params).message
