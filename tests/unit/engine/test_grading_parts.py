"""Answers in parts and short texts: what counts, what is partly right, what is not judged at all."""

from __future__ import annotations

import time
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.engine.answers import grid_points, right_answers
from learnapp.engine.grading import grade
from learnapp.engine.kc import AnswerKey, AnswerKind, Step
from learnapp.engine.spelling import one_slip


def step(kind: AnswerKind, accepted: tuple[str, ...], wrong: tuple[tuple[str, str], ...] = (), **more: Any) -> Step:
    return Step("a", "?", kind, (), AnswerKey(accepted, 0.0, "", wrong), **more)


FOUR = ("1/8", "3/7", "1", "13/7")
ORDER = step(
    AnswerKind.ORDERING, FOUR, (("reversed", "Turn it around."),), choices=("3/7", "13/7", "1", "1/8")
)  # fmt: skip
PAIRS = step(
    AnswerKind.MATCHING,
    ("2/4", "3/9"),
    (("1/2 = 3/4", "You added."),),
    rows=("1/2", "1/3"),
    choices=("2/4", "3/9", "3/4"),
)
TABLE = step(
    AnswerKind.TABLE,
    ("-12", "1/2", "even"),
    table=(("x", "1", "2", "3"), ("y", "?", "?", "?"), ("z", "5", "6", "7")),
)
LINE = step(AnswerKind.LINE, ("y = 2x - 1",), (("y = -2x - 1", "Does it climb or fall?"),))
NAME = step(AnswerKind.SHORT_TEXT, ("Abraham Lincoln", "Lincoln"), (("Jefferson Davis", "He led the other side."),))


def test_an_order_counts_by_its_pairs() -> None:
    assert grade(ORDER, FOUR).correct is True
    swapped = grade(ORDER, ["3/7", "1/8", "1", "13/7"])
    assert (swapped.correct, swapped.feedback_key) == (False, "feedback-partly")
    assert swapped.partial == pytest.approx(2 / 3, abs=1e-3)
    assert grade(ORDER, FOUR[::-1]).feedback == "Turn it around."
    credits = [grade(ORDER, list(one)).partial for one in permutations(FOUR)]
    assert max(credits) == 1.0 and credits.count(1.0) == 1 and min(credits) == 0.0


@pytest.mark.parametrize(
    "said", [["1/8"], ["1/8"] * 4, [*FOUR, "2"], ["a", "b", "c", "d"], "1/8", [], ["", "", "", ""]]
)
def test_what_is_no_order_of_these_is_not_judged(said: Any) -> None:
    assert grade(ORDER, said).correct is None


def test_pairs_count_one_by_one_and_a_confusion_is_named() -> None:
    assert grade(PAIRS, ["2/4", "3/9"]).correct is True
    assert grade(PAIRS, ["3/4", "3/9"]).feedback == "You added."
    assert grade(PAIRS, ["3/9", "2/4"]).partial == 0.0
    assert grade(PAIRS, ["2/4", ""]).feedback_key == "feedback-parts-missing"
    assert grade(PAIRS, ["2/4", "9/9"]).correct is None


def test_cells_are_judged_like_numbers_and_words() -> None:
    assert grade(TABLE, ["-12", "0.5", " Even "]).correct is True
    partly = grade(TABLE, ["12", "2/4", "even"])
    assert partly.correct is False
    assert partly.partial == pytest.approx(2 / 3, abs=1e-3)
    assert grade(TABLE, ["-12", "((", "even"]).correct is None
    assert grade(TABLE, ["-12", "", "even"]).feedback_key == "feedback-parts-missing"
    assert grade(TABLE, ["-12", "0.5"]).correct is None


def test_a_key_that_does_not_fit_its_step_is_not_judged() -> None:
    short = step(AnswerKind.MATCHING, ("2/4",), rows=("1/2", "1/3"), choices=("2/4", "3/9"))
    assert grade(short, ["2/4", "3/9"]).correct is None
    table = step(AnswerKind.TABLE, ("1", "2", "3"), table=(("x", "1"), ("y", "?")))
    assert grade(table, ["1"]).correct is None


def test_a_line_is_any_two_of_its_points() -> None:
    for said in (["0,-1", "1,1"], ["3,5", "-1,-3"], ["0.5,0", "1,1"], [" 0 , -1 ", "1,1"]):
        assert grade(LINE, said).correct is True, said
    half = grade(LINE, ["0,-1", "1,2"])
    assert (half.correct, half.partial) == (False, 0.5)
    assert grade(LINE, ["1,-3", "-1,1"]).feedback == "Does it climb or fall?"
    assert grade(LINE, ["0,-1", "0,-1"]).feedback_key == "feedback-two-points"
    for said in (["0,-1", ""], ["0,-1"], ["a,b", "1,1"], ["1,2,3", "0,-1"], ["9**9,1", "0,-1"], ["1/0,1", "0,-1"]):
        assert grade(LINE, said).correct is None, said
    assert grid_points(LINE)[0] == "-2,-5" and len(grid_points(LINE)) == 6


def test_what_was_set_up_in_a_simulation_meets_a_condition() -> None:
    key = ("slope == 2 and start == -1", "slope=2; start=-1")
    one = step(AnswerKind.SIMULATION, key, (("slope == 2", "Now move the start."),))
    assert grade(one, ["slope=2", "start=-1"]).correct is True
    assert grade(one, ["start=-1.0", "slope=4/2"]).correct is True
    assert grade(one, ["slope=2", "start=0"]).feedback == "Now move the start."
    assert grade(one, ["slope=1", "start=0"]).correct is False
    for said in (["slope=2"], [], ["slope=2; start=-1"], ["slope=9e9", "start=1"], ["__import__=1"], ["slope=x"]):
        assert grade(one, said).correct is None, said
    assert right_answers(one) == [["slope=2", "start=-1"]]


@pytest.mark.parametrize("said", ["Lincoln", "abraham lincoln.", " LINCOLN ", "the Lincoln", "Abráham Lincoln"])
def test_a_short_text_is_read_with_good_will(said: str) -> None:
    assert grade(NAME, said).feedback_key == "feedback-correct"


def test_one_slip_of_the_keyboard_is_forgiven_and_named() -> None:
    for said in ("Abraham Lincon", "Abrahm Lincoln", "Licnoln", "Lincolnn"):
        judged = grade(NAME, said)
        assert (judged.correct, judged.feedback_key) == (True, "feedback-spelling"), said
    assert grade(NAME, "Jefferson Davis").feedback == "He led the other side."
    for said in ("Linkon", "Douglas", "not Lincoln", "Lincoln or Davis", "I do not know"):
        assert grade(NAME, said).correct is False, said
    assert grade(NAME, "word " * 20).feedback_key == "feedback-shorter"
    assert grade(NAME, "?!").correct is None


def test_years_and_short_words_allow_no_slip() -> None:
    assert not one_slip("1861", "1862") and not one_slip("18611", "18612")
    assert not one_slip("north", "forth") or len("north") >= 5
    assert not one_slip("cat", "car")
    assert one_slip("tariff", "tarif") and one_slip("tariff", "tairff")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=8))
def test_nothing_that_is_sent_breaks_the_grader(parts: list[str]) -> None:
    for one in (ORDER, PAIRS, TABLE, LINE, NAME):
        judged = grade(one, parts)
        assert 0.0 <= judged.partial <= 1.0
        assert judged.correct is not True or parts in right_answers(one) or one in (LINE, TABLE, NAME)


@pytest.mark.parametrize("one", [ORDER, PAIRS, TABLE, LINE, NAME])
def test_stated_answers_are_right_and_hostile_ones_are_quick(one: Step) -> None:
    assert all(grade(one, said).correct for said in right_answers(one))
    started = time.perf_counter()
    for said in ("9**9**9", "(" * 400, "1e999999", "x" * 499, "__import__('os')"):
        assert grade(one, [said] * one.blanks).correct is not True
    assert time.perf_counter() - started < 0.5
