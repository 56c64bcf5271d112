"""What is begun once: a second press on the same button leads to what the first one has begun."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from learnapp.services import current
from learnapp.services.draft_documents import ItemDocument, from_json
from learnapp.storage.db import Transaction
from learnapp.storage.repositories import drafts, structures
from learnapp.storage.repositories.structures import Facts

ONE_PRESS = timedelta(seconds=10)
"""The same, begun by the same person within this time, is one press too many."""


async def item(tx: Transaction, person: UUID, course_id: UUID, document: ItemDocument) -> UUID | None:
    """Return what a person has begun a moment ago word for word as `document`; a second press waits for the first.

    Args:
        tx: The transaction in which it is begun otherwise.
        person: Who begins it.
        course_id: The course.
        document: As it would be begun; only its id may differ.
    """
    await drafts.begin_alone(tx.session, tx.tenant_id, person)
    since = current().clock.now() - ONE_PRESS
    found = await drafts.just_begun(tx.session, tx.tenant_id, course_id, person, since)
    wanted = _without_id(document)
    return next((one.content_id for one in found if _without_id(from_json(one.document)) == wanted), None)


def _without_id(document: ItemDocument) -> ItemDocument:
    return replace(document, source_ref="")


async def course(tx: Transaction, person: UUID, facts: Facts) -> UUID | None:
    """Return the course that a person has begun a moment ago with these facts; arguments as in `item`."""
    await drafts.begin_alone(tx.session, tx.tenant_id, person)
    return await structures.just_begun(tx.session, tx.tenant_id, person, facts, current().clock.now() - ONE_PRESS)
