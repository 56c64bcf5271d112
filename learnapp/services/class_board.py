"""The live board of a class: who is at work, who is stuck and on what, who has gone quiet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from learnapp.core.errors import NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.engine.kc import CourseSnapshot
from learnapp.engine.mastery import THRESHOLDS
from learnapp.security.access import Actor
from learnapp.security.spreadsheet import write_csv
from learnapp.services import current, operations, people, trail
from learnapp.storage.repositories import classroom as rows
from learnapp.storage.repositories.classroom import BoardLine, BoardSection

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
        seconds: Since the last event; -1: none yet.
        ago: The same in words: minutes, hours or days, and how many.
        topic: The KC of the last answer.
        recent: The last graded answers, oldest first: "right" or "wrong".
    """

    student_id: str = ""
    name: str = ""
    state: str = "absent"
    seconds: int = -1
    ago: str = "minutes"
    ago_count: int = 0
    working_on: str = ""
    topic: str = ""
    recent: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Standout:
    """One thing that stands out.

    Attributes:
        kind: topic (students are stuck on one topic), hints (many hints and no right answer since), calm (nobody
            needs help now), quiet (nobody is here) or empty (the class has no students).
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


async def board(actor: Actor, section_id: UUID, *, offset: int = 0, size: int = PAGE) -> Board:
    """Return a page of the class, those who need help first, with counts over everybody.

    Raises:
        ForbiddenError: The actor does not teach it.
        NotFoundError: No such section here.
    """
    await trail.authorise(actor, "read", "class_board", section_id=section_id)
    offset, size = bounded(offset, size)
    async with current().db.batch(actor.tenant_id) as batch:
        section, lines = await rows.board(batch, actor.tenant_id, section_id)
    if section is None:
        raise NotFoundError("There is no such section. Go back to your classes.")
    snapshot = await _snapshot(section)
    everybody = sorted(
        ((_state(line), line) for line in lines),
        key=lambda pair: (STATES.index(pair[0]), -(pair[1].last_at.timestamp() if pair[1].last_at else 0.0)),
    )
    shown = everybody[offset : offset + size]
    students = [line.student_id for _, line in shown]
    names = await people.names(actor.tenant_id, students)
    await trail.disclosed(actor, students, "class_board", section_id=section_id)
    counted = Counter(state for state, _ in everybody)
    return Board(
        section.title,
        Page([_row(state, line, names, snapshot) for state, line in shown], len(everybody), offset, size),
        {state: counted.get(state, 0) for state in STATES},
        _standouts(everybody, snapshot),
    )


async def _snapshot(section: BoardSection) -> CourseSnapshot | None:
    """Return the course of a section, None when it studies none: its board shows no topics then."""
    if section.course is None:
        return None
    found: CourseSnapshot = await current().courses.get(*section.course)
    return found


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
    if seconds > THRESHOLDS.idle_seconds:
        return "idle"
    # The streak is that of the topic they are at, as the engine counts it: wrong answers elsewhere do not add up.
    stuck = line.wrong_streak >= THRESHOLDS.wrong_streak or line.hint_streak >= THRESHOLDS.hint_streak
    return "stuck" if stuck else "active"


def _topic(line: BoardLine, snapshot: CourseSnapshot | None) -> str:
    kc = snapshot.kcs.get(line.kc_id) if snapshot is not None and line.kc_id is not None else None
    return kc.name if kc else ""


def _row(state: str, line: BoardLine, names: dict[UUID, str], snapshot: CourseSnapshot | None) -> BoardRow:
    seconds = _seconds(line)
    unit, count = ago(max(seconds, 0))
    recent = ["right" if correct else "wrong" for correct in line.recent]
    name, topic = names.get(line.student_id, ""), _topic(line, snapshot)
    return BoardRow(str(line.student_id), name, state, seconds, unit, count, line.content_title, topic, recent)


def _standouts(everybody: list[tuple[str, BoardLine]], snapshot: CourseSnapshot | None) -> list[Standout]:
    if not everybody:
        return [Standout("empty")]
    stuck = [line for state, line in everybody if state == "stuck"]
    topics = Counter(_topic(line, snapshot) for line in stuck if line.wrong_streak >= THRESHOLDS.wrong_streak)
    found = [Standout("topic", topic, count) for topic, count in topics.most_common(_MOST_STANDOUTS) if topic]
    hinted = sum(line.hint_streak >= THRESHOLDS.hint_streak for line in stuck)
    if hinted:
        found.append(Standout("hints", "", hinted))
    if found:
        return found
    here = any(state in ("active", "idle", "stuck") for state, _ in everybody)
    return [Standout("calm" if here else "quiet")]


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
    last = current().clock.now().date()
    days = [date.fromordinal(last.toordinal() - back) for back in range(ACTIVITY_DAYS - 1, -1, -1)]
    return [
        ActivityDay(day.isoformat(), row.answers, row.correct, row.students)
        if (row := found.get(day)) is not None
        else ActivityDay(day.isoformat())
        for day in days
    ]


async def board_csv(actor: Actor, section_id: UUID) -> str:
    """Return the whole class board as CSV; each download is in the audit trail."""
    await trail.authorise(actor, "read", "class_export", section_id=section_id)
    await trail.audit(actor, "class_export.read", "section", object_id=section_id, detail={"what": "board"})
    lines: list[tuple[object, ...]] = []
    offset, total = 0, 1
    while offset < total:
        found = await board(actor, section_id, offset=offset, size=200)
        lines += [
            (row.name, row.state, row.seconds if row.seconds >= 0 else "", row.topic, row.working_on,
             " ".join(row.recent))
            for row in found.page.rows
        ]  # fmt: skip
        offset, total = offset + 200, found.page.total
    return write_csv(("student", "state", "seconds since last event", "topic", "working on", "last answers"), lines)
