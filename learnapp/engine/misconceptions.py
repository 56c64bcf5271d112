"""Misconceptions: what the wrong answers of a student say again and again, and when it is over.

A key names wrong answers together with the sentence that says what went wrong (a buggy rule; Brown & Burton, 1978).
The same sentence about the same topic is the same misconception, whichever item it shows in and whatever numbers stand
in it. One wrong answer may be a slip: it takes two, on different tasks or days. It is over when the student has since
solved tasks in which it would have shown, or others of the topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from learnapp.engine.kc import Content, CourseSnapshot, Step

_NUMBERS = re.compile(r"\$[^$]*\$|\[\[.*?\]\]|-?\d+(?:[.,/]\d+)*")
TWICE = 2
GONE_AFTER, GONE_AFTER_OTHERS = 2, 4
"""Tasks solved at the first try without a hint after which a misconception is over: those in which it would have shown,
and others of the topic."""


class Misconception(NamedTuple):
    """What makes two wrong answers the same mistake: the topic, and the sentence without its numbers."""

    kc_id: UUID
    pattern: str


class Shown(NamedTuple):
    """One wrong answer that shows a misconception; `task` is the same for tries at the same task."""

    what: Misconception
    event_id: UUID
    content_id: UUID
    step_id: str
    task: str
    at: datetime


class Solved(NamedTuple):
    """One answer that was right at the first try without a hint; `would_show`: what could have shown there."""

    kc_ids: tuple[UUID, ...]
    would_show: frozenset[Misconception]
    at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A misconception that a student seems to have.

    Attributes:
        times: Tasks in which it showed.
        shown: The answers, the latest first, one for each task and day.
    """

    what: Misconception
    times: int
    shown: tuple[Shown, ...]


def pattern_of(sentence: str) -> str:
    """Return a sentence with a mark in the place of each number, formula and term."""
    return _NUMBERS.sub("#", sentence)


def place_of(step: Step, feedback: str | None) -> int | None:
    """Return which misconception of a step a feedback sentence belongs to, by its place in the key."""
    if not feedback:
        return None
    return next((place for place, (_, text) in enumerate(step.key.misconceptions) if text == feedback), None)


def sentences(content: Content, step_id: str) -> list[str]:
    """Return the sentences of a step's misconceptions as they were written, in the order of its key."""
    if content.template is not None:
        row = next((one for one in content.template.steps if one["id"] == step_id), None)
        return [str(text) for _, text in (row or {}).get("misconceptions", ())]
    step = next((one for one in content.steps if one.step_id == step_id), None)
    return [text for _, text in step.key.misconceptions] if step is not None else []


def named(content: Content, step_id: str, place: int) -> Misconception | None:
    """Return what a wrong answer to a step shows; None when the item has been changed since.

    Args:
        content: The item.
        step_id: The step.
        place: From `place_of`.
    """
    known = sentences(content, step_id)
    topic = _topic(content, step_id)
    return Misconception(topic, pattern_of(known[place])) if 0 <= place < len(known) and topic is not None else None


def _topic(content: Content, step_id: str) -> UUID | None:
    step = next((one for one in content.steps if one.step_id == step_id), None)
    kcs = (step.kc_ids if step is not None else ()) or content.kc_ids
    return kcs[0] if kcs else None


def would_show(content: Content, step_id: str | None) -> frozenset[Misconception]:
    """Return the misconceptions that a right answer to a step speaks against."""
    ids = [step.step_id for step in content.steps] if step_id is None else [step_id]
    found = set()
    for one in ids:
        topic = _topic(content, one)
        if topic is not None:
            found |= {Misconception(topic, pattern_of(text)) for text in sentences(content, one)}
    return frozenset(found)


def carriers(snapshot: CourseSnapshot, what: Misconception) -> list[UUID]:
    """Return the items in which a misconception can show, in the order of the course."""
    return [
        content_id
        for content_id in snapshot.by_kc.get(what.kc_id, ())
        if what in would_show(snapshot.content[content_id], None)
    ]


def held(shown: Iterable[Shown], solved: Sequence[Solved]) -> list[Held]:
    """Return what a student seems to have and has not overcome, what showed last first.

    Args:
        shown: Wrong answers, in any order.
        solved: Right ones.
    """
    by: dict[Misconception, dict[tuple[str, date], Shown]] = {}
    for one in sorted(shown, key=lambda each: each.at):
        by.setdefault(one.what, {})[(one.task, one.at.date())] = one
    found = []
    for what, tasks in by.items():
        latest = sorted(tasks.values(), key=lambda each: each.at, reverse=True)
        if len(latest) >= TWICE and not _overcome(what, latest[0].at, solved):
            found.append(Held(what, len(latest), tuple(latest)))
    return sorted(found, key=lambda one: one.shown[0].at, reverse=True)


def _overcome(what: Misconception, since: datetime, solved: Sequence[Solved]) -> bool:
    there = others = 0
    for one in solved:
        if one.at <= since:
            continue
        if what in one.would_show:
            there += 1
        elif what.kc_id in one.kc_ids:
            others += 1
    return there >= GONE_AFTER or there + others >= GONE_AFTER_OTHERS
