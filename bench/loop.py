"""`make bench`: the learning loop over HTTP, as `make run` serves it."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg

from bench import population
from bench.course import load_course
from bench.report import ROOT, Figure, publish
from bench.server import Server, short_folder
from learnapp import bootstrap
from learnapp.security import pii, safety
from learnapp.services.course_store import CourseStore

_STEPS = (250, 300, 350, 400, 450, 500, 550, 600)


async def _fill(server: Server, folder: Path, name: str, *, history: int = 0, **size: int) -> Path:
    """Make institutions in the running system and write the plan for the load generator."""
    services = await bootstrap.build(server.settings())
    try:
        plans = await population.build(prefix=f"{name}-{uuid4().hex[:6]}", **size)
        for plan in plans:
            if history:
                await population.add_history(plan, history // len(plans))
                print(f"  {plan['tenant'][:8]}: {history // len(plans):,} events stored", flush=True)
    finally:
        await bootstrap.close(services)
    if history:
        print("  putting the tables in order, as one does after a bulk load", flush=True)
        with bootstrap.database(server.settings()) as urls, psycopg.connect(urls.owner, autocommit=True) as conn:
            conn.execute("VACUUM (ANALYZE)")
    path = folder / f"{name}.json"
    path.write_text(json.dumps(plans), encoding="utf-8")
    return path


def fire(plan: Path, server: Server, rate: float, seconds: float, warm_up: float) -> dict[str, Any]:
    """Run the load generator in its own process and return what it found."""
    command = [
        sys.executable, "-m", "bench.load", str(plan), f"{server.url}/api/v1/events",
        "--rate", str(rate), "--seconds", str(seconds), "--warm-up", str(warm_up),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, timeout=seconds + 120)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(f"  {rate:>5.0f}/s  p50 {found['p50']}  p95 {found['p95']}  p99 {found['p99']} ms  {found['answers']}")
    return found


_PACK = ROOT.parent / "shared" / "data" / "oatutor-content.tar.xz"


def bring_library(server: Server, plan: Path, pack: Path) -> str:
    """Import the OATutor package into the running system and have every course of it loaded; return a note."""
    if not pack.exists():
        return "without the OATutor package, which is not there"
    command = [sys.executable, "-m", "learnapp.cli", "import", "oatutor", str(pack)]
    environment = os.environ | {"DATA_DIR": str(server.folder), "PORT": str(server.port)}
    subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True, timeout=600)

    async def sections() -> list[tuple[str, str]]:
        services = await bootstrap.build(server.settings())
        try:
            return await population.library_sections(json.loads(plan.read_text())[0], 40)
        finally:
            await bootstrap.close(services)

    secret = json.loads(plan.read_text())[0]["secret"]
    loaded = 0
    for student, section in asyncio.run(sections()):
        event = {
            "event_id": str(uuid4()), "student_id": student, "verb": "session_started",
            "occurred_at": datetime.now(UTC).isoformat(), "context": {"section_id": section},
        }  # fmt: skip
        headers = {"Authorization": f"Bearer {secret}"}
        answer = httpx.post(f"{server.url}/api/v1/events", json=event, headers=headers, timeout=60)
        loaded += answer.status_code == 200
    return f"OATutor package imported, {loaded} courses of the library loaded"


def _p95(what: str, found: dict[str, Any], floor: float, aim: float) -> Figure:
    repeated = found["answers"].get("200 by fallback", 0) / max(found["requests"], 1)
    note = f"p50 {found['p50']}, p99 {found['p99']} ms, {found['requests']} requests"
    if repeated:
        note += f", {100.0 * repeated:.1f} % of them repeated the recommendations that stood"
    return Figure(f"{what}: p95 at {found['rate']:.0f}/s", found["p95"], "ms", floor, aim, note=note)


def highest(plan: Path, server: Server, seconds: float, known: float) -> float:
    """Return the highest tried rate whose p95 stays at or below 350 ms."""
    best = known
    for rate in _STEPS if known >= 200 else (125, 150, 175):
        found = fire(plan, server, rate, seconds, 3.0)
        if found["p95"] is None or found["p95"] > 350:
            break
        best = rate
    return best


async def _loading(server: Server, plan: Path, items: int = 3_000, runs: int = 5) -> Figure:
    """Return how long it takes until a large course is there for the first who studies it, from the database."""
    services = await bootstrap.build(server.settings())
    try:
        tenant = UUID(json.loads(plan.read_text())[0]["tenant"])
        course = await load_course(tenant, f"large-{uuid4().hex[:6]}", items=items)
        took = []
        for _ in range(runs):
            began = time.perf_counter()
            await CourseStore(services.db).get(tenant, course)
            took.append((time.perf_counter() - began) * 1000.0)
    finally:
        await bootstrap.close(services)
    return Figure(f"a course of {items:,} items, loaded from the database", statistics.median(took), "ms", 1500, 500,
                  runs=runs, spread=(min(took), max(took)))  # fmt: skip


def _words(runs: int = 200) -> Figure:
    """Return what looking for personal data and danger in a long text takes: the guardrail's own budget for words."""
    text = ("Maria, mail joe@school.org or call 212-555-0143. Solve 3/4 + 1/2, x=12. Will mark it. " * 6)[:500]
    known = ["María López", "Will Turner", "Mark Stone", "Jun Park"]
    pii.warm_up()
    took = []
    for _ in range(runs):
        began = time.process_time()
        pii.find(text, known)
        safety.check(text)
        took.append((time.process_time() - began) * 1000.0)
    return Figure("500 characters of free text, personal data and danger looked for, p95",
                  statistics.quantiles(took, n=20)[18], "ms", 15, runs=runs,
                  note=f"processor time; p50 {statistics.median(took):.1f} ms")  # fmt: skip


def measure(options: argparse.Namespace, folder: Path) -> list[Figure]:
    """Start the system, fill it, fire at it."""
    server = Server(folder / "data")
    figures: list[Figure] = []
    seconds: float = options.seconds
    try:
        print("· preparing (database, demo, front end)")
        server.start()
        server.stop()
        ready = server.start()
        figures.append(Figure("start on a prepared machine, to the first page", ready, "s", 20, 6))
        print(f"· first page after {ready:.1f} s; making 1,000 students and 600 items")
        plan = asyncio.run(_fill(server, folder, "small", institutions=1, students=1_000, items=600))
        server.settle()
        at100 = fire(plan, server, 100, seconds, 10.0)
        at200 = fire(plan, server, 200, seconds, 5.0)
        figures += [_p95("POST /api/v1/events", at100, 40, 15), _p95("POST /api/v1/events", at200, 40, 15)]
        known = 200.0 if at200["p95"] is not None and at200["p95"] <= 350 else 100.0
        top = highest(plan, server, min(15.0, seconds), known)
        figures.append(Figure("highest rate with p95 ≤ 350 ms", top, "/s", 200, 450, higher_is_better=True))
        if options.large:
            print("· making 10 institutions, 20,000 students, 20,000 items and 2 million events")
            size = {"institutions": 10, "students": 2_000, "items": 2_000}
            plan = asyncio.run(_fill(server, folder, "large", history=options.history, **size))
            server.settle(patience=180.0)
            for rate in (100, 200):
                figures.append(
                    _p95("20,000 students, 2 million events", fire(plan, server, rate, seconds, 20.0), 40, 15)
                )
        note = bring_library(server, plan, options.pack) if options.large else "one institution"
        figures.append(
            Figure("memory of app and worker (PSS) after the runs", server.memory(), "MiB", 900, 600, note=note)
        )
        figures += [asyncio.run(_loading(server, plan)), _words()]
    finally:
        server.stop()
    return figures


def main() -> None:
    """Measure, print the table, write the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=60.0, help="Measured seconds for each rate.")
    options.add_argument("--large", action="store_true", help="Also with 10 institutions and 2 million events.")
    options.add_argument("--history", type=int, default=2_000_000, help="Stored events of the large run.")
    options.add_argument("--pack", type=Path, default=_PACK, help="The OATutor package, for the figure of memory.")
    chosen = options.parse_args()
    with short_folder() as folder:
        figures = measure(chosen, folder)
    print(publish("loop", "The learning loop", figures))


if __name__ == "__main__":
    main()
