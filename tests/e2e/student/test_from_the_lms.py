"""Alice opens learnapp from her course: in a frame of another site, with third-party cookies blocked."""

from __future__ import annotations

import ssl
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from learnapp.services.demo import PASSWORD
from learnapp.workers import supervisor
from tests.conftest import free_port
from tests.e2e.conftest import ROOT, Site, chromium, end_group, violations
from tests.lms import TEACHER, Lms, User
from tests.tls import self_signed

TOOL, PLATFORM = "127.0.0.1", "school.localhost"


@pytest.fixture(scope="module")
def certificate(short_folder: Path) -> tuple[str, str]:
    """A certificate for both names, which the browser is told to take."""
    return self_signed(short_folder, TOOL, PLATFORM)


@pytest.fixture(scope="module")
def tool(site: Site, site_settings: dict[str, str], certificate: tuple[str, str], short_folder: Path) -> Iterator[str]:
    """The app once more, over https and under a name of its own."""
    port = free_port()
    url = f"https://{TOOL}:{port}"
    settings = site_settings | {
        "PORT": str(port),
        "PUBLIC_URL": url,
        "GRANIAN_SSL_CERTIFICATE": certificate[0],
        "GRANIAN_SSL_KEYFILE": certificate[1],
    }
    log = short_folder / "tool.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            supervisor.app_command("127.0.0.1", port, 1), cwd=ROOT, env=supervisor.serve_environment(settings),
            stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    trust, until = ssl.create_default_context(cafile=certificate[0]), time.monotonic() + 60
    trust.check_hostname = False
    while True:
        try:
            with urllib.request.urlopen(f"https://127.0.0.1:{port}/healthz", timeout=2, context=trust):
                break
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                pytest.fail(log.read_text(errors="replace")[-4000:])
            time.sleep(0.1)
    yield url
    process.terminate()
    process.wait(timeout=20)
    end_group(process)


@pytest.fixture(scope="module")
def platform(tool: str, certificate: tuple[str, str]) -> Iterator[Lms]:
    """The school's LMS, on another site."""
    made = Lms("riverside-client", tool=tool, storage=True)
    made.users = {
        "carol": User("5", "Carol Clark", "", (TEACHER,)),
        "alice": User("4", "Alice Adams", "alice@lms.example"),
    }
    made.start(host=PLATFORM, certificate=certificate)
    # Its keys and tokens, which our server fetches, lie where no certificate is asked for.
    inner = Lms("inner", key=made.key).start()
    made.inner = inner.origin
    yield made
    made.stop()
    inner.stop()


@pytest.fixture(scope="module")
def strict(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium that blocks third-party cookies and keeps the storage of frames apart, as people's browsers do."""
    launched = chromium(playwright, third_party=False)
    yield launched
    launched.close()


def _context(strict: Browser, **more: Any) -> BrowserContext:
    return strict.new_context(ignore_https_errors=True, reduced_motion="reduce", **more)


@pytest.fixture(scope="module")
def connected(tool: str, platform: Lms, strict: Browser) -> str:
    """The tool, once Adam has connected the LMS and Carol has said which class her course is."""
    _connect(strict, tool, platform)
    hers = _context(strict, viewport={"width": 1280, "height": 900})
    page = _open(hers, platform, "carol")
    frame = page.frame_locator("#tool")
    frame.get_by_role("heading", name="Which class is this?").wait_for()
    assert frame.get_by_label("Name of the new class").input_value() == "Algebra, group 2"
    assert violations(page) == []
    frame.get_by_label("What it studies").select_option(label="From fractions to linear equations")
    frame.get_by_role("button", name="Connect and go on").click()
    frame.get_by_role("heading", level=1, name="Algebra, group 2").wait_for()
    hers.close()
    return tool


_REFUSED = """
if (window !== top) {
  for (const name of ["localStorage", "sessionStorage"]) {
    const get = () => { throw new DOMException("Access is denied for this document.", "SecurityError"); };
    Object.defineProperty(window, name, { configurable: true, get });
  }
}
"""
"""What a browser does that lets frames of other sites store nothing, as some are set to."""


def test_alice_opens_it_in_her_course_and_lands_on_her_page(connected: str, platform: Lms, strict: Browser) -> None:
    tool = connected
    for cookies, width, scheme in ((True, 1280, "light"), (False, 390, "dark")):
        context = _context(
            strict, viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
        )
        if cookies:
            context.add_init_script(_REFUSED)
        else:
            _without_cookies(context)
        page = _open(context, platform, "alice")
        frame = page.frame_locator("#tool")
        if cookies:
            frame.get_by_role("link", name="Alice Adams").wait_for()
            assert page.frames[1].url.startswith(f"{tool}/today")
            # The session is the frame's: it goes on from page to page there, and does not exist outside of it.
            frame.get_by_role("link", name="Progress").click()
            frame.get_by_role("heading", level=1, name="Progress").wait_for()
            outside = context.new_page()
            outside.goto(f"{tool}/today")
            outside.wait_for_url("**/sign-in**")
            # Another site may not frame it.
            other = context.new_page()
            other.goto(f"{tool.replace(TOOL, 'evil.localhost')}/healthz")
            other.set_content(f'<iframe src="{tool}/today"></iframe>')
            other.wait_for_timeout(800)
            assert not other.frame_locator("iframe").get_by_role("heading").count()
        else:
            # The proof lay with the platform; the session needs a window of its own.
            button = frame.get_by_role("button", name="Open in a new window")
            button.wait_for()
            assert violations(page) == []
            context.unroute("**/lti/**")
            with context.expect_page() as opened:
                button.click()
            window = opened.value
            window.get_by_role("link", name="Alice Adams").wait_for()
            assert window.url.startswith(f"{tool}/today")
        context.close()


def test_carol_links_a_task_without_cookies_and_alice_opens_it(connected: str, platform: Lms, strict: Browser) -> None:
    hers = _context(strict, viewport={"width": 390, "height": 900}, color_scheme="dark")
    platform.tool_keys = hers.request.get(f"{connected}/lti/keys/riverside").json()
    _without_cookies(hers)
    page = _open(hers, platform, "carol", "deep")
    frame = page.frame_locator("#tool")
    frame.get_by_role("heading", name="What do you want to link?").wait_for()
    offered = frame.get_by_role("group", name="To choose from")
    expect(offered).to_contain_text("Fractions make sense")
    task = offered.locator("label", has_text="Practice").first
    frame.get_by_label("Search by title or topic").fill("More on the right")
    with page.expect_response("**/lti/pick") as answered:
        frame.get_by_role("button", name="Search", exact=True).click()
    assert answered.value.ok
    title = task.locator("span").first.inner_text().splitlines()[0]
    task.click()
    assert violations(page) == []
    frame.get_by_role("button", name="Add to my course").click()
    frame.get_by_role("heading", name="Links were added").wait_for()
    (link,) = platform.links
    assert link["title"] == title and link["lineItem"]["scoreMaximum"] >= 1
    hers.close()
    context = _context(strict, viewport={"width": 1280, "height": 900})
    page = _open(context, platform, "alice", "link-0")
    page.frame_locator("#tool").get_by_role("heading", level=1, name=title).wait_for()
    assert page.frames[1].url.startswith(f"{connected}/learn/{link['custom']['content']}")
    context.close()


def test_an_lms_registers_by_itself_and_adam_switches_it_on(connected: str, strict: Browser) -> None:
    academy = Lms("academy-client", tool=connected).start(host="localhost")
    context = _context(strict, viewport={"width": 1280, "height": 900})
    page = _sign_in(context, connected)
    page.goto(f"{connected}/admin/lms")
    page.get_by_text("Let your system register by itself", exact=True).click()
    page.fill("#lms-self-name", "Academy")
    page.get_by_role("button", name="Make the address").click()
    page.locator("#lms-self-url").wait_for()
    academy.register_url = page.input_value("#lms-self-url")
    theirs = context.new_page()
    theirs.goto(f"{academy.origin}/install")
    theirs.frame_locator("#tool").get_by_role("button", name="Connect").click()
    # Our page has told theirs to close the window.
    theirs.locator("#tool").wait_for(state="detached")
    page.reload()
    card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Academy"))
    card.get_by_text("Waits to be switched on").wait_for()
    assert violations(page) == []
    card.get_by_role("button", name="Switch on").click()
    card.get_by_text("Active", exact=True).wait_for()
    context.close()
    academy.stop()


def _sign_in(context: BrowserContext, tool: str) -> Page:
    page = context.new_page()
    page.goto(f"{tool}/sign-in")
    page.fill("#field-email", "adam@riverside.example")
    page.fill("#field-password", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda address: "/sign-in" not in address)
    return page


def _connect(strict: Browser, tool: str, platform: Lms) -> None:
    """Adam connects the LMS on his page and checks the connection."""
    context = _context(strict, viewport={"width": 1280, "height": 900})
    page = _sign_in(context, tool)
    page.goto(f"{tool}/admin/lms")
    page.get_by_role("heading", name="No system is connected yet").wait_for()
    page.get_by_text("Connect a system", exact=True).click()
    page.locator("#lms-product").select_option("other")
    for name, value in (
        ("name", "School courses"), ("site", platform.origin), ("client_id", platform.client_id),
        ("deployment_id", platform.deployment_id), ("issuer", platform.issuer),
        ("auth_url", f"{platform.origin}/auth"), ("token_url", f"{platform.inner}/token"),
        ("keys_url", f"{platform.inner}/keys"),
    ):  # fmt: skip
        page.fill(f"#lms-{name}", value)
    assert page.input_value("#lms-launch-url") == f"{tool}/lti/launch"
    page.check("#lms-attest")
    page.get_by_role("button", name="Connect", exact=True).click()
    page.get_by_role("heading", level=3, name="School courses").wait_for()
    page.get_by_role("button", name="Check the connection").click()
    page.get_by_text("It answers, but does not know us").wait_for()
    assert violations(page) == []
    context.close()


def _open(context: BrowserContext, platform: Lms, who: str, hint: str = "r1") -> Page:
    page = context.new_page()
    page.goto(f"{platform.origin}/course?who={who}&hint={hint}")
    return page


def _without_cookies(context: BrowserContext) -> None:
    """Take away the cookies of frames, as Safari does: what the tool sets there is not kept."""

    def forget(route: Any) -> None:
        # A kept connection that the server has closed meanwhile would leave the frame on its old page for ever.
        answer = route.fetch(max_redirects=0, max_retries=2)
        headers = {name: value for name, value in answer.headers.items() if name != "set-cookie"}
        route.fulfill(response=answer, headers=headers)

    def framed(route: Any) -> None:
        inside = route.request.frame.parent_frame is not None
        forget(route) if inside else route.continue_()

    context.route("**/lti/**", framed)
