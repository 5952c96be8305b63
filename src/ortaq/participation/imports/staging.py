"""Writing an archive into the database so that nobody sees half of it.

Rows go in by small transactions under a cycle in the state STAGING, which no page shows. One short switch makes
it public. What a broken import leaves behind is swept before the next one.
"""

import datetime as dt
import os
import secrets
import socket
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ortaq.core import clock
from ortaq.core.text import slug
from ortaq.participation.domain.ballot_rows import BallotRow, insert_ballots
from ortaq.participation.enums import BallotType, CycleState, PhaseKind
from ortaq.participation.imports.reading import TITLE_LENGTH, Checked, shortened
from ortaq.participation.models import Archive, Ballot, Category, Cycle, Outcome, Phase, Pot, Project
from ortaq.participation.tally_bridge import as_money
from ortaq.tally import BallotType as Kind
from ortaq.territories.models import Territory

BATCH = 2500
"""Ballots in one transaction: far below 200 ms on a slow disk."""
SILENT = dt.timedelta(minutes=10)
"""An import that gave no sign of life for so long is broken."""
_SMALL = 32767
_OWN_COLUMNS = ("voter_id", "vote", "points")
_FORMS = {
    Kind.APPROVAL: BallotType.APPROVAL,
    Kind.CHOOSE_ONE: BallotType.APPROVAL,
    Kind.ORDINAL: BallotType.RANKING,
    Kind.CUMULATIVE: BallotType.POINTS,
    Kind.SCORING: BallotType.POINTS,
}
_NOT_LATIN = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"})

Progress = Callable[[int, int], None]


def sweep() -> int:
    """Take away what broken imports left; returns how many there were.

    An import is broken if its process is gone, or silent for ten minutes where that cannot be seen from here.
    """
    broken = [
        cycle
        for cycle in Cycle.objects.filter(state=CycleState.STAGING, archive__isnull=False).select_related("archive")
        if _broken(cycle)
    ]
    for cycle in broken:
        discard(cycle)
    return len(broken)


def _broken(cycle: Cycle) -> bool:
    if clock.now() - cycle.updated_at > SILENT:
        return True
    owner = cycle.archive.accounting.get("owner", {}) if hasattr(cycle, "archive") else {}
    if owner.get("host") != socket.gethostname() or owner.get("pid") == os.getpid():
        return False
    try:
        os.kill(int(owner["pid"]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def discard(cycle: Cycle) -> None:
    """Take a staged cycle away, piece by piece, so that no transaction is long."""
    while keys := list(
        Ballot.objects.filter(cycle=cycle).order_by("pot", "position").values_list("pk", flat=True)[:BATCH]
    ):
        with transaction.atomic():
            Ballot.objects.filter(pk__in=keys).delete()
    with transaction.atomic():
        Outcome.objects.filter(cycle=cycle).delete()
        Project.objects.filter(cycle=cycle).delete()
        Pot.objects.filter(cycle=cycle).delete()
        Cycle.objects.filter(pk=cycle.pk, state=CycleState.STAGING).delete()


def stage(
    checked: Checked, *, territory: Territory, title: str, source: str, progress: Progress | None = None
) -> tuple[Cycle, Pot]:
    """Write everything the file holds, invisibly. Call it outside a transaction.

    Args:
        checked: a file without blocking findings.
        title: what the cycle is called; "" for the name the file gives.
        progress: told how many ballots of how many are stored.
    """
    cycle, pot = _stage_head(checked, territory=territory, title=title, source=source)
    total = len(checked.pb.sections.votes.rows)
    done = 0
    ballots = _ballots(checked, cycle, pot)
    while batch := list(islice(ballots, BATCH)):
        with transaction.atomic():
            insert_ballots(batch)
            Cycle.objects.filter(pk=cycle.pk).update(updated_at=clock.now())
        done += len(batch)
        if progress is not None:
            progress(done, total)
    return cycle, pot


@transaction.atomic
def _stage_head(checked: Checked, *, territory: Territory, title: str, source: str) -> tuple[Cycle, Pot]:
    election, meta = checked.pb.election(), checked.meta
    if checked.year is None:
        raise ValueError("a file without a year has a blocking finding")
    most_points = election.limits.max_sum_points
    cycle = Cycle(
        territory=territory,
        slug=_free_slug(territory, checked),
        year=checked.year,
        state=CycleState.STAGING,
        currency=checked.currency,
        languages=[],
        ballot_type=_FORMS[election.ballot_type],
        max_choices=1 if election.ballot_type is Kind.CHOOSE_ONE else _small(election.limits.max_length),
        max_points=_small(most_points) if isinstance(most_points, int) else None,
    )
    column = _language_column(checked)
    setattr(cycle, f"title_{column}", shortened(title, TITLE_LENGTH) or checked.name_of_vote)
    cycle.save()
    accounting = checked.report()
    Archive.objects.create(
        cycle=cycle,
        country=meta.get("country", ""),
        unit=meta.get("unit", ""),
        instance=meta.get("instance", ""),
        source=shortened(source, 500),
        file_name=shortened(checked.name, 255),
        sha256=checked.pb.sha256,
        meta=[list(row) for row in checked.pb.sections.meta.rows],
        project_columns=list(checked.pb.sections.projects.columns),
        vote_columns=list(checked.pb.sections.votes.columns),
        accounting={
            **{
                name: accounting[name]
                for name in ("rows", "ballots", "empty", "marks_read", "marks_used", "marks_ignored")
            },
            "newline": checked.pb.newline,
            "owner": {"host": socket.gethostname(), "pid": os.getpid()},
        },
        defects=[finding.to_dict() for finding in checked.findings[:1000]],
        declared_rule=meta.get("rule", ""),
    )
    _stage_phase(checked, cycle)
    pot = Pot.objects.create(cycle=cycle, number=1, amount_minor=as_money(election.budget, checked.currency).minor)
    Project.objects.bulk_create(_projects(checked, cycle, pot, column))
    return cycle, pot


def _language_column(checked: Checked) -> str:
    """The column for texts of the file. Another language stands in the English one, where every page finds it."""
    language = checked.meta.get("language", "")
    return language if language in settings.MODELTRANSLATION_LANGUAGES else "en"


def _small(value: int | None) -> int | None:
    return value if value is not None and 0 < value <= _SMALL else None


def _free_slug(territory: Territory, checked: Checked) -> str:
    words = " ".join(checked.meta.get(key, "") for key in ("unit", "instance", "subunit")).translate(_NOT_LATIN)
    try:
        base = f"archive-{slug(words, max_length=44)}"
    except ValueError:
        base = f"archive-{checked.pb.sha256[:8]}"
    taken = set(Cycle.objects.filter(territory=territory, slug__startswith=base).values_list("slug", flat=True))
    return next(
        each
        for number in range(1, len(taken) + 2)
        if (each := base if number == 1 else f"{base}-{number}") not in taken
    )


def _stage_phase(checked: Checked, cycle: Cycle) -> None:
    """The days of the vote, where the file states days; a year alone makes no date."""
    first, last = (_day(checked.meta.get(key, "")) for key in ("date_begin", "date_end"))
    if first and last and first <= last:
        Phase.objects.create(
            cycle=cycle,
            kind=PhaseKind.VOTE,
            starts_at=timezone.make_aware(dt.datetime.combine(first, dt.time.min)),
            ends_at=timezone.make_aware(dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min)),
        )


def _day(text: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007 -- a day without an hour has no zone
    except ValueError:
        return None


def _projects(checked: Checked, cycle: Cycle, pot: Pot, language: str) -> list[Project]:
    table = checked.pb.sections.projects
    counted = {project.id: project for project in checked.pb.election().projects}
    categories: dict[str, Category] = {}
    projects = []
    for number, (row, record) in enumerate(zip(table.rows, table.records(), strict=True), start=1):
        listed = counted[record["project_id"]]
        project = Project(
            cycle=cycle,
            pot=pot,
            code=listed.id,
            number=number,
            cost_minor=as_money(listed.cost, checked.currency).minor,
            archive_fields=dict(zip(table.columns, row, strict=True)),
            lat=_degrees(record.get("latitude", ""), 90),
            lon=_degrees(record.get("longitude", ""), 180),
        )
        setattr(project, f"title_{language}", shortened(listed.name, TITLE_LENGTH))
        setattr(project, f"text_{language}", shortened(record.get("description", ""), 5000))
        if len(listed.category) == 1:
            code = shortened(listed.category[0], 100)
            if code not in categories:
                categories[code] = Category(cycle=cycle, code=code)
                setattr(categories[code], f"name_{language}", code)
                categories[code].save()
            project.category = categories[code]
        if listed.withdrawn:
            project.withdrawn_at = clock.now()
        projects.append(project)
    return projects


def _degrees(text: str, limit: int) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value.quantize(Decimal("0.00001")) if value.is_finite() and abs(value) <= limit else None


def _ballots(checked: Checked, cycle: Cycle, pot: Pot) -> Iterator[BallotRow]:
    """Every row of VOTES with every cell. Ids of an archive tell nothing, so they follow each other: it is faster."""
    table = checked.pb.sections.votes
    names = table.names
    places = [names.index(name) if name in names else None for name in _OWN_COLUMNS]
    rest = [index for index in range(len(names)) if index not in places]
    first = secrets.randbits(62) & ~((1 << 26) - 1)

    def cell(row: Sequence[str], place: int | None) -> str:
        return "" if place is None else row[place]

    for position, row in enumerate(table.rows, start=1):
        voter, vote, points = (cell(row, place) for place in places)
        attributes = [row[index] for index in rest] if rest else None
        yield BallotRow(first + position, cycle.pk, pot.pk, position, vote, points, voter, attributes)
