"""Counting votes on a shared budget: exact, reproducible, explained.

Pure Python without dependencies; it knows no database and no web page. An election is built from projects
and ballots (:mod:`.model`, :mod:`.ballots`) or read from a Pabulib file (:mod:`.pabulib`), counted by a rule
that is data (:class:`Rule`, :func:`count`), and every step, tie and reason can be shown afterwards
(:mod:`.trace`, :mod:`.explain`) and checked without trusting the count (:mod:`.properties`).

All numbers are ``int`` or ``Fraction``; a float never decides anything.

    >>> election = Election.build(
    ...     projects=[Project(id="road", cost=70), Project(id="well", cost=50)],
    ...     ballots=[Ballot.approving(["road"]), Ballot.approving(["road", "well"])],
    ...     budget=100,
    ... )
    >>> outcome = count(election, Rule("greedy", {"threshold": 1}, TieRule.parse("cost,score,lot:seed")))
    >>> outcome.winners, explain(outcome, "well").code
    (('road',), 'not_enough_money')
"""

from ortaq.tally.ballots import Ballot, BallotType, GroupedProfile, Limits, Mark, Marks, Profile, Totals
from ortaq.tally.errors import ElectionError
from ortaq.tally.exact import Number, exact, number_from_json, number_text, number_to_json
from ortaq.tally.explain import EXPLANATION_CODES, NOTE_CODES, Explanation, Missing, Note, explain, what_would_have_won
from ortaq.tally.model import Election, Project
from ortaq.tally.outcome import Outcome, Rule
from ortaq.tally.pabulib import (
    Accounting,
    Defect,
    Level,
    PbError,
    PbFile,
    declared_winners,
    read_pb,
    rule_of_file,
    write_pb,
)
from ortaq.tally.properties import Verdict, check_exhaustive, check_feasible, replay_greedy
from ortaq.tally.rules import RULES, Parameter, RuleSpec, count, settings
from ortaq.tally.ties import TieRule, TieStep, lot, seed_commitment
from ortaq.tally.trace import Decision, Step, Tie, Trace

__all__ = [
    "EXPLANATION_CODES",
    "NOTE_CODES",
    "RULES",
    "Accounting",
    "Ballot",
    "BallotType",
    "Decision",
    "Defect",
    "Election",
    "ElectionError",
    "Explanation",
    "GroupedProfile",
    "Level",
    "Limits",
    "Mark",
    "Marks",
    "Missing",
    "Note",
    "Number",
    "Outcome",
    "Parameter",
    "PbError",
    "PbFile",
    "Profile",
    "Project",
    "Rule",
    "RuleSpec",
    "Step",
    "Tie",
    "TieRule",
    "TieStep",
    "Totals",
    "Trace",
    "Verdict",
    "check_exhaustive",
    "check_feasible",
    "count",
    "declared_winners",
    "exact",
    "explain",
    "lot",
    "number_from_json",
    "number_text",
    "number_to_json",
    "read_pb",
    "replay_greedy",
    "rule_of_file",
    "seed_commitment",
    "settings",
    "what_would_have_won",
    "write_pb",
]
