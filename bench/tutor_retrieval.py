"""How well are passages found? Problems from the text of their hints, and passages that fit what a student needs."""

from __future__ import annotations

import json
import random
import time
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import numpy as np
from numpy.typing import NDArray

from bench.report import Figure
from bench.tutor_pack import Problem, passages, read, split
from learnapp.knowledge import reranker
from learnapp.knowledge.index import TOP, Context, CourseIndex
from learnapp.knowledge.passages import Passage
from learnapp.knowledge.reranker import FEATURES, Pairs, Reranker
from learnapp.services.retrieval_index import arrays

_STEMS = Context(kinds=frozenset({"stem"}))
_NEEDS = 600
LANGUAGES = Path(__file__).with_name("tutor_spanish.json")
Score = Callable[[NDArray[np.float32]], NDArray[np.float32]]


def _index(
    problems: Sequence[Problem], hidden: set[UUID], order: Reranker | None, bare: set[UUID] | None = None
) -> CourseIndex:
    parts = arrays(passages(problems, hidden=hidden, unlabelled=bare or ()), None)
    return CourseIndex(parts.facts, parts.words, parts.vectors, parts.basis, None, order)


def _ids(chosen: Sequence[Problem]) -> set[UUID]:
    return {one.content.content_id for one in chosen}


def fit(problems: Sequence[Problem]) -> Reranker:
    """Learn the order from the hints of problems that are no queries, while nothing of either's hints is indexed."""
    queries, fitted = split(problems)
    index = _index(problems, _ids(queries) | _ids(fitted), None)
    features, right, groups = [], [], []
    for one in fitted:
        found = index.candidates(one.hints, _STEMS)
        if found is not None:
            features.append(found[1])
            right.append(_own(index, found[0], one))
            groups.append(len(found[0]))
    return reranker.fit(Pairs(np.vstack(features), np.concatenate(right), groups))


def _own(index: CourseIndex, numbers: NDArray[np.int64], problem: Problem) -> NDArray[np.float32]:
    own = index.facts.content_list.index(problem.content.content_id)
    return np.asarray(index.facts.contents[numbers] == own, np.float32)


def _column(name: str) -> Score:
    place = FEATURES.index(name)
    return lambda rows: np.asarray(rows[:, place], np.float32)


def measure(problems: Sequence[Problem] | None = None, *, anew: bool = False) -> list[Figure]:
    """Measure; learn the order first where `anew`, else with the order that is shipped."""
    problems = problems or read()
    if anew:
        fit(problems).save()
        reranker.shipped.cache_clear()
    order = reranker.shipped()
    if order is None:
        raise SystemExit("No order was learnt yet. Run with --fit.")
    queries, _ = split(problems)
    figures = _hints(problems, queries, order)
    return figures + _relevance(problems, queries, order) + languages(order)


def _hints(problems: Sequence[Problem], queries: Sequence[Problem], order: Reranker) -> list[Figure]:
    index = _index(problems, _ids(queries), order)
    skills = {one.content.content_id: set(one.content.kc_ids) for one in problems}
    ways: dict[str, Score] = {
        "BM25": _column("bm25"), "vectors": _column("cosine"), "fused": _column("fused"), "learned order": order.scores
    }  # fmt: skip
    hits: dict[str, list[float]] = {name: [] for name in ways}
    same: dict[str, list[float]] = {name: [] for name in ways}
    took, reached = [], 0
    for one in queries:
        began = time.perf_counter()
        found = index.candidates(one.hints, _STEMS)
        took.append((time.perf_counter() - began) * 1000)
        right = np.zeros(1) if found is None else _own(index, found[0], one)
        reached += bool(right.any())
        for name, score in ways.items():
            if found is None:
                hits[name].append(0.0)
                same[name].append(0.0)
                continue
            best = np.argsort(-score(found[1]), kind="stable")[:TOP]
            hits[name].append(float(right[best].any()))
            contents = [index.facts.content_list[index.facts.contents[number]] for number in found[0][best]]
            own = skills[one.content.content_id]
            same[name].append(sum(bool(own & skills[content]) for content in contents) / TOP)
    figures = [
        Figure("problems found from their hints, hit@5", float(np.mean(hits["learned order"])), "", 0.45, 0.60,
               higher_is_better=True, runs=len(queries), spread=_spread(hits["learned order"])),
        Figure("same skill among the first five, P@5", float(np.mean(same["learned order"])), "", 0.32, 0.45,
               higher_is_better=True, runs=len(queries), spread=_spread(same["learned order"])),
    ]  # fmt: skip
    for name in ("BM25", "vectors", "fused"):
        figures += [
            Figure(f"hit@5 by {name} alone", float(np.mean(hits[name])), "", runs=len(queries)),
            Figure(f"P@5 by {name} alone", float(np.mean(same[name])), "", runs=len(queries)),
        ]
    figures += [
        Figure("problems among the candidates", reached / len(queries), "", runs=len(queries)),
        Figure("a search among OATutor's passages, p95", float(np.percentile(took, 95)), "ms",
               runs=len(queries), note=f"{index.size:,} passages"),
    ]  # fmt: skip
    gains = sorted(order.gains().items(), key=lambda one: -one[1])[:6]
    print("  what the learned order goes by:", ", ".join(f"{name} {share:.0%}" for name, share in gains))
    return figures


def _relevance(problems: Sequence[Problem], queries: Sequence[Problem], order: Reranker) -> list[Figure]:
    """A student at a problem asks with one of its hints; the passages of all queried problems hide their KC."""
    asked = random.Random(31).sample([one for one in queries if one.content.kc_ids], _NEEDS)
    index = _index(problems, set(), order, _ids(queries))
    skills = {one.content.content_id: set(one.content.kc_ids) for one in problems}
    shares: dict[str, list[float]] = {"at hand": [], "unknown": []}
    for one in asked:
        need = set(one.content.kc_ids)
        for name, kcs in (("at hand", frozenset(need)), ("unknown", frozenset[UUID]())):
            context = Context(kc_ids=kcs, hidden=frozenset({one.content.content_id}))
            served = index.search(one.hints, context)
            contents = [index.facts.content_list[index.facts.contents[hit.number]] for hit in served]
            shares[name].append(sum(bool(need & skills[content]) for content in contents) / max(len(contents), 1))
    return [
        Figure("content relevance, KC at hand known", float(np.mean(shares["at hand"])), "", 0.85, 0.92,
               higher_is_better=True, runs=len(asked), spread=_spread(shares["at hand"]),
               note="the problem itself is not among what is found"),
        Figure("content relevance, from the question alone", float(np.mean(shares["unknown"])), "", runs=len(asked)),
    ]  # fmt: skip


def languages(order: Reranker) -> list[Figure]:
    """A small course in Spanish and the same in English, asked in other forms of the words: hit@5 side by side."""
    rows = json.loads(LANGUAGES.read_text("utf-8"))["rows"]
    found: dict[str, list[float]] = {name: [] for name in ("Spanish", "Spanish, typed without accents", "English")}
    for name, hits in found.items():
        language = "en" if name == "English" else "es"
        index = spoken(rows, language, order)
        for number, row in enumerate(rows):
            asked = row[language]["question"]
            served = index.search(without_accents(asked) if "without" in name else asked)
            hits.append(float(number in [hit.number for hit in served]))
    return [
        Figure(f"a small course in {name}, hit@5", float(np.mean(hits)), "", higher_is_better=True, runs=len(hits),
               spread=_spread(hits), note="the order was learnt on English")
        for name, hits in found.items()
    ]  # fmt: skip


def spoken(rows: Sequence[dict[str, Any]], language: str, order: Reranker | None) -> CourseIndex:
    """Return an index of the small course in one of its languages."""
    root, made = UUID(int=58), []
    for number, row in enumerate(rows):
        text, topic, lesson = row[language]["text"], uuid5(root, f"topic {row['topic']}"), uuid5(root, row["topic"])
        made.append(
            Passage(
                uuid5(root, text), uuid5(root, f"content {number}"), lesson, "reading", "", "", text, (topic,), 0.0,
                language, "", "",
            )
        )  # fmt: skip
    parts = arrays(made, None)
    return CourseIndex(parts.facts, parts.words, parts.vectors, parts.basis, None, order)


def without_accents(text: str) -> str:
    """Return a text as somebody types it who leaves accents out."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(one for one in apart if not unicodedata.combining(one))


def _spread(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of a mean."""
    half = 1.96 * float(np.std(values)) / len(values) ** 0.5
    return round(float(np.mean(values)) - half, 4), round(float(np.mean(values)) + half, 4)
