"""Importing people from a roster file, line by line, as often as one likes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.core.i18n import translate
from learnapp.core.table_words import cell, heads
from learnapp.security.access import Actor
from learnapp.security.consent import age_on
from learnapp.security.crypto import Keyring, TenantKey, normalise_email
from learnapp.security.spreadsheet import read_csv, write_csv
from learnapp.services import current, sessions, trail
from learnapp.services.admitting import record_basis
from learnapp.services.people import NewPerson, clean_name, reveal, sealed_row, temporary, tenant_key
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.identity import SealedPerson
from learnapp.storage.repositories.sections import Institution

COLUMNS = ("email", "name", "role", "section", "birth_date", "guardian_email")
REQUIRED = COLUMNS[:3]
IMPORTABLE_ROLES = frozenset({"student", "instructor", "assistant", "guardian", "admin", "auditor"})
BATCH = 200


@dataclass(slots=True)
class RowReport:
    """What became of one line.

    Attributes:
        line: Line number in the file.
        email: The address on that line, for the person who imports; cut at 60 characters.
        outcome: `created`, `updated`, `unchanged` or `error`.
        key: Key in the catalogue of what is wrong or noteworthy; empty when nothing is.
        value: The cell the key is about.
    """

    line: int
    email: str
    outcome: str = "unchanged"
    key: str = ""
    value: str = ""


@dataclass(slots=True)
class ImportReport:
    """The report of one import, line by line.

    Attributes:
        passwords: (e-mail, temporary password) of the people created. Shown once; stored nowhere.
    """

    dry_run: bool
    rows: list[RowReport] = field(default_factory=list)
    passwords: list[tuple[str, str]] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        """Return how many lines ended so."""
        return sum(row.outcome == outcome for row in self.rows)

    def passwords_csv(self, locale: str = "en") -> str:
        """Return the temporary passwords as a CSV document to download once."""
        return write_csv(heads(locale, "email", "temporary password"), self.passwords)

    def rows_csv(self, locale: str = "en") -> str:
        """Return the report as a CSV document, what is wrong or noteworthy in words."""
        return write_csv(
            heads(locale, "line", "email", "outcome", "reason", "value"),
            (
                (
                    row.line, row.email, cell(locale, row.outcome),
                    translate(locale, row.key, value=row.value) if row.key else "", row.value,
                )
                for row in self.rows
            ),
        )  # fmt: skip


class _WrongCellError(Exception):
    """A cell that is not acceptable: key of the catalogue and the cell."""

    def __init__(self, key: str, value: str = "") -> None:
        super().__init__(key)
        self.key = f"roster-error-{key}"
        self.value = value[:80]


@dataclass(slots=True)
class _Line:
    """A line whose cells are all acceptable."""

    report: RowReport
    email: str
    lookup: bytes
    name: str
    role: str
    section: UUID | None
    birth_date: date | None
    guardian: str
    guardian_lookup: bytes


def _parse(
    keyring: Keyring, cells: dict[str, str], report: RowReport, sections: dict[str, list[UUID]], today: date
) -> _Line:
    """Check one line.

    Raises:
        _WrongCellError: At the first cell that is not acceptable.
    """
    try:
        email = normalise_email(cells["email"])
    except InvalidInputError as error:
        raise _WrongCellError("email") from error
    try:
        name = clean_name(cells["name"])
    except InvalidInputError as error:
        raise _WrongCellError("name") from error
    role = cells["role"].casefold()
    if role not in IMPORTABLE_ROLES:
        raise _WrongCellError("role", cells["role"])
    born: date | None = None
    if text := cells.get("birth_date", ""):
        try:
            born = date.fromisoformat(text)
        except ValueError as error:
            raise _WrongCellError("birth_date", text) from error
        if not 0 <= age_on(born, today) <= 120:
            raise _WrongCellError("birth_date", text)
    section: UUID | None = None
    if title := cells.get("section", ""):
        found = sections.get(title.casefold(), [])
        if not found:
            raise _WrongCellError("section", title)
        if len(found) > 1:
            raise _WrongCellError("section-ambiguous", title)
        if role not in ("student", "instructor", "assistant"):
            raise _WrongCellError("section-role", role)
        section = found[0]
    guardian, guardian_lookup = "", b""
    if text := cells.get("guardian_email", ""):
        try:
            guardian = normalise_email(text)
        except InvalidInputError as error:
            raise _WrongCellError("guardian", text) from error
        if role != "student" or guardian == email:
            raise _WrongCellError("guardian", text)
        guardian_lookup = keyring.email_lookup(guardian)
    return _Line(report, email, keyring.email_lookup(email), name, role, section, born, guardian, guardian_lookup)


async def import_roster(
    actor: Actor,
    data: bytes,
    *,
    dry_run: bool = False,
    attest_consent: bool = False,
    section_id: UUID | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ImportReport:
    """Import people from a CSV file with the columns email, name, role, section, birth_date, guardian_email.

    Lines stand alone: a wrong one is reported and the others go in. Importing the same file again changes
    nothing. People already here get new roles, sections and guardians; their name and password are left alone.

    Args:
        actor: An admin.
        data: The file.
        dry_run: Report only what would happen.
        attest_consent: The institution states that it holds the consent it needs; for each student of the file
            the fitting basis is recorded (school consent under 13, the institution's contract otherwise).
        section_id: Where students and instructors go whose line names no section.
        progress: Called with (lines done, lines in all).

    Raises:
        ConflictError: Another import changed the same people at the same moment.
        ForbiddenError: The actor may not.
        TooLargeError: More than 5 MiB or 20,000 lines.
        InvalidInputError: The file is no table (code `unreadable_file`).
        NotFoundError: No such open section here.
    """
    await trail.authorise(actor, "write", "roster")
    services = current()
    table = await asyncio.to_thread(lambda: list(read_csv(data, REQUIRED)))
    async with services.db.transaction(actor.tenant_id) as tx:
        institution = await section_rows.institution(tx.session, actor.tenant_id)
        titles = await section_rows.section_titles(tx.session, actor.tenant_id)
        key = await tenant_key(tx.session, actor.tenant_id)
    if institution is None:
        raise InvalidInputError("This institution has not been set up. Ask the operator to create it.")
    if section_id is not None and section_id not in {each for _, each in titles}:
        raise NotFoundError("There is no such open class. Go back to the list and choose again.")
    now = services.clock.now()
    today = now.astimezone(ZoneInfo(institution.time_zone)).date()
    sections: dict[str, list[UUID]] = {}
    for title, known in titles:
        sections.setdefault(title.casefold(), []).append(known)

    report = ImportReport(dry_run)
    lines: list[_Line] = []
    for number, cells in table:
        row = RowReport(number, (cells or {}).get("email", "")[:60])
        report.rows.append(row)
        try:
            if cells is None:
                raise _WrongCellError("columns")
            line = _parse(services.keyring, cells, row, sections, today)
            if line.section is None and line.role in ("student", "instructor"):
                line.section = section_id
            lines.append(line)
        except _WrongCellError as wrong:
            row.outcome, row.key, row.value = "error", wrong.key, wrong.value
    work = _Import(actor, institution, key, now, today, attest_consent, dry_run, report)
    for done, batch in _batches(lines):
        try:
            await work.run(batch)
        except IntegrityError as error:
            raise ConflictError("Somebody else changed the same people just now. Import the file again.") from error
        if progress is not None:
            progress(done, len(lines))
    if not dry_run:
        sessions.forget_everyone()
        await trail.audit(
            actor,
            "roster.import",
            "roster",
            detail={outcome: report.count(outcome) for outcome in ("created", "updated", "unchanged", "error")},
        )
    return report


def _batches(lines: Sequence[_Line]) -> Iterator[tuple[int, Sequence[_Line]]]:
    """Cut into batches of about 200 lines, people of one address together."""
    ordered = sorted(lines, key=lambda line: (line.role != "guardian", line.report.line))
    for start in range(0, len(ordered), BATCH):
        yield min(start + BATCH, len(ordered)), ordered[start : start + BATCH]


@dataclass(slots=True)
class _Import:
    """One import at work: each batch is one transaction."""

    actor: Actor
    institution: Institution
    key: TenantKey
    now: datetime
    today: date
    attest: bool
    dry_run: bool
    report: ImportReport
    pretended: dict[bytes, UUID] = field(default_factory=dict)
    births: dict[UUID, date | None] = field(default_factory=dict)

    async def run(self, lines: Sequence[_Line]) -> None:
        """Import one batch."""
        services = current()
        async with services.db.transaction(self.actor.tenant_id) as tx:
            ids = await self._people(tx.session, lines)
            await self._belongings(tx.session, lines, ids)

    async def _people(self, session: AsyncSession, lines: Sequence[_Line]) -> dict[bytes, UUID]:
        """Create who is missing and grant roles; returns the person of each address."""
        services = current()
        tenant = self.actor.tenant_id
        emails = {line.email for line in lines} | {line.guardian for line in lines} - {""}
        lookups = sorted({lookup for email in emails for lookup in services.keyring.email_lookups(email)})
        stored = await people_rows.people_by_lookup(session, tenant, lookups)
        by_id: dict[UUID, SealedPerson] = {row.person_id: row for row in stored}
        ids = {
            services.keyring.email_lookup(reveal(services.keyring, row).email): row.person_id for row in stored
        } | self.pretended
        held = {row.person_id: set(row.roles) for row in stored}
        new: list[tuple[_Line, NewPerson, bytes]] = []
        grants: list[tuple[UUID, str]] = []
        rows: list[dict[str, object]] = []
        for line in lines:
            if line.lookup not in ids:
                line.report.outcome = "created"
                new.append((line, self._new(line.email, line.name, line.role, line.birth_date), line.lookup))
                ids[line.lookup] = UUID(int=0)
            elif (row := by_id.get(ids[line.lookup])) is not None:
                view = reveal(services.keyring, row, birth_date=True)
                self.births.setdefault(row.person_id, view.birth_date)
                if view.name != line.name:
                    line.report.key = "roster-error-name-differs"
        for line in lines:
            if line.guardian and line.guardian_lookup not in ids:
                # A guardian nobody has named yet is called by the address until somebody corrects it.
                person = self._new(line.guardian, line.guardian.partition("@")[0].title() or "Guardian", "guardian")
                new.append((line, person, line.guardian_lookup))
                ids[line.guardian_lookup] = UUID(int=0)
        secrets = [] if self.dry_run else await asyncio.to_thread(lambda: [temporary() for _ in new])
        for index, (_, person, lookup) in enumerate(new):
            if self.dry_run:
                ids[lookup] = self.pretended[lookup] = uuid7()
                continue
            password, hashed = secrets[index]
            sealed = sealed_row(services.keyring, self.key, person, hashed, must_change=True, now=self.now)
            ids[lookup] = UUID(str(sealed["person"]))
            self.births[ids[lookup]] = person.birth_date
            rows.append(sealed)
            self.report.passwords.append((person.email, password))
        for line in lines:
            person_id = ids[line.lookup]
            if line.role not in held.setdefault(person_id, set()):
                held[person_id].add(line.role)
                grants.append((person_id, line.role))
                self._changed(line)
            if line.guardian and "guardian" not in held.setdefault(ids[line.guardian_lookup], set()):
                held[ids[line.guardian_lookup]].add("guardian")
                grants.append((ids[line.guardian_lookup], "guardian"))
        if not self.dry_run:
            await people_rows.add_people(session, rows)
            await people_rows.grant_roles(session, tenant, grants, self.actor.person_id, self.now)
            await sessions.put_logins(
                session, tenant, [(bytes(row["email_lookup"]), UUID(str(row["person"]))) for row in rows]  # type: ignore[call-overload]
            )  # fmt: skip
        return ids

    def _new(self, email: str, name: str, role: str, born: date | None = None) -> NewPerson:
        return NewPerson(email, name, (role,), born, self.institution.locale)

    @staticmethod
    def _changed(line: _Line) -> None:
        if line.report.outcome == "unchanged":
            line.report.outcome = "updated"

    async def _belongings(self, session: AsyncSession, lines: Sequence[_Line], ids: dict[bytes, UUID]) -> None:
        """Enrol, link guardians and record consent, each only where it is missing."""
        tenant = self.actor.tenant_id
        people = sorted({ids[line.lookup] for line in lines})
        enrolled = await section_rows.active_enrolments(session, tenant, people)
        linked = await people_rows.guardian_pairs(session, tenant, people)
        enrolments: list[tuple[UUID, UUID, str]] = []
        links: list[tuple[UUID, UUID]] = []
        for line in lines:
            person = ids[line.lookup]
            if line.section is not None and enrolled.get((line.section, person)) != line.role:
                enrolled[line.section, person] = line.role
                enrolments.append((line.section, person, line.role))
                self._changed(line)
            if line.guardian and (ids[line.guardian_lookup], person) not in linked:
                linked.add((ids[line.guardian_lookup], person))
                links.append((ids[line.guardian_lookup], person))
                self._changed(line)
        if self.dry_run:
            return
        await section_rows.enrol(session, tenant, enrolments, self.now)
        await people_rows.link_guardians(session, tenant, links)
        if self.attest:
            students = sorted({ids[line.lookup] for line in lines if line.role == "student"})
            await record_basis(
                session,
                tenant,
                self.institution,
                students,
                self.births,
                self.actor.person_id,
                "roster import",
                self.now,
            )
