"""What a language model wrote, and what checks say of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """One sentence of a draft.

    Attributes:
        text: As it would be shown.
        cited: Places of the passages that it names, in the evidence.
        logprob: Mean log-probability of its tokens, in nats; None where the provider gives none.
    """

    text: str
    cited: tuple[int, ...]
    logprob: float | None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a model answered.

    Attributes:
        text: The whole answer.
        sentences: Its sentences, in order.
        samples: Other answers to the same prompt, where some were asked for.
    """

    text: str
    sentences: tuple[DraftSentence, ...]
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that the model was given, of a kind of `knowledge.passages.KINDS`."""

    passage_id: UUID
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a passage says where a sentence of a draft may not be shown.

    Attributes:
        number: Place of the removed sentence in the draft.
        passage: Place of the passage in the evidence.
        sentences: As they stand there, one after the other.
    """

    number: int
    passage: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What may be shown of a draft.

    Attributes:
        kept: Places of the sentences that may be shown.
        removed: Places of those that may not, each with a key of the catalogue that says why.
        held: Nothing is shown until a person has decided.
        reasons: Keys of the catalogue that say why it is held.
        instead: What the evidence itself says about what some of the removed sentences speak of.
    """

    kept: tuple[int, ...]
    removed: tuple[tuple[int, str], ...]
    held: bool
    reasons: tuple[str, ...]
    instead: tuple[Quoted, ...] = ()
