"""The embedded Postgres: one owner, no row lost to kill -9, a restart that nobody waits for."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from learnapp.core.errors import UnavailableError
from learnapp.storage.embedded import EmbeddedPostgres, OwnedElsewhereError, attached

_OTHER_OWNER = """
import sys, time
from pathlib import Path
from learnapp.storage.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.start()
print("started", flush=True)
time.sleep(600)
"""


@pytest.fixture
def server(short_folder: Path, request: pytest.FixtureRequest) -> Iterator[EmbeddedPostgres]:
    made = EmbeddedPostgres(short_folder / request.node.name[-24:])
    yield made
    if not made.owned and made.running():
        made.start()
    made.stop()


def _write(server: EmbeddedPostgres, rows: int) -> None:
    with psycopg.connect(server.urls().owner) as conn:
        conn.execute("CREATE TABLE IF NOT EXISTS kept (id serial)")
        conn.execute("INSERT INTO kept SELECT FROM generate_series(1, %s)", (rows,))


def _count(server: EmbeddedPostgres) -> int:
    with psycopg.connect(server.urls().owner) as conn:
        row = conn.execute("SELECT count(*) FROM kept").fetchone()
        return int(row[0]) if row else 0


def test_rows_survive_kill_9_of_the_server(server: EmbeddedPostgres) -> None:
    server.start()
    _write(server, 1000)
    pid = server.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    again = EmbeddedPostgres(server.data_dir)
    server.stop()
    assert not again.running()
    again.start()
    try:
        assert _count(again) == 1000
    finally:
        again.stop()


def test_rows_survive_kill_9_of_the_owner_and_the_next_one_adopts_the_server(server: EmbeddedPostgres) -> None:
    owner = subprocess.Popen([sys.executable, "-c", _OTHER_OWNER, str(server.data_dir)], stdout=subprocess.PIPE)
    assert owner.stdout is not None
    with owner.stdout:
        assert owner.stdout.readline() == b"started\n"
    _write(server, 100)
    pid = server.pid()
    with pytest.raises(OwnedElsewhereError):
        server.start()
    owner.kill()
    owner.wait()
    began = time.monotonic()
    server.start()
    assert time.monotonic() - began < 2
    assert server.pid() == pid
    assert _count(server) == 100
    server.stop()
    assert not server.running()


def test_a_command_attaches_to_a_running_server_and_leaves_it_running(server: EmbeddedPostgres) -> None:
    server.start()
    with attached(server.data_dir) as urls, psycopg.connect(urls.app) as conn:
        assert conn.execute("SELECT current_user").fetchone() == ("learnapp_app",)
    assert server.running()


def test_a_command_starts_a_server_for_itself_and_stops_it(server: EmbeddedPostgres) -> None:
    with attached(server.data_dir) as urls, psycopg.connect(urls.app) as conn:
        assert conn.execute("SELECT 1").fetchone() == (1,)
        # A second command at the same time uses the first one's.
        with attached(server.data_dir) as same:
            assert same == urls
        assert server.running()
    assert not server.running()


def test_passwords_are_needed_and_readable_by_the_owner_only(server: EmbeddedPostgres) -> None:
    server.start()
    kept = server.data_dir / "postgres-passwords.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    for user in ("learnapp_app", "learnapp_owner", "postgres"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(server.urls().app, user=user, password="guess", dbname="postgres").close()
    with psycopg.connect(server.urls().superuser) as conn:
        assert conn.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_first_start_that_was_cut_short_begins_again(server: EmbeddedPostgres) -> None:
    half = server.data_dir / "postgres-new"
    half.mkdir(parents=True)
    (half / "rubbish").write_text("half a cluster")
    server.start()
    assert server.running()


def test_another_major_version_is_refused_in_words(server: EmbeddedPostgres) -> None:
    server.start()
    server.stop()
    (server.cluster / "PG_VERSION").write_text("12\n")
    with pytest.raises(UnavailableError, match="made by Postgres 12"):
        server.start()
    assert not server.owned


def test_a_server_that_does_not_start_says_why_and_where_to_read_more(server: EmbeddedPostgres) -> None:
    server.start()
    server.stop()
    with (server.cluster / "postgresql.auto.conf").open("a") as settings:
        settings.write("shared_buffers = 'a lot'\n")
    with pytest.raises(UnavailableError, match=r"postgresql.auto.conf.* See .*postgres.log"):
        server.start()


def test_a_long_path_is_no_obstacle(short_folder: Path) -> None:
    server = EmbeddedPostgres(short_folder / ("long" * 30))
    with psycopg.connect(server.start().app) as conn:
        assert conn.execute("SELECT 1").fetchone() == (1,)
    server.stop()
