"""People of the institution: find, add, suspend, reset a password, import a roster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.core.errors import InvalidInputError, TooLargeError
from learnapp.core.i18n import translate
from learnapp.services import people, people_exports, roster
from learnapp.state.base import AppState, parse_id

PAGE = 25
_MAX_UPLOAD = 5 * 1024 * 1024


@dataclass(frozen=True)
class PersonRow:
    """One line of the list."""

    id: str
    name: str
    email: str
    roles: list[str]
    status: str


@dataclass(frozen=True)
class RosterLine:
    """What became of one line of a roster."""

    line: int
    email: str
    outcome: str
    note: str


class PeopleState(AppState):
    """The list of people."""

    people: list[PersonRow] = []
    total: int = 0
    offset: int = 0
    query: str = ""
    role: str = ""
    secret_for: str = ""
    secret: str = ""
    loaded: bool = False

    async def _fill(self) -> None:
        actor = await self._enter("admin", "auditor", "operator")
        page = await people.list_people(actor, query=self.query, role=self.role or None, offset=self.offset, size=PAGE)
        self.people = [
            PersonRow(str(row.person_id), row.name, row.email, sorted(row.roles), row.status) for row in page.rows
        ]
        self.total, self.offset, self.loaded = page.total, page.offset, True

    @rx.event
    async def load(self) -> None:
        """Show the first page."""
        self.offset, self.secret, self.secret_for = 0, "", ""
        await self._fill()

    @rx.event
    async def search(self, form: dict[str, Any]) -> None:
        """Search by name, whole e-mail address or role."""
        self.query, self.role, self.offset = str(form.get("query", ""))[:120], str(form.get("role", ""))[:20], 0
        await self._fill()

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        self.offset = max(0, self.offset + (PAGE if step > 0 else -PAGE))
        await self._fill()

    @rx.event
    async def download(self) -> Any:
        """Download everybody whom the search finds."""
        actor = await self._actor("admin", "auditor")
        data = await people_exports.people_csv(actor, query=self.query, role=self.role or None)
        return rx.download(data=data, filename="people.csv")

    @rx.event
    async def add(self, form: dict[str, Any]) -> None:
        """Add one person and show the temporary password once."""
        actor = await self._actor("admin")
        new = people.NewPerson(
            str(form.get("email", ""))[:254], str(form.get("name", ""))[:200], (str(form.get("role", ""))[:20],)
        )
        created = await people.create_person(actor, new)
        self.secret, self.secret_for = created.temporary_password, new.email
        self.taken += 1
        await self._fill()

    @rx.event
    async def set_status(self, person_id: str, status: str) -> None:
        """Suspend somebody or let them in again."""
        actor = await self._actor("admin")
        if status not in ("active", "suspended"):
            raise InvalidInputError("An account is active or suspended.")
        await people.set_status(actor, parse_id(person_id), status)
        await self._fill()

    @rx.event
    async def new_password(self, person_id: str) -> None:
        """Give a temporary password, shown once."""
        actor = await self._actor("admin")
        self.secret = await people.reset_password(actor, parse_id(person_id))
        self.secret_for = next((row.email for row in self.people if row.id == person_id), "")
        await self._fill()

    @rx.event
    def put_away(self) -> None:
        """Hide the temporary password."""
        self.secret, self.secret_for = "", ""


class RosterState(AppState):
    """Roster import: look first, then import."""

    lines: list[RosterLine] = []
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: int = 0
    done: bool = False
    checked: bool = False
    attest: bool = False
    text: str = ""
    into_section: str = ""
    """The class of those whose line names none; "" for no class."""
    _report: str = ""
    _passwords: str = ""

    @rx.event
    async def load(self) -> None:
        """Begin afresh."""
        await self._enter("admin")
        self.reset()
        await self._enter("admin")

    @rx.event
    def set_attest(self, value: bool) -> None:
        """Note whether the institution states that it holds the consents."""
        self.attest = bool(value)

    @rx.event
    async def upload(self, files: list[rx.UploadFile]) -> None:
        """Read a chosen file and check it without changing anything."""
        await self._actor("admin")
        for file in files[:1]:
            data = await file.read()
            if len(data) > _MAX_UPLOAD:
                raise TooLargeError("The file is larger than 5 MB. Split it and import the parts.")
            self.text = data.decode("utf-8-sig", errors="replace")
            await self._run(dry_run=True)

    @rx.event
    async def refused(self, files: list[dict[str, Any]]) -> None:
        """Say why the browser does not send a chosen file: in the reader's language, with the limit."""
        await self._actor("admin")
        codes = {
            str(error.get("code", "")) if isinstance(error, dict) else ""
            for file in files[:10]
            if isinstance(file, dict) and isinstance(file.get("errors"), list)
            for error in file["errors"][:10]
        }
        if "file-too-large" in codes:
            raise TooLargeError("The file is larger than 5 MB. Split it and import the parts.")
        raise InvalidInputError("This is no CSV file, or more than one. Choose one file whose name ends in .csv.")

    @rx.event
    async def check(self, form: dict[str, Any]) -> None:
        """Check pasted lines without changing anything."""
        await self._actor("admin")
        text = str(form.get("text", ""))
        if len(text.encode("utf-8", "ignore")) > _MAX_UPLOAD:
            raise TooLargeError("The file is larger than 5 MB. Split it and import the parts.")
        self.text = text
        await self._run(dry_run=True)

    @rx.event
    async def run(self) -> None:
        """Import what was checked."""
        await self._run(dry_run=False)

    async def _run(self, *, dry_run: bool) -> None:
        actor = await self._actor("admin")
        data = self.text.encode("utf-8", "replace")
        into = parse_id(self.into_section) if self.into_section else None
        report = await roster.import_roster(actor, data, dry_run=dry_run, attest_consent=self.attest, section_id=into)
        self.lines = [
            RosterLine(row.line, row.email, row.outcome, self._note(row.key, row.value)) for row in report.rows[:500]
        ]
        self.created, self.updated = report.count("created"), report.count("updated")
        self.unchanged, self.errors = report.count("unchanged"), report.count("error")
        self.checked, self.done = dry_run, not dry_run
        self._report, self._passwords = report.rows_csv(self.locale), report.passwords_csv(self.locale)

    def _note(self, key: str, value: str) -> str:
        return translate(self.locale, key, value=value) if key else ""

    @rx.event
    async def download(self, what: str) -> Any:
        """Download the report, or the temporary passwords of the people just created."""
        await self._actor("admin")
        if what == "passwords":
            return rx.download(data=self._passwords, filename="temporary-passwords.csv")
        return rx.download(data=self._report, filename="roster-report.csv")
