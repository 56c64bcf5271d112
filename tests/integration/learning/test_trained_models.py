"""Trained models in the path of an event: they serve, go on after a restart, and an answer comes whatever is broken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
import pytest_asyncio

from learnapp.agents.ports import Arm
from learnapp.engine.event import EventAnswer, Verb
from learnapp.ml.artefact import ModelKind, pack
from learnapp.ml.learner_track import LearnerTrack
from learnapp.ml.mastery_predictor import MasteryPredictor
from learnapp.ml.recipes import RECIPES
from learnapp.ml.serving import ModelServing, Served
from learnapp.services import (
    Services,
    experiment_arms,
    learner_tracks,
    model_registry,
    model_serving,
    privacy,
    progress,
    set_current,
    track_work,
    training_data,
    training_work,
    trajectory,
)
from learnapp.services.learning import record_event
from learnapp.services.model_serving import Registry
from learnapp.storage.repositories import model_registry as registry_rows
from learnapp.storage.repositories import training_log
from tests.integration.learning.conftest import Classroom, build_services, new_classroom
from tests.integration.learning.test_item_voids import void
from tests.integration.models.conftest import START, Worked, answer
from tests.integration.models.test_registry import stored
from tests.unit.ml.simulated import simulated

KIND = ModelKind.MASTERY_PREDICTOR.value
CLASS = tuple(f"student{number}" for number in range(10))
RULES = "bkt-irt@1"


def served_by(number: str) -> str:
    return f"success-stretch@2+{KIND}@{number}"


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The packed files of a real model that knows none of the course's items and topics."""
    folder: Path = tmp_path_factory.mktemp("model")
    MasteryPredictor.fit(simulated(40), threads=1, trees=5).save(folder)
    return pack(folder)


@pytest_asyncio.fixture(loop_scope="session")
async def school(services: Services) -> AsyncIterator[Classroom]:
    """A class of a school that may have models, a day after the answers that they learn from."""
    services.models = ModelServing(Registry(services.db), RECIPES)
    made = await new_classroom(services, students=(*CLASS, "alice"))
    made.clock.at = START + timedelta(days=1)
    yield made
    await services.models.close()


def restarted(school: Classroom, serving: ModelServing | None = None) -> None:
    """Give the school another process."""
    built = build_services(school.services.db)
    built.clock, built.settings = school.services.clock, school.services.settings
    built.models = serving or ModelServing(Registry(built.db), RECIPES)
    school.services = built
    set_current(built)


async def promoted(school: Classroom, minor: int, data: bytes, against: str = RULES) -> UUID:
    version = await stored(school.services, school.school.tenant_id, minor, against, data=data)
    for stage in ("shadow", "production"):
        await model_registry.move(school.actor("adam"), version, stage)
    return version


async def says(school: Classroom, kc: int, item: int, *, right: bool = True, who: str = "alice") -> EventAnswer:
    """Let somebody answer, half a minute after what was before."""
    school.clock.at += timedelta(seconds=30)
    event = school.event(
        content=school.course.practice[kc][item],
        response="7" if right else "8",
        student_id=school.school[who].person_id,
    )
    return await record_event(event, school.actor(who))


async def kept(school: Classroom, who: str = "alice") -> tuple[Any, ...] | None:
    found = await school.rows(
        "SELECT state, attempts, since FROM learner_track WHERE student_id = %s", school.school[who].person_id
    )
    return found[0] if found else None


async def replayed(school: Classroom, model: MasteryPredictor, who: str = "alice") -> LearnerTrack:
    """Return the track that the log alone gives."""
    found = []
    async with school.services.db.raw(school.school.tenant_id, pipelined=False) as conn:
        async for part in training_log.answers(conn, school.school.tenant_id, 1000, [school.school[who].person_id]):
            found += part
    return track_work.replayed(model.track(), [one for one in found if not one.voided])


async def test_a_model_trained_from_the_school_s_own_answers_serves_and_goes_on_after_a_restart(
    school: Classroom, tmp_path: Path
) -> None:
    tenant, course = school.school.tenant_id, school.course
    school.services.settings = school.services.settings.model_copy(update={"data_dir": tmp_path})
    # The later in the list, the harder; whoever follows the course meets easy and hard ones of each topic.
    items = [course.practice[place % 4][place // 4] for place in range(20)]
    students = [school.school[name].person_id for name in CLASS]
    await answer(school.services.db, Worked(school.school, items, course.kcs), students, 200)
    run = await training_work.run_here(school.actor("adam"), KIND, lambda _step: None)
    assert run.version_id is not None, run.message
    async with school.services.db.transaction(tenant) as tx:
        packed = await registry_rows.files(tx.session, tenant, run.version_id)
    assert packed is not None
    before = await says(school, 0, 0)
    assert before.served.model == RULES, "a version in the shadow answers nobody"
    # Too few students for its gates: the same files again, as a school with more of them would have them.
    await promoted(school, 1, packed[0])
    waits = await says(school, 0, 1)
    assert (waits.served.model, waits.served.fallback, waits.served.degraded) == (RULES, None, [])
    assert await track_work.catch_up_institution(tenant) == 1
    assert await track_work.catch_up_institution(tenant) == 0, "what is built is not built again"

    for kc, item, right in ((0, 2, True), (1, 0, True), (1, 1, False), (0, 3, True)):
        got = await says(school, kc, item, right=right)
        assert (got.served.model, got.served.fallback, got.served.degraded) == (served_by("1.1.0"), None, [])
    cards = (await progress.today(school.actor())).cards
    words = [(one.chance, one.reasons[-1]) for one in cards if " of 100 cases" in one.reasons[-1].text]
    assert words and all(f"about {chance} of 100" in why.text and why.evidence for chance, why in words)
    assert not any("explain-" in why.text for _, why in words)
    ((served, candidates),) = await school.rows(
        "SELECT served, candidates FROM decision ORDER BY created_at DESC LIMIT 1"
    )
    assert served["model"] == got.served.model
    model = model_serving.predictor_for(tenant, school.school["alice"].person_id)
    assert model is not None
    predictor: MasteryPredictor = model.model

    def asked(track: LearnerTrack, since: Any) -> np.ndarray:
        numbers = [training_data.item_number(one, "s1") for one in items]
        kcs = [training_data.kc_number(course.kcs[place % 4]) for place in range(20)]
        moment = learner_tracks.elapsed(since, school.clock.at)
        return predictor.candidates(track, np.array(numbers), np.array(kcs), moment)

    state, _, since = await kept(school) or (b"", 0, None)
    online = asked(LearnerTrack.load(predictor.encodings, state), since)
    by_item = dict(zip(map(str, items), online, strict=True))
    seen = {one["content_id"]: one["features"][0] for one in candidates if one["content_id"] in by_item}
    assert seen and all(abs(seen[one] - by_item[one]) < 1e-4 for one in seen), "what was told is what the model says"
    assert online[:4].mean() > online[-4:].mean() + 0.1, "what most get right is expected to be easier"
    assert np.abs(online - asked(await replayed(school, predictor), since)).max() < 1e-6

    none_yet = ModelServing(Registry(school.services.db), RECIPES)
    await none_yet.close()
    restarted(school, none_yet)
    first = await says(school, 0, 4)
    assert first.served.model == RULES, "a process that has loaded no model yet answers without"
    restarted(school)
    await school.services.models.refresh(tenant)
    second = await says(school, 1, 2)
    assert second.served.model == RULES, "the answer of before went past the track: it is not used until it is built"
    assert await track_work.catch_up_institution(tenant) == 1
    restarted(school)
    await school.services.models.refresh(tenant)
    third = await says(school, 1, 3)
    assert third.served.model == served_by("1.1.0")
    state, attempts, since = await kept(school) or (b"", 0, None)
    online = asked(LearnerTrack.load(predictor.encodings, state), since)
    assert attempts == 9 and np.abs(online - asked(await replayed(school, predictor), since)).max() < 1e-6
    curve = await trajectory.curve(school.actor(), course.kcs[0])
    assert 1 <= curve.trained <= 99, "a topic tells what the trained model makes of it"
    assert "explain-" not in curve.told and (curve.told == "" or curve.told.endswith("."))
    assert (await trajectory.curve(school.actor(), course.kcs[1])).trained >= 0
    assert (await trajectory.curve(school.actor(), course.kcs[2])).trained == -1, "too few answers to say"


async def test_a_track_of_another_version_or_a_damaged_one_waits_for_the_worker(
    school: Classroom, foreign: bytes, tmp_path: Path
) -> None:
    tenant = school.school.tenant_id
    await promoted(school, 0, foreign)
    first = await says(school, 0, 0)
    assert first.served.model == served_by("1.0.0"), "whoever has answered nothing yet begins with the model"
    MasteryPredictor.fit(simulated(30, seed=5), threads=1, trees=5).save(tmp_path / "other")
    await promoted(school, 1, pack(tmp_path / "other"), f"{KIND}@1.0.0")
    before = await kept(school)
    second = await says(school, 0, 1)
    assert second.served.model == RULES and second.served.degraded == [] and second.mastery
    assert await kept(school) == before, "nothing is lost of it should the school go back"
    assert await track_work.catch_up_institution(tenant) == 1
    third = await says(school, 0, 2)
    assert third.served.model == served_by("1.1.0")

    async with school.services.db.raw(tenant) as conn:
        await conn.execute("UPDATE learner_track SET state = substring(state FROM 1 FOR 20)")
    fourth = await says(school, 0, 3)
    assert fourth.served.model == RULES and fourth.stored
    assert (await kept(school) or (b"",))[0] is None
    assert await track_work.catch_up_institution(tenant) == 1
    fifth = await says(school, 0, 4)
    assert fifth.served.model == served_by("1.1.0")
    await model_registry.rollback(school.actor("adam"), KIND)
    await model_registry.rollback(school.actor("adam"), KIND)
    last = await says(school, 1, 0)
    assert last.served.model == RULES


async def test_a_clock_that_goes_back_and_a_refused_event_change_nothing(school: Classroom, foreign: bytes) -> None:
    await promoted(school, 0, foreign)
    await says(school, 0, 0)
    await says(school, 0, 1)
    school.clock.at -= timedelta(hours=3)
    got = await says(school, 0, 2)
    assert got.served.model == served_by("1.0.0") and got.stored and len(got.next) == 3
    before = await kept(school)
    reading = await record_event(school.event(Verb.READ, school.course.readings[0]), school.actor())
    assert reading.served.model == served_by("1.0.0") and await kept(school) == before
    chances = [one.p_correct for one in reading.next if one.p_correct is not None]
    assert all(0.0 < one < 1.0 for one in chances), "topics that nobody has answered have a chance as well"


class Broken:
    """A predictor that fails where the test wants it to."""

    def __init__(self, inner: MasteryPredictor, where: str) -> None:
        self._inner, self._where = inner, where
        self.encodings = inner.encodings

    def track(self) -> LearnerTrack:
        if self._where == "track":
            raise MemoryError
        made = self._inner.track()
        if self._where == "learn":
            made.learn = _away  # type: ignore[method-assign]
        return made

    def candidates(self, *arguments: Any, **more: Any) -> Any:
        if self._where == "chances":
            raise ConnectionError
        found = self._inner.candidates(*arguments, **more)
        return found + 5.0 if self._where == "nonsense" else found

    def explained(self, *arguments: Any) -> Any:
        raise KeyError


def _away(*_: object, **__: object) -> None:
    raise TimeoutError


class Serving:
    """A process in which one predictor and one recommender serve."""

    def __init__(self, model: Any, ranks: Any = None) -> None:
        self._by_kind = {ModelKind.MASTERY_PREDICTOR: model, ModelKind.CONTENT_RECOMMENDER: ranks}

    def predictor_for(self, tenant: UUID, student: UUID, kind: ModelKind = ModelKind.MASTERY_PREDICTOR) -> Any:
        model = self._by_kind[kind]
        return Served(UUID(int=1), f"{kind.value}@1.0.0", "production", model) if model is not None else None

    async def refresh(self, tenant: UUID) -> None:
        """Nothing changes here."""

    def serves(self, tenant: UUID, kind: ModelKind) -> bool:
        return self._by_kind[kind] is not None

    def mark_of(self, tenant: UUID) -> object:
        return id(self)


class Ranking:
    """A recommender that puts what is hardest first, or is away."""

    version = "of the files"

    def __init__(self, *, away: bool = False) -> None:
        self._away = away

    def score(self, pool: Any) -> Any:
        if self._away:
            raise ConnectionError
        return np.array([each.content.difficulty for each in pool])


@pytest.fixture(scope="module")
def predictor() -> MasteryPredictor:
    """A small real one."""
    return MasteryPredictor.fit(simulated(40), threads=1, trees=5)


@pytest.mark.parametrize(
    ("where", "model", "degraded"),
    [
        ("track", RULES, []),
        ("learn", RULES, ["predictor"]),
        ("chances", RULES, ["predictor"]),
        ("nonsense", RULES, ["predictor"]),
        ("telling", served_by("1.0.0"), []),
    ],
)
async def test_a_predictor_that_fails_costs_nobody_an_answer(
    classroom: Classroom, predictor: MasteryPredictor, where: str, model: str, degraded: list[str]
) -> None:
    set_current(replace(classroom.services, models=Serving(Broken(predictor, where))))
    got = await record_event(classroom.event(response="7"), classroom.actor())
    assert (got.served.model, got.served.degraded, len(got.next)) == (model, degraded, 3)
    assert got.mastery and got.stored
    found = await kept(classroom)
    # What it has taken in is kept; what it has lost is to be built again; what it never saw is not there.
    expected = {"track": None, "learn": False}.get(where, True)
    assert found is None if expected is None else found is not None and (found[0] is not None) is expected
    set_current(replace(classroom.services, models=Serving(Broken(predictor, where))))
    assert len((await progress.today(classroom.actor())).cards) == 3, "and the page comes without the model's words"


async def test_a_model_that_cannot_build_tracks_does_not_end_the_worker(
    classroom: Classroom, predictor: MasteryPredictor
) -> None:
    await record_event(classroom.event(response="7"), classroom.actor())
    set_current(replace(classroom.services, models=Serving(Broken(predictor, "learn"))))
    assert await track_work.catch_up() == 0 and await kept(classroom) is None
    set_current(replace(classroom.services, models=Serving(predictor)))
    assert await track_work.catch_up_institution(classroom.school.tenant_id) == 1


async def test_the_recommender_comes_first_and_falls_through(classroom: Classroom, predictor: MasteryPredictor) -> None:
    set_current(replace(classroom.services, models=Serving(predictor, Ranking())))
    got = await record_event(classroom.event(response="7"), classroom.actor())
    assert got.served.model == f"content_recommender@1.0.0+{KIND}@1.0.0" and got.served.fallback is None
    set_current(replace(classroom.services, models=Serving(predictor, Ranking(away=True))))
    item = classroom.course.practice[0][1]
    got = await record_event(classroom.event(content=item, response="7"), classroom.actor())
    assert (got.served.model, got.served.fallback) == (served_by("1.0.0"), "backup_model")
    set_current(replace(classroom.services, models=Serving(None, Ranking())))
    item = classroom.course.practice[0][2]
    got = await record_event(classroom.event(content=item, response="7"), classroom.actor())
    assert (got.served.model, got.served.fallback) == ("content_recommender@1.0.0", None)


async def test_without_consent_nothing_is_computed_or_kept_and_an_erased_student_s_track_goes(
    school: Classroom, foreign: bytes
) -> None:
    await promoted(school, 0, foreign)
    await says(school, 0, 0)
    assert await kept(school) is not None
    await school.rows("UPDATE consent SET withdrawn_at = now() RETURNING 1")
    got = await says(school, 0, 1)
    assert not got.stored and got.served.model == RULES
    assert (await kept(school) or (0, 0))[1] == 1
    alice = school.school["alice"].person_id
    async with school.services.db.raw(school.school.tenant_id) as conn:
        await conn.execute("UPDATE learner_track SET state = NULL")
    assert not await track_work.rebuild(school.school.tenant_id, alice), "no consent, no track"
    await privacy.erase_person(school.actor("adam"), alice)
    assert await kept(school) is None
    assert await track_work.catch_up_institution(school.school.tenant_id) == 0


async def test_answers_of_two_processes_at_once_are_never_half_in_a_track(school: Classroom, foreign: bytes) -> None:
    await promoted(school, 0, foreign)
    await says(school, 0, 0)
    events = [school.event(content=school.course.practice[0][place], response="7") for place in range(1, 5)]
    got = await asyncio.gather(*(record_event(one, school.actor()) for one in events))
    assert {one.served.model for one in got} == {served_by("1.0.0")}
    state, attempts, since = await kept(school) or (b"", 0, None)
    model = school.services.models.predictor_for(school.school.tenant_id, school.school["alice"].person_id).model
    track, by_log = LearnerTrack.load(model.encodings, state), await replayed(school, model)
    assert attempts == 5 and track.dump() == by_log.dump()


async def test_a_void_takes_the_answer_out_of_the_track_too(school: Classroom, foreign: bytes) -> None:
    await promoted(school, 0, foreign)
    for place in range(3):
        await says(school, 0, place)
    await void(school, school.course.practice[0][1])
    assert (await kept(school) or (b"",))[0] is None
    # As many attempts as before, of other answers: the number alone would not tell.
    got = await says(school, 0, 3)
    assert got.served.model == RULES
    assert await track_work.catch_up_institution(school.school.tenant_id) == 1
    state, attempts, _ = await kept(school) or (b"", 0, None)
    model = school.services.models.predictor_for(school.school.tenant_id, school.school["alice"].person_id).model
    track = LearnerTrack.load(model.encodings, state)
    assert attempts == 3 and track.dump() == (await replayed(school, model)).dump()


async def test_after_a_promotion_everybody_is_built_in_portions_that_a_stop_does_not_cost(
    school: Classroom, foreign: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant, three = school.school.tenant_id, CLASS[:3]
    await promoted(school, 0, foreign)
    for who in three:
        await says(school, 0, 0, who=who)
    MasteryPredictor.fit(simulated(30, seed=5), threads=1, trees=5).save(tmp_path / "other")
    await promoted(school, 1, pack(tmp_path / "other"), f"{KIND}@1.0.0")
    school.clock.at += timedelta(hours=1)
    monkeypatch.setattr(track_work, "PORTION", 2)
    assert await track_work.catch_up_institution(tenant) == 2, "nobody is at work: a portion of all"
    monkeypatch.setattr(track_work, "_place", {})
    built = [await track_work.catch_up_institution(tenant) for _ in range(3)]
    assert built == [0, 1, 0], "a worker that starts anew finds what is done, and goes on"
    for who in three:
        assert (await says(school, 0, 1, who=who)).served.model == served_by("1.1.0")


@pytest.mark.parametrize(
    ("arm", "model"),
    [
        (Arm("trial/rules", model=RULES), f"{RULES}+{KIND}@1.0.0"),
        (Arm("trial/now"), served_by("1.0.0")),
        (Arm("trial/chance", by_chance=True), "by-chance@1"),
    ],
)
async def test_an_experiment_decides_who_ranks(
    classroom: Classroom, predictor: MasteryPredictor, monkeypatch: pytest.MonkeyPatch, arm: Arm, model: str
) -> None:
    async def drawn(*_: object) -> Arm:
        return arm

    monkeypatch.setattr(experiment_arms, "arm_of", drawn)
    set_current(replace(classroom.services, models=Serving(predictor)))
    got = await record_event(classroom.event(response="7"), classroom.actor())
    assert (got.served.model, got.served.fallback, got.served.degraded) == (model, None, [])
    ((served, policy),) = await classroom.rows("SELECT served ->> 'model', policy_version FROM decision")
    assert served == model and policy.endswith(f"+{arm.label}")
