"""`python -m bench.search`: how long does a search over the whole library take?

Words of the courses themselves, typed one to three together, by somebody who teaches (everything) and by a student.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import psycopg
from uuid_utils.compat import uuid7

from bench import population
from bench.report import Figure, publish
from bench.server import short_folder
from learnapp import bootstrap
from learnapp.core.config import Settings
from learnapp.integrations.content_packages.course_files import DEMO_COURSE, HISTORY_COURSE, CoursePack, read_course
from learnapp.integrations.content_packages.package import PackItem, PackReport, content_uuid
from learnapp.security.access import Actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import content_import, current, onboarding, search
from learnapp.services.content_import import Source
from learnapp.storage.embedded import EmbeddedPostgres
from learnapp.storage.migrate import upgrade

TARGET_MS = 100.0
_AT_ONCE = 8
_WORD = re.compile(r"[A-Za-z]{2,}")


def _copy(pack: CoursePack, number: int) -> CoursePack:
    """Return a course under other ids and names, word for word the same."""
    mark = f"copy-{number}"

    def other(one: UUID) -> UUID:
        return content_uuid(mark, str(one))

    course = pack.course
    lessons = tuple(
        replace(lesson, lesson_id=other(lesson.lesson_id), kc_ids=tuple(other(kc) for kc in lesson.kc_ids))
        for lesson in course.lessons
    )
    return CoursePack(
        replace(
            course, course_id=other(course.course_id), slug=f"{course.slug}-{mark}", lessons=lessons,
            prerequisites=tuple((other(kc), other(need)) for kc, need in course.prerequisites),
        ),
        tuple(replace(kc, kc_id=other(kc.kc_id), slug=f"{kc.slug}-{mark}") for kc in pack.kcs),
        tuple(
            replace(
                item, content_id=other(item.content_id), course_id=other(item.course_id),
                lesson_id=other(item.lesson_id), kc_ids=tuple(other(kc) for kc in item.kc_ids), files=(),
            )
            for item in pack.items
        ),
    )  # fmt: skip


async def _load(pack: CoursePack) -> None:
    def stream(skip: int, _counted: PackReport) -> Iterator[tuple[str, list[PackItem] | None]]:
        for number, item in enumerate(pack.items):
            yield item.source_ref, None if number < skip else [item]

    slug = pack.course.slug
    source = Source(
        "course", slug, slug, [pack.course], list(pack.kcs), len(pack.items), PackReport(), stream, judged=False
    )
    await content_import.run(source, LIBRARY_TENANT, progress=None, requested_by=None, batch=500)


async def fill(rows: int) -> tuple[list[CoursePack], int]:
    """Copy the demo's courses until the library has this many content rows; return the courses and the rows."""
    packs = [read_course(folder) for folder in (DEMO_COURSE, HISTORY_COURSE)]
    made = copies = 0
    while made < rows:
        for pack in packs:
            await _load(_copy(pack, copies))
            made += len(pack.items)
        copies += 1
    return packs, made


def searches(packs: Sequence[CoursePack], count: int) -> list[str]:
    """Return what people might type: one to three words as they stand in a title, a text or a task."""
    texts = [
        text
        for pack in packs
        for item in pack.items
        for text in (item.title, item.body, *(step["prompt"] for step in item.body_public.get("steps", ())))
    ]
    words = [found for text in texts if (found := _WORD.findall(text))]
    draw = random.Random(20)
    typed: list[str] = []
    while len(typed) < count:
        line, length = draw.choice(words), draw.choice((1, 1, 2, 2, 3))
        first = draw.randrange(len(line))
        typed.append(" ".join(line[first : first + length]))
    return typed


async def _people() -> tuple[Actor, Actor]:
    """Return an instructor of a new institution, and a student there who studies one course of the library."""
    services = current()
    tenant = await onboarding.create_institution(slug="bench-search", name="Search", kind="university")
    async with services.db.raw(LIBRARY_TENANT) as conn:
        course = await (await conn.execute("SELECT course_id FROM course ORDER BY slug LIMIT 1")).fetchone()
    if course is None:
        raise RuntimeError("the library is empty")
    version = (LIBRARY_TENANT, course[0], 1)
    ((section, student),) = await population.students_of(tenant, "bench-search", 0, 1, version, 1)
    instructor = Actor(tenant, uuid7(), roles=frozenset({"instructor"}))
    return instructor, Actor(tenant, student, roles=frozenset({"student"}), sections=frozenset({section}))


async def _timed(actor: Actor, typed: Sequence[str], at_once: int) -> tuple[list[float], int, int]:
    """Search and return milliseconds each, how many found something, and results in all."""
    took: list[float] = []
    found = results = 0
    waiting = iter(typed)

    async def work() -> None:
        nonlocal found, results
        for text in waiting:
            began = time.perf_counter()
            view = await search.search(actor, text)
            took.append((time.perf_counter() - began) * 1000)
            found += view.total > 0
            results += view.total

    await asyncio.gather(*(work() for _ in range(at_once)))
    return took, found, results


def _figures(who: str, how: str, took: list[float], found: int, results: int) -> list[Figure]:
    cut = statistics.quantiles(took, n=100)
    note = f"{found} found something, {results / len(took):.0f} results each"
    print(f"  {who}, {how}: p50 {cut[49]:.1f}  p95 {cut[94]:.1f}  p99 {cut[98]:.1f} ms; target {TARGET_MS:.0f}; {note}")
    return [
        Figure(f"search of {who}, {how}: p50", cut[49], "ms", runs=len(took), note=note),
        Figure(f"search of {who}, {how}: p95", cut[94], "ms", TARGET_MS, TARGET_MS, runs=len(took),
               spread=(round(min(took), 1), round(max(took), 1))),
        Figure(f"search of {who}, {how}: p99", cut[98], "ms", runs=len(took)),
    ]  # fmt: skip


async def measure(folder: Path, rows: int, count: int) -> list[Figure]:
    """Start a fresh database, fill it, search in it."""
    server = EmbeddedPostgres(folder)
    urls = server.start()
    try:
        upgrade(urls.owner)
        settings = Settings(_env_file=None, data_dir=folder, database_url=urls.app)
        services = await bootstrap.build(settings)
        try:
            print(f"· filling the library with at least {rows:,} content rows")
            packs, made = await fill(rows)
            instructor, student = await _people()
            # As after a night's upkeep.
            with psycopg.connect(urls.superuser, autocommit=True, dbname="learnapp") as conn:
                conn.execute("VACUUM ANALYZE")
            typed = searches(packs, count)
            figures = [Figure("content rows of the library", made, "", 10_000, 10_000, higher_is_better=True)]
            await _timed(instructor, typed[:50], 1)
            for who, actor in (("the whole library", instructor), ("a student's course", student)):
                for how, at_once in (("one by one", 1), (f"{_AT_ONCE} at a time", _AT_ONCE)):
                    figures += _figures(who, how, *await _timed(actor, typed, at_once))
        finally:
            await bootstrap.close(services)
    finally:
        server.stop()
    return figures


def main() -> None:
    """Measure, print the table, write the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=10_000)
    options.add_argument("--searches", type=int, default=1_000)
    chosen = options.parse_args()
    with short_folder() as folder:
        figures = asyncio.run(measure(folder, chosen.rows, chosen.searches))
    print(publish("search", "Search", figures))


if __name__ == "__main__":
    main()
