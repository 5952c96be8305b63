"""The voter's way: ballot → confirmation → receipt. Identity first, nothing stored before the cast.

Every page says `no-store`: on a shared phone the back button shows nobody's choices.
"""

import functools
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ortaq.core import clock
from ortaq.identity.phones import spaced
from ortaq.participation import basket
from ortaq.participation.domain import casting
from ortaq.participation.domain.queries import ballot as queries
from ortaq.participation.domain.queries.roll import own_entry
from ortaq.participation.enums import CycleState
from ortaq.participation.errors import AlreadyCast, BallotError
from ortaq.participation.forms.ballot import FilledPaper, Problem, read_confirmation, read_paper
from ortaq.participation.models import Phase, RollEntry
from ortaq.participation.views.access import place, place_crumbs
from ortaq.participation.views.ballot_cards import CardWriter
from ortaq.participation.views.ballot_sheet import sheet
from ortaq.ui.http import see_other

View = Callable[..., HttpResponse]


def _private(view: View) -> View:
    """Not kept by any cache, its form never in an error report, read and sent only."""
    return never_cache(
        sensitive_post_parameters()(require_http_methods(["GET", "HEAD", "POST"])(functools.wraps(view)(view)))
    )


def find_vote(code: str, slug: str) -> Phase:
    """The voting phase of an address, with the cycle and its place.

    Raises:
        Http404: there is no published vote here.
    """
    vote = queries.find_vote(code=code, slug=slug)
    if vote is None:
        # An address of yesterday: the code may be an older one of the same place.
        vote = queries.find_vote(code=place(code).code, slug=slug)
    if vote is None:
        raise Http404
    return vote


def trail(vote: Phase, *last: str) -> list[tuple[str, str | None]]:
    """Where a page of this vote lies."""
    cycle = vote.cycle
    about = reverse("participation:cycle", args=[cycle.territory.code, cycle.slug])
    return place_crumbs(cycle.territory, (str(cycle.title), about), *((label, None) for label in last))


def address(name: str, vote: Phase) -> str:
    """The address of one of the voter's pages."""
    return reverse(f"participation:{name}", args=[vote.cycle.territory.code, vote.cycle.slug])


def _turned_away(request: HttpRequest, vote: Phase, error: BallotError, entry: RollEntry | None) -> HttpResponse:
    """Why no ballot is taken now, and what can be done instead."""
    context = {
        "vote": vote,
        "cycle": vote.cycle,
        "error": error,
        # Who only looks in after the close sent no ballot that could have come too late.
        "only_over": error.code == "over" and request.method != "POST",
        "released": vote.cycle.state == CycleState.RELEASED,
        "result_url": address("result", vote),
        "entry": entry,
        "cast": getattr(entry, "cast", None),
        "crumbs": trail(vote),
        "receipt_url": address("receipt", vote),
        "begin_url": address("ballot", vote),
    }
    return render(request, "participation/ballot_closed.html", context, status=error.status)


def _not_on_roll(request: HttpRequest, vote: Phase) -> HttpResponse:
    phone = request.user.phone if request.user.phone_verified else ""
    context = {"vote": vote, "cycle": vote.cycle, "crumbs": trail(vote), "phone": spaced(phone) if phone else ""}
    return render(request, "participation/ballot_not_on_roll.html", context, status=403)


@_private
def ballot(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """The ballot paper. Sending it keeps the choices in the browser; it casts nothing."""
    received = clock.now()
    vote = find_vote(code, slug)
    cycle = vote.cycle
    entry = own_entry(cycle_id=cycle.pk, user=request.user)
    if entry is not None and hasattr(entry, "cast") and not cycle.changeable:
        return _already_in(request, vote, entry)
    try:
        casting.check_open(cycle, vote, received)
    except BallotError as error:
        if error.code == "not_yet" and entry is None:
            return _not_on_roll(request, vote)
        return _turned_away(request, vote, error, entry)
    if entry is None:
        return _not_on_roll(request, vote)
    paper = queries.paper(cycle=cycle, entry=entry, language=get_language() or "en")
    page = functools.partial(_paper_page, request, vote, entry, paper)
    if request.method == "POST":
        return _keep(request, vote, entry, paper, page)
    draft = basket.load(request, cycle_id=cycle.pk)
    filled = FilledPaper({number: value for number, value in draft.items() if number in paper.by_number})
    if "check" in request.GET:
        filled.problems += _problems(vote, entry, filled)
    return page(filled)


def _already_in(request: HttpRequest, vote: Phase, entry: RollEntry) -> HttpResponse:
    if request.method != "POST":
        return redirect(address("receipt", vote))
    if request.POST.get("do") == "save":
        # Another window still had the ballot open: nothing is kept any more.
        response = HttpResponse(status=409)
        basket.wipe(response, cycle_id=vote.cycle_id)
        return response
    return _turned_away(request, vote, casting.already_cast(entry.cast), entry)


def _problems(vote: Phase, entry: RollEntry, filled: FilledPaper) -> list[Problem]:
    try:
        casting.validated(cycle=vote.cycle, entry=entry, draft=filled.draft)
    except BallotError as error:
        return [Problem(error.message)]
    return []


def _paper_page(
    request: HttpRequest, vote: Phase, entry: RollEntry, paper: queries.Paper, filled: FilledPaper
) -> HttpResponse:
    cast = getattr(entry, "cast", None)
    laid_out = sheet(paper, filled, words=request.GET.get("q", ""), only_chosen="chosen" in request.GET)
    writer = CardWriter(laid_out.field)
    for part in laid_out.pots:
        part.cards = writer.write(part.rows)
    context: dict[str, Any] = {
        "vote": vote,
        "cycle": vote.cycle,
        "entry": entry,
        "sheet": laid_out,
        "problems": filled.problems,
        "cast": cast,
        "action": address("ballot", vote),
        "cycle_url": reverse("participation:cycle", args=[vote.cycle.territory.code, vote.cycle.slug]),
        "crumbs": trail(vote),
    }
    return render(request, "participation/ballot.html", context, status=422 if filled.problems else 200)


def _keep(
    request: HttpRequest,
    vote: Phase,
    entry: RollEntry,
    paper: queries.Paper,
    page: Callable[[FilledPaper], HttpResponse],
) -> HttpResponse:
    """Keep the choices in the browser and lead on: to the confirmation, to a project, or back."""
    wish = request.POST.get("do", "")
    filled = read_paper(request.POST, paper)
    if wish == "continue" and not filled.problems:
        filled.problems += _problems(vote, entry, filled)
    if wish == "save":
        response = HttpResponse(status=204)
    elif filled.problems:
        response = page(filled)
    elif wish == "continue":
        response = see_other(address("ballot_confirm", vote))
    else:
        response = see_other(_back(request, vote, paper))
    try:
        basket.save(response, filled.draft, user_id=request.user.pk, cycle_id=vote.cycle_id)
    except BallotError as error:
        filled.problems.append(Problem(error.message))
        return page(filled)
    return response


def _back(request: HttpRequest, vote: Phase, paper: queries.Paper) -> str:
    wanted = request.POST.get("read", "")
    if wanted in {str(number) for number in paper.by_number}:
        return reverse("participation:project", args=[vote.cycle.territory.code, vote.cycle.slug, int(wanted)])
    search = {name: request.POST[name][:100] for name in ("q", "chosen") if request.POST.get(name)}
    return address("ballot", vote) + (f"?{urlencode(search)}" if search else "")


@_private
def confirm(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """What was chosen, once more; sending this page casts it."""
    received = clock.now()
    vote = find_vote(code, slug)
    entry = own_entry(cycle_id=vote.cycle_id, user=request.user)
    if entry is None:
        return _not_on_roll(request, vote)
    if request.method == "POST":
        return _cast(request, vote, entry, received)
    if hasattr(entry, "cast") and not vote.cycle.changeable:
        return redirect(address("receipt", vote))
    try:
        casting.check_open(vote.cycle, vote, received)
    except BallotError as error:
        return _turned_away(request, vote, error, entry)
    draft = basket.load(request, cycle_id=vote.cycle_id)
    try:
        casting.validated(cycle=vote.cycle, entry=entry, draft=draft)
    except BallotError:
        return redirect(f"{address('ballot', vote)}?check")
    return _confirm_page(request, vote, entry, draft, request_id=uuid.uuid4())


def _confirm_page(
    request: HttpRequest, vote: Phase, entry: RollEntry, draft: dict[int, int], *, request_id: uuid.UUID,
    error: BallotError | None = None,
) -> HttpResponse:  # fmt: skip
    paper = queries.paper(cycle=vote.cycle, entry=entry, language=get_language() or "en")
    cast = getattr(entry, "cast", None)
    context = {
        "vote": vote,
        "cycle": vote.cycle,
        "entry": entry,
        "sheet": sheet(paper, FilledPaper(draft)),
        "draft": sorted(draft.items()),
        "request_id": request_id,
        "replaces": cast.receipt if cast else "",
        "cast": cast,
        "problems": [Problem(error.message)] if error else [],
        "back_url": address("ballot", vote),
        "crumbs": trail(vote),
    }
    return render(request, "participation/ballot_confirm.html", context, status=error.status if error else 200)


def _cast(request: HttpRequest, vote: Phase, entry: RollEntry, received: Any) -> HttpResponse:
    try:
        answer = read_confirmation(request.POST)
    except BallotError as error:
        return _confirm_page(request, vote, entry, {}, request_id=uuid.uuid4(), error=error)
    try:
        casting.cast(
            cycle=vote.cycle, entry=entry, draft=answer.draft, request_id=answer.request_id, at=received,
            by=request.user, replaces=answer.replaces,
        )  # fmt: skip
    except AlreadyCast as error:
        response = _turned_away(request, vote, error, entry)
    except BallotError as error:
        if error.code in {"over", "not_yet", "not_open"}:
            return _turned_away(request, vote, error, entry)
        known = {number: value for number, value in answer.draft.items() if number < 2**31}
        return _confirm_page(request, vote, entry, known, request_id=answer.request_id, error=error)
    else:
        response = see_other(address("receipt", vote))
    basket.wipe(response, cycle_id=vote.cycle_id)
    return response
