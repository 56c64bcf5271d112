"""The other three kinds in the registry: trained from the log, serving where they belong, refused and taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from psycopg.types.json import Jsonb
from uuid_utils.compat import uuid7

from learnapp.core.clock import FixedClock
from learnapp.core.errors import ConflictError
from learnapp.engine import selector
from learnapp.ml.artefact import ModelKind, pack
from learnapp.ml.content_recommender import ContentRecommender
from learnapp.ml.limits import LIMITS
from learnapp.ml.recipes import BATCH, RECIPES, UNTRAINED
from learnapp.security.access import Actor
from learnapp.services import (
    Services,
    experiment_arms,
    experiments,
    fairness,
    model_cards,
    model_pruning,
    model_registry,
    model_serving,
    model_training,
    notice_board,
    review,
    training_data,
    training_work,
    transparency,
)
from learnapp.services.experiment_designs import Draft
from learnapp.services.model_training import TrainingRunsError
from learnapp.storage.repositories import model_registry as rows
from tests.factories import School, build_school
from tests.integration.models.conftest import work_off
from tests.integration.models.test_registry import stored
from tests.unit.ml.kinds import KINDS, dataset
from tests.unit.ml.simulated_choices import played

RECOMMENDER, TRIGGER = ModelKind.CONTENT_RECOMMENDER.value, ModelKind.INTERVENTION_TRIGGER.value
DIFFICULTY = ModelKind.DIFFICULTY_ESTIMATOR.value
LATER = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
_DECIDED = """
INSERT INTO decision (tenant_id, created_at, decision_id, student_id, course_id, event_id, candidates, approved,
                      propensity, policy_version, features_version, served)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'frontier-fit@1', 'x', '{"model": "bkt-irt@1"}')
"""
_DONE = """
INSERT INTO learning_event (tenant_id, received_at, event_id, student_id, section_id, course_id, student_seq, verb,
                            object_id, object_version, step_id, kc_ids, correct, result, occurred_at, asserted)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 1, %s, %s, %s, %s, %s, false)
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The packed files of a real model of each kind."""
    found = {}
    for kind in KINDS:
        folder: Path = tmp_path_factory.mktemp(kind)
        RECIPES[kind].fit(dataset(kind).train, 0).save(folder)
        found[kind] = pack(folder)
    return found


@pytest_asyncio.fixture(loop_scope="session")
async def later(services: Services) -> AsyncIterator[Services]:
    """The services, some days after what the students did."""
    real = services.clock
    services.clock = FixedClock(LATER)
    yield services
    services.clock = real


async def followed(services: Services, students: int = 70) -> School:
    """Build a school whose students have followed recommendations, as simulated ones do."""
    names = tuple(f"student{number}" for number in range(students))
    school = await build_school(services.db, "ashfield", "university", students=names)
    decisions, events = played(selector.score, students, 1)
    people = {UUID(int=(9 << 64) + number): school[name].person_id for number, name in enumerate(names)}
    tenant, course = school.tenant_id, school.course[1]
    decided, done = [], []
    for one in decisions:
        candidates = [
            {"content_id": str(each.content_id), "kc_id": str(each.kc_id), "purpose": each.purpose.value,
             "features": list(each.features), "score": each.score, "chance": each.chance}
            for each in one.candidates
        ]  # fmt: skip
        chances = {str(each.content_id): each.chance for each in one.candidates}
        decided.append(
            (tenant, one.at, one.decision_id, people[one.student_id], course, one.event_id, Jsonb(candidates),
             Jsonb([str(each) for each in one.shown]), Jsonb(chances))
        )  # fmt: skip
    for place, act in enumerate(events):
        minutes = None if act.minutes is None else int(act.minutes * 60_000)
        told = {str(kc): [value] for kc, value in act.told.items()}
        result = {"mastery": told} | ({} if minutes is None else {"duration_ms": minutes})
        done.append(
            (tenant, act.at, act.event_id, people[act.student_id], school.section_id, course, place, act.verb.value,
             act.content_id, act.step_id, list(act.kc_ids), act.correct, Jsonb(result), act.at)
        )  # fmt: skip
    async with services.db.raw(tenant, pipelined=False) as conn, conn.cursor() as cursor:
        await cursor.executemany(_DECIDED, decided)
        await cursor.executemany(_DONE, done)
    return school


async def _promoted(admin: Actor, *versions: UUID) -> None:
    for version in versions:
        await model_registry.move(admin, version, "shadow")
        await model_registry.move(admin, version, "production")


async def test_a_recommender_is_trained_from_the_school_s_own_log_and_its_card_tells_it(later: Services) -> None:
    school = await followed(later)
    admin = school.actor("adam")
    run_id = await model_training.start(admin, RECOMMENDER)
    await work_off()
    run = await model_training.find_run(admin, run_id)
    assert (run.status, run.message) == ("done", "") and run.version_id is not None
    view = await model_cards.version_view(admin, run.version_id)
    assert (view.kind, view.number, view.stage) == (RECOMMENDER, "1.0.0", "shadow")
    assert view.steps == ("canary", "production") and view.data.test_students == 14 and view.data.questions > 20
    gates = {gate.name: gate for gate in view.gates}
    assert set(gates) == {"enough", "better", "fair", "fast"} and gates["enough"].outcome == "too_few"
    assert gates["better"].words == "models-gate-content_recommender-better-too_few" and gates["better"].about == "none"
    figures = {line.name: line for line in view.figures}
    assert figures["reward_over_rules"].low < figures["reward_over_rules"].value < figures["reward_over_rules"].high
    assert figures["reward_model"].known_base and not figures["reward_model"].known_before
    assert str(school["student0"].person_id) not in str((await model_registry.find(admin, run.version_id)).row)
    (told,) = [one for day in (await notice_board.read(admin)).days for one in day.notices if "training" in str(one)]
    assert f"notice-training-done-{RECOMMENDER}" in str(told)
    # The same log again adds nothing.
    again = await training_work.run_here(admin, RECOMMENDER, lambda _step: None)
    assert (again.status, again.version_id) == ("done", None)


@pytest.mark.parametrize("kind", [RECOMMENDER, TRIGGER, DIFFICULTY])
async def test_a_school_without_a_past_is_told_so(services: Services, hillview: School, kind: str) -> None:
    run = await training_work.run_here(hillview.actor("adam"), kind, lambda _step: None)
    assert (run.status, run.error) == ("failed", "too_few_answers") and run.message


@pytest.mark.parametrize("kind", KINDS)
async def test_two_trainings_of_a_kind_do_not_run_at_once_but_those_of_two_kinds_may_wait(
    services: Services, hillview: School, kind: str
) -> None:
    admin = hillview.actor("adam")
    run_id = await model_training.start(admin, kind)
    with pytest.raises(TrainingRunsError):
        await model_training.start(admin, kind)
    other = await model_training.start(admin, next(one for one in KINDS if one != kind))
    for one in (run_id, other):
        await model_training.stop(admin, one)
    await work_off()
    assert (await model_training.find_run(admin, run_id)).status == "stopped"


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_promoted_serves_and_foreign_files_give_way_to_the_version_before(
    services: Services, hillview: School, files: dict[str, bytes], kind: str
) -> None:
    admin, tenant = hillview.actor("adam"), hillview.tenant_id

    async def serves() -> str:
        if kind in BATCH:
            served = (await model_serving.batch(tenant, ModelKind(kind))).production
        else:
            served = model_serving.predictor_for(tenant, uuid4(), ModelKind(kind))
        return served.name if served is not None else UNTRAINED[kind]

    good = await stored(services, tenant, 0, UNTRAINED[kind], data=files[kind], kind=kind)
    await _promoted(admin, good)
    assert await serves() == f"{kind}@1.0.0"
    other = files[next(one for one in KINDS if one != kind)]
    foreign = await stored(services, tenant, 1, f"{kind}@1.0.0", data=other, kind=kind)
    await _promoted(admin, foreign)
    assert await serves() == f"{kind}@1.0.0"
    lines = [one for one in (await review.list_reviews(admin)).rows if one.subject_id == foreign]
    assert [one.reason_code for one in lines] == ["review-model-broken"]
    card = next(
        one for one in await transparency.model_cards(admin) if f"{kind}@1.1.0" in (one.foresees or one.version)
    )
    assert card.since
    assert await model_registry.rollback(admin, kind) == f"{kind}@1.0.0"
    assert await model_registry.rollback(admin, kind) == UNTRAINED[kind]
    assert await serves() == UNTRAINED[kind]
    if kind in BATCH:
        await model_registry.move(admin, good, "canary", share=0.1)
        trial = await model_serving.batch(tenant, ModelKind(kind))
        parts = [uuid4() for _ in range(200)]
        names = [one.name if one is not None else UNTRAINED[kind] for one in trial.of(parts).values()]
        assert set(names) == {f"{kind}@1.0.0", UNTRAINED[kind]} and names.count(f"{kind}@1.0.0") < 60
        assert list(trial.of(parts[:1]).values()) == [trial.canary], "a trial with nobody would tell nothing"
        await model_registry.move(admin, foreign, "canary", share=0.5)
        assert set((await model_serving.batch(tenant, ModelKind(kind))).of(parts).values()) == {None}


async def test_a_recommender_in_a_canary_scores_under_its_own_name(
    services: Services, hillview: School, files: dict[str, bytes]
) -> None:
    admin, tenant = hillview.actor("adam"), hillview.tenant_id
    version = await stored(services, tenant, 3, data=files[RECOMMENDER], kind=RECOMMENDER)
    await model_registry.move(admin, version, "canary", share=0.5)
    students = [uuid4() for _ in range(400)]
    found = [model_serving.predictor_for(tenant, one, ModelKind.CONTENT_RECOMMENDER) for one in students]
    served = [one for one in found if one is not None]
    assert 140 < len(served) < 260
    assert {(one.stage, one.model.version) for one in served} == {("canary", f"{RECOMMENDER}@1.3.0")}
    again = [model_serving.predictor_for(tenant, one, ModelKind.CONTENT_RECOMMENDER) for one in students]
    assert [one is None for one in again] == [one is None for one in found]


async def test_the_trigger_that_serves_is_what_the_fairness_report_names(
    services: Services, hillview: School, files: dict[str, bytes]
) -> None:
    admin, tenant = hillview.actor("adam"), hillview.tenant_id
    assert await model_serving.trigger(tenant) is None
    even = {"rows": 400, "students": 60, "outcomes": 90, "threshold": 0.5, "least": 30, "auc": 0.8, "slices": []}
    version = await stored(
        services, tenant, 0, UNTRAINED[TRIGGER], data=files[TRIGGER], kind=TRIGGER, figures={"fairness": even}
    )
    await _promoted(admin, version)
    found = await model_serving.trigger(tenant)
    assert found is not None and found[0] == f"{TRIGGER}@1.0.0"
    page = await fairness.reports(admin)
    assert [(one.version, one.document["source"]) for one in page.rows] == [(f"{TRIGGER}@1.0.0", "model")]


async def test_two_versions_are_held_against_each_other_and_everybody_stays_in_their_arm(
    services: Services, hillview: School, files: dict[str, bytes]
) -> None:
    admin, tenant = hillview.actor("adam"), hillview.tenant_id
    closed = await stored(services, tenant, 0, data=files[RECOMMENDER], kind=RECOMMENDER, outcomes={"fast": "failed"})
    for number in (1, 2):
        await stored(services, tenant, number, data=files[RECOMMENDER], kind=RECOMMENDER)
    assert sorted(await experiments.versions(admin)) == [f"{RECOMMENDER}@1.1.0", f"{RECOMMENDER}@1.2.0"]
    arms = {"now": 35, "content_recommender_1_1_0": 30, "content_recommender_1_2_0": 30, "chance": 5}
    made = await experiments.create(
        admin,
        Draft("Old and new", "Does the newer version teach more?", "model", "student", 100, arms,
              effect=0.5, planned_end=(services.clock.now() + timedelta(days=60)).date()),
    )  # fmt: skip
    await experiments.start(admin, made)
    students = [uuid4() for _ in range(60)]
    drawn = [await experiment_arms.arm_of(tenant, one, hillview.section_id) for one in students]
    tried = {arm.model: arm.scorer for arm in drawn if arm is not None and arm.scorer is not None}
    assert set(tried) == {f"{RECOMMENDER}@1.1.0", f"{RECOMMENDER}@1.2.0"}
    assert all(isinstance(one, ContentRecommender) for one in tried.values())
    experiment_arms.forget(tenant)
    again = [await experiment_arms.arm_of(tenant, one, hillview.section_id) for one in students]
    assert [arm and arm.label for arm in again] == [arm and arm.label for arm in drawn]
    assert closed not in (await experiments.versions(admin)).values()


async def test_only_files_that_nothing_needs_any_more_are_removed(
    services: Services, hillview: School, files: dict[str, bytes]
) -> None:
    admin, tenant, kind = hillview.actor("adam"), hillview.tenant_id, RECOMMENDER
    made = [
        await stored(services, tenant, number, f"{kind}@1.{number - 1}.0" if number else UNTRAINED[kind], kind=kind,
                     data=files[kind])
        for number in range(8)
    ]  # fmt: skip
    await _promoted(admin, made[0], made[1])
    await model_registry.move(admin, made[2], "shadow")
    assert await model_pruning.prune(tenant, kind) == 0, "none of them is old"
    real = services.clock
    services.clock = FixedClock(real.now() + timedelta(days=LIMITS.kept_days + 1))
    try:
        assert await model_pruning.prune(tenant, kind) == 2
        assert await model_pruning.prune(tenant, kind) == 0
    finally:
        services.clock = real
    async with services.db.transaction(tenant) as tx:
        left = [(await rows.version(tx.session, tenant, one)) for one in made]
    assert [one is not None and one.pruned for one in left] == [False, False, False, True, True, False, False, False]
    with pytest.raises(ConflictError, match="removed"):
        await model_registry.move(admin, made[3], "shadow")
    assert (await model_cards.version_view(admin, made[3])).pruned
    assert await model_registry.rollback(admin, kind) == f"{kind}@1.0.0"
    served = model_serving.predictor_for(tenant, uuid4(), ModelKind(kind))
    assert served is not None and served.name == f"{kind}@1.0.0"


async def test_weeks_and_first_tries_stand_under_numbers_and_without_who_has_refused(services: Services) -> None:
    names = tuple(f"student{number}" for number in range(6))
    school = await build_school(services.db, "birchfield", "university", students=names)
    known = await training_data.students_of(school.tenant_id)
    assert {known[school[name].person_id].allowed for name in names} == {True}
    assert await fairness.gather(school.tenant_id, {}) is None
    assert uuid7() not in known
