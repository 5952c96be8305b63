"""A Pabulib file in memory: its text, what it means, what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from ortaq.tally.errors import ElectionError
from ortaq.tally.exact import Number, exact, number_text
from ortaq.tally.model import Election, Project
from ortaq.tally.pabulib.checks import check_consistency
from ortaq.tally.pabulib.content import Meta, check_names, interpret_meta, interpret_projects
from ortaq.tally.pabulib.declared import Declared, RuleOfFile, comment_with_ties, rule_for, ties_in
from ortaq.tally.pabulib.defects import Defect, Findings, PbError
from ortaq.tally.pabulib.fields import META_HEADER, Form
from ortaq.tally.pabulib.sections import Row, Sections, Table
from ortaq.tally.pabulib.values import number_defect
from ortaq.tally.pabulib.votes import Accounting, Ballots, ballot_texts, interpret_votes
from ortaq.tally.ties import TieRule


@dataclass(frozen=True, slots=True)
class VoteRow:
    """One row of VOTES: the ids as listed, the points beside them if any, and all other columns as text."""

    voter_id: str
    marks: tuple[str, ...]
    points: tuple[Number, ...] | None
    attributes: Mapping[str, str]


@dataclass(frozen=True)
class PbFile:
    """A file read by :func:`read_pb` or built by :meth:`build`.

    ``sections`` hold every cell as it stood; ``meta`` every key of META in order; ``defects`` all that was
    found, errors and warnings, in the order of reading; ``newline`` and ``final_newline`` say how its lines
    ended; ``sha256`` is the hash of the bytes read, or nothing.
    """

    sections: Sections
    defects: tuple[Defect, ...]
    newline: str = "\n"
    final_newline: bool = True
    sha256: str = ""
    _meta: Meta = field(default_factory=Meta, repr=False)
    _projects: tuple[Project, ...] = field(default=(), repr=False)
    _ballots: Ballots = field(default_factory=Ballots, repr=False)

    @classmethod
    def of(
        cls,
        sections: Sections,
        *,
        findings: Findings | None = None,
        newline: str = "",
        final_newline: bool = True,
        sha256: str = "",
    ) -> PbFile:
        """Interpret and check sections of text. ``findings`` are those of whoever read them."""
        found = findings or Findings()
        check_names(sections, found)
        meta = interpret_meta(sections.meta, found)
        projects = interpret_projects(sections.projects, meta, found)
        ballots = interpret_votes(sections.votes, projects=projects, meta=meta, findings=found)
        check_consistency(sections, meta=meta, projects=projects, ballots=ballots, findings=found)
        return cls(sections, tuple(found.defects), newline or "\n", final_newline, sha256, meta, projects, ballots)

    @classmethod
    def build(
        cls,
        *,
        meta: Mapping[str, object],
        projects: Iterable[Mapping[str, object]],
        votes: Iterable[Mapping[str, object]],
        ties: TieRule | None = None,
    ) -> PbFile:
        """Make a file from data; ``ties`` is noted in META ``comment``.

        Keys are the format's field names; values are texts, exact numbers, booleans (written 1 and 0), lists
        of them, or ``None`` for an empty cell. Columns appear in the order in which they are first met.
        ``num_projects`` and ``num_votes`` are filled in. Raises :class:`PbError` if the file could not be
        counted, :class:`ElectionError` ``bad_value`` for a value that has no text.

        >>> pb = PbFile.build(
        ...     meta={"budget": 100, "vote_type": "approval", "rule": "greedy"},
        ...     projects=[{"project_id": "1", "cost": 70, "name": "Road; and bridge"}],
        ...     votes=[{"voter_id": 1, "vote": ["1"]}],
        ... )
        >>> pb.election().profile.ballots
        1
        """
        project_table = _table(projects, ("project_id", "cost"))
        vote_table = _table(votes, ("voter_id", "vote"))
        texts = {key: _text(value, key) for key, value in meta.items()}
        texts["num_projects"] = str(len(project_table.rows))
        texts["num_votes"] = str(len(vote_table.rows))
        if ties is not None:
            texts["comment"] = comment_with_ties(texts.get("comment", ""), ties)
        meta_table = Table(META_HEADER, list(texts.items()))
        built = cls.of(Sections(meta_table, project_table, vote_table))
        if any(defect.blocks for defect in built.defects):
            raise PbError(built.defects)
        return built

    @property
    def meta(self) -> Mapping[str, str]:
        """Every key of META with its value, in order; of a repeated key the first."""
        return MappingProxyType(self._meta.texts)

    @property
    def countable(self) -> bool:
        """Whether :meth:`election` will answer."""
        return not any(defect.blocks for defect in self.defects)

    def election(self) -> Election:
        """Return the election. Raises :class:`PbError` if anything found would make the count wrong."""
        kind, budget = self._meta.ballot_type, self._meta.numbers.get("budget")
        if not self.countable or kind is None or budget is None:
            raise PbError(self.defects)
        return Election(
            projects=self._projects,
            profile=self._ballots.profile,
            budget=budget,
            ballot_type=kind,
            limits=self._meta.limits,
            currency=self.meta.get("currency", ""),
        )

    def votes(self) -> Iterator[VoteRow]:
        """Yield the rows of VOTES in order. Points that are not numbers are ``None`` for the whole row."""
        table = self.sections.votes
        for row, texts in zip(table.records(), ballot_texts(table), strict=False):
            vote, points = texts or ("", "")
            attributes = {name: value for name, value in row.items() if name not in ("voter_id", "vote", "points")}
            yield VoteRow(
                voter_id=row.get("voter_id", ""),
                marks=tuple(item.strip() for item in vote.split(",")) if vote else (),
                points=_points(points),
                attributes=attributes,
            )

    def accounting(self) -> Accounting:
        """Return how many rows and marks were read, used and ignored, with reasons."""
        return self._ballots.accounting

    def tie_rule(self) -> TieRule | None:
        """Return the tie rule noted in META ``comment``; an unreadable one raises :class:`ElectionError`."""
        return ties_in(self.meta.get("comment", ""))

    def with_ties(self, ties: TieRule) -> PbFile:
        """Return the same file with the tie rule noted in META ``comment``; other comments stay."""
        comment = comment_with_ties(self.meta.get("comment", ""), ties)
        table = self.sections.meta
        rows = [(row[0], comment, *row[2:]) if row[0].strip() == "comment" else row for row in table.rows]
        lines: list[int] = [table.line(index) for index in range(len(rows))]
        if "comment" not in self.meta:
            rows.append(("comment", comment))
            lines.append(0)
        meta = replace(table, rows=rows, lines=lines)
        texts = {**self._meta.texts, "comment": comment}
        return replace(self, sections=replace(self.sections, meta=meta), _meta=replace(self._meta, texts=texts))

    def rule(self) -> RuleOfFile:
        """Return the rule the file declares, with its threshold and tie rule, or why there is none of ours."""
        ties = self.tie_rule() or TieRule()
        return rule_for(self.meta.get("rule", ""), self._meta.threshold, ties)

    def declared(self) -> Declared | None:
        """Return the winners the file declares, or ``None`` without a column ``selected``."""
        if self.sections.projects.position("selected") is None:
            return None
        marked: dict[str, list[str]] = {"1": [], "2": [], "3": []}
        for record in self.sections.projects.records():
            if record.get("selected") in marked:
                marked[record["selected"]].append(record.get("project_id", ""))
        return Declared(tuple(marked["1"]), tuple(marked["2"]), tuple(marked["3"]))


def rule_of_file(pbfile: PbFile) -> RuleOfFile:
    """Return the rule a file declares in META ``rule``, or ``None`` with the reason."""
    return pbfile.rule()


def declared_winners(pbfile: PbFile) -> Declared | None:
    """Return the winners a file declares in its column ``selected``, or ``None`` if it has no such column."""
    return pbfile.declared()


def _points(text: str) -> tuple[Number, ...] | None:
    texts = [item.strip() for item in text.split(",")] if text else []
    if not texts or any(number_defect(item, Form.NUMBER) for item in texts):
        return None
    return tuple(exact(item) for item in texts)


def _table(records: Iterable[Mapping[str, object]], first: Row) -> Table:
    columns: dict[str, None] = dict.fromkeys(first)
    ragged: list[dict[str, str]] = []
    for record in records:
        columns.update(dict.fromkeys(record))
        ragged.append({name: _text(value, name) for name, value in record.items()})
    return Table(tuple(columns), [tuple(record.get(name, "") for name in columns) for record in ragged])


def _text(value: object, name: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (int, Fraction, Decimal)):
        try:
            text = number_text(exact(value))
        except ValueError:
            raise ElectionError("bad_value", field=name, value=str(value)) from None
        if "/" not in text:
            return text
    elif isinstance(value, (list, tuple)):
        return ",".join(_text(item, name) for item in value)
    raise ElectionError("bad_value", field=name, value=str(value))
