"""The one place through which text goes to a language model: made nameless, paid for, remembered, and restored."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from learnapp.knowledge.llm.chain import DEADLINE_S, Chain, ModelsAwayError, Spent
from learnapp.knowledge.llm.providers import Completion, Prompt, Provider, ProviderFault, tokens_of
from learnapp.security.placeholders import Placeholders

KEPT = timedelta(hours=6)
T = TypeVar("T")
Parse = Callable[[Completion, Callable[[str], str]], T]
"""Reads an answer; the second argument gives a text its names back. Raises ProviderFault("form")."""


class Ledger(Protocol):
    """Keeps account of what an institution spends on language models, and says when it has spent enough."""

    async def reserve(self, tokens: int, cost: int) -> None:
        """Set tokens and cost (millionths) aside before they are spent.

        Raises:
            LearnAppError: The budget of the hour is used up, or too much is asked in a minute.
        """
        ...

    async def settle(
        self, reserved: tuple[int, int], spent: Sequence[Spent], purpose: str, *, cached: bool = False
    ) -> None:
        """Put what was spent in the place of what was set aside."""
        ...

    async def note(self, faults: Sequence[tuple[Provider, str]]) -> None:
        """Write down why providers gave no answer."""
        ...


class Kept(Protocol):
    """A cache of JSON."""

    async def get(self, key: str) -> Any:
        """Return a value, or None."""
        ...

    async def set(self, key: str, value: Any, lasts: timedelta) -> None:
        """Keep a value."""
        ...


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What a model answered, read and with its names.

    Attributes:
        model: Which one.
        nameless: Nothing had to be taken out of the prompt, so that the answer has nobody's names.
        cached: It was remembered.
    """

    value: T
    model: str
    nameless: bool = True
    cached: bool = False


def messages_of(prompt: Prompt, hidden: Placeholders) -> list[dict[str, str]]:
    """Return a prompt as it leaves the process: nothing of its data that identifies people is in it.

    Data travels as one JSON document, in which no text can end its own quotation.
    """
    data = json.dumps(hidden.take_all(dict(prompt.data)), ensure_ascii=False)
    return [{"role": "system", "content": prompt.system}, {"role": "user", "content": data}]


class Gateway:
    """Asks language models for an institution.

    Args:
        chain: Asks the providers.
        kept: Remembers answers to prompts without a student's own work.
    """

    def __init__(self, chain: Chain, kept: Kept) -> None:
        self.chain, self._kept = chain, kept

    def fresh(self) -> Gateway:
        """Return a gateway over the same connections that has not seen anybody fail."""
        return Gateway(self.chain.fresh(), self._kept)

    async def ask(
        self,
        tenant: UUID,
        providers: Sequence[Provider],
        prompt: Prompt,
        people: Iterable[str],
        parse: Parse[T],
        ledger: Ledger,
        *,
        deadline_s: float = DEADLINE_S,
    ) -> Answer[T]:
        """Return a model's answer to a prompt, from memory where it was asked before.

        Args:
            tenant: The institution.
            providers: Its chain, in order.
            prompt: What is asked.
            people: Names that must not leave the process.
            parse: Reads the answer.
            ledger: Of the institution.
            deadline_s: Seconds for everything.

        Raises:
            ModelsAwayError: There is no answer.
            LearnAppError: The budget is used up.
        """
        if not providers:
            raise ModelsAwayError
        hidden = Placeholders(people)
        # The recognisers take some milliseconds for a page of text.
        messages = await asyncio.to_thread(messages_of, prompt, hidden)
        first = providers[0].model_for(small=prompt.small)
        key = _key(tenant, first, messages, prompt)
        if not prompt.private and (found := _remembered(await self._kept.get(key))) is not None:
            try:
                value = parse(found, hidden.restore)
            except ProviderFault:
                value = None
            if value is not None:
                await ledger.settle((0, 0), (), prompt.purpose, cached=True)
                return Answer(value, first, not len(hidden), True)
        tokens_in = tokens_of("".join(one["content"] for one in messages))
        once = (
            tokens_in + prompt.most_tokens,
            max(one.cost(tokens_in, prompt.most_tokens) for one in providers),
        )
        await ledger.reserve(*once)
        tries, spent = 1, list[Spent]()

        async def afford() -> None:
            nonlocal tries
            if len(spent) >= tries:
                # What was set aside is spent on an answer that broke off or has another form.
                await ledger.reserve(*once)
                tries += 1

        try:
            got = await self.chain.ask(
                providers, messages, prompt, lambda one: parse(one, hidden.restore), spent, afford=afford,
                deadline_s=deadline_s,
            )  # fmt: skip
        except ModelsAwayError as error:
            await ledger.note(error.whys)
            raise
        finally:
            # Also when whoever asked has gone away: what was spent was spent.
            await asyncio.shield(ledger.settle((once[0] * tries, once[1] * tries), spent, prompt.purpose))
        await ledger.note(got.faults)
        if not prompt.private and got.provider is providers[0]:
            # Under the first model's name only its own answers are kept.
            one = got.completion
            await self._kept.set(key, [one.text, [list(token) for token in one.tokens]], KEPT)
        return Answer(got.value, got.provider.model_for(small=prompt.small), not len(hidden))


def _key(tenant: UUID, model: str, messages: list[dict[str, str]], prompt: Prompt) -> str:
    asked = json.dumps([model, messages, prompt.schema, prompt.temperature, prompt.most_tokens], sort_keys=True)
    return f"llm:{tenant}:{hashlib.sha256(asked.encode()).hexdigest()}"


def _remembered(value: Any) -> Completion | None:
    if value is None:
        return None
    try:
        text, tokens = value
        return Completion(str(text), tuple((int(a), int(b), float(c)) for a, b, c in tokens))
    except (TypeError, ValueError):
        return None
