"""A made-up course of any size: readings and numeric items over a chain of knowledge components."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from learnapp.integrations.content_packages.package import (
    PackCourse,
    PackItem,
    PackKC,
    PackLesson,
    PackReport,
    content_uuid,
)
from learnapp.services import content_import
from learnapp.services.content_import import Source

_LICENSE, _SOURCE = "Apache-2.0", "benchmark"


def _kcs(slug: str, count: int) -> list[PackKC]:
    return [
        PackKC(content_uuid("bench", slug, f"kc{n}"), f"{slug}-kc{n}", f"Sums, part {n + 1}", p_transit=0.12)
        for n in range(count)
    ]


def _item(slug: str, course: UUID, lesson: UUID, kc: UUID, number: int, draw: random.Random) -> PackItem:
    a, b = draw.randrange(10, 99), draw.randrange(10, 99)
    ref = f"item{number}"
    common: dict[str, Any] = {
        "content_id": content_uuid("bench", slug, ref), "course_id": course, "lesson_id": lesson, "kc_ids": (kc,),
        "position": number, "source_ref": ref, "source": _SOURCE, "license": _LICENSE, "attribution": _SOURCE,
    }  # fmt: skip
    if number % 12 == 0:
        body = f"To add {a} and {b}, add the tens, add the ones, then bring both together: ${a}+{b}={a + b}$."
        return PackItem(kind="reading", title=f"Reading {number}", body=body, body_public={}, answer_key={}, **common)
    hints = [
        {"id": "h1", "kind": "hint", "title": "Tens", "text": f"Add the tens of {a} and {b}."},
        {"id": "h2", "kind": "hint", "title": "Ones", "text": "Now add the ones."},
        {"id": "h3", "kind": "bottom_out", "title": "Answer", "text": f"The answer is {a + b}."},
    ]
    step = {
        "id": "s1", "prompt": f"What is ${a}+{b}$?", "answer_kind": "numeric", "kc_ids": [str(kc)], "choices": [],
        "hints": hints,
    }  # fmt: skip
    return PackItem(
        kind="practice",
        title=f"Sum {number}",
        body="",
        body_public={"steps": [step]},
        answer_key={"steps": {"s1": {"accepted": [str(a + b)], "solution": f"${a}+{b}={a + b}$"}}, "hints": {}},
        difficulty=round(draw.gauss(0, 1), 3),
        **common,
    )


async def load_course(tenant: UUID, slug: str, *, items: int, kcs: int = 24) -> UUID:
    """Load a course of `items` items over `kcs` KCs, each needing the one before; the same again changes nothing."""
    course_id = content_uuid("bench", slug)
    skills = _kcs(slug, kcs)
    lessons = tuple(
        PackLesson(content_uuid("bench", slug, f"lesson{n}"), skill.name, n, (), (skill.kc_id,))
        for n, skill in enumerate(skills)
    )
    pairs = tuple((later.kc_id, earlier.kc_id) for earlier, later in zip(skills, skills[1:], strict=False))
    course = PackCourse(
        course_id, slug, "Sums for measuring", "Mathematics", "", "en", "6-8", _SOURCE, _LICENSE, _SOURCE, lessons,
        pairs,
    )  # fmt: skip
    draw = random.Random(slug)
    pieces = [_item(slug, course_id, lessons[n % kcs].lesson_id, skills[n % kcs].kc_id, n, draw) for n in range(items)]

    def stream(skip: int, _counted: PackReport) -> Iterator[tuple[str, list[PackItem] | None]]:
        for number, piece in enumerate(pieces):
            yield piece.source_ref, None if number < skip else [piece]

    source = Source(
        "course", slug, f"{slug}/{items}/{kcs}", [course], skills, items, PackReport(), stream, judged=False
    )
    await content_import.run(source, tenant, progress=None, requested_by=None, batch=500)
    return course_id
