"""Count Pabulib files from the command line: ``python -m ortaq.tally FILE.pb --rule greedy --format json``.

Exit status: 0 if every file was counted, 1 if a file could not be counted (its defects are on standard
error, with line and field), 2 for wrong usage or a file that cannot be opened.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from time import perf_counter
from types import MappingProxyType
from typing import Any

from ortaq.tally.errors import ElectionError
from ortaq.tally.exact import Number, exact, number_to_json
from ortaq.tally.model import Election
from ortaq.tally.outcome import Outcome, ParameterValue, Rule, parameter_to_json
from ortaq.tally.pabulib import Defect, Level, PbError, PbFile, read_pb
from ortaq.tally.rules import count, settings
from ortaq.tally.ties import TieRule

PRESETS: Mapping[str, tuple[str, Mapping[str, ParameterValue]]] = MappingProxyType(
    {
        "greedy": ("greedy", {}),
        "greedy-stop": ("greedy", {"misfit": "stop"}),
        "greedy-density": ("greedy", {"order": "density"}),
    }
)
"""The names for ``--rule``: a rule of ``RULES`` and the parameters the name stands for."""

SHOWN_DEFECTS = 50


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    status = 0
    for path in options.files:
        start = perf_counter()
        try:
            pb = read_pb(path)
            _report(pb.defects, path)
            election = pb.election()
            outcome = count(election, _rule(options, pb))
        except OSError as error:
            sys.stderr.write(f"{path}: {error.strerror}\n")
            return 2
        except PbError:
            status = 1
        except ElectionError as error:
            sys.stderr.write(f"{path}: {error}\n")
            status = 1
        else:
            seconds = perf_counter() - start
            result = _result(options, pb, election, outcome, seconds=seconds)
            if len(options.files) > 1:
                result = {"file": path, **result}
            sys.stdout.write(_as_json(result) if options.format == "json" else _as_text(result, path=path))
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ortaq.tally", description="Count Pabulib files.")
    parser.add_argument("files", nargs="+", metavar="FILE.pb")
    parser.add_argument("--rule", choices=sorted(PRESETS), default="greedy")
    parser.add_argument(
        "--threshold", type=_number, default=0, metavar="N", help="leave out projects with a lower score"
    )
    parser.add_argument(
        "--tie",
        type=_ties,
        metavar="RULE",
        help="cost,score,id or cost,score,lot:SEED (default: the rule noted in the file, else cost,score,id)",
    )
    parser.add_argument("--supported-only", action="store_true", help="never fund a project that nobody voted for")
    parser.add_argument("--format", choices=("json", "text"), default="text")
    return parser


def _number(text: str) -> Number:
    try:
        return exact(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a number: {text!r}") from None


def _ties(text: str) -> TieRule:
    try:
        return TieRule.parse(text)
    except ElectionError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _rule(options: argparse.Namespace, pb: PbFile) -> Rule:
    name, preset = PRESETS[options.rule]
    chosen = {"threshold": options.threshold, "fund_unsupported": not options.supported_only}
    return Rule(name, {**preset, **chosen}, options.tie or pb.tie_rule() or TieRule())


def _report(defects: Sequence[Defect], path: str) -> None:
    # What stops the count comes first; a flood of the rest must not hide it.
    ordered = sorted(defects, key=lambda defect: (not defect.blocks, defect.level is Level.WARNING))
    for defect in ordered[:SHOWN_DEFECTS]:
        sys.stderr.write(f"{path}: {defect}\n")
    if len(ordered) > SHOWN_DEFECTS:
        sys.stderr.write(f"{path}: and {len(ordered) - SHOWN_DEFECTS} more\n")


def _result(
    options: argparse.Namespace, pb: PbFile, election: Election, outcome: Outcome, *, seconds: float
) -> dict[str, Any]:
    names = {project.id: project.name for project in election.projects}
    return {
        "rule": options.rule,
        "parameters": {name: parameter_to_json(value) for name, value in settings(outcome.rule).items()},
        "ties": str(outcome.rule.ties),
        "ballots": election.profile.ballots,
        "budget": number_to_json(election.budget),
        "spent": number_to_json(outcome.spent),
        "remaining": number_to_json(outcome.remaining),
        "currency": election.currency,
        "winners": [
            {
                "id": winner,
                "name": names[winner],
                "cost": number_to_json(outcome.amounts[winner]),
                "score": number_to_json(outcome.scores[winner]),
            }
            for winner in outcome.winners
        ],
        "ties_met": [list(tie.members) for tie in outcome.trace.ties],
        "errors": sum(defect.level is Level.ERROR for defect in pb.defects),
        "warnings": sum(defect.level is Level.WARNING for defect in pb.defects),
        "input_sha256": pb.sha256,
        "seconds": round(seconds, 6),
    }


def _as_json(result: Mapping[str, Any]) -> str:
    return json.dumps(result) + "\n"


def _as_text(result: Mapping[str, Any], *, path: str) -> str:
    lines = [
        f"{path}  (sha256 {result['input_sha256']})",
        f"rule {result['rule']}, ties {result['ties']}, {result['ballots']} ballots",
        f"budget {result['budget']} {result['currency']}".rstrip(),
    ]
    lines += [
        f"{place:4}. {winner['id']:<20} {winner['cost']:>14} {winner['score']:>10}  {winner['name']}".rstrip()
        for place, winner in enumerate(result["winners"], start=1)
    ]
    lines.append(f"spent {result['spent']}, remaining {result['remaining']}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
