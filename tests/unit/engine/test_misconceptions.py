"""Misconceptions: twice is more than a slip, and solved tasks show that they are gone."""

from dataclasses import replace
from datetime import timedelta

from learnapp.engine.kc import AnswerKey, Content
from learnapp.engine.misconceptions import (
    Misconception,
    Shown,
    Solved,
    carriers,
    held,
    named,
    place_of,
    sentences,
    would_show,
)
from learnapp.engine.template import given, read_template
from tests.unit.engine.courses import NOW, chain_course, kc_id, uid

SENTENCE = "Do not add the bottoms."
WHAT = Misconception(kc_id(0), SENTENCE)
RAW = {
    "vary": [["a", "2..9"], ["b", "11..19"]],
    "steps": [
        {
            "id": "s1",
            "prompt": "[[a]] + [[b]]",
            "answer_kind": "numeric",
            "accepted": ["[[a+b]]"],
            "misconceptions": [["[[b-a]]", "You took [[a]] away."], ["[[a*b]]", "You multiplied by [[a]]."]],
        }
    ],
}


def written(*pairs: tuple[str, str]) -> Content:
    """Return an item with these wrong answers in its key."""
    course = chain_course(kcs=1, items=1, readings=0)
    (item,) = course.content.values()
    key = AnswerKey(("2",), misconceptions=pairs)
    return replace(item, steps=(replace(item.steps[0], key=key),))


def shown(task: str, hours: float, what: Misconception = WHAT) -> Shown:
    return Shown(what, uid(9, int(hours * 10)), uid(2, 0), "a", task, NOW + timedelta(hours=hours))


def solved(hours: float, *, there: bool = True) -> Solved:
    return Solved((kc_id(0),), frozenset({WHAT} if there else set()), NOW + timedelta(hours=hours))


def test_once_may_be_a_slip_and_twice_is_not() -> None:
    assert held([shown("one", 0)], []) == []
    (found,) = held([shown("one", 0), shown("two", 1)], [])
    assert (found.what, found.times) == (WHAT, 2)
    assert [one.task for one in found.shown] == ["two", "one"], "the latest first"


def test_trying_the_same_task_again_is_not_twice() -> None:
    assert held([shown("one", 0), shown("one", 0.1)], []) == []
    assert held([shown("one", 0), shown("one", 24)], []), "on another day it is"


def test_different_mistakes_do_not_add_up() -> None:
    other = Misconception(kc_id(0), "You multiplied.")
    assert held([shown("one", 0), shown("two", 1, other)], []) == []


def test_solved_tasks_show_that_it_is_gone() -> None:
    seen = [shown("one", 0), shown("two", 1)]
    assert held(seen, [solved(0.5), solved(0.6)]), "what was solved before says nothing"
    assert held(seen, [solved(2)])
    assert held(seen, [solved(2), solved(3)]) == []
    assert held(seen, [solved(n, there=False) for n in (2, 3, 4)])
    assert held(seen, [solved(n, there=False) for n in (2, 3, 4, 5)]) == []
    assert held([*seen, shown("three", 9)], [solved(2), solved(3)]), "it came back"


def test_a_sentence_is_the_same_mistake_wherever_it_stands() -> None:
    one, other = written(("7", "Else."), ("1/4", SENTENCE)), written(("2/9", SENTENCE))
    assert place_of(one.steps[0], SENTENCE) == 1 and place_of(one.steps[0], None) is None
    assert place_of(one.steps[0], "Something else") is None
    assert named(one, "a", 1) == named(other, "a", 0) == WHAT
    assert named(other, "a", 4) is None and named(other, "z", 0) is None
    assert would_show(one, "a") == {WHAT, Misconception(kc_id(0), "Else.")}


def test_a_template_is_known_by_its_sentence_before_the_numbers() -> None:
    item = written()
    item = replace(item, template=read_template(RAW, item.kc_ids), steps=(replace(item.steps[0], step_id="s1"),))
    assert sentences(item, "s1") == ["You took [[a]] away.", "You multiplied by [[a]]."]
    for variant in range(4):
        mine = given(item, uid(6, 1), variant).steps[0]
        assert place_of(mine, mine.key.misconceptions[1][1]) == 1
    assert named(item, "s1", 1) == Misconception(kc_id(0), "You multiplied by #.")
    same = written(("7", "You multiplied by 12."), ("8", "You multiplied by $\\frac{3}{4}$."))
    assert {named(same, "a", place) for place in (0, 1)} == {named(item, "s1", 1)}, "whatever numbers stand in it"


def test_the_items_that_could_show_it_are_found() -> None:
    course = chain_course(kcs=2, items=2, readings=1)
    target = course.by_kc[kc_id(0)][2]
    key = AnswerKey(("2",), misconceptions=(("3", SENTENCE),))
    item = course.content[target]
    content = {**course.content, target: replace(item, steps=(replace(item.steps[0], key=key),))}
    assert carriers(replace(course, content=content), WHAT) == [target]
