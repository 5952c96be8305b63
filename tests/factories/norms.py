"""Norms for tests."""

import datetime as dt
from typing import Any

from factory.django import DjangoModelFactory

from ortaq.norms.models import Evidence, Norm


class NormFactory(DjangoModelFactory):
    """A value set by an act since 2024; give `territory=`, and `code=` with a value of its type."""

    class Meta:
        model = Norm

    code = "bnu.votes_per_person"
    value = 1
    valid_from = dt.date(2024, 1, 1)
    basis_kk = "Шешім № 5"
    basis_ru = "Решение № 5"
    basis_en = "Decision No 5"
    evidence = Evidence.READ


def setting(**changes: Any) -> dict[str, Any]:
    """Arguments of `set_norm` but for territory and actor."""
    return {
        "code": "bnu.votes_per_person",
        "value": 3,
        "valid_from": dt.date(2026, 1, 1),
        "basis": {"kk": "Шешім № 7", "ru": "Решение № 7"},
        "evidence": Evidence.READ,
    } | changes


def posted(**changes: Any) -> dict[str, Any]:
    """What the Desk's form sends for one choice on a ballot more."""
    return {
        "act": "set", "value": "3", "valid_from": "2026-01-01", "basis_kk": "Шешім № 7", "basis_ru": "",
        "basis_en": "", "source_url": "", "evidence": "read", "note_kk": "", "note_ru": "", "note_en": "",
    } | changes  # fmt: skip
