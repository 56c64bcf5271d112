"""A trained recommender reads the feature store in the path of an event; its training reads the same from the log."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
import pytest_asyncio
from numpy.typing import NDArray
from uuid_utils.compat import uuid7

from learnapp.core.errors import LearnAppError
from learnapp.engine import selector
from learnapp.engine.event import Verb
from learnapp.engine.selector import Candidate
from learnapp.ml.artefact import ModelKind, pack
from learnapp.ml.content_recommender import fit
from learnapp.ml.difficulty_estimator import VERSION
from learnapp.ml.feature_store import StoreReading
from learnapp.ml.known_features import READS
from learnapp.ml.recipes import RECIPES
from learnapp.ml.serving import ModelServing
from learnapp.services import (
    Services,
    feature_work,
    item_parameters,
    model_registry,
    recommendation_features,
    recommendations,
    set_current,
)
from learnapp.services import withdrawals as voids
from learnapp.services.learning import record_event
from learnapp.services.model_serving import Registry
from learnapp.storage.repositories import item_parameters as item_rows
from learnapp.storage.repositories import recommendations as decision_rows
from learnapp.storage.repositories.item_parameters import FitRow, ParameterRow
from tests.integration.learning.conftest import NOW, Classroom, new_classroom
from tests.integration.learning.test_feature_store import STUDENTS, some_event
from tests.integration.learning.test_reviews import serve as serve_memory
from tests.integration.learning.test_trained_models import RULES, Serving
from tests.integration.models.test_registry import stored
from tests.unit.ml.simulated_choices import log_of

KIND = ModelKind.CONTENT_RECOMMENDER.value


class Reader:
    """A recommender that ranks as the rules do and keeps what the store said for each candidate."""

    version = "of the files"

    def __init__(self) -> None:
        self.read: list[dict[UUID, NDArray[np.float64]]] = []

    def score(self, pool: Sequence[Candidate]) -> NDArray[np.float64]:
        self.read.append({each.content.content_id: each.known for each in pool if each.known is not None})
        return selector.score(pool)


async def measure_otherwise(classroom: Classroom) -> None:
    """Let the institution have estimated an item and fitted its own weights of memory."""
    tenant, course = classroom.school.tenant_id, classroom.course
    item = course.practice[0][0]
    async with classroom.services.db.transaction(tenant) as tx:
        row = ParameterRow(item, 1, 1.7, 1.1, 0.2, 0.2, 80, 40, "fitted", 0.0, [], NOW, VERSION)
        made = FitRow(NOW, NOW, NOW, "served", 40, 400, 0.5, 0.6, VERSION)
        assert await item_rows.note_fit(tx.session, tenant, course.course_id, made, None)
        await item_rows.put(tx.session, tenant, course.course_id, [row], whole=True)
    await serve_memory(classroom, 1, 0.5)
    item_parameters.forget(tenant)


async def test_what_is_read_at_a_decision_is_what_training_reads_of_it(services: Services) -> None:
    classroom = await new_classroom(services, students=STUDENTS)
    school, clock, draw, reader = classroom.school, classroom.clock, random.Random(7), Reader()
    tenant, course = school.tenant_id, classroom.course
    set_current(replace(classroom.services, models=Serving(None, reader)))
    online: dict[UUID, dict[UUID, NDArray[np.float64]]] = {}
    for number in range(130):
        name = draw.choice(STUDENTS)
        clock.at += timedelta(minutes=draw.choice((0.2, 1, 3, 40, 200)))
        if number == 40:
            await measure_otherwise(classroom)
        if number == 60:
            await voids.void(classroom.actor("carol"), school.section_id, course.practice[0][1], "The key says 12.")
        if number % 25 == 24:
            await feature_work.count_institution(tenant)
        event = some_event(classroom, draw, school[name].person_id)
        placed = None
        if number in (50, 51):
            # A hint and then the answer, so that hints are among what is compared.
            name, item, person = "alice", course.practice[1][4], school["alice"].person_id
            event = classroom.event(Verb.HINT_REQUESTED, item, hint_index=0, student_id=person)
            if number == 51:
                event = classroom.event(content=item, response="7", student_id=person)
        if number in (30, 70):
            event = classroom.event(Verb.QUIZ_COMPLETED, None, student_id=school[name].person_id)
            placed = {course.kcs[2]: 0.7, course.kcs[3]: 0.2}
        before = len(reader.read)
        try:
            answer = await record_event(event, classroom.actor(name), placed=placed)
        except LearnAppError as refused:
            assert refused.status in (403, 409, 422), refused
            continue
        assert answer.served.degraded == []
        if answer.decision_id is not None and len(reader.read) > before:
            online[event.event_id] = reader.read[-1]
    clock.at += timedelta(days=2)

    async with classroom.services.db.transaction(tenant) as tx:
        until = clock.at - timedelta(days=1)
        people = [school[name].person_id for name in STUDENTS]
        found = await decision_rows.decisions(tx.session, tenant, people, NOW, until, 1000)
    made = [one for one in map(recommendations._decision, found) if one is not None]  # noqa: SLF001
    offline = await recommendation_features.known_at(tenant, made)
    compared = np.concatenate([
        np.stack([one.known, [online[one.event_id][each.content_id] for each in one.candidates]], axis=1)
        for one in offline if one.event_id in online and one.known is not None
    ])  # fmt: skip
    assert len(compared) > 300 and len(online) == len(made)
    np.testing.assert_allclose(compared[:, 0], compared[:, 1], atol=1e-6, equal_nan=True)
    alike = [name for name, one in zip(READS, compared[:, 0].T, strict=True) if len(np.unique(one[one == one])) < 2]
    assert alike == [], "what never changes has hardly been compared"
    log = await recommendations.gather(tenant)
    assert log.known.shape == (len(log.features), len(READS)) and np.isfinite(log.known).any(axis=0).all()


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The packed files of a real recommender."""
    folder: Path = tmp_path_factory.mktemp("recommender")
    fit(log_of(selector.score, 30, 3)).save(folder)
    return pack(folder)


@pytest_asyncio.fixture(loop_scope="session")
async def school(services: Services) -> AsyncIterator[Classroom]:
    """A class of a school that may have models."""
    services.models = ModelServing(Registry(services.db), RECIPES)
    yield await new_classroom(services)
    await services.models.close()


async def test_a_trained_recommender_goes_from_the_shadow_to_answers_and_back(
    school: Classroom, trained: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    adam, items = school.actor("adam"), iter(school.course.practice[0])

    async def answered() -> tuple[str, list[str], int]:
        school.clock.at += timedelta(minutes=1)
        got = await record_event(school.event(content=next(items), response="7"), school.actor())
        ((served,),) = await school.rows("SELECT served ->> 'model' FROM decision ORDER BY created_at DESC LIMIT 1")
        assert served == got.served.model and got.stored
        return got.served.model, got.served.degraded, len(got.next)

    version = await stored(school.services, school.school.tenant_id, 0, RULES, data=trained, kind=KIND)
    await model_registry.move(adam, version, "shadow")
    assert await answered() == (RULES, [], 3), "a version in the shadow answers nobody"
    await model_registry.move(adam, version, "production")
    assert await answered() == (f"{KIND}@1.0.0", [], 3)

    def away(*_: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(StoreReading, "of", away)
    assert await answered() == (f"{KIND}@1.0.0", ["features"], 3), "it ranks by the candidates alone, and it is said"
    monkeypatch.setattr(
        StoreReading, "of", lambda _self, _learner, pool, _now: np.full((len(pool), len(READS)), np.nan)
    )
    assert await answered() == (f"{KIND}@1.0.0", [], 3), "of whom nothing is known there is an answer too"
    assert await model_registry.rollback(adam, KIND) == RULES
    assert (await answered())[0] == RULES


async def test_a_log_that_names_what_is_not_stored_any_more_is_learned_from_without(classroom: Classroom) -> None:
    await record_event(classroom.event(response="7"), classroom.actor())
    await classroom.rows("UPDATE learning_event SET object_id = %s RETURNING 1", uuid7())
    classroom.clock.at += timedelta(days=2)
    log = await recommendations.gather(classroom.school.tenant_id)
    assert len(log) == 1 and np.isnan(log.known).all()
