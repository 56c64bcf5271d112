"""Reading a model's answer: sentences with the passages that they rest on, and how sure it was of each."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

from learnapp.core.drafts import DraftSentence
from learnapp.knowledge.llm.forms import document
from learnapp.knowledge.llm.providers import Completion, ProviderFault
from learnapp.knowledge.words import sentences

MOST_SENTENCES = 12
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "passages": {"type": "array", "items": {"type": "integer"}},
                },
                "required": ["text", "passages"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["sentences"],
    "additionalProperties": False,
}
"""JSON schema of an answer; `passages` are numbers from 1."""
_TEXT = re.compile(r'"text"\s*:\s*("(?:[^"\\]|\\.)*")')
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+")


def written(completion: Completion, restore: Callable[[str], str], passages: int) -> tuple[DraftSentence, ...]:
    """Return the sentences of an answer, with their names back.

    Args:
        completion: The answer as it came.
        restore: Puts names in the place of placeholders.
        passages: How many were given; a number that none has is no citation.

    Raises:
        ProviderFault: It has not the form that was asked for.
    """
    raw = completion.text
    said = document(raw)
    try:
        listed = said["sentences"]
        given = [(str(_text(one["text"])), [int(_whole(number)) for number in one["passages"]]) for one in listed]
    except (ValueError, TypeError, KeyError) as error:
        raise ProviderFault("form") from error
    places = _places(raw, [text for text, _ in given])
    found: list[DraftSentence] = []
    for (text, numbers), place in zip(given, places, strict=True):
        cited = tuple(dict.fromkeys(number - 1 for number in numbers if 1 <= number <= passages))
        logprob = _mean(completion.tokens, place) if place is not None else None
        # Several in one would stand or fall together.
        for part in sentences(" ".join(_CONTROL.sub(" ", text).split())):
            found.append(DraftSentence(restore(part), cited, logprob))
    if len(found) > MOST_SENTENCES:
        raise ProviderFault("form")
    return tuple(found)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("no whole number")
    return value


def _places(raw: str, texts: list[str]) -> list[tuple[int, int] | None]:
    """Return where each text stands in the answer, between its quotation marks; None where that cannot be said."""
    found: list[tuple[int, int] | None] = []
    hits = list(_TEXT.finditer(raw))
    for number, text in enumerate(texts):
        same = len(hits) == len(texts) and json.loads(hits[number][1]) == text
        found.append((hits[number].start(1) + 1, hits[number].end(1) - 1) if same else None)
    return found


def _mean(tokens: tuple[tuple[int, int, float], ...], place: tuple[int, int]) -> float | None:
    """Return the mean log probability of the tokens that have a part in a place."""
    inside = [max(logprob, -100.0) for start, end, logprob in tokens if start < place[1] and end > place[0]]
    mean = sum(inside) / len(inside) if inside else None
    return mean if mean is not None and math.isfinite(mean) else None
