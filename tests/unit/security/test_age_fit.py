"""Whether content suits a class by age."""

from __future__ import annotations

import pytest

from learnapp.engine.reading_level import reading_level
from learnapp.security.age_fit import age_fit, grades_of


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("Solve $3x + 5 = 20$ and say how you know.", ()),
        ("In 1860 seven states left the Union and a war about slavery began.", ()),
        ("She bet her wage at the casino and drank vodka.", ("words",)),
        ("Compró marihuana y una violación ocurrió.", ("words",)),
        ("You are so stupid, shut up you idiot.", ("safety",)),
    ],
)
def test_words_are_judged_for_the_grade(text: str, reasons: tuple[str, ...]) -> None:
    assert age_fit(text, reading_level(text), grades=(6, 8), min_age=None).reasons == reasons


def test_older_classes_read_of_older_themes() -> None:
    text = "He drank a beer at the casino."
    assert not age_fit(text, reading_level(text), grades=(4, 5), min_age=None).allowed
    assert age_fit(text, reading_level(text), grades=(10, 12), min_age=None).allowed
    # What is rated for older students is no longer judged by the youngest of the class, but the rating itself is told.
    assert age_fit(text, reading_level(text), grades=(6, 8), min_age=13).reasons == ("rating",)


def test_a_text_far_above_the_class_is_told() -> None:
    hard = "Notwithstanding considerable methodological heterogeneity, contemporary investigations demonstrate " * 3
    assert "reading" in age_fit(hard, reading_level(hard), grades=(4, 5), min_age=None).reasons


def test_bands_of_grades_are_read() -> None:
    assert [grades_of(band) for band in ("6-8", "9–12", "7", "", "middle school", "4 to 6")] == [
        (6, 8), (9, 12), (7, 7), (6, 12), (6, 12), (4, 6),
    ]  # fmt: skip
