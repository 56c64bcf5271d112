"""What came of recommendations: each logged decision with what the student did with what was shown.

A decision counts when the student could follow it: one that was replaced while the student was still busy with the
item that led to it was never looked at, and says nothing. Whatever a student does with something that was recommended
within the last day belongs to the latest decision that showed it, or to the decision that the event names.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import numpy as np

from learnapp.core.errors import InvalidInputError
from learnapp.engine.event import Verb
from learnapp.engine.selector import FEATURES
from learnapp.engine.targets import Purpose
from learnapp.ml.answers import Floats, Ints, Mask
from learnapp.ml.known_features import READS, nothing

LASTS = timedelta(hours=24)
"""What is done later has nothing to do with the recommendation any more."""
LEARNING = timedelta(hours=1)
"""Mastery that is gained so long after opening counts."""
REVIEW_FROM, REVIEW_UNTIL = timedelta(hours=20), timedelta(days=30)
PURPOSES = tuple(Purpose)
_LONGEST_MINUTES, _SHORTEST_MINUTES = 15.0, 0.25
_READ_ENOUGH = 0.9
_MINUTES, _MASTERED = FEATURES.index("minutes"), FEATURES.index("p_mastered")
_PASSIVE = frozenset({Verb.RECOMMENDATION_SHOWN, Verb.SESSION_STARTED, Verb.SESSION_ENDED, Verb.VIDEO_PROGRESSED})
_OUTCOMES = ("opened", "dismissed", "finished", "gain", "minutes", "kept")


class LoggedCandidate(NamedTuple):
    """One candidate of a decision.

    Attributes:
        features: Values in the order of `engine.selector.FEATURES`.
        score: What the policy gave it.
        chance: Probability with which it would have been shown, 0 where it was refused; nan where nobody noted it.
    """

    content_id: UUID
    kc_id: UUID
    purpose: Purpose
    features: Sequence[float]
    score: float
    chance: float


class LoggedDecision(NamedTuple):
    """One decision as it was made.

    Attributes:
        event_id: The event that led to it.
        policy: Who chose: the model that served.
        candidates: What stood to choose, best first.
        shown: What was shown, in its order.
        steered: A teacher's assignment took a place, so that the chances are not those of what was shown.
        known: What the feature store said for each candidate; None where that cannot be told any more.
    """

    decision_id: UUID
    student_id: UUID
    event_id: UUID
    at: datetime
    policy: str
    candidates: Sequence[LoggedCandidate]
    shown: Sequence[UUID]
    steered: bool = False
    known: Floats | None = None


class LoggedEvent(NamedTuple):
    """One event of a student.

    Attributes:
        decision_id: The decision that it names, if any.
        correct: Of an answer to the item's own step, first try or not; None otherwise.
        minutes: Active time, None where nobody measured it.
        progress: Share read or done, None where nothing was said.
        told: KC -> P(mastered) that the student was told afterwards.
    """

    event_id: UUID
    student_id: UUID
    at: datetime
    verb: Verb
    content_id: UUID | None
    kc_ids: Sequence[UUID] = ()
    decision_id: UUID | None = None
    step_id: str | None = None
    correct: bool | None = None
    minutes: float | None = None
    progress: float | None = None
    told: Mapping[UUID, float] = {}


@dataclass(slots=True)
class _Outcome:
    """What came of one shown item; `since` is when it was opened."""

    since: datetime | None = None
    dismissed: bool = False
    finished: bool = False
    solved: set[str | None] = field(default_factory=set)
    gain: float = 0.0
    minutes: float = 0.0
    kept: bool | None = None


@dataclass(frozen=True, slots=True)
class RecommendationLog:
    """D decisions with R candidates; a candidate that was not shown has no outcome (nan).

    Attributes:
        students: S ids, for groups; no other trace of who they are.
        student: Shape (D,), place among `students`.
        policy: D names.
        steered: Shape (D,).
        decision: Shape (R,), whose candidate it is, rising.
        contents: C ids.
        content: Shape (R,), place among `contents`.
        kc: Shape (R,), numbers of KCs.
        purpose: Shape (R,), place among `PURPOSES`.
        features: Shape (R, len(FEATURES)).
        score, chance: Shape (R,), of the policy that decided.
        place: Shape (R,), 0 for what was shown first, -1 for what was not shown.
        opened, dismissed, finished: Shape (R,), 0 or 1.
        gain: Shape (R,), change of P(mastered) of the KC within an hour of opening.
        minutes: Shape (R,), active minutes on that KC in this hour; nan where it was not opened.
        kept: Shape (R,), whether the first answer on another day was right; nan where there was none yet.
        known: Shape (R, len(READS)), what the feature store said at the decision; nan where nothing was known.
    """

    students: tuple[UUID, ...]
    student: Ints
    policy: tuple[str, ...]
    steered: Mask
    decision: Ints
    contents: tuple[UUID, ...]
    content: Ints
    kc: Ints
    purpose: Ints
    features: Floats
    score: Floats
    chance: Floats
    place: Ints
    opened: Floats
    dismissed: Floats
    finished: Floats
    gain: Floats
    minutes: Floats
    kept: Floats
    known: Floats

    def __len__(self) -> int:
        """How many decisions there are."""
        return len(self.student)

    @property
    def shown(self) -> Mask:
        """Which candidates were shown; shape (R,)."""
        return self.place >= 0

    def of(self, students: Mask) -> RecommendationLog:
        """Return the decisions of the students that a mask of shape (S,) names; ids keep their places."""
        kept = students[self.student]
        rows = kept[self.decision]
        number = np.cumsum(kept) - 1
        return RecommendationLog(
            self.students, self.student[kept], tuple(np.asarray(self.policy, dtype=object)[kept]), self.steered[kept],
            number[self.decision[rows]], self.contents, self.content[rows], self.kc[rows], self.purpose[rows],
            self.features[rows], self.score[rows], self.chance[rows], self.place[rows],
            **{name: getattr(self, name)[rows] for name in (*_OUTCOMES, "known")},
        )  # fmt: skip


def joined(
    decisions: Iterable[LoggedDecision], events: Iterable[LoggedEvent], steps: Mapping[UUID, int] | None = None
) -> RecommendationLog:
    """Return decisions with what came of them.

    Args:
        decisions: In any order.
        events: Of the same students, from before the first decision to a day after the last, and for what was kept
            a month after; in any order.
        steps: Content -> how many steps have to be solved for it to be finished; one where nothing is said.

    Raises:
        InvalidInputError: There is no decision to learn from.
    """
    of_student: dict[UUID, list[LoggedDecision]] = {}
    for decision in decisions:
        if len(decision.candidates) and decision.shown:
            of_student.setdefault(decision.student_id, []).append(decision)
    done: dict[UUID, list[LoggedEvent]] = {}
    for event in events:
        if event.student_id in of_student:
            done.setdefault(event.student_id, []).append(event)
    found: list[tuple[LoggedDecision, dict[UUID, _Outcome]]] = []
    for student in sorted(of_student):
        mine = sorted(of_student[student], key=lambda one: one.at)
        acts = sorted(done.get(student, []), key=lambda one: one.at)
        found += _outcomes(mine, acts, steps or {})
    if not found:
        raise InvalidInputError(
            "No recommendation was followed or passed over yet. Train when students have used some."
        )
    return _arrays(found)


def _outcomes(
    decisions: Sequence[LoggedDecision], events: Sequence[LoggedEvent], steps: Mapping[UUID, int]
) -> list[tuple[LoggedDecision, dict[UUID, _Outcome]]]:
    """Return the decisions of one student that could be followed, each with the outcome of what it showed."""
    live = _followable(decisions, events)
    outcomes: dict[UUID, dict[UUID, _Outcome]] = {
        one.decision_id: {content: _Outcome() for content in one.shown} for one in live
    }
    begins = {one.decision_id: one.at for one in live}
    latest: dict[UUID, UUID] = {}
    waiting = list(reversed(live))
    for event in events:
        while waiting and waiting[-1].at <= event.at and waiting[-1].event_id != event.event_id:
            decision = waiting.pop()
            latest.update(dict.fromkeys(decision.shown, decision.decision_id))
        content = event.content_id
        if content is None or event.verb is Verb.RECOMMENDATION_SHOWN:
            continue
        named = event.decision_id
        source = named if named is not None and content in outcomes.get(named, {}) else latest.get(content)
        if source is None or event.at - begins[source] > LASTS:
            continue
        _note(outcomes[source][content], event, steps.get(content, 1))
    for decision in live:
        for candidate in decision.candidates:
            outcome = outcomes[decision.decision_id].get(candidate.content_id)
            if outcome is not None and outcome.since is not None:
                _learnt(outcome, candidate, events)
    return [(one, outcomes[one.decision_id]) for one in live]


def _followable(decisions: Sequence[LoggedDecision], events: Sequence[LoggedEvent]) -> list[LoggedDecision]:
    """Leave out what was decided while the student went on with the same item."""
    place = {event.event_id: number for number, event in enumerate(events)}
    found = []
    for decision in decisions:
        number = place.get(decision.event_id)
        if number is not None:
            after = (events[later] for later in range(number + 1, len(events)))
            follows = next((one for one in after if one.verb not in _PASSIVE and one.content_id is not None), None)
            if follows is not None and follows.content_id == events[number].content_id:
                continue
        found.append(decision)
    return found


def _note(outcome: _Outcome, event: LoggedEvent, steps: int) -> None:
    if event.verb is Verb.RECOMMENDATION_DISMISSED:
        outcome.dismissed = True
        return
    outcome.since = outcome.since or event.at
    whole = event.progress is None or event.progress >= _READ_ENOUGH
    if event.verb is Verb.ANSWERED and event.correct:
        outcome.solved.add(event.step_id)
        outcome.finished = outcome.finished or len(outcome.solved) >= steps
    elif event.verb in (Verb.VIDEO_COMPLETED, Verb.RECOMMENDATION_COMPLETED) or (event.verb is Verb.READ and whole):
        outcome.finished = True
    elif event.verb is Verb.SIMULATION_INTERACTED:
        outcome.finished = outcome.finished or (event.progress or 0.0) >= 1.0


def _learnt(outcome: _Outcome, candidate: LoggedCandidate, events: Sequence[LoggedEvent]) -> None:
    """Note how far mastery of the KC moved in the hour after opening, in how many minutes, and if it lasted."""
    since, kc = outcome.since, candidate.kc_id
    assert since is not None  # noqa: S101 - the caller has looked
    first = bisect_left(events, since, key=lambda one: one.at)
    before = after = candidate.features[_MASTERED]
    minutes, untimed = 0.0, False
    for event in (events[later] for later in range(first, len(events))):
        if event.at - since > REVIEW_UNTIL:
            break
        about = event.content_id == candidate.content_id or kc in event.kc_ids
        if not about:
            continue
        if event.at - since <= LEARNING:
            after = event.told.get(kc, after)
            minutes += min(event.minutes or 0.0, _LONGEST_MINUTES)
            untimed = untimed or event.minutes is None
        elif event.at - since >= REVIEW_FROM and event.correct is not None and kc in event.kc_ids:
            outcome.kept = event.correct
            break
    if minutes == 0.0 and untimed:
        minutes = candidate.features[_MINUTES]
    outcome.gain, outcome.minutes = after - before, max(minutes, _SHORTEST_MINUTES)


def _arrays(found: Sequence[tuple[LoggedDecision, dict[UUID, _Outcome]]]) -> RecommendationLog:
    students = tuple(sorted({decision.student_id for decision, _ in found}))
    student = {one: number for number, one in enumerate(students)}
    contents: dict[UUID, int] = {}
    kcs: dict[UUID, int] = {}
    purpose = {one: number for number, one in enumerate(PURPOSES)}
    rows: list[tuple[float, ...]] = []
    features: list[Sequence[float]] = []
    known: list[Floats] = []
    nan = float("nan")
    for number, (decision, outcomes) in enumerate(found):
        known.append(nothing(len(decision.candidates)) if decision.known is None else decision.known)
        order = {content: place for place, content in enumerate(decision.shown)}
        for each in decision.candidates:
            outcome = outcomes.get(each.content_id)
            result: tuple[float, ...] = (nan,) * len(_OUTCOMES)
            if outcome is not None:
                opened = outcome.since is not None
                kept = nan if outcome.kept is None else float(outcome.kept)
                minutes = outcome.minutes if opened else nan
                result = (opened, outcome.dismissed, outcome.finished, outcome.gain, minutes, kept)
            rows.append((
                number, contents.setdefault(each.content_id, len(contents)), kcs.setdefault(each.kc_id, len(kcs)),
                purpose[each.purpose], each.score, each.chance, order.get(each.content_id, -1), *result,
            ))  # fmt: skip
            features.append(each.features)
    table = np.array(rows, dtype=np.float64)
    whole = [table[:, column].astype(np.int64) for column in (0, 1, 2, 3, 6)]
    return RecommendationLog(
        students,
        np.array([student[decision.student_id] for decision, _ in found], dtype=np.int64),
        tuple(decision.policy for decision, _ in found),
        np.array([decision.steered for decision, _ in found], dtype=np.bool_),
        whole[0], tuple(contents), whole[1], whole[2], whole[3], np.array(features, dtype=np.float64),
        table[:, 4], table[:, 5], whole[4], **dict(zip(_OUTCOMES, table[:, 7:].T, strict=True)),
        known=np.concatenate(known).reshape(-1, len(READS)),
    )  # fmt: skip
