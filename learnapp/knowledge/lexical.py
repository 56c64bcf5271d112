"""BM25 over a course's passages, in arrays that may lie in a file and are then shared by all processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from learnapp.knowledge.words import is_number

K1, B = 1.2, 0.75
"""Robertson & Zaragoza (2009), section 3.2."""
MOST_TERMS = 48
"""Rarest terms of a query that are looked up; the others say nothing that these do not."""
COMMON = 0.05
"""Share of the passages above which a term is passed over in a large index, where rarer ones are there."""
_LARGE = 50_000

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lexical:
    """Postings of n passages and m terms, both ways.

    Attributes:
        vocabulary: Term to its number.
        idf: (m,) inverse document frequency.
        numeric, paired: (m,) whether a term is a number, a pair of words.
        term_start, term_docs, term_weights: BM25 weight of each term in each passage that has it.
        doc_start, doc_terms: The terms of each passage.
    """

    vocabulary: Mapping[str, int]
    idf: Floats
    numeric: NDArray[np.bool_]
    paired: NDArray[np.bool_]
    term_start: NDArray[np.int64]
    term_docs: Ints
    term_weights: NDArray[np.float32]
    doc_start: NDArray[np.int64]
    doc_terms: Ints

    @property
    def size(self) -> int:
        """How many passages there are."""
        return len(self.doc_start) - 1

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what is kept in files, besides the vocabulary."""
        return {name: getattr(self, name) for name in ARRAYS}

    def numbers(self, said: Sequence[str]) -> Ints:
        """Return the numbers of the known terms among these, ascending, each once."""
        known = {self.vocabulary[term] for term in said if term in self.vocabulary}
        return np.fromiter(sorted(known), np.int32, len(known))

    def scores(self, query: Ints) -> Floats:
        """Return (n,) BM25 scores of all passages; a term counts once however often the query has it."""
        found = np.zeros(self.size, np.float32)
        order = query[np.argsort(-self.idf[query], kind="stable")]
        for number, term in enumerate(order[:MOST_TERMS]):
            first, last = self.term_start[term], self.term_start[term + 1]
            if self.size > _LARGE and number >= 4 and last - first > COMMON * self.size:
                break
            # No passage stands twice in one term's row, so the sums do not meet.
            found[self.term_docs[first:last]] += self.term_weights[first:last]
        return found


ARRAYS = (
    "idf", "numeric", "paired", "term_start", "term_docs", "term_weights", "doc_start", "doc_terms",
)  # fmt: skip


def build(passages: Iterable[Sequence[str]]) -> Lexical:
    """Return the postings of passages, given as their terms (`words.terms`); pairs that stand once are left out."""
    vocabulary: dict[str, int] = {}
    starts, terms, counts, lengths = [0], [], [], []
    for said in passages:
        counted = Counter(said)
        for term, times in counted.items():
            terms.append(vocabulary.setdefault(term, len(vocabulary)))
            counts.append(times)
        starts.append(len(terms))
        lengths.append(sum(times for term, times in counted.items() if " " not in term))
    return _arranged(
        vocabulary,
        np.asarray(starts, np.int64),
        np.asarray(terms, np.int32),
        np.asarray(counts, np.float32),
        np.asarray(lengths, np.float32),
    )


def _arranged(
    vocabulary: dict[str, int], starts: NDArray[np.int64], terms: Ints, counts: Floats, lengths: Floats
) -> Lexical:
    docs = np.repeat(np.arange(len(lengths), dtype=np.int32), np.diff(starts))
    names = list(vocabulary)
    frequency = np.bincount(terms, minlength=len(names))
    paired = np.fromiter((" " in name for name in names), bool, len(names))
    kept = ~paired | (frequency > 1)
    number = np.full(len(names), -1, np.int32)
    number[kept] = np.arange(int(kept.sum()), dtype=np.int32)
    chosen = kept[terms]
    terms, docs, counts = number[terms[chosen]], docs[chosen], counts[chosen]
    frequency, paired = frequency[kept], paired[kept]
    names = [name for name, keep in zip(names, kept, strict=True) if keep]
    n = max(len(lengths), 1)
    idf = np.log(1 + (n - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
    average = max(float(lengths.mean()) if len(lengths) else 1.0, 1.0)
    norm = K1 * (1 - B + B * lengths[docs] / average)
    weights = (idf[terms] * counts * (K1 + 1) / (counts + norm)).astype(np.float32)
    by_term = np.argsort(terms, kind="stable")
    doc_counts = np.bincount(docs, minlength=len(lengths))
    return Lexical(
        {name: place for place, name in enumerate(names)},
        idf,
        np.fromiter((is_number(name) for name in names), bool, len(names)),
        paired,
        np.concatenate([[0], np.cumsum(frequency)]).astype(np.int64),
        docs[by_term],
        weights[by_term],
        np.concatenate([[0], np.cumsum(doc_counts)]).astype(np.int64),
        terms,
    )
