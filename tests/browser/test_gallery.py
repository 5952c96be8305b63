"""The design system as people meet it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import assert_accessible


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_gallery_on_a_phone(phone: Page, language: str):
    phone.goto(f"/{language}/ui/")
    assert_accessible(phone)


def test_gallery_on_a_desktop(desktop: Page):
    desktop.goto("/ru/ui/")
    assert_accessible(desktop)


def test_gallery_in_the_dark(dark: Page):
    dark.goto("/kk/ui/")
    assert_accessible(dark)


@pytest.mark.parametrize("name", ["hub", "ballot", "result"])
def test_sample_pages(phone: Page, desktop: Page, name: str):
    for page in (phone, desktop):
        page.goto(f"/kk/ui/sample/{name}/")
        assert_accessible(page)


def test_missing_page(phone: Page):
    answer = phone.goto("/kk/nowhere/")
    assert answer.status == 404
    assert_accessible(phone)


def test_the_ballot_bar_counts(phone: Page):
    phone.goto("/en/ui/sample/ballot/")
    bar = phone.locator("choice-count")
    expect(bar).to_have_text("Chosen: 2 of 3")
    phone.locator("label[for=choice-3]").click()
    phone.locator("label[for=choice-4]").click()
    expect(bar).to_have_text("Chosen: 4, but only 3 count")


def test_the_ballot_bar_without_script(no_script: Page):
    no_script.goto("/en/ui/sample/ballot/")
    expect(no_script.locator("choice-count")).to_have_text("Up to 3 projects")
    expect(no_script.get_by_role("button", name="Check my ballot")).to_be_in_viewport()


def test_whole_card_is_the_target(phone: Page):
    phone.goto("/en/ui/sample/ballot/")
    card = phone.locator("label[for=choice-5]").bounding_box()
    box = phone.locator("#choice-5").bounding_box()
    assert card["height"] >= 44
    assert box["width"] >= 24


def test_every_control_is_large_enough_for_a_finger(phone: Page):
    phone.goto("/kk/ui/sample/hub/")
    small = phone.evaluate(
        """[...document.querySelectorAll('header a, header button, main .chip, main .button, footer a')]
           .map(e => [e.textContent.trim(), e.getBoundingClientRect()])
           .filter(([, r]) => r.width && (r.height < 43.5 || r.width < 43.5))
           .map(([text, r]) => `${text} ${r.width}x${r.height}`)"""
    )
    assert small == []


def test_light_or_dark_is_kept_without_script(no_script: Page):
    no_script.goto("/en/ui/theme/?next=/en/ui/sample/hub/")
    no_script.get_by_label("Dark").check()
    no_script.get_by_role("button", name="Save").click()
    expect(no_script).to_have_url("/en/ui/sample/hub/")
    assert no_script.locator("html").get_attribute("data-theme") == "dark"


def test_language_switch_stays_on_the_page(desktop: Page):
    desktop.goto("/en/ui/?q=1")
    desktop.get_by_role("link", name="Қаз").click()
    expect(desktop).to_have_url("/kk/ui/?q=1")
    assert desktop.locator("html").get_attribute("lang") == "kk"


def test_skip_link_comes_first(desktop: Page):
    desktop.goto("/en/ui/")
    desktop.keyboard.press("Tab")
    expect(desktop.locator(".skip")).to_be_focused()
    desktop.keyboard.press("Enter")
    expect(desktop.locator("main")).to_be_focused()
