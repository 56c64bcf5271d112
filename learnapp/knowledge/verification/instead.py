"""What a course itself says where a sentence is removed: the passage's own words, which need no check of their own.

Most honest sentences that are removed say in other words what a passage says. No rule and no fitted model here tells
them from errors surely enough to let them through, but the sentence that they were made from is easily found. It is
true whatever the removed one was.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from learnapp.knowledge.verification import alignment
from learnapp.knowledge.verification import function_words as f
from learnapp.knowledge.verification.reading import Sentence, Token, cut, read
from learnapp.knowledge.verification.thresholds import LIMITS, Limits

_RARE = 1.5
"""Weight of a word that stands in no passage: it counts against every sentence of the evidence."""
_FEWEST = 2
"""Words, numbers and formulas that a sentence of the course has to share."""


@dataclass(frozen=True, slots=True)
class Said:
    """Sentences of a passage, one after the other, as they stand there.

    Attributes:
        passage: Place of the passage in the evidence.
        sentences: One, or with the one before it where it points back to that.
        share: How much of the removed sentence they speak of, 0 to 1.
    """

    passage: int
    sentences: tuple[str, ...]
    share: float


def instead(text: str, passages: Sequence[str], limits: Limits = LIMITS) -> Said | None:
    """Return what the course says about what a removed sentence speaks of; None where it says nothing near.

    Args:
        text: The sentence that is removed.
        passages: Texts of the evidence.
        limits: See `Limits`; `spoken_of` is the share from which on a sentence is near.
    """
    wanted = [token for token in read(text.strip()).tokens if token.kind != "pronoun"]
    if not wanted:
        return None
    there = [
        (place, sentences, number)
        for place, passage in enumerate(passages)
        for sentences in [[one for one in cut(passage)]]
        for number in range(len(sentences))
    ]
    tokens = [_tokens(sentences, number) for _, sentences, number in there]
    often = Counter(token.key for each in tokens for token in wanted if any(_meets(token, one) for one in each))
    weights = [math.log(1 + len(there) / often[token.key]) if often[token.key] else _RARE for token in wanted]
    best: Said | None = None
    for (place, sentences, number), own in zip(there, tokens, strict=True):
        if not _whole(sentences[number]):
            continue
        met = [any(_meets(token, one) for one in own) for token in wanted]
        if sum(met) < min(_FEWEST, len(wanted)):
            continue
        share = sum(weight for weight, one in zip(weights, met, strict=True) if one) / sum(weights)
        # Of two that say as much, the shorter one says it more plainly.
        share -= 0.002 * len(own)
        if best is None or share > best.share:
            best = Said(place, tuple(_with_before(sentences, number)), share)
    return best if best is not None and best.share >= limits.spoken_of else None


def _meets(token: Token, other: Token) -> bool:
    return other.kind != "pronoun" and alignment.meets(token, other)


def _tokens(sentences: Sequence[str], number: int) -> tuple[Token, ...]:
    """Return the words of a sentence, with those of the one before where it leans on that."""
    return tuple(token for one in _with_before(sentences, number) for token in read(one).tokens)


def _with_before(sentences: Sequence[str], number: int) -> list[str]:
    one = read(sentences[number])
    if number and _leans(one) and _whole(sentences[number - 1]):
        return [sentences[number - 1], sentences[number]]
    return [sentences[number]]


def _leans(one: Sentence) -> bool:
    first = next((word for word in one.text.casefold().strip("*_\"'").split()), "").strip(",.;:*_\"'")
    return one.stands_in or first in f.PRONOUNS or first in {"but", "so", "then", "and", "pero", "entonces"}


def _whole(text: str) -> bool:
    """Whether a line of a passage is a sentence, and no heading, question or row of a list."""
    return text.rstrip("*_\"' )").endswith((".", "!", "$")) and len(text.split()) > 3


__all__ = ["Said", "instead"]
