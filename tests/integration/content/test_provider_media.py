"""Files of content providers: the last good copy serves where their origin fails."""

from __future__ import annotations

import pytest

from learnapp.security.access import Actor
from learnapp.services import (
    Services,
    content_providers,
    media,
    provider_media,
    provider_publishing,
)
from tests.content_server import ContentServer
from tests.integration.content.providing import age, approve_all, counted, draft, over_http, read


async def test_the_last_good_copy_serves_when_the_origin_fails(
    desk: Actor, server: ContentServer, services: Services
) -> None:
    server.items.append(server.film(1))
    provider_id, _ = await content_providers.add(desk, draft(server))
    await read(desk, provider_id)
    await approve_all(desk, provider_id)
    course = await services.courses.get(desk.tenant_id, provider_publishing.course_id_of(provider_id))
    (item,) = course.content.values()
    assert item.material.film is not None
    name = item.material.film.video
    # The item changes while its film's origin is down: the copy is taken, and staff are told.
    server.items[0] = {**server.items[0], "title": "Halves, renamed", "updatedAt": "2026-02-05T10:00:00Z"}
    server.file_faults.extend(["broken"] * 3)
    await read(desk, provider_id)
    (held,) = await content_providers.items(desk, provider_id)
    assert held.waiting is not None and held.report["stale"] and held.waiting["public"]["film"]["video"] == name
    (view,) = (await content_providers.overview(desk)).providers
    assert view.failing is not None and view.failing[0] == 1
    await _forget_freshness(desk)
    assert await provider_media.work_in(desk.tenant_id) == 2
    (well,) = (await content_providers.overview(desk)).providers
    assert well.failing is None
    # Lost here, it comes once more from there; another film under the same address does not.
    path = services.media.find(desk.tenant_id, name)
    path.unlink()
    asked = media.address(desk.tenant_id, name)
    async with over_http() as http:
        assert (await http.get(asked)).content == server.files["/files/1.mp4"]
        path.unlink()
        server.files["/files/1.mp4"] += b"other"
        assert (await http.get(asked)).status_code == 404


@pytest.mark.parametrize("states", ["etag", "modified", ""])
async def test_files_that_have_not_changed_are_not_asked_about_again_whatever_their_server_says_of_them(
    desk: Actor, server: ContentServer, states: str
) -> None:
    server.states = states
    server.items.append(server.film(1))
    provider_id, _ = await content_providers.add(desk, draft(server))
    await read(desk, provider_id)
    await approve_all(desk, provider_id)
    for turn in range(2):
        # The list is another one each time, the item is not.
        server.items[0] = {**server.items[0], "seen": turn}
        server.sent.clear()
        await _forget_freshness(desk)
        assert await provider_media.work_in(desk.tenant_id) == 2
        assert len(server.sent) == (0 if states else 2), "what its server calls unchanged is not fetched"
        await age(desk, provider_id)
        report = await read(desk, provider_id)
        assert report["whole"] and counted(report) == (0, 0, 1, 0, 0)
        assert await content_providers.items(desk, provider_id) == []
    # What has changed waits for a decision all the same.
    server.files["/files/1.mp4"] += b"other"
    server.items[0] = {**server.items[0], "seen": 3}
    await _forget_freshness(desk)
    await provider_media.work_in(desk.tenant_id)
    await age(desk, provider_id)
    await read(desk, provider_id)
    (held,) = await content_providers.items(desk, provider_id)
    assert held.item_id == "v1"


async def _forget_freshness(actor: Actor) -> None:
    from learnapp.services import current

    async with current().db.raw(actor.tenant_id) as conn:
        await conn.execute("UPDATE provider_media SET checked_at = checked_at - interval '2 days'")
