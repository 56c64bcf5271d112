"""What a teacher sends to a student, or home, without anything that was noticed."""

from __future__ import annotations

import asyncio
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.agents import intervention as agent
from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.security.access import Actor
from learnapp.services import consents, current, people, trail
from learnapp.services.intervention_evidence import works
from learnapp.services.intervention_hours import due_from
from learnapp.services.intervention_inbox import MOST_WORDS, NOBODY_HOME, SENT_AFTER
from learnapp.services.intervention_views import PupilView
from learnapp.services.interventions import NOT_NOW, place
from learnapp.services.teacher_words import words_of
from learnapp.storage.repositories import intervention_places as places
from learnapp.storage.repositories import interventions as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.interventions import InterventionRow

BY_HAND = tuple(one for one in agent.HELPS if one not in ("hint", "teacher"))


async def pupils(actor: Actor, section_id: UUID) -> list[PupilView]:
    """Return the students of a class by name.

    Raises:
        ForbiddenError: The actor may not decide there.
    """
    await trail.authorise(actor, "decide", "intervention", section_id=section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await section_rows.student_ids(tx.session, actor.tenant_id, section_id)
        reached = await places.with_home(tx.session, actor.tenant_id, list(found))
    names = await people.names(actor.tenant_id, found)
    listed = [PupilView(str(one), names.get(one, people.ERASED_NAME), one in reached) for one in found]
    return sorted(listed, key=lambda one: (one.name.casefold(), one.id))


async def send(actor: Actor, section_id: UUID, student_id: UUID, *, help_: str, words: str) -> UUID:
    """Send something to a student, or home; it goes out after two minutes, and can be taken back until then.

    What comes as a card waits longer where the student has got as many as may reach them in a day or a week.

    Args:
        actor: Who teaches the class, or an assistant trusted with it.
        section_id: The class.
        student_id: One of its students.
        help_: One of `BY_HAND`.
        words: A sentence for who gets it; of a message home it is needed.

    Raises:
        BlockedError: The sentence breaks the rules of conduct.
        ConflictError: The very same is on its way to the student already, or no school day comes.
        ForbiddenError: The actor may not decide there.
        InvalidInputError: No such help for this student, no words, nobody at home who is told, or nothing of the
            student is stored.
        NotFoundError: No such class or student.
    """
    await trail.authorise(actor, "decide", "intervention", section_id=section_id)
    tenant, now = actor.tenant_id, current().clock.now()
    said = await asyncio.to_thread(words_of, words, MOST_WORDS, "nothing was sent")
    if help_ not in BY_HAND or (help_ == "home" and not said):
        raise InvalidInputError("Choose what you send, and write a sentence when it goes home.")
    here = await place(tenant, section_id)
    if here is None:
        raise NotFoundError("This class is closed, or studies no course. Go back to your classes.")
    async with current().db.transaction(tenant) as tx:
        if student_id not in await section_rows.student_ids(tx.session, tenant, section_id):
            raise NotFoundError("There is no such student in this class. Choose one from the list.")
        if student_id not in await consents.covered_students(tx.session, tenant, section_id):
            raise InvalidInputError("No consent covers this student, so nothing can be sent. Talk to them instead.")
        work = (await works(tx.session, tenant, section_id, here.snapshot, [student_id], now))[student_id]
        kc = work.tries[-1].kc if work.tries else None
        ways = agent.ways_of(
            here.snapshot, kc, last=work.last, tried=work.contents, known=work.known, away=here.away, hinted=True,
            explanations=here.explanations, talks=here.talks, home=work.home,
        )  # fmt: skip
        if help_ == "home" and not work.home:
            raise InvalidInputError(NOBODY_HOME)
        if help_ not in ways:
            raise InvalidInputError("There is nothing of this kind for this student now. Choose another one.")
        past = await rows.of_students(tx.session, tenant, [student_id], now - NOT_NOW)
        if any(
            (one.section_id, one.trigger, one.state, one.help, one.words) == (section_id, "teacher", "due", help_, said)
            for one in past
        ):
            raise ConflictError("The same is on its way to this student already. It stands in the inbox of the class.")
        due = due_from(help_, now + SENT_AFTER, here.zone, here.school_days, past)
        if due is None:
            raise ConflictError("No school day comes within two months. Talk to the student in another way.")
        new = InterventionRow(
            uuid7(), section_id, student_id, "teacher", help_, "due", None, kc, ways[help_], {"events": []}, said, True,
            "", None, None, actor.person_id, None, None, "", now, now, None, due, None, None, None, now, None, None,
        )  # fmt: skip
        await rows.add(tx.session, tenant, new)
        await trail.audit(
            actor, "intervention.send", "intervention", object_id=new.intervention_id, subject_id=student_id,
            session=tx.session, detail={"section": str(section_id), "help": help_},
        )  # fmt: skip
    return new.intervention_id
