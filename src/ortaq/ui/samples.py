"""Invented content of the sample pages, in the three languages, to see the components at work with real words."""

import datetime as dt
from typing import Any

from django.utils.translation import get_language

from ortaq.core.money import Money
from ortaq.ui.charts import Slice
from ortaq.ui.difference import marked


def said(kk: str, ru: str, en: str) -> str:
    """The wording in the active language."""
    return {"kk": kk, "ru": ru}.get(get_language() or "", en)


def place() -> dict[str, str]:
    return {
        "name": said("Көкөзен ауылдық округі", "Кокозенский сельский округ", "Kokozen rural district"),
        "kind": said("Ауылдық округ, 3 ауыл", "Сельский округ, 3 аула", "Rural district, 3 villages"),
        "facts": said(
            "2 840 тұрғын (2026 жылғы 1 қаңтарда)",
            "2 840 жителей (на 1 января 2026 года)",
            "2,840 people (1 January 2026)",
        ),
        "today": said(
            "Дауыс беру тағы 6 күн жүреді: 8 жобаның 3-еуін таңдаңыз.",
            "Голосование идёт ещё 6 дней: выберите 3 проекта из 8.",
            "Voting is open for 6 more days: choose 3 of 8 projects.",
        ),
    }


def crumbs(*more: str) -> list[tuple[str, str | None]]:
    here = [
        said("Қазақстан", "Казахстан", "Kazakhstan"),
        said("Ұлытау облысы", "Область Ұлытау", "Ulytau region"),
        said("Сарыдала ауданы", "Сарыдалинский район", "Sarydala district"),
    ]
    trail = [*here, place()["name"], *more]
    return [(label, "#") for label in trail[:-1]] + [(trail[-1], None)]


def villages() -> list[tuple[str, str]]:
    names = (
        ("Көкөзен", "Кокозен", "Kokozen"),
        ("Тасбастау", "Тасбастау", "Tasbastau"),
        ("Ақшөке", "Акшоке", "Akshoke"),
    )
    return [(said(*name), "#") for name in names]


def doors() -> list[dict[str, str]]:
    return [
        {
            "kind": "money",
            "title": said("Ақша", "Деньги", "Money"),
            "question": said(
                "Ақшамыз қайдан келеді, қайда кетеді?",
                "Откуда приходят наши деньги и куда уходят?",
                "Where does our money come from and go?",
            ),
            "value": said("412,6 млн ₸", "412,6 млн ₸", "412.6 mn ₸"),
            "label": said("2026 жылғы бюджет", "бюджет 2026 года", "budget of 2026"),
        },
        {
            "kind": "vote",
            "title": said("Шешім", "Решения", "Vote"),
            "question": said("Мен нені шеше аламын?", "Что я могу решить?", "What can I decide?"),
            "value": said("6 күн", "6 дней", "6 days"),
            "label": said("дауыс беруге қалды", "осталось голосовать", "left to vote"),
        },
        {
            "kind": "works",
            "title": said("Жұмыс", "Работы", "Works"),
            "question": said(
                "Не істеліп жатыр, сапасы қандай?",
                "Что делается и хорошо ли?",
                "What is being done, and is it done well?",
            ),
            "value": said("4 нысан", "4 объекта", "4 sites"),
            "label": said("біреуі кешігіп тұр", "один отстаёт от срока", "one of them late"),
        },
        {
            "kind": "council",
            "title": said("Мәслихат", "Маслихат", "Council"),
            "question": said(
                "Біз үшін кім шешеді, не істеп жүр?",
                "Кто решает за нас и что делает?",
                "Who decides for us, and what do they do?",
            ),
            "value": said("15 депутат", "15 депутатов", "15 deputies"),
            "label": said("келесі сессия 4 желтоқсанда", "следующая сессия 4 декабря", "next session on 4 December"),
        },
        {
            "kind": "goals",
            "title": said("Мақсат", "Цели", "Goals"),
            "question": said("Өмір жақсарып келе ме?", "Становится ли жизнь лучше?", "Is life getting better?"),
            "value": said("17-нің 9-ы", "9 из 17", "9 of 17"),
            "label": said("көрсеткіш жақсарды", "показателей улучшились", "indicators improved"),
        },
    ]


def phases() -> list[dict[str, Any]]:
    names = (
        ("Ұсыныс жинау", "Сбор идей", "Ideas"),
        ("Тексеру", "Проверка", "Screening"),
        ("Дауыс беру", "Голосование", "Voting"),
        ("Қорытынды", "Итоги", "Results"),
        ("Орындау", "Исполнение", "Delivery"),
    )
    starts = (
        dt.date(2026, 9, 1),
        dt.date(2026, 10, 1),
        dt.date(2026, 11, 12),
        dt.date(2026, 11, 28),
        dt.date(2027, 3, 1),
    )
    states = ("past", "past", "now", "next", "next")
    return [
        {"label": said(*name), "starts": start, "ends": end, "state": state}
        for name, start, end, state in zip(names, starts, (*starts[1:], dt.date(2027, 10, 31)), states, strict=True)
    ]


# Title in three languages, village, cost in tenge, votes.
PROJECTS: tuple[tuple[tuple[str, str, str], int, int, int], ...] = (
    (("Мектеп жолына жарық орнату", "Освещение дороги к школе", "Lights on the way to school"), 0, 4_850_000, 412),
    (
        ("Ақшөкеде ауыз су құдығын жөндеу", "Ремонт колодца в Акшоке", "Repair of the drinking well in Akshoke"),
        2,
        3_200_000,
        365,
    ),
    (
        ("Балалар алаңы және демалыс орны", "Детская площадка и место отдыха", "Playground and a place to sit"),
        0,
        6_700_000,
        348,
    ),
    (
        ("Медпунктке пандус пен есік", "Пандус и дверь для медпункта", "A ramp and a door for the clinic"),
        1,
        1_450_000,
        297,
    ),
    (
        (
            "Тасбастаудағы көпірді бекіту және жаяу жүргіншілер жолын салу",
            "Укрепление моста в Тасбастау и пешеходная дорожка",
            "A stronger bridge in Tasbastau with a footpath",
        ),
        1,
        9_900_000,
        251,
    ),
    (
        ("Ауыл кітапханасына интернет", "Интернет для сельской библиотеки", "Internet for the village library"),
        0,
        980_000,
        203,
    ),
    (("Қоқыс жинайтын алаңдар", "Площадки для мусора", "Places for rubbish"), 2, 2_640_000, 176),
    (("Шағын футбол алаңы", "Малое футбольное поле", "A small football pitch"), 0, 8_300_000, 158),
)


def projects() -> list[dict[str, Any]]:
    names = [name for name, _url in villages()]
    return [
        {"number": number, "title": said(*title), "place": names[village], "cost": Money(cost * 100), "votes": votes}
        for number, (title, village, cost, votes) in enumerate(PROJECTS, start=1)
    ]


def results() -> list[dict[str, Any]]:
    """The projects with a sentence for each: the first four fit into the money."""
    rows = projects()
    for row in rows:
        row["funded"] = row["number"] in (1, 2, 3, 4)
        row["why"] = (
            said(
                "Дауысы жеткілікті, ақшасы да жетті.",
                "Голосов достаточно, и денег хватило.",
                "It had the votes, and there was money left for it.",
            )
            if row["funded"]
            else said(
                "Кезегі келгенде 800 000 ₸ қалды, ал жобаға одан көп керек.",
                "Когда дошла очередь, оставалось 800 000 ₸, а проекту нужно больше.",
                "When its turn came, 800 000 ₸ were left and it costs more.",
            )
        )
    return rows


def spending() -> list[Slice]:
    parts = (
        (("Жолдар", "Дороги", "Roads"), 148_200),
        (("Мәдениет пен спорт", "Культура и спорт", "Culture and sport"), 84_100),
        (("Көркейту", "Благоустройство", "Streets and greenery"), 71_500),
        (("Әкім аппараты", "Аппарат акима", "The akim's office"), 62_300),
        (("Ауыз су", "Питьевая вода", "Drinking water"), 30_400),
        (("Әлеуметтік көмек", "Социальная помощь", "Social help"), 16_100),
    )
    mark, unit = said(",", ",", "."), said("млн ₸", "млн ₸", "mn ₸")
    return [Slice(said(*name), size, f"{size // 1000}{mark}{size % 1000 // 100}\u00a0{unit}") for name, size in parts]


def duties() -> list[dict[str, Any]]:
    return [
        {
            "title": said("Депутаттың сауалына жауап беру", "Ответить на запрос депутата", "Answer a deputy's request"),
            "whom": said("Аудан мәслихаты", "Районный маслихат", "District council"),
            "due": dt.date(2026, 11, 19),
            "state": "late",
        },
        {
            "title": said("Шақыру тізімін тексеру", "Проверить список избирателей", "Check the electoral roll"),
            "whom": said("Көкөзен ауылдық округі", "Кокозенский сельский округ", "Kokozen rural district"),
            "due": dt.date(2026, 11, 24),
            "state": "soon",
        },
        {
            "title": said(
                "2027 жылғы бюджет жобасын жариялау",
                "Опубликовать проект бюджета на 2027 год",
                "Publish the 2027 draft budget",
            ),
            "whom": said("Тұрғындар", "Жители", "Residents"),
            "due": dt.date(2026, 12, 10),
            "state": "open",
        },
        {
            "title": said("Дауыс беруді бастау", "Открыть голосование", "Open the vote"),
            "whom": said("Тұрғындар", "Жители", "Residents"),
            "due": dt.date(2026, 11, 12),
            "state": "done",
        },
    ]


def history() -> list[dict[str, Any]]:
    moment = dt.datetime(2026, 11, 12, 4, 0, tzinfo=dt.UTC)
    akim = said("А. Серікова, әкім", "А. Серикова, аким", "A. Serikova, akim")
    return [
        {"at": moment, "who": akim, "text": said("дауыс беруді бастады", "открыла голосование", "opened the vote")},
        {
            "at": moment - dt.timedelta(days=2, hours=3),
            "who": said("Б. Жақсыбек", "Б. Жаксыбек", "B. Zhaksybek"),
            "text": said("8 жобаны тізімге қосты", "внёс 8 проектов в бюллетень", "put 8 projects on the ballot"),
        },
    ]


def changes() -> list[dict[str, Any]]:
    before, after = marked(
        said(
            "Жол жөндеу 2026 жылғы қыркүйекте бітеді.",
            "Ремонт дороги закончат в сентябре 2026 года.",
            "The road will be ready in September 2026.",
        ),
        said(
            "Жол жөндеу 2027 жылғы мамырда бітеді.",
            "Ремонт дороги закончат в мае 2027 года.",
            "The road will be ready in May 2027.",
        ),
    )
    return [{"label": said("Мерзімі", "Срок", "Date"), "before": before, "after": after}]


def hub() -> dict[str, Any]:
    return {
        "place": place(),
        "crumbs": crumbs(),
        "villages": villages(),
        "doors": doors(),
        "news": history(),
        "projects": projects()[:3],
        "headline": said(
            "Әр үшінші теңге жолға кетеді", "На дороги уходит каждый третий тенге", "Roads take every third tenge"
        ),
        "spending": spending(),
    }


def ballot() -> dict[str, Any]:
    return {
        "crumbs": crumbs(said("Дауыс беру, 2026", "Голосование, 2026", "Vote 2026")),
        "projects": projects(),
        "most": 3,
    }


def result() -> dict[str, Any]:
    rows = results()
    return {
        "crumbs": crumbs(said("Қорытынды, 2026", "Итоги, 2026", "Result 2026")),
        "rows": rows,
        "spent": Money(sum(row["cost"].minor for row in rows if row["funded"])),
        "pot": Money(17_000_000 * 100),
    }


def names() -> list[str]:
    """Invented people."""
    people = (
        ("Айгүл Серікова", "Айгуль Серикова", "Aigul Serikova"),
        ("Бауыржан Жақсыбек", "Бауыржан Жаксыбек", "Bauyrzhan Zhaksybek"),
        ("Гүлнәр Омарова", "Гульнар Омарова", "Gulnar Omarova"),
        ("Виктор Ли", "Виктор Ли", "Viktor Li"),
    )
    return [said(*person) for person in people]
