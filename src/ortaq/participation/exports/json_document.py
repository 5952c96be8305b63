"""The result as one JSON document: everything the count decided, and all that is needed to check it."""

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from ortaq.participation.domain.queries.results import PotResult, Row
from ortaq.participation.exports.origin import origin
from ortaq.participation.models import Archive, Cycle

FORMAT = "ortaq-result-1"
LANGUAGES: tuple[str, ...] = settings.MODELTRANSLATION_LANGUAGES


def json_bytes(cycle: Cycle, pots: Sequence[PotResult], archive: Archive | None) -> bytes:
    """The document, in UTF-8. Money in `result` is in major units, `*_minor` in whole minor ones."""
    document = {
        "format": FORMAT,
        "origin": origin(cycle, archive),
        "demo": cycle.is_demo,
        "place": {"code": cycle.territory.code, "name": _texts(cycle.territory, "name")},
        "address": cycle.slug,
        "title": _texts(cycle, "title"),
        "budget_year": cycle.year,
        "currency": cycle.currency,
        "rule_act": cycle.rule_act,
        "frozen_hash": cycle.frozen_hash,
        "seed_commitment": cycle.seed_commitment,
        "seed": cycle.seed,
        "archive": _archive(archive),
        "pots": [_pot(pot) for pot in pots],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _texts(obj: object, name: str) -> dict[str, str]:
    return {language: getattr(obj, f"{name}_{language}") or "" for language in LANGUAGES}


def _archive(archive: Archive | None) -> dict[str, Any] | None:
    if archive is None:
        return None
    return {
        "country": archive.country,
        "unit": archive.unit,
        "instance": archive.instance,
        "source": archive.source,
        "file": archive.file_name,
        "sha256": archive.sha256,
        "declared_rule": archive.declared_rule,
        "accounting": archive.accounting,
    }


def _pot(pot: PotResult) -> dict[str, Any]:
    return {
        "number": pot.pot.number,
        "name": _texts(pot.pot, "name"),
        "amount_minor": pot.amount.minor,
        "spent_minor": pot.spent.minor,
        "ballots": pot.ballots,
        "invalid_ballots": pot.invalid,
        "projects": [_project(row) for row in pot.rows],
        "outcomes": [
            {
                "role": outcome.role,
                "rule": outcome.rule,
                "sha256": outcome.sha256,
                "result": {name: value for name, value in outcome.result.items() if name != "reasons"},
            }
            for outcome in pot.outcomes
        ],
    }


def _project(row: Row) -> dict[str, Any]:
    return {
        "id": row.code,
        "number": row.project.number,
        "title": _texts(row.project, "title"),
        "cost_minor": row.project.cost_minor,
        "funded": row.funded,
        "funded_by_other_means": row.marked,
        "withdrawn": row.withdrawn,
        "reason": row.reason,
    }
