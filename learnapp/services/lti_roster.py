"""A class follows the roster of its course: page by page, never twice at once, and on from where it was stopped.

Who is new gets an account by the same rules as with a launch; who has left is taken out of the class, and comes back
with the next sync if they do. Nobody is found by an e-mail address: who has an account with the same one here connects
it with its password, at their first launch.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core import logging as logs
from learnapp.integrations.lti.errors import LaunchRefusedError
from learnapp.integrations.lti.launch import Launch
from learnapp.integrations.lti.memberships import Member, Page, first_page, read_page
from learnapp.integrations.lti.services import Client, ServiceError
from learnapp.security.access import Actor, system_actor
from learnapp.security.consent import BASES
from learnapp.services import current, lti_people, lti_services, people, rounds, sessions, trail
from learnapp.services.admitting import Entrant, Given, admit_all
from learnapp.services.lti_people import STATED, Door
from learnapp.services.people import reveal
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import lti_members as member_rows
from learnapp.storage.repositories import lti_services as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.lti_members import MemberRow
from learnapp.storage.repositories.lti_services import LmsCourse, ServiceRow, SyncRow

EVERY, WHOLE_EVERY = timedelta(hours=20), timedelta(days=6)
"""A class that follows its roster reads what has changed once a day, and everybody once a week."""
LOST = timedelta(hours=2)
"""A sync that has not ended so long after it was asked for has been lost: it may be asked for again."""
AT_A_TIME, TRIES = 50, 8
HERE = frozenset({"in", "waits"})
_log = logs.get("learnapp.lti")


async def ask(
    session: AsyncSession, tenant: UUID, course: LmsCourse, by: UUID | None, now: datetime, *, whole: bool
) -> bool:
    """Let the worker read a roster; False when it does already. The caller has asked the policy."""
    if not await rows.ask_sync(session, tenant, course, by, now, now - LOST, whole=whole):
        return False
    await rows.enqueue_sync(session, tenant, course, f"lti-roster/{mark_of(tenant, course)}")
    return True


def mark_of(tenant: UUID, course: LmsCourse) -> str:
    """Return a short name of a course, the same every time."""
    text = "/".join((str(tenant), str(course.registration_id), course.deployment_id, course.context_id))
    return hashlib.sha256(text.encode()).hexdigest()[:24]


async def work() -> None:
    """Ask for the rosters that are read again today; for the worker, again and again."""
    await rounds.each_institution("rosters of courses", work_in)


async def work_in(tenant: UUID) -> None:
    """Do so in one institution."""
    now = current().clock.now()
    async with current().db.transaction(tenant) as tx:
        for course, whole in await rows.syncs_due(tx.session, tenant, now - EVERY, now - WHOLE_EVERY, AT_A_TIME):
            await ask(tx.session, tenant, course, None, now, whole=whole)


async def sync(tenant: UUID, course: LmsCourse) -> None:
    """Read a roster that was asked for, to its end; for the worker.

    Raises:
        UnavailableError: The database is away: it goes on where it was.
    """
    async with current().db.exclusive(f"lti-roster/{mark_of(tenant, course)}", tenant) as mine:
        if mine:
            await _Sync(tenant, course).run()


class _Sync:
    """One sync at work: each page is one transaction."""

    def __init__(self, tenant: UUID, course: LmsCourse) -> None:
        self.tenant, self.course = tenant, course
        self.counts: Counter[str] = Counter()

    async def run(self) -> None:
        """Go on until everybody is read, or something is in the way."""
        async with current().db.transaction(self.tenant) as tx:
            asked = await rows.sync(tx.session, self.tenant, self.course)
            service = await rows.service(tx.session, self.tenant, self.course)
        if asked is None or service is None or asked.status not in ("waiting", "running"):
            return
        self.counts.update(asked.counts)
        differences, error = "", ""
        try:
            differences = await self._read(asked, service)
        except ServiceError as failed:
            error = failed.code
        except LaunchRefusedError as refused:
            error = refused.code
        except _StoppedError as stopped:
            error = str(stopped)
        if error:
            _log.warning("roster not read", tenant=str(self.tenant), code=error)
        async with current().db.transaction(self.tenant) as tx:
            await rows.end_sync(
                tx.session, self.tenant, self.course, asked.run, dict(self.counts), current().clock.now(),
                error=error, differences=differences,
            )  # fmt: skip
            await trail.audit(
                self._actor(asked), "lms.roster", "section", object_id=service.section_id,
                outcome="error" if error else "ok", detail={"code": error, **self.counts}, session=tx.session,
            )  # fmt: skip

    def _actor(self, asked: SyncRow) -> Actor:
        return Actor(self.tenant, asked.asked_by) if asked.asked_by else system_actor(self.tenant)

    async def _read(self, asked: SyncRow, service: ServiceRow) -> str:
        """Read page by page; returns where what changes from now on can be read."""
        if service.section_id is None or not service.active:
            raise _StoppedError("no_class" if service.active else "off")
        if not service.memberships_url:
            raise _StoppedError("not_offered")
        client, row = await lti_services.client_for(self.tenant, self.course.registration_id)
        async with current().db.transaction(self.tenant) as tx:
            institution = await section_rows.institution(tx.session, self.tenant)
            key = await people.tenant_key(tx.session, self.tenant)
            open_class = await section_rows.sections_by_id(tx.session, self.tenant, [service.section_id])
            before = await member_rows.count_students(tx.session, self.tenant, service.section_id)
        if institution is None or not open_class or open_class[0].status != "active":
            raise _StoppedError("no_class")
        door, actor = Door(key, institution, row), self._actor(asked)
        whole = asked.whole or not asked.differences_url
        start = first_page(service.memberships_url) if whole else asked.differences_url
        url, differences, begun = asked.next_url or start, "", bool(asked.next_url)
        while url:
            try:
                page = await _patiently(client, url)
            except ServiceError as failed:
                if not begun or failed.passes:
                    raise
                # The address of a page lasts a while only: from the beginning, where nothing is done twice.
                url, begun = start, False
                self.counts.clear()
                continue
            async with current().db.transaction(self.tenant) as tx:
                await _Members(tx.session, door, self.course, service.section_id, asked.run, actor, self.counts).take(
                    page.members
                )
                if not await rows.sync_goes_on(
                    tx.session, self.tenant, self.course, asked.run, page.next_url, dict(self.counts)
                ):
                    raise _StoppedError("stopped")
            url, begun, differences = page.next_url, True, page.differences_url or differences
        if whole:
            if before and not self.counts["students"]:
                # An LMS that is being repaired names nobody; a class is not emptied for that.
                raise _StoppedError("empty")
            async with current().db.transaction(self.tenant) as tx:
                gone = await member_rows.gone(
                    tx.session, self.tenant, self.course, asked.run, service.section_id, row.issuer
                )
                await _left(tx.session, self.tenant, service.section_id, gone, actor, self.course, self.counts)
        sessions.forget_everyone()
        return differences


class _StoppedError(Exception):
    """Something of ours is in the way; the code of what."""


async def _patiently(client: Client, url: str) -> Page:
    """Read a page; one that fails for a moment is asked for again."""
    for number in range(TRIES):
        try:
            return await asyncio.to_thread(read_page, client, url)
        except ServiceError as failed:
            if not failed.passes or number == TRIES - 1:
                raise
            await asyncio.sleep(min(failed.wait or 0.5 * 2**number, 30.0))
    raise AssertionError


async def _left(
    session: AsyncSession, tenant: UUID, section: UUID, gone: Sequence[UUID], actor: Actor, course: LmsCourse,
    counts: Counter[str],
) -> None:  # fmt: skip
    ended = await member_rows.leave(session, tenant, section, gone)
    counts["left"] += len(ended)
    detail = {"lms": str(course.registration_id)}
    about = [(section, one) for one in ended]
    await trail.audit_each(actor, "section.unenrol", "section", about, detail=detail, session=session)


class _Members:
    """The people of one page."""

    def __init__(
        self, session: AsyncSession, door: Door, course: LmsCourse, section: UUID, run: int, actor: Actor,
        counts: Counter[str],
    ) -> None:  # fmt: skip
        self.session, self.door, self.course, self.section = session, door, course, section
        self.run, self.actor, self.counts = run, actor, counts
        self.tenant, self.now = door.tenant.tenant_id, current().clock.now()

    def _said(self, one: Member) -> Launch:
        row = self.door.registration
        return Launch(
            row.issuer, row.client_id, self.course.deployment_id, one.subject, "", one.role, one.name, one.email
        )

    async def take(self, members: Sequence[Member]) -> None:
        """Let them be in the class what they are in the course."""
        launches = {self.door.lookup(said): (said, one.here) for one in members if (said := self._said(one))}
        known = await member_rows.known(self.session, self.tenant, self.course, self.section, list(launches))
        gone = [lookup for lookup, (_, here) in launches.items() if not here]
        coming = {lookup: said for lookup, (said, here) in launches.items() if here}
        same = [lookup for lookup, said in coming.items() if _unchanged(known.get(lookup), said)]
        await member_rows.seen(self.session, self.tenant, self.course, self.run, same)
        self.counts["read"] += len(coming)
        self.counts["students"] += sum(said.role == "student" for said in coming.values())
        self.counts["same"] += len(same)
        self.counts["waits"] += sum(known[lookup].standing == "waiting" for lookup in same)
        taken = await member_rows.taken_out(self.session, self.tenant, self.course, self.run, gone)
        await _left(self.session, self.tenant, self.section, taken, self.actor, self.course, self.counts)
        rest = {lookup: said for lookup, said in coming.items() if lookup not in set(same)}
        if rest:
            await self._changed(rest)

    async def _changed(self, rest: dict[bytes, Launch]) -> None:
        outcomes = {lookup: "no_role" for lookup, said in rest.items() if said.role is None}
        wanted = {lookup: said for lookup, said in rest.items() if lookup not in outcomes}
        who = await member_rows.identities(self.session, self.tenant, list(wanted))
        sealed = await people_rows.people_by_id(self.session, self.tenant, set(who.values()))
        unknown = {lookup: said for lookup, said in wanted.items() if lookup not in who}
        same_address = await lti_people.namesakes(self.session, self.door, list(unknown.values()))
        outcomes |= dict.fromkeys(same_address, "namesake")
        new = [(lookup, said) for lookup, said in unknown.items() if lookup not in same_address]
        made = await lti_people.create_all(
            self.session, self.door, [(said, said.role or "") for _, said in new], self.now, self.actor
        )
        who |= {lookup: person for (lookup, _), person in zip(new, made, strict=True)}
        births: dict[UUID, Entrant] = {person: Entrant(person, None) for person in made}
        enter: dict[bytes, UUID] = {}
        held: set[tuple[UUID, str]] = set()
        for lookup, person in who.items():
            row = sealed.get(person)
            if row is not None:
                try:
                    lti_people.require_usable(row)
                except LaunchRefusedError as refused:
                    outcomes[lookup] = refused.code.removeprefix("lti_")
                    continue
                births[person] = Entrant(person, reveal(current().keyring, row, birth_date=True).birth_date)
                held |= {(person, role) for role in row.roles}
            enter[lookup] = person
        as_what = {lookup: (person, wanted[lookup].role or "") for lookup, person in enter.items()}
        await self._enrol(as_what, held, births, outcomes)
        self.counts["new"] += len(made)
        found = [MemberRow(lookup, who.get(lookup), said.role or "", outcomes[lookup]) for lookup, said in rest.items()]
        for one in found:
            if one.outcome != "in":
                self.counts[one.outcome] += 1
        await member_rows.put(self.session, self.tenant, self.course, self.run, found)

    async def _enrol(
        self, enter: dict[bytes, tuple[UUID, str]], held: set[tuple[UUID, str]], births: dict[UUID, Entrant],
        outcomes: dict[bytes, str],
    ) -> None:  # fmt: skip
        session, tenant, row = self.session, self.tenant, self.door.registration
        proof = {"lms": str(row.registration_id)}
        grants = [one for one in enter.values() if one not in held]
        await people_rows.grant_roles(session, tenant, grants, row.created_by, self.now)
        was = await member_rows.standings(session, tenant, self.section, [person for person, _ in enter.values()])
        moved = {
            lookup: (person, role)
            for lookup, (person, role) in enter.items()
            if was.get(person, ("", ""))[0] not in ("active", "waiting") or was[person][1] != role
        }
        bases = tuple(basis for basis in BASES if basis in STATED) if row.attested else ()
        given = Given(bases, row.created_by, row.name)
        students = [births[person] for person, role in moved.values() if role == "student"]
        waits = await admit_all(
            session, self.actor, self.door.institution, self.section, students, given, proof, self.now
        )
        teachers = [(self.section, person, role) for person, role in moved.values() if role != "student"]
        await section_rows.enrol(session, tenant, teachers, self.now)
        for role in dict.fromkeys(role for _, role in moved.values()):
            about = [(self.section, person) for person, one in moved.values() if one == role]
            detail = {"role": role, **proof}
            await trail.audit_each(self.actor, "section.enrol", "section", about, detail=detail, session=session)
        for lookup, (person, _role) in enter.items():
            waiting = person in waits or (lookup not in moved and was[person][0] == "waiting")
            outcomes[lookup] = "waits" if waiting else "in"
            self.counts["back"] += lookup in moved and was.get(person, ("", ""))[0] == "ended"
        self.counts["changed"] += len(moved)


def _unchanged(row: MemberRow | None, said: Launch) -> bool:
    return (
        row is not None
        and row.outcome in HERE
        and row.role == said.role == row.role_here
        and row.standing in ("active", "waiting")
    )
