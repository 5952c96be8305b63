"""Pages in place of one that failed: what happened, and what to do next."""

import datetime as dt
import logging

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import get_language_from_path, override

log = logging.getLogger(__name__)

LAST_RESORT = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Ortaq</title>'
    "<h1>Ortaq</h1><p>Сайт уақытша жұмыс істемей тұр. Бірнеше минуттан кейін қайталап көріңіз.</p>"
    "<p>Сайт временно не работает. Попробуйте через несколько минут.</p>"
    "<p>The site is down for a moment. Try again in a few minutes.</p>"
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 -- Django passes it
    """400: the request makes no sense to the server."""
    return _page(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 -- Django passes it
    """403: the person may not do this here."""
    return _page(request, "403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 -- Django passes it
    """404: nothing stands at this address."""
    return _page(request, "404.html", 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django passes it
    """403: the form is too old or comes from elsewhere; nothing was saved."""
    return _page(request, "403_csrf.html", 403)


def too_many(request: HttpRequest, retry_after: dt.timedelta | None = None) -> HttpResponse:
    """429: too many attempts.

    Args:
        retry_after: how long to wait, where it is known.
    """
    seconds = max(1, int(retry_after.total_seconds())) if retry_after else None
    response = _page(request, "429.html", 429, {"minutes": -(-seconds // 60) if seconds else None})
    if seconds:
        response["Retry-After"] = str(seconds)
    return response


def _page(request: HttpRequest, template: str, status: int, values: dict[str, object] | None = None) -> HttpResponse:
    # The language middleware may not have come that far, or found nothing at this address.
    language = get_language_from_path(request.path_info) or getattr(request, "LANGUAGE_CODE", "kk")
    with override(language):
        return render(request, template, values or {}, status=status)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django passes it
    """500: our mistake. The page asks neither database nor session nor translations: one of them may be what broke."""
    try:
        stylesheet = staticfiles_storage.url("ui/ortaq.css")
    except ValueError:
        # The manifest of static files is what is missing: a page without style still says what to do.
        stylesheet = ""
    try:
        text = get_template("500.html").render({"stylesheet": stylesheet})
    except Exception:  # whatever broke, the visitor gets a sentence
        log.exception("the error page itself failed")
        text = LAST_RESORT
    return HttpResponse(text, status=500)
