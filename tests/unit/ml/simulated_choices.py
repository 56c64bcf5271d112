"""Students who follow recommendations, and learn from some items far more than the rules would think."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from learnapp.engine import exploration, selector
from learnapp.engine.event import Verb
from learnapp.engine.kc import ContentKind, CourseSnapshot, LearnerState
from learnapp.engine.mastery import observe
from learnapp.engine.selector import Candidate, Ranked
from learnapp.ml.content_recommender import rewards
from learnapp.ml.recommendation_log import LoggedCandidate, LoggedDecision, LoggedEvent, RecommendationLog, joined
from tests.unit.engine.courses import NOW, chain_course

Score = Callable[[Sequence[Candidate]], NDArray[np.float64]]
COURSE = chain_course(6, items=8)
FREE = replace(COURSE, prerequisites={})
"""No topic waits for another one: there is always something to choose among."""
_OPENS = (0.5, 0.25, 0.15)


def teaches(content_id: UUID) -> float:
    """How well a content really teaches; every third one does, and nobody has told the rules."""
    return 1.0 if content_id.int % 3 == 0 else 0.15


def uid(rng: random.Random) -> UUID:
    return UUID(int=rng.getrandbits(128))


def played(
    score: Score,
    students: int,
    seed: int,
    *,
    epsilon: float = 0.2,
    decisions: int = 20,
    course: CourseSnapshot = COURSE,
) -> tuple[list[LoggedDecision], list[LoggedEvent]]:
    """Let students follow a policy, with exploration as the evaluator has it."""
    made: list[LoggedDecision] = []
    done: list[LoggedEvent] = []
    for number in range(students):
        rng = random.Random(1000 * seed + number)
        student = UUID(int=(9 << 64) + number)
        learner = LearnerState(student, COURSE.course_id)
        now, trigger = NOW + timedelta(minutes=number), uid(rng)
        for _ in range(decisions):
            now += timedelta(minutes=5)
            pool = selector.candidates(course, learner, now, 24)
            ranked = selector.rank(pool, score(pool), 10)
            shown = exploration.explore(ranked, epsilon, rng)
            made.append(_decision(student, trigger, now, ranked, shown, epsilon, uid(rng)))
            drawn, pick = rng.random(), None
            for place, each in enumerate(shown):
                if drawn < _OPENS[place]:
                    pick = each.candidate
                    break
                drawn -= _OPENS[place]
            trigger = uid(rng)
            if pick is None:
                done.append(LoggedEvent(trigger, student, now + timedelta(minutes=2), Verb.SESSION_STARTED, None))
                continue
            done += _worked(course, learner, pick, now + timedelta(minutes=1), trigger, rng)
    return made, done


def _decision(
    student: UUID, trigger: UUID, now: datetime, ranked: list[Ranked], shown: list[Ranked], epsilon: float, key: UUID
) -> LoggedDecision:
    chance = exploration.chances(len(ranked), epsilon)
    rows = [
        LoggedCandidate(
            each.candidate.content.content_id, each.candidate.kc_id, each.candidate.purpose,
            each.candidate.features.tolist(), each.score, one,
        )
        for each, one in zip(ranked, chance, strict=True)
    ]  # fmt: skip
    return LoggedDecision(key, student, trigger, now, "rules", rows, [x.candidate.content.content_id for x in shown])


def _worked(
    course: CourseSnapshot, learner: LearnerState, pick: Candidate, at: datetime, event: UUID, rng: random.Random
) -> list[LoggedEvent]:
    """Work on an item: what it teaches decides how many of its tasks go right."""
    content = pick.content
    learner.recent_content.append(content.content_id)
    if content.kind is not ContentKind.PRACTICE:
        return [LoggedEvent(event, learner.student_id, at, Verb.READ, content.content_id, content.kc_ids, minutes=2.0)]
    right = rng.random() < 0.25 + 0.7 * teaches(content.content_id)
    seen = observe(learner, course, content, content.kc_ids, correct=right, now=at, event_id=event)
    learner.kcs.update(seen.states)
    learner.theta, learner.theta_variance = seen.theta, seen.variance
    told = {kc: state.p_mastered for kc, state in seen.states.items()}
    return [
        LoggedEvent(
            event, learner.student_id, at, Verb.ANSWERED, content.content_id, content.kc_ids, None, "a", right, 2.0,
            None, told,
        )
    ]  # fmt: skip


def log_of(
    score: Score, students: int, seed: int, *, epsilon: float = 0.2, course: CourseSnapshot = COURSE
) -> RecommendationLog:
    """What came of it, joined."""
    decisions, events = played(score, students, seed, epsilon=epsilon, course=course)
    return joined(decisions, events)


def worth(score: Score, students: int = 40, seed: int = 99) -> float:
    """Mean reward of what a policy shows, when students really follow it, without exploration."""
    log = log_of(score, students, seed, epsilon=0.0, course=FREE)
    return float(rewards(log)[log.shown].mean())


def at_random(seed: int = 5) -> Score:
    rng = np.random.default_rng(seed)
    return lambda pool: rng.random(len(pool)) * 10.0
