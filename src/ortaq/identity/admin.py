"""Django's own admin: a tool of last resort, for the installation's superusers with a second factor.

`StaffSecondFactor` guards the address; here only superusers pass. People and their roles are changed in the
back office, where rules and the log apply: this shows them and changes nothing, but that it switches accounts off
and on by the verbs that everybody else would have to use.
"""

# ruff: noqa: ARG002 -- the signatures are the library's

from typing import Any

from django.contrib import admin
from django.contrib.admin.sites import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import urlencode

from ortaq.identity.domain.accounts import deactivate_account, reactivate_account
from ortaq.identity.models import Mandate, Person, User


class LastResort(AdminSite):
    site_header = site_title = "Ortaq"

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return bool(user.is_active and user.is_staff and user.is_superuser)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """No second door: sign-in is everybody's, and whoever is no superuser meets a refusal."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return HttpResponseRedirect(f"{resolve_url('account_login')}?{urlencode({'next': request.get_full_path()})}")


site = LastResort(name="admin")


class ReadMostly(admin.ModelAdmin):  # type: ignore[type-arg]
    editable: tuple[str, ...] = ()
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [field.name for field in self.opts.fields if field.name not in self.editable]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [field.name for field in self.opts.fields if field.name != "password"]


@admin.register(User, site=site)
class UserAdmin(ReadMostly):
    editable = ("is_active",)
    list_display = ("id", "name", "phone", "email", "is_active", "is_superuser", "is_demo")
    list_filter = ("is_active", "is_superuser", "is_demo")
    search_fields = ("phone", "email", "name")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Only the switch can have been moved: the rest is read-only."""
        switch = reactivate_account if form.cleaned_data["is_active"] else deactivate_account
        switch(user=obj, by=request.user)


@admin.register(Person, site=site)
class PersonAdmin(ReadMostly):
    list_display = ("id", "name", "user")
    search_fields = ("search_text",)


@admin.register(Mandate, site=site)
class MandateAdmin(ReadMostly):
    list_display = ("id", "person", "role", "territory", "valid_from", "valid_to")
    list_filter = ("role",)
    list_select_related = ("person", "territory")
