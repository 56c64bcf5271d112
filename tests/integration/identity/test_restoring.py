"""What a restored system does before anybody signs in: who was erased goes again, and each trail is looked at."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from learnapp.core.errors import NotFoundError
from learnapp.services import Services, erased_list, privacy, restoring, sealing

from .conftest import School


async def test_whoever_stands_on_a_list_is_erased_again_and_stays_there(services: Services, school: School) -> None:
    gone, unknown = school.people["classmate"], uuid4()
    data = Path(services.settings.data_dir)
    erased_list.add(data, {school.tenant_id: {gone, unknown}, uuid4(): {uuid4()}})
    again, wrong = await restoring.finish("2026-05-04T02:00:00+00:00")
    assert (again, school.tenant_id in wrong) == (1, False)
    with pytest.raises(NotFoundError):
        await privacy.erase_person(await school.actor("admin"), gone)
    assert erased_list.lists(data / erased_list.FOLDER)[school.tenant_id] >= {gone, unknown}


async def test_a_trail_that_cannot_be_checked_is_not_called_sound(services: Services, school: School) -> None:
    roots = sealing.roots_file(school.tenant_id)
    roots.unlink(missing_ok=True)
    roots.mkdir(parents=True)
    try:
        _, wrong = await restoring.finish("2026-05-04T02:00:00+00:00")
    finally:
        roots.rmdir()
    assert "could not be checked" in wrong[school.tenant_id]
