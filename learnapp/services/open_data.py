"""What everything about open data shares: where we are, who is told, and how an event is put into words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx2
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.engine.event import Verb
from learnapp.integrations import outbound_async
from learnapp.integrations.open_data import caliper
from learnapp.integrations.open_data.told import Assessment, Place, Told
from learnapp.integrations.open_data.wire import Receiver
from learnapp.integrations.outbound import hosts
from learnapp.integrations.xapi.statements import statements
from learnapp.security.crypto import TenantKey
from learnapp.services import current
from learnapp.storage.repositories import open_data as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.open_data import EndpointRow, WaitingRow

SECRET = "open-data-secret"  # noqa: S105 - the purpose under which secrets are sealed
KINDS = ("xapi", "caliper")
_VERBS = frozenset(Verb)


def base() -> str:
    """Return the address of this server, without a slash at its end."""
    settings = current().settings
    return (settings.public_url or f"http://{settings.host}:{settings.port}").rstrip("/")


async def place_of(session: AsyncSession, tenant: UUID) -> Place:
    """Return where an institution's events happen."""
    found = await section_rows.institution(session, tenant)
    return Place(base(), found.slug if found else tenant.hex, found.name if found else "")


def http() -> httpx2.AsyncClient:
    """Return the connections to endpoints, which look at whom they reach."""
    services = current()
    found: httpx2.AsyncClient | None = services.extras.get("open_data_http")
    if found is None:
        settings = services.settings
        found = outbound_async.client(
            loopback=settings.environment != "production", near=hosts(settings.open_data_hosts)
        )
        services.extras["open_data_http"] = found
    return found


def receiver_of(row: EndpointRow, key: TenantKey) -> Receiver:
    """Return whom to call, with the secret opened."""
    sealed = row.secret_enc
    secret = key.open(f"{SECRET}/{row.endpoint_id}", sealed).decode() if sealed is not None else ""
    return Receiver(row.kind, row.url, row.username, secret)


async def told_of(session: AsyncSession, tenant: UUID, waiting: Sequence[WaitingRow]) -> dict[UUID, Told]:
    """Return events as others are told of them, without those of which there is nothing to tell any more."""
    kept = [one for one in waiting if one.verb in _VERBS]
    accounts = await rows.accounts(session, tenant, [one.student_id for one in kept])
    names = await rows.topics(session, tenant, sorted({kc for one in kept for kc in one.kc_ids}))
    return {
        one.event_id: Told(
            event_id=one.event_id, account=accounts[one.student_id], verb=Verb(str(one.verb)), at=one.occurred_at,
            received_at=one.received_at, section_id=one.section_id, course_id=one.course_id,
            section=one.section or "", course=one.course or "", object_id=one.object_id, title=one.title or "",
            kind=one.kind or "", language=one.language or "en", step_id=one.step_id,
            kcs=tuple((kc, names.get(kc, "")) for kc in one.kc_ids), correct=one.correct, result=one.result,
            test=_test(one),
        )
        for one in kept if one.student_id in accounts
    }  # fmt: skip


def _test(one: WaitingRow) -> Assessment | None:
    if one.sat is None:
        return None
    kept = one.result.get("score") or {}
    return Assessment(
        one.sat.assessment_id, one.sat.title, one.sat.attempt_id, one.sat.number, one.sat.started_at,
        one.sat.submitted_at, kept.get("share"), kept.get("of"), kept.get("passed"),
    )  # fmt: skip


def words(kind: str, told: Told, place: Place) -> list[dict[str, Any]]:
    """Return one event in the words of a kind of endpoint: of some kinds there is more than one thing to say."""
    return statements(told, place) if kind == "xapi" else caliper.events(told, place)


def parcel(kind: str, documents: Sequence[dict[str, Any]], place: Place, now: datetime) -> Any:
    """Return what is sent in one call."""
    return list(documents) if kind == "xapi" else caliper.envelope(documents, place, now)
