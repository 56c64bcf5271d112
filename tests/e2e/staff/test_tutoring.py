"""Carol's class does without the tutor for a lesson; she reads what her school lets her; a model suggests a task."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.forked import Loaded
from tests.e2e.pictures import keep_both
from tests.every_page import every_page
from tests.llm_server import LlmServer, llm_server

pytestmark = pytest.mark.e2e
ADAM, CAROL, ALICE = "adam@riverside.example", "carol@riverside.example", "alice@riverside.example"
MALLORY = "mallory@northfield.example"
ASKED = "Why do fractions need the same bottom number before they are added?"


@pytest.fixture(scope="module")
def model() -> Iterator[LlmServer]:
    with llm_server() as one:
        yield one


def _tenant(conn: psycopg.Connection[Any]) -> str:
    row = conn.execute("SELECT tenant_id FROM directory.tenants() WHERE slug = 'riverside'").fetchone()
    assert row is not None
    return str(row[0])


@pytest.fixture(scope="module")
def places(site: Site, site_settings: dict[str, str], loaded: Loaded) -> Iterator[dict[str, str]]:
    """Return addresses of pages; courses are indexed as the worker does, and everything is as it was afterwards."""
    found = {one.route: one.path for one in every_page(site.owner)}
    with psycopg.connect(site.owner) as conn:
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (_tenant(conn),))
        # Who takes a test has no tutor.
        conn.execute("UPDATE attempt SET submitted_at = now(), ended_by = 'student' WHERE submitted_at IS NULL")
    for tenant in ("library", "riverside"):
        loaded.run([sys.executable, "-m", "learnapp.cli", "index", "--tenant", tenant], site_settings)
    yield found
    with psycopg.connect(site.owner) as conn:
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (_tenant(conn),))
        for table in ("tutor_policy", "tutor_pause", "language_model_provider"):
            conn.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
        # What `every_page` lets Alice wish for would stand before the walks of her plan.
        conn.execute("DELETE FROM learning_request WHERE title = '' AND pace = 'chosen' AND minutes_a_day = 10")
        conn.execute("DELETE FROM review_item WHERE kind = 'draft'")
        conn.execute("DELETE FROM content_draft WHERE generated <> '{}'")


def _keep(page: Page, name: str) -> None:
    assert violations(page) == []
    keep_both(page, name)


def _early_enough(zone: str) -> None:
    """Wait until the day has minutes left: hours end at 23:59 at the latest."""
    while datetime.now(ZoneInfo(zone)).strftime("%H:%M") >= "23:57":
        time.sleep(5)


def test_hours_and_talks(sign_in: SignIn, places: dict[str, str]) -> None:
    adam, carol, alice = sign_in(ADAM), sign_in(CAROL), sign_in(ALICE)
    adam.goto("/admin/institution")
    adam.get_by_label("Who teaches the class: all conversations").check()
    policy = adam.locator("#tutor-policy")
    policy.get_by_role("button", name="Save").click()
    expect(adam.get_by_text("Saved.").first).to_be_visible()
    _keep(adam, "tutor2-policy")

    carol.goto(places["/teach/[class_id]/tutoring"])
    expect(carol.get_by_text("The class has the tutor now")).to_be_visible()
    zone = (carol.get_by_text("by the clock of your school").text_content() or "").split("(")[1].split(")")[0]
    _early_enough(zone)
    carol.get_by_label("Each week on").select_option(str(datetime.now(ZoneInfo(zone)).weekday()))
    carol.get_by_label("From", exact=True).fill("00:00")
    carol.get_by_label("Until", exact=True).fill("23:59")
    carol.get_by_role("button", name="Switch off in these hours").press("Enter")
    expect(carol.get_by_text("Off now, back on")).to_be_visible()
    _keep(carol, "tutor2-hours")
    alice.goto("/tutor")
    expect(alice.get_by_text("Your class does without the tutor now. It is back on")).to_be_visible()
    expect(alice.get_by_label("Your question")).to_have_count(0)
    _keep(alice, "tutor2-student-off")
    carol.get_by_role("button", name="Remove: Each").click()
    expect(carol.get_by_text("The class has the tutor now")).to_be_visible()

    alice.reload()
    expect(alice.get_by_text("Your teacher can read what you ask here and what the tutor says.")).to_be_visible()
    alice.get_by_label("Your question").fill(ASKED)
    alice.get_by_role("button", name="Ask", exact=True).click()
    # The first question of a process waits for the recognisers of names.
    answer = alice.get_by_role("log").get_by_role("listitem").get_by_role("link").first
    expect(answer).to_be_visible(timeout=30_000)
    alice.reload()
    with alice.expect_download() as home:
        alice.get_by_role("button", name="Download all my questions and answers").click()
    assert ASKED in Path(home.value.path()).read_text(encoding="utf-8")
    _keep(alice, "tutor2-student")

    carol.goto(places["/teach/[class_id]/students/[pupil_id]"])
    carol.get_by_role("link", name="Talks with the tutor").click()
    carol.get_by_role("button", name=f"Read: {ASKED}").first.click()
    expect(carol.locator("li article").get_by_role("link").first).to_be_visible()
    _keep(carol, "tutor2-talks")
    mallory = sign_in(MALLORY)
    for route in ("/teach/[class_id]/tutoring", "/teach/[class_id]/students/[pupil_id]/tutoring"):
        mallory.goto(places[route])
        expect(mallory.get_by_role("heading", name="You cannot open this")).to_be_visible()
        assert ASKED not in mallory.content()


def test_a_task_is_suggested(sign_in: SignIn, model: LlmServer, places: dict[str, str]) -> None:
    adam = sign_in(ADAM)
    adam.goto("/admin/language-model")
    new = adam.get_by_role("region", name="Add a provider")
    for label, text in (("Name", "Ours"), ("Key", "sk-ours"), ("Model", "large")):
        new.get_by_label(label, exact=True).fill(text)
    new.get_by_label("Base address").fill(model.url)
    new.get_by_role("button", name="Add", exact=True).click()
    expect(adam.get_by_role("heading", name="Ours")).to_be_visible()
    _keep(adam, "tutor2-facts")
    made = {"title": "One more sum", "task": "Work out $8 + 5$.", "kind": "numeric", "choices": [], "answer": "14",
            "hints": ["It is 13."], "solution": "$8 + 5 = 13$."}  # fmt: skip
    model.answers = lambda data: made if "like" in data else None
    adam.goto(places["/author/[course_id]/[item_id]"])
    ask = adam.get_by_role("button", name="Suggest a further task like this")
    ask.click()
    expect(adam.get_by_text("Nothing that the model wrote holds.")).to_be_visible()
    adam.get_by_text("1 thing was left out").click()
    expect(adam.get_by_text("Solved without its key, it came to another answer.")).to_be_visible()
    made["answer"] = "13"
    ask.click()
    expect(adam.get_by_text("which came to the same answer when its formula was worked out")).to_be_visible()
    _keep(adam, "tutor2-suggested")
    adam.get_by_role("link", name="Open the new task").click()
    expect(adam.get_by_role("heading", name="One more sum", level=1)).to_be_visible()
    expect(adam.get_by_text("Only a certified reviewer can approve the draft.")).to_be_visible()
    _keep(adam, "tutor2-generated")
    adam.get_by_role("button", name="Decide").click()
    expect(adam.get_by_text("Only certified reviewers decide about generated text.")).to_be_visible()
