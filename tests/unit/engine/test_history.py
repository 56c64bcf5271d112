"""States from the log: the same as step by step, without what is voided, with what was earned."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.engine import mastery
from learnapp.engine.history import Book, PastAnswer, Void, fold, in_order, recalculated
from learnapp.engine.kc import KCState, LearnerState
from tests.unit.engine.courses import NOW, chain_course, uid

COURSE = chain_course(4, 6)
BOOK = Book(dict(COURSE.kcs), {(one.content_id, one.version): one for one in COURSE.content.values()})
ITEMS = [one for one in COURSE.content.values() if one.steps]
STUDENT, CLASS, OTHER = uid(8, 0), uid(9, 0), uid(9, 1)
Row = tuple[int, bool, float, int, bool, int]
"""Item, right, partial credit, hints, in the other class, minutes since the answer before."""
rows = st.tuples(
    st.integers(0, len(ITEMS) - 1),
    st.booleans(),
    st.floats(0, 1),
    st.integers(0, 3),
    st.booleans(),
    st.integers(1, 9999),
)
logs = st.lists(rows, max_size=40)


def story(log: list[Row]) -> list[PastAnswer]:
    """Return answers of one student in two classes, which study two courses with the same topics."""
    at, seq = NOW, {False: 0, True: 0}
    found: list[PastAnswer] = []
    for number, (item, correct, partial, hints, elsewhere, minutes) in enumerate(log):
        at += timedelta(minutes=minutes)
        seq[elsewhere] += 1
        course, section = (uid(5, 1), OTHER) if elsewhere else (uid(5, 0), CLASS)
        asked = ITEMS[item]
        found.append(
            PastAnswer(
                uid(7, number), course, section, seq[elsewhere], asked.content_id, asked.version, asked.kc_ids, correct,
                partial, hints, at,
            )
        )  # fmt: skip
    return found


def step_by_step(answers: list[PastAnswer]) -> tuple[dict[UUID, tuple[float, float]], dict[UUID, KCState]]:
    """Do as the event path does: load, one observation, store what it returned."""
    kcs: dict[UUID, KCState] = {}
    abilities: dict[UUID, tuple[float, float]] = {}
    for one in answers:
        theta, variance = abilities.get(one.course_id, (0.0, 1.0))
        learner = LearnerState(STUDENT, one.course_id, theta=theta, theta_variance=variance, kcs=dict(kcs))
        seen = mastery.observe(
            learner, COURSE, COURSE.content[one.content_id], one.kc_ids, correct=one.correct, partial=one.partial,
            hints=one.hints, now=one.at, event_id=one.event_id,
        )  # fmt: skip
        abilities[one.course_id] = (seen.theta, seen.variance)
        kcs.update(seen.states)
    return abilities, kcs


def both(found: dict[UUID, LearnerState]) -> tuple[dict[UUID, tuple[float, float]], dict[UUID, KCState]]:
    abilities = {course: (one.theta, one.theta_variance) for course, one in found.items()}
    return abilities, dict(next((one.kcs for one in found.values()), {}))


@settings(max_examples=80, deadline=None)
@given(logs, st.randoms(use_true_random=False))
def test_the_fold_is_the_event_path_whatever_order_the_log_is_read_in(log: list[Row], chance: random.Random) -> None:
    answers = story(log)
    shuffled = list(answers)
    chance.shuffle(shuffled)
    assert in_order(shuffled) == answers
    assert both(fold(STUDENT, in_order(shuffled), BOOK)) == step_by_step(answers)


@settings(max_examples=80, deadline=None)
@given(logs, st.integers(0, len(ITEMS) - 1), st.none() | st.integers(0, 40))
def test_a_void_is_as_if_the_answers_had_never_been_given(log: list[Row], broken: int, since: int | None) -> None:
    answers = story(log)
    moment: datetime | None = None if since is None else (answers[since].at if since < len(answers) else NOW)
    void = Void(CLASS, ITEMS[broken].content_id, moment)
    kept = [one for one in answers if not void.covers(one)]
    abilities, kcs = both(fold(STUDENT, answers, BOOK, [void]))
    wanted, wanted_kcs = step_by_step(kept)
    assert kcs == wanted_kcs
    assert {course: ability for course, ability in abilities.items() if course in wanted} == wanted
    # Another class's answers to the same question are none of this class's business.
    assert all(one.section_id == CLASS for one in answers if void.covers(one))


@settings(max_examples=80, deadline=None)
@given(logs, st.integers(0, len(ITEMS) - 1))
def test_undoing_gives_the_very_same_states_and_nothing_earned_is_lost(log: list[Row], broken: int) -> None:
    answers = story(log)
    void = Void(CLASS, ITEMS[broken].content_id)
    _, before = step_by_step(answers)
    made = answers[-1].at + timedelta(minutes=1) if answers else NOW
    _, voided = both(recalculated(STUDENT, answers, BOOK, [void], before, made))
    for kc_id, state in before.items():
        if state.mastered_at is not None:
            assert voided[kc_id].mastered_at is not None
    undone = recalculated(STUDENT, answers, BOOK, [], voided, made)
    assert both(undone)[1] == before


def test_what_is_mastered_by_an_answer_of_its_own_after_a_void_stays_when_it_is_undone() -> None:
    answers = story([(0, True, 0.0, 0, False, 1)])
    state = fold(STUDENT, answers, BOOK)[uid(5, 0)].kcs
    (kc_id,) = state
    made = answers[-1].at
    later = {kc_id: replace(state[kc_id], mastered_at=made + timedelta(days=1))}
    assert recalculated(STUDENT, answers, BOOK, [], later, made)[uid(5, 0)].kcs[kc_id].mastered_at is not None
    earlier = {kc_id: replace(state[kc_id], mastered_at=made - timedelta(days=1))}
    assert recalculated(STUDENT, answers, BOOK, [], earlier, made)[uid(5, 0)].kcs[kc_id].mastered_at is None
    # Without any void nothing stored is doubted.
    assert recalculated(STUDENT, answers, BOOK, [], earlier, None)[uid(5, 0)].kcs[kc_id].mastered_at is not None
