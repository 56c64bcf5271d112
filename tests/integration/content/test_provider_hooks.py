"""Webhooks of content providers: signed, taken once, answered at once, and believed in nothing but names."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from learnapp.core.clock import FixedClock
from learnapp.security.access import Actor
from learnapp.services import (
    Services,
    content_providers,
    provider_sync,
    webhooks,
)
from tests.content_server import ContentServer, article
from tests.integration.content.providing import draft, over_http
from tests.webhooks import signed


async def test_a_signed_message_reads_the_items_it_names_once(desk: Actor, server: ContentServer) -> None:
    server.items += [article(1), article(2)]
    provider_id, secret = await content_providers.add(desk, draft(server))
    place = content_providers.hook_path(desk.tenant_id, provider_id)
    body = json.dumps({"type": "content.updated", "data": {"ids": ["a2", "a7"]}}).encode()
    async with over_http() as http:
        headers = signed(secret, body, "msg_1")
        taken = await http.post(place, content=body, headers=headers)
        assert (taken.status_code, taken.json()) == (202, {"accepted": True, "items": 2})
        assert server.asked == [], "it is answered at once"
        again = await http.post(place, content=body, headers=headers)
        assert again.status_code == 409 and again.json()["error"]["code"] == "conflict"
        old = datetime.now(UTC) - timedelta(minutes=6)
        refused = [
            signed(secret, body, "msg_2", old), signed(secret, body, "msg_3", old + timedelta(minutes=12)),
            signed("whsec_" + base64.b64encode(b"x" * 32).decode(), body, "msg_4"), {},
            {**signed(secret, body, "msg_5"), "webhook-id": "msg_6"}, {**headers, "webhook-signature": "v1,,"},
            {**headers, "webhook-signature": "v1,é"},
        ]  # fmt: skip
        for one in refused:
            answer = await http.post(
                place, content=body, headers=[(k.encode(), v.encode("latin-1")) for k, v in one.items()]
            )
            assert answer.status_code == 401, one
            assert set(answer.json()["error"]) == {"status", "code", "message", "detail", "request_id"}
        for wrong in (f"/hooks/content/{uuid4().hex}{provider_id.hex}", "/hooks/content/x", place[:-2]):
            assert (await http.post(wrong, content=body, headers=signed(secret, body, "msg_7"))).status_code == 401
        empty = b'{"data": {"ids": []}}'
        assert (await http.post(place, content=empty, headers=signed(secret, empty, "msg_8"))).status_code == 422
        large = b'{"data": "' + b"x" * 100_001 + b'"}'
        assert (await http.post(place, content=large, headers=signed(secret, large, "msg_9"))).status_code == 413
    (view,) = (await content_providers.overview(desk)).providers
    (run,) = view.runs
    assert run.cause == "webhook" and not run.whole
    await provider_sync.work(desk.tenant_id, run.run_id)
    assert [one.item_id for one in await content_providers.items(desk, provider_id)] == ["a2"]


async def test_the_old_secret_holds_for_a_day_beside_the_new_one(
    desk: Actor, server: ContentServer, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.items.append(article(1))
    provider_id, first = await content_providers.add(desk, draft(server))
    place = content_providers.hook_path(desk.tenant_id, provider_id)
    body = json.dumps({"data": {"ids": ["a1"]}}).encode()
    second = await content_providers.renew_secret(desk, provider_id)

    async def taken(http: httpx.AsyncClient, *secrets: str) -> list[int]:
        answers = [await http.post(place, content=body, headers=signed(one, body, uuid4().hex)) for one in secrets]
        return [answer.status_code for answer in answers]

    async with over_http() as http:
        assert await taken(http, first, second) == [202, 202]
        third = await content_providers.renew_secret(desk, provider_id)
        assert await taken(http, first, second, third) == [401, 202, 202], "one of them at most is older"
        later = FixedClock(services.clock.now() + webhooks.OVERLAP)
        monkeypatch.setattr(services, "clock", later)
        assert await taken(http, second, third) == [401, 202]
