"""Public archives for tests: a small file that is right unless told otherwise, and its import."""

from ortaq.core.actors import SYSTEM
from ortaq.participation.enums import DownloadFormat
from ortaq.participation.imports.archive import import_archive
from ortaq.participation.imports.reading import check
from ortaq.participation.models import Cycle, Download
from ortaq.tally import PbFile, read_pb
from tests.factories.participation import place


def pb(meta: dict[str, str] | None = None, projects: str = "", votes: str = "") -> bytes:
    """A small file, right unless it is told otherwise; an empty value takes a field out."""
    fields = {
        "description": "Test", "country": "Poland", "unit": "Łódź", "instance": "2024", "num_projects": "3",
        "num_votes": "4", "budget": "100", "vote_type": "approval", "rule": "greedy", "date_begin": "01.05.2024",
        "date_end": "10.05.2024", "currency": "PLN", "language": "pl", **(meta or {}),
    }  # fmt: skip
    head = "".join(f"{key};{value}\n" for key, value in fields.items() if value)
    listed = projects or "project_id;cost;name;selected\n1;70;Road;1\n2;50;Well;0\n3;30;Trees;1\n"
    cast = votes or "voter_id;vote;age\na;1,2;33\nb;1;40\nc;3;51\nd;1,3;28\n"
    return f"META\nkey;value\n{head}PROJECTS\n{listed}VOTES\n{cast}".encode()


def take(content: bytes, **extra: object) -> Cycle:
    where = extra.pop("territory", None) or place()
    return import_archive(
        checked=check(content, name="file.pb"), territory=where, source="pabulib.org", by=SYSTEM, **extra
    )


def exported(cycle: Cycle) -> PbFile:
    """The file of ballots that the result offers."""
    with Download.objects.get(cycle=cycle, format=DownloadFormat.PABULIB).file.file.open("rb") as stored:
        return read_pb(stored.read())
