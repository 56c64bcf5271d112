"""Carol puts a topic first and changes what it needs; Alice finds it with Carol's sentence, and both are taken back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, violations
from tests.e2e.pictures import keep

ALICE, CAROL = "alice@riverside.example", "carol@riverside.example"
CLASS, WORDS = "Grade 6 Mathematics A", "We talk about it on Friday."
pytestmark = pytest.mark.e2e


def _set(carol: Page, kind: str, topic: str, words: str, whom: str = "") -> None:
    carol.get_by_label("What?").select_option(label=kind)
    if whom:
        carol.get_by_label("For whom?").select_option(label=whom)
    carol.get_by_label("Topic", exact=True).select_option(label=topic)
    carol.get_by_label(re.compile("^Why")).fill(words)
    carol.get_by_role("button", name="Set it").click()
    expect(carol.get_by_role("listitem").filter(has_text=words)).to_be_visible()


def test_a_topic_put_first_and_what_it_needs(sign_in: SignIn) -> None:
    carol = sign_in(CAROL)
    carol.goto("/teach")
    carol.get_by_role("link", name=CLASS).click()
    carol.get_by_role("navigation", name="Views of this class").get_by_role("link", name="Path", exact=True).click()
    expect(carol.get_by_text("Nothing is set yet")).to_be_visible()
    topics = carol.get_by_label("Topic", exact=True).locator("option").all_inner_texts()[1:]
    first, last = topics[0], topics[-1]
    _set(carol, "Put a topic first", last, WORDS)
    _set(carol, "Count a topic as known", first, "You showed it at the board.", "Alice Moreno")
    keep(carol, "rules-light-1280")
    assert violations(carol) == []
    alice = sign_in(ALICE, scheme="dark", width=390)
    alice.goto("/today")
    card = alice.get_by_role("list", name="The next three").get_by_role("listitem").first
    expect(card).to_contain_text(WORDS)
    expect(card).to_contain_text("Carol")
    keep(alice, "rules-today-dark-390")
    alice.goto("/path")
    told = alice.get_by_role("region", name="What your teacher says about topics")
    expect(told).to_contain_text(WORDS)
    expect(told).to_contain_text("You showed it at the board.")
    keep(alice, "rules-path-dark-390")
    assert violations(alice) == []
    alice.goto("/notices")
    news = alice.get_by_role("link", name=re.compile("Your teacher has changed 2 things of what comes next for you"))
    expect(news).to_be_visible()
    keep(alice, "rules-notices-dark-390")
    assert violations(alice) == []
    alice.goto("/progress")
    expect(alice.get_by_role("row").filter(has_text="You showed it at the board.")).to_contain_text(first)
    keep(alice, "rules-progress-dark-390")
    carol.get_by_role("link", name="Alice Moreno").click()
    expect(carol.get_by_role("row").filter(has_text="You showed it at the board.")).to_contain_text("Counts as known")
    keep(carol, "rules-pupil-light-1280")
    carol.get_by_role("link", name="Set something for this student’s path").click()
    expect(carol.get_by_label("For whom?")).to_have_value(re.compile("^[0-9a-f-]{36}$"))

    carol.get_by_role("link", name="What needs what").click()
    expect(carol.get_by_role("heading", name="What needs what")).to_be_visible()
    away = carol.get_by_role("button", name=re.compile(f"^Take away: “{re.escape(last)}” needs")).first
    needed = away.inner_text().partition(" needs ")[2].strip(" “”")
    carol.get_by_label("Topic", exact=True).select_option(label=needed)
    carol.get_by_label("needs", exact=True).select_option(label=last)
    carol.get_by_role("button", name="Add", exact=True).click()
    circle = carol.get_by_role("alert").filter(has_text="close a circle")
    expect(circle.get_by_role("listitem")).to_have_text([f"“{needed}” needs “{last}”", f"“{last}” needs “{needed}”"])
    keep(carol, "needs-circle-light-1280")
    away.click()
    expect(carol.get_by_role("heading", name="Not saved yet")).to_be_visible()
    keep(carol, "needs-change-light-1280")
    assert violations(carol) == []
    carol.get_by_label(re.compile("^Why")).fill("We did that last year.")
    carol.get_by_role("button", name="Save as a new version").click()
    expect(carol.get_by_role("heading", name="Version 1")).to_be_visible()
    carol.get_by_role("button", name="Go back to the author’s prerequisites").click()
    expect(carol.get_by_role("heading", name="Version 2")).to_be_visible()
    keep(carol, "needs-versions-light-1280")
    carol.set_viewport_size({"width": 390, "height": 844})
    carol.emulate_media(color_scheme="dark")
    keep(carol, "needs-dark-390")
    carol.go_back()
    expect(carol.get_by_role("listitem").filter(has_text=WORDS)).to_be_visible()
    keep(carol, "rules-dark-390")
    for words in (WORDS, "You showed it at the board."):
        carol.get_by_role("listitem").filter(has_text=words).get_by_role("button").click()
    expect(carol.get_by_text("Nothing is set yet")).to_be_visible()
    alice.goto("/path")
    expect(alice.get_by_role("heading", name="Your path", level=1)).to_be_visible()
    expect(alice.get_by_role("region", name="What your teacher says about topics")).to_have_count(0)
