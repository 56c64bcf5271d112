"""One request to one provider: streamed, bounded, and whole or not at all."""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

import httpx2

from learnapp.knowledge.llm.providers import Completion, Prompt, Provider, ProviderFault, tokens_of

MOST_CHARACTERS = 40_000
_DIALECTS = 3
"""All that OpenAI's service takes; without form, probabilities and temperature; with the oldest name of the limit."""
_AGAIN = frozenset({408, 409, 425, 500, 502, 503, 504, 520, 522, 524, 529})


class Wire:
    """Sends prompts. Which of three dialects a provider understands is remembered as long as the process lives.

    Args:
        http: Connections that see to it whom they reach and how much is read.
    """

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http
        self._dialects: dict[tuple[UUID, str, str], int] = {}

    async def complete(
        self, provider: Provider, messages: list[dict[str, str]], prompt: Prompt, unfinished: Callable[[int, int], None]
    ) -> Completion:
        """Return the whole answer.

        Args:
            provider: Who is asked.
            messages: As they leave the process.
            prompt: What is asked.
            unfinished: Is told the tokens of an answer that nobody waits for any more: they are paid all the same.

        Raises:
            ProviderFault: There is none, or not the whole of it.
        """
        model = provider.model_for(small=prompt.small)
        known = (provider.provider_id, provider.base_url, model)
        dialect = self._dialects.get(known, 0)
        if "openai" not in sys.modules:
            await asyncio.to_thread(_library)
        openai = _library()
        while True:
            try:
                got = await self._stream(provider, model, messages, prompt, dialect, unfinished)
            except openai.APIStatusError as error:
                if error.status_code not in (400, 422) or dialect + 1 >= _DIALECTS:
                    raise _of_status(error) from error
                dialect += 1
            else:
                # Only now is it known that the dialect was what it had refused.
                self._dialects[known] = dialect
                return got

    async def _stream(
        self, provider: Provider, model: str, messages: list[dict[str, str]], prompt: Prompt, dialect: int,
        unfinished: Callable[[int, int], None],
    ) -> Completion:  # fmt: skip
        openai = _library()
        client = openai.AsyncOpenAI(
            api_key=provider.key or "none", base_url=provider.base_url, http_client=self._http, max_retries=0
        )
        asked = {"model": model, "messages": messages, "stream": True, **_extras(prompt, dialect)}
        sent = tokens_of("".join(one["content"] for one in messages))
        heard = _Heard()
        try:
            # What is not read to its end has to let go of its connection.
            async with await client.chat.completions.create(**asked) as stream:
                async for chunk in stream:
                    heard.take(chunk)
        except openai.APIStatusError:
            raise
        except asyncio.CancelledError:
            if heard.begun:
                unfinished(sent, tokens_of(heard.text))
            raise
        except (openai.OpenAIError, *_AWAY) as error:
            raise _of_line(error, sent if heard.begun else 0, tokens_of(heard.text) if heard.begun else 0) from error
        if heard.ended != "stop":
            # No last word: the line was cut, or the answer was longer than it may be.
            why = "cut" if heard.ended == "" else "refused" if heard.ended == "content_filter" else "too_much"
            raise ProviderFault(why, again=why == "cut", tokens_in=sent, tokens_out=tokens_of(heard.text))
        told = heard.usage
        return Completion(
            heard.text,
            tuple(heard.tokens) if heard.tokens and heard.tokens[-1][1] == len(heard.text) else (),
            told[0] if told else sent,
            told[1] if told else tokens_of(heard.text),
        )


def _extras(prompt: Prompt, dialect: int) -> dict[str, Any]:
    if dialect == 2:
        return {"max_tokens": prompt.most_tokens}
    more: dict[str, Any] = {
        "max_completion_tokens": prompt.most_tokens, "stream_options": {"include_usage": True},
    }  # fmt: skip
    if dialect == 0:
        form = {"name": "answer", "strict": True, "schema": dict(prompt.schema)}
        more |= {
            "logprobs": True, "temperature": prompt.temperature,
            "response_format": {"type": "json_schema", "json_schema": form},
        }  # fmt: skip
    return more


class _Heard:
    """What has come of a stream."""

    def __init__(self) -> None:
        self.ended, self.begun = "", False
        self.tokens: list[tuple[int, int, float]] = []
        self.usage: tuple[int, int] | None = None
        self._parts: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        """What has been said."""
        return "".join(self._parts)

    def take(self, chunk: Any) -> None:
        """Take one event in.

        Raises:
            ProviderFault: It is nothing that such a service says, or the answer is too long.
        """
        try:
            self._take(chunk)
        except (AttributeError, TypeError, ValueError, IndexError) as error:
            raise ProviderFault("garbled") from error

    def _take(self, chunk: Any) -> None:
        if chunk.usage is not None:
            self.usage = (int(chunk.usage.prompt_tokens), int(chunk.usage.completion_tokens))
        if not chunk.choices:
            return
        choice = chunk.choices[0]
        self.begun = True
        said = choice.delta.content or ""
        if not isinstance(said, str):
            raise TypeError("no text")
        if choice.logprobs is not None and choice.logprobs.content:
            at = self._length
            for one in choice.logprobs.content:
                self.tokens.append((at, at + len(one.token), float(one.logprob)))
                at += len(one.token)
        self._parts.append(said)
        self._length += len(said)
        if self._length > MOST_CHARACTERS:
            raise ProviderFault("too_much")
        if choice.finish_reason is not None:
            self.ended = str(choice.finish_reason)


_AWAY = (httpx2.HTTPError, httpx2.StreamError, ValueError, OSError, BufferError)


def _library() -> Any:
    """Return the library, which takes a second to load: nobody needs it before the first question."""
    import openai

    return openai


def _of_status(error: Any) -> ProviderFault:
    status = error.status_code
    if status == 429:
        if error.code == "insufficient_quota":
            return ProviderFault("quota")
        return ProviderFault("busy", again=True, wait=_seconds(error.response.headers))
    if status in _AGAIN or status >= 500:
        return ProviderFault("broken", again=True, wait=_seconds(error.response.headers))
    return ProviderFault({401: "key", 403: "key", 404: "model"}.get(status, "refused"))


def _seconds(headers: Mapping[str, str]) -> float:
    try:
        return min(max(float(headers.get("retry-after", "0")), 0.0), 3600.0)
    except ValueError:
        return 0.0


def _of_line(error: BaseException, tokens_in: int, tokens_out: int) -> ProviderFault:
    """Return what a broken connection or an unreadable answer means."""
    causes, slow = list(_causes(error)), _library().APITimeoutError
    why, again = "unreachable", True
    if any(isinstance(one, PermissionError) for one in causes):
        why, again = "private", False
    elif any(isinstance(one, ssl.SSLError) for one in causes):
        why, again = "certificate", False
    elif any(isinstance(one, (slow, httpx2.TimeoutException, TimeoutError)) for one in causes):
        why = "timeout"
    elif any(isinstance(one, json.JSONDecodeError | UnicodeDecodeError | httpx2.DecodingError) for one in causes):
        why, again = "garbled", False
    elif any(isinstance(one, BufferError) for one in causes):
        why, again = "too_much", False
    elif tokens_out or any(isinstance(one, httpx2.RemoteProtocolError | httpx2.ReadError) for one in causes):
        why = "cut"
    return ProviderFault(why, again=again, tokens_in=tokens_in, tokens_out=tokens_out)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(12):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__
