"""The electoral roll on the Desk: who is on it, adding one person or a list, taking off, export."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ortaq.core.actors import require
from ortaq.core.errors import DomainError
from ortaq.participation.domain import roll as verbs
from ortaq.participation.domain import roll_lists
from ortaq.participation.domain.acts import possible_kinds
from ortaq.participation.domain.queries import roll as queries
from ortaq.participation.enums import ActKind, CycleState, ListState
from ortaq.participation.errors import RollError
from ortaq.participation.forms.roll import AddPersonForm, ListForm, SearchForm
from ortaq.participation.imports.roll import MEGABYTES, Reading, read
from ortaq.participation.models import Cycle, RollEntry
from ortaq.participation.views.access import cycle_crumbs
from ortaq.ui.http import see_other

PAGE = 50
SHOWN_ROWS = 1000
"""Bad rows on one page; what is wrong in more is rarely worth reading before these are corrected."""
FIELDS = {"bad_phone": "phone", "phone_taken": "phone", "nobody": "phone", "bad_iin": "iin", "iin_taken": "iin",
          "too_young": "iin", "elsewhere": "territory", "no_basis": "basis_note"}  # fmt: skip


def _cycle(request: HttpRequest, pk: int) -> Cycle:
    cycle = (
        Cycle.objects.select_related("territory")
        .defer("frozen")
        .prefetch_related("phases")
        .exclude(state=CycleState.STAGING)
        .filter(pk=pk)
        .first()
    )
    if cycle is None:
        raise Http404
    require(request.user, "participation.keep_roll", cycle)  # type: ignore[arg-type]
    return cycle


def _page(request: HttpRequest, cycle: Cycle, name: str, status: int = 200, **context: Any) -> HttpResponse:
    crumbs = cycle_crumbs(cycle, (_("Electoral roll"), _address("roll", cycle) if name != "roll" else None))
    known = {"cycle": cycle, "crumbs": crumbs, "open": cycle.state == CycleState.DRAFT}
    known["admits"] = ActKind.ADMIT in possible_kinds(cycle)
    return render(request, f"participation/{name}.html", {**known, **context}, status=status)


def _address(name: str, cycle: Cycle, *args: Any) -> str:
    return reverse(f"participation:{name}", args=[cycle.pk, *args])


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
def roll(request: HttpRequest, pk: int) -> HttpResponse:
    """The roll. A search comes in the body and is answered at once, without a redirect.

    An address goes into logs, histories and bookmarks: neither initials nor the id of somebody's entry stand in one.
    """
    cycle = _cycle(request, pk)
    # No database can be asked for a NUL, and nobody types one.
    text = request.POST.get("q", "").replace("\0", "").strip()[:40] if request.method == "POST" else ""
    by_number = any(letter.isdigit() for letter in text)
    rows = queries.with_number(cycle, text) if by_number else queries.entries(cycle, initials=text[:10])
    # What was found stands on one page: the pages of the whole roll are asked for by GET.
    page = Paginator(rows, PAGE).get_page(1 if text else request.GET.get("page"))
    page.object_list = list(page.object_list)
    return _page(
        request,
        cycle,
        "roll",
        page=page,
        count=queries.count(cycle),
        pending=queries.pending_list(cycle),
        search=SearchForm(initial={"q": "" if by_number else text}),
        narrowed=bool(text),
        more=page.paginator.count - PAGE if text else 0,
        not_found=by_number and not page.object_list,
    )


@never_cache
@sensitive_post_parameters()
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """One person, whose document the operator has seen."""
    cycle = _cycle(request, pk)
    if cycle.state != CycleState.DRAFT:
        raise RollError("closed")
    form = AddPersonForm(request.POST or None, cycle=cycle)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            person = verbs.identify(cycle=cycle, phone=data["phone"], iin=data["iin"])
            entry = verbs.add_by_operator(
                cycle=cycle,
                person=person,
                initials=data["initials"],
                territory=data["territory"],
                basis_note=data["basis_note"],
                by=request.user,  # type: ignore[arg-type]
            )
        except RollError as error:
            form.add_error(FIELDS.get(error.code), error.message)
        else:
            messages.success(request, _("%(initials)s is on the roll.") % {"initials": entry.initials})
            return see_other(_address("roll_add", cycle) if "again" in request.POST else _address("roll", cycle))
    return _page(request, cycle, "roll_add", form=form, status=422 if form.errors else 200)


class InMemory(MemoryFileUploadHandler):
    """Holds a list of people in memory: Django would write a long one to a temporary file on the disk."""

    def handle_raw_input(self, _input: Any, _meta: Any, content_length: int, *_rest: Any) -> None:
        """Take every list that is not longer than may be."""
        self.activated = content_length <= (MEGABYTES + 1) * 1024 * 1024


@csrf_exempt  # the check reads the body, so it has to come after the handler is chosen: see `_bring_list`
def bring_list(request: HttpRequest, pk: int) -> HttpResponse:
    """A list: read and checked first, added by a second step, or discarded. Its file never touches the disk."""
    if request.method == "POST":
        request.upload_handlers = [InMemory(request)]
    return _bring_list(request, pk)


@csrf_protect
@never_cache
@sensitive_post_parameters()
def _bring_list(request: HttpRequest, pk: int) -> HttpResponse:
    cycle = _cycle(request, pk)
    pending = queries.pending_list(cycle)
    if request.method != "POST":
        return _page(request, cycle, "roll_list", form=ListForm(), pending=pending)
    wish = request.POST.get("do")
    if wish in {"add", "discard"}:
        return _decide(request, cycle, pending, wish)
    form = ListForm(request.POST, request.FILES)
    reading = Reading()
    if int(request.META.get("CONTENT_LENGTH") or 0) > (MEGABYTES + 1) * 1024 * 1024:
        form.add_error(None, RollError("too_large", megabytes=MEGABYTES).message)
    elif form.is_valid():
        try:
            reading = read(form.cleaned_data["file"].read(), cycle=cycle)
            if reading.bad:
                raise RollError("bad_rows", count=len(reading.bad))
            roll_lists.stage_list(
                cycle=cycle,
                name=form.cleaned_data["name"],
                people=reading.people,
                by=request.user,  # type: ignore[arg-type]
            )
            return see_other(_address("roll_list", cycle))
        except DomainError as error:
            form.add_error(None, error.message)
    shown = reading.bad[:SHOWN_ROWS]
    more = len(reading.bad) - len(shown)
    return _page(
        request, cycle, "roll_list", form=form, pending=pending, reading=reading, bad=shown, more=more, status=422
    )


def _decide(request: HttpRequest, cycle: Cycle, pending: Any, wish: str) -> HttpResponse:
    if pending is None or pending.state != ListState.WAITING:
        raise RollError("list_gone")
    if wish == "add":
        added = roll_lists.add_list(roll_list=pending, by=request.user)  # type: ignore[arg-type]
        messages.success(
            request,
            ngettext("%(n)s person was added to the roll.", "%(n)s people were added to the roll.", added.rows)
            % {"n": added.rows},
        )
        return see_other(_address("roll", cycle))
    roll_lists.discard_list(roll_list=pending, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The list was discarded. Nobody was added."))
    return see_other(_address("roll_list", cycle))


@require_POST
def remove(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """Take somebody off before opening."""
    cycle = _cycle(request, pk)
    found = RollEntry.objects.filter(cycle=cycle, pk=entry).first()
    if found is None:
        raise Http404
    verbs.remove(entry=found, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The person was taken off the roll."))
    return see_other(_address("roll", cycle))


class _Echo:
    """What `csv.writer` writes to: it hands every line on."""

    def write(self, line: str) -> str:
        return line


@require_safe
@never_cache
def export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The roll as CSV: no hashes, no numbers of persons, not who has voted."""
    cycle = _cycle(request, pk)
    head = [_("entry"), _("initials"), _("place code"), _("place"), _("basis"), _("document or list"), _("added")]
    writer = csv.writer(_Echo(), delimiter=";")

    def lines() -> Iterator[str]:
        yield "\ufeff"
        if cycle.is_demo:
            yield writer.writerow([_("Demo data: an invented vote.")])
        yield writer.writerow(head)
        for row in queries.export_rows(cycle):
            yield writer.writerow([_harmless(cell) for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="roll-{cycle.slug}.csv"'
    return response


def _harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
