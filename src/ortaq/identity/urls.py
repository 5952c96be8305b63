"""Accounts (`/{language}/account/…`) and the people back office (`/{language}/desk/people/…`)."""

import allauth.account.urls
import allauth.mfa.urls
from django.urls import include, path

from ortaq.identity.views import demo, entry, library, people, profile

ours = [
    path("profile/", profile.profile, name="profile"),
    path("profile/place/", profile.home_place, name="profile_place"),
    path("profile/sessions/", profile.end_sessions, name="end_sessions"),
    path("demo/", demo.people_to_be, name="demo_sign_in"),
    path("login/", entry.enter, name="account_login"),
    path("signup/", entry.enter, {"signing_up": True}, name="account_signup"),
    path(
        "login/password/",
        library.settle(entry.PasswordView.as_view(), name="account_login_password"),
        name="account_login_password",
    ),
    path("login/code/", entry.enter, name="account_request_login_code"),
    path(
        "login/code/confirm/",
        library.settle(entry.CodeView.as_view(), name="account_confirm_login_code"),
        name="account_confirm_login_code",
    ),
    path(
        "password/change/",
        library.settle(library.OtherPasswordView.as_view(), name="account_change_password"),
        name="account_change_password",
    ),
    path(
        "2fa/totp/activate/",
        library.settle(library.SetUpAppView.as_view(), name="mfa_activate_totp"),
        name="mfa_activate_totp",
    ),
]
names = {pattern.name for pattern in ours}
account = [
    *ours,
    path("2fa/", include(library.with_our_manners(allauth.mfa.urls.urlpatterns, but=names))),
    path("", include(library.with_our_manners(allauth.account.urls.urlpatterns, but=names))),
]

desk = [
    path("", people.people, name="people"),
    path("new/", people.appoint_person, name="people_new"),
    path("<int:pk>/", people.person, name="person"),
    path("<int:pk>/appoint/", people.appoint_person, name="person_appoint"),
    path("mandates/<int:pk>/end/", people.end, name="mandate_end"),
]

urlpatterns = [path("account/", include(account)), path("desk/people/", include(desk))]
