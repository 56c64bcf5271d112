"""Hostile HTML, SVG, Markdown and LaTeX in a real browser: it is shown or left out, it never runs and never hangs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, Request, expect

from learnapp.security.tenancy import LIBRARY_TENANT
from tests.conftest import free_port
from tests.e2e.conftest import SignIn, Site, serving, signing_in

pytestmark = pytest.mark.e2e
ADAM, HENRY = "adam@riverside.example", "henry@riverside.example"
RUN = "window.__ran = (window.__ran || 0) + 1"
HTML = (
    f'<img src=x onerror="{RUN}"><svg onload="{RUN}"><script>{RUN}</script></svg>'
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe><a href='javascript:{RUN}'>press</a>"
    "<style>body{display:none}</style><form action='https://evil.example/'><input name=p></form>"
)
MARKDOWN = (
    f"[press](javascript:{RUN}) ![x](https://evil.example/pixel.png) [data](data:text/html,<script>{RUN}</script>)"
    ' <javascript:alert(1)> ![](x"onerror="alert(1))'
)
LATEX = (
    rf"$\href{{javascript:{RUN}}}{{press}}$ $\htmlData{{x=1}}{{y}}$ $\includegraphics{{https://evil.example/p.png}}$"
    r" $\def\a{\b\b}\def\b{\a\a}\a$ $\rule{99999em}{99999em}$ $\frac{1}{$ $$\begin{matrix}$$ $\unicode{x3c}$"
)
# What has been run, where links lead, and whether the page can still be read.
_HARM = """() => ({
  ran: window.__ran || 0,
  links: [...document.querySelectorAll("a[href], area[href]")].map((one) => one.getAttribute("href"))
    .filter((href) => /^\\s*(javascript|data|vbscript):/i.test(href)),
  parts: [...document.querySelectorAll("main :is(iframe, script, form[action^=http], [onerror], [onload])")]
    .filter((one) => !(one.src || "").includes("/simulations/")).map((one) => one.outerHTML.slice(0, 120)),
  hidden: getComputedStyle(document.body).display === "none",
  // The body ends before the place that is kept for a scroll bar.
  wide: document.documentElement.scrollWidth
    - Math.min(document.documentElement.clientWidth, document.body.clientWidth),
})"""


def _watch(page: Page) -> list[str]:
    """Return what the page asks other places for; it fills while the page lives."""
    asked: list[str] = []

    def hear(request: Request) -> None:
        if "evil.example" in request.url:
            asked.append(request.url)

    page.on("request", hear)
    return asked


def _unharmed(page: Page, asked: list[str]) -> None:
    page.wait_for_timeout(400)
    assert page.evaluate(_HARM) == {"ran": 0, "links": [], "parts": [], "hidden": False, "wide": 0}
    assert not asked


@pytest.fixture
def poisoned(site: Site, site_settings: dict[str, str], short_folder: Path) -> Iterator[tuple[Site, str]]:
    """A site whose course holds a hostile question, as a careless import might have brought it."""
    with psycopg.connect(site.owner, autocommit=True) as conn:
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(LIBRARY_TENANT),))
        row = conn.execute(
            "SELECT content_id, i.version, i.title, body, body_public"
            " FROM content i JOIN course c USING (tenant_id, course_id)"
            " WHERE c.slug = 'why-did-the-civil-war-start' AND kind = 'practice'"
            " AND body_public -> 'steps' -> 0 ->> 'answer_kind' = 'choice' LIMIT 1"
        ).fetchone()
        assert row is not None
        content_id, version, title, body, public = row
        hostile = json.loads(json.dumps(public))
        step = hostile["steps"][0]
        step["prompt"] = f"Poison {HTML} {MARKDOWN} {LATEX}"
        step["choices"] = [f"{choice} {HTML[:60]}" for choice in step["choices"]]
        change = "UPDATE content SET title = %s, body = %s, body_public = %s WHERE content_id = %s AND version = %s"
        conn.execute(
            change,
            (f"Poison {HTML}"[:200], f"{HTML}\n\n{MARKDOWN}\n\n{LATEX}", json.dumps(hostile), content_id, version),
        )
        port = free_port()
        settings = {**site_settings, "PORT": str(port)}
        try:
            # Another process: the first may have read the course before it was poisoned.
            with serving(settings, short_folder / "poisoned.log"):
                yield Site(f"http://127.0.0.1:{port}", site.owner), str(content_id)
        finally:
            conn.execute(change, (title, body, json.dumps(public), content_id, version))


def test_a_hostile_question_is_text(poisoned: tuple[Site, str], browser: Browser) -> None:
    site, content_id = poisoned
    with signing_in(site, browser) as enter:
        page = enter(HENRY)
        asked = _watch(page)
        page.goto(f"/learn/{content_id}")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Poison <img")
        expect(page.get_by_text("onerror=").first).to_be_visible()
        _unharmed(page, asked)
        page.get_by_role("radio").first.check()
        page.get_by_role("button", name="Check my answer").click()
        expect(page.locator("#feedback .note").first).to_be_visible()
        _unharmed(page, asked)


def test_what_people_write_is_text(sign_in: SignIn, site: Site) -> None:
    page = sign_in(ADAM)
    asked = _watch(page)
    page.goto("/admin/institution")
    page.get_by_label("What should everybody know?").fill(f"Poison {HTML}"[:280])
    page.get_by_label("From", exact=True).fill("2026-01-01")
    page.get_by_label("Until", exact=True).fill("2027-12-31")
    page.get_by_role("button", name="Announce", exact=True).click()
    page.wait_for_timeout(800)
    reader = sign_in(HENRY)
    heard = _watch(reader)
    reader.goto("/notes")
    for path in ("/today", "/discussion"):
        reader.goto(path)
        expect(reader.get_by_role("heading", level=1)).to_be_visible()
        reader.wait_for_timeout(500)
        _unharmed(reader, heard)
    reader.goto(f"/search?q={HTML[:60]}")
    expect(reader.get_by_role("heading", level=1)).to_be_visible()
    _unharmed(reader, heard)
    reader.goto("/goals#<img src=x onerror=alert(1)>")
    _unharmed(reader, heard)
    _unharmed(page, asked)
