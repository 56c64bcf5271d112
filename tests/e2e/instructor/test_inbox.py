"""Something is noticed: the teacher changes and approves it in the inbox; the student reads it, and may refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from playwright.sync_api import expect
from psycopg.types.json import Jsonb

from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep_both

CAROL, ALICE, CLASS = "carol@riverside.example", "alice@riverside.example", "Grade 6 Mathematics A"
WORDS = "Shall we look at it together tomorrow?"
KINDS = ("hint_abuse", "wheel_spinning", "gaming", "sudden_drop")
pytestmark = pytest.mark.e2e
_ADD = """
INSERT INTO intervention (tenant_id, intervention_id, section_id, student_id, trigger, help, state, confidence, kc_id,
                          content_id, evidence, created_at, changed_at)
VALUES (%s, %s, %s, %s, %s, 'easier', 'waiting', %s, %s, %s, %s, now(), now())
"""


@pytest.fixture
def noticed(site: Site) -> Iterator[str]:
    """Let something wait about everybody of Carol's class who has answered; nothing of it stays."""
    with psycopg.connect(site.owner) as conn:
        (tenant,) = conn.execute("SELECT tenant_id FROM directory.tenant WHERE slug = 'riverside'").fetchone() or ("",)
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant),))
        (section,) = conn.execute("SELECT section_id FROM section WHERE title = %s", (CLASS,)).fetchone() or ("",)
        students = conn.execute(
            "SELECT student_id, array_agg(event_id ORDER BY received_at), min(received_at), max(object_id::text),"
            " (array_agg(kc_ids[1]))[1] FROM learning_event WHERE section_id = %s AND verb = 'answered'"
            " AND cardinality(kc_ids) > 0 GROUP BY 1 ORDER BY 1 LIMIT 15",
            (section,),
        ).fetchall()
        for place, (student, events, since, content, kc) in enumerate(students):
            evidence = {
                "events": [str(one) for one in events[:8]], "since": since.isoformat(),
                "figures": {"tries": 9, "right": 1, "fast": 6, "given_up": 7},
            }  # fmt: skip
            values = (tenant, uuid4(), section, student, KINDS[place % 4], 0.68 - place / 100, kc, UUID(content))
            conn.execute(_ADD, (*values, Jsonb(evidence)))
    yield str(section)
    _as_owner(site, tenant, "DELETE FROM intervention")
    _as_owner(site, tenant, "DELETE FROM notice WHERE kind IN ('inbox', 'offer')")


def _as_owner(site: Site, tenant: object, statement: str) -> None:
    with psycopg.connect(site.owner) as conn:
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant),))
        conn.execute(statement.encode())


def test_a_teacher_decides_and_a_student_says_not_now(sign_in: SignIn, site: Site, noticed: str) -> None:
    carol = sign_in(CAROL)
    carol.goto(f"/teach/{noticed}/inbox")
    # Those of the night wait here too, and stay.
    lines = carol.locator("main li.card").filter(has=carol.get_by_role("button", name=re.compile("the .*events")))
    alice_line = lines.filter(has=carol.get_by_role("heading", name="Alice Moreno"))
    expect(alice_line).to_be_visible()
    count = lines.count()
    alice_line.get_by_role("button", name="events behind it").click()
    expect(alice_line.locator("ol > li").first).to_be_visible()
    assert violations(carol) == []
    keep_both(carol, "inbox")
    alice_line.get_by_role("button", name="Change").click()
    alice_line.get_by_label("A sentence of yours").fill(WORDS)
    keep_both(carol, "inbox-edit")
    alice_line.get_by_role("button", name="Keep the change").click()
    expect(alice_line.get_by_text(WORDS)).to_be_visible()
    for place in range(2):
        choice = lines.nth(place).get_by_role("checkbox")
        choice.click()
        expect(choice).to_be_checked()
    carol.get_by_label("Hand what is chosen to a colleague").select_option(index=2)
    expect(lines.get_by_text(re.compile("· handed to [A-Z]"))).to_have_count(2)
    for place in range(count):
        choice = lines.nth(place).get_by_role("checkbox")
        choice.click()
        expect(choice).to_be_checked()
    carol.get_by_role("button", name="Approve", exact=True).click()
    expect(lines).to_have_count(0)
    carol.get_by_role("button", name=f"On its way or seen ({count})").click()
    expect(lines).to_have_count(count)
    keep_both(carol, "inbox-out")
    lines.filter(has_not=carol.get_by_role("heading", name="Alice Moreno")).first.get_by_role(
        "button", name="Take back"
    ).click()
    expect(lines).to_have_count(count - 1)

    with psycopg.connect(site.owner) as conn:
        (tenant,) = conn.execute("SELECT tenant_id FROM directory.tenant WHERE slug = 'riverside'").fetchone() or ("",)
    # What the worker does once the two minutes are over, at whatever hour this test runs.
    _as_owner(site, tenant, "UPDATE intervention SET state = 'sent', sent_at = now() WHERE state = 'due'")
    alice = sign_in(ALICE)
    alice.goto("/today")
    card = alice.get_by_role("region", name="An idea for you")
    expect(card.get_by_text(WORDS)).to_be_visible()
    assert violations(alice) == []
    keep_both(alice, "offer")
    card.get_by_role("button", name="Not now").click()
    expect(card).to_have_count(0)
    alice.reload()
    expect(alice.get_by_role("heading", level=1)).to_be_visible()
    expect(card).to_have_count(0)
