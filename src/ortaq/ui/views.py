"""Gallery, light or dark, and the pages that stand in for one that failed."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from ortaq.ui import gallery as shown
from ortaq.ui.http import see_other
from ortaq.ui.theme import COOKIE, THEMES, chosen_theme

YEAR = 365 * 24 * 3600


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with its attributes and states."""
    return render(request, "ui/gallery.html", shown.gallery())


@login_not_required
@require_safe
def sample(request: HttpRequest, name: str) -> HttpResponse:
    """A whole page composed of the components, with invented content."""
    if name not in shown.SAMPLES:
        raise Http404
    return render(request, f"ui/sample_{name}.html", shown.SAMPLES[name]())


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def theme(request: HttpRequest) -> HttpResponse:
    """Choose light, dark, or what the device says; kept in the browser for a year."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    here = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    back = asked if here else reverse("home")
    if request.method != "POST":
        return render(request, "ui/theme.html", {"back": back, "chosen": chosen_theme(request)})
    response = see_other(back)
    wish = request.POST.get("theme", "")
    if wish in THEMES:
        response.set_cookie(COOKIE, wish, max_age=YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
