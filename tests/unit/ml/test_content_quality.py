"""The quality classifier: its features tell planted faults, what ships works, and nothing it reads breaks it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from learnapp.engine.kc import Content
from learnapp.engine.mastery import THRESHOLDS
from learnapp.ml import content_quality, planted_faults
from learnapp.ml.content_quality import FEATURES
from learnapp.services.draft_documents import content
from tests.unit.knowledge.test_standards import documents


@pytest.fixture(scope="module")
def items() -> list[Content]:
    found = [content(document, content_id, 1) for document, content_id in documents()]  # type: ignore[arg-type]
    return [item for item in found if item.template is None and planted_faults.sound(item)]


def test_the_demo_items_are_sound(items: list[Content]) -> None:
    assert len(items) > 100


@pytest.mark.parametrize("name", sorted(planted_faults.PLANTS))
def test_a_planted_fault_changes_the_item_and_is_repeatable(name: str, items: list[Content]) -> None:
    made = [planted_faults.PLANTS[name](item, items, Random(number)) for number, item in enumerate(items[:40])]
    again = [planted_faults.PLANTS[name](item, items, Random(number)) for number, item in enumerate(items[:40])]
    assert made == again
    assert all(one != item for one, item in zip(made, items, strict=False) if one is not None)
    if name != "choice twice":
        assert sum(one is not None for one in made) >= 20


def test_what_ships_holds_faulty_items_and_lets_sound_ones_pass(items: list[Content]) -> None:
    model = content_quality.shipped()
    assert model is not None
    draw = Random(5)
    chosen = draw.sample(items, 60)
    bad = [found[1] for item in chosen if (found := planted_faults.planted(item, items, draw)) is not None]
    good_rows = np.stack([content_quality.features(item, (1.0, 1)) for item in chosen])
    bad_rows = np.stack([content_quality.features(item, (1.0, 1)) for item in bad])
    held_good = (model.fit_to_show(good_rows) < THRESHOLDS.quality).mean()
    held_bad = (model.fit_to_show(bad_rows) < THRESHOLDS.quality).mean()
    assert held_good < 0.2 and held_bad > held_good + 0.3


def test_a_question_of_a_bank_is_not_blamed_for_having_no_hints(items: list[Content]) -> None:
    model = content_quality.shipped()
    assert model is not None
    chosen = Random(6).sample(items, 40)
    bare = [replace(item, steps=tuple(replace(step, hints=()) for step in item.steps)) for item in chosen]
    told = [planted_faults.PLANTS["answer in the question"](item, items, Random(7)) for item in bare]

    def held(of: list[Content]) -> float:
        rows = np.stack([content_quality.features(item, (1.0, 1)) for item in of])
        return float((model.fit_to_show(rows) < THRESHOLDS.quality).mean())

    assert held(bare) > 0.9, "an author has a place for hints"
    assert held([content_quality.with_hints(item) for item in bare]) < 0.25
    assert held([content_quality.with_hints(item) for item in told if item is not None]) > 0.7
    assert [content_quality.with_hints(item) for item in chosen] == chosen


def test_features_are_numbers_for_whatever_comes(items: list[Content]) -> None:
    odd = replace(items[0], steps=(replace(items[0].steps[0], prompt="$$ \x00 \\frac{{{", hints=(), choices=("", "")),))
    for item in (odd, replace(odd, steps=())):
        row = content_quality.features(item)
        assert row.shape == (len(FEATURES),) and np.isfinite(row).all()
