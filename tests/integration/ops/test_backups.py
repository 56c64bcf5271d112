"""What goes wrong with backups in a school: a disk that lost a file, one without links, a command that was killed."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from learnapp.storage import backup
from learnapp.storage.embedded import Urls, bundled_binaries

NIGHT = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A DATA_DIR with a film and a picture."""
    media = tmp_path / "data" / "media"
    media.mkdir(parents=True)
    (media / "film.mp4").write_bytes(b"film")
    (media / "picture.png").write_bytes(b"picture")
    return media.parent


def made(target: Path, data: Path, urls: Urls, nights: int) -> Path:
    return backup.make(
        target, data, urls.superuser, binaries=bundled_binaries(), schema="", key="",
        now=NIGHT + timedelta(days=nights), progress=lambda said: None,
    )  # fmt: skip


def test_a_file_that_the_backup_before_has_lost_is_copied_again(postgres: Urls, data: Path, tmp_path: Path) -> None:
    first = made(tmp_path / "kept", data, postgres, 0)
    (first / "media" / "film.mp4").unlink()
    second = made(tmp_path / "kept", data, postgres, 1)
    assert (second / "media" / "film.mp4").read_bytes() == b"film"
    assert set(backup.read(second).files) == {backup.DUMP, "media/film.mp4", "media/picture.png"}
    backup.check(second, backup.read(second))
