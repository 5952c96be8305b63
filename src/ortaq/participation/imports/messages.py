"""What is wrong with an archive, in words: one sentence for every code of `ortaq.tally` and of our own checks."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    # bytes and lines
    "bad_encoding": _("The bytes “%(value)s” are not UTF-8 text. Save the file as UTF-8."),
    "nul_character": _("There is a zero byte. The file is damaged or is not a text file."),
    "bad_quoting": _("The quotation marks do not pair up, so the columns cannot be told apart."),
    "unterminated_quote": _("A quotation mark is opened and never closed. The file may be cut off."),
    "byte_order_mark": _("The file begins with a byte order mark. It was passed over."),
    "mixed_line_endings": _("Lines end in different ways. All were read."),
    "empty_line": _("The line is empty. It was passed over."),
    "cell_too_long": _("A cell is so long that it cannot be read. Perhaps a quotation mark is missing."),
    "line_break_in_cell": _("A cell holds a line break. It was kept."),
    # sections, headers, rows
    "missing_section": _("The section %(value)s is missing. The file may be cut off."),
    "duplicate_section": _("The section %(value)s stands here a second time."),
    "section_order": _("The section %(value)s stands in the wrong place. The order is META, PROJECTS, VOTES."),
    "text_before_section": _("There is text before the first section: “%(value)s”."),
    "bad_header": _("The names of the columns of %(section)s are missing or wrong."),
    "missing_column": _("The column %(field)s is missing."),
    "duplicate_column": _("The column %(field)s stands here twice."),
    "ragged_row": _("The row has %(found)s cells instead of %(expected)s. The file may be cut off here."),
    "unknown_field": _("The field %(field)s is not one of the format. It was kept."),
    "field_not_for_ballot_type": _("The field %(field)s does not go with this kind of ballot. It was kept."),
    # values
    "cell_whitespace": _("There are blanks around “%(value)s”. They were passed over."),
    "list_whitespace": _("There are blanks inside the list “%(value)s”. They were passed over."),
    "missing_field": _("The field %(field)s is missing."),
    "missing_value": _("The field %(field)s has no value."),
    "duplicate_key": _("The field %(field)s stands here a second time, with the value “%(value)s”."),
    "bad_number": _("“%(value)s” is not a number."),
    "comma_decimal": _("“%(value)s” has a comma. Decimals are written with a point."),
    "negative_number": _("“%(value)s” is negative."),
    "absurd_number": _("“%(value)s” is larger than any budget. Check the number of zeros."),
    "bad_statistic": _("“%(value)s” is not a number. It does not matter for the count and was kept."),
    "bad_value": _("“%(value)s” is not a possible value. It was kept."),
    "bad_attribute": _("“%(value)s” is not a possible value (%(rows)s rows). It was kept."),
    "bad_vote_type": _("“%(value)s” is not a kind of ballot that the format knows."),
    "limits_contradict": _("The upper limit “%(value)s” is below the lower limit “%(low)s”."),
    "count_mismatch": _("The file says “%(value)s” and holds %(found)s. It may be cut off."),
    # projects
    "empty_id": _("A row has no id."),
    "id_with_comma": _("The id “%(value)s” holds a comma, so lists of ids cannot be read."),
    "duplicate_id": _("The id “%(value)s” stands here a second time."),
    "zero_cost": _("The cost is zero."),
    "cost_over_budget": _("The cost “%(value)s” is more than the whole budget, %(budget)s."),
    "cost_withdrawn": _("The cost “%(value)s” marks a withdrawn project. It cannot win."),
    "cost_outside_limits": _("The cost “%(value)s” is outside the limits that the file states."),
    # ballots
    "empty_ballot": _("The ballot is empty. It counts as cast."),
    "empty_list_item": _("The list “%(value)s” has an empty place."),
    "unknown_project": _("The ballot names the project “%(value)s”, which is not on the list."),
    "repeated_project": _("The ballot names a project twice (“%(value)s”). It counts once."),
    "ballot_too_long": _("The ballot “%(value)s” names %(found)s projects; at most %(max_length)s are allowed."),
    "ballot_too_short": _("The ballot “%(value)s” names %(found)s projects; at least %(min_length)s are needed."),
    "points_missing": _("The ballot has no points."),
    "points_not_allowed": _("The ballot has points (“%(value)s”), and this kind of ballot has none."),
    "points_length": _("There are %(found)s points for %(expected)s projects."),
    "points_out_of_range": _("The points are outside the limits of the file."),
    "sum_points_out_of_range": _("The points of the ballot do not add up as the file demands. They were counted."),
    "sum_cost_out_of_range": _("The ballot's projects do not cost what the file demands. It was counted."),
    # what the file says about its own result
    "votes_column_differs": _("The file says “%(value)s” votes; a count of its ballots gives %(found)s."),
    "score_column_differs": _("The file says “%(value)s” points; a count of its ballots gives %(found)s."),
    "selected_over_budget": _("The winners the file names cost more than its budget."),
    "fully_funded_differs": _("What the file says of full funding does not follow from its costs and budget."),
    "unused_budget": _("Money is left that would pay for another project the file does not name as a winner."),
    "unused_budget_custom": _("Money is left that would pay for another project; this city's rule may want that."),
    "selected_differs_from_rule": _("The winners the file names do not follow from its ballots by its own rule."),
    "bad_ties_comment": _("The tie order noted in the comment cannot be read."),
    # limits of this platform
    "too_long": _("The value has %(length)s characters; at most %(limit)s can be stored: “%(value)s”."),
    "too_many_decimals": _("“%(value)s” has more decimals than the currency %(currency)s has."),
    "zero_budget": _("The budget is zero, so nothing can be won."),
    "no_projects": _("There is no project on the list."),
    "too_many_projects": _("There are %(found)s projects; at most %(limit)s can be stored."),
    "no_year": _("The year of the vote is stated nowhere. Add date_begin, for example 2024."),
    "title_shortened": _("The title has %(length)s characters. It is shown shortened and kept whole."),
    "no_currency": _("The currency is not stated. Amounts are shown without one."),
    "no_ballots": _("There is not a single ballot."),
}

_FALLBACK = _("Something is wrong here (%(code)s).")


def sentence(finding: Mapping[str, Any]) -> str:
    """What was found, in the active language, without its place.

    Args:
        finding: `code`, `field`, `value`, `params` as `imports.reading.Finding.to_dict` gives them.
    """
    values = {"code": finding["code"], "field": finding["field"], "value": finding["value"], **finding["params"]}
    template = str(SENTENCES.get(finding["code"], _FALLBACK))
    try:
        return template % values
    except KeyError:  # a later reader may leave out a parameter that a sentence names
        return str(_FALLBACK) % values


def place(finding: Mapping[str, Any]) -> str:
    """Where it was found: `Line 12, cost`; "" for the file as a whole."""
    line, field = finding["line"], finding["field"]
    if line and field:
        return gettext("Line %(line)s, field %(field)s") % {"line": line, "field": field}
    if line:
        return gettext("Line %(line)s") % {"line": line}
    return gettext("Field %(field)s") % {"field": field} if field else ""


def said(finding: Mapping[str, Any]) -> str:
    """Place and sentence together."""
    where = place(finding)
    return f"{where}: {sentence(finding)}" if where else sentence(finding)
