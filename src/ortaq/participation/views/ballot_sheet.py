"""The ballot paper laid out for the page: what is chosen, what is left, what the bar says."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ortaq.core.money import Money
from ortaq.core.text import search_forms, search_query
from ortaq.participation.domain.queries.ballot import Paper, PaperPot, PaperProject
from ortaq.participation.enums import BallotType
from ortaq.participation.forms.ballot import FilledPaper
from ortaq.ui.amounts import decimal_mark, exact_money

_FIELDS = {BallotType.POINTS: "p", BallotType.RANKING: "r"}
SEARCH_FROM = 12
"""A paper with more projects has a search line."""


@dataclass(slots=True)
class Row:
    """A project and what this voter did with it, as text: the page has hundreds of these and only writes them out.

    Args:
        language: set where the project is not in the reader's language.
        id: of the control.
        value: what is typed beside the project.
        hidden: left out by the search; it is still in the form, so nothing chosen is lost.
    """

    number: str
    title: str
    meta: str
    cost: str
    cost_minor: str
    excerpt: str
    more: bool
    photo: str
    photo_alt: str
    language: str
    withdrawn: bool
    id: str
    chosen: bool
    value: str
    hidden: bool
    points: int


@dataclass(slots=True)
class PotSheet:
    """A pot with its rows and its money as text.

    Args:
        used: projects or points chosen in it.
        over: more is chosen in it than allowed.
    """

    pot: PaperPot
    rows: list[Row]
    amount_minor: str
    left: str
    used: int
    over: bool
    heading: str = ""
    ranks: Mapping[int, int] = field(default_factory=dict)
    cards: str = ""

    @property
    def chosen(self) -> list[Row]:
        """What is chosen, in the order of the paper; a ranking has the best first."""
        return sorted((row for row in self.rows if row.chosen), key=lambda row: self.ranks.get(int(row.number), 0))


@dataclass(slots=True)
class Sheet:
    """Everything the page shows of the paper.

    Args:
        field: name prefix of the number inputs: p for points, r for ranks, "" where boxes are ticked.
        limit: choices or points allowed in each pot.
        state: what the bar says of each pot: how much is chosen or how much is left.
        said: the same for the script.
        over: there is more chosen in a pot than allowed.
    """

    paper: Paper
    pots: list[PotSheet]
    field: str
    limit: int | None
    state: str
    said: str
    too_much: str
    over: bool
    how: str
    words: str = ""
    only_chosen: bool = False
    searchable: bool = False
    unchosen: int = 0
    hints: list[str] = field(default_factory=list)

    @property
    def sign(self) -> str:
        """The currency's own sign, and with it how the script writes money."""
        return self.pots[0].pot.amount.sign if self.pots else ""

    @property
    def digits(self) -> int:
        return self.pots[0].pot.amount.digits if self.pots else 2

    @property
    def mark(self) -> str:
        return decimal_mark()

    @property
    def found(self) -> int:
        return sum(not row.hidden for pot in self.pots for row in pot.rows)


def sheet(paper: Paper, filled: FilledPaper, *, words: str = "", only_chosen: bool = False) -> Sheet:
    """Lay out a paper.

    Args:
        filled: what is chosen, and what was typed where it could not be read.
        words: show only projects with these words; what is chosen stays in sight.
        only_chosen: show only what is chosen.
    """
    draft, wanted = filled.draft, search_query(words)
    pots = [_pot(paper, pot, filled, wanted, only_chosen) for pot in paper.pots]
    return Sheet(
        paper=paper,
        pots=pots,
        field=_FIELDS.get(BallotType(paper.kind), ""),
        limit=_limit(paper),
        state=" · ".join(_state(paper, pot.pot.name, pot.used, pot.left) for pot in pots),
        said=_state(paper, "{pot}", "{used}", "{money}"),
        too_much=_too_much(paper),
        over=any(pot.over for pot in pots),
        how=_how_in_pots(paper) if len(paper.pots) > 1 else _how(paper),
        words=words,
        only_chosen=only_chosen,
        searchable=paper.size > SEARCH_FROM,
        unchosen=paper.size - sum(number in paper.by_number for number in draft),
        hints=_hints(paper, pots),
    )


def _pot(paper: Paper, pot: PaperPot, filled: FilledPaper, wanted: list[str], only_chosen: bool) -> PotSheet:
    prefix = _FIELDS.get(BallotType(paper.kind), "c")
    rows = [_row(project, filled, wanted, only_chosen, prefix) for project in pot.projects]
    cost = sum(project.cost.minor for project in pot.projects if project.number in filled.draft)
    left = Money(pot.amount.minor - cost, pot.amount.currency)
    used, limit = _used(paper, pot, filled.draft), _limit(paper)
    over = left.minor < 0 if paper.kind == BallotType.KNAPSACK else limit is not None and used > limit
    amount = exact_money(pot.amount)
    heading = _("%(pot)s: %(money)s") % {"pot": pot.name, "money": amount} if pot.name else ""
    if not pot.name and paper.kind == BallotType.KNAPSACK:
        heading = _("There is %(money)s") % {"money": amount}
    ranks = filled.draft if paper.kind == BallotType.RANKING else {}
    return PotSheet(pot, rows, str(pot.amount.minor), exact_money(left), used, over, heading, ranks)


def _row(project: PaperProject, filled: FilledPaper, wanted: list[str], only_chosen: bool, prefix: str) -> Row:
    value = filled.draft.get(project.number)
    chosen = value is not None
    typed = filled.typed.get(project.number, "" if value is None else str(value))
    return Row(
        number=str(project.number),
        title=project.title,
        meta=" · ".join(filter(None, (project.place, project.category))),
        cost=exact_money(project.cost),
        cost_minor=str(project.cost.minor),
        excerpt=project.excerpt,
        more=project.more,
        photo=project.photo,
        photo_alt=project.photo_alt,
        language=project.language,
        withdrawn=project.withdrawn,
        id=f"{prefix}{project.number}",
        chosen=chosen,
        value=typed,
        hidden=not chosen and not typed and (only_chosen or not _matches(project, wanted)),
        points=value or 0,
    )


def _matches(project: PaperProject, wanted: list[str]) -> bool:
    if not wanted:
        return True
    text = search_forms(str(project.number), project.title, project.place, project.category)
    return all(word in text for word in wanted)


def _limit(paper: Paper) -> int | None:
    return paper.max_points if paper.kind == BallotType.POINTS else paper.max_choices


def _used(paper: Paper, pot: PaperPot, draft: Mapping[int, int]) -> int:
    chosen = [draft[project.number] for project in pot.projects if project.number in draft]
    return sum(chosen) if paper.kind == BallotType.POINTS else len(chosen)


def _state(paper: Paper, pot: str, used: int | str, money: str) -> str:
    """What the bar says of a pot; the pot is named where there are several."""
    limit, several = _limit(paper), len(paper.pots) > 1
    if paper.kind == BallotType.KNAPSACK:
        return _left(pot, money, several)
    if several and limit is None:
        return _("%(pot)s: %(used)s chosen") % {"pot": pot, "used": used}
    if several:
        return _("%(pot)s: %(used)s of %(limit)s") % {"pot": pot, "used": used, "limit": limit}
    if paper.kind == BallotType.POINTS and limit is not None:
        return _("Points given: %(used)s of %(limit)s") % {"used": used, "limit": limit}
    if paper.kind == BallotType.POINTS:
        return _("Points given: %(used)s") % {"used": used}
    if limit is None:
        return _("Chosen: %(used)s") % {"used": used}
    return _("Chosen: %(used)s of %(limit)s") % {"used": used, "limit": limit}


def _left(pot: str, money: str, several: bool) -> str:
    if several:
        return _("%(pot)s: %(money)s left") % {"pot": pot, "money": money}
    return _("Left: %(money)s") % {"money": money}


def _too_much(paper: Paper) -> str:
    """What the bar says first when there is too much."""
    if paper.kind == BallotType.KNAPSACK:
        return _("Not enough money.")
    if paper.kind == BallotType.POINTS:
        return _("Too many points.")
    return _("Too many projects.")


def _how(paper: Paper) -> str:
    """How this paper is filled, in one sentence."""
    limit = _limit(paper) or paper.size
    if paper.kind == BallotType.KNAPSACK:
        return _("Choose the projects you want as long as the money lasts.")
    if paper.kind == BallotType.POINTS:
        return ngettext(
            "You have %(n)s point. Give it to the project you want.",
            "You have %(n)s points. Share them out among the projects you want.",
            limit,
        ) % {"n": limit}
    if paper.kind == BallotType.RANKING:
        return _("Write 1 beside the project you want most, 2 beside the next, up to %(n)s.") % {"n": paper.rank_limit}
    return ngettext("Choose %(n)s project.", "Choose up to %(n)s projects. The order does not matter.", limit) % {
        "n": limit
    }


def _how_in_pots(paper: Paper) -> str:
    """The same where there are several pots: every limit holds in each of them."""
    limit = _limit(paper) or paper.size
    if paper.kind == BallotType.KNAPSACK:
        return _("Choose the projects you want as long as the money of each pot lasts.")
    if paper.kind == BallotType.POINTS:
        return ngettext(
            "You have %(n)s point in each pot. Give it to the project you want.",
            "You have %(n)s points in each pot. Share them out among its projects.",
            limit,
        ) % {"n": limit}
    if paper.kind == BallotType.RANKING:
        return _(
            "In each pot, write 1 beside the project you want most, 2 beside the next, up to %(n)s."
        ) % {"n": paper.rank_limit}  # fmt: skip
    return ngettext(
        "Choose %(n)s project in each pot.",
        "Choose up to %(n)s projects in each pot. The order does not matter.",
        limit,
    ) % {"n": limit}


def _hints(paper: Paper, pots: list[PotSheet]) -> list[str]:
    """On the confirmation: what is left unused, so that nobody leaves it by mistake."""
    several = len(pots) > 1
    if paper.kind == BallotType.KNAPSACK:
        return [_left(pot.pot.name, pot.left, several) for pot in pots]
    hints = [(pot, _rest(paper, pot)) for pot in pots]
    return [f"{pot.pot.name}: {hint}" if several else hint for pot, hint in hints if hint]


def _rest(paper: Paper, pot: PotSheet) -> str:
    limit = _limit(paper) or pot.used
    # A pot with fewer projects than may be chosen has nothing more to give.
    most = limit if paper.kind == BallotType.POINTS else min(limit, len(pot.rows))
    rest = most - pot.used
    if rest <= 0 or not pot.rows:
        return ""
    if paper.kind == BallotType.POINTS:
        return ngettext("%(n)s point is not given yet.", "%(n)s points are not given yet.", rest) % {"n": rest}
    return ngettext("You may choose %(n)s more project.", "You may choose %(n)s more projects.", rest) % {"n": rest}
