"""The guard in tests/conftest.py: a page that writes when it is read fails its test."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from ortaq.notices.models import OutboxMessage

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@login_not_required
def stores_a_row(request: HttpRequest) -> HttpResponse:
    OutboxMessage.objects.create(channel="sms", recipient="x", text="x")
    return HttpResponse()


@login_not_required
def touches_the_session(request: HttpRequest) -> HttpResponse:
    request.session["seen"] = True
    return HttpResponse()


@login_not_required
def reads(request: HttpRequest) -> HttpResponse:
    return HttpResponse(OutboxMessage.objects.count())


urlpatterns = [path("row/", stores_a_row), path("session/", touches_the_session), path("reads/", reads)]


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("address", ["/row/", "/session/"])
def test_writing_while_reading_fails(client: Client, method: str, address: str) -> None:
    with pytest.raises(AssertionError, match="wrote"):
        getattr(client, method)(address)


def test_reading_and_posting_pass(client: Client) -> None:
    assert client.get("/reads/").status_code == 200
    assert client.post("/row/").status_code == 200
