"""The files of a published result, at addresses that stay."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from ortaq.participation.domain.queries.results import released
from ortaq.participation.models import Download
from ortaq.participation.views.results import find_cycle


@require_safe
@login_not_required
def result_download(_request: HttpRequest, code: str, slug: str, name: str) -> HttpResponse:
    """Lead to a stored file by its name; there is none before the result is published."""
    cycle = find_cycle(code, slug)
    download = Download.objects.filter(cycle=cycle, file__name=name).select_related("file").first()
    if download is None or not released(cycle):
        raise Http404
    return HttpResponseRedirect(download.file.url)
