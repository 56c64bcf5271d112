"""What the claims of a provider mean, as an admin says it and tries it out."""

from __future__ import annotations

import json
from collections.abc import Mapping as AnyMapping
from uuid import UUID

from learnapp.core.errors import InvalidInputError
from learnapp.integrations.oidc import claims as claims_of
from learnapp.integrations.oidc.claims import ADMIN_ROLES, ROLES, Mapping, Read
from learnapp.security.access import Actor
from learnapp.services import current, people, trail
from learnapp.services.sign_on_arrival import TRIAL
from learnapp.services.sign_on_settings import TRIAL_LASTS, provider_of
from learnapp.storage.repositories import sign_on as rows
from learnapp.storage.repositories.sign_on import ProviderRow

MOST_WORDS, MOST_PASTED = 200, 20_000
NAMES = ("name", "email", "role", "section", "subject", "tenant", "tenant_is")
"""Fields of a mapping that are typed as one line."""


def read_words(text: str) -> dict[str, str]:
    """Return word -> role from lines like `teachers = instructor`.

    Raises:
        InvalidInputError: A line is none, names an unknown role, or there are too many.
    """
    made: dict[str, str] = {}
    for line in text.splitlines():
        word, mark, role = (part.strip() for part in line.rpartition("="))
        if not line.strip():
            continue
        if not mark or not word or len(word) > 200 or role.lower() not in (*ROLES, *ADMIN_ROLES):
            allowed = ", ".join((*ROLES, *ADMIN_ROLES))
            raise InvalidInputError(f"Write each line like: teachers = instructor. Roles are {allowed}.")
        made[word.lower()] = role.lower()
    if len(made) > MOST_WORDS:
        raise InvalidInputError(f"At most {MOST_WORDS} words can be mapped. Use broader groups.")
    return made


def checked_mapping(fields: AnyMapping[str, str], words: str) -> Mapping:
    """Return a mapping from what an admin has typed.

    Raises:
        InvalidInputError: Something is not acceptable.
    """
    names = {name: str(fields.get(name, "")).strip() for name in NAMES}
    if any(len(one) > 200 or not one.isprintable() for one in names.values()):
        raise InvalidInputError("The name of a claim is short and has ordinary characters only.")
    if bool(names["tenant"]) != bool(names["tenant_is"].replace(",", "").strip()):
        raise InvalidInputError("Give both: the claim that says which school, and what it says of yours. Or neither.")
    usual = str(fields.get("usual", ""))
    if usual not in ("", *ROLES):
        raise InvalidInputError("New accounts begin as students, as teachers, or only by a word of the role claim.")
    return Mapping(**names, roles=read_words(words), usual=usual)


async def set_mapping(actor: Actor, provider_id: UUID, fields: AnyMapping[str, str], words: str) -> None:
    """Say what the claims of a provider mean.

    Args:
        actor: An admin.
        provider_id: The provider.
        fields: Those of `NAMES`; usual: a role.
        words: Lines like `teachers = instructor`.

    Raises:
        ForbiddenError: The actor may not change how people sign in.
        InvalidInputError: Something typed is not acceptable.
        NotFoundError: There is no such provider.
    """
    await trail.authorise(actor, "update", "sign_on")
    mapping = checked_mapping(fields, words)
    await provider_of(actor, provider_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.change_provider(tx.session, actor.tenant_id, provider_id, {"mapping": mapping.stored()})
        given = sorted(set(mapping.roles.values()))
        await trail.audit(
            actor, "sign_on.map", "sign_on", object_id=provider_id, session=tx.session,
            detail={"roles": given, "usual": mapping.usual, "words": len(mapping.roles)},
        )  # fmt: skip


async def try_claims(actor: Actor, provider_id: UUID, pasted: str) -> tuple[Read, list[tuple[str, str]]]:
    """Return what claims say under the mapping that is kept; they are not kept, and do not go into a log.

    Args:
        actor: An admin.
        provider_id: The provider.
        pasted: Claims as JSON; empty: those of the actor's own trial.

    Returns:
        What is read, and the claims themselves as (name, value).

    Raises:
        ForbiddenError: The actor may not change how people sign in.
        InvalidInputError: The text is no claims, or nothing was tried within the hour.
        NotFoundError: There is no such provider.
    """
    await trail.authorise(actor, "update", "sign_on")
    row = await provider_of(actor, provider_id)
    text = pasted.strip() or await _trial(actor, row)
    if len(text) > MOST_PASTED:
        raise InvalidInputError("This is too long to be one person's claims. Paste one JSON object.")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInputError('This is no JSON. Paste one object like {"name": "Ana Gil"}.') from error
    if not isinstance(found, dict):
        raise InvalidInputError('This is no set of claims. Paste one object like {"name": "Ana Gil"}.')
    read = claims_of.read(found, Mapping.of(row.mapping), admin_roles=row.admin_roles)
    shown = [(str(name)[:100], json.dumps(value, ensure_ascii=False)[:300]) for name, value in found.items()]
    return read, sorted(shown)[:100]


async def _trial(actor: Actor, row: ProviderRow) -> str:
    at = row.trial_at
    if row.trial_enc is None or row.trial_by != actor.person_id or at is None:
        raise InvalidInputError("Try the provider with your own account first, or paste claims.")
    if at < current().clock.now() - TRIAL_LASTS:
        raise InvalidInputError("Your trial is too long ago. Try the provider again, or paste claims.")
    async with current().db.transaction(actor.tenant_id) as tx:
        key = await people.tenant_key(tx.session, actor.tenant_id)
    return key.open(f"{TRIAL}/{row.provider_id}", row.trial_enc).decode()
