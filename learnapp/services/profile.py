"""The signed-in person's own profile: name, language, institution."""

from __future__ import annotations

from dataclasses import dataclass

from learnapp.core.errors import NotSignedInError
from learnapp.core.i18n import known_locale
from learnapp.security import access
from learnapp.security.access import Actor
from learnapp.services import current, people, sessions
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import sections as section_rows


@dataclass(frozen=True, slots=True)
class Me:
    """What the header of every page shows."""

    name: str
    locale: str
    institution: str
    kind: str
    accent_color: str
    theme: str = "system"


async def me(actor: Actor) -> Me:
    """Return the actor's own name, language and institution.

    Raises:
        NotSignedInError: The person is gone.
    """
    access.require(actor, "read", "profile", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        institution = await section_rows.institution(tx.session, actor.tenant_id)
        row = await people_rows.person(tx.session, actor.tenant_id, actor.person_id)
    if institution is None or row is None:
        raise NotSignedInError("Sign in to go on.")
    seen = people.reveal(current().keyring, row)
    return Me(seen.name, row.locale, institution.name, institution.kind, institution.accent_color, row.theme)


async def set_language(actor: Actor, locale: str) -> None:
    """Remember the language a person has chosen."""
    access.require(actor, "update", "profile", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        values: dict[str, object] = {"locale": known_locale(locale)}
        await people_rows.update_person(tx.session, actor.tenant_id, actor.person_id, values)
    sessions.forget_person(actor.person_id)
