"""The demo: two institutions with people, sections and two weeks of work, made by the same code that serves.

Everything goes through the ordinary use cases, so the demo shows what a school would see. Running it again adds
only what is missing.
"""

from __future__ import annotations

import asyncio
import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from learnapp.core.clock import FixedClock
from learnapp.engine.answers import right_answers
from learnapp.engine.event import EventContext, EventResult, LearningEvent, Verb
from learnapp.engine.kc import IN_PARTS, Content, ContentKind, CourseSnapshot, Step
from learnapp.engine.mastery import Band, band_of
from learnapp.engine.template import given
from learnapp.integrations.content_packages import samples
from learnapp.security.access import Actor, system_actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import (
    announcements,
    current,
    demo_assigned,
    discussion,
    goals,
    learning,
    notes,
    notice_choices,
    onboarding,
    people,
    progress,
    school_calendar,
    sections,
    shipped,
)
from learnapp.services.sessions import actor_for_person
from learnapp.storage.repositories import operations as operation_rows
from learnapp.storage.repositories import sections as section_rows

PASSWORD = "learn-maths-2026"  # noqa: S105 - the demo's, printed at every start
_NAMESPACE = UUID("5d8f7a0e-2c5b-5f0e-9a53-3f6f0d6f8f11")


@dataclass(frozen=True, slots=True)
class _Cast:
    name: str
    email: str
    roles: tuple[str, ...]
    section: str = ""
    born: str = ""
    guardian: str = ""


@dataclass(frozen=True, slots=True)
class _School:
    slug: str
    name: str
    kind: str
    accent: str
    domain: str
    sections: tuple[str, ...]
    cast: tuple[_Cast, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    birth_year: int
    students: int
    history: str = ""
    historians: int = 0


_A = "Grade 6 Mathematics A"
_HISTORY = "Grade 8 History"
_RIVERSIDE = _School(
    slug="riverside",
    name="Riverside Unified School District",
    kind="k12",
    accent="#2f5bd7",
    domain="riverside.example",
    sections=(_A, "Grade 6 Mathematics B", "Grade 7 Mathematics"),
    cast=(
        _Cast("Grace Moreno", "grace@riverside.example", ("guardian",)),
        _Cast("Alice Moreno", "alice@riverside.example", ("student",), _A, "2014-11-30", "grace@riverside.example"),
        _Cast("Bob Okafor", "bob@riverside.example", ("student",), _A, "2013-05-02"),
        _Cast("Henry Walker", "henry@riverside.example", ("student",), _HISTORY, "2012-02-19"),
        _Cast("Carol Whitfield", "carol@riverside.example", ("instructor",), _A),
        _Cast("Daniel Reyes", "daniel@riverside.example", ("instructor",), "Grade 7 Mathematics"),
        _Cast("Adam Lindqvist", "adam@riverside.example", ("admin",)),
    ),
    first_names=("Amara", "Ben", "Chloe", "Diego", "Elena", "Farid", "Gia", "Hugo", "Imani", "Jonas", "Kira", "Leo"),
    last_names=("Abebe", "Baker", "Castillo", "Dubois", "Eriksen", "Flores", "Grant", "Haddad"),
    birth_year=2013,
    students=36,
    history=_HISTORY,
    historians=8,
)  # fmt: skip
_NORTHFIELD = _School(
    slug="northfield",
    name="Northfield University",
    kind="university",
    accent="#8a3ffc",
    domain="northfield.example",
    sections=("MATH 090 Morning", "MATH 090 Evening"),
    cast=(
        _Cast("Mallory Stone", "mallory@northfield.example", ("student",), "MATH 090 Morning", "2004-03-14"),
        _Cast("Nora Feld", "nora@northfield.example", ("instructor",), "MATH 090 Morning"),
        _Cast("Oscar Brandt", "oscar@northfield.example", ("admin",)),
    ),
    first_names=("Aiko", "Bruno", "Celine", "Dario", "Esther", "Felix", "Greta", "Hassan", "Ivy", "Jamal"),
    last_names=("Keller", "Lopez", "Meyer", "Novak", "Owens", "Petrov", "Quinn", "Rossi"),
    birth_year=2004,
    students=30,
)
_SCHOOLS = (_RIVERSIDE, _NORTHFIELD)
_WORKERS_PER_SECTION = 7
_ANSWERS_EACH = 14
_MORNING, _EVENING = 8, 20


def sign_ins() -> list[str]:
    """Return one line per demo account for the person at the terminal."""
    lines = [f"{'who':<12}{'e-mail':<32}password"]
    for school in _SCHOOLS:
        lines += [f"{member.roles[0]:<12}{member.email:<32}{PASSWORD}" for member in school.cast]
    return lines


async def seed(say: Callable[[str], None]) -> None:
    """Make the library, the demo course, both institutions, their people, their work and two packages where missing."""
    course_id, history_id = await shipped.library()
    for school in _SCHOOLS:
        known = await current().db.directory.find_tenant(school.slug)
        tenant = await onboarding.create_institution(
            slug=school.slug, name=school.name, kind=school.kind, accent_color=school.accent
        )
        system = system_actor(tenant)
        if known is None or not (await people.list_people(system, size=1)).rows:
            say(f"· loading {school.name}")
            await _people(school, system, course_id, history_id)
            await _set_up(school, system)
        if not await _has_worked(tenant):
            say(f"· simulating two weeks of work at {school.name}")
            await _work(school, system)
            await _talk(school, system)
            await _plan(school, system)
            await _assign(school, system)
    await asyncio.to_thread(samples.put, current().settings.data_dir / "packages")


async def _people(school: _School, system: Actor, course_id: UUID, history_id: UUID) -> None:
    studied = [(title, course_id) for title in school.sections]
    if school.history:
        studied.append((school.history, history_id))
    for title, course in studied:
        await sections.create_section(
            system, title=title, term="Autumn 2026", course_tenant_id=LIBRARY_TENANT, course_id=course
        )
    for member in school.cast:
        born = date.fromisoformat(member.born) if member.born else None
        await people.create_person(
            system, people.NewPerson(member.email, member.name, member.roles, born, "en", PASSWORD)
        )
    await onboarding.import_roster(system, _roster(school).encode(), attest_consent=True)


def _roster(school: _School) -> str:
    """Return the school's roster as the CSV an admin would import: the cast's places and everybody else."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(("email", "name", "role", "section", "birth_date", "guardian_email"))
    for member in school.cast:
        table.writerow((member.email, member.name, member.roles[0], member.section, member.born, member.guardian))
    teachers = [member for member in school.cast if "instructor" in member.roles]
    for title in (*school.sections, *([school.history] if school.history else [])):
        for teacher in teachers:
            if teacher.section != title:
                table.writerow((teacher.email, teacher.name, "instructor", title, "", ""))
    draw = random.Random(school.slug)  # noqa: S311 - a demo's names, the same every time
    for number in range(school.students + school.historians):
        first = school.first_names[number % len(school.first_names)]
        last = school.last_names[(number * 5 + number // len(school.first_names)) % len(school.last_names)]
        born = date(school.birth_year, 1, 1) + timedelta(days=draw.randrange(700))
        guardian = f"home{number}@{school.domain}" if school.kind == "k12" and number % 3 == 0 else ""
        title = school.sections[number % len(school.sections)] if number < school.students else school.history
        email = f"{first}.{last}{number}@{school.domain}".lower()
        table.writerow((email, f"{first} {last}", "student", title, born.isoformat(), guardian))
    return out.getvalue()


async def _talk(school: _School, system: Actor) -> None:
    """Let the first students of the history class talk about a passage; the class lets children take part."""
    section = next((one for one in (await sections.list_sections(system)).rows if one.title == school.history), None)
    if section is None:
        return
    services = current()
    course = await services.courses.get(section.course_tenant_id, section.course_id, section.course_version)
    passage = next(item for item in course.content.values() if item.material.prompt)
    async with services.db.transaction(system.tenant_id) as tx:
        students = await section_rows.student_ids(tx.session, system.tenant_id, section.section_id)
    await discussion.set_rules(system, section.section_id, "open", under_13=True)
    first, second, third = (
        Actor(system.tenant_id, one, "person", frozenset({"student"}), frozenset({section.section_id}))
        for one in students[:3]
    )
    place = section.section_id
    await discussion.post(
        first, place, "Can a book be a good source when its author wants something?", passage.content_id
    )
    asked = (await discussion.read(first, place)).threads[0]
    answer = "I think so. He gave real names and places, so people could check. That makes it stronger for me."
    await discussion.reply(second, place, UUID(asked.id), answer)
    answered = (await discussion.read(third, place)).threads[0].replies[0]
    await discussion.mark_helpful(third, place, UUID(answered.id))
    await discussion.post(third, place, "Which passage should I read first to understand the territories?")


async def _plan(school: _School, system: Actor) -> None:
    """Let Alice set a goal and write a note; the other school has no Alice."""
    alice = next((member for member in school.cast if member.name.startswith("Alice")), None)
    if alice is None:
        return
    found = (await people.list_people(system, query=alice.email)).rows
    actor = await actor_for_person(system.tenant_id, found[0].person_id) if found else None
    if actor is None:
        return
    topics = (await goals.read(actor)).topics
    study, now = await progress.study(actor), current().clock.now()
    known = (Band.MASTERED, Band.FADING)
    ahead = [kc for kc in (UUID(one.id) for one in topics) if band_of(study.states.get(kc), now) not in known]
    if ahead:
        await goals.add(actor, "topic", now.date() + timedelta(days=10), kc_id=ahead[0])
    item = _first(study.snapshot)
    if item is not None:
        await notes.save(
            actor, item.content_id, "Draw the bar first, then count the parts.\nAsk Carol why the bottom stays."
        )


async def _assign(school: _School, system: Actor) -> None:
    """Let Carol assign and pin something to the class of Alice and Bob; the other school has nothing of that."""
    teacher = next((member for member in school.cast if member.name.startswith("Carol")), None)
    found = (await people.list_people(system, query=teacher.email)).rows if teacher else []
    carol = await actor_for_person(system.tenant_id, found[0].person_id) if found else None
    section = next((one for one in (await sections.list_sections(system)).rows if one.title == _A), None)
    if carol is not None and section is not None:
        course = await current().courses.get(section.course_tenant_id, section.course_id, section.course_version)
        await demo_assigned.assign(carol, section.section_id, course)


async def _set_up(school: _School, system: Actor) -> None:
    """Give the school with the history class a term, a day off and something to announce."""
    if not school.history:
        return
    today = current().clock.now().date()
    autumn = today.month >= 8  # noqa: PLR2004 - August
    name = "Autumn term" if autumn else "Spring term"
    days = (date(today.year, 8, 1), date(today.year, 12, 20)) if autumn else (
        date(today.year, 1, 4), date(today.year, 7, 31)
    )  # fmt: skip
    await school_calendar.save_term(system, None, name, *days)
    friday = today + timedelta(days=7 + (4 - today.weekday()) % 7)
    await school_calendar.add_day_off(system, "Teachers’ study day", friday, friday)
    await _choose(school, system)
    await announcements.save(
        system, None, "The library has new books about mathematics and history. Come and have a look.",
        audience="all", first=today - timedelta(days=1), last=today + timedelta(days=60),
    )  # fmt: skip


async def _choose(school: _School, system: Actor) -> None:
    """Let Alice and Carol hear of announcements, so that their bells have something to show."""
    for member in school.cast:
        if member.name.startswith(("Alice", "Carol")):
            found = (await people.list_people(system, query=member.email)).rows
            actor = await actor_for_person(system.tenant_id, found[0].person_id) if found else None
            if actor is not None:
                await notice_choices.choose(actor, "announcement", "once")


async def _has_worked(tenant: UUID) -> bool:
    async with current().db.transaction(tenant) as tx:
        return await operation_rows.any_presence(tx.session, tenant)


async def _work(school: _School, system: Actor) -> None:
    services = current()
    now = services.clock.now()
    real_clock = services.clock
    try:
        for place, section in enumerate((await sections.list_sections(system)).rows):
            course = await services.courses.get(section.course_tenant_id, section.course_id, section.course_version)
            async with services.db.transaction(system.tenant_id) as tx:
                students = await section_rows.student_ids(tx.session, system.tenant_id, section.section_id)
            for number, student in enumerate(students[:_WORKERS_PER_SECTION]):
                draw = random.Random(f"{school.slug}/{place}/{number}")  # noqa: S311
                clock = FixedClock(_at_work(now - timedelta(days=draw.uniform(9, 13))))
                services.clock = clock
                await _student(system, section.section_id, student, course, clock, now, draw)
    finally:
        services.clock = real_clock


async def _student(
    system: Actor,
    section: UUID,
    student: UUID,
    course: CourseSnapshot,
    clock: FixedClock,
    now: datetime,
    draw: random.Random,
) -> None:
    """Let one simulated student follow the recommendations, learning a little from each answer."""
    actor = Actor(system.tenant_id, student, "person", frozenset({"student"}), frozenset({section}))
    ability = draw.gauss(0.2, 0.8)
    first = _first(course)
    todo = [first] if first else []
    solved: dict[UUID, int] = {}
    for number in range(_ANSWERS_EACH):
        if not todo:
            break
        piece = todo[0] if draw.random() < 0.8 else draw.choice(todo)
        piece = given(piece, student, solved.get(piece.content_id, 0))
        all_right = True
        sequence: list[Step | None] = [*piece.steps] or [None]
        for part, step in enumerate(sequence):
            clock.at = min(now - timedelta(minutes=3), clock.at + timedelta(minutes=draw.uniform(0.7, 3)))
            event = _event(section, student, piece, step, clock.at, f"{number}/{part}", ability, draw)
            answer = await learning.record_event(event, actor)
            ability += 0.03
            all_right = all_right and answer.grade is not None and bool(answer.grade.correct)
            todo = [course.content[n.content_id] for n in answer.next if n.content_id in course.content]
        if all_right:
            solved[piece.content_id] = solved.get(piece.content_id, 0) + 1
        if draw.random() < 0.15:
            clock.at = min(now - timedelta(minutes=3), _at_work(clock.at + timedelta(days=draw.uniform(0.8, 2.5))))


def _at_work(at: datetime) -> datetime:
    """Return a moment of the day, moved back to one where it is of the night: nobody studies at two in the morning."""
    if at.hour >= _EVENING:
        return at - timedelta(hours=6)
    return at - timedelta(hours=12) if at.hour < _MORNING else at


def _first(course: CourseSnapshot) -> Content | None:
    ready = [kc for kc in course.topological if not course.prerequisites.get(kc)]
    for kc in ready or course.topological:
        for content_id in course.by_kc.get(kc, ()):
            if course.content[content_id].steps:
                return course.content[content_id]
    return None


def _event(
    section: UUID,
    student: UUID,
    piece: Content,
    step: Step | None,
    at: datetime,
    label: str,
    ability: float,
    draw: random.Random,
) -> LearningEvent:
    event_id = uuid5(_NAMESPACE, f"{student}/{piece.content_id}/{label}")
    context = EventContext(section_id=section, device=draw.choice(("desktop", "phone", "tablet")))
    if step is None:
        verb = Verb.VIDEO_COMPLETED if piece.kind is ContentKind.VIDEO else Verb.READ
        return LearningEvent(
            event_id=event_id, student_id=student, verb=verb, object_id=piece.content_id, occurred_at=at,
            result=EventResult(progress=1.0, duration_ms=int(piece.minutes * 50_000)), context=context,
        )  # fmt: skip
    right = draw.random() < 1 / (1 + 2.718 ** -(ability - piece.difficulty * 0.6 + 0.4))
    return LearningEvent(
        event_id=event_id, student_id=student, verb=Verb.ANSWERED, object_id=piece.content_id, step_id=step.step_id,
        occurred_at=at, context=context,
        result=EventResult(response=_response(step, right, draw), duration_ms=draw.randrange(8_000, 90_000)),
    )  # fmt: skip


def _response(step: Step, right: bool, draw: random.Random) -> str | list[str]:
    stated = right_answers(step)[0]
    if right:
        return stated
    if isinstance(stated, list):
        return stated[::-1] if step.answer_kind in IN_PARTS else [draw.choice(step.choices)]
    wrong = [choice for choice in step.choices if choice not in step.key.accepted]
    if wrong:
        return draw.choice(wrong)
    usual = [response for response, _feedback in step.key.misconceptions]
    return draw.choice(usual) if usual else str(draw.randrange(100, 999))


def accounts() -> list[tuple[str, str, str, str]]:
    """Return (role, name, e-mail, institution) of every demo account that has a name of its own."""
    return [(member.roles[0], member.name, member.email, school.name) for school in _SCHOOLS for member in school.cast]
