"""Territories for tests: each with a state of its own, a true path and everything lists need."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from ortaq.territories.domain.current import State, lookup_columns
from ortaq.territories.enums import Kind
from ortaq.territories.models import Territory, TerritoryState


class TerritoryFactory(DjangoModelFactory):
    """A district with names in three languages; give `parent=` to hang it somewhere."""

    class Meta:
        model = Territory

    code = factory.Sequence(lambda n: f"9{n:08d}")
    kind = Kind.DISTRICT
    parent = None
    name_kk = factory.Sequence(lambda n: f"Өзен ауданы {n}")
    name_ru = factory.Sequence(lambda n: f"Узенский район {n}")
    name_en = factory.Sequence(lambda n: f"Ozen District {n}")

    @classmethod
    def _create(cls, model_class: type[Territory], *args: Any, **kwargs: Any) -> Territory:
        parent = kwargs.get("parent")
        names = {column: kwargs.get(column) or None for column in ("name_kk", "name_ru", "name_en")}
        state = State(code=kwargs["code"], kind=kwargs["kind"], parent_id=parent.pk if parent else None, **names)
        kwargs = {**lookup_columns(state, []), **kwargs}
        kwargs.setdefault("depth", parent.depth + 1 if parent else 0)
        territory: Territory = super()._create(model_class, *args, path="", **kwargs)
        territory.path = f"{parent.path if parent else '/'}{territory.pk}/"
        territory.save(update_fields=["path"])
        TerritoryState.objects.create(territory=territory, code=state.code, kind=state.kind, parent=parent, **names)
        return territory


class CountryFactory(TerritoryFactory):
    """A root."""

    code = "KZ"
    kind = Kind.COUNTRY
    name_kk = "Қазақстан"
    name_ru = "Казахстан"
    name_en = "Kazakhstan"


class RegionFactory(TerritoryFactory):
    """A region; give `parent=` to hang it on a country."""

    kind = Kind.REGION
    name_kk = factory.Sequence(lambda n: f"Өзен облысы {n}")
    name_ru = factory.Sequence(lambda n: f"Узенская область {n}")
    name_en = factory.Sequence(lambda n: f"Ozen Region {n}")
