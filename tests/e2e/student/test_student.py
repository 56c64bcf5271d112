"""A student's way: sign in, see what is next and why, practise, take hints, leave and come back elsewhere."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from learnapp.services.demo import PASSWORD
from tests.e2e.conftest import SignIn, Site, formulas

ALICE = "alice@riverside.example"
BOB = "bob@riverside.example"
pytestmark = pytest.mark.e2e


def _open_practice(page: Page, site: Site, kind: str = "numeric", place: int = 0) -> str:
    """Open a practice item that this student has not touched; return its id."""
    content_id = site.practice_item(kind, place)
    page.goto(f"/learn/{content_id}")
    expect(page.get_by_role("button", name="Check my answer")).to_be_visible()
    return content_id


def test_today_names_three_things_each_with_a_reason_and_its_evidence(sign_in: SignIn) -> None:
    page = sign_in(ALICE)
    cards = page.get_by_role("list", name="The next three").locator("> li")
    expect(cards).to_have_count(3)
    for index in range(3):
        expect(cards.nth(index).get_by_role("list", name="Why this").locator("> li").first).not_to_be_empty()
    cards.locator("details summary").first.click()
    expect(page.locator(".evidence li").first).to_be_visible()


def test_a_wrong_answer_a_hint_and_a_right_answer(sign_in: SignIn, site: Site) -> None:
    page = sign_in(ALICE)
    content_id = _open_practice(page, site)
    key = next(iter(site.answer_key(content_id).values()))
    page.fill("#answer-field", "987654")
    page.get_by_role("button", name="Check my answer").click()
    expect(page.locator("#feedback .note.bad")).to_be_visible()
    expect(page.locator("#feedback .badge").first).to_be_visible()
    page.get_by_role("button", name=re.compile("^Hint")).click()
    expect(page.locator(".hint")).to_have_count(1)
    page.fill("#answer-field", key["accepted"][0])
    page.get_by_role("button", name="Check my answer").click()
    expect(page.locator("#feedback .note.good")).to_contain_text("Right")
    expect(page.get_by_text("Worked solution")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Next|Back to Today"))).to_be_visible()


def test_a_solved_task_is_followed_by_another_one_with_new_numbers(sign_in: SignIn, site: Site) -> None:
    page = sign_in(ALICE, width=390)
    page.goto(f"/learn/{site.template_item('Adding below zero')}")
    asked = page.get_by_text("Work out")
    expect(asked).to_be_visible()
    seen = set()
    for _ in range(3):
        first, second = _summands(page)
        seen.add((first, second))
        page.fill("#answer-field", str(first + second))
        page.get_by_role("button", name="Check my answer").click()
        expect(page.locator("#feedback .note.bad")).to_contain_text("goes to the left")
        page.fill("#answer-field", str(first - second))
        page.keyboard.press("Enter")
        expect(page.locator("#feedback .note.good")).to_contain_text("Right")
        page.get_by_role("button", name="Another one like this").click()
        expect(page.locator("#feedback .note")).to_have_count(0)
        expect(page.get_by_role("button", name="Check my answer")).to_be_visible()
    assert len(seen | {_summands(page)}) >= 3


def _summands(page: Page) -> tuple[int, int]:
    """Return a and b of the task `a + (-b)`."""
    found = re.search(r"(-?\d+)\+\(-(\d+)\)", formulas(page)[0])
    assert found is not None
    return int(found[1]), int(found[2])


def test_the_key_of_an_open_item_never_reaches_the_browser(sign_in: SignIn, site: Site) -> None:
    page = sign_in(ALICE)
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: frames.append(str(data))))
    content_id = _open_practice(page, site, "numeric", 2)
    key = next(iter(site.answer_key(content_id).values()))
    sent = "".join(frames)
    assert content_id in sent
    assert "accepted" not in sent and "misconceptions" not in sent
    assert not key["solution"] or key["solution"][:60] not in sent


def test_a_half_done_item_goes_on_in_another_browser(sign_in: SignIn, site: Site) -> None:
    page = sign_in(BOB)
    content_id = _open_practice(page, site, "numeric", 3)
    page.get_by_role("button", name=re.compile("^Hint")).click()
    expect(page.locator(".hint")).to_have_count(1)
    page.fill("#answer-field", "12345")
    page.locator("#answer-field").blur()
    page.wait_for_timeout(500)
    other = sign_in(BOB, width=390)
    other.goto(f"/learn/{content_id}")
    expect(other.locator(".hint")).to_have_count(1)
    expect(other.locator("#answer-field")).to_have_value("12345")


def test_the_language_changes_without_losing_the_page(sign_in: SignIn) -> None:
    page = sign_in(BOB)
    page.goto("/progress")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your progress")
    page.get_by_label("Language").select_option("es")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tu progreso")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.get_by_label("Idioma").select_option("en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your progress")


def test_a_number_shows_the_answers_behind_it(sign_in: SignIn) -> None:
    page = sign_in(ALICE)
    page.goto("/progress")
    page.get_by_role("button", name=re.compile(r"of \d+ right")).first.click()
    expect(page.locator("table .evidence li").first).to_contain_text(re.compile("Right|Not yet"))


def test_the_path_can_be_walked_by_keyboard(sign_in: SignIn) -> None:
    page = sign_in(ALICE)
    page.goto("/path")
    locked = page.locator(".node.locked").first
    locked.focus()
    page.keyboard.press("Enter")
    expect(locked).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("Locked. First master:")).to_be_visible()
    # What its code asks for is told, too.
    expect(page.locator("section.card p", has_text=re.compile(r"Standard \S+: [A-Z]"))).to_be_visible()


def test_pages_of_a_student_are_closed_to_others(sign_in: SignIn, site: Site) -> None:
    page = sign_in("carol@riverside.example")
    page.goto("/progress")
    page.wait_for_url(re.compile("/denied"))
    expect(page.get_by_role("heading", name="You cannot open this")).to_be_visible()
    page.get_by_role("link", name="To my own pages").click()
    page.wait_for_url(re.compile("/teach"))


def test_a_stolen_client_token_opens_nothing(sign_in: SignIn, site: Site, browser: Browser) -> None:
    page = sign_in(ALICE)
    page.goto("/progress")
    expect(page.get_by_role("rowheader").first).to_be_visible()
    token = page.evaluate("() => window.sessionStorage.getItem('token')")
    assert token
    thief = browser.new_context(base_url=site.url)
    thief.add_init_script(f"window.sessionStorage.setItem('token', {token!r})")
    frames: list[str] = []
    other = thief.new_page()
    other.on("websocket", lambda socket: socket.on("framereceived", lambda data: frames.append(str(data))))
    other.goto("/progress")
    other.wait_for_url(re.compile("/sign-in"))
    seen = "".join(frames)
    thief.close()
    assert "Alice" not in seen and "What a fraction means" not in seen


def test_a_wrong_password_is_said_plainly(site: Site, sign_in: SignIn) -> None:
    page = sign_in(BOB)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/sign-in"))
    page.fill("#field-email", BOB)
    page.fill("#field-password", "not the password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("wrong")
    page.fill("#field-email", BOB)
    page.fill("#field-password", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile("/today"))
