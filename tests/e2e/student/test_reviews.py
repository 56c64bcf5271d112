"""Back after an absence: the share of today, the days ahead, and a mistake that shows twice, with a way out."""

from __future__ import annotations

import re

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep

MALLORY, NORA = "mallory@northfield.example", "nora@northfield.example"
pytestmark = pytest.mark.e2e


def _absent(site: Site) -> None:
    """Let Mallory have mastered ten topics two months ago, and nothing since."""
    with psycopg.connect(site.owner, autocommit=True) as conn:
        tenant = conn.execute("SELECT tenant_id FROM directory.tenant WHERE slug = 'northfield'").fetchone()
        assert tenant is not None
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant[0]),))
        conn.execute(
            "INSERT INTO kc_state (tenant_id, student_id, kc_id, attempts, correct, p_bkt, p_mastered, low, high,"
            " stability, fsrs_difficulty, due_at, last_at, mastered_at, recent, updated_at)"
            " SELECT l.tenant_id, l.person_id, k.kc_id, 6, 6, 0.95, 0.95, 0.85, 0.99, 6, 5, now() - interval '54 days',"
            " now() - interval '60 days', now() - interval '60 days', '[]', now()"
            "   FROM (SELECT tenant_id, student_id AS person_id FROM learning_event"
            "          WHERE result ->> 'response' = '13/22'"
            "          ORDER BY received_at DESC LIMIT 1) l"
            "   CROSS JOIN (SELECT DISTINCT unnest(kc_ids) AS kc_id"
            "                  FROM content JOIN course c USING (tenant_id, course_id)"
            "                WHERE c.slug = 'fractions-to-linear-equations' ORDER BY 1 LIMIT 10) k"
            " ON CONFLICT (tenant_id, student_id, kc_id) DO UPDATE SET due_at = EXCLUDED.due_at, recent = '[]',"
            " last_at = EXCLUDED.last_at, mastered_at = EXCLUDED.mastered_at, stability = 6, p_mastered = 0.95",
        )


def _answer(page: Page, site: Site, title: str, said: str) -> None:
    page.goto(f"/learn/{site.titled(title)}")
    page.locator("input[name=answer]").fill(said)
    page.get_by_role("button", name="Check", exact=False).first.click()
    expect(page.locator("#feedback")).to_contain_text("Do not add the bottoms")


def test_after_an_absence_a_day_holds_its_share_and_a_mistake_has_a_way_out(sign_in: SignIn, site: Site) -> None:
    page = sign_in(MALLORY)
    _answer(page, site, "Sevenths together", "5/14")
    expect(page.locator("#feedback")).not_to_contain_text("has now happened")
    _answer(page, site, "More than one?", "13/22")
    expect(page.locator("#feedback")).to_contain_text("This has now happened 2 times")
    expect(page.locator("#feedback").get_by_role("link", name=re.compile("explained in another way"))).to_be_visible()
    assert violations(page) == []
    keep(page, "reviews-learn")
    _absent(site)
    page.goto("/progress")
    card = page.locator("#reviews")
    expect(card.get_by_role("status")).to_contain_text("Today 6 of them have their turn")
    expect(card.get_by_role("list", name="Reviews of today").get_by_role("listitem")).to_have_count(6)
    mistakes = page.locator("section").filter(has=page.get_by_role("heading", name="Easy to mix up"))
    expect(mistakes).to_contain_text("Do not add the bottoms")
    card.get_by_text("The same as a table").click()
    expect(card.get_by_role("row")).to_have_count(15)
    assert violations(page) == []
    keep(page, "reviews-progress")
    card.get_by_role("button", name="More today").click()
    expect(card.get_by_role("list", name="Reviews of today").get_by_role("listitem")).to_have_count(10)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto("/progress")
    expect(card.get_by_role("status")).to_contain_text("due for a review today")
    keep(page, "reviews-progress-dark")
    page.goto("/today")
    expect(page.get_by_text("due for a review today")).to_be_visible()
    keep(page, "reviews-today-dark")
    teacher = sign_in(NORA)
    card = teacher.get_by_role("listitem").filter(has_text="MATH 090 Morning")
    card.get_by_role("link", name="Mastery of the class").click()
    many = teacher.locator("section").filter(has=teacher.get_by_role("heading", name="What many mix up"))
    expect(many.get_by_role("link", name=re.compile("All answers to")).first).to_be_visible()
    assert violations(teacher) == []
    keep(teacher, "reviews-class")
    teacher.get_by_role("table").get_by_role("link", name="Mallory Stone").click()
    expect(teacher.get_by_role("heading", name="Seems to mix up")).to_be_visible()
    expect(teacher.locator("main")).to_contain_text("Do not add the bottoms")
    assert violations(teacher) == []
    keep(teacher, "reviews-pupil")
