"""The trained predictor in the path of an event: a student's track is loaded, takes the answer in and is kept.

What a track lacks is found by one number: the attempts at all topics, which every answer that counts raises. Where they
are others than when the track was kept, an answer went past it (another process had no model yet, a model was away);
then the analytic chances serve, and the worker builds the track again (`track_work`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from learnapp.agents.ports import Models, Turn
from learnapp.core import telemetry
from learnapp.engine.kc import Content, ContentKind, KCState, LearnerState
from learnapp.engine.selector import Candidate
from learnapp.ml.artefact import ModelKind
from learnapp.ml.datasets import coarse
from learnapp.ml.learner_track import LearnerTrack
from learnapp.ml.serving import Served
from learnapp.ml.success_policy import SuccessPolicy
from learnapp.services import model_serving, training_data
from learnapp.storage.repositories.learner_tracks import Track

MOST_STEPS = 4
"""So many steps of an item are asked about; its chance is their mean."""
_item = lru_cache(maxsize=100_000)(training_data.item_number)
_kc = lru_cache(maxsize=20_000)(training_data.kc_number)


def elapsed(since: datetime, now: datetime) -> float:
    """Return the seconds since a student's first answer, as coarse as those that models learn from."""
    return coarse((now - since).total_seconds())


@dataclass(slots=True)
class Tracked:
    """A trained predictor and one student's track, for one event; the agents' port `Predictor`.

    Attributes:
        version: Kind and number, for the decision row.
        policy: What ranks best by these chances.
        since: When the student's first answer was given; None: not yet.
        learned: Whether the track has taken an answer in.
        spoiled: Whether it has lost one: it is to be built again.
    """

    version: str
    model: Any
    track: LearnerTrack
    since: datetime | None
    policy: SuccessPolicy = field(default_factory=SuccessPolicy)
    learned: bool = False
    spoiled: bool = False

    def learn(self, content: Content, step_id: str, kc_id: UUID, correct: bool, now: datetime) -> None:
        """Take an answer in, as training would."""
        since = self.since = self.since or now
        self.learned = self.spoiled = True
        self.track.learn(_item(content.content_id, step_id), _kc(kc_id), correct, elapsed(since, now))
        self.spoiled = False

    def chances(self, pool: Sequence[Candidate], now: datetime) -> NDArray[np.float64]:
        """Return the chance of a right answer for each candidate, nan where nothing is graded; shape (len(pool),)."""
        found = np.full(len(pool), np.nan)
        asked = [place for place, each in enumerate(pool) if each.content.kind is ContentKind.PRACTICE]
        steps = [steps_of(pool[place].content, pool[place].kc_id) for place in asked]
        if not asked:
            return found
        items, kcs = np.array([pair for one in steps for pair in one], dtype=np.int64).T
        counts = np.array([len(one) for one in steps])
        chance = self.model.candidates(self.track, items, kcs, self.seconds(now))
        found[asked] = np.add.reduceat(chance, np.cumsum(counts) - counts) / counts
        return found

    def seconds(self, now: datetime) -> float:
        """Return the time since the first answer, as models count it."""
        return elapsed(self.since, now) if self.since is not None else 0.0

    def dump(self) -> bytes | None:
        """Return the track as it is kept, None where it has lost an answer: it is to be built again."""
        try:
            return None if self.spoiled else self.track.dump()
        except Exception:  # noqa: BLE001 - a model may be any code; an answer never waits for one
            return None


def attempts_of(states: Iterable[KCState]) -> int:
    """Return the attempts at all topics together."""
    return sum(state.attempts for state in states)


def steps_of(content: Content, kc_id: UUID | None = None) -> list[tuple[int, int]]:
    """Return the numbers of the first steps of an item and of their topics.

    Args:
        content: A practice item.
        kc_id: Its topic, where it names none itself.
    """
    own = content.kc_ids[0] if content.kc_ids else kc_id or UUID(int=0)
    if not content.steps:
        return [(_item(content.content_id, ""), _kc(own))]
    return [
        (_item(content.content_id, step.step_id), _kc(step.kc_ids[0] if step.kc_ids else own))
        for step in content.steps[:MOST_STEPS]
    ]


@dataclass(frozen=True, slots=True)
class _Named:
    """A trained model that ranks, under its name in the registry."""

    version: str
    model: Models

    def score(self, pool: Sequence[Candidate]) -> NDArray[np.float64]:
        return self.model.score(pool)


@dataclass(frozen=True, slots=True)
class Joined:
    """What trained models an event has.

    Attributes:
        tracked: The predictor, None where the student has no usable track.
        damaged: What was kept cannot be read.
    """

    tracked: Tracked | None
    damaged: bool = False

    def kept(self, after: LearnerState, now: datetime) -> Track | None:
        """Return what is to be kept of the student after the event, None where that has not changed."""
        tracked = self.tracked
        if not self.damaged and (tracked is None or not tracked.learned):
            return None
        state, since = (tracked.dump(), tracked.since) if tracked is not None else (None, None)
        return Track(state, attempts_of(after.kcs.values()), since or now)


NOTHING = Joined(None)


def join(turn: Turn, served: Served | None, kept: Track | None) -> Joined:
    """Give an event the trained models of its student, and return what is to be kept of them afterwards.

    Args:
        turn: The event with everything that was loaded.
        served: The predictor that serves the student.
        kept: What is kept of the student.
    """
    ranks = model_serving.predictor_for(turn.facts.tenant_id, turn.event.student_id, ModelKind.CONTENT_RECOMMENDER)
    if ranks is not None:
        turn.trained = (_Named(ranks.name, ranks.model),)
    if served is None:
        return NOTHING
    joined = begin(served, kept, turn.learner.kcs.values())
    turn.predictor = joined.tracked
    if joined.tracked is None:
        telemetry.fallbacks.labels("executor", "no_track").inc()
    return joined


def begin(served: Served, kept: Track | None, states: Iterable[KCState]) -> Joined:
    """Return the predictor with a student's track; none where that is not usable.

    It may be missing, of another version, lack an answer or be damaged. The analytic chances serve then, and the worker
    builds it again.

    Args:
        served: The model that serves the student.
        kept: What is kept of the student.
        states: Where the student stands in all topics.
    """
    model, attempts = served.model, attempts_of(states)
    try:
        if not attempts:
            # Whoever has answered nothing yet begins here.
            return Joined(Tracked(served.name, model, model.track(), None))
        if kept is None or kept.state is None or kept.attempts != attempts:
            return NOTHING
        if not kept.state.startswith(model.encodings.mark):
            return NOTHING
        return Joined(Tracked(served.name, model, LearnerTrack.load(model.encodings, kept.state), kept.since))
    except Exception:  # noqa: BLE001 - a model may be any code; an answer never waits for one
        return Joined(None, damaged=kept is not None)
