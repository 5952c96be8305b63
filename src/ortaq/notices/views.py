"""The local outbox: where the messages of a demo or of a developer's machine end up."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from ortaq.notices.domain.outbox import shown_to_everybody

PAGE = 20


@never_cache
@login_not_required
def outbox(request: HttpRequest) -> HttpResponse:
    """Newest first, codes in large figures. There is no such page on an installation for real use."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    page = Paginator(shown_to_everybody(), PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    return render(request, "notices/outbox.html", {"page": page})
