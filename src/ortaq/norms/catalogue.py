"""Every parameter the platform knows: its code, type, title and what it means in plain words.

A parameter that is not here cannot be set or read. Values are rows of `Norm`; none stands in the code.
The budget's calendar has its own module, `norms.calendar_codes`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ortaq.norms import calendar_codes, values
from ortaq.norms.errors import NormError
from ortaq.norms.values import LARGEST, ValueType

Text = str | Promise


@dataclass(frozen=True)
class Parameter:
    """One known parameter.

    Args:
        code: stable; other apps read the value by it.
        kind: type of the value.
        group: code of one of `GROUPS`.
        title: a few words.
        text: what it decides, in one or two sentences.
        choices: for `CHOICE`, the codes with their names.
        low, high: limits of a whole number.
        nullable: whether there may be no limit at all (value None).
    """

    code: str
    kind: ValueType
    group: str
    title: Text
    text: Text
    choices: Mapping[str, Text] = field(default_factory=dict)
    low: int = 0
    high: int = LARGEST
    nullable: bool = False

    def check(self, value: Any) -> Any:
        """The value as it is stored.

        Raises:
            NormError: it is not a value of this parameter.
        """
        if value is None:
            if self.nullable:
                return None
            raise NormError("needed")
        return values.check(self.kind, value, choices=tuple(self.choices), low=self.low, high=self.high)

    def to_python(self, value: Any) -> Any:
        return values.to_python(self.kind, value)

    def show(self, value: Any) -> str:
        """The stored value in the active language."""
        return values.show(self.kind, value, dict(self.choices))


GROUPS: dict[str, Text] = {
    "bnu.money": _("Participatory budget: money"),
    "bnu.calendar": _("Participatory budget: calendar"),
    "bnu.people": _("Participatory budget: who takes part"),
    "bnu.review": _("Participatory budget: review of ideas"),
    "bnu.count": _("Participatory budget: the count"),
    "community": _("Local gathering and assembly"),
    "budget": _("Limits on budget changes"),
    "budget.dates": _("Budget calendar: all levels"),
    "budget.dates.republic": _("Budget calendar: the country"),
    "budget.dates.region": _("Budget calendar: region, city of republican significance"),
    "budget.dates.district": _("Budget calendar: district, city of regional significance"),
    "budget.dates.rural": _("Budget calendar: rural district, village, town of district significance"),
    "council": _("Maslikhat"),
    "env": _("Environmental payments"),
    "general": _("Calculation index"),
}

T = ValueType

_PARTICIPATION = [
    Parameter(
        "bnu.min_share.rep_city_district", T.SHARE, "bnu.money",
        _("Smallest share, districts of the largest cities"),
        _(
            "In a district of a city of republican significance the pot is at least this share of the year's planned "
            "spending on housing and communal services, without targeted transfers from above."
        ),
        nullable=True,
    ),
    Parameter(
        "bnu.min_share.oblast_city", T.SHARE, "bnu.money",
        _("Smallest share, cities of regional significance"),
        _(
            "In a city of regional significance and in its districts the pot is at least this share of the year's "
            "planned spending on housing and communal services, without targeted transfers from above."
        ),
        nullable=True,
    ),
    Parameter(
        "bnu.min_share.other", T.SHARE, "bnu.money", _("Smallest share, everywhere else"),
        _("The same for towns, rural districts and villages, where an act sets such a share."), nullable=True,
    ),
    Parameter(
        "bnu.project_cap_mrp", T.MCI, "bnu.money", _("Most that one project may cost"),
        _("In monthly calculation indices of the year in which the vote is held."), low=1, nullable=True,
    ),
    Parameter(
        "bnu.announce_by", T.MONTH_DAY, "bnu.calendar", _("Announced by"),
        _("By this day the akimat tells residents that a new cycle begins and by which rules."),
    ),
    Parameter(
        "bnu.intake_from", T.MONTH_DAY, "bnu.calendar", _("Ideas from"), _("The first day on which ideas are taken."),
    ),
    Parameter(
        "bnu.intake_until", T.MONTH_DAY, "bnu.calendar", _("Ideas until"), _("The last day on which ideas are taken."),
    ),
    Parameter(
        "bnu.review_until", T.MONTH_DAY, "bnu.calendar", _("Review until"),
        _("By this day every idea has been looked into and the expert council has admitted or refused it."),
    ),
    Parameter(
        "bnu.vote_from", T.MONTH_DAY, "bnu.calendar", _("Vote from"), _("The first day of the vote."),
    ),
    Parameter(
        "bnu.vote_until", T.MONTH_DAY, "bnu.calendar", _("Vote until"), _("The last day of the vote."),
    ),
    Parameter(
        "bnu.result_by", T.MONTH_DAY, "bnu.calendar", _("Result by"), _("By this day the result is published."),
    ),
    Parameter(
        "bnu.min_age", T.INT, "bnu.people", _("Youngest voter"),
        _("The age in full years at which a resident may propose and vote."), low=1, high=120,
    ),
    Parameter(
        "bnu.residence", T.CHOICE, "bnu.people", _("Registration needed"),
        _("Which registration in the place gives the right to vote."),
        choices={"permanent": _("permanent"), "permanent_or_temporary": _("permanent or temporary")},
    ),
    Parameter(
        "bnu.votes_per_person", T.INT, "bnu.people", _("Choices on a ballot"),
        _("For how many projects one person may vote. A new cycle begins with this number."), low=1, high=1000,
    ),
    Parameter(
        "bnu.max_choices", T.INT, "bnu.people", _("Choices on a ballot at most"),
        _("No cycle may let a person choose more projects than this."), low=1, high=1000,
    ),
    Parameter(
        "bnu.vote_revocable", T.BOOL, "bnu.people", _("A cast vote may be changed"),
        _("Whether a voter may change or take back the ballot until the vote ends."),
    ),
    Parameter(
        "bnu.paper_ballots", T.BOOL, "bnu.people", _("Voting on paper"),
        _("Whether residents may also vote on paper, at the akimat or at a meeting."),
    ),
    Parameter(
        "bnu.proposals_per_author", T.INT, "bnu.people", _("Ideas from one person"),
        _("How many ideas one person may send in one cycle."), low=1, high=1000, nullable=True,
    ),
    Parameter(
        "bnu.languages", T.LANGUAGES, "bnu.people", _("Languages of a ballot"),
        _("Titles and texts of a cycle and of its projects must be there in each of these languages."),
    ),
    Parameter(
        "bnu.extension_days_max", T.INT, "bnu.people", _("Longest extension of a vote"),
        _(
            "By so many days at most two people may extend a running vote, counted from the close that was published "
            "at its opening."
        ),
        low=0, high=366,
    ),
    Parameter(
        "bnu.small_electorate", T.INT, "bnu.people", _("Small electorate"),
        _(
            "Where fewer people than this may vote, opened ballots are not published one by one, because they could "
            "tell who voted how. Sworn residents recount instead."
        ),
        high=100_000,
    ),
    Parameter(
        "bnu.retention_days", T.DAYS, "bnu.people", _("Personal data of the roll are kept for"),
        _("So many days after the result is published, names and keys of the electoral roll are erased."),
        low=1, high=3650,
    ),
    Parameter(
        "bnu.revision_days", T.DAYS, "bnu.review", _("Time to revise an idea"),
        _("So long may an author improve an idea that the expert council sent back."), low=1, high=365,
    ),
    Parameter(
        "bnu.rereview_days", T.DAYS, "bnu.review", _("Time for the second review"),
        _("So long may the expert council take for a revised idea."), low=1, high=365,
    ),
    Parameter(
        "bnu.council.public_share", T.FRACTION, "bnu.review", _("Residents in the expert council"),
        _("At least this part of the expert council are not officials."),
    ),
    Parameter(
        "bnu.council.quorum", T.FRACTION, "bnu.review", _("Quorum of the expert council"),
        _("At least this part of the members must be present to decide."),
    ),
    Parameter(
        "bnu.council.majority", T.CHOICE, "bnu.review", _("Majority in the expert council"),
        _("How many votes decide."),
        choices={
            "simple": _("more than half of those present"),
            "absolute": _("more than half of all members"),
            "two_thirds": _("two thirds of all members"),
        },
    ),
    Parameter(
        "bnu.min_projects_per_ballot", T.INT, "bnu.count", _("Projects on a ballot at least"),
        _("A vote cannot open with fewer projects to choose from."), low=2, high=1000,
    ),
    Parameter(
        "bnu.rule", T.CHOICE, "bnu.count", _("Counting rule"),
        _("How winners are found. A new cycle begins with this rule; the cycle's own act may name another."),
        choices={"greedy": _("most votes first, while the money lasts")},
    ),
    Parameter(
        "bnu.min_votes", T.INT, "bnu.count", _("Votes needed at least"),
        _("A project with fewer votes does not win even if there is money left."), high=10_000_000,
    ),
    Parameter(
        "bnu.overflow", T.CHOICE, "bnu.count", _("When a project no longer fits"),
        _("What happens when the next project costs more than what is left."),
        choices={"skip": _("pass over it and look for the next that fits"), "stop": _("stop the count there")},
    ),
    Parameter(
        "bnu.tie_rule", T.CHOICE, "bnu.count", _("Equal votes"),
        _("What decides between projects with equally many votes, in this order."),
        choices={
            "cost,score,lot": _("the cheaper one, then the higher score, then a published lot"),
            "score,cost,lot": _("the higher score, then the cheaper one, then a published lot"),
            "lot": _("a published lot"),
        },
    ),
    Parameter(
        "bnu.leftovers", T.CHOICE, "bnu.count", _("Money that is left"),
        _("What happens with money that no winner needs."),
        choices={
            "reserve": _("the next projects stand on a reserve list and take it"),
            "next_year": _("it is added to the next year's pot"),
            "budget": _("it goes back to the budget"),
        },
    ),
]  # fmt: skip

_SELF_GOVERNMENT = [
    Parameter(
        "community.notice_days", T.DAYS, "community", _("Notice of a meeting"),
        _("Residents learn of a gathering or an assembly, with its agenda, at least so many calendar days before."),
        low=1, high=365,
    ),
    Parameter(
        "community.notice_days.candidates", T.DAYS, "community", _("Notice where candidates for akim are discussed"),
        _("The shorter notice for meetings on candidates for akim."), low=1, high=365,
    ),
    Parameter(
        "community.quorum.gathering", T.SHARE, "community", _("Quorum of the gathering"),
        _("At least this share of the adults registered in the place take part."),
    ),
    Parameter(
        "community.quorum.assembly", T.SHARE, "community", _("Quorum of the assembly"),
        _("At least this share of the assembly's members take part."),
    ),
    Parameter(
        "community.size_max", T.INT, "community", _("Members of the assembly at most"),
        _("The gathering sets the number of members, up to this one."), low=1, high=1000,
    ),
    Parameter(
        "community.term", T.YEARS, "community", _("Term of the assembly"),
        _("For so many years its members are chosen."), low=1, high=20,
    ),
    Parameter(
        "community.monitoring", T.MONTHS, "community", _("Monitoring of the budget"),
        _("Every so many months the assembly's commission looks at how the local budget is carried out."),
        low=1, high=60,
    ),
    Parameter(
        "session.notice_days", T.DAYS, "council", _("Notice of a session"),
        _("Deputies, residents and the akim learn of a session so many days before it."), low=1, high=365,
    ),
    Parameter(
        "session.notice_days.extraordinary", T.DAYS, "council", _("Notice of an extraordinary session"),
        _("The same for a session called out of turn."), low=1, high=365,
    ),
    Parameter(
        "session.materials_days", T.DAYS, "council", _("Materials for a session"),
        _("Deputies have the drafts so many days before the session."), low=1, high=365,
    ),
    Parameter(
        "session.materials_days.extraordinary", T.DAYS, "council", _("Materials for an extraordinary session"),
        _("The same for a session called out of turn."), low=1, high=365,
    ),
    Parameter(
        "session.quorum", T.FRACTION, "council", _("Quorum of a session"),
        _("At least this part of all deputies must be present."),
    ),
    Parameter(
        "deputy_request.due", T.MONTHS, "council", _("Answer to a deputy's request"),
        _("An official answers a deputy's request in writing within this time."), low=1, high=12,
    ),
    Parameter(
        "env.floor", T.YEARS, "env", _("Fees that must be spent on the environment"),
        _(
            "The region's plan of environmental measures gets at least as much as the fees that came in during so many "
            "years before the plan was drafted."
        ),
        low=1, high=20,
    ),
    Parameter(
        "env.report_by", T.MONTH_DAY, "env", _("Report on environmental measures by"),
        _("By this day the akimat reports on the plan to the maslikhat and the ministry."),
    ),
    Parameter(
        "mci.tenge", T.TENGE, "general", _("Monthly calculation index (MCI)"),
        _("The amount in tenge that fines, fees and caps are counted in. The country's budget law sets it yearly."),
        low=1, high=1_000_000,
    ),
]  # fmt: skip

_BUDGET = [
    Parameter(
        "budget.realloc_limit", T.SHARE, "budget", _("Moved between programmes at most"),
        _("During the year up to this share of a programme may be moved without the council's decision."),
    ),
    Parameter(
        "budget.realloc_limit.rural", T.SHARE, "budget", _("Moved in a rural district's budget at most"),
        _(
            "During the year the akim may move up to this share of a programme, not of targeted transfers, and only "
            "with the assembly's agreement."
        ),
    ),
    Parameter(
        "budget.sequester_exec_limit", T.SHARE, "budget", _("Cut without the council at most"),
        _("The akimat or the akim may cut the year's spending by up to this share; a larger cut needs the council."),
    ),
    Parameter(
        "budget.dates.fallback_plan_by", T.MONTH_DAY, "budget.dates", _("First-quarter plan by"),
        _("If there is no approved budget, a plan for the first quarter is adopted by this day."),
    ),
    Parameter(
        "budget.dates.fallback_until", T.MONTH_DAY, "budget.dates", _("Late budget by"),
        _("After a first-quarter plan the year's budget is adopted by this day."),
    ),
    *(
        Parameter(f"{group}.{name}", kind, group, title, text, high=366 if kind is T.DAYS else LARGEST)
        for group, (name, kind, title, text) in calendar_codes.steps()
    ),
]  # fmt: skip

PARAMETERS: Mapping[str, Parameter] = {item.code: item for item in (*_PARTICIPATION, *_SELF_GOVERNMENT, *_BUDGET)}


def parameter(code: str) -> Parameter:
    """The parameter with this code.

    Raises:
        NormError: there is none.
    """
    if code not in PARAMETERS:
        raise NormError("unknown_code", parameter=code[:60])
    return PARAMETERS[code]
