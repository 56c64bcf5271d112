"""Builds packages of other systems and reads them as the importer does."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from learnapp.engine.kc import CourseSnapshot
from learnapp.integrations.content_packages.course_files import CoursePack
from learnapp.integrations.content_packages.foreign.reading import read_foreign
from learnapp.integrations.content_packages.foreign.recognise import kind_of
from learnapp.integrations.content_packages.package import PackItem, PackReport
from learnapp.services.course_store import build_snapshot
from learnapp.storage.repositories.content import CourseRows

_TENANT = UUID(int=7)


def packed(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write a zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in files.items():
            out.writestr(name, data)
    return path


def written(path: Path, data: str | bytes) -> Path:
    """Write one file."""
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def read(path: Path, *, kind: str = "", name: str = "") -> tuple[CoursePack, PackReport]:
    """Recognise a file and read it; `kind` is what it must be recognised as."""
    found = kind_of(path)
    assert not kind or found == kind, found
    report = PackReport()
    return read_foreign(found, path, name or path.name, report), report


def by_title(pack: CoursePack) -> dict[str, PackItem]:
    """Return the rows of a course by their titles."""
    return {item.title: item for item in pack.items}


def key_of(item: PackItem, step: int = 0) -> dict[str, object]:
    """Return the key of one step."""
    return dict(item.answer_key["steps"][item.body_public["steps"][step]["id"]])


def png(width: int = 6, height: int = 4, colour: tuple[int, int, int] = (200, 30, 30)) -> bytes:
    """Return a small picture."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()


def snapshot_of(pack: CoursePack) -> CourseSnapshot:
    """Return a course as it is studied, without a database."""
    course = pack.course
    content = [
        (
            one.content_id, 1, one.kind, one.title, one.body, one.lesson_id, one.position, list(one.kc_ids),
            one.minutes, json.dumps(one.body_public), json.dumps(one.answer_key), one.discrimination, one.difficulty,
            one.quality, one.min_age, one.language, one.license, one.attribution, one.source,
        )
        for one in pack.items
    ]  # fmt: skip
    kcs = [
        (
            one.kc_id,
            one.slug,
            one.name,
            one.description,
            one.standard,
            one.p_init,
            one.p_transit,
            one.p_slip,
            one.p_guess,
        )
        for one in pack.kcs
    ]
    lessons = [(one.lesson_id, one.title, one.position, list(one.kc_ids)) for one in course.lessons]
    about = (course.title, course.subject, course.language, None)
    return build_snapshot(_TENANT, course.course_id, 1, CourseRows(about, lessons, content, kcs, []))
