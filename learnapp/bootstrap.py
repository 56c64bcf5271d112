"""The one composition root: builds the services from the settings and binds the agents' ports."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from learnapp.agents.loop import build_loop
from learnapp.core import telemetry
from learnapp.core.clock import Clock, SystemClock
from learnapp.core.config import Settings
from learnapp.core.errors import InvalidInputError, LearnAppError, UnavailableError
from learnapp.core.i18n import translate
from learnapp.engine.algebra_symbolic import SymbolicJudge
from learnapp.integrations import outbound_async
from learnapp.integrations.content_providers.wire import MOST_MEDIA
from learnapp.integrations.content_providers.wire import Wire as ProviderWire
from learnapp.integrations.outbound import hosts
from learnapp.knowledge import standards
from learnapp.knowledge.embeddings import Endpoint
from learnapp.knowledge.llm.chain import Chain
from learnapp.knowledge.llm.gateway import Gateway
from learnapp.knowledge.llm.wire import Wire
from learnapp.knowledge.outside_facts import OutsideFacts
from learnapp.knowledge.verification.check import Verification
from learnapp.ml.feature_store import FeatureStore
from learnapp.ml.recipes import RECIPES
from learnapp.ml.serving import ModelServing
from learnapp.security import pii, safety
from learnapp.security.crypto import Keyring
from learnapp.services import Services, drift, model_training, set_current
from learnapp.services.content import CourseStore
from learnapp.services.live import LiveHub
from learnapp.services.model_serving import Registry
from learnapp.services.retrieval import Indexes
from learnapp.services.throttle import Limiter
from learnapp.storage import durable, programs, restore_mark
from learnapp.storage.cache import Cache
from learnapp.storage.db import Database, newest_schema
from learnapp.storage.embedded import EmbeddedPostgres, Urls, attached
from learnapp.storage.media import Bucket, MediaStore
from learnapp.storage.repositories.sections import tenant_key
from learnapp.storage.vectors import VectorStore

_TRIED_KEYS = 20
"""Institutions whose keys are tried by a master key, at either end of all of them."""
_CLOCKS_S = 30.0
"""Seconds by which the clocks of two machines may differ: other systems' tokens allow a minute."""
_PATIENCE_S = 15.0
"""Seconds that a Redis may need to start, as long as the database has."""


class PrometheusObserver:
    """Counts what the agents do, for `/metrics`."""

    def __init__(self) -> None:
        # Looking a label up costs more than the count itself, and every event has four steps.
        self._steps = cache(telemetry.step_seconds.labels)

    def step(self, agent: str, step: str, seconds: float) -> None:
        """Note the time of one step, seconds."""
        self._steps(agent, step).observe(seconds)

    def fallback(self, agent: str, name: str) -> None:
        """Note that a fallback stepped in."""
        telemetry.fallbacks.labels(agent, name).inc()

    def denied(self, code: str) -> None:
        """Note a denial."""
        telemetry.denials.labels(code).inc()


def master_key(settings: Settings) -> str:
    """Return the key that wraps the tenants' keys; in development it is made once in the data folder.

    Raises:
        InvalidInputError: Production without MASTER_KEY.
    """
    if settings.master_key is not None:
        return settings.master_key.get_secret_value()
    if settings.environment == "production":
        raise InvalidInputError("Set MASTER_KEY to the base64 form of 32 random bytes and keep a copy of it safe.")
    path = settings.data_dir / "master.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A link appears whole or not at all, so two processes starting together end up with the same key.
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as out:
            out.write(Keyring.generate())
        # Names are sealed by it from now on: a power cut must not leave it empty.
        durable.settle(Path(out.name))
        try:
            os.link(out.name, path)
            durable.settle(path.parent)
        except FileExistsError:
            pass
        finally:
            os.unlink(out.name)
    return path.read_text(encoding="utf-8")


@contextmanager
def database(settings: Settings, *, server: EmbeddedPostgres | None = None) -> Iterator[Urls]:
    """Yield the addresses of the database: the configured server, or the embedded one.

    Args:
        settings: The settings; DATABASE_URL always wins.
        server: The embedded server of `learnapp up`, which starts it and stops it at the end; other commands attach to
            the running one.
    """
    if settings.database_url is not None:
        yield Urls(settings.database_url, settings.migration_database_url or "", "")
    elif server is not None:
        urls = server.start()
        try:
            yield urls
        finally:
            server.stop()
    else:
        with attached(settings.data_dir) as urls:
            # A command may be the first to come, before any `up` has made the tables.
            migrate(urls.owner)
            yield urls


def migrate(owner_url: str, *, restoring: bool = False) -> bool:
    """Bring the schema up to date as the owner; return whether there was anything to do.

    Args:
        owner_url: Connection string of the owner; "": nothing is done.
        restoring: A backup is being brought in, by the caller.

    Raises:
        UnavailableError: The database is away, or somebody else's restore of a backup has not ended well on it.
    """
    if not owner_url:
        return False
    # Imported on use: the server and the worker never describe a table.
    from learnapp.storage.migrate import upgrade

    if restoring:
        return upgrade(owner_url)
    connection = programs.connect("MIGRATION_DATABASE_URL", owner_url, autocommit=True)
    try:
        # Tables made now, or while one begins, would look like those of the backup to the restore that goes on.
        shared = restore_mark.share(connection)
        restore_mark.refuse(restore_mark.read(connection))
        if not shared:
            raise UnavailableError("A restore of a backup begins on this database. Wait until it has ended.")
        return upgrade(owner_url)
    finally:
        connection.close()


async def check_schema(db: Database, *, restoring: bool = False) -> None:
    """Refuse to run on a database whose schema is older than this release; a newer one is that of an upgrade under way.

    Args:
        db: The database, open.
        restoring: A backup is being brought in, by the caller.

    Raises:
        UnavailableError: It is older, or a restore of a backup has not ended well on it.
    """
    if not restoring:
        restore_mark.refuse(await db.restore_mark())
    stands, needed = await db.schema(), newest_schema()
    if stands < needed:
        raise UnavailableError(
            f"The database has schema {stands or 'none'}, and this release needs {needed}. Run `learnapp migrate` with"
            " MIGRATION_DATABASE_URL set to its owner, then start again."
        )


async def check_key(db: Database, keyring: Keyring) -> int:
    """Refuse a master key that opens none of the institutions' keys: nobody could be found, and no name be read.

    Returns:
        How many of the institutions that were tried it does not open: those that a rotation has not come to.

    Raises:
        UnavailableError: It is not the one, or the database is away.
    """
    tenants = await db.directory.tenants()
    # A rotation goes from the first to the last, and an institution that is made meanwhile has the new key.
    tried = tenants if len(tenants) <= 2 * _TRIED_KEYS else [*tenants[:_TRIED_KEYS], *tenants[-_TRIED_KEYS:]]
    opened = shut = 0
    for tenant in tried:
        async with db.transaction(tenant.tenant_id) as tx:
            wrapped = await tenant_key(tx.session, tenant.tenant_id)
        if wrapped is None:
            continue
        try:
            keyring.tenant(tenant.tenant_id, wrapped)
        except UnavailableError:
            shut += 1
        else:
            opened += 1
    if shut and not opened:
        raise UnavailableError(
            "MASTER_KEY is not the key of this database: it opens none of its institutions. Set the one with which"
            " they were made; in development that is the content of master.key in DATA_DIR."
        )
    return shut


def embedder(settings: Settings) -> Endpoint | None:
    """Return the service for embeddings that is configured."""
    if not settings.embeddings_url:
        return None
    import openai

    key = settings.embeddings_key.get_secret_value() if settings.embeddings_key else "none"
    client = openai.OpenAI(base_url=settings.embeddings_url, api_key=key, timeout=20, max_retries=2)
    return Endpoint(client, settings.embeddings_model)


def bucket(settings: Settings) -> Bucket | None:
    """Return where films and pictures are kept; None: in the data folder."""
    if not settings.media_store:
        return None
    key, secret = settings.media_store_key, settings.media_store_secret
    return Bucket(
        settings.media_store, settings.media_store_endpoint, settings.media_store_region,
        key.get_secret_value() if key else "", secret.get_secret_value() if secret else "",
    )  # fmt: skip


def _keyring(settings: Settings) -> Keyring:
    previous = settings.previous_master_key
    return Keyring.from_base64(master_key(settings), previous.get_secret_value() if previous else None)


async def _opened(settings: Settings, *, restoring: bool = False) -> Database:
    """Return the database, open, that may be used by this release."""
    url = settings.database_url or ""
    db = Database(url, pool_size=settings.database_pool_size, pool_max=settings.database_pool_max)
    try:
        await db.open()
    except UnavailableError:
        # Readers of pages are told that it is busy; here somebody can mend what Postgres says.
        with await asyncio.to_thread(programs.connect, "DATABASE_URL", url):
            raise
    try:
        await check_schema(db, restoring=restoring)
    except LearnAppError:
        await db.close()
        raise
    return db


async def check(settings: Settings) -> list[str]:
    """Refuse what the app would not start with, before anything is built or started for it.

    Args:
        settings: The settings, with the address of the database.

    Returns:
        What is to be looked at, although it can start.

    Raises:
        InvalidInputError: A setting cannot be used.
        UnavailableError: The database or Redis is away, or is not to be used by this release with this key.
    """
    keyring = _keyring(settings)
    if (films := bucket(settings)) is not None:
        films.open()
    if settings.redis_url.startswith("redis"):
        await _redis_answers(settings.redis_url)
    await database_answers(settings.database_url or "")
    db = await _opened(settings.model_copy(update={"database_pool_size": 1}))
    try:
        shut = await check_key(db, keyring)
        ahead = await db.clock() - time.time()
    finally:
        await db.close()
    found = []
    if shut:
        found.append(
            f"MASTER_KEY does not open the keys of {shut} institutions, where nobody can sign in: set"
            " PREVIOUS_MASTER_KEY to the key before it again, and run `learnapp key rotate` to its end"
        )
    if abs(ahead) > _CLOCKS_S:
        way = "behind" if ahead > 0 else "ahead of"
        found.append(
            f"the clock of this machine is {abs(ahead):,.0f} s {way} that of the database: set both by the network, or"
            " launches from other systems are refused and times are wrong"
        )
    return found


async def database_answers(url: str) -> None:
    """Wait for a database that starts beside us.

    Raises:
        UnavailableError: It does not come, or refuses us; the message has its reason.
    """
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            (await asyncio.to_thread(programs.connect, "DATABASE_URL", url)).close()
            return
        except UnavailableError as error:
            # A server that refuses us will not think better of it; one that starts, stops or recovers will.
            refused = "FATAL" in error.message and "the database system is" not in error.message
            if refused or time.monotonic() > until:
                raise
        await asyncio.sleep(0.5)


async def _redis_answers(url: str) -> None:
    """Wait for a Redis that starts beside us; say what stands in the way of it."""
    from redis.asyncio import Redis
    from redis.exceptions import AuthenticationError, RedisError, ResponseError

    until = time.monotonic() + _PATIENCE_S
    client = Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
    try:
        while True:
            try:
                await client.ping()  # type: ignore[misc]
                return
            except (RedisError, OSError) as error:
                if isinstance(error, (AuthenticationError, ResponseError)) or time.monotonic() > until:
                    raise UnavailableError(f"REDIS_URL leads to no Redis that can be used: {error}") from error
            await asyncio.sleep(0.5)
    finally:
        await client.aclose()


async def build(
    settings: Settings, *, clock: Clock | None = None, judging: bool = True, restoring: bool = False
) -> Services:
    """Build the services of this process and make them current.

    Args:
        settings: The settings.
        clock: Tells the time; the machine's when not given.
        judging: Answers will be judged here: what judges expressions is loaded beside everything else, which costs a
            second of the processor. Without it the first question loads it.
        restoring: A backup is being brought in, by the caller.

    Raises:
        UnavailableError: The database is away, its role is too powerful, its schema too old, or a restore of a backup
            has not ended well on it.
    """
    if settings.database_url is None:
        settings = settings.model_copy(update={"database_url": EmbeddedPostgres(settings.data_dir).urls().app})
    keyring = _keyring(settings)
    db = await _opened(settings, restoring=restoring)
    symbolic = SymbolicJudge([sys.executable, "-m", "learnapp.engine.algebra_worker"])
    # SymPy takes a second to load: nobody waits for it.
    starting = asyncio.create_task(symbolic.start()) if judging else None
    cache = Cache(settings.redis_url)
    http = outbound_async.client(
        loopback=settings.environment != "production", near=hosts(settings.language_model_hosts)
    )
    loopback, near = settings.environment != "production", hosts(settings.content_provider_hosts)
    origins = outbound_async.client(loopback=loopback, near=near, most_bytes=MOST_MEDIA)
    services = Services(
        settings=settings,
        clock=clock or SystemClock(),
        db=db,
        cache=cache,
        keyring=keyring,
        courses=CourseStore(db),
        loop=build_loop(
            safety=safety.check,
            personal_data=pii.redact,
            symbolic=symbolic,
            translate=translate,
            observer=PrometheusObserver(),
            exploration=settings.exploration,
        ),
        live=LiveHub(settings.redis_url),
        limiter=Limiter(settings.redis_url),
        media=MediaStore(settings.data_dir / "media", bucket(settings)),
        features=FeatureStore(db, cache),
        models=ModelServing(Registry(db), RECIPES),
        embedder=embedder(settings),
        vectors=VectorStore(settings.data_dir / "chroma", settings.chroma_url),
        indexes=Indexes(),
        gateway=Gateway(Chain(Wire(http)), cache),
        origins=ProviderWire(origins, loopback=loopback, near=frozenset(near)),
        verifier=Verification(symbolic, standards=standards.Database()),
        facts=OutsideFacts(http),
        extras={"symbolic": symbolic, "starting": starting, "http": http, "origins": origins},
    )
    set_current(services)
    drift.connect(model_training.retrain)
    return services


async def close(services: Services) -> None:
    """Close what `build` opened."""
    set_current(None)
    await services.live.close()
    if services.embedder is not None:
        services.embedder.close()
    await services.models.close()
    await services.extras["http"].aclose()
    for name in ("open_data_http", "webhook_http"):
        if name in services.extras:
            await services.extras[name].aclose()
    if "stream_places" in services.extras:
        await services.extras["stream_places"].close()
    await services.extras["origins"].aclose()
    if services.extras["starting"] is not None:
        services.extras["starting"].cancel()
    await services.extras["symbolic"].close()
    await services.limiter.close()
    await services.cache.close()
    await services.db.close()
