"""The impact of a class: a range of time whose assumptions are one's own, and outcomes that claim what they may."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from playwright.sync_api import expect

from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.storage.embedded import Urls
from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep, keep_both

DANIEL = "daniel@riverside.example"
CLASS = "Grade 7 Mathematics"
pytestmark = pytest.mark.e2e
_INSERT = """
INSERT INTO learning_event (tenant_id, received_at, event_id, student_id, section_id, course_id, student_seq, verb,
                            object_id, object_version, step_id, kc_ids, correct, result, occurred_at, asserted)
SELECT %s, %s, %s, %s, s.section_id, s.course_id, %s, 'answered', %s, 1, 's1', %s, %s, %s, %s, false
  FROM section s WHERE s.tenant_id = %s AND s.section_id = %s
"""
_STATE = """
INSERT INTO kc_state (tenant_id, student_id, kc_id, attempts, correct, p_mastered, low, high, mastered_at, last_at,
                      recent, updated_at)
VALUES (%s, %s, %s, 6, 5, 0.9, 0.8, 0.96, %s, %s, '[]', %s) ON CONFLICT DO NOTHING
"""
_DAYS = """
INSERT INTO section_day (tenant_id, section_id, day, events, answers, correct, students, hints, computed_at,
                         explanations, materials)
SELECT tenant_id, section_id, (received_at AT TIME ZONE 'UTC')::date, count(*), count(*),
       count(*) FILTER (WHERE correct), count(DISTINCT student_id), 40, now(), 6, 9
  FROM learning_event WHERE tenant_id = %s AND section_id = %s AND verb = 'answered' GROUP BY 1, 2, 3
ON CONFLICT (tenant_id, section_id, day) DO UPDATE SET answers = excluded.answers, correct = excluded.correct,
  students = excluded.students, hints = 40, explanations = 6, materials = 9
"""

# What the worker counts from the same log, for the page of analytics.
_STUDENT_DAYS = """
INSERT INTO student_day (tenant_id, section_id, day, student_id, events, answers, correct, tries, alone, ms)
SELECT tenant_id, section_id, (received_at AT TIME ZONE 'UTC')::date, student_id, count(*), count(*),
       count(*) FILTER (WHERE correct), count(*), count(*) FILTER (WHERE correct), 20000 * count(*)
  FROM learning_event WHERE tenant_id = %s AND section_id = %s AND verb = 'answered' GROUP BY 1, 2, 3, 4
ON CONFLICT (tenant_id, section_id, day, student_id) DO UPDATE SET events = excluded.events,
  answers = excluded.answers, correct = excluded.correct, tries = excluded.tries, alone = excluded.alone,
  ms = excluded.ms
"""
_BEGUN = """
INSERT INTO item_student (tenant_id, section_id, content_id, student_id, open, answers, tries, started_at, whole,
                          solved)
SELECT e.tenant_id, e.section_id, c.content_id, e.person_id, false, 1, 1, now() - interval '3 days', false,
       CASE WHEN (c.place * 37 + e.place * 17) %% 100 < 40 + 5 * c.place THEN c.steps ELSE '{}' END
  FROM (SELECT tenant_id, section_id, person_id, row_number() OVER (ORDER BY person_id) AS place FROM enrolment
         WHERE tenant_id = %s AND section_id = %s AND role = 'student' AND status = 'active') e
 CROSS JOIN (SELECT content_id, row_number() OVER (ORDER BY content_id) AS place,
                    ARRAY(SELECT s ->> 'id' FROM jsonb_array_elements(body_public -> 'steps') s) AS steps
               FROM (SELECT DISTINCT ON (content_id) content_id, kind, status, body_public FROM content
                      WHERE course_id = (SELECT course_id FROM section WHERE title = 'Grade 7 Mathematics' LIMIT 1)
                      ORDER BY content_id, version DESC) newest
              WHERE kind = 'practice' AND status = 'published' ORDER BY content_id LIMIT 12) c
"""
# What other walks have begun in this class is no part of the story.
_NOT_BEGUN = "DELETE FROM item_student WHERE tenant_id = %s AND section_id = %s"
_MARK = """
INSERT INTO rollup_section (tenant_id, section_id, whole_since, counted_to) VALUES (%s, %s, now(), now())
ON CONFLICT (tenant_id, section_id) DO UPDATE SET counted_to = now()
"""


def _eight_weeks(owner: str, tenant: UUID, section: UUID) -> None:
    """Write what the class did in eight weeks: in the second half more is right on the first try."""
    draw, now = random.Random(4), datetime.now(UTC)  # noqa: S311 - the same story each time
    with psycopg.connect(owner) as conn:
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(LIBRARY_TENANT),))
        topics = conn.execute("SELECT kc_id FROM kc WHERE tenant_id = %s ORDER BY slug LIMIT 8", (LIBRARY_TENANT,))
        kcs = [row[0] for row in topics.fetchall()]
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant),))
        students = conn.execute(
            "SELECT person_id FROM enrolment WHERE section_id = %s AND role = 'student' AND status = 'active'",
            (section,),
        ).fetchall()
        for (student,) in students:
            able = draw.uniform(-0.12, 0.12)
            for number in range(64):
                at = now - timedelta(days=55 - 55 * number / 64, minutes=draw.randrange(200))
                right = draw.random() < (0.55 if number < 32 else 0.78) + able
                result = json.dumps({"moved": True, "hints": 0, "partial": 0.0, "duration_ms": 20_000})
                kc = kcs[number // 4 % len(kcs)]
                conn.execute(
                    _INSERT,
                    (tenant, at, uuid4(), student, 5_000 + number, uuid4(), [kc], right, result, at, tenant, section),
                )
            for place, kc in enumerate(kcs[: draw.randrange(3, 8)]):
                at = now - timedelta(days=50 - 7 * place)
                conn.execute(_STATE, (tenant, student, kc, at, at, at))
        for statement in (_DAYS, _STUDENT_DAYS, _NOT_BEGUN, _BEGUN, _MARK):
            conn.execute(statement, (tenant, section))


@pytest.fixture(scope="module")
def _worked(site: Site, postgres: Urls) -> Iterator[None]:
    with psycopg.connect(postgres.superuser.replace("@/postgres?", "@/learnapp?")) as conn:
        row = conn.execute("SELECT tenant_id, section_id FROM section WHERE title = %s", (CLASS,)).fetchone()
    assert row is not None
    _eight_weeks(site.owner, *row)
    yield


@pytest.mark.usefixtures("_worked")
def test_a_teacher_sees_a_range_changes_what_it_rests_on_and_reads_what_may_be_said(sign_in: SignIn) -> None:
    page = sign_in(DANIEL)
    page.goto("/teach")
    page.get_by_role("link", name=CLASS).click()
    page.get_by_role("navigation", name="Views of this class").get_by_role("link", name="Impact").click()
    expect(page.get_by_role("heading", name=CLASS)).to_be_visible()
    total = page.locator(".note .lead")
    expect(total).to_have_text(re.compile(r"may have saved you between [\d.]+ and [\d.]+ hours"))
    keep(page, "impact-light-1280")
    before = total.inner_text()

    # The minutes of a line lead to our assumption and to the form.
    answers = page.get_by_role("row", name=re.compile("^Answers graded"))
    answers.get_by_text("0.1 to 0.5").click()
    expect(answers.get_by_text("Our assumption; change it.")).to_be_visible()
    answers.get_by_label("Usually").fill("2")
    answers.get_by_label("At most").fill("1")
    answers.get_by_role("button", name="Save").click()
    expect(page.get_by_text("the low ones not above the usual")).to_be_visible()
    answers.get_by_label("At most").fill("4")
    answers.get_by_role("button", name="Save").click()
    expect(answers.get_by_text("changed by you")).to_be_visible()
    expect(total).not_to_have_text(before)
    answers.get_by_role("button", name="Take our assumption again").click()
    expect(total).to_have_text(before)

    outcomes = page.get_by_role("table", name="How the class does")
    tried = outcomes.get_by_role("row", name=re.compile("^Right on first try"))
    expect(tried).to_contain_text(re.compile(r"between \d+ and \d+ %"))
    expect(tried).to_contain_text("Higher than before, by")
    expect(outcomes.get_by_role("row", name=re.compile("^Recommendations followed"))).to_contain_text("Not enough data")
    expect(page.get_by_text("These figures say what is different, not why.")).to_be_visible()

    page.get_by_label("Period").select_option("This term")
    expect(page.get_by_text(re.compile("compare it with|Compared with|No term today")).first).to_be_visible()
    page.get_by_label("Period").select_option("Everything so far")
    expect(page.get_by_text("There is no period before to compare it with.")).to_be_visible()
    with page.expect_download() as got:
        page.get_by_role("button", name="Download as CSV").click()
    assert "first_try,per cent," in Path(got.value.path()).read_text(encoding="utf-8-sig")
    page.get_by_role("button", name="Help", exact=False).first.click()
    expect(page.get_by_text("where it says “too early to say”, believe it")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_label("Period").select_option("Last four weeks")
    expect(tried).to_contain_text("Higher than before, by")

    page.set_viewport_size({"width": 390, "height": 900})
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(200)
    keep(page, "impact-dark-390")
    assert violations(page) == []
    page.emulate_media(media="print", color_scheme="light")
    keep(page, "impact-print")


@pytest.mark.usefixtures("_worked")
def test_a_teacher_sees_how_the_class_does_and_an_admin_all_classes(sign_in: SignIn) -> None:
    page = sign_in(DANIEL)
    page.goto("/teach")
    page.get_by_role("link", name=CLASS).click()
    page.get_by_role("navigation", name="Views of this class").get_by_role("link", name="Analytics").click()
    figures = page.get_by_role("table", name="Figures")
    tried = figures.get_by_role("row", name=re.compile("^Right on first try"))
    expect(tried).to_contain_text(re.compile(r"between \d+ and \d+ %"))
    expect(tried).to_contain_text("▲ Higher, by")
    expect(page.get_by_text("More is right on the first try")).to_be_visible()
    expect(page.get_by_text(re.compile("Up to date|Counting is behind")).first).to_be_visible()
    rows = page.get_by_role("table", name="Contents").get_by_role("row")
    turns = page.get_by_role("navigation", name="Further contents")
    expect(turns).to_contain_text("1 to 10 of 12")
    expect(rows.nth(1)).to_contain_text(re.compile(r"of \d+ students, between \d+ and \d+ %"))
    turns.get_by_role("button", name="More").click()
    expect(turns).to_contain_text("11 to 12 of 12")
    expect(rows).to_have_count(3)
    students = page.get_by_role("table", name="Students")
    expect(students.get_by_role("row")).not_to_have_count(1)

    page.get_by_label("Compare by").select_option("Work in the period before")
    expect(page.get_by_role("heading", name="Worked more before")).to_be_visible()
    keep_both(page, "analytics")
    page.get_by_label("Period").select_option("Days of your choice")
    page.get_by_label("First day").fill("2026-03-02")
    page.get_by_label("Last day").fill("2026-03-01")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("The last day lies before the first")).to_be_visible()
    page.get_by_label("Period").select_option("Last 7 days")
    expect(tried).to_contain_text(re.compile(r"between \d+ and \d+ %"))
    page.get_by_text("Take tables along").click()
    with page.expect_download() as got:
        page.get_by_role("link", name="CSV : Days", exact=True).click()
    assert len(Path(got.value.path()).read_text(encoding="utf-8-sig").splitlines()) > 1
    assert violations(page) == []

    adam = sign_in("adam@riverside.example")
    adam.goto("/admin/analytics")
    expect(adam.get_by_role("heading", name="Analytics of the institution")).to_be_visible()
    classes = adam.get_by_role("table", name="By class")
    expect(classes.get_by_role("row", name=re.compile(CLASS))).to_contain_text("%")
    keep_both(adam, "analytics-school")
    adam.get_by_label("Course", exact=True).select_option(index=1)
    adam.get_by_text("Take tables along").click()
    expect(adam.get_by_role("link", name="Parquet : Classes", exact=True)).to_have_attribute(
        "href", re.compile(r"period=month&course=[0-9a-f-]{36}$")
    )
    assert violations(adam) == []
    classes.get_by_role("link", name=CLASS).click()
    expect(adam.get_by_role("table", name="Figures")).to_be_visible()
