"""The log: a public page, and one at the Desk with names."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ortaq.audit import chain, queries
from ortaq.audit.forms import LogFilter
from ortaq.core.actors import require

PAGE_SIZE = 50


@require_safe
@login_not_required
def log(request: HttpRequest) -> HttpResponse:
    """Public acts, newest first: the same for everybody, whoever is signed in."""
    return _page(request, personal=False)


@require_safe
def desk_log(request: HttpRequest) -> HttpResponse:
    """All acts with names and personal values, behind the second factor, for holders of `audit.view` everywhere."""
    require(request.user, "audit.view")
    return _page(request, personal=True)


def _page(request: HttpRequest, *, personal: bool) -> HttpResponse:
    form = LogFilter(request.GET or None, personal=personal)
    page = Paginator(queries.search(personal=personal, **form.wishes), PAGE_SIZE).get_page(request.GET.get("page"))
    first = (_("Desk"), reverse("desk")) if personal else (_("Home"), reverse("home"))
    context = {
        "form": form,
        "page": page,
        "rows": queries.told(page.object_list, personal=personal),
        "head": chain.end_of_yesterday(),
        "desk_url": "" if personal or not request.user.has_perm("audit.view") else reverse("audit:desk_log"),
        "crumbs": [first, (_("Log of acts"), None)],
    }
    return render(request, "audit/log.html", context)
