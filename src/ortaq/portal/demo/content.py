"""What the demo shows: an invented budget of a real rural district, invented projects, invented persons.

Amounts are whole tenge. `weight` shapes how often an invented voter picks a project; nothing here is a fact.
"""

from dataclasses import dataclass

PLACE = "623830000"
"""KATO of the rural district the demo plays in: Ulytau, Ulytau district."""


@dataclass(frozen=True)
class DemoText:
    kk: str
    ru: str
    en: str

    def by_language(self, year: int = 0) -> dict[str, str]:
        """The text in each language; `{year}` and `{before}` stand for the budget year and the year of the vote."""
        texts = {"kk": self.kk, "ru": self.ru, "en": self.en}
        return {code: text.format(year=year, before=year - 1) for code, text in texts.items()}


@dataclass(frozen=True)
class DemoProject:
    title: DemoText
    text: DemoText
    place: DemoText
    cost: int
    category: str
    weight: int


CATEGORIES = {
    "streets": DemoText("Көше және жарық", "Улицы и свет", "Streets and light"),
    "water": DemoText("Су және тазалық", "Вода и чистота", "Water and cleanliness"),
    "people": DemoText("Балалар, спорт, білім", "Дети, спорт, знания", "Children, sport, learning"),
}

TITLE = DemoText(
    "Ұлытау ауылдық округінің халық қатысатын бюджеті, {year}",
    "Бюджет народного участия Улытауского сельского округа, {year}",
    "Participatory budget of Ulytau rural district, {year}",
)
SUMMARY = DemoText(
    "Округ бюджетінің 25 млн теңгесін тұрғындардың өзі бөледі. Үш жобаға дейін таңдаңыз: ең көп дауыс жинағандары"
    " {year} жылы жүзеге асады.",
    "25 млн тенге бюджета округа распределяют сами жители. Выберите до трёх проектов: набравшие больше всего голосов"
    " сделают в {year} году.",
    "Residents themselves share out 25 million tenge of the district's budget. Choose up to three projects: those with"
    " the most votes will be done in {year}.",
)
POT = 25_000_000
RULE_ACT = "Ортақ демо: ойдан шығарылған акт № 0 / Ortaq demo: invented act No. 0"

CENTRE = DemoText("Ұлытау ауылы", "село Улытау", "Ulytau village")

PROJECTS = [
    DemoProject(
        DemoText("Орталық көшеге жарық шамдары", "Освещение центральной улицы", "Street lights for the main street"),
        DemoText(
            "Мектептен емханаға дейінгі 1,2 км көшеге 40 жарықдиодты шам орнатылады. Қыста балалар мектептен қараңғыда"
            " қайтады.",
            "40 светодиодных фонарей на 1,2 км от школы до поликлиники. Зимой дети возвращаются из школы в темноте.",
            "40 LED lamps along 1.2 km from the school to the clinic. In winter children walk home in the dark.",
        ),
        CENTRE, 6_400_000, "streets", 30,
    ),
    DemoProject(
        DemoText("Мектеп жанындағы балалар алаңы", "Детская площадка у школы", "Playground beside the school"),
        DemoText(
            "Жұмсақ төсемі, екі әткеншегі және көлеңкелі орындығы бар қоршалған алаң.",
            "Огороженная площадка с мягким покрытием, двумя качелями и скамьями в тени.",
            "A fenced playground with a soft surface, two swings and benches in the shade.",
        ),
        CENTRE, 4_800_000, "people", 26,
    ),
    DemoProject(
        DemoText("Ауызсу құдығы", "Колодец с питьевой водой", "A well with drinking water"),
        DemoText(
            "Шеткі көшедегі 38 үйге су тасып әкелінеді. Тереңдігі 90 метр ұңғыма мен су тарату бағанасы салынады.",
            "На окраинной улице 38 домов живут на привозной воде. Скважина 90 метров и водоразборная колонка.",
            "38 houses on the outer street live on delivered water. A 90-metre borehole and a standpipe.",
        ),
        CENTRE, 5_200_000, "water", 24,
    ),
    DemoProject(
        DemoText(
            "Мектеп пен емхана арасындағы жаяу жол",
            "Тротуар от школы до поликлиники",
            "Pavement from the school to the clinic",
        ),
        DemoText(
            "600 метр тақтатас төселген, арбамен жүруге ыңғайлы жол.",
            "600 метров мощёной дорожки, удобной для колясок.",
            "600 metres of paved path, comfortable for prams and wheelchairs.",
        ),
        CENTRE, 7_900_000, "streets", 19,
    ),
    DemoProject(
        DemoText("Жылы аялдама", "Тёплая остановка", "A warm bus shelter"),
        DemoText(
            "Ауданға қатынайтын автобусты күтуге арналған жабық, жылытылатын аялдама.",
            "Закрытая остановка с обогревом, где ждут автобус в район.",
            "A closed, heated shelter where people wait for the bus to the district centre.",
        ),
        CENTRE, 1_650_000, "streets", 12,
    ),
    DemoProject(
        DemoText(
            "Кітапханаға компьютер мен интернет",
            "Компьютеры и интернет в библиотеке",
            "Computers and internet in the library",
        ),
        DemoText(
            "Алты компьютер, принтер және бір жылға төленген интернет.",
            "Шесть компьютеров, принтер и оплаченный на год интернет.",
            "Six computers, a printer and internet paid for a year.",
        ),
        CENTRE, 2_300_000, "people", 14,
    ),
    DemoProject(
        DemoText("Арық үстіндегі көпір", "Мостик через арык", "A small bridge over the canal"),
        DemoText(
            "Көктемгі суда өтуге болмайтын өткелдің орнына темірбетон көпір салынады.",
            "Железобетонный мостик вместо переезда, который весной заливает.",
            "A concrete bridge instead of the crossing that floods every spring.",
        ),
        CENTRE, 3_700_000, "streets", 10,
    ),
    DemoProject(
        DemoText("300 түп терек пен сексеуіл", "300 тополей и саксаулов", "300 poplars and saxauls"),
        DemoText(
            "Ауылдың жел жақ шетіне қорғаныш жолағы отырғызылып, тамшылатып суарылады.",
            "Защитная полоса с наветренной стороны села, с капельным поливом.",
            "A windbreak on the windward side of the village, with drip watering.",
        ),
        CENTRE, 1_900_000, "water", 11,
    ),
    DemoProject(
        DemoText(
            "Стадионға жүгіру жолы мен тренажёрлар",
            "Беговая дорожка и тренажёры на стадионе",
            "Running track and training gear at the stadium",
        ),
        DemoText(
            "Резеңке төсемді 200 метр жол және ашық аспан астындағы он тренажёр.",
            "200 метров дорожки с резиновым покрытием и десять уличных тренажёров.",
            "A 200-metre rubber track and ten pieces of outdoor training gear.",
        ),
        CENTRE, 5_600_000, "people", 13,
    ),
    DemoProject(
        DemoText("Қоқыс алаңдары", "Площадки для мусора", "Waste collection points"),
        DemoText(
            "Жеті орынға бетон алаң, қоршау және жиырма контейнер қойылады.",
            "Семь бетонных площадок с ограждением и двадцать контейнеров.",
            "Seven fenced concrete pads with twenty containers.",
        ),
        CENTRE, 2_850_000, "water", 9,
    ),
    DemoProject(
        DemoText("Медпунктке пандус", "Пандус у медпункта", "A ramp at the health post"),
        DemoText(
            "Кіреберіске пандус пен тұтқа орнатылып, есігі кеңейтіледі.",
            "Пандус с поручнями у входа и более широкая дверь.",
            "A ramp with handrails at the entrance, and a wider door.",
        ),
        CENTRE, 1_200_000, "people", 12,
    ),
    DemoProject(
        DemoText("Мұражай жанына ақпарат тақталары", "Информационные щиты у музея", "Information boards at the museum"),
        DemoText(
            "Қонақтарға арналған үш тілдегі бес тақта және көлеңкелі отырғыш.",
            "Пять щитов на трёх языках для гостей и скамья в тени.",
            "Five boards in three languages for visitors, and a bench in the shade.",
        ),
        CENTRE, 980_000, "people", 5,
    ),
    DemoProject(
        DemoText("Арықтарды тазалау", "Чистка арыков", "Cleaning the canals"),
        DemoText(
            "3,4 км арық тазартылып, бес бөгет жөнделеді.",
            "Расчистка 3,4 км арыков и ремонт пяти шлюзов.",
            "3.4 km of canals cleaned and five sluices repaired.",
        ),
        CENTRE, 2_100_000, "water", 8,
    ),
    DemoProject(
        DemoText("Қысқы мұз айдыны", "Зимний каток", "A winter ice rink"),
        DemoText(
            "Жарығы, киім ауыстыратын жылы бөлмесі және 40 жұп коньки бар мұз айдыны.",
            "Каток с освещением, тёплой раздевалкой и 40 парами коньков.",
            "An ice rink with lights, a warm changing room and 40 pairs of skates.",
        ),
        CENTRE, 8_700_000, "people", 17,
    ),
]  # fmt: skip

PAST_SUMMARY = DemoText(
    "{before} жылы өткен дауыс беру: 14 млн теңге.",
    "Голосование {before} года: 14 млн тенге.",
    "The vote of {before}: 14 million tenge.",
)
PAST_POT = 14_000_000
PAST_PROJECTS = (2, 4, 5, 6, 8, 9, 10, 12)
"""Places in `PROJECTS` of what was voted on a year before."""


@dataclass(frozen=True)
class DemoPerson:
    key: str
    name: str
    role: str | None
    place: str
    taking_office: str = ""


# Invented names: each family name is a Kazakh word for "example", "sample", "trial", "fancy".
PERSONS = [
    DemoPerson("resident", "Айсұлу Қиялова", None, PLACE),
    DemoPerson("administrator", "Дәурен Мысалов", "administrator", "623800000"),
    DemoPerson("akim", "Жанар Үлгіева", "akim", PLACE, "elected"),
    DemoPerson("operator", "Сәуле Сынақова", "operator", PLACE),
    DemoPerson("country", "Ерлан Ойданов", "administrator", "KZ"),
    DemoPerson("deputy", "Бақыт Бейнеев", "deputy", "623800000"),
]
