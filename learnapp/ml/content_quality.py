"""How likely an item is fit to be shown: a classifier over what its words tell, trained on faults planted by rule.

Its card is docs/content-quality.md; `python -m bench.content_quality --fit` trains and measures it anew.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from learnapp.engine.content_faults import BARRIERS, Fault, faults, gives_away
from learnapp.engine.kc import AnswerKind, Content, Hint, Step
from learnapp.engine.reading_level import prose_of, reading_level

FEATURES = (
    "steps", "prompt_words", "prompt_signs", "prompt_asks", "prompt_ends", "prompt_empty", "reading_grade",
    "hints_least", "hints_mean", "hint_words", "hints_twice", "hint_overlap_prompt", "bottom_out", "solution_missing",
    "last_hint_has_answer", "last_hint_overlap_answer", "first_hint_has_answer", "solution_has_answer",
    "answer_in_prompt", "answer_words_in_prompt", "answer_after_is", "answer_length",
    "choices", "choices_likest", "choices_longest_ratio", "choices_right_longest", "choices_twice",
    "answer_not_offered", "misconceptions", "formula_broken", "formulas", "barriers", "aligned_share", "aligned_rank",
    "aligned_known",
)  # fmt: skip
"""What is known of an item; -1 stands for what cannot be said of it."""
_FILE = Path(__file__).with_name("content_quality.ubj")
_SEED, _ROUNDS, _DEPTH, _RATE = 11, 300, 5, 0.07
_WORD = re.compile(r"\\[A-Za-z]+|[^\W\d_]+|\d+(?:[.,]\d+)*")
_ASKS = re.compile(
    r"\?|¿|\b(?:find|solve|simplify|evaluate|calculate|compute|write|what|how|which|determine|graph|factor|give|choose"
    r"|identify|use|work out|complete|halla|calcula|resuelve|simplifica|escribe|elige|qué|cuál|cuánto)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.?!:;)\]}$_*\d\"'”…]\s*$")
_IS = re.compile(r"(?:answer|solution|result|respuesta|solución)[^.\n]{0,12}$|[=:(]\s*\$*\s*$", re.IGNORECASE)
Floats = NDArray[np.float32]


def features(item: Content, aligned: tuple[float, int] | None = None, found: Sequence[Fault] | None = None) -> Floats:
    """Return (len(FEATURES),) what is known of an item; about a millisecond.

    Args:
        item: The item with its key.
        aligned: Its likeness to its own topic as a share of that to the most alike one, and that topic's place.
        found: Its faults, where they are known already.
    """
    steps = [_step(step) for step in item.steps]
    text = " ".join([item.body, *(step.prompt for step in item.steps)])
    found = faults(item) if found is None else found
    level = reading_level(text, item.language)
    most = {name: max(one.get(name, -1.0) for one in steps) for name in {name for one in steps for name in one}}
    row = {
        "steps": len(steps),
        "reading_grade": level.grade if level.grade is not None else -1.0,
        "hints_least": min((one["hints"] for one in steps), default=-1.0),
        "hints_mean": sum(one["hints"] for one in steps) / len(steps) if steps else -1.0,
        "formula_broken": sum(one.code == "formula-broken" for one in found),
        "formulas": text.count("$") / 2,
        "barriers": sum(one.code in BARRIERS for one in found),
        "aligned_share": aligned[0] if aligned is not None else -1.0,
        "aligned_rank": math.log2(aligned[1]) if aligned is not None else -1.0,
        "aligned_known": float(aligned is not None),
    }
    return np.asarray([float(row.get(name, most.get(name, -1.0))) for name in FEATURES], np.float32)


def _tokens(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _share(part: Sequence[str], whole: Sequence[str]) -> float:
    """Return which share of the words of a text stand in another one, -1 for a text without words."""
    there = set(whole)
    return sum(word in there for word in part) / len(part) if part else -1.0


def _has(text: str, answer: str) -> bool:
    """Return whether a text has an answer in it, as whole words or numbers."""
    said, wanted = " ".join(_tokens(text)), " ".join(_tokens(answer))
    return bool(wanted) and f" {wanted} " in f" {said} "


def _step(step: Step) -> dict[str, float]:
    prompt = _tokens(step.prompt)
    answers = list(step.key.accepted[:3])
    answer = answers[0] if answers else ""
    hints = [hint.text for hint in step.hints]
    plain = [hint.text for hint in step.hints if hint.kind != "scaffold"] or hints
    last, first = (plain[-1] if plain else ""), (hints[0] if hints else "")
    words = [_tokens(text) for text in hints]
    after = step.prompt.find(answer) if answer else -1
    return {
        "prompt_words": len(prose_of(step.prompt).split()),
        "prompt_signs": len(step.prompt),
        "prompt_asks": float(bool(_ASKS.search(step.prompt))),
        "prompt_ends": float(bool(_ENDS.search(step.prompt))),
        "prompt_empty": float(not step.prompt.strip()),
        "hints": float(len(hints)),
        "hint_words": sum(map(len, words)) / len(words) if words else -1.0,
        "hints_twice": float(len({text.strip() for text in hints}) < len(hints)),
        "hint_overlap_prompt": _share([w for one in words for w in one], prompt),
        "bottom_out": float(any(hint.kind == "bottom_out" for hint in step.hints)),
        "solution_missing": float(not step.key.solution.strip()),
        "last_hint_has_answer": float(any(_has(last, one) for one in answers)) if last else -1.0,
        "last_hint_overlap_answer": _share(_tokens(answer), _tokens(last)) if last else -1.0,
        "first_hint_has_answer": float(_has(first, answer)) if len(hints) > 1 else -1.0,
        "solution_has_answer": float(any(_has(step.key.solution, one) for one in answers))
        if step.key.solution.strip()
        else -1.0,
        "answer_in_prompt": float(_has(step.prompt, answer) or gives_away(step)),
        "answer_words_in_prompt": _share(_tokens(answer), prompt),
        "answer_after_is": float(after > 0 and bool(_IS.search(step.prompt[:after]))),
        "answer_length": float(len(answer)),
        "misconceptions": float(len(step.key.misconceptions)),
        **_choices(step, answer),
    }


def _choices(step: Step, answer: str) -> dict[str, float]:
    choices = [choice.strip() for choice in step.choices]
    if len(choices) < 2:
        return {"choices": float(len(choices))}
    lengths = sorted(map(len, choices))
    bags = [set(_tokens(choice)) for choice in choices]
    likest = 0.0
    for place, one in enumerate(bags):
        for other in bags[place + 1 :]:
            both = one | other
            likest = max(likest, len(one & other) / len(both) if both else 1.0)
    folded = {re.sub(r"[\s$.{}\\]", "", choice).casefold() for choice in choices}
    offered = step.answer_kind not in (AnswerKind.CHOICE, AnswerKind.MULTIPLE_CHOICE) or answer.strip() in choices
    return {
        "choices": float(len(choices)),
        "choices_likest": likest,
        "choices_longest_ratio": lengths[-1] / max(1, lengths[0]),
        "choices_right_longest": float(len(answer.strip()) >= lengths[-1]) if answer else -1.0,
        "choices_twice": float(len(folded) < len(choices)),
        "answer_not_offered": float(not offered),
    }


def with_hints(item: Content) -> Content:
    """Return an item as it would be with the plainest hints, where no step of it has any.

    Banks of questions have no place for hints. What the classifier says of such a question is to come from its words,
    choices and key: so a nudge that repeats the question, and a last hint that tells the key, stand in for them.
    """
    if not item.steps or any(step.hints for step in item.steps):
        return item
    return replace(item, steps=tuple(_with_hints(step) for step in item.steps))


def _with_hints(step: Step) -> Step:
    answer = step.key.accepted[0] if step.key.accepted else ""
    told = step.key.solution or answer
    nudge = " ".join(prose_of(step.prompt).split()[:12])
    hints = (Hint("nudge", "hint", "", nudge), Hint("told", "bottom_out", "", f"{told} {answer}".strip()))
    return replace(step, hints=hints, key=replace(step.key, solution=told))


def signs(row: Floats) -> list[str]:
    """Return what in the features of an item stands out by itself, for a person who asks why it is held."""
    known = dict(zip(FEATURES, row.tolist(), strict=True))
    found = {
        "hints-lead-elsewhere": known["last_hint_has_answer"] == 0 and known["last_hint_overlap_answer"] < 0.5,
        "solution-leads-elsewhere": known["solution_has_answer"] == 0,
        "first-hint-tells": known["first_hint_has_answer"] == 1,
        "answer-in-question": known["answer_in_prompt"] == 1,
        "question-breaks-off": known["prompt_ends"] == 0,
        "choices-alike": known["choices_twice"] == 1,
    }
    return [name for name, stands in found.items() if stands]


class QualityClassifier:
    """The chance that items are fit to be shown; trees over `FEATURES`."""

    def __init__(self, booster: Any) -> None:
        self._booster = booster

    def fit_to_show(self, rows: Floats) -> NDArray[np.float64]:
        """Return (rows,) chances, 0 to 1, of features (rows, len(FEATURES))."""
        if not len(rows):
            return np.zeros(0)
        return np.asarray(self._booster.inplace_predict(np.ascontiguousarray(rows, np.float32)), np.float64)

    def gains(self) -> dict[str, float]:
        """Return how much each feature decides, shares that add up to 1."""
        found = self._booster.get_score(importance_type="total_gain")
        total = sum(found.values()) or 1.0
        return {name: float(found.get(f"f{place}", 0.0)) / total for place, name in enumerate(FEATURES)}

    def save(self, path: Path = _FILE) -> None:
        """Write the trees."""
        self._booster.save_model(path)


def fit(rows: Floats, good: Floats, weights: Floats) -> QualityClassifier:
    """Learn from (rows, len(FEATURES)) with 1 for sound items and 0 for faulty ones; the same data, the same trees."""
    import xgboost

    data = xgboost.DMatrix(rows, label=good, weight=weights)
    settings = {
        "objective": "binary:logistic", "eta": _RATE, "max_depth": _DEPTH, "subsample": 0.8, "colsample_bytree": 0.7,
        "min_child_weight": 4, "seed": _SEED, "nthread": 2,
    }  # fmt: skip
    return QualityClassifier(xgboost.train(settings, data, _ROUNDS))


@cache
def shipped() -> QualityClassifier | None:
    """Return the trees that come with the app; None without them: nothing is held for its quality."""
    if not _FILE.exists():
        return None
    import xgboost

    booster = xgboost.Booster({"nthread": 1})
    booster.load_model(_FILE)
    return QualityClassifier(booster)
