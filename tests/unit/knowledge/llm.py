"""A gateway to servers of the tests' own, with an account in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from learnapp.core.errors import UnavailableError
from learnapp.integrations import outbound_async
from learnapp.knowledge.llm.answers import SCHEMA, written
from learnapp.knowledge.llm.chain import FAIR_S, Chain, Spent
from learnapp.knowledge.llm.gateway import Answer, Gateway
from learnapp.knowledge.llm.providers import Prompt, Provider
from learnapp.knowledge.llm.wire import Wire
from tests.llm_server import LlmServer

TENANT = UUID(int=7)
PASSAGE = "A fraction has a numerator and a denominator. Seven of them make a whole."


class Account:
    """What was set aside and spent."""

    def __init__(self) -> None:
        self.reserved: list[tuple[int, int]] = []
        self.most = 1_000
        self.settled: list[tuple[list[Spent], bool]] = []
        self.faults: list[str] = []

    async def reserve(self, tokens: int, cost: int) -> None:
        if len(self.reserved) >= self.most:
            raise UnavailableError("The budget is used up.")
        self.reserved.append((tokens, cost))

    async def settle(
        self, reserved: tuple[int, int], spent: Sequence[Spent], purpose: str, *, cached: bool = False
    ) -> None:
        self.settled.append((list(spent), cached))

    async def note(self, faults: Sequence[tuple[Provider, str]]) -> None:
        self.faults += [why for _, why in faults]


class Kept:
    """A cache."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    async def get(self, key: str) -> Any:
        return self.values.get(key)

    async def set(self, key: str, value: Any, lasts: timedelta) -> None:
        self.values[key] = value


class Bench:
    """A gateway whose clock the test moves and that does not sleep."""

    def __init__(self, *servers: LlmServer, fair_s: float = FAIR_S) -> None:
        self.now = 0.0
        self.slept: list[float] = []
        self.account = Account()
        self.kept = Kept()
        self.http = outbound_async.client(loopback=True)
        self.chain = Chain(Wire(self.http), clock=lambda: self.now, sleep=self._sleep, fair_s=fair_s)
        self.gateway = Gateway(self.chain, self.kept)
        self.providers = [
            Provider(uuid4(), f"p{number}", server.url, "sk-secret", "large", "small", 2.0, 8.0)
            for number, server in enumerate(servers)
        ]

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def ask(
        self, *, people: Sequence[str] = (), private: bool = True, deadline_s: float = 10.0, **data: Any
    ) -> Answer[Any]:
        prompt = Prompt(
            "tutor", "Answer from the passages.",
            {"question": "What is a fraction?", "passages": [{"number": 1, "text": PASSAGE}], **data}, SCHEMA,
            private=private,
        )  # fmt: skip
        return await self.gateway.ask(
            TENANT, self.providers, prompt, people,
            lambda got, restore: written(got, restore, len(prompt.data["passages"])), self.account,
            deadline_s=deadline_s,
        )  # fmt: skip
