"""Serving the right version: at once here, sticky in a canary, and going on whatever is broken."""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
import pytest_asyncio

from learnapp.core.errors import UnavailableError
from learnapp.ml.artefact import ModelKind, pack
from learnapp.ml.mastery_predictor import MasteryPredictor
from learnapp.ml.recipes import RECIPES
from learnapp.ml.serving import LOOK_SECONDS, ModelServing
from learnapp.security.access import system_actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import Services, model_registry, model_serving, review
from learnapp.services.model_serving import Registry
from tests.factories import School
from tests.integration.models.test_registry import stored
from tests.unit.ml.simulated import simulated

KIND = ModelKind.MASTERY_PREDICTOR.value


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The packed files of a real model."""
    folder: Path = tmp_path_factory.mktemp("model")
    MasteryPredictor.fit(simulated(40), threads=1, trees=5).save(folder)
    return pack(folder)


@pytest_asyncio.fixture(loop_scope="session")
async def other_process(services: Services) -> ModelServing:
    """What another process of the same installation keeps."""
    return ModelServing(Registry(services.db), RECIPES)


async def _serves(school: School, *versions: object) -> None:
    admin = school.actor("adam")
    for version in versions:
        await model_registry.move(admin, version, "shadow")  # type: ignore[arg-type]
        await model_registry.move(admin, version, "production")  # type: ignore[arg-type]


async def test_a_promotion_serves_at_once_and_in_other_processes_soon(
    services: Services, hillview: School, files: bytes, other_process: ModelServing, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant, student = hillview.tenant_id, hillview["mallory"].person_id
    assert other_process.predictor_for(tenant, student) is None, "until it is loaded, the analytic model serves"
    version = await stored(services, tenant, 0, data=files)
    await _serves(hillview, version)
    served = model_serving.predictor_for(tenant, student)
    assert served is not None and (served.name, served.stage) == (f"{KIND}@1.0.0", "production")
    chances = served.model.candidates(served.model.track(), np.array([500, 503]), np.array([10, 11]))
    assert ((chances > 0) & (chances < 1)).all()
    await _soon(other_process, tenant, student, None)
    monkeypatch.setattr("learnapp.ml.serving.LOOK_SECONDS", 0.0)
    await _soon(other_process, tenant, student, f"{KIND}@1.0.0")
    await model_registry.rollback(hillview.actor("adam"), KIND)
    assert model_serving.predictor_for(tenant, student) is None
    await _soon(other_process, tenant, student, None)
    await other_process.close()


async def _soon(serving: ModelServing, tenant: object, student: object, name: str | None) -> None:
    async with asyncio.timeout(10):
        while True:
            found = serving.predictor_for(tenant, student)  # type: ignore[arg-type]
            if (found.name if found else None) == name:
                return
            await asyncio.sleep(0.02)


async def test_a_canary_serves_its_share_and_always_the_same_students(
    services: Services, hillview: School, files: bytes
) -> None:
    tenant, admin = hillview.tenant_id, hillview.actor("adam")
    first = await stored(services, tenant, 0, data=files)
    second = await stored(services, tenant, 1, data=files)
    await _serves(hillview, first)
    students = [uuid4() for _ in range(2000)]

    def in_trial() -> set[object]:
        found = [(student, model_serving.predictor_for(tenant, student)) for student in students]
        return {student for student, served in found if served is not None and served.stage == "canary"}

    assert in_trial() == set()
    await model_registry.move(admin, second, "canary", share=0.1)
    some = in_trial()
    assert 140 < len(some) < 260 and in_trial() == some
    await model_registry.move(admin, second, "canary", share=0.5)
    assert some < in_trial() and 900 < len(in_trial()) < 1100
    await model_registry.clear(admin, KIND, "canary")
    assert in_trial() == set()


async def test_broken_files_are_told_once_and_the_version_before_serves(
    services: Services, hillview: School, files: bytes
) -> None:
    tenant, student = hillview.tenant_id, hillview["mallory"].person_id
    good = await stored(services, tenant, 0, data=files)
    await _serves(hillview, good)
    foreign = await stored(services, tenant, 1, f"{KIND}@1.0.0", data=b"PK a file of somebody else")
    await _serves(hillview, foreign)
    served = model_serving.predictor_for(tenant, student)
    assert served is not None and served.version_id == good
    lines = [one for one in (await review.list_reviews(hillview.actor("adam"))).rows if one.subject_id == foreign]
    assert [(one.reason_code, one.title) for one in lines] == [("review-model-broken", f"{KIND}@1.1.0")]
    # Damaged on the way: the bytes are not those that were stored.
    other = await stored(services, tenant, 2, f"{KIND}@1.1.0", data=files)
    async with services.db.raw(tenant) as conn:
        await conn.execute("SELECT 1")
    registry = Registry(services.db)

    class Damaged(Registry):
        async def files(self, tenant, owner, version_id):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            name, data, wanted = await registry.files(tenant, owner, version_id) or ("", b"", "")
            return name, data[:-20] + b"x" * 20, wanted

    await model_registry.move(hillview.actor("adam"), other, "shadow")
    damaged = ModelServing(Damaged(services.db), RECIPES)
    await damaged.refresh(tenant)
    assert damaged.predictor_for(tenant, student) is None, "with nothing left that is whole, the analytic model serves"
    await damaged.close()


async def test_without_a_database_what_is_loaded_serves_on(
    services: Services, hillview: School, files: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant, student = hillview.tenant_id, hillview["mallory"].person_id
    version = await stored(services, tenant, 0, data=files)
    await _serves(hillview, version)

    class Away(Registry):
        down = False

        async def mark(self, tenant):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            if self.down:
                raise UnavailableError("away")
            return await super().mark(tenant)

    source = Away(services.db)
    serving = ModelServing(source, RECIPES)
    await serving.refresh(tenant)
    source.down = True
    monkeypatch.setattr("learnapp.ml.serving.LOOK_SECONDS", 0.0)
    for _ in range(5):
        served = serving.predictor_for(tenant, student)
        assert served is not None and served.version_id == version
        await asyncio.sleep(0.02)
    assert serving.predictor_for(uuid4(), student) is None
    await asyncio.sleep(0.02)
    await serving.close()
    assert LOOK_SECONDS > 1


async def test_the_library_s_model_serves_where_a_school_has_none(
    services: Services, hillview: School, files: bytes
) -> None:
    system, student = system_actor(LIBRARY_TENANT), hillview["mallory"].person_id
    shared = await stored(services, LIBRARY_TENANT, 5, data=files)
    await model_registry.move(system, shared, "shadow")
    await model_registry.move(system, shared, "production")
    try:
        await model_serving.refresh(hillview.tenant_id)
        served = model_serving.predictor_for(hillview.tenant_id, student)
        assert served is not None and served.version_id == shared
        own = await stored(services, hillview.tenant_id, 0, f"{KIND}@1.5.0", data=files)
        await _serves(hillview, own)
        served = model_serving.predictor_for(hillview.tenant_id, student)
        assert served is not None and served.version_id == own
    finally:
        await model_registry.rollback(system, KIND)


async def test_choosing_a_model_costs_microseconds(services: Services, hillview: School, files: bytes) -> None:
    import time

    tenant, student = hillview.tenant_id, hillview["mallory"].person_id
    version = await stored(services, tenant, 0, data=files)
    await _serves(hillview, version)
    model_serving.predictor_for(tenant, student)
    began = time.thread_time()
    for _ in range(10_000):
        model_serving.predictor_for(tenant, student)
    assert (time.thread_time() - began) / 10_000 < 50e-6
