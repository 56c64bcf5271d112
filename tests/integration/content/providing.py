"""How a provider is set up and read as the worker does it: shared by the tests of content providers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from learnapp.api.app import build_api
from learnapp.security.access import Actor
from learnapp.services import content_providers, current, provider_publishing, provider_sync
from learnapp.services.content_providers import ProviderDraft
from learnapp.storage.repositories import providers as provider_rows
from tests.content_server import KEY, ContentServer


def draft(server: ContentServer, **other: Any) -> ProviderDraft:
    return replace(
        ProviderDraft("Open Shelf", "rest", server.url, KEY, licence="Free", attribution="Open Shelf Ltd"), **other
    )


async def read(actor: Actor, provider_id: UUID) -> dict[str, Any]:
    """Read a provider as the worker does; return the report with `status` and `problem`."""
    run_id = await provider_sync.start(actor, provider_id)
    await provider_sync.work(actor.tenant_id, run_id)
    return await newest(actor, provider_id)


async def newest(actor: Actor, provider_id: UUID) -> dict[str, Any]:
    (view,) = [one for one in (await content_providers.overview(actor)).providers if one.row.provider_id == provider_id]
    run = view.runs[0]
    return {**run.report, "status": run.status, "problem": run.problem, "whole": run.whole, "cause": run.cause}


def counted(report: dict[str, Any]) -> tuple[int, ...]:
    return tuple(report[name] for name in provider_sync.COUNTS)


async def approve_all(actor: Actor, provider_id: UUID) -> int:
    held = await content_providers.items(actor, provider_id, size=100)
    return await provider_publishing.approve(actor, provider_id, [one.item_id for one in held])


async def age(actor: Actor, provider_id: UUID) -> None:
    """Let the last whole reading be a week ago."""
    async with current().db.transaction(actor.tenant_id) as tx:
        before = {"full_at": datetime.now(UTC) - timedelta(days=8)}
        await provider_rows.change(tx.session, actor.tenant_id, provider_id, before)


def over_http() -> httpx.AsyncClient:
    transport = httpx.ASGITransport(build_api(), client=("203.0.113.9", 4711))
    return httpx.AsyncClient(transport=transport, base_url="http://school.test")
