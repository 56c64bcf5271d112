"""Which answers were given to an item, and the misconception that each wrong one shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import orjson

from learnapp.engine import template
from learnapp.engine.grading import grade
from learnapp.engine.kc import BLANK, AnswerKind, Content, Step
from learnapp.engine.template_terms import TemplateError
from learnapp.services.item_views import GivenView, KeyStepView
from learnapp.storage.repositories.item_analysis import GivenAnswer, WrongTask

LISTED = 8
_BETWEEN = " | "
_LONGEST = 200


def key_step(number: int, step: Step, answers: Mapping[str, Sequence[GivenView]]) -> KeyStepView:
    """Return one step with its key. Only for who may read keys."""
    return KeyStepView(
        number=number,
        prompt=step.prompt,
        answer_kind=step.answer_kind.value,
        choices=list(step.choices),
        rows=list(step.rows),
        table=[["…" if cell == BLANK else cell for cell in line] for line in step.table],
        picture=step.picture.name if step.picture else "",
        alt=step.picture.alt if step.picture else "",
        accepted=[_BETWEEN.join(step.key.accepted)] if step.blanks > 1 else list(step.key.accepted),
        solution=step.key.solution,
        hints=[hint.text for hint in step.hints],
        given=[replace(one, step=number) for one in answers.get(step.step_id, ())],
    )


def read_response(raw: str | None) -> str | list[str]:
    """Return a response as it was sent."""
    value = orjson.loads(raw) if raw else ""
    if isinstance(value, list):
        return [str(one) for one in value]
    return "" if value is None else str(value)


def said_as_text(response: str | list[str]) -> str:
    """Return a response as a line of text, as long as a page can show."""
    return (response if isinstance(response, str) else _BETWEEN.join(response))[:_LONGEST]


def of_written(item: Content, given: Sequence[GivenAnswer]) -> dict[str, list[GivenView]]:
    """Return the answers to each step: every choice of a choice, else the most frequent wrong ones; CPU work."""
    found: dict[str, list[GivenView]] = {}
    for step in item.steps:
        mine = [one for one in given if one.step_id == step.step_id or (one.step_id is None and len(item.steps) == 1)]
        total = sum(one.times for one in mine)
        wrong: Counter[str] = Counter()
        meant: dict[str, str] = {}
        right = 0
        for one in mine:
            if one.correct:
                right += one.times
                continue
            response = read_response(one.response)
            said = said_as_text(response)
            wrong[said] += one.times
            meant[said] = grade(step, response).feedback or ""
        if step.answer_kind is AnswerKind.CHOICE:
            found[step.step_id] = _choices(step, wrong, right, total, meant)
        else:
            found[step.step_id] = _ranked(wrong, right, total, meant)
    return found


def _share(times: int, total: int) -> int:
    return round(100 * times / total) if total else 0


def _choices(step: Step, wrong: Counter[str], right: int, total: int, meant: Mapping[str, str]) -> list[GivenView]:
    """Return every choice, the ones that nobody took as well: a distractor that distracts nobody is worth knowing."""
    known = dict(step.key.misconceptions)
    accepted = set(step.key.accepted)
    lines = []
    for choice in step.choices:
        is_right = choice in accepted
        times = right if is_right else wrong[choice]
        meaning = "" if is_right else known.get(choice, meant.get(choice, ""))
        lines.append(GivenView(1, choice, "right" if is_right else "wrong", times, _share(times, total), meaning))
    others = sum(times for said, times in wrong.items() if said not in step.choices)
    if others:
        lines.append(GivenView(1, "", "others", others, _share(others, total)))
    return lines


def _ranked(wrong: Counter[str], right: int, total: int, meant: Mapping[str, str]) -> list[GivenView]:
    lines = [GivenView(1, "", "right", right, _share(right, total))] if total else []
    ranked = wrong.most_common()
    lines += [
        GivenView(1, said, "wrong", times, _share(times, total), meant.get(said, "")) for said, times in ranked[:LISTED]
    ]
    others = sum(times for _, times in ranked[LISTED:])
    if others:
        lines.append(GivenView(1, "", "others", others, _share(others, total)))
    return lines


def of_template(item: Content, tasks: Sequence[WrongTask]) -> dict[str, list[GivenView]]:
    """Return the wrong answers to a template by misconception, told with the numbers of its example; CPU work.

    Everybody has other numbers, so answers are only comparable by the rule that leads to them. Answers to a version
    that is not the present one are left out: its tasks cannot be made again.
    """
    counted: dict[str, Counter[int]] = {step.step_id: Counter() for step in item.steps}
    for one in tasks:
        if one.version != item.version or one.step_id not in counted:
            continue
        try:
            mine = template.given(item, one.student_id, one.variant)
        except TemplateError:
            continue
        step = next((each for each in mine.steps if each.step_id == one.step_id), None)
        if step is not None:
            counted[step.step_id][_rule(step, read_response(one.response))] += one.times
    return {step.step_id: _rules(step, counted[step.step_id]) for step in item.steps}


def _rule(step: Step, response: str | list[str]) -> int:
    """Return which misconception of a step an answer shows, -1 for none."""
    meaning = grade(step, response).feedback
    texts = [text for _, text in step.key.misconceptions]
    return texts.index(meaning) if meaning in texts else -1


def _rules(step: Step, counted: Counter[int]) -> list[GivenView]:
    total = sum(counted.values())
    lines = []
    for place, times in counted.most_common():
        if place < 0:
            continue
        example, meaning = step.key.misconceptions[place]
        lines.append(GivenView(1, said_as_text(example), "wrong", times, _share(times, total), meaning))
    if counted[-1]:
        lines.append(GivenView(1, "", "others", counted[-1], _share(counted[-1], total)))
    return lines
