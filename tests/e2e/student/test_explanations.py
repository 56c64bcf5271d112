"""Explain it differently: every way that there is, by keyboard, with a picture that says in words what it shows."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep

ALICE = "alice@riverside.example"
pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_student_who_is_stuck_gets_the_same_thing_in_other_ways(
    sign_in: SignIn, site: Site, scheme: str, width: int
) -> None:
    page = sign_in(ALICE, scheme=scheme, width=width)
    page.goto(f"/learn/{site.template_item('Same bottom, add')}")
    ways = page.get_by_role("group", name="Explain it differently").get_by_role("button")
    expect(ways).to_have_text(["A worked example", "A comparison", "A picture", "Smaller steps"])
    ways.nth(2).press("Enter")
    expect(ways.nth(2)).to_have_attribute("aria-pressed", "true")
    picture = page.locator(".drawn-picture")
    expect(picture).to_be_visible()
    assert len(picture.get_attribute("alt") or "") > 20
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    keep(page, f"explanation-{scheme}-{width}")
    assert violations(page) == []
    ways.nth(0).click()
    expect(page.locator("article .katex").first).to_be_visible()
    ways.nth(0).click()
    expect(page.locator("main article")).to_have_count(0)
