"""The model registry: what serves, what waits, and the ways between: shadow, canary, production and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, LearnAppError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.ml.artefact import ModelKind
from learnapp.ml.promotion import closed
from learnapp.ml.recipes import RECIPES, UNTRAINED
from learnapp.ml.stages import STAGES, Standing, standing
from learnapp.ml.versions import parsed
from learnapp.security.access import Actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import current, fairness, model_serving, trail
from learnapp.services.model_since import SinceView, since_view
from learnapp.storage.repositories import model_registry as rows
from learnapp.storage.repositories.model_registry import StageChange, VersionRow, WatchedDay

SHARES = (0.05, 0.1, 0.25, 0.5)
"""Shares of the students, classes or courses that may get a canary."""
_MOST_WHY = 200
_WATCHED_DAYS = 60


class GateClosedError(ConflictError):
    """A version may not go where somebody wants it: `detail['gates']` names the gates that are closed."""

    code = "gate_closed"


@dataclass(frozen=True, slots=True)
class KindState:
    """How one kind of model stands for an institution.

    Attributes:
        stands: What stands where; the versions are in `versions`.
        shared: The library's version that serves where the institution has none of its own.
        versions: Every version that stands anywhere, by id.
    """

    kind: str
    stands: Standing
    shared: VersionRow | None
    versions: dict[UUID, VersionRow]


@dataclass(frozen=True, slots=True)
class VersionDetail:
    """One version with everything that its card tells.

    Attributes:
        stage: Where it stands, "" for nowhere.
        changes: What happened to it, newest first.
        stands: What stands where of its kind.
        fresh: Whether its comparison is with what stands in production now.
        days: What it said about each day's answers since, newest first.
        since: How it does since it is there, in the figures of its kind.
    """

    row: VersionRow
    stage: str
    share: float
    changes: list[StageChange]
    stands: Standing
    fresh: bool
    days: list[WatchedDay]
    since: SinceView


async def kinds(actor: Actor) -> list[KindState]:
    """Return how every kind of model that can be trained stands.

    Raises:
        ForbiddenError: The actor may not see the models.
    """
    await trail.authorise(actor, "read", "model")
    found = []
    async with current().db.transaction(actor.tenant_id) as tx:
        own = standing(await rows.changes(tx.session, actor.tenant_id))
        library = standing(await rows.changes(tx.session, LIBRARY_TENANT))
        for kind in RECIPES:
            stands, shared = own.get(kind, Standing()), library.get(kind, Standing()).production
            wanted = {*stands.stack, stands.canary, stands.shadow} - {None}
            known = {}
            for version_id in wanted:
                row = await rows.version(tx.session, actor.tenant_id, version_id) if version_id else None
                if row is not None:
                    known[row.version_id] = row
            from_library = await rows.version(tx.session, LIBRARY_TENANT, shared) if shared else None
            found.append(KindState(kind, stands, from_library, known))
    return found


async def list_versions(actor: Actor, kind: str = "", *, offset: int = 0, size: int = 20) -> Page[VersionRow]:
    """Return versions of the institution, the newest first.

    Raises:
        ForbiddenError: The actor may not see the models.
    """
    await trail.authorise(actor, "read", "model")
    offset, size = bounded(offset, size)
    async with current().db.transaction(actor.tenant_id) as tx:
        found, total = await rows.versions(tx.session, actor.tenant_id, kind, offset, size)
    return Page(found, total, offset, size)


async def find(actor: Actor, version_id: UUID) -> VersionDetail:
    """Return one version, the institution's own or the library's, with its history.

    Raises:
        ForbiddenError: The actor may not see the models.
        NotFoundError: No such version here.
    """
    await trail.authorise(actor, "read", "model")
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        row = await _version(tx.session, tenant, version_id)
        changes = await rows.changes(tx.session, row.tenant_id, row.kind)
        stands = standing(changes).get(row.kind, Standing())
        fresh = _compared_with(row, await _standing_name(tx.session, tenant, row.kind))
        days = await rows.watched(tx.session, tenant, version_id, _WATCHED_DAYS)
        since = await since_view(tx.session, tenant, row)
    own = [one for one in reversed(changes) if one.version_id == version_id]
    stage = stands.stage_of(version_id)
    return VersionDetail(row, stage, stands.share if stage == "canary" else 0.0, own, stands, fresh, days, since)


async def by_name(actor: Actor, name: str) -> VersionRow:
    """Return a version by its id or by a name such as `mastery_predictor@1.2.0`.

    Raises:
        ForbiddenError: The actor may not see the models.
        NotFoundError: The institution has no such version.
    """
    await trail.authorise(actor, "read", "model")
    number = parsed(name)
    async with current().db.transaction(actor.tenant_id) as tx:
        if number is not None:
            row = await rows.numbered(tx.session, actor.tenant_id, number[0], number[1])
        else:
            try:
                row = await rows.version(tx.session, actor.tenant_id, UUID(name))
            except ValueError:
                row = None
    if row is None:
        raise NotFoundError(f"There is no version {name} here. Name one as KIND@1.2.0, or by its id.")
    return row


async def move(actor: Actor, version_id: UUID, stage: str, *, share: float = 0.1, why: str = "") -> None:
    """Put a version into the shadow, into a canary for a share of the students, or into production.

    It goes one step at a time: only what stands in the shadow or in a canary can go into production. A closed gate
    stops it, and nobody can open it by hand.

    Args:
        actor: An admin, or the system for the terminal.
        version_id: The institution's own version.
        stage: shadow, canary or production.
        share: Of a canary: one of `SHARES`.
        why: For the history; at most 200 characters are kept.

    Raises:
        ForbiddenError: The actor may not change what serves.
        NotFoundError: No such version here.
        InvalidInputError: No such stage or share.
        GateClosedError: A gate is closed, or was measured against what does not stand any more.
        ConflictError: It stands there already, or a step was left out.
    """
    await trail.authorise(actor, "promote", "model")
    if stage not in STAGES:
        raise InvalidInputError("A model stands in shadow, canary or production. Choose one of these.")
    if stage == "canary" and not any(abs(share - one) < 1e-9 for one in SHARES):
        raise InvalidInputError("A canary is for 5, 10, 25 or 50 % of those it serves. Choose one of these.")
    try:
        row = await _move(actor, version_id, stage, share, why)
    except GateClosedError as refused:
        detail = {"stage": stage, "gates": refused.detail["gates"]}
        await trail.audit(actor, "model.promote", "model", object_id=version_id, outcome="denied", detail=detail)
        raise
    await _serve(actor.tenant_id)
    even = row.metrics.get("figures", {}).get("fairness")
    if stage == "production" and even:
        days = (str(row.card.get("first_day", "")), str(row.card.get("last_day", "")))
        await fairness.release(actor.tenant_id, ModelKind(row.kind), row.name, even, days)
    detail = {"stage": stage, "version": row.name, **({"share": share} if stage == "canary" else {})}
    await trail.audit(actor, "model.promote", "model", object_id=version_id, detail=detail)


async def _move(actor: Actor, version_id: UUID, stage: str, share: float, why: str) -> VersionRow:
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        row = await rows.version(tx.session, tenant, version_id)
        if row is None:
            raise NotFoundError("There is no such version in your institution. Go back to the list.")
        await rows.lock_stages(tx.session, tenant, row.kind)
        row = await rows.version(tx.session, tenant, version_id) or row
        if row.pruned:
            raise ConflictError(
                "The files of this version were removed, for nothing had used them for long. Train anew."
            )
        stands = standing(await rows.changes(tx.session, tenant, row.kind)).get(row.kind, Standing())
        here = stands.stage_of(version_id)
        if here == stage and (stage != "canary" or abs(stands.share - share) < 1e-9):
            raise ConflictError("It stands there already. Reload the page.")
        if here == "production":
            raise ConflictError("It serves everybody. Go back to the version before instead.")
        if stage == "production" and not here:
            raise ConflictError("Put it into the shadow first, and look at how it does there.")
        await _require_open(tx.session, row, stage)
        for place in ("shadow", "canary"):
            if place == here and place != stage:
                await _note(tx.session, actor, row.kind, place, "clear", None, why=why)
        act = "promote" if stage == "production" else "put"
        gates = {"gates": row.metrics.get("gates", [])}
        await _note(tx.session, actor, row.kind, stage, act, version_id, share=share, gates=gates, why=why)
    return row


async def _require_open(session: AsyncSession, row: VersionRow, stage: str) -> None:
    shut = closed(row.metrics.get("gates", []), stage, row.kind)
    if stage == "production" and not _compared_with(row, await _standing_name(session, row.tenant_id, row.kind)):
        shut = [*shut, "stale"]
    if shut:
        names = ", ".join(shut)
        raise GateClosedError(
            f"{row.name} may not go into {stage}: closed gate {names}. Its page says why, with the numbers. Train again"
            " when more has been answered, or leave it where it is.",
            detail={"gates": shut},
        )


async def rollback(actor: Actor, kind: str, *, why: str = "") -> str:
    """Go back to the version that was in production before, without any gate; return its name.

    Args:
        actor: An admin, or the system for the terminal.
        kind: Kind of model.
        why: For the history; at most 200 characters are kept.

    Raises:
        ForbiddenError: The actor may not change what serves.
        InvalidInputError: No such kind.
        ConflictError: Nothing of the institution's own is in production.
    """
    await trail.authorise(actor, "rollback", "model")
    known_kind(kind)
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        await rows.lock_stages(tx.session, tenant, kind)
        stands = standing(await rows.changes(tx.session, tenant, kind)).get(kind, Standing())
        if stands.production is None:
            raise ConflictError("The model without training serves already. There is nothing to go back from.")
        before = stands.stack[-2] if len(stands.stack) > 1 else None
        await _note(tx.session, actor, kind, "production", "rollback", before, why=why)
        row = await rows.version(tx.session, tenant, before) if before else None
        name = row.name if row is not None else UNTRAINED.get(kind, "")
        await trail.audit(
            actor, "model.rollback", "model", object_id=stands.production, detail={"kind": kind, "to": name},
            session=tx.session,
        )  # fmt: skip
    await _serve(tenant)
    return name


async def clear(actor: Actor, kind: str, stage: str) -> None:
    """Take what stands in the shadow or in a canary away.

    Raises:
        ForbiddenError: The actor may not change what serves.
        InvalidInputError: Production is left by going back only.
        ConflictError: Nothing stands there.
    """
    await trail.authorise(actor, "rollback", "model")
    if stage not in ("shadow", "canary"):
        raise InvalidInputError("Only the shadow and the canary can be cleared. Go back to leave production.")
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        await rows.lock_stages(tx.session, tenant, kind)
        stands = standing(await rows.changes(tx.session, tenant, kind)).get(kind, Standing())
        there = stands.shadow if stage == "shadow" else stands.canary
        if there is None:
            raise ConflictError("Nothing stands there any more. Reload the page.")
        await _note(tx.session, actor, kind, stage, "clear", None)
        await trail.audit(
            actor, "model.clear", "model", object_id=there, detail={"stage": stage}, session=tx.session
        )  # fmt: skip
    await _serve(tenant)


async def in_production(session: AsyncSession, tenant: UUID, kind: str) -> VersionRow | None:
    """Return the version that serves an institution's students: its own, or the library's."""
    for owner in dict.fromkeys((tenant, LIBRARY_TENANT)):
        stands = standing(await rows.changes(session, owner, kind)).get(kind, Standing())
        if stands.production is not None:
            return await rows.version(session, owner, stands.production)
    return None


async def in_use(session: AsyncSession, tenant: UUID, kind: str) -> tuple[str, datetime | None]:
    """Return the name of what serves an institution, and since when; None where it always has.

    Args:
        session: The open transaction.
        tenant: The institution.
        kind: Kind of model.
    """
    for owner in dict.fromkeys((tenant, LIBRARY_TENANT)):
        stands = standing(await rows.changes(session, owner, kind)).get(kind, Standing())
        row = await rows.version(session, owner, stands.production) if stands.production is not None else None
        if row is not None:
            return row.name, stands.since.get("production")
    own = standing(await rows.changes(session, tenant, kind)).get(kind, Standing())
    return UNTRAINED.get(kind, ""), own.since.get("production")


async def _version(session: AsyncSession, tenant: UUID, version_id: UUID) -> VersionRow:
    for owner in dict.fromkeys((tenant, LIBRARY_TENANT)):
        row = await rows.version(session, owner, version_id)
        if row is not None:
            return row
    raise NotFoundError("There is no such version in your institution. Go back to the list.")


def _compared_with(row: VersionRow, name: str) -> bool:
    """Return whether the gate `better` was decided by a comparison with this, or this could not be read any more."""
    gates: list[Mapping[str, Any]] = row.metrics.get("gates", [])
    against = next((str(gate.get("about", "")) for gate in gates if gate.get("name") == "better"), "")
    return name in (against, row.metrics.get("unreadable"))


async def _standing_name(session: AsyncSession, tenant: UUID, kind: str) -> str:
    row = await in_production(session, tenant, kind)
    return row.name if row is not None else UNTRAINED.get(kind, "")


async def _note(
    session: AsyncSession,
    actor: Actor,
    kind: str,
    stage: str,
    act: str,
    version_id: UUID | None,
    *,
    share: float = 0.0,
    gates: dict[str, Any] | None = None,
    why: str = "",
) -> None:
    await rows.note_change(
        session, actor.tenant_id, uuid7(), kind=kind, stage=stage, act=act, version_id=version_id,
        share=share if stage == "canary" and act == "put" else 0.0, gates=gates or {}, why=why.strip()[:_MOST_WHY],
        now=current().clock.now(), by=actor.person_id,
    )  # fmt: skip


async def _serve(tenant: UUID) -> None:
    """Let this process serve what stands now; if it cannot look, it does so by itself a little later."""
    try:
        await model_serving.refresh(tenant)
    except LearnAppError:
        return


def known_kind(kind: str) -> ModelKind:
    """Return a kind of model that can be trained.

    Raises:
        InvalidInputError: There is none of this name.
    """
    if kind not in RECIPES:
        raise InvalidInputError(f"There is no model {kind[:40]}. Choose one of: {', '.join(RECIPES)}.")
    return ModelKind(kind)
