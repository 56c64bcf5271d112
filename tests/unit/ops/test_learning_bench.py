from functools import partial

import pytest

from bench.learners import LEARNERS, Learner, world
from bench.learning import sequence
from bench.learning_course import Course, demo_course
from bench.learning_policies import ENOUGH, Fixed, LowestFirst, Selector, SomeOfLast
from bench.learning_runs import Run, everyone, run
from bench.structures import SHAPED, SHAPES, reward, round_robin

COURSE = demo_course()
WORLD = world(COURSE.needs, 3)


def reached(course: Course, kind: type[Learner], each: int) -> list[Run]:
    return everyone(partial(Fixed, each=each), kind, course, [WORLD], range(6))


@pytest.mark.parametrize("kind", LEARNERS)
def test_the_same_student_is_the_same_again_and_learns_from_practice(kind: type[Learner]) -> None:
    answers = [[kind(WORLD, 5).answer(0, 0.0) for _ in range(2)] for _ in range(2)]
    assert answers[0] == answers[1]
    before = [kind(WORLD, seed) for seed in range(40)]
    at_first = sum(one.chance(0, 0.0) for one in before)
    for one in before:
        for number in range(40):
            one.answer(0, 0.0)
            if number % 20 == 19:
                one.sleep()
    assert sum(one.recalls(0, 0) for one in before) > at_first
    assert all(0.0 <= one.recalls(0, 30) <= one.recalls(0, 0) <= 1.0 for one in before)


def test_more_items_of_each_topic_bring_more_to_mastery() -> None:
    few, many = reached(COURSE, LEARNERS[0], 2), reached(COURSE, LEARNERS[0], 20)
    assert {one.given for one in few} == {2 * len(COURSE.items)}
    assert sum(one.share for one in few) < sum(one.share for one in many)
    assert sum(one.over for one in few) < sum(one.over for one in many)


def test_ours_stops_when_it_believes_everything_mastered_whatever_the_truth_is() -> None:
    found = run(Selector(COURSE, 1), LEARNERS[0](WORLD, 1), len(COURSE.items))
    assert 3 * len(COURSE.items) <= found.given < 40 * len(COURSE.items)
    assert found.items <= found.given
    assert 0.0 < found.share <= 1.0


def test_policies_go_by_what_they_saw() -> None:
    some, lowest = SomeOfLast(COURSE, 0), LowestFirst(COURSE, 0)
    student = LEARNERS[0](WORLD, 2)
    right = student.answer(0, 0.0)._replace(correct=True, hints=0)
    for _ in range(ENOUGH[0]):
        choice = some.next()
        assert choice is not None and choice[0] == 0
        some.saw(choice, right)
    after = some.next()
    assert after is not None and after[0] == 1
    first = lowest.next()
    assert first is not None and not COURSE.needs[first[0]]


@pytest.mark.parametrize("shape", SHAPES)
def test_answers_alone_lead_to_targets_sooner_than_taking_turns_on_graphs_of_every_shape(shape: str) -> None:
    for kind in SHAPED:
        ours, turns = (
            sum(reward(kind, seed, choosing, 30, SHAPES[shape]) for seed in range(3_000, 3_060))
            for choosing in (sequence, round_robin)
        )
        assert ours > 1.3 * turns, kind.name
