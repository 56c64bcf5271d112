"""Data for research: planned by an administrator, made by the worker (`research_work`), let out by a second one."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError
from learnapp.integrations.exports import writing
from learnapp.integrations.exports.anonymity import LEAST_K, USUAL_K
from learnapp.integrations.exports.research import RESEARCH
from learnapp.security.access import Actor
from learnapp.services import current, exports, notices, people, trail
from learnapp.storage.repositories import exports as rows
from learnapp.storage.repositories.exports import PlanRow, RunRow
from learnapp.storage.repositories.notice_sources import Source

MOST_K = 1_000
PURPOSE = "research-export"
"""What the keys of research ids are sealed for."""


async def plan(actor: Actor, *, k: int = USUAL_K, form: str = "csv") -> UUID:
    """Plan a research export and make it; it waits then for somebody else to release it. Returns the export's id.

    Args:
        actor: An administrator.
        k: How many students have to look alike, at least 5.
        form: csv or parquet.

    Raises:
        ForbiddenError: The actor may not export.
        InvalidInputError: `k` is too small, or the form is none of ours.
    """
    await trail.authorise(actor, "create", "export")
    if actor.kind != "person":
        raise InvalidInputError("A research export is asked for by an administrator, on the page Exports.")
    if not LEAST_K <= k <= MOST_K:
        raise InvalidInputError(f"At least {LEAST_K} students have to look alike. Choose {LEAST_K} to {MOST_K}.")
    if form not in writing.FORMATS:
        raise InvalidInputError("A file is CSV or Parquet. Choose one of them.")
    services, tenant = current(), actor.tenant_id
    now = services.clock.now()
    made = PlanRow(
        uuid7(), "research", list(RESEARCH), form, False, False, "once", {"k": k}, None, None, None, actor.person_id,
        now,
    )  # fmt: skip
    async with services.db.transaction(tenant) as tx:
        key = await people.tenant_key(tx.session, tenant)
    async with services.db.raw(tenant) as conn:
        await rows.add_plan(conn, tenant, made)
    return await exports.begin(actor, made, secret=key.seal(f"{PURPOSE}/{made.plan_id}", os.urandom(32)))


async def release(actor: Actor, run_id: UUID) -> None:
    """Let a research export out; whoever has asked for it cannot do so themselves.

    Raises:
        ForbiddenError: The actor may not, or has asked for it.
        ConflictError: It does not wait for that, or a consent was withdrawn since it was made.
        NotFoundError: There is no such export.
    """
    view = await _waiting(actor, run_id)
    if view.run.requested_by == actor.person_id:
        raise ForbiddenError(
            "Somebody else has to look at this and release it: two people see what leaves for research. Ask another"
            " administrator."
        )
    now = current().clock.now()
    async with current().db.raw(actor.tenant_id) as conn:
        if await rows.withdrawn_since(conn, actor.tenant_id, _looked(view.run)):
            raise ConflictError(
                "Since this was made, somebody has withdrawn a consent, and what is theirs cannot be told apart."
                " Discard it and make it again."
            )
        ends = now + timedelta(days=current().settings.export_days)
        if not await rows.release(conn, actor.tenant_id, run_id, actor.person_id, now, ends):
            raise ConflictError("This export does not wait to be released any more. Reload the page.")
    await trail.audit(actor, "export.let_out", "export", object_id=run_id, detail={"k": view.plan.settings.get("k")})
    await tell(actor.tenant_id, run_id, "released", by=actor.person_id)


async def discard(actor: Actor, run_id: UUID) -> None:
    """Do not let a research export out; its files go.

    Raises:
        ForbiddenError: The actor may not.
        ConflictError: It does not wait for that.
        NotFoundError: There is no such export.
    """
    view = await _waiting(actor, run_id)
    now = current().clock.now()
    async with current().db.raw(actor.tenant_id) as conn:
        await rows.finish(conn, actor.tenant_id, run_id, "discarded", now, report=view.run.report, expires_at=now)
    await trail.audit(actor, "export.discard", "export", object_id=run_id)


async def _waiting(actor: Actor, run_id: UUID) -> exports.RunView:
    await trail.authorise(actor, "release", "export")
    view = await exports.find(actor, run_id)
    if view.plan.kind != "research" or view.run.status != "ready" or _over(view.run):
        raise ConflictError("This export does not wait to be released. Reload the page.")
    return view


def _over(run: RunRow) -> bool:
    """Whether its files have gone or are about to: also because somebody who may be in them was erased."""
    return run.pruned_at is not None or (run.expires_at is not None and run.expires_at <= current().clock.now())


def _looked(run: RunRow) -> datetime:
    """Return of when the consents of an export are: one that was killed and made again has later ones."""
    at = run.report.get("consents_of")
    return datetime.fromisoformat(at) if at else run.started_at


async def tell(tenant: UUID, run_id: UUID, state: str, *, by: UUID | None = None) -> None:
    """Tell the administrators that a research export waits for them, or was let out."""
    async with current().db.transaction(tenant) as tx:
        await notices.tell(
            tx.session, tenant, "export", Source.ADMINS, about=run_id, by=by, arguments={"state": state},
            merge=f"export:{run_id}",
        )  # fmt: skip
