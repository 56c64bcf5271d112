"""Which answers were given to an item, and the misconception that each wrong one shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import orjson

from learnapp.engine.grading import grade
from learnapp.engine.kc import BLANK, AnswerKind, Content, Step
from learnapp.services.item_views import GivenView, KeyStepView
from learnapp.storage.repositories.item_analysis import GivenAnswer, ShownMistake

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
    # What was too long to keep has no text.
    ranked = [one for one in wrong.most_common() if one[0]]
    lines += [
        GivenView(1, said, "wrong", times, _share(times, total), meant.get(said, "")) for said, times in ranked[:LISTED]
    ]
    others = wrong[""] + sum(times for _, times in ranked[LISTED:])
    if others:
        lines.append(GivenView(1, "", "others", others, _share(others, total)))
    return lines


def of_template(item: Content, shown: Sequence[ShownMistake]) -> dict[str, list[GivenView]]:
    """Return the wrong answers to a template by misconception, told with the numbers of its example.

    Everybody has other numbers, so answers are only comparable by the rule that leads to them: the grader has noted
    which one that was, by its place in the key of that version.
    """
    counted: dict[str, Counter[int]] = {step.step_id: Counter() for step in item.steps}
    for one in shown:
        # An answer without a step is to the only one.
        step = one.step_id or (item.steps[0].step_id if len(item.steps) == 1 else "")
        if step in counted:
            counted[step][one.place] += one.times
    return {step.step_id: _rules(step, counted[step.step_id]) for step in item.steps}


def _rules(step: Step, counted: Counter[int]) -> list[GivenView]:
    total = sum(counted.values())
    lines = []
    for place, times in counted.most_common():
        if not 0 <= place < len(step.key.misconceptions):
            continue
        example, meaning = step.key.misconceptions[place]
        lines.append(GivenView(1, said_as_text(example), "wrong", times, _share(times, total), meaning))
    others = total - sum(one.times for one in lines)
    if others:
        lines.append(GivenView(1, "", "others", others, _share(others, total)))
    return lines
