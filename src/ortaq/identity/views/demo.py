"""Trying the platform in somebody's shoes."""

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ortaq.identity.enums import Role
from ortaq.identity.models import User
from ortaq.identity.rules import mandates_valid
from ortaq.ui.http import see_other

CAN = {
    Role.ADMINISTRATOR: gettext_lazy("Sets the place up: people and their roles, rules, imports."),
    Role.AKIM: gettext_lazy("Opens the vote, confirms the result and answers for it."),
    Role.STAFF: gettext_lazy("Prepares votes and their projects."),
    Role.OPERATOR: gettext_lazy("Keeps the electoral roll and helps people vote at the office."),
    Role.EXPERT: gettext_lazy("Examines ideas and gives an opinion."),
    Role.DEPUTY: gettext_lazy("Represents residents in the maslikhat."),
    Role.AUDITOR: gettext_lazy("Watches every step and confirms acts that need two people."),
}
RESIDENT_CAN = gettext_lazy("Finds their place, reads the projects, votes and checks the receipt.")


@login_not_required
def people_to_be(request: HttpRequest) -> HttpResponse:
    """The invented people, each with one button."""
    _only_in_demo()
    if request.method == "POST":
        user = get_object_or_404(User, pk=_number(request.POST.get("user", "")), is_demo=True, is_active=True)
        if request.user.is_authenticated:
            logout(request)
        response = perform_login(request, Login(user=user))
        return see_other(response["Location"])
    users = User.objects.filter(is_demo=True, is_active=True).select_related("home").order_by("pk")
    held = mandates_valid(users)
    cards = []
    for user in users:
        roles = held.get(user.pk, [])
        cards.append(
            {
                "user": user,
                "roles": [(each.get_role_display(), each.territory) for each in roles],
                "place": None if roles else user.home,
                "can": [CAN[Role(each.role)] for each in roles] or [RESIDENT_CAN],
            }
        )
    return render(request, "identity/demo.html", {"cards": cards, "crumbs": [(_("Try it as somebody else"), None)]})


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise Http404


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
