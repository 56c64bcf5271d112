"""Does looking again bring in what one look leaves out? Sides of whole answers, at the same number of passages.

`tutor_facets.json`, `tutor_facets_more.json` and `tutor_facets_unseen.json` hold questions on the demo's two courses
that have more than one side, with words of the sentences that answer each side. They were written from the courses'
texts, without looking at what the tutor finds. The first two are what the way of looking was chosen on; the figure is
that of the last.
"""

from __future__ import annotations

import asyncio
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import orjson
from numpy.typing import NDArray

from bench.report import Figure, publish
from bench.server import short_folder
from learnapp import bootstrap
from learnapp.agents import tutor_words
from learnapp.agents.tutor import Tutor
from learnapp.agents.tutor_turn import Question, Source
from learnapp.core.config import Settings
from learnapp.engine.kc import CourseSnapshot
from learnapp.integrations.content_packages import courses
from learnapp.knowledge.index import CourseIndex
from learnapp.knowledge.passages import cut
from learnapp.knowledge.reranker import FEATURES
from learnapp.security import safety
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import content, current, retrieval, retrieval_index
from learnapp.services.course_store import CourseStore
from learnapp.services.tutor_context import source_of, titles_of
from learnapp.storage.embedded import EmbeddedPostgres
from learnapp.storage.migrate import upgrade
from learnapp.storage.repositories import passages as rows

TUNED, MORE, UNSEEN = (Path(__file__).with_name(f"tutor_facets{name}.json") for name in ("", "_more", "_unseen"))
_QUOTED = retrieval.OPEN - {"topic"}
_DRAWS, _SEED = 2_000, 75


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold()))


def covered(facets: dict[str, list[str]], texts: Sequence[str]) -> float:
    """Return the share of the sides that one of the texts speaks of."""
    said = [_plain(one) for one in texts]
    there = [any(_plain(words) in one for words in phrases for one in said) for phrases in facets.values()]
    return sum(there) / len(there)


async def _snapshots() -> dict[str, CourseSnapshot]:
    """Bring the demo's two courses in and index them."""
    for folder in sorted(Path(courses.__file__).parent.iterdir()):
        if (folder / "course.yaml").exists():
            # As the app brings them in: people have looked at every item of them.
            await content.load_demo_course(folder=folder)
    await retrieval_index.work_in(LIBRARY_TENANT)
    store = CourseStore(current().db)
    async with current().db.raw(LIBRARY_TENANT) as conn:
        found = await (await conn.execute("SELECT slug, course_id FROM course")).fetchall()
    return {str(slug): await store.get(LIBRARY_TENANT, UUID(str(course))) for slug, course in found}


_WAYS = ("as typed", "without words that only ask", "as typed, before the learned order", "without them, before it")
"""One search: for the question as it was typed or for its words that say something, in the order in which passages are
served or in that of the ranks alone. The one that covers most is what looking again is held against."""


@dataclass(frozen=True, slots=True)
class _Course:
    """A course to ask about: its snapshot, its index, and the texts of its passages."""

    snapshot: CourseSnapshot
    index: CourseIndex
    texts: dict[UUID, str]


async def _course(snapshot: CourseSnapshot) -> _Course:
    tenant, course = snapshot.tenant_id, snapshot.course_id
    async with current().db.raw(tenant) as conn:
        row = await rows.best(conn, tenant, course, snapshot.version)
    if row is None:
        raise SystemExit(f"{snapshot.title} has no index.")
    index = await current().indexes.get(tenant, course, row.version, row.embedder)
    return _Course(snapshot, index, {one.passage_id: one.text for one in cut(snapshot)})


async def _asked(tutor: Tutor, one: dict[str, Any], course: _Course) -> tuple[float, list[float], int]:
    """Return the share of sides in what the tutor cites, in as many passages of each single search, and how many."""
    snapshot, index = course.snapshot, course.index
    context = retrieval.Context(kinds=_QUOTED, language=snapshot.language)

    async def find(query: str, within: frozenset[UUID] = frozenset(), /) -> Sequence[Source]:
        where = replace(context, contents=within) if within else context
        return [source_of(each) for each in await retrieval.find(snapshot, query, where, retrieval.LOOKED_AT)]

    typed = one["question"]
    reply = await tutor.reply(Question(typed, snapshot.subject, titles=titles_of(snapshot)), find)
    most = max(1, len(reply.sources))
    queries = (typed, tutor_words.bare(typed))
    served = [[each.passage.passage_id for each in await retrieval.find(snapshot, query, context, most)]
              for query in queries]  # fmt: skip
    ranked = [_ranked(index, query, context)[:most] for query in queries]
    return (
        covered(one["facets"], [course.texts[source.passage_id] for source in reply.sources]),
        [covered(one["facets"], [course.texts[each] for each in ids]) for ids in (*served, *ranked)],
        len(reply.sources),
    )


def _ranked(index: CourseIndex, query: str, context: retrieval.Context) -> list[UUID]:
    found = index.candidates(query, context)
    if found is None:
        return []
    order = np.argsort(-found[1][:, FEATURES.index("fused")], kind="stable")
    return [index.facts.ids[number] for number in found[0][order]]


def _stand(questions: Sequence[dict[str, Any]], snapshots: dict[str, CourseSnapshot]) -> None:
    """See to it that each side stands in a passage that may be quoted, so that it could be found at all."""
    texts = {
        slug: [_plain(each.text) for each in cut(one) if each.kind in _QUOTED and each.language == one.language]
        for slug, one in snapshots.items()
    }
    for one in questions:
        for side, phrases in one["facets"].items():
            if not any(_plain(words) in text for words in phrases for text in texts[one["course"]]):
                raise SystemExit(f"No passage says the side “{side}” of “{one['question']}”.")


def _gain(several: NDArray[np.float64], single: NDArray[np.float64]) -> float:
    """Return how much more is covered than by the best of the single searches, in %."""
    return float(100 * (several.mean() / single.mean(axis=0).max() - 1))


def _figures(questions: Sequence[dict[str, Any]], asked: Sequence[tuple[float, list[float], int]], which: str
             ) -> list[Figure]:  # fmt: skip
    several = np.array([one[0] for one in asked])
    single = np.array([one[1] for one in asked])
    # The 95 % interval is that of questions drawn again and again.
    drawn = np.random.default_rng(_SEED).integers(0, len(asked), (_DRAWS, len(asked)))
    low, high = np.percentile([_gain(several[each], single[each]) for each in drawn], (2.5, 97.5))
    sides = sum(len(one["facets"]) for one in questions)
    each = statistics.fmean(one[2] for one in asked)
    note = f"{len(questions)} questions, {sides} sides, {each:.1f} passages each, 95 %: {low:.0f} to {high:.0f}"
    floor, aim = (None, None) if which else (15, 25)
    return [
        Figure(f"sides of an answer covered, against one search of as many passages{which}", _gain(several, single),
               "% more", floor, aim, higher_is_better=True, runs=len(questions),
               spread=(round(float(low), 1), round(float(high), 1)), note=note),
        Figure(f"sides covered by looking again{which}", float(several.mean()), ""),
        *(Figure(f"sides covered by one search {way}{which}", float(single[:, place].mean()), "")
          for place, way in enumerate(_WAYS)),
    ]  # fmt: skip


async def measure() -> list[Figure]:
    """Ask each question of the tutor as it is, and of one search."""
    sets = {
        "": orjson.loads(UNSEEN.read_bytes()),
        "; questions to choose on": orjson.loads(TUNED.read_bytes()),
        "; more to choose on": orjson.loads(MORE.read_bytes()),
    }
    figures: list[Figure] = []
    with short_folder() as folder:
        server = EmbeddedPostgres(folder)
        urls = server.start()
        try:
            upgrade(urls.owner)
            services = await bootstrap.build(Settings(_env_file=None, data_dir=folder, database_url=urls.app))
            try:
                snapshots = await _snapshots()
                asked_of = {slug: await _course(one) for slug, one in snapshots.items()}
                tutor = Tutor(safety.check)
                for which, questions in sets.items():
                    _stand(questions, snapshots)
                    asked = [await _asked(tutor, one, asked_of[one["course"]]) for one in questions]
                    figures += _figures(questions, asked, which)
            finally:
                await bootstrap.close(services)
        finally:
            server.stop()
    return figures


if __name__ == "__main__":
    print(publish("tutor_multihop", "Sides of a whole answer", asyncio.run(measure())))
