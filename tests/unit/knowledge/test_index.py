"""Passages are found by words and by meaning, in their context, the same each time."""

from __future__ import annotations

import warnings
from pathlib import Path
from uuid import UUID, uuid5

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.knowledge import embeddings, files, lexical
from learnapp.knowledge.fusion import fuse
from learnapp.knowledge.index import Context, CourseIndex
from learnapp.knowledge.passages import Passage
from learnapp.knowledge.words import terms, words
from learnapp.services.retrieval_index import arrays

_ROOT = UUID(int=9)
ECONOMY, LAW = uuid5(_ROOT, "economy"), uuid5(_ROOT, "law")
TEXTS = (
    (ECONOMY, "reading", "Cotton was the largest export. Planters bought land and people with the money it brought."),
    (ECONOMY, "reading", "Mills in New England spun the cotton, and banks in New York lent money for it."),
    (LAW, "reading", "The court said that Congress could not ban slavery in a territory."),
    (LAW, "explanation", "A law is like a fence: it only holds where somebody looks after it."),
    (LAW, "stem", "Which court decided about the territory?"),
    (ECONOMY, "reading", "El algodón era la mayor exportación del país."),
)


def _passages() -> list[Passage]:
    return [
        Passage(
            uuid5(_ROOT, text), uuid5(_ROOT, f"content {place}"), uuid5(_ROOT, f"lesson of {kc}"), kind, "", "", text,
            (kc,), 0.0, "es" if text.startswith("El ") else "en", "CC", "",
        )
        for place, (kc, kind, text) in enumerate(TEXTS)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def index() -> CourseIndex:
    parts = arrays(_passages(), None)
    return CourseIndex(parts.facts, parts.words, parts.vectors, parts.basis, None, None)


def _first(index: CourseIndex, question: str, context: Context | None = None) -> str:
    found = index.search(question, context or Context())
    return TEXTS[found[0].number][2] if found else ""


def test_the_words_of_a_passage_find_it(index: CourseIndex) -> None:
    for _, _, text in TEXTS:
        assert _first(index, text) == text


def test_only_what_may_be_found_is_found(index: CourseIndex) -> None:
    court = TEXTS[2][2]
    assert _first(index, "court territory", Context(kinds=frozenset({"reading"}))) == court
    hidden = Context(hidden=frozenset({uuid5(_ROOT, "content 2"), uuid5(_ROOT, "content 4")}))
    found = index.search("court territory", hidden, top=10)
    assert not {hit.number for hit in found} & {2, 4}
    assert {TEXTS[hit.number][2] for hit in index.search("exportacion", Context(language="es"))} == {TEXTS[5][2]}
    assert index.search("court", Context(contents=frozenset())) == []


def test_the_topic_at_hand_comes_first(index: CourseIndex) -> None:
    question = "money and law"
    for kc in (ECONOMY, LAW):
        found = index.search(question, Context(kc_ids=frozenset({kc})))
        assert TEXTS[found[0].number][0] == kc


def test_questions_without_a_known_word_find_nothing(index: CourseIndex) -> None:
    for question in ("", "   ", "zzz qqq", "\x00", "?!", "🦆" * 3000):
        assert index.search(question) == []


def test_an_index_is_the_same_from_its_files(index: CourseIndex, tmp_path: Path) -> None:
    parts = arrays(_passages(), None)
    files.save(tmp_path / "index", parts)
    files.save(tmp_path / "index", parts)
    again = files.load(tmp_path / "index")
    opened = CourseIndex(again.facts, again.words, again.vectors, again.basis, None, None)
    for question in ("cotton money", "court territory", "fence"):
        assert [(hit.number, hit.score) for hit in opened.search(question)] == [
            (hit.number, hit.score) for hit in index.search(question)
        ]
    assert [one.name for one in (tmp_path).iterdir()] == ["index"]


def test_letters_of_formulas_are_found_as_they_are_typed() -> None:
    assert words("Die Menge ℝ und 𝑁™") == words("die menge r und ntm")
    with warnings.catch_warnings():
        # Where a word of the vocabulary has a capital, no text ever has it, and the vectoriser says so.
        warnings.simplefilter("error")
        basis = embeddings.fit([terms(text) for text in ("A number of ℝ is real.", "A number of ℕ counts.", "Zero.")])
    assert basis.embed(["which number of R"]).any() and not np.allclose(*basis.embed(["R", "N"]))


def test_a_basis_is_frozen() -> None:
    said = [terms(text) for _, _, text in TEXTS]
    first, second = embeddings.fit(said), embeddings.fit(said)
    assert first.name == second.name
    assert np.array_equal(first.embed(["cotton"]), second.embed(["cotton"]))
    assert not first.embed(["zzz"]).any()
    assert np.allclose(np.linalg.norm(first.embed(["cotton money", "court"]), axis=1), 1)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.text(alphabet="abc 12", max_size=12), min_size=1, max_size=8), st.text(alphabet="abc 12", max_size=9)
)
def test_scores_are_what_the_formula_says(texts: list[str], question: str) -> None:
    said = [terms(text) for text in texts]
    made = lexical.build(said)
    scores = made.scores(made.numbers(terms(question)))
    lengths = [sum(" " not in term for term in one) for one in said]
    average = max(sum(lengths) / len(lengths), 1.0)
    for place, one in enumerate(said):
        expected = 0.0
        for term in set(terms(question)):
            df = sum(term in other for other in said)
            if term in one and (" " not in term or df > 1):
                idf = np.log(1 + (len(said) - df + 0.5) / (df + 0.5))
                tf = one.count(term)
                norm = lexical.K1 * (1 - lexical.B + lexical.B * lengths[place] / average)
                expected += idf * tf * (lexical.K1 + 1) / (tf + norm)
        assert scores[place] == pytest.approx(expected, abs=1e-4)


def test_fusion_prefers_what_several_rankings_have() -> None:
    assert fuse([np.array([3, 1, 2]), np.array([2, 3])], 2).tolist() == [3, 2]
    assert fuse([np.array([], np.int64), np.array([5])], 3).tolist() == [5]
