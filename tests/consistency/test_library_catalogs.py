"""The libraries speak Kazakh and Russian completely, and dates and numbers are written as people write them."""

import importlib.util
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from django.contrib.humanize.templatetags.humanize import intcomma, naturaltime
from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator
from django.forms import CharField, DateField, DecimalField
from django.utils import formats, timezone, translation
from django.utils.translation import gettext, ngettext

SOURCE = Path(__file__).resolve().parents[2] / "tools" / "library_catalogs.py"
_spec = importlib.util.spec_from_file_location("library_catalogs", SOURCE)
library_catalogs = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(library_catalogs)

LANGUAGES = library_catalogs.LANGUAGES
PLACEHOLDER = re.compile(r"%\(\w+\)[#0 +-]*[\d.]*[a-zA-Z]|%[sdr]|\{\w*\}")
TAG = re.compile(r"<[^>]+>|\(ENTER\)|\xa0")


def own_messages(language):
    return [message for message in library_catalogs.overlay(language) if message.id]


def forms_of(message):
    """Pairs of the English text and the translation that stands for it."""
    if isinstance(message.id, str):
        return [(message.id, message.string)]
    singular, plural = message.id
    # Only Kazakh has a form for exactly one, where the number may be a word; the Russian first form also serves 21.
    first = singular if len(message.string) == 2 and not PLACEHOLDER.search(message.string[0]) else plural
    return [(first, message.string[0])] + [(plural, text) for text in message.string[1:]]


def test_the_libraries_are_read():
    """Guards the tests below: an empty list of messages would pass them all."""
    said = {library.package: len(library_catalogs.messages(library)) for library in library_catalogs.LIBRARIES}
    assert said["django"] > 300
    assert said["allauth"] > 300
    assert said["django_tasks"] == 4
    assert said["django_tasks_db"] == 16


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_left_in_english(language):
    left = [(library.package, message.id) for library, message in library_catalogs.missing(language)]
    assert left == []


def test_kazakh_is_all_ours():
    """What Django ships in Kazakh is partly wrong ("ерте" for tomorrow), so none of it may show through."""
    own = library_catalogs.overlay("kk")
    shown = [
        key
        for library in library_catalogs.LIBRARIES
        for key in library_catalogs.messages(library)
        if not library_catalogs.is_translated(own.get(key[1], key[0]))
    ]
    assert shown == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_stale(language):
    assert [message.id for message in library_catalogs.stale(language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_tags_and_line_ends_are_kept(language):
    wrong = [
        (english, text)
        for message in own_messages(language)
        for english, text in forms_of(message)
        if set(PLACEHOLDER.findall(english)) != set(PLACEHOLDER.findall(text))
        or sorted(TAG.findall(english)) != sorted(TAG.findall(text))
        or english.startswith(("\n", " ")) != text.startswith(("\n", " "))
        or english.endswith(("\n", " ")) != text.endswith(("\n", " "))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_babel_finds_no_error(language):
    errors = [
        (message.id, [str(error) for error in problems])
        for message, problems in library_catalogs.overlay(language).check()
    ]
    assert errors == []


@pytest.mark.parametrize(
    ("language", "header"),
    [
        ("kk", "nplurals=2; plural=(n!=1);"),
        (
            "ru",
            "nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : "
            "n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14)? 2 : 3);",
        ),
    ],
)
def test_plural_forms_are_those_of_django(language, header):
    django = library_catalogs.LIBRARIES[0]
    shipped = library_catalogs.read_catalog(django.folder / django.catalogs / language / "LC_MESSAGES" / "django.po")
    own = library_catalogs.overlay(language)
    assert own.plural_forms.replace(" ", "") == shipped.plural_forms.replace(" ", "") == header.replace(" ", "")


# A Russian or English letter where a Kazakh word is meant, and the other way round, is invisible to a reader.
LATIN_IN_CYRILLIC = re.compile(r"[а-яёәғқңөұүһі][a-z]|[a-z][а-яёәғқңөұүһі]", re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_mixes_alphabets(language):
    mixed = [
        text
        for message in own_messages(language)
        for _english, text in forms_of(message)
        if LATIN_IN_CYRILLIC.search(PLACEHOLDER.sub(" ", text).replace("\n", " "))
    ]
    assert mixed == []


@pytest.fixture
def compiled(tmp_path, settings):
    """Our catalogues, compiled as an installation compiles them, laid over the libraries' own."""
    for language in LANGUAGES:
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / "django.mo").open("wb") as file:
            write_mo(file, library_catalogs.overlay(language))
    settings.LOCALE_PATHS = [tmp_path]
    settings.FORMAT_MODULE_PATH = ["ortaq.config.formats"]
    formats.reset_format_cache()
    yield
    formats.reset_format_cache()


MONTHS = {
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "en": "January February March April May June July August September October November December",
}


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("language", MONTHS)
def test_dates_are_written_in_full(language):
    with translation.override(language):
        for number, name in enumerate(MONTHS[language].split(), start=1):
            assert formats.date_format(date(2026, number, 12)) == f"12 {name} 2026"
            assert formats.date_format(date(2026, number, 12), "MONTH_DAY_FORMAT") == f"12 {name}"
        moment = datetime(2026, 3, 12, 14, 30)  # noqa: DTZ001
        march = MONTHS[language].split()[2]
        assert formats.date_format(moment, "DATETIME_FORMAT") == f"12 {march} 2026, 14:30"
        assert formats.time_format(moment.time()) == "14:30"
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(
    ("language", "standing_alone", "weekday", "short"),
    [
        ("kk", "Наурыз 2026", "Бейсенбі Бс", "12.03.2026"),
        ("ru", "Март 2026", "Четверг Чт", "12.03.2026"),
        ("en", "March 2026", "Thursday Thu", "12 Mar 2026"),
    ],
)
def test_months_and_days_standing_alone(language, standing_alone, weekday, short):
    day = date(2026, 3, 12)
    with translation.override(language):
        assert formats.date_format(day, "YEAR_MONTH_FORMAT") == standing_alone
        assert formats.date_format(day, "l D") == weekday
        assert formats.date_format(day, "SHORT_DATE_FORMAT") == short


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("name", ["N", "M", "b"])
def test_kazakh_months_have_short_names(name):
    with translation.override("kk"):
        short = [formats.date_format(date(2026, month, 1), name).lower().rstrip(".") for month in range(1, 13)]
    assert short == [month[:3] for month in MONTHS["kk"].split()]


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(("language", "fraction"), [("kk", "0,5"), ("ru", "0,5"), ("en", "0.5")])
def test_numbers(language, fraction):
    with translation.override(language):
        assert intcomma(12400000) == "12\u202f400\u202f000"
        assert formats.number_format("0.5") == fraction
        assert DecimalField(localize=True).clean(fraction) == DecimalField().clean("0.5")


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("language", MONTHS)
@pytest.mark.parametrize("typed", ["2026-03-12", "12.03.2026", "12.03.26"])
def test_dates_may_be_typed_in_two_ways(language, typed):
    with translation.override(language):
        assert DateField().clean(typed) == date(2026, 3, 12)


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(
    ("language", "required", "short", "ago", "ahead"),
    [
        (
            "kk",
            "Бұл өрісті толтырыңыз.",
            "Кемінде 5 таңба енгізіңіз (қазір: 2).",
            "3\xa0сағат бұрын",
            "2\xa0күннен кейін",
        ),
        (
            "ru",
            "Заполните это поле.",
            "Введите не менее 5 символов (сейчас 2).",
            "3\xa0часа назад",
            "через 2\xa0дня",
        ),
    ],
)
def test_what_people_meet(language, required, short, ago, ahead):
    now = timezone.now()
    with translation.override(language):
        with pytest.raises(ValidationError) as empty:
            CharField().clean("")
        assert empty.value.messages == [required]
        with pytest.raises(ValidationError) as brief:
            MinLengthValidator(5)("аб")
        assert brief.value.messages == [short]
        assert naturaltime(now - timedelta(hours=3, minutes=1)) == ago
        assert naturaltime(now + timedelta(days=2, minutes=1)) == ahead


@pytest.mark.usefixtures("compiled")
def test_russian_counts():
    singular, plural = "You have added %(count)s security key.", "You have added %(count)s security keys."
    with translation.override("ru"):
        counted = [ngettext(singular, plural, count) % {"count": count} for count in (1, 3, 5, 11, 21)]
    assert [text.removeprefix("Вы добавили ").removesuffix(" безопасности.") for text in counted] == [
        "1 ключ",
        "3 ключа",
        "5 ключей",
        "11 ключей",
        "21 ключ",
    ]


@pytest.mark.usefixtures("compiled")
def test_our_text_stands_before_the_libraries_own():
    with translation.override("kk"):
        assert gettext("tomorrow") == "ертең"
        assert gettext("Sign In") == "Кіру"
    with translation.override("ru"):
        assert gettext("Request Code") == "Запросить код"
