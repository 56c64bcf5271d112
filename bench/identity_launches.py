"""Launches from an LMS: how many the endpoint takes, and how long a student waits for the learning page in a frame."""

from __future__ import annotations

import asyncio
import os
import random
import ssl
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import psutil
from playwright.sync_api import Browser, sync_playwright

from bench.report import ROOT
from bench.server import Server, free_port, own_server
from bench.tables import chromium
from learnapp import bootstrap
from learnapp.services import current, lms, sessions
from learnapp.services.demo import PASSWORD
from learnapp.services.sign_in import sign_in
from learnapp.workers import supervisor
from tests.lms import TEACHER, Lms, User
from tests.tls import self_signed

CLIENTS, PACE = 8, 50.0
_TOOL, _PLATFORM = "127.0.0.1", "school.localhost"
_CROWD, _SEATS = 200, 40
"""Students who launch, and network addresses of this machine that they come from."""
_WINDOW_MS = 1500
"""A new window of a browser is busy with itself for that long, at most."""


@dataclass(frozen=True, slots=True)
class Launches:
    """What was measured.

    Attributes:
        per_core: Launches for each second of processor time of the app.
        rate: A second, with as many clients at once as `clients`.
        pace: A second, at which the latencies were taken, milliseconds.
        page: Median seconds to the learning page.
    """

    per_core: float
    rate: float
    clients: int
    pace: float
    paced: int
    p50: float
    p95: float
    page: float
    pages: list[float]


async def _connect(server: Server, platform: Lms, keys: str) -> None:
    """Connect an LMS with the demo's school."""
    services = await bootstrap.build(server.settings())
    try:
        signed = await sign_in("adam@riverside.example", PASSWORD, address="127.0.0.1")
        admin = await sessions.actor_for_session(signed.token)
        if admin is None:
            raise RuntimeError("the demo has no administrator")
        at = platform.origin
        courses = await _course(admin.tenant_id)
        await lms.add(
            admin,
            lms.PlatformDraft(
                "School courses", "other", at, platform.client_id, platform.deployment_id, platform.issuer,
                f"{at}/auth", f"{keys}/token", f"{keys}/keys", course=courses, attested=True,
            ),
        )  # fmt: skip
    finally:
        await bootstrap.close(services)


async def _course(tenant: UUID) -> tuple[UUID, UUID] | None:
    async with current().db.raw(tenant) as conn:
        cursor = await conn.execute(
            "SELECT course_tenant_id, course_id FROM section WHERE course_id IS NOT NULL LIMIT 1"
        )
        row = await cursor.fetchone()
    return (row[0], row[1]) if row else None


async def _begin(client: httpx.AsyncClient, platform: Lms, who: str) -> tuple[dict[str, str], str]:
    """Begin a launch; returns the form that the platform sends on, and the proof."""
    answer = await client.post("/lti/login", data=platform.login(who))
    asked = {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}
    # Signing is the platform's work, and is done before anything is measured.
    token = await asyncio.to_thread(platform.sign, platform.body(who, asked["nonce"]))
    return {"state": asked["state"], "id_token": token}, answer.headers.get("set-cookie", "").split(";")[0]


async def _prepare(clients: list[httpx.AsyncClient], platform: Lms, count: int) -> list[tuple[dict[str, str], str]]:
    found = []
    for start in range(0, count, CLIENTS):
        some = range(start, min(start + CLIENTS, count))
        found += await asyncio.gather(
            *(_begin(clients[one % _SEATS], platform, f"s{one % _CROWD}") for one in some)
        )  # fmt: skip
    for client in clients:
        client.cookies.clear()
    return found


async def _launch(client: httpx.AsyncClient, form: dict[str, str], proof: str) -> None:
    answer = await client.post("/lti/launch", data=form, headers={"cookie": proof, "sec-fetch-site": "cross-site"})
    if answer.status_code != 303:
        raise RuntimeError(f"a launch was answered with {answer.status_code}: {answer.text[:500]}")


def _clients(url: str) -> list[httpx.AsyncClient]:
    """Return clients at different network addresses: one alone would meet the limit for each."""
    return [
        httpx.AsyncClient(base_url=url, transport=httpx.AsyncHTTPTransport(local_address=f"127.0.1.{1 + seat}"))
        for seat in range(_SEATS)
    ]


async def _endpoint(server: Server, platform: Lms, many: int, paced: int) -> tuple[float, float, list[float]]:
    """Return launches per second of processor time and per second, and milliseconds at a pace."""
    clients = _clients(server.url)
    try:
        await asyncio.gather(*(_launch(clients[0], *one) for one in await _prepare(clients, platform, 4)))
        for form, proof in await _prepare(clients, platform, _CROWD):
            await _launch(clients[1], form, proof)
        waiting = await _prepare(clients, platform, many)
        app, began = _app(server), time.perf_counter()
        before = sum(app.cpu_times()[:2])

        async def work(seat: int) -> None:
            while waiting:
                await _launch(clients[seat], *waiting.pop())

        await asyncio.gather(*(work(seat) for seat in range(CLIENTS)))
        took, busy = time.perf_counter() - began, sum(app.cpu_times()[:2]) - before
        latencies: list[float] = []
        planned = await _prepare(clients, platform, paced)
        draw, at, begun = random.Random(4), 0.0, time.perf_counter()

        async def one(due: float, seat: int, form: dict[str, str], proof: str) -> None:
            await asyncio.sleep(max(0.0, due - (time.perf_counter() - begun)))
            await _launch(clients[seat], form, proof)
            latencies.append(1000.0 * (time.perf_counter() - begun - due))

        tasks = []
        for number, (form, proof) in enumerate(planned):
            at += draw.expovariate(PACE)
            tasks.append(asyncio.create_task(one(at, number % _SEATS, form, proof)))
        await asyncio.gather(*tasks)
        return many / busy, many / took, latencies
    finally:
        for client in clients:
            await client.aclose()


def _app(server: Server) -> psutil.Process:
    """Return the process that serves: the one of the app that has worked most."""
    found = [one for one in server.processes() if "granian" in " ".join(one.cmdline())]
    return max(found, key=lambda one: sum(one.cpu_times()[:2]))


@contextmanager
def _secure(server: Server, certificate: tuple[str, str], folder: Path) -> Iterator[str]:
    """Serve the same system over https, as a frame needs it."""
    port = free_port()
    url = f"https://{_TOOL}:{port}"
    with bootstrap.database(server.settings()) as urls:
        settings = {
            "DATABASE_URL": urls.app, "MIGRATION_DATABASE_URL": urls.owner, "DATA_DIR": str(server.folder),
            "HOST": _TOOL, "PORT": str(port), "PUBLIC_URL": url, "ENVIRONMENT": "test", "DEMO": "true",
            "GRANIAN_SSL_CERTIFICATE": certificate[0], "GRANIAN_SSL_KEYFILE": certificate[1],
        }  # fmt: skip
        log = folder / "secure.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                supervisor.app_command(_TOOL, port, 1), cwd=ROOT, stdout=out, stderr=out, start_new_session=True,
                env=supervisor.serve_environment(os.environ | settings),
            )  # fmt: skip
        try:
            trust, until = ssl.create_default_context(cafile=certificate[0]), time.monotonic() + 60
            trust.check_hostname = False
            while True:
                try:
                    httpx.get(f"{url}/healthz", timeout=2, verify=trust)
                    break
                except httpx.HTTPError:
                    if process.poll() is not None or time.monotonic() > until:
                        raise RuntimeError(log.read_text(errors="replace")[-3000:]) from None
                    time.sleep(0.1)
            # What loads after the first page has loaded by then.
            time.sleep(15.0)
            yield url
        finally:
            process.terminate()
            process.wait(timeout=20)


def _page(browser: Browser, platform: Lms, who: str) -> float:
    """Open the course in a fresh browser profile; returns the seconds until the learning page stands in its frame."""
    context = browser.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    # Who opens a course has a browser open already: drawing the window's own bars is no part of a launch.
    page.wait_for_timeout(_WINDOW_MS)
    began = time.perf_counter()
    page.goto(f"{platform.origin}/course?who={who}", wait_until="commit")
    page.frame_locator("#tool").locator("main li.card.first h2").wait_for()
    took = time.perf_counter() - began
    context.close()
    return took


def _in_the_browser(
    server: Server, platform: Lms, certificate: tuple[str, str], folder: Path, pages: int
) -> list[float]:
    with _secure(server, certificate, folder) as url:
        platform.tool = url
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium(), args=["--no-sandbox", "--disable-gpu", "--test-third-party-cookie-phaseout"]
            )
            try:
                return [_page(browser, platform, f"s{number}") for number in range(pages + 2)][2:]
            finally:
                browser.close()


def launches(*, pages: int, small: bool = False) -> Launches:
    """Start the system with its demo, connect an LMS, and launch.

    Args:
        pages: Launches in the browser.
        small: Few launches, to see that it runs.
    """
    with own_server() as server:
        print("· preparing (database, demo, front end)")
        server.start()
        server.settle()
        folder = server.folder.parent
        certificate = self_signed(folder, _TOOL, _PLATFORM)
        platform = Lms("riverside-client", tool=server.url)
        platform.users = {f"s{one}": User(str(100 + one), f"Student {one}") for one in range(_CROWD)}
        platform.users["carol"] = User("5", "Carol Clark", "", (TEACHER,))
        platform.start(host=_PLATFORM, certificate=certificate)
        # Its keys, which our server reads, lie where no certificate is asked for.
        inner = Lms("inner", key=platform.key).start()
        try:
            asyncio.run(_connect(server, platform, inner.origin))
            asyncio.run(_first(server, platform))
            many, paced = (60, 40) if small else (1500, 1000)
            per_core, rate, latencies = asyncio.run(_endpoint(server, platform, many, paced))
            shown = _in_the_browser(server, platform, certificate, folder, pages)
        finally:
            platform.stop()
            inner.stop()
    cuts = statistics.quantiles(latencies, n=20)
    return Launches(
        per_core, rate, CLIENTS, PACE, paced, statistics.median(latencies), cuts[18], statistics.median(shown), shown
    )


async def _first(server: Server, platform: Lms) -> None:
    """Let the teacher launch first: the class begins."""
    async with httpx.AsyncClient(base_url=server.url) as client:
        form, proof = await _begin(client, platform, "carol")
        client.cookies.clear()
        await _launch(client, form, proof)
