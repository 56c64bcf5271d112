"""A student's tests for those at home: what came of them as far as the school shows it, and all of it to take home."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from learnapp.core.table_words import cell
from learnapp.engine.assessment_result import AssessmentResult
from learnapp.engine.kc import Content, CourseSnapshot
from learnapp.engine.mastery import THRESHOLDS
from learnapp.security.access import Actor
from learnapp.services import adaptive_tests, classroom, current, latecomers, people, trail
from learnapp.services.attempt_items import versions
from learnapp.services.attempt_reading import is_shown
from learnapp.services.attempt_results import passed_of, topic_views
from learnapp.services.attempt_scores import overall, result, side
from learnapp.storage.repositories import assessments as made_rows
from learnapp.storage.repositories import attempts as rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import latecomers as late_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories import withdrawals as withdrawal_rows
from learnapp.storage.repositories.assessments import AssessmentRow
from learnapp.storage.repositories.attempts import AttemptRow, SavedAnswer, ServedItem

SHOWN, MOST = 6, 2000
NAMED = 3
BETWEEN = " | "


@dataclass(frozen=True)
class ChildTest:
    """One attempt in plain words.

    Attributes:
        at: ISO moment at which it was handed in.
        waits: The school does not show results yet; then nothing of them is here.
        share: Per cent, with its 80 % interval `low` to `high`; -1 for a placement, which says nothing of that kind.
        passed: yes, no or "" where there is no such line.
        well, hard: Topics that went well, and that did not yet.
    """

    id: str = ""
    title: str = ""
    section: str = ""
    kind: str = "fixed"
    at: str = ""
    waits: bool = False
    share: int = -1
    low: int = 0
    high: int = 100
    passed: str = ""
    well: list[str] = field(default_factory=list)
    hard: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Attempt:
    row: AttemptRow
    made: AssessmentRow
    section: str
    snapshot: CourseSnapshot | None
    items: list[ServedItem]
    contents: dict[int, Content]
    answers: dict[tuple[int, str], SavedAnswer]
    gone: frozenset[UUID]
    shown: bool
    line: float | None

    def said(self) -> AssessmentResult:
        return result(self.items, self.contents, self.answers, self.gone)


async def _attempts(own: Actor, size: int, *, running: bool) -> list[_Attempt]:
    """Return attempts of a student, the latest first, with everything that was served and answered in them."""
    tenant, now = own.tenant_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        found = await rows.latest_of(tx.session, tenant, own.person_id, size, running=running)
        tests = await made_rows.some(tx.session, tenant, list({one.assessment_id for one in found}))
        ids = [one.attempt_id for one in found]
        items = await rows.items(tx.session, tenant, ids)
        answers = await rows.answers(tx.session, tenant, ids)
        sections = await section_rows.sections_by_id(
            tx.session, tenant, list({one.section_id for one in tests.values()})
        )
        gone = {
            one.section_id: frozenset(
                each.content_id for each in await withdrawal_rows.withdrawn(tx.session, tenant, one.section_id)
            )
            for one in sections
        }
    by_id = {one.section_id: one for one in sections}
    courses = {
        one.section_id: await classroom.course_of(one.course_tenant_id, one.course_id, one.course_version)
        for one in sections
    }
    found_all = []
    for row in found:
        made = tests[row.assessment_id]
        snapshot, mine = courses.get(made.section_id), items[row.attempt_id]
        known = await versions(tenant, snapshot, mine) if snapshot is not None else {}
        found_all.append(
            _Attempt(
                row,
                made,
                by_id[made.section_id].title,
                snapshot,
                mine,
                {
                    one.place: known[(one.content_id, one.version)]
                    for one in mine
                    if (one.content_id, one.version) in known
                },
                {(one.place, one.step_id): one for one in answers[row.attempt_id]},
                gone[made.section_id],
                is_shown(row, made, now),
                await adaptive_tests.line_for(tenant, made, snapshot) if snapshot is not None else None,
            )
        )
    return found_all


async def of_child(own: Actor) -> list[ChildTest]:
    """Return the last tests that a student has handed in, the latest first.

    Args:
        own: The student's own view of their record; `family.as_child` gives it to a guardian.

    Raises:
        ForbiddenError: The actor is no student.
    """
    await trail.authorise(own, "read", "attempt", student_id=own.person_id)
    return [_view(one) for one in await _attempts(own, SHOWN, running=False)]


def _view(one: _Attempt) -> ChildTest:
    about = ChildTest(
        id=str(one.row.attempt_id),
        title=one.made.title,
        section=one.section,
        kind=one.made.kind,
        at=one.row.submitted_at.isoformat() if one.row.submitted_at else "",
        waits=not one.shown,
    )
    if not one.shown or one.snapshot is None or one.made.kind == "placement":
        return about
    said = one.said()
    share, low, high = (round(100 * each) for each in overall(one.made.kind, said, one.snapshot))
    cut = round(100 * one.made.cut) if one.made.cut is not None else 0
    at_line = None
    if one.line is not None:
        at_line = side(one.items, one.contents, one.answers, one.gone, one.line, adaptive_tests.least_of(one.made))
    topics = [each for each in topic_views(one.made.kind, said, one.snapshot, one.gone) if each.enough]
    well = [each.name for each in topics if each.share >= 100 * THRESHOLDS.mastered_at]
    hard = [each.name for each in topics if each.share < 100 * THRESHOLDS.almost_at]
    return ChildTest(
        about.id, about.title, about.section, about.kind, about.at, False, share, low, high,
        passed_of(share, cut, at_line), well[-NAMED:], hard[:NAMED],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TakeHome:
    """Everything that is stored of a student's tests, as lines of tables.

    Attributes:
        tests: (class, test, attempt, begun, handed in, ended by, results, share %, from %, to %).
        answers: (class, test, attempt, question, step, answer, right, time); how an answer is judged only where the
            school shows results.
        help: (class, time %, breaks, minutes of each), and (class, "", "", "", test, open until, why it closes later).
    """

    tests: Sequence[tuple[object, ...]]
    answers: Sequence[tuple[object, ...]]
    help: Sequence[tuple[object, ...]]


async def to_take_home(own: Actor) -> TakeHome:
    """Return everything that is stored of a student's tests.

    Raises:
        ForbiddenError: The actor is no student.
    """
    await trail.authorise(own, "read", "attempt", student_id=own.person_id)
    found = await _attempts(own, MOST, running=True)
    async with current().db.transaction(own.tenant_id) as tx:
        given = await made_rows.accommodations_of(tx.session, own.tenant_id, own.person_id)
        sections = await section_rows.sections_by_id(tx.session, own.tenant_id, [one[0] for one in given])
        later = await late_rows.of_student(tx.session, own.tenant_id, own.person_id)
        tests = await made_rows.some(tx.session, own.tenant_id, list(later))
        places = await section_rows.sections_by_id(
            tx.session, own.tenant_id, list({one.section_id for one in tests.values()})
        )
        me = (await people_rows.people_by_id(tx.session, own.tenant_id, [own.person_id])).get(own.person_id)
    key = people.open_key(current().keyring, me) if me is not None else None
    titles = {one.section_id: one.title for one in (*sections, *places)}
    missed = [
        (titles.get(tests[test].section_id, ""), "", "", "", tests[test].title, one.closes_at,
         key.decrypt(latecomers.PURPOSE, one.reason_enc) if key is not None else "")
        for test, one in later.items()
    ]  # fmt: skip
    return TakeHome(
        [_line(one, own.locale) for one in found],
        [line for one in found for line in _answers(one, own.locale)],
        [*((titles.get(one[0], ""), round(100 * one[1]), one[2], one[3], "", "", "") for one in given), *missed],
    )


def _line(one: _Attempt, locale: str) -> tuple[object, ...]:
    share: tuple[object, ...] = ("", "", "")
    if one.shown and one.snapshot is not None and one.made.kind != "placement":
        share = tuple(round(100 * each) for each in overall(one.made.kind, one.said(), one.snapshot))
    row = one.row
    return (
        one.section, one.made.title, row.number, row.started_at, row.submitted_at or "", cell(locale, row.ended_by),
        cell(locale, "shown" if one.shown else "not shown yet"), *share,
    )  # fmt: skip


def _answers(one: _Attempt, locale: str) -> Iterator[tuple[object, ...]]:
    by_place = {each.place: each for each in one.items}
    for (place, step), saved in sorted(one.answers.items()):
        content = one.contents.get(place)
        title = content.title if content is not None else str(by_place[place].content_id)
        said = saved.response if isinstance(saved.response, str) else BETWEEN.join(saved.response)
        right = "" if not one.shown or saved.correct is None else cell(locale, "yes" if saved.correct else "no")
        yield one.section, one.made.title, one.row.number, title, step, said, right, saved.saved_at
