"""Every verb is taken in, stored under its own words, and answered with what to do next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from learnapp.engine.event import Verb
from learnapp.services.learning import record_event
from learnapp.services.learning_writes import OUTBOX_EVERY
from tests.integration.learning.conftest import Classroom
from tests.integration.learning.test_fallbacks import rewire

WITHOUT_CONTENT: dict[Verb, dict[str, Any]] = {
    Verb.QUIZ_STARTED: {},
    Verb.QUIZ_COMPLETED: {"duration_ms": 60_000},
    Verb.FORUM_POSTED: {"text": "How do I add fractions?"},
    Verb.FORUM_REPLIED: {"text": "Find the same denominator first."},
    Verb.PEER_HELPED: {"text": "Showed how to do it."},
    Verb.SESSION_STARTED: {"device": "tablet"},
    Verb.SESSION_ENDED: {"duration_ms": 60_000},
    Verb.RECOMMENDATION_SHOWN: {},
}


@pytest.mark.parametrize("verb", list(Verb))
async def test_each_verb_is_stored_and_answered(classroom: Classroom, verb: Verb) -> None:
    course = classroom.course
    about: dict[Verb, Any] = {
        Verb.VIDEO_PROGRESSED: (course.video, {"progress": 0.4, "position_s": 61.5}),
        Verb.VIDEO_COMPLETED: (course.video, {"progress": 1.0}),
        Verb.READ: (course.readings[0], {"progress": 1.0, "duration_ms": 30_000}),
        Verb.EXPLANATION_OPENED: (course.practice[0][0], {"state": {"explanation": "analogy"}}),
        Verb.SIMULATION_INTERACTED: (course.simulation, {"state": {"bars": 3.0, "shown": True, "name": "halves"}}),
        Verb.ANSWERED: (course.practice[0][0], {"response": "7"}),
        Verb.HINT_REQUESTED: (course.practice[0][0], {"hint_index": 0}),
        Verb.RECOMMENDATION_OPENED: (course.practice[0][0], {}),
        Verb.RECOMMENDATION_DISMISSED: (course.practice[0][0], {}),
        Verb.RECOMMENDATION_COMPLETED: (course.practice[0][0], {}),
    }
    content, result = about.get(verb, (None, WITHOUT_CONTENT.get(verb)))
    answer = await record_event(classroom.event(verb, content, **result), classroom.actor())
    assert answer.stored and len(answer.next) == 3
    assert answer.durable is (verb is not Verb.VIDEO_PROGRESSED)
    assert await classroom.rows("SELECT verb, student_seq FROM learning_event") == [(verb.value, 1)]
    assert await classroom.rows("SELECT last_verb FROM presence") == [(verb.value,)]


async def test_quiet_events_repeat_what_stands_instead_of_deciding_anew(classroom: Classroom) -> None:
    first = await record_event(classroom.event(response="7"), classroom.actor())
    tick = await record_event(
        classroom.event(Verb.VIDEO_PROGRESSED, classroom.course.video, progress=0.1, position_s=3.0), classroom.actor()
    )
    assert [each.content_id for each in tick.next] == [each.content_id for each in first.next]
    assert tick.decision_id == first.decision_id
    assert await classroom.count("decision") == 1


async def test_what_was_dismissed_does_not_come_back_at_once(classroom: Classroom) -> None:
    first = await record_event(classroom.event(response="7"), classroom.actor())
    unwanted = first.next[0].content_id
    answer = await record_event(
        classroom.event(Verb.RECOMMENDATION_DISMISSED, unwanted, decision_id=first.decision_id), classroom.actor()
    )
    assert unwanted not in {each.content_id for each in answer.next} and len(answer.next) == 3
    later = await record_event(
        classroom.event(content=classroom.course.practice[0][1], response="8"), classroom.actor()
    )
    assert unwanted not in {each.content_id for each in later.next}
    ((decision,),) = await classroom.rows(
        "SELECT result->>'decision_id' FROM learning_event WHERE verb = 'recommendation_dismissed'"
    )
    assert decision == str(first.decision_id)


async def test_work_is_found_again_on_another_device(classroom: Classroom) -> None:
    video = classroom.course.video
    await record_event(
        classroom.event(Verb.VIDEO_PROGRESSED, video, progress=0.4, position_s=61.5, device="phone"), classroom.actor()
    )
    ((resume,),) = await classroom.rows("SELECT resume FROM learner_state")
    assert resume["content_id"] == str(video) and resume["position_s"] == 61.5
    await record_event(classroom.event(Verb.VIDEO_COMPLETED, video), classroom.actor())
    ((resume,),) = await classroom.rows("SELECT resume FROM learner_state")
    assert resume == {}
    ((state,),) = await classroom.rows("SELECT state FROM item_progress")
    assert state["done"] is True and state["position_s"] == 61.5


async def test_a_reply_keeps_its_thread(classroom: Classroom) -> None:
    post = classroom.event(Verb.FORUM_POSTED, text="How do I add fractions?")
    await record_event(post, classroom.actor())
    reply = classroom.event(Verb.FORUM_REPLIED, post.event_id, text="Find the same denominator.")
    await record_event(reply, classroom.actor())
    rows = await classroom.rows("SELECT post_id, parent_id FROM discussion_post ORDER BY parent_id NULLS FIRST")
    assert rows == [(post.event_id, None), (reply.event_id, post.event_id)]


async def test_an_institution_gets_one_job_for_what_happens_within_seconds(classroom: Classroom) -> None:
    for item in classroom.course.practice[0]:
        await record_event(classroom.event(content=item, response="7"), classroom.actor())
    tenant = str(classroom.school.tenant_id)
    jobs = await classroom.rows(
        "SELECT task_name, queue_name FROM procrastinate_jobs WHERE args->>'tenant_id' = %s", tenant
    )
    assert jobs == [("activity", "outbox")]
    classroom.clock.at += OUTBOX_EVERY + timedelta(seconds=1)
    await record_event(classroom.event(content=classroom.course.practice[1][0], response="7"), classroom.actor())
    jobs = await classroom.rows("SELECT 1 FROM procrastinate_jobs WHERE args->>'tenant_id' = %s", tenant)
    assert len(jobs) == 2


async def test_an_api_client_that_learns_of_a_student_leaves_one_trace(classroom: Classroom) -> None:
    client = classroom.client()
    for item in classroom.course.practice[0]:
        await record_event(classroom.event(content=item, response="7"), client)
    trail = await classroom.rows("SELECT actor_id, subject_id, action FROM audit_entry WHERE action = 'record.read'")
    assert trail == [(client.person_id, classroom.school["alice"].person_id, "record.read")]


async def test_exploration_shows_other_items_with_their_true_probability(classroom: Classroom) -> None:

    rewire(classroom, exploration=1.0)
    answer = await record_event(classroom.event(response="7"), classroom.actor())
    ((propensity, served, approved),) = await classroom.rows("SELECT propensity, served, approved FROM decision")
    assert served["explored"] is True and len(approved) == 3
    drawn = propensity[str(answer.next[2].content_id)]
    assert 0 < drawn < 1
    assert "reason-explore" in {reason.code for reason in answer.next[2].reasons}
