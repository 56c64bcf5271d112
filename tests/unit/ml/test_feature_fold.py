"""A training row sees only what was known then, whatever came after it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.engine.event import Verb
from learnapp.engine.history import Book, PastEvent, Void
from learnapp.ml.feature_fold import FigureHistory, Logged, VoidSpan
from tests.unit.engine.courses import NOW, chain_course, uid
from tests.unit.ml.feature_frames import training_frame

COURSE = chain_course(3, 4)
BOOK = Book(dict(COURSE.kcs), {(one.content_id, one.version): one for one in COURSE.content.values()})
ITEMS = [one for one in COURSE.content.values() if one.steps]
STUDENT, CLASS = uid(6, 1), uid(9, 0)
acts = st.lists(
    st.tuples(
        st.sampled_from((Verb.ANSWERED, Verb.ANSWERED, Verb.HINT_REQUESTED, Verb.READ, Verb.FORUM_POSTED)),
        st.integers(0, len(ITEMS) - 1), st.booleans(), st.integers(1, 60 * 24 * 3),
    ),
    min_size=1, max_size=25,
)  # fmt: skip


def logged(log: list[Any], void_after: int | None = None) -> tuple[list[Logged], list[VoidSpan]]:
    """Return a log in which, after so many events, the first item is voided."""
    at, rows, spans = NOW, list[Logged](), list[VoidSpan]()
    for number, (verb, item, right, minutes) in enumerate(log):
        at += timedelta(minutes=minutes)
        seq = len(rows) + 1
        if number == void_after:
            spans.append(VoidSpan(Void(CLASS, ITEMS[0].content_id), at))
            rows.append(Logged(uid(7, 900), COURSE.course_id, CLASS, seq, at, None))
            seq += 1
        asked, answered = ITEMS[item], verb is Verb.ANSWERED
        past = PastEvent(
            COURSE.course_id, CLASS, seq, verb, asked.content_id, right if answered else None, 20_000, at, asked.kc_ids,
            answered, "phone", 9, "practice", asked.difficulty,
        )  # fmt: skip
        rows.append(Logged(uid(7, number), COURSE.course_id, CLASS, seq, at, past, asked.version))
    return rows, spans


@settings(max_examples=40, deadline=None)
@given(acts, st.integers(0, 25), st.none() | st.integers(0, 24))
def test_what_comes_later_changes_no_earlier_row(log: list[Any], cut: int, void_after: int | None) -> None:
    rows, spans = logged(log, void_after)
    figures = {CLASS: FigureHistory([(NOW + timedelta(days=1), {"students": 12, "theta": [12, 0.1, 0.5]})])}
    whole = training_frame({STUDENT: rows}, COURSE, BOOK, voids=spans, figures=figures)
    before = training_frame({STUDENT: rows[:cut]}, COURSE, BOOK, voids=spans, figures=figures)
    assert before.equals(whole.head(len(before)), null_equal=True)
    assert len(whole) == sum(verb is Verb.ANSWERED for verb, *_ in log)


@settings(max_examples=40, deadline=None)
@given(acts)
def test_after_a_void_it_is_as_if_what_it_covers_had_said_nothing(log: list[Any]) -> None:
    kept = [one for one in log if one[1] != 0 or one[0] not in (Verb.ANSWERED, Verb.HINT_REQUESTED)]
    last = (Verb.ANSWERED, 1, True, 5)
    voided, spans = logged([*log, last], len(log))
    found = training_frame({STUDENT: voided}, COURSE, BOOK, voids=spans).tail(1)
    without = training_frame({STUDENT: logged([*kept, last])[0]}, COURSE, BOOK).tail(1)
    for name in ("answers", "streak", "theta", "kc_p_mastered", "kc_attempts", "mastery_mean", "success_0.9", "last_1"):
        assert found[name].equals(without[name], null_equal=True), name


def test_figures_hold_from_their_moment_on() -> None:
    history = FigureHistory([(NOW + timedelta(hours=1), {"students": 11}), (NOW, {"students": 10})])
    assert history.at(NOW - timedelta(seconds=1)) == {}
    assert [history.at(NOW + timedelta(minutes=n))["students"] for n in (0, 59, 60)] == [10, 10, 11]
