"""Addresses of votes: public pages of a place, the voter's way, and the Desk."""

from django.urls import path

from ortaq.participation.views import ballot, receipt, roll

app_name = "participation"

VOTE = "places/<slug:code>/vote/<slug:slug>/"

voter = [
    path(f"{VOTE}ballot/", ballot.ballot, name="ballot"),
    path(f"{VOTE}ballot/confirm/", ballot.confirm, name="ballot_confirm"),
    path(f"{VOTE}receipt/", receipt.receipt, name="receipt"),
    path(f"{VOTE}receipt/text/", receipt.receipt_text, name="receipt_text"),
    path(f"{VOTE}check/", receipt.check, name="receipt_check"),
]

electoral_roll = [
    path("desk/cycles/<int:pk>/roll/", roll.roll, name="roll"),
    path("desk/cycles/<int:pk>/roll/add/", roll.add, name="roll_add"),
    path("desk/cycles/<int:pk>/roll/list/", roll.bring_list, name="roll_list"),
    path("desk/cycles/<int:pk>/roll/export/", roll.export, name="roll_export"),
    path("desk/cycles/<int:pk>/roll/<int:entry>/remove/", roll.remove, name="roll_remove"),
]

urlpatterns = [*voter, *electoral_roll]
