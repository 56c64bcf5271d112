"""Builds packages of other systems and reads them as the importer does."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from learnapp.integrations.content_packages.course_files import CoursePack
from learnapp.integrations.content_packages.foreign.reading import read_foreign
from learnapp.integrations.content_packages.foreign.recognise import kind_of
from learnapp.integrations.content_packages.package import PackItem, PackReport


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
