"""Admins: content from the file to its report, the review queue, the trail, and what the overview says of it all."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from learnapp.storage.embedded import Urls
from learnapp.workers import supervisor
from tests.e2e.conftest import ROOT, SignIn, Site, violations
from tests.unit.integrations.oatutor_package import plain, troubled

ADAM = "adam@riverside.example"
pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def worker(site: Site, postgres: Urls, short_folder: Path) -> Iterator[None]:
    """The worker beside the app, as `make run` has it."""
    settings = {
        "DATABASE_URL": postgres.app,
        "MIGRATION_DATABASE_URL": postgres.owner,
        "DATA_DIR": str(short_folder / "site"),
        "ENVIRONMENT": "test",
        "REDIS_URL": "mem://",
    }
    with (short_folder / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            supervisor.worker_command(), cwd=ROOT, env=os.environ | settings, stdout=log, stderr=log
        )
        yield
        process.terminate()
        process.wait(timeout=30)


def _keep(page: Page, name: str) -> None:
    """Keep a picture where `SCREENSHOTS` says, in both widths, for a person to look at."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.wait_for_timeout(500)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_a_package_is_uploaded_imported_and_its_report_read(sign_in: SignIn, worker: None, tmp_path: Path) -> None:
    page = sign_in(ADAM)
    page.goto("/admin/content")
    page.set_input_files("#package-file", {"name": "holiday.txt", "mimeType": "text/plain", "buffer": b"sun" * 500})
    expect(page.get_by_role("alert")).to_contain_text("This is no archive")
    page.set_input_files("#package-file", troubled().tar(tmp_path / "algebra.tar.xz"))
    row = page.get_by_role("row", name=re.compile("algebra.tar.xz"))
    expect(row).to_contain_text("Done", timeout=30_000)
    expect(page.get_by_role("row", name=re.compile("Algebra A"))).to_contain_text("Your institution")
    _keep(page, "content-done")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Not read, and why")).to_be_visible()
    figure = page.get_by_role("row", name=re.compile("needs a figure"))
    expect(figure).to_contain_text("Held back")
    _keep(page, "report")
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    assert "needs-a-figure" in Path(download.value.path()).read_text(encoding="utf-8-sig")


def test_a_package_of_the_data_folder_is_imported_with_one_press(
    sign_in: SignIn, worker: None, short_folder: Path
) -> None:
    folder = short_folder / "site" / "packages"
    folder.mkdir(parents=True, exist_ok=True)
    plain(30).tar(folder / "shelf.tar.xz")
    page = sign_in(ADAM, scheme="dark", width=390)
    page.goto("/admin/content")
    page.get_by_role("button", name="Import shelf.tar.xz").click()
    expect(page.get_by_role("row", name=re.compile("shelf.tar.xz"))).to_contain_text("Done", timeout=30_000)
    _keep(page, "content-dark-390")
    assert violations(page) == []
