"""Taking in a public archive: check, stage, count, compare, and one short switch that makes it public."""

from pathlib import Path
from typing import Any

from ortaq import tally
from ortaq.audit.verbs import record, verb
from ortaq.core import clock
from ortaq.core.actors import Actor, require
from ortaq.participation.domain.lifecycle import lock_cycle
from ortaq.participation.domain.releasing import Prepared, prepare, publish
from ortaq.participation.enums import CycleState, OutcomeRole
from ortaq.participation.errors import ImportRefused
from ortaq.participation.imports.agreement import compare
from ortaq.participation.imports.reading import Checked, check
from ortaq.participation.imports.staging import Progress, discard, stage, sweep
from ortaq.participation.models import Archive, Cycle, Outcome, Pot
from ortaq.participation.tally_bridge import FILE_RULE_TIES, as_stored, result_hash, stored_election
from ortaq.tally.pabulib.declared import RuleOfFile
from ortaq.territories.models import Territory

IMPORT = "participation.import_archive"


def read_file(path: Path) -> bytes:
    """The content of a file named on the command line.

    Raises:
        ImportRefused: `not_found` or `unreadable`.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ImportRefused("not_found", name=str(path)) from None
    except OSError as error:
        raise ImportRefused("unreadable", name=str(path), reason=error.strerror) from error


def refuse_twice(sha256: str, territory: Territory) -> None:
    """Stop where this very file is in this very place already.

    Raises:
        ImportRefused: `duplicate`, or `running` where another import of it has not ended.
    """
    twin = Archive.objects.filter(sha256=sha256, cycle__territory=territory).select_related("cycle").first()
    if twin is not None:
        code = "running" if twin.cycle.state == CycleState.STAGING else "duplicate"
        raise ImportRefused(code, place=str(territory), title=str(twin.cycle))


def import_archive(
    *,
    checked: Checked,
    territory: Territory,
    source: str,
    by: Actor,
    title: str = "",
    progress: Progress | None = None,
) -> Cycle:
    """Make a finished, published cycle out of an archive, with all its ballots.

    The declared result, if the file has one, is the result; our count stands beside it. Nothing of it can be
    seen before all of it can. Call it outside a transaction.

    Args:
        checked: the file, read by `imports.reading.check`.
        territory: the place it is shown under.
        source: where the file was published.
        title: what the cycle is called; "" for the name the file gives.
        progress: told how many ballots of how many are stored.

    Raises:
        NotAllowed: the actor may not import archives here.
        ImportRefused: `defects`, `no_source`, `duplicate`, `running`, `not_counted`.
    """
    require(by, IMPORT, territory)
    if not source.strip():
        raise ImportRefused("no_source")
    checked.refuse()
    sweep()
    refuse_twice(checked.pb.sha256, territory)
    cycle, pot = stage(checked, territory=territory, title=title.strip(), source=source.strip(), progress=progress)
    try:
        _store_outcomes(checked, cycle, pot)
        return _switch(cycle=cycle, files=prepare(cycle), by=by)
    except BaseException:
        discard(cycle)
        raise


def our_rule(checked: Checked) -> tuple[tally.Rule, RuleOfFile]:
    """The rule we count by: the one the file names where we have it, else most votes first; and what it names."""
    named = checked.pb.rule()
    ties = checked.pb.tie_rule() or tally.TieRule.parse(FILE_RULE_TIES)
    return named.rule or tally.Rule("greedy", {"fund_unsupported": True}, ties), named


def _store_outcomes(checked: Checked, cycle: Cycle, pot: Pot) -> None:
    """Count what was stored, make sure that the file itself gives the same, and keep both results."""
    rule, named = our_rule(checked)
    election = stored_election(pot, archive=cycle.archive)
    outcome = tally.count(election, rule)
    if outcome.to_dict() != tally.count(checked.pb.election(), rule).to_dict():
        raise ImportRefused("not_counted")
    result = as_stored(outcome)
    ballots = election.profile.ballots
    agreement = compare(checked, named, outcome)
    cycle.rule = rule.to_dict()
    cycle.save(update_fields=["rule", "updated_at"])
    Outcome.objects.create(
        cycle=cycle, pot=pot, role=OutcomeRole.COMPARISON, rule=rule.to_dict(),
        result={**result, "agreement": agreement}, ballots=ballots, sha256=result_hash(outcome.to_dict()),
    )  # fmt: skip
    declared = checked.pb.declared()
    if declared is not None:
        said: dict[str, Any] = {
            "winners": list(declared.winners),
            "other_means": {"2": list(declared.reserve), "3": list(declared.extra)},
        }
        Outcome.objects.create(
            cycle=cycle, pot=pot, role=OutcomeRole.DECLARED, rule={"declared": named.label},
            result=said, ballots=ballots, sha256=result_hash(said),
        )  # fmt: skip


@verb
def _switch(*, cycle: Cycle, files: list[Prepared], by: Actor) -> Cycle:
    """Make a completely staged archive public."""
    staged = lock_cycle(cycle)
    require(by, IMPORT, staged.territory)
    archive = staged.archive
    others = Archive.objects.filter(sha256=archive.sha256, cycle__territory=staged.territory).exclude(pk=archive.pk)
    twin = others.exclude(cycle__state=CycleState.STAGING).select_related("cycle").first()
    if twin is not None:
        raise ImportRefused("duplicate", place=str(staged.territory), title=str(twin.cycle))
    archive.accounting = {name: value for name, value in archive.accounting.items() if name != "owner"}
    archive.save(update_fields=["accounting"])
    staged.counted_at = clock.now()
    publish(staged, files=files, by=by)
    record(
        "archive.imported", staged, by=by,
        data={"sha256": archive.sha256, "ballots": archive.accounting["ballots"], "rows": archive.accounting["rows"]},
    )  # fmt: skip
    return staged


def import_file(
    *, path: Path, territory: Territory, by: Actor, source: str = "", title: str = "", progress: Progress | None = None
) -> Cycle:
    """Read and import a file of this machine; see `import_archive`.

    Args:
        source: where the file was published; by default the Pabulib library.
    """
    checked = check(read_file(path), name=path.name)
    return import_archive(
        checked=checked,
        territory=territory,
        source=source or "Pabulib, pabulib.org",
        by=by,
        title=title,
        progress=progress,
    )
