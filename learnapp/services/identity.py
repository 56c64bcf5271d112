"""Identity: who is signed in, their profile and preferences, API clients; people and sections are reached from here."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.security.access import Actor
from learnapp.security.passwords import check_policy
from learnapp.services import current, notices, sessions, trail
from learnapp.services.api_clients import (
    ClientView,
    create_api_client,
    create_api_client_as_system,
    list_api_clients,
    revoke_api_client,
)
from learnapp.services.people import (
    Created,
    NewPerson,
    PersonView,
    create_person,
    list_people,
    names,
    reset_password,
    reveal,
    set_status,
)
from learnapp.services.person_detail import PersonDetail, person_detail, rename, set_roles
from learnapp.services.sections import close_section, create_section, enrol, list_sections, student_ids, unenrol
from learnapp.services.sessions import (
    SignedIn,
    actor_for_client,
    actor_for_person,
    actor_for_session,
    cookie_token,
    sign_out,
)
from learnapp.services.sign_in import sign_in
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.sections import Institution, Section

__all__ = [
    "ClientView",
    "Created",
    "NewPerson",
    "PersonDetail",
    "PersonView",
    "Profile",
    "Section",
    "SignedIn",
    "actor_for_client",
    "actor_for_person",
    "actor_for_session",
    "change_password",
    "close_section",
    "cookie_token",
    "create_api_client",
    "create_api_client_as_system",
    "create_person",
    "create_section",
    "enrol",
    "list_api_clients",
    "list_people",
    "list_sections",
    "names",
    "person_detail",
    "profile",
    "rename",
    "reset_password",
    "revoke_api_client",
    "set_preferences",
    "set_roles",
    "set_status",
    "sign_in",
    "sign_out",
    "student_ids",
    "unenrol",
]

LOCALES = ("en", "es")
THEMES = ("system", "light", "dark")


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything about the signed-in person that their own pages show.

    Attributes:
        sections: Active sections, by title.
        children: For guardians: (student, name).
    """

    person_id: UUID
    name: str
    email: str
    roles: tuple[str, ...]
    locale: str
    theme: str
    must_change_password: bool
    institution: Institution
    sections: list[Section]
    children: list[tuple[UUID, str]]


async def profile(actor: Actor) -> Profile:
    """Return the actor's own profile.

    Raises:
        NotFoundError: The actor is no person (an API client, the system) or was erased.
    """
    await trail.authorise(actor, "read", "profile", student_id=actor.person_id)
    services = current()
    async with services.db.transaction(actor.tenant_id) as tx:
        wanted = [actor.person_id, *sorted(actor.students)]
        rows = await people_rows.people_by_id(tx.session, actor.tenant_id, wanted)
        institution = await section_rows.institution(tx.session, actor.tenant_id)
        mine = await section_rows.sections_by_id(tx.session, actor.tenant_id, sorted(actor.sections))
        await trail.disclosed(actor, actor.students, "name", session=tx.session)
    me = rows.get(actor.person_id)
    if me is None or institution is None:
        raise NotFoundError("This account does not exist any more. Sign in again.")
    view = reveal(services.keyring, me)
    children = [
        (child, reveal(services.keyring, rows[child]).name) for child in sorted(actor.students) if child in rows
    ]
    return Profile(
        me.person_id,
        view.name,
        view.email,
        me.roles,
        me.locale,
        me.theme,
        me.must_change_password,
        institution,
        mine,
        children,
    )


async def set_preferences(actor: Actor, *, locale: str | None = None, theme: str | None = None) -> None:
    """Change the actor's language or theme.

    Raises:
        InvalidInputError: A language or theme that does not exist.
    """
    await trail.authorise(actor, "update", "profile", student_id=actor.person_id)
    values: dict[str, object] = {}
    if locale is not None:
        if locale not in LOCALES:
            raise InvalidInputError(f"Choose one of these languages: {', '.join(LOCALES)}.")
        values["locale"] = locale
    if theme is not None:
        if theme not in THEMES:
            raise InvalidInputError(f"Choose one of these themes: {', '.join(THEMES)}.")
        values["theme"] = theme
    if values:
        async with current().db.transaction(actor.tenant_id) as tx:
            await people_rows.update_person(tx.session, actor.tenant_id, actor.person_id, values)
        sessions.forget_person(actor.person_id)


async def change_password(actor: Actor, old: str, new: str) -> None:
    """Change the actor's own password and end the other sessions.

    Raises:
        InvalidInputError: The old one is wrong (code `wrong_password`), or the new one is too weak.
        RateLimitedError: Too many attempts.
    """
    await trail.authorise(actor, "update", "profile", student_id=actor.person_id)
    services = current()
    key = ("password", actor.person_id.hex)
    await sessions.limiter().hit(services.settings.rate_limit_sign_in, *key)
    async with services.db.transaction(actor.tenant_id) as tx:
        row = await people_rows.person(tx.session, actor.tenant_id, actor.person_id)
    right, _ = await sessions.verify_password(old, row.password_hash if row else None)
    if row is None or not right:
        raise WrongPasswordError("The present password is wrong. Type it again.")
    view = reveal(services.keyring, row)
    check_policy(new, roles=frozenset(row.roles), email=view.email, name=view.name)
    if new == old:
        raise InvalidInputError("The new password is the old one. Choose another.")
    hashed = await sessions.hash_password(new)
    async with services.db.transaction(actor.tenant_id) as tx:
        await people_rows.update_person(
            tx.session,
            actor.tenant_id,
            actor.person_id,
            {"password_hash": hashed, "must_change_password": False, "password_until": None},
        )
        await trail.audit(
            actor, "person.change_password", "person",
            object_id=actor.person_id, subject_id=actor.person_id, session=tx.session,
        )  # fmt: skip
        await notices.tell(
            tx.session, actor.tenant_id, "account", [actor.person_id], arguments={"state": "password"}
        )  # fmt: skip
    await sessions.end_all(actor.tenant_id, actor.person_id, keep=actor.session_hash)


class WrongPasswordError(InvalidInputError):
    """The present password is not right."""

    code = "wrong_password"
