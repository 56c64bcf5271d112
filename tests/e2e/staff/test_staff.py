"""Instructors and admins: the board that changes by itself, the way down to one answer, the roster, every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep

ALICE = "alice@riverside.example"
CAROL = "carol@riverside.example"
ADAM = "adam@riverside.example"
pytestmark = pytest.mark.e2e


def _open_board(page: Page) -> str:
    """Open the board of Alice's class; return its address."""
    page.goto("/teach")
    page.get_by_role("link", name="Grade 6 Mathematics A").click()
    expect(page.get_by_role("row", name=re.compile("Alice Moreno"))).to_be_visible()
    return page.url


def test_an_open_board_follows_an_answer_without_reload(sign_in: SignIn, site: Site) -> None:
    teacher = sign_in(CAROL)
    _open_board(teacher)
    teacher.evaluate("() => { window.notReloaded = true; }")
    student = sign_in(ALICE)
    content_id = site.practice_item("numeric", 5)
    student.goto(f"/learn/{content_id}")
    # The answer field comes with the item; until then the heading is the page's own.
    student.fill("#answer-field", "987654")
    title = student.get_by_role("heading", level=1).inner_text()
    student.get_by_role("button", name="Check my answer").click()
    expect(student.locator("#feedback .note.bad")).to_be_visible()
    row = teacher.get_by_role("row", name=re.compile("Alice Moreno"))
    expect(row).to_contain_text("just now", timeout=5000)
    expect(row).to_contain_text(title)
    assert teacher.evaluate("() => window.notReloaded") is True
    live = row.inner_text()
    teacher.reload()
    expect(teacher.get_by_role("row", name=re.compile("Alice Moreno"))).to_be_visible()
    assert teacher.get_by_role("row", name=re.compile("Alice Moreno")).inner_text() == live


def test_from_the_board_down_to_one_answer(sign_in: SignIn) -> None:
    page = sign_in(CAROL)
    _open_board(page)
    page.get_by_role("link", name="Alice Moreno").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alice Moreno")
    # The topic that she worked on last is open, with the answers behind it.
    expect(page.locator("table .evidence li").first).to_contain_text(re.compile("Right|Not yet"))
    closed = page.locator('button[aria-expanded="false"]').filter(has_text=re.compile(r"of [2-9]\d* right"))
    closed.first.click()
    expect(page.locator('button[aria-expanded="true"]')).to_have_count(1)
    expect(page.locator("table .evidence li").first).to_contain_text(re.compile("Right|Not yet"))
    # After two answers and more there is a curve.
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download as CSV").click()
    assert saved.value.suggested_filename == "student.csv"


def test_what_students_report_waits_for_their_teacher(sign_in: SignIn, site: Site) -> None:
    student = sign_in(ALICE)
    student.goto(f"/learn/{site.practice_item('numeric', 7)}")
    student.fill("#answer-field", "1")
    title = student.get_by_role("heading", level=1).inner_text()
    student.get_by_role("button", name="This item is broken").click()
    student.fill("#report-text", "The picture is of another item.")
    student.get_by_role("button", name="Send", exact=True).click()
    student.wait_for_timeout(800)
    page = sign_in(CAROL)
    page.goto("/teach")
    page.get_by_role("link", name=re.compile("waits? for your decision")).click()
    entry = page.get_by_role("listitem").filter(has_text="The picture is of another item.").first
    expect(entry.get_by_role("heading", name=title)).to_be_visible()
    expect(entry).to_contain_text("Grade 6 Mathematics A")
    keep(page, "class-reviews-open")
    page.get_by_role("button", name=f"Approve: {title}").first.click()
    page.fill("#review-note", "True: it shows a circle.")
    assert violations(page) == []
    page.locator("form").filter(has=page.locator("#review-note")).get_by_role("button").first.click()
    expect(page.get_by_role("listitem").filter(has_text="The picture is of another item.")).to_have_count(0)
    page.get_by_role("button", name="Approved", exact=True).click()
    expect(page.get_by_text("Decided by Carol Whitfield").first).to_be_visible()


def test_board_and_heat_map_can_be_downloaded(sign_in: SignIn) -> None:
    page = sign_in(CAROL)
    address = _open_board(page)
    for path in (address, f"{address.rstrip('/')}/heatmap"):
        page.goto(path)
        with page.expect_download() as download:
            page.get_by_role("button", name="Download as CSV").click()
        assert "Alice Moreno" in Path(download.value.path()).read_text(encoding="utf-8-sig")


def test_a_roster_is_checked_before_it_is_imported(sign_in: SignIn) -> None:
    page = sign_in(ADAM)
    page.goto("/admin/roster")
    page.fill(
        "#roster-text",
        "email,name,role,section,birth_date,guardian_email\n"
        "zoe@riverside.example,Zoe Winter,student,Grade 6 Mathematics A,2013-04-01,\n"
        "not an address,Nobody,student,Grade 6 Mathematics A,2013-04-01,\n",
    )
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("heading", name="This would happen")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("zoe@riverside.example"))).to_contain_text("New")
    expect(page.get_by_role("row", name=re.compile("not an address"))).to_contain_text("Error")

    page.get_by_role("button", name="Import now").click()
    expect(page.get_by_role("heading", name="Imported")).to_be_visible()
    page.goto("/admin/people")
    page.fill("#people-query", "zoe@riverside.example")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("row", name=re.compile("Zoe Winter"))).to_be_visible()


def test_the_audit_trail_is_checked_from_its_page(sign_in: SignIn) -> None:
    page = sign_in(ADAM)
    page.goto("/admin/audit")
    page.get_by_role("button", name="Check the whole trail").click()
    expect(page.get_by_text("Nothing was changed, removed or inserted")).to_be_visible(timeout=20_000)


def test_an_instructor_is_sent_home_from_the_pages_of_admins(sign_in: SignIn) -> None:
    page = sign_in(CAROL)
    page.goto("/admin/people")
    page.wait_for_url(re.compile("/denied"))
    expect(page.get_by_role("heading", name="You cannot open this")).to_be_visible()
    page.get_by_role("link", name="To my own pages").click()
    page.wait_for_url(re.compile("/teach"))
