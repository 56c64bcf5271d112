"""What counts as struggling in simulated classes: asked in the same way of every student, whether planted or not.

It is asked of what the simulation knows of a student at each try, never of answers: the chance of a right answer that
they really have, what it would be had nothing befallen them, and whether they worked at all. Whoever meets one of
these struggles; whoever meets none does not:

- not getting there: at ten tries in a row at one topic the chance of a right answer to an average item is below one
  half and has risen by less than ten points from the first to the tenth (Beck & Gong, 2013: ten tries);
- a missing prerequisite: the same over ten tries at topics that all rest on one whose own chance is below one half;
- gaming, and leaning on solutions: at half or more of twenty tries in a row the student does not work but guesses at
  once, or opens the solution unread, whatever it was that came out;
- a slump: over twenty tries the chance lies as far below the student's own, had nothing befallen them, as only one
  stretch in twenty of twenty real answers falls below its expectation (`struggles_real.json`, ASSISTments 2009);
- staying away: over ten school days the chance to work is below a fifth of the student's own before.

The **grey zone** is what meets the easier bounds only: no teacher would be wrong to look, none to wait. It is counted
apart, and figures are given with it as struggling, as not struggling, and left out.

All bounds were written down before any detector had been run on these classes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from learnapp.engine.struggles import Struggle

INACTIVE = "inactive"
REAL: dict[str, Any] = json.loads(Path(__file__).with_name("struggles_real.json").read_text(encoding="utf-8"))
KINDS = (*[one.value for one in Struggle], INACTIVE)


class State(NamedTuple):
    """What is true of a student at one try, before it.

    Attributes:
        level: Chance of a right answer to an average item of the topic, on an ordinary day.
        missing: Topics that this one rests on and whose own level is below `MISSING`.
        usual: Chance of a right answer to this item, had nothing befallen the student.
        now: The chance that they really have if they work.
        around: The struggle of not working, where they did not; else "".
        again: Not the first answer to the step.
        item: How much harder than the average the item is, logits.
    """

    topic: int
    level: float
    missing: tuple[int, ...]
    usual: float
    now: float
    around: str
    again: bool
    item: float


@dataclass(frozen=True, slots=True)
class Bounds:
    """From where on something counts.

    Attributes:
        tries, level, rise: So many tries below this level that rise by less.
        window: Tries over which not working and slumps are looked at.
        around: Share of them at which the student does not work.
        lost: Mean chance that a slump costs.
        days, there: School days on which the chance to work is below this share of what it was.
    """

    tries: int
    level: float
    rise: float
    window: int
    around: float
    lost: float
    days: int
    there: float


LOST = float(REAL["shortfall"]["p95"])
STRICT = Bounds(10, 0.5, 0.10, 20, 0.5, LOST, 10, 0.2)
GREY = Bounds(8, 0.55, 0.15, 20, 0.35, 0.75 * LOST, 7, 0.35)
MISSING = 0.5
LEAST_DAYS = 10
"""School days before, without which nothing is usual."""


def struggles_in(states: Sequence[State], bounds: Bounds) -> dict[str, int]:
    """Return each struggle that a student meets by their work, with the index of the try at which it begins."""
    found: dict[str, int] = {}

    def note(kind: str, onset: int | None) -> None:
        if onset is not None:
            found[kind] = min(onset, found.get(kind, onset))

    first = [n for n, one in enumerate(states) if not one.again]
    for topic in sorted({one.topic for one in states}):
        note(Struggle.WHEEL_SPINNING, _stays_low(states, [n for n in first if states[n].topic == topic], bounds))
    for topic in sorted({needed for one in states for needed in one.missing}):
        resting = [n for n in first if topic in states[n].missing]
        note(Struggle.PREREQUISITE_GAP, _stays_low(states, resting, bounds))
    for kind in (Struggle.GAMING, Struggle.HINT_ABUSE):
        away = [float(one.around == kind) for one in states]
        note(kind, _window(away, bounds.window, bounds.around, lambda here: here > 0.0))
    lost = [one.usual - one.now for one in states]
    note(Struggle.SUDDEN_DROP, _window(lost, bounds.window, bounds.lost, lambda here: here >= 0.5 * bounds.lost))
    return found


def quiet_from(chances: Sequence[float], bounds: Bounds) -> int | None:
    """Return the school day from which somebody stays away, by their chance to work on each; None where nobody does."""
    for day in range(LEAST_DAYS, len(chances) - bounds.days + 1):
        usual = sum(chances[:day]) / day
        if all(one < bounds.there * usual for one in chances[day : day + bounds.days]):
            return day
    return None


def _stays_low(states: Sequence[State], places: Sequence[int], bounds: Bounds) -> int | None:
    """Return the first of the first tries at which the level stays low and does not rise; topic by topic."""
    for begin in range(len(places) - bounds.tries + 1):
        inside = [states[n] for n in places[begin : begin + bounds.tries]]
        if any(one.level >= bounds.level for one in inside):
            continue
        levels: dict[int, list[float]] = {}
        for one in inside:
            levels.setdefault(one.topic, []).append(one.level)
        if all(each[-1] - each[0] < bounds.rise for each in levels.values()):
            return places[begin]
    return None


def _window(values: Sequence[float], length: int, least: float, begins: Callable[[float], bool]) -> int | None:
    """Return where a stretch begins whose mean is high enough, at a value that is part of it."""
    for begin in range(len(values) - length + 1):
        if begins(values[begin]) and sum(values[begin : begin + length]) >= least * length - 1e-9:
            return begin
    return None
