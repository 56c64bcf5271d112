"""Tasks of every grade find their standard, in English and in Spanish, and so do the demo course's items."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from bench.content_quality import TASKS
from learnapp.engine.kc import Content
from learnapp.knowledge import alignment, standards
from learnapp.services import content_checks
from learnapp.services.draft_documents import content
from tests.unit.knowledge.test_standards import demo, documents

ROWS = json.loads(TASKS.read_text("utf-8"))["rows"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_tasks_of_every_grade_find_their_standard(language: str) -> None:
    found = standards.ranked([row[language] for row in ROWS], 5, language)
    hits = [row["code"] in [one.code for one in each] for row, each in zip(ROWS, found, strict=True)]
    assert sum(hits) >= 0.88 * len(ROWS), [row["code"] for row, hit in zip(ROWS, hits, strict=True) if not hit]
    assert sum(each[0].code == row["code"] for row, each in zip(ROWS, found, strict=True)) >= 0.6 * len(ROWS)
    assert all(0 < one.score <= 1 for each in found for one in each)


def items() -> list[Content]:
    found = [content(document, content_id, 1) for document, content_id in documents()]  # type: ignore[arg-type]
    return [item for item in found if item.steps]


def test_more_codes_hide_none_of_those_that_the_demo_course_names() -> None:
    kcs = {kc.kc_id: kc for kc in demo().kcs}
    asked = items()
    own: list[UUID] = [item.kc_ids[0] for item in asked]
    texts = [
        f"{kcs[kc].name} {kcs[kc].description} {alignment.words_of(item)}" for kc, item in zip(own, asked, strict=True)
    ]
    found = standards.ranked(texts, 5)
    hits = [kcs[kc].standard in [one.code for one in each] for kc, each in zip(own, found, strict=True)]
    assert sum(hits) >= 0.94 * len(hits)
    topics = standards.ranked([f"{kc.name} {kc.description}" for kc in kcs.values()], 5)
    assert all(kc.standard in [one.code for one in each] for kc, each in zip(kcs.values(), topics, strict=True))


def test_few_sound_items_fall_below_the_limit_and_most_under_a_foreign_code_do() -> None:
    kcs = list(demo().kcs)
    names = {kc.kc_id: kc for kc in kcs}
    own, foreign = [], []
    for number, item in enumerate(items()):
        kc = names[item.kc_ids[0]]
        text = f"{kc.name} {kc.description}\n{alignment.words_of(item)}"
        other = next(one for one in (*kcs[number % len(kcs) :], *kcs) if one.standard != kc.standard)
        own.append(standards.score(text, kc.standard or ""))
        foreign.append(standards.score(text, other.standard or ""))
    limit = content_checks.ALIGNED
    assert sum(one is None or one < limit for one in own) <= 0.01 * len(own)
    assert sum(one is None or one < limit for one in foreign) >= 0.65 * len(foreign)
