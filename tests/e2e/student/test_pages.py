"""What a student's pages keep: the class that was chosen, the theme, the curve of a number, the way by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep

ADAM = "adam@riverside.example"
ALICE = "alice@riverside.example"
BOB = "bob@riverside.example"
pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_number_opens_its_curve_and_its_answers_page_by_page(sign_in: SignIn, scheme: str, width: int) -> None:
    page = sign_in(ALICE, scheme=scheme, width=width)
    page.goto("/progress")
    page.get_by_role("button", name=re.compile(r"of \d+ right")).first.click()
    expect(page.get_by_text(re.compile(r"\d+ answers have moved this number, from \d+\s%"))).to_be_visible()
    expect(page.locator("td .js-plotly-plot .scatterlayer .trace")).to_have_count(3)
    expect(page.locator(".evidence li").first).to_contain_text(
        re.compile(r"then (\d+\s% \(likely \d+ to \d+\s%\)|about \d+\s%)")
    )
    expect(page.locator("td .xtitle")).to_have_text("Your answers, oldest to newest")
    page.locator("td .scatterlayer .trace").last.locator(".point").last.scroll_into_view_if_needed()
    page.locator("td .scatterlayer .trace").last.locator(".point").last.hover(force=True)
    said = page.locator("td .hovertext").first
    expect(said).to_contain_text(re.compile(r"\d+\s%, likely between \d+\s% and \d+\s%|about \d+\s%"))
    expect(said).to_contain_text(re.compile(r"\b20\d\d, \d+:\d\d"))
    keep(page, f"progress-{scheme}-{width}")
    answers = page.get_by_role("navigation", name="Pages of answers")
    first = page.locator(".evidence li").first.inner_text()
    if answers.count():
        answers.get_by_role("button", name="More").click()
        expect(answers).to_contain_text(re.compile(r"11 to \d+ of \d+"))
        assert page.locator(".evidence li").first.inner_text() != first
    assert violations(page) == []


def test_a_student_of_two_classes_chooses_one_and_every_page_follows(sign_in: SignIn) -> None:
    admin = sign_in(ADAM)
    admin.goto("/admin/sections")
    admin.get_by_text("Enrol one person").click()
    admin.select_option("#enrol-section", label="Grade 7 Mathematics")
    admin.fill("#enrol-email", BOB)
    admin.get_by_role("button", name="Enrol", exact=True).click()
    expect(admin.get_by_role("row", name=re.compile("Grade 7 Mathematics"))).to_be_visible()

    page = sign_in(BOB, width=390)
    page.goto("/today")
    choice = page.get_by_label("Class", exact=True)
    expect(choice.locator("option")).to_have_count(2)
    choice.select_option(label="Grade 7 Mathematics")
    page.wait_for_timeout(600)
    keep(page, "today-two-classes-390")
    for path in ("/path", "/progress", "/today"):
        page.goto(path)
        expect(page.get_by_label("Class", exact=True).locator("option:checked")).to_have_text("Grade 7 Mathematics")
        assert violations(page) == []
    other = sign_in(BOB)
    other.goto("/progress")
    expect(other.get_by_label("Class", exact=True).locator("option:checked")).to_have_text("Grade 7 Mathematics")
    other.get_by_label("Class", exact=True).select_option(label="Grade 6 Mathematics A")
    expect(other.get_by_role("heading", level=1)).to_be_visible()


def test_the_theme_goes_with_the_person_and_never_flashes(sign_in: SignIn) -> None:
    page = sign_in(BOB)
    page.goto("/progress")
    expect(page.locator("html")).to_have_class(re.compile("light"))
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(page.locator("html")).to_have_class(re.compile("dark"))
    page.wait_for_timeout(500)

    other = sign_in(BOB, width=390)
    # As on a device that has nothing but the cookie of the sign-in: what stands on the page once there is a body?
    other.context.add_init_script(
        "localStorage.removeItem('theme'); window.seen = [];"
        "new MutationObserver(() => document.body && window.seen.push(document.documentElement.className))"
        ".observe(document, { attributes: true, childList: true, subtree: true });"
    )
    other.goto("/progress")
    other.get_by_role("heading", level=1).wait_for()
    other.wait_for_timeout(600)
    expect(other.locator("html")).to_have_class(re.compile("dark"))
    seen = other.evaluate("() => window.seen")
    assert seen and {name.strip() for name in seen} == {"dark"}
    painted = other.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert painted == "rgb(17, 21, 28)"
    # A narrow header has no room for the switch; the choice stands on the account page as well.
    other.goto("/account")
    other.get_by_role("radio", name="Light", exact=True).click()
    expect(other.locator("html")).to_have_class(re.compile("light"))
    other.wait_for_timeout(500)


def test_the_skip_link_still_works_after_the_page_has_changed_by_itself(sign_in: SignIn, site: Site) -> None:
    page = sign_in(ALICE)
    page.goto("/today")
    page.get_by_role("heading", level=1).wait_for()
    page.get_by_role("link", name="Progress", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your progress")
    skip = page.get_by_role("link", name="Skip to the content")
    skip.focus()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.getElementById('main').contains(document.activeElement)")
    assert page.url.startswith(f"{site.url}/progress")


def test_the_session_cookie_never_travels_back_to_the_page(sign_in: SignIn) -> None:
    page = sign_in(ALICE)
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    page.goto("/progress")
    page.get_by_role("button", name=re.compile(r"of \d+ right")).first.click()
    expect(page.get_by_text(re.compile(r"\d+ answers have moved this number"))).to_be_visible()
    (token,) = [cookie["value"] for cookie in page.context.cookies() if cookie["name"] in ("sid", "__Host-sid")]
    received = "".join(frames)
    assert "Alice" in received, "no state was heard"
    assert token not in received
    assert '"cookie":"' not in received.replace(" ", "")
