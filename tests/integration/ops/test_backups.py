"""What goes wrong with backups in a school: a disk that lost a file, one without links, a command that was killed."""

from __future__ import annotations

import hashlib
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from learnapp.core.errors import ConflictError, InvalidInputError, UnavailableError
from learnapp.services import erased_list
from learnapp.storage import backup
from learnapp.storage.embedded import EmbeddedPostgres, Urls, bundled_binaries
from tests.conftest import NewServer

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


def test_a_picture_that_was_sent_again_is_kept_once_and_another_film_in_its_place_is_copied(
    postgres: Urls, data: Path, tmp_path: Path
) -> None:
    media = data / "media"
    named = f"{hashlib.sha256(b'picture').hexdigest()}.png"
    (media / "picture.png").rename(media / named)
    first = made(tmp_path / "kept", data, postgres, 0)
    for one in (named, "film.mp4"):
        os.utime(media / one, (NIGHT.timestamp(), NIGHT.timestamp()))
    (media / "film.mp4").write_bytes(b"FILM")
    second = made(tmp_path / "kept", data, postgres, 1)
    assert (second / "media" / named).samefile(first / "media" / named)
    assert (second / "media" / "film.mp4").read_bytes() == b"FILM" and (
        first / "media" / "film.mp4"
    ).read_bytes() == b"film"
    backup.check(second, backup.read(second))


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


def test_a_restore_keeps_the_longer_list_of_the_erased_and_can_be_tried_again(
    new_server: NewServer, data: Path, tmp_path: Path
) -> None:
    tenant, before, since = uuid4(), uuid4(), uuid4()
    erased_list.add(data, {tenant: {before}})
    server = new_server()
    folder = made(tmp_path / "kept", data, server.start(), 0)
    server.stop()
    erased_list.add(data, {tenant: {before, since}})

    empty = EmbeddedPostgres(server.data_dir.parent / "restored")
    urls = empty.start()
    try:
        manifest = backup.read(folder)
        blocked = data / "media" / "film.mp4.new"
        blocked.mkdir()
        with pytest.raises(UnavailableError):
            backup.load(folder, manifest, data, urls.superuser, binaries=bundled_binaries())
        shutil.rmtree(blocked)
        backup.load(folder, manifest, data, urls.superuser, binaries=bundled_binaries())
    finally:
        empty.stop()
    assert erased_list.lists(data / erased_list.FOLDER) == {tenant: {before, since}}
    assert (data / "media" / "film.mp4").read_bytes() == b"film"
    assert not list(data.rglob("*.new"))


def test_what_is_no_list_of_the_erased_is_refused_before_anything_is_restored(tmp_path: Path) -> None:
    (tmp_path / "somebody.ids").write_text("Bob\n")
    with pytest.raises(InvalidInputError, match="not a list of erased people"):
        erased_list.lists(tmp_path)
