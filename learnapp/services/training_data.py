"""An institution's own answers as a table to learn from: numbers instead of names from the first row on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

import polars as pl

from learnapp.core.errors import NotFoundError
from learnapp.ml.cleaning import RAW
from learnapp.ml.datasets import Dataset, curated, id_number, keyed_number
from learnapp.security.consent import may_train
from learnapp.security.crypto import TenantKey
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import current
from learnapp.services.people import tenant_key
from learnapp.storage.repositories import consent as consent_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories import training_log as rows
from learnapp.storage.repositories.training_log import Answered

MOST_ANSWERS = 1_000_000
"""The newest so many answers of an institution are learned from: what its students do now counts."""
PURPOSE = "training"
_NEUTRAL_ITEM, _NEUTRAL_KC = (0.0, 1.0), (0.1, 0.1, 0.1, 0.2)
Read = Callable[[int], Awaitable[None]]
"""Called after each part with the number of answers read so far."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Raw answers as `cleaning.RAW` says, and how many there were before a limit."""

    frame: pl.DataFrame
    total: int

    @property
    def limited(self) -> bool:
        """Whether older answers were left out."""
        return self.total > len(self.frame)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a student: the number that stands for them, whether models may learn from them, birth years."""

    number: int
    allowed: bool
    band: str


def item_number(content_id: UUID, step_id: str) -> int:
    """Return the number by which models know one step of an item; the event path has to ask for the same."""
    return id_number(content_id, step_id)


def kc_number(kc_id: UUID) -> int:
    """Return the number by which models know a KC."""
    return id_number(kc_id)


async def gather(tenant: UUID, *, students: Sequence[UUID] | None = None, read: Read | None = None) -> Gathered:
    """Return the answers of an institution to learn from or to judge by.

    Args:
        tenant: The institution.
        students: Only theirs; None for everybody's.
        read: Called after each part.

    Raises:
        NotFoundError: The institution has not been set up.
        UnavailableError: The database is away.
    """
    known = await students_of(tenant)
    parts, done = [_table([], known)], 0
    async with current().db.raw(tenant, pipelined=False) as conn:
        total = await rows.count_answers(conn, tenant) if students is None else 0
        async for part in rows.answers(conn, tenant, MOST_ANSWERS, students):
            done += len(part)
            parts.append(await asyncio.to_thread(_table, part, known))
            if read is not None:
                await read(done)
    frame = await _with_parameters(tenant, pl.concat(parts))
    return Gathered(frame.select(*RAW), max(total, done))


async def answers(tenant: UUID, seed: int, before: Iterable[int], read: Read) -> Dataset:
    """Return the curated answers of an institution: what the mastery predictor learns from.

    Args:
        tenant: The institution.
        seed: Of the synthetic cases.
        before: Students that were kept apart before.
        read: Called after each part.

    Raises:
        TooFewAnswersError: There is not enough to learn from.
        UnavailableError: The database is away.
    """
    gathered = await gather(tenant, read=read)
    return await asyncio.to_thread(
        curated, gathered.frame, seed=seed, before=list(before), gathered=gathered.total, limited=gathered.limited
    )


async def refused(tenant: UUID) -> frozenset[UUID]:
    """Return the students from whose answers nothing may be learned for others; every model leaves them out.

    Args:
        tenant: The institution.

    Raises:
        NotFoundError: The institution has not been set up.
        UnavailableError: The database is away.
    """
    return frozenset(student for student, known in (await students_of(tenant)).items() if not known.allowed)


async def students_of(tenant: UUID) -> dict[UUID, Known]:
    """Return what is known of each student.

    Args:
        tenant: The institution.

    Raises:
        NotFoundError: The institution has not been set up.
        UnavailableError: The database is away.
    """
    services = current()
    async with services.db.transaction(tenant) as tx:
        institution = await section_rows.institution(tx.session, tenant)
        if institution is None:
            raise NotFoundError("This institution has not been set up. Ask the operator to create it.")
        found = await consent_rows.students(tx.session, tenant, None)
        recorded = await consent_rows.consents_of(tx.session, tenant, [one.person_id for one in found])
        key = await tenant_key(tx.session, tenant)
    today = services.clock.now().astimezone(ZoneInfo(institution.time_zone)).date()
    kind = institution.kind

    def read() -> dict[UUID, Known]:
        secret, known = key.derived(PURPOSE), {}
        for one in found:
            born = _born(key, one)
            consents = [row.as_consent() for row in recorded[one.person_id]]
            allowed = may_train(consents, birth_date=born, institution_kind=kind, today=today)
            known[one.person_id] = Known(keyed_number(secret, one.person_id), allowed, _band(born))
        return known

    return await asyncio.to_thread(read)


def _born(key: TenantKey, one: consent_rows.SealedStudent) -> date | None:
    if one.person_key is None or not one.birth_date_enc:
        return None
    own = key.open_person_key(one.person_id, one.person_key)
    return date.fromisoformat(own.decrypt("birth_date", one.birth_date_enc))


def _band(born: date | None) -> str:
    """Return two birth years, which stand for the grade."""
    return "unknown" if born is None else f"{born.year // 2 * 2}–{born.year // 2 * 2 + 1}"


_COLUMNS: dict[str, pl.DataType] = {
    **{name: kind for name, kind in RAW.items() if name not in
       ("subject", "difficulty", "discrimination", "p_init", "p_transit", "p_slip", "p_guess")},
    "_item": pl.String(), "_version": pl.Int64(), "_kc": pl.String(), "_course": pl.String(),
}  # fmt: skip


def _table(part: Sequence[Answered], known: dict[UUID, Known]) -> pl.DataFrame:
    gone = Known(0, allowed=False, band="unknown")
    lines = []
    for one in part:
        # Somebody who has no account any more is nobody: their answers count as without consent.
        who = known.get(one.student_id, gone)
        lines.append(
            (
                who.number, item_number(one.object_id, one.step_id),
                kc_number(one.kc_id) if one.kc_id is not None else None, float(one.correct), one.received_at,
                one.occurred_at, one.duration_ms, one.hints, one.partial, one.voided, who.allowed, who.band,
                str(one.object_id), one.object_version, str(one.kc_id or ""), str(one.course_id),
            )
        )  # fmt: skip
    return pl.DataFrame(lines, schema=_COLUMNS, orient="row")


async def _with_parameters(tenant: UUID, frame: pl.DataFrame) -> pl.DataFrame:
    """Add what the analytic model knows of items and KCs, and the subject; the ids go."""
    tenants = [tenant, LIBRARY_TENANT]
    ids = {name: [UUID(one) for one in frame[name].unique().to_list() if one] for name in ("_item", "_kc", "_course")}
    async with current().db.raw(tenant) as conn:
        items = await rows.item_parameters(conn, tenants, ids["_item"])
        kcs = await rows.kc_parameters(conn, tenants, ids["_kc"])
        subjects = await rows.subjects(conn, tenants, ids["_course"])
    of_items = pl.DataFrame(
        [(str(item), version, *values) for (item, version), values in items.items()],
        schema={"_item": pl.String, "_version": pl.Int64, "difficulty": pl.Float64, "discrimination": pl.Float64},
        orient="row",
    )
    parameters = ("p_init", "p_transit", "p_slip", "p_guess")
    of_kcs = pl.DataFrame(
        [(str(kc), *values) for kc, values in kcs.items()],
        schema={"_kc": pl.String, **dict.fromkeys(parameters, pl.Float64)},
        orient="row",
    )
    of_courses = pl.DataFrame(
        [(str(course), name) for course, name in subjects.items()],
        schema={"_course": pl.String, "subject": pl.String},
        orient="row",
    )
    frame = frame.join(of_items, on=["_item", "_version"], how="left", maintain_order="left")
    frame = frame.join(of_kcs, on="_kc", how="left", maintain_order="left")
    frame = frame.join(of_courses, on="_course", how="left", maintain_order="left")
    neutral = dict(zip(parameters, _NEUTRAL_KC, strict=True))
    return frame.with_columns(
        pl.col("difficulty").fill_null(_NEUTRAL_ITEM[0]),
        pl.col("discrimination").fill_null(_NEUTRAL_ITEM[1]),
        pl.col("subject").fill_null("unknown"),
        *(pl.col(name).fill_null(value) for name, value in neutral.items()),
    )
