"""H5P packages (h5p.org, "The .h5p specification"): `h5p.json`, `content/content.json`, and the libraries they need."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from learnapp.core.errors import InvalidInputError
from learnapp.integrations.content_packages.foreign import playable
from learnapp.integrations.content_packages.foreign.course import CourseBuilder
from learnapp.integrations.content_packages.foreign.files import Files, unpacked
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.integrations.content_packages.large import copied
from learnapp.integrations.content_packages.reasons import REFUSED, noted
from learnapp.integrations.content_packages.refused import BrokenCourseError, HugeArchiveError, LacksLibrariesError

ENDING = ".h5p"
MARK = "h5p.json"
CONTENT = "content/content.json"
MOST_JSON = 16 * 1024 * 1024
_MOST_LIBRARIES = 300
_MOST_INNER = 30
_NAME = re.compile(r"[A-Za-z][\w.-]{0,100}")


def read(builder: CourseBuilder, files: Files, lesson: str = "", ref: str = "h5p", title: str = "") -> None:
    """Add the task of a package.

    Args:
        builder: Takes it in; it knows title and licence of a package that is a course by itself, from `about`.
        files: The package.
        lesson: Where it belongs.
        ref: What names it in its source.
        title: "" for the builder's own.

    Raises:
        LacksLibrariesError: A library that it needs is not in it; the player could not fetch it from elsewhere.
        BrokenCourseError: A file that describes it is missing or broken.
    """
    head = _object(files, MARK)
    _object(files, CONTENT)
    missing = _missing(head, files)
    if missing:
        names = ", ".join(missing[:5])
        raise LacksLibrariesError(
            f"The package needs libraries that it does not hold: {names}. Download it anew with its libraries.",
            detail={REFUSED + "resource-missing": list(missing)},
        )
    title = title or builder.title
    builder.report.note("interactive-not-looked-into", title)
    name, data = playable.archive_of(files, builder.report)
    package = {"player": "h5p", "file": name}
    builder.interactive(builder.lesson(lesson, builder.title), ref, title, package, ((name, data),))


def add(builder: CourseBuilder, files: Files, path: str, lesson: str, title: str = "") -> None:
    """Add a package that lies in another one.

    Args:
        builder: Takes it in; its report names the libraries that are missing.
        files: The other one.
        path: Where it lies in that.
        lesson: Where it belongs.
        title: "" for its own.

    Raises:
        RefusedPartError: It could not be played, is too large, or there are far too many.
    """
    if builder.report.found["files_h5p"] >= _MOST_INNER:
        raise RefusedPartError("too-many-packages")
    try:
        with tempfile.NamedTemporaryFile(suffix=ENDING) as out:
            copied(files.held(path), out)
            out.flush()
            inner = unpacked(Path(out.name), builder.report, files.most_film)
        read(builder, inner, lesson, path, title or about(inner)[0])
    except HugeArchiveError as error:
        raise RefusedPartError("file-too-large") from error
    except InvalidInputError as error:
        for reason, place in noted(error.detail):
            builder.report.note(reason, f"{path}: {place}")
        raise RefusedPartError("package-cannot-play") from error


def about(files: Files) -> tuple[str, str, str, str]:
    """Return title, language, licence and authors as the package says them, each "" when it does not."""
    head = _object(files, MARK)
    authors = [str(one.get("name", "")) for one in head.get("authors") or () if isinstance(one, dict)]
    language = str(head.get("defaultLanguage") or head.get("language") or "")
    licence = " ".join(str(head.get(name) or "") for name in ("license", "licenseVersion")).strip()
    return (
        str(head.get("title") or ""), language[:2] if re.match(r"[a-z]{2}\b", language) else "",
        "" if licence in ("U", "undefined") else licence, ", ".join(filter(None, authors)),
    )  # fmt: skip


def _object(files: Files, path: str) -> dict[str, Any]:
    """Return a JSON object of the package.

    Raises:
        BrokenCourseError: It is missing, too large, or something else.
    """
    if path not in set(files):
        raise BrokenCourseError(
            f"The package has no {path}. Export it anew.", detail={REFUSED + "resource-missing": [path]}
        )
    try:
        if len(files.read(path)) > MOST_JSON:
            raise RefusedPartError("text-too-large")
        found = json.loads(files.text(path))
    except (ValueError, RecursionError, RefusedPartError) as error:
        raise BrokenCourseError(
            f"{path} cannot be read. Export the package anew.", detail={REFUSED + "not-valid-json": [path]}
        ) from error
    if not isinstance(found, dict):
        raise BrokenCourseError(
            f"{path} has another shape. Export the package anew.", detail={REFUSED + "not-an-object": [path]}
        )
    return found


def _needed(listed: object) -> list[str]:
    """Return the folders of libraries that a list of dependencies names: `H5P.Choice-1.0`."""
    found = []
    for one in listed if isinstance(listed, list) else ():
        name = str(one.get("machineName", "")) if isinstance(one, dict) else ""
        numbers = [one.get(key) for key in ("majorVersion", "minorVersion")] if name else []
        if not _NAME.fullmatch(name) or not all(str(number).isdecimal() for number in numbers):
            raise BrokenCourseError("The package names its libraries in a way that is not known. Export it anew.")
        found.append(f"{name}-{numbers[0]}.{numbers[1]}")
    return found


def _missing(head: dict[str, Any], files: Files) -> list[str]:
    """Return the libraries that the package needs, itself or through others, and does not hold."""
    first = _needed(head.get("preloadedDependencies"))
    main = str(head.get("mainLibrary") or "")
    if not any(name.rpartition("-")[0] == main for name in first):
        raise BrokenCourseError("h5p.json does not say which library plays it. Export the package anew.")
    there, missing, waiting, seen = set(files), [], first, set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if len(seen) > _MOST_LIBRARIES:
            raise BrokenCourseError("The package needs far more libraries than any task does.")
        if f"{name}/library.json" in there:
            waiting += _needed(_object(files, f"{name}/library.json").get("preloadedDependencies"))
        else:
            missing.append(name)
    return sorted(missing)
