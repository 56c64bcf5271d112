"""Data for research: de-identified, counted for k-anonymity, shown to an administrator, and let out by a second one."""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import polars as pl
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, LearnAppError, NotFoundError
from learnapp.core.i18n import translate
from learnapp.integrations.exports import anonymity, research, writing
from learnapp.integrations.exports.anonymity import LEAST_K, USUAL_K
from learnapp.integrations.exports.datasets import DATASETS
from learnapp.integrations.exports.research import LADDER, RESEARCH
from learnapp.security.access import Actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import current, exports, notices, people, trail, training_data
from learnapp.services.exports import StoppedError
from learnapp.storage.repositories import export_reading, training_log
from learnapp.storage.repositories import exports as rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.export_reading import Window
from learnapp.storage.repositories.exports import FileRow, PlanRow, RunRow
from learnapp.storage.repositories.notices import Source

MOST_K = 1_000
_SECRET = "research-export"  # noqa: S105 - the purpose under which keys are sealed
_PART = 20_000


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


async def plan(actor: Actor, *, k: int = USUAL_K, form: str = "csv") -> UUID:
    """Plan a research export and make it; it waits then for somebody else to release it. Returns the export's id.

    Args:
        actor: An administrator.
        k: How many students have to look alike, at least 5.
        form: csv or parquet.

    Raises:
        ForbiddenError: The actor may not export.
        InvalidInputError: `k` is too small, or the form is none of ours.
    """
    await trail.authorise(actor, "create", "export")
    if actor.kind != "person":
        raise InvalidInputError("A research export is asked for by an administrator, on the page Exports.")
    if not LEAST_K <= k <= MOST_K:
        raise InvalidInputError(f"At least {LEAST_K} students have to look alike. Choose {LEAST_K} to {MOST_K}.")
    if form not in writing.FORMATS:
        raise InvalidInputError("A file is CSV or Parquet. Choose one of them.")
    services, tenant = current(), actor.tenant_id
    now = services.clock.now()
    made = PlanRow(
        uuid7(), "research", list(RESEARCH), form, False, False, "once", {"k": k}, None, None, None, actor.person_id,
        now,
    )  # fmt: skip
    async with services.db.transaction(tenant) as tx:
        key = await people.tenant_key(tx.session, tenant)
    async with services.db.raw(tenant) as conn:
        await rows.add_plan(conn, tenant, made)
    return await exports.begin(actor, made, secret=key.seal(f"{_SECRET}/{made.plan_id}", os.urandom(32)))


async def release(actor: Actor, run_id: UUID) -> None:
    """Let a research export out; whoever has asked for it cannot do so themselves.

    Raises:
        ForbiddenError: The actor may not, or has asked for it.
        ConflictError: It does not wait for that, or a consent was withdrawn since it was made.
        NotFoundError: There is no such export.
    """
    view = await _waiting(actor, run_id)
    if view.run.requested_by == actor.person_id:
        raise ForbiddenError(
            "Somebody else has to look at this and release it: two people see what leaves for research. Ask another"
            " administrator."
        )
    now = current().clock.now()
    async with current().db.raw(actor.tenant_id) as conn:
        if view.run.started_at and await rows.withdrawn_since(conn, actor.tenant_id, view.run.started_at):
            raise ConflictError(
                "Since this was made, somebody has withdrawn a consent, and what is theirs cannot be told apart."
                " Discard it and make it again."
            )
        ends = now + timedelta(days=current().settings.export_days)
        if not await rows.release(conn, actor.tenant_id, run_id, actor.person_id, now, ends):
            raise ConflictError("This export does not wait to be released any more. Reload the page.")
    await trail.audit(actor, "export.let_out", "export", object_id=run_id, detail={"k": view.plan.settings.get("k")})
    await _tell(actor.tenant_id, run_id, "released", by=actor.person_id)


async def discard(actor: Actor, run_id: UUID) -> None:
    """Do not let a research export out; its files go.

    Raises:
        ForbiddenError: The actor may not.
        ConflictError: It does not wait for that.
        NotFoundError: There is no such export.
    """
    view = await _waiting(actor, run_id)
    now = current().clock.now()
    async with current().db.raw(actor.tenant_id) as conn:
        await rows.finish(conn, actor.tenant_id, run_id, "discarded", now, report=view.run.report, expires_at=now)
    await trail.audit(actor, "export.discard", "export", object_id=run_id)


async def _waiting(actor: Actor, run_id: UUID) -> exports.RunView:
    await trail.authorise(actor, "release", "export")
    view = await exports.find(actor, run_id)
    if view.plan.kind != "research" or view.run.status != "ready" or _over(view.run):
        raise ConflictError("This export does not wait to be released. Reload the page.")
    return view


def _over(run: RunRow) -> bool:
    """Whether its files have gone or are about to: also because somebody who may be in them was erased."""
    return run.pruned_at is not None or (run.expires_at is not None and run.expires_at <= current().clock.now())


async def _tell(tenant: UUID, run_id: UUID, state: str, *, by: UUID | None = None) -> None:
    async with current().db.transaction(tenant) as tx:
        await notices.tell(
            tx.session, tenant, "export", Source.ADMINS, about=run_id, by=by, arguments={"state": state},
            merge=f"export:{run_id}",
        )  # fmt: skip


# --- in the worker ---------------------------------------------------------------------------------------


async def make(tenant: UUID, planned: PlanRow, run: RunRow) -> None:
    """Make a research export; one that was killed is made anew, since consents may have changed meanwhile.

    Raises:
        NotFoundError: Its key is gone.
        TooFewAlikeError: Somebody would stand out.
    """
    services = current()
    k = int(planned.settings.get("k", USUAL_K))
    if run.secret_enc is None:
        raise NotFoundError("The key of this export is gone. Ask for a new one.")
    async with services.db.transaction(tenant) as tx:
        key = await people.tenant_key(tx.session, tenant)
        institution = await section_rows.institution(tx.session, tenant)
    secret = key.open(f"{_SECRET}/{planned.plan_id}", run.secret_enc)
    known = await training_data.students_of(tenant)
    allowed = {student for student, one in known.items() if one.allowed}
    await asyncio.to_thread(exports.store().drop, tenant, run.run_id)
    did, pairs, refused = await _count(tenant, run, allowed)
    students = await _students(tenant, did, known)
    found = await asyncio.to_thread(anonymity.generalise, students, LADDER, "outcome", k)
    report: dict[str, Any] = {
        "k": k, "students": len(known), "without_consent": len(known) - len(allowed), "without_answers":
        len(allowed) - len(did), "left_out": found.left_out, "given": len(found.table), "smallest": found.smallest,
        "groups": found.groups, "alike": found.alike, "least_outcomes": found.least_outcomes,
        "levels": {name: list(level) for name, level in found.levels.items()}, "answers_without_consent": refused,
    }  # fmt: skip
    # Counted on the table as it would leave, not believed of how it was made.
    if not found.holds(k):
        async with services.db.raw(tenant) as conn:
            await exports.end(
                conn, tenant, run, "failed", report=report, error=TooFewAlikeError.code,
                message=f"There are no {k} students who look alike. Wait until more take part, or leave it.",
            )  # fmt: skip
        return
    kept = {student: research.research_id(secret, student) for student in (UUID(one) for one in found.table["who"])}
    items = research.frequent(pairs.filter(pl.col("student").is_in(list(map(str, kept)))), "item", k)
    topics = research.frequent(pairs.filter(pl.col("student").is_in(list(map(str, kept)))), "topic", k)
    files = [await _put(tenant, planned, run, "research_students", 1, _table_of_students(
        found.table, kept, institution.kind if institution else "", research.size_of(len(known))))]  # fmt: skip
    answers, blanked, dropped = await _answers(tenant, planned, run, did, kept, items, topics)
    states, rare = await _topics(tenant, planned, run, kept, topics)
    files += [*answers, *states]
    report |= {"items_blanked": blanked, "answers_of_rare_topics": dropped, "states_of_rare_topics": rare}
    files += await _papers(tenant, run, report)
    now = services.clock.now()
    async with services.db.raw(tenant) as conn:
        for one in files:
            await rows.put_file(conn, tenant, run.run_id, one)
        ends = now + timedelta(days=services.settings.export_days)
        await rows.finish(conn, tenant, run.run_id, "ready", now, report=report, expires_at=ends)
    await _tell(tenant, run.run_id, "ready", by=run.requested_by)


async def _parts(tenant: UUID, run: RunRow, dataset: str) -> AsyncIterator[list[tuple[Any, ...]]]:
    """Yield the lines of a table in parts; whoever asks to stop is heard between two of them."""
    window, after = Window(run.horizon or 0, run.started_at), None
    while True:
        async with current().db.raw(tenant) as conn:
            found, after = await export_reading.part(conn, tenant, dataset, window, after, _PART)
            again = await rows.run(conn, tenant, run.run_id)
        if again is None or again.status == "stopping":
            raise StoppedError("The export was stopped. It begins anew when it goes on.")
        yield found
        if len(found) < _PART:
            return


_ANSWER = {name: place for place, name in enumerate(
    one.name for one in DATASETS["answers"].columns(names=False))}  # fmt: skip
_STATE = {name: place for place, name in enumerate(
    one.name for one in DATASETS["topic_states"].columns(names=False))}  # fmt: skip


def _answer(row: tuple[Any, ...], name: str) -> Any:
    return row[_ANSWER[name]]


def _counts(row: tuple[Any, ...]) -> bool:
    return _answer(row, "correct") is not None and not _answer(row, "voided")


async def _count(
    tenant: UUID, run: RunRow, allowed: set[UUID]
) -> tuple[dict[UUID, _Did], pl.DataFrame, int]:  # fmt: skip
    """Return what each student did, who met which item and topic, and how many answers nobody may use."""
    did: dict[UUID, _Did] = {}
    pairs: set[tuple[str, str | None, str | None]] = set()
    refused = 0
    async for part in _parts(tenant, run, "answers"):
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
    schema = {"student": pl.String(), "item": pl.String(), "topic": pl.String()}
    return did, pl.DataFrame(list(pairs), schema=schema, orient="row"), refused


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


async def _answers(
    tenant: UUID, planned: PlanRow, run: RunRow, did: dict[UUID, _Did], kept: Mapping[UUID, str], items: set[str],
    topics: set[str],
) -> tuple[list[FileRow], int, int]:  # fmt: skip
    """Write the answers; return the files, how many items were blanked, and how many lines of rare topics went."""
    order: dict[UUID, int] = defaultdict(int)
    files: list[FileRow] = []
    blanked = dropped = 0
    async for part in _parts(tenant, run, "answers"):
        lines = []
        for row in filter(_counts, part):
            student, topic = _answer(row, "student"), _topic(row)
            first = did[student].first if student in did else None
            if student not in kept or first is None:
                continue
            if topic not in topics:
                dropped += 1
                continue
            item = str(_answer(row, "content_id") or "")
            blanked += item not in items
            order[student] += 1
            lines.append((
                kept[student], order[student], research.week(_answer(row, "received_at"), first),
                item if item in items else None, topic, _answer(row, "correct"), _answer(row, "partial"),
                _answer(row, "hints"), research.seconds(_answer(row, "duration")),
            ))  # fmt: skip
        fields = RESEARCH["research_answers"].fields
        frame = writing.frame_of(fields, lines).sort("student", "order")
        files.append(await _put(tenant, planned, run, "research_answers", len(files) + 1, frame))
    return files, blanked, dropped


async def _topics(
    tenant: UUID, planned: PlanRow, run: RunRow, kept: Mapping[UUID, str], topics: set[str]
) -> tuple[list[FileRow], int]:  # fmt: skip
    """Write what students know; return the files, and how many lines of rare topics went."""
    files: list[FileRow] = []
    rare = 0
    async for part in _parts(tenant, run, "topic_states"):
        lines = []
        for row in part:
            student, topic = row[_STATE["student"]], str(row[_STATE["topic_id"]])
            if student not in kept:
                continue
            if topic not in topics:
                rare += 1
                continue
            mastery = row[_STATE["mastery"]]
            lines.append((
                kept[student], topic, row[_STATE["answers"]], row[_STATE["right"]],
                round(mastery * 20) / 20 if mastery is not None else None, row[_STATE["mastered_at"]] is not None,
            ))  # fmt: skip
        frame = writing.frame_of(RESEARCH["research_topics"].fields, lines).sort("student", "topic_id")
        files.append(await _put(tenant, planned, run, "research_topics", len(files) + 1, frame))
    return files, rare


async def _put(
    tenant: UUID, planned: PlanRow, run: RunRow, name: str, part: int, frame: pl.DataFrame
) -> FileRow:  # fmt: skip
    data = await asyncio.to_thread(writing.write, frame, RESEARCH[name].fields, planned.format)
    return await _kept(tenant, run, writing.file_name(name, part, planned.format), name, frame.height, data)


async def _kept(tenant: UUID, run: RunRow, name: str, dataset: str, lines: int, data: bytes) -> FileRow:
    await asyncio.to_thread(exports.store().put, tenant, run.run_id, name, data)
    mark = await asyncio.to_thread(writing.digest, data)
    return FileRow(name, dataset, lines, len(data), mark, current().clock.now())


async def _papers(tenant: UUID, run: RunRow, report: dict[str, Any]) -> list[FileRow]:
    described = writing.dictionary(list(RESEARCH.values()), translate, names=False)
    texts = {**writing.papers(described), "report.json": orjson.dumps(report, option=orjson.OPT_INDENT_2)}
    return [await _kept(tenant, run, name, "", 0, data) for name, data in texts.items()]
