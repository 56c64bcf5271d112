"""People as an admin meets them: who sees a student, programs, rosters, invitations; and what others are told."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep
from tests.rosters import package, small, user

ADAM, ALICE, CAROL, GRACE = (f"{name}@riverside.example" for name in ("adam", "alice", "carol", "grace"))
pytestmark = pytest.mark.e2e


def test_who_can_see_a_student_and_why_a_page_does_not_open(sign_in: SignIn) -> None:
    alice = sign_in(ALICE, scheme="dark", width=390)
    alice.goto("/account")
    alice.get_by_role("link", name="Who can see me?").click()
    expect(alice.get_by_role("heading", level=1, name="Who can see me?")).to_be_visible()
    expect(alice.get_by_role("heading", name="Carol Whitfield")).to_be_visible()
    keep(alice, "who-own-dark-390")
    assert violations(alice) == []
    grace = sign_in(GRACE, scheme="dark", width=390)
    grace.goto("/family")
    grace.get_by_role("link", name="See more").first.click()
    grace.get_by_role("link", name="Who can see my child?").click()
    expect(grace.get_by_role("heading", name="Carol Whitfield")).to_be_visible()
    keep(grace, "who-child-dark-390")
    assert violations(grace) == []
    grace.goto("/admin/clients")
    expect(grace.get_by_role("heading", level=1, name="You cannot open this")).to_be_visible()
    expect(grace.get_by_text("They can give you the role that you need.")).to_be_visible()
    keep(grace, "denied-dark-390")
    assert violations(grace) == []
    admin = sign_in(ADAM)
    admin.goto("/admin/people?")
    admin.get_by_role("link", name="Alice Moreno").click()
    admin.get_by_role("link", name="Who can see this student?").click()
    expect(admin.get_by_role("heading", level=1, name="Who can see Alice Moreno?")).to_be_visible()
    expect(admin.get_by_role("heading", name="Carol Whitfield")).to_be_visible()
    keep(admin, "who-light-1280")
    assert violations(admin) == []


def test_a_program_is_connected_and_asks(sign_in: SignIn, site: Site) -> None:
    page = sign_in(ADAM)
    page.goto("/admin/clients")
    expect(page.get_by_role("heading", level=1, name="API clients")).to_be_visible()
    page.get_by_text("Connect a program").click()
    page.get_by_label("Name of the program").fill("Timetable")
    page.get_by_label("Read classes, and names").check()
    page.get_by_role("button", name="Make a client").click()
    secret = page.get_by_label("Secret", exact=True).input_value()
    client = page.get_by_label("Client id").input_value()
    keep(page, "clients-light-1280")
    assert violations(page) == []
    basic: dict[str, str | float | bool] = {
        "grant_type": "client_credentials",
        "client_id": client,
        "client_secret": secret,
    }
    token = page.request.post(f"{site.url}/oauth/token", form=basic).json()["access_token"]
    answer = page.request.get(f"{site.url}/api/v1/classes", headers={"authorization": f"Bearer {token}"})
    assert answer.json()["total"] >= 2
    page.get_by_role("button", name="I have noted it").click()
    page.get_by_role("button", name=re.compile("Make a second secret.*Timetable")).click()
    expect(page.get_by_role("button", name=re.compile("^Remove.*Timetable"))).to_have_count(2)
    page.set_viewport_size({"width": 390, "height": 900})
    page.emulate_media(color_scheme="dark")
    page.reload()
    expect(page.get_by_role("heading", name="Timetable")).to_be_visible()
    keep(page, "clients-dark-390")
    page.get_by_role("button", name=re.compile("Switch off.*Timetable")).click()
    expect(page.get_by_text("Switched off")).to_be_visible()


def _returned(site: Site) -> None:
    """Let the letters of all invitations have come back: no mail leaves this site."""
    with psycopg.connect(site.owner, autocommit=True) as conn:
        found = conn.execute("SELECT tenant_id FROM directory.tenants() WHERE slug = 'riverside'").fetchone()
        assert found is not None
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(found[0]),))
        conn.execute("UPDATE invitation SET sent_at = now(), returned_at = now() WHERE batch_id IS NOT NULL")


def test_a_roster_is_looked_at_and_imported_and_people_are_invited(
    sign_in: SignIn, site: Site, worker: None, tmp_path: Path
) -> None:
    page = sign_in(ADAM)
    page.goto("/admin/people")
    page.get_by_role("link", name="School roster (OneRoster)").click()
    files = small("sis.example")
    files["users"].append(user("u6", "=cmd", "(1)"))
    page.get_by_label("A OneRoster 1.2 zip").set_input_files(package(tmp_path / "autumn.zip", files))
    expect(page.get_by_role("heading", name="What would happen")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("row", name=re.compile("^People 5 0 0 0 1"))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("users.csv 7 The name is empty"))).to_be_visible()
    keep(page, "oneroster-light-1280")
    assert violations(page) == []
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", name="What has happened")).to_be_visible(timeout=30_000)
    page.set_viewport_size({"width": 390, "height": 900})
    page.emulate_media(color_scheme="dark")
    keep(page, "oneroster-dark-390")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/admin/invitations")
    page.get_by_label("E-mail addresses, one on each line").fill("new@home.example\nno address\nnew@home.example")
    page.get_by_role("button", name="Look at the list").click()
    expect(page.get_by_text("1 can be invited, 2 are left out.")).to_be_visible()
    keep(page, "bulk-light-1280")
    assert violations(page) == []
    page.get_by_role("button", name="Make 1 link").click()
    with page.expect_download() as got:
        page.get_by_role("button", name="Download the links").click()
    assert "new@home.example" in Path(got.value.path()).read_text(encoding="utf-8-sig")
    _returned(site)
    page.reload()
    expect(page.get_by_role("row", name=re.compile("new@home.example")).get_by_text("Came back")).to_be_visible()
    keep(page, "bulk-returned-light-1280")
    assert violations(page) == []
    page.get_by_role("button", name=re.compile("Withdraw.*new@home.example")).click()
    expect(page.get_by_text("Withdrawn", exact=True)).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 900})
    keep(page, "bulk-dark-390")
    page.goto("/support")
    expect(page.get_by_text("Nobody has asked")).to_be_visible()
    keep(page, "support-dark-390")
    assert violations(page) == []


def test_a_temporary_password_leads_to_the_account_until_it_is_changed(sign_in: SignIn) -> None:
    admin = sign_in(ADAM)
    admin.goto("/admin/people?")
    admin.get_by_text("Add one person").click()
    admin.locator("#new-name").fill("Nadia Petrov")
    admin.locator("#new-email").fill("nadia@riverside.example")
    admin.locator("#new-role").select_option("instructor")
    admin.get_by_role("button", name="Add", exact=True).click()
    password = admin.get_by_role("status").locator("code").inner_text()
    nadia = sign_in("nadia@riverside.example", password=password, scheme="dark", width=390)
    for path in ("/news", "/teach", "/account"):
        nadia.goto(path)
        expect(nadia).to_have_url(re.compile("/account"))
        expect(nadia.get_by_text("This is a temporary password. Choose your own to go on.")).to_be_visible()
    keep(nadia, "account-temporary-dark-390")
    assert violations(nadia) == []
    nadia.get_by_label("Current password").fill(password)
    nadia.get_by_label("New password", exact=True).fill("nine calm otters swim")
    nadia.get_by_label("New password again").fill("nine calm otters swim")
    nadia.get_by_role("button", name="Change password").click()
    expect(nadia.get_by_text("Your password is changed.")).to_be_visible()
    nadia.goto("/news")
    expect(nadia.get_by_role("heading", level=1)).to_be_visible()
    expect(nadia).to_have_url(re.compile("/news"))
