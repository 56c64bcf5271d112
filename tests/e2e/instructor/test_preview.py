"""A teacher tries a task of the class as a student would, and nothing is stored; a student's time of reading is."""

from __future__ import annotations

import re

import psycopg
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep

CAROL, MALLORY = "carol@riverside.example", "mallory@northfield.example"
CLASS = "Grade 6 Mathematics A"
pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("counted")]
_STORED = (
    "SELECT (SELECT count(*) FROM learning_event), (SELECT count(*) FROM event_receipt),"
    " (SELECT count(*) FROM kc_state), (SELECT count(*) FROM item_progress), (SELECT count(*) FROM learner_state)"
)


def _tenant(conn: psycopg.Connection[tuple[object, ...]], slug: str = "riverside") -> None:
    row = conn.execute("SELECT tenant_id FROM directory.tenants() WHERE slug = %s", (slug,)).fetchone()
    assert row is not None
    conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(row[0]),))


def _stored(site: Site) -> tuple[object, ...]:
    with psycopg.connect(site.owner) as conn:
        _tenant(conn)
        row = conn.execute(_STORED).fetchone()
    assert row is not None
    return row


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_carol_tries_a_question_of_her_class_and_nothing_is_stored(
    sign_in: SignIn, site: Site, scheme: str, width: int
) -> None:
    before = _stored(site)
    carol = sign_in(CAROL, scheme=scheme, width=width)
    carol.goto("/teach")
    carol.get_by_role("link", name=CLASS).click()
    carol.get_by_role("link", name="Questions of this class").click()
    expect(carol.get_by_role("table", name="Questions and what the answers say")).to_be_visible()
    asked = carol.get_by_label("Find a question")
    title = carol.locator("tbody th a").first.inner_text()
    rows = carol.locator("tbody tr")
    listed = rows.count()
    asked.fill(title)
    asked.press("Enter")
    expect(rows).not_to_have_count(listed)
    carol.locator("tbody").get_by_role("link", name=re.compile(f"^See as a student.*{re.escape(title)}")).first.click()
    expect(carol.get_by_text("You see this as a student would. Nothing is stored.")).to_be_visible()
    item = carol.url.split("/preview/")[1].split("?")[0]
    key = next(iter(site.answer_key(item).values()))
    assert not key.get("solution") or key["solution"] not in carol.content()

    carol.goto(carol.url.split("/preview/")[0] + "/preview")
    expect(carol.get_by_role("heading", name="What Today would offer first")).to_be_visible()
    expect(carol.get_by_text("is a good place to start").first).to_be_visible()
    carol.get_by_role("button", name=re.compile("^Show its contents")).first.click()
    expect(carol.get_by_role("button", name=re.compile("^Hide its contents"))).to_be_visible()
    keep(carol, f"preview-{scheme}-{width}")
    assert violations(carol) == []

    carol.goto(f"{carol.url.split('?')[0]}/{site.practice_item('numeric', 3)}")
    carol.fill("#answer-field", "987654")
    carol.get_by_role("button", name="Check").first.click()
    expect(carol.locator("#feedback .note.bad")).to_be_visible()
    carol.get_by_role("button", name=re.compile("hint", re.IGNORECASE)).first.click()
    expect(carol.locator(".hint").first).to_be_visible()
    keep(carol, f"preview-item-{scheme}-{width}")
    assert violations(carol) == []
    carol.get_by_role("button", name="Begin again").click()
    expect(carol.locator(".hint")).to_have_count(0)
    expect(carol.locator("#answer-field")).to_have_value("")
    assert _stored(site) == before


def test_who_does_not_teach_the_class_gets_nothing(sign_in: SignIn, site: Site) -> None:
    with psycopg.connect(site.owner) as conn:
        _tenant(conn)
        row = conn.execute("SELECT section_id FROM section WHERE title = %s", (CLASS,)).fetchone()
    assert row is not None
    item = site.practice_item("numeric", 3)
    for who in (MALLORY, "nora@northfield.example"):
        stranger = sign_in(who)
        for address in (f"/teach/{row[0]}/preview", f"/teach/{row[0]}/preview/{item}"):
            stranger.goto(address)
            stranger.wait_for_timeout(1200)
            expect(stranger.get_by_text(CLASS)).to_have_count(0)
            expect(stranger.locator("#answer-field")).to_have_count(0)


def test_the_time_of_reading_is_told_with_the_text(sign_in: SignIn, site: Site) -> None:
    text = site.titled("Straight lines")
    mallory = sign_in(MALLORY)
    mallory.goto(f"/learn/{text}")
    done = mallory.get_by_role("button", name="I have read this")
    expect(done).to_be_visible()
    for _ in range(6):
        mallory.mouse.wheel(0, 40)
        mallory.wait_for_timeout(500)
    done.click()
    expect(mallory.get_by_role("status").get_by_text("✓")).to_be_visible()
    with psycopg.connect(site.owner) as conn:
        _tenant(conn, "northfield")
        row = conn.execute(
            "SELECT (result ->> 'duration_ms')::int FROM learning_event WHERE verb = 'read' AND object_id = %s"
            " ORDER BY received_at DESC LIMIT 1",
            (text,),
        ).fetchone()
    assert row is not None
    assert 2_000 <= row[0] <= 20_000


def test_the_time_with_a_simulation_that_is_left_is_told_with_it(sign_in: SignIn, site: Site) -> None:
    item, text = site.template_item("Put the marker there"), site.titled("Straight lines")
    mallory = sign_in(MALLORY)
    mallory.goto(f"/learn/{item}")
    mallory.frame_locator("iframe.simulation").get_by_role("slider", name="Marker").focus()
    for _ in range(5):
        mallory.keyboard.press("ArrowRight")
        mallory.wait_for_timeout(500)
    mallory.get_by_role("searchbox").fill("Straight lines")
    mallory.get_by_role("searchbox").press("Enter")
    mallory.get_by_role("main").get_by_role("link", name="Straight lines").first.click()
    mallory.wait_for_url(re.compile(text))
    expect(mallory.get_by_role("heading", level=1, name="Straight lines")).to_be_visible()
    with psycopg.connect(site.owner) as conn:
        _tenant(conn, "northfield")
        row = conn.execute(
            "SELECT sum((result ->> 'duration_ms')::int) FROM learning_event"
            " WHERE verb = 'simulation_interacted' AND object_id = %s",
            (item,),
        ).fetchone()
    assert row is not None
    assert 1_500 <= row[0] <= 20_000
