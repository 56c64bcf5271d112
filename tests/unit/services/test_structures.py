"""What is done to the structure of a course, where contents stand then, and how the difference is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.services import structure_edits
from learnapp.services.structure_changes import differences
from learnapp.services.structure_documents import LessonPart, Structure, TopicPart, from_json, placed

LESSONS = ("a", "b", "c")
TOPICS = ("a1", "a2", "b1", "c1")


def structure() -> Structure:
    """Return three lessons, the first with two topics; each topic needs the one before."""
    return Structure(
        title="Numbers",
        lessons=tuple(LessonPart(one, f"Lesson {one}", tuple(t for t in TOPICS if t[0] == one)) for one in LESSONS),
        topics=tuple(TopicPart(one, one, f"Topic {one}") for one in TOPICS),
        needs=(("a2", "a1"), ("b1", "a2"), ("c1", "b1")),
    )


def codes(before: Structure, after: Structure) -> list[str]:
    return [one.code for one in differences(before, after)]


def order(here: Structure) -> list[str]:
    return [one.id for one in here.lessons]


def test_a_lesson_moves_one_place_and_no_further_than_the_end() -> None:
    here = structure_edits.move_lesson(structure(), "a", 1)
    assert order(here) == ["b", "a", "c"]
    assert codes(structure(), here) == ["lessons-ordered"]
    assert order(structure_edits.move_lesson(here, "b", -1)) == ["b", "a", "c"]
    with pytest.raises(NotFoundError):
        structure_edits.move_lesson(here, "z", 1)


def test_a_topic_takes_its_contents_to_its_new_lesson_and_no_others() -> None:
    before = structure()
    after = structure_edits.move_topic(before, "a2", "c")
    assert after.lesson_of("a2") == "c"
    assert placed("a", ["a2"], before, after) == "c"
    assert placed("a", ["a1", "a2"], before, after) == "a", "its first topic decides"
    assert placed("b", ["a2"], before, after) == "b", "it stood apart from its topic before"
    assert codes(before, after) == ["topic-moved"]


def test_a_lesson_that_goes_hands_on_what_it_has() -> None:
    before = structure()
    after = structure_edits.remove_lesson(before, "a", "b", used={}, contents=3)
    assert after.lesson("b") == LessonPart("b", "Lesson b", ("b1", "a1", "a2")) and after.topics == before.topics
    assert placed("a", ["a1"], before, after) == "b" and placed("a", [], before, after) == "b"
    # One that is taken away later takes along what came to it.
    later = structure_edits.remove_lesson(after, "b", "c", used={}, contents=5)
    assert placed("a", ["a1"], before, later) == "c"
    gone = structure_edits.remove_lesson(after, "b", "", used={}, contents=5)
    assert placed("a", ["a1"], before, gone) is None and placed("b", ["b1"], before, gone) is None
    assert [one.id for one in gone.topics] == ["c1"] and gone.needs == ()
    assert codes(before, gone) == ["lesson-removed", "lesson-removed", *["topic-removed"] * 3]


def test_a_topic_that_is_practised_elsewhere_keeps_its_lesson() -> None:
    with pytest.raises(ConflictError, match="“Topic a2” is practised in “Lesson b” too"):
        structure_edits.remove_lesson(structure(), "a", "", used={"a2": ["a", "b"]}, contents=1)
    for nowhere in ("a", "z"):
        with pytest.raises(NotFoundError):
            structure_edits.remove_lesson(structure(), "a", nowhere, used={}, contents=1)


def test_names_are_needed_and_stand_once() -> None:
    here = structure()
    for change in (
        lambda: structure_edits.add_lesson(here, "d", "  "),
        lambda: structure_edits.rename_lesson(here, "a", ""),
        lambda: structure_edits.change_topic(here, "a1", "topic B1", ""),
        lambda: structure_edits.add_topic(here, "a", TopicPart("x", "x", " ")),
        lambda: structure_edits.describe(here, {"title": ""}),
        lambda: structure_edits.describe(here, {"title": "x", "license": "mine"}),
        lambda: structure_edits.describe(here, {"title": "x", "grade_from": "8", "grade_to": "6"}),
        lambda: structure_edits.language({"language": "tlh"}),
        lambda: structure_edits.rename_lesson(here, "a", "x" * 201),
        lambda: structure_edits.set_standard(here, "a1", "9.ZZ.1"),
    ):
        with pytest.raises(InvalidInputError):
            change()
    # A topic may keep its own name, in other letters too.
    assert structure_edits.change_topic(here, "a1", "TOPIC A1", "x").topics[0].name == "TOPIC A1"


def test_a_course_that_was_brought_in_keeps_its_licence_until_another_is_chosen() -> None:
    here = replace(structure(), license="Apache-2.0")
    kept = structure_edits.describe(here, {"title": "Numbers 2", "license": "Apache-2.0", "grade_from": "6"})
    assert (kept.license, kept.grade_band) == ("Apache-2.0", "6") and codes(here, kept) == [
        "course-title", "course-grade-band",
    ]  # fmt: skip
    assert structure_edits.describe(here, {"title": "Numbers", "license": "CC0 1.0"}).license == "CC0 1.0"


def test_the_last_topic_of_a_lesson_cannot_go_on() -> None:
    here = structure_edits.order_topic(structure(), "a", "a1", 1)
    assert here.lessons[0].topics == ("a2", "a1") and codes(structure(), here) == ["topics-ordered"]
    assert structure_edits.order_topic(here, "a", "a1", 1) == here
    with pytest.raises(NotFoundError):
        structure_edits.order_topic(here, "b", "a1", 1)


_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.sampled_from(LESSONS), st.sampled_from((-1, 1))),
        st.tuples(st.just("topic"), st.sampled_from(TOPICS), st.sampled_from(LESSONS)),
        st.tuples(st.just("remove"), st.sampled_from(LESSONS), st.sampled_from(("", *LESSONS))),
    ),
    max_size=8,
)


@given(_STEPS)
def test_whatever_is_done_no_content_stands_in_a_lesson_that_is_not_there(steps: list[tuple[str, str, object]]) -> None:
    before = after = structure()
    for what, one, other in steps:
        try:
            if what == "move":
                after = structure_edits.move_lesson(after, one, int(str(other)))
            elif what == "topic":
                after = structure_edits.move_topic(after, one, str(other))
            else:
                after = structure_edits.remove_lesson(after, one, str(other), used={}, contents=1)
        except NotFoundError:
            continue
    assert from_json(after.as_json()) == after
    there = set(order(after))
    for topic in TOPICS:
        place = placed(topic[0], [topic], before, after)
        assert place is None or place in there
        if after.topic(topic) is not None:
            assert place == after.lesson_of(topic), "a content stands where its topic is taught"
    assert bool(differences(before, after)) == (
        (before.lessons, before.topics) != (after.lessons, after.topics)
    )  # fmt: skip
