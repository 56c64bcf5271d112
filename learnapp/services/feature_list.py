"""The declared features for admins: what each says, how fresh it is, of how many it is known, and how it spreads."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from learnapp.core.errors import InvalidInputError
from learnapp.core.i18n import translate
from learnapp.core.paging import Page, page_of
from learnapp.engine.event import Verb
from learnapp.engine.kc import CourseSnapshot, LearnerState
from learnapp.engine.mastery import THRESHOLDS
from learnapp.ml.feature_declarations import FEATURES, Entity, Feature, Fresh
from learnapp.ml.feature_fold import values_of
from learnapp.security.access import Actor
from learnapp.services import current, feature_work, trail
from learnapp.services.feature_work import Freshness
from learnapp.storage.repositories import features as rows
from learnapp.storage.repositories.features import FiguresRow

LATE_SECONDS = feature_work.LATE.total_seconds()
FAMILIES = (
    "mastery", "prerequisites", "time_on_task", "quiz_attempts", "assessment_trend", "engagement_trend",
    "session_frequency", "time_of_day", "device", "video_completion", "forum", "collaboration", "learning_style",
    "content_preference", "difficulty_preference", "other",
)  # fmt: skip
"""What features are about, in the order in which they are listed."""
_LISTED = sorted(FEATURES, key=lambda feature: FAMILIES.index(feature.family))
_EVERYTHING = len(Verb)


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """One feature with its texts in the reader's language.

    Attributes:
        sources: Kinds of events; empty: from the course alone.
        fresh: real_time, hourly or daily.
        known, of: Of how many it is known; `of` 0: nothing was counted.
        enough: Whether there are enough for a distribution.
        low, middle, high: Of what is known.
        bins: How many values lie in each of equal parts between low and high.
    """

    name: str
    entity: str
    about: str
    never: str
    unit: str
    sources: tuple[str, ...]
    fresh: str
    known: int = 0
    of: int = 0
    enough: bool = False
    low: float = 0.0
    middle: float = 0.0
    high: float = 0.0
    bins: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FeatureOverview:
    """How the feature store of an institution stands.

    Attributes:
        students: Of how many students figures were counted, 0: not yet.
        counted_s: How long ago, seconds; None: never.
        classes_left: Classes with news that this hour's figures still lack; `classes`: of how many.
    """

    freshness: Freshness
    students: int = 0
    counted_s: float | None = None
    classes: int = 0
    classes_left: int = 0


@dataclass(frozen=True, slots=True)
class FeatureList:
    """A page of features, and how the store stands."""

    page: Page[FeatureRow]
    overview: FeatureOverview


async def list_features(
    actor: Actor, *, locale: str, query: str = "", family: str = "", offset: int = 0, size: int = 20
) -> FeatureList:
    """Return a page of the declared features.

    Args:
        actor: An admin.
        locale: Language of the texts, which the search also looks at.
        query: Part of a name or of what a feature says.
        family: One of `FAMILIES`, "" for all.
        offset: Features before the page.
        size: Features on it.

    Raises:
        ForbiddenError: The actor is no admin.
        InvalidInputError: No such family.
    """
    await trail.authorise(actor, "read", "feature_store")
    if family and family not in FAMILIES:
        raise InvalidInputError("There is no such group of features. Choose one of the list.")
    services = current()
    now = services.clock.now()
    async with services.db.raw(actor.tenant_id) as conn:
        newest = await rows.newest_figures(conn, actor.tenant_id, actor.tenant_id, 1)
        classes = await rows.classes_with_news(conn, actor.tenant_id, now - timedelta(days=1))
        left = len(await rows.sections_to_count(conn, actor.tenant_id, now - feature_work.HOUR))
    fresh = await feature_work.freshness(actor.tenant_id)
    wanted = " ".join(query.lower().split())
    found = [feature for feature in _LISTED if not family or feature.family == family]
    told = [_row(feature, locale, newest[0] if newest else None) for feature in found]
    told = [row for row in told if wanted in f"{row.name} {row.about}".lower()]
    overview = FeatureOverview(fresh, newest[0].students if newest else 0, fresh.figures_s, max(classes, left), left)
    return FeatureList(page_of(told, offset, size), overview)


def about_of(feature: Feature, locale: str) -> str:
    """Return what a feature says, in a language; a comparison names what it compares in words."""
    args: dict[str, Any] = dict(feature.args)
    if feature.entity is Entity.CLASS and "name" in args:
        compared = next(one for one in FEATURES if one.name == args["name"])
        args["name"] = f"«{about_of(compared, locale).rstrip('.')}»"
    return translate(locale, feature.about, **args)


def known_of(
    learner: LearnerState, snapshot: CourseSnapshot, locale: str, now: datetime
) -> list[tuple[str, str, float]]:
    """Return name, meaning and value of everything that is counted of a student in a course and known."""
    own = values_of(learner, snapshot, now, {})
    return [
        (feature.name, about_of(feature, locale), round(own[feature.name], 4))
        for feature in FEATURES
        if not math.isnan(own.get(feature.name, math.nan))
    ]


def _row(feature: Feature, locale: str, newest: FiguresRow | None) -> FeatureRow:
    known = (newest.figures if newest is not None else {}).get(feature.name) or {}
    if len(feature.verbs) == _EVERYTHING:
        sources: tuple[str, ...] = (translate(locale, "feature-verb-all"),)
    else:
        sources = tuple(translate(locale, f"feature-verb-{verb.value}") for verb in feature.verbs)
    enough = _enough(feature, known, newest)
    return FeatureRow(
        feature.name,
        feature.entity.value,
        about_of(feature, locale),
        translate(locale, feature.never) if feature.entity is not Entity.ITEM else "",
        translate(locale, f"feature-unit-{feature.unit}"),
        sources,
        feature.fresh.value,
        int(known.get("known", 0)),
        int(known.get("of", 0)),
        enough,
        *((float(known["low"]), float(known["middle"]), float(known["high"])) if enough else (0.0, 0.0, 0.0)),
        tuple(known["bins"]) if enough else (),
    )


def _enough(feature: Feature, known: Mapping[str, Any], newest: FiguresRow | None) -> bool:
    """Return whether a distribution may be shown: of few students it would tell who they are."""
    if not known.get("known"):
        return False
    if feature.entity is Entity.ITEM or feature.fresh is Fresh.DAILY:
        return True
    few = newest is None or newest.students < THRESHOLDS.min_students
    return not few and int(known["known"]) >= THRESHOLDS.min_students
