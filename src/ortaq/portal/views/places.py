"""A place as a hub, choosing one, and the search."""

import re
from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ortaq.core.text import search_query
from ortaq.portal import home_place, hub
from ortaq.portal.forms import PlaceFilter
from ortaq.portal.home_place import CODE
from ortaq.territories.domain.queries import places as tree
from ortaq.territories.domain.queries.outlines import small_map, territory_at
from ortaq.territories.domain.queries.search import matching
from ortaq.territories.domain.queries.search import search as find_places
from ortaq.territories.domain.queries.telling import changes_told
from ortaq.territories.doors import changes, doors, now_happening, results, search_sources
from ortaq.territories.enums import Kind
from ortaq.territories.models import Territory
from ortaq.ui.http import see_other

PAGE_SIZE = 50
NEWS = 6
FOUND = 20
MAP_AT_MOST = 80
"""Parts drawn in the small map; a district with more villages shows its own outline only."""
POINT = re.compile(r"(-?\d{1,3}(?:\.\d{1,10})?)[\s,;]+(-?\d{1,3}(?:\.\d{1,10})?)")
HAVE_RURAL_DISTRICTS = (Kind.DISTRICT,)


def found_or_404(code: str) -> Territory:
    """The place with this code, now or before.

    Raises:
        Http404: there never was one.
    """
    territory = tree.by_code(code) if CODE.fullmatch(code) else None
    if territory is None:
        raise Http404(_("There is no place with the code %(code)s.") % {"code": code})
    return territory


def crumbs_to(territory: Territory, above: list[Territory]) -> list[tuple[str, str | None]]:
    """The way from the country down to the place."""
    return [*((capfirst(each.name), each.get_absolute_url()) for each in above), (capfirst(territory.name), None)]


def _few(sources: Sequence[str]) -> list[str]:
    """Sources as they are credited: without the number of each object, each once."""
    return list(dict.fromkeys(source.split(", node ")[0] for source in sources))


@login_not_required
@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """The hub: the name, where it lies, one sentence of today, the doors, what changed."""
    found = hub.with_population(code) if CODE.fullmatch(code) else None
    if found is None:
        return HttpResponsePermanentRedirect(found_or_404(code).get_absolute_url())
    territory, population = found
    above, parts, home = hub.around(territory, home_id=home_place.chosen_id(request))
    home_place.remember(request, home)
    states = tree.states(territory)
    links = tree.successions(territory)
    news = [change for source in changes for change in source(territory, NEWS)]
    news = sorted([*news, *changes_told(territory, states, links)], key=lambda change: change.at, reverse=True)
    today = now_happening(territory, 1) or [card for source in results if (card := source(territory))][:1]
    drawing = small_map(territory, parts if len(parts) <= MAP_AT_MOST else [])
    context = {
        "place": territory,
        "crumbs": crumbs_to(territory, above),
        "parts": parts,
        "part_links": [(part.name, part.get_absolute_url()) for part in parts],
        "today": today[0] if today else None,
        "doors": [
            {
                "key": door.key,
                "title": door.title,
                "question": door.question,
                "url": door.url(territory),
                "number": door.number(territory),
            }
            for door in doors
        ],
        "news": news[:NEWS],
        "map": drawing,
        "map_sources": _few(drawing.sources) if drawing else [],
        "point": f"{territory.lat:.4f}, {territory.lon:.4f}" if territory.lat is not None else "",
        "population": population,
        "source": states[0].source if states else "",
        "review": states[0].review if states else "",
        "older": [link.older for link in links if link.newer_id == territory.pk],
        "without_rural_districts": territory.kind in HAVE_RURAL_DISTRICTS and not parts and territory.active,
        "newer": [link.newer for link in links if link.older_id == territory.pk],
    }
    return render(request, "portal/place.html", context)


@login_not_required
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Choose a place: the regions, or a list narrowed down by words and kind."""
    form = PlaceFilter(request.GET or None)
    wishes = form.wishes if form.is_bound else {"q": "", "kind": ""}
    asked = bool(search_query(wishes["q"]) or wishes["kind"])
    page = None
    if asked:
        found = matching(wishes["q"], kinds=[wishes["kind"]] if wishes["kind"] else [])
        page = Paginator(found.select_related("parent", "parent__parent"), PAGE_SIZE).get_page(request.GET.get("page"))
        page.object_list = list(page.object_list)
    context = {
        "form": form,
        "asked": asked,
        "page": page,
        "regions": [] if asked else [(each.name, each.get_absolute_url()) for each in tree.regions()],
        "crumbs": [(_("Home"), reverse("home")), (_("Places"), None)],
    }
    return render(request, "portal/places.html", context)


@login_not_required
@require_POST
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Make this my place, or let it be mine no longer."""
    territory = found_or_404(code)
    response = see_other(territory.get_absolute_url())
    if request.POST.get("act") == "forget":
        home_place.keep(request, response, None)
        messages.success(request, _("%(name)s is no longer your place.") % {"name": territory.name})
    else:
        home_place.keep(request, response, territory)
        messages.success(
            request,
            _("%(name)s is your place now: its name stands at the top of every page.") % {"name": territory.name},
        )
    return response


def read_point(text: str) -> tuple[float, float] | None:
    """Longitude and latitude, if somebody typed a point as maps give it: `48.02, 66.76`, latitude first."""
    found = POINT.fullmatch(text.strip())
    if not found:
        return None
    lat, lon = float(found[1]), float(found[2])
    return (lon, lat) if abs(lat) <= 90 and abs(lon) <= 180 else None


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Places and whatever else the platform can find; for a point, the place it lies in."""
    text = request.GET.get("q", "")[:100]
    point = read_point(text)
    asked = bool(search_query(text))
    by_words = asked and not point
    found = find_places(text, limit=FOUND + 1) if by_words else []
    others = [(source.title, source.find(text, FOUND, request.user)) for source in search_sources] if by_words else []
    context = {
        "q": text,
        "asked": asked,
        "point": point,
        "place_here": territory_at(*point) if point else None,
        "places": found[:FOUND],
        "more_places": len(found) > FOUND,
        "sections": [(title, hits) for title, hits in others if hits],
        "crumbs": [(_("Home"), reverse("home")), (_("Search"), None)],
    }
    return render(request, "portal/search.html", context)
