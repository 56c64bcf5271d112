"""Items estimated from an institution's answers: they serve it alone, never move what was earned, and are replayed."""

from __future__ import annotations

import asyncio
import random
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from learnapp.engine.irt import logistic
from learnapp.engine.kc import Content
from learnapp.ml.artefact import ModelKind, pack
from learnapp.ml.difficulty_estimator import VERSION
from learnapp.ml.difficulty_judge import judge
from learnapp.ml.recipes import RECIPES, UNTRAINED
from learnapp.ml.serving import ModelServing
from learnapp.services import difficulty, item_analysis, item_parameters, model_cards, model_registry, withdrawals
from learnapp.services.learning import record_event
from learnapp.services.model_serving import Registry
from learnapp.services.recompute import rebuild_state
from learnapp.storage.repositories import item_parameters as rows
from learnapp.storage.repositories.item_parameters import FitRow, ParameterRow, StudiedCourse
from tests.integration.learning.conftest import NOW, Classroom, new_classroom, refuse_analytics
from tests.integration.learning.test_item_analysis import Tried, put, say
from tests.integration.models.test_registry import stored as store_version
from tests.unit.ml.kinds import dataset

HARD, EASY = 3, 8
"""Places of items that are far from what their author thought."""


def practice(classroom: Classroom) -> list[UUID]:
    return [item for items in classroom.course.practice for item in items]


def story(students: int, items: int, seed: int = 1) -> list[Tried]:
    """Tell of a class for which one item is far harder, and one far easier, than their author thought."""
    draw = random.Random(seed)  # noqa: S311 - the same story each time
    found: list[Tried] = []
    for student in range(students):
        able = draw.gauss(0, 1)
        for item in range(items):
            level = {HARD: -2.0, EASY: 2.0}.get(item, 0.0)
            found.append((student, item, draw.random() < logistic(able + level), 0, 20_000))
    return found


def studied(classroom: Classroom) -> StudiedCourse:
    course = classroom.course
    return StudiedCourse(course.tenant_id, course.course_id, [1], classroom.clock.now())


async def estimated(classroom: Classroom, *, whole: bool = True) -> bool:
    classroom.clock.at += timedelta(minutes=5)
    return await difficulty.estimate(classroom.school.tenant_id, studied(classroom), whole=whole)


async def stored(classroom: Classroom) -> dict[UUID, ParameterRow]:
    tenant = classroom.school.tenant_id
    async with classroom.services.db.transaction(tenant) as tx:
        found = await rows.parameters(tx.session, tenant, classroom.course.course_id)
    return {row.content_id: row for row in found}


async def last(classroom: Classroom) -> FitRow:
    tenant = classroom.school.tenant_id
    async with classroom.services.db.transaction(tenant) as tx:
        found = await rows.last_fit(tx.session, tenant, classroom.course.course_id)
    assert found is not None
    return found


async def served(classroom: Classroom, item: UUID, tenant: UUID | None = None) -> Content:
    course = classroom.course
    base = await classroom.services.courses.get(course.tenant_id, course.course_id, 1)
    return (await item_parameters.course(tenant or classroom.school.tenant_id, base)).content[item]


async def test_answers_move_what_is_served_to_the_institution_alone(classroom: Classroom) -> None:
    items = practice(classroom)
    before = await served(classroom, items[HARD])
    await put(classroom, story(60, 20), 60, items)
    assert await estimated(classroom)
    fit = await last(classroom)
    assert fit.outcome == "served" and (fit.students, fit.answers) == (60, 1200)
    assert fit.log_loss is not None and fit.author_log_loss is not None and fit.log_loss < fit.author_log_loss
    hard, easy = await served(classroom, items[HARD]), await served(classroom, items[EASY])
    assert hard.estimated and hard.difficulty > before.difficulty + 0.5 and hard.difficulty > easy.difficulty + 2
    assert hard.steps is before.steps and hard.version == before.version
    # Whoever else reads the course reads what its author gave.
    other = await new_classroom(classroom.services)
    theirs = await served(classroom, items[HARD], other.school.tenant_id)
    assert not theirs.estimated and theirs.difficulty == before.difficulty


async def test_items_are_not_estimated_from_who_has_refused_it(classroom: Classroom) -> None:
    items, tenant = practice(classroom), classroom.school.tenant_id
    await put(classroom, story(60, 20), 60, items)
    await say(classroom, items[HARD])
    await say(classroom, items[HARD], who="bob")
    until = classroom.clock.at + timedelta(minutes=5)
    before = await difficulty.dataset(tenant, studied(classroom), until)
    await refuse_analytics(classroom, "alice")
    after = await difficulty.dataset(tenant, studied(classroom), until)
    assert (after.log.students, len(after.log)) == (before.log.students - 1, len(before.log) - 1)
    assert await estimated(classroom)
    await say(classroom, items[EASY])
    fit = await last(classroom)
    # Nor from what she answers afterwards.
    await estimated(classroom, whole=False)
    now = await last(classroom)
    assert now.seen_until > fit.seen_until and now.answers == fit.answers


async def test_the_event_path_measures_with_the_estimate_and_never_asks_again(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = practice(classroom)
    await put(classroom, story(60, 20), 60, items)
    await say(classroom, items[HARD])
    await estimated(classroom)
    await say(classroom, items[HARD], who="bob")
    ((one,), (two,)) = await classroom.rows(
        "SELECT theta FROM learner_state WHERE student_id IS NOT NULL ORDER BY theta"
    )
    assert two > one + 0.1, "a right answer to a hard question says more"
    results = await classroom.rows(
        "SELECT result -> 'item' FROM learning_event WHERE student_id = ANY(%s) ORDER BY received_at",
        [classroom.school[name].person_id for name in ("alice", "bob")],
    )
    item = await served(classroom, items[HARD])
    assert [row[0] for row in results] == [None, [item.discrimination, item.difficulty]]

    async def asked(*_: object) -> None:
        raise AssertionError("an event asked the database for item parameters")

    monkeypatch.setattr(rows, "stamp", asked)
    await say(classroom, items[EASY], who="bob")


async def test_another_process_takes_new_parameters_up_in_time(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = practice(classroom)
    await put(classroom, story(60, 20), 60, items)
    assert item_parameters.KEPT_SECONDS <= 300
    await served(classroom, items[HARD])
    # What the worker writes, this process is not told.
    monkeypatch.setattr(item_parameters, "forget", lambda *_: None)
    await estimated(classroom)
    assert not (await served(classroom, items[HARD])).estimated
    monkeypatch.setattr(item_parameters, "monotonic", lambda: time.monotonic() + item_parameters.KEPT_SECONDS)
    event = classroom.event(content=items[HARD], response="7")
    await record_event(event, classroom.actor())
    assert (await served(classroom, items[HARD])).estimated


async def test_mastery_stays_what_it_was_and_a_right_answer_never_lowers_it(classroom: Classroom) -> None:
    items = practice(classroom)
    await put(classroom, story(60, 20), 60, items)
    for item in [*items[:5], *items[:2]]:
        await say(classroom, item)
    query = "SELECT kc_id, p_mastered, low, high, mastered_at FROM kc_state ORDER BY kc_id"
    ability = "SELECT theta, theta_variance FROM learner_state"
    before, able = await classroom.rows(query), await classroom.rows(ability)
    assert any(row[4] for row in before), "something was earned"
    assert await estimated(classroom)
    assert await classroom.rows(query) == before and await classroom.rows(ability) == able
    # Not even where the item now counts for next to nothing.
    classroom.clock.at += timedelta(hours=20)
    for item in (items[EASY], items[0]):
        answer = await record_event(classroom.event(content=item, response="7"), classroom.actor())
        assert answer.mastery and all(change.after >= change.before for change in answer.mastery)
    after = {row[0]: row for row in await classroom.rows(query)}
    for row in before:
        assert after[row[0]][1] >= row[1] and (row[4] is None or after[row[0]][4] == row[4])


async def test_the_log_rebuilds_the_same_state_after_parameters_changed(classroom: Classroom) -> None:
    items, draw = practice(classroom), random.Random(3)  # noqa: S311 - the same story each time
    await put(classroom, story(60, 20), 60, items)
    for turn in range(3):
        for item in draw.sample(items, 4):
            await say(classroom, item, draw.choice(("7", "12")))
            classroom.clock.at += timedelta(minutes=40)
        if turn < 2:
            await estimated(classroom)
    rebuilt = await rebuild_state(
        classroom.school.tenant_id, classroom.school["alice"].person_id, classroom.school.section_id
    )
    ((theta, variance),) = await classroom.rows("SELECT theta, theta_variance FROM learner_state")
    assert (rebuilt.theta, rebuilt.theta_variance) == (theta, variance)
    kept = await classroom.rows("SELECT kc_id, p_mastered FROM kc_state")
    assert sorted((kc, state.p_mastered) for kc, state in rebuilt.kcs.items()) == sorted(kept)


async def test_new_answers_are_brought_in_every_hour_once(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = practice(classroom)
    await put(classroom, story(60, 20), 60, items)
    await estimated(classroom)
    before, course = await stored(classroom), studied(classroom)
    assert not await difficulty.estimate(classroom.school.tenant_id, course), "nothing is new"
    classroom.clock.at += timedelta(minutes=30)
    for who in ("alice", "bob"):
        await say(classroom, items[0], "12", who)
        # Again on the same step: only the first try says something.
        await say(classroom, items[0], "13", who)
    classroom.clock.at += timedelta(minutes=30)
    assert await estimated(classroom, whole=False)
    after = await stored(classroom)
    assert after[items[0]].b > before[items[0]].b and after[items[0]].answers == before[items[0]].answers + 2
    assert after[items[0]].se_b <= before[items[0]].se_b
    assert {item for item in after if after[item] != before[item]} == {items[0]}
    fit = await last(classroom)
    assert fit.full_at < fit.fitted_at and fit.answers == 1202


async def test_two_workers_do_not_count_the_same_answers_twice(classroom: Classroom) -> None:
    items = practice(classroom)
    await put(classroom, story(60, 20), 60, items)
    await estimated(classroom)
    before = await stored(classroom)
    classroom.clock.at += timedelta(minutes=30)
    await say(classroom, items[0], "12")
    classroom.clock.at += timedelta(minutes=30)
    both = (difficulty.estimate(classroom.school.tenant_id, studied(classroom)) for _ in range(2))
    assert sorted(await asyncio.gather(*both)) == [False, True]
    assert (await stored(classroom))[items[0]].answers == before[items[0]].answers + 1


async def test_the_worker_comes_round_by_itself(classroom: Classroom) -> None:
    items = practice(classroom)
    await put(classroom, story(60, 20), 60, items)
    await say(classroom, items[0])
    classroom.clock.at += timedelta(minutes=5)
    assert await difficulty.work() >= 1
    assert (await last(classroom)).outcome == "served"
    assert await difficulty.work() == 0


async def test_too_few_students_leave_the_author_s_figures(classroom: Classroom) -> None:
    items = practice(classroom)
    await put(classroom, story(8, 20), 8, items)
    await estimated(classroom)
    assert (await last(classroom)).outcome == "few" and not await stored(classroom)
    assert not (await served(classroom, items[HARD])).estimated


async def test_estimates_that_are_no_better_than_the_author_give_way(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = practice(classroom)
    await put(classroom, story(60, 20), 60, items)
    await estimated(classroom)
    assert (await served(classroom, items[HARD])).estimated
    monkeypatch.setattr(difficulty, "judge", lambda *of: {**judge(*of), "author_log_loss": 0.1})
    await estimated(classroom)
    assert (await last(classroom)).outcome == "no_better" and not await stored(classroom)
    assert not (await served(classroom, items[HARD])).estimated


async def test_voided_answers_say_nothing(classroom: Classroom) -> None:
    items = practice(classroom)
    await put(classroom, story(30, 20), 30, items)
    await withdrawals.void(classroom.actor("carol"), classroom.school.section_id, items[2], "The key is wrong.")
    data = await difficulty.dataset(classroom.school.tenant_id, studied(classroom), NOW)
    counted = np.bincount(data.log.item, minlength=len(data.items))
    answers = {one.content_id: int(counted[place]) for place, one in enumerate(data.items)}
    assert answers[items[2]] == 0 and answers[items[3]] == 30


async def test_the_teacher_reads_it_in_words_with_what_it_rests_on(classroom: Classroom) -> None:
    items, carol, section = practice(classroom), classroom.actor("carol"), classroom.school.section_id
    await put(classroom, story(60, 20), 60, items)
    first = (await item_analysis.item(carol, section, items[HARD])).row.difficulty
    assert (first.basis, first.answers, first.flags) == ("author", 0, [])
    await estimated(classroom)
    view = await item_analysis.item(carol, section, items[HARD])
    found = view.row.difficulty
    assert found.word in ("hard", "very_hard") and found.basis == "fitted" and found.answers == 60
    assert found.low < found.chance < found.high < 60 and found.b_low < found.b < found.b_high
    chances = [one.chance for one in view.curve]
    assert chances == sorted(chances) and all(one.low <= one.chance <= one.high for one in view.curve)
    assert [one.name for one in view.curve if one.name] == [
        "much_weaker", "weaker", "average", "stronger", "much_stronger"
    ]  # fmt: skip
    table = await item_analysis.items(carol, section, sort="hardness", size=50)
    assert table.rows[0].item_id == str(items[EASY]) and table.rows[-1].item_id == str(items[HARD])


async def test_an_item_that_is_the_wrong_way_round_has_no_word_and_no_curve(classroom: Classroom) -> None:
    items, carol, section = practice(classroom), classroom.actor("carol"), classroom.school.section_id
    draw, turned = random.Random(2), list[Tried]()  # noqa: S311 - the same story each time
    for student in range(60):
        able = draw.gauss(0, 1.5)
        for item in range(20):
            level = -able if item == 0 else able + item % 5 - 2
            turned.append((student, item, draw.random() < logistic(level), 0, 20_000))
    await put(classroom, turned, 60, items)
    await estimated(classroom)
    view = await item_analysis.item(carol, section, items[0])
    assert view.row.difficulty.flags == ["backwards"] and view.row.difficulty.word == "unclear" and not view.curve
    served_now = await served(classroom, items[0])
    assert 0 < served_now.discrimination < 0.6, "it is not turned round, and hardly moves anybody"
    for falling in (False, True):
        table = await item_analysis.items(carol, section, sort="hardness", descending=falling, size=50)
        assert table.rows[-1].item_id == str(items[0])


async def test_what_is_read_of_a_text_holds_nothing_of_its_key(classroom: Classroom) -> None:
    found = difficulty.facts_of(await served(classroom, practice(classroom)[0]))
    assert found.text.endswith("3 + 4") and found.kinds == ("numeric",) and found.hints == 3
    assert "7" not in found.text and "12" not in found.text


async def test_estimates_rest_on_the_version_in_production_and_on_none_after_going_back(
    classroom: Classroom, tmp_path: Path
) -> None:
    services, kind = classroom.services, ModelKind.DIFFICULTY_ESTIMATOR.value
    services.models = ModelServing(Registry(services.db), RECIPES)
    items, adam = practice(classroom), classroom.actor("adam")
    await put(classroom, story(60, 20), 60, items)
    assert await estimated(classroom) and (await last(classroom)).model_version == VERSION
    RECIPES[kind].fit(dataset(kind).train, 0).save(tmp_path)
    version = await store_version(
        services, classroom.school.tenant_id, 0, UNTRAINED[kind], data=pack(tmp_path), kind=kind
    )  # fmt: skip
    await model_registry.move(adam, version, "shadow")
    assert not await estimated(classroom, whole=False), "what looks on changes nothing"
    await model_registry.move(adam, version, "canary", share=0.05)
    assert await estimated(classroom, whole=False), "the school has one course, so that one is on trial"
    assert (await last(classroom)).model_version == f"{kind}@1.0.0"
    await model_registry.clear(adam, kind, "canary")
    assert await estimated(classroom, whole=False) and (await last(classroom)).model_version == VERSION
    await model_registry.move(adam, version, "shadow")
    await model_registry.move(adam, version, "production")
    before = await stored(classroom)
    # Nobody has answered since: it is another version, and that is enough.
    assert await estimated(classroom, whole=False)
    after = await stored(classroom)
    assert (await last(classroom)).model_version == f"{kind}@1.0.0"
    assert {row.model_version for row in after.values()} == {f"{kind}@1.0.0"}
    assert any(abs(after[item].b - before[item].b) > 1e-6 for item in before)
    card = await model_cards.version_view(adam, version)
    assert card.since.enough and card.since.answers == 1200 and 0 < card.since.said < card.since.was
    await model_registry.rollback(adam, kind)
    assert await estimated(classroom, whole=False) and (await last(classroom)).model_version == VERSION
    await services.models.close()
