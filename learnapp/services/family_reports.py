"""Reports for a parents' evening: one student on paper, in the family's language, with what the teacher adds."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from learnapp.core.errors import ConsentMissingError, InvalidInputError, NotFoundError
from learnapp.core.i18n import LOCALES, translate
from learnapp.integrations import paper
from learnapp.integrations.paper import Document
from learnapp.security.access import Actor
from learnapp.services import current, people, privacy, progress, pupil, report_facts, report_words, trail
from learnapp.services.family import as_child
from learnapp.storage.repositories import family_reports as rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import sections as section_rows

MAX_NOTE = 600
FIELD = "report-note"
_LETTER_ZONES = ("America/", "US/")
_pages = asyncio.Semaphore(2)
"""Setting pages is work for a processor: two at a time leave the rest of them to those who learn."""


@dataclass(frozen=True)
class ReportForm:
    """What the page of one student's report shows.

    Attributes:
        language: Of the family: their guardian's, otherwise the student's own.
        guardian: Whether a guardian has chosen it.
        first: First day that is proposed.
        last: Last day that is proposed.
        note: What the teacher adds; `noted` is when it was written.
    """

    student: str = ""
    section: str = ""
    language: str = "en"
    guardian: bool = False
    first: str = ""
    last: str = ""
    note: str = ""
    noted: str = ""


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A file to be handed out."""

    name: str
    data: bytes
    kind: str = "application/pdf"


async def _as_teacher(actor: Actor, action: str, section_id: UUID, student_id: UUID) -> Actor:
    await trail.authorise(actor, action, "family_report", section_id=section_id)
    return await pupil.as_student(actor, section_id, student_id)


async def form(actor: Actor, section_id: UUID, student_id: UUID) -> ReportForm:
    """Return what a teacher chooses from before a student's report is printed.

    Raises:
        ForbiddenError: The actor may not print reports of this class.
        NotFoundError: The student is not in it.
    """
    own = await _as_teacher(actor, "read", section_id, student_id)
    tenant = actor.tenant_id
    first, last = await report_facts.usual_days(tenant)
    async with current().db.transaction(tenant) as tx:
        person = await people_rows.person(tx.session, tenant, own.person_id)
        chosen = (await rows.languages(tx.session, tenant, [student_id])).get(student_id)
        found = await rows.note(tx.session, tenant, section_id, student_id)
        section = (await section_rows.sections_by_id(tx.session, tenant, [section_id]))[0]
    if person is None:
        raise NotFoundError("There is no such student in this section. Go back to the class board.")
    view, key = people.reveal(current().keyring, person), people.open_key(current().keyring, person)
    return ReportForm(
        student=view.name,
        section=section.title,
        language=chosen or person.locale,
        guardian=chosen is not None,
        first=first.isoformat(),
        last=last.isoformat(),
        note=key.decrypt(FIELD, found.text_enc) if found and key else "",
        noted=found.written_at.isoformat() if found else "",
    )


async def write_note(actor: Actor, section_id: UUID, student_id: UUID, said: str) -> None:
    """Keep what the teacher adds to a student's reports; an empty text removes it.

    Raises:
        ConsentMissingError: Nothing of this student may be stored; an old text can still be removed.
        ForbiddenError: The actor may not print reports of this class.
        InvalidInputError: It is too long.
        NotFoundError: The student is not in it.
    """
    own = await _as_teacher(actor, "write", section_id, student_id)
    said = "".join(sign for sign in said.replace("\r\n", "\n").strip() if sign.isprintable() or sign == "\n")
    if len(said) > MAX_NOTE:
        raise InvalidInputError(f"This is longer than {MAX_NOTE} characters. Shorten it.")
    tenant, now = actor.tenant_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        person = await people_rows.person(tx.session, tenant, own.person_id)
        key = people.open_key(current().keyring, person) if person else None
        if key is None:
            raise NotFoundError("There is no such student in this section. Go back to the class board.")
        if said:
            if not (await privacy.consent_decision(tenant, student_id, tx.session)).allowed:
                raise ConsentMissingError("Nothing of this student may be stored, so the note was not kept.")
            sealed = key.encrypt(FIELD, said)
            await rows.put_note(tx.session, tenant, section_id, student_id, sealed, actor.person_id, now)
        else:
            await rows.remove_note(tx.session, tenant, section_id, student_id)
        await trail.audit(
            actor, "family_report.write", "student_record", object_id=student_id, subject_id=student_id,
            detail={"section": str(section_id), "length": len(said)}, session=tx.session,
        )  # fmt: skip


async def of_pupil(
    actor: Actor, section_id: UUID, student_id: UUID, *, first: str = "", last: str = "", language: str = ""
) -> PaperFile:
    """Return a student's report of a class as PDF; each one is in the audit trail.

    Args:
        actor: Who teaches the class.
        section_id: The class.
        student_id: The student.
        first: First day as ISO date, "" for the term so far.
        last: Last day, "" for today.
        language: en or es; "" for the family's.

    Raises:
        ForbiddenError: The actor may not print reports of this class.
        InvalidInputError: The days or the language are none.
        NotFoundError: The student is not in it, or it studies no course.
    """
    own = await _as_teacher(actor, "read", section_id, student_id)
    begin, end = await report_facts.days_of(actor.tenant_id, first, last)
    language = chosen_language(language)
    if not language:
        language = (await languages(actor.tenant_id, [student_id]))[student_id]
    facts = await report_facts.gather(own, section_id, begin, end)
    await trail.audit(
        actor, "family_report.read", "student_record", object_id=student_id, subject_id=student_id,
        detail={"section": str(section_id), "language": language, "days": (end - begin).days + 1},
    )  # fmt: skip
    data = await printed(
        await paper_size(actor.tenant_id), [report_words.document(facts, language)], language, facts.school
    )
    return PaperFile(file_name(facts.student, language, "pdf"), data)


async def of_child(actor: Actor, student_id: UUID, *, first: str = "", last: str = "") -> PaperFile:
    """Return a child's report of all their classes as PDF, in the guardian's own language.

    Raises:
        ForbiddenError: It is none of the actor's children.
        InvalidInputError: The days are none.
        NotFoundError: There is no such child, or no class of theirs has a course.
    """
    await trail.authorise(actor, "read", "family_report", student_id=student_id)
    own = await as_child(actor, student_id)
    begin, end = await report_facts.days_of(actor.tenant_id, first, last)
    found = []
    for section in await progress.sections(own):
        try:
            found.append(await report_facts.gather(own, section.section_id, begin, end))
        except NotFoundError:
            continue  # a class whose course is gone has nothing to tell
    if not found:
        raise NotFoundError("There is nothing to report yet: none of your child's classes has a course.")
    await trail.audit(
        actor, "family_report.read", "student_record", object_id=student_id, subject_id=student_id,
        detail={"language": actor.locale, "days": (end - begin).days + 1},
    )  # fmt: skip
    documents = [report_words.document(facts, actor.locale) for facts in found]
    data = await printed(await paper_size(actor.tenant_id), documents, actor.locale, found[0].school)
    return PaperFile(file_name(found[0].student, actor.locale, "pdf"), data)


def chosen_language(said: str) -> str:
    """Return a language that somebody has chosen; "" stands for the family's.

    Raises:
        InvalidInputError: There is no such language.
    """
    if said and said not in LOCALES:
        raise InvalidInputError("Reports are printed in English and Spanish. Choose one of them.")
    return said


async def languages(tenant: UUID, students: Sequence[UUID]) -> dict[UUID, str]:
    """Return student -> language of their family: the guardian's, otherwise their own."""
    async with current().db.transaction(tenant) as tx:
        known = await people_rows.people_by_id(tx.session, tenant, list(students))
        chosen = await rows.languages(tx.session, tenant, list(students))
    return {student: chosen.get(student) or row.locale for student, row in known.items()}


async def paper_size(tenant: UUID) -> str:
    """Return the paper that is used where the institution is."""
    async with current().db.transaction(tenant) as tx:
        institution = await section_rows.institution(tx.session, tenant)
    zone = institution.time_zone if institution else ""
    return "us-letter" if zone.startswith(_LETTER_ZONES) else "a4"


async def printed(size: str, documents: Sequence[Document], language: str, school: str) -> bytes:
    """Return documents as one PDF, on paper of a size that `paper_size` has told."""
    title = translate(language, "report-title")
    async with _pages:
        return await asyncio.to_thread(paper.pdf, title, school, documents, paper=size, made=current().clock.now())


def file_name(name: str, language: str, end: str, on: date | None = None) -> str:
    """Return the name of a file, without signs that a file system or a header takes ill."""
    said = "-".join(filter(None, (translate(language, "report-title"), name, on.isoformat() if on else "")))
    plain = re.sub(r"[^\w-]+", "-", said).strip("-")[:80]
    return f"{plain or 'report'}.{end}"
