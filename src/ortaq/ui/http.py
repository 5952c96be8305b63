"""Answers that every form gives."""

from django.http import HttpResponse


def see_other(url: str) -> HttpResponse:
    """Lead on after a form was taken: 303, so that reloading the next page sends nothing twice.

    Args:
        url: an address of this site, already built by `reverse`.
    """
    return HttpResponse(status=303, headers={"Location": url})
