"""The questions of a class: found in the table, read in words, withdrawn, voided, told to the student, taken back."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from playwright.sync_api import Page, expect

from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.storage.embedded import Urls
from tests.e2e.conftest import SignIn, Site, count_questions, violations
from tests.e2e.forked import Loaded
from tests.e2e.pictures import keep

NORA, MALLORY, CAROL = "nora@northfield.example", "mallory@northfield.example", "carol@riverside.example"
CLASS = "MATH 090 Morning"
pytestmark = pytest.mark.e2e
_ITEMS = """
SELECT content_id, course_id, body_public -> 'steps' -> 0 ->> 'id'
  FROM content JOIN course c USING (tenant_id, course_id)
 WHERE c.slug = 'fractions-to-linear-equations' AND kind = 'practice' AND status = 'published'
   AND body_public -> 'steps' -> 0 ->> 'answer_kind' = 'numeric' AND NOT answer_key ? 'template'
 ORDER BY difficulty, content_id LIMIT 30
"""
_INSERT = """
INSERT INTO learning_event (tenant_id, received_at, event_id, student_id, section_id, course_id, student_seq, verb,
                            object_id, object_version, step_id, kc_ids, correct, result, occurred_at, asserted)
VALUES (%s, %s, %s, %s, %s, %s, 1, 'answered', %s, 1, %s, '{}', %s, %s, %s, false)
"""


def _many_answers(owner: str, tenant: UUID, section: UUID) -> None:
    """Write what two dozen former students of the class did: one question is the wrong way round for the able."""
    draw = random.Random(11)  # noqa: S311 - the same story each time
    now = datetime.now(UTC)
    with psycopg.connect(owner) as conn:
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(LIBRARY_TENANT),))
        items = conn.execute(_ITEMS).fetchall()
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant),))
        for able in [draw.gauss(0, 1.5) for _ in range(24)]:
            student = uuid4()
            for number, (item, course, step) in enumerate(items):
                # Far from what their authors thought: by turns much easier and much harder.
                level = -able if number == 4 else able + (number * 7 % 5 - 2)
                right = draw.random() < 1 / (1 + 2.718**-level)
                at = now - timedelta(days=draw.uniform(1, 14))
                result = {
                    "moved": True, "hints": 0, "partial": 0.0, "duration_ms": draw.randrange(4_000, 200_000),
                    "response": "1" if right else draw.choice(("12", "3/4", "0.5")),
                }  # fmt: skip
                head = (tenant, at, uuid4(), student, section, course, item, step)
                conn.execute(_INSERT, (*head, right, json.dumps(result), at))


@pytest.fixture(scope="module", autouse=True)
def _answered(site: Site, site_settings: dict[str, str], loaded: Loaded, postgres: Urls) -> Iterator[None]:
    with psycopg.connect(postgres.superuser.replace("@/postgres?", "@/learnapp?")) as conn:
        row = conn.execute("SELECT tenant_id, section_id FROM section WHERE title = %s", (CLASS,)).fetchone()
    assert row is not None
    _many_answers(site.owner, *row)
    with psycopg.connect(postgres.superuser.replace("@/postgres?", "@/learnapp?")) as conn:
        # The worker may have looked at the course before these answers were there, and would wait for the next night.
        conn.execute("DELETE FROM item_parameter WHERE tenant_id = %s", row[:1])
        conn.execute("DELETE FROM item_fit WHERE tenant_id = %s", row[:1])
    count_questions(loaded, site_settings, row[0])
    yield


def _questions(page: Page) -> None:
    page.goto("/teach")
    page.get_by_role("link", name=CLASS).click()
    # What is clicked while the board is still coming may be put in its place anew.
    expect(page.get_by_role("table", name="Live board")).to_be_visible()
    views = page.get_by_role("navigation", name="Views of this class")
    views.get_by_role("link", name="Questions of this class").click()
    expect(page.get_by_role("table", name="Questions and what the answers say")).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_table_and_a_question_are_readable(sign_in: SignIn, scheme: str, width: int) -> None:
    nora = sign_in(NORA, scheme=scheme, width=width)
    _questions(nora)
    expect(
        nora.get_by_text("Those who do well in the rest of the class get this wrong more often").first
    ).to_be_visible()
    keep(nora, f"items-{scheme}-{width}")
    assert violations(nora) == []
    nora.locator("section.note li").filter(has_text="get this wrong more often").get_by_role("link").first.click()
    expect(nora.get_by_role("heading", name="What the answers say")).to_be_visible()
    expect(nora.get_by_text("Right answer").first).to_be_visible()
    expect(nora.get_by_text(re.compile("of the first tries were right without a hint"))).to_be_visible()
    hard = nora.locator("section").filter(has=nora.get_by_role("heading", name="How hard it is"))
    expect(hard.get_by_text(re.compile(r"Estimated from \d+ answers of \d+ students of your school"))).to_be_visible()
    expect(hard.get_by_text("Look at the key first")).to_be_visible()
    expect(hard.get_by_text("Not clear:")).to_be_visible()
    expect(hard.get_by_role("heading", name="Who gets it right")).to_have_count(0)
    broken = nora.url
    nora.get_by_role("link", name="All questions of this class").click()
    rows = nora.locator("tbody tr").filter(has_text=re.compile(r"estimated from \d+ answers"))
    rows.filter(has_not_text="Wrong way round").first.get_by_role("link").first.click()
    hard.get_by_text("The same as figures").click()
    expect(hard.get_by_role("row", name=re.compile("much weaker than average"))).to_be_visible()
    hard.scroll_into_view_if_needed()
    expect(hard.locator(".js-plotly-plot")).to_be_visible()
    keep(nora, f"difficulty-{scheme}-{width}")
    assert violations(nora) == []
    nora.goto(broken)
    nora.get_by_role("button", name="Stop counting its answers").click()
    expect(nora.get_by_label("What is wrong with it?")).to_be_visible()
    keep(nora, f"item-{scheme}-{width}")
    assert violations(nora) == []


def test_the_table_is_sorted_and_filtered_with_the_keyboard(sign_in: SignIn) -> None:
    nora = sign_in(NORA)
    _questions(nora)
    nora.get_by_role("button", name="Sort by: Difficulty").press("Enter")
    expect(nora.locator("tbody tr").first).to_contain_text(re.compile("Very easy|Easy"))
    head = nora.get_by_role("button", name="Sort by: Right on first try")
    head.press("Enter")
    expect(nora.get_by_role("columnheader", name="Right on first try")).to_have_attribute("aria-sort", "ascending")
    head.press("Enter")
    expect(nora.get_by_role("columnheader", name="Right on first try")).to_have_attribute("aria-sort", "descending")
    title = nora.locator("tbody th a").first.inner_text()
    nora.get_by_label("Find a question").fill(title.upper())
    nora.get_by_label("Find a question").press("Enter")
    expect(nora.locator("tbody th a").first).to_have_text(title)
    nora.get_by_label("Find a question").fill("no such question at all")
    nora.get_by_role("button", name="Search", exact=True).click()
    expect(nora.get_by_text("No question fits.")).to_be_visible()


def test_a_broken_question_is_voided_told_and_brought_back(sign_in: SignIn, site: Site) -> None:
    mallory, item = sign_in(MALLORY, width=390), site.practice_item("numeric", 5)
    mallory.goto(f"/learn/{item}")
    mallory.fill("#answer-field", "987654")
    mallory.get_by_role("button", name="Check").first.click()
    expect(mallory.get_by_text("Not right yet").or_(mallory.locator("#feedback .note.bad")).first).to_be_visible()
    title = mallory.get_by_role("heading", level=1).inner_text()

    nora = sign_in(NORA)
    _questions(nora)
    # The table has it as soon as the worker has counted; its page is there at once.
    nora.goto(f"{nora.url}/{item}")
    expect(nora.get_by_role("heading", level=1, name=title)).to_be_visible()
    address = nora.url
    nora.get_by_role("button", name="Stop offering it").click()
    nora.get_by_label("What is wrong with it?").fill("The key says 3, but it is 4. <b>Look!</b>")
    nora.get_by_role("button", name="Stop offering it now").click()
    expect(nora.get_by_text("Nora Feld has stopped offering it")).to_be_visible()
    expect(nora.get_by_text("<b>Look!</b>")).to_be_visible()
    nora.get_by_role("button", name="Stop counting its answers").click()
    nora.get_by_label("What is wrong with it?").fill("The key says 3, but it is 4.")
    nora.get_by_role("button", name="Stop counting them now").click()
    expect(nora.get_by_text("has stopped counting its answers")).to_be_visible()
    expect(nora.get_by_text("Calculated again for 1 student.")).to_be_visible()
    keep(nora, "item-voided-light-1280")
    assert violations(nora) == []

    mallory.goto("/today")
    told = mallory.get_by_role("listitem").filter(has_text=f"Question “{title}” had a mistake. It no longer counts.")
    expect(told).to_be_visible()
    keep(mallory, "today-told-light-390")
    assert violations(mallory) == []
    told.get_by_role("button", name=f"Put the message about {title} away").press("Enter")
    expect(told).to_have_count(0)
    mallory.reload()
    expect(mallory.get_by_role("heading", level=2).first).to_be_visible()
    expect(told).to_have_count(0)

    nora.goto("/teach/reviews")
    entry = nora.get_by_role("listitem").filter(has_text="A teacher has stopped offering this question").first
    expect(entry).to_contain_text("The key says 3, but it is 4.")
    nora.goto(address)
    nora.get_by_role("button", name="Let its answers count again").click()
    nora.get_by_role("button", name="Offer it again").click()
    expect(nora.get_by_role("button", name="Stop offering it")).to_be_visible()
    mallory.goto("/today")
    expect(mallory.get_by_text(f"Question “{title}” counts again.")).to_be_visible()


def test_another_school_finds_nothing(sign_in: SignIn) -> None:
    nora = sign_in(NORA)
    _questions(nora)
    link = nora.locator("tbody th a").first
    title = link.inner_text()
    link.click()
    expect(nora.get_by_role("heading", level=1, name=title)).to_be_visible()
    carol = sign_in(CAROL)
    for address in (nora.url, nora.url.rsplit("/", 1)[0]):
        carol.goto(address)
        carol.wait_for_timeout(1500)
        assert title not in carol.content()
