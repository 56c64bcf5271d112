"""Programs of others (H5P, SCORM 1.2): kept as they are, in an archive of our own making, for a player to run.

Nothing in them is trusted. They are looked at only as far as the player needs it, files of unknown kinds are left out,
and the archive is written anew, so that it holds plain files in plain folders and is the same for the same files.
"""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from posixpath import splitext

from learnapp.integrations.content_packages.foreign.files import Files
from learnapp.integrations.content_packages.large import FileData, copied, digest_of, of_file, size_of
from learnapp.integrations.content_packages.package import PackReport
from learnapp.integrations.content_packages.reasons import REFUSED
from learnapp.integrations.content_packages.refused import HugeArchiveError

PAGES = {".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml"}
TYPES = PAGES | {
    ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".json": "application/json",
    ".xml": "application/xml", ".txt": "text/plain", ".md": "text/plain", ".csv": "text/csv", ".vtt": "text/vtt",
    ".webvtt": "text/vtt", ".srt": "text/plain", ".map": "application/json",
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
    ".bmp": "image/bmp", ".ico": "image/x-icon", ".svg": "image/svg+xml", ".avif": "image/avif",
    ".woff": "font/woff", ".woff2": "font/woff2", ".ttf": "font/ttf", ".otf": "font/otf",
    ".eot": "application/vnd.ms-fontobject",
    ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".ogg": "audio/ogg", ".oga": "audio/ogg", ".wav": "audio/wav",
    ".mp4": "video/mp4", ".m4v": "video/mp4", ".webm": "video/webm", ".ogv": "video/ogg",
    ".pdf": "application/pdf", ".gltf": "model/gltf+json", ".glb": "model/gltf-binary",
}  # fmt: skip
"""Endings that are kept, and what they are sent as."""
MOST_BYTES = 200 * 1024 * 1024
MOST_FILES = 5_000
MINUTES = 10.0
"""How long it may take: the package does not say."""
_HUGE = (
    f"The package is far larger than one task needs: more than {MOST_BYTES >> 20} MB or {MOST_FILES:,} files. "
    "Split it into several."
)
_ALWAYS = (1980, 1, 1, 0, 0, 0)


def archive_of(files: Files, report: PackReport) -> tuple[str, FileData]:
    """Return name (by digest) and content of the archive that is kept; what no player needs is left out and reported.

    Raises:
        HugeArchiveError: It holds more than `MOST_BYTES` or `MOST_FILES`.
    """
    total, number = 0, 0
    with tempfile.NamedTemporaryFile(prefix="learnapp-package-") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as kept:
            for path in sorted(files):
                if splitext(path)[1].lower() not in TYPES:
                    report.note(REFUSED + "file-kind-unknown", path)
                    continue
                data = files.held(path)
                total, number = total + size_of(data), number + 1
                if total > MOST_BYTES or number > MOST_FILES:
                    raise HugeArchiveError(_HUGE)
                info = zipfile.ZipInfo(path, _ALWAYS)
                info.compress_type, info.file_size = zipfile.ZIP_DEFLATED, size_of(data)
                with kept.open(info, "w") as target:
                    copied(data, target)
        out.flush()
        whole = of_file(Path(out.name))
    return f"{digest_of(whole)}.zip", whole
