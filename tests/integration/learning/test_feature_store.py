"""Features online and offline: the same numbers; and what serves when the store is away."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from learnapp.core import telemetry
from learnapp.core.errors import ForbiddenError, InvalidInputError, LearnAppError
from learnapp.engine.event import LearningEvent, Verb
from learnapp.engine.history import Book
from learnapp.engine.kc import CourseSnapshot, LearnerState
from learnapp.engine.mastery import THRESHOLDS
from learnapp.ml.feature_declarations import FEATURES, KC_NAMES, STUDENT_NAMES, Entity, names_of
from learnapp.ml.feature_fold import FeatureFold, log_order
from learnapp.ml.feature_log import read_figures, read_log, read_voids
from learnapp.ml.feature_reading import item_values
from learnapp.ml.feature_store import CACHE_LASTS, SETTLES, ClassFigures, FeatureStore, ServedFeatures
from learnapp.services import Services, feature_list, feature_work, set_current, withdrawals
from learnapp.services.learning import record_event
from learnapp.storage.cache import Cache
from learnapp.storage.db import Database
from learnapp.storage.repositories import features as rows
from learnapp.storage.repositories import learning as learning_rows
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.test_fallbacks import BrokenFeatures, rewire
from tests.unit.ml.feature_frames import training_frame

STUDENTS = ("alice", "bob", *(f"pupil{n}" for n in range(9)))


async def loaded(classroom: Classroom, student: UUID) -> LearnerState:
    """Return the student as the next event would load them."""
    school = classroom.school
    async with classroom.services.db.batch(school.tenant_id) as batch:
        found = await learning_rows.load(batch, school.tenant_id, student, school.section_id, uuid7(), None)
    assert found is not None and found.learner is not None
    return found.learner


async def course_of(classroom: Classroom) -> CourseSnapshot:
    course = classroom.course
    found = await classroom.services.courses.get(course.tenant_id, course.course_id, 1)
    assert isinstance(found, CourseSnapshot)
    return found


def some_event(classroom: Classroom, draw: random.Random, student: UUID) -> LearningEvent:
    """Return an event such as students make them."""
    course = classroom.course
    kc = draw.randrange(2)
    device = draw.choice(("phone", "tablet", "desktop", "unknown"))
    more: dict[str, Any] = {"student_id": student, "device": device}
    film = {"from": float(draw.randrange(60)), "to": 75.0}
    video: dict[str, Any] = {"content": course.video, "progress": draw.random(), "state": film}
    act = draw.choices(
        (
            "answer",
            "hint",
            "read",
            "tick",
            "film",
            "simulation",
            "explain",
            "post",
            "help",
            "visit",
            "open",
            "away",
            "quiz",
        ),
        (30, 6, 4, 4, 2, 3, 3, 3, 2, 2, 5, 5, 2),
    )[0]
    practice = draw.choice(course.practice[kc])
    if act == "answer":
        right = draw.random() < 0.6
        seconds = draw.choice((None, draw.randrange(1_000, 200_000)))
        return classroom.event(content=practice, response="7" if right else "12", duration_ms=seconds, **more)
    if act == "post":
        return classroom.event(Verb.FORUM_POSTED, None, text="How do I add these?", **more)
    if act in ("help", "visit", "quiz"):
        quiz = draw.choice((Verb.QUIZ_STARTED, Verb.QUIZ_COMPLETED))
        verb = {"help": Verb.PEER_HELPED, "visit": Verb.SESSION_STARTED, "quiz": quiz}[act]
        return classroom.event(verb, None, **more)
    anything = draw.choice((practice, course.readings[kc], course.video, course.simulation))
    made: dict[str, LearningEvent] = {
        "hint": classroom.event(Verb.HINT_REQUESTED, practice, hint_index=0, **more),
        "read": classroom.event(Verb.READ, course.readings[kc], duration_ms=draw.randrange(90_000), **more),
        "tick": classroom.event(Verb.VIDEO_PROGRESSED, **video, **more),
        "film": classroom.event(Verb.VIDEO_COMPLETED, course.video, progress=1.0, **more),
        "simulation": classroom.event(
            Verb.SIMULATION_INTERACTED, course.simulation, state={"bars": 3.0}, duration_ms=40_000, **more
        ),
        "explain": classroom.event(Verb.EXPLANATION_OPENED, practice, state={"explanation": "picture"}, **more),
        "open": classroom.event(Verb.RECOMMENDATION_OPENED, anything, **more),
        "away": classroom.event(Verb.RECOMMENDATION_DISMISSED, anything, **more),
    }
    return made[act]


def differing(one: Mapping[str, float], other: Mapping[str, float]) -> list[str]:
    """Return the names whose values are not equal to 1e-6; nan equals nan."""
    assert set(one) == set(other)
    return [
        name
        for name, value in one.items()
        if not (math.isnan(value) and math.isnan(other[name])) and not math.isclose(value, other[name], abs_tol=1e-6)
    ]


async def test_serving_and_training_agree_on_every_feature(services: Services) -> None:
    classroom = await new_classroom(services, students=STUDENTS)
    school, store, clock = classroom.school, classroom.services.features, classroom.clock
    tenant, section, snapshot = school.tenant_id, school.section_id, await course_of(classroom)
    draw = random.Random(4)
    moments: list[tuple[UUID, int, datetime, datetime, ServedFeatures]] = []
    carol, broken = classroom.actor("carol"), classroom.course.practice[0][1]
    void = None
    for number in range(270):
        name = draw.choice(STUDENTS)
        student = school[name].person_id
        clock.at += timedelta(minutes=draw.choice((0.2, 1, 3, 40, 200)))
        if number == 110:
            await withdrawals.void(carol, section, broken, "The key says 12.")
            void = await withdrawals.withdrawal(carol, section, broken)
        if number == 190:
            assert void is not None
            await withdrawals.restore(carol, section, broken)
        if number % 30 == 29:
            await feature_work.count_institution(tenant)
        try:
            answer = await record_event(some_event(classroom, draw, student), classroom.actor(name))
        except LearnAppError as refused:
            # A hint to an item that is done, and the like.
            assert refused.status in (403, 409, 422), refused
            continue
        assert answer.served.degraded == []
        learner = await loaded(classroom, student)
        assert learner.running["n"] == learner.student_seq == answer.student_seq
        later = clock.at + timedelta(hours=draw.choice((0, 0, 5, 150, 900)))
        figures = await store.figures(tenant, section, clock.at)
        served = store.serve(learner, snapshot, figures, later)
        assert set(served.own) == set(STUDENT_NAMES) and len(served) >= 200
        moments.append((student, learner.student_seq, clock.at, later, served))
    assert len(moments) > 240

    students = [school[name].person_id for name in STUDENTS]
    async with classroom.services.db.raw(tenant) as conn:
        log = await read_log(conn, tenant, students)
        voids = await read_voids(conn, tenant)
        history = (await read_figures(conn, tenant, [section]))[section]
    book = Book(dict(snapshot.kcs), {(one.content_id, one.version): one for one in snapshot.content.values()})
    compared: dict[str, set[float]] = {}
    for student in students:
        fold, ordered = FeatureFold(student, book, voids), log_order(log[student])
        place = 0
        for mine, seq, at, later, served in moments:
            if mine != student:
                continue
            while place < len(ordered) and ordered[place].student_seq <= seq:
                fold.take(ordered[place])
                place += 1
            wanted = fold.values(snapshot, later, history.at(at))
            assert differing(served.own, wanted) == [], (student, seq)
            for kc_id, values in served.kcs.items():
                assert differing(values, fold.kc(snapshot, kc_id, later)) == [], (student, seq)
                wanted |= {f"{name} {kc_id}": value for name, value in values.items()}
            for name, value in wanted.items():
                if not math.isnan(value):
                    compared.setdefault(name.split()[0], set()).add(value)
    for item in snapshot.content.values():
        assert set(item_values(item)) == set(names_of(Entity.ITEM))
    alike = {one.name for one in FEATURES if one.entity is not Entity.ITEM and len(compared.get(one.name, ())) < 2}
    # The course's one lesson has four topics, of which these students see two.
    assert alike == {"class_students", "objectives_met"}, "a feature that never changes has hardly been compared"

    frame = training_frame(log, snapshot, book, voids=voids, figures={section: history})
    firsts = sum(one.past is not None and one.past.first for each in log.values() for one in each)
    assert len(frame) == firsts > 60 and set(KC_NAMES) | set(STUDENT_NAMES) <= set(frame.columns)
    first = frame.filter(frame["student_seq"] == 1)
    assert first["answers"].to_list() == [0.0] * len(first), "a row sees only what was known before it"


async def test_a_broken_store_is_said_openly_and_what_it_missed_is_counted_later(classroom: Classroom) -> None:
    tenant, student = classroom.school.tenant_id, classroom.school["alice"].person_id
    await record_event(classroom.event(response="7"), classroom.actor())
    rewire(classroom, features=BrokenFeatures())
    classroom.clock.at += timedelta(minutes=1)
    missed = await record_event(
        classroom.event(content=classroom.course.practice[0][1], response="7"), classroom.actor()
    )
    assert missed.served.degraded == ["features"] and len(missed.next) == 3 and missed.mastery
    fresh = await feature_work.freshness(tenant)
    assert (fresh.behind, fresh.real_time_s, fresh.state) == (1, 0, "ok")

    classroom.clock.at += timedelta(minutes=6)
    late = await feature_work.freshness(tenant)
    assert (late.real_time_s, late.state) == (360, "degraded")
    await feature_work.measure()
    await feature_work.measure()
    lag = telemetry.REGISTRY.get_sample_value("learnapp_feature_lag_seconds", {"freshness": "real_time"})
    assert lag is not None and lag >= 360
    assert await classroom.rows("SELECT reason_code, kind, evidence -> 'causes' ->> 0 FROM review_item") == [
        ("review-features-late", "system", "real_time: 6 min")
    ]

    rewire(classroom)
    again = await record_event(
        classroom.event(content=classroom.course.practice[0][2], response="7"), classroom.actor()
    )
    assert again.served.degraded == []
    assert (await loaded(classroom, student)).features["answers"] == 2, "one is missing"
    assert (await feature_work.freshness(tenant)).behind == 1, "an event after the gap does not hide it"
    assert await feature_work.catch_up_institution(tenant) == 1
    learner = await loaded(classroom, student)
    assert (learner.features["answers"], learner.running["seen"], learner.running["n"]) == (3, 3, 3)
    assert (await feature_work.freshness(tenant)).behind == 0


async def test_students_of_before_are_counted_from_their_log(classroom: Classroom) -> None:
    for item in classroom.course.practice[0][:3]:
        await record_event(classroom.event(content=item, response="7"), classroom.actor())
    before = await classroom.rows("SELECT features, running::jsonb, folded FROM learner_state")
    async with classroom.services.db.raw(classroom.school.tenant_id) as conn:
        await conn.execute("UPDATE learner_state SET running = '{}', folded = 0, features = '{}'")
    assert await feature_work.catch_up_institution(classroom.school.tenant_id, everything=True) == 1
    assert await classroom.rows("SELECT features, running::jsonb, folded FROM learner_state") == before


async def test_without_the_table_of_figures_the_last_good_ones_serve_and_the_answer_says_so(services: Services) -> None:
    classroom = await new_classroom(services, students=STUDENTS)
    tenant, section, clock = classroom.school.tenant_id, classroom.school.section_id, classroom.clock
    for name in STUDENTS:
        one = classroom.event(response="7", student_id=classroom.school[name].person_id)
        assert (await record_event(one, classroom.actor(name))).served.degraded == []
    assert await feature_work.count_institution(tenant) == 1
    assert await feature_work.count_institution(tenant) == 0, "once an hour is enough"
    store = classroom.services.features
    clock.at += CACHE_LASTS
    assert (await store.figures(tenant, section, clock.at)).figures == {}, "not yet: other processes have not seen them"
    clock.at += SETTLES
    good = await store.figures(tenant, section, clock.at)
    assert good.figures["students"] == len(STUDENTS) >= THRESHOLDS.min_students and not good.stale

    away = Database("postgresql://nobody@127.0.0.1:9/nothing", pool_size=1, pool_max=1)
    broken = FeatureStore(away, Cache())
    broken._kept = store._kept  # noqa: SLF001 - what the process knew when the store went away
    set_current(replace(classroom.services, features=broken))
    clock.at += timedelta(minutes=10)
    stale = await broken.figures(tenant, section, clock.at)
    assert stale == ClassFigures(good.figures, stale=True)
    answer = await record_event(
        classroom.event(response="7", student_id=classroom.school["bob"].person_id), classroom.actor("bob")
    )
    assert answer.stored and answer.served.degraded == ["features"] and answer.mastery is not None
    served = broken.serve(
        await loaded(classroom, classroom.school["bob"].person_id), await course_of(classroom), stale, clock.at
    )
    assert served.degraded == ("features",) and not math.isnan(served.own["class_z_theta"])

    nothing = FeatureStore(away, Cache())
    set_current(replace(classroom.services, features=nothing))
    answer = await record_event(classroom.event(Verb.SESSION_STARTED, None), classroom.actor())
    assert answer.stored and answer.served.degraded == ["features"], "not even a last good one: the answer goes on"


async def test_a_class_that_is_too_small_is_not_compared(classroom: Classroom) -> None:
    await record_event(classroom.event(response="7"), classroom.actor())
    await feature_work.count_institution(classroom.school.tenant_id)
    async with classroom.services.db.raw(classroom.school.tenant_id) as conn:
        (found,) = await rows.newest_figures(conn, classroom.school.tenant_id, classroom.school.section_id, 1)
    assert found.figures == {"students": 1}


@pytest.mark.parametrize("minutes", [0, 61, 66])
async def test_figures_that_nobody_counts_are_overdue(classroom: Classroom, minutes: int) -> None:
    await record_event(classroom.event(response="7"), classroom.actor())
    classroom.clock.at += timedelta(minutes=minutes)
    found = await feature_work.freshness(classroom.school.tenant_id)
    assert found.overdue_s == max(minutes - 60, 0) * 60 and found.state == ("degraded" if minutes > 65 else "ok")


async def test_an_admin_sees_every_feature_with_what_it_means_and_nobody_else_does(services: Services) -> None:
    classroom = await new_classroom(services, students=STUDENTS)
    adam, tenant = classroom.actor("adam"), classroom.school.tenant_id
    nothing = await feature_list.list_features(adam, locale="en", size=200)
    assert nothing.page.total == len(FEATURES) and nothing.overview.counted_s is None
    assert not any(row.of or row.enough for row in nothing.page.rows)
    for name in STUDENTS[:5]:
        one = classroom.event(response="7", student_id=classroom.school[name].person_id)
        await record_event(one, classroom.actor(name))
    await feature_work.count_institution(tenant)
    few = await feature_list.list_features(adam, locale="en", query="right answers in a row")
    assert [row.name for row in few.page.rows] == ["streak", "kc_streak"]
    assert (few.page.rows[0].known, few.page.rows[0].of, few.page.rows[0].enough) == (5, 5, False), "five are too few"
    for name in STUDENTS[5:]:
        one = classroom.event(response="7", student_id=classroom.school[name].person_id)
        await record_event(one, classroom.actor(name))
    classroom.clock.at += timedelta(hours=1)
    await feature_work.count_institution(tenant)
    (row,) = (await feature_list.list_features(adam, locale="es", query="Aciertos seguidos;")).page.rows
    assert (row.known, row.of, row.enough, row.low, row.high, sum(row.bins)) == (11, 11, True, 1.0, 1.0, 11)
    families = await feature_list.list_features(adam, locale="en", family="learning_style", size=200)
    assert {one.never for one in families.page.rows} == {
        "Never used to withhold a kind of content: everybody may choose every one."
    }
    with pytest.raises(InvalidInputError):
        await feature_list.list_features(adam, locale="en", family="nonsense")
    for name in ("alice", "carol"):
        with pytest.raises(ForbiddenError):
            await feature_list.list_features(classroom.actor(name), locale="en")
