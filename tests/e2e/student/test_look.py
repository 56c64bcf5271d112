"""A reader's own size of text, spacing, motion and time zone: at once, on every device, before the first paint."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, violations

BOB = "bob@riverside.example"
pytestmark = pytest.mark.e2e


def _size(page: Page) -> float:
    return float(page.evaluate("() => parseFloat(getComputedStyle(document.documentElement).fontSize)"))


def _choose(page: Page, name: str, place: int = 0) -> None:
    choice = page.get_by_role("radio", name=name).nth(place)
    choice.click()
    expect(choice).to_be_checked()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_choices_are_taken_on_at_once_and_go_along(sign_in: SignIn, scheme: str, width: int) -> None:
    page = sign_in(BOB, scheme=scheme, width=width)
    page.goto("/account")
    _choose(page, "Normal")
    before = _size(page)
    _choose(page, "Larger")
    expect(page.locator("html")).to_have_attribute("data-size", "larger")
    assert _size(page) > 1.25 * before
    _choose(page, "Wide, easier to read for many")
    _choose(page, "As little as possible")
    page.get_by_label("Time zone").select_option("Asia/Tokyo")
    expect(page.locator("html")).to_have_attribute("data-spacing", "wide")
    expect(page.locator("html")).to_have_attribute("data-motion", "less")
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"look-{scheme}-{width}.png", full_page=True)
    assert violations(page) == []

    other = sign_in(BOB, scheme=scheme, width=width)
    for path in ("/today", "/path", "/progress"):
        other.goto(path)
        expect(other.locator("html")).to_have_attribute("data-size", "larger")
        other.wait_for_timeout(600)
        assert violations(other) == []
        wider = other.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{path} scrolls sideways"
        if folder:
            other.screenshot(path=Path(folder) / f"look{path.replace('/', '-')}-{scheme}-{width}.png", full_page=True)

    # The cookie speaks before any script of the app does.
    context = other.context
    context.route("**/assets/**", lambda route: route.abort())
    still = context.new_page()
    still.goto("/today", wait_until="commit")
    expect(still.locator("html")).to_have_attribute("data-size", "larger")
    context.unroute("**/assets/**")

    for place in (0, 1):
        _choose(page, "Normal", place)
    _choose(page, "As on this device")
    page.get_by_label("Time zone").select_option("")
    expect(page.locator("html")).to_have_attribute("data-size", "normal")


def test_times_are_told_in_the_chosen_zone(sign_in: SignIn) -> None:
    page = sign_in("alice@riverside.example")
    shown = []
    for zone in ("Pacific/Honolulu", "Pacific/Kiritimati"):
        page.goto("/account")
        page.get_by_label("Time zone").select_option(zone)
        expect(page.get_by_label("Time zone")).to_have_value(zone)
        page.goto("/progress")
        page.get_by_role("button", name=re.compile(r"of \d+ right")).first.click()
        shown.append(page.locator(".evidence li:visible").first.inner_text())
    assert shown[0] != shown[1]
    page.goto("/account")
    page.get_by_label("Time zone").select_option("")
    expect(page.get_by_label("Time zone")).to_have_value("")
