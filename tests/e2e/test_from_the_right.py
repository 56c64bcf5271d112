"""The layout in a language that is written from the right, with longer words: nothing is cut off, nothing overlaps.

No such language is in the catalogue yet, so the browser plays one: the same sentences, stretched and turned around.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, Site, violations

ALICE, CAROL, ADAM = "alice@riverside.example", "carol@riverside.example", "adam@riverside.example"
PAGES = [
    (ALICE, "/today"), (ALICE, "/path"), (ALICE, "/progress"), (ALICE, "/discussion"), (ALICE, "/account"),
    (CAROL, "/teach"), (CAROL, "/teach/reviews"), (ADAM, "/admin"), (ADAM, "/admin/people"),
]  # fmt: skip
pytestmark = pytest.mark.e2e


def _turned(page: Page) -> None:
    page.add_init_script("try { sessionStorage.setItem('learnapp-pseudo', 'rtl') } catch {}")


def _overflow(page: Page) -> list[str]:
    """Return what reaches beyond the window without a scroll of its own."""
    found: list[str] = page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width + 1) return [];
          return [...document.querySelectorAll("main *, header *")]
            .map(one => [one, one.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.left < -1 || box.right > width + 1)).map(([one]) => one)
            .filter(one => !one.closest(".table-wrap, .scroll, .sr, .skip"))
            .slice(0, 5).map(one => one.outerHTML.slice(0, 120));
        }"""
    )
    return found


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("who", "address"), PAGES)
def test_pages_stand_from_right_to_left(sign_in: SignIn, who: str, address: str, width: int) -> None:
    page = sign_in(who, width=width)
    _turned(page)
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.locator(".skeleton").first.wait_for(state="detached")
    page.wait_for_timeout(400)
    assert _overflow(page) == []
    brand, tools = (page.locator(one).bounding_box() for one in (".brand", ".tools"))
    assert brand and tools and (brand["x"] > tools["x"] or brand["y"] < tools["y"])
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        name = address.strip("/").replace("/", "-")
        page.screenshot(path=Path(folder) / f"rtl-{name}-{width}.png", full_page=True)


def test_a_task_is_answered_from_right_to_left(sign_in: SignIn, site: Site) -> None:
    page = sign_in(ALICE, width=390)
    _turned(page)
    page.goto(f"/learn/{site.template_item('Same bottom, add')}")
    # Numbers and formulas keep their own direction, or 3/8 would read as 8/3.
    expect(page.locator(".katex").first).to_have_css("direction", "ltr")
    page.fill("#answer-field", "1/2")
    expect(page.locator("#answer-field")).to_have_css("direction", "ltr")
    page.get_by_role("button", name=re.compile("Cheeck")).click()
    expect(page.locator("#feedback .note").first).to_be_visible()
    assert _overflow(page) == []
    assert violations(page) == []


def test_every_word_of_a_page_comes_from_the_catalogue(sign_in: SignIn) -> None:
    page = sign_in(ALICE)
    _turned(page)
    page.goto("/account")
    expect(page.get_by_role("heading", level=1)).to_contain_text("⟦")
    plain: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("main button, main label, main h1, main h2, main legend, nav a")]
          .map(one => one.innerText.trim()).filter(text => text && !text.includes("⟦") && /[a-z]{3}/.test(text))"""
    )
    # Languages and time zones are named in their own words.
    assert [text for text in plain if text not in {"English", "Español"}] == []
