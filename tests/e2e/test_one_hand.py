"""Every page of every role, as one hand would have made it: in each width, enlarged, by keyboard, light and dark."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from learnapp.core.i18n import source
from learnapp.learnapp import app
from tests.e2e.conftest import Site, signing_in, violations
from tests.every_page import PEOPLE, ROUTES, Visit, every_page

pytestmark = pytest.mark.e2e
_VISITS = [(role, route) for role, routes in ROUTES.items() for route in routes]
# Pages that are the same for everybody are looked at as the first who has them.
_ONCE = list({route: (role, route) for role, route in reversed(_VISITS)}.values())[::-1]
_WIDTHS = (1280, 768, 390)
# A window of 1280 pixels at 200 % shows what 640 show.
_ENLARGED = 640
_BEYOND = """() => {
  // The body ends before the place that is kept for a scroll bar.
  const width = Math.min(document.documentElement.clientWidth, document.body.clientWidth);
  if (document.documentElement.scrollWidth <= width + 1) return [];
  const within = one => {
    for (let up = one.parentElement; up && up !== document.body; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== "visible") return true;
    return false;
  };
  return [...document.querySelectorAll("body *")]
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([one, box]) => box.width && (box.right > width + 1 || box.left < -1) && !within(one))
    .slice(0, 4).map(([one]) => one.outerHTML.slice(0, 140));
}"""
# What has the focus, whether that can be seen (an outline or a shadow), and whether it lies on the page.
_FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  if (!one.dataset.walked) one.dataset.walked = Math.random().toString(36).slice(2);
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  return {
    id: one.dataset.walked,
    parts: one.matches("iframe, video, input[type=date], input[type=time]"),
    alone: [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
      .every(other => other === one || !other.getClientRects().length),
    what: one.outerHTML.slice(0, 140),
    shown: one.matches("iframe, video") || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
      || style.boxShadow !== "none" || one.matches("input[type=file]"),
    visible: one.tagName === "IFRAME" || (box.width > 0 && box.height > 0),
  };
}"""


# What stands in the place of a sentence that the page's part of the catalogue does not have.
_NAMES = frozenset(re.findall(r"^([a-z][\w-]*-[\w-]*) =", source("en"), re.M))
_SAID = """() => [...document.querySelectorAll("body *")].flatMap(one => [
  ...[...one.childNodes].filter(child => child.nodeType === 3).map(child => child.data.trim()),
  one.getAttribute("aria-label"), one.getAttribute("title"), one.getAttribute("placeholder"),
]).concat(document.title.split(" · ")).filter(Boolean)"""


@pytest.fixture(scope="module")
def visits(site: Site) -> dict[tuple[str, str], Visit]:
    """Every page, by role and route."""
    return {(one.role, one.route): one for one in every_page(site.owner)}


@pytest.fixture(scope="module")
def pages(site: Site, browser: Browser) -> Iterator[dict[str, Page]]:
    """One signed-in page for each role, opened when it is needed."""
    with ExitStack() as stack:
        enter = stack.enter_context(signing_in(site, browser))

        class Opened(dict[str, Page]):
            def __missing__(self, role: str) -> Page:
                if role == "visitor":
                    self[role] = browser.new_context(base_url=site.url, reduced_motion="reduce").new_page()
                else:
                    self[role] = enter(PEOPLE[role])
                return self[role]

        yield Opened()


def _wide_and_light(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")


def _open(page: Page, visit: Visit) -> None:
    _wide_and_light(page)
    page.goto(visit.path)
    expect(page.locator("h1").first).to_be_visible()
    expect(page.locator("main[aria-busy=true]")).to_have_count(0)
    expect(page.locator(".skeleton")).to_have_count(0)


def _beyond(page: Page) -> list[str]:
    """Return what makes the page scroll sideways; charts take a moment to follow the window."""
    found: list[str] = []
    for _ in range(15):
        found = page.evaluate(_BEYOND)
        if not found:
            break
        page.wait_for_timeout(100)
    return found


def _keep(page: Page, visit: Visit, name: str) -> None:
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.wait_for_timeout(300)
        label = re.sub(r"[^a-z0-9]+", "-", str(visit).lower()).strip("-")
        page.screenshot(path=Path(folder) / f"hand-{label}-{name}.png", full_page=True)


def test_the_list_names_every_page() -> None:
    filled = re.compile(r"/learn/\[[a-z]+\]")
    listed = {filled.sub("/learn/[content_id]", route.split("?")[0]) for _, route in _VISITS}
    apart = {"index", "404"}
    declared = {route for route in app._unevaluated_pages if route not in apart}  # noqa: SLF001 - nothing else tells
    assert {f"/{route.strip('/')}" for route in declared} - listed == set()


@pytest.mark.parametrize(("role", "route"), _ONCE)
def test_a_page_in_every_width_and_theme_and_by_keyboard_alone(
    role: str, route: str, visits: dict[tuple[str, str], Visit], pages: dict[str, Page]
) -> None:
    visit, page = visits[role, route], pages[role]
    _open(page, visit)
    assert page.locator("h1").count() == 1
    assert page.title().strip() not in {"", "learnapp"}
    assert _NAMES.intersection(page.evaluate(_SAID)) == set()
    _look_in_every_width_and_theme(page, visit)
    _wide_and_light(page)
    _walk_by_keyboard(page)


def _look_in_every_width_and_theme(page: Page, visit: Visit) -> None:
    for width in (*_WIDTHS, _ENLARGED):
        page.set_viewport_size({"width": width, "height": 900})
        assert _beyond(page) == [], f"at {width} px"
        if width == 1280:
            _keep(page, visit, "light-1280")
            assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 900})
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(100)
    _keep(page, visit, "dark-390")
    assert violations(page) == []


def _walk_by_keyboard(page: Page) -> None:
    page.evaluate("document.activeElement && document.activeElement.blur()")
    stops: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate(_FOCUSED)
        if at is None or at["id"] in stops[:-1]:
            break
        assert at["shown"], f"the focus cannot be seen on {at['what']}"
        assert at["visible"], f"the focus is nowhere to be seen: {at['what']}"
        # The buttons of a film and the parts of a date are stops within one element; behind a page's only stop comes
        # the browser's own, or the same again.
        assert at["parts"] or at["alone"] or not stops or at["id"] != stops[-1], f"caught in {at['what']}"
        stops.append(at["id"])
    assert stops
