"""My plan: a student says what they want, sees the way, and the next three follow it; who may look sees how far."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SignIn, violations
from tests.e2e.pictures import keep

ALICE, BOB, CAROL, GRACE = (
    "alice@riverside.example", "bob@riverside.example", "carol@riverside.example", "grace@riverside.example",
)  # fmt: skip
pytestmark = pytest.mark.e2e


def test_a_wish_in_ones_own_words_becomes_a_plan_that_today_follows(sign_in: SignIn) -> None:
    bob = sign_in(BOB)
    bob.goto("/today")
    bob.get_by_role("link", name="Say what you want to learn").click()
    expect(bob.get_by_role("heading", level=1)).to_have_text("My plan")
    said = bob.get_by_label("What do you want to learn?")
    keep(bob, "plan-none-light-1280")
    assert violations(bob) == []

    said.fill("equations")
    said.press("Enter")
    expect(bob.get_by_text("I am not sure what you mean.")).to_be_visible()
    keep(bob, "plan-unclear-light-1280")
    assert violations(bob) == []
    said.fill("the life of bees <img src=x onerror=alert(1)>")
    said.press("Enter")
    expect(bob.get_by_text("This class has nothing like that.")).to_be_visible()

    said.fill("teach me slope")
    bob.get_by_label("By which day?").fill((datetime.now(UTC) + timedelta(days=1)).date().isoformat())
    bob.get_by_role("button", name="Make my plan").click()
    expect(bob.get_by_role("heading", level=2, name="Straight lines")).to_be_visible()
    expect(bob.get_by_text(re.compile("This is what you asked for"))).to_be_visible()
    bob.get_by_label("Minutes a day for it").select_option("5")
    expect(bob.get_by_text("It will not all fit")).to_be_visible()
    keep(bob, "plan-light-1280")
    assert violations(bob) == []

    bob.get_by_role("link", name="Go on with the next step").click()
    expect(bob.get_by_role("list", name="The next three")).to_contain_text("Next for “Straight lines”")
    expect(bob.get_by_role("region", name="My plan")).to_contain_text("You work towards: Straight lines")
    keep(bob, "today-plan-light-1280")
    assert violations(bob) == []
    phone = sign_in(BOB, scheme="dark", width=390)
    phone.goto("/today")
    expect(phone.get_by_role("region", name="My plan")).to_contain_text("You work towards")
    keep(phone, "today-plan-dark-390")
    phone.goto("/plan")
    expect(phone.get_by_role("heading", level=2, name="Straight lines")).to_be_visible()
    keep(phone, "plan-dark-390")
    assert violations(phone) == []
    assert phone.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth + 1")

    carol = sign_in(CAROL)
    carol.goto("/teach")
    carol.wait_for_url("**/teach")
    carol.get_by_role("link", name="Grade 6 Mathematics A").click()
    expect(carol.get_by_role("table", name="Live board").get_by_role("row").nth(1)).to_be_visible()
    if not carol.get_by_role("link", name=re.compile("^Bob")).count():
        # Who is away stands by when they left, so he may be on the second page.
        carol.get_by_role("button", name="More").first.click()
    carol.get_by_role("link", name=re.compile("^Bob")).first.click()
    expect(carol.get_by_text("Has asked to learn: Straight lines.")).to_be_visible()
    keep(carol, "pupil-plan-light-1280")
    assert violations(carol) == []

    bob.goto("/plan")
    bob.get_by_role("button", name="Choose something else").click()
    bob.get_by_label("Or choose from the list").select_option(label="Comparing fractions")
    bob.get_by_role("button", name="Make my plan").click()
    expect(bob.get_by_role("heading", level=2, name="Comparing fractions")).to_be_visible()
    bob.get_by_role("button", name="Drop this plan").click()
    bob.get_by_role("button", name="Really drop it?").press("Enter")
    expect(bob.get_by_label("What do you want to learn?")).to_be_visible()
    bob.goto("/today")
    expect(bob.get_by_text("Next for “")).to_have_count(0)


def test_a_guardian_reads_in_plain_words_what_a_child_works_towards(sign_in: SignIn) -> None:
    alice = sign_in(ALICE, width=390)
    alice.goto("/plan")
    alice.get_by_label("Or choose from the list").select_option(label="Unknowns on both sides")
    alice.get_by_role("button", name="Make my plan").click()
    expect(alice.get_by_role("heading", level=2, name="Unknowns on both sides")).to_be_visible()
    keep(alice, "plan-alice-light-390")
    grace = sign_in(GRACE, scheme="dark", width=390)
    grace.goto("/family")
    grace.get_by_role("link", name=re.compile("Alice")).first.click()
    expect(grace.get_by_text("Your child works towards: Unknowns on both sides.")).to_be_visible()
    keep(grace, "child-plan-dark-390")
    assert violations(grace) == []
    alice.get_by_role("button", name="Drop this plan").click()
    alice.get_by_role("button", name="Really drop it?").click()
    expect(alice.get_by_label("What do you want to learn?")).to_be_visible()
