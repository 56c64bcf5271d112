"""Who writes, what is asked, and what comes back or goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

PURPOSES = ("tutor", "sample", "trial", "suggest", "solve", "translate")
"""What tokens are spent for: an answer, another one to compare it with, an administrator's trial, suggestions for
authors, the second pass over a suggested task, and questions and answers put into another language."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A service that speaks as OpenAI's does.

    Attributes:
        base_url: As its own documents give it, mostly ending in /v1.
        key: "" for a server that asks for none.
        small_model: For small jobs; "" for the same one.
        price_in, price_out: Of a million tokens, in the institution's currency.
    """

    provider_id: UUID
    name: str
    base_url: str
    key: str
    model: str
    small_model: str = ""
    price_in: float = 0.0
    price_out: float = 0.0

    def model_for(self, *, small: bool) -> str:
        """Return the model for a job."""
        return self.small_model if small and self.small_model else self.model

    def cost(self, tokens_in: int, tokens_out: int) -> int:
        """Return what tokens cost, in millionths of the currency."""
        return round(tokens_in * self.price_in + tokens_out * self.price_out)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked.

    Attributes:
        purpose: One of `PURPOSES`.
        system: What it is to do: our own words only.
        data: What it is to do it with, as JSON: passages, a student's words. It is data and never instruction.
        schema: JSON schema of the answer.
        small: The smaller model is good enough.
        private: It has a student's own work, so that no cache keeps it.
        most_tokens: Of the answer.
    """

    purpose: str
    system: str
    data: Mapping[str, Any]
    schema: Mapping[str, Any]
    small: bool = False
    private: bool = True
    most_tokens: int = 900
    temperature: float = 0.2


@dataclass(frozen=True, slots=True)
class Completion:
    """A whole answer as it came.

    Attributes:
        tokens: Where each token begins and ends in the text, and its log probability in nats; none where the provider
            gives none.
    """

    text: str
    tokens: tuple[tuple[int, int, float], ...] = ()
    tokens_in: int = 0
    tokens_out: int = 0


class ProviderFault(Exception):  # noqa: N818 - it is what went wrong, not an error that people meet
    """Why a provider gave no answer.

    Attributes:
        why: `busy`, `broken`, `unreachable`, `timeout`, `cut`, `garbled`, `too_much`, `key`, `model`, `quota`,
            `refused`, `private`, `certificate` or `form` (an answer of another form than was asked for).
        again: Whether asking the same provider again may help.
        wait: Seconds that it asks us to wait.
        tokens_in, tokens_out: What it may have counted all the same.
    """

    def __init__(
        self, why: str, *, again: bool = False, wait: float = 0.0, tokens_in: int = 0, tokens_out: int = 0
    ) -> None:
        super().__init__(why)
        self.why, self.again, self.wait = why, again, wait
        self.tokens_in, self.tokens_out = tokens_in, tokens_out


def tokens_of(text: str) -> int:
    """Return about how many tokens a text has, rather too many than too few."""
    return len(text.encode()) // 3 + 8
