"""Changed prerequisites over a course, and what a change would open and close for students."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from learnapp.core.errors import InvalidInputError
from learnapp.engine.graph import topological_order
from learnapp.engine.kc import CourseSnapshot, KCState
from learnapp.engine.path import is_open
from learnapp.engine.rules import NO_RULES, Rules, closes_circle

MOST_NEEDS, MOST_PAIRS = 12, 5_000
"""So many topics may one need, and so many prerequisites may a course have."""
Pair = tuple[UUID, UUID]
"""A topic and what it needs."""


class Edited(NamedTuple):
    """A course with changed prerequisites.

    Attributes:
        dropped: Additions without effect: an unknown topic, or in a later version of the course they close a circle.
    """

    snapshot: CourseSnapshot
    dropped: tuple[Pair, ...]


class Effect(NamedTuple):
    """What a change does to students: how many get something opened, or closed, and which topics for how many."""

    opened: int
    closed: int
    opens: dict[UUID, int]
    closes: dict[UUID, int]


def pairs_of(snapshot: CourseSnapshot) -> frozenset[Pair]:
    """Return the prerequisites of a course as pairs."""
    return frozenset((kc_id, needed) for kc_id, needs in snapshot.prerequisites.items() for needed in needs)


def circle_of(prerequisites: Mapping[UUID, Iterable[UUID]], kc_id: UUID, needed: UUID) -> tuple[UUID, ...]:
    """Return the circle that a further prerequisite would close, from the topic to itself; empty: none.

    Each member needs the next one.

    Args:
        prerequisites: Topic -> what it needs.
        kc_id: The topic.
        needed: What it is to need.
    """
    way = closes_circle(prerequisites, (), needed, kc_id)
    return (kc_id, *way) if way else ()


def checked(
    wanted: Iterable[Pair], before: Container[Pair], names: Mapping[UUID, str], practised: Container[UUID]
) -> list[Pair]:
    """Return pairs that can be the prerequisites of a course, each once; raise what is wrong with them.

    Args:
        wanted: All that is wanted, of topics that `names` has.
        before: What holds already: a topic that has more than is allowed, or needs what nobody practises, keeps it.
        names: Topic -> its name.
        practised: Topics that have tasks.

    Raises:
        InvalidInputError: A topic needs itself, nobody could master what it needs, or there is a circle, which the
            message names.
    """
    found = list(dict.fromkeys(wanted))
    if len(found) > MOST_PAIRS:
        raise InvalidInputError(f"This is more than {MOST_PAIRS} prerequisites. Take some away.")
    needs: dict[UUID, tuple[UUID, ...]] = {}
    # What holds already closes no circle: a new pair is what has to be named.
    for kc_id, needed in sorted(found, key=lambda pair: pair not in before):
        name = names[kc_id]
        if kc_id == needed:
            raise InvalidInputError(f"“{name}” cannot need itself. Choose another topic.")
        way = circle_of(needs, kc_id, needed)
        if way:
            words = " ".join(f"“{names[one]}” needs “{names[two]}”." for one, two in zip(way, way[1:], strict=False))
            raise InvalidInputError(
                f"This closes a circle: {words} Take one of these away first.",
                detail={"circle": [str(one) for one in way]},
            )
        if (kc_id, needed) not in before and needed not in practised:
            raise InvalidInputError(
                f"The course has no tasks for “{names[needed]}”, so nobody could master it and “{name}” would stay "
                "closed. Choose another topic."
            )
        needs[kc_id] = (*needs.get(kc_id, ()), needed)
        if len(needs[kc_id]) > MOST_NEEDS and (kc_id, needed) not in before:
            raise InvalidInputError(f"“{name}” needs {MOST_NEEDS} topics already. Take one away first.")
    return found


def edited(snapshot: CourseSnapshot, added: Sequence[Pair], removed: Sequence[Pair]) -> Edited:
    """Return a course with other prerequisites; its content stays shared with the course.

    Args:
        snapshot: The course as its author made it.
        added: Pairs that it has not.
        removed: Pairs that it has.
    """
    gone, dropped = frozenset(removed), list[Pair]()
    needs = {
        kc_id: tuple(each for each in before if (kc_id, each) not in gone)
        for kc_id, before in snapshot.prerequisites.items()
    }
    for kc_id, needed in added:
        if needed in needs.get(kc_id, ()):
            continue
        if kc_id not in snapshot.kcs or needed not in snapshot.kcs or circle_of(needs, kc_id, needed):
            dropped.append((kc_id, needed))
            continue
        needs[kc_id] = (*needs.get(kc_id, ()), needed)
    made = replace(snapshot, prerequisites=needs, topological=topological_order(snapshot.topological, needs, {}))
    # The same content on the same shelves: sorting it again for every class would cost more than the graph.
    made.__dict__["shelves"] = snapshot.shelves
    return Edited(made, tuple(dropped))


def changes(snapshot: CourseSnapshot, wanted: Iterable[Pair]) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """Return (added, removed) that turn the author's prerequisites into the wanted ones, in a stable order."""
    before, after = pairs_of(snapshot), frozenset(wanted)
    place = snapshot.place

    def order(pair: Pair) -> tuple[int, int]:
        return place.get(pair[0], -1), place.get(pair[1], -1)

    return tuple(sorted(after - before, key=order)), tuple(sorted(before - after, key=order))


def effect(
    before: CourseSnapshot,
    after: CourseSnapshot,
    students: Iterable[tuple[Mapping[UUID, KCState], Rules]],
) -> Effect:
    """Return what a change opens and closes; what was begun stays open, so nothing that was done is lost.

    Args:
        before: The course as it is.
        after: The course as it would be.
        students: What was measured of each, and what is ruled for them.
    """
    touched = [kc for kc in before.kcs if set(before.prerequisites.get(kc, ())) != set(after.prerequisites.get(kc, ()))]
    opened = closed = 0
    opens: dict[UUID, int] = {}
    closes: dict[UUID, int] = {}
    for states, rules in students:
        gains = [kc for kc in touched if _turns(after, before, states, kc, rules)]
        losses = [kc for kc in touched if _turns(before, after, states, kc, rules)]
        opened, closed = opened + bool(gains), closed + bool(losses)
        for kc in gains:
            opens[kc] = opens.get(kc, 0) + 1
        for kc in losses:
            closes[kc] = closes.get(kc, 0) + 1
    return Effect(opened, closed, opens, closes)


def _turns(
    here: CourseSnapshot, there: CourseSnapshot, states: Mapping[UUID, KCState], kc_id: UUID, rules: Rules = NO_RULES
) -> bool:
    return is_open(here, states, kc_id, rules) and not is_open(there, states, kc_id, rules)
