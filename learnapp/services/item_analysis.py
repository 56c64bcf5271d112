"""What the answers of a class say about the items it works on: a table of all, and everything about one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.core.paging import page_of
from learnapp.engine import item_statistics as statistics
from learnapp.engine.kc import ContentKind, CourseSnapshot
from learnapp.security.access import Actor
from learnapp.services import current, item_difficulty, trail
from learnapp.services.item_answers import key_step, of_template, of_written
from learnapp.services.item_views import BinView, DayView, ItemRow, ItemsView, ItemView, SaidView, TopicChoice
from learnapp.services.media import with_pictures
from learnapp.services.withdrawals import course_of, withdrawal
from learnapp.storage.repositories import assessments as assessment_rows
from learnapp.storage.repositories import item_analysis as rows
from learnapp.storage.repositories import withdrawals as withdrawal_rows
from learnapp.storage.repositories.item_analysis import ItemTally

PAGE = 25
SORTS = ("title", "topic", "answers", "share", "hardness", "apart", "seconds", "hints", "reports", "tests")
DAYS = timedelta(days=90)
MAX_TEXT = 100
_MOST_BROKEN = 10
_MOST_GIVEN, _MOST_TASKS = 200, 2000


async def items(
    actor: Actor,
    section_id: UUID,
    *,
    topic: UUID | None = None,
    text: str = "",
    sort: str = "title",
    descending: bool = False,
    offset: int = 0,
    size: int = PAGE,
) -> ItemsView:
    """Return a page of the items that a class has answered, and those that look broken.

    Args:
        actor: Who teaches the class, or an admin.
        section_id: The class.
        topic: Only items of this KC.
        text: Only items whose title has this in it.
        sort: One of `SORTS`.
        descending: The largest first.
        offset: Rows before the page; behind the last one it gives the last page.
        size: Rows on it.

    Raises:
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: No such column.
        NotFoundError: No such class here, or it studies no course.
    """
    await trail.authorise(actor, "read", "class_item", section_id=section_id)
    if sort not in SORTS:
        raise InvalidInputError("The table cannot be sorted by this. Choose one of its columns.")
    title, snapshot = await course_of(actor, section_id)
    found = await _rows(actor, section_id, snapshot)
    wanted = " ".join(text[:MAX_TEXT].casefold().split())
    shown = [
        row
        for row in found
        if wanted in row.title.casefold() and (topic is None or topic in _kcs(snapshot, UUID(row.item_id)))
    ]
    # What is not known stands last, whichever way the column is sorted.
    known = sorted((row for row in shown if _known(row, sort)), key=lambda row: _key(row, sort), reverse=descending)
    page = page_of([*known, *(row for row in shown if not _known(row, sort))], offset, size)
    used = {kc for row in found for kc in _kcs(snapshot, UUID(row.item_id))}
    return ItemsView(
        title,
        page.rows,
        page.total,
        page.offset,
        [TopicChoice(str(kc), snapshot.kcs[kc].name) for kc in snapshot.topological if kc in used],
        [row for row in found if row.suspicions and not row.state][:_MOST_BROKEN],
    )


def _kcs(snapshot: CourseSnapshot, item_id: UUID) -> Sequence[UUID]:
    item = snapshot.content.get(item_id)
    return item.kc_ids if item is not None else ()


def _known(row: ItemRow, sort: str) -> bool:
    if sort == "hardness":
        return row.difficulty.word not in ("", item_difficulty.UNCLEAR)
    return not ((sort == "apart" and row.reading in ("few", "alike")) or (sort == "seconds" and row.seconds < 0))


def _key(row: ItemRow, sort: str) -> tuple[str | int, str, str]:
    # From easy to hard: what most get right comes first.
    value = -row.difficulty.chance if sort == "hardness" else getattr(row, sort)
    return value.casefold() if isinstance(value, str) else value, row.title.casefold(), row.item_id


@dataclass(frozen=True, slots=True)
class _Asked:
    """How often the items of a class were really asked in its tests."""

    shown: dict[UUID, tuple[int, int]]
    attempts: int

    def told(self, row: ItemRow, item: UUID) -> ItemRow:
        times, students = self.shown.get(item, (0, 0))
        share = round(100 * times / self.attempts) if self.attempts else 0
        return replace(row, tests=times, tests_of=students, tests_share=share)


async def _asked(session: AsyncSession, tenant: UUID, section_id: UUID) -> _Asked:
    shown = await assessment_rows.exposed(session, tenant, section_id)
    return _Asked(shown, await assessment_rows.attempts_of_class(session, tenant, section_id) if shown else 0)


def _nothing(item: UUID) -> ItemTally:
    return ItemTally(item, 0, 0, 0, 0, 0, None, None)


async def _rows(actor: Actor, section_id: UUID, snapshot: CourseSnapshot) -> list[ItemRow]:
    """Return every item of a class that was answered, or asked in a test, by title."""
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        tallies = await rows.items(tx.session, tenant, section_id, statistics.MIN_STUDENTS)
        reported = await rows.reported(tx.session, tenant, section_id)
        out = {one.content_id: one.voided for one in await withdrawal_rows.withdrawn(tx.session, tenant, section_id)}
        estimated = await item_difficulty.known(tx.session, tenant, snapshot.course_id)
        asked = await _asked(tx.session, tenant, section_id)
    seen = {one.content_id for one in tallies}
    tallies = [*tallies, *(_nothing(item) for item in asked.shown if item not in seen)]

    def one(tally: ItemTally) -> ItemRow:
        state = "" if tally.content_id not in out else "voided" if out[tally.content_id] else "flagged"
        hard = item_difficulty.in_words(snapshot.content.get(tally.content_id), estimated)
        row = row_of(tally, reported.get(tally.content_id, 0), snapshot, state)
        return asked.told(replace(row, difficulty=hard), tally.content_id)

    found = [one(tally) for tally in tallies if tally.content_id in snapshot.content]
    return sorted(found, key=lambda row: (row.title.casefold(), row.item_id))


def row_of(tally: ItemTally, reports: int, snapshot: CourseSnapshot, state: str = "") -> ItemRow:
    """Return the figures of an item as pages show them."""
    item = snapshot.content.get(tally.content_id)
    share = tally.right / tally.tries if tally.tries else 0.0
    low, high = statistics.wilson(tally.right, tally.tries)
    value = tally.discrimination
    return ItemRow(
        item_id=str(tally.content_id),
        title=item.title if item else "",
        topic=next((snapshot.kcs[kc].name for kc in item.kc_ids if kc in snapshot.kcs), "") if item else "",
        answers=tally.answers,
        students=tally.students,
        tries=tally.tries,
        share=round(100 * share),
        low=round(100 * low),
        high=round(100 * high),
        apart=round(100 * value) if value is not None else 0,
        reading=statistics.reading(value, tally.students),
        seconds=max(1, round(tally.seconds)) if tally.seconds is not None else -1,
        hints=tally.hints,
        reports=reports,
        suspicions=statistics.suspicions(students=tally.students, share=share, value=value, reports=reports)
        if tally.tries
        else [],
        state=state,
        version=item.version if item else 1,
    )


async def item(actor: Actor, section_id: UUID, item_id: UUID) -> ItemView:
    """Return everything about one item of a class; reading the key is in the audit trail.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: No such class here, or its course has no such item.
    """
    await trail.authorise(actor, "read", "class_item", section_id=section_id)
    title, snapshot = await course_of(actor, section_id)
    found = snapshot.content.get(item_id)
    if found is None:
        raise NotFoundError("The course of this class has no such question. Choose one from the list.")
    await trail.authorise(actor, "read", "answer_key", owner_tenant=snapshot.tenant_id)
    tenant, now = actor.tenant_id, current().clock.now()
    place = (tenant, section_id, item_id)
    async with current().db.transaction(tenant) as tx:
        tallies = await rows.items(tx.session, tenant, section_id, statistics.MIN_STUDENTS)
        reported = await rows.reported(tx.session, tenant, section_id)
        said = await rows.reports(tx.session, *place)
        spent = await rows.times(tx.session, *place, statistics.TIMES)
        days = await rows.days(tx.session, *place, now - DAYS)
        given = await rows.given(tx.session, *place, _MOST_GIVEN) if found.template is None else []
        tasks = await rows.wrong_tasks(tx.session, *place, _MOST_TASKS) if found.template is not None else []
        asked = await _asked(tx.session, tenant, section_id)
        estimated = await item_difficulty.known(tx.session, tenant, snapshot.course_id)
        await trail.audit(
            actor, "answer_key.read", "content", object_id=item_id, detail={"section": str(section_id)},
            session=tx.session,
        )  # fmt: skip
    # Which misconception an answer shows is found by grading it again, with what may be read of mathematics.
    answers = await asyncio.to_thread(of_template, found, tasks) if tasks else await asyncio.to_thread(
        of_written, found, given
    )  # fmt: skip
    tally = next((one for one in tallies if one.content_id == item_id), None)
    out = await withdrawal(actor, section_id, item_id)
    tally = tally or _nothing(item_id)
    hard, curve = item_difficulty.whole(found, estimated)
    return ItemView(
        row=asked.told(replace(row_of(tally, reported.get(item_id, 0), snapshot, out.state), difficulty=hard), item_id),
        section=title,
        body=with_pictures(found.body, snapshot.tenant_id),
        topic_guessed=found.topic_guessed,
        template=found.template is not None,
        practice=found.kind is ContentKind.PRACTICE or bool(found.steps),
        steps=[
            replace(view, prompt=with_pictures(view.prompt, snapshot.tenant_id))
            for view in (key_step(number, step, answers) for number, step in enumerate(found.steps, 1))
        ],
        times=_bins(spent),
        days=[DayView(*one) for one in days],
        reports=[SaidView(*one) for one in said],
        withdrawal=out,
        curve=curve,
    )


def _bins(spent: dict[int, int]) -> list[BinView]:
    """Return the distribution of times; nothing when no time is known."""
    most = max(spent.values(), default=0)
    if not most:
        return []
    edges = [0, *(round(edge) for edge in statistics.TIMES), 0]
    return [
        BinView(edges[place], edges[place + 1], spent.get(place, 0), round(100 * spent.get(place, 0) / most))
        for place in range(len(statistics.TIMES) + 1)
    ]
