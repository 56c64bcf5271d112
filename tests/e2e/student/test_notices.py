"""The bell: it goes up while one looks at it, leads to the place, and keeps to what one has chosen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import SignIn, violations
from tests.e2e.pictures import keep

ALICE, BOB, CAROL = "alice@riverside.example", "bob@riverside.example", "carol@riverside.example"
MALLORY = "mallory@northfield.example"
ASKED = "Which number goes below the line?"
pytestmark = pytest.mark.e2e


def _bell(page: Page) -> Locator:
    return page.locator("header").get_by_role("link", name="Notifications")


def _kind(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name=name)


def _children_may_talk(carol: Page) -> None:
    carol.goto("/teach")
    carol.get_by_role("link", name="Grade 6 Mathematics A").click()
    carol.get_by_role("navigation", name="Views of this class").get_by_role("link", name="Discussion").click()
    carol.get_by_label("Students under 13 may take part").click()
    expect(carol.get_by_label("Students under 13 may take part")).to_be_checked()


def _reply(bob: Page, said: str) -> None:
    bob.goto("/discussion")
    thread = bob.locator("li.card").filter(has_text=ASKED)
    thread.get_by_role("button", name="Reply to Alice Moreno").first.click()
    bob.get_by_label("Your reply").fill(said)
    bob.get_by_role("button", name="Reply", exact=True).last.click()
    expect(bob.get_by_text(said)).to_be_visible()


def test_a_reply_rings_without_a_reload_and_not_at_all_is_nothing(sign_in: SignIn) -> None:
    _children_may_talk(sign_in(CAROL))
    alice = sign_in(ALICE)
    # A child's discussion comes in the daily summary; she wants it at once, at any hour, all by the keyboard.
    alice.goto("/account")
    replies = _kind(alice, "Replies to my posts")
    expect(replies.get_by_label("In a daily summary")).to_be_checked()
    replies.get_by_label("In a daily summary").focus()
    alice.keyboard.press("ArrowLeft")
    expect(alice.get_by_text("Your choice is kept.").first).to_be_visible()
    expect(replies.get_by_label("At once")).to_be_checked()
    fixed = _kind(alice, "My answers do not count any more")
    expect(fixed).to_contain_text("You have to know this")
    expect(fixed.get_by_role("radio")).to_have_count(0)
    alice.get_by_label("Keep the bell quiet").press("Space")
    expect(alice.get_by_label("Keep the bell quiet")).not_to_be_checked()
    expect(alice.get_by_label("From", exact=True)).to_be_disabled()
    alice.reload()
    expect(replies.get_by_label("At once")).to_be_checked()
    expect(alice.get_by_label("Keep the bell quiet")).not_to_be_checked()

    alice.goto("/notices")
    expect(alice.get_by_text("Your school has announced something.")).to_be_visible()
    alice.get_by_role("button", name="Mark all as read").press("Enter")
    expect(alice.get_by_text("You have read everything.")).to_be_visible()
    expect(_bell(alice)).to_have_accessible_name("Notifications")
    alice.goto("/discussion")
    alice.get_by_label("Write to the class").fill(ASKED)
    alice.get_by_role("button", name="Post", exact=True).click()
    expect(alice.get_by_text(ASKED)).to_be_visible()

    bob = sign_in(BOB)
    _reply(bob, "The number of all the parts.")
    expect(_bell(alice)).to_have_accessible_name("Notifications, 1 new", timeout=5000)
    expect(alice.locator(".bell-count")).to_have_text("1")
    keep(alice, "bell-light-1280")
    _bell(alice).click()
    entry = alice.get_by_role("listitem").filter(has_text="Bob Okafor replied to your post")
    expect(entry.get_by_text("New")).to_be_visible()
    keep(alice, "notices-light-1280")
    assert violations(alice) == []
    entry.get_by_role("link").click()
    alice.wait_for_url("**/discussion?class=*")
    expect(alice.get_by_text("The number of all the parts.")).to_be_visible()
    expect(_bell(alice)).to_have_accessible_name("Notifications")
    alice.goto("/notices")
    expect(entry).to_be_visible()
    expect(entry.get_by_text("New")).to_have_count(0)

    alice.goto("/account")
    _kind(alice, "Replies to my posts").get_by_label("Not at all").click()
    expect(_kind(alice, "Replies to my posts").get_by_label("Not at all")).to_be_checked()
    _reply(bob, "Or do you mean the bar?")
    alice.wait_for_timeout(2000)
    expect(_bell(alice)).to_have_accessible_name("Notifications")
    alice.goto("/notices")
    expect(alice.get_by_role("listitem").filter(has_text="replied to your post")).to_have_count(1)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_pages_are_for_everybody(sign_in: SignIn, scheme: str, width: int) -> None:
    carol = sign_in(CAROL, scheme=scheme, width=width)
    _bell(carol).click()
    entry = carol.get_by_role("listitem").filter(has_text="Your school has announced something.")
    expect(entry).to_be_visible()
    keep(carol, f"notices-carol-{scheme}-{width}")
    assert violations(carol) == []
    carol.get_by_role("link", name="Choose what you are told").click()
    expect(_kind(carol, "Messages from home")).to_be_visible()
    keep(carol, f"choices-carol-{scheme}-{width}")
    assert violations(carol) == []
    assert carol.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if width < 400:  # noqa: PLR2004 - a phone
        carol.get_by_label("Until").select_option("06:00")
        expect(carol.get_by_label("Until")).to_have_value("6")
        carol.get_by_label("From", exact=True).select_option("06:00")
        expect(carol.get_by_text("begin and end at different hours").first).to_be_visible()
        expect(carol.get_by_label("From", exact=True)).to_have_value("19")


def test_another_school_has_a_bell_of_its_own(sign_in: SignIn) -> None:
    mallory = sign_in(MALLORY)
    mallory.goto("/notices")
    expect(mallory.locator("main .told-list, main .empty").first).to_be_visible()
    expect(mallory.get_by_text("replied to your post")).to_have_count(0)
    assert "Riverside" not in mallory.locator("main").inner_text()
    keep(mallory, "notices-mallory-light-1280")
    assert violations(mallory) == []
