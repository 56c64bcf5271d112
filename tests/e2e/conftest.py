"""The whole app in a real browser: own database, own server process, Chromium."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from xdist.scheduler import LoadScopeScheduling

from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services.demo import PASSWORD
from learnapp.storage.embedded import Urls
from learnapp.workers import frontend, supervisor
from tests.conftest import free_port
from tests.e2e.forked import Loaded, loading

ROOT = Path(__file__).resolve().parents[2]
_HERE = Path(__file__).parent
# Pages of the browser's own for what drops from its address bar: two more processes for each window, seen by nobody.
_ADDRESS_BAR = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "PreloadTopChromeWebUI")
# Walks with servers of their own, which come last wherever they are: with them both halves take as long.
_LAST = {"test_hostile_pages.py", "test_two_processes.py"}
_WHOLE = ["chromium", "chromium-browser", "google-chrome"]
_MOST_SHOWN = 2_000
# What is well is only counted: what axe writes of it would be made and sent for nothing.
_VIOLATIONS = """async () => (await axe.run({resultTypes: ["violations"]})).violations.flatMap(one => one.nodes.map(
  node => `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 200)}`))"""
_launched: list[Browser] = []
# Two browsers and two servers may share the processor.
expect.set_options(timeout=15_000)


def _half(nodeid: str) -> str:
    """Return which half of the walks a test belongs to."""
    path = Path(nodeid.split("::")[0])
    return "classes" if path.parent.name in {"student", "instructor"} or path.name in _LAST else "school"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let two workers (`-n 2 --dist loadscope`) walk through a school each, a half of the walks in each, in order.

    What a walk leaves behind meets the walks after it, so which file walks where is always the same. xdist's groups
    would travel in the names of the tests, where pytest does not let them be written any more.
    """
    if config.getvalue("dist") != "loadscope":
        return None
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = _half  # noqa: SLF001 - what xdist's own kinds override
    return scheduler


@dataclass(frozen=True)
class Site:
    """A running app.

    Attributes:
        url: Its address.
        owner: Connection string that sees every row, to look behind the page.
    """

    url: str
    owner: str

    def practice_item(self, answer_kind: str, place: int = 0) -> str:
        """Return the id of a one-step item with hints, the hardest first, for nobody has worked on those."""
        with psycopg.connect(self.owner) as conn:
            conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(LIBRARY_TENANT),))
            row = conn.execute(
                "SELECT content_id FROM content JOIN course c USING (tenant_id, course_id)"
                " WHERE c.slug = 'fractions-to-linear-equations' AND kind = 'practice' AND status = 'published'"
                " AND jsonb_array_length(body_public -> 'steps') = 1"
                " AND body_public -> 'steps' -> 0 ->> 'answer_kind' = %s"
                " AND jsonb_array_length(body_public -> 'steps' -> 0 -> 'hints') >= 2"
                " AND NOT answer_key ? 'template'"
                " ORDER BY difficulty DESC, content_id OFFSET %s LIMIT 1",
                (answer_kind, place),
            ).fetchone()
        assert row is not None
        return str(row[0])

    def titled(self, title: str) -> str:
        """Return the id of the content with this title."""
        with psycopg.connect(self.owner) as conn:
            conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(LIBRARY_TENANT),))
            row = conn.execute("SELECT content_id FROM content WHERE title = %s LIMIT 1", (title,)).fetchone()
        assert row is not None
        return str(row[0])

    def template_item(self, title: str) -> str:
        """Return the id of a parameterised item."""
        with psycopg.connect(self.owner) as conn:
            conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(LIBRARY_TENANT),))
            row = conn.execute(
                "SELECT content_id FROM content WHERE answer_key ? 'template' AND title = %s", (title,)
            ).fetchone()
        assert row is not None
        return str(row[0])

    def answer_key(self, content_id: str) -> dict[str, Any]:
        """Return step id -> key of the newest version of an item, which no page ever shows."""
        with psycopg.connect(self.owner) as conn:
            conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(LIBRARY_TENANT),))
            row = conn.execute(
                "SELECT answer_key::text FROM content WHERE content_id = %s ORDER BY version DESC LIMIT 1",
                (content_id,),
            ).fetchone()
        assert row is not None
        steps: dict[str, Any] = json.loads(row[0])["steps"]
        return steps


@contextmanager
def serving(settings: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run one app process as `make run` serves it, from its first answer until the end of the block."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            supervisor.app_command("127.0.0.1", int(settings["PORT"]), 1),
            cwd=ROOT,
            env=supervisor.serve_environment(settings),
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    until = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{settings['PORT']}/healthz", timeout=2):  # noqa: S310
                break
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                pytest.fail(log.read_text(errors="replace")[-4000:])
            time.sleep(0.1)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)
        end_group(process)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill -9 a server with the process that it serves from."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=20)


def _all_toured(owner: str) -> None:
    """Let everybody have had their guided first visit, except who is left out for the test of it."""
    with psycopg.connect(owner, autocommit=True) as conn:
        for (tenant,) in conn.execute("SELECT tenant_id FROM directory.tenants()").fetchall():
            conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant),))
            conn.execute(
                "INSERT INTO seen_mark (tenant_id, person_id, mark, seen_at)"
                " SELECT tenant_id, person_id, 'tour-' || role, now() FROM role_grant ON CONFLICT DO NOTHING"
            )


@pytest.fixture(scope="session")
def loaded(short_folder: Path) -> Iterator[Loaded]:
    """What lets commands of the app begin at once."""
    with loading(short_folder) as one:
        yield one


@pytest.fixture(scope="session")
def site_settings(loaded: Loaded, postgres: Urls, short_folder: Path) -> dict[str, str]:
    """What every app process of these tests is told; the front end is built and the demo institutions are there."""
    frontend.build(log=short_folder / "build.log")
    settings = {
        "DATABASE_URL": postgres.app,
        "MIGRATION_DATABASE_URL": postgres.owner,
        "DATA_DIR": str(short_folder / "site"),
        "ENVIRONMENT": "test",
        "DEMO": "true",
        "REDIS_URL": "mem://",
        "HOST": "127.0.0.1",
        "PORT": str(free_port()),
    }
    loaded.run([sys.executable, "-m", "learnapp.cli", "seed"], settings)
    _all_toured(postgres.owner)
    return settings


@pytest.fixture(scope="session")
def site(site_settings: dict[str, str], postgres: Urls, short_folder: Path) -> Iterator[Site]:
    """The built app with the demo institutions, served as `make run` serves it."""
    with serving(site_settings, short_folder / "app.log"):
        yield Site(f"http://127.0.0.1:{site_settings['PORT']}", postgres.owner)


_ROUND = """
import asyncio, sys
from uuid import UUID
from learnapp.bootstrap import build, close
from learnapp.core.config import Settings
from learnapp.services import difficulty, rollups

async def once():
    services = await build(Settings())
    await rollups.rebuild(UUID(sys.argv[1]))
    await difficulty.work()
    await close(services)

asyncio.run(once())
"""


def count_questions(loaded: Loaded, settings: dict[str, str], tenant: UUID) -> None:
    """Count what a school does with its questions, and estimate how hard they are, as the worker does."""
    loaded.run([sys.executable, "-c", _ROUND, str(tenant)], settings)


@pytest.fixture(scope="module")
def counted(site: Site, site_settings: dict[str, str], loaded: Loaded) -> None:
    """Let Riverside's questions be counted, whatever other walks have cleared away."""
    with psycopg.connect(site.owner) as conn:
        row = conn.execute("SELECT tenant_id FROM directory.tenants() WHERE slug = 'riverside'").fetchone()
    assert row is not None
    count_questions(loaded, site_settings, row[0])


@pytest.fixture(scope="module")
def worker(site: Site, site_settings: dict[str, str], loaded: Loaded, short_folder: Path) -> Iterator[None]:
    """The worker beside the app, as `make run` has it."""
    # Jobs of institutions that other tests have left behind are nothing to wait for.
    with psycopg.connect(site.owner) as conn:
        conn.execute("TRUNCATE procrastinate_jobs CASCADE")
    # A training stands back by ten, and would wait for the walks of the other half.
    process = loaded.start(supervisor.worker_command(), site_settings, short_folder / "worker.log", nice=-10)
    yield
    process.terminate()
    process.wait()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The library, begun once: it cannot be begun beside itself."""
    with sync_playwright() as begun:
        yield begun


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all tests."""
    launched = chromium(playwright)
    yield launched
    launched.close()


def chromium(playwright: Playwright, *, third_party: bool = True) -> Browser:
    """Start Chromium.

    Args:
        playwright: The library.
        third_party: False: cookies of foreign frames are blocked unless they are partitioned, and the storage of
            frames is kept apart. Playwright's own switches would put both together again.
    """
    # Without the windows that nobody sees a walk costs half; how a window keeps frames apart is asked of a whole one.
    names = ["chromium-headless-shell", *_WHOLE] if third_party else _WHOLE
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        pytest.fail("Chromium is not installed: run tests/system-packages")
    source = (Path(sys.modules["playwright"].__file__ or "").parent / "driver/package/lib/coreBundle.js").read_text()
    found = re.search(r"disabledFeatures = \[(.*?)\]\.filter", source, re.DOTALL)
    assert found is not None, "Playwright keeps its switches elsewhere: look for ThirdPartyStoragePartitioning"
    features = re.findall(r'^\s*"(\w+)",?$', found[1], re.MULTILINE)
    kept = [feature for feature in features if third_party or feature != "ThirdPartyStoragePartitioning"]
    assert third_party or len(kept) == len(features) - 1
    # Everything is on loopback here, and a page whose answer a test has changed would count as one of the internet.
    kept.append("LocalNetworkAccessChecks")
    args = ["--no-sandbox", "--disable-gpu", f"--disable-features={','.join([*kept, *_ADDRESS_BAR])}"]
    if not third_party:
        args.append("--test-third-party-cookie-phaseout")
    launched = playwright.chromium.launch(
        executable_path=program,
        args=args,
        ignore_default_args=[f"--disable-features={','.join(features)}"],
    )
    _launched.append(launched)
    return launched


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how long each half has taken: both should end together."""
    took = dict.fromkeys(("classes", "school"), 0.0)
    for report in (one for reports in terminalreporter.stats.values() for one in reports):
        if getattr(report, "nodeid", "").startswith("tests/e2e/"):
            took[_half(report.nodeid)] += getattr(report, "duration", 0.0)
    terminalreporter.write_line(", ".join(f"{half}: {seconds:.0f} s" for half, seconds in took.items()))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Say with a failure what stood on the pages that were open: nobody may be there to look again."""
    outcome: Any = yield
    report = outcome.get_result()
    if report.when == "call" and report.failed and item.path.is_relative_to(_HERE):
        shown = "\n\n".join(_shown())
        report.sections.append(("What the pages showed", shown))


def _shown() -> Iterator[str]:
    for browser in _launched:
        for page in [page for context in browser.contexts for page in context.pages] if browser.is_connected() else []:
            for frame in page.frames:
                try:
                    text = frame.locator("body").inner_text(timeout=1_000)
                except PlaywrightError as error:
                    text = f"({error.message.splitlines()[0]})"
                yield f"{frame.url}\n{text[:_MOST_SHOWN]}"


SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(site: Site, browser: Browser) -> Iterator[SignIn]:
    """Sign somebody in, in a browser of their own, and return the page they land on."""
    with signing_in(site, browser) as enter:
        yield enter


@contextmanager
def signing_in(site: Site, browser: Browser) -> Iterator[SignIn]:
    """Lend the way in to a site; every browser that came in by it is closed at the end."""
    opened: list[BrowserContext] = []
    forbidden: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # What our content policy blocks is lost without a trace on the page.
        if "Content Security Policy" in message.text:
            forbidden.append(message.text[:300])

    def enter(email: str, *, scheme: str = "light", width: int = 1280, password: str = PASSWORD) -> Page:
        context = browser.new_context(
            base_url=site.url,
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
        )
        opened.append(context)
        page = context.new_page()
        page.on("console", hear)
        # Before each act the browser waits, as a reader would, until the page says that it is no longer busy.
        page.add_locator_handler(page.locator("main[aria-busy=true]"), lambda: None)
        # What the form posts, without the form's page: `test_student` and `test_from_the_lms` fill that in.
        posted = context.request.post(
            "/auth/sign-in",
            form={"email": email, "password": password},
            headers={"Origin": site.url},
            max_redirects=0,
        )
        page.goto(posted.headers["location"])
        page.wait_for_url(lambda address: "/sign-in" not in address and not address.endswith(f"{site.url}/"))
        # The page that leads everybody to their own one stands for a moment under the new address.
        page.get_by_role("heading", level=1, name="Welcome", exact=True).wait_for(state="detached")
        return page

    yield enter
    for context in opened:
        context.close()
    assert not forbidden


def formulas(page: Page) -> list[str]:
    """Return the formulas shown, as TeX without blanks. A page's texts are read one after another: all are awaited."""
    expect(page.locator("main annotation").first).to_be_attached()
    expect(page.locator("main [data-waiting]")).to_have_count(0)
    return [text.replace(" ", "") for text in page.locator("main annotation").all_text_contents()]


def violations(page: Page) -> list[str]:
    """Return every axe-core violation of the page, as readable lines."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(_VIOLATIONS)
    return found
