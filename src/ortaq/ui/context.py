"""What every page knows. Apps above add their part through `providers`."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.translation import get_language, get_language_from_path

from ortaq.ui.theme import chosen_theme

Provider = Callable[[HttpRequest], dict[str, Any]]

providers: list[Provider] = []
"""Filled in `AppConfig.ready()`: each is called once a page and returns names for the template.

The base page looks for `home_place` (an object with `name` and `url`) and `has_desk` (true or false).
A provider asks the database at most once, and not at all for a visitor it knows nothing about.
"""

SHORT_NAMES = {"kk": "Қаз", "ru": "Рус", "en": "Eng"}


def page(request: HttpRequest) -> dict[str, Any]:
    """Names for the base page: language links, theme, whether this is a demo, and what the providers add."""
    known: dict[str, Any] = {
        "demo_installation": settings.DEMO,
        "language": get_language() or settings.LANGUAGE_CODE,
        "languages": language_links(request),
        "theme": chosen_theme(request),
    }
    for provider in providers:
        known.update(provider(request))
    return known


def language_links(request: HttpRequest) -> list[dict[str, Any]]:
    """The same page in every language, with its query; the home page where this one carries no language.

    Returns:
        Dicts of `code`, `name`, `short`, `url` and `current`.
    """
    prefix = get_script_prefix()
    inside = request.get_full_path().removeprefix(prefix)
    found = get_language_from_path(f"/{inside}")
    rest = inside[len(found) + 1 :] if found else ""
    active = get_language()
    return [
        {
            "code": code,
            "name": name,
            "short": SHORT_NAMES.get(code, name),
            "url": f"{prefix}{code}/{rest}",
            "current": code == active,
        }
        for code, name in settings.LANGUAGES
    ]
