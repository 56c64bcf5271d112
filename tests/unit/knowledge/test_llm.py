"""The gateway to language models, against a server with every fault that such servers have."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from learnapp.core.breaker import FAILURES, LONGEST_S, REST_S, Breaker
from learnapp.core.errors import UnavailableError
from learnapp.integrations import outbound_async
from learnapp.knowledge.llm.answers import written
from learnapp.knowledge.llm.chain import ModelsAwayError
from learnapp.knowledge.llm.providers import Completion, ProviderFault
from learnapp.knowledge.llm.wire import Wire
from tests.llm_server import LlmServer, llm_server
from tests.unit.knowledge.llm import PASSAGE, Bench

FIRST = PASSAGE.split(". ")[0] + "."


@pytest.fixture(scope="module")
def two() -> Iterator[tuple[LlmServer, LlmServer]]:
    with llm_server() as one, llm_server() as other:
        yield one, other


@pytest_asyncio.fixture(loop_scope="session")
async def bench(two: tuple[LlmServer, LlmServer]) -> AsyncIterator[Bench]:
    for server in two:
        server.clear()
    made = Bench(*two)
    yield made
    await made.http.aclose()


async def test_an_answer_comes_whole_with_its_places_its_price_and_how_sure_it_is(bench: Bench) -> None:
    got = await bench.ask()
    (sentence,) = got.value
    assert (sentence.text, sentence.cited) == (FIRST, (0,))
    assert sentence.logprob == pytest.approx(-0.1) and got.model == "large"
    ((spent, cached),) = bench.account.settled
    assert not cached and spent[0].tokens_in == 200 and spent[0].tokens_out > 5
    assert bench.account.reserved[0][0] > sum((spent[0].tokens_in, spent[0].tokens_out)) // 2


@pytest.mark.parametrize("fault", ["busy", "broken", "cut"])
async def test_a_fault_that_passes_is_waited_for(bench: Bench, two: tuple[LlmServer, LlmServer], fault: str) -> None:
    two[0].faults.extend([fault, fault])
    got = await bench.ask()
    assert got.value[0].text == FIRST and len(two[0].asked) == 3 and not two[1].asked
    assert len(bench.slept) == 2 and 0 < bench.slept[0] <= 0.3 < bench.slept[1] * 2 <= 1.2


@pytest.mark.parametrize(
    ("fault", "tries"),
    [("busy", 3), ("broken", 3), ("cut", 3), ("garbage", 1), ("wrong_form", 1), ("length", 1), ("key", 1),
     ("model", 1), ("moved", 1)],
)  # fmt: skip
async def test_the_next_provider_answers_and_nothing_of_the_first_is_shown(
    bench: Bench, two: tuple[LlmServer, LlmServer], fault: str, tries: int
) -> None:
    two[0].always = fault
    got = await bench.ask()
    assert [one.text for one in got.value] == [FIRST]
    assert (len(two[0].asked), len(two[1].asked)) == (tries, 1) and len(bench.account.faults) == 1


async def test_whoever_asks_us_to_wait_is_not_asked_sooner(bench: Bench, two: tuple[LlmServer, LlmServer]) -> None:
    two[0].faults.append("busy")
    two[0].retry_after = "3"
    await bench.ask()
    assert bench.slept[0] >= 3
    two[0].faults.append("busy")
    two[0].retry_after = "600"
    await bench.ask()
    assert len(bench.slept) == 1 and len(two[1].asked) == 1, "ten minutes are not waited, the next one is asked"


async def test_one_deadline_holds_for_all_together(bench: Bench, two: tuple[LlmServer, LlmServer]) -> None:
    two[0].always = two[1].always = "slow"
    with pytest.raises(ModelsAwayError) as failed:
        await bench.ask(deadline_s=0.1)
    assert [why for _, why in failed.value.whys] == ["timeout", "timeout"]
    assert bench.account.settled == [([], False)], "what was set aside is given back"


async def test_who_is_slow_leaves_time_to_the_next_one_and_is_left_alone_after_a_while(
    two: tuple[LlmServer, LlmServer],
) -> None:
    for server in two:
        server.clear()
    bench = Bench(*two, fair_s=0.2)
    two[0].always = "slow"
    for _ in range(FAILURES):
        assert (await bench.ask(deadline_s=0.6)).value[0].text == FIRST
    assert bench.chain.state(bench.providers[0]) == "open" and len(two[1].asked) == FAILURES
    assert (await bench.ask(deadline_s=0.6)).value[0].text == FIRST
    assert len(two[0].asked) == FAILURES, "nobody waits for it any more"
    two[1].always = "slow"
    with pytest.raises(ModelsAwayError):
        await bench.ask(deadline_s=0.1)
    assert bench.chain.state(bench.providers[1]) == "closed", "whoever is in a hurry has found out nothing"
    await bench.http.aclose()


async def test_an_answer_that_breaks_off_is_paid_and_each_further_one_has_to_be_afforded(
    bench: Bench, two: tuple[LlmServer, LlmServer]
) -> None:
    two[0].always = "cut"
    await bench.ask()
    assert len(bench.account.reserved) == 4, "three that broke off, and the one that came"
    ((spent, _),) = bench.account.settled
    assert [one.provider.name for one in spent] == ["p0", "p0", "p0", "p1"]
    bench.account.most = len(bench.account.reserved) + 2
    with pytest.raises(UnavailableError):
        await bench.ask()
    ((_, _), (spent, _)) = bench.account.settled
    assert len(spent) == 2 and len(two[1].asked) == 1, "no third try, and nobody else is asked"


async def test_what_was_said_until_nobody_waited_any_more_is_counted(
    bench: Bench, two: tuple[LlmServer, LlmServer]
) -> None:
    two[0].always = two[1].always = "stalls"
    with pytest.raises(ModelsAwayError):
        await bench.ask(deadline_s=2)
    ((spent, _),) = bench.account.settled
    assert [one.provider.name for one in spent] == ["p0", "p1"] and all(one.tokens_out > 5 for one in spent)
    asking = asyncio.create_task(bench.ask(deadline_s=5))
    while len(two[0].asked) < 2:
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.2)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert [one.provider.name for one in bench.account.settled[-1][0]] == ["p0"], "the page was closed"


async def test_a_provider_that_keeps_failing_is_left_alone_and_tried_again_later(
    bench: Bench, two: tuple[LlmServer, LlmServer]
) -> None:
    two[0].always = "key"
    for _ in range(FAILURES):
        await bench.ask()
    asked = len(two[0].asked)
    assert bench.chain.state(bench.providers[0]) == "open"
    await bench.ask()
    assert len(two[0].asked) == asked
    two[0].always, bench.now = "", REST_S + 1
    assert bench.chain.state(bench.providers[0]) == "half"
    await bench.ask()
    assert len(two[0].asked) == asked + 1 and bench.chain.state(bench.providers[0]) == "closed"


def test_a_breaker_lets_one_try_and_rests_longer_each_time() -> None:
    now = 0.0
    breaker = Breaker(lambda: now)
    for _ in range(FAILURES):
        assert breaker.ready()
        breaker.bad()
    rest = REST_S
    for _ in range(8):
        assert breaker.state == "open" and not breaker.ready()
        now += rest + 0.1
        assert breaker.state == "half" and breaker.ready() and not breaker.ready(), "one at a time"
        breaker.bad()
        rest = min(rest * 2, LONGEST_S)
    now += rest + 0.1
    assert breaker.ready()
    breaker.left()
    assert breaker.ready(), "who went away has found out nothing"
    breaker.good()
    assert breaker.state == "closed" and breaker.ready() and breaker.ready()


async def test_a_server_that_knows_less_is_asked_for_less_from_then_on(
    bench: Bench, two: tuple[LlmServer, LlmServer]
) -> None:
    two[0].plain = True
    got = await bench.ask()
    assert got.value[0].text == FIRST and got.value[0].logprob is None
    assert len(two[0].asked) == 2 and "logprobs" not in two[0].asked[1]
    await bench.ask()
    assert len(two[0].asked) == 3, "it is remembered"


async def test_what_a_model_says_around_its_answer_is_passed_over(
    bench: Bench, two: tuple[LlmServer, LlmServer]
) -> None:
    two[0].plain, two[0].always = True, "chatty"
    got = await bench.ask()
    assert [(one.text, one.cited) for one in got.value] == [(FIRST, (0,))] and not two[1].asked
    for said in ("", "{", "No.", "<think>{}", '{"a": 1} and {"b": 2}', "[" * 100_000):
        with pytest.raises(ProviderFault):
            written(Completion(said), str, 1)


async def test_the_same_prompt_is_answered_from_memory_unless_it_has_own_work(
    bench: Bench, two: tuple[LlmServer, LlmServer]
) -> None:
    first = await bench.ask(private=False)
    again = await bench.ask(private=False)
    assert again.cached and again.value == first.value and len(two[0].asked) == 1
    assert bench.account.settled[-1] == ([], True)
    await bench.ask(private=False, question="Another one?")
    assert len(two[0].asked) == 2
    await bench.ask()
    await bench.ask()
    assert len(two[0].asked) == 4 and len(bench.kept.values) == 2
    bench.kept.values = dict.fromkeys(bench.kept.values, ["{", []])
    assert not (await bench.ask(private=False)).cached, "what cannot be read is asked anew"


async def test_no_connection_into_a_private_network(two: tuple[LlmServer, LlmServer]) -> None:
    two[0].clear()
    strict = Bench(two[0])
    await strict.http.aclose()
    strict.http = outbound_async.client()
    strict.chain._wire = Wire(strict.http)  # noqa: SLF001 - the connections are what is tried
    with pytest.raises(ModelsAwayError) as failed:
        await strict.ask()
    assert [why for _, why in failed.value.whys] == ["private"] and not two[0].taken
    await strict.http.aclose()
    strict.http = outbound_async.client(near=[two[0].url.split("/")[2]])
    strict.chain._wire = Wire(strict.http)  # noqa: SLF001
    strict.now = 1.0
    assert (await strict.ask()).value[0].text == FIRST
    await strict.http.aclose()


async def test_an_answer_longer_than_any_honest_one_is_not_read_on(
    bench: Bench, two: tuple[LlmServer, LlmServer]
) -> None:
    two[0].writes = lambda _: [("word " * 12_000, [1])]
    got = await bench.ask()
    assert got.value[0].text == FIRST and bench.account.faults == ["too_much"]
