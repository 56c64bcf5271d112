"""Speaking to content providers: three tries, bounds, a breaker, and fields that stand where each server puts them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from learnapp.integrations import outbound_async
from learnapp.integrations.content_providers.pages import Source, read_item, read_page
from learnapp.integrations.content_providers.records import items_in, record_of, value_at
from learnapp.integrations.content_providers.wire import ProviderFault, Wire
from tests.content_server import KEY, ContentServer, article, content_server

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "title", "a", "0"]), inner),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def server() -> Iterator[ContentServer]:
    with content_server() as one:
        yield one


@pytest_asyncio.fixture
async def wire(server: ContentServer) -> AsyncIterator[Wire]:
    server.clear()
    http = outbound_async.client(loopback=True, most_bytes=1_000_000)

    async def at_once(_: float) -> None:
        return

    yield Wire(http, loopback=True, clock=lambda: 0.0, sleep=at_once)
    await http.aclose()


def source(server: ContentServer, **other: Any) -> Source:
    given: dict[str, Any] = {"kind": "rest", "address": server.url, "key": KEY, "paging": "page", "query": ""}
    return Source(**{**given, "mapping": {}, **other})


async def why(wire: Wire, url: str, **more: Any) -> str:
    with pytest.raises(ProviderFault) as caught:
        await wire.ask(url, headers={"Authorization": f"Bearer {KEY}"}, **more)
    return caught.value.why


async def test_what_passes_is_tried_three_times_and_what_does_not_once(wire: Wire, server: ContentServer) -> None:
    server.items.append(article(1))
    server.faults.extend(["busy", "cut"])
    assert len((await read_page(wire, source(server), "")).nodes) == 1 and len(server.asked) == 3
    server.asked.clear()
    server.faults.append("moved")
    assert await why(wire, server.url) == "refused" and len(server.asked) == 1
    assert await why(wire, f"{server.base}/files/none") == "missing"
    server.faults.append("slow")
    assert await why(wire, server.url, within=0.1) == "timeout"
    assert await why(wire, server.url, most=10) == "too_much"


async def test_a_server_that_keeps_failing_is_left_alone(wire: Wire, server: ContentServer) -> None:
    for _ in range(3):
        server.faults.extend(["broken"] * 3)
        assert await why(wire, server.url) == "broken"
    asked = len(server.asked)
    assert await why(wire, server.url) == "open" and len(server.asked) == asked
    assert wire.state(server.url) == "open"
    wire.forgive(server.url)
    assert (await read_page(wire, source(server), "")).nodes == []


async def test_networks_of_our_own_are_not_reached(server: ContentServer) -> None:
    http = outbound_async.client()
    assert await why(Wire(http), server.url) == "address"
    # A name that leads there is found out when the connection stands.
    assert await why(Wire(http, loopback=True), server.url) == "private"
    await http.aclose()
    assert server.asked == [] or server.asked[-1][1] != "/private"


async def test_a_query_that_is_refused_is_a_fault_and_one_item_is_asked_for_by_its_id(
    wire: Wire, server: ContentServer
) -> None:
    server.items.append(article(1))
    with pytest.raises(ProviderFault, match="refused"):
        await read_page(wire, source(server, kind="graphql", address=server.graphql, query="{ items { id } }"), "")
    found = await read_item(wire, source(server), "a1")
    assert isinstance(found, dict) and found["title"] == "Fractions 1"
    assert await read_item(wire, source(server), "../files") is None
    with pytest.raises(ProviderFault, match="form"):
        await read_page(wire, source(server, paging="link"), "https://elsewhere.example/items")


def test_fields_are_found_where_they_usually_stand_or_where_it_is_said() -> None:
    node = {
        "uuid": 7, "attributes": {"title": " A \n title ", "updated": "2026-02-01T10:00:00"}, "type": "Film",
        "media": {"url": "/f.mp4", "captions": "/f.vtt"}, "tags": [{"code": "3.NF.A.1"}], "deleted": True,
    }  # fmt: skip
    found = record_of(node, {"code": "tags.0.code"})
    assert found is not None and (found.item_id, found.title, found.kind) == ("7", "A title", "video")
    assert (found.media, found.captions, found.code, found.withdrawn) == ("/f.mp4", "/f.vtt", "3.NF.A.1", True)
    assert found.updated == datetime(2026, 2, 1, 10, tzinfo=UTC)
    later = record_of({**node, "attributes": {**node["attributes"], "updated": 1_770_000_000}}, {"code": "tags.0.code"})  # type: ignore[dict-item]
    assert later is not None and later.mark == found.mark and later.updated != found.updated
    assert items_in({"outer": {"list": [1]}}, "outer.list") == [1] and items_in({"data": [2]}) == [2]
    assert items_in({"message": "hello"}) is None and items_in("text") is None


@given(_JSON, st.sampled_from(["id", "a.0", "title.a", "0.0.0", ""]))
def test_whatever_a_server_says_can_be_read(node: Any, path: str) -> None:
    value_at(node, path)
    found = record_of(node, {"title": path})
    assert found is None or (found.item_id and len(found.mark) == 64)
