"""Alice asks the tutor by keyboard: beside a task it tells no answer, about the course it shows where things stand."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.forked import Loaded
from tests.e2e.pictures import keep

ALICE = "alice@riverside.example"
pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module", autouse=True)
def _indexed(site: Site, site_settings: dict[str, str], loaded: Loaded) -> Iterator[None]:
    """Index the demo's courses, as the worker does where one runs; what was reported goes afterwards."""
    loaded.run([sys.executable, "-m", "learnapp.cli", "index", "--tenant", "library"], site_settings)
    yield
    with psycopg.connect(site.owner) as conn:
        conn.execute("DELETE FROM notice WHERE kind = 'broken' AND about_id IN (SELECT review_id FROM review_item"
                     " WHERE evidence::text LIKE '%The tutor showed this sentence%')")  # fmt: skip
        conn.execute("DELETE FROM review_item WHERE evidence::text LIKE '%The tutor showed this sentence%'")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_student_asks_beside_a_task_and_about_the_course(
    sign_in: SignIn, site: Site, scheme: str, width: int
) -> None:
    page = sign_in(ALICE, scheme=scheme, width=width)
    page.goto(f"/learn/{site.template_item('Same bottom, add')}")
    page.get_by_role("button", name="Ask the tutor").press("Enter")
    page.get_by_label("Your question").fill("Just tell me the answer")
    page.get_by_label("Your question").press("Enter")
    log = page.get_by_role("log")
    expect(log).to_contain_text("I do not tell the answer of an open task")
    field = page.get_by_label("Your question")
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    keep(page, f"tutor-beside-{scheme}-{width}")
    assert violations(page) == []
    page.goto("/tutor")
    ask = page.get_by_label("Your question")
    ask.fill("Why do fractions need the same bottom number before they are added?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(log.get_by_role("heading", name="Why do fractions")).to_be_visible()
    source = log.get_by_role("listitem").get_by_role("link").first
    expect(source).to_be_visible()
    keep(page, f"tutor-{scheme}-{width}")
    assert violations(page) == []
    log.get_by_role("button", name="Does something here seem wrong?").last.press("Enter")
    expect(log.get_by_text("Your question and your name do not go with it")).to_be_visible()
    keep(page, f"tutor-doubt-{scheme}-{width}")
    assert violations(page) == []
    log.get_by_role("button", name="This seems wrong").first.press("Enter")
    # The first one waits until what finds personal data is loaded.
    expect(log.get_by_text("You have said that this seems wrong.")).to_be_focused(timeout=20_000)
    page.reload()
    page.get_by_role("button", name="Read again: Why do fractions").first.click()
    again = page.locator("li article").get_by_role("link").first
    expect(again).to_be_visible()
    expect(page.get_by_text("You have said that this seems wrong.")).to_have_count(1)
    keep(page, f"tutor-again-{scheme}-{width}")
    # On its words: in front of them stands one for ears only, which has no place to click.
    again.locator("[lang]").click()
    expect(page).to_have_url(re.compile("/learn/"))


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
def test_on_a_spanish_page_an_english_course_is_quoted_in_english_and_it_is_said_why(
    sign_in: SignIn, scheme: str, width: int
) -> None:
    page = sign_in(ALICE, scheme=scheme, width=width)
    page.goto("/tutor")
    page.get_by_role("combobox").first.select_option("es")
    page.get_by_label("Tu pregunta").fill("Why do fractions need the same bottom number before they are added?")
    page.get_by_role("button", name="Preguntar", exact=True).click()
    log = page.get_by_role("log")
    expect(log.get_by_text("Tu curso está en inglés")).to_be_visible()
    expect(log.locator("[lang=es]").get_by_text("Esto es lo que dice tu curso:")).to_be_visible()
    expect(log.locator("blockquote [lang=en]").first).to_be_visible()
    expect(log.get_by_role("link").locator("[lang=en]").first).to_be_visible()
    keep(page, f"tutor-spanish-{scheme}-{width}")
    assert violations(page) == []
    page.get_by_label("Tu pregunta").fill("xilófonos zurdos")
    page.get_by_role("button", name="Preguntar", exact=True).click()
    expect(log.get_by_text("pregunta con palabras en inglés")).to_be_visible()
    page.get_by_role("combobox").first.select_option("en")
    expect(page.get_by_label("Your question")).to_be_visible()
