"""Features that an institution switches on and off, for everybody or for one section."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.core.features import FEATURES, Feature, is_on
from learnapp.security.access import Actor
from learnapp.services import current, trail
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories import switches as rows

KEPT_SECONDS = 15.0
"""A change is seen at once by the process that makes it, and after this long by the others."""
_MOST_KEPT = 5_000
_Switches = Mapping[tuple[str, UUID | None], bool]
_kept: dict[UUID, tuple[float, _Switches]] = {}
_changes: dict[UUID, int] = {}


@dataclass(frozen=True)
class SectionSwitch:
    """A section that differs from the institution."""

    section_id: str = ""
    title: str = ""
    on: bool = False


@dataclass(frozen=True)
class FeatureView:
    """One feature: how it is for the institution, and the sections that differ.

    Attributes:
        rollout: Sections may have it while the institution has not.
    """

    key: str = ""
    on: bool = False
    rollout: bool = False
    sections: list[SectionSwitch] = field(default_factory=list)


async def _switches(tenant: UUID) -> _Switches:
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


def _on(found: _Switches, feature: Feature, section: UUID | None) -> bool:
    own = found.get((feature.key, section)) if section is not None else None
    return is_on(feature, found.get((feature.key, None)), own)


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


async def features(actor: Actor) -> list[FeatureView]:
    """Return every feature with the sections that differ.

    Raises:
        ForbiddenError: The actor may not see how the institution is set up.
    """
    await trail.authorise(actor, "read", "institution")
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.switches(tx.session, actor.tenant_id)
        chosen = sorted({section for _, section in found if section is not None})
        known = await section_rows.sections_by_id(tx.session, actor.tenant_id, chosen)
    views = []
    for feature in FEATURES.values():
        everywhere = _on(found, feature, None)
        differing = [
            SectionSwitch(str(one.section_id), one.title, not everywhere)
            for one in known
            if _on(found, feature, one.section_id) != everywhere
        ]
        views.append(FeatureView(feature.key, everywhere, feature.rollout, differing))
    return views


async def switch(actor: Actor, feature: str, *, section_id: UUID | None = None, on: bool) -> None:
    """Switch a feature on or off, for the institution or for one section.

    A section that is switched as the institution is, follows it from then on.

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
        if section_id is not None and not await section_rows.sections_by_id(tx.session, tenant, [section_id]):
            raise NotFoundError("There is no such section. Choose one from the list.")
        everywhere = _on(await rows.switches(tx.session, tenant), wanted, None)
        if section_id is not None and on == everywhere:
            await rows.clear_switch(tx.session, tenant, feature, section_id)
        elif section_id is not None and not everywhere and not wanted.rollout:
            raise InvalidInputError("It is off for the whole school. Switch it on there first.")
        else:
            await rows.set_switch(tx.session, tenant, uuid7(), feature=feature, section=section_id, value=on)
        await trail.audit(
            actor, "feature.update", "feature", object_id=section_id, session=tx.session,
            detail={"feature": feature, "on": str(on)},
        )  # fmt: skip
    _forget(tenant)
