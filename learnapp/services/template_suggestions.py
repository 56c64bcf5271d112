"""Hints that a language model suggests for a template: each has to hold for every task that the template makes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from learnapp.core.drafts import Draft
from learnapp.core.errors import ConflictError
from learnapp.engine import template as templates
from learnapp.engine.kc import Content, Step
from learnapp.engine.template import Task, Template
from learnapp.engine.template_terms import TemplateError, fill
from learnapp.integrations.content_packages.course_templates import HINT_TITLES
from learnapp.services.draft_forms import MOST_HINTS

SEEDS = 12
"""Tasks of a template that everything suggested for it is tried with."""
TERM = "suggest-term"
Judge = Callable[[Draft, Task, Step], Awaitable[Mapping[str, str]]]
"""`judge(draft, task, step)` returns why sentences fall, by their texts; what is not named holds."""


def tasks_of(template: Template) -> list[Task]:
    """Return the tasks that suggestions are tried with; CPU work of some milliseconds.

    Raises:
        TemplateError: The template has no task.
    """
    return [templates.task(template, seed) for seed in range(SEEDS)]


def example(item: Content) -> Content:
    """Return an item as its first task shows it; an item without a template as it is."""
    return templates.instance(item, 0)


def constant_answers(tasks: Sequence[Task]) -> list[str]:
    """Return the answers that are right for every student: only these can be told by words without numbers."""
    found: list[str] = []
    for steps in zip(*(one.steps for one in tasks), strict=True):
        accepted = [set(step.key.accepted) for step in steps]
        found += sorted(set.intersection(*accepted))
    return found


def names_of(template: Template, tasks: Sequence[Task]) -> dict[str, list[str]]:
    """Return what varies, each with what it stands for in three tasks."""
    names = [name for name, _ in (*template.vary, *template.let)]
    return {name: [str(one.values[name]) for one in tasks[:3]] for name in names}


async def everywhere(
    draft: Draft, tasks: Sequence[Task], number: int, judge: Judge
) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the sentences of a draft that hold for every task, with their terms, and which do not and why.

    Args:
        draft: Sentences with `[[terms]]` in them.
        tasks: The tasks.
        number: The step that they are about, from 0.
        judge: Looks at the sentences as one task shows them.
    """
    why: dict[str, str] = {}
    for task in tasks:
        filled: dict[str, str] = {}
        for one in draft.sentences:
            if one.text not in why:
                try:
                    filled[one.text] = fill(one.text, task.values)
                except TemplateError:
                    why[one.text] = TERM
        if not filled:
            break
        said = tuple(replace(one, text=filled[one.text]) for one in draft.sentences if one.text in filled)
        fallen = await judge(Draft(" ".join(one.text for one in said), said, ()), task, task.steps[number])
        why |= {text: fallen[shown] for text, shown in filled.items() if shown in fallen}
    good = list(dict.fromkeys(one.text for one in draft.sentences if one.text not in why))
    return good, list(why.items())


def room(template: Template) -> list[int]:
    """Return the steps, from 0, to which further hints can be added.

    Raises:
        ConflictError: There is no such step.
    """
    found = [number for number, row in enumerate(template.steps) if len(row.get("hints", ())) < MOST_HINTS - 1]
    if not found:
        raise ConflictError("Every step has as many hints as a student can read.")
    return found


def with_hints(raw: Mapping[str, Any], number: int, texts: Sequence[str]) -> dict[str, Any]:
    """Return a stored template with hints before the last one of a step, which tells all.

    Where a step has none, its own solution becomes the last.
    """
    steps = [dict(step) for step in raw["steps"]]
    step = steps[number]
    before = [dict(hint) for hint in step.get("hints", ())]
    last = before.pop() if before else {"id": "h0", "text": step.get("solution") or str(step["accepted"][0])}
    taken = {str(hint["id"]) for hint in (*before, last)}
    fresh = (f"h{place}" for place in range(1, 100) if f"h{place}" not in taken)
    known = {str(hint["text"]).strip() for hint in (*before, last)}
    room_left = MOST_HINTS - 1 - len(before)
    added = [{"id": next(fresh), "text": text} for text in texts if text.strip() not in known][:room_left]
    hints = [*before, *added, last]
    step["hints"] = [
        {
            **hint,
            "kind": hint.get("kind", "hint") if place < len(hints) - 1 else "bottom_out",
            "title": hint.get("title") or HINT_TITLES[-1 if place == len(hints) - 1 else min(place, 1)],
            "depends_on": [hints[place - 1]["id"]] if place else [],
        }
        for place, hint in enumerate(hints)
    ]
    return {**raw, "steps": steps}
