"""Does looking again bring in what one look leaves out? Sides of whole answers, at the same number of passages.

`tutor_facets.json` holds questions on the demo's two courses that have more than one side, with words of the sentences
that answer each side. They were written from the courses' texts, without looking at what the tutor finds.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from bench.report import Figure
from bench.server import short_folder
from learnapp import bootstrap
from learnapp.agents.tutor import Tutor
from learnapp.agents.tutor_turn import Question, Source
from learnapp.core.config import Settings
from learnapp.engine.kc import CourseSnapshot
from learnapp.integrations.content_packages import courses
from learnapp.knowledge.words import sentences
from learnapp.security import safety
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import content, current, retrieval, retrieval_index
from learnapp.services.course_store import CourseStore
from learnapp.storage.embedded import EmbeddedPostgres
from learnapp.storage.migrate import upgrade

QUESTIONS = Path(__file__).with_name("tutor_facets.json")
_QUOTED = retrieval.OPEN - {"topic"}


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
            await content.import_course(folder)
    await retrieval_index.work_in(LIBRARY_TENANT)
    store = CourseStore(current().db)
    async with current().db.raw(LIBRARY_TENANT) as conn:
        rows = await (await conn.execute("SELECT slug, course_id FROM course")).fetchall()
    return {str(slug): await store.get(LIBRARY_TENANT, UUID(str(course))) for slug, course in rows}


async def _asked(tutor: Tutor, one: dict[str, Any], snapshot: CourseSnapshot) -> tuple[float, float, int]:
    """Return the share of sides in what the tutor cites, in as many passages of one search, and how many these are."""
    context = retrieval.Context(kinds=_QUOTED, language=snapshot.language)
    texts: dict[UUID, str] = {}

    async def find(query: str) -> Sequence[Source]:
        found = [each.passage for each in await retrieval.find(snapshot, query, context)]
        texts.update((each.passage_id, each.text) for each in found)
        return [
            Source(each.passage_id, each.content_id, each.kind, each.place, each.title, tuple(sentences(each.text)))
            for each in found
        ]

    reply = await tutor.reply(Question(one["question"], snapshot.subject), find)
    cited = [texts[source.passage_id] for source in reply.sources]
    single = await retrieval.find(snapshot, one["question"], context, max(1, len(cited)))
    facets = one["facets"]
    return covered(facets, cited), covered(facets, [each.passage.text for each in single]), len(cited)


async def measure() -> list[Figure]:
    """Ask each question of the tutor as it is, and of one search."""
    questions = orjson.loads(QUESTIONS.read_bytes())
    with short_folder() as folder:
        server = EmbeddedPostgres(folder)
        urls = server.start()
        try:
            upgrade(urls.owner)
            services = await bootstrap.build(Settings(_env_file=None, data_dir=folder, database_url=urls.app))
            try:
                snapshots = await _snapshots()
                tutor = Tutor(safety.check)
                shares = [await _asked(tutor, one, snapshots[one["course"]]) for one in questions]
            finally:
                await bootstrap.close(services)
        finally:
            server.stop()
    several, single = (statistics.fmean(one[place] for one in shares) for place in (0, 1))
    sides = sum(len(one["facets"]) for one in questions)
    note = f"{len(questions)} questions, {sides} sides, {statistics.fmean(one[2] for one in shares):.1f} passages each"
    more = 100 * (several / single - 1)
    return [
        Figure("sides of an answer covered, against one search of as many passages", more, "% more", 15, 25,
               higher_is_better=True, runs=len(questions), note=note),
        Figure("sides of an answer covered by looking again", several, ""),
        Figure("sides of an answer covered by one search", single, ""),
    ]  # fmt: skip
