"""`python -m bench.tables`: an admin's list of a thousand people in a real browser: filtering it, turning its pages."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import statistics
from uuid import UUID

from playwright.sync_api import Browser, Page, sync_playwright

from bench import population
from bench.report import Figure, publish
from bench.server import Server, own_server
from learnapp import bootstrap
from learnapp.services import current, sessions
from learnapp.storage.repositories import identity as people_rows

TARGET_MS = 100.0

# From the press of the button to the first frame after the rows have changed, by the page's own clock.
_TIMED = """(button) => new Promise((done, failed) => {
  const body = document.querySelector('tbody');
  const before = body.innerText;
  const began = performance.now();
  const late = setTimeout(() => failed(new Error('the rows did not change')), 20000);
  const watch = new MutationObserver(() => {
    const now = document.querySelector('tbody').innerText;
    if (now.trim() && now !== before) {
      watch.disconnect();
      clearTimeout(late);
      requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
    }
  });
  watch.observe(document.querySelector('main'), {childList: true, subtree: true, characterData: true});
  button.click();
})"""


def chromium() -> str:
    """Return the path of Chromium.

    Raises:
        RuntimeError: It is not installed.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise RuntimeError("Chromium is not installed: run tests/system-packages")
    return program


async def _fill(server: Server, people: int) -> str:
    """Make an institution with this many students and let one of them administer it; return that session."""
    services = await bootstrap.build(server.settings())
    try:
        (plan,) = await population.build(institutions=1, students=people, items=24, prefix="tables", per_class=50)
        tenant, admin = UUID(plan["tenant"]), UUID(plan["students"][0][0])
        now = current().clock.now()
        async with services.db.transaction(tenant) as tx:
            await people_rows.grant_roles(tx.session, tenant, [(admin, "admin")], tenant, now)
        return (await sessions.start_session(tenant, admin)).token
    finally:
        await bootstrap.close(services)


def _turns(page: Page, times: int) -> list[float]:
    """Turn forwards to the end of the list and begin again."""
    took: list[float] = []
    while len(took) < times:
        more = page.get_by_role("button", name="More", exact=True)
        if more.is_disabled():
            page.reload()
            page.locator("tbody tr").first.wait_for()
            continue
        took.append(float(more.evaluate(_TIMED)))
        page.wait_for_timeout(100)
    return took


def _filters(page: Page, times: int) -> list[float]:
    took: list[float] = []
    for number in range(times):
        # Every list is another one: a number, a part of a number, a whole name.
        page.locator("#people-query").fill(f"Student {number * 7 % 100 if number % 2 else number * 13 + 101}")
        took.append(float(page.get_by_role("button", name="Search", exact=True).last.evaluate(_TIMED)))
        page.wait_for_timeout(100)
    return took


def work(browser: Browser, url: str, session: str, times: int) -> tuple[list[float], list[float]]:
    """Return the milliseconds of turns and of filters."""
    context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "sid", "value": session, "url": url, "httpOnly": True}])
    page = context.new_page()
    page.goto("/admin/people")
    page.locator("tbody tr").first.wait_for()
    page.wait_for_timeout(500)
    turned = _turns(page, times + 2)[2:]
    page.reload()
    page.locator("tbody tr").first.wait_for()
    page.wait_for_timeout(500)
    return turned, _filters(page, times + 2)[2:]


def _figures(what: str, took: list[float]) -> list[Figure]:
    spread = (round(min(took), 1), round(max(took), 1))
    return [
        Figure(f"{what}, median", statistics.median(took), "ms", TARGET_MS, TARGET_MS, runs=len(took), spread=spread),
        Figure(f"{what}, p95", statistics.quantiles(took, n=20)[18], "ms", TARGET_MS, TARGET_MS, runs=len(took)),
    ]


def main() -> None:
    """Measure, print the table, write the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=1_100)
    options.add_argument("--times", type=int, default=40)
    chosen = options.parse_args()
    with own_server() as server:
        print("· preparing (database, front end, people)")
        server.start()
        session = asyncio.run(_fill(server, chosen.people))
        server.settle()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
            turned, filtered = work(browser, server.url, session, chosen.times)
            browser.close()
    figures = [
        Figure("people in the list", chosen.people, "", 1_000, 1_000, higher_is_better=True),
        *_figures("page turned to rows shown", turned),
        *_figures("filter sent to rows shown", filtered),
    ]
    print(publish("tables", "Tables", figures))


if __name__ == "__main__":
    main()
