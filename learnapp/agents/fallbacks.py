"""What serves when a model is away: the last recommendations, then what others did, then the course in its order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from pydantic import ValidationError

from learnapp.agents.planner import CACHE_LASTS, cached_at
from learnapp.engine.event import Recommendation
from learnapp.engine.kc import Content, ContentKind, CourseSnapshot, LearnerState
from learnapp.engine.path import is_open
from learnapp.engine.rules import NO_RULES, Rules
from learnapp.engine.selector import FEATURES, Candidate, Ranked, expected_success
from learnapp.engine.targets import Purpose

_REMEMBERED_COURSES = 256


def still_good(last: dict[str, Any], snapshot: CourseSnapshot, now: datetime) -> list[Recommendation]:
    """Return the cached recommendations of the last 24 hours whose content still exists."""
    made = cached_at(last)
    if made is None or not timedelta(0) <= now - made <= CACHE_LASTS:
        return []
    try:
        cached = [Recommendation.model_validate(each) for each in last.get("next", [])]
    except ValidationError:
        return []
    return [each for each in cached if each.content_id in snapshot.content]


class Popularity:
    """How often content was finished in each course, as this process has seen it."""

    def __init__(self) -> None:
        self._courses: dict[UUID, Counter[UUID]] = {}

    def note(self, course_id: UUID, content_id: UUID) -> None:
        """Count one finished content."""
        if course_id not in self._courses and len(self._courses) >= _REMEMBERED_COURSES:
            self._courses.pop(next(iter(self._courses)))
        self._courses.setdefault(course_id, Counter())[content_id] += 1

    def top(
        self,
        snapshot: CourseSnapshot,
        learner: LearnerState,
        barred: Collection[UUID],
        size: int,
        rules: Rules = NO_RULES,
    ) -> list[Ranked]:
        """Return what most others finished and this learner did not do lately."""
        counts = self._courses.get(snapshot.course_id)
        if not counts:
            return []
        done = {*learner.recent_content, *barred}
        popular = (snapshot.content.get(content_id) for content_id, _ in counts.most_common(size * 4))
        wanted = [content for content in popular if content is not None and content.content_id not in done]
        return _ranked(wanted, snapshot, learner, size, rules)


def course_order(
    snapshot: CourseSnapshot,
    learner: LearnerState,
    barred: Collection[UUID],
    size: int,
    rules: Rules = NO_RULES,
) -> list[Ranked]:
    """Return the next things of the course as its author arranged them."""
    done = {*learner.recent_content, *barred}
    places = {lesson.lesson_id: lesson.position for lesson in snapshot.lessons}
    ordered = sorted(
        (content for content in snapshot.content.values() if content.content_id not in done),
        key=lambda content: (
            places.get(content.lesson_id, 0),
            content.kind is ContentKind.PRACTICE,
            content.position,
        ),
    )
    return _ranked(ordered, snapshot, learner, size, rules)


def _ranked(
    ordered: list[Content], snapshot: CourseSnapshot, learner: LearnerState, size: int, rules: Rules
) -> list[Ranked]:
    found: list[Ranked] = []
    for content in ordered:
        kc_id = next((kc_id for kc_id in content.kc_ids if kc_id in snapshot.kcs), None)
        if kc_id is None or not is_open(snapshot, learner.kcs, kc_id, rules):
            continue
        begun = kc_id in learner.kcs and learner.kcs[kc_id].attempts > 0
        chance = expected_success(snapshot, learner, content, kc_id)
        features = np.zeros(len(FEATURES))
        features[0] = chance
        purpose = Purpose.PRACTISE if begun else Purpose.LEARN
        found.append(Ranked(Candidate(content, kc_id, purpose, features), 1.0 - len(found) / (2 * size)))
        if len(found) >= size:
            break
    return found
