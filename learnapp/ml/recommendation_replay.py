"""Answers of a log, replayed as decisions: what could have been recommended at each point, and what came of it.

Nothing after the decision point enters a candidate's features; outcomes stand apart and are read by whoever measures.
Features are those of `engine.selector`, mastery is that of `engine.mastery` with the parameters that a KC has of which
nothing is known; only the chance of a right answer comes from the mastery predictor.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import numpy as np

from learnapp.engine import mastery, retention
from learnapp.engine.kc import BktParameters, KCState
from learnapp.engine.mastery import THRESHOLDS, Band, band_of
from learnapp.engine.selector import FEATURES, success_fit
from learnapp.engine.targets import Purpose
from learnapp.ml.answers import AnswerLog, Floats, Ints
from learnapp.ml.known_features import READS
from learnapp.ml.mastery_predictor import MasteryPredictor
from learnapp.ml.pairs import NEAR
from learnapp.ml.recommendation_log import PURPOSES, RecommendationLog

WINDOW, PICKS, AHEAD = 50, 3, 3
POINTS = 40
"""Decision points of one student at most, evenly spread."""
MOST_ANSWERS = 500
"""Answers of one student that are replayed at most, the first ones."""
_BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
_NOBODY, _PARAMS, _MINUTES = UUID(int=0), BktParameters(), 2.0
_PURPOSE = {each: number for number, each in enumerate(PURPOSES)}
_LEARN, _PRACTISE, _REVIEW = (_PURPOSE[each] for each in (Purpose.LEARN, Purpose.PRACTISE, Purpose.REVIEW))


@dataclass(frozen=True, slots=True)
class Replay:
    """Decision points with their candidates; `PICKS` of each point, evenly drawn, stand for what was shown.

    Attributes:
        log: The points as decisions.
        hit: Shape (R,), 1 when one of the student's next `AHEAD` answers on the candidate's KC is right.
        difficulty: Shape (R,), of the items, from the predictor's students.
        points: How many decision points there were, those with too few candidates included.
    """

    log: RecommendationLog
    hit: Floats
    difficulty: Floats
    points: int


class _Point(NamedTuple):
    student: int
    item: Ints
    kc: Ints
    purpose: Ints
    features: Floats
    difficulty: Floats
    hit: Floats
    gain: Floats


@dataclass(slots=True)
class _Student:
    """One student's states, as the engine keeps them."""

    states: dict[int, KCState] = field(default_factory=dict)
    theta: float = 0.0
    variance: float = 1.0

    def state(self, kc: int) -> KCState:
        known = self.states.get(kc)
        return known or mastery.new_state(UUID(int=kc), _PARAMS, self.theta, self.variance)

    def learn(self, kc: int, difficulty: float, correct: bool, now: datetime) -> None:
        moved = mastery.update(
            self.state(kc), _PARAMS, self.theta, self.variance, difficulty=difficulty, discrimination=1.0,
            correct=correct, now=now, event_id=_NOBODY, content_id=_NOBODY, leans=False,
        )  # fmt: skip
        self.states[kc], self.theta, self.variance = moved


def replayed(log: AnswerLog, predictor: MasteryPredictor, students: Ints, seed: int = 0) -> Replay:
    """Replay some students.

    Args:
        log: The answers.
        predictor: Trained on other students.
        students: Numbers of the students; who has no more than `WINDOW` answers has no decision point.
        seed: Of the picks that stand for what was shown.
    """
    found: list[_Point] = []
    points = 0
    length = log.length()
    for student in students.tolist():
        begin = int(log.start[student])
        rows = np.arange(begin, begin + min(int(length[student]), MOST_ANSWERS))
        mine, tried = _points(log, rows, predictor)
        found += mine
        points += tried
    return _replay(found, points, np.random.default_rng(seed))


def _points(log: AnswerLog, rows: Ints, predictor: MasteryPredictor) -> tuple[list[_Point], int]:
    """Return one student's points with enough candidates, and how many points there were."""
    last = len(rows) - WINDOW
    wanted = set(np.unique(np.linspace(1, last, min(POINTS, last)).round().astype(int)).tolist()) if last >= 1 else ()
    item, kc, correct, seconds = log.item[rows], log.kc[rows], log.correct[rows], log.seconds[rows]
    difficulty = _difficulty(predictor, item, kc)
    ahead = {int(one): np.flatnonzero(kc == one) for one in np.unique(kc)}
    student, track, told = _Student(), predictor.track(), np.zeros(len(rows))
    seen: dict[int, int] = {}
    found: list[tuple[int, _Point]] = []
    for place in range(len(rows)):
        at = float(seconds[place])
        now = _BEGIN + timedelta(seconds=at if np.isfinite(at) else 0.0)
        if place in wanted:
            window = (
                place
                + np.unique(item[place : place + WINDOW] * 1_000_003 + kc[place : place + WINDOW], return_index=True)[1]
            )
            bands = {one: band_of(student.states.get(one), now) for one in set(kc[window].tolist())}
            window = window[[bands[one] is not Band.MASTERED for one in kc[window].tolist()]]
            if len({*zip(item[window].tolist(), kc[window].tolist(), strict=True)}) >= PICKS:
                chance = predictor.candidates(track, item[window], kc[window], at)
                features, purpose = _features(student, window, item, kc, chance, difficulty, seen, bands, now)
                none = np.zeros(len(window))
                found.append(
                    (
                        place,
                        _Point(
                            int(log.student[rows[0]]),
                            item[window],
                            kc[window],
                            purpose,
                            features,
                            difficulty[window],
                            none,
                            none,
                        ),
                    )
                )
        k, i = int(kc[place]), int(item[place])
        student.learn(k, float(difficulty[place]), bool(correct[place]), now)
        track.learn(i, k, bool(correct[place]), at)
        told[place] = student.states[k].p_mastered
        seen[i] = seen.get(i, 0) + 1
    return [_with_outcome(place, point, ahead, correct, told) for place, point in found], len(wanted)


def _with_outcome(place: int, point: _Point, ahead: dict[int, Ints], correct: Floats, told: Floats) -> _Point:
    """Add what the log says after the point: the only place that looks ahead."""
    hit, gain = np.zeros(len(point.kc)), np.zeros(len(point.kc))
    mastered = point.features[:, FEATURES.index("p_mastered")]
    for n, kc in enumerate(point.kc.tolist()):
        answers = ahead[kc]
        following = answers[np.searchsorted(answers, place) :][:AHEAD]
        hit[n] = correct[following].any()
        gain[n] = told[following[-1]] - mastered[n]
    return point._replace(hit=hit, gain=gain)


def _difficulty(predictor: MasteryPredictor, item: Ints, kc: Ints) -> Floats:
    """Return the Rasch difficulty of items as the predictor's students found them; that of the KC for new items."""
    encodings = predictor.encodings
    number, known = encodings.numbers(item, kc)
    nothing = np.full((1, NEAR), -1, dtype=np.int64)
    return encodings.encode(number, known, nothing, nothing[0, :1], np.zeros(1)).difficulty


def _features(
    student: _Student,
    window: Ints,
    item: Ints,
    kc: Ints,
    chance: Floats,
    difficulty: Floats,
    seen: dict[int, int],
    bands: dict[int, Band],
    now: datetime,
) -> tuple[Floats, Ints]:
    """Return the selector's features of each candidate, and what each is for."""
    about: dict[int, tuple[float, ...]] = {}
    purposes: dict[int, int] = {}
    for one, band in bands.items():
        state = student.state(one)
        recall = retention.recall(state.stability, state.last_at, now) if state.stability is not None else 1.0
        review, begun = band is Band.FADING, state.attempts > 0
        missed = state.right_lately(3).count(False) / 3.0
        due = 1.0 - recall if review else 0.0
        about[one] = (state.p_mastered, state.high - state.low, recall, due, missed, 0.0, begun, 0.0)
        purposes[one] = _REVIEW if review else _PRACTISE if begun else _LEARN
    common = np.array([about[one] for one in kc[window].tolist()])
    times = np.array([min(seen.get(one, 0), 3) / 3.0 for one in item[window].tolist()])
    n = len(window)
    columns = (
        chance, success_fit(chance, THRESHOLDS.success_target), *common.T, times, np.full(n, _MINUTES), np.ones(n),
        difficulty[window], np.zeros(n), common[:, 6],
    )  # fmt: skip
    return np.array(columns).T, np.array([purposes[one] for one in kc[window].tolist()], dtype=np.int64)


def _replay(points: list[_Point], count: int, rng: np.random.Generator) -> Replay:
    sizes = np.array([len(point.kc) for point in points])
    place = np.full(int(sizes.sum()), -1, dtype=np.int64)
    chance = np.repeat(PICKS / sizes, sizes)
    first = np.cumsum(sizes) - sizes
    for begin, size in zip(first.tolist(), sizes.tolist(), strict=True):
        place[begin + rng.choice(size, PICKS, replace=False)] = np.arange(PICKS)
    students, student = np.unique([point.student for point in points], return_inverse=True)

    def whole(name: str) -> Floats:
        return np.concatenate([getattr(point, name) for point in points])

    items, item = np.unique(whole("item"), return_inverse=True)
    hit, shown = whole("hit"), place >= 0
    nothing, was = np.where(shown, 0.0, np.nan), np.where(shown, 1.0, np.nan)
    log = RecommendationLog(
        tuple(UUID(int=int(one)) for one in students), student.astype(np.int64), ("evenly",) * len(points),
        np.zeros(len(points), dtype=np.bool_), np.repeat(np.arange(len(points)), sizes),
        tuple(UUID(int=int(one)) for one in items), item.astype(np.int64), whole("kc").astype(np.int64),
        whole("purpose").astype(np.int64), whole("features"), np.zeros(len(place)), chance, place, was, nothing,
        np.where(shown, hit, np.nan), np.where(shown, whole("gain"), np.nan), np.where(shown, float(AHEAD), np.nan),
        np.full(len(place), np.nan), np.full((len(place), len(READS)), np.nan),
    )  # fmt: skip
    return Replay(log, hit, whole("difficulty"), count)
