"""What every exported file says about where its figures come from."""

from ortaq.participation.models import Archive, Cycle


def origin(cycle: Cycle, archive: Archive | None) -> str:
    """`demo data`, `public archive: …` or `vote`: one word or line, in English, for people and programs."""
    if cycle.is_demo:
        return "demo data: invented persons and ballots"
    if archive is not None:
        return f"public archive: {archive.source} (file {archive.file_name}, sha256 {archive.sha256})"
    return "vote"
