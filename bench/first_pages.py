"""`python -m bench.first_pages`: the first page of each role, as the production build serves it to an empty cache."""

from __future__ import annotations

import argparse
import asyncio
import statistics
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.report import Figure, publish
from bench.server import Server, own_server
from bench.tables import chromium
from learnapp import bootstrap
from learnapp.services import sessions

PAINT_MS, SCRIPT_KB = 1_500.0, 400.0
ROLES = {
    "student": ("/today", "alice@riverside.example"),
    "guardian": ("/family", "grace@riverside.example"),
    "instructor": ("/teach", "carol@riverside.example"),
    "admin": ("/admin", "adam@riverside.example"),
}
_SETTLED_MS = 3_000
_PAINTS = """
window.__paint = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.__paint = entry.startTime;
}).observe({type: 'largest-contentful-paint', buffered: true});
"""


async def _sign_in(server: Server) -> dict[str, str]:
    """Return a session of each role's person in the demo."""
    services = await bootstrap.build(server.settings())
    try:
        found = {}
        for role, (_, email) in ROLES.items():
            login, *_ = await services.db.directory.find_logins(services.keyring.email_lookup(email))
            found[role] = (await sessions.start_session(login.tenant_id, login.person_id)).token
        return found
    finally:
        await bootstrap.close(services)


def look(browser: Browser, url: str, path: str, session: str) -> tuple[float, float, float]:
    """Open a page with an empty cache; return its largest contentful paint in ms, and its scripts and all, in KB."""
    context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 900})
    if session:
        context.add_cookies([{"name": "sid", "value": session, "url": url, "httpOnly": True}])
    page = context.new_page()
    page.add_init_script(_PAINTS)
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    scripts: set[str] = set()
    sizes: dict[str, float] = {}

    def answered(event: dict[str, Any]) -> None:
        if "javascript" in event["response"].get("mimeType", ""):
            scripts.add(event["requestId"])

    def finished(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = float(event["encodedDataLength"])

    network.on("Network.responseReceived", answered)
    network.on("Network.loadingFinished", finished)
    page.goto(path)
    page.locator("h1").first.wait_for()
    page.wait_for_timeout(_SETTLED_MS)
    paint = float(page.evaluate("window.__paint"))
    context.close()
    return paint, sum(sizes.get(one, 0.0) for one in scripts) / 1000, sum(sizes.values()) / 1000


def measure(server: Server, runs: int) -> list[Figure]:
    """Start the system with its demo and open each first page."""
    figures = []
    print("· preparing (database, demo, front end)")
    server.start()
    found = asyncio.run(_sign_in(server))
    server.settle()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for who, path in {"visitor": "/sign-in", **{role: path for role, (path, _) in ROLES.items()}}.items():
            seen = [look(browser, server.url, path, found.get(who, "")) for _ in range(runs + 1)][1:]
            paints = [one[0] for one in seen]
            figures += [
                Figure(f"largest contentful paint of {path} ({who}), median", statistics.median(paints), "ms", PAINT_MS,
                       PAINT_MS, runs=runs, spread=(round(min(paints)), round(max(paints)))),
                Figure(f"scripts of {path} ({who}) as sent", seen[-1][1], "KB", SCRIPT_KB, SCRIPT_KB,
                       note=f"{seen[-1][2]:,.0f} KB in all"),
            ]  # fmt: skip
        browser.close()
    return figures


def main() -> None:
    """Measure, print the table, write the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=7)
    chosen = options.parse_args()
    with own_server() as server:
        figures = measure(server, chosen.runs)
    print(publish("first_pages", "First pages", figures))


if __name__ == "__main__":
    main()
