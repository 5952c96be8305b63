"""Reading what a voter sees: the vote of an address, the ballot paper, and receipts.

The paper is read as plain rows with just the letters it shows: 200 projects cost as many queries as two.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import CharField, F, Value
from django.db.models.functions import Coalesce, NullIf, Substr

from ortaq.core.ids import tidy_code
from ortaq.core.money import Money
from ortaq.files.models import StoredFile
from ortaq.participation.enums import CycleState, PhaseKind
from ortaq.participation.models import Cast, Cycle, Phase, Pot, Project, ReplacedReceipt, RollEntry

HIDDEN = (CycleState.DRAFT, CycleState.STAGING)
TEXT_BUDGET = 12_000
"""Letters of project texts on the whole paper: it must open on a slow line. The full text is one tap away."""
TEXT_LEAST, TEXT_MOST = 70, 600


def find_vote(*, code: str, slug: str) -> Phase | None:
    """The voting phase of a published cycle with the cycle and its place, None where there is none. One query."""
    return (
        Phase.objects.select_related("cycle__territory")
        .defer("cycle__frozen", "cycle__rule", "cycle__comparisons")
        .filter(kind=PhaseKind.VOTE, cycle__territory__code=code, cycle__slug=slug)
        .exclude(cycle__state__in=HIDDEN)
        .first()
    )


@dataclass(slots=True)
class PaperProject:
    """A project as the paper shows it. `language` is set where the text is not in the reader's language."""

    number: int
    title: str
    place: str
    category: str
    cost: Money
    excerpt: str
    more: bool
    language: str
    photo: str
    photo_alt: str
    withdrawn: bool


@dataclass(slots=True)
class PaperPot:
    """A pot and its projects, in the order of their numbers."""

    pk: int
    number: int
    name: str
    amount: Money
    projects: list[PaperProject] = field(default_factory=list)


@dataclass(slots=True)
class Paper:
    """Everything one voter may choose from."""

    kind: str
    max_choices: int | None
    max_points: int | None
    pots: list[PaperPot]

    @property
    def size(self) -> int:
        return sum(len(pot.projects) for pot in self.pots)

    @property
    def by_number(self) -> dict[int, PaperProject]:
        return {project.number: project for pot in self.pots for project in pot.projects}

    @property
    def rank_limit(self) -> int:
        """The last place a ranking knows."""
        return self.max_choices or max((len(pot.projects) for pot in self.pots), default=0)


def paper(*, cycle: Cycle, entry: RollEntry, language: str) -> Paper:
    """The ballot paper of a person: the pots of the whole place and of where they live. Two queries.

    Args:
        entry: with its territory.
        language: the reader's; where a text is missing in it, another language of the cycle stands in.
    """
    languages = fallbacks(language)
    pots = [
        PaperPot(pot.pk, pot.number, str(pot.name or ""), Money(pot.amount_minor, cycle.currency))
        for pot in Pot.objects.filter(cycle=cycle).select_related("territory").order_by("number")
        if pot.territory is None or pot.territory.contains(entry.territory)
    ]
    result = Paper(cycle.ballot_type, cycle.max_choices, cycle.max_points, pots)
    by_pk = {pot.pk: pot for pot in pots}
    rows = list(_rows(cycle, languages))
    room = max(TEXT_LEAST, min(TEXT_MOST, TEXT_BUDGET // max(len(rows), 1)))
    for row in rows:
        if row["pot_id"] in by_pk:
            by_pk[row["pot_id"]].projects.append(_project(row, languages, room, cycle.currency))
    return result


def fallbacks(language: str) -> list[str]:
    """The languages to read a text in, the best first."""
    order: Mapping[str, Any] = settings.MODELTRANSLATION_FALLBACK_LANGUAGES
    return list(dict.fromkeys([language, *order.get(language, order["default"])]))


def _rows(cycle: Cycle, languages: list[str]) -> Any:
    def best(name: str) -> Any:
        tries = [NullIf(F(f"{name}_{language}"), Value("")) for language in languages]
        return Coalesce(*tries, Value(""), output_field=CharField())

    return (
        Project.objects.filter(cycle=cycle)
        .rewrite(False)
        .order_by("number")
        .values(
            "number", "pot_id", "cost_minor", "withdrawn_at", *(f"title_{language}" for language in languages),
            "photo_id", "photo__sha256", "photo__name", "photo__card",
            where=best("place"), kind=best("category__name"), alt=best("photo_alt"),
            start=Substr(best("text"), 1, TEXT_MOST + 1),
        )
    )  # fmt: skip


def _project(row: Mapping[str, Any], languages: list[str], room: int, currency: str) -> PaperProject:
    spoken = next((language for language in languages if row[f"title_{language}"]), languages[0])
    text, more = _shortened(" ".join(row["start"].split()), room)
    return PaperProject(
        number=row["number"],
        title=row[f"title_{spoken}"] or str(row["number"]),
        place=row["where"],
        category=row["kind"],
        cost=Money(row["cost_minor"], currency),
        excerpt=text,
        more=more,
        language="" if spoken == languages[0] else spoken,
        photo=_photo(row) if row["photo_id"] else "",
        photo_alt=row["alt"],
        withdrawn=row["withdrawn_at"] is not None,
    )


def _photo(row: Mapping[str, Any]) -> str:
    return StoredFile(
        pk=row["photo_id"], sha256=row["photo__sha256"], name=row["photo__name"], card=row["photo__card"]
    ).card_url


def _shortened(text: str, room: int) -> tuple[str, bool]:
    if len(text) <= room:
        return text, False
    cut = text[: room + 1].rsplit(" ", 1)[0].rstrip(" ,;:—–-")
    return f"{cut}…", True


def spent(paper: Paper, draft: Mapping[int, int]) -> dict[int, int]:
    """Minor units that the choices cost, by pot number."""
    return {
        pot.number: sum(project.cost.minor for project in pot.projects if project.number in draft) for pot in paper.pots
    }


@dataclass(frozen=True)
class ReceiptStatus:
    """What a receipt code means in a cycle: `state` is received, replaced or unknown; `day` goes with it."""

    state: str
    day: Any = None


def look_up_receipt(*, cycle: Cycle, code: str) -> ReceiptStatus:
    """What became of the ballot with this receipt. One or two queries.

    Args:
        code: as somebody typed it.
    """
    tidy = tidy_code(code)[:24]
    received = Cast.objects.filter(cycle=cycle, receipt=tidy)
    day = received.values_list(Coalesce("replaced_day", "day"), flat=True).first()
    if day is not None:
        return ReceiptStatus("received", day)
    day = ReplacedReceipt.objects.filter(cycle=cycle, receipt=tidy).values_list("day", flat=True).first()
    return ReceiptStatus("unknown") if day is None else ReceiptStatus("replaced", day)
