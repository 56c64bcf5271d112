"""A start waits for a database that is being started again beside it."""

from __future__ import annotations

import asyncio
import os
import signal
import time

import psycopg
import pytest

from learnapp import bootstrap
from learnapp.storage.embedded import EmbeddedPostgres
from tests.conftest import NewServer


async def _waits(server: EmbeddedPostgres, app: str, held: psycopg.Connection) -> None:
    starting = asyncio.create_task(bootstrap.database_answers(app))
    await asyncio.sleep(1)
    assert not starting.done(), "what shuts down comes again"
    held.close()
    until = time.monotonic() + 20
    while server.pid() is not None and time.monotonic() < until:
        await asyncio.sleep(0.05)
    await asyncio.to_thread(server.revive)
    await asyncio.wait_for(starting, 10)


def test_a_start_waits_for_a_server_that_shuts_down_to_come_again(new_server: NewServer) -> None:
    server = new_server()
    app = server.start().app
    try:
        with psycopg.connect(app) as held:
            pid = server.pid()
            assert pid is not None
            # Until those who are there have gone, it refuses everybody else.
            os.kill(pid, signal.SIGTERM)
            until = time.monotonic() + 10
            with pytest.raises(psycopg.OperationalError, match="shutting down"):
                while time.monotonic() < until:
                    psycopg.connect(app).close()
            asyncio.run(_waits(server, app, held))
    finally:
        server.stop()
