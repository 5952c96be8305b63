"""The voter's way through the pages: ballot, confirmation, receipt; without script, in any order of clicks."""

import datetime as dt
import gzip
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from ortaq.core import clock
from ortaq.participation import basket
from ortaq.participation.enums import BallotType, CycleState, PhaseKind
from ortaq.participation.models import Cast, Cycle, Project
from tests.factories.participation import account, open_vote, ready_cycle
from tests.factories.voters import cast_for, entry_of, opened, signed_in, voter

pytestmark = pytest.mark.django_db


def at(name: str, cycle: Cycle, language: str = "kk") -> str:
    with translation.override(language):
        return reverse(f"participation:{name}", args=[cycle.territory.code, cycle.slug])


def choose(client: Client, cycle: Cycle, *numbers: int, **more: str) -> object:
    return client.post(at("ballot", cycle), {"c": [str(n) for n in numbers], "do": "continue", **more})


def confirmation(client: Client, cycle: Cycle) -> dict[str, object]:
    """The fields of the confirmation form as the browser would send them."""
    page = client.get(at("ballot_confirm", cycle)).content.decode()
    fields: dict[str, object] = dict.fromkeys(("request", "replaces"), "")
    fields["v"] = re.findall(r'name="v" value="([^"]+)"', page)
    for name in ("request", "replaces"):
        found = re.search(rf'name="{name}" value="([^"]*)"', page)
        assert found
        fields[name] = found[1]
    return fields


def codes(cycle: Cycle, *numbers: int) -> list[str]:
    return [Project.objects.get(cycle=cycle, number=number).code for number in numbers]


class TestTheWay:
    def test_ballot_confirmation_receipt(self) -> None:
        cycle = open_vote()
        user = voter(cycle)
        client = signed_in(user)
        page = client.get(at("ballot", cycle))
        assert page.status_code == 200
        assert page.content.count(b'class="choice"') == 3
        kept = choose(client, cycle, 1, 3)
        assert (kept.status_code, kept["Location"]) == (303, at("ballot_confirm", cycle))
        assert not Cast.objects.exists()
        fields = confirmation(client, cycle)
        assert fields["v"] == ["1:1", "3:1"]
        sent = client.post(at("ballot_confirm", cycle), fields)
        assert (sent.status_code, sent["Location"]) == (303, at("receipt", cycle))
        receipt = client.get(at("receipt", cycle)).content.decode()
        found = Cast.objects.get()
        assert found.receipt in receipt
        assert {code for code, _points in opened(cycle, found).pots[1]} == set(codes(cycle, 1, 3))

    @pytest.mark.parametrize(
        ("kind", "field", "values", "shown"),
        [
            (BallotType.POINTS, "p", {"1": "7", "2": "3", "3": ""}, [("2", 3), ("1", 7)]),
            (BallotType.RANKING, "r", {"1": "2", "2": "1", "3": ""}, [("2", None), ("1", None)]),
            (BallotType.RANKING, "r", {"1": "1", "2": "2", "3": " "}, [("1", None), ("2", None)]),
        ],
    )
    def test_numbers(self, kind: str, field: str, values: dict[str, str], shown: list[tuple[str, object]]) -> None:
        cycle = open_vote(ballot_type=kind, max_points=10 if kind == BallotType.POINTS else None, max_choices=3)
        client = signed_in(voter(cycle))
        assert f'name="{field}1"' in client.get(at("ballot", cycle)).content.decode()
        data = {f"{field}{number}": value for number, value in values.items()}
        assert client.post(at("ballot", cycle), {**data, "do": "continue"}).status_code == 303
        client.post(at("ballot_confirm", cycle), confirmation(client, cycle))
        picks = opened(cycle, Cast.objects.get()).pots[1]
        wanted = [(codes(cycle, int(number))[0], points) for number, points in shown]
        assert list(picks) == wanted if kind == BallotType.RANKING else sorted(picks) == sorted(wanted)

    def test_update_keeps_the_choices_and_says_what_is_left(self) -> None:
        cycle = open_vote()
        client = signed_in(voter(cycle))
        kept = client.post(at("ballot", cycle), {"c": ["2"], "do": "update"})
        assert (kept.status_code, kept["Location"]) == (303, at("ballot", cycle))
        page = client.get(at("ballot", cycle, "en")).content.decode()
        assert re.search(r'value="2" id="c2"[^>]* checked', page)
        assert "Chosen: 1 of 2" in page
        assert "Not yet cast" in page

    def test_reading_about_a_project_loses_nothing(self) -> None:
        cycle = open_vote()
        client = signed_in(voter(cycle))
        left = client.post(at("ballot", cycle), {"c": ["1"], "read": "3"})
        assert left["Location"].endswith("/projects/3/")
        assert client.get(at("ballot_confirm", cycle)).content.count(b'name="v"') == 1

    def test_the_script_keeps_choices_without_a_page(self) -> None:
        cycle = open_vote()
        client = signed_in(voter(cycle))
        kept = client.post(at("ballot", cycle), {"c": ["1", "2", "3"], "do": "save"})
        assert (kept.status_code, kept.content) == (204, b"")
        assert basket.cookie_name(cycle.pk) in kept.cookies
        assert "Too many projects" in client.get(at("ballot", cycle, "en")).content.decode()

    def test_search_shows_what_fits_and_keeps_what_is_chosen(self) -> None:
        cycle = open_vote(projects=14, amount=200_000_000)
        client = signed_in(voter(cycle))
        kept = client.post(at("ballot", cycle), {"c": ["2"], "do": "update", "q": "Жоба 11"})
        assert "q=" in kept["Location"]
        assert "c=" not in kept["Location"]
        page = client.get(kept["Location"]).content.decode()
        shown = re.findall(r'<li class="choice"><input[^>]*id="c(\d+)"', page)
        assert shown == ["2", "11"]
        assert page.count('name="c"') == 14

    def test_without_a_signature_the_way_leads_to_sign_in(self, client: Client) -> None:
        cycle = open_vote()
        answer = client.get(at("ballot", cycle))
        assert answer.status_code == 302
        assert "/account/login/" in answer["Location"]

    def test_who_is_not_on_the_roll_learns_it_before_choosing(self) -> None:
        cycle = open_vote()
        answer = signed_in(account()).get(at("ballot", cycle, "en"))
        assert answer.status_code == 403
        page = answer.content.decode()
        assert "not on the roll" in page
        assert "identity document" in page
        assert 'name="c"' not in page
        assert signed_in(account()).post(at("ballot_confirm", cycle), {"v": ["1:1"]}).status_code == 403

    def test_a_home_place_in_the_profile_gives_no_vote(self) -> None:
        cycle = open_vote()
        user = account(home=cycle.territory)
        assert signed_in(user).get(at("ballot", cycle)).status_code == 403

    def test_drafts_are_not_there(self) -> None:
        cycle = ready_cycle()
        assert signed_in(voter(cycle)).get(at("ballot", cycle)).status_code == 404


class TestRefusals:
    def test_too_many_come_back_with_everything_typed(self) -> None:
        cycle = open_vote()
        client = signed_in(voter(cycle))
        answer = client.post(at("ballot", cycle, "en"), {"c": ["1", "2", "3"], "do": "continue"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Take 1 out" in page
        assert len(re.findall(r'name="c"[^>]* checked', page)) == 3

    def test_numbers_that_are_none_come_back_as_typed(self) -> None:
        cycle = open_vote(ballot_type=BallotType.POINTS, max_points=10, max_choices=None)
        client = signed_in(voter(cycle))
        answer = client.post(at("ballot", cycle), {"p1": "3", "p2": "<b>", "do": "continue"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'value="&lt;b&gt;"' in page
        assert 'href="#p2"' in page
        assert 'value="3"' in page

    def test_nothing_chosen(self) -> None:
        cycle = open_vote()
        client = signed_in(voter(cycle))
        answer = client.post(at("ballot", cycle, "en"), {"do": "continue"})
        assert answer.status_code == 422
        assert "Choose at least one project" in answer.content.decode()
        assert client.get(at("ballot_confirm", cycle))["Location"].endswith("?check")
        assert client.get(at("ballot", cycle) + "?check").status_code == 422

    def test_before_and_after_the_vote(self) -> None:
        cycle = open_vote()
        client = signed_in(voter(cycle))
        choose(client, cycle, 1)
        fields = confirmation(client, cycle)
        vote = cycle.phases.get(kind=PhaseKind.VOTE)
        with time_machine.travel(vote.starts_at - dt.timedelta(seconds=1), tick=False):
            assert client.get(at("ballot", cycle)).status_code == 422
        with time_machine.travel(vote.ends_at, tick=False):
            client.force_login(voter(cycle), backend="ortaq.identity.backends.AccountBackend")
            assert client.get(at("ballot", cycle)).status_code == 422
            answer = client.post(at("ballot_confirm", cycle), fields)
            assert answer.status_code == 422
        assert not Cast.objects.exists()

    def test_the_last_second_counts(self) -> None:
        cycle = open_vote()
        client = signed_in(voter(cycle))
        choose(client, cycle, 1)
        fields = confirmation(client, cycle)
        ends = cycle.phases.get(kind=PhaseKind.VOTE).ends_at
        with time_machine.travel(ends - dt.timedelta(milliseconds=1), tick=False):
            assert client.post(at("ballot_confirm", cycle), fields).status_code == 303

    def test_a_withdrawal_between_the_pages(self) -> None:
        cycle = open_vote()
        client = signed_in(voter(cycle))
        choose(client, cycle, 1, 2)
        fields = confirmation(client, cycle)
        Project.objects.filter(cycle=cycle, number=2).update(withdrawn_at=clock.now())
        assert client.post(at("ballot_confirm", cycle), fields).status_code == 422
        page = client.get(at("ballot", cycle) + "?check").content.decode()
        assert re.search(r'id="c2" disabled', page)
        assert not Cast.objects.exists()

    @pytest.mark.parametrize(
        "change",
        [
            {"request": "not-a-uuid"},
            {"request": ""},
            {"v": ["1:1", "1:1"]},
            {"v": ["1"]},
            {"v": ["1:-1"]},
            {"v": ["99:1"]},
            {"v": ["9999999999:1"]},
            {"v": []},
            {"v": ["1:2"]},
            {"v": ["1:1", "2:1", "3:1"]},
            {"v": ["١:1"]},
        ],
    )
    def test_a_changed_confirmation_is_refused(self, change: dict[str, object]) -> None:
        cycle = open_vote()
        client = signed_in(voter(cycle))
        choose(client, cycle, 1)
        answer = client.post(at("ballot_confirm", cycle), {**confirmation(client, cycle), **change})
        assert answer.status_code == 422
        assert not Cast.objects.exists()


class TestTwice:
    def test_two_windows_and_a_double_click(self) -> None:
        cycle = open_vote()
        client = signed_in(voter(cycle))
        choose(client, cycle, 1)
        first = confirmation(client, cycle)
        choose(client, cycle, 2)
        second = confirmation(client, cycle)
        assert first["request"] != second["request"]
        # What a window showed is what it casts, whatever the other one has done to the cookie since.
        assert client.post(at("ballot_confirm", cycle), first).status_code == 303
        assert client.post(at("ballot_confirm", cycle), first).status_code == 303
        answer = client.post(at("ballot_confirm", cycle, "en"), second)
        assert answer.status_code == 409
        assert "already in" in answer.content.decode()
        assert opened(cycle, Cast.objects.get()).pots[1][0][0] == codes(cycle, 1)[0]

    def test_after_casting_the_ballot_leads_to_the_receipt(self) -> None:
        cycle = open_vote()
        user = voter(cycle)
        cast_for(cycle, user, {1: 1})
        client = signed_in(user)
        assert client.get(at("ballot", cycle))["Location"] == at("receipt", cycle)
        assert client.get(at("ballot_confirm", cycle))["Location"] == at("receipt", cycle)
        assert choose(client, cycle, 2).status_code == 409
        saved = client.post(at("ballot", cycle), {"c": ["2"], "do": "save"})
        assert saved.status_code == 409
        assert basket.load(_with(client), cycle_id=cycle.pk) == {}

    def test_changing_where_it_is_allowed(self) -> None:
        cycle = open_vote(changeable=True)
        user = voter(cycle)
        old = cast_for(cycle, user, {1: 1})
        client = signed_in(user)
        page = client.get(at("ballot", cycle, "en")).content.decode()
        assert "You have voted already" in page
        choose(client, cycle, 2)
        assert client.post(at("ballot_confirm", cycle), confirmation(client, cycle)).status_code == 303
        found = Cast.objects.get()
        assert opened(cycle, found).pots[1][0][0] == codes(cycle, 2)[0]
        check = client.get(at("receipt_check", cycle, "en"), {"code": old.receipt}).content.decode()
        assert "replaced" in check


def _with(client: Client) -> object:
    """A request as this browser would send it."""
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items() if morsel.value}
    request.user = type("Someone", (), {"pk": int(client.session["_auth_user_id"])})()
    return request


class TestTheCookie:
    def test_how_it_is_set(self, settings: object) -> None:
        settings.HTTPS = True  # type: ignore[attr-defined]
        cycle = open_vote()
        client = signed_in(voter(cycle))
        morsel = choose(client, cycle, 1).cookies[basket.cookie_name(cycle.pk)]
        assert (morsel["httponly"], morsel["secure"], morsel["samesite"]) == (True, True, "Lax")
        assert (morsel["path"], morsel["max-age"]) == ("/", 86400)

    def test_casting_wipes_it(self) -> None:
        cycle = open_vote()
        client = signed_in(voter(cycle))
        choose(client, cycle, 1)
        client.post(at("ballot_confirm", cycle), confirmation(client, cycle))
        assert client.cookies[basket.cookie_name(cycle.pk)].value == ""

    def test_signing_out_wipes_it(self) -> None:
        cycle, another = open_vote(), open_vote()
        user = voter(cycle)
        client = signed_in(user)
        choose(client, cycle, 1)
        client.cookies[basket.cookie_name(another.pk)] = "left from before"
        client.post(reverse("account_logout"))
        assert client.cookies[basket.cookie_name(cycle.pk)].value == ""
        assert client.cookies[basket.cookie_name(another.pk)].value == ""

    def test_a_session_that_ran_out_wipes_it(self) -> None:
        cycle = open_vote()
        client = signed_in(voter(cycle))
        choose(client, cycle, 1)
        client.session.flush()
        client.get(at("ballot", cycle))
        assert client.cookies[basket.cookie_name(cycle.pk)].value == ""

    def test_the_next_person_at_the_same_phone_sees_nothing(self) -> None:
        cycle = open_vote()
        client = signed_in(voter(cycle))
        choose(client, cycle, 1)
        client.force_login(voter(cycle), backend="ortaq.identity.backends.AccountBackend")
        assert b" checked" not in client.get(at("ballot", cycle)).content

    def test_after_a_day_it_is_gone(self) -> None:
        cycle = open_vote()
        client = signed_in(voter(cycle))
        choose(client, cycle, 1)
        with time_machine.travel(clock.now() + dt.timedelta(hours=24, minutes=1)):
            assert b" checked" not in client.get(at("ballot", cycle)).content

    def test_pages_are_not_kept_by_the_browser(self) -> None:
        cycle = open_vote()
        user = voter(cycle)
        client = signed_in(user)
        choose(client, cycle, 1)
        for name in ("ballot", "ballot_confirm"):
            assert "no-store" in client.get(at(name, cycle))["Cache-Control"]
        cast_for(cycle, user, {1: 1})
        for name in ("receipt", "receipt_text", "receipt_check"):
            assert "no-store" in client.get(at(name, cycle))["Cache-Control"]


class TestReceipts:
    def test_text_and_check(self) -> None:
        cycle = open_vote()
        user = voter(cycle)
        found = cast_for(cycle, user, {1: 1})
        client = signed_in(user)
        text = client.get(at("receipt_text", cycle, "en"))
        assert found.receipt in text.content.decode("utf-8-sig")
        assert text["Content-Disposition"].startswith("attachment")
        stranger = Client()
        typed = found.receipt.lower().replace("-", " ").replace("0", "o")
        page = stranger.get(at("receipt_check", cycle, "en"), {"code": typed}).content.decode()
        assert "This ballot was received" in page
        assert "will be counted" in page
        Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.RELEASED)
        assert "was counted" in stranger.get(at("receipt_check", cycle, "en"), {"code": typed}).content.decode()

    @pytest.mark.parametrize("code", ["0000-0000-0000-0000", "<script>", "Ә" * 500, "' OR 1=1 --"])
    def test_an_unknown_code_is_told_calmly(self, client: Client, code: str) -> None:
        cycle = open_vote()
        answer = client.get(at("receipt_check", cycle, "en"), {"code": code})
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "No ballot with this code" in page
        assert "<script>" not in page

    def test_a_receipt_of_another_vote_is_not_found_here(self, client: Client) -> None:
        here, there = open_vote(), open_vote()
        found = cast_for(there, voter(there), {1: 1})
        page = client.get(at("receipt_check", here, "en"), {"code": found.receipt}).content.decode()
        assert "No ballot with this code" in page

    def test_nobody_sees_somebody_elses_receipt(self) -> None:
        cycle = open_vote()
        cast_for(cycle, voter(cycle), {1: 1})
        other = signed_in(voter(cycle))
        assert other.get(at("receipt", cycle))["Location"] == at("ballot", cycle)
        assert other.get(at("receipt_text", cycle))["Location"] == at("ballot", cycle)

    def test_the_receipt_says_nothing_about_the_choice(self) -> None:
        cycle = open_vote()
        user = voter(cycle)
        cast_for(cycle, user, {2: 1})
        page = signed_in(user).get(at("receipt", cycle)).content.decode()
        assert "Жоба" not in page


class TestWeight:
    @pytest.mark.parametrize("projects", [1, 3, 12])
    def test_queries(self, projects: int, django_assert_num_queries: object) -> None:
        cycle = open_vote(projects=max(projects, 2), max_choices=1, amount=10**9)
        if projects == 1:
            Project.objects.filter(cycle=cycle, number=2).update(withdrawn_at=clock.now())
        client = signed_in(voter(cycle))
        client.get(at("ballot", cycle))
        with django_assert_num_queries(7):  # type: ignore[operator]
            client.get(at("ballot", cycle))
        choose(client, cycle, 1)
        with django_assert_num_queries(9):  # type: ignore[operator]
            client.get(at("ballot_confirm", cycle))

    def test_twenty_projects_fit_into_fourteen_kilobytes(self) -> None:
        cycle = open_vote(projects=20, amount=10**9)
        page = signed_in(voter(cycle)).get(at("ballot", cycle)).content
        assert len(gzip.compress(page, 6)) <= 14_000

    def test_a_read_never_writes(self) -> None:
        cycle = open_vote()
        user = voter(cycle)
        client = signed_in(user)
        for name in ("ballot", "ballot_confirm", "receipt", "receipt_text", "receipt_check"):
            client.get(at(name, cycle))
        assert entry_of(cycle, user).user_id is None
        assert not Cast.objects.exists()
