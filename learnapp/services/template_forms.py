"""What an author writes of a template beside its words: terms that stand for others, answers, wrong ones, and checks.

Everything is kept as it is written and read by the engine's own small language when tasks are drawn.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from learnapp.core.errors import InvalidInputError
from learnapp.core.i18n import translate
from learnapp.engine.kc import AnswerKind
from learnapp.engine.template_check import WORDS
from learnapp.engine.template_terms import placeholders

WRITTEN = tuple(
    kind.value for kind in (AnswerKind.NUMERIC, AnswerKind.EXPRESSION, AnswerKind.CHOICE, AnswerKind.TEXT)
)  # fmt: skip
"""Kinds of answers of a template that are written in a form; the layout of the others is changed in files."""
_LAID_OUT = ("rows", "table", "picture", "simulation")
_LETTER = re.compile(r"[A-Za-z]")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_TERM = re.compile(r"\[\[.*?\]\]", re.DOTALL)
_WORDS_ONLY = frozenset({AnswerKind.TEXT})


def is_written(step: Mapping[str, Any]) -> bool:
    """Return whether the answers of a step are written in a form."""
    return step["answer_kind"] in WRITTEN and not any(step.get(part) for part in _LAID_OUT)


def let_text(raw: Mapping[str, Any]) -> str:
    """Return the terms that have names, a line each."""
    return "\n".join(f"{name} = {term}" for name, term in raw.get("let") or ())


def let_of(lines: list[str]) -> list[list[str]]:
    """Return the terms that have names.

    Raises:
        InvalidInputError: A line is no name with its term.
    """
    found = []
    for line in lines:
        name, sign, term = line.partition("=")
        # A comparison is no name for anything.
        if not sign or not name.strip().isidentifier() or not term.strip() or term.startswith("="):
            raise InvalidInputError("A name for a term is written as sum = a + b. Write one on each line.")
        found.append([name.strip(), term.strip()])
    return found


def check_text(step: Mapping[str, Any]) -> str:
    """Return the check of a step as it is written: "" where it is the one that is taken without any."""
    check = step.get("check", "")
    if isinstance(check, Mapping):
        return "\n".join(f"{choice}: {said}" for choice, said in check.items())
    text = str(check)
    if text == WORDS and step["answer_kind"] in (AnswerKind.CHOICE, AnswerKind.TEXT):
        return ""
    return "" if text in map(str, step["accepted"][:1]) else text


def check_of(text: str, kind: str, accepted: list[str]) -> Any:
    """Return the check that a text stands for.

    Raises:
        InvalidInputError: Of a choice, a line is no choice with its statement.
    """
    if kind in _WORDS_ONLY:
        return WORDS
    if kind != AnswerKind.CHOICE:
        # Without a second way SymPy works out the answer itself, and that no wrong one comes to the same.
        return text or accepted[0]
    if not text:
        return WORDS
    pairs = [line.rpartition(": ") for line in text.split("\n") if line.strip()]
    if not all(choice.strip() and said.strip() for choice, _, said in pairs):
        raise InvalidInputError("Check a choice by its text, a colon, a blank and a statement, one on each line.")
    return {choice.strip(): said.strip() for choice, _, said in pairs}


def answered(
    step: Mapping[str, Any], kind: str, accepted: list[str], wrong: list[list[str]], check: str, tolerance: float
) -> dict[str, Any]:
    """Return the parts of a step that say what is right and what is wrong.

    Args:
        step: As it was.
        kind: One of `WRITTEN`.
        accepted: Right answers, with terms.
        wrong: (term, the sentence that helps).
        check: As it is written.
        tolerance: By how much a number may differ.

    Raises:
        InvalidInputError: There is no right answer, or the check cannot be read.
    """
    if not accepted:
        raise InvalidInputError("The template has no right answer. Write it with its terms, such as [[a + b]].")
    parts = {
        "answer_kind": kind,
        "accepted": accepted,
        "misconceptions": wrong,
        "choices": _choices(step, accepted, wrong) if kind == AnswerKind.CHOICE else [],
        "variables": _variables(step, accepted) if kind == AnswerKind.EXPRESSION else [],
        "check": check_of(check, kind, accepted),
        "tolerance": tolerance if kind == AnswerKind.NUMERIC else 0.0,
    }
    # What a step has not and does not need is not added, so that one that is saved as it was is the same.
    return {name: value for name, value in parts.items() if value or name in step}


def _choices(step: Mapping[str, Any], accepted: list[str], wrong: list[list[str]]) -> list[str]:
    """Return right and wrong answers, and what was offered beside them before."""
    known = {*map(str, step["accepted"]), *(str(pair[0]) for pair in step.get("misconceptions", ()))}
    before = list(step.get("choices", ()))
    beside = [one for one in before if one not in known]
    found = list(dict.fromkeys([*accepted[:1], *(pair[0] for pair in wrong), *beside]))
    # Each student gets them in an order of their own.
    return before if set(found) == set(before) else found


def _variables(step: Mapping[str, Any], accepted: list[str]) -> list[str]:
    """Return the letters of an expression that are no terms; a letter that varies itself is kept as it was."""
    if accepted == list(map(str, step["accepted"])) and step["answer_kind"] == AnswerKind.EXPRESSION:
        return list(step.get("variables", ()))
    varying = [one for one in step.get("variables", ()) if placeholders(one)]
    bare = " ".join(_COMMAND.sub(" ", _TERM.sub(" ", one)) for one in accepted)
    return [*varying, *sorted(set(_LETTER.findall(bare)))]


def example_for(language: str) -> dict[str, Any]:
    """Return a small template to begin with, in a language: it works as it is, and shows every part."""
    terms = {"a": "[[a]]", "b": "[[b]]", "sum": "[[sum]]"}

    def say(part: str) -> str:
        return translate(language, f"template-example-{part}", **terms)

    titles = [{"id": "h1", "kind": "hint", "depends_on": []}, {"id": "h2", "kind": "bottom_out", "depends_on": ["h1"]}]
    hints = [
        {**hint, "title": say(f"title-{number}"), "text": say(f"hint-{number}")}
        for number, hint in enumerate(titles, 1)
    ]
    step = {
        "id": "a", "prompt": say("prompt"), "answer_kind": "numeric", "accepted": ["[[sum]]"], "choices": [],
        "variables": [], "misconceptions": [["[[a * b]]", say("wrong")]], "solution": say("solution"),
        "check": "[[a]] + [[b]]", "hints": hints,
    }  # fmt: skip
    return {
        "vary": [["a", "2..9"], ["b", "2..9"]], "let": [["sum", "a + b"]], "where": ["a != b"], "body": "",
        "steps": [step],
    }  # fmt: skip
