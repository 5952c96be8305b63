"""The main job on the demo, in Kazakh on a phone: vote, close, count, release by two, read, download, import."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from ortaq import tally
from ortaq.participation.models import Act, Cast, Cycle, Project
from tests.browser.accessibility import assert_accessible

PLACE = "/kk/places/623830000/vote"


@pytest.fixture
def demo(live_server: Any, settings: Any) -> None:
    settings.DEMO = True
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    call_command("seed_territories", verbosity=0)
    call_command("seed_norms", verbosity=0)
    call_command("demo", verbosity=0)


class Visitor:
    """Somebody who taps and reads; axe looks with them wherever script may run."""

    def __init__(self, page: Page, *, scripted: bool) -> None:
        self.page, self.scripted = page, scripted

    def open(self, address: str) -> None:
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.ok, f"{address}: {answer.status}"
        self.look()

    def tap(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state()
        self.look()

    def look(self) -> None:
        if self.scripted:
            assert_accessible(self.page)

    def become(self, name: str) -> None:
        self.page.context.clear_cookies()
        self.open("/kk/account/demo/")
        self.tap(f"li:has-text('{name}') button")


@pytest.mark.parametrize("scripted", [True, False])
def test_from_the_ballot_to_the_file(
    request: pytest.FixtureRequest, demo: None, shared_data: Path, tmp_path: Path, scripted: bool
) -> None:
    page: Page = request.getfixturevalue("phone" if scripted else "no_script")
    visitor = Visitor(page, scripted=scripted)
    running = Cycle.objects.get(slug="2027")

    visitor.become("Қиялова")
    visitor.open(f"{PLACE}/2027/")
    visitor.tap(f'main a[href$="{PLACE}/2027/ballot/"]')
    for number in (2, 3, 11):
        page.locator(f"label[for=c{number}]").click()
    visitor.tap("button[name=do][value=continue]")
    visitor.tap("main form .button-primary")
    receipt = page.locator(".receipt-code").inner_text()
    assert Cast.objects.filter(cycle=running, receipt=receipt).exists()

    visitor.become("Мысалов")
    visitor.open(f"/kk/desk/cycles/{running.pk}/count/")
    visitor.tap('form[action$="/close-demo/"] button')
    visitor.open(f"/kk/desk/cycles/{running.pk}/count/")
    visitor.tap("main form .button-primary")
    visitor.open(f"{PLACE}/2027/result/")
    expect(page.locator(".result-row")).to_have_count(0)
    assert page.goto(f"{PLACE}/2027/result/623830000-2027.pb").status == 404  # type: ignore[union-attr]
    visitor.open(f"/kk/desk/cycles/{running.pk}/acts/new/release/")
    page.locator("textarea").fill("Санақ аяқталды, бәрі дұрыс.")
    visitor.tap("main form .button-primary")

    visitor.become("Үлгіева")
    visitor.open("/kk/desk/")
    act = Act.objects.get(cycle=running)
    visitor.tap(f'a[href$="/acts/{act.pk}/"]')
    visitor.tap("button[name=decision][value=confirm]")
    running.refresh_from_db()
    assert running.is_released

    visitor.open(f"{PLACE}/2027/result/")
    expect(page.locator(".result-row")).to_have_count(Project.objects.filter(cycle=running).count())
    shown = numbers(page, ".result-funded")
    with page.expect_download() as download:
        page.locator('a[href$=".pb"]').first.click()
    file = tmp_path / "result.pb"
    download.value.save_as(file)
    election = tally.read_pb(file)
    assert len(list(election.votes())) == Cast.objects.filter(cycle=running).count() == 432
    counted = tally.count(election.election(), tally.Rule("greedy", {}, election.tie_rule()))
    of_code = dict(Project.objects.filter(cycle=running).values_list("code", "number"))
    assert shown
    assert shown == {of_code[code] for code in counted.winners}
    assert numbers(page, ".result-not") == set(of_code.values()) - shown

    visitor.open(f"{PLACE}/2027/check/")
    page.locator("main #code").fill(receipt.lower())
    visitor.tap("main form .button-primary")
    expect(page.locator("main .notice-success")).to_have_count(1)
    visitor.open(f"{PLACE}/2027/check/?code=0000-0000-0000-0000")
    expect(page.locator("main .notice-danger")).to_have_count(1)

    visitor.become("Ойданов")
    visitor.open("/kk/desk/archives/new/")
    archive_file = shared_data / "pabulib" / "Poland_Warszawa_2019_Sadul.pb"
    page.locator("input[type=file]").set_input_files(archive_file)
    page.locator("input[name=place]").fill("620000000")
    visitor.tap("main form .button-primary")
    visitor.tap("main form .button-primary")
    archive = Cycle.objects.get(archive__isnull=False)
    visitor.open(f"/kk/places/620000000/vote/{archive.slug}/result/")
    expect(page.locator("main")).to_contain_text("Poland")
    declared = tally.read_pb(archive_file).declared()
    assert declared is not None
    of_code = dict(Project.objects.filter(cycle=archive).values_list("code", "number"))
    assert numbers(page, ".result-funded") == {of_code[code] for code in declared.winners}


def numbers(page: Page, rows: str) -> set[int]:
    """The numbers of the projects in these rows of a result page, as their links give them."""
    links = page.locator(f"{rows} .result-title a")
    return {int(link.get_attribute("href").rstrip("/").rpartition("/")[2]) for link in links.all()}  # type: ignore[union-attr]
