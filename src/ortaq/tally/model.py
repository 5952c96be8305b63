"""What is counted: projects with exact costs, a budget, and the ballots with their kind and limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ortaq.tally.ballots import Ballot, BallotType, GroupedProfile, Limits, Profile, Totals
from ortaq.tally.errors import ElectionError
from ortaq.tally.exact import Number, is_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One project on the ballot.

    ``cost`` is exact and in the unit of the election's budget. ``withdrawn`` projects stay on the list, keep
    their votes and are passed over. ``fields`` are the file's other columns, as text.
    """

    id: str
    cost: Number
    name: str = ""
    category: tuple[str, ...] = ()
    withdrawn: bool = False
    fields: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if not isinstance(self.id, str) or not self.id.strip() or not _is_utf8(self.id):
            raise ElectionError("bad_project_id", project_id=self.id)
        if not is_number(self.cost) or self.cost < 0:
            raise ElectionError("bad_cost", project_id=self.id, cost=self.cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Election:
    """A complete election. Build one with :meth:`build`; readers of files may hand over a ready profile.

    ``projects`` keep the order they are listed in. ``profile`` holds the ballots in groups of identical ones.
    """

    projects: tuple[Project, ...]
    profile: Profile
    budget: Number
    ballot_type: BallotType
    limits: Limits = field(default_factory=Limits)
    currency: str = ""

    def __post_init__(self) -> None:
        if not is_number(self.budget) or self.budget < 0:
            raise ElectionError("bad_budget", budget=self.budget)
        seen: set[str] = set()
        for project in self.projects:
            if project.id in seen:
                raise ElectionError("duplicate_project", project_id=project.id)
            seen.add(project.id)

    @classmethod
    def build(
        cls,
        *,
        projects: Iterable[Project],
        ballots: Iterable[Ballot],
        budget: Number,
        ballot_type: BallotType | str = BallotType.APPROVAL,
        limits: Limits | None = None,
        currency: str = "",
        default_score: Number = 0,
    ) -> Election:
        """Check every ballot against the projects and limits and return the election.

        ``ballots`` is read once and grouped on the way, so a generator over millions of ballots is fine.
        ``default_score`` (scoring ballots only) is what a project gets from a ballot that does not list it.
        Raises :class:`ElectionError` for the first thing that is wrong.

        >>> from ortaq.tally import Ballot
        >>> election = Election.build(
        ...     projects=[Project(id="road", cost=70), Project(id="well", cost=50)],
        ...     ballots=[Ballot.approving(["road"], weight=3), Ballot.approving(["well", "road"])],
        ...     budget=100,
        ... )
        >>> election.profile.ballots, dict(election.totals().scores)
        (4, {'road': 4, 'well': 1})
        """
        try:
            kind = BallotType(ballot_type)
        except ValueError:
            raise ElectionError("bad_ballot_type", ballot_type=ballot_type) from None
        listed = tuple(projects)
        allowed = limits or Limits()
        profile = GroupedProfile.of(
            ballots,
            costs={project.id: project.cost for project in listed},
            ballot_type=kind,
            limits=allowed,
            default_score=default_score,
        )
        return cls(
            projects=listed,
            profile=profile,
            budget=budget,
            ballot_type=kind,
            limits=allowed,
            currency=currency,
        )

    def project(self, project_id: str) -> Project:
        """Return the project of that id. Raises :class:`ElectionError` ``unknown_project``."""
        for project in self.projects:
            if project.id == project_id:
                return project
        raise ElectionError("unknown_project", project_id=project_id)

    def totals(self) -> Totals:
        """Return every listed project's total score and number of supporters, in the order of listing."""
        return self.profile.totals(project.id for project in self.projects)


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
