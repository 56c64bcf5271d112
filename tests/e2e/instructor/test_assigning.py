"""A teacher assigns and pins in the browser; the student finds it, does it, and the teacher and the family see that."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect

from learnapp.security.tenancy import LIBRARY_TENANT
from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep

ALICE, CAROL, GRACE = "alice@riverside.example", "carol@riverside.example", "grace@riverside.example"
CLASS, WORDS = "Grade 6 Mathematics A", "Read it twice, then close your eyes."
pytestmark = pytest.mark.e2e


def _reading(site: Site) -> str:
    """Return the title of the last text of the course, which nobody of the demo has read."""
    with psycopg.connect(site.owner) as conn:
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(LIBRARY_TENANT),))
        row = conn.execute(
            "SELECT content.title FROM content JOIN course c USING (tenant_id, course_id)"
            " WHERE kind = 'reading' AND c.slug = 'fractions-to-linear-equations' AND status = 'published'"
            " ORDER BY content.position DESC LIMIT 1"
        ).fetchone()
    assert row is not None
    return str(row[0])


def _find(carol: Page, title: str) -> None:
    carol.get_by_role("button", name="Assign or pin something").click()
    carol.get_by_label("Words in the title or the topic").fill(title)
    carol.get_by_label("Words in the title or the topic").press("Enter")
    expect(carol.get_by_role("button", name=f"Pin to the top of the path: {title} (Reading)")).to_be_visible()


def _mine(page: Page, name: str, title: str) -> Locator:
    return page.get_by_role("region", name=name).get_by_role("listitem").filter(has_text=title)


def test_assigned_done_seen_and_pinned(sign_in: SignIn, site: Site) -> None:
    title = _reading(site)
    carol = sign_in(CAROL)
    carol.goto("/teach")
    carol.get_by_role("link", name=CLASS).click()
    carol.get_by_role("navigation", name="Views of this class").get_by_role("link", name="Assignments").click()
    expect(carol.get_by_role("listitem").filter(has_text="Five answers are enough")).to_contain_text(
        re.compile(r"\d+ of \d+ done")
    )
    keep(carol, "assignments-light-1280")
    assert violations(carol) == []
    _find(carol, title)
    keep(carol, "assignments-pick-light-1280")
    assert violations(carol) == []
    carol.get_by_role("button", name=f"Assign: {title} (Reading)").click()
    carol.get_by_label("Chosen students").click()
    expect(carol.get_by_label("Alice Moreno")).to_be_visible()
    keep(carol, "assignments-form-light-1280")
    assert violations(carol) == []
    carol.get_by_label("Everybody in the class").click()
    expect(carol.get_by_label("Everybody in the class")).to_be_checked()
    carol.get_by_label("Until which day?").fill((datetime.now(UTC) + timedelta(days=2)).date().isoformat())
    carol.get_by_label("A sentence for your students").fill(WORDS)
    carol.get_by_role("button", name="Assign", exact=True).click()
    made = carol.get_by_role("listitem").filter(has_text=WORDS)
    expect(made).to_contain_text(re.compile(r"(?<!\d)0 of \d+ done"))
    made.get_by_text("students are not done yet").click()
    expect(made.get_by_role("link", name="Alice Moreno")).to_be_visible()

    alice = sign_in(ALICE)
    alice.goto("/today")
    todo = _mine(alice, "Assigned by your teacher", title)
    expect(todo).to_contain_text(WORDS)
    expect(todo).to_contain_text("Due in 2 days")
    keep(alice, "assigned-today-light-1280")
    assert violations(alice) == []
    assert alice.locator("main .button.primary").count() == 1
    todo.get_by_role("link", name=title).click()
    expect(alice.get_by_text("Assigned by your teacher. Due in 2 days")).to_be_visible()
    keep(alice, "assigned-learn-light-1280")
    assert violations(alice) == []
    alice.get_by_role("button", name="I have read this").click()
    expect(alice.get_by_text("Assigned by your teacher. You have done it.")).to_be_visible()
    alice.goto("/today")
    # Something else is still to do, so what is done stands behind one click.
    alice.get_by_role("region", name="Assigned by your teacher").locator("summary").click()
    expect(_mine(alice, "Assigned by your teacher", title)).to_contain_text("Done")

    carol.reload()
    expect(made).to_contain_text(re.compile(r"(?<!\d)1 of \d+ done"))
    _find(carol, title)
    carol.get_by_role("button", name=f"Pin to the top of the path: {title} (Reading)").click()
    carol.get_by_role("button", name=f"Move up: {title}").press("Enter")
    pinned = carol.locator("ol.order > li")
    expect(pinned.first).to_contain_text(title)
    alice.goto("/path")
    expect(alice.get_by_role("region", name="Pinned by your teacher").get_by_role("listitem").first).to_contain_text(
        re.compile(f"{re.escape(title)}.*Done", re.S)
    )
    keep(alice, "pinned-path-light-1280")
    assert violations(alice) == []

    grace = sign_in(GRACE)
    grace.goto("/family")
    grace.get_by_role("link", name="Alice Moreno").first.click()
    expect(grace.get_by_role("listitem").filter(has_text=WORDS)).to_contain_text("Done")
    keep(grace, "assigned-family-light-1280")

    made.get_by_role("button", name=f"Change: {title}").click()
    expect(carol.get_by_role("heading", name=f"Change: {title}")).to_be_visible()
    keep(carol, "assignments-change-light-1280")
    assert violations(carol) == []
    carol.get_by_label("A sentence for your students (you may leave it empty)").fill("A week more.")
    carol.get_by_role("button", name="Save the change").press("Enter")
    made = carol.get_by_role("listitem").filter(has_text="A week more.")
    expect(made).to_contain_text(title)

    made.get_by_role("button", name=f"Withdraw: {title}").click()
    expect(made.get_by_role("alert")).to_contain_text("What they have done stays theirs")
    made.get_by_role("button", name="Yes, withdraw it").press("Enter")
    expect(made).to_have_count(0)
    carol.get_by_role("button", name=f"Unpin: {title}").click()
    expect(pinned).to_have_count(1)


@pytest.mark.usefixtures("counted")
def test_a_question_of_the_class_fills_the_form_on_a_phone(sign_in: SignIn) -> None:
    carol = sign_in(CAROL, scheme="dark", width=390)
    carol.goto("/teach")
    carol.get_by_role("link", name=CLASS).click()
    carol.get_by_role("navigation", name="Views of this class").get_by_role("link", name="Questions").click()
    carol.get_by_role("link", name=re.compile("^Assign this: ")).first.click()
    expect(carol.get_by_role("heading", name=re.compile("^Assign: "))).to_be_visible()
    keep(carol, "assignments-form-dark-390")
    assert violations(carol) == []
    assert carol.evaluate("document.documentElement.scrollWidth <= innerWidth")
    carol.get_by_role("button", name="Help").click()
    expect(carol.get_by_text("What you pin stands at the top of the path")).to_be_visible()


def test_a_draft_is_given_with_its_assignment(sign_in: SignIn) -> None:
    title = "Fractions on Friday"
    carol = sign_in(CAROL, scheme="dark", width=390)
    carol.goto("/teach/assessments")
    carol.get_by_label("Title").fill(title)
    carol.get_by_label("Class", exact=True).select_option(label=CLASS)
    carol.get_by_role("button", name="Make it").click()
    carol.get_by_role("button", name="Choose questions").click()
    carol.get_by_role("button", name=re.compile("^Put in: ")).first.click()
    expect(carol.locator("ol.order > li")).to_have_count(1)
    carol.goto("/teach")
    carol.get_by_role("link", name=CLASS).click()
    carol.get_by_role("navigation", name="Views of this class").get_by_role("link", name="Assignments").click()
    carol.get_by_role("button", name="Assign or pin something").click()
    carol.get_by_role("button", name=f"Assign: {title} (Test)").click()
    expect(carol.get_by_text("This test is a draft.")).to_be_visible()
    keep(carol, "assignments-draft-dark-390")
    assert violations(carol) == []
    carol.get_by_role("button", name="Assign", exact=True).click()
    expect(carol.get_by_role("listitem").filter(has_text=title)).to_contain_text(re.compile(r"0 of \d+ done"))
    alice = sign_in(ALICE)
    alice.goto("/today")
    expect(_mine(alice, "Assigned by your teacher", title)).to_be_visible()
    carol.get_by_role("button", name=f"Withdraw: {title}").click()
    carol.get_by_role("button", name="Yes, withdraw it").press("Enter")
    expect(carol.get_by_role("button", name=f"Withdraw: {title}")).to_have_count(0)
