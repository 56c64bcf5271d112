"""A parents' evening: a report of one student and of the class, in the family's hands too; and a view that is kept."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep_both

CAROL, GRACE, ADAM = "carol@riverside.example", "grace@riverside.example", "adam@riverside.example"
CLASS = "Grade 6 Mathematics A"
pytestmark = pytest.mark.e2e


def _saved(page: Page, press: str | re.Pattern[str], role: str, place: Path) -> Path:
    with page.expect_download() as saved:
        page.get_by_role("button" if role == "button" else "link", name=press).first.click()
    saved.value.save_as(place)
    return place


def _words(place: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(place).pages).split())


@pytest.mark.usefixtures("worker")
def test_reports_for_one_and_for_all(site: Site, sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in(CAROL)
    page.get_by_role("link", name=CLASS).first.click()
    page.get_by_role("link", name="Alice Moreno").first.click()
    page.get_by_role("link", name="Report for a parents’ evening").click()
    expect(page.get_by_role("heading", level=1, name="Report for a parents’ evening")).to_be_visible()
    page.get_by_label("A sentence or two of yours").fill("Asks good questions.")
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_text("Kept.", exact=True).first).to_be_visible()
    keep_both(page, "report-pupil")
    said = _words(_saved(page, "Download the PDF", "button", tmp_path / "one.pdf"))
    assert "Alice Moreno" in said and "Asks good questions." in said

    page.get_by_role("link", name="Reports of the whole class").click()
    page.get_by_role("button", name="Make the report").click()
    expect(page.get_by_text("Ready").first).to_be_visible(timeout=60_000)
    keep_both(page, "report-class")
    assert violations(page) == []
    assert "Asks good questions." in _words(_saved(page, "One PDF to print", "link", tmp_path / "all.pdf"))
    names = zipfile.ZipFile(_saved(page, "One PDF each", "link", tmp_path / "all.zip")).namelist()
    assert any("Alice-Moreno" in name for name in names)

    home = sign_in(GRACE)
    home.get_by_role("link", name="See more").click()
    said = _words(_saved(home, "Download the PDF", "button", tmp_path / "child.pdf"))
    assert "Alice Moreno" in said and "Asks good questions." in said
    page.go_back()
    page.get_by_label("A sentence or two of yours").fill("")
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_text("Kept.", exact=True).first).to_be_visible()
    page.reload()
    expect(page.get_by_label("A sentence or two of yours")).to_have_value("")


def test_a_view_is_kept_and_its_tables_taken_along(site: Site, sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in(CAROL)
    page.get_by_role("link", name=CLASS).first.click()
    page.get_by_role("link", name="Views", exact=True).click()
    page.get_by_label("Name").fill("Each Monday")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", name="Each Monday")).to_be_visible()
    expect(page.get_by_text("Take tables along", exact=True)).to_be_visible()
    page.get_by_label("How often to be told of Each Monday").select_option("week")
    expect(page.get_by_text("Noted.", exact=False).first).to_be_visible()
    page.get_by_text("Take tables along", exact=True).click()
    keep_both(page, "views-class")
    assert violations(page) == []
    table = _saved(page, re.compile("^CSV ?: Students"), "link", tmp_path / "students.csv").read_text(
        encoding="utf-8-sig"
    )
    assert "Alice Moreno" in table
    page.get_by_role("button", name="Remove Each Monday").click()
    expect(page.get_by_role("heading", name="No views yet")).to_be_visible()


def test_admins_read_what_they_measure_themselves_by(sign_in: SignIn) -> None:
    page = sign_in(ADAM)
    page.goto("/admin/mission")
    expect(page.get_by_role("heading", name="Suggestions that are followed")).to_be_visible()
    expect(page.get_by_text("Not enough data").first).to_be_visible()
    page.locator("main summary").get_by_text("What this rests on").first.click()
    keep_both(page, "mission")
    assert violations(page) == []
