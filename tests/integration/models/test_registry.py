"""From the shadow over a canary into production and back: gates, refusals, history, the trail, and who may."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.ml import analytic
from learnapp.ml.artefact import ModelKind
from learnapp.security.access import system_actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import (
    Services,
    fairness,
    model_cards,
    model_registry,
    model_training,
    trail,
    training_work,
    transparency,
)
from learnapp.services.model_registry import GateClosedError
from learnapp.storage.repositories import model_registry as rows
from tests.factories import School
from tests.integration.models.conftest import Worked

KIND = ModelKind.MASTERY_PREDICTOR.value
OPEN = {name: "passed" for name in ("enough", "better", "calibrated", "fair", "fast")}


async def stored(
    services: Services,
    tenant: UUID,
    minor: int,
    against: str = analytic.NAME,
    data: bytes = b"no model",
    outcomes: dict[str, str] | None = None,
    unreadable: str = "",
    kind: str = KIND,
    figures: dict[str, Any] | None = None,
) -> UUID:
    """Store a version whose gates are as the test needs them; only its files are not those of a model."""
    gates: list[dict[str, Any]] = [
        {"name": name, "outcome": outcome, "numbers": {}, "about": against if name == "better" else ""}
        for name, outcome in (OPEN | (outcomes or {})).items()
    ]
    version_id, metrics = uuid7(), {"gates": gates, "unreadable": unreadable, "figures": figures or {}}
    async with services.db.transaction(tenant) as tx:
        await rows.add_version(
            tx.session, tenant, version_id, kind=kind, number=(1, minor, 0), documents={"metrics": metrics},
            git_sha="", data_fingerprint="", held_out=b"", artefact=data, artefact_sha=hashlib.sha256(data).hexdigest(),
            run_id=None, now=services.clock.now(), by=None,
        )  # fmt: skip
    return version_id


async def test_a_trained_model_goes_into_production_and_back(services: Services, big: Worked) -> None:
    """The whole way, with a real model: better than the analytic one by its gates, serving, and gone again."""
    run = await training_work.run_here(big.admin, KIND, lambda _step: None)
    assert run.version_id is not None
    first = await model_registry.find(big.admin, run.version_id)
    outcomes = {gate["name"]: gate["outcome"] for gate in first.row.metrics["gates"]}
    assert outcomes == OPEN, first.row.metrics["gates"]
    view = await model_cards.version_view(big.admin, run.version_id)
    assert (view.stage, view.closed, view.enough, view.before) == ("shadow", [], True, "")
    assert view.figures[0].name == "auc" and view.figures[0].value > view.figures[0].base > 0.5
    assert len(view.said) == 15 and sum(view.counts) == view.answers
    await model_registry.move(big.admin, run.version_id, "canary", share=0.25, why="carefully")
    await model_registry.move(big.admin, run.version_id, "production", why="it did well")
    detail = await model_registry.find(big.admin, run.version_id)
    assert detail.stage == "production" and not detail.stands.canary and not detail.stands.shadow
    assert [(one.stage, one.act) for one in detail.changes] == [
        ("production", "promote"), ("canary", "put"), ("shadow", "put"),
    ]  # fmt: skip
    assert detail.changes[0].why == "it did well"
    ((even,), cards) = (await fairness.reports(big.admin)).rows, await transparency.model_cards(big.admin)
    assert (even.kind, even.version, even.document["rows"]) == (KIND, f"{KIND}@1.0.0", view.answers)
    assert [(one["attribute"], one["parity"]) for one in even.document["slices"]] == [("grade", None)]
    assert (cards[0].judged, cards[0].foresees, cards[0].rows) == (even.version, even.version, view.answers)
    # Other trees on the same answers are no better, and say so.
    again = await model_training.start(big.admin, KIND)
    async with services.db.raw(big.tenant) as conn:
        await conn.execute("UPDATE training_run SET seed = 7 WHERE run_id = %s", (again,))
    await training_work.work(big.tenant, again)
    second = (await model_training.find_run(big.admin, again)).version_id
    assert second is not None
    with pytest.raises(GateClosedError, match="better") as refused:
        await model_registry.move(big.admin, second, "production")
    assert refused.value.detail["gates"] == ["better"]
    compared = await model_cards.version_view(big.admin, second)
    gate = next(one for one in compared.gates if one.name == "better")
    assert (gate.about, gate.outcome, gate.low <= 0 <= gate.high, gate.count) == ("1.0.0", "failed", True, 0)
    assert compared.before == "1.0.0"
    assert await model_registry.rollback(big.admin, KIND, why="parents asked") == analytic.NAME
    with pytest.raises(ConflictError):
        await model_registry.rollback(big.admin, KIND)
    entries = await trail.audit_search(big.admin, object_is="model")
    told = [(entry.action, entry.outcome) for entry in reversed(entries.rows)]
    assert ("model.promote", "denied") in told and told[-1] == ("model.rollback", "ok")


async def test_every_closed_gate_keeps_a_version_out(services: Services, hillview: School) -> None:
    admin = hillview.actor("adam")
    for number, (name, outcome) in enumerate(
        [("enough", "too_few"), ("better", "failed"), ("calibrated", "failed"), ("fair", "failed"), ("fast", "failed")]
    ):
        version = await stored(services, hillview.tenant_id, number, outcomes={name: outcome})
        await model_registry.move(admin, version, "shadow")
        with pytest.raises(GateClosedError, match=f"closed gate {name}"):
            await model_registry.move(admin, version, "production")
        if name == "better":
            await model_registry.move(admin, version, "canary", share=0.05)
        else:
            with pytest.raises(GateClosedError):
                await model_registry.move(admin, version, "canary", share=0.05)
    small = await stored(services, hillview.tenant_id, 9, outcomes={"fair": "too_few"})
    await model_registry.move(admin, small, "shadow")
    await model_registry.move(admin, small, "production")
    assert (await model_registry.kinds(admin))[0].stands.production == small, "groups that are too small stop nobody"


async def test_a_comparison_with_what_does_not_serve_any_more_opens_nothing(
    services: Services, hillview: School
) -> None:
    admin = hillview.actor("adam")
    first, second, third = [await stored(services, hillview.tenant_id, number) for number in range(3)]
    for version in (first, second):
        await model_registry.move(admin, version, "shadow")
        if version == first:
            await model_registry.move(admin, version, "production")
    with pytest.raises(GateClosedError, match="stale"):
        await model_registry.move(admin, second, "production")
    # What serves by name only, for no release reads its files any more, need not be beaten.
    fourth = await stored(services, hillview.tenant_id, 3, unreadable=f"{KIND}@1.0.0")
    await model_registry.move(admin, fourth, "canary", share=0.5)
    await model_registry.move(admin, fourth, "production")
    assert await model_registry.rollback(admin, KIND) == f"{KIND}@1.0.0"
    assert await model_registry.rollback(admin, KIND) == analytic.NAME
    await model_registry.move(admin, second, "production")
    with pytest.raises(ConflictError, match="shadow first"):
        await model_registry.move(admin, third, "production")


async def test_going_back_goes_one_version_at_a_time_and_to_nothing_at_last(
    services: Services, hillview: School
) -> None:
    admin = hillview.actor("adam")
    made: list[UUID] = []
    for number in range(3):
        against = f"{KIND}@1.{number - 1}.0" if number else analytic.NAME
        made.append(await stored(services, hillview.tenant_id, number, against))
        await model_registry.move(admin, made[-1], "shadow")
        await model_registry.move(admin, made[-1], "production")
    assert await model_registry.rollback(admin, KIND) == f"{KIND}@1.1.0"
    assert await model_registry.rollback(admin, KIND) == f"{KIND}@1.0.0"
    assert (await model_registry.kinds(admin))[0].stands.production == made[0]
    assert await model_registry.rollback(admin, KIND) == analytic.NAME
    assert (await model_registry.kinds(admin))[0].stands.production is None


async def test_what_cannot_be_is_refused_with_what_to_do(services: Services, hillview: School, big: Worked) -> None:
    admin = hillview.actor("adam")
    version = await stored(services, hillview.tenant_id, 0)
    with pytest.raises(InvalidInputError):
        await model_registry.move(admin, version, "everywhere")
    with pytest.raises(InvalidInputError):
        await model_registry.move(admin, version, "canary", share=0.33)
    with pytest.raises(InvalidInputError):
        await model_registry.clear(admin, KIND, "production")
    with pytest.raises(ConflictError):
        await model_registry.clear(admin, KIND, "shadow")
    await model_registry.move(admin, version, "shadow")
    with pytest.raises(ConflictError, match="already"):
        await model_registry.move(admin, version, "shadow")
    await model_registry.clear(admin, KIND, "shadow")
    assert (await model_registry.find(admin, version)).stage == ""
    with pytest.raises(NotFoundError):
        await model_registry.move(big.admin, version, "shadow")
    with pytest.raises(NotFoundError):
        await model_registry.by_name(big.admin, str(version))
    with pytest.raises(NotFoundError):
        await model_registry.by_name(admin, "mastery_predictor@7.0.0")
    assert (await model_registry.by_name(admin, f"{KIND}@1.0.0")).version_id == version
    for name in ("mallory", "carol"):
        for act in (
            model_registry.kinds(hillview.actor(name)),
            model_registry.move(hillview.actor(name), version, "shadow"),
            model_registry.rollback(hillview.actor(name), KIND),
        ):
            with pytest.raises(ForbiddenError):
                await act


async def test_the_registry_keeps_what_happened(services: Services, hillview: School) -> None:
    version = await stored(services, hillview.tenant_id, 0)
    await model_registry.move(hillview.actor("adam"), version, "shadow")
    for statement in (
        "UPDATE model_version SET metrics = '{}'", "UPDATE model_version SET artefact = 'x'",
        "DELETE FROM model_version", "DELETE FROM model_stage",
    ):  # fmt: skip
        with pytest.raises(DBAPIError):
            async with services.db.transaction(hillview.tenant_id) as tx:
                await (await tx.session.connection()).exec_driver_sql(statement)


async def test_the_library_s_model_is_seen_by_all_and_changed_by_none(services: Services, hillview: School) -> None:
    system, admin = system_actor(LIBRARY_TENANT), hillview.actor("adam")
    version = await stored(services, LIBRARY_TENANT, 0)
    await model_registry.move(system, version, "shadow")
    await model_registry.move(system, version, "production")
    try:
        shared = (await model_registry.kinds(admin))[0].shared
        assert shared is not None and shared.version_id == version
        assert not (await model_cards.version_view(admin, version)).own
        with pytest.raises(NotFoundError):
            await model_registry.move(admin, version, "shadow")
    finally:
        await model_registry.rollback(system, KIND)
