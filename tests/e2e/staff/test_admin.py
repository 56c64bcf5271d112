"""Admins: content from the file to its report, the review queue, the trail, and what the overview says of it all."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect

from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep, keep_both
from tests.unit.integrations.foreign.cartridge_files import canvas
from tests.unit.integrations.foreign.making import packed
from tests.unit.integrations.oatutor_package import hint, plain, step, troubled

ADAM = "adam@riverside.example"
_PROGRAM: FilePayload = {"name": "a.zip", "mimeType": "application/zip", "buffer": b"MZ\x90\x00" * 200}
pytestmark = pytest.mark.e2e


def test_a_package_is_uploaded_imported_and_its_report_read(sign_in: SignIn, worker: None, tmp_path: Path) -> None:
    page = sign_in(ADAM)
    page.goto("/admin/content")
    page.set_input_files("#package-file", _PROGRAM)
    expect(page.get_by_role("alert")).to_contain_text("This file is neither an archive")
    package = troubled()
    steps = {"earlya": step(), "earlyb": step("$$6$$", stepTitle="What is $$2 * 3$$?")}
    package.skills["earlyb"] = ["products"]
    package.problem("early", steps, {name: [hint(name, 1)] for name in steps})
    page.set_input_files("#package-file", package.tar(tmp_path / "algebra.tar.xz"))
    row = page.get_by_role("row", name=re.compile("algebra.tar.xz"))
    expect(row).to_contain_text("Done", timeout=90_000)
    expect(page.get_by_role("row", name=re.compile("Algebra A"))).to_contain_text("Your institution")
    keep(page, "content-done")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Not read, and why")).to_be_visible()
    figure = page.get_by_role("row", name=re.compile("needs a figure"))
    expect(figure).to_contain_text("Held back")
    early = page.get_by_role("row", name=re.compile("something that only a later lesson teaches, or for no topic"))
    expect(early.filter(has_text="Held back")).to_have_count(1)
    order = page.get_by_role("row", name=re.compile("There is nothing about this topic"))
    expect(order).to_contain_text("Products")
    expect(page.get_by_text("Only a later lesson teaches “Products”")).to_be_visible()
    keep_both(page, "report")
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    assert "needs-a-figure" in Path(download.value.path()).read_text(encoding="utf-8-sig")


def test_a_cartridge_comes_in_its_report_names_what_did_not_and_it_is_taken_along(
    sign_in: SignIn, worker: None, tmp_path: Path
) -> None:
    page = sign_in(ADAM)
    page.goto("/admin/content")
    page.get_by_text("What can be brought in").click()
    expect(page.get_by_text("not by its name")).to_be_visible()
    page.set_input_files("#package-file", packed(tmp_path / "Algebra One.imscc", canvas()))
    row = page.get_by_role("row", name=re.compile("Algebra One.imscc"))
    expect(row).to_contain_text("Done", timeout=90_000)
    expect(row).to_contain_text("Common Cartridge")
    # The checks hold a text with a link without words, and a question that tells its answer.
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Waiting for your decision")).to_be_visible()
    keep_both(page, "held")
    page.select_option("#import-wait-reason", value="draft-held-barrier")
    expect(page.get_by_role("button", name="Let in: Steepness")).to_have_count(0)
    page.get_by_role("button", name="Let in: Slope").click()
    expect(page.get_by_text("One item was let in.")).to_be_visible()
    page.get_by_role("button", name="Let this one in").click()
    assert violations(page) == []
    page.get_by_role("button", name="Yes, do so").click()
    expect(page.get_by_role("heading", name="Waiting for your decision")).to_have_count(0)
    page.get_by_role("link", name="Back to content").click()
    page.select_option("#cartridge-course", label="Algebra One")
    page.get_by_role("button", name="Make the cartridge").click()
    expect(page.get_by_text("The cartridge of Algebra One is ready: 4 texts and 5 questions.")).to_be_visible()
    expect(page.get_by_text("Everything of the course is in it.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the cartridge").click()
    assert zipfile.is_zipfile(download.value.path()) and download.value.suggested_filename == "algebra-one.imscc"
    page.select_option("#cartridge-course", label="From fractions to linear equations")
    page.get_by_role("button", name="Make the cartridge").click()
    expect(page.get_by_role("heading", name="Not in the cartridge, and why")).to_be_visible()
    keep(page, "cartridge-light-1280")
    assert violations(page) == []

    phone = sign_in(ADAM, scheme="dark", width=390)
    phone.goto("/admin/content")
    phone.get_by_role("link", name="Algebra One.imscc").click()
    tool = phone.get_by_role("row", name=re.compile("opens a tool of another provider"))
    expect(tool).to_contain_text("Left out")
    expect(tool).to_contain_text("A proctor")
    keep(phone, "cartridge-report-dark-390")
    assert violations(phone) == []


def test_a_package_of_the_data_folder_is_imported_with_one_press(
    sign_in: SignIn, worker: None, short_folder: Path
) -> None:
    folder = short_folder / "site" / "packages"
    folder.mkdir(parents=True, exist_ok=True)
    plain(30).tar(folder / "shelf.tar.xz")
    page = sign_in(ADAM, scheme="dark", width=390)
    page.goto("/admin/content")
    page.get_by_role("button", name="Import shelf.tar.xz").click()
    expect(page.get_by_role("row", name=re.compile("shelf.tar.xz"))).to_contain_text("Done", timeout=90_000)
    keep(page, "content-dark-390")
    assert violations(page) == []


def test_a_report_is_looked_at_and_decided_with_a_note(sign_in: SignIn, site: Site) -> None:
    student = sign_in("alice@riverside.example")
    student.goto(f"/learn/{site.practice_item('numeric', 9)}")
    student.fill("#answer-field", "1")
    title = student.get_by_role("heading", level=1).inner_text()
    student.get_by_role("button", name="This item is broken").click()
    student.fill("#report-text", "The second number is missing.")
    student.get_by_role("button", name="Send", exact=True).click()
    expect(student.get_by_text("Thank you")).to_be_visible()
    page = sign_in(ADAM, scheme="dark")
    page.goto("/admin/reviews")
    page.select_option("#review-kind", "broken_item")
    entry = page.get_by_role("listitem").filter(has_text="The second number is missing.").first
    expect(entry.get_by_role("heading", name=title)).to_be_visible()
    entry.get_by_text("Show the item").click()
    keep(page, "reviews-dark")
    page.get_by_role("button", name=f"Reject: {title}").first.click()
    page.fill("#review-note", "The item is fine: the number is in the text.")
    keep(page, "reviews-note")
    assert violations(page) == []
    page.get_by_role("button", name="Reject now").click()
    expect(page.get_by_role("listitem").filter(has_text="The second number is missing.")).to_have_count(0)
    page.get_by_role("button", name="Rejected", exact=True).click()
    expect(page.get_by_text("Note: The item is fine")).to_be_visible()
    expect(page.get_by_text("Decided by Adam Lindqvist")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    assert "The second number is missing." in Path(download.value.path()).read_text(encoding="utf-8-sig")


def test_the_trail_is_searched_downloaded_and_verified(sign_in: SignIn, worker: None) -> None:
    page = sign_in(ADAM)
    page.goto("/admin/audit")
    page.fill("#audit-person", ADAM)
    page.select_option("#audit-action", "content.import_start")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Adam Lindqvist")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    assert "content.import_start" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    page.get_by_role("button", name="Check the whole trail").click()
    expect(page.get_by_text("Untouched")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("Sealed are entries")).to_be_visible()
    keep(page, "audit-verified")
    assert violations(page) == []


def test_an_admin_lands_on_the_overview_and_goes_on_from_there(sign_in: SignIn, worker: None) -> None:
    page = sign_in(ADAM)
    page.wait_for_url(re.compile("/admin/?$"))
    expect(page.get_by_role("heading", name="Active students")).to_be_visible()
    # The worker seals every second, once it has started.
    expect(page.get_by_text(re.compile(r"sealed \d+ \w+ ago"))).to_be_visible(timeout=30_000)
    keep(page, "overview")
    page.get_by_role("link", name="Open the review queue").click()
    expect(page.get_by_role("heading", level=1, name="Review queue")).to_be_visible()
    narrow = sign_in(ADAM, scheme="dark", width=390)
    for name in ("", "/reviews", "/audit", "/health"):
        narrow.goto(f"/admin{name}")
        narrow.locator("main h1").first.wait_for()
        narrow.wait_for_timeout(800)
        keep(narrow, f"narrow{name.replace('/', '-')}")
        assert violations(narrow) == []
