"""The history unit: every passage says where it comes from, and every item accepts its answer and no listed mistake."""

from __future__ import annotations

import json
from typing import Any

import pytest

from learnapp.engine.answers import right_answers
from learnapp.engine.grading import grade
from learnapp.engine.kc import AnswerKind, Content, Step
from learnapp.integrations.content_packages.course_files import HISTORY_COURSE, read_course
from learnapp.integrations.content_packages.package import PackItem
from learnapp.services.course_store import content_of

PACK = read_course(HISTORY_COURSE)
PASSAGES = [item for item in PACK.items if item.source_ref.startswith("passage/")]


def whole(item: PackItem) -> Content:
    row: tuple[Any, ...] = (
        item.content_id, 1, item.kind, item.title, item.body, item.lesson_id, item.position, list(item.kc_ids),
        item.minutes, json.dumps(item.body_public), json.dumps(item.answer_key), item.discrimination, item.difficulty,
        item.quality, item.min_age, item.language, item.license, item.attribution, item.source,
    )  # fmt: skip
    return content_of(row)


ITEMS = [whole(item) for item in PACK.items if item.kind == "practice"]
STEPS = [pytest.param(step, id=item.title) for item in ITEMS for step in item.steps]


def test_there_are_enough_passages_and_items_for_a_unit() -> None:
    assert len(PASSAGES) >= 25 and len(ITEMS) >= 40
    assert {step.answer_kind for item in ITEMS for step in item.steps} >= {
        AnswerKind.CHOICE, AnswerKind.MULTIPLE_CHOICE, AnswerKind.ORDERING, AnswerKind.MATCHING, AnswerKind.TABLE,
        AnswerKind.SHORT_TEXT, AnswerKind.NUMERIC,
    }  # fmt: skip
    practised = {kc for item in ITEMS for kc in item.kc_ids}
    assert practised == {kc.kc_id for kc in PACK.kcs}


@pytest.mark.parametrize("item", PASSAGES, ids=lambda item: item.source_ref)
def test_every_passage_names_its_source(item: PackItem) -> None:
    source = whole(item).material.source
    assert source is not None and source.by and source.work and source.year.isdigit()
    # What was written after the war is named as such, or is a speech of its last weeks.
    assert source.kind != "primary" or int(source.year) <= 1865
    assert 80 <= len(item.body.split()) <= 260 or item.body_public.get("timeline")


def test_the_timeline_runs_in_the_order_of_time() -> None:
    (material,) = (whole(item).material for item in PASSAGES if "timeline" in item.body_public)
    years = [int(one.when.split()[-1]) for one in material.timeline]
    assert len(years) >= 15 and years == sorted(years)
    assert (years[0], years[-1]) == (1787, 1861)


def test_there_are_questions_to_discuss_in_every_lesson() -> None:
    lessons = {item.lesson_id for item in PASSAGES if whole(item).material.prompt}
    assert lessons == {lesson.lesson_id for lesson in PACK.course.lessons}


@pytest.mark.parametrize("step", STEPS)
def test_answers_are_accepted_and_listed_mistakes_are_not(step: Step) -> None:
    assert all(grade(step, answer).correct for answer in right_answers(step))
    if step.answer_kind in (AnswerKind.CHOICE, AnswerKind.NUMERIC, AnswerKind.SHORT_TEXT):
        for wrong, help_text in step.key.misconceptions:
            judged = grade(step, wrong)
            assert judged.correct is False and judged.feedback == help_text
    if step.answer_kind is AnswerKind.CHOICE:
        assert {wrong for wrong, _ in step.key.misconceptions} == set(step.choices) - set(step.key.accepted)
    assert [hint.kind for hint in step.hints] == ["hint", "hint", "bottom_out"]
    assert step.key.solution
