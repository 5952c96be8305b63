"""What a place may be called, and how it is sorted."""

import pytest

from ortaq.territories.errors import TerritoryError
from ortaq.territories.names import checked_names, debris_character, distinct_part, shown_name, sort_keys


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("а" * 201, "name_long"),
        ("Ауыл 🏡", "name_letters"),
        ("Ауыл\u202eлоқ", "name_letters"),
        ("قرية", "name_letters"),
        ("Ауыл\x07", "name_letters"),
        ("<script>", "name_letters"),
    ],
)
def test_names_that_no_place_has(name: str, code: str) -> None:
    with pytest.raises(TerritoryError) as caught:
        checked_names({"kk": name})
    assert caught.value.code == code
    assert str(caught.value)


def test_a_place_needs_one_name() -> None:
    with pytest.raises(TerritoryError) as caught:
        checked_names({"kk": " ", "ru": ""})
    assert caught.value.code == "no_name"


def test_names_are_tidied() -> None:
    assert checked_names({"kk": "  Ұлытау   ауданы ", "ru": "Улытауский район", "xx": "?"}) == {
        "kk": "Ұлытау ауданы",
        "ru": "Улытауский район",
    }


@pytest.mark.parametrize("name", ["зимовка Басбулак 1,2", 'Лагерь отдыха"Окжетпес"', "с. №7 / «Нұр»", "Saint-Étienne"])
def test_real_names_pass(name: str) -> None:
    assert checked_names({"ru": name})


def test_a_wrong_encoding_is_told_from_letters() -> None:
    assert debris_character("Ұлытау ауданы «А»") is None
    assert debris_character("Ð\u0090бай".encode().decode("latin-1"))


def test_the_name_shown_falls_back() -> None:
    assert shown_name({"kk": None, "ru": "Семей", "en": ""}, "kk") == "Семей"
    assert shown_name({"kk": "Абай", "ru": None, "en": "Abai"}, "en") == "Abai"
    assert shown_name({}, "kk") == ""


def test_words_of_the_kind_do_not_sort() -> None:
    assert distinct_part("область Абай") == "Абай"
    assert distinct_part("сельский округ имени Канай би") == "Канай би"
    assert distinct_part("район") == "район"
    abai = sort_keys({"ru": "область Абай"})["sort_key_ru"]
    akmola = sort_keys({"ru": "Акмолинская область"})["sort_key_ru"]
    zhetisu = sort_keys({"ru": "область Жетісу"})["sort_key_ru"]
    assert abai < akmola < zhetisu
