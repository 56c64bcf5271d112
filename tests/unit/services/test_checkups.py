"""Which tasks a check-up brings."""

from __future__ import annotations

from uuid import uuid4

import pytest

from learnapp.engine.kc import Content, ContentKind
from learnapp.services.checkups import TASKS, chosen


def content(difficulty: float) -> Content:
    return Content(uuid4(), 1, ContentKind.PRACTICE, "", "", uuid4(), 0, (), 1.0, difficulty=difficulty)


@pytest.mark.parametrize("count", range(12))
@pytest.mark.parametrize("claim", ["more", "less"])
def test_a_few_different_tasks_from_easy_to_hard(count: int, claim: str) -> None:
    tasks = [content(place / 3 - 2) for place in range(count)]
    picked = chosen(tasks[::-1], set(), claim)
    assert len(picked) == min(TASKS, count) and len({one.content_id for one in picked}) == len(picked)
    assert [one.difficulty for one in picked] == sorted(one.difficulty for one in picked)


def test_who_claims_more_gets_harder_tasks_than_who_claims_less() -> None:
    tasks = [content(place / 5 - 2) for place in range(20)]
    more, less = (sum(one.difficulty for one in chosen(tasks, set(), claim)) for claim in ("more", "less"))
    assert more > less


def test_what_was_just_seen_does_not_come_again() -> None:
    tasks = [content(place / 5) for place in range(6)]
    seen = {tasks[0].content_id, tasks[3].content_id}
    assert not seen & {one.content_id for one in chosen(tasks, seen, "more")}
