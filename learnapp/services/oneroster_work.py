"""Imports of OneRoster packages in the worker: looking at one, and putting it into effect batch by batch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    LearnAppError,
    NotFoundError,
    TooLargeError,
)
from learnapp.integrations.oneroster import rows as reading
from learnapp.integrations.oneroster.package import Package, open_package
from learnapp.integrations.oneroster.rows import ROLES, UnusableLineError
from learnapp.security.access import Actor
from learnapp.services import current, import_places, notices, people, sessions, trail
from learnapp.services.content_jobs import upload_place
from learnapp.services.oneroster_apply import Applying
from learnapp.services.oneroster_report import KINDS, RosterReport
from learnapp.storage.repositories import roster_import as log
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.roster_import import RosterImportRow

Batch = Sequence[tuple[int, Any]]
BATCH = 500
MOST_NAMES = 200_000
NAMED = 20
"""So many titles of classes that are here already are shown; the others are counted."""
_FILES = {"classes": "classes", "users": "users", "guardians": "users", "enrollments": "enrollments"}
_LINKS = {"classes": "class", "users": "user", "guardians": "guardian", "enrollments": "enrollment"}


class StoppedError(ConflictError):
    """Somebody asked the import to stop."""

    code = "import_stopped"


async def work(tenant_id: UUID, import_id: UUID) -> None:
    """Look at a package, or put it into effect; called by the job.

    What cannot be read is written down and ends the job; anything else is raised, so that it is tried again.

    Raises:
        ConflictError: Another process imports into this institution now.
        UnavailableError: The database is away.
    """
    services = current()
    async with services.db.raw(tenant_id) as conn:
        row = await log.find_import(conn, tenant_id, import_id)
        if row is not None:
            await log.change_status(conn, tenant_id, import_id, ("stopping",), "stopped")
            await log.change_status(conn, tenant_id, import_id, ("waiting",), "reading")
            await log.change_status(conn, tenant_id, import_id, ("queued",), "running")
    if row is None or row.status not in ("waiting", "reading", "queued", "running"):
        return
    place = upload_place(tenant_id, import_id)
    look = row.status in ("waiting", "reading")
    try:
        async with services.db.exclusive("roster_import", tenant_id) as mine:
            if not mine:
                raise ConflictError("Another import is running. Wait until it is done, then try again.")
            actor = await _who_asked(tenant_id, row)
            async with _begun(actor, row, place, dry=look) as (package, work):
                await (_look(row, package, work) if look else _do(actor, row, package, work))
    except StoppedError:
        async with services.db.raw(tenant_id) as conn:
            await log.change_status(conn, tenant_id, import_id, ("stopping",), "stopped")
        return
    except (InvalidInputError, TooLargeError, NotFoundError, ForbiddenError) as error:
        await _fail(tenant_id, import_id, error)
        return
    if not look:
        await asyncio.to_thread(import_places.forget, tenant_id, f"upload:{import_id}")


async def _fail(tenant_id: UUID, import_id: UUID, error: LearnAppError) -> None:
    async with current().db.raw(tenant_id) as conn:
        await log.set_failed(conn, tenant_id, import_id, error.code, error.message, current().clock.now())
        row = await log.find_import(conn, tenant_id, import_id)
        if row is not None:
            await notices.tell_requester(
                conn, tenant_id, row.requested_by, "import", import_id, "roster-failed", row.source_name
            )
    await asyncio.to_thread(import_places.forget, tenant_id, f"upload:{import_id}")


async def _who_asked(tenant_id: UUID, row: RosterImportRow) -> Actor:
    """Return the person who asked, with today's rights: they may have left since."""
    actor = await sessions.actor_for_person(tenant_id, row.requested_by)
    if actor is None:
        raise ForbiddenError("Whoever asked for this import has no account here any more. Start it again.")
    await trail.authorise(actor, "write", "roster")
    return actor


@asynccontextmanager
async def _begun(
    actor: Actor, row: RosterImportRow, place: Path, *, dry: bool
) -> AsyncIterator[tuple[Package, Applying]]:
    """Open the package and read what is needed of everything: titles of terms, and the roles of people."""
    services, tenant = current(), actor.tenant_id
    if not await asyncio.to_thread(import_places.at_hand, tenant, f"upload:{row.import_id}"):
        raise NotFoundError("The file is gone. Choose it again: what is here already is found again.")
    async with services.db.transaction(tenant) as tx:
        institution = await section_rows.institution(tx.session, tenant)
        key = await people.tenant_key(tx.session, tenant)
        course: tuple[UUID, UUID, int] | None = None
        if row.course:
            owner, chosen = UUID(row.course["tenant"]), UUID(row.course["course"])
            version = await section_rows.course_version(tx.session, owner, chosen)
            course = (owner, chosen, version) if version is not None else None
    if institution is None:
        raise NotFoundError("This institution has not been set up. Ask the operator to create it.")
    with open_package(place) as package:
        terms, roles = await asyncio.to_thread(lambda: (_terms(package), _roles(package)))
        report = RosterReport() if dry else RosterReport.of(row.report)
        yield package, Applying(
            tenant, row.import_id, row.requested_by, institution, key, services.clock.now(), row.attest, course, roles,
            terms, report, dry, bool(row.preview.get("adopt")),
        )  # fmt: skip


def _terms(package: Package) -> dict[str, str]:
    found: dict[str, str] = {}
    for _, cells in package.rows("academicSessions"):
        if len(found) < MOST_NAMES:
            found[cells["sourcedid"]] = cells["title"][:60]
    return found


def _roles(package: Package) -> dict[str, frozenset[str]]:
    """Return what roles.csv gives each user; in OneRoster 1.1 the users' own lines say it."""
    found: dict[str, frozenset[str]] = {}
    one: dict[str, frozenset[str]] = {role: frozenset({role}) for role in set(ROLES.values())}
    for _, cells in package.rows("roles"):
        try:
            user, role = reading.role_line(cells)
        except UnusableLineError:
            continue
        if role and len(found) < MOST_NAMES:
            held = found.get(user)
            found[user] = one[role] if held is None else held | one[role]
    if package.modes["roles"] == "absent":
        for _, cells in package.rows("users"):
            role = ROLES.get(cells.get("role", "").casefold(), "")
            if role and len(found) < MOST_NAMES:
                found[cells["sourcedid"]] = one[role]
    return found


def _passes(work: Applying) -> dict[str, tuple[Callable[[dict[str, str]], Any], Callable[..., Awaitable[None]]]]:
    """Return for each kind how a line is read and how some are put into effect."""
    today = work.now.astimezone(ZoneInfo(work.institution.time_zone)).date()

    def user(cells: dict[str, str]) -> reading.UserLine:
        return reading.user_line(cells, work.roles.get(cells.get("sourcedid", ""), frozenset()))

    return {
        "classes": (reading.class_line, work.classes),
        "users": (user, work.users),
        "guardians": (user, work.guardians),
        "enrollments": (lambda cells: reading.enrolment_line(cells, today), work.enrolments),
    }


def _batches(package: Package, work: Applying, kind: str, after: int) -> Iterator[tuple[int, int, Batch]]:
    """Yield (lines read, last line number, usable lines) of a file, behind a line."""
    read = _passes(work)[kind][0]
    batch: list[tuple[int, Any]] = []
    lines, number = 0, after
    for number, cells in package.rows(_FILES[kind]):
        lines += 1
        if kind == "guardians" and not cells.get("agentsourcedids"):
            # The same file is read for people before: what has no guardians to name need not be read again.
            continue
        try:
            line = read(cells)
            if number <= after:
                work.seen[kind].add(line.sourced_id)
            elif kind == "guardians" or work.once(kind, number, line.sourced_id):
                batch.append((number, line))
        except UnusableLineError as error:
            if number > after and kind != "guardians":
                work.report.refuse(kind, number, error.code)
        if len(batch) >= BATCH:
            yield lines, number, batch
            batch = []
    yield lines, number, batch


def _total(package: Package) -> int:
    return sum(package.count(_FILES[kind]) for kind in KINDS)


async def _look(row: RosterImportRow, package: Package, work: Applying) -> None:
    """Count what would happen; nothing is changed."""
    services, tenant = current(), work.tenant
    total, done = await asyncio.to_thread(_total, package), 0
    here: dict[str, int] = {}
    for kind in KINDS:
        lines = 0
        apply = _passes(work)[kind][1]
        for lines, _, batch in _batches(package, work, kind, 0):
            async with services.db.transaction(tenant) as tx:
                await apply(tx.session, batch)
            async with services.db.raw(tenant) as conn:
                if await log.tick(conn, tenant, row.import_id, min(done + lines, total), total) == "stopping":
                    raise StoppedError("The import was stopped.")
        done += lines
        async with services.db.transaction(tenant) as tx:
            here[kind] = await log.count_active(tx.session, tenant, _LINKS[kind])
        if package.modes[_FILES[kind]] == "bulk":
            work.report.add(kind, "ended", max(0, here[kind] - work.matched[kind]))
    preview = {**work.report.document(), "here": here, "modes": package.modes, "source": package.source}
    preview |= {"namesakes": work.namesakes[:NAMED], "namesakes_in_all": len(work.namesakes)}
    async with services.db.raw(tenant) as conn:
        await log.set_preview(conn, tenant, row.import_id, preview, total)


async def _do(actor: Actor, row: RosterImportRow, package: Package, work: Applying) -> None:
    """Put the package into effect: one transaction for each batch, progress in the same."""
    services, tenant = current(), work.tenant
    total = await asyncio.to_thread(_total, package)
    first, after = int(row.cursor.get("pass", 0)), int(row.cursor.get("line", 0))

    async def step(change: Callable[[AsyncSession], Awaitable[None]], cursor: dict[str, Any], at: int) -> None:
        async with services.db.transaction(tenant) as tx:
            await change(tx.session)
            status = await log.save(
                tx.session, tenant, row.import_id, done=min(at, total), total=total, report=work.report.document(),
                cursor=cursor,
            )  # fmt: skip
        for person in work.ended:
            await sessions.end_all(tenant, person)
        work.ended.clear()
        if status in ("stopping", "stopped"):
            raise StoppedError("The import was stopped. It can go on later.")

    done = 0
    for index, kind in enumerate(KINDS):
        lines = 0
        apply = _passes(work)[kind][1]
        behind = after if index == first else 0
        if index >= first:
            for lines, number, batch in _batches(package, work, kind, behind):
                await step(_with(apply, batch), {"pass": index, "line": number}, done + lines)
        else:
            lines = package.count(_FILES[kind])
        done += lines
    # Last of all, so that nobody leaves a class whose new line is still to come: enrolments first, classes last.
    for kind in reversed(KINDS):
        if package.modes[_FILES[kind]] != "bulk":
            continue
        while True:
            async with services.db.transaction(tenant) as tx:
                gone = await log.unseen(tx.session, tenant, _LINKS[kind], row.import_id, BATCH)
            if not gone:
                break
            await step(_ending(work, kind, gone), {"pass": len(KINDS), "line": 0}, total)
    async with services.db.transaction(tenant) as tx:
        await log.save(
            tx.session, tenant, row.import_id, done=total, total=total, report=work.report.document(), cursor={},
            finished=services.clock.now(),
        )  # fmt: skip
        detail = {f"{kind}_{name}": n for kind, counts in work.report.counts.items() for name, n in counts.items() if n}
        await trail.audit(
            actor, "roster_import.done", "roster_import", object_id=row.import_id, detail=detail, session=tx.session
        )
    async with services.db.raw(tenant) as conn:
        await notices.tell_requester(
            conn, tenant, row.requested_by, "import", row.import_id, "roster-done", row.source_name
        )
    sessions.forget_everyone()


def _with(apply: Callable[..., Awaitable[None]], batch: Batch) -> Callable[[AsyncSession], Awaitable[None]]:
    return lambda session: apply(session, batch)


def _ending(work: Applying, kind: str, gone: Sequence[Any]) -> Callable[[AsyncSession], Awaitable[None]]:
    return lambda session: work.end(session, kind, gone)
