"""An answer rests on passages that together say most of what is asked."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

from learnapp.agents import tutor_words as words
from learnapp.agents.tutor_choice import Look, choose, in_all
from learnapp.agents.tutor_turn import Source

LAW = (
    "The law about people who fled was passed by Congress in 1850 as one part of a deal between North and South.",
    "Special officers decided who was a runaway, and whoever was claimed had no jury and could not speak as a witness.",
    "Anyone in a free state could be ordered to help in the hunt, and whoever hid a person could be fined or jailed.",
)
AFTER = (
    "Newspapers tell how the law about people who fled worked in the free states of the North after it was passed.",
    "Black communities guarded their neighbours, crowds freed prisoners, and thousands of families moved to Canada.",
    "Some states passed laws of their own to hinder it, which planters in the South called a breach of the deal.",
)
RAILROAD = (
    "Senator Douglas of Illinois wanted a railroad to the Pacific, for which the land in the west needed a government.",
    "Southern senators would not agree to one if slavery stayed banned there, so he put its end into his bill.",
)


def _id(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, name)


def _source(name: str, content: str, sentences: tuple[str, ...], kind: str = "reading", title: str = "") -> Source:
    return Source(_id(name), _id(content), kind, "", title, sentences)


def _looked(asked: str, *found: Source) -> Look:
    return Look(asked, {one.passage_id: place for place, one in enumerate(found)})


def test_a_short_line_with_the_words_counts_less_than_the_text_below_it() -> None:
    line = _source("line", "a", ("What was the law about people who fled?",))
    text = _source("text", "a", LAW)
    found = choose(
        "What did the law about people who fled do?", [line, text], [_looked("law people fled", line, text)], 1
    )
    assert found == [text]


def test_the_same_in_other_words_comes_after_what_is_new() -> None:
    law, after = _source("law", "a", LAW), _source("after", "b", AFTER)
    again = _source("again", "a", LAW, "explanation")
    look = _looked("law people fled", law, again, after)
    assert choose("What did the law about people who fled do?", [law, again, after], [look], 2) == [law, after]


def test_each_part_of_a_question_has_its_passage() -> None:
    law, after, railroad = _source("law", "a", LAW), _source("after", "b", AFTER), _source("rail", "c", RAILROAD)
    question = "What did the law about people who fled do, and why did Douglas want a railroad?"
    first, second = words.parts(question)
    looks = [_looked(question, law, after), _looked(first, law, after), _looked(second, railroad)]
    assert railroad in choose(question, [law, after, railroad], looks, 2)
    assert choose(question, [], looks, 2) == []


def test_what_a_question_asks_is_taken_apart() -> None:
    assert words.compared("Compare one-step equations with two-step equations.") == (
        "one-step equations", "two-step equations",
    )  # fmt: skip
    assert words.compared("What is the difference between adding with the same bottom and with another?") == (
        "adding with the same bottom", "with another",
    )  # fmt: skip
    assert words.parts("How do you divide fractions, and when does it fail?") == (
        "How do you divide fractions", "when does it fail?",
    )  # fmt: skip
    assert words.parts("¿Cómo se divide, y cuándo falla?") == ("¿Cómo se divide", "cuándo falla?")
    assert not words.parts("Why did North and South quarrel?")
    assert words.narrow("Who was Dred Scott?") and words.narrow("¿Qué es una fracción?")
    assert not words.narrow("Why did it start?")


def test_sides_belong_to_what_the_course_is_about() -> None:
    titles = ("Why did the Civil War start?", "Compromises that broke")
    assert len(words.facets("What caused the Civil War?", "History", titles)) == 4
    assert [one.name for one in words.facets("Why was Senator Sumner beaten?", "History", titles)] == [""]


def test_who_asks_how_is_told_the_steps_and_who_asks_why_the_text_first() -> None:
    text = _source("text", "a", LAW)
    steps = Source(_id("steps"), _id("a"), "explanation", "smaller_steps", "", LAW)
    for question, first in (
        ("How do officers decide about people who fled?", steps),
        ("¿Cómo se decide sobre people who fled?", steps),
        ("Why do officers decide about people who fled?", text),
    ):
        look = _looked(question, steps, text)
        assert choose(question, [steps, text], [look], 1) == [first], question


def test_what_both_forms_of_a_question_find_comes_before_what_one_of_them_finds_first() -> None:
    one, other, both = _id("one"), _id("other"), _id("both")
    assert in_all("law", [[one, both], [other, both]]).places == {both: 0, one: 1, other: 2}
    assert in_all("law", [[one, both]]).places == {one: 0, both: 1}
