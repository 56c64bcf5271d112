"""What comes round for every institution goes on past the one that fails, and stops when the database is away."""

from __future__ import annotations

from uuid import UUID

import pytest

from learnapp.core.config import Settings
from learnapp.core.errors import ConflictError, UnavailableError
from learnapp.services import Services, rounds
from learnapp.storage.db import Database
from tests.factories import School


async def test_one_institution_that_fails_does_not_hold_up_the_others(
    services: Services, riverside: School, hillview: School, capsys: pytest.CaptureFixture[str]
) -> None:
    turns: list[UUID] = []

    async def work(tenant: UUID) -> UUID:
        turns.append(tenant)
        if tenant == riverside.tenant_id:
            raise ConflictError("Somebody else was faster.")
        if tenant == hillview.tenant_id:
            raise ValueError("Alice Moreno wrote something strange")
        return tenant

    known = {one.tenant_id for one in await services.db.directory.tenants()}
    done = await rounds.each_institution("a test", work)
    assert set(turns) >= {riverside.tenant_id, hillview.tenant_id}
    assert set(turns) - set(done) == {riverside.tenant_id, hillview.tenant_id} and set(turns) <= known
    assert "Alice" not in "".join(capsys.readouterr())


async def test_an_outage_ends_the_round_and_what_only_looks_like_one_does_not(
    services: Services, settings: Settings, riverside: School, hillview: School
) -> None:
    own = Database(settings.database_url or "")
    await own.open()
    turns = 0

    async def locked(_tenant: UUID) -> None:
        nonlocal turns
        turns += 1
        raise UnavailableError("A protected value cannot be read.")

    async def cut(_tenant: UUID) -> None:
        nonlocal turns
        turns += 1
        await own.close()
        raise UnavailableError("The database does not answer right now.")

    before, services.db = services.db, own
    try:
        assert await rounds.each_institution("a test", locked) == []
        assert turns >= 2
        turns = 0
        with pytest.raises(UnavailableError):
            await rounds.each_institution("a test", cut)
        assert turns == 1
    finally:
        services.db = before
        await own.close()
