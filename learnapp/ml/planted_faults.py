"""Sound items with one fault planted by rule: what the quality classifier learns from and is measured with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from uuid import UUID

from learnapp.engine.content_faults import SERIOUS, faults
from learnapp.engine.kc import AnswerKind, Content, Step

Plant = Callable[[Content, Sequence[Content], Random], Content | None]
"""`plant(item, others, draw)` returns the item with a fault, None where this fault cannot be planted in it."""


def sound(item: Content) -> bool:
    """Return whether an item may stand for a good one: every step has hints, and the rules find nothing serious."""
    return bool(item.steps) and all(step.hints for step in item.steps) and not _serious(item)


def _serious(item: Content) -> bool:
    return any(one.code in SERIOUS for one in faults(item))


def _with(item: Content, place: int, step: Step) -> Content:
    return replace(item, steps=tuple(step if n == place else one for n, one in enumerate(item.steps)))


def _step(item: Content, draw: Random) -> tuple[int, Step]:
    place = draw.randrange(len(item.steps))
    return place, item.steps[place]


def hints_removed(item: Content, _others: Sequence[Content], draw: Random) -> Content | None:
    """Take the hints of a step away."""
    place, step = _step(item, draw)
    return _with(item, place, replace(step, hints=()))


def answer_leaked(item: Content, _others: Sequence[Content], draw: Random) -> Content | None:
    """Let the question say its answer, in one of several ways."""
    place, step = _step(item, draw)
    answer = step.key.accepted[0]
    ways = (" (Answer: {})", " The answer is {}.", " Remember that it is {}.", " ({})", "\n\n*{}*", " Hint: {}")
    return _with(item, place, replace(step, prompt=step.prompt + draw.choice(ways).format(answer)))


def choice_doubled(item: Content, _others: Sequence[Content], draw: Random) -> Content | None:
    """Let one wrong choice be another one again, or the right one in other signs."""
    places = [n for n, one in enumerate(item.steps) if one.answer_kind is AnswerKind.CHOICE and len(one.choices) > 2]
    if not places:
        return None
    place = draw.choice(places)
    step = item.steps[place]
    wrong = [n for n, choice in enumerate(step.choices) if choice not in step.key.accepted]
    if not wrong:
        return None
    spot = draw.choice(wrong)
    twin = draw.choice([choice for n, choice in enumerate(step.choices) if n != spot])
    said = draw.choice((twin, f"{twin} ", f"{twin}.", twin.replace(" ", "  ", 1)))
    return _with(
        item, place, replace(step, choices=tuple(said if n == spot else c for n, c in enumerate(step.choices)))
    )


def formula_broken(item: Content, _others: Sequence[Content], draw: Random) -> Content | None:
    """Lose a dollar, a brace or a backslash of a formula."""
    place, step = _step(item, draw)
    signs = [n for n, sign in enumerate(step.prompt) if sign in "${}\\"]
    if not signs:
        return None
    spot = draw.choice(signs)
    return _with(item, place, replace(step, prompt=step.prompt[:spot] + step.prompt[spot + 1 :]))


def other_topic(item: Content, others: Sequence[Content], draw: Random) -> Content | None:
    """File the item under the topic of another one."""
    kcs = sorted({kc for one in draw.sample(list(others), min(40, len(others))) for kc in one.kc_ids})
    kcs = [kc for kc in kcs if kc not in item.kc_ids]
    if not kcs:
        return None
    wrong: tuple[UUID, ...] = (draw.choice(kcs),)
    return replace(item, kc_ids=wrong, steps=tuple(replace(step, kc_ids=wrong) for step in item.steps))


def key_of_another(item: Content, others: Sequence[Content], draw: Random) -> Content | None:
    """Give a step the key of an item like it."""
    place, step = _step(item, draw)
    if step.answer_kind in (AnswerKind.CHOICE, AnswerKind.MULTIPLE_CHOICE):
        wrong = [choice for choice in step.choices if choice not in step.key.accepted]
        accepted: tuple[str, ...] = (draw.choice(wrong),) if wrong else ()
    else:
        found = [
            one.steps[0].key.accepted for one in draw.sample(list(others), min(30, len(others)))
            if one.steps and one.steps[0].answer_kind is step.answer_kind
        ]  # fmt: skip
        accepted = next((one for one in found if one and one[0] not in step.key.accepted), ())
    return _with(item, place, replace(step, key=replace(step.key, accepted=accepted))) if accepted else None


def hints_of_another(item: Content, others: Sequence[Content], draw: Random) -> Content | None:
    """Give a step the hints of another item."""
    place, step = _step(item, draw)
    other = draw.choice(list(others))
    if not other.steps or not other.steps[0].hints or other.content_id == item.content_id:
        return None
    return _with(item, place, replace(step, hints=other.steps[0].hints))


def question_cut(item: Content, _others: Sequence[Content], draw: Random) -> Content | None:
    """Lose the second part of a question."""
    place, step = _step(item, draw)
    words = step.prompt.split(" ")
    if len(words) < 6:
        return None
    return _with(item, place, replace(step, prompt=" ".join(words[: max(1, int(len(words) * draw.uniform(0.3, 0.7)))])))


PLANTS: dict[str, Plant] = {
    "hints removed": hints_removed,
    "answer in the question": answer_leaked,
    "choice twice": choice_doubled,
    "formula broken": formula_broken,
    "filed under another topic": other_topic,
    "key of another item": key_of_another,
    "hints of another item": hints_of_another,
    "question cut off": question_cut,
}


def planted(item: Content, others: Sequence[Content], draw: Random) -> tuple[str, Content] | None:
    """Return the item with one fault drawn from those that can be planted in it, and its name."""
    for name in draw.sample(sorted(PLANTS), len(PLANTS)):
        found = PLANTS[name](item, others, draw)
        if found is not None and found != item:
            return name, found
    return None
