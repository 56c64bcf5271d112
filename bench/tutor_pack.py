"""OATutor's problems as contents and passages, and the texts of their hints as questions."""

from __future__ import annotations

import json
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from learnapp.engine.kc import Content
from learnapp.integrations.content_packages import oatutor
from learnapp.integrations.content_packages.oatutor_problem import read_problem
from learnapp.integrations.content_packages.package import PackItem, PackReport
from learnapp.knowledge.passages import Passage, of_content
from learnapp.services.course_store import content_of

PACK = Path(__file__).resolve().parents[2] / "shared" / "data" / "oatutor-content.tar.xz"
QUERIES, FITTED, SEED = 1_500, 2_500, 7


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem, and what its hints and scaffolds say, without the one that tells the answer."""

    content: Content
    hints: str


def read(path: Path = PACK) -> list[Problem]:
    """Return every problem once, also where it stands in several courses."""
    report = PackReport()
    catalogue = oatutor.read_catalogue(path, report)
    found = []
    for source in oatutor.problems(path, report):
        items = read_problem(source, catalogue, report)
        if items:
            content = _content(items[0])
            said = [
                f"{hint.title} {hint.text}"
                for step in content.steps
                for hint in step.hints
                if hint.kind != "bottom_out"
            ]
            found.append(Problem(content, "\n".join(said).strip()))
    return found


def _content(item: PackItem) -> Content:
    return content_of(
        (
            item.content_id, 1, item.kind, item.title, item.body, item.lesson_id, item.position, item.kc_ids,
            item.minutes, json.dumps(item.body_public), json.dumps(item.answer_key), item.discrimination,
            item.difficulty, item.quality, item.min_age, item.language, item.license, item.attribution, item.source,
        )
    )  # fmt: skip


def split(problems: Sequence[Problem]) -> tuple[list[Problem], list[Problem]]:
    """Return the problems whose hints are the queries, and others from which the order is learnt; a fixed draw."""
    asked = [one for one in problems if one.hints]
    queries = random.Random(SEED).sample(asked, QUERIES)
    held = {one.content.content_id for one in queries}
    rest = [one for one in asked if one.content.content_id not in held]
    return queries, random.Random(SEED + 1).sample(rest, FITTED)


def passages(
    problems: Sequence[Problem], *, hidden: Collection[UUID], unlabelled: Collection[UUID] = ()
) -> list[Passage]:
    """Return the passages of problems.

    Args:
        problems: The problems.
        hidden: Of these only the wording of the task: no hint, and no solution, which repeats hints.
        unlabelled: Of these no passage says which KC it is about.
    """
    found = []
    for one in problems:
        for passage in of_content(one.content):
            if passage.kind == "stem" or one.content.content_id not in hidden:
                found.append(passage if one.content.content_id not in unlabelled else _bare(passage))
    return found


def _bare(one: Passage) -> Passage:
    return Passage(
        one.passage_id, one.content_id, one.lesson_id, one.kind, one.place, one.title, one.text, (), one.level,
        one.language, one.license, one.attribution,
    )  # fmt: skip
