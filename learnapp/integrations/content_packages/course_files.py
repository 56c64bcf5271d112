"""Read a course written as YAML and Markdown: its frame, readings, films, explanations, items and templates."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml  # type: ignore[import-untyped]

from learnapp.core.errors import InvalidInputError
from learnapp.engine.kc import AnswerKind
from learnapp.integrations.content_packages.course_material import explanations, films, passages
from learnapp.integrations.content_packages.course_templates import example, example_rows, layout_of, stored_template
from learnapp.integrations.content_packages.large import FileData
from learnapp.integrations.content_packages.package import PackCourse, PackItem, PackKC, PackLesson, content_uuid
from learnapp.integrations.content_packages.reasons import BROKEN_PART

_COURSES = Path(__file__).parent / "courses"
DEMO_COURSE = _COURSES / "fractions_to_linear_equations"
HISTORY_COURSE = _COURSES / "why_did_the_civil_war_start"
_HINT_TITLES = ("A nudge", "What to do", "All the way")
_WORDS_PER_MINUTE = 120.0


@dataclass(frozen=True, slots=True)
class CoursePack:
    """A whole small course in memory."""

    course: PackCourse
    kcs: tuple[PackKC, ...]
    items: tuple[PackItem, ...]


def read_yaml(path: Path) -> Any:
    """Return what a YAML file says.

    Raises:
        InvalidInputError: It is missing or not YAML.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both are safe loaders
    except (OSError, yaml.YAMLError) as error:
        raise InvalidInputError(
            f"{path.name} cannot be read as YAML. Check its indentation and quotes.", detail={BROKEN_PART: [path.name]}
        ) from error


def read_course(folder: Path = DEMO_COURSE) -> CoursePack:
    """Read a course folder.

    Raises:
        InvalidInputError: A file is missing or not YAML, or a KC is named that kcs.yaml does not have.
    """
    head = read_yaml(folder / "course.yaml")
    slug = head["slug"]
    ids: dict[str, UUID] = {}
    kcs = []
    rows = read_yaml(folder / "kcs.yaml")
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
        raise InvalidInputError(
            f"The course names {error}, which kcs.yaml does not have.", detail={BROKEN_PART: [f"kcs.yaml: {error}"]}
        ) from error
    course = PackCourse(
        content_uuid(slug), slug, head["title"], head["subject"], head["description"], head["language"],
        head["grade_band"], slug, head["license"], head["attribution"], lessons, prerequisites,
    )  # fmt: skip
    return CoursePack(course, tuple(kcs), tuple(_items(folder, course, {v: k for k, v in ids.items()})))


def _items(folder: Path, course: PackCourse, slugs: dict[UUID, str]) -> Iterator[PackItem]:
    number = itertools.count(1)
    for lesson in course.lessons:
        for kc_id in lesson.kc_ids:
            for part in _parts(folder, slugs[kc_id], kc_id):
                place = f"{part.sort}/{part.slug}"
                yield PackItem(
                    content_uuid(course.slug, part.sort, part.slug), course.course_id, lesson.lesson_id, part.kind,
                    part.title, part.body, part.public, part.key, (kc_id,), next(number), place, course.source,
                    course.license, course.attribution, course.language,
                    minutes=part.minutes, difficulty=part.difficulty, files=part.files,
                )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Part:
    """One content row before it has its place in the course; `sort` is where it comes from."""

    sort: str
    slug: str
    kind: str
    title: str
    body: str
    public: dict[str, Any]
    key: dict[str, Any]
    minutes: float
    difficulty: float = 0.0
    files: tuple[tuple[str, FileData], ...] = ()


def _parts(folder: Path, slug: str, kc_id: UUID) -> Iterator[_Part]:
    """Return what there is for one KC, in the order in which it is taught."""
    text = (folder / "readings" / f"{slug}.md").read_text(encoding="utf-8")
    title, _, body = text.partition("\n")
    others = explanations(_rows(folder / "explanations" / f"{slug}.yaml", "explanations"))
    shown = {"explanations": others} if others else {}
    yield _Part("reading", slug, "reading", title.lstrip("# ").strip(), body.strip(), shown, {}, _reading_time(body))
    for film in films(_rows(folder / "videos" / f"{slug}.yaml", "videos"), folder / "films"):
        minutes = film.public["film"]["seconds"] / 60
        yield _Part("video", film.slug, "video", film.title, film.body, film.public, {}, minutes, files=film.files)
    for one in passages(_rows(folder / "passages" / f"{slug}.yaml", "passages")):
        words = " ".join((one.body, *(text for _, _, text in one.public.get("timeline", ()))))
        yield _Part("passage", one.slug, "reading", one.title, one.body, one.public, {}, _reading_time(words))
    for row in _rows(folder / "items" / f"{slug}.yaml", "items"):
        public, key = _steps(row["steps"] if "steps" in row else [{**row, "id": "a"}], kc_id)
        yield _Part(
            "item", row["slug"], "practice", row["title"], row.get("body", ""), public, key, row.get("minutes", 1.5),
            row["difficulty"],
        )  # fmt: skip
    for row in _rows(folder / "templates" / f"{slug}.yaml", "templates"):
        raw = stored_template(row)
        _, example_task = example(raw, kc_id, row["slug"])
        public, key = example_rows(example_task, kc_id)
        yield _Part(
            "template", row["slug"], "simulation" if row.get("kind") == AnswerKind.SIMULATION else "practice",
            row["title"], example_task.body, public, {**key, "template": raw}, float(row.get("minutes", 1.5)),
            float(row["difficulty"]),
        )  # fmt: skip


def _reading_time(text: str) -> float:
    return float(max(1, math.ceil(len(text.split()) / _WORDS_PER_MINUTE)))


def _rows(path: Path, name: str) -> list[dict[str, Any]]:
    return list(read_yaml(path)[name]) if path.exists() else []


def _steps(rows: list[dict[str, Any]], kc_id: UUID) -> tuple[dict[str, Any], dict[str, Any]]:
    """Split the steps of an item into what a browser may see and the key."""
    steps = []
    keys: dict[str, Any] = {}
    hint_keys: dict[str, Any] = {}
    for row in rows:
        hints = []
        for hint in _hints(row["hints"]):
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
            "misconceptions": row.get("misconceptions", []),
        }
    return {"steps": steps}, {"steps": keys, "hints": hint_keys}


def _hints(rows: list[Any]) -> list[dict[str, Any]]:
    """Return hints in full; plain texts stand for one after the other, the last of them giving the answer away."""
    if not all(isinstance(row, str) for row in rows):
        return rows
    return [
        {
            "id": f"h{number}",
            "kind": "bottom_out" if number == len(rows) else "hint",
            "title": _HINT_TITLES[-1] if number == len(rows) else _HINT_TITLES[min(number - 1, 1)],
            "text": text,
            "depends_on": [f"h{number - 1}"] if number > 1 else [],
        }
        for number, text in enumerate(rows, 1)
    ]
