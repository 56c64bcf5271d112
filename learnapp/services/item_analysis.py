"""What the answers of a class say about the items it works on: a table of all, and everything about one.

Answered from what is counted of items (`item_rollups`), as fresh as the page says. When nothing can be read, the last
good figures of the last day are shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.core.paging import page_of
from learnapp.engine import item_statistics as statistics
from learnapp.engine import spent
from learnapp.engine.kc import ContentKind, CourseSnapshot
from learnapp.security.access import Actor
from learnapp.services import analytics_periods as periods
from learnapp.services import current, item_difficulty, trail
from learnapp.services.analytics import kept
from learnapp.services.analytics_views import Freshness
from learnapp.services.item_answers import key_step, of_template, of_written
from learnapp.services.item_views import (
    BinView,
    DayView,
    ItemRow,
    ItemsTable,
    ItemsView,
    ItemView,
    SaidView,
    TopicChoice,
)
from learnapp.services.media import with_pictures
from learnapp.services.school_calendar import local_today
from learnapp.services.withdrawals import course_of, withdrawal
from learnapp.storage.repositories import assessments as assessment_rows
from learnapp.storage.repositories import item_analysis as rows
from learnapp.storage.repositories import item_rollups as counted_rows
from learnapp.storage.repositories import rollups as rollup_rows
from learnapp.storage.repositories import withdrawals as withdrawal_rows
from learnapp.storage.repositories.item_analysis import ItemTally
from learnapp.storage.repositories.withdrawals import Withdrawn

PAGE = 25
SORTS = ("title", "topic", "answers", "share", "hardness", "apart", "seconds", "hints", "reports", "tests")
DAYS = timedelta(days=90)
MAX_TEXT = 100
_MOST_BROKEN = 10
_MOST_GIVEN = 200
_BEHIND = timedelta(hours=2)
_TABLE, _ITEM = TypeAdapter(ItemsTable), TypeAdapter(ItemView)


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
    found = await kept(f"items:{actor.tenant_id}:{section_id}", _TABLE, lambda: _table(actor, section_id))
    wanted = " ".join(text[:MAX_TEXT].casefold().split())
    shown = [
        row
        for row, kcs in zip(found.rows, found.kcs, strict=True)
        if wanted in row.title.casefold() and (topic is None or str(topic) in kcs)
    ]
    # What is not known stands last, whichever way the column is sorted.
    known = sorted((row for row in shown if _known(row, sort)), key=lambda row: _key(row, sort), reverse=descending)
    page = page_of([*known, *(row for row in shown if not _known(row, sort))], offset, size)
    return ItemsView(
        found.section,
        page.rows,
        page.total,
        page.offset,
        found.topics,
        [row for row in found.rows if row.suspicions and not row.state][:_MOST_BROKEN],
        found.fresh,
        found.partial,
    )


async def _table(actor: Actor, section_id: UUID) -> ItemsTable:
    """Return every item of a class; nothing in it names anybody."""
    title, snapshot = await course_of(actor, section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        fresh, partial = await _standing(tx.session, actor.tenant_id, section_id)
    found = await _rows(actor, section_id, snapshot)
    kcs = [_kcs(snapshot, UUID(row.item_id)) for row in found]
    used = {kc for some in kcs for kc in some}
    return ItemsTable(
        title,
        found,
        [[str(kc) for kc in some] for some in kcs],
        [TopicChoice(str(kc), snapshot.kcs[kc].name) for kc in snapshot.topological if kc in used],
        fresh,
        partial,
    )


async def _standing(session: AsyncSession, tenant: UUID, section_id: UUID) -> tuple[Freshness, str]:
    """Return how fresh the figures are, and up to when everything is in them where that is not up to now."""
    fresh = await periods.fresh_of(session, tenant, section_id, current().clock.now())
    settled = await counted_rows.settled_to(session, tenant, section_id)
    if not fresh.at or settled is None:
        return fresh, ""
    counted = await rollup_rows.marks(session, tenant)
    behind = section_id in counted and counted[section_id].counted_to - settled > _BEHIND
    return fresh, settled.isoformat() if behind else ""


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
    return ItemTally(item, 0, 0, 0, 0, 0, None)


def _state(out: Sequence[Withdrawn], item: UUID) -> str:
    found = next((one for one in out if one.content_id == item), None)
    return "" if found is None else "voided" if found.voided else "flagged"


async def _rows(actor: Actor, section_id: UUID, snapshot: CourseSnapshot) -> list[ItemRow]:
    """Return every item of a class that was answered, or asked in a test, by title."""
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        tallies = await rows.items(tx.session, tenant, section_id, statistics.MIN_STUDENTS)
        reported = await rows.reported(tx.session, tenant, section_id)
        out = await withdrawal_rows.withdrawn(tx.session, tenant, section_id)
        estimated = await item_difficulty.known(tx.session, tenant, snapshot.course_id)
        asked = await _asked(tx.session, tenant, section_id)
    seen = {one.content_id for one in tallies}
    tallies = [*tallies, *(_nothing(item) for item in asked.shown if item not in seen)]

    def one(tally: ItemTally) -> ItemRow:
        hard = item_difficulty.in_words(snapshot.content.get(tally.content_id), estimated)
        row = row_of(tally, reported.get(tally.content_id, 0), snapshot, _state(out, tally.content_id))
        return asked.told(replace(row, difficulty=hard), tally.content_id)

    found = [one(tally) for tally in tallies if tally.content_id in snapshot.content]
    return sorted(found, key=lambda row: (row.title.casefold(), row.item_id))


def row_of(tally: ItemTally, reports: int, snapshot: CourseSnapshot, state: str = "") -> ItemRow:
    """Return the figures of an item as pages show them."""
    item = snapshot.content.get(tally.content_id)
    share = tally.right / tally.tries if tally.tries else 0.0
    low, high = statistics.wilson(tally.right, tally.tries)
    value = tally.discrimination
    seconds = spent.quantile(tally.spent, 0.5, statistics.SPENT)
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
        seconds=max(1, round(seconds)) if seconds is not None else -1,
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

    When nothing can be read, the last good figures are given, without the key, what students wrote and who did what.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: No such class here, or its course has no such item.
        UnavailableError: Nothing can be read, and nothing was kept.
    """
    await trail.authorise(actor, "read", "class_item", section_id=section_id)
    key = f"item:{actor.tenant_id}:{section_id}:{item_id}"
    known = await kept(key, _ITEM, lambda: _figures(actor, section_id, item_id))
    if known.fresh.state == "cached":
        return known
    _, snapshot = await course_of(actor, section_id)
    found = snapshot.content[item_id]
    await trail.authorise(actor, "read", "answer_key", owner_tenant=snapshot.tenant_id)
    tenant = actor.tenant_id
    place = (tenant, section_id, item_id)
    async with current().db.transaction(tenant) as tx:
        said = await rows.reports(tx.session, *place)
        given = await rows.given(tx.session, *place, _MOST_GIVEN) if found.template is None else []
        shown = await rows.mistakes(tx.session, *place, found.version) if found.template is not None else []
        await trail.audit(
            actor, "answer_key.read", "content", object_id=item_id, detail={"section": str(section_id)},
            session=tx.session,
        )  # fmt: skip
    # Which misconception an answer shows is found by grading it again, with what may be read of mathematics.
    answers = of_template(found, shown) if shown else await asyncio.to_thread(of_written, found, given)
    return replace(
        known,
        body=with_pictures(found.body, snapshot.tenant_id),
        steps=[
            replace(view, prompt=with_pictures(view.prompt, snapshot.tenant_id))
            for view in (key_step(number, step, answers) for number, step in enumerate(found.steps, 1))
        ],
        reports=[SaidView(*one) for one in said],
        withdrawal=await withdrawal(actor, section_id, item_id),
    )


async def _figures(actor: Actor, section_id: UUID, item_id: UUID) -> ItemView:
    """Return the figures of one item: no key, no words of students, nobody's name."""
    title, snapshot = await course_of(actor, section_id)
    found = snapshot.content.get(item_id)
    if found is None:
        raise NotFoundError("The course of this class has no such question. Choose one from the list.")
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        fresh, partial = await _standing(tx.session, tenant, section_id)
        since = await local_today(tx.session, tenant) - DAYS
        tallies = await rows.items(tx.session, tenant, section_id, statistics.MIN_STUDENTS, item_id)
        reported = await rows.reported(tx.session, tenant, section_id)
        days = await rows.days(tx.session, tenant, section_id, item_id, since)
        asked = await _asked(tx.session, tenant, section_id)
        estimated = await item_difficulty.known(tx.session, tenant, snapshot.course_id)
        out = await withdrawal_rows.withdrawn(tx.session, tenant, section_id)
    tally = tallies[0] if tallies else _nothing(item_id)
    hard, curve = item_difficulty.whole(found, estimated)
    row = row_of(tally, reported.get(item_id, 0), snapshot, _state(out, item_id))
    return ItemView(
        row=asked.told(replace(row, difficulty=hard), item_id),
        section=title,
        topic_guessed=found.topic_guessed,
        template=found.template is not None,
        practice=found.kind is ContentKind.PRACTICE or bool(found.steps),
        times=_bins(statistics.binned(tally.spent)),
        days=[DayView(*one) for one in days],
        curve=curve,
        fresh=fresh,
        partial=partial,
    )


def _bins(counts: Sequence[int]) -> list[BinView]:
    """Return the distribution of times; nothing when no time is known."""
    most = max(counts, default=0)
    if not most:
        return []
    edges = [0, *(round(edge) for edge in statistics.TIMES), 0]
    return [
        BinView(edges[place], edges[place + 1], count, round(100 * count / most)) for place, count in enumerate(counts)
    ]
