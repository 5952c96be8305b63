"""The log as a public page."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ortaq.audit import chain, queries
from ortaq.audit.forms import LogFilter

PAGE_SIZE = 50


@require_safe
@login_not_required
def log(request: HttpRequest) -> HttpResponse:
    """Every act, newest first, with its hash; names and personal values only to holders of `audit.view`."""
    personal = request.user.has_perm("audit.view")
    form = LogFilter(request.GET or None)
    page = Paginator(queries.search(personal=personal, **form.wishes), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": queries.told(page.object_list, personal=personal),
        "head": chain.end(),
        "crumbs": [(_("Home"), reverse("home")), (_("Log of acts"), None)],
    }
    return render(request, "audit/log.html", context)
