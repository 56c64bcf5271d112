"""The features that models know of a student, as an admin finds them once the worker has counted."""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.forked import Loaded

pytestmark = pytest.mark.e2e


def asked(site: Site, statement: str) -> int:
    """Return a number that is known behind the page of Riverside."""
    with psycopg.connect(site.owner) as conn:
        found = conn.execute("SELECT tenant_id FROM directory.tenants() WHERE slug = 'riverside'").fetchone()
        assert found is not None
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(found[0]),))
        row = conn.execute(statement).fetchone()
    return int(row[0]) if row is not None else 0


def count_with_the_worker(site: Site, settings: dict[str, str], loaded: Loaded) -> None:
    """Let the worker run until it has counted the figures."""
    worker = loaded.start([sys.executable, "-m", "learnapp.cli", "worker"], settings)
    try:
        until = time.monotonic() + 90
        while not asked(site, "SELECT count(*) FROM feature_figures WHERE scope_id = tenant_id"):
            assert time.monotonic() < until, "the worker counts at its start"
            time.sleep(0.3)
    finally:
        worker.terminate()
        worker.wait()


def test_an_admin_looks_up_what_is_known_of_students(
    site: Site, site_settings: dict[str, str], loaded: Loaded, sign_in: SignIn
) -> None:
    sign_in("alice@riverside.example")
    desktop = "SELECT count(*) FROM learning_event WHERE verb = 'session_started' AND result ->> 'device' = 'desktop'"
    until = time.monotonic() + 15
    while not asked(site, desktop):
        assert time.monotonic() < until, "the page says on what kind of device it is"
        time.sleep(0.2)

    count_with_the_worker(site, site_settings, loaded)
    page = sign_in("adam@riverside.example")
    page.goto("/admin/features")
    expect(page.get_by_role("status").filter(has_text="students who were active last")).to_be_visible()
    page.get_by_label("About", exact=True).select_option("learning_style")
    page.get_by_role("button", name="Search", exact=True).last.click()
    expect(page.get_by_role("rowheader", name="use_hands_on")).to_be_visible()
    expect(page.get_by_text("Never used to withhold a kind of content").first).to_be_visible()

    page.get_by_label("About", exact=True).select_option("all")
    page.get_by_label("Name or meaning").fill("share of right first attempts in the last 28 days")
    page.get_by_role("button", name="Search", exact=True).last.click()
    row = page.get_by_role("row", name=re.compile("^right_rate_28d"))
    expect(row).to_contain_text("% of")
    expect(row).to_contain_text("share, 0 to 1")
    expect(row.locator("svg.spark path")).to_be_attached()
    assert violations(page) == []
    if folder := os.environ.get("SCREENSHOTS"):
        page.goto("/admin/features")
        expect(page.get_by_text("students who were active last")).to_be_visible()
        page.screenshot(path=Path(folder) / "features-counted.png", full_page=True)

    page.get_by_label("Name or meaning").fill("astrology")
    page.get_by_role("button", name="Search", exact=True).last.click()
    expect(page.get_by_role("heading", name="No feature fits")).to_be_visible()
