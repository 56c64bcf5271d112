"""What a teacher has ruled about topics: for everybody in a class, or for one student.

A rule changes what is worked on, never what is measured: a topic that counts as known keeps its own P(mastered), and
taking the rule back leaves no trace. Where a class and a student are ruled differently, what was said for the student
holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from learnapp.engine.kc import CourseSnapshot, KCState
from learnapp.engine.mastery import THRESHOLDS
from learnapp.engine.planning import Belief, Constraints

AGAIN_RIGHT = 3
"""Right answers since it was asked for, after which a topic that was to be worked on again counts as mastered again."""
MINUTES_A_DAY = 20.0
"""Minutes of learning that a day until a deadline is taken to hold."""


class RuleKind(StrEnum):
    """What is ruled."""

    PIN = "pin"
    LEAVE_OUT = "leave_out"
    BEFORE = "before"
    DEADLINE = "deadline"
    KNOWN = "known"
    AGAIN = "again"


OVERRIDES = frozenset({RuleKind.KNOWN, RuleKind.AGAIN})
"""They say something about one student, not about a class."""


class Rule(NamedTuple):
    """One rule.

    Attributes:
        student: Whether it is for one student, not for the class.
        later_id: The topic that comes after `kc_id`; only of BEFORE.
        due_at: Of DEADLINE.
        made_at: When it was made; what was answered before does not undo AGAIN.
        words: The teacher's reason.
    """

    rule_id: UUID
    kind: RuleKind
    kc_id: UUID
    student: bool
    later_id: UUID | None
    due_at: datetime | None
    words: str
    made_by: UUID
    made_at: datetime


# No slots: what follows from the rules is worked out once and stays with them.
@dataclass(frozen=True)
class Rules:
    """What holds for one student in one class.

    Attributes:
        pinned: Comes first, in this order.
        excluded: Is left out of the path; what rests on it is not kept waiting.
        ordered: Pairs (first, later) beyond the prerequisites.
        deadlines: Until when a topic is to be mastered.
        known: Counts as known.
        again: To be worked on again, since when.
        by_topic: All rules that hold, by topic.
    """

    pinned: tuple[UUID, ...] = ()
    excluded: frozenset[UUID] = frozenset()
    ordered: tuple[tuple[UUID, UUID], ...] = ()
    deadlines: Mapping[UUID, datetime] = field(default_factory=dict)
    known: frozenset[UUID] = frozenset()
    again: Mapping[UUID, datetime] = field(default_factory=dict)
    by_topic: Mapping[UUID, tuple[Rule, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.by_topic)

    @cached_property
    def settled(self) -> frozenset[UUID]:
        """Topics that keep nothing waiting, whatever was measured."""
        return self.excluded | self.known

    @property
    def makers(self) -> frozenset[UUID]:
        """Who has made a rule that holds."""
        return frozenset(one.made_by for ones in self.by_topic.values() for one in ones)

    def rule(self, kc_id: UUID, kind: RuleKind) -> Rule | None:
        """Return the rule of a kind about a topic."""
        return next((one for one in self.by_topic.get(kc_id, ()) if one.kind is kind), None)

    def asks_again(self, state: KCState | None) -> bool:
        """Return whether a topic is still to be worked on again: too few right answers since that was asked for."""
        if state is None or state.kc_id not in self.again:
            return False
        return self.right_since(state) < AGAIN_RIGHT or state.p_mastered < THRESHOLDS.mastered_at

    def right_since(self, state: KCState) -> int:
        """Return how many of the last answers to a topic were right since it was to be worked on again."""
        since = self.again.get(state.kc_id)
        return sum(one.correct for one in state.recent if since is not None and one.at > since)

    def after(self, snapshot: CourseSnapshot) -> dict[UUID, tuple[UUID, ...]]:
        """Return topic -> what comes before it by rule alone; a rule that would close a circle has no effect.

        A course may have changed since a rule was made.
        """
        held: list[tuple[UUID, UUID]] = []
        for first, later in self.ordered:
            both = first in snapshot.kcs and later in snapshot.kcs and not {first, later} & self.excluded
            if both and not closes_circle(snapshot.prerequisites, held, first, later):
                held.append((first, later))
        found: dict[UUID, tuple[UUID, ...]] = {}
        for first, later in held:
            found[later] = (*found.get(later, ()), first)
        return found

    def left_out(self, snapshot: CourseSnapshot) -> frozenset[UUID]:
        """Return the content that is left out with its topic: what is about that topic before any other."""
        return frozenset(
            content_id
            for kc_id in self.excluded
            for content_id in snapshot.by_kc.get(kc_id, ())
            if snapshot.content[content_id].kc_ids[:1] == (kc_id,)
        )

    def for_review(self, states: Mapping[UUID, KCState]) -> Mapping[UUID, KCState]:
        """Return the states of what may come back for review: what is left out does not."""
        if not self.excluded:
            return states
        return {kc_id: state for kc_id, state in states.items() if kc_id not in self.excluded}

    def constraints(self, now: datetime, snapshot: CourseSnapshot) -> Constraints[UUID]:
        """Return the rules as a plan takes them; what counts as known is left out of it.

        Args:
            now: Server time; a deadline that has passed leaves no minutes.
            snapshot: The course, with the prerequisites that hold: an order that contradicts them has no effect.
        """
        return Constraints(
            pinned=tuple(kc_id for kc_id in self.pinned if kc_id not in self.settled),
            excluded=self.settled,
            ordered=tuple((first, later) for later, firsts in self.after(snapshot).items() for first in firsts),
            deadlines={
                kc_id: max(0.0, (due - now).total_seconds() / 86_400.0 * MINUTES_A_DAY)
                for kc_id, due in self.deadlines.items()
            },
        )

    def believed(self, beliefs: Mapping[UUID, Belief], states: Mapping[UUID, KCState]) -> dict[UUID, Belief]:
        """Return beliefs for a plan in which what is to be worked on again is not mastered yet."""
        return {
            kc_id: belief._replace(mastered=False) if self.asks_again(states.get(kc_id)) else belief
            for kc_id, belief in beliefs.items()
        }


NO_RULES = Rules()


def rules_of(rows: Iterable[Rule]) -> Rules:
    """Return what holds of the rules of a class and of one of its students, in the order in which they were made."""
    found = sorted(rows, key=lambda one: (not one.student, one.made_at, one.rule_id))
    if not found:
        return NO_RULES
    own = {one.kc_id: one.kind for one in found if one.student and one.kind in _CONTRARY}
    valid = [one for one in found if one.student or not _outdone(one, own.get(one.kc_id))]

    def of(kind: RuleKind) -> list[Rule]:
        return [one for one in valid if one.kind is kind]

    by_topic: dict[UUID, list[Rule]] = {}
    for one in valid:
        by_topic.setdefault(one.kc_id, []).append(one)
        if one.later_id is not None:
            by_topic.setdefault(one.later_id, []).append(one)
    return Rules(
        pinned=tuple(dict.fromkeys(one.kc_id for one in of(RuleKind.PIN))),
        excluded=frozenset(one.kc_id for one in of(RuleKind.LEAVE_OUT)),
        ordered=tuple(dict.fromkeys((one.kc_id, one.later_id) for one in of(RuleKind.BEFORE) if one.later_id)),
        # The student's own deadline comes first among the rows and stays.
        deadlines=_first((one.kc_id, one.due_at) for one in of(RuleKind.DEADLINE) if one.due_at),
        known=frozenset(one.kc_id for one in of(RuleKind.KNOWN)),
        again=_first((one.kc_id, one.made_at) for one in of(RuleKind.AGAIN)),
        by_topic={kc_id: tuple(ones) for kc_id, ones in by_topic.items()},
    )


_CONTRARY: dict[RuleKind, frozenset[RuleKind]] = {
    RuleKind.PIN: frozenset({RuleKind.LEAVE_OUT, RuleKind.KNOWN}),
    RuleKind.LEAVE_OUT: frozenset({RuleKind.PIN, RuleKind.DEADLINE, RuleKind.KNOWN, RuleKind.AGAIN}),
    RuleKind.DEADLINE: frozenset({RuleKind.LEAVE_OUT, RuleKind.KNOWN}),
    RuleKind.KNOWN: frozenset({RuleKind.PIN, RuleKind.LEAVE_OUT, RuleKind.DEADLINE, RuleKind.AGAIN}),
    RuleKind.AGAIN: frozenset({RuleKind.LEAVE_OUT, RuleKind.KNOWN}),
}


def contrary(one: RuleKind, other: RuleKind) -> bool:
    """Return whether two rules about the same topic and the same people cannot both hold."""
    return other in _CONTRARY.get(one, frozenset())


def _outdone(of_class: Rule, own: RuleKind | None) -> bool:
    return own is not None and contrary(own, of_class.kind)


def _first(pairs: Iterable[tuple[UUID, datetime]]) -> dict[UUID, datetime]:
    found: dict[UUID, datetime] = {}
    for kc_id, moment in pairs:
        found.setdefault(kc_id, moment)
    return found


def closes_circle(
    prerequisites: Mapping[UUID, Iterable[UUID]], ordered: Iterable[tuple[UUID, UUID]], first: UUID, later: UUID
) -> tuple[UUID, ...]:
    """Return the way from a topic down to what is to come after it, which closes a circle; empty: there is none.

    Args:
        prerequisites: Topic -> what comes before it.
        ordered: (first, later) of the orders that stand.
        first: To come before `later`.
        later: To come after `first`.
    """
    more: dict[UUID, list[UUID]] = {}
    for one, after in ordered:
        more.setdefault(after, []).append(one)
    came: dict[UUID, UUID | None] = {first: None}
    waiting = [first]
    while waiting:
        at = waiting.pop(0)
        if at == later:
            way: list[UUID] = []
            step: UUID | None = at
            while step is not None:
                way.append(step)
                step = came[step]
            return tuple(reversed(way))
        for needed in (*prerequisites.get(at, ()), *more.get(at, ())):
            if needed not in came:
                came[needed] = at
                waiting.append(needed)
    return ()
