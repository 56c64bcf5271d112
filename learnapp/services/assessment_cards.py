"""How a test stands, and how lists show it to who makes it."""

from __future__ import annotations

from datetime import datetime

from learnapp.services.assessment_views import AssessmentCard
from learnapp.storage.repositories.assessments import AssessmentRow


def state_of(made: AssessmentRow, now: datetime) -> str:
    """Return withdrawn, draft, ahead, open or closed."""
    if made.withdrawn_at is not None:
        return "withdrawn"
    if made.given_at is None:
        return "draft"
    if made.opens_at is not None and now < made.opens_at:
        return "ahead"
    return "closed" if made.closes_at is not None and made.closes_at <= now else "open"


def card_of(made: AssessmentRow, section: str, now: datetime, begun: int = 0, done: int = 0) -> AssessmentCard:
    """Return an assessment as lists show it."""
    return AssessmentCard(
        id=str(made.assessment_id),
        title=made.title,
        kind=made.kind,
        section_id=str(made.section_id),
        section=section,
        state=state_of(made, now),
        opens=made.opens_at.isoformat() if made.opens_at else "",
        closes=made.closes_at.isoformat() if made.closes_at else "",
        minutes=made.minutes,
        begun=begun,
        done=done,
    )
