"""Making a cycle: begun from the norms, saved step by step, perhaps incomplete, deleted if not wanted."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from ortaq.audit.verbs import record, verb
from ortaq.core import clock
from ortaq.core.actors import Actor, require
from ortaq.participation.domain import calendar, norm_values, texts
from ortaq.participation.domain.counting_rule import TIES, from_norms, rule_data
from ortaq.participation.domain.lifecycle import EDIT, lock_draft
from ortaq.participation.enums import BallotType, CycleState
from ortaq.participation.errors import CycleError
from ortaq.participation.models import Cycle, Pot, Project, RollEntry, RollList
from ortaq.participation.models.cycle import default_languages
from ortaq.territories.models import Territory

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_CHOICES, MOST_POINTS = 1000, 10000
ROLL_BATCH = 2000
"""People taken off in one write transaction: well under 200 ms."""
CUT_SHORT = dt.timedelta(minutes=15)
"""A deletion that is not finished after this time was interrupted."""
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SLUG_LENGTH = 60


def check_year(year: int) -> int:
    """Raises CycleError `bad_year` for a year no budget has."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CycleError("bad_year", first=FIRST_YEAR, last=LAST_YEAR)
    return year


def free_slug(territory: Territory, year: int) -> str:
    """The first free address of the year in a place: `2027`, `2027-2`, …"""
    taken = set(Cycle.objects.filter(territory=territory, slug__startswith=str(year)).values_list("slug", flat=True))
    slug, number = str(year), 1
    while slug in taken:
        number += 1
        slug = f"{year}-{number}"
    return slug


@verb
def begin_cycle(*, territory: Territory, year: int, by: Actor, is_demo: bool = False) -> Cycle:
    """Begin a draft, prefilled from the norms in force in the place today.

    Prefilled are the address, the required languages (`bnu.languages`), the number of choices
    (`bnu.votes_per_person`), whether a cast vote may be changed (`bnu.vote_revocable`), the counting rule and the
    calendar.

    Args:
        year: the budget year.
        is_demo: invented for the demo.

    Raises:
        NotAllowed: the actor may not make votes in this place.
        CycleError: `bad_year`.
    """
    # The lock keeps two drafts of one moment from taking one address.
    place = Territory.objects.select_for_update(of=("self",)).get(pk=territory.pk)
    require(by, EDIT, place)
    check_year(year)
    norms = norm_values.in_force(place)
    required = norms.get("bnu.languages")
    cycle = Cycle.objects.create(
        territory=place,
        slug=free_slug(place, year),
        year=year,
        max_choices=norm_values.whole(norms, "bnu.votes_per_person"),
        changeable=norm_values.flag(norms, "bnu.vote_revocable") or False,
        rule=from_norms(norms),
        languages=required if isinstance(required, list) else default_languages(),
        is_demo=is_demo,
        created_by_id=by.pk,
    )
    calendar.write_phases(cycle, calendar.prefilled(year=year, norms=norms))
    record("cycle.begun", cycle, by=by, data={"territory": place.pk, "year": year})
    return cycle


@verb
def save_basics(
    *,
    cycle: Cycle,
    title: texts.Texts,
    summary: texts.Texts,
    languages: Sequence[str],
    slug: str,
    year: int,
    by: Actor,
) -> Cycle:
    """Name a draft.

    Args:
        title, summary: by language; a language that is not named stays as it is.
        languages: those in which everything must be written before the vote opens.
        slug: the last part of the public address, unique in the place.
        year: the budget year.

    Raises:
        NotAllowed: the actor may not edit the cycle.
        CycleError: `frozen`, `too_long`, `control_characters`, `bad_language`, `no_language`, `bad_slug`,
            `slug_taken`, `bad_year`.
    """
    draft = lock_draft(cycle, by=by)
    texts.put(draft, "title", title)
    texts.put(draft, "summary", summary)
    for language in languages:
        if language not in texts.LANGUAGES:
            raise CycleError("bad_language", language=language)
    if not languages:
        raise CycleError("no_language")
    if len(slug) > _SLUG_LENGTH or not _SLUG.fullmatch(slug):
        raise CycleError("bad_slug")
    if Cycle.objects.filter(territory=draft.territory, slug=slug).exclude(pk=draft.pk).exists():
        raise CycleError("slug_taken", slug=slug)
    draft.languages = [language for language in texts.LANGUAGES if language in set(languages)]
    draft.slug, draft.year = slug, check_year(year)
    draft.save()
    record("cycle.basics_saved", draft, by=by, data={"year": year, "slug": slug, "languages": draft.languages})
    return draft


def _limit(value: int | None, *, most: int, field: str) -> int | None:
    if value is not None and not 1 <= value <= most:
        raise CycleError("bad_limit", field=field, low=1, high=most)
    return value


@verb
def save_ballot(
    *,
    cycle: Cycle,
    ballot_type: str,
    max_choices: int | None,
    max_points: int | None,
    changeable: bool,
    by: Actor,
) -> Cycle:
    """Set how a voter fills the ballot.

    Args:
        ballot_type: a `BallotType`.
        max_choices: projects one ballot may name in each pot; not used by a knapsack ballot.
        max_points: points to share out in each pot; used by a points ballot only.
        changeable: whether a cast vote may be changed until the close.

    Raises:
        NotAllowed: the actor may not edit the cycle.
        CycleError: `frozen`, `bad_ballot_type`, `bad_limit`.
    """
    draft = lock_draft(cycle, by=by)
    if ballot_type not in BallotType.values:
        raise CycleError("bad_ballot_type")
    choices = _limit(max_choices, most=MOST_CHOICES, field=str(Cycle._meta.get_field("max_choices").verbose_name))
    points = _limit(max_points, most=MOST_POINTS, field=str(Cycle._meta.get_field("max_points").verbose_name))
    draft.ballot_type = ballot_type
    draft.max_choices = None if ballot_type == BallotType.KNAPSACK else choices
    draft.max_points = points if ballot_type == BallotType.POINTS else None
    draft.changeable = changeable
    draft.save()
    data = {"type": ballot_type, "choices": draft.max_choices, "points": draft.max_points, "changeable": changeable}
    record("cycle.ballot_saved", draft, by=by, data=data)
    return draft


@verb
def save_rule(
    *,
    cycle: Cycle,
    name: str,
    parameters: Mapping[str, Any],
    act: str,
    act_url: str,
    by: Actor,
    ties: str = TIES,
    comparisons: Iterable[Mapping[str, Any]] = (),
) -> Cycle:
    """Name the binding counting rule and the act it comes from.

    Args:
        name, parameters, ties: see `counting_rule.rule_data`.
        act: the act that sets the rule, as it is cited.
        act_url: a link to it, or "".
        comparisons: rules (as stored data) that are counted for comparison only.

    Raises:
        NotAllowed: the actor may not edit the cycle.
        CycleError: `frozen`, `bad_rule`, `too_long`, `control_characters`, `bad_url`.
    """
    draft = lock_draft(cycle, by=by)
    draft.rule = rule_data(name=name, parameters=parameters, ties=ties)
    draft.comparisons = [
        rule_data(name=str(rule["name"]), parameters=rule["parameters"], ties=ties) for rule in comparisons
    ]
    field = Cycle._meta.get_field("rule_act")
    draft.rule_act = texts.clean(act, limit=field.max_length or 300, field=str(field.verbose_name))
    if act_url and urlsplit(act_url).scheme not in {"http", "https"}:
        raise CycleError("bad_url")
    draft.rule_act_url = act_url
    draft.save()
    record("cycle.rule_saved", draft, by=by, data={"rule": draft.rule, "comparisons": len(draft.comparisons)})
    return draft


def delete_draft(*, cycle: Cycle, confirmation: str, by: Actor) -> None:
    """Delete a draft with everything in it, its roll too. An opened vote can never be deleted.

    Not one transaction, because a roll may be long: the draft disappears from everywhere at once, then its roll
    goes in batches. If this is cut short, `sweep_drafts` does the rest.

    Args:
        confirmation: the draft's address, typed by the person.

    Raises:
        NotAllowed: the actor may not edit the cycle.
        CycleError: `frozen`, or `wrong_phrase`.
    """
    _put_away(cycle=cycle, confirmation=confirmation, by=by)
    _take_away(cycle.pk)


@verb
def _put_away(*, cycle: Cycle, confirmation: str, by: Actor) -> None:
    draft = lock_draft(cycle, by=by)
    if confirmation.strip() != draft.slug:
        raise CycleError("wrong_phrase", slug=draft.slug)
    # Hidden everywhere like an import that is not finished, but without an archive.
    draft.state = CycleState.STAGING
    draft.save(update_fields=["state", "updated_at"])
    record("cycle.deleted", draft, by=by, data={"territory": draft.territory_id, "year": draft.year})


def _take_away(cycle_id: int) -> None:
    """Remove what a deleted draft consists of; each batch is a short transaction of its own."""
    roll = RollEntry.everything.filter(cycle_id=cycle_id).order_by("pk")
    while keys := list(roll.values_list("pk", flat=True)[:ROLL_BATCH]):
        RollEntry.everything.filter(cycle_id=cycle_id, pk__gte=keys[0], pk__lte=keys[-1]).delete()
    with transaction.atomic():
        RollList.objects.filter(cycle_id=cycle_id).delete()
        Project.objects.filter(cycle_id=cycle_id).delete()
        Pot.objects.filter(cycle_id=cycle_id).delete()
        Cycle.objects.filter(pk=cycle_id, state=CycleState.STAGING).delete()


def sweep_drafts() -> int:
    """Finish deletions that were cut short; returns how many there were."""
    left = Cycle.objects.filter(state=CycleState.STAGING, archive__isnull=True, updated_at__lt=clock.now() - CUT_SHORT)
    keys = list(left.values_list("pk", flat=True))
    for cycle_id in keys:
        _take_away(cycle_id)
    return len(keys)
