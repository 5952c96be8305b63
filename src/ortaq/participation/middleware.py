"""A shared phone keeps nobody's choices."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from ortaq.participation import basket

Handler = Callable[[HttpRequest], HttpResponse]


class WipeBaskets:
    """Wipe unfinished ballots from a browser in which nobody is signed in any more.

    That is the answer to signing out, and the first answer after a session ran out. Only a request that
    brings such a cookie is looked at.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if any(name.startswith(basket.PREFIX) for name in request.COOKIES) and not request.user.is_authenticated:
            basket.wipe_all(request, response)
        return response
