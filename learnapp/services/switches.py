"""Features that an institution switches on and off: for everybody, for sections, or for a growing share of them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.core.features import FEATURES, LARGEST, SMALLEST, Change, Feature, in_share, is_on, on_since
from learnapp.core.paging import page_of
from learnapp.security.access import Actor
from learnapp.services import current, trail
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories import switches as rows
from learnapp.storage.repositories.switches import Chosen

KEPT_SECONDS = 15.0
"""A change is seen at once by the process that makes it, and after this long by the others."""
PAGE = 10
_MOST_KEPT = 5_000
_kept: dict[UUID, tuple[float, Chosen]] = {}
_changes: dict[UUID, int] = {}


@dataclass(frozen=True)
class SectionSwitch:
    """A section that differs from the institution."""

    section_id: str = ""
    title: str = ""
    on: bool = False


@dataclass(frozen=True)
class TrialSection:
    """A section that has a feature in trial.

    Attributes:
        why: chosen, share, or all.
        since: ISO time since when without a break, "" when that is not known.
    """

    section_id: str = ""
    title: str = ""
    why: str = "chosen"
    since: str = ""


@dataclass(frozen=True)
class FeatureView:
    """One feature: how it is for the institution, and the sections that differ.

    Attributes:
        rollout: Sections may have it while the institution has not.
        share: So many per cent of the sections have it; 0 where nothing is shared out.
        stage: Of a feature in trial: off, sections, share or all.
        since: ISO time of the last choice for the institution, "" for none.
        sections: Those that differ; of a feature in trial those that were left out.
        trial: Of a feature in trial: a page of the sections that have it, `total` of them, of `active` ones.
    """

    key: str = ""
    on: bool = False
    rollout: bool = False
    share: int = 0
    stage: str = "off"
    since: str = ""
    sections: list[SectionSwitch] = field(default_factory=list)
    trial: list[TrialSection] = field(default_factory=list)
    total: int = 0
    offset: int = 0
    active: int = 0


async def _switches(tenant: UUID) -> Chosen:
    """Return what an institution has chosen: from memory, so that asking costs no round trip."""
    kept = _kept.get(tenant)
    if kept is not None and time.monotonic() - kept[0] < KEPT_SECONDS:
        return kept[1]
    before = _changes.get(tenant, 0)
    async with current().db.transaction(tenant) as tx:
        found = await rows.switches(tx.session, tenant)
    if _changes.get(tenant, 0) == before:
        # Read before a change that has been made meanwhile, it would live on after it.
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[tenant] = (time.monotonic(), found)
    return found


def _forget(tenant: UUID) -> None:
    _changes[tenant] = _changes.get(tenant, 0) + 1
    _kept.pop(tenant, None)


def _known(feature: str) -> Feature:
    """Return a feature by its key.

    Raises:
        InvalidInputError: There is none.
    """
    if feature not in FEATURES:
        raise InvalidInputError("There is no such feature. Choose one of the page.")
    return FEATURES[feature]


def _on(found: Chosen, feature: Feature, section: UUID | None) -> bool:
    own = found.values.get((feature.key, section)) if section is not None else None
    share = found.shares.get(feature.key, 0)
    shared = section is not None and in_share(feature.key, section, share)
    return is_on(feature, found.values.get((feature.key, None)), own, shared=shared)


async def enabled(tenant: UUID, feature: str, section: UUID | None = None) -> bool:
    """Return whether a feature is on, in a section or for the institution.

    Args:
        tenant: The institution.
        feature: A key of `core.features.FEATURES`.
        section: The section; None: what holds for the institution.

    Raises:
        InvalidInputError: There is no such feature.
    """
    return _on(await _switches(tenant), _known(feature), section)


async def enabled_for(actor: Actor, feature: str) -> bool:
    """Return whether a feature is on for the institution or in one of the actor's sections.

    Raises:
        InvalidInputError: There is no such feature.
    """
    wanted, found = _known(feature), await _switches(actor.tenant_id)
    return any(_on(found, wanted, section) for section in (None, *actor.sections))


async def features(actor: Actor, offsets: Mapping[str, int] | None = None) -> list[FeatureView]:
    """Return every feature with the sections that differ, and of those in trial who has it since when.

    Args:
        actor: An admin or auditor.
        offsets: Feature → sections that have it before the page.

    Raises:
        ForbiddenError: The actor may not see how the institution is set up.
    """
    await trail.authorise(actor, "read", "institution")
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.switches(tx.session, actor.tenant_id)
        chosen = sorted({section for _, section in found.values if section is not None})
        known = await section_rows.sections_by_id(tx.session, actor.tenant_id, chosen)
        active = await rows.sections(tx.session, actor.tenant_id)
        past = {
            one.key: await rows.changes(tx.session, actor.tenant_id, one.key)
            for one in FEATURES.values()
            if one.rollout
        }
    views = []
    for feature in FEATURES.values():
        everywhere = _on(found, feature, None)
        differing = [
            SectionSwitch(str(one.section_id), one.title, _on(found, feature, one.section_id))
            for one in known
            if _on(found, feature, one.section_id) != everywhere
        ]
        view = FeatureView(feature.key, everywhere, feature.rollout, sections=differing)
        if feature.rollout:
            view = _in_trial(view, feature, found, active, past[feature.key], (offsets or {}).get(feature.key, 0))
        views.append(view)
    return views


def _in_trial(
    view: FeatureView,
    feature: Feature,
    found: Chosen,
    active: list[tuple[UUID, str]],
    past: list[Change],
    offset: int,
) -> FeatureView:
    own, share = found.values, found.shares.get(feature.key, 0)
    having = [one for one in active if _on(found, feature, one[0])]
    page = page_of(having, offset, PAGE)
    trial = []
    for section, title in page.rows:
        since = on_since(feature, section, past)
        why = "chosen" if own.get((feature.key, section)) else "all" if view.on else "share"
        trial.append(TrialSection(str(section), title, why, since.isoformat() if since else ""))
    set_at = next((one.at.isoformat() for one in reversed(past) if one.section is None), "")
    return replace(
        view,
        share=share,
        stage="all" if view.on else "share" if share else "sections" if having else "off",
        since=set_at,
        sections=[SectionSwitch(str(one), title) for one, title in active if own.get((feature.key, one)) is False],
        trial=trial,
        total=page.total,
        offset=page.offset,
        active=len(active),
    )


async def switch(actor: Actor, feature: str, *, section_id: UUID | None = None, on: bool) -> None:
    """Switch a feature on or off, for the institution or for one section.

    A section that is switched as the institution is, follows it from then on; while a share of the sections has the
    feature, a choice for a section stays its own.

    Args:
        actor: An admin.
        feature: A key of `core.features.FEATURES`.
        section_id: The section; None: the institution.
        on: On or off.

    Raises:
        ForbiddenError: The actor may not change how the institution is set up.
        InvalidInputError: There is no such feature, or a section cannot have what the institution has not.
        NotFoundError: There is no such section.
    """
    await trail.authorise(actor, "update", "institution")
    wanted = _known(feature)
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        await _require_section(tx.session, tenant, section_id)
        found = await rows.switches(tx.session, tenant)
        everywhere = _on(found, wanted, None)
        if section_id is not None and not everywhere and on and not wanted.rollout:
            raise InvalidInputError("It is off for the whole school. Switch it on there first.")
        if section_id is not None and on == everywhere and not found.shares.get(feature):
            await _choose(tx.session, actor, feature, section_id, None)
        else:
            await _choose(tx.session, actor, feature, section_id, on)
    _forget(tenant)


async def follow(actor: Actor, feature: str, section_id: UUID) -> None:
    """Let a section be as the institution, or as its place in the share, is again.

    Raises:
        ForbiddenError: The actor may not change how the institution is set up.
        InvalidInputError: There is no such feature.
        NotFoundError: There is no such section.
    """
    await trail.authorise(actor, "update", "institution")
    _known(feature)
    async with current().db.transaction(actor.tenant_id) as tx:
        await _require_section(tx.session, actor.tenant_id, section_id)
        await _choose(tx.session, actor, feature, section_id, None)
    _forget(actor.tenant_id)


async def share_out(actor: Actor, feature: str, share: int) -> None:
    """Let a share of the sections have a feature in trial; the same sections stay in when the share grows.

    Args:
        actor: An admin.
        feature: A key of a feature in trial.
        share: Per cent of the sections, 1 to 99.

    Raises:
        ForbiddenError: The actor may not change how the institution is set up.
        InvalidInputError: There is no such feature in trial, or the share is none.
    """
    await trail.authorise(actor, "update", "institution")
    _in_trial_only(feature)
    if not SMALLEST <= share <= LARGEST:
        raise InvalidInputError(f"A share lies between {SMALLEST} and {LARGEST} %. For all sections, switch it on.")
    async with current().db.transaction(actor.tenant_id) as tx:
        await _choose(tx.session, actor, feature, None, False, share)
    _forget(actor.tenant_id)


async def take_back(actor: Actor, feature: str) -> int:
    """Take a feature in trial back everywhere, also where it was chosen; return how many choices that ended.

    Raises:
        ForbiddenError: The actor may not change how the institution is set up.
        InvalidInputError: There is no such feature in trial.
    """
    await trail.authorise(actor, "update", "institution")
    _in_trial_only(feature)
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.switches(tx.session, actor.tenant_id)
        chosen = [section for (key, section), on in found.values.items() if key == feature and section and on]
        for section in chosen:
            await _choose(tx.session, actor, feature, section, None)
        await _choose(tx.session, actor, feature, None, False)
    _forget(actor.tenant_id)
    return len(chosen)


def _in_trial_only(feature: str) -> None:
    if not _known(feature).rollout:
        raise InvalidInputError("This feature is not in trial. Switch it on or off.")


async def _require_section(session: AsyncSession, tenant: UUID, section_id: UUID | None) -> None:
    if section_id is not None and not await section_rows.sections_by_id(session, tenant, [section_id]):
        raise NotFoundError("There is no such section. Choose one from the list.")


async def _choose(
    session: AsyncSession, actor: Actor, feature: str, section: UUID | None, on: bool | None, share: int = 0
) -> None:
    """Write a choice down with its moment, and into the trail; None: forget a section's own one."""
    tenant = actor.tenant_id
    if on is None:
        await rows.clear_switch(session, tenant, feature, section)
    else:
        await rows.set_switch(session, tenant, uuid7(), feature=feature, section=section, value=on, share=share)
    chosen = Change(section, on, share, current().clock.now())
    await rows.note_change(session, tenant, uuid7(), feature, chosen, actor.person_id)
    detail = {"feature": feature, "on": "follows" if on is None else str(on)}
    if share:
        detail["share"] = str(share)
    await trail.audit(actor, "feature.update", "feature", object_id=section, session=session, detail=dict(detail))
