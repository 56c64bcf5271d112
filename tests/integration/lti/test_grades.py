"""Grades are passed on to the gradebook of an LMS: real points, once, in order, whatever fails on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from learnapp.core.errors import ForbiddenError, NotFoundError
from learnapp.integrations.lti.launch import Launch
from learnapp.services import (
    assessment_results,
    assessments,
    assignments,
    attempt_results,
    attempts,
    learning,
    lms,
    lms_class,
    lms_grades,
    lms_keys,
    lti_people,
    lti_sending,
    people,
    privacy,
    set_current,
)
from learnapp.services.assessment_views import AssessmentDraft
from learnapp.services.assignments import AssignmentDraft
from learnapp.services.lms_class import LmsClassView
from learnapp.services.lti_people import Door
from learnapp.storage.db import Database
from learnapp.storage.repositories import lti_contexts as context_rows
from learnapp.storage.repositories import lti_grades as grade_rows
from learnapp.storage.repositories import lti_services as service_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.lti_services import LmsCourse
from tests.integration.learning.conftest import Classroom, build_services, new_classroom
from tests.lms import Lms
from tests.lms_services import AGS_CLAIM, NRPS_CLAIM, Faults, LmsServices

from .conftest import draft

RIGHT, WRONG = "7", "12"


@pytest.fixture(scope="module")
def served() -> Iterator[LmsServices]:
    made = LmsServices().start()
    yield made
    made.stop()


@dataclass
class Graded:
    """A class whose grades are passed on; Alice is user 4 of the LMS, Bob has not come from there."""

    classroom: Classroom
    offered: LmsServices
    place: LmsCourse

    @property
    def tenant(self) -> UUID:
        return self.classroom.school.tenant_id

    @property
    def section(self) -> UUID:
        return self.classroom.school.section_id

    async def work(self, rounds: int = 1) -> None:
        """Let the worker come round, with time between for what is tried again."""
        for _ in range(rounds):
            await lti_sending.work_in(self.tenant)
            self.classroom.clock.at += timedelta(hours=5)
            for state in self.classroom.services.extras.get("lti_platforms", {}).values():
                state.until = 0.0

    async def use(self, *, tests: bool = False, assignments: bool = False, progress: bool = False) -> None:
        """Carol chooses what is passed on."""
        mark = (await self.view()).courses[0].mark
        await lms_class.choose(
            self.classroom.actor("carol"), self.section, mark, follows=False, tests=tests, assignments=assignments,
            progress=progress,
        )  # fmt: skip

    async def view(self) -> LmsClassView:
        return await lms_class.view(self.classroom.actor("carol"), self.section)

    async def given(self, **rules: object) -> UUID:
        """Carol makes a test of five questions and gives it."""
        carol, course = self.classroom.actor("carol"), self.classroom.course
        made = await assessments.create(carol, self.section, "Fractions", "fixed")
        draft = {"title": "Fractions", "minutes": 20, "shuffled": False, "attempts": 3, **rules}
        await assessments.change(carol, made, AssessmentDraft(**draft))  # type: ignore[arg-type]
        await assessments.put_items(carol, made, [*course.practice[0][:3], *course.practice[1][:2]])
        await assessments.give(carol, made)
        return made

    async def sit(self, made: UUID, *said: str, who: str = "alice") -> UUID:
        """Take the test and hand it in."""
        actor = self.classroom.actor(who)
        attempt = UUID(await attempts.begin(actor, made))
        for number, one in enumerate(said, 1):
            self.classroom.clock.at += timedelta(seconds=30)
            await attempts.save(actor, attempt, number, "s1", one, 30_000)
        await attempts.submit(actor, attempt)
        return attempt


async def _connected(classroom: Classroom, offered: LmsServices, user: str = "4") -> Graded:
    """Connect an LMS whose course stands for the class, and in which Alice is known."""
    school = classroom.school
    offered.anew(f"client-{school.tenant_id.hex[-12:]}")
    platform = Lms(offered.client_id, issuer=offered.origin, origin=offered.origin)
    admin = school.actor("adam")
    registration = await lms.add(admin, draft(platform, token_url=f"{offered.origin}/token"))
    offered.tool_keys = {"keys": await lms_keys.published_keys(school.slug)}
    place, now = LmsCourse(registration, "1", "c1"), classroom.clock.now()
    claims, tenant = offered.claims, school.tenant_id
    async with classroom.services.db.transaction(tenant) as tx:
        await context_rows.see_context(tx.session, tenant, registration, "1", "c1", "Algebra", now)
        await context_rows.connect(tx.session, tenant, registration, "1", "c1", school.section_id, over=True)
        await service_rows.see_services(
            tx.session, tenant, place, claims[NRPS_CLAIM]["context_memberships_url"], claims[AGS_CLAIM]["lineitems"],
            " ".join(claims[AGS_CLAIM]["scope"]), now,
        )  # fmt: skip
        institution = await section_rows.institution(tx.session, tenant)
        row = await lms.registration(tx.session, tenant, registration)
        assert institution is not None
        door = Door(await people.tenant_key(tx.session, tenant), institution, row)
        said = Launch(row.issuer, row.client_id, "1", user, "", "student")
        await lti_people.identify(tx.session, door, said, school["alice"].person_id, now)
    offered.enrol(user, "Alice")
    offered.enrol("5", "Bob")
    graded = Graded(classroom, offered, place)
    await graded.use(tests=True, assignments=True, progress=True)
    return graded


@pytest.fixture
async def graded(db: Database, served: LmsServices) -> AsyncIterator[Graded]:
    services = build_services(db)
    set_current(services)
    yield await _connected(await new_classroom(services), served)
    set_current(None)


async def test_real_points_of_tests_assignments_and_topics(graded: Graded) -> None:
    classroom, offered = graded.classroom, graded.offered
    made = await graded.given()
    task = await assignments.assign(
        classroom.actor("carol"), graded.section, AssignmentDraft(kc_id=classroom.course.kcs[0], answers=2)
    )
    await graded.work()
    assert offered.grades() == {} and not offered.items, "no column before there is something to put into it"
    attempt = await graded.sit(made, RIGHT, WRONG, RIGHT)
    await graded.work()
    test, done = f"test:{made}", f"assignment:{task}"
    assert offered.grades() == {(test, "4"): (2.0, 5.0), (done, "4"): (2.0, 2.0)}
    (column,) = [one for one in offered.items.values() if one["resourceId"] == test]
    assert (column["label"], column["scoreMaximum"], column["tag"]) == ("Fractions", 5.0, "learnapp")
    said = {place: one for place, one in offered.results.items()}
    assert {(one["activityProgress"], one["gradingProgress"]) for one in said.values()} == {
        ("Completed", "FullyGraded")
    }
    # The student sees that it was passed on.
    result = await attempt_results.result_view(classroom.actor(), attempt)
    assert (result.passed_on, result.passed_to) == ("sent", "Our LMS")
    mine = {(one.kind, one.points, one.of, one.state) for one in await lms_grades.own(classroom.actor())}
    assert mine == {("assessment", "2", "5", "sent"), ("assignment", "2", "2", "sent")}
    assert await lms_grades.own(classroom.actor("bob")) == []
    # A better attempt takes its place, a worse one does not; what has not changed is not sent again.
    await graded.sit(made, RIGHT, RIGHT, RIGHT, RIGHT)
    await graded.work()
    await graded.sit(made, WRONG)
    await graded.work(2)
    assert offered.grades()[test, "4"] == (4.0, 5.0)
    assert sum(offered.items[number]["resourceId"] == test for number, _, _ in offered.log) == 2
    # Topics that are mastered, as points out of all of the course.
    for item in classroom.course.practice[0] * 3:
        event = classroom.event(content=item, step_id="s1", response=RIGHT)
        classroom.clock.at += timedelta(seconds=40)
        await learning.record_event(event, classroom.actor())
    await graded.work(2)
    assert offered.grades()[f"course:{graded.section}", "4"] == (1.0, 4.0)
    stamps: dict[tuple[int, str], list[datetime]] = {}
    for number, user, one in offered.log:
        stamps.setdefault((number, user), []).append(datetime.fromisoformat(one["timestamp"]))
    assert all(a < b for each in stamps.values() for a, b in zip(each, each[1:], strict=False))
    assert len(offered.items) == 3


async def test_nothing_is_passed_on_before_results_are_shown(graded: Graded) -> None:
    made = await graded.given(shown="released")
    await graded.sit(made, RIGHT, RIGHT)
    await graded.work()
    ((place, said),) = graded.offered.results.items()
    assert (said["activityProgress"], said["gradingProgress"]) == ("Submitted", "Pending")
    assert "scoreGiven" not in said
    await assessment_results.release(graded.classroom.actor("carol"), made)
    await graded.work()
    said = graded.offered.results[place]
    assert (said["scoreGiven"], said["scoreMaximum"], said["gradingProgress"]) == (2.0, 5.0, "FullyGraded")


async def test_faults_lose_nothing_and_double_nothing(graded: Graded) -> None:
    offered = graded.offered
    made = await graded.given()
    await graded.use(tests=True)
    offered.faults = Faults(before=0.2, after=0.2, busy=0.1, forgotten=0.1)
    for count in range(1, 4):
        await graded.sit(made, *[RIGHT] * count)
        await graded.work(8)
        assert offered.grades()[f"test:{made}", "4"] == (float(count), 5.0)
    assert (offered.taken, offered.again, len(offered.items)) == (3, 0, 1), "each of three scores was taken once"


async def test_a_platform_that_is_away_is_tried_again_and_then_a_teacher_decides(graded: Graded) -> None:
    offered, carol = graded.offered, graded.classroom.actor("carol")
    made = await graded.given()
    offered.closed = True
    await graded.sit(made, RIGHT)
    await graded.work(8)
    (late,) = (await graded.view()).stuck
    assert (late.name, late.points, late.of, late.error) == ("Alice", "1", "5", "failing") and late.again
    offered.closed = False
    await graded.work(2)
    assert (await graded.view()).stuck == [] and offered.grades()[f"test:{made}", "4"] == (1.0, 5.0)
    # Bob has never come from the LMS: nobody knows who he is there.
    await graded.sit(made, RIGHT, RIGHT, who="bob")
    await graded.work()
    (stuck,) = (await graded.view()).stuck
    assert (stuck.name, stuck.error, stuck.again) == ("Bob", "nobody", "")
    told = await graded.classroom.rows("SELECT person_id FROM notice WHERE kind = 'grades'")
    assert [row[0] for row in told] == [carol.person_id]
    item, student = UUID(stuck.item), UUID(stuck.student)
    assert await lms_class.send_again(carol, graded.section) == 1
    await graded.work()
    await lms_class.entered_by_hand(carol, graded.section, item, student)
    view = await graded.view()
    assert not view.stuck and [(one.sent, one.by_hand) for one in view.columns] == [(1, 1)]
    with pytest.raises(NotFoundError):
        await lms_class.entered_by_hand(carol, graded.section, item, student)
    # What changes afterwards is news again, and is passed on as soon as he is known.
    await graded.sit(made, RIGHT, RIGHT, RIGHT, who="bob")
    await graded.work()
    assert (await graded.view()).stuck[0].error == "nobody"
    with pytest.raises(ForbiddenError):
        await lms_class.send_again(graded.classroom.actor("alice"), graded.section)


async def test_what_is_switched_off_is_not_sent_any_more_and_waits_for_nobody(graded: Graded) -> None:
    offered, carol = graded.offered, graded.classroom.actor("carol")
    made = await graded.given()
    offered.closed = True
    await graded.sit(made, RIGHT)
    await graded.work(8)
    assert len((await graded.view()).stuck) == 1 and len(await lms_grades.own(graded.classroom.actor())) == 1
    await graded.use(assignments=True)
    offered.closed = False
    await graded.work(2)
    assert offered.grades() == {}
    assert (await graded.view()).stuck == [] and await lms_grades.own(graded.classroom.actor()) == []
    assert all(not (one.waiting or one.late or one.failed) for one in (await graded.view()).columns)
    with pytest.raises(NotFoundError):
        await lms_class.send_again(carol, graded.section)
    await graded.use(tests=True)
    await graded.work()
    assert offered.grades() == {(f"test:{made}", "4"): (1.0, 5.0)}


async def test_a_column_that_was_deleted_is_made_anew_when_somebody_asks(graded: Graded) -> None:
    offered = graded.offered
    made = await graded.given()
    await graded.use(tests=True)
    await graded.sit(made, RIGHT)
    await graded.work()
    offered.items.clear()
    offered.results.clear()
    await graded.sit(made, RIGHT, RIGHT)
    await graded.work()
    assert [one.error for one in (await graded.view()).stuck] == ["gone"]
    await lms_class.send_again(graded.classroom.actor("carol"), graded.section)
    await graded.work()
    assert offered.grades() == {(f"test:{made}", "4"): (2.0, 5.0)}


async def test_the_column_of_a_link_is_used_and_no_second_one_made(graded: Graded) -> None:
    offered, classroom = graded.offered, graded.classroom
    made, (task, *_) = await graded.given(), classroom.course.practice[3]
    await graded.use(tests=True, assignments=True)
    for number, kind, thing in ((9, "assessment", made), (10, "content", task), (11, "topic", classroom.course.kcs[0])):
        address = f"{offered.origin}/{number}/lineitem?type_id=7"
        offered.items[number] = {"id": address, "resourceId": kind}
        async with classroom.services.db.transaction(graded.tenant) as tx:
            await grade_rows.see_item(
                tx.session, graded.tenant, graded.place, graded.section, address, kind, thing, classroom.clock.now()
            )
    await graded.sit(made, RIGHT)
    await learning.record_event(classroom.event(content=task, step_id="s1", response=RIGHT), classroom.actor())
    await graded.work()
    assert offered.grades() == {("assessment", "4"): (1.0, 5.0), ("content", "4"): (1.0, 1.0)}
    assert len(offered.items) == 3


async def test_erased_people_and_other_schools_leave_no_trace(graded: Graded, db: Database) -> None:
    made = await graded.given()
    await graded.sit(made, RIGHT)
    await graded.work()
    other = await new_classroom(graded.classroom.services)
    with pytest.raises((ForbiddenError, NotFoundError)):
        await lms_class.view(other.actor("carol"), graded.section)
    async with db.transaction(other.school.tenant_id) as tx:
        assert await grade_rows.items(tx.session, graded.tenant, graded.place) == []
        assert await grade_rows.due(tx.session, graded.tenant, 10) == []
    await privacy.erase_person(graded.classroom.school.actor("adam"), graded.classroom.school["alice"].person_id)
    for table in ("lti_score", "lti_member", "lti_grade_due", "lti_identity"):
        assert await graded.classroom.count(table) == 0, table
