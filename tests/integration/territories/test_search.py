"""The same place in every spelling."""

import pytest
from django.utils import translation

from ortaq.core.actors import SYSTEM
from ortaq.territories.domain.queries.places import regions
from ortaq.territories.domain.queries.search import matching, search
from ortaq.territories.imports.seed import load_seed
from ortaq.territories.models import Territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def seed() -> None:
    load_seed(by=SYSTEM)


@pytest.mark.usefixtures("seed")
def test_three_spellings_find_the_same() -> None:
    found = [[place.code for place in search(text)] for text in ("Улытау", "Ұлытау", "Ulytau", "  ұЛЫТАУ! ")]
    assert found[0][:2] == ["620000000", "623800000"]
    assert found[0] == found[1] == found[2] == found[3]


@pytest.mark.usefixtures("seed")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_region_is_found_by_each_of_its_names(language: str) -> None:
    with translation.override(language):
        for place in regions():
            for name in (place.name_kk, place.name_ru, place.name_en, place.code):
                assert place in search(name), name


@pytest.mark.usefixtures("seed")
def test_search_inside_a_place_and_by_kind() -> None:
    abai = Territory.objects.get(code="100000000")
    assert {place.path.startswith(abai.path) for place in search("аудан", within=abai)} == {True}
    assert {place.kind for place in matching("", kinds=["district"])} == {"district"}
    assert matching("", kinds=["district"], within=abai).count() == 10


@pytest.mark.usefixtures("seed")
@pytest.mark.parametrize("text", ["", " ", "!?", "%", "_", "🏠", "'; DROP TABLE x; --", "я" * 10_000])
def test_odd_words_find_nothing_and_break_nothing(text: str) -> None:
    assert search(text) == []


@pytest.mark.usefixtures("seed")
def test_regions_stand_in_the_order_of_the_alphabet() -> None:
    with translation.override("kk"):
        names = [place.name for place in regions()]
    assert names[:3] == ["Абай облысы", "Ақмола облысы", "Ақтөбе облысы"]
    assert names[-3:] == ["Алматы қаласы", "Астана қаласы", "Шымкент қаласы"]
    assert names.index("Қарағанды облысы") > names.index("Жетісу облысы")
    with translation.override("ru"):
        assert next(place.name for place in regions()) == "область Абай"
