"""A class that studies the history unit, with its passages indexed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import UUID

from sqlalchemy import text

from learnapp.engine.kc import CourseSnapshot
from learnapp.integrations.content_packages.course_files import HISTORY_COURSE
from learnapp.services import content, retrieval_index
from learnapp.services.retrieval import Indexes
from learnapp.storage.vectors import VectorStore
from tests.integration.learning.conftest import Classroom


async def study_history(classroom: Classroom, folder: Path, unit: Path = HISTORY_COURSE) -> UUID:
    """Let the class study the unit, or another one, whose own copy the school has; return the course."""
    services, tenant = classroom.services, classroom.school.tenant_id
    services.settings = services.settings.model_copy(update={"data_dir": folder})
    services.vectors, services.indexes = VectorStore(folder / "chroma"), Indexes()
    course, _ = await content.load_demo_course(tenant, folder=unit)
    async with services.db.transaction(tenant) as tx:
        await tx.session.execute(
            text("UPDATE section SET course_id = :c, course_tenant_id = :t, course_version = 1 WHERE tenant_id = :t"),
            {"t": tenant, "c": course},
        )
    await retrieval_index.build(tenant, course)
    return course


async def course_of(classroom: Classroom, course: UUID, version: int | None = None) -> CourseSnapshot:
    """Return a version of the school's unit."""
    found: CourseSnapshot = await classroom.services.courses.get(classroom.school.tenant_id, course, version)
    return replace(found)
