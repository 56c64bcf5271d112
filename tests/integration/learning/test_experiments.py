"""An experiment from its design to its end: the draw holds, chance stays among what is approved, harm stops an arm."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from learnapp.core.clock import FixedClock
from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine.event import EventAnswer, Verb
from learnapp.ml.experiments import arm_for
from learnapp.services import Services, experiment_arms, experiment_work, experiments, learning
from learnapp.services.experiment_designs import Draft, choices
from learnapp.storage.repositories import experiments as rows
from tests.integration.learning.conftest import NOW, Classroom, new_classroom

SHARES = {"now": 35, "closer_fit": 30, "review_first": 30, "chance": 5}


def draft(**more: Any) -> Draft:
    given: dict[str, Any] = {
        "name": "Reviews first",
        "question": "Does reviewing earlier help more?",
        "varies": "weights",
        "unit": "student",
        "share": 100,
        "arms": SHARES,
        "metric": "completion",
        "effect": 0.05,
        "days": 2,
        "planned_end": NOW.date() + timedelta(days=42),
    }
    return Draft(**{**given, **more})


async def running(classroom: Classroom, arm: str = "", **more: Any) -> UUID:
    """An experiment that runs; with an arm given the draw is made again until Alice is in it."""
    adam = classroom.actor("adam")
    made = await experiments.create(adam, draft(**more))
    if arm:
        unit = classroom.school["alice"].person_id
        salt = next(
            salt
            for salt in (bytes([n // 250, n % 250]) * 16 for n in range(2_000))
            if arm_for(salt, unit, 1.0, SHARES) == arm
        )
        await classroom.rows("UPDATE experiment SET salt = %s WHERE experiment_id = %s RETURNING 1", salt, made)
    await experiments.start(adam, made)
    return made


async def answer(classroom: Classroom, content: UUID | None = None, who: str = "alice", **more: Any) -> EventAnswer:
    student = classroom.school[who].person_id
    more = {"response": "7", **more}
    event = classroom.event(Verb.ANSWERED, content, student_id=student, step_id="s1", **more)
    return await learning.record_event(event, classroom.actor(who))


async def policies(classroom: Classroom) -> list[str]:
    return [row[0] for row in await classroom.rows("SELECT policy_version FROM decision ORDER BY created_at")]


async def people(classroom: Classroom, count: int) -> list[UUID]:
    """Students of whom nothing is known but that they are there."""
    new = [uuid7() for _ in range(count)]
    for each in new:
        await classroom.rows(
            "INSERT INTO person (tenant_id, person_id, email_lookup, status, locale, created_at)"
            " VALUES (%s, %s, %s, 'active', 'en', %s) RETURNING 1",
            classroom.school.tenant_id, each, each.bytes, NOW,
        )  # fmt: skip
    return new


async def reached(classroom: Classroom, made: UUID, arm: str, guards: list[dict[str, float]]) -> None:
    """Students whom an arm has reached, with what their first days gave."""
    import json

    for student, found in zip(await people(classroom, len(guards)), guards, strict=True):
        await classroom.rows(
            "INSERT INTO experiment_student (tenant_id, experiment_id, student_id, section_id, arm, first_at, guards)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s::jsonb) RETURNING 1",
            classroom.school.tenant_id, made, student, classroom.school.section_id, arm, NOW, json.dumps(found),
        )  # fmt: skip


def later(classroom: Classroom, **by: float) -> None:
    classroom.services.clock = FixedClock(classroom.services.clock.now() + timedelta(**by))


async def test_chance_chooses_among_what_is_approved_and_says_so(classroom: Classroom) -> None:
    assert "+" not in (await policies_after(classroom))
    made = await running(classroom, "chance")
    shown: set[UUID] = set()
    for number in range(6):
        later(classroom, minutes=1)
        got = await answer(classroom, classroom.course.practice[0][number % 5], response="9")
        assert len(got.next) == 3 and got.served.model == "by-chance@1"
        for each in got.next:
            assert each.kc_ids == [classroom.course.kcs[0]], "the second topic opens when the first is mastered"
            assert [reason.code for reason in each.reasons] == ["reason-by-chance"] and each.reasons[0].evidence
            assert each.reasons[0].text.startswith("Chosen by chance, to learn what helps.")
            shown.add(each.content_id)
    assert len(shown) >= 5, "chance does not repeat the same three"
    rows = await classroom.rows("SELECT policy_version, propensity, served FROM decision ORDER BY created_at")
    key = made.hex[-8:]
    for policy, propensity, served in rows[1:]:
        assert policy == f"frontier-fit@2+{key}/chance"
        assert all(0 < share <= 1 for share in propensity.values()) and served["ms"] > 0
    # Three of seven, drawn evenly.
    assert set(rows[1][1].values()) == {3 / 7}


async def policies_after(classroom: Classroom) -> str:
    await answer(classroom)
    return (await policies(classroom))[-1]


async def test_an_arm_of_other_weights_names_itself_and_the_arm_as_now_serves_as_ever(classroom: Classroom) -> None:
    made = await running(classroom, "review_first")
    got = await answer(classroom)
    assert got.served.model == "bkt-irt@1/review_first" and got.served.fallback is None
    assert (await policies(classroom))[-1] == f"frontier-fit@2+{made.hex[-8:]}/review_first"
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        (told,) = await rows.arms_of(tx.session, classroom.school.tenant_id, classroom.school["alice"].person_id)
    assert (told[0], told[1], told[4]) == ("Reviews first", "review_first", 1), "the export of a record names it"
    await experiments.stop(classroom.actor("adam"), made)
    later(classroom, minutes=1)
    got = await answer(classroom, classroom.course.practice[0][1])
    assert got.served.model == "bkt-irt@1" and (await policies(classroom))[-1] == "frontier-fit@2"


async def test_who_says_no_or_is_not_covered_is_in_no_arm(classroom: Classroom) -> None:
    await running(classroom, "review_first")
    alice = classroom.actor("alice")
    assert await experiments.takes_part(alice)
    await experiments.take_part(alice, on=False)
    assert await policies_after(classroom) == "frontier-fit@2"
    await experiments.take_part(alice, on=True)
    later(classroom, minutes=1)
    assert "+" in await policies_after(classroom)
    # A guardian's no to experiments leaves learning as it is.
    await classroom.rows(
        "INSERT INTO consent (tenant_id, consent_id, student_id, basis, purpose, granted_at, withdrawn_at, note)"
        " VALUES (%s, %s, %s, 'guardian', 'experiments', %s, %s, '') RETURNING 1",
        classroom.school.tenant_id, uuid7(), alice.person_id, NOW, NOW,
    )  # fmt: skip
    later(classroom, minutes=1)
    assert await policies_after(classroom) == "frontier-fit@2"
    await classroom.rows("UPDATE consent SET withdrawn_at = %s WHERE purpose = 'learning' RETURNING 1", NOW)
    before = await classroom.count("decision")
    got = await answer(classroom, classroom.course.practice[0][2])
    assert not got.stored and got.served.model == "bkt-irt@1" and await classroom.count("decision") == before


async def test_a_guardians_no_is_taken_back_by_a_guardian_only(services: Services) -> None:
    classroom = await new_classroom(services, guardians=("grace",))
    alice, grace = classroom.actor("alice"), classroom.actor("grace")
    await experiments.take_part(alice, on=False)
    await experiments.take_part(grace, alice.person_id, on=False)
    with pytest.raises(ConflictError, match="A guardian has said no"):
        await experiments.take_part(alice, on=True)
    assert not await experiments.takes_part(grace, alice.person_id)
    await experiments.take_part(grace, alice.person_id, on=True)
    assert await experiments.takes_part(alice)
    with pytest.raises(ForbiddenError):
        await experiments.take_part(alice, classroom.school["bob"].person_id, on=False)


async def test_everybody_is_counted_once_when_their_days_are_over(classroom: Classroom) -> None:
    adam, made = classroom.actor("adam"), await running(classroom, "closer_fit")
    first = await answer(classroom)
    opened = first.next[0].content_id
    later(classroom, minutes=2)
    opening = classroom.event(Verb.RECOMMENDATION_OPENED, opened, decision_id=first.decision_id)
    await learning.record_event(opening, classroom.actor("alice"))
    later(classroom, minutes=2)
    if opened in {each for row in classroom.course.practice for each in row}:
        await answer(classroom, opened)
    else:
        await learning.record_event(classroom.event(Verb.READ, opened), classroom.actor("alice"))
    later(classroom, minutes=5)
    assert await experiment_work.count(classroom.school.tenant_id)
    view = await experiments.experiment(adam, made)
    (arm,) = [each for each in view.arms if each.arm == "closer_fit"]
    assert (arm.units, arm.students, arm.counted) == (1, 1, 0) and arm.decisions >= 2
    later(classroom, days=2)
    await experiment_work.count(classroom.school.tenant_id)
    await experiment_work.count(classroom.school.tenant_id)
    ((arm_name, outcomes, guards),) = await classroom.rows("SELECT arm, outcomes, guards FROM experiment_student")
    assert arm_name == "closer_fit" and outcomes["completion"] == 1.0 and guards["dismissals"] == 0.0
    view = await experiments.experiment(adam, made)
    assert view.say == "early" and {each.say for each in view.primary} == {"early"} and view.looked
    assert view.ratio == "none" and view.needed > 100
    await answer(classroom, who="bob")
    later(classroom, days=3)
    await experiments.stop(adam, made)
    jobs = await classroom.rows("SELECT args FROM procrastinate_jobs WHERE task_name = 'experiment_end'")
    assert ({"tenant_id": str(classroom.school.tenant_id), "experiment_id": str(made)},) in jobs
    await experiment_work.finish(classroom.school.tenant_id, made)
    view = await experiments.experiment(adam, made)
    assert sum(each.counted for each in view.arms) == 2, "whose days were over when it was stopped still counts"


async def test_an_arm_that_does_harm_is_stopped_and_people_are_told(classroom: Classroom) -> None:
    adam, made = classroom.actor("adam"), await running(classroom, "review_first")
    fine = [{"hints": 0.1 + 0.01 * (n % 3), "dismissals": 0.1 * (n % 2)} for n in range(40)]
    much = [{"hints": 0.6 + 0.01 * (n % 3), "dismissals": 0.1 * (n % 2)} for n in range(40)]
    await reached(classroom, made, "now", fine)
    await reached(classroom, made, "review_first", much)
    await reached(classroom, made, "closer_fit", fine)
    later(classroom, minutes=5)
    await experiment_work.count(classroom.school.tenant_id)
    view = await experiments.experiment(adam, made)
    assert [each.stopped_for for each in view.arms] == ["", "", "hints", ""]
    by_guard = {(each.key, each.guard): each.stands for each in view.guards}
    assert by_guard["review_first", "hints"] == "harm" and by_guard["closer_fit", "hints"] == "fine"
    assert (await policies_after(classroom)) == "frontier-fit@2", "its students are served as everybody"
    reviews = await classroom.rows("SELECT reason_code, evidence FROM review_item WHERE subject_type = 'experiment'")
    assert ("review-experiment-harm", {"arm": "review_first", "guard": "hints"}) in reviews
    audits = await classroom.rows("SELECT detail FROM audit_entry WHERE action = 'experiment.stop'")
    assert audits == [({"arm": "review_first", "guard": "hints"},)]
    # 40 students in each of three arms and none by chance is not what a draw with these shares gives every day.
    await reached(classroom, made, "now", [{} for _ in range(150)])
    later(classroom, days=1)
    await experiment_work.count(classroom.school.tenant_id)
    assert (await classroom.rows("SELECT count(*) FROM review_item WHERE reason_code = 'review-experiment-harm'")) == [
        (1,)
    ]


async def test_a_broken_draw_is_told(classroom: Classroom) -> None:
    adam, made = classroom.actor("adam"), await running(classroom)
    await reached(classroom, made, "now", [{} for _ in range(60)])
    await reached(classroom, made, "closer_fit", [{} for _ in range(12)])
    await experiment_work.count(classroom.school.tenant_id)
    view = await experiments.experiment(adam, made)
    assert view.ratio == "wrong" and view.ratio_p < 0.01
    assert ("review-experiment-ratio",) in await classroom.rows("SELECT reason_code FROM review_item")


async def test_whole_sections_are_drawn_together(classroom: Classroom) -> None:
    await running(classroom, unit="section")
    tenant, section = classroom.school.tenant_id, classroom.school.section_id
    arms = {await experiment_arms.arm_of(tenant, classroom.school[who].person_id, section) for who in ("alice", "bob")}
    assert len(arms) == 1


async def test_one_runs_at_a_time_the_share_only_grows_and_the_end_is_written_down(classroom: Classroom) -> None:
    adam, made = classroom.actor("adam"), await running(classroom, share=20)
    other = await experiments.create(adam, draft(name="Another one"))
    with pytest.raises(ConflictError, match="One experiment runs at a time"):
        await experiments.start(adam, other)
    with pytest.raises(ConflictError, match="only grows"):
        await experiments.grow(adam, made, 10)
    await experiments.grow(adam, made, 40)
    with pytest.raises(ConflictError, match="not running"):
        await experiments.stop_arm(adam, made, "now")
    await experiments.stop_arm(adam, made, "chance")
    with pytest.raises(ConflictError, match="Stop the experiment first"):
        await experiments.conclude(adam, made, "Too early.")
    await experiments.stop(adam, made)
    with pytest.raises(ConflictError, match="not running"):
        await experiments.stop(adam, made)
    with pytest.raises(InvalidInputError, match="Write what came of it"):
        await experiments.conclude(adam, made, "  ")
    await experiments.conclude(adam, made, "Reviews made no difference.")
    view = await experiments.experiment(adam, made)
    assert (view.status, view.share, view.conclusion) == ("concluded", 40, "Reviews made no difference.")
    page = await experiments.experiments(adam)
    assert [each.name for each in page.rows] == ["Another one", "Reviews first"]
    await experiments.start(adam, other)
    actions = await classroom.rows("SELECT action FROM audit_entry WHERE object_type = 'experiment' ORDER BY seq")
    assert [each[0].removeprefix("experiment.") for each in actions] == [
        "create", "start", "create", "update", "stop", "stop", "conclude", "start",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": "x"}, "A name"),
        ({"question": "Why?"}, "question"),
        ({"arms": {"now": 60, "closer_fit": 35, "chance": 5}}, "at least 3 arms"),
        ({"arms": {"now": 35, "closer_fit": 35, "review_first": 30}}, "control by chance"),
        ({"arms": {**SHARES, "chance": 20, "now": 20}}, "Chance chooses for 1 to 10"),
        ({"arms": {**SHARES, "now": 30}}, "add up to 100"),
        ({"arms": {**SHARES, "now": 63, "closer_fit": 2}}, "at least 5"),
        ({"arms": {**SHARES, "rocket": 5}}, "no such way"),
        ({"metric": "fame"}, "no such figure"),
        ({"effect": 0.0}, "smallest difference"),
        ({"days": 1}, "days of each student"),
        ({"share": 0}, "share lies"),
        ({"unit": "school"}, "from the lists"),
        ({"planned_end": NOW.date()}, "planned end"),
        ({"varies": "model"}, "no such way"),
    ],
)
async def test_a_design_that_would_tell_nothing_is_refused(
    classroom: Classroom, change: dict[str, Any], says: str
) -> None:
    with pytest.raises(InvalidInputError, match=says):
        await experiments.create(classroom.actor("adam"), replace(draft(), **change))


async def test_only_admins_of_the_institution_try_things(classroom: Classroom) -> None:
    made = await running(classroom)
    for who in ("alice", "carol"):
        with pytest.raises(ForbiddenError):
            await experiments.experiment(classroom.actor(who), made)
        with pytest.raises(ForbiddenError):
            await experiments.create(classroom.actor(who), draft())
    with pytest.raises(ForbiddenError):
        await experiments.take_part(classroom.actor("carol"), on=False)
    other = await new_classroom(classroom.services)
    for act in (experiments.experiment, experiments.start, experiments.stop):
        with pytest.raises(NotFoundError):
            await act(other.actor("adam"), made)
    assert await experiment_arms.arm_of(other.school.tenant_id, uuid7(), uuid7()) is None
    assert [each.key for each in choices("model", {})] == ["now", "chance"]
