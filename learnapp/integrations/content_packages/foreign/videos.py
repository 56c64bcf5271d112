"""Videos of an institution's own: MP4 or WebM beside their captions, which are required."""

from __future__ import annotations

import hashlib
import re
import struct
from mmap import mmap
from posixpath import basename, splitext
from typing import Any

from learnapp.integrations.content_packages.course_material import cues_of
from learnapp.integrations.content_packages.foreign.course import CourseBuilder
from learnapp.integrations.content_packages.foreign.files import FILMS, Files
from learnapp.integrations.content_packages.foreign.pictures import kept_picture
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.integrations.content_packages.large import FileData, digest_of, seen

ENDINGS = FILMS
_LANGUAGE = re.compile(r"[._-]([a-z]{2})(?:[_-][a-z]{2,4})?", re.IGNORECASE)
"""What stands between the name of a film and `.vtt`: `.en`, `.en-US`, `_es`."""
_LONGEST_S = 6 * 3600.0


def add(builder: CourseBuilder, files: Files, path: str, lesson: str, title: str = "") -> None:
    """Add a video with the captions that lie beside it: NAME.vtt, or NAME.LANGUAGE.vtt for several languages.

    Raises:
        RefusedPartError: It is no MP4 or WebM (`video-of-another-kind`) or has no captions (`video-without-captions`).
        InvalidInputError: The captions cannot be read.
    """
    data = files.held(path)
    with seen(data) as view:
        kind, seconds = kind_of(view[:64]), seconds_of(view)
    if kind is None:
        raise RefusedPartError("video-of-another-kind")
    stem = splitext(path)[0]
    captions, transcript, end = {}, {}, 0.0
    kept: dict[str, FileData] = {}
    for name in sorted(files):
        bare, ending = splitext(name)
        rest = bare[len(stem) :] if bare.casefold().startswith(stem.casefold()) else None
        language = _LANGUAGE.fullmatch(rest) if rest else None
        if ending.lower() != ".vtt" or rest is None or (rest and language is None):
            continue
        spoken = language.group(1).lower() if language else builder.language[:2] or "en"
        if spoken in captions:
            continue
        cues = cues_of(files.text(name), basename(name))
        raw = files.read(name)
        captions[spoken] = f"{hashlib.sha256(raw).hexdigest()}.vtt"
        kept[captions[spoken]] = raw
        transcript[spoken] = [[start, text[:1000]] for start, _, text in cues]
        end = max(end, *(until for _, until, _ in cues))
    if not captions:
        raise RefusedPartError("video-without-captions")
    video = f"{digest_of(data)}.{kind}"
    poster = _poster(files, stem, kept)
    film: dict[str, Any] = {
        "video": video, "poster": poster, "seconds": min(seconds or end, _LONGEST_S), "captions": captions,
        "transcript": transcript,
    }  # fmt: skip
    name = title or basename(stem).replace("-", " ").replace("_", " ").strip()
    builder.video(lesson, path, name, film, ((video, data), *kept.items()))


def _poster(files: Files, stem: str, kept: dict[str, FileData]) -> str:
    for ending in (".jpg", ".jpeg", ".png"):
        path = files.find(stem + ending)
        if path is not None:
            name, data = kept_picture(files.read(path))
            kept[name] = data
            return name
    return ""


def kind_of(data: bytes) -> str | None:
    """Return `mp4` or `webm` by the first bytes (ISO/IEC 14496-12, 4.3; RFC 8794, 8.1), None for anything else."""
    if data[4:8] == b"ftyp" and data[8:12] != b"qt  ":
        return "mp4"
    return "webm" if data[:4] == b"\x1a\x45\xdf\xa3" and b"webm" in data[:64] else None


def seconds_of(data: bytes | mmap) -> float:
    """Return the length of an MP4 from its movie header (ISO/IEC 14496-12, 8.2.2); 0 when it does not say."""
    moov = _box(data, 0, len(data), b"moov")
    header = _box(data, *moov, b"mvhd") if moov else None
    if header is None:
        return 0.0
    start = header[0]
    try:
        if data[start] == 1:
            scale, length = struct.unpack(">IQ", data[start + 20 : start + 32])
        else:
            scale, length = struct.unpack(">II", data[start + 12 : start + 20])
    except (struct.error, IndexError):
        return 0.0
    return round(length / scale, 3) if scale else 0.0


def _box(data: bytes | mmap, start: int, end: int, name: bytes) -> tuple[int, int] | None:
    for _ in range(1_000):
        if start + 8 > end:
            return None
        size, head = int.from_bytes(data[start : start + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        size = size or end - start
        if size < head:
            return None
        if data[start + 4 : start + 8] == name:
            return start + head, min(start + size, end)
        start += size
    return None
