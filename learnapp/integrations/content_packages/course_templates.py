"""Read the templates of a course folder: templates/*.yaml, one file for a knowledge component.

A sheet is written short: the reader numbers hints, makes choices of the right and the wrong answers, and draws a few
tasks, so that a template without a solution is refused here and not in front of a student.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from learnapp.core.errors import InvalidInputError
from learnapp.engine.answers import right_answers
from learnapp.engine.grading import grade
from learnapp.engine.kc import AnswerKind
from learnapp.engine.template import Task, Template, read_template, task
from learnapp.engine.template_terms import TemplateError

HINT_TITLES = ("A nudge", "What to do", "All the way")
TRIED = 6


def stored_template(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form in which a template is stored and served from.

    Raises:
        InvalidInputError: A part is missing; the message names the template.
    """
    try:
        steps = row.get("steps") or [row]
        return {
            # As pairs: the order matters, and the database keeps none within an object.
            "vary": [[name, choices] for name, choices in row["vary"].items()],
            "let": [[name, str(term)] for name, term in row.get("let", {}).items()],
            "where": row.get("where", []),
            "body": row.get("body", ""),
            "steps": [_step(letter, step) for letter, step in zip("abcdefgh", steps, strict=False)],
        }
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidInputError(f"The template {row.get('slug', '?')} misses a part: {error}.") from error


def _step(letter: str, row: Mapping[str, Any]) -> dict[str, Any]:
    accepted = row["answer"] if isinstance(row["answer"], list) else [row["answer"]]
    last = len(row["hints"])
    hints = [
        {
            "id": f"h{number}",
            "kind": "bottom_out" if number == last else "hint",
            "title": HINT_TITLES[-1] if number == last else HINT_TITLES[min(number, 2) - 1],
            "text": text,
            "depends_on": [f"h{number - 1}"] if number > 1 else [],
        }
        for number, text in enumerate(row["hints"], start=1)
    ]
    wrong = [[str(answer), text] for answer, text in row.get("wrong", [])]
    return {
        "id": letter,
        "prompt": row["prompt"],
        "answer_kind": row["kind"],
        "accepted": accepted,
        "choices": row.get("choices") or _choices(row["kind"], accepted, wrong),
        "variables": row.get("variables", []),
        "misconceptions": wrong,
        "solution": row["solution"],
        "check": row["check"],
        "hints": hints,
        **layout_of(row),
    }


LAYOUT = ("rows", "table", "picture", "simulation", "plane")


def layout_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return how a step is laid out, as far as it says so; all of it may be seen."""
    return {name: row[name] for name in LAYOUT if name in row}


def _choices(kind: str, accepted: list[str], wrong: list[list[str]]) -> list[str]:
    if kind == AnswerKind.CHOICE:
        return [*accepted, *(answer for answer, _ in wrong)]
    return list(dict.fromkeys(accepted)) if kind in (AnswerKind.ORDERING, AnswerKind.MATCHING) else []


def example(raw: Mapping[str, Any], kc_id: UUID, slug: str) -> tuple[Template, Task]:
    """Return the template and its first task, having tried some more.

    Raises:
        InvalidInputError: It has no solution, or does not accept its own answer; the message names the template.
    """
    try:
        made = read_template(raw, (kc_id,))
        tasks = [task(made, seed) for seed in range(TRIED)]
        for step in (step for one in tasks for step in one.steps):
            if not all(grade(step, answer).correct for answer in right_answers(step)):
                raise TemplateError(f"It does not accept its own answer {step.key.accepted[0]}.")
    except (TemplateError, KeyError, ValueError) as error:
        raise InvalidInputError(f"The template {slug} cannot be used. {error}") from error
    return made, tasks[0]


def example_rows(shown: Task, kc_id: UUID) -> tuple[dict[str, Any], dict[str, Any]]:
    """Split the first task into what a browser may see and the key, as for a written item."""
    steps = [
        {
            "id": step.step_id,
            "prompt": step.prompt,
            "answer_kind": step.answer_kind.value,
            "choices": list(step.choices),
            "kc_ids": [str(kc_id)],
            "variables": list(step.variables),
            "hints": [
                {"id": h.hint_id, "kind": h.kind, "title": h.title, "text": h.text, "depends_on": list(h.depends_on)}
                for h in step.hints
            ],
            "rows": list(step.rows),
            "table": [list(line) for line in step.table],
            "plane": step.plane,
            "simulation": {"name": step.simulation.name, "setup": dict(step.simulation.setup)}
            if step.simulation
            else None,
            "picture": asdict(step.picture) if step.picture else None,
        }
        for step in shown.steps
    ]
    keys = {
        step.step_id: {
            "accepted": list(step.key.accepted),
            "tolerance": step.key.tolerance,
            "solution": step.key.solution,
            "misconceptions": [list(pair) for pair in step.key.misconceptions],
        }
        for step in shown.steps
    }
    return {"steps": steps}, {"steps": keys, "hints": {}}
