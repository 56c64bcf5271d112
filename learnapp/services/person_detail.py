"""One person as an administrator sees and corrects them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.security.access import Actor
from learnapp.services import current, outside_accounts, sessions, trail
from learnapp.services.outside_accounts import OutsideAccount
from learnapp.services.people import GIVEN_BY_SYSTEM, PersonView, check_roles, clean_name, open_key, reveal
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.sections import Section


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """A person with what surrounds them.

    Attributes:
        view: The person, with the birth date.
        sections: Active sections.
        guardians: (person, name) of a student's guardians.
        children: (person, name) of a guardian's students.
        outside: Accounts elsewhere by which they are known.
    """

    view: PersonView
    sections: list[Section]
    guardians: list[tuple[UUID, str]]
    children: list[tuple[UUID, str]]
    outside: list[OutsideAccount]


async def person_detail(actor: Actor, person_id: UUID) -> PersonDetail:
    """Return one person; a student's record is disclosed by this and the trail says so.

    Raises:
        ForbiddenError: The actor may not read people.
        NotFoundError: No such person here.
    """
    await trail.authorise(actor, "read", "person", student_id=person_id)
    services = current()
    async with services.db.reading(actor.tenant_id) as batch:
        standing = await people_rows.standing(batch, actor.tenant_id, person_id)
    async with services.db.transaction(actor.tenant_id) as tx:
        row = await people_rows.person(tx.session, actor.tenant_id, person_id)
        if row is None:
            raise NotFoundError("There is no such person in your institution. Choose one from the list.")
        family = await people_rows.family(tx.session, actor.tenant_id, person_id)
        others = await people_rows.people_by_id(tx.session, actor.tenant_id, [other for other, _ in family])
        theirs = standing.sections if standing else frozenset()
        sections = await section_rows.sections_by_id(tx.session, actor.tenant_id, sorted(theirs))
        outside = await outside_accounts.of_person(tx.session, actor.tenant_id, person_id)
        if "student" in row.roles:
            await trail.disclosed(actor, person_id, "person", session=tx.session)
    shown = {other: reveal(services.keyring, found).name for other, found in others.items()}
    return PersonDetail(
        reveal(services.keyring, row, birth_date=True),
        sections,
        [(other, shown[other]) for other, role in family if role == "guardian" and other in shown],
        [(other, shown[other]) for other, role in family if role == "student" and other in shown],
        outside,
    )


async def set_roles(actor: Actor, person_id: UUID, roles: Iterable[str]) -> None:
    """Give a person exactly these roles; it counts at once. A role that the actor cannot give, they cannot take.

    Raises:
        InvalidInputError: No role, one that the actor cannot give, or the actor would lose the own admin role.
        NotFoundError: No such person here.
    """
    await trail.authorise(actor, "update", "person")
    wanted = check_roles(actor, roles)
    if person_id == actor.person_id and "admin" not in wanted:
        raise InvalidInputError("You cannot take the admin role from yourself. Ask another administrator.")
    services = current()
    async with services.db.transaction(actor.tenant_id) as tx:
        row = await people_rows.person(tx.session, actor.tenant_id, person_id)
        if row is None or row.status == "erased":
            raise NotFoundError("There is no such person in your institution. Choose one from the list.")
        kept = frozenset() if actor.kind == "system" else GIVEN_BY_SYSTEM
        gone = sorted(set(row.roles) - set(wanted) - kept)
        new = sorted(set(wanted) - set(row.roles))
        await people_rows.revoke_roles(tx.session, actor.tenant_id, person_id, gone)
        await people_rows.grant_roles(
            tx.session, actor.tenant_id, [(person_id, role) for role in new], actor.person_id, services.clock.now()
        )
        await trail.audit(
            actor,
            "person.set_roles",
            "person",
            object_id=person_id,
            subject_id=person_id,
            detail={"given": new, "taken": gone},
            session=tx.session,
        )
    sessions.forget_person(person_id)


async def rename(actor: Actor, person_id: UUID, name: str) -> None:
    """Correct a person's name.

    Raises:
        InvalidInputError: The name is not acceptable.
        NotFoundError: No such person here.
    """
    await trail.authorise(actor, "update", "person")
    name = clean_name(name)
    services = current()
    async with services.db.transaction(actor.tenant_id) as tx:
        row = await people_rows.person(tx.session, actor.tenant_id, person_id)
        key = open_key(services.keyring, row) if row is not None else None
        if key is None:
            raise NotFoundError("There is no such person in your institution. Choose one from the list.")
        values: dict[str, object] = {"name_enc": key.encrypt("name", name)}
        await people_rows.update_person(tx.session, actor.tenant_id, person_id, values)
        await trail.audit(
            actor, "person.rename", "person", object_id=person_id, subject_id=person_id, session=tx.session
        )
