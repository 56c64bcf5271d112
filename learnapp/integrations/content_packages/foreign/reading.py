"""A package of any foreign format as a course: one way for single files, for packages, and for folders of documents."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from posixpath import basename, dirname, splitext

from learnapp.core.errors import InvalidInputError
from learnapp.integrations.content_packages.course_files import CoursePack
from learnapp.integrations.content_packages.foreign import (
    cartridge,
    documents,
    gift,
    h5p,
    moodle_xml,
    qti12,
    qti_package,
    scorm,
    videos,
)
from learnapp.integrations.content_packages.foreign.course import CourseBuilder, slug_of
from learnapp.integrations.content_packages.foreign.files import MAX_FILE_BYTES, Files, unpacked
from learnapp.integrations.content_packages.foreign.manifest import Manifest, read_manifest
from learnapp.integrations.content_packages.foreign.recognise import kind_of_text
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.integrations.content_packages.foreign.xml_text import name_of, parse
from learnapp.integrations.content_packages.large import MAX_FILM_BYTES
from learnapp.integrations.content_packages.package import PackReport
from learnapp.integrations.content_packages.reasons import REFUSED, explain
from learnapp.integrations.content_packages.refused import BrokenCourseError, HugeArchiveError, NotAPackageError

_ENDINGS = {"gift": ".gift", "moodle_xml": ".xml", "markdown": ".md", "html": ".html", "word": ".docx", "pdf": ".pdf"}
_BINARY = {".pdf": "pdf", ".docx": "word"}
_QUIET = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".svg", ".vtt", ".css", ".js"})


def read_foreign(
    kind: str, path: Path, name: str, report: PackReport, *, most_film: int = MAX_FILM_BYTES
) -> CoursePack:
    """Read a package.

    Args:
        kind: As `recognise.kind_of` has told.
        path: The file or folder.
        name: What people call it: the title where the package has none, and what names a course of a single file.
        report: Told what came in and what was refused, and why.
        most_film: Bytes of one film.

    Raises:
        BrokenArchiveError, HugeArchiveError, BrokenCourseError: It cannot be read, or is far too large.
        NotAPackageError: Nothing in it can be used.
    """
    # Of course.tar.gz and quiz.gift alike the name proper.
    title = re.sub(r"(\.(zip|imscc|tar|xz|gz|bz2|tgz|txz|gift|xml|md|txt|html?|docx|pdf|h5p))+$", "", name, flags=re.I)
    title = " ".join(title.replace("_", " ").split()) or "Course"
    try:
        if kind in ("cartridge", "qti", "scorm") and (path.is_dir() or not _is_text(path)):
            return _package(kind, unpacked(path, report, most_film), title, report)
        if kind == "h5p":
            return _h5p(unpacked(path, report, most_film), title, report)
        # What names the course in its source keeps these endings: courses that are here are known by it.
        builder = CourseBuilder(title.casefold(), re.sub(r"\.(markdown|xhtml)$", "", title, flags=re.I), kind, report)
        if kind == "files":
            _folder(builder, unpacked(path, report, most_film))
        else:
            _single(builder, kind, path, title)
    except RefusedPartError as refused:
        raise BrokenCourseError(
            f"This file cannot be used here. {explain(refused.reason)}", detail={REFUSED + refused.reason: [name]}
        ) from refused
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, ArithmeticError, RecursionError) as error:
        # A stranger's file may have a shape that no reader has thought of; it must not be tried again and again.
        raise BrokenCourseError("This file has a shape that is not known here. Export it anew.") from error
    return builder.pack()


def _is_text(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(16).lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<")


def _package(kind: str, files: Files, title: str, report: PackReport) -> CoursePack:
    base = min((path for path in files if basename(path) == "imsmanifest.xml"), key=len, default=None)
    if base is None:
        raise NotAPackageError("The package has no imsmanifest.xml at its top. Export the course anew.")
    root = parse(files.read(base))
    manifest = read_manifest(root)
    own = (scorm.title_of(root) if kind == "scorm" else "") or manifest.title or title
    builder = CourseBuilder(
        f"{manifest.ident}/{own}", own, kind, report, language=manifest.language[:5], license=manifest.rights,
        description=manifest.description,
    )  # fmt: skip
    if kind == "scorm":
        scorm.read(builder, files, root, base)
        report.found["files"] = len(files)
        return builder.pack()
    reader: Callable[[Manifest, Files, CourseBuilder, str], None]
    reader = cartridge.read if kind == "cartridge" else qti_package.read
    reader(manifest, files, builder, base)
    for code in (*manifest.standards.whole, *manifest.standards.unread):
        report.note("standard-of-the-whole", code)
    report.found["files"] = len(files)
    return builder.pack()


def _h5p(files: Files, title: str, report: PackReport) -> CoursePack:
    own, language, licence, authors = h5p.about(files)
    # By the file's name, too: many tasks of one kind bear the same title.
    builder = CourseBuilder(
        f"{title.casefold()}/{own}", own or title, "h5p", report, language=language, license=licence,
        attribution=authors,
    )  # fmt: skip
    h5p.read(builder, files)
    report.found["files"] = len(files)
    return builder.pack()


def _single(builder: CourseBuilder, kind: str, path: Path, title: str) -> None:
    if path.stat().st_size > MAX_FILE_BYTES:
        most = MAX_FILE_BYTES >> 20
        raise HugeArchiveError(
            f"The file is far larger than a course needs: more than {most} MB. Split it into several."
        )
    name = slug_of(title) + _ENDINGS.get(kind, "")
    files = Files({name: path.read_bytes()})
    if kind == "gift":
        gift.read(files.text(name), builder)
    elif kind == "moodle_xml":
        moodle_xml.read(parse(files.read(name)), builder)
    elif kind == "qti":
        named = Files({f"{name}.xml": files.read(name)})
        qti_package.read(Manifest("", "", "", "", "", "", ""), named, builder)
    else:
        documents.add(builder, files, name, builder.lesson("", builder.title))


def _folder(builder: CourseBuilder, files: Files) -> None:
    """Add the documents, question files and videos of a folder: each folder is a lesson, in the order of the names."""
    for path in sorted(files, key=_natural):
        folder = dirname(path)
        lesson = builder.lesson(folder, _shown(basename(folder)) or builder.title, optional=True)
        try:
            _document(builder, files, path, lesson)
        except RefusedPartError as refused:
            builder.report.note(REFUSED + refused.reason, path)
        except InvalidInputError:
            builder.report.note(REFUSED + "film-captions-broken", path)


def _document(builder: CourseBuilder, files: Files, path: str, lesson: str) -> None:
    ending = splitext(path)[1].lower()
    if ending in _QUIET:
        return
    kind = _kind(files, path, ending)
    if kind == "h5p":
        h5p.add(builder, files, path, lesson)
    elif kind == "video":
        videos.add(builder, files, path, lesson)
    elif kind == "gift":
        gift.read(files.text(path), builder, place=path, lesson=lesson)
    elif kind == "moodle_xml":
        moodle_xml.read(parse(files.read(path)), builder, place=path, lesson=lesson)
    elif kind == "qti":
        root = parse(files.read(path))
        if name_of(root) == "questestinterop":
            qti12.read(root, builder, lesson, path, files.pictures(path))
        else:
            qti_package.add_item(builder, files, path, lesson)
    else:
        documents.add(builder, files, path, lesson)
    # What each file was taken for is part of the report.
    builder.report.found[f"files_{kind}"] += 1


def _kind(files: Files, path: str, ending: str) -> str:
    """Return what a file of a folder is.

    Raises:
        RefusedPartError: Nothing that is read here.
    """
    if ending == h5p.ENDING:
        return "h5p"
    if ending in videos.ENDINGS:
        return "video"
    if ending in _BINARY:
        return _BINARY[ending]
    if ending not in (".xml", ".gift") and ending not in documents.ENDINGS:
        raise RefusedPartError("file-kind-unknown")
    try:
        kind = kind_of_text(files.read(path))
    except BrokenCourseError as error:
        raise RefusedPartError("not-valid-xml") from error
    if kind is None:
        raise RefusedPartError("file-kind-unknown" if ending == ".xml" else "page-without-text")
    return kind


def _natural(path: str) -> list[tuple[int, int, str]]:
    """Return a key by which 2 stands before 10."""
    parts = re.split(r"(\d{1,9})", path.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def _shown(name: str) -> str:
    return re.sub(r"^\d{1,3}[\s._-]+", "", name.replace("_", " ").replace("-", " ")).strip() or name
