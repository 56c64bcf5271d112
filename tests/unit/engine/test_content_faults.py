"""Faults of an item, the order of a course, and what changed between two wordings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.engine.content_faults import barriers, broken_formula, faults
from learnapp.engine.course_check import check
from learnapp.engine.kc import KC, AnswerKey, AnswerKind, Content, ContentKind, CourseSnapshot, Hint, Lesson, Step
from learnapp.engine.material import Explanation, Film, Material
from learnapp.engine.surface import Picture
from learnapp.engine.wording import compared

A, B, C = (UUID(int=n) for n in (1, 2, 3))
LESSONS = (Lesson(UUID(int=10), "First", 1, (A,)), Lesson(UUID(int=11), "Then", 2, (B,)))


def item(number: int = 20, kc: UUID = A, lesson: int = 0, **more: Any) -> Content:
    step = Step(
        "a", "How much is $3 + 4$?", AnswerKind.NUMERIC, (kc,), AnswerKey(("7",), solution="$3 + 4 = 7$"),
        hints=(Hint("h1", "bottom_out", "All", "It is 7."),),
    )  # fmt: skip
    made = {"steps": (step,), **more}
    return Content(
        UUID(int=number), 1, ContentKind.PRACTICE, "Sum", "", LESSONS[lesson].lesson_id, 1, (kc,), **made
    )  # fmt: skip


def with_step(**more: Any) -> Content:
    one = item()
    return replace(one, steps=(replace(one.steps[0], **more),))


def codes(one: Content) -> set[str]:
    return {fault.code for fault in faults(one)}


def test_a_sound_item_has_no_fault() -> None:
    assert faults(item()) == []


def test_what_keeps_somebody_out_is_named() -> None:
    film = Film("v", "p", 10.0, {}, {})
    assert codes(item(material=Material(film=film))) == {"film-without-captions", "film-without-text"}
    spoken = Film("v", "p", 10.0, {"es": "c"}, {"es": ((0.0, "Hola"),)})
    assert codes(item(material=Material(film=spoken))) == {"captions-not-in-language"}
    longer = replace(spoken, captions={"en": "c"}, late=("en",))
    assert codes(item(material=Material(film=longer))) == {"captions-after-film"}
    assert len(barriers(faults(item(material=Material(film=longer))))) == 1
    drawn = Material(explanations=(Explanation("picture", "Look.", {"kind": "bars"}, ""),))
    assert codes(item(material=drawn)) == {"picture-without-words"}
    assert codes(replace(item(), body="![](map.png) and [here](https://example.org)")) == {
        "picture-without-words", "link-without-words",
    }  # fmt: skip
    assert codes(replace(item(), body="![A map of the states](map.png)")) == set()
    assert len(barriers(faults(with_step(picture=Picture("p", " ", ()))))) == 1


@pytest.mark.parametrize(
    ("text", "broken"),
    [("$x$", False), ("$x", True), ("It costs $5.", False), ("\\frac{1}{2", True), ("$\\frac{1}{2}$", False),
     ("$\\left( x$", True), ("$\\begin{cases} x \\end{cases}$", False), ("$\\begin{cases} x$", True), ("a } b", False),
     ("$\\{x\\}$", False), ("$}x{$", True)],
)  # fmt: skip
def test_formulas_that_cannot_be_drawn(text: str, broken: bool) -> None:
    assert broken_formula(text) is broken


def test_what_gives_an_answer_away_or_leaves_none() -> None:
    assert "answer-given-away" in codes(with_step(prompt="How much is 3 + 4? The answer is 7."))
    assert "no-answer" in codes(with_step(key=AnswerKey(("",), solution="x")))
    assert codes(with_step(hints=())) == {"no-hints"}
    choice = {"answer_kind": AnswerKind.CHOICE, "choices": ("7", "12", "12 ")}
    assert "choice-twice" in codes(with_step(**choice))
    assert "answer-not-offered" in codes(with_step(**{**choice, "choices": ("8", "12")}))
    assert "no-answer" in codes(item(steps=()))


def course(needs: dict[UUID, tuple[UUID, ...]], *items: Content, kcs: tuple[UUID, ...] = (A, B)) -> CourseSnapshot:
    by_kc = {kc: tuple(one.content_id for one in items if kc in one.kc_ids) for kc in kcs}
    topics = {kc: KC(kc, f"k{kc.int}", f"K{kc.int}") for kc in kcs}
    return CourseSnapshot(
        UUID(int=90), UUID(int=91), 1, "Course", "", "en", LESSONS, topics,
        {kc: needs.get(kc, ()) for kc in kcs}, {one.content_id: one for one in items}, by_kc, kcs,
    )  # fmt: skip


def test_a_course_in_order_has_no_findings() -> None:
    assert check(course({B: (A,)}, item(20, A), item(21, B, 1))) == []


def test_what_is_loose_late_or_round_is_found() -> None:
    found = {(one.code, one.kc_id) for one in check(course({A: (B,)}, item(20, A), item(21, B, 0), kcs=(A, B, C)))}
    assert ("needs-later-topic", A) in found
    assert ("item-before-its-topic", B) in found
    assert {("topic-without-lesson", C), ("topic-without-content", C), ("topic-loose", C)} <= found
    circle = check(course({A: (B,), B: (A,)}, item(20, A), item(21, B, 1)))
    assert {one.kc_id for one in circle if one.code == "circle"} == {A, B}
    reading = replace(item(21, B, 1), kind=ContentKind.READING, steps=())
    assert "topic-without-practice" in {one.code for one in check(course({B: (A,)}, item(20, A), reading))}


def test_a_topic_that_comes_back_in_a_later_lesson_was_taught_in_the_first() -> None:
    twice = replace(course({}, item(20, A), item(21, B, 1)), lessons=(LESSONS[0], replace(LESSONS[1], kc_ids=(B, A))))
    assert "item-before-its-topic" not in {one.code for one in check(twice)}


@settings(max_examples=60)
@given(st.text(max_size=200), st.text(max_size=200))
def test_a_comparison_leaves_nothing_out(before: str, after: str) -> None:
    pieces = compared(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "removed").split() == after.split()
    assert "".join(piece.text for piece in pieces if piece.kind != "added").split() == before.split()


def test_a_changed_word_is_one_word() -> None:
    pieces = [(piece.kind, piece.text) for piece in compared("Add the two numbers.", "Add the three numbers.")]
    assert pieces == [("same", "Add the "), ("removed", "two "), ("added", "three "), ("same", "numbers.")]
