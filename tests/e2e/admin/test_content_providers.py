"""Adam adds a content provider, tries it, reads it and lets items in; a webhook arrives; the licence has its report."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect
from standardwebhooks import Webhook

from learnapp.workers import supervisor
from tests.content_server import KEY, ContentServer, article, content_server
from tests.e2e.conftest import ROOT, SignIn, Site, violations

ADAM, MALLORY = "adam@riverside.example", "mallory@northfield.example"
pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def provider() -> Iterator[ContentServer]:
    with content_server() as one:
        yield one


@pytest.fixture(scope="module")
def worker(site: Site, site_settings: dict[str, str], short_folder: Path) -> Iterator[None]:
    """The worker beside the app, as `make run` has it."""
    with (short_folder / "provider-worker.log").open("wb") as log:
        process = subprocess.Popen(
            supervisor.worker_command(), cwd=ROOT, env=os.environ | site_settings, stdout=log, stderr=log
        )
        yield
        process.terminate()
        process.wait(timeout=30)


def _keep(page: Page, name: str) -> None:
    folder = os.environ.get("SCREENSHOTS")
    for scheme, width in (("light", 1280), ("dark", 390)) if folder else ():
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(500)
        page.screenshot(path=Path(folder or "") / f"{name}-{scheme}-{width}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def _look_until(page: Page, text: str) -> None:
    """Press "Look again" until a reading has come to its end."""
    for _ in range(120):
        if page.get_by_text(text).first.is_visible():
            return
        again = page.get_by_role("button", name="Look again")
        if again.is_visible():
            again.click()
        page.wait_for_timeout(250)
    pytest.fail(f"no reading says {text}")


def test_content_of_a_provider_is_read_let_in_and_counted(
    sign_in: SignIn, provider: ContentServer, worker: None, site: Site
) -> None:
    provider.items += [article(1), article(2), provider.film(1), article(3, kind="game")]
    adam = sign_in(ADAM)
    adam.goto("/admin/content-providers")
    expect(adam.get_by_text("No provider is set up")).to_be_visible()
    new = adam.get_by_role("region", name="Add a provider")
    new.get_by_label("Name", exact=True).fill("Open Shelf")
    new.get_by_label("Address of its items").fill(provider.url)
    new.get_by_label("Key", exact=True).fill("wrong")
    _keep(adam, "providers-empty")
    new.get_by_role("button", name="Add", exact=True).press("Enter")
    secret = adam.get_by_label("Secret that signs them").input_value()
    hook = adam.get_by_label("Address for its webhooks").input_value()
    _keep(adam, "providers-secret")
    adam.get_by_role("button", name="I have noted it").click()
    expect(adam.get_by_text(secret)).to_have_count(0)
    card = adam.get_by_role("listitem").filter(has=adam.get_by_role("heading", name="Open Shelf"))
    card.get_by_role("button", name="Try it out").click()
    expect(card.get_by_text("It refuses the key.").first).to_be_visible()
    card.get_by_text("Change it").click()
    card.get_by_label("Key", exact=True).fill(KEY)
    card.get_by_role("button", name="Save").click()
    expect(card.get_by_text("It refuses the key.")).to_have_count(0)
    card.get_by_role("button", name="Try it out").click()
    expect(card.get_by_role("cell", name="Site 2026").first).to_be_visible()
    _keep(adam, "providers-tried")
    card.get_by_role("button", name="Read now").click()
    _look_until(adam, "3 new, 0 changed, 0 as before, 0 withdrawn, 1 left out")
    expect(card.get_by_text("It is of a kind that cannot be shown here.")).to_be_visible()
    card.get_by_role("button", name="Look at 3 items that wait").click()
    held = adam.get_by_role("region", name="Waiting from Open Shelf")
    held.get_by_text("Show it").first.click()
    expect(held.get_by_text("This is text 1.")).to_be_visible()
    assert violations(adam) == [] and KEY not in adam.content()
    _keep(adam, "providers-held")
    held.get_by_role("button", name="Leave out: Fractions 2").click()
    expect(held.get_by_role("listitem").filter(has=adam.get_by_role("heading", name="Fractions 2"))).to_have_count(0)
    held.get_by_role("button", name="Let in: Fractions 1").click()
    expect(held.get_by_role("heading", name="Fractions 1")).to_have_count(0)
    held.get_by_role("button", name="Let in: Halves 1").click()
    expect(held.get_by_text("Nothing waits.")).to_be_visible()

    provider.items[0] = article(1, title="Fractions, revised")
    body = json.dumps({"type": "content.updated", "data": {"ids": ["a1"]}})
    now = datetime.now(UTC)
    headers = {
        "webhook-id": "msg_walk", "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_walk", now, body),
    }  # fmt: skip
    path = hook[hook.index("/hooks/") :]
    assert httpx.post(site.url + path, content=body, headers=headers).status_code == 202
    assert httpx.post(site.url + path, content=body, headers=headers).status_code == 409
    adam.reload()
    _look_until(adam, "By webhook")
    _look_until(adam, "Look at 1 item that waits")

    adam.goto("/admin/licences")
    licence = adam.get_by_role("listitem").filter(has=adam.get_by_role("heading", name="Open Shelf · Site 2026"))
    expect(licence).to_contain_text("2 items in courses, 0 views")
    licence.get_by_label("Seats").fill("30")
    licence.get_by_label("Last day").fill(now.date().isoformat())
    licence.get_by_role("button", name="Save").click()
    expect(licence.get_by_text("0 of 30 seats used")).to_be_visible()
    expect(licence.get_by_text("Ends soon")).to_be_visible()
    with adam.expect_download() as saved:
        adam.get_by_role("button", name="Save as a table (CSV)").click()
    assert "Open Shelf,Site 2026,30" in saved.value.path().read_text()
    assert violations(adam) == []
    _keep(adam, "licences")

    mallory = sign_in(MALLORY)
    for page in ("/admin/content-providers", "/admin/licences"):
        mallory.goto(page)
        mallory.wait_for_load_state("networkidle")
        expect(mallory.get_by_text("Open Shelf")).to_have_count(0)

    adam.goto("/admin/content-providers")
    adam.get_by_text("Change it").click()
    adam.get_by_role("button", name="Remove").click()
    adam.get_by_role("button", name="Remove for good?").click()
    expect(adam.get_by_text("No provider is set up")).to_be_visible()
