"""A whole vote in Kazakh on a phone, with and without script: at most N + 3 actions for N choices."""

import pytest
from playwright.sync_api import Page, expect

from ortaq.participation.enums import BallotType
from ortaq.participation.models import Cast, Cycle
from tests.browser.accessibility import assert_accessible
from tests.factories.participation import open_vote, two_pots
from tests.factories.voters import opened, signed_in, voter

pytestmark = pytest.mark.django_db(transaction=True)


class Thumb:
    """A voter's thumb: it acts on what is in sight and counts what it does."""

    def __init__(self, page: Page, *, check: bool = True) -> None:
        self.page, self.check, self.actions = page, check, 0

    def tap(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.actions += 1
        self.look()

    def write(self, selector: str, text: str) -> None:
        self.page.locator(selector).fill(text)
        self.actions += 1
        self.look()

    def look(self) -> None:
        self.page.wait_for_load_state()
        if self.check:
            assert_accessible(self.page)


def sign_in(page: Page, cycle: Cycle) -> None:
    """The browser of a person on the roll, signed in."""
    client = signed_in(voter(cycle))
    address = {"domain": "127.0.0.1" if "127.0.0.1" in base(page) else "localhost", "path": "/"}
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, **address}])


def base(page: Page) -> str:
    page.goto("/kk/account/login/")
    return page.url


def about(cycle: Cycle) -> str:
    return f"/kk/places/{cycle.territory.code}/vote/{cycle.slug}/"


CONTINUE = "button[name=do][value=continue]"
CAST = "main form .button-primary"


def vote_link(cycle: Cycle) -> str:
    return f'main a[href$="{about(cycle)}ballot/"]'


@pytest.mark.parametrize("scripted", [True, False])
def test_choosing_two_takes_five_actions(request: pytest.FixtureRequest, scripted: bool) -> None:
    page: Page = request.getfixturevalue("phone" if scripted else "no_script")
    cycle = open_vote(projects=4)
    sign_in(page, cycle)
    page.goto(about(cycle))
    thumb = Thumb(page, check=scripted)
    thumb.look()
    thumb.tap(vote_link(cycle))
    expect(page.locator(".ballot-bar")).to_be_in_viewport()
    thumb.tap("label[for=c2]")
    thumb.tap("label[for=c4]")
    thumb.tap(CONTINUE)
    assert not Cast.objects.exists()
    expect(page.locator(".chosen > li")).to_have_count(2)
    thumb.tap(CAST)
    assert thumb.actions <= 2 + 3
    found = Cast.objects.get()
    expect(page.locator(".receipt-code")).to_have_text(found.receipt)
    chosen = {code for code, _points in opened(cycle, found).pots[1]}
    assert chosen == {cycle.projects.get(number=number).code for number in (2, 4)}
    assert not [cookie for cookie in page.context.cookies() if cookie["name"].startswith("ortaq_basket")]


def test_the_bar_speaks_live_and_choices_survive_leaving(phone: Page) -> None:
    cycle = open_vote(projects=3)
    sign_in(phone, cycle)
    phone.goto(f"{about(cycle)}ballot/".replace("/kk/", "/en/"))
    bar = phone.locator("ballot-state")
    expect(bar).to_have_text("Chosen: 0 of 2")
    expect(phone.locator("[data-plain]")).to_be_hidden()
    phone.locator("label[for=c1]").click()
    phone.locator("label[for=c2]").click()
    expect(bar).to_have_text("Chosen: 2 of 2")
    with phone.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 204):
        phone.locator("label[for=c3]").click()
    expect(bar).to_have_text("Too many projects. Chosen: 3 of 2")
    assert_accessible(phone)
    phone.goto("/en/")
    phone.goto(f"{about(cycle)}ballot/")
    expect(phone.locator(".choice-box:checked")).to_have_count(3)
    phone.locator(CONTINUE).click()
    expect(phone.locator(".error-summary")).to_be_visible()
    assert_accessible(phone)
    expect(phone.locator(".choice-box:checked")).to_have_count(3)


def test_money_is_counted_down_live(phone: Page) -> None:
    cycle = open_vote(ballot_type=BallotType.KNAPSACK, max_choices=None, amount=4_000_000, projects=3)
    sign_in(phone, cycle)
    phone.goto(f"{about(cycle)}ballot/".replace("/kk/", "/en/"))
    bar = phone.locator("ballot-state")
    expect(bar).to_have_text("Left: 4\u202f000\u202f000\u00a0₸")
    phone.locator("label[for=c3]").click()
    expect(bar).to_have_text("Left: 1\u202f000\u202f000\u00a0₸")
    phone.locator("label[for=c2]").click()
    expect(bar).to_have_text("Not enough money. Left: −1\u202f000\u202f000\u00a0₸")
    phone.locator("label[for=c3]").click()
    phone.locator(CONTINUE).click()
    phone.locator(CAST).click()
    assert Cast.objects.count() == 1


@pytest.mark.parametrize("kind", [BallotType.POINTS, BallotType.RANKING])
def test_numbers_by_keyboard_of_the_phone(phone: Page, kind: str) -> None:
    points = kind == BallotType.POINTS
    cycle = open_vote(ballot_type=kind, max_points=10 if points else None, max_choices=None if points else 3)
    prefix = "p" if points else "r"
    sign_in(phone, cycle)
    phone.goto(about(cycle))
    thumb = Thumb(phone)
    thumb.tap(vote_link(cycle))
    thumb.write(f"#{prefix}3", "1")
    thumb.write(f"#{prefix}1", "2")
    thumb.tap(CONTINUE)
    thumb.tap(CAST)
    assert thumb.actions <= 2 + 3
    assert [code for code, _points in opened(cycle, Cast.objects.get()).pots[1]] == [
        cycle.projects.get(number=number).code for number in ((1, 3) if points else (3, 1))
    ]


def test_enter_in_a_field_casts_nothing_and_goes_nowhere(no_script: Page) -> None:
    cycle = open_vote(ballot_type=BallotType.POINTS, max_points=10, max_choices=None)
    sign_in(no_script, cycle)
    no_script.goto(f"{about(cycle)}ballot/")
    no_script.locator("#p2").fill("3")
    no_script.locator("#p2").press("Enter")
    expect(no_script.locator("#p2")).to_have_value("3")
    assert no_script.url.endswith("/ballot/")


def test_update_without_script_keeps_and_counts(no_script: Page) -> None:
    cycle = open_vote()
    sign_in(no_script, cycle)
    no_script.goto(f"{about(cycle)}ballot/".replace("/kk/", "/en/"))
    no_script.locator("label[for=c1]").click()
    no_script.locator("[data-plain]").click()
    expect(no_script.locator("ballot-state")).to_have_text("Chosen: 1 of 2")
    expect(no_script.locator(".choice-box:checked")).to_have_count(1)
    no_script.locator("label[for=c3]").click()
    no_script.locator(".choice-about summary").nth(1).click()
    no_script.locator(CONTINUE).click()
    expect(no_script.locator(".chosen > li")).to_have_count(2)
    no_script.locator("main form a").click()
    expect(no_script.locator(".choice-box:checked")).to_have_count(2)


def test_not_on_the_roll_and_checking_a_receipt(phone: Page) -> None:
    cycle, elsewhere = open_vote(), open_vote()
    sign_in(phone, elsewhere)
    phone.goto(f"{about(cycle)}ballot/")
    assert_accessible(phone)
    phone.goto(f"{about(cycle)}check/?code=0000-0000-0000-0000")
    assert_accessible(phone)


def test_the_bar_says_what_is_chosen_in_each_pot(phone: Page) -> None:
    cycle = two_pots(max_choices=2)
    sign_in(phone, cycle)
    phone.goto(f"{about(cycle)}ballot/".replace("/kk/", "/en/"))
    bar = phone.locator("ballot-state")
    expect(bar).to_have_text("Roads in English: 0 of 2 · Lights in English: 0 of 2")
    for number in (1, 2, 4):
        phone.locator(f"label[for=c{number}]").click()
    expect(bar).to_have_text("Roads in English: 2 of 2 · Lights in English: 1 of 2")
    phone.locator("label[for=c3]").click()
    expect(bar).to_have_text("Too many projects. Roads in English: 3 of 2 · Lights in English: 1 of 2")
    assert_accessible(phone)
    phone.locator("label[for=c3]").click()
    phone.locator("label[for=c5]").click()
    phone.locator(CONTINUE).click()
    phone.locator(CAST).click()
    assert set(opened(cycle, Cast.objects.get()).pots) == {1, 2}
