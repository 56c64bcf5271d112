"""Parameterised items: one template gives thousands of tasks, each determined by its seed alone.

A template names what varies, under which conditions, and the texts of its steps with `[[terms]]` in them. Wrong answers
are buggy rules (Brown & Burton 1978): terms that compute what a student with that misconception would answer. Numbers
under which a buggy rule gives the right answer are never drawn, for such a task could not tell the two apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from learnapp.engine.answers import grid_points, wrong_answers
from learnapp.engine.grading import grade
from learnapp.engine.kc import AnswerKey, AnswerKind, Content, Hint, Step
from learnapp.engine.surface import Picture, Place, Simulation
from learnapp.engine.template_terms import NAMES_TAKEN, TemplateError, Value, Values, evaluate, fill

TRIES = 100
MAX_PARAMETERS = 12
MAX_CHOICES = 200
MAX_CONDITIONS = 12
MAX_TEXT = 60_000
MAX_VARIANT = 1_000_000
_RANGE = ".."


@dataclass(frozen=True, eq=False, slots=True)
class Template:
    """A template as it is stored; compared by identity, so that its tasks can be kept.

    Attributes:
        vary: Name -> list of numbers or words, or a range `low..high` (whole numbers, both ends included) whose ends
            may use names that stand before it.
        let: Name -> term; in order, after `vary`.
        where: Conditions that every draw meets.
        body: Stem before the first step.
        steps: Rows like those of a written item, with terms in their texts.
        kc_ids: What every step practises.
    """

    vary: tuple[tuple[str, Any], ...]
    let: tuple[tuple[str, str], ...]
    where: tuple[str, ...]
    body: str
    steps: tuple[Mapping[str, Any], ...]
    kc_ids: tuple[UUID, ...]


class Task(NamedTuple):
    """One draw: the numbers and the words, and the texts with them put in."""

    values: Values
    body: str
    steps: tuple[Step, ...]


def read_template(raw: Mapping[str, Any], kc_ids: Sequence[UUID]) -> Template:
    """Return a template from its stored form.

    Raises:
        TemplateError: A part is missing or has the wrong shape.
    """
    vary, let = _pairs(raw.get("vary")), _pairs(raw.get("let"))
    names = [name for name, _ in (*vary, *let)]
    if not vary or len(names) > MAX_PARAMETERS or len(set(names)) < len(names):
        raise TemplateError(f"A template varies between 1 and {MAX_PARAMETERS} things, each with a name of its own.")
    for name in names:
        if not name.isidentifier() or name in NAMES_TAKEN or name.startswith("_"):
            raise TemplateError(f"{name!r} cannot be the name of a parameter. Use a letter or a short word.")
    for name, choices in vary:
        listed = isinstance(choices, list) and 0 < len(choices) <= MAX_CHOICES
        if not listed and not (isinstance(choices, str) and choices.count(_RANGE) == 1):
            raise TemplateError(f"{name} needs a list of at most {MAX_CHOICES} values, or a range such as 2..9.")
    steps, where = tuple(raw.get("steps") or ()), tuple(map(str, raw.get("where") or ()))
    if not steps:
        raise TemplateError("A template needs at least one step.")
    # Tasks are made while a student waits, so nothing about a template may take long.
    if len(where) > MAX_CONDITIONS or len(str(raw)) > MAX_TEXT:
        raise TemplateError(f"A template has at most {MAX_CONDITIONS} conditions and {MAX_TEXT:,} characters.")
    return Template(
        vary,
        tuple((name, str(term)) for name, term in let),
        where,
        str(raw.get("body") or ""),
        steps,
        tuple(kc_ids),
    )


def _pairs(raw: Any) -> tuple[tuple[str, Any], ...]:
    try:
        return tuple((str(name), value) for name, value in raw or ())
    except (TypeError, ValueError) as error:
        raise TemplateError("`vary` and `let` are lists of pairs: a name, and what it stands for.") from error


def seed_of(student_id: UUID, content: Content, variant: int) -> int:
    """Return the seed of a student's task: neighbours get other numbers, the same student the same ones everywhere."""
    text = f"{student_id}/{content.content_id}/{content.version}/{variant}"
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


def instance(content: Content, seed: int) -> Content:
    """Return the task of a seed: the same content with the numbers put in; content without a template as it is.

    Raises:
        TemplateError: No draw meets the conditions.
    """
    if content.template is None:
        return content
    made = task(content.template, seed)
    return replace(content, body=made.body, steps=made.steps)


def given(content: Content, student_id: UUID, variant: int) -> Content:
    """Return the content as this student gets it at a variant."""
    return instance(content, seed_of(student_id, content, variant)) if content.template is not None else content


@lru_cache(maxsize=4096)
def task(template: Template, seed: int) -> Task:
    """Return what a seed draws.

    Raises:
        TemplateError: No draw meets the conditions.
    """
    draw = Random(seed)  # noqa: S311 - repeatable by design
    for values in _draws(template, draw):
        steps = tuple(_step(row, values, template.kc_ids, draw) for row in template.steps)
        if all(map(tells_apart, steps)):
            return Task(values, fill(template.body, values), steps)
    raise TemplateError("No numbers meet the conditions of this template. Loosen `where`, or widen what varies.")


def _draws(template: Template, draw: Random) -> Iterator[Values]:
    for _ in range(TRIES):
        values: dict[str, Value] = {}
        for name, choices in template.vary:
            values[name] = _pick(choices, values, draw)
        for name, term in template.let:
            values[name] = evaluate(term, values)
        if all(evaluate(condition, values) is True for condition in template.where):
            yield values


def _pick(choices: Any, values: Values, draw: Random) -> Value:
    # Only `random()` is promised to give the same numbers in every release of Python.
    if isinstance(choices, str):
        low, high = (evaluate(end, values) for end in choices.split(_RANGE))
        if isinstance(low, str) or isinstance(high, str) or high < low:
            raise TemplateError(f"The range {choices} is empty. Its second end must not lie below the first.")
        return evaluate(str(int(low) + int(draw.random() * (int(high) - int(low) + 1))), {})
    chosen = choices[int(draw.random() * len(choices))]
    return chosen if isinstance(chosen, str) else evaluate(str(chosen), {})


def tells_apart(step: Step) -> bool:
    """Return whether every stated answer counts, no buggy rule leads to it by chance, and no choice stands twice."""
    if len(set(step.choices)) < len(step.choices):
        return False
    wrong = [answer for answer, _ in step.key.misconceptions]
    if len(set(wrong)) < len(wrong):
        return False
    if step.answer_kind is AnswerKind.CHOICE:
        return not set(wrong) & set(step.key.accepted)
    if step.answer_kind is AnswerKind.LINE and len(grid_points(step)) < 2:
        return False
    return not any(grade(step, answer).correct for answer in wrong_answers(step))


def _step(row: Mapping[str, Any], values: Values, kc_ids: tuple[UUID, ...], draw: Random) -> Step:
    key = AnswerKey(
        tuple(fill(str(answer), values) for answer in row["accepted"]),
        float(row.get("tolerance", 0.0)),
        fill(row.get("solution", ""), values),
        tuple((fill(str(wrong), values), fill(text, values)) for wrong, text in row.get("misconceptions", ())),
    )
    choices = [fill(choice, values) for choice in row.get("choices", ())]
    for place in range(len(choices) - 1, 0, -1):
        other = int(draw.random() * (place + 1))
        choices[place], choices[other] = choices[other], choices[place]
    if row["answer_kind"] == AnswerKind.ORDERING and tuple(choices) == key.accepted:
        choices.append(choices.pop(0))
    return Step(
        step_id=row["id"],
        prompt=fill(row["prompt"], values),
        answer_kind=AnswerKind(row["answer_kind"]),
        kc_ids=kc_ids,
        key=key,
        choices=tuple(choices),
        hints=tuple(_hint(hint, values) for hint in row.get("hints", ())),
        variables=tuple(fill(name, values) for name in row.get("variables", ())),
        rows=tuple(fill(one, values) for one in row.get("rows", ())),
        table=tuple(tuple(fill(str(cell), values) for cell in line) for line in row.get("table", ())),
        picture=read_picture(row.get("picture")),
        simulation=read_simulation(row.get("simulation"), values),
        plane=int(row.get("plane", 6)),
    )


def read_picture(raw: Mapping[str, Any] | None) -> Picture | None:
    """Return a picture from its stored form."""
    if not raw:
        return None
    places = tuple(Place(str(one["label"]), float(one["x"]), float(one["y"])) for one in raw["places"])
    return Picture(str(raw["name"]), str(raw["alt"]), places)


def read_simulation(raw: Mapping[str, Any] | None, values: Values) -> Simulation | None:
    """Return a simulation from its stored form; its settings may hold terms."""
    if not raw:
        return None
    settings = {name: evaluate(fill(str(value), values), {}) for name, value in dict(raw["setup"]).items()}
    return Simulation(str(raw["name"]), tuple((name, float(value)) for name, value in settings.items()))


def _hint(row: Mapping[str, Any], values: Values) -> Hint:
    kind = row.get("answer_kind")
    return Hint(
        hint_id=row["id"],
        kind=row["kind"],
        title=row["title"],
        text=fill(row["text"], values),
        depends_on=tuple(row.get("depends_on", ())),
        answer_kind=AnswerKind(kind) if kind else None,
        choices=tuple(fill(choice, values) for choice in row.get("choices", ())),
        key=AnswerKey(tuple(fill(str(a), values) for a in row["accepted"])) if row.get("accepted") else None,
    )
