"""Read a course written as YAML and Markdown: course.yaml, kcs.yaml, readings/*.md, items/*.yaml, templates/*.yaml."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml  # type: ignore[import-untyped]

from learnapp.core.errors import InvalidInputError
from learnapp.engine.kc import AnswerKind
from learnapp.integrations.content_packages.course_templates import example, example_rows, layout_of, stored_template
from learnapp.integrations.content_packages.package import PackCourse, PackItem, PackKC, PackLesson, content_uuid

DEMO_COURSE = Path(__file__).parent / "courses" / "fractions_to_linear_equations"
_WORDS_PER_MINUTE = 120.0


@dataclass(frozen=True, slots=True)
class CoursePack:
    """A whole small course in memory."""

    course: PackCourse
    kcs: tuple[PackKC, ...]
    items: tuple[PackItem, ...]


def _yaml(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both are safe loaders
    except (OSError, yaml.YAMLError) as error:
        raise InvalidInputError(f"{path.name} cannot be read as YAML. Check its indentation and quotes.") from error


def read_course(folder: Path = DEMO_COURSE) -> CoursePack:
    """Read a course folder.

    Raises:
        InvalidInputError: A file is missing or not YAML, or a KC is named that kcs.yaml does not have.
    """
    head = _yaml(folder / "course.yaml")
    slug = head["slug"]
    ids: dict[str, UUID] = {}
    kcs = []
    rows = _yaml(folder / "kcs.yaml")
    for row in rows:
        ids[row["slug"]] = content_uuid(slug, "kc", row["slug"])
        p_init, p_transit, p_slip, p_guess = row["bkt"]
        kcs.append(
            PackKC(
                ids[row["slug"]], row["slug"], row["name"], row["description"], row["standard"],
                p_init, p_transit, p_slip, p_guess,
            )
        )  # fmt: skip
    try:
        prerequisites = tuple((ids[row["slug"]], ids[need]) for row in rows for need in row["requires"])
        lessons = tuple(
            PackLesson(
                content_uuid(slug, "lesson", part["slug"]), part["title"], position, tuple(part["objectives"]),
                tuple(ids[kc] for kc in part["kcs"]),
            )
            for position, part in enumerate(head["lessons"], start=1)
        )  # fmt: skip
    except KeyError as error:
        raise InvalidInputError(f"The course names {error}, which kcs.yaml does not have.") from error
    course = PackCourse(
        content_uuid(slug), slug, head["title"], head["subject"], head["description"], head["language"],
        head["grade_band"], slug, head["license"], head["attribution"], lessons, prerequisites,
    )  # fmt: skip
    return CoursePack(course, tuple(kcs), tuple(_items(folder, course, {v: k for k, v in ids.items()})))


def _items(folder: Path, course: PackCourse, slugs: dict[UUID, str]) -> Iterator[PackItem]:
    position = 0
    for lesson in course.lessons:
        for kc_id in lesson.kc_ids:
            slug = slugs[kc_id]
            text = (folder / "readings" / f"{slug}.md").read_text(encoding="utf-8")
            title, _, body = text.partition("\n")
            position += 1
            yield PackItem(
                content_uuid(course.slug, "reading", slug), course.course_id, lesson.lesson_id, "reading",
                title.lstrip("# ").strip(), body.strip(), {}, {}, (kc_id,), position, f"reading/{slug}", course.source,
                course.license, course.attribution, course.language,
                minutes=float(max(1, math.ceil(len(body.split()) / _WORDS_PER_MINUTE))),
            )  # fmt: skip
            for row in _rows(folder / "items" / f"{slug}.yaml", "items"):
                position += 1
                public, key = _steps(row["steps"], kc_id)
                yield PackItem(
                    content_uuid(course.slug, "item", row["slug"]), course.course_id, lesson.lesson_id, "practice",
                    row["title"], row["body"], public, key, (kc_id,), position, f"item/{row['slug']}", course.source,
                    course.license, course.attribution, course.language,
                    minutes=row["minutes"], difficulty=row["difficulty"],
                )  # fmt: skip
            for row in _rows(folder / "templates" / f"{slug}.yaml", "templates"):
                position += 1
                raw = stored_template(row)
                _, shown = example(raw, kc_id, row["slug"])
                public, key = example_rows(shown, kc_id)
                yield PackItem(
                    content_uuid(course.slug, "template", row["slug"]), course.course_id, lesson.lesson_id,
                    "simulation" if row.get("kind") == AnswerKind.SIMULATION else "practice",
                    row["title"], shown.body, public, {**key, "template": raw}, (kc_id,), position,
                    f"template/{row['slug']}", course.source, course.license, course.attribution, course.language,
                    minutes=float(row.get("minutes", 1.5)), difficulty=float(row["difficulty"]),
                )  # fmt: skip


def _rows(path: Path, name: str) -> list[dict[str, Any]]:
    return list(_yaml(path)[name]) if path.exists() else []


def _steps(rows: list[dict[str, Any]], kc_id: UUID) -> tuple[dict[str, Any], dict[str, Any]]:
    """Split the steps of an item into what a browser may see and the key."""
    steps = []
    keys: dict[str, Any] = {}
    hint_keys: dict[str, Any] = {}
    for row in rows:
        hints = []
        for hint in row["hints"]:
            shown = {name: hint[name] for name in ("id", "kind", "title", "text", "depends_on")}
            if hint["kind"] == "scaffold":
                shown |= {"answer_kind": hint["answer_kind"], "choices": hint.get("choices", [])}
                accepted = {"accepted": hint["accepted"], "tolerance": 0.0}
                hint_keys.setdefault(row["id"], {})[hint["id"]] = accepted
            hints.append(shown)
        steps.append(
            {
                "id": row["id"],
                "prompt": row["prompt"],
                "answer_kind": row["answer_kind"],
                "choices": row.get("choices", []),
                "kc_ids": [str(kc_id)],
                "variables": row.get("variables", []),
                "hints": hints,
                **layout_of(row),
            }
        )
        keys[row["id"]] = {
            "accepted": row["accepted"],
            "tolerance": 0.0,
            "solution": row["solution"],
            "misconceptions": row["misconceptions"],
        }
    return {"steps": steps}, {"steps": keys, "hints": hint_keys}
