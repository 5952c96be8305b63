"""Pabulib (``.pb``) files: reading with every defect reported, writing, and what a file says of its result."""

from ortaq.tally.pabulib.declared import Declared, RuleOfFile
from ortaq.tally.pabulib.defects import CODES, Defect, Level, PbError
from ortaq.tally.pabulib.file import PbFile, VoteRow, declared_winners, rule_of_file
from ortaq.tally.pabulib.reader import read_pb
from ortaq.tally.pabulib.sections import Sections, Table
from ortaq.tally.pabulib.votes import Accounting
from ortaq.tally.pabulib.writer import to_chunks, write_pb

__all__ = [
    "CODES",
    "Accounting",
    "Declared",
    "Defect",
    "Level",
    "PbError",
    "PbFile",
    "RuleOfFile",
    "Sections",
    "Table",
    "VoteRow",
    "declared_winners",
    "read_pb",
    "rule_of_file",
    "to_chunks",
    "write_pb",
]
