"""Goals, private notes and the week of a student, on the screen and on paper."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep

ALICE, BOB, CAROL, MALLORY = (
    "alice@riverside.example", "bob@riverside.example", "carol@riverside.example", "mallory@northfield.example",
)  # fmt: skip
pytestmark = pytest.mark.e2e


def _soon(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


def _open(page: Page, path: str, heading: str) -> None:
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.get_by_text("Loading…")).to_have_count(0)


def test_a_student_sets_moves_ticks_off_and_drops_goals(sign_in: SignIn) -> None:
    page = sign_in(BOB)
    page.goto("/today")
    page.get_by_role("complementary", name="My goals").get_by_role("link", name="Set a goal").click()
    expect(page.get_by_text("You have no goal yet")).to_be_visible()
    keep(page, "goals-none-light-1280")
    assert violations(page) == []
    page.get_by_label("Which topic?").select_option(index=3)
    topic = page.get_by_label("Which topic?").locator("option:checked").inner_text()
    page.get_by_label("By which day?").fill(_soon(5))
    page.get_by_role("button", name="Set this goal").click()
    goal = page.get_by_role("listitem").filter(has_text=f"Master: {topic}")
    expect(goal).to_contain_text(re.compile("[45] days left"))
    expect(page.get_by_label("By which day?")).to_have_value("")
    page.get_by_label("Minutes each week", exact=True).click()
    page.get_by_label("How many minutes each week?").fill("30")
    page.get_by_label("By which day?").fill(_soon(20))
    page.get_by_label("By which day?").press("Enter")
    expect(page.get_by_role("listitem").filter(has_text="30 minutes of practice each week")).to_contain_text(
        "this week"
    )
    keep(page, "goals-light-1280")
    assert violations(page) == []

    page.get_by_role("button", name=f"Change the day of: Master: {topic}").click()
    page.get_by_label("New day").fill(_soon(9))
    assert violations(page) == []
    page.get_by_role("button", name="Save").click()
    expect(goal).to_contain_text(re.compile("([89]|10) days left"))
    page.get_by_role("button", name="Drop: 30 minutes").click()
    page.get_by_role("button", name="Really drop it? 30 minutes").press("Enter")
    expect(page.get_by_role("listitem").filter(has_text="30 minutes")).to_have_count(0)
    page.goto("/progress")
    card = page.get_by_role("complementary", name="My goals")
    expect(card).to_contain_text(topic)
    card.get_by_role("link", name="All my goals").click()
    page.get_by_role("button", name=f"Tick off: Master: {topic}").click()
    expect(page.get_by_text("ticked off by you on")).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_pages_of_planning_look_well(sign_in: SignIn, scheme: str, width: int) -> None:
    page = sign_in(ALICE, scheme=scheme, width=width)
    # The goal that came with the demo is one that walks before this one may have reached.
    _open(page, "/goals", "My goals")
    topics = page.get_by_label("Which topic?")
    last = topics.locator("option").last.inner_text()
    goal = page.get_by_role("listitem").filter(has_text=f"Master: {last}")
    if goal.count() == 0:
        topics.select_option(label=last)
        page.get_by_label("By which day?").fill(_soon(5))
        page.get_by_role("button", name="Set this goal").click()
    expect(goal).to_be_visible()
    _open(page, "/today", "Your next three, Alice Moreno")
    expect(page.get_by_role("complementary", name="My goals")).to_contain_text(f"Master: {last}")
    for path, heading, name in (
        ("/today", "", "today"),
        ("/progress", "Your progress", "progress"),
        ("/goals", "My goals", "goals"),
        ("/notes", "My notes", "notes"),
        ("/week", "This week", "week"),
    ):
        if heading:
            _open(page, path, heading)
        page.wait_for_timeout(800)
        keep(page, f"{name}-{scheme}-{width}")
        assert violations(page) == [], path
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth + 1")


def test_a_note_is_private_kept_and_deleted_at_the_second_press(sign_in: SignIn, site: Site) -> None:
    item = site.practice_item("numeric")
    alice = sign_in(ALICE, width=390)
    alice.goto(f"/learn/{item}")
    expect(alice.get_by_label("My note on this")).to_have_count(0)
    alice.get_by_role("button", name="My note").click()
    alice.get_by_label("My note on this").fill("First line\n<b>second</b> line")
    alice.get_by_role("button", name="Save", exact=True).click()
    expect(alice.get_by_text("✓ Saved")).to_be_visible()
    keep(alice, "note-light-390")
    assert violations(alice) == []
    alice.reload()
    alice.get_by_role("button", name="My note").click()
    expect(alice.get_by_label("My note on this")).to_have_value("First line\n<b>second</b> line")
    expect(alice.get_by_text("Saved on")).to_be_visible()

    bob = sign_in(BOB)
    bob.goto(f"/learn/{item}")
    bob.get_by_role("button", name="My note").click()
    expect(bob.get_by_label("My note on this")).to_have_value("")
    carol = sign_in(CAROL)
    carol.goto("/notes")
    carol.wait_for_url(lambda address: not address.endswith("/notes"))

    alice.goto("/notes")
    # The other one came with the demo.
    entry = alice.get_by_role("listitem").filter(has_text="<b>second</b> line")
    expect(alice.get_by_role("listitem").filter(has=alice.get_by_role("heading"))).to_have_count(2)
    entry.get_by_role("button", name="Delete the note on").click()
    expect(entry).to_be_visible()
    keep(alice, "notes-delete-light-390")
    assert violations(alice) == []
    entry.get_by_role("button", name="for good").click()
    expect(entry).to_have_count(0)


def test_what_is_typed_stays_when_the_connection_comes_back(sign_in: SignIn, site: Site) -> None:
    alice = sign_in(ALICE)
    alice.goto(f"/learn/{site.practice_item('numeric')}")
    alice.get_by_role("button", name="My note").click()
    note = alice.get_by_label("My note on this")
    note.fill("Half a tho")
    # Still in the field: nothing of it has been sent.
    alice.context.set_offline(True)
    expect(alice.get_by_text("The connection is lost.")).to_be_visible(timeout=60_000)
    alice.context.set_offline(False)
    expect(alice.get_by_text("The connection is lost.")).to_have_count(0, timeout=60_000)
    alice.wait_for_timeout(1000)
    expect(note).to_have_value("Half a tho")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_week_can_be_turned_back(sign_in: SignIn, scheme: str, width: int) -> None:
    page = sign_in(ALICE, scheme=scheme, width=width)
    _open(page, "/week", "This week")
    expect(page.get_by_role("button", name="Later")).to_be_disabled()
    page.get_by_role("button", name="Earlier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Last week")
    page.wait_for_timeout(600)
    keep(page, f"week-last-{scheme}-{width}")
    assert violations(page) == []
    page.get_by_role("button", name="Later").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("This week")
    stranger = sign_in(MALLORY)
    _open(stranger, "/goals", "My goals")
    expect(stranger.get_by_text("You have no goal yet")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "heading"), [("/progress", "Your progress"), ("/week", "This week"), ("/goals", "My goals")]
)
def test_on_paper_there_is_light_and_a_name_and_no_tools(sign_in: SignIn, path: str, heading: str) -> None:
    page = sign_in(ALICE, scheme="dark")
    page.add_init_script("window.printed = 0; window.print = () => { window.printed += 1; };")
    _open(page, path, heading)
    expect(page.locator(".print-head")).to_be_hidden()
    page.get_by_role("button", name="Print").click()
    page.wait_for_function("() => window.printed === 1")
    if path == "/week":
        page.get_by_role("button", name="Earlier").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Last week")
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator(".print-head")).to_contain_text("Alice Moreno")
    expect(page.locator(".print-head")).to_contain_text("Grade 6 Mathematics A")
    expect(page.locator(".print-head")).to_contain_text(re.compile(r"\d{4}"))
    expect(page.locator(".topbar")).to_be_hidden()
    expect(page.locator("main :is(button:not(td button), nav, form):visible")).to_have_count(0)
    colours = page.evaluate(
        "() => [document.body, document.querySelector('h1')].map((e) => getComputedStyle(e))"
        ".map((s) => [s.backgroundColor, s.color])"
    )
    assert colours[0][0] == "rgb(255, 255, 255)" and colours[1][1] == "rgb(23, 28, 38)"
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.set_viewport_size({"width": 794, "height": 1123})
        keep(page, f"paper-{heading.replace(' ', '-').lower()}")
        page.pdf(path=Path(folder) / f"paper-{heading.replace(' ', '-').lower()}.pdf", format="A4")
