"""An invented place with votes of several sizes, as heavy to show as real ones: texts of real words and length."""

import datetime as dt
import random
import re
import uuid
from collections.abc import Sequence

from babel.messages.pofile import read_po
from django.test import Client

from ortaq.core import clock
from ortaq.core.actors import SYSTEM
from ortaq.core.money import Money
from ortaq.core.paths import SOURCE
from ortaq.identity.enums import Role
from ortaq.identity.keys import phone_key
from ortaq.identity.models import Mandate, Person, User
from ortaq.norms.domain.verbs import set_norm
from ortaq.norms.models import Evidence
from ortaq.participation.domain.acts import confirm, propose
from ortaq.participation.domain.calendar import save_calendar
from ortaq.participation.domain.casting import cast
from ortaq.participation.domain.counting import PAUSE, count_cycle
from ortaq.participation.domain.drafting import begin_cycle, save_ballot, save_basics, save_rule
from ortaq.participation.domain.opening import open_cycle
from ortaq.participation.domain.pots import PotLine, save_pots
from ortaq.participation.domain.projects import ProjectLine, add_projects
from ortaq.participation.enums import ActKind, BallotType, Basis, PhaseKind
from ortaq.participation.models import Category, Cycle, Phase, RollEntry
from ortaq.territories.domain.current import State, lookup_columns
from ortaq.territories.enums import Kind
from ortaq.territories.models import Territory, TerritoryState

LANGUAGES = ("kk", "ru", "en")
TITLE_LETTERS, TEXT_LETTERS, PLACE_LETTERS = 58, 620, 26
"""Length of titles, texts and places; the median title of the public archives is 40 to 60 letters."""


class Writer:
    """Sentences of real words in an order that compresses no better than real text does."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.words = {language: self._vocabulary(language) for language in LANGUAGES}

    @staticmethod
    def _vocabulary(language: str) -> list[str]:
        found: set[str] = set()
        letters = "[a-z]{3,}" if language == "en" else "[а-яәғқңөұүһіё]{3,}"
        for catalogue in sorted((SOURCE / "locale").rglob(f"{'ru' if language == 'en' else language}/**/*.po")):
            with catalogue.open("rb") as file:
                for message in read_po(file):
                    text = message.id if language == "en" else message.string
                    text = " ".join(text) if isinstance(text, tuple | list) else str(text)
                    found.update(re.findall(letters, text.lower()))
        return sorted(found)

    def text(self, language: str, letters: int) -> str:
        """About so many letters, beginning with a capital."""
        words: list[str] = []
        while sum(map(len, words)) + len(words) < letters:
            words.append(self.random.choice(self.words[language]))
        return " ".join(words).capitalize()[:letters]

    def texts(self, letters: int) -> dict[str, str]:
        return {language: self.text(language, letters) for language in LANGUAGES}


def place() -> Territory:
    """A rural district at the top of a tree of its own."""
    names = {"name_kk": "Өлшем ауылдық округі", "name_ru": "Ольшемский сельский округ", "name_en": "Olshem"}
    state = State(code="990000000", kind=Kind.RURAL_DISTRICT, parent_id=None, **names)
    territory = Territory.objects.create(
        **lookup_columns(state, []), code="990000000", kind=Kind.RURAL_DISTRICT, path="", **names
    )
    territory.path = f"/{territory.pk}/"
    territory.save(update_fields=["path"])
    TerritoryState.objects.create(territory=territory, code="990000000", kind=Kind.RURAL_DISTRICT, **names)
    for code, value in {"bnu.small_electorate": 30, "bnu.extension_days_max": 14}.items():
        set_norm(
            code=code, territory=territory, value=value, valid_from=clock.today() - dt.timedelta(days=1),
            basis=dict.fromkeys(LANGUAGES, "2026"), evidence=Evidence.DESIGN, by=SYSTEM,
        )  # fmt: skip
    return territory


def vote(territory: Territory, *, projects: int, kind: str = BallotType.APPROVAL, slug: str = "") -> Cycle:
    """An opened vote with so many projects.

    Args:
        kind: a `BallotType`.
        slug: the address; made of kind and number if none is given.
    """
    writer, now = Writer(projects), clock.now()
    year = now.year + 1
    cycle = begin_cycle(territory=territory, year=year, by=SYSTEM)
    save_basics(
        cycle=cycle, title=writer.texts(34), summary=writer.texts(200), languages=list(LANGUAGES),
        slug=slug or f"{kind}-{projects}", year=year, by=SYSTEM,
    )  # fmt: skip
    (pot,) = save_pots(cycle=cycle, pots=[PotLine(amount=Money.from_major(250_000_000))], by=SYSTEM)
    kinds = [
        Category.objects.create(
            cycle=cycle, code=str(n), **{f"name_{code}": writer.text(code, 12) for code in LANGUAGES}
        )
        for n in range(6)
    ]
    add_projects(
        cycle=cycle,
        lines=[
            ProjectLine(
                pot=pot,
                cost=Money.from_major(writer.random.randrange(900_000, 40_000_000, 1000)),
                title=writer.texts(writer.random.randrange(TITLE_LETTERS - 25, TITLE_LETTERS + 25)),
                text=writer.texts(TEXT_LETTERS),
                place=writer.texts(PLACE_LETTERS),
                category=writer.random.choice(kinds),
            )
            for _number in range(projects)
        ],
        by=SYSTEM,
    )
    save_ballot(
        cycle=cycle, ballot_type=kind, max_choices=None if kind in {"knapsack", "points"} else 5,
        max_points=10 if kind == BallotType.POINTS else None, changeable=False, by=SYSTEM,
    )  # fmt: skip
    save_rule(
        cycle=cycle, name="greedy", parameters={}, act="Әкімнің 2026 жылғы шешімі", act_url="https://example.org/",
        by=SYSTEM,
    )  # fmt: skip
    begins, closes = now - dt.timedelta(hours=1), now + dt.timedelta(days=20)
    save_calendar(
        cycle=cycle,
        periods={
            **dict.fromkeys(PhaseKind, (None, None)),
            PhaseKind.VOTE: (begins, closes),
            PhaseKind.RESULT: (closes, closes + dt.timedelta(days=5)),
        },
        by=SYSTEM,
    )
    # A vote opens only with somebody on its roll.
    RollEntry.objects.create(cycle=cycle, territory=territory, basis=Basis.LIST, phone_key=f"opening-{cycle.pk}")
    return open_cycle(cycle=cycle, by=SYSTEM)


def voter(cycles: Sequence[Cycle], *, number: int = 1) -> tuple[User, str]:
    """Somebody on every roll by their phone, and the cookie of their session."""
    phone = f"+7701{number:07d}"
    user = User.objects.create_user(phone=phone, phone_verified=True, name="Айгерім")
    RollEntry.objects.bulk_create(
        RollEntry(
            cycle=cycle, territory=cycle.territory, initials="А. Б.", basis=Basis.LIST, basis_note="list",
            phone_key=phone_key(phone),
        )
        for cycle in cycles
    )  # fmt: skip
    client = Client()
    client.force_login(user, backend="ortaq.identity.backends.AccountBackend")
    return user, client.cookies["sessionid"].value


def publish_result(cycle: Cycle, *, ballots: int) -> None:
    """Let so many people vote, close, count and release by two officials.

    Args:
        ballots: each with as many choices as are allowed.
    """
    writer = Writer(ballots)
    rows = RollEntry.objects.bulk_create(
        RollEntry(cycle=cycle, territory=cycle.territory, basis=Basis.LIST, phone_key=f"{number:064d}")
        for number in range(ballots)
    )
    numbers = list(cycle.projects.values_list("number", flat=True))
    for entry in rows:
        draft = dict.fromkeys(writer.random.sample(numbers, min(cycle.max_choices or 3, len(numbers))), 1)
        cast(cycle=cycle, entry=entry, draft=draft, request_id=uuid.uuid4(), at=clock.now(), by=SYSTEM)
    # Long enough ago for the count to begin.
    Phase.objects.filter(cycle=cycle, kind=PhaseKind.VOTE).update(ends_at=clock.now() - 2 * PAUSE)
    count_cycle(cycle=cycle, by=SYSTEM)
    one, two = (_official(cycle.territory, number) for number in (1, 2))
    act = propose(cycle=cycle, kind=ActKind.RELEASE, reason="Санақ аяқталды", by=one)
    confirm(act=act, by=two)


def _official(territory: Territory, number: int) -> User:
    user = User.objects.create_user(email=f"official{number}@example.org", name="Серік")
    person = Person.objects.create(user=user, name=user.name)
    Mandate.objects.create(
        person=person, role=Role.ADMINISTRATOR, territory=territory, valid_from=clock.today() - dt.timedelta(days=1)
    )
    return user
