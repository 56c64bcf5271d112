"""One person: name, roles, sections and family, consent, and erasure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.security import access
from learnapp.security.access import Actor
from learnapp.services import delivery_log, outside_accounts, person_detail, privacy, second_step
from learnapp.services.delivery_log import PAGE, LogLine
from learnapp.services.person_detail import PersonDetail
from learnapp.services.privacy import ConsentStatus
from learnapp.state.base import AppState, parse_id


@dataclass(frozen=True)
class Relative:
    """A guardian or child."""

    id: str
    name: str


@dataclass(frozen=True)
class SectionLine:
    """A section of this person."""

    id: str
    title: str


@dataclass(frozen=True)
class ConsentLine:
    """One recorded consent; `until` is "" while it stands."""

    basis: str
    since: str
    until: str
    note: str
    counts: bool


@dataclass(frozen=True)
class OutsideLine:
    """One account elsewhere by which they are known."""

    kind: str
    key: str
    name: str
    how: str
    since: str
    used: str


class PersonState(AppState):
    """One person as an administrator sees them."""

    person_id: str = ""
    full_name: str = ""
    email: str = ""
    born: str = ""
    status: str = ""
    held: list[str] = []
    own_sections: list[SectionLine] = []
    guardians: list[Relative] = []
    children: list[Relative] = []
    learner: bool = False
    works_here: bool = False
    """They have a role for which there is a second step."""
    sees_consent: bool = False
    stored: bool = False
    reason: str = ""
    bases: list[str] = []
    consents: list[ConsentLine] = []
    outside: list[OutsideLine] = []
    myself: bool = False
    may_change: bool = False
    wrong_word: bool = False
    ready: bool = False
    missing: bool = False
    sent_lines: list[LogLine] = []
    sent_total: int = 0
    sent_offset: int = 0

    async def _fill(self, actor: Actor) -> None:
        found = await person_detail.person_detail(actor, parse_id(self.person_id))
        self._show(found)
        self.learner = "student" in found.view.roles and found.view.status != "erased"
        self.sees_consent = access.allow(actor, "read", "consent", student_id=found.view.person_id).allowed
        if self.learner and self.sees_consent:
            self._show_consent(await privacy.consent_status(actor, found.view.person_id))
        self.works_here = bool(set(found.view.roles) & second_step.STAFF)
        self.myself = found.view.person_id == actor.person_id
        self.may_change = "admin" in actor.roles and found.view.status != "erased"
        if access.allow(actor, "read", "delivery").allowed:
            await self._sent(actor)
        self.wrong_word, self.ready = False, True

    async def _sent(self, actor: Actor) -> None:
        page = await delivery_log.of_person(actor, parse_id(self.person_id), offset=self.sent_offset)
        self.sent_lines, self.sent_total, self.sent_offset = list(page.rows), page.total, page.offset

    @rx.event
    async def turn_sent(self, step: int) -> None:
        """Go one page of what was sent to them back or on."""
        actor = await self._actor("admin", "auditor")
        self.sent_offset = max(0, self.sent_offset + (PAGE if step > 0 else -PAGE))
        await self._sent(actor)

    def _show(self, found: PersonDetail) -> None:
        view = found.view
        self.full_name, self.email, self.status = view.name, view.email, view.status
        self.born = view.birth_date.isoformat() if view.birth_date else ""
        self.held = sorted(view.roles)
        self.own_sections = [
            SectionLine(str(one.section_id), f"{one.title} {one.term}".strip()) for one in found.sections
        ]
        self.guardians = [Relative(str(other), name) for other, name in found.guardians]
        self.children = [Relative(str(other), name) for other, name in found.children]

        self.outside = [
            OutsideLine(
                one.kind, one.key, one.name, one.how, one.linked_at.isoformat(),
                one.used_at.isoformat() if one.used_at else "",
            )
            for one in found.outside
        ]  # fmt: skip

    def _show_consent(self, status: ConsentStatus) -> None:
        self.stored, self.reason = status.decision.allowed, status.decision.reason
        self.bases = list(status.sufficient)
        self.consents = [
            ConsentLine(
                one.basis,
                one.granted_at.isoformat(),
                one.withdrawn_at.isoformat() if one.withdrawn_at else "",
                one.note,
                one.consent_id in status.counting and one.basis in status.sufficient,
            )
            for one in reversed(status.recorded)
        ]

    @rx.event
    async def load(self) -> None:
        """Show the person of the address."""
        actor = await self._enter("admin", "auditor", "operator")
        self.ready = self.missing = False
        self.sent_lines, self.sent_total, self.sent_offset = [], 0, 0
        try:
            self.person_id = str(parse_id(self.router.url.path.rstrip("/").rsplit("/", 1)[-1]))
            await self._fill(actor)
        except (InvalidInputError, NotFoundError):
            self.missing = True

    @rx.event
    async def rename(self, form: dict[str, Any]) -> Any:
        """Correct the name."""
        actor = await self._actor("admin")
        await person_detail.rename(actor, parse_id(self.person_id), str(form.get("name", ""))[:200])
        await self._fill(actor)
        return AppState.thank("person-saved")

    @rx.event
    async def set_roles(self, form: dict[str, Any]) -> Any:
        """Give exactly the ticked roles."""
        actor = await self._actor("admin")
        ticked = [name.removeprefix("role-") for name, value in form.items() if name.startswith("role-") and value]
        await person_detail.set_roles(actor, parse_id(self.person_id), ticked[:10])
        await self._fill(actor)
        return AppState.thank("person-saved")

    @rx.event
    async def give(self, form: dict[str, Any]) -> Any:
        """Record a consent with its basis."""
        actor = await self._actor("admin")
        basis, note = str(form.get("basis", ""))[:40], str(form.get("note", ""))[:400]
        await privacy.give_consent(actor, parse_id(self.person_id), basis, note=note)
        self.taken += 1
        await self._fill(actor)
        return AppState.thank("consent-recorded")

    @rx.event
    async def withdraw(self, basis: str) -> Any:
        """Withdraw a consent."""
        actor = await self._actor("admin")
        await privacy.withdraw_consent(actor, parse_id(self.person_id), str(basis)[:40])
        await self._fill(actor)
        return AppState.thank("consent-withdrawn")

    @rx.event
    async def reset_factor(self) -> Any:
        """Take the second step from somebody who has lost it."""
        actor = await self._actor("admin")
        gone = await second_step.reset(actor, parse_id(self.person_id))
        return AppState.thank("person-factor-gone" if gone else "person-factor-none")

    @rx.event
    async def cut(self, kind: str, key: str) -> Any:
        """Take away that they are known by an account elsewhere."""
        actor = await self._actor("admin")
        await outside_accounts.cut(actor, parse_id(self.person_id), str(kind)[:20], str(key)[:500])
        await self._fill(actor)
        return AppState.thank("outside-cut-done")

    @rx.event
    async def erase(self, form: dict[str, Any]) -> Any:
        """Erase the person once their e-mail address was typed."""
        actor = await self._actor("admin")
        person = parse_id(self.person_id)
        found = await person_detail.person_detail(actor, person)
        typed = str(form.get("word", ""))[:254].strip().casefold()
        self.wrong_word = not typed or typed != found.view.email.casefold()
        if self.wrong_word:
            return None
        await privacy.erase_person(actor, person)
        return [AppState.thank("person-erased"), rx.redirect("/admin/people")]
