"""The money of a cycle: its pots, and the categories that pots and projects may have."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ortaq.audit.verbs import record, verb
from ortaq.core.actors import Actor
from ortaq.core.money import CURRENCIES, Money
from ortaq.participation.domain import texts
from ortaq.participation.domain.lifecycle import lock_draft
from ortaq.participation.errors import CycleError
from ortaq.participation.models import Category, Cycle, Pot
from ortaq.territories.models import Territory


@dataclass(frozen=True, kw_only=True)
class PotLine:
    """One pot as it should be.

    Args:
        amount: in the currency of the cycle.
        pk: the pot to change; None for a new one.
        territory: only for this part of the place; None for all of it.
        category: only for projects of this category; None for all.
    """

    amount: Money
    name: texts.Texts = field(default_factory=dict)
    territory: Territory | None = None
    category: Category | None = None
    pk: int | None = None


@dataclass(frozen=True, kw_only=True)
class CategoryLine:
    """One category as it should be; `pk` is None for a new one."""

    name: texts.Texts
    pk: int | None = None


def _check_pot(cycle: Cycle, line: PotLine) -> None:
    if line.amount.minor <= 0:
        raise CycleError("amount_not_positive")
    if line.amount.currency != cycle.currency:
        raise CycleError("two_currencies")
    if line.territory is not None and not cycle.territory.contains(line.territory):
        raise CycleError("pot_elsewhere", territory=line.territory.name)
    if line.category is not None and line.category.cycle_id != cycle.pk:
        raise CycleError("foreign_part")


@verb
def save_pots(*, cycle: Cycle, pots: Sequence[PotLine], by: Actor, currency: str = "KZT") -> list[Pot]:
    """Make the pots of a draft be these. A pot that is not named is removed; numbers stay.

    Args:
        currency: ISO 4217, one for the whole cycle.

    Raises:
        NotAllowed: the actor may not edit the cycle.
        CycleError: `frozen`, `bad_currency`, `two_currencies`, `amount_not_positive`, `pot_elsewhere`,
            `foreign_part`, `pot_in_use`, `too_long`, `control_characters`.
        MoneyError: an amount beyond all sense.
    """
    draft = lock_draft(cycle, by=by)
    if currency not in CURRENCIES:
        raise CycleError("bad_currency", currency=currency)
    draft.currency = currency
    draft.save()
    present = {pot.pk: pot for pot in Pot.objects.filter(cycle=draft)}
    number = max((pot.number for pot in present.values()), default=0)
    saved = []
    for line in pots:
        _check_pot(draft, line)
        if line.pk is None:
            number += 1
            pot = Pot(cycle=draft, number=number)
        elif line.pk in present:
            pot = present.pop(line.pk)
        else:
            raise CycleError("foreign_part")
        texts.put(pot, "name", line.name)
        pot.amount_minor, pot.territory, pot.category = line.amount.minor, line.territory, line.category
        pot.save()
        saved.append(pot)
    for pot in present.values():
        if pot.projects.exists():
            raise CycleError("pot_in_use", pot=str(pot))
        pot.delete()
    amounts = [[pot.number, pot.amount_minor] for pot in saved]
    record("cycle.pots_saved", draft, by=by, data={"currency": currency, "amounts": amounts})
    return saved


@verb
def save_categories(*, cycle: Cycle, categories: Sequence[CategoryLine], by: Actor) -> list[Category]:
    """Make the categories of a draft be these. One that is not named is removed.

    Raises:
        NotAllowed: the actor may not edit the cycle.
        CycleError: `frozen`, `category_unnamed`, `category_twice`, `category_in_use`, `foreign_part`,
            `too_long`, `control_characters`.
    """
    draft = lock_draft(cycle, by=by)
    present = {category.pk: category for category in Category.objects.filter(cycle=draft)}
    taken = {category.code for category in present.values()}
    number = 0
    saved: list[Category] = []
    names: set[tuple[str, str]] = set()
    for line in categories:
        if line.pk is None:
            while str(number := number + 1) in taken:
                continue
            category = Category(cycle=draft, code=str(number))
        elif line.pk in present:
            category = present.pop(line.pk)
        else:
            raise CycleError("foreign_part")
        texts.put(category, "name", line.name)
        _check_names(category, names)
        category.save()
        saved.append(category)
    for category in present.values():
        if category.projects.exists() or Pot.objects.filter(category=category).exists():
            raise CycleError("category_in_use", category=str(category))
        category.delete()
    record("cycle.categories_saved", draft, by=by, data={"categories": [category.pk for category in saved]})
    return saved


def _check_names(category: Category, names: set[tuple[str, str]]) -> None:
    own = {(language, name.casefold()) for language, name in texts.read(category, "name").items() if name}
    if not own:
        raise CycleError("category_unnamed")
    if own & names:
        raise CycleError("category_twice", category=str(category))
    names |= own
