from django.db import models
from django.utils.translation import gettext_lazy as _


class CycleState(models.TextChoices):
    STAGING = "staging", _("being imported")
    DRAFT = "draft", _("draft")
    OPENED = "opened", _("opened")
    COUNTED = "counted", _("counted, not yet released")
    RELEASED = "released", _("result published")
    ANNULLED = "annulled", _("vote annulled")


TRANSITIONS: dict[str, frozenset[str]] = {
    CycleState.STAGING: frozenset({CycleState.RELEASED}),
    CycleState.DRAFT: frozenset({CycleState.OPENED}),
    CycleState.OPENED: frozenset({CycleState.COUNTED, CycleState.ANNULLED}),
    CycleState.COUNTED: frozenset({CycleState.RELEASED, CycleState.ANNULLED}),
    CycleState.RELEASED: frozenset(),
    CycleState.ANNULLED: frozenset(),
}


class PhaseKind(models.TextChoices):
    ANNOUNCEMENT = "announcement", _("announcement")
    IDEAS = "ideas", _("ideas")
    REVIEW = "review", _("review of ideas")
    VOTE = "vote", _("vote")
    RESULT = "result", _("count and result")
    WORKS = "works", _("works")


class BallotType(models.TextChoices):
    """How a voter fills the ballot."""

    APPROVAL = "approval", _("choose up to a number of projects")
    KNAPSACK = "knapsack", _("choose as many as the money allows")
    POINTS = "points", _("share out points")
    RANKING = "ranking", _("rank the projects you like best")


class Basis(models.TextChoices):
    """Why a person is on the electoral roll."""

    DOCUMENT = "document", _("an operator saw the document")
    LIST = "list", _("imported list")
    ACT = "act", _("admitted after opening by two persons")
    DEMO = "demo", _("invented for the demo")


class ListState(models.TextChoices):
    """Where a list brought for the roll stands."""

    READING = "reading", _("being read")
    WAITING = "waiting", _("waits for your decision")
    ADDED = "added", _("on the roll")


class OutcomeRole(models.TextChoices):
    BINDING = "binding", _("the binding result")
    COMPARISON = "comparison", _("comparison only")
    DECLARED = "declared", _("as declared in the archive")


class ActKind(models.TextChoices):
    RELEASE = "release", _("publish the result")
    EXTEND = "extend", _("extend the closing time")
    WITHDRAW = "withdraw", _("withdraw a project")
    ADMIT = "admit", _("admit a person to the roll")
    ANNUL = "annul", _("annul the vote")


class ActState(models.TextChoices):
    PROPOSED = "proposed", _("waits for a second person")
    CONFIRMED = "confirmed", _("confirmed")
    REFUSED = "refused", _("refused")


class DownloadFormat(models.TextChoices):
    PABULIB = "pb", "Pabulib .pb"
    CSV = "csv", "CSV"
    JSON = "json", "JSON"


class ImportState(models.TextChoices):
    """How far an archive handed over on the Desk is."""

    QUEUED = "queued", _("waits to be checked")
    CHECKING = "checking", _("is being checked")
    CHECKED = "checked", _("checked, not yet imported")
    IMPORTING = "importing", _("is being imported")
    DONE = "done", _("imported")
    REFUSED = "refused", _("cannot be imported")


class CountRunState(models.TextChoices):
    """How far a count in the background is."""

    QUEUED = "queued", _("waits for the worker")
    WORKING = "working", _("the ballots are being opened")
    DONE = "done", _("counted")
    REFUSED = "refused", _("could not be counted")
