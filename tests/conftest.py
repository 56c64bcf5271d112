"""Real servers for the tests: a Postgres of our own and a Redis, once per session, gone afterwards."""

from __future__ import annotations

import gc
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio

from learnapp.core.clock import SystemClock
from learnapp.core.collecting import THRESHOLDS
from learnapp.core.config import Settings
from learnapp.services import Services, set_current
from learnapp.storage.cache import Cache
from learnapp.storage.db import Database
from learnapp.storage.embedded import EmbeddedPostgres, Urls
from learnapp.storage.media import MediaStore
from learnapp.storage.migrate import upgrade
from tests.factories import MASTER_KEY, School, build_school, keyring

_HERE = Path(__file__).parent
# Folders of unit tests with files that take half a minute: begun last, such a file would leave the other worker idle.
_LONG = ("unit/ops", "unit/integrations", "unit/ml")
# What a crash would lose does not matter here: the tests wait less for the disk.
FAST = {"fsync": "off", "full_page_writes": "off"}


@pytest.fixture(scope="session")
def short_folder() -> Iterator[Path]:
    """A folder with a short path (sockets need one), removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="la-", dir="/tmp"))  # noqa: S108
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


NewServer = Callable[[], EmbeddedPostgres]


@pytest.fixture(scope="session")
def new_server(short_folder: Path) -> NewServer:
    """Makes a migrated server that stands still: a cluster is made and migrated once, each server has a copy of it."""
    first = EmbeddedPostgres(short_folder / "first", settings=FAST)
    upgrade(first.start().owner)
    first.stop()

    numbers = count(1)

    def copied() -> EmbeddedPostgres:
        folder = short_folder / f"server{next(numbers)}"
        # As it is, with the account that owns it.
        subprocess.run(["cp", "-a", first.data_dir, folder], check=True)
        return EmbeddedPostgres(folder, settings=FAST)

    return copied


@pytest.fixture(scope="session")
def postgres_server(new_server: NewServer) -> Iterator[EmbeddedPostgres]:
    """The embedded Postgres, migrated."""
    server = new_server()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres(postgres_server: EmbeddedPostgres) -> Urls:
    """Connection strings by role."""
    return postgres_server.urls()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def db(postgres: Urls) -> AsyncIterator[Database]:
    """The database as the application sees it."""
    database = Database(postgres.app, pool_size=2, pool_max=10)
    await database.open()
    yield database
    await database.close()


def free_port() -> int:
    """Return a free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RedisServer:
    """A Redis on loopback that a test may stop and start."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        program = shutil.which("redis-server")
        if program is None:
            pytest.fail("redis-server is not installed: run tests/system-packages")
        command = [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self._folder)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        pytest.fail("redis-server did not start")

    def stop(self) -> None:
        """Stop it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None


@pytest.fixture(scope="session")
def redis_server(short_folder: Path) -> Iterator[RedisServer]:
    """A Redis server; a test that stops it starts it again."""
    server = RedisServer(short_folder)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def redis_url(redis_server: RedisServer) -> str:
    """Address of the Redis."""
    return redis_server.url


@pytest_asyncio.fixture(loop_scope="session")
async def riverside(db: Database) -> School:
    """A fresh K-12 district: Alice and Bob, Carol who teaches them, Adam the admin."""
    return await build_school(db, "riverside", "k12")


@pytest_asyncio.fixture(loop_scope="session")
async def hillview(db: Database) -> School:
    """Another fresh institution, whose student Mallory wants to see what is not hers."""
    return await build_school(db, "hillview", "university", students=("mallory",))


@pytest.fixture(scope="session")
def settings(postgres: Urls, short_folder: Path) -> Settings:
    """Settings that point at the servers of the tests; nothing is read from the developer's `.env`."""
    return Settings(
        _env_file=None,
        environment="test",
        data_dir=short_folder / "data",
        database_url=postgres.app,
        migration_database_url=postgres.owner,
        master_key=MASTER_KEY,
        demo=False,
    )


@pytest.fixture
def core_services(settings: Settings, db: Database) -> Iterator[Services]:
    """The services with database, cache, keys and clock, but without agents; bound as the current ones."""
    media = MediaStore(settings.data_dir / "media")
    built = Services(
        settings=settings, clock=SystemClock(), db=db, cache=Cache("mem://"), keyring=keyring(), media=media
    )
    set_current(built)
    yield built
    set_current(None)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _built(settings: Settings) -> AsyncIterator[Services]:
    # Here and not above, so that unit tests do not load the whole system.
    from learnapp import bootstrap

    built = await bootstrap.build(settings)
    set_current(None)
    yield built
    await bootstrap.close(built)


@pytest.fixture
def services(_built: Services) -> Iterator[Services]:
    """The whole system as bootstrap builds it, agents included; bound as the current services."""
    set_current(_built)
    yield _built
    set_current(None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring long files before the other unit tests; within a folder everything keeps its place."""
    items.sort(key=lambda item: _turn(item.path.relative_to(_HERE).as_posix()))


def _turn(path: str) -> int:
    if not path.startswith("unit/"):
        return 0
    return 1 if path.startswith(_LONG) else 2


def pytest_configure() -> None:
    """Keep a developer's own settings out of the tests; let the collector look as seldom as it does in the server."""
    # Ten thousand tests stay until the end: to walk all that is there again and again took a third of gathering them.
    gc.set_threshold(*THRESHOLDS)
    for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL", "MASTER_KEY", "PUBLIC_URL"):
        os.environ.pop(name, None)
    os.environ["ENVIRONMENT"] = "test"
