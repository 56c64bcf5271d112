"""`python -m bench.lighthouse`: every page of each role, as Lighthouse sees it on the production build.

Students and guardians are judged as on a phone with a slow processor and a slow line (Lighthouse's own default, which
it simulates), staff as at a desk. Its speed scores scatter by several points with what else the machine does, so a page
that falls short is looked at twice more, and the middle one of the three counts.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shutil
import statistics
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson
from playwright.sync_api import sync_playwright

from bench.report import ROOT, Figure, publish
from bench.server import Server, free_port, own_server
from bench.tables import chromium
from learnapp import bootstrap
from learnapp.services import sessions
from tests.every_page import PEOPLE, Visit, every_page

FLOORS = {"performance": 85, "accessibility": 100, "best-practices": 95}
_PHONES = ("visitor", "student", "guardian")
_PATIENCE = 180
_TRIES = 3


@dataclass(frozen=True)
class Judged:
    """What Lighthouse says of one page: scores from 0 to 100, and the audits that cost points."""

    visit: Visit
    scores: dict[str, int]
    paint_ms: float
    lost: tuple[str, ...]


async def _sign_in(server: Server) -> dict[str, str]:
    """Return a session of each role's person."""
    services = await bootstrap.build(server.settings())
    try:
        found = {}
        for role, email in PEOPLE.items():
            if email:
                login, *_ = await services.db.directory.find_logins(services.keyring.email_lookup(email))
                found[role] = (await sessions.start_session(login.tenant_id, login.person_id)).token
        return found
    finally:
        await bootstrap.close(services)


def judge(port: int, server: Server, visit: Visit, folder: Path) -> Judged:
    """Let Lighthouse look at one page in the browser that listens on this port.

    Raises:
        subprocess.CalledProcessError: Lighthouse could not judge the page.
    """
    out = folder / "report.json"
    command = [
        str(ROOT / ".venv/js/node_modules/.bin/lighthouse"), f"{server.url}{visit.path}",
        f"--port={port}", "--quiet", "--output=json", f"--output-path={out}",
        f"--only-categories={','.join(FLOORS)}", "--no-enable-error-reporting", "--ignore-status-code",
        *([] if visit.role in _PHONES else ["--preset=desktop"]),
    ]  # fmt: skip
    environment = os.environ | {"CI": "true"}
    for left in range(_TRIES - 1, -1, -1):
        # The browser sometimes records no start of a page.
        run = subprocess.run(command, check=not left, timeout=_PATIENCE, env=environment, stdout=subprocess.DEVNULL)
        if run.returncode == 0:
            break
    report: dict[str, Any] = orjson.loads(out.read_bytes())
    lost = tuple(
        f"{name}: {audit['title']}"
        for category in ("accessibility", "best-practices")
        for reference in report["categories"][category]["auditRefs"]
        if reference["weight"] and (audit := report["audits"][(name := reference["id"])])["score"] == 0
    )
    if keep := os.environ.get("LIGHTHOUSE_REPORTS"):
        shutil.copy(out, Path(keep) / f"{re.sub('[^a-z0-9]+', '-', str(visit))}.json")
    scores = {name: round(100 * (report["categories"][name]["score"] or 0)) for name in FLOORS}
    return Judged(visit, scores, float(report["audits"]["largest-contentful-paint"]["numericValue"]), lost)


def _middle(port: int, server: Server, visit: Visit, folder: Path) -> Judged:
    """Judge a page, and again where it falls short: the middle one of three counts."""
    first = judge(port, server, visit, folder)
    if all(first.scores[name] >= floor for name, floor in FLOORS.items()):
        return first
    again = [first, *(judge(port, server, visit, folder) for _ in range(2))]
    return sorted(again, key=lambda one: one.scores["performance"])[1]


def _browser(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start a Chromium that listens, with a profile of its own."""
    process = subprocess.Popen(
        [chromium(), "--headless=new", "--no-sandbox", "--disable-gpu", f"--remote-debugging-port={port}",
         "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", f"--user-data-dir={folder}", "about:blank"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for _ in range(150):
        try:
            httpx.get(f"http://127.0.0.1:{port}/json/version", timeout=2)
            break
        except httpx.HTTPError:
            time.sleep(0.1)
    return process


def walk(server: Server, visits: list[Visit], tokens: dict[str, str], folder: Path) -> list[Judged]:
    """Judge every page, each role in a browser of its own."""
    found = []
    for role in PEOPLE:
        wanted = [visit for visit in visits if visit.role == role]
        if not wanted:
            continue
        port = free_port()
        process = _browser(folder / role, port)
        try:
            if role in tokens:
                with sync_playwright() as playwright:
                    attached = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
                    attached.contexts[0].add_cookies(
                        [{"name": "sid", "value": tokens[role], "url": server.url, "httpOnly": True}]
                    )
                    attached.close()
            for visit in wanted:
                judged = _middle(port, server, visit, folder)
                said = " ".join(f"{name} {score}" for name, score in judged.scores.items())
                print(f"  {visit}: {said} {'; '.join(judged.lost)}", flush=True)
                found.append(judged)
        finally:
            process.terminate()
            process.wait(20)
    return found


def figures_of(judged: list[Judged]) -> list[Figure]:
    """Return the lowest score of each kind by role, with the page that has it."""
    figures = []
    for role in PEOPLE:
        mine = [one for one in judged if one.visit.role == role]
        if not mine:
            continue
        device = "phone" if role in _PHONES else "desk"
        for name, floor in FLOORS.items():
            worst = min(mine, key=lambda one: one.scores[name])
            middle = statistics.median(one.scores[name] for one in mine)
            figures.append(
                Figure(f"{name} of the {len(mine)} pages of a {role} ({device}), lowest", worst.scores[name], "", floor,
                       floor, higher_is_better=True, runs=len(mine),
                       note=f"{worst.visit.route}; median {middle:.0f}")
            )  # fmt: skip
    return figures


def main() -> None:
    """Measure, print the table, write the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", default="", help="regular expression that the role and route of a page match")
    chosen = options.parse_args()
    with own_server() as server:
        print("· preparing (database, demo, front end)")
        server.start()
        tokens = asyncio.run(_sign_in(server))
        # What is written for the pages must not meet the worker's first counting: each could wait for the other.
        server.settle()
        visits = [one for one in every_page(server.owner()) if re.search(chosen.only, str(one))]
        judged = walk(server, visits, tokens, server.folder.parent)
    figures = figures_of(judged)
    if chosen.only:
        return
    print(publish("lighthouse", "Lighthouse", figures))


if __name__ == "__main__":
    main()
