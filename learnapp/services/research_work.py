"""The worker's part of research exports: de-identified, counted for k-anonymity, written part by part.

A worker may be killed. What it had written stays where the choice of people, items and topics is the same when the next
one looks, with the consents of that moment; otherwise everything is made anew.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import polars as pl

from learnapp.core.errors import LearnAppError, NotFoundError
from learnapp.core.i18n import translate
from learnapp.integrations.exports import anonymity, research, writing
from learnapp.integrations.exports.anonymity import USUAL_K
from learnapp.integrations.exports.datasets import DATASETS
from learnapp.integrations.exports.research import LADDER, RESEARCH
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import current, exports, people, research_export, training_data
from learnapp.services.exports import ErasedMeanwhileError, StoppedError
from learnapp.storage.repositories import export_reading, rollup_days, training_log
from learnapp.storage.repositories import exports as rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.export_reading import Window
from learnapp.storage.repositories.exports import FileRow, PlanRow, RunRow

PART = 20_000


class TooFewAlikeError(LearnAppError):
    """The data cannot be made so that nobody stands out."""

    status = 409
    code = "too_few_alike"


@dataclass(slots=True)
class _Did:
    """What a student has done, as far as it is counted."""

    answers: int = 0
    right: int = 0
    first: datetime | None = None
    courses: dict[UUID, int] = field(default_factory=lambda: defaultdict(int))


@dataclass(slots=True)
class _Place:
    """How far an export is, as it stands with its row.

    Attributes:
        chosen: Mark of the people, items and topics for which the parts were written; "" before the first.
        answers, topics: Parts that are written of each table.
        answers_end, topics_end: Key of the last line that was read for them; None for none.
        whole, done: All answers, and all states, are written.
        read: Mark of the answers that were read for these parts, so that a change of them is seen.
        blanked, dropped, rare: Items that were blanked, answers and states of rare topics that were left out.
    """

    chosen: str = ""
    answers: int = 0
    topics: int = 0
    answers_end: list[str] | None = None
    topics_end: list[str] | None = None
    whole: bool = False
    done: bool = False
    read: str = ""
    blanked: int = 0
    dropped: int = 0
    rare: int = 0


@dataclass(slots=True)
class _Counted:
    """What was found by reading all answers once.

    Attributes:
        did: What each student did.
        pairs: Who met which item and topic.
        refused: Answers that nobody may use.
        before: Answers of a student about a topic in the parts that are written already.
        same: The answers of these parts are those that were read for them.
    """

    did: dict[UUID, _Did]
    pairs: pl.DataFrame
    refused: int
    before: Counter[tuple[UUID, str | None]]
    same: bool


@dataclass(frozen=True, slots=True)
class _Export:
    """What every step needs."""

    tenant: UUID
    plan: PlanRow
    run: RunRow


@dataclass(frozen=True, slots=True)
class _Choice:
    """Who and what is in the export: students by their ids in it, items and topics that enough have met, whose days."""

    kept: Mapping[UUID, str]
    items: set[str]
    topics: set[str]
    zone: str


async def make(tenant: UUID, planned: PlanRow, run: RunRow) -> None:
    """Make a research export, or go on with one whose worker was killed.

    Raises:
        ErasedMeanwhileError: Somebody was erased who may be in it.
        NotFoundError: Its key is gone.
        StoppedError: Somebody has asked for that.
    """
    services, export = current(), _Export(tenant, planned, run)
    k = int(planned.settings.get("k", USUAL_K))
    if run.secret_enc is None:
        raise NotFoundError("The key of this export is gone. Ask for a new one.")
    async with services.db.transaction(tenant) as tx:
        key = await people.tenant_key(tx.session, tenant)
        institution = await section_rows.institution(tx.session, tenant)
        zone = (await rollup_days.zones(tx.session, tenant)).wanted
    secret = key.open(f"{research_export.PURPOSE}/{planned.plan_id}", run.secret_enc)
    looked = services.clock.now()
    known = await training_data.students_of(tenant)
    allowed = {student for student, one in known.items() if one.allowed}
    place = _Place(**run.cursor) if run.cursor else _Place()
    counted = await _count(export, allowed, place)
    students = await _students(tenant, counted.did, known)
    found = await asyncio.to_thread(anonymity.generalise, students, LADDER, "outcome", k)
    report: dict[str, Any] = {
        "k": k, "students": len(known), "without_consent": len(known) - len(allowed), "without_answers":
        len(allowed) - len(counted.did), "left_out": found.left_out, "given": len(found.table),
        "smallest": found.smallest, "groups": found.groups, "alike": found.alike,
        "least_outcomes": found.least_outcomes, "levels": {name: list(level) for name, level in found.levels.items()},
        "answers_without_consent": counted.refused, "consents_of": looked.isoformat(),
    }  # fmt: skip
    # Counted on the table as it would leave, not believed of how it was made.
    if not found.holds(k):
        await _anew(export)
        async with services.db.raw(tenant) as conn:
            await exports.end(
                conn, tenant, run, "failed", report=report, error=TooFewAlikeError.code,
                message=f"There are no {k} students who look alike. Wait until more take part, or leave it.",
            )  # fmt: skip
        return
    kept = {student: research.research_id(secret, student) for student in (UUID(one) for one in found.table["who"])}
    met = counted.pairs.filter(pl.col("student").is_in(list(map(str, kept))))
    choice = _Choice(kept, research.frequent(met, "item", k), research.frequent(met, "topic", k), zone)
    table = _table_of_students(
        found.table, kept, institution.kind if institution else "", research.size_of(len(known))
    )  # fmt: skip
    chosen = _chosen(table, choice)
    if place.chosen != chosen or not counted.same:
        place, counted.before = _Place(chosen=chosen), Counter()
        await _anew(export)
        await _write(export, "research_students", 1, table, place)
    await _answers(export, counted, choice, place)
    await _topics(export, choice, place)
    report |= {
        "items_blanked": place.blanked, "answers_of_rare_topics": place.dropped, "states_of_rare_topics": place.rare,
    }  # fmt: skip
    papers = await _papers(export, report)
    now = services.clock.now()
    async with services.db.raw(tenant) as conn:
        for one in papers:
            await rows.put_file(conn, tenant, run.run_id, one)
        if not await rows.may_stay(conn, tenant, run.run_id):
            raise ErasedMeanwhileError("Somebody was erased while this was made. Make it again.")
        ends = now + timedelta(days=services.settings.export_days)
        await rows.finish(conn, tenant, run.run_id, "ready", now, report=report, expires_at=ends)
    await research_export.tell(tenant, run.run_id, "ready", by=run.requested_by)


def _chosen(table: pl.DataFrame, choice: _Choice) -> str:
    """Return the mark of who and what is in an export; parts that were written for another one do not fit."""
    marks = [table.write_csv(), *sorted(choice.items), "", *sorted(choice.topics), "", choice.zone]
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()


async def _anew(export: _Export) -> None:
    """Let what was written of an export go; killed in between, the next worker finds no part and drops the files."""
    async with current().db.raw(export.tenant) as conn:
        await rows.forget_parts(conn, export.tenant, export.run.run_id)
    await asyncio.to_thread(exports.store().drop, export.tenant, export.run.run_id)


async def _parts(
    export: _Export, dataset: str, after: list[str] | None = None
) -> AsyncIterator[tuple[list[tuple[Any, ...]], list[str]]]:
    """Yield the lines of a table in parts, with the last key; whoever asks to stop is heard between two of them."""
    run = export.run
    window = Window(run.horizon or 0, run.started_at)
    while True:
        async with current().db.raw(export.tenant) as conn:
            found, after = await export_reading.part(conn, export.tenant, dataset, window, after, PART)
            again = await rows.run(conn, export.tenant, run.run_id)
        if again is None or again.status == "stopping":
            raise StoppedError("The export was stopped. It can go on later.")
        yield found, after
        if len(found) < PART:
            return


def _link(read: str, part: list[tuple[Any, ...]]) -> str:
    """Return the mark of all answers up to the end of a part, from the one before it."""
    return hashlib.sha256(read.encode() + orjson.dumps(part, default=str)).hexdigest()


_ANSWER = {name: place for place, name in enumerate(
    one.name for one in DATASETS["answers"].columns(names=False))}  # fmt: skip
_STATE = {name: place for place, name in enumerate(
    one.name for one in DATASETS["topic_states"].columns(names=False))}  # fmt: skip


def _answer(row: tuple[Any, ...], name: str) -> Any:
    return row[_ANSWER[name]]


def _counts(row: tuple[Any, ...]) -> bool:
    return _answer(row, "correct") is not None and not _answer(row, "voided")


async def _count(export: _Export, allowed: set[UUID], place: _Place) -> _Counted:
    """Read all answers once: what each student did, who met what, and what of it is written already."""
    did: dict[UUID, _Did] = {}
    pairs: set[tuple[str, str | None, str | None]] = set()
    before: Counter[tuple[UUID, str | None]] = Counter()
    refused, read = 0, ""
    left, same = place.answers, place.answers == 0
    async for part, last in _parts(export, "answers"):
        written, left = left > 0, left - 1
        if written:
            read = _link(read, part)
            same = left == 0 and last == place.answers_end and read == place.read
        for row in filter(_counts, part):
            student = _answer(row, "student")
            if student not in allowed:
                refused += 1
                continue
            one = did.setdefault(student, _Did())
            one.answers += 1
            one.right += bool(_answer(row, "correct"))
            at = _answer(row, "received_at")
            one.first = at if one.first is None else min(one.first, at)
            one.courses[_answer(row, "course_id")] += 1
            item, topic = _answer(row, "content_id"), _topic(row)
            pairs.add((str(student), str(item) if item else None, topic))
            if written:
                before[student, topic] += 1
    schema = {"student": pl.String(), "item": pl.String(), "topic": pl.String()}
    return _Counted(did, pl.DataFrame(list(pairs), schema=schema, orient="row"), refused, before, same)


def _topic(row: tuple[Any, ...]) -> str | None:
    topics = str(_answer(row, "topic_ids") or "").split()
    return topics[0] if topics else None


async def _students(
    tenant: UUID, did: dict[UUID, _Did], known: Mapping[UUID, training_data.Known]
) -> pl.DataFrame:  # fmt: skip
    """Return one line for each student with every step of what might point to them."""
    main = {student: max(one.courses, key=lambda course: (one.courses[course], course)) for student, one in did.items()}
    async with current().db.raw(tenant) as conn:
        subjects = await training_log.subjects(conn, [tenant, LIBRARY_TENANT], sorted(set(main.values())))
    async with current().db.transaction(tenant) as tx:
        sealed = await people_rows.people_by_id(tx.session, tenant, did)
    lines = []
    for student, one in did.items():
        fine, coarse = research.activity(one.answers)
        band = known[student].band
        lines.append({
            "who": str(student), "birth_2": band, "birth_4": research.wider(band),
            "language_1": sealed[student].locale if student in sealed else "", "course_1": str(main[student]),
            "subject_1": subjects.get(main[student], ""), "activity_5": fine, "activity_2": coarse,
            "outcome": research.outcome(one.right, one.answers),
        })  # fmt: skip
    names = ["who", *(step for steps in LADDER.values() for step in steps), "outcome"]
    return pl.DataFrame(lines, schema=dict.fromkeys(names, pl.String()), orient="row")


def _table_of_students(
    table: pl.DataFrame, kept: Mapping[UUID, str], kind: str, size: str
) -> pl.DataFrame:  # fmt: skip
    names = {str(student): name for student, name in kept.items()}
    shown = table.with_columns(
        pl.col("who").replace_strict(names).alias("student"), pl.lit(kind).alias("school_kind"),
        pl.lit(size).alias("school_size"),
    )  # fmt: skip
    # In the order of random names: the order of the table would be that of the people.
    return shown.select(one.name for one in RESEARCH["research_students"].fields).sort("student")


async def _answers(export: _Export, counted: _Counted, choice: _Choice, place: _Place) -> None:
    """Write the answers that are not written yet."""
    if place.whole:
        return
    order: dict[UUID, int] = defaultdict(int)
    for (student, topic), count in counted.before.items():
        if student in choice.kept and topic in choice.topics:
            order[student] += count
    async for part, last in _parts(export, "answers", place.answers_end):
        lines = []
        for row in filter(_counts, part):
            student, topic = _answer(row, "student"), _topic(row)
            first = counted.did[student].first if student in counted.did else None
            if student not in choice.kept or first is None:
                continue
            if topic not in choice.topics:
                place.dropped += 1
                continue
            item = str(_answer(row, "content_id") or "")
            place.blanked += item not in choice.items
            order[student] += 1
            lines.append((
                choice.kept[student], order[student], research.week(_answer(row, "received_at"), first, choice.zone),
                item if item in choice.items else None, topic, _answer(row, "correct"), _answer(row, "partial"),
                _answer(row, "hints"), research.seconds(_answer(row, "duration")),
            ))  # fmt: skip
        frame = writing.frame_of(RESEARCH["research_answers"].fields, lines).sort("student", "order")
        place.answers, place.answers_end, place.whole = place.answers + 1, last, len(part) < PART
        place.read = _link(place.read, part)
        await _write(export, "research_answers", place.answers, frame, place)


async def _topics(export: _Export, choice: _Choice, place: _Place) -> None:
    """Write what students know, as far as it is not written yet."""
    if place.done:
        return
    async for part, last in _parts(export, "topic_states", place.topics_end):
        lines = []
        for row in part:
            student, topic = row[_STATE["student"]], str(row[_STATE["topic_id"]])
            if student not in choice.kept:
                continue
            if topic not in choice.topics:
                place.rare += 1
                continue
            mastery = row[_STATE["mastery"]]
            lines.append((
                choice.kept[student], topic, row[_STATE["answers"]], row[_STATE["right"]],
                round(mastery * 20) / 20 if mastery is not None else None, row[_STATE["mastered_at"]] is not None,
            ))  # fmt: skip
        frame = writing.frame_of(RESEARCH["research_topics"].fields, lines).sort("student", "topic_id")
        place.topics, place.topics_end, place.done = place.topics + 1, last, len(part) < PART
        await _write(export, "research_topics", place.topics, frame, place)


async def _write(export: _Export, name: str, part: int, frame: pl.DataFrame, place: _Place) -> None:
    """Write a part, and note it together with how far the export is.

    Raises:
        StoppedError: Somebody has asked for that.
    """
    form, tenant, run_id = export.plan.format, export.tenant, export.run.run_id
    data = await asyncio.to_thread(writing.write, frame, RESEARCH[name].fields, form)
    file = await exports.keep(tenant, run_id, writing.file_name(name, part, form), data, name, frame.height)
    async with current().db.raw(tenant) as conn:
        await rows.put_file(conn, tenant, run_id, file)
        status = await rows.advance(
            conn, tenant, run_id, current().clock.now(), dataset=name, rows=file.rows, cursor=asdict(place)
        )
    if status == "stopping":
        raise StoppedError("The export was stopped. It can go on later.")


async def _papers(export: _Export, report: dict[str, Any]) -> list[FileRow]:
    described = writing.dictionary(list(RESEARCH.values()), translate, names=False)
    texts = {**writing.papers(described), "report.json": orjson.dumps(report, option=orjson.OPT_INDENT_2)}
    return [await exports.keep(export.tenant, export.run.run_id, name, data) for name, data in texts.items()]
