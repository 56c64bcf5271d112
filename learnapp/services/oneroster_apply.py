"""The lines of a OneRoster package, put into effect some hundred at a time, or only counted.

Everything is found again by its `sourcedId`: a line that says what it said the last time costs one look-up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import InvalidInputError
from learnapp.integrations.oneroster.rows import ClassLine, EnrolmentLine, UserLine
from learnapp.security.crypto import TenantKey, normalise_email
from learnapp.services import current, people, sessions
from learnapp.services import oneroster_accounts as accounts
from learnapp.services.admitting import record_basis
from learnapp.services.oneroster_report import RosterReport
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import roster_import as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.roster_import import Link
from learnapp.storage.repositories.sections import Institution

RUNS = frozenset({"admin", "auditor", "operator"})
"""Who runs the institution is neither made nor suspended by a file."""
NOBODY = UUID(int=0)
_LINK_OF = {"classes": "class", "users": "user", "guardians": "guardian", "enrollments": "enrollment"}


@dataclass(slots=True)
class Applying:
    """One import at work.

    Attributes:
        dry: Count only.
        adopt: A new class goes on in the one of its title that was made by hand.
        namesakes: Titles of new classes for which there is such a one.
        roles: What roles.csv gives each user.
        terms: Titles of academic sessions.
        ended: People whose sessions end when the batch is stored.
    """

    tenant: UUID
    import_id: UUID
    by: UUID
    institution: Institution
    key: TenantKey
    now: datetime
    attest: bool
    course: tuple[UUID, UUID, int] | None
    roles: dict[str, frozenset[str]]
    terms: dict[str, str]
    report: RosterReport
    dry: bool
    adopt: bool
    seen: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in _LINK_OF})
    accepted: dict[str, set[str]] = field(default_factory=lambda: {"class": set(), "user": set()})
    emails: set[bytes] = field(default_factory=set)
    matched: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_LINK_OF, 0))
    ended: list[UUID] = field(default_factory=list)
    namesakes: list[str] = field(default_factory=list)
    taken_over: set[UUID] = field(default_factory=set)

    def once(self, kind: str, line: int, own: str) -> bool:
        """Return whether this is the first line with this id; a second one is refused."""
        if own in self.seen[kind]:
            self.report.refuse(kind, line, "id-twice")
            return False
        self.seen[kind].add(own)
        return True

    async def _known(self, session: AsyncSession, kind: str, ids: Sequence[str]) -> dict[str, Link]:
        return await rows.links(session, self.tenant, _LINK_OF[kind], ids)

    async def _unchanged(self, session: AsyncSession, kind: str, ids: Sequence[str]) -> None:
        self.report.add(kind, "unchanged", len(ids))
        self.matched[kind] += len(ids)
        if not self.dry:
            await rows.saw(session, self.tenant, _LINK_OF[kind], ids, self.import_id)

    async def _put(self, session: AsyncSession, kind: str, links: Sequence[Link]) -> None:
        if not self.dry:
            await rows.put_links(session, self.tenant, _LINK_OF[kind], links, self.import_id)

    async def classes(self, session: AsyncSession, batch: Sequence[tuple[int, ClassLine]]) -> None:
        """Open, rename and close classes."""
        known = await self._known(session, "classes", [line.sourced_id for _, line in batch])
        new = [line.title for _, line in batch if line.sourced_id not in known and not line.gone]
        by_hand = await rows.made_by_hand(session, self.tenant, new) if new else {}
        same: list[str] = []
        put: list[Link] = []
        gone: list[Link] = []
        for number, line in batch:
            link = known.get(line.sourced_id)
            if line.gone:
                gone += [link] if link is not None and link.active else []
                continue
            self.accepted["class"].add(line.sourced_id)
            if link is not None and link.active and link.mark == line.mark:
                same.append(line.sourced_id)
                continue
            try:
                title = people.clean_name(line.title)
            except InvalidInputError:
                self.report.refuse("classes", number, "title")
                self.accepted["class"].discard(line.sourced_id)
                continue
            here = self._by_hand(by_hand, title, self._term(line)) if link is None else None
            if here is not None and self.adopt:
                link = Link(line.sourced_id, here, None, "", line.mark, False, True)
            section = link.object_id if link is not None else uuid7()
            self.report.add("classes", "made" if link is None else "changed")
            self.matched["classes"] += int(line.sourced_id in known and known[line.sourced_id].active)
            put.append(Link(line.sourced_id, section, None, "", line.mark, link is None or link.made, True))
            if not self.dry:
                await self._class(session, section, title, self._term(line), link)
        await self._unchanged(session, "classes", same)
        await self._put(session, "classes", put)
        await self.end(session, "classes", gone)

    def _by_hand(self, found: dict[str, list[tuple[UUID, str]]], title: str, term: str) -> UUID | None:
        """Return the one class of this title that no file knows yet; None for none, or where it could be several."""
        near = [
            section for section, own in found.get(title.casefold(), ())
            if section not in self.taken_over and (not own or not term or own.casefold() == term.casefold())
        ]  # fmt: skip
        if len(near) != 1:
            return None
        self.taken_over.add(near[0])
        self.namesakes.append(title)
        return near[0]

    def _term(self, line: ClassLine) -> str:
        return next((self.terms[term] for term in line.terms if self.terms.get(term)), "")[:60]

    async def _class(self, session: AsyncSession, section: UUID, title: str, term: str, link: Link | None) -> None:
        if link is None:
            await section_rows.add_section(
                session, self.tenant, section, title=title, term=term, course=self.course, now=self.now
            )
            return
        if not link.made:
            # Made by hand: what it is called, and whether it is open, stays with who made it.
            return
        await rows.rename_section(session, self.tenant, section, title, term)
        if not link.active:
            await section_rows.set_section_status(session, self.tenant, section, "active")

    async def users(self, session: AsyncSession, batch: Sequence[tuple[int, UserLine]]) -> None:
        """Make, correct and suspend people. Somebody with the same address is the same person."""
        known = await self._known(session, "users", [line.sourced_id for _, line in batch])
        same: list[str] = []
        gone: list[Link] = []
        todo: list[tuple[int, UserLine, str, bytes | None]] = []
        for number, line in batch:
            link = known.get(line.sourced_id)
            if line.gone:
                gone += [link] if link is not None and link.active else []
            elif link is not None and link.active and link.mark == line.mark:
                self.accepted["user"].add(line.sourced_id)
                same.append(line.sourced_id)
            else:
                todo += self._readable(number, line, link)
        await self._unchanged(session, "users", same)
        await self._people(session, todo, known)
        await self.end(session, "users", gone)

    def _readable(
        self, number: int, line: UserLine, link: Link | None
    ) -> list[tuple[int, UserLine, str, bytes | None]]:
        """Return a line with its name and the keyed hash of its address, nothing when it cannot be used."""
        try:
            name = people.clean_name(line.name)
        except InvalidInputError:
            self.report.refuse("users", number, "name")
            return []
        lookup = None
        if line.email:
            try:
                lookup = current().keyring.email_lookup(normalise_email(line.email))
            except InvalidInputError:
                self.report.refuse("users", number, "email")
                return []
        if link is None and not self.roles.get(line.sourced_id):
            self.report.refuse("users", number, "no-role")
            return []
        return [(number, line, name, lookup)]

    async def _people(
        self,
        session: AsyncSession,
        todo: Sequence[tuple[int, UserLine, str, bytes | None]],
        known: dict[str, Link],
    ) -> None:
        keyring = current().keyring
        lookups = sorted({one for _, line, _, look in todo if look for one in keyring.email_lookups(line.email)})
        named = await people_rows.people_by_lookup(session, self.tenant, lookups) if lookups else []
        by_address = {keyring.email_lookup(people.reveal(keyring, row).email): row for row in named}
        linked = [known[line.sourced_id].object_id for _, line, _, _ in todo if line.sourced_id in known]
        rows_of = await people_rows.people_by_id(session, self.tenant, linked) if linked else {}
        taken = await rows.of_objects(session, self.tenant, "user", [row.person_id for row in named])
        new: list[dict[str, object]] = []
        put: list[Link] = []
        grants: list[tuple[UUID, str]] = []
        logins: list[tuple[bytes, UUID]] = []
        for number, line, name, lookup in todo:
            link, same = known.get(line.sourced_id), by_address.get(lookup) if lookup else None
            held = rows_of.get(link.object_id) if link is not None else None
            roles = self.roles.get(line.sourced_id, frozenset())
            wrong = accounts.why_not(line, link, held, same, roles, taken)
            if not wrong and lookup is not None and lookup in self.emails:
                wrong = "email-twice"
            if wrong:
                self.report.refuse("users", number, wrong)
                continue
            self.accepted["user"].add(line.sourced_id)
            if lookup:
                self.emails.add(lookup)
            if link is None and same is None:
                row: dict[str, object] = {"person": NOBODY}
                if not self.dry:
                    row = accounts.new_row(line, name, self.institution, self.key, self.now)
                person, made = UUID(str(row["person"])), True
                new.append(row)
                logins += [(lookup, person)] if lookup else []
            else:
                person = link.object_id if link is not None else same.person_id if same is not None else NOBODY
                made = link is not None and link.made
                if link is not None and held is not None and made and not self.dry:
                    logins += await accounts.correct(session, self.tenant, held, link, line, name, lookup)
            self.report.add("users", "made" if made and link is None else "changed")
            self.matched["users"] += int(link is not None and link.active)
            put.append(Link(line.sourced_id, person, None, "", line.mark, made, True))
            grants += [(person, role) for role in sorted(roles)]
        if self.dry:
            return
        await people_rows.add_people(session, new)
        await people_rows.grant_roles(session, self.tenant, grants, self.by, self.now)
        await sessions.put_logins(session, self.tenant, logins)
        await self._put(session, "users", put)

    async def guardians(self, session: AsyncSession, batch: Sequence[tuple[int, UserLine]]) -> None:
        """Link students with the guardians that their line names."""
        pairs = [(number, line, agent) for number, line in batch if not line.gone for agent in line.agents]
        if not pairs:
            return
        ids = {line.sourced_id for _, line, _ in pairs} | {agent for *_, agent in pairs}
        users = await self._known(session, "users", sorted(ids))
        known = await self._known(session, "guardians", [_pair(line, agent) for _, line, agent in pairs])
        same: list[str] = []
        put: list[Link] = []
        for number, line, agent in pairs:
            own = _pair(line, agent)
            if "guardian" not in self.roles.get(agent, frozenset()) and own not in known:
                self.report.refuse("guardians", number, "agent-role")
                continue
            child, adult = users.get(line.sourced_id), users.get(agent)
            there = {one for one in (line.sourced_id, agent) if one in self.accepted["user"]} if self.dry else set()
            if (child is None or not child.active) and line.sourced_id not in there:
                continue
            if (adult is None or not adult.active) and agent not in there:
                self.report.refuse("guardians", number, "no-agent")
                continue
            link = known.get(own)
            if link is not None and link.active:
                same.append(own)
                continue
            self.report.add("guardians", "made" if link is None else "changed")
            if child is not None and adult is not None:
                put.append(Link(own, adult.object_id, child.object_id, "", b"", True, True))
        await self._unchanged(session, "guardians", same)
        if not self.dry:
            await people_rows.link_guardians(
                session, self.tenant, [(one.object_id, one.other_id) for one in put if one.other_id]
            )
        await self._put(session, "guardians", put)

    async def enrolments(self, session: AsyncSession, batch: Sequence[tuple[int, EnrolmentLine]]) -> None:
        """Put people into classes and end what is over."""
        known = await self._known(session, "enrollments", [line.sourced_id for _, line in batch])
        fresh = [
            (number, line) for number, line in batch
            if not line.gone and not _says(known.get(line.sourced_id), line.mark)
        ]  # fmt: skip
        classes = await self._known(session, "classes", sorted({line.class_id for _, line in fresh}))
        users = await self._known(session, "users", sorted({line.user_id for _, line in fresh}))
        gone = [known[line.sourced_id] for _, line in batch if line.gone and line.sourced_id in known]
        await self._unchanged(
            session, "enrollments",
            [line.sourced_id for _, line in batch if not line.gone and _says(known.get(line.sourced_id), line.mark)],
        )  # fmt: skip
        put: list[Link] = []
        for number, line in fresh:
            place, who = classes.get(line.class_id), users.get(line.user_id)
            if not self._there("class", line.class_id, place):
                self.report.refuse("enrollments", number, "no-class")
            elif not self._there("user", line.user_id, who):
                self.report.refuse("enrollments", number, "no-user")
            else:
                link = known.get(line.sourced_id)
                self.report.add("enrollments", "made" if link is None else "changed")
                self.matched["enrollments"] += int(link is not None and link.active)
                if place is not None and who is not None:
                    put.append(Link(line.sourced_id, place.object_id, who.object_id, line.role, line.mark, True, True))
        if not self.dry:
            await self._enrol(session, put)
        await self._put(session, "enrollments", put)
        await self.end(session, "enrollments", [link for link in gone if link.active])

    def _there(self, kind: str, own: str, link: Link | None) -> bool:
        return (link is not None and link.active) or (self.dry and own in self.accepted[kind])

    async def _enrol(self, session: AsyncSession, put: Sequence[Link]) -> None:
        placed = [(one.object_id, one.other_id, one.role) for one in put if one.other_id is not None]
        await people_rows.grant_roles(
            session, self.tenant, sorted({(person, role) for _, person, role in placed}), self.by, self.now
        )
        await section_rows.enrol(session, self.tenant, placed, self.now)
        students = sorted({person for _, person, role in placed if role == "student"})
        if self.attest and students:
            sealed = await people_rows.people_by_id(session, self.tenant, students)
            keyring = current().keyring
            births = {who: people.reveal(keyring, row, birth_date=True).birth_date for who, row in sealed.items()}
            await record_basis(
                session, self.tenant, self.institution, students, births, self.by, "OneRoster import", self.now
            )

    async def end(self, session: AsyncSession, kind: str, gone: Sequence[Link]) -> None:
        """End what the file calls gone, or what an import of everything has not seen."""
        if not gone:
            return
        self.report.add(kind, "ended", len(gone))
        self.matched[kind] += len(gone)
        if self.dry:
            return
        over = [Link(one.sourced_id, one.object_id, one.other_id, one.role, one.mark, one.made, False) for one in gone]
        await self._put(session, kind, over)
        if kind == "enrollments":
            ids = [one.sourced_id for one in gone]
            kept = await rows.enrolled_otherwise(session, self.tenant, [one.object_id for one in gone], ids)
            for one in gone:
                if one.other_id is not None and (one.object_id, one.other_id) not in kept:
                    await section_rows.unenrol(session, self.tenant, one.object_id, one.other_id)
        elif kind == "guardians":
            for one in gone:
                if one.other_id is not None:
                    await rows.unlink_guardian(session, self.tenant, one.object_id, one.other_id)
        elif kind == "classes":
            for one in gone:
                if one.made:
                    await section_rows.set_section_status(session, self.tenant, one.object_id, "closed")
        else:
            await self._suspend(session, [one.object_id for one in gone if one.made])

    async def _suspend(self, session: AsyncSession, made: Sequence[UUID]) -> None:
        """Suspend people whom an import has made; their work stays, and a later file lets them in again."""
        held = await people_rows.people_by_id(session, self.tenant, made) if made else {}
        for person, row in held.items():
            if row.status == "active" and not RUNS & set(row.roles) and person != self.by:
                await people_rows.update_person(session, self.tenant, person, {"status": "suspended"})
                self.ended.append(person)


def _says(link: Link | None, mark: bytes) -> bool:
    return link is not None and link.active and link.mark == mark


def _pair(line: UserLine, agent: str) -> str:
    """Return an id for a student and a guardian of theirs that no other two have."""
    return f"{len(line.sourced_id)}:{line.sourced_id}{agent}"
