"""Which sentences of passages a reply quotes: those that say most of what is asked, none twice."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from learnapp.agents import tutor_words as words
from learnapp.agents.tutor_turn import Kind, Question, Source
from learnapp.agents.tutor_words import Facet

MOST, OF_A_SIDE, COACHED, WIDE = 4, 2, 2, 7
"""Sentences of an answer, of one of several sides, beside help with a task, and of an answer to more than one fact."""
TOPIC_PASSAGES, TOPIC_WORDS = 5, 12
SAME, WORTH = 0.75, 0.5
"""Share of common words from which on two sentences say the same; and the share of the best sentence's worth below
which another one is left out."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that may be chosen, with the one before it where it leans on that."""

    parts: tuple[str, ...]
    stems: tuple[str, ...]
    source: Source
    rank: int
    heading: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What is quoted."""
        return " ".join(self.parts)


def large(kind: Kind, facets: Sequence[Facet]) -> bool:
    """Whether the causes of what the course is about are asked for, which have the same sides wherever people act."""
    return kind == "answer" and facets[0].name in words.CAUSES


def showing(sources: Sequence[Source], facet: Facet) -> list[Source]:
    """Return the passages of which a sentence shows a side."""
    return [one for one in sources if any(words.shows(each.stems, facet) for each in sentences_of(one, 0))]


def pick(
    question: Question, kind: Kind, facets: Sequence[Facet], found: Sequence[tuple[Source, int]],
    side: Facet | None = None,
) -> list[tuple[Said, str]]:  # fmt: skip
    """Return the sentences that have most of what is rare and asked for, from the best passages, none twice.

    Args:
        question: What was asked, and where.
        kind: What kind of reply they are for.
        facets: The sides that a whole answer has.
        found: Passages, with their places.
        side: The only side that is looked at; without it all are, one after the other.

    Returns:
        Each with the name of the side that it shows.
    """
    asked = set(words.stems(question.means))
    if kind == "coach" and question.work is not None:
        asked |= set(words.stems(question.work.prompt))
    every = [one for source, rank in found for one in sentences_of(source, rank)]
    often = Counter(stem for one in every for stem in set(one.stems))
    several = len(facets) > 1
    wide = kind == "answer" and not large(kind, facets) and not words.narrow(question.means)
    topic = _topic(found, asked) if several or wide else frozenset()

    def worth(one: Said, facet: Facet) -> float:
        own = set(one.stems)
        weights = {stem: math.log(1 + len(every) / often[stem]) for stem in own}
        # Exact sums are the same in whatever order a process keeps its words.
        rare = math.fsum(weights[stem] for stem in asked & own) + 0.4 * math.fsum(weights[stem] for stem in topic & own)
        shown = 2.5 * min(len(facet.cues & own), 3)
        reason = 0.8 if topic and words.reasons(one.text) else 0.0
        return ((rare + shown) / math.sqrt(12 + len(one.stems)) + reason) * (1 + 1 / (1 + one.rank))

    chosen: list[tuple[Said, str]] = []
    if wide and not any(asked & set(one.stems) for one in every):
        # What only speaks of what such passages speak of answers nothing.
        return chosen
    most = COACHED if kind == "coach" else WIDE // len(facets) if wide else OF_A_SIDE if several else MOST
    for facet in facets if side is None else (side,):
        fitting = [
            one
            for one in every
            if words.shows((*one.stems, *(one.heading if wide else ())), facet)
            and (several or (asked | topic) & set(one.stems))
        ]
        ranked = sorted(((worth(one, facet), one) for one in fitting), key=lambda each: -each[0])
        taken: list[Said] = []
        first = _first(ranked) if wide else []
        for value, one in [*first, *ranked]:
            if len(taken) == most or (value < WORTH * ranked[0][0] and (value, one) not in first):
                break
            if not any(same(one, other) for other, _ in chosen) and not any(same(one, other) for other in taken):
                taken.append(one)
        # As they stand in the course: what comes first explains what follows.
        taken.sort(key=lambda one: (one.rank, str(one.source.passage_id), one.source.sentences.index(one.parts[0])))
        chosen += [(one, facet.name) for one in taken]
    return chosen


def _first(ranked: Sequence[tuple[float, Said]]) -> list[tuple[float, Said]]:
    """Return the best sentence of each passage: each was chosen because it says what the others do not."""
    found: dict[UUID, tuple[float, Said]] = {}
    for value, one in ranked:
        found.setdefault(one.source.passage_id, (value, one))
    return list(found.values())


def _topic(found: Sequence[tuple[Source, int]], asked: set[str]) -> frozenset[str]:
    """Return what the first passages speak of most (pseudo-relevance feedback, Lavrenko & Croft 2001)."""
    said = Counter(
        stem
        for source, _ in found[:TOPIC_PASSAGES]
        for stem in {one for sentence in source.sentences for one in words.stems(sentence)}
    )
    # Of those that are said as often, always the same are taken: a question has one answer.
    most = sorted(said.items(), key=lambda each: (-each[1], each[0]))[:TOPIC_WORDS]
    return frozenset(stem for stem, times in most if times > 1 and stem not in asked)


def sentences_of(source: Source, rank: int) -> list[Said]:
    """Return what may be quoted of a passage: whole sentences, with the one before where they lean on it."""
    found = []
    heading = tuple(words.stems(f"{source.title} {source.place if source.kind == 'reading' else ''}"))
    for place, text in enumerate(source.sentences):
        parts = (source.sentences[place - 1], text) if place and words.leans(text) else (text,)
        stems = tuple(words.stems(" ".join(parts)))
        if len(stems) >= 3 and all(words.whole(part) for part in parts):
            found.append(Said(parts, stems, source, rank, heading))
    return found


def same(one: Said, other: Said) -> bool:
    """Return whether two sentences say the same."""
    first, second = set(one.stems), set(other.stems)
    return len(first & second) >= SAME * min(len(first), len(second))
