"""The shared library with the courses that come with the app."""

from __future__ import annotations

from uuid import UUID

from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import content, onboarding


async def library() -> tuple[UUID, UUID]:
    """Make the library where it is missing; return the ids of its course of mathematics and of that of history."""
    await onboarding.create_institution(slug="library", name="Shared library", kind="library", tenant_id=LIBRARY_TENANT)
    mathematics, _version = await content.load_demo_course()
    history, _version = await content.load_demo_course(folder=content.HISTORY_COURSE)
    return mathematics, history
