"""Reading the numbers of a file, with a defect for each that is not one."""

from __future__ import annotations

import re

from ortaq.tally.exact import MAX_DIGITS, Number, exact
from ortaq.tally.pabulib.defects import Findings
from ortaq.tally.pabulib.fields import MAX_AMOUNT, Form

_DECIMAL = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_COMMA = re.compile(r"[+-]?[0-9][0-9 .\u00a0\u202f]*,[0-9]+")


def number_defect(text: str, form: Form) -> str:
    """Return the code of what is wrong with a number (a decimal text without blanks), or an empty text.

    >>> number_defect("12,5", Form.AMOUNT), number_defect("-1", Form.AMOUNT), number_defect("-1", Form.NUMBER)
    ('comma_decimal', 'negative_number', '')
    """
    if not _DECIMAL.fullmatch(text):
        return "comma_decimal" if _COMMA.fullmatch(text) else "bad_number"
    if len(text) > MAX_DIGITS:
        return "absurd_number"
    value = exact(text)
    if max(value, -value) > MAX_AMOUNT:
        return "absurd_number"
    if value < 0 and form in (Form.AMOUNT, Form.COUNT):
        return "negative_number"
    return "bad_number" if form is Form.COUNT and not isinstance(value, int) else ""


def read_number(text: str, form: Form, *, findings: Findings, line: int, field: str, decides: bool) -> Number | None:
    """Return the number in ``text``, or note the defect and return ``None``.

    Where the number does not decide the count, any defect is a ``bad_statistic``.
    """
    code = number_defect(text, form)
    if not code:
        return exact(text)
    findings.add(code if decides else "bad_statistic", line, field, text)
    return None
