"""Who chooses the next item: the product's own selector, and the ways of teaching that it is measured against."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from bench.learners import Answer
from bench.learning_course import Course
from learnapp.agents.executor import POOL, REMEMBERED
from learnapp.engine import mastery, selector
from learnapp.engine.firmness import Firmness
from learnapp.engine.kc import Content, LearnerState
from learnapp.engine.path import is_met

BEGIN = datetime(2026, 9, 1, 15, 0, tzinfo=UTC)
ENOUGH = (4, 5)
"""m of n: right of the last answers, after which a topic counts as mastered."""

Choice = tuple[int, Content]


class Policy:
    """Chooses items and sees the answers, and nothing else of the student.

    Args:
        course: The course.
        seed: Of whatever is left to chance.
    """

    name = ""

    def __init__(self, course: Course, seed: int) -> None:
        self._course = course
        self._draw = Random(seed)
        self._used = [0] * len(course.items)

    def next(self) -> Choice | None:
        """Return (topic, item), or None when it has nothing more to teach."""
        raise NotImplementedError

    def saw(self, choice: Choice, answer: Answer) -> None:
        """Take in an answer."""

    def night(self) -> None:
        """Take in that the next item comes on another day."""

    def _item(self, topic: int) -> Choice:
        """Return the next item of a topic in the order of the course; after the last, the first again."""
        items = self._course.items[topic]
        self._used[topic] += 1
        return topic, items[(self._used[topic] - 1) % len(items)]


class _Tracing(Policy):
    """Keeps the engine's belief, as a school's server does."""

    def __init__(self, course: Course, seed: int) -> None:
        super().__init__(course, seed)
        self._state = LearnerState(UUID(int=seed + 1), course.snapshot.course_id)
        self._now = BEGIN
        self._answers = 0

    def saw(self, choice: Choice, answer: Answer) -> None:
        """Move the belief, by the code that serves."""
        topic, content = choice
        self._now += timedelta(minutes=answer.minutes)
        self._answers += 1
        seen = mastery.observe(
            self._state, self._course.snapshot, content, (self._course.snapshot.topological[topic],),
            correct=answer.correct, hints=answer.hints, now=self._now, event_id=UUID(int=self._answers),
        )  # fmt: skip
        self._state.kcs.update(seen.states)
        self._state.theta, self._state.theta_variance = seen.theta, seen.variance
        recent = self._state.recent_content
        if content.content_id in recent:
            recent.remove(content.content_id)
        recent.append(content.content_id)
        del recent[:-REMEMBERED]

    def night(self) -> None:
        """Go on at the same hour of the next day."""
        self._now = BEGIN + timedelta(days=(self._now - BEGIN).days + 1)

    def _open(self) -> list[int]:
        """Return the topics that are not mastered and whose prerequisites are, both as it believes."""
        met = [is_met(self._state.kcs.get(kc)) for kc in self._course.snapshot.topological]
        return [k for k, needs in enumerate(self._course.needs) if not met[k] and all(met[n] for n in needs)]

    def _done(self) -> bool:
        held = (self._state.kcs.get(kc) for kc in self._course.snapshot.topological)
        return all(state is not None and state.mastered_at is not None for state in held)


class Selector(_Tracing):
    """Ours: the candidates, the score and the belief that serve; the best candidate is taken."""

    name = "learnapp"

    def next(self) -> Choice | None:
        """Return the best candidate, until everything counts as mastered and holds."""
        snapshot = self._course.snapshot
        if self._done() and Firmness(self._state.kcs.values()).settled:
            return None
        barred = set(self._state.recent_content[-1:])
        pool = selector.candidates(snapshot, self._state, self._now, POOL, barred)
        best = selector.rank(pool, top=1)[0].candidate
        return snapshot.place[best.kc_id], best.content


class LowestFirst(_Tracing):
    """Of what is open, what is least mastered."""

    name = "lowest mastery first"

    def next(self) -> Choice | None:
        """Return an item of the topic with the lowest belief, until everything counts as mastered."""
        if self._done():
            return None
        topics, states = self._course.snapshot.topological, self._state.kcs
        # A high belief from few answers counts as met, but not yet as mastered.
        waiting = self._open() or [k for k, kc in enumerate(topics) if kc not in states or not states[kc].mastered_at]
        return self._item(min(waiting, key=lambda k: (states[topics[k]].p_mastered if topics[k] in states else 0.1, k)))


class SomeOfLast(Policy):
    """m of n: topic after topic, each until enough of the last answers were right."""

    name = f"{ENOUGH[0]} of the last {ENOUGH[1]}"

    def __init__(self, course: Course, seed: int) -> None:
        super().__init__(course, seed)
        self._topic = 0
        self._last: list[bool] = []

    def next(self) -> Choice | None:
        """Return an item of the topic in hand."""
        return self._item(self._topic) if self._topic < len(self._course.items) else None

    def saw(self, choice: Choice, answer: Answer) -> None:
        """Count; an answer after hints is not a right one."""
        self._last = [*self._last, answer.correct and not answer.hints][-ENOUGH[1] :]
        if sum(self._last) >= ENOUGH[0]:
            self._topic, self._last = self._topic + 1, []


class Chance(Policy):
    """Any item of the course; it never stops by itself."""

    name = "random"

    def next(self) -> Choice | None:
        """Return an item by chance."""
        topic = self._draw.randrange(len(self._course.items))
        return topic, self._draw.choice(self._course.items[topic])


class Fixed(Policy):
    """The fixed sequence: so many items of each topic, in topological order.

    Args:
        course: The course.
        seed: Unused: nothing is left to chance.
        each: Items of each topic.
    """

    name = "fixed sequence"

    def __init__(self, course: Course, seed: int, each: int) -> None:
        super().__init__(course, seed)
        self._each = each
        self._given = 0

    def next(self) -> Choice | None:
        """Return the next item of the list."""
        topic = self._given // self._each
        self._given += 1
        return self._item(topic) if topic < len(self._course.items) else None


Maker = Callable[[Course, int], Policy]
COMPETING: tuple[type[Policy], ...] = (Selector, LowestFirst, SomeOfLast, Chance)
