"""Real answers in real order through the real path, to show that nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import polars as pl

from learnapp.core.clock import FixedClock
from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.engine.event import EventContext, EventResult, LearningEvent, Verb
from learnapp.integrations.content_packages.package import (
    PackCourse,
    PackItem,
    PackKC,
    PackLesson,
    PackReport,
    content_uuid,
)
from learnapp.security.access import Actor
from learnapp.services import content_import, current, identity, learning, onboarding, sessions
from learnapp.storage.repositories import consent as consent_rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import replay as replay_rows
from learnapp.storage.repositories import sections as section_rows

_BEGIN = datetime(2025, 9, 1, 8, tzinfo=UTC)
_COLUMNS = ("order", "student", "item", "kc", "seconds", "correct")
_SAY_EVERY = 1_000


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay found at its end.

    Attributes:
        wanted: Answers in the file's part.
        sent: Answers sent by this run; the others were stored before.
        stored, different: Events in the database, and how many of them are different.
        digest: Of every learner's state; equal runs have equal ones.
    """

    wanted: int
    sent: int
    stored: int
    different: int
    digest: str

    @property
    def sound(self) -> bool:
        """Whether nothing was lost or doubled."""
        return self.wanted == self.stored == self.different


async def replay(path: Path, first: int, say: Callable[[str], None]) -> Replayed:
    """Send the first answers of a file; called again after an interruption it goes on where it stopped.

    Args:
        path: Parquet with the columns order, student, item, kc, seconds, correct.
        first: How many answers.
        say: Prints progress.

    Raises:
        NotFoundError: No such file.
        InvalidInputError: It lacks a column.
    """
    if not path.is_file():
        raise NotFoundError(f"There is no file {path}. Check the path.")
    frame = pl.read_parquet(path)
    if missing := set(_COLUMNS) - set(frame.columns):
        raise InvalidInputError(f"The file lacks the columns {', '.join(sorted(missing))}.")
    frame = frame.sort("order").head(first)
    name = f"replay-{path.stem.lower().replace('_', '-')[:30]}-{first}"
    services = current()
    clock, before = FixedClock(_BEGIN), services.clock
    services.clock = clock
    try:
        actor, section = await _prepare(frame, name)
        tenant = actor.tenant_id
        async with services.db.raw(tenant) as conn:
            done = await replay_rows.done(conn, tenant)
        sent = 0
        for number, (order, student, item, kc, seconds, correct) in enumerate(frame.select(_COLUMNS).iter_rows()):
            learner = content_uuid(name, f"student{student}")
            if done.get(learner, 0) > 0:
                done[learner] -= 1
                continue
            # The file's own time, with its order kept where two answers share a second.
            clock.at = _BEGIN + timedelta(seconds=float(seconds), microseconds=number % 1_000_000)
            event = LearningEvent(
                event_id=content_uuid(name, f"event{order}"),
                student_id=learner,
                verb=Verb.ANSWERED,
                object_id=content_uuid(name, f"item{item}/{kc}"),
                occurred_at=clock.at,
                result=EventResult(success=bool(correct)),
                context=EventContext(section_id=section),
            )
            await learning.record_event(event, actor)
            sent += 1
            if sent % _SAY_EVERY == 0:
                say(f"  {number + 1:,} of {len(frame):,} answers")
        async with services.db.raw(tenant) as conn:
            stored, different = await replay_rows.counted(conn, tenant)
            found = await replay_rows.digest(conn, tenant)
    finally:
        services.clock = before
    return Replayed(len(frame), sent, stored, different, found)


async def _prepare(frame: pl.DataFrame, name: str) -> tuple[Actor, UUID]:
    """Make the institution, course, students and credential of a replay where they are missing."""
    tenant = await onboarding.create_institution(
        slug=name, name=name, kind="university", tenant_id=content_uuid(name, "tenant")
    )
    course = await _course(frame, tenant, name)
    section = content_uuid(name, "section")
    services = current()
    async with services.db.transaction(tenant) as tx:
        known = await section_rows.sections_by_id(tx.session, tenant, [section])
    if not known:
        students = [content_uuid(name, f"student{each}") for each in frame["student"].unique().sort()]
        await _students(tenant, name, section, (tenant, course, 1), students)
    _, secret = await identity.create_api_client_as_system(name, "replay", ["events:write", "assert_results"])
    actor = await sessions.actor_for_client(secret)
    if actor is None:
        raise NotFoundError("The credential of the replay was taken back. Run it again.")
    return actor, section


async def _students(
    tenant: UUID, name: str, section: UUID, course: tuple[UUID, UUID, int], students: list[UUID]
) -> None:
    """Enrol every student with consent, all in one transaction."""
    services, now = current(), _BEGIN - timedelta(days=1)
    async with services.db.transaction(tenant) as tx:
        session = tx.session
        key = services.keyring.tenant(tenant, await section_rows.tenant_key(session, tenant) or b"")
        rows: list[dict[str, object]] = []
        for student in students:
            person, wrapped = key.new_person_key(student)
            email = f"{student.hex}@{name}.example"
            rows.append(
                {
                    "tenant": tenant, "person": student, "email_lookup": services.keyring.email_lookup(email),
                    "email_enc": person.encrypt("email", email), "name_enc": person.encrypt("name", "Replayed"),
                    "birth_date_enc": person.encrypt("birth_date", date(2000, 1, 1).isoformat()),
                    "password_hash": None, "must_change": False, "locale": "en", "now": now, "wrapped_key": wrapped,
                }
            )  # fmt: skip
        await people_rows.add_people(session, rows)
        await people_rows.grant_roles(session, tenant, [(each, "student") for each in students], tenant, now)
        await section_rows.add_section(session, tenant, section, title="Replay", term="", course=course, now=now)
        await section_rows.enrol(session, tenant, [(section, each, "student") for each in students], now)
        given = [
            consent_rows.ConsentRow(
                content_uuid(name, f"consent{each}"), each, "institution_contract", "learning", tenant, now, None, ""
            )
            for each in students
        ]
        await consent_rows.add_consents(session, tenant, given)


async def _course(frame: pl.DataFrame, tenant: UUID, name: str) -> UUID:
    """Load a course that has the file's items and knowledge components and nothing else."""
    course_id = content_uuid(name, "course")
    numbers = frame["kc"].unique().sort().to_list()
    kcs = {each: PackKC(content_uuid(name, f"kc{each}"), f"{name}-kc{each}", f"Skill {each}") for each in numbers}
    lesson = PackLesson(content_uuid(name, "lesson"), "Replay", 0, (), tuple(kc.kc_id for kc in kcs.values()))
    course = PackCourse(
        course_id, name, name, "Mathematics", "", "en", "", "replay", "none", "the file's authors", (lesson,)
    )
    pairs = frame.select("item", "kc").unique().sort("item", "kc").rows()

    def item(position: int, number: int, kc: int) -> PackItem:
        skill = kcs[kc].kc_id
        step = {"id": "s1", "prompt": "", "answer_kind": "text", "kc_ids": [str(skill)], "choices": [], "hints": []}
        return PackItem(
            content_uuid(name, f"item{number}/{kc}"), course_id, lesson.lesson_id, "practice", f"Item {number}", "",
            {"steps": [step]}, {"steps": {"s1": {"accepted": ["-"]}}, "hints": {}}, (skill,), position,
            f"item{number}/{kc}", "replay", "none", "the file's authors",
        )  # fmt: skip

    def stream(skip: int, _counted: PackReport) -> Iterator[tuple[str, list[PackItem] | None]]:
        for position, (number, kc) in enumerate(pairs):
            yield f"item{number}/{kc}", None if position < skip else [item(position, number, kc)]

    # Its items stand for those of a log and have no words to look at.
    source = content_import.Source(
        "replay", name, name, [course], list(kcs.values()), len(pairs), PackReport(), stream, judged=False
    )
    await content_import.run(source, tenant, progress=None, requested_by=None, batch=500)
    return course_id
