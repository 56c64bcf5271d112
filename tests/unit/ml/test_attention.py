"""Whom a person should look at: what the rule counts, what it leaves alone, and words that are keys with figures."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import learnapp
from learnapp.core.i18n import LOCALES, translate
from learnapp.ml.anomalies import MEASURES
from learnapp.ml.attention import attention
from learnapp.ml.study_days import StudyDays

DAYS = 40


def _class(students: int = 8) -> StudyDays:
    """Return a class in which everybody gives eight answers a day, six of them right."""
    each = np.full((students, DAYS), 8.0)
    none, start = np.zeros((students, DAYS)), np.zeros(students, np.int64)
    return StudyDays(each, each * 0.75, none, none, each, start, np.zeros(0), np.zeros((students, 0)))


def _with(log: StudyDays, student: int, since: int, **values: float) -> StudyDays:
    changed = {name: getattr(log, name).copy() for name in values}
    for name, value in values.items():
        changed[name][student, since:] = value
    return replace(log, **changed)


def _quiet(log: StudyDays, student: int, since: int) -> StudyDays:
    return _with(log, student, since, answers=0, right=0, minutes=0)


def test_who_pauses_for_a_week_is_noticed_by_the_rule_which_states_no_chance() -> None:
    (one,) = attention(_quiet(_class(), 2, DAYS - 6), DAYS - 1)
    assert (one.student, one.source, one.chance, one.needs_person) == (2, "rule", None, True)
    assert one.signs[0] == ("risk-sign-pause", {"days": 6})
    assert one.help[0] == "risk-help-talk"


def test_a_class_that_works_as_always_is_left_alone() -> None:
    assert attention(_class(), DAYS - 1) == []


def test_a_pause_of_some_days_is_no_news() -> None:
    assert attention(_quiet(_class(), 2, DAYS - 3), DAYS - 1) == []


def test_reading_and_watching_is_work() -> None:
    log = _with(_quiet(_class(), 2, DAYS - 6), 2, DAYS - 6, acts=3)
    assert "risk-sign-pause" not in dict(next(iter(attention(log, DAYS - 1))).signs)


def test_a_class_in_which_hardly_anybody_works_is_not_in_session() -> None:
    log = _class()
    for student in range(7):
        log = _quiet(log, student, DAYS - 12)
    assert attention(log, DAYS - 1) == []


def test_who_has_just_joined_is_given_time() -> None:
    log = _quiet(_class(), 2, 0)
    for joined, noticed in ((DAYS - 4, False), (DAYS - 11, True)):
        late = replace(log, joined=np.array([0, 0, joined, 0, 0, 0, 0, 0]))
        assert bool(attention(late, DAYS - 1)) is noticed


def test_little_that_is_right_all_of_a_sudden_is_a_change() -> None:
    (one,) = attention(_with(_class(), 4, DAYS - 5, right=1), DAYS - 1)
    assert one.source == "change" and one.signs[0] == ("risk-sign-change-right", {"now": 12, "usual": 75})
    assert "risk-help-topics" in one.help


def test_overdue_work_counts_and_what_is_done_or_not_theirs_does_not() -> None:
    due = np.array([20.0, 25.0, 30.0])
    done = np.zeros((8, 3))
    done[2] = np.inf
    done[3] = np.nan
    log = replace(_quiet(_quiet(_class(), 2, DAYS - 5), 3, DAYS - 5), due=due, done=done)
    signs = {one.student: dict(one.signs) for one in attention(log, DAYS - 1)}
    assert signs[2]["risk-sign-overdue"] == {"count": 3}
    assert "risk-sign-overdue" not in signs[3]


def test_those_who_need_it_most_come_first() -> None:
    log = _quiet(_quiet(_class(), 5, DAYS - 6), 1, DAYS - 20)
    log = replace(
        log, due=np.array([15.0, 16.0]), done=np.array([[np.inf] * 2 if s == 1 else [0.0] * 2 for s in range(8)])
    )
    assert [one.student for one in attention(log, DAYS - 1)][0] == 1


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sign_and_tip_has_words(locale: str) -> None:
    source = (Path(learnapp.__file__).parent / "ml" / "attention.py").read_text(encoding="utf-8")
    keys = set(re.findall(r'"(risk-(?:sign|help)-[a-z-]+[a-z])"', source))
    keys |= {f"risk-sign-change-{measure}" for measure in MEASURES}
    assert len(keys) >= 15
    for key in keys:
        said = translate(locale, key, days=3, now=1, usual=9, count=2, percent=40)
        assert said != key and "{" not in said
