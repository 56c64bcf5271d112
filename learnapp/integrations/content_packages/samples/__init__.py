"""Two small packages of programs, written for this project: to try the players with, and for their tests."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_ALWAYS = (1980, 1, 1, 0, 0, 0)


def sample(name: str) -> bytes:
    """Return a package: `h5p`, one question with a library of our own, or `scorm`, three pages that are counted."""
    out, folder = io.BytesIO(), _HERE / name
    with zipfile.ZipFile(out, "w") as made:
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            about = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _ALWAYS)
            made.writestr(about, file.read_bytes(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def put(folder: Path) -> None:
    """Write both packages into a folder, unless they are there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, kind in (("half-of-a-half.h5p", "h5p"), ("three-steps.zip", "scorm")):
        if not (folder / name).exists():
            (folder / name).write_bytes(sample(kind))
