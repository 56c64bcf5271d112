"""What of a student's work is in the gradebook of their course, for themselves."""

from __future__ import annotations

from dataclasses import dataclass

from learnapp.security.access import Actor
from learnapp.services import current, trail
from learnapp.services.lms_class import points
from learnapp.storage.repositories import lti_grade_views as rows

MOST = 20


@dataclass(frozen=True)
class GradeView:
    """A grade that is passed on.

    Attributes:
        title: "" where only the kind says what it is.
        points: As people write them, "" while there are none to be seen.
        state: `sent` or `waiting`.
        at: When it was passed on, ISO 8601.
    """

    title: str = ""
    kind: str = ""
    lms: str = ""
    points: str = ""
    of: str = ""
    state: str = ""
    at: str = ""


async def own(actor: Actor) -> list[GradeView]:
    """Return the actor's own grades in gradebooks, the latest first; empty for who is in no course of an LMS.

    Raises:
        ForbiddenError: The actor is no student.
    """
    await trail.authorise(actor, "read", "grade", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.of_student(tx.session, actor.tenant_id, actor.person_id, MOST)
    return [
        GradeView(
            one.title, one.kind, one.lms, "" if one.given is None else points(one.given), points(one.maximum),
            # One that does not get through is the teacher's affair: for the student it is on its way.
            "sent" if one.state in ("sent", "by_hand") else "waiting", one.sent_at.isoformat() if one.sent_at else "",
        )
        for one in found
    ]  # fmt: skip
