"""Answers with shares of the points, as quiz formats list them, made into parts that are right or wrong."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from learnapp.engine.kc import AnswerKind
from learnapp.integrations.content_packages.foreign.question import Part
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError

Answers = Sequence[tuple[float, str, str]]
"""(per cent of the points, text, feedback) each."""
_WHOLE = 99.9
_BIG = 1e12


def choices_part(prompt: str, answers: Answers, notes: list[str], *, single: bool | None = None) -> Part:
    """Return a question with choices.

    Args:
        prompt: What is asked.
        answers: The choices; without one that counts whole, all that count must be chosen together.
        notes: Reason codes are added here.
        single: Whether one choice is asked; None: as the points say.

    Raises:
        RefusedPartError: The points contradict this, or are shared so that no set of choices earns all of them.
    """
    offered = tuple(text for _, text, _ in answers)
    whole = [text for share, text, _ in answers if share >= _WHOLE]
    some = [text for share, text, _ in answers if share > 0]
    if single is None:
        single = bool(whole) and len(some) <= len(whole)
        single = single or len(whole) == 1
    solution = " ".join(said for share, _, said in answers if share >= _WHOLE and said)
    if single:
        if not whole:
            raise RefusedPartError("no-answer-earns-all")
        if len(some) > len(whole):
            notes.append("partial-credit-left-out")
        wrong = tuple((text, said) for share, text, said in answers if share < _WHOLE and said)
        return Part(AnswerKind.CHOICE, prompt, tuple(whole), offered, solution=solution, misconceptions=wrong)
    # Shares such as 33.33333 are rounded by the programs that write them.
    total = sum(share for share, _, _ in answers if share > 0)
    if not some or not (math.isclose(total, 100, abs_tol=1) or len(whole) == len(some)):
        raise RefusedPartError("no-answer-earns-all")
    if any(said for _, _, said in answers):
        notes.append("feedback-to-single-choices-left-out")
    return Part(AnswerKind.MULTIPLE_CHOICE, prompt, tuple(some), offered, solution=solution)


def typed_part(prompt: str, answers: Answers, notes: list[str]) -> Part:
    """Return a question whose answer is typed; capitals do not matter.

    Raises:
        RefusedPartError: An answer is a pattern, or none counts whole.
    """
    whole = [text for share, text, _ in answers if share >= _WHOLE]
    wrong = [(text, said) for share, text, said in answers if share < _WHOLE and said and text != "*"]
    if not whole:
        raise RefusedPartError("no-answer-earns-all")
    if any("*" in text for text in whole):
        raise RefusedPartError("answer-has-wildcards")
    if any("*" in text for text, _ in wrong):
        wrong = [pair for pair in wrong if "*" not in pair[0]]
        notes.append("feedback-with-wildcards-left-out")
    if any(0 < share < _WHOLE for share, _, _ in answers):
        notes.append("partial-credit-left-out")
    solution = " ".join(dict.fromkeys(said for share, _, said in answers if share >= _WHOLE and said))
    return Part(AnswerKind.TEXT, prompt, tuple(whole), solution=solution, misconceptions=tuple(wrong))


def numeric_part(prompt: str, answers: Sequence[tuple[float, str, str, str]], notes: list[str]) -> Part:
    """Return a question whose answer is a number.

    Args:
        prompt: What is asked.
        answers: (per cent of the points, number, tolerance, feedback) each.
        notes: Reason codes are added here.

    Raises:
        RefusedPartError: A number cannot be read, none counts whole, or right ones have different tolerances.
    """
    read = [
        (share, number(value), abs(float(number(slack))), said) for share, value, slack, said in answers if value != "*"
    ]
    whole = [row for row in read if row[0] >= _WHOLE]
    if not whole:
        raise RefusedPartError("no-answer-earns-all")
    if len({slack for _, _, slack, _ in whole}) > 1:
        raise RefusedPartError("answer-has-several-tolerances")
    if any(0 < row[0] < _WHOLE for row in read):
        notes.append("partial-credit-left-out")
    near = [
        (value, said)
        for share, value, _, said in read
        if share < _WHOLE and said and all(abs(float(value) - float(one)) > slack for _, one, slack, _ in whole)
    ]
    return Part(
        AnswerKind.NUMERIC, prompt, tuple(value for _, value, _, _ in whole), tolerance=whole[0][2],
        solution=" ".join(said for _, _, _, said in whole if said), misconceptions=tuple(near),
    )  # fmt: skip


def number(text: str) -> str:
    """Return a number in plain digits, as the grader reads it.

    Raises:
        RefusedPartError: It is none (`answer-notation-unknown`).
    """
    bare = text.strip().replace("\u2212", "-")
    if "," in bare and "." not in bare:
        bare = bare.replace(",", ".")
    try:
        value = Decimal(bare)
    except InvalidOperation as error:
        raise RefusedPartError("answer-notation-unknown") from error
    if not value.is_finite() or abs(value) > Decimal(_BIG) or (value and abs(value) < Decimal("1e-12")):
        raise RefusedPartError("answer-notation-unknown")
    plain = format(value.normalize(), "f")
    return plain if len(plain) <= 40 else format(round(value, 12).normalize(), "f")


def middle(low: str, high: str) -> tuple[str, str]:
    """Return the middle of a range and how far it reaches from there.

    Raises:
        RefusedPartError: One of them is no number.
    """
    one, other = Decimal(number(low)), Decimal(number(high))
    return format((one + other) / 2, "f"), format(abs(other - one) / 2, "f")
