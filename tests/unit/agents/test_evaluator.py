"""What the evaluator lets through, and why it refuses the rest."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import numpy as np

from learnapp.agents.evaluator import Evaluator
from learnapp.agents.ports import Facts, Verdicts
from learnapp.engine.event import Evidence, Reason, Verb
from learnapp.engine.kc import KC, Content, ContentKind, CourseSnapshot, KCState, LearnerState, Lesson
from learnapp.engine.mastery import THRESHOLDS
from learnapp.engine.selector import FEATURES, Candidate, Ranked
from learnapp.engine.targets import Purpose

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
FIRST, SECOND, ELSEWHERE = UUID(int=1), UUID(int=2), UUID(int=3)
LESSON = UUID(int=10)
ITEMS = {
    UUID(int=100 + n): Content(
        UUID(int=100 + n), 1, ContentKind.PRACTICE, f"Item {n}", "", LESSON, n, (FIRST if n < 6 else SECOND,)
    )
    for n in range(10)
}
COURSE = CourseSnapshot(
    tenant_id=UUID(int=50),
    course_id=UUID(int=51),
    version=1,
    title="Course",
    subject="mathematics",
    language="en",
    lessons=(Lesson(LESSON, "Lesson", 0, (FIRST, SECOND)),),
    kcs={FIRST: KC(FIRST, "a", "A"), SECOND: KC(SECOND, "b", "B")},
    prerequisites={SECOND: (FIRST,)},
    content=ITEMS,
    by_kc={FIRST: tuple(ITEMS)[:6], SECOND: tuple(ITEMS)[6:]},
    topological=(FIRST, SECOND),
)
FACTS = Facts(UUID(int=50), True, True, (), None, 12, "k12", date(2026, 3, 2), "en")


def ranked(*contents: Content) -> list[Ranked]:
    features = np.zeros(len(FEATURES))
    features[0] = 0.7
    return [
        Ranked(Candidate(each, each.kc_ids[0], Purpose.PRACTISE, features), 1.0 - place / 10)
        for place, each in enumerate(contents)
    ]


def reasons(each: Ranked) -> list[Reason]:
    evidence = [Evidence(event_id=UUID(int=9), verb=Verb.ANSWERED, occurred_at=NOW)]
    return [Reason(code="reason-start-here", text=each.candidate.content.title, evidence=evidence)]


def approve(top: Sequence[Ranked], exploration: float = 0.0, seed: int = 1, **more: Any) -> Verdicts:
    wanted: dict[str, Any] = {
        "learner": LearnerState(UUID(int=4), COURSE.course_id),
        "snapshot": COURSE,
        "facts": FACTS,
        "shown": [],
        "barred": frozenset(),
        "explain": reasons,
        "rng": random.Random(seed),
    }
    return Evaluator(exploration).approve(top, **{**wanted, **more})


def test_the_best_three_pass_with_their_reasons() -> None:
    verdicts = approve(ranked(*list(ITEMS.values())[:6]))
    assert [each.content_id for each in verdicts.approved] == list(ITEMS)[:3]
    assert all(each.reasons[0].evidence for each in verdicts.approved)
    assert set(verdicts.propensity.values()) == {1.0}


def test_nothing_behind_a_prerequisite_passes_unless_it_was_begun() -> None:
    behind = ITEMS[UUID(int=106)]
    assert approve(ranked(behind)).rejected == {behind.content_id: "prerequisite"}
    learner = LearnerState(UUID(int=4), COURSE.course_id, kcs={SECOND: KCState(SECOND, attempts=1)})
    assert len(approve(ranked(behind), learner=learner).approved) == 1


def test_what_does_not_suit_the_age_never_passes_and_an_unknown_age_suits_nothing_special() -> None:
    grown = replace(ITEMS[UUID(int=100)], min_age=16)
    assert approve(ranked(grown)).rejected == {grown.content_id: "age"}
    assert approve(ranked(grown), facts=replace(FACTS, age=None)).approved == []
    assert len(approve(ranked(grown), facts=replace(FACTS, age=16)).approved) == 1


def test_doubtful_content_is_rejected_and_goes_to_people_once() -> None:
    poor = replace(ITEMS[UUID(int=100)], quality=THRESHOLDS.quality - 0.1)
    astray = replace(ITEMS[UUID(int=101)], kc_ids=(FIRST, ELSEWHERE, UUID(int=77)))
    verdicts = approve(ranked(poor, astray))
    assert verdicts.rejected == {poor.content_id: "quality", astray.content_id: "alignment"}
    assert [line.reason_code for line in verdicts.reviews] == ["review-low-quality", "review-not-aligned"]
    assert len({line.dedupe_key for line in verdicts.reviews}) == 2


def test_what_was_shown_often_gives_way_but_is_better_than_nothing() -> None:
    items = list(ITEMS.values())[:5]
    often = [items[0].content_id] * THRESHOLDS.exposure
    assert [e.content_id for e in approve(ranked(*items), shown=often).approved] == list(ITEMS)[1:4]
    assert [e.content_id for e in approve(ranked(items[0]), shown=often).approved] == [items[0].content_id]


def test_what_was_asked_for_keeps_the_first_place_however_often_it_was_shown() -> None:
    items = list(ITEMS.values())[:6]
    asked = Ranked(ranked(items[5])[0].candidate._replace(kc_id=ELSEWHERE), 9.0)
    often = [items[5].content_id] * THRESHOLDS.exposure
    top = [asked, *ranked(*items[:5])]
    verdicts = approve(top, shown=often, led=frozenset({ELSEWHERE}))
    assert [each.content_id for each in verdicts.approved] == [items[k].content_id for k in (5, 0, 1)]
    assert verdicts.rejected == {}
    assert items[5].content_id not in {e.content_id for e in approve(top, shown=often).approved}, "only for a wish"
    # Something else on the way that is not worn takes the place instead.
    fresh = ranked(items[4])[0].candidate._replace(kc_id=ELSEWHERE)
    verdicts = approve([asked, *ranked(*items[:4]), Ranked(fresh, 0.1)], shown=often, led=frozenset({ELSEWHERE}))
    assert [each.content_id for each in verdicts.approved] == [items[k].content_id for k in (4, 0, 1)]
    # What was just done does not come back for it.
    barred = frozenset({items[5].content_id})
    assert approve(top, shown=often, barred=barred, led=frozenset({ELSEWHERE})).rejected == {
        items[5].content_id: "just_done"
    }


def test_what_was_just_finished_does_not_return_even_when_nothing_else_is_left() -> None:
    only = ITEMS[UUID(int=100)]
    verdicts = approve(ranked(only), barred=frozenset({only.content_id}))
    assert verdicts.approved == [] and verdicts.rejected == {only.content_id: "just_done"}


def test_exploration_draws_as_often_as_it_says_and_never_what_was_rejected() -> None:
    poor = replace(ITEMS[UUID(int=105)], quality=0.1)
    top = ranked(*list(ITEMS.values())[:5], poor)
    drawn = [approve(top, exploration=0.3, seed=seed) for seed in range(1000)]
    share = sum(verdicts.explored for verdicts in drawn) / len(drawn)
    assert 0.25 < share < 0.35
    assert all(poor.content_id not in verdicts.propensity for verdicts in drawn)
    assert all(v.approved[0].content_id == UUID(int=100) for v in drawn), "the first places stay with the best"
