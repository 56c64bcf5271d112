"""`python -m bench.pages`: what a person waits for in the browser, alone and among 300 who are at work."""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.sync_api import Page, sync_playwright

from bench import population
from bench.report import ROOT, Figure, publish
from bench.server import Server, short_folder
from learnapp import bootstrap

# From the click to the first frame after the feedback stands in the document, by the page's own clock.
_TIMED = """() => new Promise((done) => {
  const before = document.querySelector('#feedback')?.innerText ?? '';
  const began = performance.now();
  const watch = new MutationObserver(() => {
    const now = document.querySelector('#feedback');
    if (now && now.innerText.trim() && now.innerText !== before) {
      watch.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
    }
  });
  watch.observe(document.body, {childList: true, subtree: true, characterData: true});
  document.querySelector('form button[type=submit].primary').click();
})"""


async def _fill(server: Server, students: int, boards: int) -> list[dict[str, Any]]:
    services = await bootstrap.build(server.settings())
    try:
        plans = await population.build(
            institutions=1, students=students, items=600, prefix=f"pages-{uuid4().hex[:6]}", per_class=20
        )
        await population.sign_in(plans[0], boards)
    finally:
        await bootstrap.close(services)
    return plans


def _click_to_feedback(page: Page, plan: dict[str, Any], url: str, answers: int) -> list[float]:
    """Answer one task after the other, wrong then right; return milliseconds."""
    took: list[float] = []
    for content, _step, answer, _kcs in plan["items"][: (answers + 1) // 2]:
        page.goto(f"{url}/learn/{content}")
        for given in (str(int(answer) + 1), answer):
            page.locator("#answer-field").wait_for()
            page.fill("#answer-field", given)
            took.append(float(page.evaluate(_TIMED)))
            page.wait_for_timeout(150)
    return took[:answers]


def click_to_feedback(plan: dict[str, Any], url: str, answers: int) -> list[float]:
    """Return the times of a real Chromium, signed in as the last student of the plan.

    Raises:
        RuntimeError: Chromium is not installed.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise RuntimeError("Chromium is not installed: run tests/system-packages")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(base_url=url)
        context.add_cookies([{"name": "sid", "value": plan["sessions"][-1], "url": url, "httpOnly": True}])
        found = _click_to_feedback(context.new_page(), plan, url, answers)
        browser.close()
    return found[2:]


def crowd(path: Path, url: str, students: int, every: float, seconds: float) -> dict[str, Any]:
    """Run the open pages in a process of their own and return what they met."""
    command = [
        sys.executable, "-m", "bench.browsers", str(path), url,
        "--students", str(students), "--every", str(every), "--seconds", str(seconds),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, timeout=seconds * 2 + 300)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(f"  {found}")
    return found


def measure(options: argparse.Namespace, folder: Path) -> list[Figure]:
    """Start the system, fill it, work in it."""
    server = Server(folder / "data")
    try:
        print("· preparing (database, demo, front end)")
        server.start()
        plans = asyncio.run(_fill(server, options.students + 1, options.boards))
        path = folder / "pages.json"
        path.write_text(json.dumps(plans), encoding="utf-8")
        server.settle()
        took = click_to_feedback(plans[0], server.url, options.answers)
        print(f"  click to feedback: median {statistics.median(took):.0f} ms of {len(took)}")
        found = crowd(path, server.url, options.students, options.every, options.seconds)
    finally:
        server.stop()
    among = f"{found['students']} students, one answer every {options.every:g} s each"
    note = f"{found['answers']} answers, {found['failed']} failed, p50 {found['answer_p50']} ms"
    shown = f"{found['boards']} boards, {found['shown']} answers shown, {found['never_shown']} never"
    spread = (round(min(took), 1), round(max(took), 1))
    return [
        Figure("click to feedback in the browser, median", statistics.median(took), "ms", 100, 50, runs=len(took),
               spread=spread),
        Figure(f"{among}: p95 from click to feedback", found["answer_p95"], "ms", 300, 100, note=note),
        Figure("answer to the open board, same load, p95", found["board_p95"], "ms", 2_000, 1_000, note=shown),
    ]  # fmt: skip


def main() -> None:
    """Measure, print the table, write the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--students", type=int, default=300)
    options.add_argument("--boards", type=int, default=5)
    options.add_argument("--every", type=float, default=5.0)
    options.add_argument("--seconds", type=float, default=60.0)
    options.add_argument("--answers", type=int, default=42)
    chosen = options.parse_args()
    with short_folder() as folder:
        figures = measure(chosen, folder)
    print(publish("pages", "Pages", figures))


if __name__ == "__main__":
    main()
