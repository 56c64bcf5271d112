"""A chain of providers: each is asked three times, then the next one, all within one deadline."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from learnapp.core.breaker import Breakers
from learnapp.core.errors import UnavailableError
from learnapp.knowledge.llm.providers import Completion, Prompt, Provider, ProviderFault
from learnapp.knowledge.llm.wire import Wire

TRIES, FIRST_S, MOST_S, DEADLINE_S = 3, 0.3, 4.0, 20.0
PART, FAIR_S = 0.6, 8.0
"""Share of the time that is left which one provider may take while others wait behind it; and seconds after which it is
its own fault that nothing came, not the hurry of who asked."""
_OWN_FAULT = frozenset({"key", "model", "quota", "private", "certificate", "refused"})
"""What waiting does not mend: an administrator is shown it."""

T = TypeVar("T")


class ModelsAwayError(UnavailableError):
    """No provider of the chain gave an answer; `whys` says why each did not."""

    code = "language_model_away"

    def __init__(self, whys: Sequence[tuple[Provider, str]] = ()) -> None:
        super().__init__("No language model answers now. What the course itself says is shown instead.")
        self.whys = tuple(whys)


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens that a provider may have counted."""

    provider: Provider
    tokens_in: int
    tokens_out: int


@dataclass(frozen=True, slots=True)
class Answered(Generic[T]):
    """An answer, who gave it, as it came, and what was lost on the way."""

    value: T
    provider: Provider
    completion: Completion
    faults: tuple[tuple[Provider, str], ...]


class Chain:
    """Asks providers in order.

    Args:
        wire: Sends one request.
        clock: Seconds that only grow, for the breakers.
        sleep: Waits between tries.
        fair_s: See `FAIR_S`.
    """

    def __init__(
        self,
        wire: Wire,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        fair_s: float = FAIR_S,
    ) -> None:
        self._wire, self._sleep, self._fair_s = wire, sleep, fair_s
        self._breakers = Breakers(clock)

    def state(self, provider: Provider) -> str:
        """Return how a provider's breaker stands in this process: closed, open or half."""
        return self._breakers.of(_key(provider)).state

    def fresh(self) -> Chain:
        """Return a chain over the same connections that has not seen anybody fail."""
        return Chain(self._wire, sleep=self._sleep)

    def forgive(self, provider: Provider) -> None:
        """Ask a provider again that was left alone."""
        self._breakers.of(_key(provider)).good()

    async def ask(
        self,
        providers: Sequence[Provider],
        messages: list[dict[str, str]],
        prompt: Prompt,
        parse: Callable[[Completion], T],
        spent: list[Spent],
        *,
        afford: Callable[[], Awaitable[None]] | None = None,
        deadline_s: float = DEADLINE_S,
    ) -> Answered[T]:
        """Return the first whole answer of the form that was asked for.

        Args:
            providers: In order.
            messages: As they leave the process.
            prompt: What is asked.
            parse: Reads an answer; a ProviderFault says that it has another form, and the next provider is asked.
            spent: Is added to with whatever may have to be paid, also when there is no answer.
            afford: Is called before each try; what it raises ends all.
            deadline_s: Seconds for everything. Who is slow leaves a part of them to those behind.

        Raises:
            ModelsAwayError: There is no such answer in time.
        """
        faults: list[tuple[Provider, str]] = []
        clock = asyncio.get_running_loop().time
        until = clock() + deadline_s
        for place, provider in enumerate(providers):
            breaker, left = self._breakers.of(_key(provider)), until - clock()
            if left <= 0 or not breaker.ready():
                faults.append((provider, "timeout" if left <= 0 else "open"))
                continue
            behind = any(self.state(one) != "open" for one in providers[place + 1 :])
            given = left * PART if behind else left
            try:
                async with asyncio.timeout(given):
                    value, completion = await self._tries(provider, messages, prompt, parse, spent, afford)
            except TimeoutError:
                if given >= self._fair_s:
                    breaker.bad()
                else:
                    breaker.left()
                faults.append((provider, "timeout"))
                continue
            except ProviderFault as fault:
                breaker.bad()
                faults.append((provider, fault.why))
                continue
            except BaseException:
                # The budget is used up, or whoever asked has gone.
                breaker.left()
                raise
            breaker.good()
            return Answered(value, provider, completion, tuple(faults))
        raise ModelsAwayError(faults)

    async def _tries(
        self,
        provider: Provider,
        messages: list[dict[str, str]],
        prompt: Prompt,
        parse: Callable[[Completion], T],
        spent: list[Spent],
        afford: Callable[[], Awaitable[None]] | None,
    ) -> tuple[T, Completion]:
        def unfinished(tokens_in: int, tokens_out: int) -> None:
            spent.append(Spent(provider, tokens_in, tokens_out))

        tries = AsyncRetrying(
            stop=stop_after_attempt(TRIES), wait=_pause, sleep=self._sleep, reraise=True,
            retry=retry_if_exception(lambda error: isinstance(error, ProviderFault) and error.again
                                     and error.wait <= MOST_S),
        )  # fmt: skip
        async for one in tries:
            with one:
                if afford is not None:
                    await afford()
                try:
                    completion = await self._wire.complete(provider, messages, prompt, unfinished)
                    spent.append(Spent(provider, completion.tokens_in, completion.tokens_out))
                except ProviderFault as fault:
                    if fault.tokens_in or fault.tokens_out:
                        spent.append(Spent(provider, fault.tokens_in, fault.tokens_out))
                    raise
                return parse(completion), completion
        raise ProviderFault("unreachable")


def lasting(why: str) -> bool:
    """Return whether waiting does not mend what is wrong with a provider."""
    return why in _OWN_FAULT


def _pause(state: RetryCallState) -> float:
    """Return the seconds before the next try: doubled each time, by chance, and not less than was asked for."""
    asked = 0.0
    if state.outcome is not None and isinstance(fault := state.outcome.exception(), ProviderFault):
        asked = fault.wait
    most = min(FIRST_S * 2 ** (state.attempt_number - 1), MOST_S)
    return asked + random.uniform(most / 2, most)  # noqa: S311 - spreads load, hides nothing


def _key(provider: Provider) -> Hashable:
    return (provider.provider_id, provider.base_url, provider.model, hash(provider.key))
