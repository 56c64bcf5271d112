"""Riverside and Hillview, settled once; nothing that these tests do may change Riverside."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import pytest_asyncio

from learnapp.services import Services, set_current
from learnapp.storage.embedded import Urls
from learnapp.storage.roles import DATABASE
from tests.integration.security.neighbours import MARK, Neighbour, Riverside, know, settle


@pytest.fixture(scope="module", autouse=True)
def _schools_of_other_files_are_gone() -> None:
    """Forget none: the schools of this folder are made once for all of its files."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _settled(_built: Services, postgres: Urls) -> tuple[Riverside, Neighbour]:
    set_current(_built)
    home = await settle(
        _built,
        "riverside",
        {
            "students": ("xanthippe", "benedikta"),
            "instructors": ("quirinus",),
            "admins": ("zebedee",),
            "guardians": ("philomena",),
        },
        MARK,
    )
    away = await settle(
        _built,
        "hillview",
        {
            "students": ("mallory", "niall"),
            "instructors": ("ivan",),
            "admins": ("ada", "otto"),
            "guardians": ("gus",),
        },
    )
    set_current(None)
    return know(home, postgres.superuser.replace("/postgres?", f"/{DATABASE}?")), away


@pytest.fixture(scope="module")
def _watched(_settled: tuple[Riverside, Neighbour]) -> Iterator[Riverside]:
    _settled[0].watch()
    yield _settled[0]
    _settled[0].unwatch()


@pytest.fixture
def riverside_rows(_watched: Riverside, services: Services) -> Riverside:
    """What must stay hidden and unchanged."""
    return _watched


@pytest.fixture
def mallorys(_settled: tuple[Riverside, Neighbour], services: Services) -> Neighbour:
    """The other institution: Mallory and Niall study, Gus is a guardian, Ivan teaches, Ada administers, Otto audits."""
    return _settled[1]
