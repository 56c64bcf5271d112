"""A course in our own format that somebody has packed and sent: unpacked under limits, checked before use."""

from __future__ import annotations

import math
import re
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml  # type: ignore[import-untyped]

from learnapp.core.errors import InvalidInputError
from learnapp.engine.kc import BLANK, AnswerKind
from learnapp.integrations.content_packages.archive import MAX_FILE_BYTES, MAX_TOTAL_BYTES, entries
from learnapp.integrations.content_packages.course_files import CoursePack, read_course
from learnapp.integrations.content_packages.large import MAX_FILM_BYTES, Room
from learnapp.integrations.content_packages.package import PackItem, PackReport
from learnapp.integrations.content_packages.reasons import BROKEN_PART
from learnapp.integrations.content_packages.refused import BrokenCourseError, HugeArchiveError, NotAPackageError

MAX_COURSE_BYTES = 64 * 1024 * 1024
"""Of all its files but films."""
MAX_ITEMS = 20_000
MAX_CHOICES = 50
MAX_MOMENTS = 200
_TOP = {"course.yaml", "kcs.yaml"}
_FOLDERS = {"readings": ".md"} | dict.fromkeys(("explanations", "passages", "items", "templates", "videos"), ".yaml")
_FILM = re.compile(r"[a-z0-9][a-z0-9-]{0,59}(\.mp4|\.jpg|\.[a-z]{2}\.vtt)")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


def read_course_package(path: Path, report: PackReport, *, most_film: int = MAX_FILM_BYTES) -> CoursePack:
    """Read a course from an archive or a folder.

    Args:
        path: The archive or folder; its files may lie in one folder of their own.
        report: Told which files were passed over.
        most_film: Bytes of one film.

    Raises:
        NotAPackageError: It has no course.yaml.
        BrokenCourseError: The files contradict each other or have another shape.
        HugeArchiveError: It is far larger than one course.
    """
    with tempfile.TemporaryDirectory(prefix="learnapp-course-") as folder:
        root = Path(folder)
        total, room = 0, Room(path, MAX_TOTAL_BYTES)
        for entry in entries(path, wanted=_nothing, refuse=report.note, most=MAX_TOTAL_BYTES):
            place, name = _place(entry.parts), "/".join(entry.parts)[:200]
            if place is None:
                report.note("file-not-understood", name)
                continue
            film = place[-1].endswith(".mp4")
            most = most_film if film else MAX_FILE_BYTES
            if entry.size > most:
                report.too_large("file-too-large", name, entry.size, most)
                continue
            if film:
                room.take(entry.size)
            else:
                total += entry.size
            if total > MAX_COURSE_BYTES:
                raise HugeArchiveError("The course is far larger than one course needs. Split it into several.")
            target = root.joinpath(*place)
            target.parent.mkdir(exist_ok=True)
            with target.open("wb") as out:
                out.writelines(entry.blocks())
            if place[-1].endswith(".yaml"):
                _check_yaml(target.read_bytes(), "/".join(place))
        if not (root / "course.yaml").is_file():
            raise NotAPackageError("This is no course: course.yaml must be at its top. Check what you packed.")
        return _checked(root)


def _nothing(parts: tuple[str, ...]) -> bool:
    return False


def _place(parts: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return where a file of a course lies, None for a file that does not belong to one."""
    for rest in (parts, parts[1:]):
        if len(rest) == 1 and rest[0] in _TOP:
            return rest
        if len(rest) == 2 and rest[0] == "films" and _FILM.fullmatch(rest[1]):
            return rest
        if len(rest) == 2 and rest[0] in _FOLDERS:
            stem, dot, suffix = rest[1].rpartition(".")
            if dot + suffix == _FOLDERS[rest[0]] and _NAME.fullmatch(stem):
                return rest
    return None


def _check_yaml(data: bytes, name: str) -> None:
    """Refuse aliases, with which a small file becomes a huge one, and nesting without end."""
    try:
        depth = 0
        for event in yaml.parse(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent) or depth > 20:
                raise BrokenCourseError(
                    f"{name} uses YAML aliases or is nested too deeply. Write the values out.",
                    detail={BROKEN_PART: [name]},
                )
    except (yaml.YAMLError, UnicodeError) as error:
        raise BrokenCourseError(
            f"{name} cannot be read as YAML. Check its indentation and quotes.", detail={BROKEN_PART: [name]}
        ) from error


def _checked(root: Path) -> CoursePack:
    try:
        slugs = [row["slug"] for row in yaml.safe_load((root / "kcs.yaml").read_text("utf-8"))]
        _require(all(isinstance(slug, str) and _NAME.fullmatch(slug) for slug in slugs), "kcs.yaml: a slug")
        pack = read_course(root)
        _check_frame(pack)
        _require(len(pack.items) <= MAX_ITEMS, f"more than {MAX_ITEMS} items")
        for item in pack.items:
            _check_item(item)
        return pack
    except BrokenCourseError:
        raise
    except InvalidInputError as error:
        raise BrokenCourseError(error.message, detail=error.detail) from error
    except FileNotFoundError as error:
        missing = Path(str(error.filename))
        place = missing.relative_to(root).as_posix() if missing.is_relative_to(root) else missing.name
        raise BrokenCourseError(
            f"{missing.name} is missing. Add it and pack again.", detail={BROKEN_PART: [place]}
        ) from error
    except KeyError as error:
        raise BrokenCourseError(
            f"A field is missing: {str(error)[:80]}. Add it and pack the course again.",
            detail={BROKEN_PART: [str(error)[:80]]},
        ) from error
    except (TypeError, ValueError, AttributeError, IndexError, OSError, RecursionError, yaml.YAMLError) as error:
        raise BrokenCourseError("A file of the course has an unexpected shape. Compare it with the demo.") from error


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise BrokenCourseError(
            f"The course has something that cannot be used: {what}. Correct it and pack it again.",
            detail={BROKEN_PART: [what]},
        )


def _check_frame(pack: CoursePack) -> None:
    course = pack.course
    _require(bool(_NAME.fullmatch(course.slug)), "course.yaml: slug")
    for name in ("title", "subject", "description", "language", "grade_band", "license", "attribution"):
        _text(getattr(course, name), f"course.yaml: {name}", 4000)
    _require(bool(course.title.strip()) and bool(course.lessons) and bool(pack.kcs), "course.yaml: title or lessons")
    for lesson in course.lessons:
        _text(lesson.title, "course.yaml: title of a lesson", 300)
        for objective in lesson.objectives:
            _text(objective, "course.yaml: objectives", 1000)
    _require(len({kc.kc_id for kc in pack.kcs}) == len(pack.kcs), "kcs.yaml: a slug stands twice")
    for kc in pack.kcs:
        _text(kc.name, f"kcs.yaml: name of {kc.slug}", 200)
        _text(kc.description, f"kcs.yaml: description of {kc.slug}", 4000)
        _require(kc.standard is None or isinstance(kc.standard, str), f"kcs.yaml: standard of {kc.slug}")
        for value in (kc.p_init, kc.p_transit, kc.p_slip, kc.p_guess):
            _require(_number(value) and 0.0 < value < 1.0, f"kcs.yaml: bkt of {kc.slug}")
    _check_order(pack)


def _check_order(pack: CoursePack) -> None:
    """Refuse prerequisites that run in a circle: nobody could begin."""
    needs: dict[UUID, set[UUID]] = {kc.kc_id: set() for kc in pack.kcs}
    for kc, required in pack.course.prerequisites:
        needs[kc].add(required)
    while ready := [kc for kc, open_needs in needs.items() if not open_needs]:
        for kc in ready:
            del needs[kc]
        for open_needs in needs.values():
            open_needs.difference_update(ready)
    _require(not needs, "kcs.yaml: prerequisites that run in a circle")


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _text(value: Any, where: str, most: int) -> None:
    _require(isinstance(value, str) and len(value) <= most, where)


def _check_item(item: PackItem) -> None:
    where = item.source_ref[:100]
    _text(item.title, where, 300)
    _text(item.body, where, 200_000)
    _require(_number(item.minutes) and 0 < item.minutes <= 600, f"{where}: minutes")
    _require(_number(item.difficulty) and abs(item.difficulty) <= 6, f"{where}: difficulty")
    _check_material(item.body_public, where)
    steps = item.body_public.get("steps", [])
    _require(item.kind in ("reading", "video") or bool(steps), f"{where}: steps")
    _require(len({step["id"] for step in steps}) == len(steps), f"{where}: two steps with one id")
    for step in steps:
        _text(step["id"], where, 80)
        _text(step["prompt"], where, 20_000)
        AnswerKind(step["answer_kind"])
        key = item.answer_key["steps"][step["id"]]
        _answers(key["accepted"], where)
        _text(key["solution"], where, 20_000)
        for wrong, why in key["misconceptions"]:
            _text(wrong, where, 1000)
            _text(why, where, 4000)
        for text in (*step["choices"], *step["variables"]):
            _text(text, where, 4000)
        _check_layout(step, where)
        parts = {"ordering": step["choices"], "matching": step.get("rows", []), "table": _blanks(step)}
        fits = step["answer_kind"] not in parts or len(parts[step["answer_kind"]]) == len(key["accepted"])
        _require(fits, f"{where}: accepted has another number of parts than the step")
        hints = item.answer_key["hints"].get(step["id"], {})
        for hint in step["hints"]:
            for name in ("id", "title", "text"):
                _text(hint[name], where, 20_000)
            _require(hint["kind"] in ("hint", "scaffold", "bottom_out"), f"{where}: kind of a hint")
            if hint["kind"] == "scaffold":
                AnswerKind(hint["answer_kind"])
                _answers(hints[hint["id"]]["accepted"], where)


def _check_material(public: dict[str, Any], where: str) -> None:
    for text in public.get("source", {}).values():
        _text(text, f"{where}: source", 300)
    _require(len(public.get("timeline", [])) <= MAX_MOMENTS, f"{where}: too many entries of the timeline")
    for entry in public.get("timeline", []):
        for text in entry:
            _text(text, f"{where}: timeline", 4000)
    _text(public.get("prompt", ""), f"{where}: discuss", 1000)
    for one in public.get("explanations", []):
        _text(one["text"], f"{where}: an explanation", 20_000)
        _text(one.get("alt", ""), f"{where}: alt of an explanation", 1000)
    for cues in public.get("film", {}).get("transcript", {}).values():
        for _, text in cues:
            _text(text, f"{where}: a caption", 1000)


def _check_layout(step: dict[str, Any], where: str) -> None:
    """Check rows, table, axes and picture; a picture is one of this project's, by its plain name."""
    rows, table, picture = step.get("rows", []), step.get("table", []), step.get("picture")
    _require(len(step["choices"]) <= MAX_CHOICES and len(rows) <= MAX_CHOICES, f"{where}: too many choices or rows")
    _require(len(table) <= MAX_CHOICES and all(len(line) == len(table[0]) <= 12 for line in table), f"{where}: table")
    for text in (*rows, *(cell for line in table for cell in line)):
        _text(text, f"{where}: rows and cells are texts; put numbers in quotes", 1000)
    _require(step.get("plane", 6) in range(2, 11), f"{where}: plane, from 2 to 10")
    simulation = step.get("simulation")
    if simulation:
        _require(bool(_NAME.fullmatch(str(simulation["name"]))), f"{where}: name of a simulation")
        _require(len(simulation["setup"]) <= 20, f"{where}: setup of a simulation")
        for name, value in simulation["setup"].items():
            _require(str(name).isidentifier() and _number(value), f"{where}: setup of a simulation")
    if picture:
        _require(bool(_NAME.fullmatch(str(picture["name"]))), f"{where}: name of a picture")
        _text(picture["alt"], f"{where}: alt", 1000)
        _require(bool(picture["alt"].strip()), f"{where}: alt, what the picture shows in words")
        _require(2 <= len(picture["places"]) <= MAX_CHOICES, f"{where}: places")
        for place in picture["places"]:
            _text(place["label"], f"{where}: label of a place", 40)
            _require(all(_number(place[axis]) and 0 <= place[axis] <= 100 for axis in "xy"), f"{where}: a place")


def _blanks(step: dict[str, Any]) -> list[str]:
    return [cell for line in step.get("table", []) for cell in line if cell == BLANK]


def _answers(accepted: Any, where: str) -> None:
    _require(isinstance(accepted, list) and bool(accepted), f"{where}: accepted")
    for answer in accepted:
        _text(answer, f"{where}: accepted answers are texts; put numbers in quotes", 1000)
