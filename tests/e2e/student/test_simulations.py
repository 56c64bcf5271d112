"""Simulations: worked by keyboard, graded by the server, and a frame that is believed nothing else."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, Route, expect

from learnapp.components.simulation import WORDS
from learnapp.core.i18n import translate
from tests.e2e.conftest import ROOT, SignIn, Site, formulas, violations

BOB = "bob@riverside.example"
pytestmark = pytest.mark.e2e
SIZES = pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])


def _open(page: Page, site: Site, title: str) -> FrameLocator:
    page.goto(f"/learn/{site.template_item(title)}")
    expect(page.get_by_role("button", name="Check my answer")).to_be_visible()
    return page.frame_locator("iframe.simulation")


def _check(page: Page, name: str) -> None:
    folder = os.environ.get("SCREENSHOTS")
    page.wait_for_timeout(500)
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    assert violations(page) == []
    page.get_by_role("button", name="Check my answer").click()


def _right(page: Page) -> None:
    expect(page.locator("#feedback .note.good")).to_be_visible()


def _numbers(page: Page, pattern: str) -> tuple[int, ...]:
    found = re.search(pattern, "".join(formulas(page)))
    assert found is not None
    return tuple(map(int, found.groups()))


@SIZES
def test_a_marker_is_moved_with_the_arrow_keys_and_stays_for_another_device(
    sign_in: SignIn, site: Site, scheme: str, width: int
) -> None:
    page = sign_in(BOB, scheme=scheme, width=width)
    frame = _open(page, site, "Put the marker there")
    top, _ = _numbers(page, r"\\frac\{(\d+)\}\{(\d+)\}")
    page.get_by_role("button", name="Check my answer").click()
    expect(page.locator("#feedback")).to_contain_text("Move something in the simulation first")
    marker = frame.get_by_role("slider", name="Marker")
    marker.focus()
    for _ in range(top):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(800)
    other = sign_in(BOB, width=768)
    other.goto(page.url)
    expect(other.frame_locator("iframe.simulation").get_by_role("slider", name="Marker")).to_have_value(str(top))
    _check(page, f"number-line-{scheme}-{width}")
    _right(page)


@SIZES
def test_a_scale_is_emptied_on_both_sides(sign_in: SignIn, site: Site, scheme: str, width: int) -> None:
    page = sign_in(BOB, scheme=scheme, width=width)
    frame = _open(page, site, "Keep the balance")
    boxes, weights, _ = _numbers(page, r"(\d+)x\+(\d+)=(\d+)")
    frame.get_by_role("button", name="Take 1 from both sides").focus()
    for _ in range(weights):
        page.keyboard.press("Enter")
    frame.get_by_role("button", name=f"Share both sides by {boxes}").click()
    expect(frame.get_by_text("On the left: boxes 1, weights 0")).to_be_visible()
    _check(page, f"balance-scale-{scheme}-{width}")
    _right(page)


@SIZES
def test_a_line_is_moved_until_it_meets_both_points(sign_in: SignIn, site: Site, scheme: str, width: int) -> None:
    page = sign_in(BOB, scheme=scheme, width=width)
    frame = _open(page, site, "Meet both points")
    goals = frame.locator("circle.goal")
    expect(goals).to_have_count(2)
    places = [
        (
            (float(goals.nth(n).get_attribute("cx") or 0) - 240) / 36,
            (240 - float(goals.nth(n).get_attribute("cy") or 0)) / 36,
        )
        for n in (0, 1)
    ]
    named = ", ".join(f"({x:g} | {y:g})".replace("-", "−") for x, y in places).replace(", ", " and ")
    expect(frame.get_by_text(f"The line is to go through the points {named}.")).to_be_visible()
    slope = round((places[1][1] - places[0][1]) / (places[1][0] - places[0][0]))
    start = round(places[0][1] - slope * places[0][0])
    for name, value in (("Slope", slope * 2), ("Start", start)):
        frame.get_by_role("slider", name=name).focus()
        for _ in range(abs(value)):
            page.keyboard.press("ArrowRight" if value > 0 else "ArrowLeft")
    _check(page, f"slope-explorer-{scheme}-{width}")
    _right(page)


@SIZES
def test_a_bag_is_filled_and_drawn_from(sign_in: SignIn, site: Site, scheme: str, width: int) -> None:
    page = sign_in(BOB, scheme=scheme, width=width)
    frame = _open(page, site, "Fill the bag")
    top, bottom = _numbers(page, r"\\frac\{(\d+)\}\{(\d+)\}")
    for name, value in (("Red balls", top), ("Blue balls", bottom - top)):
        frame.get_by_role("slider", name=name).fill(str(value))
    frame.get_by_role("button", name="Draw 10 times").click()
    expect(frame.get_by_text("Drawn: 10, of these red:")).to_be_visible()
    frame.get_by_role("button", name="Draw 10 times").click()
    expect(frame.get_by_text("Drawn: 20, of these red:")).to_be_visible()
    _check(page, f"probability-sampler-{scheme}-{width}")
    _right(page)


def test_forged_and_misshapen_messages_are_not_heard(sign_in: SignIn, site: Site) -> None:
    page = sign_in("bob@riverside.example")
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda data: frames.append(str(data))))
    frame = _open(page, site, "Put the marker there")
    expect(frame.get_by_role("slider", name="Marker")).to_be_visible()
    forge = """(state) => {
      window.postMessage({kind: 'learnapp:state', state}, '*');
      const other = document.createElement('iframe');
      other.srcdoc = `<script>parent.postMessage({kind: 'learnapp:state', state: {marker: 3}}, '*')<\\/script>`;
      document.body.append(other);
    }"""
    page.evaluate(forge, {"marker": 3})
    inner = next(one for one in page.frames if "simulations" in one.url)
    for message in ("{marker: 'x'}", "{marker: Infinity}", "[3]", "null", "{__proto__x: 3}", "{marker: {a: 1}}", "{}"):
        inner.evaluate(f"() => parent.postMessage({{kind: 'learnapp:state', state: {message}}}, '*')")
    page.wait_for_timeout(800)
    assert not [one for one in frames if "simulated" in one]
    assert (
        inner.evaluate("() => { try { return String(parent.document.cookie) } catch { return 'closed' } }") == "closed"
    )
    inner.evaluate("() => parent.postMessage({kind: 'learnapp:state', state: {marker: 3}}, '*')")
    page.wait_for_timeout(500)
    assert [one for one in frames if "simulated" in one and "marker=3" in one]


@pytest.fixture
def by_ear(browser: Browser) -> Iterator[Any]:
    """Open a simulation in a page that hands it language, words and setup, as the app does."""
    page = browser.new_page()

    def serve(route: Route) -> None:
        folder, name = route.request.url.rsplit("/", 2)[-2:]
        if name:
            route.fulfill(path=ROOT / "assets" / ("fonts" if folder == "fonts" else "simulations") / name)
        else:
            route.fulfill(body="<!doctype html><title>Page</title>", content_type="text/html")

    def opened(name: str, locale: str, setup: dict[str, float]) -> FrameLocator:
        words = {word: translate(locale, f"simulation-{key}") for word, key in WORDS.items()}
        told = {"kind": "learnapp:set-up", "setup": setup, "state": {}, "lang": locale, "words": words}
        page.goto("http://frames.test/")
        page.evaluate(
            f"""() => {{
              const frame = document.createElement("iframe");
              frame.sandbox = "allow-scripts";
              frame.src = "/{name}.html";
              addEventListener("message", (event) =>
                event.data?.kind === "learnapp:ready" && frame.contentWindow.postMessage({json.dumps(told)}, "*"));
              document.body.append(frame);
            }}"""
        )
        return page.frame_locator("iframe")

    page.route("http://frames.test/**", serve)
    yield opened
    page.close()


def test_a_line_and_its_points_can_be_heard(by_ear: Any) -> None:
    frame = by_ear("slope-explorer", "en", {"px": -2, "py": -3, "qx": 1, "qy": 3, "per": 2})
    expect(frame.locator("#points")).to_have_text("The line is to go through the points (−2 | −3) and (1 | 3).")
    for name, steps in (("Slope", 3), ("Start", 1)):
        for _ in range(steps):
            frame.get_by_role("slider", name=name).press("ArrowRight")
    expect(frame.get_by_role("slider", name="Slope")).to_have_attribute("aria-valuetext", "1.5")
    heard = frame.locator("p[aria-live=polite]")
    expect(heard).to_have_text("y = 1.5 · x + 1. At x = −2 the line is at −2, at x = 1 it is at 2.5.")


def test_a_marker_is_told_by_steps_as_one_counts_them_by_eye(by_ear: Any) -> None:
    frame = by_ear("number-line", "es", {"low": -1, "high": 2, "parts": 4})
    marker = frame.get_by_role("slider", name="Marca")
    expect(marker).to_have_accessible_description("La recta va de −1 a 2. Pasos de un número entero al siguiente: 4.")
    for heard, key in (("En −1", "Home"), ("Pasos después de −1: 1", "ArrowRight"), ("En 2", "End")):
        marker.press(key)
        expect(marker).to_have_attribute("aria-valuetext", heard)
        expect(frame.locator("#marker-value")).to_have_text(heard)


@pytest.mark.parametrize("locale", ["en", "es"])
@pytest.mark.parametrize("name", ["balance-scale", "number-line", "probability-sampler", "slope-explorer"])
def test_a_frame_is_in_the_language_of_the_page_and_says_what_it_is(by_ear: Any, name: str, locale: str) -> None:
    setup = {"boxes": 2, "left": 2, "right": 6, "px": 0, "py": 0, "qx": 1, "qy": 1}
    root = by_ear(name, locale, setup).locator("html")
    expect(root).to_have_attribute("lang", locale)
    title = translate(locale, f"simulation-{name}")
    assert root.evaluate("() => document.title") == title != f"simulation-{name}"


def test_the_frame_is_written_in_the_typeface_of_the_page(sign_in: SignIn, site: Site) -> None:
    page = sign_in(BOB)
    frame = _open(page, site, "Keep the balance")
    expect(frame.get_by_role("button", name="Take 1 from both sides")).to_be_visible()
    loaded = frame.locator("body").evaluate(
        "async () => { await document.fonts.ready;"
        " return [...document.fonts].some(face => face.status === 'loaded' && face.family.includes('Hyperlegible')); }"
    )
    assert loaded, "the frame has no origin, and its typeface comes from one"
