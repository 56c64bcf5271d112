"""Grace looks after Alice: the week in plain words, help, consent, data, and a word with the teacher."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SignIn, violations
from tests.e2e.pictures import keep

GRACE, CAROL = "grace@riverside.example", "carol@riverside.example"
pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_guardian_lands_on_the_children_and_opens_one(sign_in: SignIn, scheme: str, width: int) -> None:
    page = sign_in(GRACE, scheme=scheme, width=width)
    page.wait_for_url("**/family**")
    expect(page.get_by_role("heading", name="My children", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="Alice Moreno")).to_be_visible()
    keep(page, f"family-{scheme}-{width}")
    assert violations(page) == []
    page.get_by_role("link", name="See more").click()
    expect(page.get_by_role("heading", name="Alice Moreno", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="How it goes")).to_be_visible()
    keep(page, f"child-{scheme}-{width}")
    assert violations(page) == []


def test_consent_data_and_a_message_with_its_answer(sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in(GRACE, width=390)
    page.get_by_role("link", name="See more").click()
    page.get_by_role("button", name="Give my consent").click()
    expect(page.get_by_text("Guardian’s consent · since")).to_be_visible()
    page.get_by_role("button", name="Withdraw my consent").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Guardian’s consent · since")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download everything").click()
    saved.value.save_as(tmp_path / "record.zip")
    assert "events.csv" in zipfile.ZipFile(tmp_path / "record.zip").namelist()
    page.get_by_label("Your message").fill("She was ill last week.")
    page.get_by_role("button", name="Send", exact=True).last.click()
    expect(page.get_by_text("Waits for an answer.")).to_be_visible()
    expect(page.get_by_label("Your message")).to_have_value("")

    carol = sign_in(CAROL)
    carol.goto("/teach/reviews")
    entry = carol.get_by_role("listitem").filter(has_text="She was ill last week.").first
    expect(entry).to_contain_text("Message from home")
    keep(carol, "message-from-home-light-1280")
    entry.get_by_role("button", name="Approve").first.click()
    carol.fill("#review-note", "Thank you. We will catch up together.")
    carol.locator("form").filter(has=carol.locator("#review-note")).get_by_role("button").first.click()
    expect(entry).to_have_count(0)

    page.reload()
    expect(page.get_by_text("Thank you. We will catch up together.")).to_be_visible()
    page.get_by_label("Language").select_option("es")
    expect(page.get_by_role("heading", name="Tu consentimiento")).to_be_visible()
    keep(page, "child-spanish-390")
    assert violations(page) == []
    page.get_by_label("Idioma").select_option("en")
    expect(page.get_by_role("heading", name="Your consent")).to_be_visible()


def test_somebody_elses_child_is_not_found(sign_in: SignIn) -> None:
    page = sign_in(GRACE)
    page.goto("/family/00000000-0000-7000-8000-000000000007")
    expect(page.get_by_role("heading", name="There is no such child").first).to_be_attached()
