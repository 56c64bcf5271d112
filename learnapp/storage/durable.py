"""Files that a power cut leaves whole: what they hold is on the disk before they have their name."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path

_UNKNOWN = (errno.EINVAL, errno.ENOTSUP)


def settle(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk.

    Raises:
        OSError: The disk says that it could not keep it.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some shares know this of files only.
        if error.errno not in _UNKNOWN or not path.is_dir():
            raise
    finally:
        os.close(handle)


def settle_below(folder: Path) -> None:
    """Wait until everything in a folder is on the disk, with its names.

    Raises:
        OSError: The disk says that it could not keep it.
    """
    for below, _, names in os.walk(folder, topdown=False):
        for name in names:
            settle(Path(below) / name)
        settle(Path(below))


def settle_folders(places: Iterable[Path], above: Path) -> None:
    """Wait until the names of files, and of the folders between them and one above, are on the disk.

    Raises:
        OSError: The disk says that it could not keep them.
    """
    folders = {above}
    for place in places:
        folders |= {folder for folder in place.parents if folder.is_relative_to(above)}
    for folder in sorted(folders, reverse=True):
        settle(folder)


def put(draft: Path, place: Path) -> None:
    """Give a file that is written its name, over what had it before.

    Raises:
        OSError: The disk says that it could not keep it.
    """
    settle(draft)
    draft.replace(place)
    settle(place.parent)
