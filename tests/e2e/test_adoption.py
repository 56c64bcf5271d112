"""Finding one's way in: help on each page, the guided first visit, the news, and a word to those who build it."""

from __future__ import annotations

import re

import psycopg
import pytest
from playwright.sync_api import expect

from learnapp.components.adoption import HELP
from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep

ALICE, CAROL, ADAM, DANIEL = (f"{name}@riverside.example" for name in ("alice", "carol", "adam", "daniel"))
pytestmark = pytest.mark.e2e


def _forget_visits(site: Site, role: str) -> None:
    """Let everybody of a role come for the first time again, and have been there for long."""
    with psycopg.connect(site.owner, autocommit=True) as conn:
        for (tenant,) in conn.execute("SELECT tenant_id FROM directory.tenants()").fetchall():
            conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant),))
            conn.execute("DELETE FROM seen_mark WHERE mark = %s", (f"tour-{role}",))
            conn.execute("UPDATE person SET created_at = created_at - interval '30 days'")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_every_page_has_its_help_and_takes_a_word(sign_in: SignIn, scheme: str, width: int) -> None:
    page = sign_in(ALICE, scheme=scheme, width=width)
    page.goto("/progress")
    button = page.get_by_role("button", name=re.compile("^Help"))
    button.press("Enter")
    sheet = page.get_by_role("dialog", name="Help")
    expect(sheet).to_contain_text("an estimate of how well you know a topic")
    if width == 1280:
        sheet.get_by_text("Tell us about this page").click()
        sheet.get_by_label("What is missing or unclear here?").fill("What does “fading” mean?")
    keep(page, f"help-{scheme}-{width}", whole=False)
    assert violations(page) == []
    if width == 1280:
        sheet.get_by_role("button", name="Send").click()
        expect(page.get_by_text("Thank you. We read everything.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.goto("/today")
    button.press("Enter")
    expect(sheet).to_contain_text("the next three things for you")
    sheet.get_by_role("link", name="What is new").click()
    expect(page.get_by_role("heading", name="What is new")).to_be_visible()
    expect(page.get_by_role("heading", name="Disagree with a number")).to_be_visible()
    keep(page, f"news-{scheme}-{width}", whole=False)
    assert violations(page) == []


def test_the_first_visit_is_guided_and_then_it_is_asked(sign_in: SignIn, site: Site) -> None:
    _forget_visits(site, "instructor")
    page = sign_in(DANIEL, width=390)
    guide = page.get_by_role("region", name="Your first visit")
    expect(guide).to_contain_text("1 of 4")
    keep(page, "tour-light-390", whole=False)
    assert violations(page) == []
    for step in (2, 3, 4):
        guide.get_by_role("button", name="Next").press("Enter")
        expect(guide).to_contain_text(f"{step} of 4")
    guide.get_by_role("button", name="Let us begin").click()
    expect(guide).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", name="Your classes")).to_be_visible()
    expect(guide).to_have_count(0)
    question = page.get_by_role("group", name="How likely are you to recommend learnapp")
    question.get_by_label("9", exact=True).check()
    keep(page, "recommend-light-390", whole=False)
    assert violations(page) == []
    page.locator("form.recommend").get_by_role("button", name="Send").click()
    expect(question).to_have_count(0)

    admin = sign_in(ADAM)
    admin.goto("/admin/feedback")
    expect(admin.get_by_text("9 of 10")).to_be_visible()
    expect(admin.get_by_text("From 1 answer of the last year")).to_be_visible()
    keep(admin, "feedback-light-1280", whole=False)
    assert violations(admin) == []


def test_each_entry_of_the_navigation_has_help_of_its_own(sign_in: SignIn) -> None:
    starts = [start for start, _ in HELP]
    for who in (ALICE, CAROL, ADAM):
        page = sign_in(who)
        links = page.get_by_role("navigation", name="Main").get_by_role("link").all()
        for href in [one.get_attribute("href") or "" for one in links]:
            found = next(start for start in starts if href.startswith(start))
            assert href.rstrip("/").startswith(found.rstrip("/")), href
