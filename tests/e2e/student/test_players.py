"""H5P and SCORM from the file to the class: brought in, worked with, resumed, seen by teachers, and shut off."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from learnapp.integrations.content_packages.samples import sample
from learnapp.services.demo import PASSWORD
from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep
from tests.unit.integrations.foreign.making import packed
from tests.unit.integrations.foreign.test_playable import ENTITY, manifest

ADAM, ALICE, CAROL = "adam@riverside.example", "alice@riverside.example", "carol@riverside.example"
MALLORY = "mallory@northfield.example"
pytestmark = pytest.mark.e2e
# Tries what a stranger's script may try, and writes down what it got.
HOSTILE = """<!doctype html><html><head><title>x</title></head><body><form action="/auth/sign-out" method="post"></form>
<script>
(async () => {
  const got = {};
  const attempt = async (name, act) => {
    try { got[name] = String(await act()); } catch { got[name] = "refused"; }
  };
  await attempt("page", () => window.parent.document.title);
  await attempt("cookie", () => document.cookie || "refused");
  await attempt("api", async () => (await fetch("/api/v1/openapi.json")).status);
  try { window.top.location = "/denied"; } catch { /* as it should be */ }
  await attempt("window", () => window.open("/today") || "refused");
  document.forms[0].submit();
  parent.postMessage({ kind: "learnapp:cmi", cmi: { "cmi.suspend_data": "x".repeat(2_000_000) } }, "*");
  parent.postMessage({ kind: "learnapp:statement", statement: { verb: { id: "x/completed" } } }, "*");
  const said = document.createElement("p");
  said.textContent = JSON.stringify(got);
  document.body.append(said);
})();
</script></body></html>"""
Study = Callable[[str], str]


@pytest.fixture
def study(site: Site) -> Iterator[Study]:
    """Let Carol's class study a course of the institution and return its only task; at the end all is as before."""
    with psycopg.connect(site.owner, autocommit=True) as conn:
        tenant = conn.execute("SELECT tenant_id FROM directory.tenant WHERE slug = 'riverside'").fetchone()
        assert tenant is not None
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant[0]),))
        found = conn.execute(
            "SELECT section_id, course_tenant_id, course_id, course_version FROM section WHERE title = %s",
            ("Grade 6 Mathematics A",),
        ).fetchone()
        assert found is not None
        section, *before = found
        change = "UPDATE section SET course_tenant_id = %s, course_id = %s, course_version = %s WHERE section_id = %s"

        def now(title: str) -> str:
            row = conn.execute(
                "SELECT course_id, content_id FROM content WHERE kind = 'interactive' AND title = %s", (title,)
            ).fetchone()
            assert row is not None
            conn.execute(change, (tenant[0], row[0], 1, section))
            return str(row[1])

        yield now
        conn.execute(change, (*before, section))


def _bring(page: Page, path: Path) -> None:
    page.set_input_files("#package-file", path)
    expect(page.get_by_role("row", name=re.compile(re.escape(path.name)))).to_contain_text("Done", timeout=90_000)


def _kept(site: Site, content: str) -> int:
    with psycopg.connect(site.owner) as conn:
        tenant = conn.execute("SELECT tenant_id FROM directory.tenant WHERE slug = 'riverside'").fetchone()
        assert tenant is not None
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant[0]),))
        row = conn.execute(
            "SELECT count(*) FROM learning_event WHERE verb = 'simulation_interacted' AND object_id = %s",
            (UUID(content),),
        ).fetchone()
    assert row is not None
    return int(row[0])


def _stored(site: Site, content: str) -> datetime | None:
    """Return when something was stored last for the next visit of a task."""
    with psycopg.connect(site.owner) as conn:
        tenant = conn.execute("SELECT tenant_id FROM directory.tenant WHERE slug = 'riverside'").fetchone()
        assert tenant is not None
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant[0]),))
        row = conn.execute("SELECT updated_at FROM player_state WHERE content_id = %s", (UUID(content),)).fetchone()
    return row[0] if row is not None else None


def _frame(page: Page, content: str) -> FrameLocator:
    page.goto(f"/learn/{content}")
    expect(page.get_by_text("The task is open.")).to_be_attached()
    return page.frame_locator("iframe.player")


def test_packages_are_brought_in_worked_with_seen_and_shut_off(
    sign_in: SignIn, site: Site, browser: Browser, worker: None, study: Study, tmp_path: Path
) -> None:
    adam = sign_in(ADAM)
    adam.goto("/admin/content")
    one = '<item identifier="i" identifierref="r"><title>{}</title></item>'
    page = '<resource identifier="r" href="index.html"/>'
    entities = {"imsmanifest.xml": manifest(one.format("&x;"), page, above=ENTITY), "index.html": "<p>"}
    adam.set_input_files("#package-file", packed(tmp_path / "entities.zip", entities))
    expect(adam.get_by_role("alert")).to_contain_text("has something that cannot be used")
    for name, data in (("half.h5p", sample("h5p")), ("steps.zip", sample("scorm"))):
        (tmp_path / name).write_bytes(data)
        _bring(adam, tmp_path / name)
    framed = {
        "imsmanifest.xml": manifest(one.format("In a frame"), page),
        "index.html": '<!doctype html><html><body><iframe src="inner.html" title="inner"></iframe></body></html>',
        "inner.html": "<p>Inside</p><script>let at = window; while (!at.API) at = at.parent; at.API.LMSInitialize('');"
        "at.API.LMSSetValue('cmi.core.lesson_status', 'completed'); at.API.LMSFinish('')</script>",
    }
    _bring(adam, packed(tmp_path / "framed.zip", framed))
    # Another identifier: under the same one it would be a new version of the package before.
    sly = manifest(one.format("Nothing to see"), page).replace('identifier="m"', 'identifier="n"')
    hostile = {"imsmanifest.xml": sly, "index.html": HOSTILE}
    _bring(adam, packed(tmp_path / "hostile.zip", hostile))

    half = study("Half of a half")
    alice = sign_in(ALICE)
    frame = _frame(alice, half)
    frame.get_by_role("radio", name="one quarter").press("Space")
    frame.get_by_role("button", name="Check").press("Enter")
    expect(frame.get_by_text("Right: two halves")).to_be_visible()
    expect(alice.get_by_text("You have worked through this task.")).to_be_visible()
    expect(alice.get_by_text("The task says: 100 %")).to_be_visible()
    keep(alice, "h5p-light-1280")
    assert violations(alice) == []
    phone = sign_in(ALICE, scheme="dark", width=390)
    # What was chosen is chosen still.
    expect(_frame(phone, half).get_by_role("radio", name="one quarter")).to_be_checked()
    keep(phone, "h5p-dark-390")
    assert violations(phone) == []

    carol = sign_in(CAROL)
    carol.get_by_role("link", name="Grade 6 Mathematics A").first.click()
    carol.get_by_role("link", name="Alice Moreno").first.click()
    claims = carol.get_by_role("listitem").filter(has_text="The task says: 100 %")
    expect(claims).to_contain_text("Half of a half")
    expect(claims).to_contain_text("Worked through")
    keep(carol, "claims-light-1280")
    assert _kept(site, half) >= 2

    steps = study("Three steps to the sum")
    frame = _frame(alice, steps)
    # The page stores at most every two seconds: what is kept at the beginning is there by then.
    alice.wait_for_timeout(2_600)
    before = _stored(site, steps)
    frame.get_by_role("button", name="Next").click()
    expect(frame.get_by_role("heading", name="Step 2 of 3")).to_be_visible()
    for _ in range(60):
        if _stored(site, steps) != before:
            break
        alice.wait_for_timeout(250)
    alice.reload()
    expect(frame.get_by_text("You left here: seen 1")).to_be_visible()
    frame.get_by_role("button", name="Next").click()
    frame.get_by_label("Your answer").fill("10")
    frame.get_by_role("button", name="Check").click()
    expect(alice.get_by_text("You have worked through this task.")).to_be_visible()
    keep(alice, "scorm-light-1280")
    source = alice.locator("iframe.player").get_attribute("src") or ""
    assert alice.request.get(source.replace(source.split("/")[6], "0" * 40)).status == 403

    _frame(alice, study("In a frame"))
    expect(alice.get_by_text("You have worked through this task.")).to_be_visible()

    mallory = sign_in(MALLORY)
    for task in (half, steps):
        mallory.goto(f"/learn/{task}")
        expect(mallory.get_by_role("heading", name="This is not part of your courses").last).to_be_visible()

    # In a browser of its own: what is blocked there is meant to be.
    nothing = study("Nothing to see")
    context = browser.new_context(base_url=site.url)
    context.request.post("/auth/sign-in", form={"email": ALICE, "password": PASSWORD}, headers={"Origin": site.url})
    victim = context.new_page()
    victim.goto(f"/learn/{nothing}")
    got = victim.frame_locator("iframe.player").get_by_text("refused")
    expect(got).to_have_text('{"page":"refused","cookie":"refused","api":"refused","window":"refused"}')
    victim.wait_for_timeout(500)
    assert victim.url.endswith(nothing) and _kept(site, nothing) == 0 and len(context.pages) == 1
    victim.goto("/today")
    expect(victim).to_have_url(re.compile("/today"))
    context.close()
