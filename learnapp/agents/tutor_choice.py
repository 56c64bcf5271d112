"""Which passages an answer rests on: of all that was found in several searches, those that say most of what is asked.

One search ranks passages singly. Here each counts with what its whole content says, a piece of two lines less than a
piece that explains, and another explanation of what is there already less than another part of the course.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from learnapp.agents import tutor_words as words
from learnapp.agents.tutor_turn import Source

WORDS, PLACE, WHOLE = 0.6, 0.6, 1.0
"""What counts for a passage: the words of the question in it, its place in the search, and its whole content."""
SLOW = 5
"""Places after which a passage's place counts half."""
LONG = 30
"""Meaning words of a passage that explains something; a shorter one counts by its share of these."""
OTHER_WORDS, AGAIN = 0.7, 0.6
"""What an explanation in other words counts against the text itself; and beside a passage of the same content."""
STEPS = ("smaller_steps", "worked_example")
"""Kinds of explanations that say how something is done: who asks that is not told the same in other words by them."""
SHARED, MOST_COVERED = 0.3, 0.95
"""What words of the whole question count for one part of it; and how far one passage can answer a part."""
_K1, _B, _K = 1.2, 0.75, 60


@dataclass(frozen=True, slots=True)
class Look:
    """One search.

    Attributes:
        asked: What was looked for.
        places: Passage to its place among what was found, from 0.
    """

    asked: str
    places: Mapping[UUID, int]


def in_all(asked: str, rankings: Sequence[Sequence[UUID]]) -> Look:
    """Return one look of several for the same (reciprocal-rank fusion, Cormack, Clarke & Büttcher 2009)."""
    worth: dict[UUID, float] = {}
    for ranking in rankings:
        for rank, one in enumerate(ranking):
            worth[one] = worth.get(one, 0.0) + 1 / (_K + 1 + rank)
    # The sort is stable: of two that are as good, the one that was found first stays first.
    return Look(asked, {one: place for place, one in enumerate(sorted(worth, key=lambda one: -worth[one]))})


def choose(question: str, found: Sequence[Source], looks: Sequence[Look], most: int) -> list[Source]:
    """Return the passages that together say most of what is asked, the best first.

    Greedy: each next one is what the others leave open (Agrawal et al. 2009 for parts of a question).

    Args:
        question: What was asked.
        found: All passages that were found, each once.
        looks: The searches: the first for the question, the others for parts of it.
        most: How many passages.
    """
    if not found:
        return []
    pool = _Pool(found, steps=words.asks_how(question))
    asked = dict.fromkeys(words.stems(question), 1.0)
    whole = pool.worth(asked, looks[0].places)
    parts = []
    for look in looks[1:]:
        wanted = dict.fromkeys(asked, SHARED) | dict.fromkeys(words.stems(look.asked), 1.0)
        parts.append([min(MOST_COVERED, one) for one in pool.worth(wanted, look.places)])
    open_ = [1.0 / len(parts) for _ in parts]
    chosen: list[int] = []

    def gain(place: int) -> float:
        there = any(found[one].content_id == found[place].content_id for one in chosen)
        value = whole[place] * (AGAIN if there and found[place].kind == "explanation" else 1.0)
        return value + sum(left * part[place] for left, part in zip(open_, parts, strict=True))

    while len(chosen) < min(most, len(found)):
        best = max((place for place in range(len(found)) if place not in chosen), key=lambda one: (gain(one), -one))
        chosen.append(best)
        open_ = [left * (1 - part[best]) for left, part in zip(open_, parts, strict=True)]
    return [found[place] for place in chosen]


class _Pool:
    """What was found, counted: words of passages, of headings once more, and of whole contents."""

    def __init__(self, found: Sequence[Source], *, steps: bool) -> None:
        self._found = found
        told = STEPS if steps else ()
        self._again = [one.kind == "explanation" and one.place not in told for one in found]
        heads = [words.stems(f"{one.title} {one.place if one.kind == 'reading' else ''}") for one in found]
        said = [words.stems(" ".join(one.sentences)) for one in found]
        self._long = [len(head) + len(body) for head, body in zip(heads, said, strict=True)]
        self._counts = [Counter([*head, *head, *body]) for head, body in zip(heads, said, strict=True)]
        self._contents: dict[UUID, Counter[str]] = {}
        for one, head, body in zip(found, heads, said, strict=True):
            self._contents.setdefault(one.content_id, Counter()).update([*head, *head, *body])

    def worth(self, wanted: Mapping[str, float], places: Mapping[UUID, int]) -> list[float]:
        """Return what each passage is worth for words, 1 for the best one."""
        single = _even(_bm25(wanted, self._counts, self._long))
        contents = list(self._contents)
        counts = [self._contents[one] for one in contents]
        whole = dict(zip(contents, _even(_bm25(wanted, counts, [one.total() for one in counts])), strict=True))
        found = []
        for place, one in enumerate(self._found):
            stands = 1 / (1 + places[one.passage_id] / SLOW) if one.passage_id in places else 0.0
            value = WORDS * single[place] + PLACE * stands + WHOLE * whole[one.content_id]
            value *= min(1.0, self._long[place] / LONG)
            found.append(value * (OTHER_WORDS if self._again[place] else 1.0))
        return _even(found)


def _bm25(wanted: Mapping[str, float], texts: Sequence[Counter[str]], lengths: Sequence[int]) -> list[float]:
    """Return what texts have of words, each by how rare it is among them (Robertson & Zaragoza 2009)."""
    often = Counter(word for one in texts for word in one)
    rare = {word: math.log(1 + (len(texts) - often[word] + 0.5) / (often[word] + 0.5)) for word in wanted}
    average = sum(lengths) / len(lengths) or 1.0
    return [
        sum(
            weight * rare[word] * one[word] * (_K1 + 1) / (one[word] + _K1 * (1 - _B + _B * length / average))
            for word, weight in wanted.items()
            if word in one
        )
        for one, length in zip(texts, lengths, strict=True)
    ]


def _even(values: Sequence[float]) -> list[float]:
    most = max(values, default=0.0)
    return [one / most for one in values] if most > 0 else [0.0] * len(values)
