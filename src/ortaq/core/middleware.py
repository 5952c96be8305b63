"""What every request passes through."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils.translation import get_language_from_path

from ortaq.core.errors import DomainError

Handler = Callable[[HttpRequest], HttpResponse]
YEAR = 365 * 24 * 3600


class RememberLanguage:
    """Keep the language of the last page in the browser, so that `/` opens in it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        language = get_language_from_path(request.path_info)
        if language and request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != language and response.status_code == 200:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", secure=settings.HTTPS
            )
        return response


class CompressText(GZipMiddleware):
    """Send pages and tables compressed: on a village line a ballot is a sixth of its size.

    Django's own middleware pads each answer at random, so that its length tells no secret of the page. Photos and
    documents are left alone: they are compressed already.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        if not kind.startswith(("text/", "application/json")) or response.has_header("Content-Disposition"):
            return response
        return super().process_response(request, response)


class DomainErrors:
    """Turn a refusal that no view caught into a page that says what happened and what to do."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        return render(request, f"{exception.status}.html", {"error": exception}, status=exception.status)
