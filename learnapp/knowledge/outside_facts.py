"""Services outside that know facts, Wolfram|Alpha and Wikipedia: asked one short question, and believed in nothing."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx2

from learnapp.core.breaker import Breakers
from learnapp.knowledge.words import sentences

KINDS = ("wikipedia", "wolfram_short", "wolfram_llm")
"""Wikipedia's REST service; Wolfram's short answers; Wolfram's answers for language models."""
SECONDS = 5.0
MOST_TITLES, MOST_TEXT, MOST_QUESTION = 3, 1_200, 300
_AGENT = "learnapp (facts for the reviewers of a school)"
_NAME = re.compile(r"(?:[A-ZÁÉÍÓÚÑ][\w’'-]+)(?:\s+(?:(?:of|the|de|del|la)\s+)?[A-ZÁÉÍÓÚÑ][\w’'-]+)*")
_SPACE = re.compile(r"\s+")


class OutsideFault(Exception):  # noqa: N818 - it is what went wrong, not an error that people meet
    """Why a service gave no answer.

    Attributes:
        why: `unreachable`, `timeout`, `private`, `key`, `busy`, `broken`, `garbled` or `open` (left alone for a while).
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class FactService:
    """A service that may be asked.

    Attributes:
        kind: One of `KINDS`.
        base_url: As its own documents give it: `https://en.wikipedia.org/api/rest_v1`, `https://api.wolframalpha.com`,
            `https://www.wolframalpha.com`.
        key: "" where none is needed.
    """

    kind: str
    base_url: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """What a service says: under which title, in plain words."""

    kind: str
    title: str
    text: str


def names_in(sentence: str) -> list[str]:
    """Return names in a sentence, the longest first: what an encyclopaedia may have an article about."""
    found = []
    for one in _NAME.finditer(sentence):
        name = one.group()
        if one.start() > 0:
            found.append(name)
        elif " " in name:
            # The first word of a sentence has a capital in any case.
            found += [name, name.split(" ", 1)[1]]
    return sorted(dict.fromkeys(found), key=lambda name: (-len(name), name))[:MOST_TITLES]


class OutsideFacts:
    """Asks services for facts; one that keeps failing is left alone for a while.

    Args:
        http: Connections that see to it whom they reach and how much is read.
        clock: Seconds that only grow.
    """

    def __init__(self, http: httpx2.AsyncClient, clock: Callable[[], float] = time.monotonic) -> None:
        self._http, self._breakers = http, Breakers(clock)

    async def about(self, service: FactService, sentence: str) -> list[Fact]:
        """Return what a service says of a sentence or question, without names of people of ours in it; often nothing.

        Raises:
            OutsideFault: It does not answer.
        """
        breaker = self._breakers.of((service.kind, service.base_url, service.key))
        if not breaker.ready():
            raise OutsideFault("open")
        try:
            found = await self._asked(service, sentence)
        except OutsideFault:
            breaker.bad()
            raise
        except BaseException:
            breaker.left()
            raise
        breaker.good()
        return found

    def forgive(self, service: FactService) -> None:
        """Ask a service again that was left alone."""
        self._breakers.of((service.kind, service.base_url, service.key)).good()

    async def _asked(self, service: FactService, sentence: str) -> list[Fact]:
        asked = _SPACE.sub(" ", sentence).strip()[:MOST_QUESTION]
        if service.kind == "wikipedia":
            found = [await self._article(service, name) for name in names_in(asked)]
            return [one for one in found if one is not None]
        if service.kind == "wolfram_short":
            path, given = "/v1/result", {"i": asked, "appid": service.key}
        else:
            path, given = "/api/v1/llm-api", {"input": asked, "appid": service.key, "maxchars": str(MOST_TEXT)}
        answer = await self._get(service, path, given)
        # 501: it does not understand the question.
        text = _SPACE.sub(" ", answer.text).strip() if answer.status_code == 200 else ""
        return [Fact(service.kind, "Wolfram|Alpha", text[:MOST_TEXT])] if text else []

    async def _article(self, service: FactService, name: str) -> Fact | None:
        answer = await self._get(service, f"/page/summary/{quote(name.replace(' ', '_'), safe='')}", {})
        if answer.status_code != 200:
            return None
        try:
            raw: Any = json.loads(answer.content)
            title, text, kind = raw["title"], raw["extract"], raw.get("type", "standard")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise OutsideFault("garbled") from error
        if not isinstance(title, str) or not isinstance(text, str) or kind != "standard" or not text.strip():
            return None
        return Fact(service.kind, title[:200], " ".join(sentences(text))[:MOST_TEXT])

    async def _get(self, service: FactService, path: str, given: dict[str, str]) -> httpx2.Response:
        try:
            answer = await self._http.get(
                service.base_url.rstrip("/") + path, params=given, headers={"User-Agent": _AGENT}, timeout=SECONDS
            )
        except httpx2.TimeoutException as error:
            raise OutsideFault("timeout") from error
        except (httpx2.HTTPError, BufferError, OSError, UnicodeError) as error:
            raise OutsideFault("private" if isinstance(error, PermissionError) else "unreachable") from error
        if answer.status_code in (401, 403):
            raise OutsideFault("key")
        if answer.status_code == 429:
            raise OutsideFault("busy")
        if answer.status_code >= 500 and answer.status_code != 501:
            raise OutsideFault("broken")
        return answer
