"""Services outside that know facts: asked one short question, in time, and left alone when they keep failing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from learnapp.integrations import outbound_async
from learnapp.knowledge import outside_facts
from learnapp.knowledge.outside_facts import Fact, FactService, OutsideFacts, OutsideFault, names_in
from tests.fact_server import KEY, FactServer, fact_server

WHITNEY = "Eli Whitney was an American inventor. He patented the cotton gin in 1794."


@pytest.fixture(scope="module")
def shared() -> Iterator[FactServer]:
    with fact_server() as one:
        yield one


@pytest.fixture
def server(shared: FactServer) -> FactServer:
    shared.clear()
    return shared


async def test_each_kind_answers_in_its_own_way(server: FactServer) -> None:
    server.articles["Eli Whitney"] = WHITNEY
    server.answers["2 + 2"] = "4"
    async with outbound_async.client(loopback=True) as http:
        facts = OutsideFacts(http)
        wiki = FactService("wikipedia", server.rest)
        assert await facts.about(wiki, "In 1794 Eli Whitney patented the cotton gin.") == [
            Fact("wikipedia", "Eli Whitney", WHITNEY)
        ]
        assert await facts.about(wiki, "Cotton paid well.") == []
        for kind in ("wolfram_short", "wolfram_llm"):
            assert [one.text for one in await facts.about(FactService(kind, server.url, KEY), "2 + 2")] == ["4"]
            assert await facts.about(FactService(kind, server.url, KEY), "no question") == []
        with pytest.raises(OutsideFault, match="key"):
            await facts.about(FactService("wolfram_short", server.url, "other"), "2 + 2")


async def test_what_fails_says_why_and_is_left_alone_for_a_while(
    server: FactServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside_facts, "SECONDS", 0.1)
    now = [0.0]
    async with outbound_async.client(loopback=True) as http:
        facts, wiki = OutsideFacts(http, lambda: now[0]), FactService("wikipedia", server.rest)
        server.articles["Eli Whitney"] = WHITNEY
        for fault, why in (("busy", "busy"), ("broken", "broken"), ("garbage", "garbled")):
            server.fault = fault
            with pytest.raises(OutsideFault, match=why):
                await facts.about(wiki, "By Eli Whitney.")
        asked = len(server.asked)
        with pytest.raises(OutsideFault, match="open"):
            await facts.about(wiki, "By Eli Whitney.")
        assert len(server.asked) == asked
        server.fault, now[0] = "", 60.0
        assert len(await facts.about(wiki, "By Eli Whitney.")) == 1
        server.fault = "slow"
        with pytest.raises(OutsideFault, match="timeout"):
            await facts.about(wiki, "By Eli Whitney.")
        with pytest.raises(OutsideFault, match="unreachable"):
            await facts.about(FactService("wikipedia", "http://127.0.0.1:9/api"), "By Eli Whitney.")
    async with outbound_async.client() as http:
        with pytest.raises(OutsideFault, match="private"):
            await OutsideFacts(http).about(wiki, "By Eli Whitney.")


def test_names_are_what_an_article_may_be_about() -> None:
    assert names_in("In 1861 the shots at Fort Sumter began the war.") == ["Fort Sumter"]
    assert names_in("Cotton was grown in the South.") == ["South"]
    assert names_in("Numbers are added.") == []
