"""A student stops working: their teacher, and no other, finds it in the queue with what was seen, and decides."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

import numpy as np
import psycopg
import pytest
from playwright.sync_api import Page, expect
from psycopg.types.json import Jsonb

from learnapp.ml.fairness import report
from learnapp.storage.embedded import Urls
from tests.e2e.conftest import SignIn, violations
from tests.e2e.forked import Loaded
from tests.e2e.pictures import keep

NORA, OSCAR, MALLORY = (f"{name}@northfield.example" for name in ("nora", "oscar", "mallory"))
CLASS = "MATH 090 Morning"
pytestmark = pytest.mark.e2e
_EVENT = """
INSERT INTO learning_event (tenant_id, received_at, event_id, student_id, section_id, course_id, student_seq, verb,
                            kc_ids, correct, result, occurred_at, asserted)
SELECT tenant_id, %s, %s, %s, section_id, course_id, %s, 'answered', '{}', %s, '{"duration_ms": 60000}', %s, false
  FROM section WHERE tenant_id = %s AND section_id = %s
"""
_DAYS = 45
_TERM = "INSERT INTO term (tenant_id, term_id, name, first_day, last_day) VALUES (%s, gen_random_uuid(), %s, %s, %s)"
_BEFORE = "Weeks before"
# The worker's own night and report, at the hour that the test needs.
_NIGHT = """
import asyncio, sys
from datetime import datetime
from uuid import UUID
from learnapp import bootstrap
from learnapp.core.clock import FixedClock
from learnapp.core.config import Settings
from learnapp.services import at_risk, fairness

async def work() -> None:
    services = await bootstrap.build(Settings(), clock=FixedClock(datetime.fromisoformat(sys.argv[2])))
    await at_risk.night(UUID(sys.argv[1]))
    await fairness.make(UUID(sys.argv[1]))
    await bootstrap.close(services)

asyncio.run(work())
"""


def _weekdays(last: date) -> list[date]:
    found: list[date] = []
    while len(found) < _DAYS:
        if last.weekday() < 5:
            found.insert(0, last)
        last -= timedelta(days=1)
    return found


def _plant(owner: str, tenant: UUID, section: UUID, days: list[date]) -> None:
    """Let a class work for nine weeks, but one student stop eight school days ago."""
    with psycopg.connect(owner) as conn:
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant),))
        # Who has done something in the demo goes on with it.
        students = conn.execute(
            "SELECT person_id, EXISTS (SELECT 1 FROM learning_event l WHERE l.student_id = person_id) AS busy"
            " FROM enrolment WHERE section_id = %s AND role = 'student' AND status = 'active' ORDER BY busy, person_id",
            (section,),
        ).fetchall()
        rows: list[tuple[object, ...]] = []
        for place, (student, _) in enumerate(students):
            for day in days[: _DAYS - 8 if place == 0 else _DAYS]:
                for number in range(5):
                    at = datetime.combine(day, time(10, number), UTC)
                    rows.append((at, uuid4(), student, 9_000 + len(rows), number > 0, at, tenant, section))
        with conn.cursor() as cursor:
            cursor.executemany(_EVENT, rows)


def _release(owner: str, tenant: UUID) -> None:
    """Store the report of a release that is blind for who reads Spanish."""
    rng = np.random.default_rng(1)
    outcome, spanish = (rng.random(600) < 0.4).astype(float), rng.random(600) < 0.4
    chance = np.where(spanish, rng.random(600), 0.1 + 0.8 * outcome)
    groups = {
        "age": rng.choice(["13_to_15", "16_to_17", "adult"], 600, p=[0.03, 0.47, 0.5]).tolist(),
        "language": ["es" if one else "en" for one in spanish.tolist()],
    }
    document = report(outcome, chance, np.arange(600), groups, threshold=0.5, draws=80, shuffles=50)
    with psycopg.connect(owner) as conn:
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant),))
        conn.execute(
            "INSERT INTO fairness_report (tenant_id, report_id, kind, version, created_at, document)"
            " VALUES (%s, gen_random_uuid(), 'intervention_trigger', '1.0.0', now() - interval '40 days', %s)",
            (tenant, Jsonb({**document, "source": "model"})),
        )
        bands = {"grade": ["2008–2009" if one else "2010–2011" for one in spanish.tolist()]}
        foreseen = report(outcome, chance, np.arange(600), bands, threshold=0.5, draws=40, shuffles=20)
        conn.execute(
            "INSERT INTO fairness_report (tenant_id, report_id, kind, version, created_at, document)"
            " VALUES (%s, gen_random_uuid(), 'mastery_predictor', '1.1.0', now() - interval '41 days', %s)",
            (tenant, Jsonb({**foreseen, "source": "model"})),
        )


@pytest.fixture(scope="module")
def _stopped(site_settings: dict[str, str], postgres: Urls, site: object, loaded: Loaded) -> Iterator[None]:
    owner = postgres.superuser.replace("@/postgres?", "@/learnapp?")
    with psycopg.connect(owner) as conn:
        row = conn.execute("SELECT tenant_id, section_id FROM section WHERE title = %s", (CLASS,)).fetchone()
    assert row is not None
    days = _weekdays(datetime.now(UTC).date() - timedelta(days=1))
    with psycopg.connect(owner) as conn:
        # Another test lets a first term begin today, and what was before would be holidays.
        conn.execute(_TERM, (row[0], _BEFORE, days[0], days[-1]))
        # The site's own night may have seen somebody of the demo who had stopped before everybody was made busy.
        conn.execute("DELETE FROM review_item WHERE kind = 'at_risk' AND tenant_id = %s", (row[0],))
    _plant(postgres.owner, row[0], row[1], days)
    _release(postgres.owner, row[0])
    night = datetime.combine(days[-1] + timedelta(days=1), time(12), UTC).isoformat()
    loaded.run([sys.executable, "-c", _NIGHT, str(row[0]), night], site_settings)
    yield
    # Other tests have queues of their own.
    with psycopg.connect(owner) as conn:
        conn.execute("DELETE FROM review_item WHERE kind = 'at_risk' AND tenant_id = %s", (row[0],))
        conn.execute("DELETE FROM fairness_report WHERE tenant_id = %s", (row[0],))
        conn.execute("DELETE FROM term WHERE tenant_id = %s AND name = %s", (row[0], _BEFORE))
        conn.execute("DELETE FROM learning_event WHERE student_seq >= 9000 AND section_id = %s", (row[1],))


def _dark_phone(page: Page, name: str) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(200)
    keep(page, name)
    assert violations(page) == []


@pytest.mark.usefixtures("_stopped")
def test_the_teacher_finds_who_stopped_with_what_was_seen_and_decides(sign_in: SignIn) -> None:
    page = sign_in(NORA)
    page.goto("/teach/reviews")
    page.get_by_label("Kind").select_option("May need help")
    # Another class of hers may really have somebody who stopped.
    entry = page.get_by_role("listitem").filter(has_text="No work for 8 school days").filter(has_text=CLASS)
    expect(entry).to_have_count(1)
    expect(entry).to_contain_text("A fixed rule noticed this student.")
    name = entry.get_by_role("heading", level=2).inner_text()
    expect(entry.get_by_text("No work for 8 school days")).not_to_be_visible()
    entry.get_by_text("What was seen").click()
    expect(entry.get_by_text("No work for 8 school days")).to_be_visible()
    expect(entry.get_by_text(re.compile("A holiday, an illness or work on paper"))).to_be_visible()
    expect(entry.get_by_text("Ask how it is going, before anything else.")).to_be_visible()
    keep(page, "at-risk-light-1280")
    assert violations(page) == []
    _dark_phone(page, "at-risk-dark-390")

    entry.get_by_role("button", name=f"Not helpful: {name}").click()
    entry.get_by_label("Why?").fill("Works on paper this month.")
    entry.get_by_role("button", name="Not helpful, close it").click()
    expect(page.get_by_text("Closed. Thank you")).to_be_visible()
    expect(entry).to_have_count(0)
    page.get_by_role("button", name="Rejected").click()
    page.get_by_label("Kind").select_option("May need help")
    expect(page.get_by_text("Said to be of no use.")).to_be_visible()
    expect(page.get_by_text("Works on paper this month.")).to_be_visible()


@pytest.mark.usefixtures("_stopped")
def test_admins_read_of_groups_and_students_of_what_is_computed(sign_in: SignIn) -> None:
    page = sign_in(OSCAR)
    page.goto("/admin/fairness")
    expect(page.get_by_role("heading", level=2, name="Who may need help · rule@1")).to_be_visible()
    expect(page.get_by_text("It states no chances")).to_be_visible()
    expect(page.get_by_role("heading", level=3, name="By age").first).to_be_visible()
    expect(page.get_by_text("Too few to say").first).to_be_visible()
    release = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Who may need help · 1.0.0"))
    expect(release.get_by_text("Clear gap", exact=True)).to_be_visible()
    expect(release.get_by_role("link", name="Open the review queue")).to_be_visible()
    spanish = release.get_by_role("table", name=re.compile("^By language")).get_by_role(
        "row", name=re.compile("^Spanish")
    )
    expect(spanish).to_contain_text(re.compile(r"\d+ %\s*\d+ to \d+ %"))
    young = release.get_by_role("table", name=re.compile("^By age")).get_by_role("row", name=re.compile("^13 to 15"))
    expect(young).to_contain_text("Too few to say")
    answers = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="What a student knows · 1.1.0"))
    by_years = answers.get_by_role("table", name=re.compile("^By years of birth"))
    expect(by_years.get_by_role("columnheader", name="Rightly expected")).to_be_visible()
    page.get_by_text("What the figures mean").click()
    expect(page.get_by_text("Two ranges that overlap widely are no proof")).to_be_visible()
    keep(page, "fairness-light-1280")
    assert violations(page) == []
    page.get_by_role("button", name="Make a report now").click()
    expect(page.get_by_text("The report is being made.")).to_be_visible()
    _dark_phone(page, "fairness-dark-390")

    student = sign_in(MALLORY)
    student.goto("/models")
    card = student.get_by_role("listitem").filter(has=student.get_by_role("heading", name="Who may need help"))
    expect(card).to_contain_text("Held against")
    expect(card).to_contain_text("The teacher decides.")
    expect(student.get_by_role("heading", name="I see it differently")).to_be_visible()
    keep(student, "models-light-1280")
    student.get_by_label("Language").select_option("Español")
    expect(student.get_by_role("heading", name="Yo lo veo de otra manera")).to_be_visible()
    # Her language is hers everywhere: other tests read English.
    student.get_by_label("Idioma").select_option("English")
    expect(student.get_by_role("heading", name="I see it differently")).to_be_visible()
