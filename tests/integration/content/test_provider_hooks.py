"""Webhooks of content providers: signed, taken once, answered at once, and believed in nothing but names."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from learnapp.security.access import Actor
from learnapp.services import (
    content_providers,
    provider_sync,
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
    renewed = await content_providers.renew_secret(desk, provider_id)
    async with over_http() as http:
        assert (await http.post(place, content=body, headers=signed(secret, body, "msg_10"))).status_code == 401
        assert (await http.post(place, content=body, headers=signed(renewed, body, "msg_10"))).status_code == 202
