"""Reading levels: the formulas as published, on text without its formulas and code."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.engine.reading_level import band_of, prose_of, reading_level, syllables_en, syllables_es


@pytest.mark.parametrize(
    ("word", "count"),
    [("cat", 1), ("table", 2), ("make", 1), ("fraction", 2), ("equation", 3), ("triangle", 3), ("geometry", 4),
     ("multiplying", 4), ("walked", 1), ("added", 2), ("radius", 3), ("million", 2), ("people", 2), ("the", 1)],
)  # fmt: skip
def test_english_syllables(word: str, count: int) -> None:
    assert syllables_en(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [("ecuación", 3), ("día", 2), ("número", 3), ("ciudad", 2), ("guitarra", 3), ("oeste", 3), ("baúl", 2), ("muy", 1),
     ("que", 1), ("sol", 1)],
)  # fmt: skip
def test_spanish_syllables(word: str, count: int) -> None:
    assert syllables_es(word) == count


def test_the_published_formulas() -> None:
    # 24 words, 4 sentences, 28 syllables: 0.39 · 6 + 11.8 · 28/24 - 15.59 = 0.52.
    plain = "The old dog ran to town. " * 3 + "My funny brother happily came home."
    level = reading_level(plain)
    assert (level.words, level.sentences) == (24, 4)
    assert level.grade == pytest.approx(0.39 * 6 + 11.8 * 26 / 24 - 15.59, abs=1.0) and level.band == "to-5"
    hard = (
        "Notwithstanding considerable methodological heterogeneity, contemporary investigations consistently "
        "demonstrate that metacognitive interventions substantially ameliorate comprehension among disadvantaged "
        "populations, particularly whenever institutional circumstances simultaneously facilitate collaboration."
    )
    assert reading_level(hard).band == "later"
    facil = "El perro come pan. La niña ve el sol. El gato va a su casa. Yo leo un libro azul. Ana ama el mar."
    assert (reading_level(facil, "es").grade or 99) < 6 < (reading_level(hard, "es").grade or 0)


def test_formulas_and_code_are_no_words() -> None:
    text = "Work out $\\frac{sesquipedalian}{x}$ now. ```incomprehensible code``` See [the page](https://example.org)."
    assert prose_of(text).split() == ["Work", "out", "now.", "See", "the", "page."]
    assert reading_level("Add $3 + 4$.").grade is None and reading_level("Add $3 + 4$.").band == "short"


@settings(max_examples=60)
@given(st.text(max_size=400), st.sampled_from(["en", "es"]))
def test_any_text_has_a_level_within_bounds(text: str, language: str) -> None:
    level = reading_level(text, language)
    assert level.grade is None or 0 <= level.grade <= 18
    assert level.band in ("to-5", "6-8", "9-12", "later", "short")


def test_bands_follow_the_grade() -> None:
    assert [band_of(grade) for grade in (0, 5.9, 6, 8.9, 9, 12.9, 13)] == [
        "to-5", "to-5", "6-8", "6-8", "9-12", "9-12", "later",
    ]  # fmt: skip
