from ortaq.participation.models.act import Act
from ortaq.participation.models.ballot import Ballot, Cast, ReplacedReceipt, TurnoutDay
from ortaq.participation.models.count_run import CountRun
from ortaq.participation.models.cycle import Category, Cycle, Phase, Pot
from ortaq.participation.models.importing import ImportRun
from ortaq.participation.models.project import Project
from ortaq.participation.models.result import Archive, Download, Outcome
from ortaq.participation.models.roll import RollEntry, RollList

__all__ = [
    "Act", "Archive", "Ballot", "Cast", "Category", "CountRun", "Cycle", "Download", "ImportRun", "Outcome", "Phase", "Pot",
    "Project", "ReplacedReceipt", "RollEntry", "RollList", "TurnoutDay",
]  # fmt: skip
