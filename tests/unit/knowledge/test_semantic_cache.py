"""Questions that mean the same are answered once; questions that only look alike are not."""

from __future__ import annotations

import numpy as np
import pytest

from learnapp.knowledge.llm.semantic import LASTS_S, SemanticCache

ASKED = "What does the denominator of a fraction tell us?"
VECTOR = np.asarray([0.6, 0.8], np.float32)


def test_the_same_in_other_words_is_found_for_its_own_course_only() -> None:
    cache: SemanticCache[str] = SemanticCache()
    cache.keep("mine", ASKED, VECTOR, "kept")
    assert cache.find("mine", "what does the denominator of a fraction tell us", VECTOR) == "kept"
    assert cache.find("yours", ASKED, VECTOR) is None


@pytest.mark.parametrize(
    "other",
    [
        "What does the numerator of this fraction show us?",
        "What does the denominator of a fraction not tell us?",
        "What does the denominator of a fraction 3/4 tell us?",
    ],
)
def test_what_only_looks_alike_is_not(other: str) -> None:
    cache: SemanticCache[str] = SemanticCache()
    cache.keep("mine", ASKED, VECTOR, "kept")
    assert cache.find("mine", other, VECTOR) is None


def test_far_vectors_empty_ones_and_old_answers_do_not_count() -> None:
    now = 0.0
    cache: SemanticCache[str] = SemanticCache(lambda: now)
    cache.keep("mine", ASKED, VECTOR, "kept")
    assert cache.find("mine", ASKED, np.asarray([1.0, 0.0], np.float32)) is None
    assert cache.find("mine", ASKED, np.zeros(2, np.float32)) is None
    assert cache.find("mine", ASKED, np.ones(3, np.float32)) is None
    now = LASTS_S + 1
    assert cache.find("mine", ASKED, VECTOR) is None
