"""The receipt: that a ballot came in, never what it says."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ortaq.participation.domain.queries import ballot as queries
from ortaq.participation.domain.queries.roll import own_entry
from ortaq.participation.models import Cast, Phase
from ortaq.participation.views.ballot import address, find_vote, trail


def _own_cast(request: HttpRequest, vote: Phase) -> Cast | None:
    entry = own_entry(cycle_id=vote.cycle_id, user=request.user)
    return getattr(entry, "cast", None)


@require_safe
@never_cache
def receipt(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """The signed-in voter's receipt; without one the way leads to the ballot."""
    vote = find_vote(code, slug)
    cast = _own_cast(request, vote)
    if cast is None:
        return redirect(address("ballot", vote))
    context = {
        "vote": vote,
        "cycle": vote.cycle,
        "cast": cast,
        "may_change": vote.cycle.changeable and vote.cycle.voting_now(),
        "begin_url": address("ballot", vote),
        "check_url": address("receipt_check", vote),
        "text_url": address("receipt_text", vote),
        "crumbs": trail(vote, _("Your receipt")),
    }
    return render(request, "participation/receipt.html", context)


@require_safe
@never_cache
def receipt_text(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """The receipt as a text file to keep."""
    vote = find_vote(code, slug)
    cast = _own_cast(request, vote)
    if cast is None:
        return redirect(address("ballot", vote))
    lines = [
        _("Receipt for a ballot"),
        "",
        str(vote.cycle.title),
        str(vote.cycle.territory.name),
        "",
        cast.receipt,
        _("Received on %(day)s") % {"day": date_format(cast.last_day, "DATE_FORMAT")},
        *(
            [
                _("It took the place of an earlier ballot. You first voted on %(day)s.")
                % {"day": date_format(cast.day, "DATE_FORMAT")}
            ]
            if cast.replaced_day
            else []
        ),
        "",
        _("This code shows that your ballot was received. It does not show what you chose."),
        _("Check it at %(address)s") % {"address": request.build_absolute_uri(address("receipt_check", vote))},
    ]
    if vote.cycle.is_demo:
        lines.insert(0, _("Demo data: an invented vote."))
    # A mark at the beginning, so that every editor reads Kazakh letters as they are.
    response = HttpResponse("\ufeff" + "\r\n".join(lines) + "\r\n", content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="receipt-{cast.receipt}.txt"'
    return response


@login_not_required
@require_safe
@never_cache
def check(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Whether the ballot with a receipt was received, for anybody who holds the code."""
    vote = find_vote(code, slug)
    asked = request.GET.get("code", "").strip()
    status = queries.look_up_receipt(cycle=vote.cycle, code=asked) if asked else None
    context = {
        "vote": vote,
        "cycle": vote.cycle,
        "asked": asked[:40],
        "status": status,
        "crumbs": trail(vote, _("Check a receipt")),
    }
    return render(request, "participation/receipt_check.html", context)
