"""How soon does the tutor begin to speak? From the press of Ask to its first words on the page, in a real browser."""

from __future__ import annotations

import statistics
import time

from playwright.sync_api import Page, sync_playwright

from bench.report import Figure
from bench.server import Server, own_server
from bench.tables import chromium
from learnapp.services.demo import PASSWORD

RUNS = 40
AT_ONCE = 15
"""Questions of one visit: the page keeps so many answers that another one only then makes one more."""
QUESTIONS = (
    "Why do fractions need the same bottom number before they are added?",
    "What does the slope of a line say?",
    "How do I undo a multiplication in an equation?",
    "What is the difference between a term and a factor?",
    "Why do I turn the second fraction over when I divide?",
    "What are like terms?",
    "How do I compare two fractions?",
    "What does it mean to distribute?",
)
_WATCH = """question => new Promise(done => {
  const field = document.querySelector('#tutor-question');
  const form = field.closest('form');
  const log = document.querySelector('[role=log]');
  const before = log.querySelectorAll('article').length;
  const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;
  set.call(field, question);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  const began = performance.now();
  const seen = new MutationObserver(() => {
    const said = log.querySelectorAll('article');
    if (said.length > before && said[said.length - 1].querySelector('.prose')?.textContent) {
      seen.disconnect();
      requestAnimationFrame(() => done(performance.now() - began));
    }
  });
  seen.observe(log, { childList: true, subtree: true, characterData: true });
  form.requestSubmit();
})"""


def _signed_in(page: Page) -> None:
    page.goto("/sign-in")
    page.fill("#field-email", "alice@riverside.example")
    page.fill("#field-password", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/today")


def _asked(page: Page) -> list[float]:
    took = []
    for number in range(RUNS + 5):
        if number % AT_ONCE == 0:
            page.goto("/tutor")
            page.locator("#tutor-question").wait_for()
        took.append(float(page.evaluate(_WATCH, QUESTIONS[number % len(QUESTIONS)])))
        # The rest of the answer comes in; only the first words are timed.
        page.wait_for_function("document.querySelector('#tutor-question').value === ''")
        page.wait_for_timeout(400)
    return took[5:]


def _indexed(server: Server, patience: float = 120) -> None:
    import psycopg

    until = time.monotonic() + patience
    with psycopg.connect(server.owner(), autocommit=True) as conn:
        conn.execute("SELECT set_config('app.tenant_id', '00000000-0000-7000-8000-000000000001', false)")
        while time.monotonic() < until:
            row = conn.execute("SELECT count(*) FROM retrieval_index WHERE status = 'ready'").fetchone()
            if row and row[0] >= 2:
                return
            time.sleep(0.5)
    raise RuntimeError("the worker has not indexed the demo's courses")


def measure() -> list[Figure]:
    """Start the system with its demo, let the worker index it, and ask."""
    with own_server() as server:
        server.start()
        server.settle()
        _indexed(server)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_context(base_url=server.url).new_page()
            _signed_in(page)
            took = _asked(page)
            browser.close()
    cut = statistics.quantiles(took, n=100)
    return [
        Figure("first words on screen without a language model, p95", cut[94], "ms", 300, 150, runs=len(took),
               spread=(round(min(took), 1), round(max(took), 1))),
        Figure("first words on screen without a language model, p50", cut[49], "ms", runs=len(took)),
    ]  # fmt: skip
