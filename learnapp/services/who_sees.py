"""Who can see this student? Everybody who stands in some relation to them is put to the policy; it answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from learnapp.core.errors import NotFoundError
from learnapp.core.paging import Page, page_of
from learnapp.security.access import ROLES, Actor, allow, rules
from learnapp.services import current, people, trail
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import tutor_rules
from learnapp.storage.repositories import who_sees as rows
from learnapp.storage.repositories.who_sees import Candidate

THINGS = (
    "student_record", "class_board", "assignment", "accommodation", "goal", "learning_request", "roster", "person",
    "consent", "discussion", "tutor_conversation", "intervention", "note", "statement",
    "learning_event", "export",
)  # fmt: skip
"""What of a student can be seen, what tells most first."""
_ORDER = ("instructor", "assistant", "guardian", "admin", "auditor", "operator", "client", "student")
PAGE = 50


@dataclass(frozen=True, slots=True)
class Seer:
    """Somebody who can see something of a student now.

    Attributes:
        name: Their name; "" for classmates, who are one line per class.
        role: A role, or `client` for a program of another system.
        via: Titles of the classes it is by; empty where it is for the whole institution, or a guardian's link.
        things: What they can see, of `THINGS`.
        rules: Names of the rules of the policy that say so.
        since: Since when; None where nobody has noted it.
        last: When they last looked, as the trail has it; None: never, or not since it is kept.
        count: How many people the line stands for.
    """

    name: str
    role: str
    via: tuple[str, ...]
    things: tuple[str, ...]
    rules: tuple[str, ...]
    since: datetime | None
    last: datetime | None
    count: int = 1


@dataclass(frozen=True, slots=True)
class WhoSees:
    """The answer for one student.

    Attributes:
        name: The student's.
        own: Whether the reader is that student.
        child: Whether the reader is their guardian.
        earlier: (name, when) of who has looked and may not any more.
    """

    name: str
    own: bool
    child: bool
    page: Page[Seer]
    earlier: list[tuple[str, datetime]]


def _wide() -> list[str]:
    """Return the roles for which the policy lets something of `THINGS` be read in the whole institution."""
    found = {
        subject
        for subject, relation, thing, action, _ in rules()
        if relation in ("tenant", "supported") and action == "read" and thing in THINGS
    }
    return sorted(found & ROLES)


def _asked(
    actor: Actor, student: UUID, sections: Iterable[UUID], things: Iterable[str] = THINGS
) -> tuple[dict[str, set[UUID]], set[str]]:
    """Ask about every thing; return thing → the sections by which it is seen (empty: without one), and the rules."""
    seen: dict[str, set[UUID]] = {}
    names: set[str] = set()
    for thing in things:
        whole = allow(actor, "read", thing, student_id=student)
        if whole.allowed:
            seen[thing] = set()
            names.add(whole.rule)
            continue
        for section in sections:
            near = allow(actor, "read", thing, section_id=section, student_id=student)
            if near.allowed:
                seen.setdefault(thing, set()).add(section)
                names.add(near.rule)
    return seen, names


def _as_actor(tenant: UUID, student: UUID, one: Candidate, role: str) -> Actor:
    """Return a candidate as the policy would meet them, in one of their roles."""

    def of(kind: str, *, trusted: bool = False) -> frozenset[UUID]:
        return frozenset(section for section, held, _, may in one.enrolled if held == kind and (may or not trusted))

    return Actor(
        tenant, one.person_id, roles=frozenset({role}), sections=frozenset(section for section, *_ in one.enrolled),
        students=frozenset({student}) if one.guardian and role == "guardian" else frozenset(),
        taught=of("instructor"), assisted=of("assistant"), trusted=of("assistant", trusted=True),
        supported=one.supported_since is not None and role == "operator",
    )  # fmt: skip


def _since(one: Candidate, role: str, by: set[UUID]) -> datetime | None:
    if role == "guardian":
        return one.linked_at
    if role == "operator":
        return one.supported_since
    near = [since for section, held, since, _ in one.enrolled if section in by and held == role]
    return min(near) if near else one.granted.get(role)


async def who_sees(actor: Actor, student_id: UUID, *, offset: int = 0, size: int = PAGE) -> WhoSees:
    """Return everybody who can see something of a student, by which class or link, what, since when, and last when.

    Raises:
        ForbiddenError: The actor is neither the student, nor a guardian of theirs, nor an admin or auditor.
        NotFoundError: No such student here.
    """
    await trail.authorise(actor, "read", "access_list", student_id=student_id)
    services, tenant = current(), actor.tenant_id
    async with services.db.transaction(tenant) as tx:
        student = await people_rows.person(tx.session, tenant, student_id)
        if student is None or student.status == "erased" or "student" not in student.roles:
            raise NotFoundError("There is no such student in your institution. Choose one from the list.")
        sections = await rows.sections_of(tx.session, tenant, student_id)
        found = await rows.candidates(
            tx.session, tenant, student_id, [section for section, *_ in sections], _wide(), services.clock.now()
        )
        looks = await rows.last_looks(tx.session, tenant, student_id)
        kept = (await tutor_rules.policy(tx.session, tenant)).readers == "nobody"
        sealed = await people_rows.people_by_id(tx.session, tenant, {one.person_id for one in found} | set(looks))
        await trail.disclosed(actor, student_id, "access_list", session=tx.session)
    names = {person: people.reveal(services.keyring, row).name for person, row in sealed.items()}
    titles = {section: title for section, title, _ in sections}
    things = [one for one in THINGS if one != "tutor_conversation" or not kept]
    seers: list[Seer] = []
    still: set[UUID] = set()
    for one in found:
        for role in sorted(one.granted):
            seen, why = _asked(_as_actor(tenant, student_id, one, role), student_id, titles, things)
            if not seen:
                continue
            still.add(one.person_id)
            by = {section for places in seen.values() for section in places}
            seers.append(
                Seer(
                    names.get(one.person_id, people.ERASED_NAME), role,
                    tuple(titles[section] for section in sorted(by, key=lambda each: titles[each])),
                    tuple(seen), tuple(sorted(why)), _since(one, role, by), looks.get(one.person_id),
                )
            )  # fmt: skip
    seers += _classmates(tenant, student_id, sections)
    clients, their_ids = await _clients(tenant, student_id, list(titles), looks)
    seers += clients
    seers.sort(key=lambda each: (_ORDER.index(each.role), each.name.casefold(), each.via))
    earlier = [(names[who], at) for who, at in looks.items() if who not in still | their_ids and who in names]
    earlier.sort(key=lambda pair: pair[1], reverse=True)
    return WhoSees(
        people.reveal(services.keyring, student).name, actor.person_id == student_id, student_id in actor.students,
        page_of(seers, offset, size), earlier[:20],
    )  # fmt: skip


def _classmates(tenant: UUID, student: UUID, sections: list[tuple[UUID, str, int]]) -> list[Seer]:
    """Return one line for the classmates of each class: they all stand in the same relation."""
    lines = []
    for section, title, count in sections:
        mate = Actor(tenant, UUID(int=1), roles=frozenset({"student"}), sections=frozenset({section}))
        seen, why = _asked(mate, student, [section])
        if seen and count:
            lines.append(Seer("", "student", (title,), tuple(seen), tuple(sorted(why)), None, None, count))
    return lines


async def _clients(
    tenant: UUID, student: UUID, sections: list[UUID], looks: dict[UUID, datetime]
) -> tuple[list[Seer], set[UUID]]:
    """Return the API clients that can see something: programs of other systems that an admin has let in."""
    lines, known = [], set()
    now = current().clock.now()
    for client in await current().db.directory.list_api_secrets(tenant):
        over = client.expires_at is not None and client.expires_at <= now
        if client.client_id in known or client.disabled_at is not None or over:
            continue
        program = Actor(tenant, client.client_id, kind="client", scopes=frozenset(client.scopes))
        seen, why = _asked(program, student, sections)
        known.add(client.client_id)
        if seen:
            lines.append(
                Seer(
                    client.name, "client", (), tuple(seen), tuple(sorted(why)), client.created_at,
                    looks.get(client.client_id),
                )
            )  # fmt: skip
    return lines, known
