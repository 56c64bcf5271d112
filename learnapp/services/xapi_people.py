"""Who is meant by an agent of a statement: keyed marks by which somebody is found without being readable."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import InvalidInputError
from learnapp.integrations.xapi import recognise
from learnapp.integrations.xapi.reading import identifier
from learnapp.security.crypto import TenantKey, normalise_email
from learnapp.services import current, open_data, people
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import open_data as open_rows
from learnapp.storage.repositories import xapi as rows
from learnapp.storage.repositories import xapi_documents as document_rows

_MOST = 100_000
_BYTES = 16


class Marks:
    """Makes the marks of one institution.

    Args:
        key: The institution's key.
    """

    def __init__(self, key: TenantKey) -> None:
        self._key = key.derived("xapi")

    def of(self, text: str) -> bytes:
        """Return the mark of an identifier, or of anything else that is one text."""
        return hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)[:_BYTES]

    def whole(self, content: bytes) -> bytes:
        """Return the mark of what two statements must have in common."""
        return hmac.digest(self._key, content, hashlib.sha256)


async def marks_of(session: AsyncSession, tenant: UUID, person: UUID) -> list[bytes]:
    """Return every mark under which a person may stand in statements: their account with us, and their address."""
    key = await people.tenant_key(session, tenant)
    marks = Marks(key)
    place = await open_data.place_of(session, tenant)
    found: list[str] = []
    name = await open_rows.account_of(session, tenant, person)
    if name is not None:
        found.append(identifier({"account": {"homePage": place.home, "name": str(name)}}))
    row = await people_rows.person(session, tenant, person)
    email = people.reveal(current().keyring, row).email if row is not None else ""
    if email:
        found += [
            identifier({"mbox": f"mailto:{normalise_email(email)}"}), identifier({"mbox_sha1sum": _sha1(email)}),
        ]  # fmt: skip
    return [marks.of(one) for one in found]


async def known_by_mail(
    session: AsyncSession, tenant: UUID, wanted: Sequence[tuple[UUID, Mapping[str, Any], UUID]]
) -> dict[UUID, UUID]:
    """Return statement -> student for actors who are known by their address of mail, or by its hash.

    An address is looked up by its keyed hash. A hash of the standard's leads to no row: it is compared with those of
    who studies the content in a class; none of them is kept.

    Args:
        session: The transaction.
        tenant: The institution.
        wanted: (statement, document, content of ours that it is about).
    """
    mail: dict[UUID, str] = {}
    hashed: dict[UUID, tuple[str, UUID]] = {}
    for statement_id, document, content in wanted:
        found = recognise.address_of(document)
        if found is None:
            continue
        if found[0] == "mbox":
            # What looks like an address to the standard need not be one to us.
            with suppress(InvalidInputError):
                mail[statement_id] = normalise_email(found[1])
        else:
            hashed[statement_id] = (found[1], content)
    keyring = current().keyring
    lookups = {one: keyring.email_lookups(address) for one, address in mail.items()}
    rows_of = (
        await people_rows.people_by_lookup(
            session, tenant, sorted({each for some in lookups.values() for each in some})
        )
        if lookups
        else []
    )
    by_address = {normalise_email(people.reveal(keyring, row).email): row.person_id for row in rows_of}
    students = {one: by_address[address] for one, address in mail.items() if address in by_address}
    if hashed:
        study = await rows.students_of_content(session, tenant, sorted({content for _, content in hashed.values()}))
        sealed = await people_rows.people_by_id(session, tenant, {person for _, person in study})
        by_hash = await asyncio.to_thread(
            lambda: {(_sha1(people.reveal(keyring, row).email), row.person_id) for row in sealed.values()}
        )
        students |= {
            one: person for one, (mark, content) in hashed.items()
            for known, person in by_hash if known == mark and (content, person) in study
        }  # fmt: skip
    return students


def _sha1(email: str) -> str:
    """Return the standard's own form of an address; nothing is kept safe by it."""
    return hashlib.sha1(f"mailto:{normalise_email(email)}".encode(), usedforsecurity=False).hexdigest() if email else ""


async def forget(session: AsyncSession, tenant: UUID, person: UUID) -> None:
    """Forget a person: what waits to be sent, statements and documents about them, and the name others know them by.

    Call it while their address can still be read.
    """
    marks = await marks_of(session, tenant, person)
    if marks:
        await rows.forget(session, tenant, marks)
    await open_rows.forget_waiting(session, tenant, [person])
    await open_rows.forget_account(session, tenant, person)


async def to_take_home(session: AsyncSession, tenant: UUID, person: UUID) -> dict[str, list[tuple[object, ...]]]:
    """Return what is kept of a person here: the name others know them by, what waits, statements and documents.

    Args:
        session: The transaction.
        tenant: The institution.
        person: The student.

    Returns:
        Lines by name: `waiting` (received, what, address), `statements` (stored, document) and `documents`
        (changed, name, content).
    """
    name = await open_rows.account_of(session, tenant, person)
    waiting = await open_rows.of_student(session, tenant, person, _MOST)
    marks = await marks_of(session, tenant, person)
    key = await people.tenant_key(session, tenant)
    stated = await rows.concerning(session, tenant, marks, _MOST) if marks else []
    kept = await document_rows.documents_of(session, tenant, marks, _MOST) if marks else []
    return {
        "account": [(str(name),)] if name is not None else [],
        "waiting": [(at, verb or "", url) for url, _, verb, at in waiting],
        "statements": [(at, open_body(key, one, body).decode()) for one, at, body in stated],
        "documents": [(one.updated_at, one.name, _readable(open_document(key, one))) for one in kept],
    }


def _readable(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def seal_body(key: TenantKey, statement_id: UUID, content: bytes) -> bytes:
    """Return a statement sealed."""
    return key.seal(f"xapi-statement/{statement_id.hex}", content)


def open_body(key: TenantKey, statement_id: UUID, sealed: bytes) -> bytes:
    """Return a statement as it is given out."""
    return key.open(f"xapi-statement/{statement_id.hex}", sealed)


def seal_document(key: TenantKey, place: bytes, content: bytes) -> bytes:
    """Return the content of a document sealed."""
    return key.seal(f"xapi-document/{place.hex()}", content)


def open_document(key: TenantKey, row: document_rows.DocumentRow) -> bytes:
    """Return the content of a document."""
    return key.open(f"xapi-document/{bytes(row.place).hex()}", bytes(row.body_enc))


def same_json(one: bytes, other: bytes) -> dict[str, Any] | None:
    """Return two JSON objects merged at their first level, the second one over the first; None when one is none."""
    try:
        first, second = json.loads(one), json.loads(other)
    except ValueError:
        return None
    return {**first, **second} if isinstance(first, dict) and isinstance(second, dict) else None
