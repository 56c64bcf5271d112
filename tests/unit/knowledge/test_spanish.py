"""Spanish passages are found in the forms and spellings in which students ask."""

from __future__ import annotations

import json

import pytest

from bench.tutor_retrieval import LANGUAGES, spoken, without_accents
from learnapp.agents import tutor_words
from learnapp.knowledge import reranker
from learnapp.knowledge.index import CourseIndex
from learnapp.knowledge.words import said_terms, words

ROWS = json.loads(LANGUAGES.read_text("utf-8"))["rows"]


@pytest.fixture(scope="module")
def index() -> CourseIndex:
    return spoken(ROWS, "es", reranker.shipped())


def found(index: CourseIndex, question: str) -> list[int]:
    return [hit.number for hit in index.search(question)]


def passage(has: str) -> int:
    (number,) = [number for number, row in enumerate(ROWS) if has in row["es"]["text"]]
    return number


def test_accents_make_no_difference(index: CourseIndex) -> None:
    for row in ROWS:
        asked = row["es"]["question"]
        assert found(index, asked) == found(index, without_accents(asked)) == found(index, asked.upper())


def test_other_forms_of_a_word_find_its_passage(index: CourseIndex) -> None:
    for question, has in (
        ("membranas celulares", "La membrana la separa"), ("descomponedor", "los descomponedores"),
        ("prestamo ingles", "préstamos a bancos ingleses"), ("pendientes", "La pendiente de una recta"),
        ("multiplos comunes", "múltiplo común"), ("raiz", "las raíces"), ("ecuacion", "Una ecuación es como"),
        ("esclavo rebelado", "se rebelaron"),
    ):  # fmt: skip
        assert passage(has) in found(index, question), question


def test_words_of_one_stem_are_one_and_english_keeps_its_words() -> None:
    for several in (
        "ecuación ecuaciones ecuacion", "célula células celula", "país países pais", "región regiones region",
        "fracción fracciones fraccion", "raíz raíces raiz", "nación naciones", "rápido rápidas",
    ):  # fmt: skip
        assert len(set(words(several, "es-MX"))) == 1, words(several, "es")
    assert words("The fractions", "en") == ["the", "fractions"]
    assert said_terms("the fractions", ("en",)) == ["the", "fractions", "the fractions"]
    # A course may have passages in both: a question is asked in the words of each.
    assert {"fractions", "fracciones", "fraccion"} <= {*said_terms("fractions fracciones", ("en", "es"))}


def test_small_spanish_words_say_nothing_of_what_is_looked_for() -> None:
    assert tutor_words.stems("¿También dónde, cuándo, cuál y por qué?") == []
