"""Services with a course store, and an institution's own shelf to import into."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from learnapp.security.access import Actor
from learnapp.services import Services, set_current
from learnapp.services.content import CourseStore
from tests.factories import School


@pytest.fixture
def services(core_services: Services) -> Iterator[Services]:
    core_services.courses = CourseStore(core_services.db)
    set_current(core_services)
    yield core_services


@pytest.fixture
def shelf(riverside: School, services: Services) -> UUID:
    """Tenant of a fresh institution; nothing was imported into it before."""
    return riverside.tenant_id


@pytest.fixture
def admin(riverside: School) -> Actor:
    return riverside.actor("adam")
