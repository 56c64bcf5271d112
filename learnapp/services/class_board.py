"""The live board of a class: who is at work, who is stuck and on what, who has gone quiet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from uuid import UUID

from learnapp.core.errors import NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.core.table_words import cell, heads
from learnapp.engine.kc import CourseSnapshot
from learnapp.engine.mastery import THRESHOLDS
from learnapp.security.access import Actor
from learnapp.security.crypto import Keyring
from learnapp.security.spreadsheet import write_csv
from learnapp.services import current, operations, people, trail
from learnapp.services.classroom import course_of
from learnapp.services.school_calendar import local_today
from learnapp.storage.repositories import classroom as rows
from learnapp.storage.repositories import rollup_days
from learnapp.storage.repositories.classroom import BoardLine

PAGE = 25
STATES = ("stuck", "active", "idle", "away", "absent")
"""In the order of the board: who needs help first."""
ACTIVITY_DAYS = 14
_MOST_STANDOUTS = 3


@dataclass(frozen=True)
class BoardRow:
    """One student on the class board.

    Attributes:
        state: stuck, active, idle (quiet for minutes), away (gone for longer) or absent (never here).
        ago: Time since the last event in words: minutes, hours or days, and how many.
        topic: The KC of the last answer.
        recent: The last graded answers, oldest first: "right" or "wrong".
    """

    student_id: str = ""
    name: str = ""
    state: str = "absent"
    ago: str = "minutes"
    ago_count: int = 0
    working_on: str = ""
    topic: str = ""
    recent: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Standout:
    """One thing that stands out.

    Attributes:
        kind: topic (students are stuck on one topic), more (stuck on others), hints (many hints and no right
            answer since), calm (nobody needs help now), quiet (nobody is here), nobody (nobody ever was), empty (the
            class has no students) or course (it studies none).
        topic: For `topic`: its name.
        count: How many students.
    """

    kind: str = "calm"
    topic: str = ""
    count: int = 0


@dataclass(frozen=True)
class Board:
    """The board of a class: one page of students, and what holds for all of them.

    Attributes:
        counts: State -> students, of the whole class.
        standouts: What stands out, the most pressing first.
    """

    section: str
    page: Page[BoardRow]
    counts: dict[str, int]
    standouts: list[Standout]


@dataclass(frozen=True)
class ActivityDay:
    """One day of a class: answers, how many of them right, students who were there."""

    day: str = ""
    answers: int = 0
    right: int = 0
    students: int = 0


@dataclass(frozen=True, slots=True)
class _Pupil:
    """One student of the class with what the board makes of their last sign of life."""

    state: str
    name: str
    topic: str
    line: BoardLine


async def _everybody(actor: Actor, section_id: UUID) -> tuple[str, bool, list[_Pupil]]:
    """Return the section's title, whether it studies a course, and everybody in it, those who need help first.

    Who is here stands by name, so that rows keep their places while people answer; who is away by when they left.
    """
    async with current().db.reading(actor.tenant_id) as batch:
        section, lines = await rows.board(batch, actor.tenant_id, section_id)
    if section is None:
        raise NotFoundError("There is no such section. Go back to your classes.")
    snapshot = await course_of(*section.course)
    found = [
        _Pupil(_state(line), _name(actor.tenant_id, section.tenant_key, line), _topic(line, snapshot), line)
        for line in lines
    ]
    return section.title, snapshot is not None, sorted(found, key=_order)


def _order(one: _Pupil) -> tuple[int, float, str, UUID]:
    gone = one.state == "away" and one.line.last_at is not None
    since = -one.line.last_at.timestamp() if gone and one.line.last_at else 0.0
    return STATES.index(one.state), since, one.name.casefold(), one.line.student_id


async def board(actor: Actor, section_id: UUID, *, offset: int = 0, size: int = PAGE) -> Board:
    """Return a page of the class, those who need help first, with counts over everybody.

    An offset behind the end (somebody left the class) gives the last page.

    Raises:
        ForbiddenError: The actor does not teach it.
        NotFoundError: No such section here.
    """
    await trail.authorise(actor, "read", "class_board", section_id=section_id)
    offset, size = bounded(offset, size)
    title, course, everybody = await _everybody(actor, section_id)
    offset = min(offset, max(0, (len(everybody) - 1) // size * size))
    shown = everybody[offset : offset + size]
    await trail.disclosed(actor, [one.line.student_id for one in shown], "class_board", section_id=section_id)
    counted = Counter(one.state for one in everybody)
    return Board(
        title,
        Page([_row(one) for one in shown], len(everybody), offset, size),
        {state: counted.get(state, 0) for state in STATES},
        _standouts(everybody) if course else [Standout("course")],
    )


async def counts(tenant: UUID, section_id: UUID) -> dict[str, int]:
    """Return how many students of a class are in each state; the caller has asked whether that may be seen."""
    async with current().db.reading(tenant) as batch:
        _, lines = await rows.board(batch, tenant, section_id)
    counted = Counter(_state(line) for line in lines)
    return {state: counted.get(state, 0) for state in STATES}


@lru_cache(maxsize=20_000)
def _opened(
    keyring: Keyring, tenant: UUID, person: UUID, wrapped_tenant: bytes, wrapped_person: bytes, sealed: bytes
) -> str:
    """Open a name; kept by its ciphertext, so a changed or erased one is never answered from memory."""
    return keyring.tenant(tenant, wrapped_tenant).open_person_key(person, wrapped_person).decrypt("name", sealed)


def _name(tenant: UUID, tenant_key: bytes | None, line: BoardLine) -> str:
    if tenant_key is None or line.person_key is None or line.name_enc is None:
        return people.ERASED_NAME
    return _opened(current().keyring, tenant, line.student_id, tenant_key, line.person_key, line.name_enc)


def _seconds(line: BoardLine) -> int:
    if line.last_at is None:
        return -1
    return max(0, int((current().clock.now() - line.last_at).total_seconds()))


def _state(line: BoardLine) -> str:
    seconds = _seconds(line)
    if seconds < 0:
        return "absent"
    if seconds > THRESHOLDS.away_seconds:
        return "away"
    # The streak is that of the topic they are at, as the engine counts it: wrong answers elsewhere do not add up.
    if line.wrong_streak >= THRESHOLDS.wrong_streak or line.hint_streak >= THRESHOLDS.hint_streak:
        # Who stops after three wrong answers needs help all the more.
        return "stuck"
    return "idle" if seconds > THRESHOLDS.idle_seconds else "active"


def _topic(line: BoardLine, snapshot: CourseSnapshot | None) -> str:
    kc = snapshot.kcs.get(line.kc_id) if snapshot is not None and line.kc_id is not None else None
    return kc.name if kc else ""


def _row(one: _Pupil) -> BoardRow:
    line = one.line
    unit, count = ago(max(_seconds(line), 0))
    recent = ["right" if correct else "wrong" for correct in line.recent]
    return BoardRow(str(line.student_id), one.name, one.state, unit, count, line.content_title, one.topic, recent)


def _standouts(everybody: list[_Pupil]) -> list[Standout]:
    if not everybody:
        return [Standout("empty")]
    stuck = [one for one in everybody if one.state == "stuck"]
    topics = Counter(one.topic for one in stuck if one.line.wrong_streak >= THRESHOLDS.wrong_streak)
    found = [Standout("topic", topic, count) for topic, count in topics.most_common() if topic]
    rest = sum(one.count for one in found[_MOST_STANDOUTS:]) + topics.get("", 0)
    found = found[:_MOST_STANDOUTS]
    if rest:
        found.append(Standout("more", "", rest))
    hinted = sum(one.line.hint_streak >= THRESHOLDS.hint_streak for one in stuck)
    if hinted:
        found.append(Standout("hints", "", hinted))
    if found:
        return found
    here = any(one.state in ("active", "idle") for one in everybody)
    started = any(one.state != "absent" for one in everybody)
    return [Standout("calm" if here else "quiet" if started else "nobody")]


def ago(seconds: int) -> tuple[str, int]:
    """Return a time span as people say it: days, hours or minutes, and how many."""
    for unit, length in (("days", 86_400), ("hours", 3_600)):
        if seconds >= length:
            return unit, seconds // length
    return "minutes", seconds // 60


async def activity(actor: Actor, section_id: UUID) -> list[ActivityDay]:
    """Return the last two weeks of a class, a day each, with the days on which nobody was there.

    Raises:
        ForbiddenError: The actor does not teach it.
    """
    found = {row.day: row for row in await operations.section_days(actor, section_id, ACTIVITY_DAYS - 1)}
    async with current().db.transaction(actor.tenant_id) as tx:
        last = await local_today(tx.session, actor.tenant_id)
    days = [date.fromordinal(last.toordinal() - back) for back in range(ACTIVITY_DAYS - 1, -1, -1)]
    return [
        ActivityDay(day.isoformat(), row.answers, row.correct, row.students)
        if (row := found.get(day)) is not None
        else ActivityDay(day.isoformat())
        for day in days
    ]


async def days_move(actor: Actor, section_id: UUID) -> bool:
    """Return whether some days of a class are still counted as those of another time zone.

    Raises:
        ForbiddenError: The actor does not teach it.
    """
    await trail.authorise(actor, "read", "class_board", section_id=section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        return await rollup_days.moving(tx.session, actor.tenant_id)


async def board_csv(actor: Actor, section_id: UUID) -> str:
    """Return the whole class board as CSV; each download is in the audit trail.

    Raises:
        ForbiddenError: The actor does not teach it.
        NotFoundError: No such section here.
    """
    await trail.authorise(actor, "read", "class_export", section_id=section_id)
    await trail.audit(actor, "class_export.read", "section", object_id=section_id, detail={"what": "board"})
    _, _, everybody = await _everybody(actor, section_id)
    await trail.disclosed(actor, [one.line.student_id for one in everybody], "class_board", section_id=section_id)
    lines: list[tuple[object, ...]] = [
        (row.name, cell(actor.locale, row.state), _seconds(one.line) if one.line.last_at else "", row.topic,
         row.working_on, " ".join(cell(actor.locale, each) for each in row.recent))
        for one, row in ((one, _row(one)) for one in everybody)
    ]  # fmt: skip
    names = ("student", "state", "seconds since last event", "topic", "working on", "last answers")
    return write_csv(heads(actor.locale, *names), lines)
