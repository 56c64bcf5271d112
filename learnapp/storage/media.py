"""Files of films, pictures and packages, by what they hold: written once, never changed, never served by name alone."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from uuid import UUID

from learnapp.core.errors import NotFoundError

_NAME = re.compile(r"[0-9a-f]{64}\.(mp4|webm|jpg|png|vtt|zip)")


class MediaStore:
    """A folder with a folder for each institution.

    Args:
        folder: Made when the first file is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, tenant: UUID, name: str, data: bytes) -> None:
        """Write a file unless it is there; another process never sees half of it.

        Raises:
            NotFoundError: The name is not a digest with a known ending.
        """
        target = self._place(tenant, name)
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            os.replace(part, target)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise

    def find(self, tenant: UUID, name: str) -> Path:
        """Return where a file lies.

        Raises:
            NotFoundError: There is none.
        """
        target = self._place(tenant, name)
        if not target.is_file():
            raise NotFoundError("This file is not here any more. Reload the page.")
        return target

    def _place(self, tenant: UUID, name: str) -> Path:
        if _NAME.fullmatch(name) is None:
            raise NotFoundError("There is no such file.")
        return self._folder / str(tenant) / name
