"""Names of the classifier, written out in full."""

import pytest

from ortaq.territories.enums import Kind
from ortaq.territories.imports.printed import kazakh_in_full, kind_from_name, russian_in_full


@pytest.mark.parametrize(
    ("printed", "full"),
    [
        ("Абралинский с.о.", "Абралинский сельский округ"),
        ("Жиеналинский с.о", "Жиеналинский сельский округ"),
        ("с.о.им.Канай би", "сельский округ имени Канай би"),
        ("с.о. Жибек жолы", "сельский округ Жибек жолы"),
        ("Семей Г.А.", "городская администрация Семей"),
        ("Шарская г.а.", "Шарская городская администрация"),
        ("Чаганская п.а.", "Чаганская поселковая администрация"),
        ("с.а.Изобильный", "сельская администрация Изобильный"),
        ("р.а. им.Казыбек би", "район имени Казыбек би"),
        ("Әлихан Бөкейхан р.а.", "район Әлихан Бөкейхан"),
        ("г.Семей", "город Семей"),
        ("п.Жайрем", "посёлок Жайрем"),
        ("с.Маутан 2", "село Маутан 2"),
        ("ст.Рулиха", "станция Рулиха"),
        ("Абайский район", "Абайский район"),
        # р. may be a halt or a river: what is not certain stays as it is printed.
        ("р.Казахстанский", "р.Казахстанский"),
        ('с."Ќоянды"', 'село "Қоянды"'),
    ],
)
def test_russian_in_full(printed: str, full: str) -> None:
    assert russian_in_full(printed) == full


@pytest.mark.parametrize(
    ("printed", "full"), [("Семей қ.", "Семей қаласы"), ("Жайрем к.", "Жайрем кенті"), ("Нұра ауданы", "Нұра ауданы")]
)
def test_kazakh_in_full(printed: str, full: str) -> None:
    assert kazakh_in_full(printed) == full


@pytest.mark.parametrize(
    ("name", "parent", "kind"),
    [
        ("район Жаңасемей", Kind.REGION, Kind.DISTRICT),
        ("район Нұра", Kind.REPUBLICAN_CITY, Kind.CITY_DISTRICT),
        ("г. Семей", Kind.REGION, Kind.CITY_AKIMAT),
        ("г. Семей", Kind.CITY_AKIMAT, Kind.CITY),
        ("г. Астана", None, Kind.REPUBLICAN_CITY),
        ("область Абай", Kind.COUNTRY, Kind.REGION),
        ("Мамырсуский с.о.", Kind.DISTRICT, Kind.RURAL_DISTRICT),
        ("п.Жайрем", Kind.DISTRICT, Kind.SETTLEMENT),
        ("с.Мамырсу", Kind.RURAL_DISTRICT, Kind.VILLAGE),
        ("Достык", Kind.DISTRICT, ""),
    ],
)
def test_kind_from_name(name: str, parent: str | None, kind: str) -> None:
    assert kind_from_name(name, parent) == kind
