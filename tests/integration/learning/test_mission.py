"""What an institution measures itself by: counted from what happened, said with its range, or not said."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from learnapp.core.drafts import Checked, Draft, DraftSentence, Evidence
from learnapp.core.errors import ForbiddenError
from learnapp.engine.event import Verb
from learnapp.services import generated, learning, mission, mission_figures, recommendations, reviewers
from learnapp.services import review as review_queue
from learnapp.services.mission import MissionView
from tests.integration.learning.conftest import Classroom


async def _figures(classroom: Classroom) -> dict[str, MissionView]:
    await mission_figures.count(classroom.school.tenant_id)
    return {one.metric: one for one in await mission.figures(classroom.actor("adam"))}


async def _run(classroom: Classroom, statement: str, *values: object) -> None:
    async with classroom.services.db.raw(classroom.school.tenant_id) as conn:
        await conn.execute(statement, values)


async def test_nothing_is_said_before_there_is_enough(classroom: Classroom) -> None:
    adam = classroom.actor("adam")
    assert [(one.metric, one.standing, one.computed) for one in await mission.figures(adam)] == [
        (metric, "none", "") for metric in mission.TARGETS
    ]
    found = await _figures(classroom)
    assert {one.standing for one in found.values()} == {"none"} and len(found["ctr"].weeks) == mission_figures.WEEKS
    assert not any(week.enough for one in found.values() for week in one.weeks)
    for who in ("carol", "alice"):
        with pytest.raises(ForbiddenError):
            await mission.figures(classroom.actor(who))


async def test_what_is_followed_is_counted_for_each_student(classroom: Classroom) -> None:
    tenant = classroom.school.tenant_id
    started = await learning.record_event(classroom.event(Verb.SESSION_STARTED), classroom.actor())
    shown = [one.content_id for one in started.next]
    classroom.clock.at += timedelta(minutes=1)
    opened = next(one for one in shown if one in classroom.course.readings or one in classroom.course.practice[0])
    verb = Verb.READ if opened in classroom.course.readings else Verb.ANSWERED
    more = {"progress": 1.0} if verb is Verb.READ else {"step_id": "s1", "response": "7"}
    await learning.record_event(classroom.event(verb, opened, **more), classroom.actor())
    classroom.clock.at += timedelta(days=3)
    assert await recommendations.count_days_of(tenant) == 1
    kept = await classroom.rows("SELECT student_id, shown, opened, completed FROM mission_student_day")
    days = await classroom.rows("SELECT sum(shown), sum(opened), sum(completed) FROM recommendation_day")
    assert [tuple(row[1:]) for row in kept] == [tuple(map(int, days[0]))], "the same day, seen by student and by policy"
    assert kept[0][0] == classroom.school["alice"].person_id and kept[0][2] == 1
    # Days that were counted before students were are made up for.
    await _run(classroom, "DELETE FROM mission_student_day")
    first = (await _figures(classroom))["ctr"]
    assert first.standing == "none" and first.base == kept[0][1] and first.units == 1
    await _run(
        classroom,
        "INSERT INTO mission_student_day (tenant_id, day, student_id, shown, opened, completed)"
        " SELECT %s, '2026-03-02', gen_random_uuid(), 20, 8 + n %% 5, 7 FROM generate_series(1, 40) n",
        tenant,
    )
    found = await _figures(classroom)
    assert found["ctr"].standing == "reached" and found["ctr"].low > 30 and found["ctr"].units == 41
    assert found["completion"].low < found["completion"].value < found["completion"].high
    (week,) = [one for one in found["ctr"].weeks if one.enough]
    assert week.first == "2026-03-02" and found["ctr"].days == ["2026-03-02"]


async def test_pace_is_by_lot_where_an_experiment_says_so(classroom: Classroom) -> None:
    for place in range(10):
        item = classroom.course.practice[0][place % 5]
        event = classroom.event(content=item, step_id="s1", response="7", duration_ms=60_000)
        await learning.record_event(event, classroom.actor())
        classroom.clock.at += timedelta(minutes=1)
    await mission_figures.count(classroom.school.tenant_id)
    kept = await classroom.rows("SELECT student_id, kc_id, answers, minutes, arm FROM mission_topic")
    assert len(kept) == 1 and kept[0][:2] == (classroom.school["alice"].person_id, classroom.course.kcs[0])
    assert 3 <= kept[0][2] <= 10 and kept[0][3] == pytest.approx(kept[0][2]) and kept[0][4] == ""

    async def world(arm: str, suggested: int, minutes: float) -> None:
        await _run(
            classroom,
            "INSERT INTO mission_topic (tenant_id, student_id, kc_id, mastered_at, answers, suggested, minutes, arm)"
            " SELECT %s, gen_random_uuid(), %s, '2026-03-02', 10, %s, %s * (1 + (n %% 5) / 10.0), %s"
            " FROM generate_series(1, 20) n",
            classroom.school.tenant_id, classroom.course.kcs[0], suggested, minutes, arm,
        )  # fmt: skip

    await world("", 8, 10.0)
    await world("", 1, 20.0)
    seen = (await _figures(classroom))["pace"]
    assert (seen.way, seen.standing) == ("seen", "reached") and 45 <= seen.value <= 55
    await world("rules", 5, 15.0)
    await world("chance", 5, 15.0)
    drawn = (await _figures(classroom))["pace"]
    assert drawn.way == "drawn" and drawn.low <= 0 <= drawn.high and drawn.standing in ("missed", "open")
    assert (drawn.units, drawn.others) == (20, 20)


class _LetsPass:
    """Checks that find nothing wrong: what people are asked afterwards is what is looked at here."""

    async def check(self, draft: Draft, evidence: object, *, ruled: object = None) -> Checked:
        return Checked(tuple(range(len(draft.sentences))), (), held=False, reasons=())


async def test_some_of_what_passes_is_shown_to_reviewers_and_counted(classroom: Classroom) -> None:
    tenant, section = classroom.school.tenant_id, classroom.school.section_id
    evidence = [Evidence(UUID(int=7), "A half is 1/2.", "reading")]
    for number in range(200):
        said = f"A half is {number} of {2 * number}."
        draft = Draft(said, (DraftSentence(said, (0,), None),), ())
        checked = await generated.verified(_LetsPass(), tenant, section, draft, evidence, title="Mathematics")
        assert not checked.held
    drawn = await classroom.rows("SELECT review_id FROM review_item WHERE reason_code = %s", generated.SAMPLED)
    assert 3 <= len(drawn) <= generated.MOST_SAMPLES
    adam = classroom.actor("adam")
    await reviewers.certify(adam, str(adam.person_id))
    for place, (review,) in enumerate(drawn):
        await review_queue.decide(adam, review, approve=place > 0, note="")
    found = (await _figures(classroom))["hallucination"]
    assert (found.hits, found.base, found.standing) == (1, len(drawn), "none"), "too few for a rate"
    await _run(
        classroom,
        "INSERT INTO text_ruling (tenant_id, digest, sentence, passage_ids, sound, review_id, decided_by, decided_at)"
        " SELECT %s, 'd' || n, 's', '{}', true, %s, %s, now() FROM generate_series(1, 600) n",
        tenant, drawn[0][0], adam.person_id,
    )  # fmt: skip
    await _run(classroom, "UPDATE text_ruling SET decided_at = %s", classroom.clock.now() - timedelta(hours=1))
    found = (await _figures(classroom))["hallucination"]
    assert found.standing == "reached" and 0 < found.value < found.high < 1


async def test_nps_needs_answers_and_has_its_range(classroom: Classroom) -> None:
    for number in range(30):
        await _run(
            classroom,
            "INSERT INTO feedback (tenant_id, feedback_id, role, page, score, said, created_at)"
            " VALUES (%s, %s, 'instructor', '/teach', %s, '', %s)",
            classroom.school.tenant_id, uuid7(), 10 if number % 5 else 3, classroom.clock.now() - timedelta(days=2),
        )  # fmt: skip
    found = (await _figures(classroom))["nps"]
    assert (found.value, found.units, found.standing) == (60, 30, "open") and found.low < 50 < found.high
