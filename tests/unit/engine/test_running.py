"""What is kept of a student's behaviour: right however late it is read, small, and kept as JSON."""

from __future__ import annotations

import json
import math
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.engine import running
from learnapp.engine.event import Verb
from learnapp.engine.history import PastEvent
from learnapp.engine.kc import LearnerState
from learnapp.engine.tallies import moved_on
from learnapp.ml.feature_declarations import BY_NAME, Entity, names_of
from learnapp.ml.feature_reading import WINDOWS, student_values
from tests.unit.engine.courses import NOW, uid

COURSE, CLASS = uid(5, 0), uid(9, 0)
PLACES = ("phone", "tablet", "desktop", "unknown")
acts = st.tuples(
    st.sampled_from(sorted(Verb)), st.integers(0, 3), st.booleans(), st.booleans(),
    st.none() | st.integers(0, 2_000_000), st.integers(0, 3), st.integers(0, 23), st.floats(0, 60 * 24 * 9),
)  # fmt: skip
logs = st.lists(acts, max_size=60)
KIND = ("practice", "reading", "video", "simulation")


def story(log: list[Any]) -> list[PastEvent]:
    at, found = NOW, []
    for seq, (verb, item, correct, first, duration, device, hour, minutes) in enumerate(log, 1):
        at += timedelta(minutes=minutes)
        answered = verb is Verb.ANSWERED
        found.append(
            PastEvent(
                COURSE, CLASS, seq, verb, uid(2, item), correct if answered else None, duration, at,
                (uid(1, item % 2),), answered and first, PLACES[device], hour, KIND[item], item / 2 - 1,
            )
        )  # fmt: skip
    return found


def folded(events: list[PastEvent]) -> LearnerState:
    learner = LearnerState(uid(6, 1), COURSE)
    for one in events:
        learner.features, learner.running = moved_on(learner.features, learner.running, one)
        # As the database gives it back.
        learner.running = json.loads(json.dumps(learner.running))
    return learner


@settings(max_examples=120, deadline=None)
@given(logs, st.floats(0, 60 * 24 * 40))
def test_windows_are_what_the_log_holds_however_late_they_are_read(log: list[Any], later: float) -> None:
    events = story(log)
    now = (events[-1].at if events else NOW) + timedelta(minutes=later)
    values = student_values(folded(events), now)
    for days in WINDOWS:
        today = int(now.timestamp() // running.DAY)
        mine = [one for one in events if today - int(one.at.timestamp() // running.DAY) < days]
        firsts = [one for one in mine if one.first]
        there = [one for one in mine if one.verb is not Verb.PEER_HELPED]
        assert values[f"answers_{days}d"] == len(firsts)
        assert values[f"right_{days}d"] == sum(bool(one.correct) for one in firsts)
        assert values[f"events_{days}d"] == len(there)
        assert values[f"hints_{days}d"] == sum(one.verb is Verb.HINT_REQUESTED for one in mine)
        timed = [min(one.duration_ms / 1000, 900.0) for one in there if one.duration_ms]
        if timed:
            assert math.isclose(values[f"time_on_task_{days}d"], sum(timed) / len(timed), abs_tol=0.06)
        else:
            assert math.isnan(values[f"time_on_task_{days}d"])


@settings(max_examples=120, deadline=None)
@given(logs)
def test_values_are_where_their_kind_says_and_the_state_stays_small(log: list[Any]) -> None:
    events = story(log)
    learner = folded(events)
    values = student_values(learner, events[-1].at if events else NOW)
    assert list(values) == [name for name in names_of(Entity.STUDENT) if name in values]
    assert set(values) == set(names_of(Entity.STUDENT))
    for name, value in values.items():
        kind = BY_NAME[name].kind
        assert math.isnan(value) or kind != "share" or 0.0 <= value <= 1.0, name
        assert math.isnan(value) or kind != "flag" or value in (0.0, 1.0), name
        assert not math.isinf(value), name
    assert len(json.dumps(learner.running)) < 2_500
    assert learner.running.get("n", 0) == len(events)


@settings(max_examples=60, deadline=None)
@given(logs)
def test_the_state_before_is_left_as_it_was(log: list[Any]) -> None:
    state: dict[str, Any] = {}
    for one in story(log):
        before = json.dumps(state)
        after = running.after(state, one)
        assert json.dumps(state) == before
        state = after


def test_a_gap_is_remembered_until_it_is_counted_again() -> None:
    events = story([(Verb.ANSWERED, 0, True, True, 1000, 0, 9, 1.0)] * 3)
    state = running.after(running.after({}, events[0]), events[2])
    assert state["n"] == 1


def test_a_clock_that_goes_back_stands_still() -> None:
    first, second = story([(Verb.ANSWERED, 0, True, True, 1000, 0, 9, 1.0)] * 2)
    late = PastEvent(*[getattr(second, name) for name in second.__slots__])
    object.__setattr__(late, "at", first.at - timedelta(hours=3))
    state = running.after(running.after({}, first), late)
    assert state["at"] == first.at.timestamp() and len(state["days"]) == 1


def test_what_is_gained_is_credited_to_what_was_used_before_on_the_same_topic() -> None:
    def event(seq: int, verb: Verb, kc: int, minutes: float, *, right: bool | None = None) -> PastEvent:
        kind = {Verb.ANSWERED: "practice", Verb.VIDEO_COMPLETED: "video"}[verb]
        return PastEvent(
            COURSE, CLASS, seq, verb, uid(2, seq), right, None, NOW + timedelta(minutes=minutes), (uid(1, kc),),
            right is not None, kind=kind,
        )  # fmt: skip

    wrong_before = [event(n, Verb.ANSWERED, 0, n, right=False) for n in range(1, 6)]
    watched = event(6, Verb.VIDEO_COMPLETED, 0, 10)
    about_it = student_values(folded([*wrong_before, watched, event(7, Verb.ANSWERED, 0, 12, right=True)]), NOW)
    assert about_it["gain_visual"] > 0 and about_it["gain_auditory"] > 0 and math.isnan(about_it["gain_hands_on"])
    assert about_it["use_visual"] == about_it["use_auditory"] == 0.5
    elsewhere = student_values(folded([*wrong_before, watched, event(7, Verb.ANSWERED, 1, 12, right=True)]), NOW)
    assert math.isnan(elsewhere["gain_visual"])
    too_late = student_values(folded([*wrong_before, watched, event(7, Verb.ANSWERED, 0, 3000, right=True)]), NOW)
    assert math.isnan(too_late["gain_visual"])


def test_trends_point_where_it_goes() -> None:
    def answers(rights: list[int]) -> LearnerState:
        log = []
        for right in rights:
            log += [(Verb.ANSWERED, 0, n < right, True, 60_000, 0, 9, 1.0 if n else 60 * 24.0) for n in range(4)]
        return folded(story(log))

    def value(learner: LearnerState, name: str) -> float:
        return student_values(learner, datetime.fromtimestamp(learner.running["at"], NOW.tzinfo))[name]

    assert value(answers([1, 2, 3, 4]), "assessment_trend") > 0 > value(answers([4, 3, 2, 1]), "assessment_trend")
    assert value(answers([2, 2, 2]), "assessment_trend") == 0 and math.isnan(value(answers([2]), "assessment_trend"))
    assert value(answers([2] * 14), "engagement_trend_minutes") == 0
