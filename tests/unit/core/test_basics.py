"""Errors, the clock and actors."""

import datetime as dt

import pytest
import time_machine
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ortaq.core import clock
from ortaq.core.actors import SYSTEM, Actor, require
from ortaq.core.errors import DomainError, NotAllowed
from ortaq.core.money import MoneyError


class Refusal(DomainError):
    messages = {"full": _("“%(name)s” is full."), "plain": "100 %% sure"}


class Visitor:
    pk = None

    def __init__(self, *perms: str) -> None:
        self.perms = perms
        self.asked: list[tuple[str, object]] = []

    def has_perm(self, perm: str, obj: object = None) -> bool:
        self.asked.append((perm, obj))
        return perm in self.perms


def test_an_error_knows_its_code_its_values_and_its_sentence():
    error = Refusal("full", name="Pot 1")
    assert (error.code, error.params, error.status) == ("full", {"name": "Pot 1"}, 422)
    assert str(error) == error.message == "“Pot 1” is full."
    assert str(Refusal("plain")) == "100 % sure"


def test_an_error_without_a_sentence_is_a_mistake_in_the_code():
    with pytest.raises(LookupError, match="Refusal has no message 'unheard'"):
        Refusal("unheard")


def test_an_error_speaks_the_language_of_whoever_reads_it(monkeypatch):
    error = MoneyError("two_currencies", one="KZT", other="PLN")
    told = {}
    for language in ("en", "ru", "kk"):
        with translation.override(language):
            told[language] = str(error)
    assert all("KZT" in text and "PLN" in text for text in told.values())


def test_the_day_turns_in_kazakhstan_and_moments_are_utc():
    with time_machine.travel("2026-03-11T18:59:59Z", tick=False):
        assert clock.today() == dt.date(2026, 3, 11)
    with time_machine.travel("2026-03-11T19:00:00Z", tick=False):
        assert clock.today() == dt.date(2026, 3, 12)
        assert clock.now() == dt.datetime(2026, 3, 11, 19, tzinfo=dt.UTC)
        assert clock.now().utcoffset() == dt.timedelta(0)


def test_the_platform_may_do_everything_and_is_nobody():
    assert isinstance(SYSTEM, Actor)
    assert SYSTEM.pk is None
    require(SYSTEM, "anything.at_all", object())


def test_whoever_lacks_the_right_is_stopped():
    place = object()
    visitor = Visitor("norms.view")
    require(visitor, "norms.view", place)
    with pytest.raises(NotAllowed) as refusal:
        require(visitor, "norms.edit", place)
    assert (refusal.value.status, refusal.value.code) == (403, "not_allowed")
    assert visitor.asked == [("norms.view", place), ("norms.edit", place)]
