"""A new draft made from an older cycle."""

from ortaq.audit.verbs import record, verb
from ortaq.core.actors import Actor, require
from ortaq.participation.domain import texts
from ortaq.participation.domain.drafting import begin_cycle
from ortaq.participation.domain.lifecycle import EDIT
from ortaq.participation.models import Category, Cycle, Pot, Project
from ortaq.territories.models import Territory

_SETTINGS = ("currency", "languages", "ballot_type", "max_choices", "max_points", "changeable")
_RULE = ("rule", "rule_act", "rule_act_url", "comparisons")


def _copy_texts(source: object, target: object, *fields: str) -> None:
    for field in fields:
        for language in texts.LANGUAGES:
            name = f"{field}_{language}"
            setattr(target, name, getattr(source, name))


@verb
def clone_cycle(
    *, cycle: Cycle, year: int, by: Actor, territory: Territory | None = None, with_projects: bool = False
) -> Cycle:
    """Begin a draft with the texts, ballot, rule, pots and categories of another cycle.

    The calendar is made anew from the norms; the roll, ballots, acts, keys and results are never copied.

    Args:
        cycle: what to copy.
        year: the budget year of the new one.
        territory: the place of the new one, if another; parts of the old place are then left out.
        with_projects: copy the projects that were not withdrawn, with their photos.

    Raises:
        NotAllowed: the actor may not edit the cycle, or not make one in the place.
        CycleError: `bad_year`.
    """
    source = Cycle.objects.select_related("territory").get(pk=cycle.pk)
    require(by, EDIT, source)
    place = territory or source.territory
    new = begin_cycle(territory=place, year=year, by=by, is_demo=source.is_demo)
    _copy_texts(source, new, "title", "summary")
    for name in (*_SETTINGS, *_RULE):
        setattr(new, name, getattr(source, name))
    new.cloned_from = source
    new.save()

    categories: dict[int, Category] = {}
    for old in Category.objects.filter(cycle=source):
        category = Category(cycle=new, code=old.code)
        _copy_texts(old, category, "name")
        category.save()
        categories[old.pk] = category
    pots: dict[int, Pot] = {}
    for row in Pot.objects.filter(cycle=source).select_related("territory"):
        pot = Pot(cycle=new, number=row.number, amount_minor=row.amount_minor)
        pot.territory = _part(place, row.territory)
        pot.category = categories.get(row.category_id or 0)
        _copy_texts(row, pot, "name")
        pot.save()
        pots[row.pk] = pot
    if with_projects:
        _copy_projects(source, new, pots, categories)
    record("cycle.cloned", new, by=by, data={"from": source.pk, "projects": with_projects})
    return new


def _part(place: Territory, part: Territory | None) -> Territory | None:
    return part if part is not None and place.contains(part) else None


def _copy_projects(source: Cycle, new: Cycle, pots: dict[int, Pot], categories: dict[int, Category]) -> None:
    rows = Project.objects.filter(cycle=source, withdrawn_at__isnull=True).select_related("territory")
    copies = []
    for number, row in enumerate(rows, start=1):
        copy = Project(cycle=new, number=number, code=str(number), pot=pots[row.pot_id], cost_minor=row.cost_minor)
        copy.category = categories.get(row.category_id or 0)
        copy.territory = _part(new.territory, row.territory)
        copy.lon, copy.lat, copy.photo_id = row.lon, row.lat, row.photo_id
        _copy_texts(row, copy, "title", "text", "place", "photo_alt")
        copies.append(copy)
    Project.objects.bulk_create(copies)
