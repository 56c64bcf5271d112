"""Imports of OneRoster packages: looked at first, then done in the worker; they stop, go on, and keep their report."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, LearnAppError, NotFoundError
from learnapp.core.i18n import translate
from learnapp.core.paging import Page, bounded
from learnapp.core.table_words import heads
from learnapp.security.access import Actor
from learnapp.security.spreadsheet import write_csv
from learnapp.services import current, import_places, trail
from learnapp.services.content_jobs import upload_place
from learnapp.services.oneroster_report import RosterReport
from learnapp.storage import outbox
from learnapp.storage.repositories import queued
from learnapp.storage.repositories import roster_import as log
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.roster_import import RosterImportRow

__all__ = [
    "LIVE", "ManyEndsError", "RosterImportRow", "find", "list_imports", "many_end", "new_id", "report_csv", "run",
    "start_upload", "stop",
]  # fmt: skip
LIVE = frozenset({"waiting", "reading", "queued", "running", "stopping"})
MOST_MB = 100
"""Of a package that is sent here."""
MANY_ENDS = 20
"""So many that end, or a fifth of what there is, and somebody has to say that it is meant."""
_SAFE_NAME = re.compile(r"[^\w .()+-]")


class ManyEndsError(InvalidInputError):
    """The package would end much of what there is, and nobody has said that this is meant."""

    code = "roster_many_ends"


async def start_upload(
    actor: Actor, upload_id: UUID, name: str, *, attest: bool = False, course: tuple[UUID, UUID] | None = None
) -> UUID:
    """Let the worker look at a package that lies at `content_jobs.upload_place`; returns the import's id.

    Args:
        actor: An admin.
        upload_id: Of the file.
        name: What it was called where it came from.
        attest: The institution states that it holds the consents it needs.
        course: (tenant, course) that new classes study.

    Raises:
        ConflictError: Another import of the institution waits or runs.
        ForbiddenError: The actor may not.
        NotFoundError: The file has not arrived, or there is no such course.
    """
    await trail.authorise(actor, "write", "roster")
    if attest:
        await trail.authorise(actor, "give", "consent")
    services, tenant = current(), actor.tenant_id
    place = upload_place(tenant, upload_id)
    if not place.is_file():
        raise NotFoundError("The file has not arrived. Choose it again.")
    wanted: dict[str, str] = {}
    if course is not None:
        async with services.db.transaction(tenant) as tx:
            if await section_rows.course_version(tx.session, *course) is None:
                raise NotFoundError("There is no published version of this course here. Choose a course from the list.")
        wanted = {"tenant": str(course[0]), "course": str(course[1])}
    shown = _SAFE_NAME.sub("_", name.strip())[:120] or "roster.zip"
    await asyncio.to_thread(services.media.carry, tenant, upload_id, place)
    try:
        async with services.db.raw(tenant) as conn:
            await _only_one(conn, tenant)
            await log.begin(
                conn, tenant, upload_id, shown, attest=attest, course=wanted, requested_by=actor.person_id,
                now=services.clock.now(),
            )  # fmt: skip
            await outbox.enqueue(conn, "roster_import", tenant, queue="imports", import_id=upload_id)
    except LearnAppError:
        await asyncio.to_thread(import_places.forget, tenant, f"upload:{upload_id}")
        raise
    await trail.audit(actor, "roster_import.preview", "roster_import", object_id=upload_id)
    return upload_id


async def _only_one(conn: log.Conn, tenant: UUID) -> None:
    if await queued.with_job(conn, tenant, "roster_import", "import_id"):
        raise ConflictError("Another import is running. Wait until it is done, or stop it.")


async def run(actor: Actor, import_id: UUID, *, ends_meant: bool = False, adopt: bool = False) -> None:
    """Do what was looked at, or go on with what was stopped.

    Args:
        actor: An admin.
        import_id: Of what was looked at.
        ends_meant: That much ends is meant.
        adopt: New classes go on in those of the same title that were made by hand, instead of standing beside them;
            what was said first holds where a stopped import goes on.

    Raises:
        ConflictError: Another import of the institution waits or runs.
        ForbiddenError: The actor may not.
        ManyEndsError: Much would end, and `ends_meant` is False.
        NotFoundError: No such import that is ready or was stopped, or its file is gone.
    """
    await trail.authorise(actor, "write", "roster")
    row = await find(actor, import_id)
    if row.status in LIVE:
        raise ConflictError("This import runs already. Wait until it is done, or stop it.")
    if row.status not in ("ready", "stopped", "interrupted"):
        raise NotFoundError("This import cannot go on. Choose the file again.")
    if not await asyncio.to_thread(import_places.waits, actor.tenant_id, f"upload:{import_id}"):
        raise NotFoundError("The file is gone. Choose it again: what is here already is found again.")
    if many_end(row) and not ends_meant:
        raise ManyEndsError("Much of what is here would end. Look at the figures, and tick that it is meant.")
    async with current().db.raw(actor.tenant_id) as conn:
        await _only_one(conn, actor.tenant_id)
        looked = bool(row.preview)
        if row.status == "ready":
            await log.set_adopt(conn, actor.tenant_id, import_id, adopt=adopt)
        await log.change_status(
            conn, actor.tenant_id, import_id, ("ready", "stopped", *LIVE), "queued" if looked else "waiting"
        )
        await outbox.enqueue(conn, "roster_import", actor.tenant_id, queue="imports", import_id=import_id)
    await trail.audit(actor, "roster_import.import", "roster_import", object_id=import_id)


def many_end(row: RosterImportRow) -> bool:
    """Return whether a package that was looked at would end much of what is here."""
    counts = row.preview.get("counts", {})
    here = row.preview.get("here", {})
    return any(
        counts.get(kind, {}).get("ended", 0) > max(MANY_ENDS, int(here.get(kind, 0)) // 5)
        for kind in ("users", "classes")
    ) or counts.get("enrollments", {}).get("ended", 0) > max(5 * MANY_ENDS, int(here.get("enrollments", 0)) // 2)


async def stop(actor: Actor, import_id: UUID) -> None:
    """Ask an import to stop after its present batch; what it has done stays.

    Raises:
        ForbiddenError: The actor may not.
        NotFoundError: It does not run any more.
    """
    await trail.authorise(actor, "write", "roster")
    async with current().db.raw(actor.tenant_id) as conn:
        jobs = await queued.with_job(conn, actor.tenant_id, "roster_import", "import_id")
        new = "stopping" if import_id in jobs else "stopped"
        found = await log.change_status(conn, actor.tenant_id, import_id, tuple(LIVE), new)
    if not found:
        raise NotFoundError("This import does not run any more. Reload the page.")
    await trail.audit(actor, "roster_import.stop", "roster_import", object_id=import_id)


async def find(actor: Actor, import_id: UUID) -> RosterImportRow:
    """Return one import.

    Raises:
        ForbiddenError: The actor may not.
        NotFoundError: No such import here.
    """
    await trail.authorise(actor, "write", "roster")
    async with current().db.raw(actor.tenant_id) as conn:
        row = await log.find_import(conn, actor.tenant_id, import_id)
        jobs = await queued.with_job(conn, actor.tenant_id, "roster_import", "import_id")
    if row is None:
        raise NotFoundError("There is no such import. Go back to the list.")
    return _as_it_stands(row, jobs)


def _as_it_stands(row: RosterImportRow, jobs: set[UUID]) -> RosterImportRow:
    """An import whose job is gone was interrupted: it can go on."""
    return replace(row, status="interrupted") if row.status in LIVE and row.import_id not in jobs else row


async def list_imports(actor: Actor, *, offset: int = 0, size: int = 10) -> Page[RosterImportRow]:
    """Return the institution's imports, newest first.

    Raises:
        ForbiddenError: The actor may not.
    """
    await trail.authorise(actor, "write", "roster")
    offset, size = bounded(offset, size)
    async with current().db.raw(actor.tenant_id) as conn:
        found, total = await log.list_imports(conn, actor.tenant_id, offset, size)
        jobs = await queued.with_job(conn, actor.tenant_id, "roster_import", "import_id")
    return Page([_as_it_stands(row, jobs) for row in found], total, offset, size)


async def report_csv(actor: Actor, import_id: UUID, locale: str = "en") -> str:
    """Return the lines that an import cannot use, with why and what to do, as CSV.

    Raises:
        ForbiddenError: The actor may not.
        NotFoundError: No such import here.
    """
    row = await find(actor, import_id)
    await trail.audit(actor, "roster_import.export", "roster_import", object_id=import_id)
    report = RosterReport.of(row.report if row.report.get("counts") else row.preview)
    return write_csv(
        heads(locale, "file", "line", "code", "what to do"),
        [(f"{file}.csv", line, code, translate(locale, f"oneroster-why-{code}")) for file, line, code in report.lines],
    )


def new_id() -> UUID:
    """Return an id for a file that is being received."""
    return uuid7()
