"""One way in for content of every format: in batches, resumable, idempotent, with a report that leaves nothing out."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, LearnAppError, TooLargeError
from learnapp.integrations.content_packages.large import FileData, OnDisk
from learnapp.integrations.content_packages.package import PackCourse, PackItem, PackKC, PackReport
from learnapp.integrations.content_packages.reasons import HELD_BACK, REFUSED, explain
from learnapp.integrations.content_packages.refused import BrokenCourseError
from learnapp.security.access import Actor
from learnapp.services import current, import_judging, notices, retrieval_index, trail
from learnapp.storage.repositories import content as rows
from learnapp.storage.repositories import content_frames as frames
from learnapp.storage.repositories import content_imports as log
from learnapp.storage.repositories import import_reviews
from learnapp.storage.repositories.content import Known

Progress = Callable[[int, int], None]
"""Called as `progress(done, total)` after each batch."""
Stream = Callable[[int, PackReport], Iterator[tuple[str, list[PackItem] | None]]]
"""`stream(skip, report)` yields (source_ref, its content rows); None for the first `skip`, which are stored already."""


class StoppedError(ConflictError):
    """Somebody has asked this import to stop; what was stored stays, and it can go on later."""

    code = "import_stopped"


def new_id() -> UUID:
    """Return an id for a new import."""
    return uuid7()


@asynccontextmanager
async def alone(tenant: UUID) -> AsyncIterator[None]:
    """Hold an institution's only place for an import, also against other processes.

    Raises:
        ConflictError: Another import runs; two would count each other's rows.
    """
    async with current().db.exclusive("content_import", tenant) as mine:
        if not mine:
            raise ConflictError("Another import is running. Wait until it is done, then try again.")
        yield


async def note(actor: Actor, report: ImportReport) -> None:
    """Write a finished import into the audit trail."""
    detail = {"added": report.added, "changed": report.changed, "retired": report.retired}
    await trail.audit(actor, "content.import", "content_import", object_id=UUID(report.import_id), detail=detail)


@dataclass(frozen=True, slots=True)
class Source:
    """A package that is ready to be read.

    Attributes:
        fingerprint: Tells one state of the source from another; an interrupted import goes on only with the same.
        total: How many things `stream` yields.
        report: What reading the frame has counted so far.
        judged: Whether the evaluator's tools look at it; False for what ships with the app, which people have looked
            at, and for made-up courses of benchmarks.
    """

    kind: str
    name: str
    fingerprint: str
    courses: Sequence[PackCourse]
    kcs: Sequence[PackKC]
    total: int
    report: PackReport
    stream: Stream
    judged: bool = True


@dataclass(slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        found: Things met in the source, by kind; also those that were held back.
        notes: What could not be read or was held back: reason code -> times.
        examples: Reason code -> the first places.
        added, changed, unchanged, retired: Content rows.
        courses: Course title -> version published now.
        seconds: Time of this run.
    """

    import_id: str
    source: str
    total: int
    found: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    retired: int = 0
    courses: dict[str, int] = field(default_factory=dict)
    new_versions: int = 0
    resumed_at: int = 0
    seconds: float = 0.0

    def lines(self) -> list[str]:
        """Return the report as lines for a terminal."""
        out = [f"{self.source}: {self.total} problems read in {self.seconds:.1f} s"]
        out += [f"  found      {count:>8,}  {name.replace('_', ' ')}" for name, count in sorted(self.found.items())]
        for name in ("added", "changed", "unchanged", "retired"):
            out.append(f"  {name:<10} {getattr(self, name):>8,}  content rows")
        for title in ("held back for review", "left out", "noted"):
            for reason, times in sorted(self.notes.items(), key=lambda part: -part[1]):
                if title == _group(reason):
                    places = ", ".join(self.examples.get(reason, [])[:2])
                    out.append(f"  {title}: {times:>6,} × {explain(reason)} (for example {places})")
        return out


def _group(reason: str) -> str:
    return "held back for review" if reason in HELD_BACK else "left out" if reason.startswith(REFUSED) else "noted"


async def run(
    source: Source, tenant: UUID, *, progress: Progress | None, requested_by: UUID | None, batch: int
) -> ImportReport:
    """Import a source into a tenant; the same source again writes nothing.

    Each batch commits its rows together with the place to go on from. The new rows become visible at the end, when
    each course is published as a version. Going on after an interruption gives the same end as an undisturbed run.

    Raises:
        StoppedError: Somebody asked it to stop.
        BrokenCourseError: A topic's name is taken by another course of the institution.
    """
    services = current()
    started = time.monotonic()
    found = await _begin(source, tenant, requested_by)
    report = ImportReport(str(found.import_id), source.name, source.total)
    counted = source.report
    skip = int(found.cursor.get("problems", 0))
    if skip:
        counted = PackReport.from_dict(found.cursor["counted"])
        report.resumed_at = skip
        for name in ("added", "changed", "unchanged"):
            setattr(report, name, int(found.cursor[name]))
    try:
        known, now = await _frame(source, tenant, services.clock.now(), None if skip else counted)
        stream, done, seen = source.stream(skip, counted), 0, set[str]()
        while True:
            part = await asyncio.to_thread(_next_batch, stream, batch, known, tenant, now)
            if not part.refs:
                break
            seen |= part.refs
            done += part.count
            if done > skip:
                for name, data in part.files:
                    kept = data.path if isinstance(data, OnDisk) else data
                    await asyncio.to_thread(services.media.keep, tenant, name, kept)
                report.added += part.added
                report.changed += part.changed
                report.unchanged += part.unchanged
                for ref in part.written_here:
                    counted.note("written-here", ref)
                place = _cursor(source, done, report, counted, found)
                async with services.db.raw(tenant, pipelined=False) as conn:
                    if part.rows:
                        await rows.add_items(conn, part.rows)
                    status = await log.save(
                        conn, tenant, found.import_id, status="running", done=done, total=source.total,
                        report={}, cursor=place,
                    )  # fmt: skip
                if status == "stopping":
                    raise StoppedError("The import was stopped. It can go on later.")
            if progress is not None:
                progress(done, source.total)
        if source.judged:
            await _judge(source, tenant, report, counted, found)
        await _finish(source, tenant, report, counted, known, seen, now, found, started)
    except UniqueViolation as error:
        await _stopped(tenant, found.import_id, "failed")
        raise BrokenCourseError(
            "Another course of your institution uses one of its topics. Rename the slug."
        ) from error
    except BaseException as error:
        refused = isinstance(error, InvalidInputError | TooLargeError)
        stopped = isinstance(error, StoppedError)
        await _stopped(tenant, found.import_id, "failed" if refused else "stopped" if stopped else "interrupted")
        raise
    return report


def _cursor(
    source: Source, done: int, report: ImportReport, counted: PackReport, found: log.ImportRow
) -> dict[str, Any]:
    """Return the place to go on from."""
    return {
        "fingerprint": source.fingerprint, "problems": done, "counted": counted.as_dict(), "added": report.added,
        "changed": report.changed, "unchanged": report.unchanged, "package": found.cursor.get("package", ""),
    }  # fmt: skip


async def _judge(
    source: Source, tenant: UUID, report: ImportReport, counted: PackReport, found: log.ImportRow
) -> None:  # fmt: skip
    """Let the evaluator's tools look at what is new, before it is published."""
    place = _cursor(source, source.total, report, counted, found)

    async def pause() -> None:
        async with current().db.raw(tenant) as conn:
            status = await log.save(
                conn, tenant, found.import_id, status="running", done=source.total, total=source.total,
                report={}, cursor=place,
            )  # fmt: skip
        if status == "stopping":
            raise StoppedError("The import was stopped. It can go on later.")

    unordered: dict[str, list[str]] = {}
    for course in source.courses:
        mark = _frame_mark(source, course)
        about = await import_judging.judge(tenant, found.import_id, source.kind, course, mark, pause)
        for code, places in about.items():
            unordered.setdefault(code, []).extend(places)
    await import_judging.noted(tenant, found.import_id, source.courses, counted, unordered)


async def _begin(source: Source, tenant: UUID, requested_by: UUID | None) -> log.ImportRow:
    services = current()
    async with services.db.raw(tenant) as conn:
        found = await log.unfinished(conn, tenant, source.kind, source.fingerprint)
        if found is None:
            now, import_id = services.clock.now(), new_id()
            await log.begin(conn, tenant, import_id, source.kind, source.name, now, requested_by)
            found = log.ImportRow(
                import_id, source.kind, source.name, "running", now, None, 0, source.total, {}, {}, requested_by
            )
        else:
            await log.begin_again(conn, tenant, found.import_id, source.total)
    return found


async def _frame(
    source: Source, tenant: UUID, now: datetime, counted: PackReport | None
) -> tuple[dict[tuple[UUID, str], Known], datetime]:
    """Write courses, lessons and KCs; return the items that are known and the time that new rows bear."""
    ids = [course.course_id for course in source.courses]
    async with current().db.raw(tenant, pipelined=False) as conn:
        kept, titles = await frames.lessons_here(conn, tenant, ids)
        await frames.save_frame(
            conn,
            tenant,
            courses=[asdict(course) | {"created_at": now} for course in source.courses],
            lessons=[
                asdict(lesson)
                | {"course_id": course.course_id, "objectives": {"texts": list(lesson.objectives)}}
                | {"kc_ids": list(lesson.kc_ids)}
                for course in source.courses
                for lesson in course.lessons
            ],
            kcs=[asdict(kc) for kc in source.kcs],
            prerequisites=[(course.course_id, *pair) for course in source.courses for pair in course.prerequisites],
            kept=kept,
        )  # fmt: skip
        known = await rows.known_items(conn, tenant, ids)
        here = await log.written_here(conn, tenant, ids)
        published = await rows.last_published(conn, tenant, ids)
    for lesson in (one for course in source.courses for one in course.lessons):
        if counted is not None and lesson.title not in titles.get(lesson.lesson_id, (lesson.title,)):
            counted.note("written-here", lesson.title)
    known = {key: one._replace(before=here.get((one.content_id, one.checksum))) for key, one in known.items()}
    # A row belongs to a version when it is not younger than it, so new rows must be younger than every old version.
    return known, now if published is None else max(now, published + timedelta(microseconds=1))


@dataclass(slots=True)
class _Batch:
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    refs: set[str] = field(default_factory=set)
    files: list[tuple[str, FileData]] = field(default_factory=list)
    written_here: list[str] = field(default_factory=list)
    count: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0


def _next_batch(
    stream: Iterator[tuple[str, list[PackItem] | None]],
    size: int,
    known: dict[tuple[UUID, str], Known],
    tenant: UUID,
    now: datetime,
) -> _Batch:
    batch = _Batch()
    for ref, items in itertools.islice(stream, size):
        batch.refs.add(ref)
        batch.count += 1
        for item in items or ():
            # Before the checksum is asked: a file that was lost comes back with the next import.
            batch.files += item.files
            checksum = item.checksum()
            old = known.get((item.course_id, item.source_ref))
            if old is not None and (old.checksum == checksum or old.before is not None):
                # What somebody here has written over an item stays, whatever its source says of it now.
                batch.unchanged += 1
                if old.checksum != checksum and checksum not in (old.before or ()):
                    batch.written_here.append(item.source_ref)
                continue
            batch.added += old is None
            batch.changed += old is not None
            version = 1 if old is None else old.version + 1
            known[(item.course_id, item.source_ref)] = Known(item.content_id, version, checksum, item.status)
            batch.rows.append(
                (
                    tenant, item.content_id, version, item.course_id, item.lesson_id, item.kind, item.title, item.body,
                    item.body_public, item.answer_key, list(item.kc_ids), item.position, item.minutes,
                    item.discrimination, item.difficulty, item.quality, item.min_age, item.language, item.license,
                    item.attribution, item.source, item.source_ref, checksum, item.status, now,
                )
            )  # fmt: skip
    return batch


async def _finish(
    source: Source,
    tenant: UUID,
    report: ImportReport,
    counted: PackReport,
    known: dict[tuple[UUID, str], Known],
    seen: set[str],
    now: datetime,
    started_as: log.ImportRow,
    started: float,
) -> None:
    """Retire what the source has no longer, publish the courses and write the report, all in one transaction."""
    services = current()
    # What content providers have added to the course is theirs to withdraw, and what was written here stays.
    gone = [
        item.content_id
        for (_, ref), item in known.items()
        if ref not in seen and not ref.startswith("provider/") and item.before is None
    ]
    # Published when the last row is in, so that a reader of the version before never sees half of the new one.
    published_at = max(services.clock.now(), now)
    async with services.db.raw(tenant, pipelined=False) as conn:
        if gone:
            # What a person has taken out has kept its checksum, and stays out when the source still has it.
            report.retired = await rows.set_status(conn, tenant, gone, "retired", now, checksum=rows.NOWHERE)
        await import_reviews.forget(conn, tenant, gone)
        await frames.drop_lessons(conn, tenant, [course.course_id for course in source.courses])
        for course in source.courses:
            frame = _frame_mark(source, course)
            version, new = await rows.publish(conn, tenant, course.course_id, frame, published_at)
            report.courses[course.title] = version
            report.new_versions += new
            if new:
                await retrieval_index.ask_for(conn, tenant, course.course_id)
        report.found, report.notes = dict(counted.found), dict(counted.notes)
        report.examples = counted.examples
        report.seconds = round(time.monotonic() - started, 1)
        await log.save(
            conn, tenant, started_as.import_id, status="done", done=source.total, total=source.total,
            report=asdict(report), cursor={}, finished_at=services.clock.now(),
        )  # fmt: skip
        await notices.tell_requester(
            conn, tenant, started_as.requested_by, "import", started_as.import_id, "done", started_as.source_name
        )


def _frame_mark(source: Source, course: PackCourse) -> str:
    """Return what tells one state of a course's lessons and topics from another."""
    return hashlib.sha256(repr((course, _kcs_of(source, course))).encode()).hexdigest()


def _kcs_of(source: Source, course: PackCourse) -> list[PackKC]:
    wanted = {kc for lesson in course.lessons for kc in lesson.kc_ids}
    return [kc for kc in source.kcs if kc.kc_id in wanted]


async def _stopped(tenant: UUID, import_id: UUID, status: str) -> None:
    """Write down that an import stopped; with the database away its row stays "running", which resumes as well."""
    try:
        async with current().db.raw(tenant) as conn:
            await log.set_import_status(conn, tenant, import_id, status)
    except LearnAppError:
        return
