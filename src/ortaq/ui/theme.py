"""Light or dark: as the device says, unless the reader chose."""

from django.http import HttpRequest

COOKIE = "ortaq_theme"
THEMES = ("light", "dark")


def chosen_theme(request: HttpRequest) -> str:
    """`light`, `dark`, or nothing where the device decides.

    Whoever caches whole pages keeps one copy for each answer.
    """
    theme = request.COOKIES.get(COOKIE, "")
    return theme if theme in THEMES else ""
