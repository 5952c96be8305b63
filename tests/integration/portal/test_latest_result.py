"""The hub of a place on a day on which nothing runs: what was decided last."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from ortaq.participation.models import Cycle
from tests.factories.counting import after_close, released

pytestmark = pytest.mark.django_db


def test_the_newest_result_is_the_sentence_of_today(client: Client, django_assert_max_num_queries) -> None:
    cycle = released([{1: 1}, {1: 1, 2: 1}], projects=4)
    page = f"/en/places/{cycle.territory.code}/"
    with after_close(cycle, hours=3), django_assert_max_num_queries(10):
        body = client.get(page).content.decode()
    assert " of 4 projects won" in body
    assert reverse("participation:result", args=[cycle.territory.code, cycle.slug]).split("/", 2)[2] in body
    assert "won in the last vote" in body
    assert "Nothing is being decided here today" not in body


def test_a_result_of_long_ago_is_no_news(client: Client) -> None:
    cycle = released([{1: 1}], projects=2)
    Cycle.objects.filter(pk=cycle.pk).update(released_at=cycle.released_at - dt.timedelta(days=400))
    with after_close(cycle, hours=3):
        body = client.get(f"/en/places/{cycle.territory.code}/").content.decode()
    assert "projects won" not in body
    assert "Nothing is being decided here today" in body
