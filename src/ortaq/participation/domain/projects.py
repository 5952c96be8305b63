"""The projects of a draft: added, edited, put in order, given a photo."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, F, IntegerField, Max, Value, When
from django.db.models.functions import Cast, Concat

from ortaq.audit.verbs import record, verb
from ortaq.core.actors import Actor
from ortaq.core.money import Money
from ortaq.files.models import StoredFile
from ortaq.participation.domain import texts
from ortaq.participation.domain.lifecycle import lock_draft
from ortaq.participation.errors import CycleError, ProjectError
from ortaq.participation.models import Category, Cycle, Pot, Project
from ortaq.territories.models import Territory

MOST_PROJECTS = 2000
_ASIDE = 1_000_000
"""Numbers move there first, so that no two projects of a cycle ever share one."""


@dataclass(frozen=True, kw_only=True)
class ProjectLine:
    """A project as it should be.

    Args:
        pot: where its money comes from.
        cost: in the currency of the cycle; zero while it is not known yet.
        title, text, place: by language; a language that is not named stays as it is.
        territory: the village or part it is for.
        lon, lat: degrees, WGS 84; both or none.
    """

    pot: Pot
    cost: Money
    title: texts.Texts = field(default_factory=dict)
    text: texts.Texts = field(default_factory=dict)
    place: texts.Texts = field(default_factory=dict)
    category: Category | None = None
    territory: Territory | None = None
    lon: Decimal | None = None
    lat: Decimal | None = None


def fill(project: Project, line: ProjectLine, cycle: Cycle) -> None:
    """Check a line and put it into a project that is not saved yet.

    Raises:
        CycleError: `foreign_part`, `too_long`, `control_characters`.
        ProjectError: `cost_negative`, `cost_currency`, `bad_point`, `place_elsewhere`.
    """
    if line.pot.cycle_id != cycle.pk or (line.category is not None and line.category.cycle_id != cycle.pk):
        raise CycleError("foreign_part")
    if line.cost.currency != cycle.currency:
        raise ProjectError("cost_currency", currency=cycle.currency)
    if line.cost.minor < 0:
        raise ProjectError("cost_negative")
    if (line.lon is None) != (line.lat is None):
        raise ProjectError("bad_point")
    if line.lon is not None and line.lat is not None and not (abs(line.lon) <= 180 and abs(line.lat) <= 90):
        raise ProjectError("bad_point")
    if line.territory is not None and not cycle.territory.contains(line.territory):
        raise ProjectError("place_elsewhere", territory=line.territory.name)
    for name in ("title", "text", "place"):
        texts.put(project, name, getattr(line, name))
    project.pot, project.category, project.territory = line.pot, line.category, line.territory
    project.cost_minor, project.lon, project.lat = line.cost.minor, line.lon, line.lat


def _last_number(cycle: Cycle) -> int:
    return Project.objects.filter(cycle=cycle).aggregate(last=Max("number"))["last"] or 0


def add_lines(cycle: Cycle, lines: Sequence[ProjectLine]) -> list[Project]:
    """Create projects at the end of a locked draft. The id in ballots and exports is the number as text.

    Raises:
        ProjectError: `too_many`, and those of `fill`.
        CycleError: those of `fill`.
    """
    if Project.objects.filter(cycle=cycle).count() + len(lines) > MOST_PROJECTS:
        raise ProjectError("too_many", limit=MOST_PROJECTS)
    number = _last_number(cycle)
    projects = []
    for line in lines:
        number += 1
        project = Project(cycle=cycle, number=number, code=str(number))
        fill(project, line, cycle)
        projects.append(project)
    return Project.objects.bulk_create(projects)


@verb
def add_project(*, cycle: Cycle, line: ProjectLine, by: Actor) -> Project:
    """Add a project at the end of the ballot.

    Raises:
        NotAllowed: the actor may not edit the cycle.
        CycleError: `frozen`, `foreign_part`, `too_long`, `control_characters`.
        ProjectError: `too_many`, `cost_negative`, `cost_currency`, `bad_point`, `place_elsewhere`.
    """
    draft = lock_draft(cycle, by=by)
    (project,) = add_lines(draft, [line])
    record("cycle.project_added", draft, by=by, data=_as_data(project))
    return project


@verb
def add_projects(*, cycle: Cycle, lines: Sequence[ProjectLine], by: Actor) -> list[Project]:
    """Add many projects at once, all or none. Raises what `add_project` raises."""
    draft = lock_draft(cycle, by=by)
    projects = add_lines(draft, lines)
    if projects:
        data = {"count": len(projects), "first": projects[0].number, "last": projects[-1].number}
        record("cycle.projects_added", draft, by=by, data=data)
    return projects


def _as_data(project: Project) -> dict[str, Any]:
    return {"project": project.pk, "number": project.number, "cost": project.cost_minor, "pot": project.pot_id}


def _locked(project: Project, by: Actor) -> tuple[Cycle, Project]:
    draft = lock_draft(project.cycle, by=by)
    return draft, Project.objects.select_for_update(of=("self",)).get(pk=project.pk)


@verb
def edit_project(*, project: Project, line: ProjectLine, by: Actor) -> Project:
    """Change a project of a draft. Raises what `add_project` raises."""
    draft, locked = _locked(project, by)
    fill(locked, line, draft)
    locked.save()
    record("cycle.project_edited", draft, by=by, data=_as_data(locked))
    return locked


@verb
def remove_project(*, project: Project, by: Actor) -> None:
    """Take a project off a draft. The numbers of the others stay.

    Raises:
        NotAllowed: the actor may not edit the cycle.
        CycleError: `frozen`.
    """
    draft, locked = _locked(project, by)
    data = _as_data(locked)
    locked.delete()
    record("cycle.project_removed", draft, by=by, data=data)


@verb
def reorder_projects(*, cycle: Cycle, order: Sequence[int], by: Actor) -> None:
    """Number the projects 1, 2, 3, … in this order; ids in ballots follow the numbers.

    Args:
        order: primary keys of all projects of the cycle, each once.

    Raises:
        NotAllowed: the actor may not edit the cycle.
        CycleError: `frozen`.
        ProjectError: `not_all_projects`.
    """
    draft = lock_draft(cycle, by=by)
    projects = {project.pk: project for project in Project.objects.filter(cycle=draft)}
    if len(order) != len(projects) or set(order) != set(projects):
        raise ProjectError("not_all_projects")
    Project.objects.filter(cycle=draft).update(
        number=F("number") + _ASIDE, code=Concat(Value("~"), Cast("pk", CharField()))
    )
    places = [When(pk=pk, then=Value(number)) for number, pk in enumerate(order, start=1)]
    Project.objects.filter(cycle=draft).update(number=Case(*places, output_field=IntegerField()))
    Project.objects.filter(cycle=draft).update(code=Cast("number", CharField()))
    record("cycle.projects_reordered", draft, by=by, data={"count": len(order)})


@verb
def save_project(
    *,
    cycle: Cycle,
    line: ProjectLine,
    by: Actor,
    project: Project | None = None,
    photo: StoredFile | None = None,
    alt: texts.Texts | None = None,
    drop_photo: bool = False,
) -> Project:
    """Add or change a project together with its photo, all or nothing.

    Args:
        project: the one to change, None for a new one.
        photo: a new photo, None to keep what is there.
        alt: what the photo shows, by language.
        drop_photo: show no photo any more; a new photo wins over it.

    Raises:
        NotAllowed, CycleError, ProjectError: as `add_project`.
    """
    saved = (
        add_project(cycle=cycle, line=line, by=by)
        if project is None
        else edit_project(project=project, line=line, by=by)
    )
    if photo is not None:
        return set_photo(project=saved, photo=photo, alt=alt or {}, by=by)
    if drop_photo and saved.photo_id:
        return remove_photo(project=saved, by=by)
    if saved.photo_id and alt is not None and alt != texts.read(saved, "photo_alt"):
        return describe_photo(project=saved, alt=alt, by=by)
    return saved


@verb
def set_photo(*, project: Project, photo: StoredFile, alt: texts.Texts, by: Actor) -> Project:
    """Show a stored image with a project of a draft.

    Args:
        photo: what `ortaq.files` accepted and cleaned.
        alt: what the photo shows, by language, for those who cannot see it.

    Raises:
        NotAllowed: the actor may not edit the cycle.
        CycleError: `frozen`, `too_long`, `control_characters`.
    """
    draft, locked = _locked(project, by)
    texts.put(locked, "photo_alt", alt)
    locked.photo = photo
    locked.save()
    record("cycle.photo_set", draft, by=by, data={**_as_data(locked), "sha256": photo.sha256})
    return locked


@verb
def describe_photo(*, project: Project, alt: texts.Texts, by: Actor) -> Project:
    """Say in other words what the photo of a project shows. Raises what `set_photo` raises."""
    draft, locked = _locked(project, by)
    texts.put(locked, "photo_alt", alt)
    locked.save()
    record("cycle.project_edited", draft, by=by, data=_as_data(locked))
    return locked


@verb
def remove_photo(*, project: Project, by: Actor) -> Project:
    """Show no photo with a project of a draft.

    Raises:
        NotAllowed: the actor may not edit the cycle.
        CycleError: `frozen`.
    """
    draft, locked = _locked(project, by)
    locked.photo = None
    for language in texts.LANGUAGES:
        setattr(locked, f"photo_alt_{language}", "")
    locked.save()
    record("cycle.photo_removed", draft, by=by, data=_as_data(locked))
    return locked
