"""Layer 1: how sure was the model? By the probabilities of its tokens, or by whether it says the same again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from learnapp.core.drafts import Draft
from learnapp.knowledge.verification.alignment import meets
from learnapp.knowledge.verification.reading import Token, cut, read
from learnapp.knowledge.verification.thresholds import LIMITS, Limits


@dataclass(frozen=True, slots=True)
class Confidence:
    """Of one sentence.

    Attributes:
        logprob: Mean log-probability of its tokens, in nats; None where none was given.
        agreement: Share of the samples that say it too; None where none were asked for, or they were not needed.
        flagged: Whether it is doubted; also where nothing is known.
    """

    logprob: float | None
    agreement: float | None
    flagged: bool


@dataclass(frozen=True, slots=True)
class ConfidenceReport:
    """Of each sentence of a draft."""

    sentences: tuple[Confidence, ...]


def check(draft: Draft, limits: Limits = LIMITS) -> ConfidenceReport:
    """Flag sentences below the limit; CPU work where samples are compared, meant for a thread."""
    samples = [[token for one in cut(sample) for token in read(one).tokens] for sample in draft.samples]
    found = []
    for sentence in draft.sentences:
        if sentence.logprob is not None:
            found.append(Confidence(sentence.logprob, None, not sentence.logprob >= limits.logprob))
            continue
        share = _agreement(sentence.text, samples, limits.sample_overlap)
        found.append(Confidence(None, share, share is None or share < limits.agreement))
    return ConfidenceReport(tuple(found))


def _agreement(text: str, samples: Sequence[Sequence[Token]], overlap: float) -> float | None:
    """Return the share of samples that have most words of a sentence, all its numbers, and deny what it denies.

    Agreement of samples as a sign of knowledge: Manakul et al. (2023), SelfCheckGPT.
    """
    said = [token for token in read(text).tokens if token.kind != "pronoun"]
    if not samples or not said:
        return None
    agreeing = 0
    for sample in samples:
        met = [
            any(meets(token, other) and (token.negated == other.negated or token.kind != "word") for other in sample)
            for token in said
        ]
        hard = all(there for token, there in zip(said, met, strict=True) if token.kind != "word")
        agreeing += hard and sum(met) >= overlap * len(met)
    return agreeing / len(samples)
