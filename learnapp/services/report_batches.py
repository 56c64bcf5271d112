"""Reports of a whole class, made in the worker student by student: as one file to print, or one file for each."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.integrations.paper import Block, Document, Part
from learnapp.security.access import Actor
from learnapp.services import current, family_reports, people, privacy, report_facts, report_words, rounds, trail
from learnapp.services.family_reports import PaperFile
from learnapp.storage import outbox
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import queued
from learnapp.storage.repositories import report_batches as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.report_batches import BatchRow

KEPT = timedelta(days=7)
"""Long enough for a parents' evening; made again in a minute after that."""
_FIELD = "report-sheet"
_SILENT = timedelta(minutes=2)
_BESIDE = "Reports of this class are being made already. Wait for them, or stop them first."
PAGE = 5


@dataclass(frozen=True)
class BatchView:
    """One batch; `status` is waiting, running, interrupted, stopped or done.

    Attributes:
        language: en, es or "" for each family's own.
        percent: Of the students whose report is made.
        until: When it goes.
    """

    id: str = ""
    first: str = ""
    last: str = ""
    language: str = ""
    status: str = "waiting"
    live: bool = False
    done: int = 0
    total: int = 0
    percent: int = 0
    asked: str = ""
    until: str = ""


@dataclass(frozen=True)
class ClassReports:
    """What the page of a class's reports shows."""

    section: str = ""
    students: int = 0
    first: str = ""
    last: str = ""
    batches: list[BatchView] = field(default_factory=list)
    total: int = 0
    offset: int = 0


async def _authorise(actor: Actor, section_id: UUID) -> None:
    await trail.authorise(actor, "read", "family_report", section_id=section_id)


async def view(actor: Actor, section_id: UUID, *, offset: int = 0, size: int = PAGE) -> ClassReports:
    """Return what a teacher may print of a class, and a page of what was made in the last days.

    Raises:
        ForbiddenError: The actor may not print reports of this class.
        NotFoundError: There is no such class.
    """
    await _authorise(actor, section_id)
    offset, size = bounded(offset, size)
    services, tenant = current(), actor.tenant_id
    first, last = await report_facts.usual_days(tenant)
    async with services.db.transaction(tenant) as tx:
        section = next(iter(await section_rows.sections_by_id(tx.session, tenant, [section_id])), None)
    if section is None:
        raise NotFoundError("There is no such class. Go back to your classes.")
    async with services.db.raw(tenant) as conn:
        found, total = await rows.of_section(conn, tenant, section_id, offset, size)
        alive = [one for one in found if one.status in ("waiting", "running")]
        jobs = await queued.with_job(conn, tenant, "family_reports", "batch_id") if alive else set()
    page = Page(found, total, offset, size)
    return ClassReports(
        section.title, section.students, first.isoformat(), last.isoformat(),
        [_view(one, jobs) for one in page.rows], total, offset,
    )  # fmt: skip


def _view(row: BatchRow, jobs: set[UUID]) -> BatchView:
    status, live = row.status, row.status in ("waiting", "running")
    if live and row.batch_id not in jobs and current().clock.now() - row.beat_at > _SILENT:
        status, live = "interrupted", False
    return BatchView(
        str(row.batch_id), row.first.isoformat(), row.last.isoformat(), row.locale, status, live, row.done, row.total,
        round(100 * row.done / row.total) if row.total else 0, row.asked_at.isoformat(),
        (row.asked_at + KEPT).isoformat(),
    )  # fmt: skip


async def start(actor: Actor, section_id: UUID, *, first: str = "", last: str = "", language: str = "") -> UUID:
    """Let the worker make the reports of all students of a class; return the batch.

    Args:
        actor: Who teaches it.
        section_id: The class.
        first: First day as ISO date, "" for the term so far.
        last: Last day, "" for today.
        language: en or es; "" gives each family its own.

    Raises:
        ConflictError: Reports of this class are being made already.
        ForbiddenError: The actor may not print reports of this class.
        InvalidInputError: The days or the language are none, or the class has no students.
    """
    await _authorise(actor, section_id)
    services, tenant = current(), actor.tenant_id
    begin, end = await report_facts.days_of(tenant, first, last)
    language = family_reports.chosen_language(language)
    async with services.db.transaction(tenant) as tx:
        students = await section_rows.student_ids(tx.session, tenant, section_id)
    if not students:
        raise InvalidInputError("This class has no students yet, so there is nothing to report.")
    now, batch = services.clock.now(), uuid7()
    row = BatchRow(batch, section_id, begin, end, language, "waiting", 0, len(students), actor.person_id, now, now)
    async with services.db.raw(tenant) as conn:
        if not await rows.add(conn, tenant, row, students):
            raise ConflictError(_BESIDE)
        await outbox.enqueue(conn, "family_reports", tenant, batch_id=batch)
        await trail.audit_raw(
            conn, actor, "family_report.create", "section", object_id=section_id, detail={"students": len(students)}
        )
    return batch


async def _own(actor: Actor, batch_id: UUID) -> BatchRow:
    async with current().db.raw(actor.tenant_id) as conn:
        row = await rows.find(conn, actor.tenant_id, batch_id)
    if row is None:
        raise NotFoundError("There are no such reports any more. Make them again on the page of the class.")
    await _authorise(actor, row.section_id)
    return row


async def stop(actor: Actor, batch_id: UUID) -> None:
    """Make no more of a batch; what is made stays, and it can go on later.

    Raises:
        ForbiddenError: The actor may not print reports of this class.
        NotFoundError: There is no such batch.
    """
    await _own(actor, batch_id)
    tenant, now = actor.tenant_id, current().clock.now()
    async with current().db.raw(tenant) as conn:
        await rows.set_status(conn, tenant, batch_id, "stopped", now, of=("waiting", "running"))


async def resume(actor: Actor, batch_id: UUID) -> None:
    """Go on with a batch that was stopped or has lost its worker.

    Raises:
        ConflictError: It is being made, or others of this class are.
        ForbiddenError: The actor may not print reports of this class.
        NotFoundError: There is no such batch.
    """
    row = await _own(actor, batch_id)
    tenant, now = actor.tenant_id, current().clock.now()
    async with current().db.raw(tenant) as conn:
        # Two who press at once queue here, so that the second one sees the job of the first.
        if await rows.beside(conn, tenant, row.section_id, batch_id):
            raise ConflictError(_BESIDE)
        jobs = await queued.with_job(conn, tenant, "family_reports", "batch_id")
        of = ("stopped",) if row.batch_id in jobs else ("stopped", "waiting", "running")
        if not await rows.set_status(conn, tenant, batch_id, "waiting", now, of=of):
            raise ConflictError("These reports are being made. Wait a moment, then reload the page.")
        await outbox.enqueue(conn, "family_reports", tenant, batch_id=batch_id)


async def work(tenant_id: UUID, batch_id: UUID) -> None:
    """Make what is missing of a batch, each student in a transaction of their own; called by the job.

    Raises:
        UnavailableError: The database is away.
    """
    services = current()
    async with services.db.exclusive(f"reports {batch_id}", tenant_id) as mine:
        if not mine:
            return
        async with services.db.raw(tenant_id) as conn:
            row = await rows.find(conn, tenant_id, batch_id)
            missing = await rows.missing(conn, tenant_id, batch_id)
        if row is None or row.status not in ("waiting", "running"):
            return
        spoken = {} if row.locale else await family_reports.languages(tenant_id, missing)
        for student in missing:
            sealed = await _sheet(tenant_id, row, student, row.locale or spoken.get(student, "en"))
            async with services.db.raw(tenant_id) as conn:
                if not await rows.put(conn, tenant_id, batch_id, student, sealed, services.clock.now()):
                    return
        async with services.db.raw(tenant_id) as conn:
            await rows.set_status(conn, tenant_id, batch_id, "done", services.clock.now(), of=("waiting", "running"))


async def _sheet(tenant: UUID, row: BatchRow, student: UUID, language: str) -> bytes | None:
    """Return one student's report as sealed words; None for somebody who has left, or of whom nothing may be stored."""
    own = Actor(tenant, student, "person", frozenset({"student"}), frozenset({row.section_id}), locale=language)
    async with current().db.transaction(tenant) as tx:
        person = await people_rows.person(tx.session, tenant, student)
        stored = (await privacy.consent_decision(tenant, student, tx.session)).allowed
    key = people.open_key(current().keyring, person) if person else None
    if key is None or not stored:
        return None
    try:
        facts = await report_facts.gather(own, row.section_id, row.first, row.last)
    except NotFoundError:
        return None
    return key.encrypt(_FIELD, json.dumps(asdict(report_words.document(facts, language)), ensure_ascii=False))


async def file(actor: Actor, batch_id: UUID, kind: str) -> PaperFile:
    """Return what is made of a batch: one PDF to print, or a zip with one PDF for each student.

    Each student whose report is in it gets an entry in the audit trail.

    Args:
        actor: Who teaches the class.
        batch_id: The batch.
        kind: pdf or zip.

    Raises:
        ForbiddenError: The actor may not print reports of this class.
        InvalidInputError: It is neither pdf nor zip.
        NotFoundError: There is no such batch, or nothing of it is made yet.
    """
    if kind not in ("pdf", "zip"):
        raise InvalidInputError("Reports come as pdf or as zip. Choose one of them.")
    row = await _own(actor, batch_id)
    tenant, services = actor.tenant_id, current()
    async with services.db.raw(tenant) as conn:
        sealed = await rows.sheets(conn, tenant, batch_id)
    async with services.db.transaction(tenant) as tx:
        known = await people_rows.people_by_id(tx.session, tenant, [student for student, _ in sealed])
        here = set(await section_rows.student_ids(tx.session, tenant, row.section_id))
        section = (await section_rows.sections_by_id(tx.session, tenant, [row.section_id]))[0]
    made: list[tuple[UUID, str, Document]] = []
    for student, body in sealed:
        # Who has left the class meanwhile is no business of its teacher's any more.
        person = known.get(student) if student in here else None
        key = people.open_key(services.keyring, person) if person else None
        if person is not None and key is not None:
            name = people.reveal(services.keyring, person).name
            made.append((student, name, _document(json.loads(key.decrypt(_FIELD, body)))))
    if not made:
        if row.status == "done":
            raise NotFoundError("Nobody is in these reports any more. Make them again on the page of the class.")
        raise NotFoundError("Nothing of these reports is made yet. Wait a moment, then try again.")
    made.sort(key=lambda one: (one[1].casefold(), one[0]))
    async with services.db.transaction(tenant) as tx:
        await trail.audit_each(
            actor, "family_report.read", "student_record", [(student, student) for student, _, _ in made],
            detail={"section": str(row.section_id), "batch": str(batch_id)}, session=tx.session,
        )  # fmt: skip
    name = family_reports.file_name(section.title, actor.locale, kind, row.last)
    size = await family_reports.paper_size(tenant)
    if kind == "pdf":
        return PaperFile(name, await _pdf(size, [one for _, _, one in made]))
    return PaperFile(name, await _zip(size, made), "application/zip")


async def _pdf(size: str, documents: Sequence[Document]) -> bytes:
    return await family_reports.printed(size, documents, documents[0].language, documents[0].eyebrow)


async def _zip(size: str, made: Sequence[tuple[UUID, str, Document]]) -> bytes:
    out, used = io.BytesIO(), set[str]()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for student, who, document in made:
            name = family_reports.file_name(who, document.language, "pdf")
            if name in used:
                name = family_reports.file_name(f"{student.hex[-6:]} {who}", document.language, "pdf")
            used.add(name)
            data = await _pdf(size, [document])
            await asyncio.to_thread(package.writestr, name, data)
    return out.getvalue()


def _document(said: dict[str, Any]) -> Document:
    parts = [Part(part["title"], [Block(**block) for block in part["blocks"]]) for part in said["parts"]]
    facts = [(fact[0], fact[1]) for fact in said["facts"]]
    return Document(**{**said, "parts": parts, "facts": facts})


async def prune() -> int:
    """Remove batches that are older than a week; return how many. Comes round by itself."""
    return sum(await rounds.each_institution("old reports", _prune))


async def _prune(tenant: UUID) -> int:
    async with current().db.raw(tenant) as conn:
        return await rows.remove_old(conn, tenant, current().clock.now() - KEPT)
