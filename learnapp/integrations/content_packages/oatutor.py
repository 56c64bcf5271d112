"""OATutor's content repository (github.com/CAHLR/OATutor-Content): courses, skills and problems.

Layout: `coursePlans.json`, `skillModel.json`, `bkt-params/defaultBKTParams.json`, and per problem
`content-pool/P/P.json`, `content-pool/P/steps/S/S.json`, `content-pool/P/steps/S/tutoring/SDefaultPathway.json`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from learnapp.integrations.content_packages.archive import entries
from learnapp.integrations.content_packages.oatutor_text import licence, link
from learnapp.integrations.content_packages.package import (
    PackCourse,
    PackKC,
    PackLesson,
    PackReport,
    content_uuid,
)
from learnapp.integrations.content_packages.refused import NotAPackageError

SOURCE = "OATutor"
_LANGUAGES = {"se": "sv"}
_SUBJECTS = (
    ("physics", "Physics"), ("chemistry", "Chemistry"), ("stat", "Statistics"), ("1019s", "Statistics"),
    ("data 8", "Data science"),
)  # fmt: skip
_MAX_PROBLEM_FILES = 400
_UNSTORABLE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})")


@dataclass(frozen=True, slots=True)
class Place:
    """A lesson that a problem belongs to."""

    course: PackCourse
    lesson: PackLesson


@dataclass(slots=True)
class Catalogue:
    """Everything of the repository but its problems.

    Attributes:
        skills: Step id -> KC ids (the Q-matrix).
        places: OATutor lesson id -> where it stands; a lesson may stand in several courses.
        total: Problems in the source.
    """

    courses: list[PackCourse] = field(default_factory=list)
    kcs: list[PackKC] = field(default_factory=list)
    skills: dict[str, tuple[UUID, ...]] = field(default_factory=dict)
    places: dict[str, list[Place]] = field(default_factory=dict)
    total: int = 0


@dataclass(frozen=True, slots=True)
class ProblemFiles:
    """The files of one problem, unread: the part of the path below the problem's folder -> bytes."""

    problem_id: str
    files: dict[tuple[str, ...], bytes]


def _inside(parts: tuple[str, ...], name: str) -> tuple[str, ...] | None:
    """Return the path below a folder that may itself stand in one wrapping folder."""
    for depth in (0, 1):
        if len(parts) > depth and parts[depth] == name:
            return parts[depth + 1 :]
    return None


def _is_metadata(parts: tuple[str, ...]) -> bool:
    return len(parts) <= 3 and _inside(parts, "content-pool") is None and parts[-1].endswith(".json")


def load_json(data: bytes, where: str, report: PackReport) -> Any:
    """Return parsed JSON, or None and a note when it is broken or nested too deeply.

    What a database cannot keep (NUL characters, halves of surrogate pairs) is taken out and noted.
    """
    try:
        found = json.loads(data.decode("utf-8"))
        if _UNSTORABLE.search(data):
            text = json.dumps(found, ensure_ascii=False)
            clean = text.replace("\\u0000", "").encode("utf-8", "replace").decode("utf-8")
            if clean != text:
                report.note("odd-characters-taken-out", where)
                found = json.loads(clean)
    except (ValueError, RecursionError):
        report.note("not-valid-json", where)
        return None
    return found


def read_catalogue(path: Path, report: PackReport) -> Catalogue:
    """Read plans, skills and BKT parameters and count the problems, in one pass.

    Raises:
        NotAPackageError: `coursePlans.json` or `skillModel.json` is missing or broken: this is no OATutor package.
    """
    documents: dict[str, Any] = {}
    problems: set[str] = set()
    # The pass over the problems reports what is refused; here it would be counted twice.
    for entry in entries(path, wanted=_is_metadata):
        below = _inside(entry.parts, "content-pool")
        if below:
            problems.add(below[0])
        elif entry.data is not None:
            documents[entry.parts[-1]] = load_json(entry.data, "/".join(entry.parts), report)
    plans, skills = documents.get("coursePlans.json"), documents.get("skillModel.json")
    if not isinstance(plans, list) or not isinstance(skills, dict):
        raise NotAPackageError(
            "This is no OATutor package: coursePlans.json and skillModel.json must be at its top. Check the path."
        )
    bkt = documents.get("defaultBKTParams.json")
    catalogue = Catalogue(total=len(problems))
    ids = _skills(catalogue, skills, bkt if isinstance(bkt, dict) else {}, report)
    _courses(catalogue, plans, ids, report)
    return catalogue


def _probability(row: dict[str, Any], name: str) -> float:
    value = row.get(name)
    return min(0.99, max(0.01, float(value))) if isinstance(value, int | float) else 0.1


def _skills(catalogue: Catalogue, model: dict[str, Any], bkt: dict[str, Any], report: PackReport) -> dict[str, UUID]:
    ids: dict[str, UUID] = {}
    met: set[str] = set()
    for step, names in model.items():
        if not isinstance(names, list):
            report.note("skills-not-a-list", step)
            continue
        report.found["q_matrix_entries"] += len(names)
        met.update(str(name) for name in names)
        named = [name for name in dict.fromkeys(names) if isinstance(name, str) and name.strip()]
        if len(named) < len(names):
            report.note("skill-without-a-name", step)
        catalogue.skills[step] = tuple(ids.setdefault(name, content_uuid("oatutor", "skill", name)) for name in named)
    for name, kc_id in ids.items():
        row = bkt.get(name)
        if not isinstance(row, dict):
            report.note("skill-without-bkt-parameters", name)
            row = {}
        label = " ".join(name.replace("_", " ").split())
        catalogue.kcs.append(
            PackKC(
                kc_id, f"oatutor-{name}"[:200], (label[:1].upper() + label[1:])[:200] or name, "", None,
                _probability(row, "probMastery"), _probability(row, "probTransit"),
                _probability(row, "probSlip"), _probability(row, "probGuess"),
            )
        )  # fmt: skip
    report.found["skills"] = len(met)
    report.found["skills_stored"] = len(ids)
    for name in sorted(bkt.keys() - ids.keys()):
        report.note("bkt-parameters-without-skill", name)
    return ids


def _courses(catalogue: Catalogue, plans: list[Any], ids: dict[str, UUID], report: PackReport) -> None:
    used: Counter[str] = Counter()
    for plan in plans:
        name = plan.get("courseName") if isinstance(plan, dict) else None
        if not isinstance(name, str) or not name.strip():
            report.note("course-without-name", str(plan)[:80])
            continue
        slug = "oatutor-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        used[slug] += 1
        if used[slug] > 1:
            report.note("course-twice", name)
            continue
        report.found["courses"] += 1
        language = str(plan.get("language") or "en")
        if licence(str(plan.get("courseLicense", ""))) == "unclear":
            report.note("course-licence-unclear", name)
        course_id = content_uuid("oatutor", "course", name)
        lessons = [part for part in plan.get("lessons", []) if isinstance(part, dict) and part.get("id")]
        placed = [_lesson(name, position, part, ids, report) for position, part in enumerate(lessons, start=1)]
        course = PackCourse(
            course_id, slug, name, next((s for sign, s in _SUBJECTS if sign in name.lower()), "Mathematics"),
            "", _LANGUAGES.get(language, language)[:8], "", SOURCE, licence(str(plan.get("courseLicense", ""))),
            link(str(plan.get("courseOER", ""))), tuple(placed),
        )  # fmt: skip
        report.found["lessons"] += len(placed)
        catalogue.courses.append(course)
        for part, lesson in zip(lessons, placed, strict=True):
            places = catalogue.places.setdefault(str(part["id"]), [])
            if any(place.course is course for place in places):
                report.note("lesson-twice-in-a-course", f"{name}: {lesson.title}")
            else:
                places.append(Place(course, lesson))


def _lesson(course: str, position: int, part: dict[str, Any], ids: dict[str, UUID], report: PackReport) -> PackLesson:
    names = part.get("learningObjectives")
    objectives = [name for name in names if name in ids] if isinstance(names, dict) else []
    if not objectives:
        report.note("lesson-without-known-objectives", f"{course}: {part.get('name', '')}")
    topics = str(part.get("topics") or "").strip()
    name = str(part.get("name") or "").strip()
    title = f"{name}: {topics}" if topics and topics.lower() not in name.lower() else name or topics or str(part["id"])
    return PackLesson(
        content_uuid("oatutor", "course", course, "lesson", str(part["id"]), str(position)), title[:300], position,
        tuple(objectives), tuple(ids[name] for name in objectives),
    )  # fmt: skip


def problems(path: Path, report: PackReport, *, skip: int = 0) -> Iterator[ProblemFiles]:
    """Yield each problem with its files, in the order of the source, holding one problem in memory at a time.

    Args:
        path: The archive or folder.
        report: Told what was passed over.
        skip: The first problems come without their files: they were stored before an interruption.
    """
    current: str | None = None
    files: dict[tuple[str, ...], bytes] = {}
    done: set[str] = set()
    number = 0
    refuse = report.note if skip == 0 else (lambda _reason, _name: None)

    def wanted(parts: tuple[str, ...]) -> bool:
        below = _inside(parts, "content-pool")
        started = number + (0 if below is None or below[0] == current else 1)
        return bool(below) and parts[-1].endswith(".json") and started > skip

    for entry in entries(path, wanted=wanted, refuse=refuse):
        below = _inside(entry.parts, "content-pool")
        if not below:
            continue
        if below[0] != current:
            if current is not None:
                yield ProblemFiles(current, files)
                done.add(current)
            current, files = below[0], {}
            number += 1
            if current in done:
                report.note("problem-files-not-together", current)
        if len(below) == 1 or entry.data is None:
            if number > skip:
                report.note("file-not-understood", "/".join(entry.parts))
        elif len(files) >= _MAX_PROBLEM_FILES:
            report.note("too-many-files-in-a-problem", current)
        else:
            files[below[1:]] = entry.data
    if current is not None:
        yield ProblemFiles(current, files)
