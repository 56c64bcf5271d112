"""Courses are cut by their structure, and no key comes along where it may be read."""

from __future__ import annotations

import pytest

from learnapp.engine.kc import CourseSnapshot
from learnapp.knowledge.passages import LONGEST, OPEN, cut, sections
from learnapp.knowledge.words import sentences, terms, words
from tests.unit.knowledge.courses import history_course


@pytest.fixture(scope="module")
def history() -> CourseSnapshot:
    return history_course()


def test_signs_and_numbers_are_words_and_accents_are_not() -> None:
    assert words("La ecuación $3x - 5 = 7$, \\frac{1}{2}") == [
        "la", "ecuacion", "3", "x", "-", "5", "=", "7", "\\frac", "1", "2",
    ]  # fmt: skip
    assert "3 x" in terms("3x")


def test_sentences_keep_abbreviations_and_lines() -> None:
    said = 'Mr. Lincoln won. "No," they said. In 1860 it began.\nA line of its own'
    assert sentences(said) == ["Mr. Lincoln won.", '"No," they said.', "In 1860 it began.", "A line of its own"]


def test_a_reading_is_cut_at_headings_and_paragraphs_and_loses_nothing() -> None:
    long = " ".join(["word"] * 150)
    body = f"Before.\n\n## First\n\n{long}\n\n{long}\n\n## Second\n\n$$\nx = 1\n\ny = 2\n$$\n\nAfter."
    found = list(sections(body))
    assert [heading for heading, _ in found] == ["", "First", "First", "Second"]
    assert all(len(text) <= LONGEST for _, text in found)
    assert "x = 1\n\ny = 2" in found[-1][1]
    kept = " ".join(text for _, text in found).split()
    assert kept == body.replace("## First", "").replace("## Second", "").split()


def test_a_course_gives_passages_of_every_kind_with_what_they_belong_to(history: CourseSnapshot) -> None:
    found = cut(history)
    kinds = {one.kind for one in found}
    assert {"reading", "transcript", "timeline", "explanation", "topic", "stem", "hint", "solution"} <= kinds
    assert len({one.passage_id for one in found}) == len(found)
    assert {one.language for one in found if one.kind == "transcript"} == {"en", "es"}
    assert all(one.license and one.content_id in history.content for one in found if one.kind != "topic")
    assert [one.passage_id for one in cut(history)] == [one.passage_id for one in found]


def test_what_everybody_may_read_has_no_hint_solution_or_last_hint(history: CourseSnapshot) -> None:
    found = cut(history)
    bottom = {
        hint.text for item in history.content.values() for step in item.steps for hint in step.hints
        if hint.kind == "bottom_out"
    }  # fmt: skip
    solutions = {step.key.solution for item in history.content.values() for step in item.steps if step.key.solution}
    for one in found:
        if one.kind in OPEN | {"stem"}:
            assert one.text not in solutions
        assert one.text not in bottom
