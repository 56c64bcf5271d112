"""What goes wrong with backups in a school: a disk that lost a file, one without links, a command that was killed."""

from __future__ import annotations

import asyncio
import hashlib
import os
import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from learnapp import bootstrap
from learnapp.core.errors import ConflictError, InvalidInputError, UnavailableError
from learnapp.services import erased_list
from learnapp.storage import backup, programs, restore
from learnapp.storage.db import Database
from learnapp.storage.embedded import EmbeddedPostgres, Urls, bundled_binaries
from learnapp.storage.roles import DATABASE
from tests.conftest import FAST, NewServer

NIGHT = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A DATA_DIR with a film and a picture."""
    media = tmp_path / "data" / "media"
    media.mkdir(parents=True)
    (media / "film.mp4").write_bytes(b"film")
    (media / "picture.png").write_bytes(b"picture")
    return media.parent


def whole(urls: Urls) -> str:
    """Return the address of the database itself, of the role that row security does not bind."""
    return programs.to_database(urls.superuser, DATABASE)


def made(target: Path, data: Path, urls: Urls, nights: int) -> Path:
    return backup.make(
        target, data, whole(urls), binaries=bundled_binaries(), schema="", key="",
        now=NIGHT + timedelta(days=nights), progress=lambda said: None,
    )  # fmt: skip


def brought(folder: Path, data: Path, urls: Urls) -> bool:
    with restore.alone(whole(urls)):
        return restore.load(folder, backup.read(folder), data, whole(urls), binaries=bundled_binaries())


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
        target, data, whole(postgres), binaries=bundled_binaries(), schema="", key="", now=NIGHT, progress=second
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

    empty = EmbeddedPostgres(server.data_dir.parent / "restored", settings=FAST)
    urls = empty.start()
    try:
        blocked = data / "media" / "film.mp4.new"
        (data / "media" / "film.mp4").unlink()
        blocked.mkdir()
        with pytest.raises(UnavailableError):
            brought(folder, data, urls)
        with pytest.raises(UnavailableError, match="Run the same `learnapp restore` again"):
            bootstrap.migrate(urls.owner)
        shutil.rmtree(blocked)
        assert brought(folder, data, urls) is False
        restore.done(whole(urls))
    finally:
        empty.stop()
    assert erased_list.lists(data / erased_list.FOLDER) == {tenant: {before, since}}
    assert (data / "media" / "film.mp4").read_bytes() == b"film"
    assert not list(data.rglob("*.new"))


def test_what_is_no_list_of_the_erased_is_refused_before_anything_is_restored(tmp_path: Path) -> None:
    (tmp_path / "somebody.ids").write_text("Bob\n")
    with pytest.raises(InvalidInputError, match="not a list of erased people"):
        erased_list.lists(tmp_path)


def test_a_restore_that_ended_after_the_database_was_in_goes_on_and_nobody_uses_it_before(
    new_server: NewServer, data: Path, tmp_path: Path
) -> None:
    server = new_server()
    folder = made(tmp_path / "kept", data, server.start(), 0)
    other = made(tmp_path / "kept", data, server.urls(), 1)
    server.stop()

    empty = EmbeddedPostgres(server.data_dir.parent / "half", settings=FAST)
    urls = empty.start()
    again = tmp_path / "again"
    try:
        assert brought(folder, again, urls) is False
        with pytest.raises(UnavailableError, match="has not ended well"):
            bootstrap.migrate(urls.owner)
        with pytest.raises(UnavailableError, match="has not ended well"):
            asyncio.run(_used(urls))
        with pytest.raises(UnavailableError, match="has not ended well"):
            made(tmp_path / "kept", again, urls, 2)
        with pytest.raises(UnavailableError, match="has not ended well"):
            brought(other, again, urls)
        (again / "media" / "film.mp4").unlink()
        assert brought(folder, again, urls) is True
        assert (again / "media" / "film.mp4").read_bytes() == b"film"
        restore.done(whole(urls))
        asyncio.run(_used(urls))
        with pytest.raises(ConflictError, match="data here already"):
            brought(folder, again, urls)
    finally:
        empty.stop()


async def _used(urls: Urls) -> None:
    """Look at the database as every start does."""
    db = Database(urls.app, pool_size=1, pool_max=1)
    await db.open()
    try:
        await bootstrap.check_schema(db)
    finally:
        await db.close()


def test_a_second_restore_waits_for_the_first(new_server: NewServer, data: Path, tmp_path: Path) -> None:
    server = new_server()
    urls = server.start()
    try:
        folder = made(tmp_path / "kept", data, urls, 0)
        with programs.connect("The address", whole(urls), autocommit=True) as first:
            first.execute("SELECT pg_advisory_lock(hashtext('learnapp restore'))")
            with pytest.raises(ConflictError, match="Another restore"):
                brought(folder, data, urls)
    finally:
        server.stop()


def test_a_start_and_a_restore_do_not_make_tables_at_the_same_time(
    new_server: NewServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = new_server()
    urls = server.start()
    try:
        # Looked at before the restore has marked the database.
        with restore.alone(whole(urls)), pytest.raises(UnavailableError, match="Wait until it has ended"):
            bootstrap.migrate(urls.owner)
        refused: list[str] = []

        def migrating(_owner: str) -> bool:
            with pytest.raises(ConflictError, match="or a migration, is at work") as error, restore.alone(whole(urls)):
                pass
            refused.append(error.value.message)
            return False

        monkeypatch.setattr("learnapp.storage.migrate.upgrade", migrating)
        bootstrap.migrate(urls.owner)
        assert len(refused) == 1
        with restore.alone(whole(urls)):
            pass
    finally:
        server.stop()


def test_a_backup_has_its_name_only_when_the_disk_has_all_of_it(
    postgres: Urls, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: set[Path] = set()
    missed: list[Path] = []
    fsync, rename = os.fsync, Path.rename

    def seen(handle: int) -> None:
        settled.add(Path(os.readlink(f"/proc/self/fd/{handle}")))
        fsync(handle)

    def named(path: Path, place: Path) -> Path:
        missed.extend(each for each in (path, *path.rglob("*")) if each not in settled)
        settled.clear()
        return rename(path, place)

    monkeypatch.setattr(os, "fsync", seen)
    monkeypatch.setattr(Path, "rename", named)
    folder = made(tmp_path / "kept", data, postgres, 0)
    assert missed == []
    assert settled == {folder.parent}
    assert backup.last(data) == NIGHT


def test_a_list_that_a_power_cut_has_emptied_stands_in_nobodys_way(postgres: Urls, data: Path, tmp_path: Path) -> None:
    first = made(tmp_path / "kept", data, postgres, 0)
    empty = made(tmp_path / "kept", data, postgres, 1)
    (empty / "backup.json").write_bytes(b"")
    said: list[str] = []
    third = backup.make(
        tmp_path / "kept", data, whole(postgres), binaries=bundled_binaries(), schema="", key="",
        now=NIGHT + timedelta(days=2), progress=said.append,
    )  # fmt: skip
    assert f"· {empty.name} is no whole backup: remove it" in said
    assert backup.newest(third.parent) == third
    assert backup.prune(third.parent, 2) == [], "what is no backup does not count as one"
    assert first.exists() and third.exists()


@contextmanager
def _no_room(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, bytes, here and in the programs that are started: each write fails for real."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(("share", "said"), [(0.5, "pg_dump failed"), (2.0, "too large")])
def test_a_disk_without_room_leaves_nothing_that_looks_like_a_backup(
    postgres: Urls, data: Path, tmp_path: Path, share: float, said: str
) -> None:
    first = made(tmp_path / "kept", data, postgres, 0)
    dump = (first / backup.DUMP).stat().st_size
    os.truncate(data / "media" / "film.mp4", 3 * dump)
    with _no_room(int(share * dump)), pytest.raises(UnavailableError, match=f"(?i){said}"):
        made(tmp_path / "kept", data, postgres, 1)
    assert list(first.parent.iterdir()) == [first]
    assert backup.newest(first.parent) == first
    assert backup.last(data) == NIGHT, "what failed is not told as a backup"


def test_a_disk_that_gives_back_something_else_is_noticed_before_the_backup_counts(
    postgres: Urls, data: Path, tmp_path: Path
) -> None:
    def damage(said: str) -> None:
        if "reading all of it again" in said:
            (part,) = (tmp_path / "kept").glob("*.part")
            (part / "media" / "film.mp4").write_bytes(b"FILM")

    with pytest.raises(UnavailableError, match="film.mp4 cannot be read as it was written"):
        backup.make(
            tmp_path / "kept", data, whole(postgres), binaries=bundled_binaries(), schema="", key="", now=NIGHT,
            progress=damage,
        )  # fmt: skip
    assert list((tmp_path / "kept").iterdir()) == []


def test_an_old_backup_that_is_removed_half_way_does_not_look_like_one(
    postgres: Urls, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path / "kept", data, postgres, 0)
    second = made(tmp_path / "kept", data, postgres, 1)
    kept = os.unlink

    def unlink(path: str, **where: int) -> None:
        if path == "film.mp4":
            kept(path, **where)
        else:
            raise OSError("the power is gone")

    monkeypatch.setattr(os, "unlink", unlink)
    backup.prune(second.parent, 1)
    monkeypatch.undo()
    assert [path for path in second.parent.iterdir() if not path.name.endswith(".part")] == [second]
    third = made(tmp_path / "kept", data, postgres, 2)
    assert sorted(third.parent.iterdir()) == [second, third]
