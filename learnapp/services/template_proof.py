"""Whether a template can be asked with the texts that its author has written, and what its tasks are like then.

Tasks are drawn by the generator that serves, and proved by SymPy. What is wrong is said for the text that it stands in,
with what to do, so that an author finds the place; nothing is changed here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from learnapp.agents.tutor_secrets import tells
from learnapp.core.errors import InvalidInputError
from learnapp.engine import template as templates
from learnapp.engine import template_check
from learnapp.engine.algebra_syntax import names_in as names_of_variables
from learnapp.engine.algebra_syntax import parse
from learnapp.engine.algebra_tokens import UnreadableError
from learnapp.engine.answers import right_answers
from learnapp.engine.content_faults import broken_formula, gives_away
from learnapp.engine.grading import grade
from learnapp.engine.kc import AnswerKind, Step
from learnapp.engine.template import Task, Template, read_template
from learnapp.engine.template_terms import (
    TemplateError,
    fill,
    loose_brackets,
    names_in,
    placeholders,
)
from learnapp.services.author_views import GeneratedTask, NameView, ProblemView, TaskStepView
from learnapp.services.draft_documents import ItemDocument

SEEDS, SHOWN, MOST_SHOWN = 12, 5, 160
_ORDERED = frozenset({AnswerKind.ORDERING, AnswerKind.MATCHING, AnswerKind.LINE, AnswerKind.SIMULATION})
"""Kinds whose answer is no word or number that a hint could say."""
_MANY = frozenset({AnswerKind.TABLE, AnswerKind.MULTIPLE_CHOICE})


class TemplateTextsError(InvalidInputError):
    """Texts of a template cannot be taken; `problems` says of each which and what to do."""

    code = "template_texts"

    def __init__(self, problems: Sequence[ProblemView]) -> None:
        self.problems = list(problems)
        first = self.problems[0]
        super().__init__(
            f"The template makes no good tasks like this ({first.key}: {first.value or first.part})."
            " Change what is named beside the form, then save again."
        )


class Looked(NamedTuple):
    """What was found: problems, a few tasks (none where none can be made), and what can stand in double brackets."""

    problems: list[ProblemView]
    tasks: list[GeneratedTask]
    names: list[NameView]


class _Text(NamedTuple):
    """One text of a template and where it stands; `hint` says that another one comes after it."""

    text: str
    part: str
    step: int = 0
    place: int = 0
    hint: bool = False
    changed: bool = True


def of_document(document: ItemDocument) -> Looked:
    """Look at the template of an item as it is; an item without one has nothing to look at."""
    if document.template is None:
        return Looked([], [], [])
    return look(document.template, [UUID(kc) for kc in document.kc_ids], document.template)


def look(raw: Mapping[str, Any], kc_ids: Sequence[UUID], before: Mapping[str, Any] | None = None) -> Looked:
    """Draw tasks of a template, prove them and look at each of its texts; CPU work of some tenths of a second.

    What was looked at is kept for a while: what stands in a preview is often saved next.

    Args:
        raw: The stored form of the template.
        kc_ids: What it practises.
        before: The stored form that is changed: of hints only those that differ are looked at for telling the answer.
    """
    told = frozenset(str(hint["text"]) for step in (before or {}).get("steps", ()) for hint in step.get("hints", ()))
    return _looked_at(json.dumps(raw, sort_keys=True), tuple(kc_ids), told)


@lru_cache(maxsize=64)
def _looked_at(stored: str, kc_ids: tuple[UUID, ...], known_hints: frozenset[str]) -> Looked:
    raw = json.loads(stored)
    try:
        bare = read_template(_bare(raw), kc_ids)
        drawn = [templates.task(bare, seed) for seed in range(SEEDS)]
    except (TemplateError, KeyError, ValueError) as error:
        return Looked([ProblemView("template-no-task", value=_cut(str(error)))], [], [])
    names = [
        NameView(name, ", ".join(dict.fromkeys(str(one.values[name]) for one in drawn[:SHOWN])))
        for name, _ in (*bare.vary, *bare.let)
    ]
    texts = list(_texts(raw, known_hints))
    problems = _of_answers(bare, drawn)
    for text in texts:
        problems += _of_text(text, names, drawn)
    if problems:
        return Looked(problems, [], names)
    made = read_template(raw, kc_ids)
    tasks = [_shown(seed + 1, templates.task(made, seed)) for seed in range(SHOWN)]
    return Looked(_told(texts, drawn), tasks, names)


def _bare(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return a template without the texts that have no part in which numbers are drawn."""
    steps = []
    for step in raw.get("steps", ()):
        wrong = [[pair[0], ""] for pair in step.get("misconceptions", ())]
        steps.append({**step, "prompt": "", "solution": "", "misconceptions": wrong, "hints": []})
    return {**raw, "body": "", "steps": steps}


def _texts(raw: Mapping[str, Any], known_hints: frozenset[str]) -> Iterator[_Text]:
    """Return every text that an author writes, in the order of the form."""
    yield _Text(str(raw.get("body") or ""), "part-body")
    for number, step in enumerate(raw["steps"], 1):
        yield _Text(str(step["prompt"]), "part-prompt", number)
        for place, pair in enumerate(step.get("misconceptions", ()), 1):
            yield _Text(str(pair[1]), "part-wrong", number, place)
        hints = step.get("hints", ())
        for place, hint in enumerate(hints, 1):
            yield _Text(
                str(hint["text"]), "part-hints", number, place, place < len(hints), str(hint["text"]) not in known_hints
            )
        yield _Text(str(step.get("solution", "")), "part-solution", number)


def _of_answers(bare: Template, drawn: Sequence[Task]) -> list[ProblemView]:
    """Return why stated answers do not hold: the grader refuses one, or SymPy comes to another."""
    for seed, one in enumerate(drawn):
        for number, step in enumerate(one.steps, 1):
            refused = [said for said in right_answers(step) if not _is_answer(step, said)]
            if refused:
                return [ProblemView("template-refused", "part-accepted", number, value=_cut(str(refused[0])))]
        wrong = template_check.faults(bare, seed)
        if wrong:
            return [ProblemView("template-proof", value=_cut(wrong[0]))]
    return []


def _is_answer(step: Step, said: str | list[str]) -> bool:
    """Return whether a stated answer counts; one that is to be a number has to be one, not a word that is the same."""
    if step.answer_kind is AnswerKind.NUMERIC and isinstance(said, str):
        try:
            if any(names_of_variables(side) for side in parse(said).sides):
                return False
        except UnreadableError:
            return False
    return bool(grade(step, said).correct)


def _of_text(one: _Text, names: Sequence[NameView], drawn: Sequence[Task]) -> list[ProblemView]:
    def problem(key: str, value: str = "") -> list[ProblemView]:
        return [ProblemView(key, one.part, one.step, one.place, _cut(value))]

    if one.part == "part-prompt" and not one.text.strip():
        return problem("template-asks-nothing")
    if loose_brackets(one.text):
        return problem("template-bracket")
    known = {name.name for name in names}
    for inside in placeholders(one.text):
        try:
            strange = sorted(names_in(inside) - known)
        except TemplateError:
            return problem("template-term", f"[[{inside}]]")
        if strange:
            return problem("template-unknown", strange[0])
        for task in drawn:
            try:
                fill(f"[[{inside}]]", task.values)
            except TemplateError:
                return problem("template-term", f"[[{inside}]]")
    shown = (fill(one.text, task.values) for task in drawn)
    broken = next((text for text in shown if broken_formula(text)), None)
    return problem("template-formula", broken) if broken is not None else []


def _told(texts: Sequence[_Text], drawn: Sequence[Task]) -> list[ProblemView]:
    """Return hints, and questions, that give the answer away in most tasks: in a few it may stand there by chance."""
    found = []
    for one in texts:
        if one.part == "part-prompt":
            asked = [replace(task.steps[one.step - 1], prompt=fill(one.text, task.values)) for task in drawn]
            times, key = sum(map(gives_away, asked)), "template-question-tells"
        elif one.hint and one.changed:
            times = sum(_tells(task.steps[one.step - 1], fill(one.text, task.values)) for task in drawn)
            key = "template-hint-tells"
        else:
            continue
        if 2 * times > len(drawn):
            found.append(ProblemView(key, one.part, one.step, one.place, _cut(fill(one.text, drawn[0].values))))
    return found


def _tells(step: Step, text: str) -> bool:
    if step.answer_kind in _ORDERED:
        return False
    said = [tells(text, (answer,)) for answer in step.key.accepted]
    return all(said) if step.answer_kind in _MANY else any(said)


def _shown(number: int, one: Task) -> GeneratedTask:
    steps = [
        TaskStepView(
            step.prompt,
            " | ".join(step.key.accepted),
            [hint.text for hint in step.hints],
            [f"{answer}: {text}" for answer, text in step.key.misconceptions],
            step.key.solution,
        )
        for step in one.steps
    ]
    return GeneratedTask(number, one.body, steps)


def _cut(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"
