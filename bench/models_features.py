"""What features cost: the step that every event takes, and reading all of them for one student."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import numpy as np
import orjson

from bench.report import Figure
from learnapp.engine.event import Verb
from learnapp.engine.history import PastEvent
from learnapp.engine.kc import KC, CourseSnapshot, KCState, LearnerState, Outcome
from learnapp.engine.running import KINDS
from learnapp.engine.tallies import moved_on
from learnapp.ml.feature_fold import values_of
from learnapp.ml.feature_reading import kc_values
from learnapp.ml.known_features import columns_of

EVENTS, KCS, CALLS = 1_500, 20, 2_000
CANDIDATES, TOPICS = 24, 8
"""Of a decision, and how many topics they are about."""
_BEGIN = datetime(2026, 1, 5, 8, tzinfo=UTC)
_VERBS = (*[Verb.ANSWERED] * 6, Verb.HINT_REQUESTED, Verb.READ, Verb.VIDEO_PROGRESSED, Verb.RECOMMENDATION_OPENED)


def figures() -> list[Figure]:
    """Return what features cost for a student who has worked on every day of the last four weeks."""
    draw = random.Random(4)
    events = _events(draw)
    learner = LearnerState(UUID(int=1), UUID(int=2), EVENTS)
    for one in events[:-1]:
        learner.features, learner.running = moved_on(learner.features, learner.running, one)
    kept, flat, last = orjson.dumps(learner.running), learner.features, events[-1]

    def step() -> bytes:
        return orjson.dumps(moved_on(flat, orjson.loads(kept), last)[1])

    snapshot, now = _course(), last.at
    learner.kcs = {kc_id: _state(kc_id, draw, now) for kc_id in snapshot.kcs}

    def read() -> int:
        own = values_of(learner, snapshot, now, {})
        return len(own) + sum(len(kc_values(learner, snapshot, kc_id, now)) for kc_id in snapshot.topological)

    about = [list(snapshot.kcs)[place % TOPICS] for place in range(CANDIDATES)]

    def for_ranking() -> int:
        own = values_of(learner, snapshot, now, {})
        return columns_of(own, {kc_id: kc_values(learner, snapshot, kc_id, now) for kc_id in set(about)}, about).size

    number = read()
    took, taken, ranked = _timed(step), _timed(read), _timed(for_ranking)
    return [
        Figure("features: one event's step, with its JSON there and back, p50", took.p50, "ms", 0.3, 0.1,
               note=took.told()),
        Figure(f"features: all {number} of one student read, p50", taken.p50, "ms", 3.0, 1.0,
               note=f"{KCS} topics; {taken.told()}"),
        Figure("features: what a trained recommender adds to a decision by reading the store, p99", ranked.p99, "ms",
               8.0, 3.0, note=f"{CANDIDATES} candidates of {TOPICS} topics; p50 {ranked.p50:.2f} ms; {ranked.told()}"),
        Figure("features: what is kept of a student", len(kept) / 1024, "kB", 3.0, 2.0),
    ]  # fmt: skip


def _events(draw: random.Random) -> list[PastEvent]:
    at, found = _BEGIN, []
    for seq in range(1, EVENTS + 1):
        at += timedelta(minutes=draw.choice((1, 2, 5, 60, 300)))
        verb, kc = draw.choice(_VERBS), UUID(int=draw.getrandbits(128) % KCS + 1)
        answered = verb is Verb.ANSWERED
        found.append(
            PastEvent(
                UUID(int=2), UUID(int=3), seq, verb, UUID(int=draw.getrandbits(128)),
                draw.random() < 0.7 if answered else None, draw.randrange(90_000), at, (kc,), answered, "tablet",
                at.hour, draw.choice(KINDS), draw.gauss(0, 1),
            )
        )  # fmt: skip
    return found


def _course() -> CourseSnapshot:
    kcs = {UUID(int=n): KC(UUID(int=n), f"kc-{n}", f"Topic {n}") for n in range(1, KCS + 1)}
    needs: dict[UUID, tuple[UUID, ...]] = {UUID(int=n): (UUID(int=n - 1),) for n in range(2, KCS + 1)}
    return CourseSnapshot(
        UUID(int=0), UUID(int=2), 1, "Bench", "mathematics", "en", (), kcs, needs, {}, {}, tuple(kcs)
    )  # fmt: skip


def _state(kc_id: UUID, draw: random.Random, now: datetime) -> KCState:
    recent = [
        Outcome(UUID(int=n), draw.random() < 0.7, now - timedelta(hours=9 - n), UUID(int=draw.randrange(40)))
        for n in range(8)
    ]
    return KCState(kc_id, 12, 8, 1, 0.7, 0.7, 0.5, 0.9, 4.0, 5.0, now, now, None, recent)


class Times(NamedTuple):
    """Milliseconds; `busy` in time of the processor, which says nothing of what else the machine does."""

    p50: float
    p99: float
    busy: float

    def told(self) -> str:
        """Return the 99th percentiles in words."""
        return f"p99 {self.p99:.2f} ms, processor time, p99 {self.busy:.2f} ms"


def _timed(work: Callable[[], object]) -> Times:
    times = []
    for _ in range(CALLS):
        began, busy = time.perf_counter(), time.thread_time()
        work()
        times.append((time.perf_counter() - began, time.thread_time() - busy))
    wall, own = np.array(times).T * 1000.0
    return Times(float(np.percentile(wall, 50)), float(np.percentile(wall, 99)), float(np.percentile(own, 99)))
