"""Features that some sections have and others have not: how both do, without a word about why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from learnapp.core.features import FEATURES
from learnapp.engine.mastery import THRESHOLDS
from learnapp.security.access import Actor
from learnapp.services import current, switches, trail
from learnapp.services.impact_figures import side_by_side
from learnapp.services.impact_views import FigureView
from learnapp.services.school_calendar import local_today
from learnapp.storage.repositories import impact as rows
from learnapp.storage.repositories.impact import SectionTally

DAYS = 28


@dataclass(frozen=True)
class RolloutView:
    """One feature; the figures have the sections with it as `value` and those without it as `was`."""

    key: str = ""
    having: int = 0
    lacking: int = 0
    figures: list[FigureView] = field(default_factory=list)


async def rollouts(actor: Actor) -> list[RolloutView]:
    """Return the features that some sections of the institution have and others have not, with how both do.

    The section is the unit, for a section has a feature as a whole. The figures come from the days that the worker
    keeps: one row for each section.

    Raises:
        ForbiddenError: The actor is no admin.
    """
    await trail.authorise(actor, "read", "feedback")
    tenant = actor.tenant_id
    tried = [feature.key for feature in FEATURES.values() if feature.rollout]
    async with current().db.transaction(tenant) as tx:
        today = await local_today(tx.session, tenant)
        found = await rows.by_section(tx.session, tenant, today - timedelta(days=DAYS - 1), today)
    views = []
    for key in tried:
        having, lacking = list[SectionTally](), list[SectionTally]()
        for one in found:
            (having if await switches.enabled(tenant, key, one.section_id) else lacking).append(one)
        if having and lacking:
            views.append(RolloutView(key, len(having), len(lacking), _figures(having, lacking)))
    return views


def _figures(having: list[SectionTally], lacking: list[SectionTally]) -> list[FigureView]:
    sides = (having, lacking)
    right = [[(one.right, one.answers) for one in side] for side in sides]
    # Somebody who has left was there on a day, too: more than everybody cannot be there.
    there = [[(min(one.there, one.students * DAYS), one.students * DAYS) for one in side] for side in sides]
    least = THRESHOLDS.min_sections
    return [side_by_side("right", right[0], right[1], least), side_by_side("there", there[0], there[1], least)]
