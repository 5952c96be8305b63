"""One's own account."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, translate_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ortaq.core.errors import DomainError
from ortaq.core.i18n import remember_language
from ortaq.identity.domain.accounts import save_profile, set_home, sign_out_everywhere
from ortaq.identity.domain.queries.people import any_place_named
from ortaq.identity.forms.profile import ProfileForm
from ortaq.identity.phones import spaced
from ortaq.identity.rules import mandates
from ortaq.territories.models import Territory
from ortaq.ui.http import see_other


def profile(request: HttpRequest) -> HttpResponse:
    """Name, language, place, ways to sign in, roles."""
    user = request.user
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        initial={"name": user.name, "language": user.language or request.LANGUAGE_CODE},
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                save_profile(user=user, by=user, **form.cleaned_data)
                messages.success(request, _("Saved."))
                response = see_other(translate_url(request.path, user.language))
                remember_language(response, user.language)
                return response
            except DomainError as error:
                form.add_error(None, error.message)
    context = {
        "form": form,
        "phone": spaced(user.phone) if user.phone else "",
        "email": EmailAddress.objects.get_primary_email(user),
        "has_password": user.has_usable_password(),
        "has_app": Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists(),
        "home": user.home,
        "roles": mandates(user),
        "crumbs": [(_("Profile"), None)],
    }
    return render(request, "identity/profile.html", context, status=status)


def home_place(request: HttpRequest) -> HttpResponse:
    """Search for one's place and choose it."""
    if request.method == "POST":
        code = request.POST.get("code", "")
        if "\0" in code:
            raise Http404
        territory = get_object_or_404(Territory, code=code, active=True) if code else None
        set_home(user=request.user, territory=territory, by=request.user)
        return see_other(reverse("profile"))
    text = request.GET.get("q", "")[:100]
    context = {
        "q": text,
        "found": any_place_named(text),
        "home": request.user.home,
        "crumbs": [(_("Profile"), reverse("profile")), (_("My place"), None)],
    }
    return render(request, "identity/home_place.html", context)


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out on every other device; this one stays."""
    sign_out_everywhere(user=request.user, by=request.user)
    update_session_auth_hash(request, request.user)
    messages.success(request, _("You are signed out on all other devices."))
    return see_other(reverse("profile"))
