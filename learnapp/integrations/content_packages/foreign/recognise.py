"""Which format a file has, told by what is in it and never by its name."""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import splitext

from learnapp.integrations.content_packages.archive import MAX_TOTAL_BYTES, Entry, entries, is_zip
from learnapp.integrations.content_packages.foreign import documents, gift, h5p, qti_package, scorm, videos
from learnapp.integrations.content_packages.foreign.files import decoded
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.integrations.content_packages.foreign.xml_text import MAX_XML_BYTES, first, name_of, parse, text_of
from learnapp.integrations.content_packages.refused import (
    BrokenArchiveError,
    BrokenCourseError,
    LaterReleaseError,
    NotAPackageError,
)

MAX_TEXT = 16 * 1024 * 1024
_OATUTOR = (("content-pool",), ("coursePlans.json",), ("skillModel.json",))
_COURSE = (("course.yaml",), ("kcs.yaml",))
_KNOWN = documents.ENDINGS | videos.ENDINGS | {".xml", ".gift", h5p.ENDING}
_NONE = (
    "Nothing in this file is of a kind that is read here: a course, OATutor, Common Cartridge, QTI, Moodle GIFT or "
    "XML, Markdown, HTML, Word, PDF, H5P, SCORM 1.2, or videos with captions."
)
_MANIFEST = "The table of contents, imsmanifest.xml, cannot be read safely. Export the course anew."
_TAGS = re.compile(r"<(?:p|div|br|h[1-6]|table|ul|ol|img|body)\b", re.I)
_HTML = re.compile(
    r"\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype html|html|head|body|h[1-6]|p|div|article|section)\b", re.I | re.S
)


def kind_of(path: Path) -> str:
    """Return the format of a file or folder: oatutor, course, or one that `reading` knows.

    Raises:
        BrokenArchiveError: It cannot be read.
        BrokenCourseError: Its table of contents cannot be read.
        HugeArchiveError: It unpacks to far too much.
        NotAPackageError: Nothing that is read here.
    """
    if path.is_file():
        with path.open("rb") as file:
            start = file.read(4096)
        if b"%PDF-" in start[:1024]:
            return "pdf"
        if not is_zip(path) and not _is_packed(start):
            return _of_text(path)
    return _of_archive(path)


def _is_packed(start: bytes) -> bool:
    return start.startswith((b"\xfd7zXZ", b"\x1f\x8b", b"BZh")) or start[257:262] == b"ustar"


def _of_archive(path: Path) -> str:
    manifest: bytes | None = None
    names: set[str] = set()
    known = described = False
    # How large a file may be is asked when it is read; here its name counts.
    for entry in entries(path, wanted=lambda parts: False, most=MAX_TOTAL_BYTES):
        for parts in (entry.parts, entry.parts[1:]):
            if parts[:1] in _OATUTOR:
                return "oatutor"
            if parts in _COURSE:
                return "course"
        if entry.parts[-1] == "imsmanifest.xml" and len(entry.parts) <= 2:
            manifest = manifest or _read(entry)
        described = described or entry.parts == (h5p.MARK,)
        names.add("/".join(entry.parts)) if len(names) < 1000 else None
        known = known or splitext(entry.parts[-1])[1].lower() in _KNOWN
    if manifest is not None:
        return _of_manifest(manifest)
    if {"[Content_Types].xml", "word/document.xml"} <= names:
        return "word"
    if described:
        return "h5p"
    if known:
        return "files"
    raise NotAPackageError(_NONE)


def _read(entry: Entry) -> bytes:
    if entry.size > MAX_XML_BYTES:
        raise BrokenCourseError(_MANIFEST)
    return b"".join(entry.blocks())


def _of_manifest(data: bytes) -> str:
    try:
        root = parse(data)
    except RefusedPartError as refused:
        raise BrokenCourseError(_MANIFEST) from refused
    schema = text_of(first(root, "metadata", "schema")).lower()
    kinds = {str(one.get("type", "")).lower() for one in root.iter() if name_of(one) == "resource"}
    if scorm.is_scorm(root):
        if scorm.is_later(root):
            raise LaterReleaseError("This is a package of SCORM 2004. Export it as SCORM 1.2, then choose that file.")
        return "scorm"
    quiz = any(kind.startswith(("imsqti_item", "imsqti_test", "imsqti_assessment")) for kind in kinds)
    if "cartridge" in schema or not (quiz or "qti" in schema):
        return "cartridge"
    return "qti"


def _of_text(path: Path) -> str:
    size = path.stat().st_size
    with path.open("rb") as file:
        data = file.read(MAX_TEXT + 1)
    if videos.kind_of(data) is not None:
        raise NotAPackageError("A video needs captions. Put NAME.mp4 and NAME.en.vtt into one zip and choose that.")
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BrokenArchiveError("The archive cannot be read to its end. It may be cut off: fetch it again.")
    if size > MAX_TEXT or size > MAX_XML_BYTES:
        raise NotAPackageError("The text is far larger than a course needs. Split it into several.")
    return kind_of_text(data) or _nothing()


def _nothing() -> str:
    raise NotAPackageError(_NONE)


def kind_of_text(data: bytes) -> str | None:
    """Return what a text is: moodle_xml, qti, html, gift or markdown; None for XML of another kind or nothing."""
    text = decoded(data)
    if not text.strip():
        return None
    if text.lstrip().startswith("<") and not _HTML.match(text):
        try:
            root = parse(data)
        except RefusedPartError as refused:
            if refused.reason != "not-valid-xml" or not _TAGS.search(text):
                raise BrokenCourseError(
                    "The XML cannot be read safely: it is broken, too large, or declares entities. Export it anew."
                ) from refused
            return "html"
        if name_of(root) == "quiz":
            return "moodle_xml"
        if qti_package.is_item(root) or name_of(root) == "questestinterop":
            return "qti"
        return "html" if name_of(root) == "html" else None
    if _HTML.match(text):
        return "html"
    return "gift" if gift.looks_like(text) else "markdown"
