"""What the answers of an attempt are worth, as the engine counts it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import numpy as np

from learnapp.engine.ability import Ability, Floats
from learnapp.engine.assessment_result import AssessmentResult, ItemScore, TopicResult, result_of
from learnapp.engine.classification import Classified, classified, expected_share
from learnapp.engine.irt import sane_item
from learnapp.engine.item_bank import items_of
from learnapp.engine.kc import Content, CourseSnapshot
from learnapp.storage.repositories.attempts import SavedAnswer, ServedItem

Answers = Mapping[tuple[int, str], SavedAnswer]
Pools = dict[frozenset[UUID], tuple[Floats, Floats]]
"""Topics -> (discrimination, difficulty) of all questions about them: kept while a whole class is looked at."""


def worth(answer: SavedAnswer | None) -> float | None:
    """Return what an answer is worth, 0 to 1, nothing if nobody could judge it; None where there is none."""
    if answer is None:
        return None
    return 1.0 if answer.correct else min(max(answer.partial, 0.0), 1.0) if answer.correct is False else 0.0


def credit(content: Content, place: int, answers: Answers) -> float:
    """Return what was reached on an item, 0 to 1: the mean of its steps, where one without an answer counts 0."""
    steps = [worth(answers.get((place, step.step_id))) or 0.0 for step in content.steps]
    return sum(steps) / len(steps) if steps else 0.0


def scores(
    items: Sequence[ServedItem], contents: Mapping[int, Content], answers: Answers, gone: Collection[UUID]
) -> list[ItemScore]:
    """Return what was reached on each item of an attempt; what the class does not get any more counts for nothing.

    Args:
        items: As they were served.
        contents: Place -> the item; one that is missing is left out.
        answers: (place, step) -> the last answer.
        gone: Content that is withdrawn from the class, or void there.
    """
    return [
        ItemScore(
            one.content_id,
            content.kc_ids,
            tuple(worth(answers.get((one.place, step.step_id))) for step in content.steps),
            one.discrimination,
            one.difficulty,
            counts=one.content_id not in gone,
        )
        for one in items
        if (content := contents.get(one.place)) is not None
    ]


def result(
    items: Sequence[ServedItem], contents: Mapping[int, Content], answers: Answers, gone: Collection[UUID]
) -> AssessmentResult:
    """Return what an attempt says, with intervals; the arguments are those of `scores`."""
    return result_of(scores(items, contents, answers, gone))


def expected(
    snapshot: CourseSnapshot, kcs: Collection[UUID], ability: Ability, pools: Pools | None = None
) -> tuple[float, float, float]:
    """Return which share of all questions about these topics somebody would get right, with its 80 % interval.

    Everybody gets other questions in an adaptive test, and about half of them right: the share of those says nothing.

    Args:
        snapshot: The course.
        kcs: The topics.
        ability: What the test says.
        pools: Filled on the way, for the next one of the same course.
    """
    a, b = pool_of(snapshot, kcs, pools)
    if not len(a):
        return 0.0, 0.0, 1.0
    found = [expected_share(a, b, at) for at in (ability.theta, ability.low, ability.high)]
    return found[0], found[1], found[2]


def pool_of(snapshot: CourseSnapshot, kcs: Collection[UUID], pools: Pools | None = None) -> tuple[Floats, Floats]:
    """Return discrimination and difficulty of all questions that are about these topics alone, each of shape (n,)."""
    wanted = frozenset(kcs)
    if pools is not None and wanted in pools:
        return pools[wanted]
    both = parameters_of([one for one in snapshot.content.values() if wanted.issuperset(one.kc_ids)])
    if pools is not None:
        pools[wanted] = both
    return both


def parameters_of(contents: Sequence[Content]) -> tuple[Floats, Floats]:
    """Return discrimination and difficulty of the questions among contents that can be asked, each of shape (n,)."""
    pool = items_of(contents)
    return np.array([one.discrimination for one in pool]), np.array([one.difficulty for one in pool])


def side(
    items: Sequence[ServedItem], contents: Mapping[int, Content], answers: Answers, gone: Collection[UUID],
    line: float, least: int,
) -> Classified:  # fmt: skip
    """Return on which side of a line an attempt is; a question that was left without an answer is a wrong one.

    Args:
        items: As they were served; the first four arguments are those of `scores`.
        contents: Place -> the item.
        answers: (place, step) -> the last answer.
        gone: Content that does not count.
        line: Logits.
        least: With fewer questions than this there is no verdict.
    """
    done = [
        (one, content)
        for one in items
        if (content := contents.get(one.place)) is not None
        and one.content_id not in gone
        and (one.closed or any((one.place, step.step_id) in answers for step in content.steps))
    ]
    figures = [sane_item(one.discrimination, one.difficulty) for one, _ in done]
    return classified(
        np.array([a for a, _ in figures]), np.array([b for _, b in figures]),
        np.array([credit(content, one.place, answers) for one, content in done]), line, least,
    )  # fmt: skip


def overall(
    kind: str, said: AssessmentResult, snapshot: CourseSnapshot, pools: Pools | None = None
) -> tuple[float, float, float]:
    """Return what a test of some kind says as a whole, as a share with its 80 % interval."""
    if kind == "adaptive" and said.ability is not None:
        return expected(snapshot, [one.kc_id for one in said.topics], said.ability, pools)
    return said.share, said.low, said.high


def rank(
    kind: str, said: AssessmentResult, snapshot: CourseSnapshot, pools: Pools | None = None
) -> tuple[bool, float]:  # fmt: skip
    """Return by what attempts at a test are compared, the better one being larger.

    An adaptive one with too few answers says nothing yet: it is below every other.
    """
    return kind != "adaptive" or said.ability is not None, overall(kind, said, snapshot, pools)[0]


def tells(kind: str, one: TopicResult) -> bool:
    """Return whether an attempt says anything about a topic: items, and of an adaptive test enough answers."""
    return one.items > 0 and (kind != "adaptive" or one.ability is not None)


def of_topic(
    kind: str, one: TopicResult, snapshot: CourseSnapshot, pools: Pools | None = None
) -> tuple[float, float, float]:  # fmt: skip
    """Return what a test of some kind says about one topic, likewise."""
    if kind == "adaptive" and one.ability is not None:
        return expected(snapshot, [one.kc_id], one.ability, pools)
    return one.share, one.low, one.high
