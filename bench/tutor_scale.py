"""Half a million passages: how long does a search take, and how much memory does the index need?

The passages are OATutor's, each several times with other numbers. The process that searches opens the index from its
files, as the app does.
"""

from __future__ import annotations

import multiprocessing
import random
import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import numpy as np
import psutil

from bench.report import Figure
from bench.tutor_pack import Problem, passages, split
from learnapp.knowledge import embeddings, files, lexical, reranker
from learnapp.knowledge.facts import facts_of
from learnapp.knowledge.files import Parts
from learnapp.knowledge.index import Context, CourseIndex
from learnapp.knowledge.passages import Passage
from learnapp.knowledge.words import terms, words
from learnapp.storage.vectors import VectorStore

SIZE, SEARCHES = 500_000, 400
_NUMBER = re.compile(r"\d+")
_NAME = "scale"


def _many(found: Sequence[Passage], size: int) -> Iterator[Passage]:
    draw = random.Random(41)
    for number in range(size):
        one = found[number % len(found)]
        copy = number // len(found)
        if copy:
            text = _NUMBER.sub(lambda _: str(draw.randrange(2, 400)), one.text)
            one = replace(
                one, text=text, passage_id=UUID(int=number + 1), content_id=UUID(int=one.content_id.int ^ copy),
                lesson_id=UUID(int=one.lesson_id.int ^ copy),
            )  # fmt: skip
        yield one


def _write(folder: Path, problems: Sequence[Problem], size: int) -> float:
    began = time.perf_counter()
    queries, _ = split(problems)
    found = passages(problems, hidden={one.content.content_id for one in queries})
    basis = embeddings.fit([words(one.whole) for one in found])
    many = list(_many(found, size))
    vectors = np.concatenate(
        [embeddings.embed_words(basis, [words(one.whole) for one in many[at : at + 20_000]])
         for at in range(0, len(many), 20_000)]
    )  # fmt: skip
    made = lexical.build(terms(one.whole) for one in many)
    files.save(folder / "index", Parts(facts_of(many), made, vectors, basis))
    print(f"  {len(many):,} passages written in {time.perf_counter() - began:.0f} s", flush=True)
    began = time.perf_counter()
    VectorStore(folder / "chroma").write(_NAME, [vectors])
    return time.perf_counter() - began


def _search(folder: Path, asked: Sequence[str], out: str) -> None:
    """Open the index and search; in a process of its own, whose memory is what counts."""
    before = psutil.Process().memory_info().rss
    parts = files.load(folder / "index")
    store = VectorStore(folder / "chroma")
    index = CourseIndex(
        parts.facts, parts.words, parts.vectors, parts.basis, lambda v, n: store.nearest(_NAME, v, n),
        reranker.shipped(),
    )  # fmt: skip
    for text in asked[:20]:
        index.search(text)
    took = []
    for text in asked[20:]:
        began = time.perf_counter()
        index.search(text, Context(kinds=frozenset({"stem", "hint", "solution"})))
        took.append((time.perf_counter() - began) * 1000)
    memory = (psutil.Process().memory_info().rss - before) / 2**30
    np.save(out, np.array([memory, *took]))


def measure(problems: Sequence[Problem], size: int = SIZE) -> list[Figure]:
    """Write the index, search in it from another process."""
    queries, _ = split(problems)
    asked = [one.hints.split("\n")[0] for one in queries[:SEARCHES]]
    with tempfile.TemporaryDirectory(prefix="learnapp-scale-") as name:
        folder = Path(name)
        seconds = _write(folder, problems, size)
        out = str(folder / "took.npy")
        worker = multiprocessing.get_context("spawn").Process(target=_search, args=(folder, asked, out))
        worker.start()
        worker.join()
        memory, *took = np.load(out).tolist()
    cut = statistics.quantiles(took, n=100)
    # The targets are those of the whole size; a smaller index has none.
    whole = size >= SIZE
    return [
        Figure(f"retrieval over {size:,} passages, p95", cut[94], "ms", 80 if whole else None,
               30 if whole else None, runs=len(took), spread=(round(min(took), 1), round(max(took), 1))),
        Figure(f"retrieval over {size:,} passages, p50", cut[49], "ms", runs=len(took)),
        Figure(f"memory of an index of {size:,} passages", memory, "GiB", 3 if whole else None,
               1.5 if whole else None),
        Figure(f"{size:,} vectors written to Chroma", seconds, "s"),
    ]  # fmt: skip
