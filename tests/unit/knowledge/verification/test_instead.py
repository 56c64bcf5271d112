"""What the course says in place of a sentence that may not be shown."""

from __future__ import annotations

from learnapp.knowledge.verification.instead import instead

TURNER = (
    "The Virginia revolt\n"
    "In August 1831 Nat Turner led a revolt in Virginia. He hid for two months. Court records help to check the facts.",
    "Words\n"
    "From 1831 William Lloyd Garrison printed *The Liberator*. Who read it? Most of its first readers were free.",
)


def test_a_paraphrase_finds_the_sentence_that_it_was_made_from() -> None:
    found = instead("In 1831 there was a revolt in Virginia, and Nat Turner was its head.", TURNER)
    assert found is not None
    assert (found.passage, found.sentences) == (0, ("In August 1831 Nat Turner led a revolt in Virginia.",))


def test_what_points_back_comes_with_what_it_points_to() -> None:
    found = instead("Turner stayed hidden: he hid for two whole months.", TURNER)
    assert found is not None
    assert found.sentences == ("In August 1831 Nat Turner led a revolt in Virginia.", "He hid for two months.")


def test_nothing_is_said_where_the_course_says_nothing_near_and_no_question_is_quoted() -> None:
    assert instead("Volcanoes threw ash over the printers of Boston.", TURNER) is None
    found = instead("Who read The Liberator?", TURNER)
    assert found is None or not any(one.endswith("?") for one in found.sentences)
    assert instead("", TURNER) is None and instead("Turner led a revolt.", ()) is None
