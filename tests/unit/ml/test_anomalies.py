"""Changes against one's own past: a planted drop is found within days, and a quiet class is left alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from learnapp.ml.anomalies import changes
from learnapp.ml.study_days import StudyDays
from tests.unit.ml.classes import class_of

_YEAR = 180


def _planted(log: StudyDays, student: int, start: int, share: float, right: float | None = None) -> StudyDays:
    """Let a student do only a share of their work from a day on, or get only a share of it right."""
    rng, parts = (
        np.random.default_rng(start),
        {name: getattr(log, name).copy() for name in ("answers", "right", "minutes")},
    )
    parts["answers"][student, start:] = np.floor(parts["answers"][student, start:] * share)
    parts["minutes"][student, start:] *= share
    answers = parts["answers"][student, start:]
    parts["right"][student, start:] = (
        np.minimum(parts["right"][student, start:], answers)
        if right is None
        else rng.binomial(answers.astype(int), right)
    )
    return replace(log, **parts)


def _found_after(log: StudyDays, student: int, start: int, most: int) -> int:
    for day in range(start, start + most):
        if any(one.student == student for one in changes(log, day)):
            return day - start + 1
    return most + 1


def test_who_stops_working_is_found_within_six_school_days() -> None:
    waited = [
        _found_after(_planted(class_of(seed=seed), 3, start, 0.0), 3, start, 10)
        for seed in range(3)
        for start in (40, 80)
    ]
    assert max(waited) <= 6 and np.median(waited) <= 5, waited


def test_who_suddenly_gets_little_right_is_found_within_ten_school_days() -> None:
    waited = [_found_after(_planted(class_of(seed=seed), 4, 60, 1.0, 0.2), 4, 60, 15) for seed in range(4)]
    assert np.median(waited) <= 10, waited


def test_a_quiet_year_gives_less_than_one_false_alarm_for_two_students() -> None:
    log, last, alarms = class_of(), dict[int, int](), 0
    nights = range(25, _YEAR)
    for day in nights:
        for one in changes(log, day):
            # What lasts is one alarm, as in the queue.
            alarms += day - last.get(one.student, -99) > 10
            last[one.student] = day
    assert alarms / (log.students * len(nights) / _YEAR) <= 0.5


def test_a_weekly_rhythm_is_no_change() -> None:
    answers = np.tile([30.0, 0, 0, 0, 0], (1, 12))
    none, start = answers * 0, np.zeros(1, np.int64)
    log = StudyDays(answers, answers * 0.8, none, none, answers, start, np.zeros(0), np.zeros((1, 0)))
    assert not [one for day in range(60) for one in changes(log, day)]


@pytest.mark.parametrize("days", [0, 4, 24])
def test_a_short_past_says_nothing(days: int) -> None:
    log = class_of(5, 60)
    counted = ("answers", "right", "hints", "acts", "minutes")
    cut = replace(log, **{name: getattr(log, name)[:, : days + 1] for name in counted})
    assert changes(cut, min(days, 23)) == []


def test_tomorrow_changes_no_alarm_of_today() -> None:
    log = _planted(class_of(), 3, 60, 0.0)
    assert changes(log, 66) == changes(_planted(log, 5, 67, 0.0), 66)
