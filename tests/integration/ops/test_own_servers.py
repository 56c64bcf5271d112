"""Servers of one's own, as operators have them: PostgreSQL 15 over TCP with passwords, and a Redis."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
import pytest
from typer.testing import CliRunner
from uuid_utils.compat import uuid7

from learnapp import bootstrap
from learnapp.cli import app
from learnapp.core.config import Settings
from learnapp.core.errors import LearnAppError
from learnapp.security.crypto import Keyring
from learnapp.services import set_current
from learnapp.storage.db import Database
from learnapp.storage.directory import Tenant
from learnapp.storage.repositories.sections import Institution, add_institution, set_tenant_key
from learnapp.storage.system_user import system_account
from tests.conftest import free_port
from tests.factories import MASTER_KEY, School, build_school

ROOT = Path(__file__).resolve().parents[3]
DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
_PASSWORD = "p@ss/word"  # noqa: S105 - of a server of this test, with what has to be written otherwise in an address


class OwnServers:
    """A PostgreSQL 15 with one school on it, a Redis, and the settings with which the commands find them."""

    def __init__(self, folder: Path, redis_url: str) -> None:
        self.folder, self.redis_url, self.port = folder, redis_url, free_port()
        account = system_account()
        self._as: dict[str, Any] = {} if account is None else {"user": account.pw_uid, "group": account.pw_gid}
        folder.mkdir()
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        self._server: subprocess.Popen[bytes] | None = None
        self.settings: dict[str, str] = {}

    def start(self) -> None:
        """Make the cluster and start its server."""
        secret = self.folder / "password"
        secret.write_text(_PASSWORD + "\n")
        secret.chmod(0o644)
        words: list[str | Path] = [
            DEBIAN_15 / "initdb", "-D", self.folder / "cluster", "-U", "postgres", "--encoding=UTF8",
            "--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync",
        ]  # fmt: skip
        subprocess.run(words, check=True, capture_output=True, cwd="/", **self._as)
        options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off", "port": self.port}
        self._server = subprocess.Popen(
            [DEBIAN_15 / "postgres", "-D", self.folder / "cluster", *(f"-c{k}={v}" for k, v in options.items())],
            cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self._as,
        )  # fmt: skip
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                psycopg.connect(self.whole("postgres")).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        pytest.fail("PostgreSQL 15 did not start")

    def stop(self) -> None:
        """Stop the server."""
        if self._server is not None:
            # At once: nobody reads what it holds again.
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait(30)

    def whole(self, database: str) -> str:
        """Return the superuser's address of a database."""
        return f"postgresql://postgres:p%40ss%2Fword@127.0.0.1:{self.port}/{database}"

    def make(self, database: str) -> None:
        """Make a database as the manual says: what is printed goes through psql, its first lines are the settings."""
        script = self.command("database", "script", "--database", database)
        assert script.returncode == 0, script.stderr
        psql: list[str | Path] = [DEBIAN_15 / "psql", "-q", "-v", "ON_ERROR_STOP=1", self.whole("postgres")]
        subprocess.run(psql, input=script.stdout, text=True, check=True, capture_output=True)
        found = dict(
            re.findall(r"^-- (\w+_URL)=(\S+)$", script.stdout.replace("HOST:5432", f"127.0.0.1:{self.port}"), re.M)
        )
        self.settings = found | {"BACKUP_DATABASE_URL": self.whole(database)}

    def environment(self, **settings: str) -> dict[str, str]:
        """Return what a command is started with."""
        return os.environ | {
            "PATH": f"{DEBIAN_15}:{os.environ['PATH']}", "ENVIRONMENT": "test", "MASTER_KEY": MASTER_KEY,
            "DATA_DIR": str(self.folder.parent / "own-data"), "REDIS_URL": self.redis_url,
        } | self.settings | settings  # fmt: skip

    def command(self, *words: str, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, in this process, which has all of it loaded; what it does not expect is raised."""
        before = signal.getsignal(signal.SIGTERM)
        try:
            said = CliRunner().invoke(
                app, words, input=typed, env=self.environment(**settings), catch_exceptions=False
            )  # fmt: skip
        finally:
            signal.signal(signal.SIGTERM, before)
            set_current(None)
        return subprocess.CompletedProcess(words, said.exit_code, said.stdout, said.stderr)


@pytest.fixture(scope="module")
def own(short_folder: Path, redis_url: str) -> Iterator[OwnServers]:
    """The servers, with the schema of this release."""
    servers = OwnServers(short_folder / "own", redis_url)
    try:
        servers.start()
        servers.make("school")
        done = servers.command("migrate")
        assert done.returncode == 0, done.stderr
        yield servers
    finally:
        servers.stop()


@pytest.fixture(scope="module")
def school(own: OwnServers) -> School:
    """Riverside on that server."""

    async def build() -> School:
        db = Database(own.settings["DATABASE_URL"], pool_size=1, pool_max=4)
        await db.open()
        try:
            return await build_school(db, "riverside", "k12")
        finally:
            await db.close()

    return asyncio.run(build())


@pytest.mark.timeout(120)
def test_a_backup_that_is_stopped_leaves_nothing_and_no_program_behind(
    own: OwnServers, school: School, tmp_path: Path
) -> None:
    with psycopg.connect(own.whole("school")) as blocking:
        # pg_dump waits for it: there is time for the signal.
        blocking.execute("LOCK TABLE person IN ACCESS EXCLUSIVE MODE")
        backup = subprocess.Popen(
            [sys.executable, "-m", "learnapp.cli", "backup", str(tmp_path)], cwd=ROOT, env=own.environment(),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        until = time.monotonic() + 30
        programs: list[psutil.Process] = []
        while not programs and time.monotonic() < until:
            programs = [each for each in psutil.Process(backup.pid).children() if each.name() == "pg_dump"]
            time.sleep(0.05)
        assert programs and list(tmp_path.glob("*.part"))
        backup.send_signal(signal.SIGTERM)
        _, said = backup.communicate(timeout=30)
    assert backup.returncode == 128 + signal.SIGTERM
    assert "stopped before it was done" in said and "Traceback" not in said
    assert list(tmp_path.iterdir()) == []
    assert not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in programs)


@pytest.mark.timeout(120)
def test_a_school_comes_back_into_another_database_of_its_own_server(
    own: OwnServers, school: School, tmp_path: Path
) -> None:
    refused = own.command("backup", str(tmp_path), BACKUP_DATABASE_URL=own.whole("postgres"))
    assert refused.returncode == 1 and "names the database postgres" in refused.stderr
    refused = own.command("backup", str(tmp_path), MASTER_KEY=Keyring.generate())
    assert refused.returncode == 1 and "MASTER_KEY is not the key of this database" in refused.stderr
    made = own.command("backup", str(tmp_path))
    assert made.returncode == 0, made.stderr
    (folder,) = tmp_path.iterdir()
    assert "p@ss" not in (folder / "backup.json").read_text() + made.stdout

    own.make("restored")
    back = own.command("restore", str(folder), DATA_DIR=str(tmp_path / "restored"))
    assert back.returncode == 0, back.stderr + back.stdout
    assert "Every audit trail is sound" in back.stdout
    with psycopg.connect(own.whole("restored")) as conn:
        owners = conn.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert owners == [("learnapp_owner",)]
    alice = school["alice"]
    asked = own.command("erase", school.slug, alice.email, typed="n\n", DATA_DIR=str(tmp_path / "restored"))
    assert alice.name in asked.stdout, asked.stderr


def _settings(named: dict[str, str]) -> Settings:
    values: dict[str, Any] = {name.lower(): value for name, value in named.items()}
    return Settings(_env_file=None, environment="test", **values)


def _refused(settings: dict[str, str], **other: str) -> str:
    with pytest.raises(LearnAppError) as error:
        asyncio.run(bootstrap.check(_settings(settings | other)))
    return error.value.message


def test_a_start_says_which_server_it_does_not_reach_and_why(
    own: OwnServers, school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "_PATIENCE_S", 0.0)
    right = own.settings | {"MASTER_KEY": MASTER_KEY, "REDIS_URL": own.redis_url, "DATA_DIR": str(tmp_path)}
    assert asyncio.run(bootstrap.check(_settings(right))) == []
    address = right["DATABASE_URL"]
    nobody = free_port()
    for url, said in (
        (re.sub(":[^:@]+@", ":wrong@", address), "password authentication failed"),
        (address.replace(f":{own.port}/", f":{nobody}/"), "Connection refused"),
        (re.sub("/[a-z]+$", "/nowhere", address), "nowhere"),
        ("postgresql://learnapp_app:p%word@host/school", "cannot be read"),
        (own.whole("school"), "must name the app role"),
    ):
        message = _refused(right, DATABASE_URL=url)
        assert "DATABASE_URL" in message and said in message, message
        assert "wrong@" not in message and "word" not in message.replace("password", ""), message
    message = _refused(right, REDIS_URL=f"redis://:secret@127.0.0.1:{nobody}/0")
    assert "REDIS_URL leads to no Redis" in message and "secret" not in message
    assert "MASTER_KEY is not the key" in _refused(right, MASTER_KEY="A" * 43 + "=")


def test_a_start_says_that_a_rotation_of_the_master_key_has_not_come_to_a_school(
    own: OwnServers, school: School, tmp_path: Path
) -> None:
    right = own.settings | {"MASTER_KEY": MASTER_KEY, "REDIS_URL": own.redis_url, "DATA_DIR": str(tmp_path)}
    rotated, hillview = Keyring.generate(), uuid7()
    _, anew = Keyring.from_base64(rotated).new_tenant_key(hillview)
    both = right | {"MASTER_KEY": rotated, "PREVIOUS_MASTER_KEY": MASTER_KEY}

    async def looked() -> tuple[list[str], list[str]]:
        db = Database(own.settings["DATABASE_URL"], pool_size=1, pool_max=1)
        await db.open()
        try:
            await db.directory.create_tenant(Tenant(hillview, "hillview", "Hillview", "university", "local", "active"))
            async with db.transaction(hillview) as tx:
                one = Institution(hillview, "hillview", "Hillview", "university", "en", "UTC", "")
                await add_institution(tx.session, one, anew, datetime.now(UTC))
            said = await bootstrap.check(_settings(right)), await bootstrap.check(_settings(both))
            async with db.transaction(hillview) as tx:
                _, before = Keyring.from_base64(MASTER_KEY).new_tenant_key(hillview)
                await set_tenant_key(tx.session, hillview, anew, before)
            return said
        finally:
            await db.close()

    early, turning = asyncio.run(looked())
    assert len(early) == 1 and "does not open the keys of 1 institutions" in early[0], early
    assert "PREVIOUS_MASTER_KEY" in early[0]
    assert turning == []


def test_commands_say_what_is_wrong_with_a_server_without_a_trace(own: OwnServers, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    nobody = f"postgresql://learnapp_owner:x@127.0.0.1:{free_port()}/school"
    for words, settings, said in (
        (("migrate",), {"MIGRATION_DATABASE_URL": nobody}, "MIGRATION_DATABASE_URL leads to no database"),
        (("up", "--port", str(free_port())), {"DATA_DIR": str(file / "below")}, "cannot be used: Not a directory"),
        (("up", "--host", "192.0.2.1", "--port", str(free_port())), {}, "This machine has no address 192.0.2.1"),
    ):
        refused = own.command(*words, **settings)
        # An error that is not expected has been raised here.
        assert refused.returncode == 1 and said in refused.stderr, refused.stderr
        assert "Traceback" not in refused.stderr


@pytest.mark.timeout(120)
def test_an_app_without_a_worker_serves_from_servers_of_ones_own(own: OwnServers, school: School) -> None:
    port, folder = free_port(), own.folder.parent / "own-app"
    with (own.folder.parent / "own-app.log").open("wb") as log:
        up = subprocess.Popen(
            [sys.executable, "-m", "learnapp.cli", "up", "--no-worker", "--port", str(port)], cwd=ROOT,
            env=own.environment(DATA_DIR=str(folder), DEMO="false"), stdout=log, stderr=log, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    try:
        until = time.monotonic() + 60
        ready = None
        while ready is None and time.monotonic() < until:
            assert up.poll() is None, Path(log.name).read_text()
            try:
                ready = httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5).json()
            except httpx.HTTPError:
                time.sleep(0.2)
        assert ready == {"status": "ok", "degraded": []}
        assert set(json.loads((folder / "run.json").read_text())["children"]) == {"app"}
    finally:
        up.send_signal(signal.SIGTERM)
        up.wait(30)
    assert not (folder / "postgres").exists()
