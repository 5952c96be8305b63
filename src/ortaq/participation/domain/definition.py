"""The definition of a vote: everything a voter relies on, as one text that anybody can hash again."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ortaq.participation.domain import norm_values, texts
from ortaq.participation.enums import PhaseKind
from ortaq.participation.models import Cycle, Project
from ortaq.participation.sealing import padded_size
from ortaq.territories.models import Territory

FORMAT = "ortaq-vote-1"


def as_text(data: Mapping[str, Any]) -> str:
    """Canonical JSON for people: keys sorted, two spaces, letters as they are, one line feed at the end."""
    return json.dumps(data, sort_keys=True, indent=2, ensure_ascii=False) + "\n"


def sha256(text: str) -> str:
    """SHA-256 of the text in UTF-8, as `sha256sum` gives it."""
    return hashlib.sha256(text.encode()).hexdigest()


def _moment(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _place(territory: Territory | None) -> dict[str, Any] | None:
    return None if territory is None else {"code": territory.code, "name": texts.read(territory, "name")}


def content(cycle: Cycle, norms: Mapping[str, Any]) -> dict[str, Any]:
    """The definition without the seals that opening adds.

    Args:
        cycle: with phases, pots, categories and projects prefetched, as `queries.cycles.load` gives it.
        norms: `norm_values.in_force(...)` of its place on the first voting day.
    """
    vote = cycle.phase(PhaseKind.VOTE)
    pot_numbers = {pot.pk: pot.number for pot in cycle.pots.all()}
    category_codes = {category.pk: category.code for category in cycle.categories.all()}
    return {
        "format": FORMAT,
        "place": _place(cycle.territory),
        "address": cycle.slug,
        "budget_year": cycle.year,
        "demo": cycle.is_demo,
        "title": texts.read(cycle, "title"),
        "summary": texts.read(cycle, "summary"),
        "languages": cycle.languages,
        "currency": cycle.currency,
        "ballot": {
            "type": cycle.ballot_type,
            "choices_at_most": cycle.max_choices,
            "points": cycle.max_points,
            "limit_is_per": "pot",
            "changeable": cycle.changeable,
            "envelope_bytes": padded_size(cycle),
        },
        "rule": {
            **cycle.rule,
            "act": cycle.rule_act,
            "act_link": cycle.rule_act_url,
            "comparison_only": cycle.comparisons,
        },
        "vote": {"from": _moment(vote.starts_at), "until": _moment(vote.ends_at)} if vote else None,
        "roll": {
            "who": "persons on the electoral roll of this vote",
            "age_from": norm_values.whole(norms, "bnu.min_age"),
            "residence": norms.get("bnu.residence"),
        },
        "small_electorate": norm_values.whole(norms, "bnu.small_electorate"),
        "pots": [
            {
                "number": pot.number,
                "name": texts.read(pot, "name"),
                "amount_minor": pot.amount_minor,
                "only_for": _place(pot.territory),
                "only_category": category_codes.get(pot.category_id or 0),
            }
            for pot in cycle.pots.all()
        ],
        "categories": [
            {"code": category.code, "name": texts.read(category, "name")} for category in cycle.categories.all()
        ],
        "projects": [_project(project, pot_numbers, category_codes) for project in cycle.projects.all()],
    }


def _project(project: Project, pots: Mapping[int, int], categories: Mapping[int, str]) -> dict[str, Any]:
    return {
        "id": project.code,
        "number": project.number,
        "pot": pots[project.pot_id],
        "title": texts.read(project, "title"),
        "text": texts.read(project, "text"),
        "where": texts.read(project, "place"),
        "part": _place(project.territory),
        "point": None if project.lat is None else [f"{project.lat:.5f}", f"{project.lon:.5f}"],
        "cost_minor": project.cost_minor,
        "category": categories.get(project.category_id or 0),
        "photo_sha256": project.photo.sha256 if project.photo else None,
        "photo_shows": texts.read(project, "photo_alt") if project.photo else None,
    }


def content_hash(definition: Mapping[str, Any]) -> str:
    """The hash that whoever opens the vote compares before and after."""
    return sha256(as_text(definition))


def frozen_value(cycle: Cycle, *path: str) -> Any:
    """A value of the definition as it was published at opening; None where there is none (a draft, an archive).

    Args:
        path: names from the outside in: `"small_electorate"`, or `"vote", "until"`.
    """
    found: Any = json.loads(cycle.frozen) if cycle.frozen else None
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def sealed(definition: Mapping[str, Any], *, public_key: str, seed_commitment: str) -> dict[str, Any]:
    """The whole definition as it is published at opening, with the key and the commitment to the seed."""
    return {
        **definition,
        "content_sha256": content_hash(definition),
        "sealing_key": public_key,
        "seed_commitment": seed_commitment,
    }
