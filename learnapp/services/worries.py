"""Cause for worry in what a student writes where nobody else reads it: who teaches the class is told, not the words."""

from __future__ import annotations

from typing import Literal

from uuid_utils.compat import uuid7

from learnapp.security.access import Actor
from learnapp.services import current, notices
from learnapp.services.progress import Study
from learnapp.storage.repositories.review_lines import ask_people


async def tell(actor: Actor, here: Study, place: Literal["wish", "question"]) -> None:
    """Let who teaches the class know that a student may be in danger; once, as long as nobody has looked after it.

    The words themselves are not kept, and consent is not asked for: this is about the student's safety.

    Args:
        actor: The student.
        here: Their class.
        place: Where it was written: the plan page, or the tutor.
    """
    tenant, student, section, review = actor.tenant_id, actor.person_id, here.section.section_id, uuid7()
    async with current().db.transaction(tenant) as tx:
        await ask_people(
            tx.session, tenant, review, kind="escalation", subject_type="student", subject=student,
            title=here.snapshot.title, reason=f"review-urgent-{place}", dedupe=f"urgent-{place}:{student}:{section}",
            evidence={"section_id": str(section)}, now=current().clock.now(),
        )  # fmt: skip
        await notices.tell_reviewers(tx.session, tenant, review, "escalation", section)
