"""Parameters of the budget's calendar: the same steps at each of the four levels."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ortaq.norms.values import ValueType

Step = tuple[str, ValueType, str | Promise, str | Promise]

DRAFT: Step = (
    "draft_by", ValueType.MONTH_DAY, _("Draft budget by"),
    _("By this day the draft is with the executive: the akimat, or for a rural district the planning body."),
)  # fmt: skip
REVIEW: Step = (
    "review_until", ValueType.MONTH_DAY, _("Review of requests until"),
    _("By this day the planning body has looked through what was asked for."),
)  # fmt: skip
SUBMIT: Step = (
    "submit_by", ValueType.MONTH_DAY, _("To the council by"),
    _("By this day the draft budget is with the body that approves it."),
)  # fmt: skip
APPROVE: Step = (
    "approve_by", ValueType.MONTH_DAY, _("Approved by"), _("By this day the budget is approved."),
)  # fmt: skip
APPROVE_DAYS: Step = (
    "approve_days", ValueType.DAYS, _("Approved within"),
    _("So many calendar days after the budget of the level above is signed, the budget is approved."),
)  # fmt: skip
AMEND_DAYS: Step = (
    "amend_days", ValueType.DAYS, _("Realisation act amended within"),
    _("So many days after the budget is revised, the act that carries it out is changed."),
)  # fmt: skip
REPORT_DRAFT: Step = (
    "report_draft_by", ValueType.MONTH_DAY, _("Annual report drafted by"),
    _("By this day the report on last year's budget is ready."),
)  # fmt: skip
REPORT_AUDIT: Step = (
    "report_audit_by", ValueType.MONTH_DAY, _("Annual report to the auditors by"),
    _("By this day the report on last year's budget is with the audit body."),
)  # fmt: skip
REPORT_SUBMIT: Step = (
    "report_submit_by", ValueType.MONTH_DAY, _("Annual report to the council by"),
    _("By this day the report on last year's budget is with the body that approves it."),
)  # fmt: skip

REPORTS = (REPORT_DRAFT, REPORT_AUDIT, REPORT_SUBMIT)
LEVELS: dict[str, tuple[Step, ...]] = {
    "republic": (SUBMIT, APPROVE, AMEND_DAYS, *REPORTS),
    "region": (DRAFT, SUBMIT, APPROVE_DAYS, AMEND_DAYS, *REPORTS),
    "district": (REVIEW, DRAFT, SUBMIT, APPROVE_DAYS, AMEND_DAYS, *REPORTS),
    "rural": (DRAFT, REVIEW, SUBMIT, APPROVE_DAYS, AMEND_DAYS, *REPORTS),
}


def steps() -> Iterator[tuple[str, Step]]:
    """Every level's group code (`budget.dates.rural`) with each of its steps."""
    for level, found in LEVELS.items():
        for step in found:
            yield f"budget.dates.{level}", step
