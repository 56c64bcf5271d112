"""What came of a recommendation: whose it is, and what counts as followed, finished, learnt and kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.engine.event import Verb
from learnapp.engine.selector import FEATURES
from learnapp.engine.targets import Purpose
from learnapp.ml.content_recommender import EXPECTED_KEPT, FINISHED, KEPT, rewards
from learnapp.ml.recommendation_log import LoggedCandidate, LoggedDecision, LoggedEvent, RecommendationLog, joined

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KC, OTHER_KC = UUID(int=1), UUID(int=2)
ITEMS = [UUID(int=100 + n) for n in range(5)]
STUDENT = UUID(int=7)


def minutes(number: float) -> datetime:
    return NOW + timedelta(minutes=number)


def decision(number: int, at: float = 0.0, trigger: int = 900, **more: Any) -> LoggedDecision:
    features = np.zeros(len(FEATURES))
    features[FEATURES.index("p_mastered")] = 0.3
    features[FEATURES.index("minutes")] = 4.0
    rows = [LoggedCandidate(item, KC, Purpose.PRACTISE, features.tolist(), 1.0, 1.0) for item in ITEMS]
    shown = more.pop("shown", ITEMS[:3])
    return LoggedDecision(
        UUID(int=500 + number), STUDENT, UUID(int=trigger), minutes(at), "rules", rows, shown, **more
    )  # fmt: skip


def event(number: int, at: float, verb: Verb = Verb.ANSWERED, item: int | None = 0, **more: Any) -> LoggedEvent:
    content = None if item is None else ITEMS[item]
    return LoggedEvent(UUID(int=number), more.pop("student", STUDENT), minutes(at), verb, content, (KC,), **more)


def row(log: RecommendationLog, item: int, made: int = 0) -> int:
    return int(np.flatnonzero((log.decision == made) & (log.content == log.contents.index(ITEMS[item])))[0])


def test_opened_finished_and_learnt_within_the_hour_per_minute_of_work() -> None:
    log = joined(
        [decision(1)],
        [
            event(1, 1, Verb.RECOMMENDATION_OPENED, decision_id=UUID(int=501)),
            event(2, 3, step_id="a", correct=False, minutes=2.0, told={KC: 0.25}),
            event(3, 5, step_id="a", correct=True, minutes=3.0, told={KC: 0.55}),
            event(4, 90, step_id="b", correct=True, minutes=9.0, told={KC: 0.95}),
        ],
        {ITEMS[0]: 2},
    )
    first = row(log, 0)
    assert (log.opened[first], log.finished[first], log.place[first]) == (1, 1, 0)
    assert log.gain[first] == pytest.approx(0.25) and log.minutes[first] == 5.0
    assert log.opened[row(log, 1)] == 0 and np.isnan(log.opened[row(log, 3)])
    assert rewards(log)[first] == pytest.approx(100 * 0.25 / 5 + FINISHED)
    assert rewards(log)[row(log, 1)] == 0.0


def test_what_is_still_known_on_another_day_counts_and_a_later_hour_does_not() -> None:
    events = [event(1, 1, Verb.READ, 0), event(2, 26 * 60, item=4, correct=True, told={KC: 0.9})]
    log = joined([decision(1)], events)
    first = row(log, 0)
    assert log.kept[first] == 1.0 and log.gain[first] == 0.0 and log.finished[first] == 1.0
    assert log.minutes[first] == 4.0, "nobody measured the time: what the content is said to take"
    assert rewards(log)[first] == pytest.approx(FINISHED + KEPT * (1 - EXPECTED_KEPT))
    assert np.isnan(joined([decision(1)], events[:1]).kept[first])


def test_a_part_that_was_read_finishes_nothing_and_a_dismissal_is_no_opening() -> None:
    log = joined(
        [decision(1)], [event(1, 1, Verb.READ, 0, progress=0.5), event(2, 2, Verb.RECOMMENDATION_DISMISSED, 1)]
    )
    assert log.finished[row(log, 0)] == 0.0 and log.opened[row(log, 0)] == 1.0
    assert (log.opened[row(log, 1)], log.dismissed[row(log, 1)]) == (0.0, 1.0)
    assert rewards(log)[row(log, 1)] == -1.0


def test_an_act_belongs_to_the_latest_decision_that_showed_it() -> None:
    decisions = [decision(1, 0), decision(2, 10, shown=ITEMS[1:4]), decision(3, 20, shown=ITEMS[2:5])]
    log = joined(decisions, [event(1, 30, Verb.READ, 1), event(2, 31, Verb.READ, 0, decision_id=UUID(int=503))])
    assert log.opened[row(log, 1, 1)] == 1 and log.opened[row(log, 1, 0)] == 0
    assert log.opened[row(log, 0, 0)] == 1, "a decision that never showed it is named in vain"
    late = joined([decision(1)], [event(1, 25 * 60, Verb.READ, 0)])
    assert late.opened[row(late, 0)] == 0


def test_a_decision_that_was_replaced_while_the_item_went_on_says_nothing() -> None:
    events = [event(1, 0, item=4, correct=True), event(2, 1, item=4, correct=True), event(3, 5, Verb.READ, 0)]
    log = joined([decision(1, 0, trigger=1), decision(2, 1, trigger=2)], events)
    assert len(log) == 1 and log.opened[row(log, 0)] == 1


def test_students_are_kept_apart_and_can_be_parted() -> None:
    other = decision(2)._replace(student_id=UUID(int=8), decision_id=UUID(int=600))
    log = joined([decision(1), other], [event(1, 1, Verb.READ, 0, student=UUID(int=8))])
    assert log.opened[log.shown].tolist() == [0, 0, 0, 1, 0, 0]
    part = log.of(np.array([False, True]))
    assert len(part) == 1 and part.students == log.students and part.decision.tolist() == [0] * 5
    assert part.opened[part.shown].sum() == 1


def test_without_decisions_there_is_nothing_to_learn_from() -> None:
    with pytest.raises(InvalidInputError, match="Train when"):
        joined([], [event(1, 1)])
