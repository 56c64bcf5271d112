"""Learning management systems: connect, check, switch off; and which class a course of theirs stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.integrations.lti.deep_linking import HISTORY
from learnapp.services import content, lms, lms_check, lms_keys, lti_registering, sections
from learnapp.services.lms import PlatformDraft
from learnapp.state.base import AppState, origin_of, parse_id
from learnapp.state.trial_steps import TrialStep, shown

PAGE = 20
CUSTOM = "\n".join(f"{name}={value}" for name, value in HISTORY.items())


@dataclass(frozen=True)
class PlatformLine:
    """One LMS.

    Attributes:
        last: When somebody launched last, ISO 8601, "" for never.
    """

    id: str
    name: str
    product: str
    site: str
    issuer: str
    client_id: str
    status: str
    last: str
    deployments: list[str]


@dataclass(frozen=True)
class CourseLine:
    """A course of an LMS and the class that it stands for."""

    registration: str
    deployment: str
    context: str
    title: str
    section: str
    section_title: str
    last: str


@dataclass(frozen=True)
class InvitedLine:
    """An address at which an LMS may register by itself."""

    id: str
    name: str
    until: str


@dataclass(frozen=True)
class Choice:
    """Something to choose."""

    value: str
    title: str


class LmsState(AppState):
    """The institution's LMSs."""

    platforms: list[PlatformLine] = []
    courses: list[CourseLine] = []
    classes: list[Choice] = []
    studies: list[Choice] = []
    login_url: str = ""
    launch_url: str = ""
    keys_url: str = ""
    custom: str = CUSTOM
    key_since: str = ""
    invited: list[InvitedLine] = []
    made_url: str = ""
    """The address that was just made; it is shown this once."""
    product: str = "canvas"
    checked: str = ""
    """Which LMS the steps below belong to."""
    steps: list[TrialStep] = []
    offset: int = 0
    total: int = 0
    lms_ready: bool = False

    async def _fill(self) -> None:
        actor = await self._enter("admin", "auditor")
        found = await lms.overview(actor, origin_of(self), size=lms.MOST_PLATFORMS)
        told = found.addresses
        self.login_url, self.launch_url, self.keys_url = told.login, told.launch, told.keys
        self.key_since = found.key_since.isoformat() if found.key_since else ""
        self.platforms = [
            PlatformLine(
                str(row.registration_id), row.name, row.product, row.site, row.issuer, row.client_id, row.status,
                row.last_launch_at.isoformat() if row.last_launch_at else "", list(row.deployments),
            )
            for row in found.page.rows
        ]  # fmt: skip
        self.invited = [
            InvitedLine(str(row.invitation_id), row.name, row.expires_at.isoformat())
            for row in await lti_registering.waiting(actor)
        ]
        page = await lms.contexts(actor, offset=self.offset, size=PAGE)
        self.courses = [
            CourseLine(
                str(row.registration_id), row.deployment_id, row.context_id, row.title, str(row.section_id or ""),
                row.section, row.last_launch_at.isoformat(),
            )
            for row in page.rows
        ]  # fmt: skip
        self.offset, self.total, self.lms_ready = page.offset, page.total, True

    @rx.event
    async def load(self) -> None:
        """Show what is connected, and what can be chosen."""
        self.offset, self.checked, self.steps, self.made_url = 0, "", [], ""
        await self._fill()
        self.classes, self.studies = [], []
        if "admin" not in self.roles:
            # Auditors read the page; there is nothing that they choose.
            return
        actor = await self._actor("admin")
        known = await sections.list_sections(actor, size=200)
        self.classes = [Choice(str(row.section_id), row.title) for row in known.rows if row.status == "active"]
        found = await content.list_courses(actor, size=100)
        self.studies = [Choice(f"{row.tenant_id}/{row.course_id}", row.title) for row in found.rows]

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page of courses back or on."""
        self.offset = max(0, self.offset + (PAGE if step > 0 else -PAGE))
        await self._fill()

    @rx.event
    async def choose_product(self, product: str) -> None:
        """Show what has to be filled in for an LMS."""
        await self._actor("admin")
        self.product = product if product in lms.PRODUCTS else "other"

    @rx.event
    async def add(self, form: dict[str, Any]) -> Any:
        """Connect an LMS."""
        actor = await self._actor("admin")
        typed = {name: str(form.get(name, ""))[:600] for name in _TYPED}
        draft = PlatformDraft(**typed, course=_course(form), attested=form.get("attest") == "yes")
        await lms.add(actor, draft)
        self.taken += 1
        await self._fill()
        return AppState.thank("lms-added")

    @rx.event
    async def invite(self, form: dict[str, Any]) -> Any:
        """Make an address at which an LMS registers by itself."""
        actor = await self._actor("admin")
        self.made_url = await lti_registering.invite(
            actor, origin_of(self), name=str(form.get("name", ""))[:600], course=_course(form),
            attested=form.get("attest") == "yes",
        )  # fmt: skip
        self.taken += 1
        await self._fill()
        return AppState.thank("lms-saved")

    @rx.event
    async def revoke(self, invitation: str) -> Any:
        """Take such an address back."""
        await lti_registering.revoke(await self._actor("admin"), parse_id(invitation))
        self.made_url = ""
        await self._fill()
        return AppState.thank("lms-self-revoked")

    @rx.event
    async def deploy(self, form: dict[str, Any]) -> Any:
        """Enter another installation of the LMS that the form names."""
        actor = await self._actor("admin")
        registration = parse_id(form.get("registration", ""))
        await lms.add_deployment(actor, registration, str(form.get("deployment", ""))[:300])
        self.taken += 1
        await self._fill()
        return AppState.thank("lms-saved")

    @rx.event
    async def undeploy(self, registration: str, deployment: str) -> Any:
        """Let an installation launch no longer."""
        await lms.remove_deployment(await self._actor("admin"), parse_id(registration), str(deployment)[:300])
        await self._fill()
        return AppState.thank("lms-saved")

    @rx.event
    async def switch(self, registration: str, on: bool) -> Any:
        """Switch an LMS off, or on."""
        await lms.switch(await self._actor("admin"), parse_id(registration), on=bool(on))
        await self._fill()
        return AppState.thank("lms-saved")

    @rx.event
    async def remove(self, registration: str) -> Any:
        """Forget an LMS."""
        await lms.remove(await self._actor("admin"), parse_id(registration))
        self.checked, self.steps = "", []
        await self._fill()
        return AppState.thank("lms-removed")

    @rx.event
    async def rotate(self) -> Any:
        """Make a new signing key."""
        await lms_keys.rotate(await self._actor("admin"))
        await self._fill()
        return AppState.thank("lms-rotated")

    @rx.event(background=True)
    async def check(self, registration: str) -> None:
        """Try the addresses of an LMS; they may take seconds, and the page stays usable."""
        async with self:
            actor, wanted = await self._actor("admin"), parse_id(registration)
            self.checked, self.steps = str(wanted), []
        found = await lms_check.check(actor, wanted)
        async with self:
            if self.checked == str(wanted):
                self.steps = shown(found)

    @rx.event
    async def connect(self, form: dict[str, Any]) -> Any:
        """Let the course that the form names stand for a class."""
        actor = await self._actor("admin")
        section: UUID | None = parse_id(form["section"]) if form.get("section") else None
        deployment, context = (str(form.get(name, ""))[:300] for name in ("deployment", "context"))
        await lms.connect(actor, parse_id(form.get("registration", "")), deployment, context, section)
        await self._fill()
        return AppState.thank("lms-saved")


_TYPED = (
    "name", "product", "site", "client_id", "deployment_id", "issuer", "auth_url", "token_url", "keys_url", "audience",
)  # fmt: skip


def _course(form: dict[str, Any]) -> tuple[UUID, UUID] | None:
    tenant, _, course = str(form.get("course", "")).partition("/")
    return (parse_id(tenant), parse_id(course)) if course else None
