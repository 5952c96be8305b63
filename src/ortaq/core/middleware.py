"""What every request passes through."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils.translation import get_language_from_path

from ortaq.core.errors import DomainError
from ortaq.core.i18n import remember_language

Handler = Callable[[HttpRequest], HttpResponse]


class RefuseNul:
    """Answer 400 to a NUL character in an address or a cookie: PostgreSQL cannot even be asked about one.

    In a form it is left to the form, which says so beside the field and keeps what was typed.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if (
            "\0" in request.path_info
            or "%00" in query
            or "\0" in query
            or any("\0" in value for value in request.COOKIES.values())
        ):
            raise BadRequest("NUL in the address or a cookie")
        return self.get_response(request)


class RememberLanguage:
    """Keep the language of the last page in the browser, so that `/` opens in it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        language = get_language_from_path(request.path_info)
        if language and request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != language and response.status_code == 200:
            remember_language(response, language)
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
