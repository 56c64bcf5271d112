"""A student disagrees with a number: asked in place, four tasks without hints, and an honest outcome."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, violations
from tests.e2e.pictures import keep

BOB = "bob@riverside.example"
pytestmark = pytest.mark.e2e


def _answer_all_steps(page: Page) -> None:
    """Give some answer to each step of the open task."""
    for _ in range(6):
        field = page.locator("#answer-field")
        if field.count():
            field.fill("12345")
        elif page.locator("fieldset.choices label").count():
            page.locator("fieldset.choices label").first.click()
        page.get_by_role("button", name="Check my answer").click()
        expect(page.locator("#feedback .note").first).to_be_visible()
        onward = page.get_by_role("button", name="Next step")
        done = page.get_by_role("link", name="On with the check-up")
        expect(onward.or_(done).first).to_be_visible()
        if done.count():
            return
        onward.first.click()
        # The next step brings a field of its own.
        expect(page.locator("#feedback .note")).to_have_count(0)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_question_stands_below_its_topic(sign_in: SignIn, scheme: str, width: int) -> None:
    page = sign_in(BOB, scheme=scheme, width=width)
    page.goto("/progress")
    button = page.get_by_role("button", name=re.compile("(I disagree|I know this already) ?: Numbers below zero"))
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    question = page.get_by_role("group", name="What do you think about “Numbers below zero”?")
    expect(question.get_by_role("button")).to_have_count(3)
    keep(page, f"disagree-{scheme}-{width}")
    assert violations(page) == []
    question.get_by_role("button", name="Cancel").click()
    expect(question).to_have_count(0)


def test_four_tasks_without_hints_and_then_the_outcome(sign_in: SignIn) -> None:
    page = sign_in(BOB, width=390)
    page.goto("/progress")
    page.get_by_role("button", name=re.compile("(I disagree|I know this already) ?: Numbers below zero")).click()
    page.get_by_role("button", name="I know it better than this").click()
    for number in range(4):
        expect(page.get_by_role("heading", level=1)).to_have_text("Numbers below zero")
        if number == 0:
            keep(page, "checkup-light-390")
            assert violations(page) == []
        page.get_by_role("link", name="Next task").click()
        expect(page.get_by_role("button", name="Check my answer")).to_be_visible()
        expect(page.get_by_role("button", name=re.compile("^Hint"))).to_have_count(0)
        expect(page.get_by_text("Explain it differently")).to_have_count(0)
        _answer_all_steps(page)
        page.get_by_role("link", name="On with the check-up").first.click()
    expect(page.get_by_text(re.compile(r"\d of 4 tasks right at the first try"))).to_be_visible()
    expect(page.get_by_text(re.compile("Most likely it lies between"))).to_be_visible()
    keep(page, "checkup-done-light-390")
    assert violations(page) == []
    page.get_by_role("link", name="Back to your progress").click()
    expect(page.get_by_role("heading", name="Your check-ups")).to_be_visible()
    keep(page, "checkup-past-light-390")
