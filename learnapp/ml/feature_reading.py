"""The values of the features at a moment, read from what is kept of a student: the same for serving and for training.

A value that nothing is known of is nan, never a guess. Windows count days (UTC) and end with the day of the moment, so
that they are right however long ago the last event was.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from learnapp.engine import retention, running
from learnapp.engine.kc import Content, CourseSnapshot, KCState, LearnerState
from learnapp.engine.running import (
    ANSWERS,
    ATTEMPTS,
    DAY,
    DECAYS,
    EVENTS,
    HELPED,
    HINTS,
    LAST,
    POSTS,
    RIGHT,
    SECONDS,
    TIMED,
    USES,
    VISITS,
)

WINDOWS = (1, 7, 28)
NAN = math.nan
LAST_ON_KC = 3
_DEEP = 0.8
Values = dict[str, float]


def share(part: float, whole: float, prior: float = 0.0, weight: float = 0.0) -> float:
    """Return part / whole, drawn towards `prior` with the weight of so many observations; nan without any."""
    return (part + prior * weight) / (whole + weight) if whole > 0 else NAN


def student_values(learner: LearnerState, now: datetime) -> Values:
    """Return what is known of a student in a course at a moment, by the names of `STUDENT`."""
    state, at = learner.running, now.timestamp()
    days = _Days(state.get("days") or (), int(at // DAY))
    return {
        **_windows(days),
        **_success(state, learner.features),
        **_rhythm(state, days, at),
        **_trends(days, state),
        **_ways(state, learner),
    }


class _Days:
    """Sums over the days that are kept."""

    def __init__(self, rows: Iterable[Sequence[float]], today: int) -> None:
        self.rows = [(today - int(row[0]), row) for row in rows]

    def total(self, window: int, since: int = 0) -> list[float]:
        """Return the sum of each column over `window` days that end `since` days ago; place 0 counts the days."""
        sums = [0.0] * (USES + 1)
        for age, row in self.rows:
            if since <= age < since + window:
                sums[0] += row[EVENTS] > 0
                for column in range(1, USES + 1):
                    sums[column] += row[column]
        return sums


_COUNTS = (
    ("active_days", 0), ("events", EVENTS), ("attempts", ATTEMPTS), ("answers", ANSWERS), ("right", RIGHT),
    ("visits", VISITS), ("hints", HINTS), ("posts", POSTS), ("helped", HELPED), ("uses", USES),
)  # fmt: skip


def _windows(days: _Days) -> Values:
    found: Values = {}
    for window in WINDOWS:
        sums, end = days.total(window), f"_{window}d"
        for name, column in _COUNTS:
            found[name + end] = sums[column]
        found["minutes" + end] = sums[SECONDS] / 60.0
        found["right_rate" + end] = share(sums[RIGHT], sums[ANSWERS], 0.5, 1.0)
        found["hints_per_answer" + end] = share(sums[HINTS], sums[ATTEMPTS])
        found["time_on_task" + end] = share(sums[SECONDS], sums[TIMED])
    return found


def _success(state: Mapping[str, Any], flat: Mapping[str, float]) -> Values:
    seen, last = state.get("seen", 0), state.get("last", "")
    sums = state.get("ok") or (0.0,) * len(DECAYS)
    found = {
        f"success_{decay}": share(total, running.weight_of(decay, seen), 0.5, 1.0)
        for decay, total in zip(DECAYS, sums, strict=True)
    }
    found |= {f"last_{n}": float(last[-n] == "1") if n <= len(last) else NAN for n in range(1, LAST + 1)}
    turn = state.get("turn") or (0,) * 8
    for place, about in enumerate(("other_kc", "same_kc")):
        for before, word in ((1, "right"), (0, "wrong")):
            wrong, right = turn[4 * place + 2 * before : 4 * place + 2 * before + 2]
            found[f"right_after_{word}_{about}"] = share(right, wrong + right, 0.5, 1.0)
    pace = state.get("pace") or ((0.0, 0.0), (0.0, 0.0))
    found |= {f"seconds_{word}": _mean_log(pace[place]) for place, word in enumerate(("wrong", "right"))}
    found["answers"], found["run_on_kc"] = float(seen), float(state.get("run", 0))
    for name in ("streak", "right_rate", "hint_rate"):
        found[name] = flat.get(name, NAN)
    return found


def _mean_log(kept: Sequence[float]) -> float:
    return math.expm1(kept[1] / kept[0]) if kept[0] > 0 else NAN


def _rhythm(state: Mapping[str, Any], days: _Days, at: float) -> Values:
    """Return when, how often and with which device the student works."""
    known = "at" in state
    last: float = state.get("at", NAN)
    age = (at - state["born"]) / DAY if known else NAN
    visits = days.total(running.KEPT_DAYS)[VISITS]
    gaps = state.get("gaps")
    here = known and at - last < running.NEW_VISIT
    found = {
        "days_since_first": age,
        "hours_since_last": max(at - last, 0.0) / 3600.0 if known else NAN,
        "visit_minutes": (at - state["begun"]) / 60.0 if here else NAN,
        "visits_per_week": visits * 7.0 / min(max(age, 7.0), running.KEPT_DAYS) if known else NAN,
        "hours_between_visits": _mean_log(gaps) if gaps else NAN,
    }
    found |= _shares("day_part", running.PARTS, state.get("part"))
    found |= _shares("device", running.DEVICES, state.get("device"))
    for place, name in enumerate(running.DEVICES):
        found[f"device_now_{name}"] = float(state["mine"] == place) if known and "mine" in state else NAN
    return found


def _shares(start: str, names: Sequence[str], counts: Sequence[float] | None) -> Values:
    whole = sum(counts or ())
    return {f"{start}_{name}": share((counts or ())[n], whole) if whole else NAN for n, name in enumerate(names)}


def _trends(days: _Days, state: Mapping[str, Any]) -> Values:
    """Return where it is going: engagement week on week, and the slope of the share of right answers by day."""
    found: Values = {}
    for name, column in (("minutes", SECONDS), ("events", EVENTS)):
        lately, before = days.total(7)[column], days.total(7, 7)[column]
        found[f"engagement_trend_{name}"] = (lately - before) / (lately + before) if lately + before > 0 else NAN
    found["assessment_trend"] = _slope(
        [(-age / 7.0, row[RIGHT], row[ANSWERS]) for age, row in days.rows if row[ANSWERS]]
    )
    seen = state.get("seen", 0)
    if seen:
        quick, slow = (state["ok"][n] / running.weight_of(DECAYS[n], seen) for n in (1, 4))
        found["assessment_lately"] = quick - slow
    else:
        found["assessment_lately"] = NAN
    return found


def _slope(points: Sequence[tuple[float, float, float]]) -> float:
    """Return the weighted least-squares slope of right / answers on time, weights = answers; nan for one day alone."""
    weight = sum(one[2] for one in points)
    if len(points) < 2:
        return NAN
    middle = sum(x * n for x, _, n in points) / weight
    spread = sum(n * (x - middle) ** 2 for x, _, n in points)
    level = sum(right for _, right, _ in points) / weight
    return sum((x - middle) * (right - level * n) for x, right, n in points) / spread


def _ways(state: Mapping[str, Any], learner: LearnerState) -> Values:
    """Return what the student uses, gains from, takes up and does with others."""
    found: Values = {}
    modes = state.get("modes") or ((0.0,) * 5,) * len(running.MODES)
    whole = sum(mode[0] for mode in modes)
    for name, (uses, weight, gain, *_) in zip(running.MODES, modes, strict=True):
        found[f"use_{name}"] = uses / whole if whole > 0 else NAN
        found[f"gain_{name}"] = gain / (weight + 2.0) if weight > 0 else NAN
    found |= _shares("kind", running.KINDS, state.get("used"))
    opened, refused = (state.get(name) or (0.0,) * len(running.KINDS) for name in ("opened", "refused"))
    for name, yes, no in zip(running.KINDS, opened, refused, strict=True):
        found[f"takes_up_{name}"] = share(yes, yes + no, 0.5, 1.0)
    hard = state.get("hard") or ((0.0, 0.0),) * len(running.HARD)
    for name, (number, total) in zip(running.HARD, hard, strict=True):
        found[f"difficulty_{name}"] = total / number if number > 0 else NAN
    found["difficulty_margin"] = found["difficulty_taken"] - learner.theta
    _, _, begun, ended = state.get("films") or ((), (), 0, 0)
    quiz = state.get("quiz") or (0, 0)
    flat = learner.features
    posts, helped = flat.get("posts", 0.0), flat.get("helped", 0.0)
    return found | {
        "videos_begun": float(begun),
        "video_completion": share(ended, begun),
        "quizzes_begun": float(max(quiz)),
        "quizzes_completed": float(quiz[1]),
        "posts": posts,
        "helped": helped,
        "explanations": flat.get("explanations", 0.0),
        "readings": flat.get("readings", 0.0),
        "recommendations_opened": flat.get("opened", 0.0),
        "recommendations_dismissed": flat.get("dismissed", 0.0),
        "theta": learner.theta,
        "theta_sd": math.sqrt(learner.theta_variance),
    }


def course_values(learner: LearnerState, snapshot: CourseSnapshot, now: datetime) -> Values:
    """Return what is known of a student's mastery of a course as a whole, by the names of `COURSE`."""
    begun = {kc: state for kc, state in learner.kcs.items() if state.attempts and kc in snapshot.kcs}
    needed = {one for kc in begun for one in snapshot.prerequisites.get(kc, ()) if one in snapshot.kcs}
    earned = [kc for kc, state in begun.items() if state.mastered_at is not None]
    recall = [retention.recall(begun[kc].stability, begun[kc].last_at, now) for kc in earned]
    return {
        "kcs_begun": float(len(begun)),
        "kcs_begun_share": share(len(begun), len(snapshot.kcs)),
        "kcs_mastered": float(len(earned)),
        "kcs_mastered_share": share(len(earned), len(snapshot.kcs)),
        "mastery_mean": share(sum(state.p_mastered for state in begun.values()), len(begun)),
        "mastery_least": min((state.p_mastered for state in begun.values()), default=NAN),
        "recall_mean": share(sum(recall), len(recall)),
        "prerequisites_met": share(sum(_earned(learner, one) for one in needed), len(needed)),
        "objectives_met": share(*_objectives(learner, snapshot)),
    }


def _objectives(learner: LearnerState, snapshot: CourseSnapshot) -> tuple[int, int]:
    """Return how many lessons have all their KCs mastered, and how many lessons have any."""
    lessons = [kcs for kcs in snapshot.objectives.values() if kcs]
    return sum(all(_earned(learner, kc) for kc in kcs) for kcs in lessons), len(lessons)


def _earned(learner: LearnerState, kc: UUID) -> bool:
    state = learner.kcs.get(kc)
    return state is not None and state.mastered_at is not None


def kc_values(learner: LearnerState, snapshot: CourseSnapshot, kc_id: UUID, now: datetime) -> Values:
    """Return what is known of a student and a KC at a moment, by the names of `STUDENT_KC`."""
    needed = [one for one in snapshot.prerequisites.get(kc_id, ()) if one in snapshot.kcs]
    state = learner.kcs.get(kc_id)
    values = _kc_numbers(state, now) if state is not None and state.attempts else dict(_NOTHING)
    values["kc_prerequisites_met"] = share(sum(_earned(learner, one) for one in needed), len(needed)) if needed else 1.0
    return values


def _kc_numbers(state: KCState, now: datetime) -> Values:
    recent = list(state.recent)
    rights = [one.correct for one in recent]
    found = {
        "kc_p_mastered": state.p_mastered,
        "kc_low": state.low,
        "kc_high": state.high,
        "kc_doubt": state.high - state.low,
        "kc_p_bkt": state.p_bkt,
        "kc_attempts": float(state.attempts),
        "kc_right": float(state.correct),
        "kc_right_rate": share(state.correct, state.attempts, 0.5, 1.0),
        "kc_hints_per_answer": share(state.hints, state.attempts),
        "kc_mastered": float(state.mastered_at is not None),
        "kc_recall": retention.recall(state.stability, state.last_at, now),
        "kc_stability": state.stability if state.stability is not None else NAN,
        "kc_difficulty": state.fsrs_difficulty if state.fsrs_difficulty is not None else NAN,
        "kc_hours_since": _hours(state.last_at, now),
        "kc_hours_to_review": -_hours(state.due_at, now),
        "kc_streak": float(_streak(rights)),
        "kc_success": _decayed(rights),
        "kc_hours_between": _spacing([one.at for one in recent]),
        "kc_items": float(len({one.content_id for one in recent})) if recent else NAN,
    }
    for n in range(1, LAST_ON_KC + 1):
        found[f"kc_last_{n}"] = float(rights[-n]) if n <= len(rights) else NAN
    return found


def _hours(then: datetime | None, now: datetime) -> float:
    return NAN if then is None else (now - then).total_seconds() / 3600.0


def _streak(rights: Sequence[bool]) -> int:
    """Return how many of the latest answers were right in a row; negative for wrong."""
    length = 0
    for right in reversed(rights):
        if right != rights[-1]:
            break
        length += 1
    return length if rights and rights[-1] else -length


def _decayed(rights: Sequence[bool]) -> float:
    total = weight = 0.0
    for right in rights:
        total, weight = total * _DEEP + right, weight * _DEEP + 1.0
    return share(total, weight, 0.5, 1.0)


def _spacing(times: Sequence[datetime]) -> float:
    if len(times) < 2:
        return NAN
    return (times[-1] - times[0]).total_seconds() / 3600.0 / (len(times) - 1)


def item_values(item: Content) -> Values:
    """Return what is known of an item, by the names of `ITEM`."""
    return {
        "item_difficulty": item.difficulty,
        "item_discrimination": item.discrimination,
        "item_minutes": item.minutes,
        "item_steps": float(len(item.steps)),
        "item_quality": item.quality,
        "item_topics": float(len(item.kc_ids)),
    }


def class_values(own: Mapping[str, float], figures: Mapping[str, Any]) -> Values:
    """Return how a student stands to the class, by the names of `CLASS`.

    z = (own - mean) / sd, and 0 where all of the class are alike; nothing where there are too few to compare with.

    Args:
        own: The student's own values.
        figures: By name [number, mean, sd] of the class, as the hourly work has counted them.
    """
    found: Values = {"class_students": float(figures.get("students", NAN))}
    for name in COMPARED:
        number, mean, sd = figures.get(name) or (0, NAN, NAN)
        value = own.get(name, NAN)
        if not number or math.isnan(value):
            found[f"class_z_{name}"] = NAN
        else:
            found[f"class_z_{name}"] = (value - mean) / sd if sd > 0 else 0.0
    return found


COMPARED = (
    "theta", "right_rate_28d", "minutes_7d", "minutes_28d", "visits_per_week", "time_on_task_28d", "hint_rate",
    "posts_28d", "engagement_trend_minutes", "assessment_trend",
)  # fmt: skip
"""What is compared with the class."""


_NOTHING: Values = {
    name: 0.0 if name in ("kc_attempts", "kc_right", "kc_mastered", "kc_streak") else NAN
    for name in _kc_numbers(KCState(UUID(int=0)), datetime(2000, 1, 1, tzinfo=UTC))
}
"""Of a KC that the student has not begun."""
