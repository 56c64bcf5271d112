"""A stranger begins a school and walks to a class that runs; a student joins by the link and sees the assignment."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import Site, violations

pytestmark = pytest.mark.e2e
Visitor = Callable[..., Page]


@pytest.fixture
def visitor(site: Site, browser: Browser) -> Iterator[Visitor]:
    """Open a page in a browser of its own, where nobody is signed in."""
    opened: list[BrowserContext] = []

    def enter(path: str, *, width: int = 1280, language: str = "en-US") -> Page:
        context = browser.new_context(
            base_url=site.url, viewport={"width": width, "height": 900}, reduced_motion="reduce",
            timezone_id="Europe/Madrid", locale=language,
        )  # fmt: skip
        opened.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield enter
    for context in opened:
        context.close()


def _look(page: Page, name: str) -> None:
    """Have the page checked, and keep its picture, wide and light as well as narrow and dark."""
    folder = os.environ.get("SCREENSHOTS")
    for scheme, width in (("light", 1280), ("dark", 390)):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        page.wait_for_timeout(150)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")
        if folder:
            page.screenshot(path=Path(folder) / f"sign-up-{name}-{scheme}-{width}.png", full_page=True)
    assert violations(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")


def test_a_visitor_is_met_in_the_language_of_the_browser_until_another_is_chosen(visitor: Visitor) -> None:
    page = visitor("/start", language="es-MX", width=390)
    expect(page.get_by_role("heading", level=1, name="Da de alta tu centro")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_label("Idioma")).to_have_value("es")
    page.goto("/sign-in")
    page.get_by_role("combobox", name="Idioma").select_option("en")
    expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    other_tab = page.context.new_page()
    other_tab.goto("/sign-in")
    expect(other_tab.get_by_role("combobox", name="Language")).to_have_value("en")


def test_from_nothing_to_a_class_that_runs(visitor: Visitor) -> None:
    admin = visitor("/sign-in")
    admin.get_by_role("link", name="Start your school").click()
    expect(admin.locator("main[aria-busy=true]")).to_have_count(0)
    expect(admin.get_by_label("Time zone")).to_have_value("Europe/Madrid")
    _look(admin, "1-start")
    admin.get_by_label("Name of the school").fill("Sunny Hill School")
    admin.get_by_label("Your name").fill("Ines Prado")
    admin.get_by_label("E-mail address").fill("ines@sunny.example")
    admin.get_by_label("Password").fill("passwordpassword")
    admin.get_by_role("button", name="Start", exact=True).click()
    expect(admin.get_by_role("alert")).to_contain_text("too easy to guess")
    expect(admin.get_by_label("Name of the school")).to_have_value("Sunny Hill School")
    expect(admin.get_by_label("Password")).to_have_value("")
    admin.get_by_label("Password").fill("seven green kettles")
    admin.get_by_role("button", name="Start", exact=True).click()

    admin.wait_for_url("**/admin/start")
    expect(admin.get_by_label("Name of the class")).to_be_visible()
    assert admin.evaluate("sessionStorage.getItem('learnapp-entry')") is None
    _look(admin, "2-class")
    admin.get_by_label("Name of the class").fill("Maths 7a")
    admin.get_by_role("button", name="Open the class").click()
    offer = admin.get_by_role("listitem").filter(
        has=admin.get_by_role("heading", name="From fractions to linear equations")
    )
    expect(offer).to_contain_text("Grades 4-8")
    expect(offer).to_contain_text("lessons")
    _look(admin, "3-course")
    offer.get_by_role("button", name=re.compile("Take this course")).click()
    expect(admin.get_by_text("It studies From fractions to linear equations.")).to_be_visible()
    _look(admin, "4-people")

    admin.goto("/admin")
    admin.get_by_role("link", name="Set up a class").click()
    admin.get_by_label(re.compile("Our school has a contract")).check()
    admin.get_by_role("button", name="Make the link for students").click()
    link = admin.get_by_label("Link for students").input_value()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/join/[a-z0-9]{5}-[a-z0-9]{5}-[a-z0-9]{5}", link)
    admin.get_by_role("button", name="I teach this class myself").click()
    expect(admin.get_by_text("You teach this class.")).to_be_visible()
    _look(admin, "5-assignment")
    admin.get_by_role("button", name="Assign it").click()
    expect(admin.get_by_role("heading", name="Maths 7a is running")).to_be_visible()
    expect(admin.get_by_label("Link for students")).to_have_value(link)
    _look(admin, "6-running")

    student = visitor(link)
    expect(student.get_by_role("heading", name="Join Maths 7a")).to_be_visible()
    expect(student.get_by_text("Sunny Hill School")).to_be_visible()
    _look(student, "7-join")
    student.get_by_label("Your name").fill("Kim Sol")
    student.get_by_label("E-mail address").fill("kim@sunny.example")
    student.get_by_label("Birth date").fill("2011-04-02")
    student.get_by_label("Choose a password").fill("nine blue boats")
    student.get_by_role("button", name="Join", exact=True).click()
    student.wait_for_url("**/today")
    expect(student.get_by_text("Your teacher assigned this")).to_be_visible()
    expect(student.get_by_text("nothing you do is kept")).to_have_count(0)

    child = visitor(link, width=390)
    child.get_by_label("Your name").fill("Lea Sol")
    child.get_by_label("E-mail address").fill("lea@sunny.example")
    child.get_by_label("Birth date").fill("2020-04-02")
    child.get_by_label("Choose a password").fill("nine red boats")
    child.get_by_role("button", name="Join", exact=True).click()
    child.wait_for_url("**/today")
    expect(child.get_by_role("heading", name="Almost there: Maths 7a")).to_be_visible()
    _look(child, "8-waiting")

    admin.reload()
    expect(admin.get_by_text("1 child has joined and waits for consent")).to_be_visible()
    admin.get_by_role("link", name="Record consent").click()
    expect(admin.get_by_role("row", name=re.compile("Lea Sol"))).to_contain_text("Waits to begin")
    _look(admin, "9-consents")
    admin.get_by_label("Basis").first.select_option("school_under_13")
    admin.get_by_role("button", name="Record", exact=True).click()
    expect(admin.get_by_text("Recorded for 1 student.")).to_be_visible()
    child.get_by_role("button", name="Look again").click()
    expect(child.get_by_text("Your teacher assigned this")).to_be_visible()

    admin.goto("/admin/sections")
    admin.get_by_role("link", name="Invite: Maths 7a").click()
    row = admin.get_by_role("row", name=re.compile("Students"))
    expect(row).to_contain_text("2 of 40")
    _look(admin, "10-links")
    row.get_by_role("button", name=re.compile("End the link")).click()
    expect(row).to_contain_text("Ended")
    late = visitor(link)
    expect(late.get_by_role("heading", name="This link does not work", level=2)).to_be_visible()
    _look(late, "11-closed")
