"""The estimator of a course: better than its authors, on their scale, with guesses where nobody has answered."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.ml.answers import Floats
from learnapp.ml.difficulty_estimator import (
    DifficultyEstimator,
    Flag,
    ItemDataset,
    ItemEstimate,
    Source,
    brought_up,
)
from learnapp.ml.difficulty_judge import judge
from learnapp.ml.difficulty_prior import ItemFacts, learn
from learnapp.ml.item_response import Tries
from tests.unit.ml.items import World, facts, world

_WORDS = ("add", "subtract", "multiply", "divide", "factor", "integrate")


def told(items: int, seed: int, noise: float = 0.3) -> tuple[tuple[ItemFacts, ...], Floats]:
    """Return items whose text says how hard they are, but for some noise, and their true difficulty."""
    rng = np.random.default_rng(seed)
    made, b = [], np.empty(items)
    for place in range(items):
        word, steps = int(rng.integers(len(_WORDS))), int(rng.integers(1, 4))
        b[place] = (word - 2.5) / 1.5 + 0.3 * (steps - 2) + noise * rng.normal()
        text = f"{_WORDS[word]} {rng.integers(2, 90)} and {rng.integers(2, 90)} in {steps} steps"
        made.append(ItemFacts(UUID(int=place + 1), 1, f"kc{place % 5}", text=text, kinds=("numeric",) * steps))
    return tuple(made), b


@pytest.fixture(scope="module")
def course() -> tuple[World, ItemDataset]:
    """Return a course of 120 items, the last 20 of which nobody has answered."""
    items, b = told(120, 1)
    made = world(300, 100, 25, 2, b=b[:100], a=np.exp(np.random.default_rng(2).normal(0, 0.3, 100)))
    return replace(made, b=b), made.dataset(items)


@pytest.fixture(scope="module")
def model(course: tuple[World, ItemDataset]) -> DifficultyEstimator:
    return DifficultyEstimator.fit(course[1])


def test_it_foretells_held_out_answers_better_than_the_authors(course: tuple[World, ItemDataset]) -> None:
    data = course[1]
    held = np.arange(300) % 5 == 0
    found = judge(DifficultyEstimator.fit(data.of(~held)), data.of(held))
    assert found["log_loss"] < found["author_log_loss"] - 0.03 and found["auc"] > found["author_auc"] + 0.05
    assert found["rows_30_99"] > 0 and found["log_loss_30_99"] < found["author_log_loss_30_99"]
    assert found["rows"] == held.sum() * 25


def test_what_nobody_has_answered_is_guessed_from_the_text(
    course: tuple[World, ItemDataset], model: DifficultyEstimator
) -> None:
    assert model.prior is not None and model.prior.gain > 0.3
    made = {one.content_id.int - 1: one for one in model.estimates()}
    new = [made[place] for place in range(100, 120)]
    assert {one.source for one in new} == {Source.PRIOR} and {one.answers for one in new} == {0}
    true = course[0].b[100:]
    assert np.corrcoef([one.b for one in new], true)[0, 1] > 0.8
    assert {made[place].source for place in range(100)} == {Source.FITTED}
    assert min(one.se_b for one in new) > 1.2 * np.mean([made[place].se_b for place in range(100)])


def test_the_scale_stays_that_of_the_authors(model: DifficultyEstimator, course: tuple[World, ItemDataset]) -> None:
    answers = model.answers
    assert np.average(model.b, weights=answers) == pytest.approx(0.0, abs=0.02)
    assert np.average(model.log_a, weights=answers) == pytest.approx(0.0, abs=0.02)
    moved = replace(course[1], items=tuple(replace(one, difficulty=1.0) for one in course[1].items))
    again = DifficultyEstimator.fit(moved)
    assert np.allclose(again.b - 1.0, model.b, atol=0.05) and again.level == pytest.approx(model.level + 1.0, abs=0.05)


def test_the_same_answers_and_seed_give_the_same_model(
    course: tuple[World, ItemDataset], model: DifficultyEstimator
) -> None:
    assert (DifficultyEstimator.fit(course[1]).b == model.b).all()


def test_it_comes_back_from_its_folder(model: DifficultyEstimator, tmp_path: Path) -> None:
    model.save(tmp_path / "one")
    back = DifficultyEstimator.load(tmp_path / "one")
    assert back.estimates() == model.estimates() and back.items == model.items
    assert model.prior is not None and back.prior is not None
    strange = (ItemFacts(UUID(int=999), 3, "unknown topic", text="integrate 3", kinds=("new kind",)),)
    assert [values.tolist() for values in back.prior.guess(strange)] == [
        values.tolist() for values in model.prior.guess(strange)
    ]


def test_a_damaged_or_foreign_model_is_refused(model: DifficultyEstimator, tmp_path: Path) -> None:
    for place, (name, content) in enumerate((("items.npz", b""), ("prior.npz", b"PK"), ("manifest.json", b"{"))):
        model.save(tmp_path / str(place))
        (tmp_path / str(place) / name).write_bytes(content)
        with pytest.raises(InvalidInputError, match="Train it anew"):
            DifficultyEstimator.load(tmp_path / str(place))
    model.save(tmp_path / "other")
    manifest = json.loads((tmp_path / "other" / "manifest.json").read_text())
    (tmp_path / "other" / "manifest.json").write_text(json.dumps({**manifest, "kind": "mastery_predictor"}))
    with pytest.raises(InvalidInputError, match="Train it anew"):
        DifficultyEstimator.load(tmp_path / "other")


def test_texts_that_say_nothing_are_not_believed() -> None:
    rng = np.random.default_rng(3)
    items, _ = told(80, 3)
    size = np.full(80, 0.15)
    prior, held = learn(items, rng.normal(0, 1, 80), np.zeros(80), size, size, 0)
    assert prior is None and (held == 0).all()
    few, _ = learn(items[:20], rng.normal(0, 1, 20), np.zeros(20), size[:20], size[:20], 0)
    assert few is None


def test_a_course_without_any_text_still_learns_from_how_items_are_built() -> None:
    rng = np.random.default_rng(4)
    items = tuple(replace(one, text="", hints=place % 4) for place, one in enumerate(facts(80)))
    b = np.array([0.8 * (place % 4) - 1.2 for place in range(80)]) + rng.normal(0, 0.2, 80)
    prior, _ = learn(items, b, np.zeros(80), np.full(80, 0.15), np.full(80, 0.15), 0)
    assert prior is not None and prior.gain > 0.5


def test_too_few_students_say_nothing() -> None:
    with pytest.raises(InvalidInputError, match="students have answered"):
        DifficultyEstimator.fit(world(6, 20, 15, 1).dataset(facts(20)))


def test_other_questions_cannot_judge_it(model: DifficultyEstimator, course: tuple[World, ItemDataset]) -> None:
    with pytest.raises(InvalidInputError, match="its own course"):
        judge(model, ItemDataset(course[1].log, course[1].items[::-1]))


def test_new_answers_move_what_was_known_and_nothing_else() -> None:
    before = [
        ItemEstimate(UUID(int=place + 1), 1, 0.0, 1.0, 0.3, 0.2, 40, 30, Source.FITTED, 0.5) for place in range(3)
    ]
    tries = Tries.of(np.arange(20), np.zeros(20, dtype=np.int64), np.zeros(20), 3)
    (made,) = brought_up(before, tries, np.full(20, 0.5), np.full(20, 0.2))
    assert made.content_id == before[0].content_id and 0.3 < made.b < 1.2 and made.se_b < 0.3
    assert (made.answers, made.students, made.level) == (60, 50, 0.5)


def test_items_of_no_use_are_named() -> None:
    b = np.concatenate([[-4.5, 4.5], np.random.default_rng(6).normal(0, 0.7, 38)])
    found = DifficultyEstimator.fit(world(500, 40, 30, 6, b=b, a=np.ones(40)).dataset(facts(40))).estimates()
    assert [one.flags for one in found[:2]] == [(Flag.TOO_EASY,), (Flag.TOO_HARD,)]
    assert not any(one.flags for one in found[2:])
