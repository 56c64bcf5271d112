"""What goes wrong with backups in a school: a disk that lost a file, one without links, a command that was killed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from learnapp.core.errors import ConflictError
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


def test_what_a_killed_backup_left_goes_with_the_next_one(postgres: Urls, data: Path, tmp_path: Path) -> None:
    left = tmp_path / "kept" / "learnapp-20260503T020000Z.part"
    left.mkdir(parents=True)
    (left / backup.DUMP).write_bytes(b"half of it")
    first = made(left.parent, data, postgres, 0)
    assert list(left.parent.iterdir()) == [first]


def test_two_backups_into_one_folder_do_not_remove_each_others_files(
    postgres: Urls, data: Path, tmp_path: Path
) -> None:
    target = tmp_path / "kept"
    refused = []

    def second(said: str) -> None:
        if "copying files" in said:
            with pytest.raises(ConflictError) as error:
                made(target, data, postgres, 0)
            refused.append(error.value.message)

    first = backup.make(
        target, data, postgres.superuser, binaries=bundled_binaries(), schema="", key="", now=NIGHT, progress=second
    )
    assert len(refused) == 1 and "Another backup" in refused[0]
    backup.check(first, backup.read(first))
    assert made(target, data, postgres, 1) != first
