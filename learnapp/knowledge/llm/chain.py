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
    """

    def __init__(
        self,
        wire: Wire,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._wire, self._sleep = wire, sleep
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
        deadline_s: float = DEADLINE_S,
    ) -> Answered[T]:
        """Return the first whole answer of the form that was asked for.

        Args:
            providers: In order.
            messages: As they leave the process.
            prompt: What is asked.
            parse: Reads an answer; a ProviderFault says that it has another form, and the next provider is asked.
            spent: Is added to with whatever may have to be paid, also when there is no answer.
            deadline_s: Seconds for everything.

        Raises:
            ModelsAwayError: There is no such answer in time.
        """
        faults: list[tuple[Provider, str]] = []
        try:
            async with asyncio.timeout(deadline_s):
                for provider in providers:
                    breaker = self._breakers.of(_key(provider))
                    if not breaker.ready():
                        faults.append((provider, "open"))
                        continue
                    try:
                        value, completion = await self._tries(provider, messages, prompt, parse, spent)
                    except ProviderFault as fault:
                        breaker.bad()
                        faults.append((provider, fault.why))
                        continue
                    except BaseException:
                        # Out of time for all together, or whoever asked has gone.
                        breaker.left()
                        raise
                    breaker.good()
                    return Answered(value, provider, completion, tuple(faults))
        except TimeoutError:
            faults.append((providers[min(len(faults), len(providers) - 1)], "timeout"))
        raise ModelsAwayError(faults)

    async def _tries(
        self,
        provider: Provider,
        messages: list[dict[str, str]],
        prompt: Prompt,
        parse: Callable[[Completion], T],
        spent: list[Spent],
    ) -> tuple[T, Completion]:
        tries = AsyncRetrying(
            stop=stop_after_attempt(TRIES), wait=_pause, sleep=self._sleep, reraise=True,
            retry=retry_if_exception(lambda error: isinstance(error, ProviderFault) and error.again
                                     and error.wait <= MOST_S),
        )  # fmt: skip
        async for one in tries:
            with one:
                try:
                    completion = await self._wire.complete(provider, messages, prompt)
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
