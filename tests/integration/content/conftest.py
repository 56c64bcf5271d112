"""Services with a course store, and an institution's own shelf to import into."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import pytest
import pytest_asyncio

from learnapp.integrations import outbound_async
from learnapp.integrations.content_providers.wire import Wire
from learnapp.security.access import Actor
from learnapp.services import Services, set_current
from learnapp.services.content import CourseStore
from learnapp.services.throttle import Limiter
from tests.content_server import ContentServer, content_server
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


@pytest.fixture(scope="session")
def server() -> Iterator[ContentServer]:
    with content_server() as one:
        yield one


@pytest_asyncio.fixture(loop_scope="session")
async def desk(services: Services, riverside: School, server: ContentServer) -> AsyncIterator[Actor]:
    """The administrator's desk, with a provider's server that is well and empty."""
    server.clear()
    http = outbound_async.client(loopback=True, most_bytes=1_000_000)

    async def at_once(_: float) -> None:
        return

    services.origins = Wire(http, loopback=True, sleep=at_once)
    services.limiter = Limiter("mem://")
    yield riverside.actor("adam")
    await http.aclose()
