"""Does a content provider work? Its address, key, list and fields, one step after the other, with its first items."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from learnapp.core.errors import NotFoundError, RateLimitedError
from learnapp.integrations.content_providers.pages import Page, Source, read_page
from learnapp.integrations.content_providers.records import Record, record_of
from learnapp.integrations.content_providers.wire import ProviderFault
from learnapp.security.access import Actor
from learnapp.services import content_providers, current, people, sessions, trail
from learnapp.services.trial_steps import Step
from learnapp.storage.repositories import providers as rows

STEPS = ("address", "key", "list", "fields", "pages")
SHOWN = 5
TRIALS = "30/minute"
_FAILS = {
    "address": 0, "unreachable": 0, "private": 0, "certificate": 0, "timeout": 0, "open": 0, "key": 1, "missing": 2,
    "refused": 2, "busy": 2, "broken": 2, "cut": 2, "garbled": 2, "too_much": 2, "form": 2, "loop": 4,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trial:
    """The steps, and the first items as they were understood."""

    steps: list[Step]
    items: list[Record]


async def try_out(actor: Actor, provider_id: UUID) -> Trial:
    """Read the first pages of a provider; nothing is kept of them.

    Raises:
        ForbiddenError: The actor may not change this.
        NotFoundError: There is no such provider.
        RateLimitedError: Too much is asked in a moment.
    """
    await trail.authorise(actor, "update", "content_provider")
    tenant = actor.tenant_id
    await sessions.limiter().hit(TRIALS, "content-provider-trial", str(tenant))
    async with current().db.transaction(tenant) as tx:
        row = await rows.find(tx.session, tenant, provider_id)
        key = await people.tenant_key(tx.session, tenant) if row is not None else None
    if row is None or key is None:
        raise NotFoundError(content_providers.GONE)
    wire = content_providers.wire()
    wire.forgive(row.address)
    source = content_providers.source_of(row, key)
    why, found, steps = "", list[Record](), list[Step]()
    try:
        page = await read_page(wire, source, "")
        found = [one for node in page.nodes[:SHOWN] if (one := record_of(node, source.mapping)) is not None]
        steps = await _judged(source, page, found)
        why = next((one.reason for one in steps if one.outcome == "failed"), "")
    except ProviderFault as fault:
        why = fault.why
        at = _FAILS.get(why, 2)
        steps = [
            Step(name, "ok" if place < at else "failed" if place == at else "skipped", why if place == at else "")
            for place, name in enumerate(STEPS)
        ]  # fmt: skip
    async with current().db.transaction(tenant) as tx:
        tried = {} if why else {"tried_at": current().clock.now()}
        await rows.change(tx.session, tenant, provider_id, {"last_problem": why, **tried})
        await trail.audit(
            actor, "content_provider.try", "content_provider", object_id=provider_id, session=tx.session,
            detail={"outcome": why or "ok"},
        )  # fmt: skip
    return Trial(steps, found)


async def _judged(source: Source, page: Page, found: list[Record]) -> list[Step]:
    steps = [Step("address", "ok"), Step("key", "ok"), Step("list", "ok")]
    if not page.nodes:
        return [*steps, Step("fields", "open", "empty"), Step("pages", "open", "empty")]
    why = (
        "no_id" if not found else "no_title" if not all(one.title for one in found)
        else "no_body" if not any(one.body or one.media for one in found) else ""
    )  # fmt: skip
    steps.append(Step("fields", "failed" if why else "ok", why))
    if why or not page.following:
        return [*steps, Step("pages", "skipped" if why else "ok")]
    try:
        after = await read_page(content_providers.wire(), source, page.following)
    except ProviderFault as fault:
        return [*steps, Step("pages", "failed", fault.why)]
    again = {one.item_id for one in found} & {
        one.item_id for node in after.nodes if (one := record_of(node, source.mapping)) is not None
    }
    return [*steps, Step("pages", "failed" if len(again) == len(found) else "ok", "same" if again else "")]


__all__ = ["STEPS", "RateLimitedError", "Step", "Trial", "try_out"]
