"""A teacher sees the roster and the grades of the class's course, and deals with what does not get through."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from playwright.sync_api import expect

from learnapp.storage.embedded import Urls
from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep

DANIEL, ALICE = "daniel@riverside.example", "alice@riverside.example"
CLASS, HERS = "Grade 7 Mathematics", "Grade 6 Mathematics A"
pytestmark = pytest.mark.e2e
_SCOPES = " ".join(f"https://purl.imsglobal.org/spec/lti-ags/scope/{one}" for one in ("lineitem", "score"))
_AT = "(tenant_id, registration_id, deployment_id, context_id"


_Connection = psycopg.Connection[tuple[object, ...]]


def _register(conn: _Connection, tenant: UUID) -> UUID:
    """Connect an LMS; returns its id."""
    registration = uuid4()
    conn.execute(
        "INSERT INTO lti_registration (tenant_id, registration_id, name, product, issuer, client_id, site, auth_url,"
        " token_url, keys_url, attested, status, created_at, created_by)"
        " VALUES (%s, %s, 'School courses', 'moodle', 'i',"
        " 'c', 'https://lms.example', 'https://lms.example/a', 'https://lms.example/t', 'https://lms.example/k', true,"
        " 'active', now(), %s)",
        (tenant, registration, tenant),
    )
    return registration


def _offered(conn: _Connection, at: tuple[object, ...], section: UUID) -> None:
    """Let a course stand for a class, with roster and gradebook."""
    conn.execute(
        f"INSERT INTO lti_context {_AT}, title, section_id, first_seen_at, last_launch_at)"  # noqa: S608 - constants
        " VALUES (%s, %s, %s, %s, 'Mathematics, grade 7', %s, now(), now())",
        (*at, section),
    )
    conn.execute(
        f"INSERT INTO lti_service {_AT}, memberships_url, line_items_url, scopes, follows, tests, progress, changed_at)"  # noqa: S608
        " VALUES (%s, %s, %s, %s, 'https://lms.example/m', 'https://lms.example/l', %s, true, true, true, now())",
        (*at, _SCOPES),
    )


def _column(conn: _Connection, at: tuple[object, ...], kind: str, title: str) -> UUID:
    """Have a column in the gradebook; returns its id."""
    item = uuid4()
    conn.execute(
        f"INSERT INTO lti_line_item {_AT}, line_item_id, kind, thing_id, title, maximum, url, made_at)"  # noqa: S608
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 5, 'https://lms.example/1', now())",
        (*at, item, kind, uuid4(), title),
    )
    return item


def _students(conn: _Connection, section: UUID) -> list[UUID]:
    found = conn.execute(
        "SELECT person_id FROM enrolment WHERE section_id = %s AND role = 'student' AND status = 'active'"
        " ORDER BY enrolled_at, person_id",
        (section,),
    ).fetchall()
    return [UUID(str(row[0])) for row in found]


def _score(conn: _Connection, tenant: UUID, item: UUID, student: UUID, state: str, error: str, tries: int) -> None:
    conn.execute(
        "INSERT INTO lti_score (tenant_id, line_item_id, student_id, given, maximum, activity, grading,"
        " revision, at, state, tries, next_at, error, sent_at)"
        " VALUES (%s, %s, %s, 3.5, 5, 'Completed', 'FullyGraded', 1, now(), %s, %s,"
        " now() + interval '20 minutes', %s, CASE WHEN %s = 'sent' THEN now() END)",
        (tenant, item, student, state, tries, error, state),
    )


def _fill(conn: _Connection, tenant: UUID, registration: UUID, section: UUID) -> None:
    """Connect a course of the LMS with the class: its roster was read, and two grades do not get through."""
    at = (tenant, registration, "1", "c1")
    _offered(conn, at, section)
    conn.execute(
        f"INSERT INTO lti_roster_sync {_AT}, status, run, whole, counts, asked_at, ended_at)"  # noqa: S608
        " VALUES (%s, %s, %s, %s, 'done', 3, true, %s, now(), now())",
        (*at, '{"read": 31, "new": 2, "left": 1, "namesake": 1, "waits": 0}'),
    )
    test, progress = _column(conn, at, "assessment", "Fractions"), _column(conn, at, "course", "")
    students = _students(conn, section)
    states = [("failed", "nobody", 1), ("waiting", "failing", 8), *(("sent", "", 0) for _ in students[2:])]
    for student, (state, error, tries) in zip(students, states, strict=True):
        for item in (test, progress) if state == "sent" else (test,):
            _score(conn, tenant, item, student, state, error, tries)


def _fill_hers(conn: _Connection, tenant: UUID, registration: UUID, section: UUID) -> None:
    """Connect another course with Alice's class: of two grades of everybody one is there, one on its way."""
    at = (tenant, registration, "1", "c2")
    _offered(conn, at, section)
    test, progress = _column(conn, at, "assessment", "Fractions"), _column(conn, at, "course", "")
    for student in _students(conn, section):
        _score(conn, tenant, test, student, "sent", "", 0)
        _score(conn, tenant, progress, student, "waiting", "failing", 8)


@pytest.fixture
def connected(site: Site, postgres: Urls) -> Iterator[None]:
    """The class with its course; other tests do not meet it."""
    with psycopg.connect(postgres.superuser.replace("@/postgres?", "@/learnapp?")) as conn:
        found = conn.execute(
            "SELECT title, tenant_id, section_id FROM section WHERE title = ANY(%s)", ([CLASS, HERS],)
        ).fetchall()
    classes = {str(title): section for title, _, section in found}
    (tenant,) = {one for _, one, _ in found}
    with psycopg.connect(site.owner, autocommit=True) as conn:
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant),))
        registration = _register(conn, tenant)
        _fill(conn, tenant, registration, classes[CLASS])
        _fill_hers(conn, tenant, registration, classes[HERS])
        yield
        conn.execute("DELETE FROM lti_registration WHERE name = 'School courses' AND client_id = 'c'")
        conn.execute("DELETE FROM lti_grade_due")


def test_a_teacher_reads_the_roster_chooses_what_is_passed_on_and_deals_with_what_is_stuck(
    sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    page = sign_in(DANIEL)
    page.goto("/teach")
    page.get_by_role("link", name=CLASS).click()
    page.get_by_role("navigation", name="Views of this class").get_by_role("link", name="LMS").click()
    expect(page.get_by_text("No course is connected to this class")).to_be_visible()
    keep(page, "class-lms-none")
    request.getfixturevalue("connected")
    page.reload()

    # What is stuck stands on top, each with what to do about it.
    expect(page.get_by_role("heading", name="2 grades do not get through")).to_be_visible()
    expect(page.get_by_text("has not come from this course yet")).to_be_visible()
    expect(page.get_by_text("It is tried again")).to_be_visible()
    expect(page.get_by_text("Fractions: 3.5 of 5 points").first).to_be_visible()
    expect(page.get_by_text("1 has an account with the same e-mail address here")).to_be_visible()
    keep(page, "class-lms-light-1280")
    assert violations(page) == []
    page.get_by_role("button", name="I have entered it there").first.click()
    expect(page.get_by_role("heading", name="1 grade does not get through")).to_be_visible()
    page.get_by_role("button", name="Send all again").click()
    expect(page.get_by_text("It is being sent.")).to_be_visible()
    expect(page.get_by_role("heading", name="do not get through")).to_have_count(0)
    grades = page.get_by_role("table", name="Grades in the gradebook")
    expect(grades.get_by_role("row", name="Fractions")).to_be_visible()

    page.get_by_role("button", name="Read the roster now").click()
    expect(page.get_by_text("Begins in a moment")).to_be_visible()
    expect(page.get_by_role("button", name="Read the roster now")).to_be_disabled()
    page.get_by_label("Pass on what is assigned and done").check()
    page.get_by_label("The class follows the roster").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Pass on what is assigned and done")).to_be_checked()
    expect(page.get_by_label("The class follows the roster")).not_to_be_checked()
    page.set_viewport_size({"width": 390, "height": 900})
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(200)
    keep(page, "class-lms-dark-390")
    assert violations(page) == []

    # A student sees which grades are in the gradebook of her course; what does not get through is on its way for her.
    student = sign_in(ALICE, scheme="dark", width=390)
    student.goto("/progress")
    card = student.locator("section", has=student.get_by_role("heading", name="Grades in your course"))
    expect(card).to_be_visible()
    test = card.get_by_role("listitem").filter(has_text="Fractions: 3.5 of 5 points")
    expect(test.get_by_text("School courses")).to_be_visible()
    expect(card.get_by_role("listitem")).to_have_count(2)
    assert student.evaluate("document.documentElement.scrollWidth <= innerWidth")
    keep(student, "progress-grades-dark-390")
    assert violations(student) == []
