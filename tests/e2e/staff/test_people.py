"""Admins: consent of one student and of a whole section, and a person erased for ever."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, violations
from tests.e2e.pictures import keep

ADAM = "adam@riverside.example"
SECTION = "Grade 6 Mathematics A"
pytestmark = pytest.mark.e2e


def _add(page: Page, email: str, name: str) -> None:
    page.goto("/admin/people")
    page.get_by_text("Add one person").click()
    page.fill("#new-name", name)
    page.fill("#new-email", email)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("status").get_by_role("code")).to_be_visible()


def test_who_has_no_consent_is_found_and_gets_one_with_its_basis(sign_in: SignIn) -> None:
    page = sign_in(ADAM)
    _add(page, "wanda@riverside.example", "Wanda Without")
    page.goto("/admin/sections")
    page.get_by_text("Enrol one person").click()
    page.select_option("#enrol-section", label=SECTION)
    page.fill("#enrol-email", "wanda@riverside.example")
    page.get_by_role("button", name="Enrol", exact=True).click()

    page.goto("/admin/consents")
    page.get_by_label("Only those without").click()
    row = page.get_by_role("row", name=re.compile("Wanda Without"))
    expect(row).to_contain_text("Is not stored")
    keep(page, "consents")
    assert violations(page) == []
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wanda Without")
    page.select_option("#person-basis", "school_under_13")
    page.fill("#person-note", "folder 7")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("A recorded consent suffices.")).to_be_visible()
    keep(page, "person")
    assert violations(page) == []
    page.get_by_role("button", name=re.compile("^Withdraw")).click()
    expect(page.get_by_text("It was withdrawn. A new one is needed.")).to_be_visible()


def test_a_whole_section_gets_a_consent_and_the_list_is_downloaded(sign_in: SignIn) -> None:
    page = sign_in(ADAM, scheme="dark", width=390)
    page.goto("/admin/consents")
    option = page.locator("#consent-section option", has_text=SECTION).first
    page.select_option("#consent-section", option.get_attribute("value"))
    expect(page.get_by_role("heading", name=re.compile(f"For everybody in {SECTION}"))).to_be_visible()
    page.select_option("#section-basis", "guardian")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text(re.compile(r"Recorded for \d+ students?\."))).to_be_visible()
    keep(page, "consents-dark-390")
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    assert "Alice Moreno,yes,guardian" in Path(download.value.path()).read_text(encoding="utf-8-sig")


def test_a_person_is_erased_only_after_their_address_is_typed(sign_in: SignIn) -> None:
    page = sign_in(ADAM, width=390)
    _add(page, "ella@riverside.example", "Ella Erased")
    page.fill("#people-query", "ella@riverside.example")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("link", name="Ella Erased").click()
    page.fill("#erase-word", "somebody@riverside.example")
    page.get_by_role("button", name="Erase for ever").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was erased")
    keep(page, "person-390")
    assert violations(page) == []
    page.fill("#erase-word", "Ella@riverside.example")
    page.get_by_role("button", name="Erase for ever").click()
    page.wait_for_url(re.compile("/admin/people/?$"))
    page.fill("#people-query", "ella@riverside.example")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_text("0 to 0 of 0")).to_be_visible()


def test_a_formula_is_no_name_and_people_and_sections_are_downloaded(sign_in: SignIn) -> None:
    page = sign_in(ADAM)
    page.goto("/admin/people")
    page.get_by_text("Add one person").click()
    page.fill("#new-name", '=HYPERLINK("http://evil.example")')
    page.fill("#new-email", "eve@riverside.example")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("A name cannot begin with = + - or @.")).to_be_visible()
    expect(page.locator("#new-email")).to_have_value("eve@riverside.example")
    keep(page, "refused")
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    people = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "Alice Moreno" in people and "HYPERLINK" not in people
    page.goto("/admin/sections")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    assert SECTION in Path(download.value.path()).read_text(encoding="utf-8-sig")


def test_who_has_left_is_taken_out_of_the_class_and_put_back(sign_in: SignIn) -> None:
    page = sign_in(ADAM)
    _add(page, "lena@riverside.example", "Lena Leaver")
    page.goto("/admin/sections")
    page.get_by_text("Enrol one person").click()
    page.fill("#enrol-find", SECTION.lower())
    expect(page.locator("#enrol-section option").first).to_have_text(SECTION)
    page.select_option("#enrol-section", label=SECTION)
    page.fill("#enrol-email", "lena@riverside.example")
    page.get_by_role("button", name="Enrol", exact=True).click()
    page.get_by_role("link", name=f"Invite: {SECTION}", exact=True).first.click()
    people = page.get_by_role("region", name="Who is in this class")
    expect(people).to_be_visible()
    turn = page.get_by_role("navigation", name="Pages of people").get_by_role("button").last
    leave = people.get_by_role("button", name="Take Lena Leaver out of the class")
    if leave.count() == 0 and turn.count():
        turn.click()
    leave.click()
    expect(page.get_by_role("alert").get_by_text("Take Lena Leaver out of this class?")).to_be_visible()
    keep(page, "class-list")
    assert violations(page) == []
    page.get_by_role("button", name="Yes, take them out").press("Enter")
    expect(page.get_by_text("Lena Leaver is no longer in this class.")).to_be_visible()
    expect(leave).to_have_count(0)
    page.get_by_role("button", name="Undo: enrol them again").click()
    expect(page.get_by_text("They are in the class again.")).to_be_visible()


def test_a_section_is_closed_only_after_it_was_asked_and_gets_another_name(sign_in: SignIn) -> None:
    page = sign_in(ADAM, scheme="dark", width=390)
    page.goto("/admin/sections")
    page.get_by_text("Open a section").click()
    page.fill("#section-title", "Aardvark club")
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_role("button", name="Rename Aardvark club").click()
    expect(page.locator("#rename-title")).to_have_value("Aardvark club")
    page.fill("#rename-title", "Aardvark society")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Begin anew from Aardvark society").click()
    page.fill("#anew-title", "Aardvark society, next year")
    page.get_by_role("button", name="Begin it").click()
    expect(page.get_by_role("row", name=re.compile("Aardvark society, next year"))).to_be_visible()
    page.get_by_role("button", name="Close Aardvark society", exact=True).click()
    expect(page.get_by_role("alert").get_by_text("Close Aardvark society?")).to_be_visible()
    keep(page, "section-close-dark-390")
    assert violations(page) == []
    page.get_by_role("button", name="Yes, close it").press("Enter")
    expect(page.get_by_role("button", name="Open Aardvark society again", exact=True)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sections_stand_below_each_other_on_a_phone(sign_in: SignIn, scheme: str) -> None:
    page = sign_in(ADAM, scheme=scheme, width=390)
    page.goto("/admin/sections")
    table = page.get_by_role("region", name="Sections").locator("table")
    expect(table.locator("tbody tr").first).to_be_visible()
    assert table.evaluate("one => one.scrollWidth <= one.parentElement.clientWidth"), "nothing lies beyond the edge"
    term = table.locator("td[data-label='Term']").first
    assert "Term" in term.evaluate("one => getComputedStyle(one, '::before').content")
    assert violations(page) == []
