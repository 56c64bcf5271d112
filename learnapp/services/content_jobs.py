"""Imports that an admin starts from the page: they run in the worker, show progress, stop, go on and report."""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from learnapp.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    LearnAppError,
    NotFoundError,
    TooLargeError,
)
from learnapp.core.i18n import translate
from learnapp.core.paging import Page, bounded
from learnapp.core.table_words import cell, heads
from learnapp.integrations.content_packages.package import PackReport
from learnapp.integrations.content_packages.reasons import HELD_BACK, REFUSED, explain
from learnapp.integrations.content_packages.reasons import noted as reasons_in
from learnapp.integrations.content_packages.refused import NotAPackageError
from learnapp.security.access import Actor
from learnapp.security.spreadsheet import write_csv
from learnapp.services import content_import, content_packages, current, import_places, notices, sessions, trail
from learnapp.services.import_places import upload_place
from learnapp.storage import outbox
from learnapp.storage.repositories import content_imports as log
from learnapp.storage.repositories import queued
from learnapp.storage.repositories.content_imports import ImportRow

__all__ = [
    "ImportRow",
    "NotAPackageError",
    "Note",
    "Package",
    "find_import",
    "imports_csv",
    "list_imports",
    "list_packages",
    "notes_of",
    "remove_old_uploads",
    "report_csv",
    "resume",
    "start_package",
    "start_upload",
    "stop",
    "upload_place",
    "work",
]

ENDS = frozenset(
    ".xz .gz .bz2 .tar .zip .tgz .txz .imscc .gift .xml .md .markdown .txt .html .htm .xhtml .docx .pdf .h5p".split()
)
"""Endings of what is shown of the data folder, in small letters."""
LIVE = frozenset({"waiting", "running", "stopping"})
KEEP_DAYS = 30
"""An upload whose import was stopped is kept this long, to go on with."""
_BATCH = 200
_MOST_PACKAGES = 100
_GROUPS = {(True, False): "import-held", (False, True): "import-refused", (False, False): "import-noted"}
_SAFE_NAME = re.compile(r"[^\w .()+-]")


@dataclass(frozen=True, slots=True)
class Package:
    """A package that the operator has put into the data folder; size in bytes, 0 for a folder."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that an import did not bring in, or noticed.

    Attributes:
        code: Reason code.
        text: The reason in a sentence.
        held: True: the items wait in the review state and are never shown.
        refused: True: it was left out altogether.
        times: How often.
        places: The first few places.
    """

    code: str
    text: str
    held: bool
    refused: bool
    times: int
    places: tuple[str, ...]


async def list_packages(actor: Actor) -> list[Package]:
    """Return the packages in the data folder, by name; at most 100.

    Raises:
        ForbiddenError: The actor may not import.
    """
    await trail.authorise(actor, "import", "content")
    return await asyncio.to_thread(_list_packages)


def _list_packages() -> list[Package]:
    folder = import_places.packages()
    if not folder.is_dir():
        return []
    with os.scandir(folder) as found:
        seen = [
            Package(entry.name, entry.stat(follow_symlinks=False).st_size if entry.is_file() else 0)
            for entry in found
            if not entry.is_symlink()
            and not entry.name.startswith(".")
            and (entry.is_dir() or Path(entry.name).suffix.lower() in ENDS)
        ]
    return sorted(seen, key=lambda package: package.name)[:_MOST_PACKAGES]


async def start_package(actor: Actor, name: str) -> UUID:
    """Begin to import a package of the data folder into the actor's institution; returns the import's id.

    Raises:
        ForbiddenError: The actor may not import.
        NotFoundError: No such package.
        ConflictError: Another import of the institution waits or runs.
        InvalidInputError: It is broken or no package.
    """
    await trail.authorise(actor, "import", "content")
    if name not in {package.name for package in await asyncio.to_thread(_list_packages)}:
        raise NotFoundError("There is no such package any more. Reload the page.")
    seen = await asyncio.to_thread(_looked_at, import_places.packages() / name)
    return await _start(actor, seen, name, f"packages:{name}", None)


async def start_upload(actor: Actor, upload_id: UUID, name: str) -> UUID:
    """Begin to import a file that lies at `upload_place`; returns the import's id.

    Raises:
        ForbiddenError: The actor may not import.
        NotFoundError: No such upload in the actor's institution.
        ConflictError: Another import of the institution waits or runs.
        InvalidInputError: It is broken or no package.
    """
    await trail.authorise(actor, "import", "content")
    place = upload_place(actor.tenant_id, upload_id)
    if not place.is_file():
        raise NotFoundError("The file has not arrived. Choose it again.")
    seen = await asyncio.to_thread(_looked_at, place)
    await asyncio.to_thread(current().media.carry, actor.tenant_id, upload_id, place)
    shown = _SAFE_NAME.sub("_", name.strip())[:120] or "package"
    try:
        return await _start(actor, seen, shown, f"upload:{upload_id}", upload_id)
    except LearnAppError:
        await asyncio.to_thread(import_places.forget, actor.tenant_id, f"upload:{upload_id}")
        raise


def _looked_at(place: Path) -> tuple[str, str]:
    return content_packages.kind_of(place), content_packages.fingerprint(place)


async def _start(actor: Actor, seen: tuple[str, str], name: str, package: str, new_id: UUID | None) -> UUID:
    services, tenant = current(), actor.tenant_id
    kind, mark = seen
    async with services.db.raw(tenant) as conn:
        await _only_one(conn, tenant)
        old = await log.unfinished(conn, tenant, kind, mark)
        if old is not None:
            import_id = old.import_id
            await log.queue_again(conn, tenant, import_id, package)
        else:
            import_id = new_id or content_import.new_id()
            await log.begin(
                conn, tenant, import_id, kind, name, services.clock.now(), actor.person_id, status="waiting",
                cursor={"fingerprint": mark, "package": package},
            )  # fmt: skip
        await outbox.enqueue(conn, "content_import", tenant, queue="imports", import_id=import_id)
    if old is not None and old.cursor.get("package", "") != package:
        await asyncio.to_thread(import_places.forget, tenant, old.cursor.get("package", ""))
    await trail.audit(actor, "content.import_start", "content_import", object_id=import_id, detail={"kind": kind})
    return import_id


async def _only_one(conn: log.Conn, tenant: UUID) -> None:
    if await queued.with_job(conn, tenant, "content_import", "import_id"):
        raise ConflictError("Another import is running. Wait until it is done, or stop it.")


async def stop(actor: Actor, import_id: UUID) -> None:
    """Ask an import to stop after its present batch; what it stored stays.

    Raises:
        ForbiddenError: The actor may not import.
        NotFoundError: No such import that waits or runs.
    """
    await trail.authorise(actor, "import", "content")
    async with current().db.raw(actor.tenant_id) as conn:
        found = await log.ask_to_stop(conn, actor.tenant_id, import_id)
    if not found:
        raise NotFoundError("This import does not run any more. Reload the page.")
    await trail.audit(actor, "content.import_stop", "content_import", object_id=import_id)


async def resume(actor: Actor, import_id: UUID) -> None:
    """Let a stopped or interrupted import go on where it was.

    Raises:
        ForbiddenError: The actor may not import.
        NotFoundError: No such import, or its package is gone.
        ConflictError: Another import of the institution waits or runs.
    """
    await trail.authorise(actor, "import", "content")
    tenant = actor.tenant_id
    async with current().db.raw(tenant) as conn:
        await _only_one(conn, tenant)
        row = await log.find(conn, tenant, import_id)
        if row is None or row.status in ("done", "failed"):
            raise NotFoundError("This import cannot go on. Start a new one.")
        package = str(row.cursor.get("package", ""))
        if not await asyncio.to_thread(import_places.waits, tenant, package):
            raise NotFoundError("The package is gone. Choose the file again: the import goes on where it was.")
        await log.queue_again(conn, tenant, import_id, package)
        await outbox.enqueue(conn, "content_import", tenant, queue="imports", import_id=import_id)
    await trail.audit(actor, "content.import_start", "content_import", object_id=import_id, detail={"kind": row.kind})


async def list_imports(actor: Actor, *, offset: int = 0, size: int = 20) -> Page[ImportRow]:
    """Return the institution's imports, newest first, with progress and reports.

    An import that was begun from the page but has no job any more is shown as interrupted.

    Raises:
        ForbiddenError: The actor may not import.
    """
    await trail.authorise(actor, "import", "content")
    offset, size = bounded(offset, size)
    async with current().db.raw(actor.tenant_id) as conn:
        found, total = await log.list_imports(conn, actor.tenant_id, offset, size)
        jobs = await queued.with_job(conn, actor.tenant_id, "content_import", "import_id")
    return Page([_as_it_stands(row, jobs) for row in found], total, offset, size)


def _as_it_stands(row: ImportRow, jobs: set[UUID]) -> ImportRow:
    queued = row.import_id in jobs
    if row.status in LIVE and row.cursor.get("package") and not queued:
        return replace(row, status="interrupted")
    return replace(row, status="waiting") if row.status == "interrupted" and queued else row


async def find_import(actor: Actor, import_id: UUID) -> ImportRow:
    """Return one import of the institution with its report.

    Raises:
        ForbiddenError: The actor may not import.
        NotFoundError: No such import here.
    """
    await trail.authorise(actor, "import", "content")
    async with current().db.raw(actor.tenant_id) as conn:
        row = await log.find(conn, actor.tenant_id, import_id)
        jobs = await queued.with_job(conn, actor.tenant_id, "content_import", "import_id")
    if row is None:
        raise NotFoundError("There is no such import. Go back to the list.")
    return _as_it_stands(row, jobs)


def notes_of(row: ImportRow, locale: str = "en") -> list[Note]:
    """Return what an import did not read and why: what is held back, what is left out, then the most frequent."""
    examples = row.report.get("examples", {})
    notes = [
        Note(
            code, explain(code, locale), code in HELD_BACK, code.startswith(REFUSED), int(times),
            tuple(str(p) for p in examples.get(code, ())),
        )
        for code, times in row.report.get("notes", {}).items()
    ]  # fmt: skip
    return sorted(notes, key=lambda note: (not note.held, not note.refused, -note.times, note.code))


async def report_csv(actor: Actor, import_id: UUID, locale: str = "en") -> str:
    """Return the report of an import as CSV, one line per place that it names.

    Raises:
        ForbiddenError: The actor may not import.
        NotFoundError: No such import here.
    """
    row = await find_import(actor, import_id)
    await trail.audit(actor, "content.export", "content_import", object_id=import_id)
    lines = [
        (note.code, note.text, translate(locale, _GROUPS[note.held, note.refused]), note.times, place)
        for note in notes_of(row, locale)
        for place in (note.places or ("",))
    ]
    return write_csv(heads(locale, "code", "reason", "group", "times", "place"), lines)


async def imports_csv(actor: Actor) -> str:
    """Return all imports of the institution as CSV.

    Raises:
        ForbiddenError: The actor may not import.
    """
    lines: list[tuple[object, ...]] = []
    while True:
        page = await list_imports(actor, offset=len(lines), size=200)
        for row in page.rows:
            counts = [row.report.get(name, "") for name in ("added", "changed", "unchanged", "retired")]
            end = row.finished_at.isoformat() if row.finished_at else ""
            start = row.started_at.isoformat()
            state = cell(actor.locale, row.status)
            lines.append((row.source_name, row.kind, state, row.done, row.total, start, end, *counts))
        if not page.has_next or not page.rows:
            break
    await trail.audit(actor, "content.export", "content_import", detail={"rows": len(lines)})
    names = "source kind status done total started finished added changed unchanged retired".split()
    return write_csv(heads(actor.locale, *names), lines)


# --- in the worker ---------------------------------------------------------------------------------------


async def work(tenant_id: UUID, import_id: UUID) -> None:
    """Do what `start_…` has asked for; called by the job.

    What cannot be read is written into the log and ends the job; anything else is raised, so that it is tried again.

    Raises:
        ConflictError: Another process imports into this institution now.
        UnavailableError: The database is away.
    """
    services = current()
    async with services.db.raw(tenant_id) as conn:
        row = await log.find(conn, tenant_id, import_id)
        if row is not None and row.status == "stopping":
            await log.set_import_status(conn, tenant_id, import_id, "stopped")
    if row is None or row.status in ("done", "failed", "stopped", "stopping"):
        return
    package, noted = str(row.cursor.get("package", "")), PackReport()
    try:
        async with content_import.alone(tenant_id):
            actor = await _who_asked(tenant_id, row)
            await asyncio.to_thread(import_places.at_hand, tenant_id, package)
            source = await asyncio.to_thread(
                content_packages.open_package, row.kind, import_places.place_of(tenant_id, package), row.source_name,
                noted,
            )  # fmt: skip
            found = await content_import.run(
                source, tenant_id, progress=None, requested_by=row.requested_by, batch=_BATCH
            )
            await content_import.note(actor, found)
    except content_import.StoppedError:
        return
    except (InvalidInputError, TooLargeError, NotFoundError, ForbiddenError) as error:
        await _fail(tenant_id, row, error, noted)
    await asyncio.to_thread(import_places.forget, tenant_id, package)


async def remove_old_uploads(days: int = KEEP_DAYS) -> int:
    """Remove uploads that nobody has gone on with: stopped imports, and what a crash left behind; return how many."""
    oldest = current().clock.now().timestamp() - days * 86_400
    return await asyncio.to_thread(_remove_older, current().settings.data_dir / "uploads", oldest)


def _remove_older(folder: Path, oldest: float) -> int:
    old = [file for file in folder.glob("*/*") if file.is_file() and file.stat().st_mtime < oldest]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


async def _who_asked(tenant_id: UUID, row: ImportRow) -> Actor:
    """Return the person who asked, with today's rights: they may have left since."""
    actor = await sessions.actor_for_person(tenant_id, row.requested_by) if row.requested_by else None
    if actor is None:
        raise ForbiddenError("Whoever asked for this import has no account here any more. Start it again.")
    await trail.authorise(actor, "import", "content", owner_tenant=tenant_id)
    return actor


async def _fail(tenant_id: UUID, row: ImportRow, error: LearnAppError, noted: PackReport) -> None:
    for reason, place in reasons_in(error.detail):
        noted.note(reason, place)
    async with current().db.raw(tenant_id) as conn:
        await log.set_failed(
            conn, tenant_id, row.import_id, error.code, error.message, noted.as_dict(), current().clock.now()
        )
        await notices.tell_requester(
            conn, tenant_id, row.requested_by, "import", row.import_id, "failed", row.source_name
        )
