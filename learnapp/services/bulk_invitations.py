"""Inviting many by their addresses: a list is looked at line by line, and each gets a link that only they can use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError, TooLargeError
from learnapp.core.paging import Page, bounded
from learnapp.core.table_words import heads
from learnapp.integrations.mail import MailRefusedError
from learnapp.security.access import Actor
from learnapp.security.crypto import TenantKey, normalise_email
from learnapp.security.letters import Words, linked
from learnapp.security.spreadsheet import write_csv
from learnapp.security.tokens import invitation_code
from learnapp.services import (
    current,
    delivery_messages,
    invitations,
    mailing,
    message_templates,
    people,
    sessions,
    trail,
)
from learnapp.storage import outbox
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import invitations as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.invitations import PersonalRow

MOST = 1_000
PURPOSE = "invitation-address"
_ROLES = {
    "student": "student", "estudiante": "student", "instructor": "instructor", "teacher": "instructor",
    "docente": "instructor", "assistant": "assistant", "ayudante": "assistant",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListedLine:
    """One line of a list.

    Attributes:
        state: ready, or why it is left out: malformed, twice, here (in the class already), invited (a link of theirs
            still works), role or section (there is none such).
    """

    number: int
    email: str
    role: str
    section_id: UUID | None
    section: str
    state: str


@dataclass(frozen=True, slots=True)
class Invited:
    """What became of a list.

    Attributes:
        links: (address, code) where no mail is set up; shown once, stored nowhere.
        by_mail: Whether the worker sends the links.
    """

    batch_id: UUID
    count: int
    links: list[tuple[str, str]]
    by_mail: bool


@dataclass(frozen=True, slots=True)
class PersonalView:
    """One invitation by address; `state` is open, used, expired, revoked or closed; the address is gone once used.

    Attributes:
        returned_at: When its letter came back; None: it did not, as far as anybody has told.
    """

    invitation_id: UUID
    email: str
    role: str
    section: str
    state: str
    created_at: datetime
    sent_at: datetime | None
    expires_at: datetime
    returned_at: datetime | None


def _cells(line: str) -> list[str]:
    separator = max(",;\t", key=line.count)
    return [cell.strip().strip('"') for cell in line.split(separator)]


async def look(actor: Actor, typed: str, *, role: str, section_id: UUID) -> list[ListedLine]:
    """Return what a list says, line by line: `address`, or `address, role, class`.

    Args:
        actor: Who invites.
        typed: The list.
        role: What people become whose line names nothing.
        section_id: Where they go whose line names no class.

    Raises:
        ForbiddenError: The actor may not invite there.
        NotFoundError: No such open class here.
        TooLargeError: More than 1,000 lines.
    """
    await trail.authorise(actor, "create", invitations.resource(role), section_id=section_id)
    lines = [(number, line) for number, line in enumerate(typed.splitlines(), 1) if line.strip()]
    if len(lines) > MOST:
        raise TooLargeError(f"A list has at most {MOST} lines. Split it and invite the parts.")
    services, tenant = current(), actor.tenant_id
    async with services.db.transaction(tenant) as tx:
        titles = await section_rows.section_titles(tx.session, tenant)
        names = {section: title for title, section in titles}
        if section_id not in names:
            raise NotFoundError("There is no such open class. Choose one of the list.")
        found: list[ListedLine] = []
        seen: set[tuple[str, UUID | None]] = set()
        for number, line in lines:
            one = _read(number, _cells(line), role, section_id, titles, names)
            if one.state == "ready" and (one.email, one.section_id) in seen:
                one = ListedLine(number, one.email, one.role, one.section_id, one.section, "twice")
            seen.add((one.email, one.section_id))
            found.append(one)
        return await _standing(tx.session, actor, found)


def _read(
    number: int, cells: list[str], role: str, section: UUID, titles: list[tuple[str, UUID]], names: dict[UUID, str]
) -> ListedLine:
    shown = cells[0][:80]
    try:
        email = normalise_email(cells[0])
    except InvalidInputError:
        return ListedLine(number, shown, role, section, names[section], "malformed")
    if len(cells) > 1 and cells[1]:
        role = _ROLES.get(cells[1].casefold(), "")
        if not role:
            return ListedLine(number, email, cells[1][:40], section, names[section], "role")
    if len(cells) > 2 and cells[2]:
        named = [own for title, own in titles if title.casefold() == cells[2].casefold()]
        if len(named) != 1:
            return ListedLine(number, email, role, None, cells[2][:80], "section")
        section = named[0]
    return ListedLine(number, email, role, section, names[section], "ready")


async def _standing(session: AsyncSession, actor: Actor, lines: list[ListedLine]) -> list[ListedLine]:
    """Mark who is in the class already, and who has a link that works."""
    services, tenant = current(), actor.tenant_id
    keyring = services.keyring
    by_lookup = {
        look: line.email for line in lines if line.state == "ready" for look in keyring.email_lookups(line.email)
    }
    here = await people_rows.people_by_lookup(session, tenant, list(by_lookup))
    ids = {people.reveal(keyring, row).email: row.person_id for row in here}
    enrolled = await section_rows.active_enrolments(session, tenant, list(ids.values()))
    open_ones = await rows.open_for(session, tenant, list(by_lookup), services.clock.now())
    invited = {(by_lookup[look], section) for look, section in open_ones if look in by_lookup}
    marked = []
    for line in lines:
        state = line.state
        if state == "ready" and (line.section_id, ids.get(line.email)) in enrolled:
            state = "here"
        elif state == "ready" and (line.email, line.section_id) in invited:
            state = "invited"
        marked.append(ListedLine(line.number, line.email, line.role, line.section_id, line.section, state))
    return marked


async def invite(
    actor: Actor, typed: str, *, role: str, section_id: UUID, days: int = invitations.DAYS, attest: bool = False
) -> Invited:
    """Invite everybody of a list whose line is ready; the others are left out.

    Args:
        actor: Who invites: an admin, or for students who teaches the class.
        typed: The list; see `look`.
        role: What people become whose line names nothing.
        section_id: Where they go whose line names no class.
        days: How long the links work.
        attest: The institution's contract covers them, but for children under 13.

    Raises:
        ForbiddenError: The actor may not invite somebody of the list, or speak for the institution.
        InvalidInputError: Nobody of the list can be invited, or the days are out of range.
        RateLimitedError: The institution has invited too many today.
    """
    lines = [one for one in await look(actor, typed, role=role, section_id=section_id) if one.state == "ready"]
    if not lines:
        raise InvalidInputError("Nobody of this list can be invited. Look at the lines, correct them and try again.")
    if not 1 <= days <= invitations.MOST_DAYS:
        raise InvalidInputError(f"A link works for 1 to {invitations.MOST_DAYS} days. Choose a number between them.")
    for kind, section in {(invitations.resource(one.role), one.section_id) for one in lines}:
        await trail.authorise(actor, "create", kind, section_id=section)
    if attest:
        await trail.authorise(actor, "give", "consent")
    services, tenant, batch = current(), actor.tenant_id, uuid7()
    await sessions.limiter().hit(services.settings.rate_limit_invitations, "invite", tenant.hex, cost=len(lines))
    now, links = services.clock.now(), list[tuple[str, str]]()
    async with services.db.transaction(tenant) as tx:
        key = await people.tenant_key(tx.session, tenant)
        for one in lines:
            assert one.section_id is not None  # noqa: S101 - a line that is ready has one
            own, code = uuid7(), invitation_code()
            await rows.add(
                tx.session, tenant, own, services.keyring.lookup(invitations.KIND, code), section=one.section_id,
                role=one.role, attested=attest and one.role == "student", max_uses=1, by=actor.person_id, now=now,
                expires=now + timedelta(days=days),
            )  # fmt: skip
            await rows.make_personal(
                tx.session, tenant, own, batch, key.seal(PURPOSE, one.email.encode()),
                services.keyring.email_lookup(one.email),
            )  # fmt: skip
            links.append((one.email, code))
        await trail.audit(
            actor, "invitation.create", "invitation", object_id=batch, detail={"people": len(lines), "days": days},
            session=tx.session,
        )  # fmt: skip
    return await _hand_out(tenant, batch, links)


async def _hand_out(tenant: UUID, batch: UUID, links: list[tuple[str, str]]) -> Invited:
    """Let the worker send the links where mail is set up; it makes codes of its own, so none is stored on the way."""
    if not await mailing.possible(tenant):
        return Invited(batch, len(links), links, False)
    async with current().db.raw(tenant) as conn:
        await outbox.enqueue(conn, "send_invitations", tenant, batch_id=batch)
    return Invited(batch, len(links), [], True)


async def list_personal(actor: Actor, *, offset: int = 0, size: int = 25) -> Page[PersonalView]:
    """Return a page of the institution's invitations by address, newest first.

    Raises:
        ForbiddenError: The actor is no admin.
    """
    await trail.authorise(actor, "create", "staff_invitation")
    offset, size = bounded(offset, size)
    now, tenant = current().clock.now(), actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        key = await people.tenant_key(tx.session, tenant)
        found, total = await rows.personal(tx.session, tenant, now, offset=offset, size=size)
    return Page([_view(key, row) for row in found], total, offset, size)


def _view(key: TenantKey, row: PersonalRow) -> PersonalView:
    email = key.open(PURPOSE, row.email_enc).decode() if row.email_enc else ""
    return PersonalView(
        row.invitation_id, email, row.role, row.section, row.state, row.created_at, row.sent_at, row.expires_at,
        row.returned_at,
    )  # fmt: skip


async def resend(actor: Actor, invitation_id: UUID, *, days: int = invitations.DAYS) -> Invited:
    """Give somebody a new link in place of theirs, which works no longer.

    Raises:
        ConflictError: They have joined already, or it was withdrawn.
        ForbiddenError: The actor may not.
        NotFoundError: No such invitation here.
        RateLimitedError: The institution has invited too many today.
    """
    await trail.authorise(actor, "create", "staff_invitation")
    services, tenant, batch = current(), actor.tenant_id, uuid7()
    await sessions.limiter().hit(services.settings.rate_limit_invitations, "invite", tenant.hex)
    code = invitation_code()
    async with services.db.transaction(tenant) as tx:
        key = await people.tenant_key(tx.session, tenant)
        row = await rows.personal_one(tx.session, tenant, invitation_id, services.clock.now())
        if row is None:
            raise NotFoundError("There is no such invitation. Reload the page.")
        if row.state not in ("open", "expired") or row.email_enc is None:
            raise ConflictError("They have joined already, or the invitation was withdrawn. Invite them anew.")
        ends = services.clock.now() + timedelta(days=days)
        await rows.renew(
            tx.session, tenant, invitation_id, services.keyring.lookup(invitations.KIND, code), batch, ends
        )
        email = key.open(PURPOSE, row.email_enc).decode()
        await trail.audit(actor, "invitation.again", "invitation", object_id=invitation_id, session=tx.session)
    return await _hand_out(tenant, batch, [(email, code)])


def links_csv(links: Sequence[tuple[str, str]], origin: str, locale: str = "en") -> str:
    """Return links to hand out as CSV."""
    return write_csv(heads(locale, "email", "link"), [(email, f"{origin}/join/{code}") for email, code in links])


async def work(tenant_id: UUID, batch_id: UUID) -> None:
    """Send the links of a batch that were not sent yet; called by the job, which tries again what could not go.

    Raises:
        UnavailableError: The mail server is away.
    """
    services = current()
    origin = mailing.origin()
    async with services.db.transaction(tenant_id) as tx:
        institution = await section_rows.institution(tx.session, tenant_id)
        key = await people.tenant_key(tx.session, tenant_id)
        route = await mailing.route_of(tx.session, tenant_id)
        waiting = await rows.unsent(tx.session, tenant_id, batch_id, services.clock.now())
        templates = await message_templates.of_institution(tx.session, tenant_id)
    if institution is None or route is None:
        return
    for row in waiting:
        if row.email_enc is None:
            continue
        email, code, message = key.open(PURPOSE, row.email_enc).decode(), invitation_code(), uuid7()
        async with services.db.transaction(tenant_id) as tx:
            # The link of this letter takes the place of any before it: a letter that went twice leaves one that works.
            await rows.renew(
                tx.session,
                tenant_id,
                row.invitation_id,
                services.keyring.lookup(invitations.KIND, code),
                batch_id,
                row.expires_at,
                message,
            )
        values = {
            "school": Words(institution.name), "section": Words(row.section), "link": linked(f"{origin}/join/{code}"),
        }  # fmt: skip
        words = message_templates.written(templates, "invitation", institution.locale, values)
        letter = mailing.letter_of(
            route, institution.name, email, words, institution.locale,
            message_id=delivery_messages.mail_id(key, message, route.sender),
            envelope=delivery_messages.return_path(key, message, route),
        )  # fmt: skip
        try:
            await mailing.send(route, letter)
        except MailRefusedError:
            # The server will never take this address: the list shows that it was not sent.
            continue
        async with services.db.transaction(tenant_id) as tx:
            await rows.sent(tx.session, tenant_id, row.invitation_id, services.clock.now())
