"""Several searches, one shortlist: which of all passages that were found an answer is made from.

One search orders passages for one wording. Here each passage collects from every search a part of the worth of its
place (reciprocal-rank fusion, Cormack et al. 2009), and gains by how much of what was asked it speaks of, rare words
most.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from learnapp.agents import tutor_words as words
from learnapp.agents.tutor_turn import Source

POOLED = 20
"""Passages that each search is asked for."""
_EARLY = 8
"""How slowly the worth of a place falls: the first is worth twice the ninth."""
_ASKED = 0.3
"""What a passage gains that speaks of everything that was asked; the first of one search gains 0.125."""
_WORDY = 90
"""Words of a passage from which on it is taken in full: what only repeats the question answers nothing."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for, and how much its order counts."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Pooled:
    """A passage, and what it has collected from the searches so far."""

    source: Source
    worth: float


def gathered(pool: Sequence[Pooled], found: Sequence[Source], weight: float) -> list[Pooled]:
    """Return a pool with what one more search found, best first."""
    kept = {one.source.passage_id: one for one in pool}
    for place, source in enumerate(found):
        before = kept.get(source.passage_id, Pooled(source, 0.0))
        kept[source.passage_id] = Pooled(before.source, before.worth + weight / (_EARLY + place))
    return list(kept.values())


def ordered(pool: Sequence[Pooled], asked: str) -> list[Source]:
    """Return the passages of a pool, best first, for what was asked."""
    said = {one.source.passage_id: _stems(one.source) for one in pool}
    often = Counter(stem for stems in said.values() for stem in stems)
    weights = {stem: math.log(1 + len(pool) / max(often[stem], 1)) for stem in set(words.stems(words.topic(asked)))}
    total = sum(weights.values()) or 1.0

    def worth(one: Pooled) -> float:
        own = said[one.source.passage_id]
        speaks = sum(weight for stem, weight in weights.items() if stem in own) / total
        return (one.worth + _ASKED * speaks) * (0.4 + 0.6 * _length(one.source))

    return [one.source for one in sorted(pool, key=worth, reverse=True)]


def around(best: Sequence[Source], asked: str) -> list[Query]:
    """Return searches beside what was found: the same lessons are asked once more, by their titles."""
    titles = dict.fromkeys(one.title.split(":")[0] for one in best)
    return [Query(f"{title} {words.topic(asked)}", 0.5) for title in titles if title]


def _stems(source: Source) -> frozenset[str]:
    return frozenset(stem for text in (source.title, *source.sentences) for stem in words.stems(text))


def _length(source: Source) -> float:
    told = sum(len(one.split()) for one in source.sentences if not one.rstrip("*_\"' ").endswith("?"))
    return min(1.0, told / _WORDY)
