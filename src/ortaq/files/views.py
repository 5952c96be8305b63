"""Serving stored files: the same bytes for ever, and nothing that a browser could run."""

from django.contrib.auth.decorators import login_not_required
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from ortaq.files.models import CHECK_LENGTH, StoredFile

SHOWN_INLINE = ("image/jpeg",)
YEAR = 365 * 24 * 3600


@require_safe
@login_not_required
def file(request: HttpRequest, pk: int, check: str, name: str) -> HttpResponseBase:
    """A document to download, or a photo in full size."""
    stored = _find(pk, check, name)
    return _serve(request, stored, stored.file, size=stored.size)


@require_safe
@login_not_required
def card(request: HttpRequest, pk: int, check: str, name: str) -> HttpResponseBase:
    """A photo's small picture."""
    stored = _find(pk, check, name)
    if not stored.card:
        raise Http404
    return _serve(request, stored, stored.card, size=None)


def _find(pk: int, check: str, name: str) -> StoredFile:
    stored = get_object_or_404(StoredFile, pk=pk)
    if check != stored.sha256[:CHECK_LENGTH] or name != stored.name:
        raise Http404
    return stored


def _serve(request: HttpRequest, stored: StoredFile, field: FieldFile, *, size: int | None) -> HttpResponseBase:
    etag = f'"{stored.sha256}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    try:
        content = field.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        content,
        as_attachment=stored.content_type not in SHOWN_INLINE,
        filename=stored.name,
        content_type=stored.content_type,
    )
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    if size is not None:
        response["Content-Length"] = str(size)
    return response
