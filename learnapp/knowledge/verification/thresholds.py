"""From which figures on a draft is doubted: one object for all layers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What the layers go by.

    Attributes:
        logprob: Mean log-probability of a sentence's tokens, in nats, below which it is flagged.
        agreement: Share of other samples that must support a sentence where no log-probabilities are given.
        sample_overlap: Share of a sentence's words that a sample must have to support it.
        run: Sentences of a passage that may support one sentence together, where the later ones lean on the first.
        held: Share of removed sentences from which on the whole draft is held.
        sentences: Sentences of a draft that are read; a longer draft is held.
        characters: Of a sentence; a longer one is removed.
        spoken_of: Share of a removed sentence's words, by how rare they are, that a sentence of the course needs to be
            shown in its place.
    """

    logprob: float = -0.5
    agreement: float = 0.5
    sample_overlap: float = 0.7
    run: int = 3
    held: float = 0.5
    sentences: int = 40
    characters: int = 600
    spoken_of: float = 0.5


LIMITS = Limits()
