"""A question of any foreign format, and the check that it can be graded here as its author meant it."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from learnapp.engine.answers import right_answers, wrong_answers
from learnapp.engine.grading import grade
from learnapp.engine.kc import OFFERED, AnswerKey, AnswerKind, Step
from learnapp.engine.spelling import plain
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError

MAX_CHOICES = 50
_MOST_PARTS = 30
_LONGEST = {"prompt": 20_000, "choice": 4000, "answer": 500, "feedback": 4000}
_NO_TOPIC = UUID(int=0)


@dataclass(slots=True)
class Part:
    """One thing that is answered; texts are Markdown, except `accepted` of what is typed.

    Attributes:
        accepted: As in `engine.kc.AnswerKey`.
        misconceptions: Wrong answer -> what is said to it.
        hints: Plain hints in their order.
    """

    kind: AnswerKind
    prompt: str
    accepted: tuple[str, ...]
    choices: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    tolerance: float = 0.0
    solution: str = ""
    misconceptions: tuple[tuple[str, str], ...] = ()
    hints: tuple[str, ...] = ()


@dataclass(slots=True)
class Question:
    """A question with its parts.

    Attributes:
        ref: What names it in its source, the same at the next import.
        body: What stands before all parts.
        notes: Reason codes of what was left out on the way.
        held: Reason codes for which it may not be shown before a person has seen it.
    """

    ref: str
    title: str
    parts: list[Part]
    body: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)


def mixed(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return texts in an order that says nothing of the one they came in, the same every time."""
    return tuple(sorted(texts, key=lambda text: hashlib.sha256(text.encode()).digest()))


def checked(question: Question) -> None:
    """See to it that every part can be answered, and that what its author calls right is graded as right.

    Raises:
        RefusedPartError: It cannot be used; the reason is one of the catalogue's.
    """
    if not question.parts:
        raise RefusedPartError("nothing-to-answer")
    if len(question.parts) > _MOST_PARTS:
        raise RefusedPartError("question-too-large")
    if not question.body.strip() and not any(part.prompt.strip() for part in question.parts):
        raise RefusedPartError("no-question-text")
    for part in question.parts:
        _shape(part)
        _graded(part)


def _shape(part: Part) -> None:
    answers = [answer.strip() for answer in part.accepted]
    if not answers or not all(answers):
        raise RefusedPartError("answer-missing" if not answers else "answer-empty")
    if len(part.choices) > MAX_CHOICES or len(part.rows) > MAX_CHOICES:
        raise RefusedPartError("question-too-large")
    sizes = [(part.prompt, "prompt"), (part.solution, "prompt"), *((one, "prompt") for one in part.hints)]
    sizes += [(one, "choice") for one in (*part.choices, *part.rows)]
    sizes += [(one, "answer" if part.kind not in OFFERED else "choice") for one in part.accepted]
    sizes += [(one, "feedback") for pair in part.misconceptions for one in pair]
    if any(len(text) > _LONGEST[what] for text, what in sizes):
        raise RefusedPartError("answer-too-long" if len("".join(part.accepted)) > 4000 else "question-too-large")
    if not (math.isfinite(part.tolerance) and part.tolerance >= 0):
        raise RefusedPartError("answer-notation-unknown")
    if part.kind not in OFFERED:
        return
    offered = [plain(choice) for choice in part.choices]
    if len(offered) < 2:
        raise RefusedPartError("only-one-choice")
    if not all(offered):
        raise RefusedPartError("choice-without-words")
    if len(set(offered)) != len(offered):
        raise RefusedPartError("choices-alike")
    if not {plain(one) for one in part.accepted} <= set(offered):
        raise RefusedPartError("answer-not-among-the-choices")
    # An answer of the grader is at most this long.
    if any(len(choice) > 500 for choice in part.choices) and part.kind is not AnswerKind.CHOICE:
        raise RefusedPartError("question-too-large")


def _graded(part: Part) -> None:
    step = step_of(part)
    right = right_answers(step)
    if not right or any(grade(step, answer).correct is not True for answer in right):
        raise RefusedPartError("answer-cannot-be-judged")
    if any(grade(step, answer).correct is True for answer in wrong_answers(step)):
        raise RefusedPartError("wrong-answer-would-count")


def step_of(part: Part) -> Step:
    """Return a part as the grader sees it."""
    key = AnswerKey(part.accepted, part.tolerance, part.solution, part.misconceptions)
    return Step("a", part.prompt, part.kind, (_NO_TOPIC,), key, part.choices, rows=part.rows)


def stored(
    question: Question, kc_ids: tuple[UUID, ...], hint_titles: tuple[str, str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a browser may see of a question, and its key, as a content row holds them.

    Args:
        question: One that is `checked`.
        kc_ids: Its topics.
        hint_titles: What stands above a hint, and above the last one of several.
    """
    steps, keys = [], {}
    for number, part in enumerate(question.parts):
        step_id = f"p{number + 1}"
        hints = [
            {
                "id": f"h{place}",
                "kind": "hint",
                "title": hint_titles[0] if place < len(part.hints) else hint_titles[1],
                "text": text,
                "depends_on": [f"h{place - 1}"] if place > 1 else [],
            }
            for place, text in enumerate(part.hints, 1)
        ]
        step: dict[str, Any] = {
            "id": step_id, "prompt": part.prompt, "answer_kind": part.kind.value, "choices": list(part.choices),
            "kc_ids": [str(one) for one in kc_ids], "variables": [], "hints": hints,
        }  # fmt: skip
        if part.rows:
            step["rows"] = list(part.rows)
        steps.append(step)
        keys[step_id] = {
            "accepted": list(part.accepted),
            "tolerance": part.tolerance,
            "solution": part.solution,
            "misconceptions": [list(pair) for pair in part.misconceptions],
        }
    return {"steps": steps, "topic_guessed": True}, {"steps": keys, "hints": {}}
