"""The load generator, a process of its own: open loop, Poisson arrivals, latency from the planned send.

`python -m bench.load PLAN URL --rate 100 --seconds 60 --warm-up 5` prints one JSON line. A request that fails counts
as infinitely slow.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import math
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
from uuid_utils.compat import uuid7

_CONNECTIONS = 200
_PATIENCE = 20.0
_KEEP_SECONDS = 5.0


class Connection:
    """One kept-alive HTTP/1.1 connection; only what the benchmark needs, so that it costs the machine little."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._used = 0.0
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, secret: str, body: bytes) -> tuple[int, bytes]:
        """Send one POST and return status and body."""
        if self._streams is not None and time.perf_counter() - self._used > _KEEP_SECONDS:
            # As every HTTP client does: a connection that rested long may be closed at the other end already.
            self.close()
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        self._used = time.perf_counter()
        reader, writer = self._streams
        head = (
            f"POST {path} HTTP/1.1\r\nhost: {self._host}:{self._port}\r\nauthorization: Bearer {secret}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        received = (await reader.readuntil(b"\r\n\r\n")).lower()
        status = int(received[9:12])
        if b"transfer-encoding: chunked" in received:
            return status, await self._chunks(reader)
        length = int(received.split(b"content-length:")[1].split(b"\r\n")[0])
        return status, await reader.readexactly(length)

    @staticmethod
    async def _chunks(reader: asyncio.StreamReader) -> bytes:
        parts = []
        while size := int((await reader.readline()).split(b";")[0], 16):
            parts.append(await reader.readexactly(size))
            await reader.readexactly(2)
        await reader.readline()
        return b"".join(parts)

    def close(self) -> None:
        """Drop the connection; the next request opens another."""
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None


def make_event(plan: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    """Return one event of one institution: 70 % answers, two thirds of them right; hints, readings, sessions."""
    student, section = draw.choice(plan["students"])
    event: dict[str, Any] = {
        "event_id": str(uuid7()),
        "student_id": student,
        "occurred_at": datetime.now(UTC).isoformat(),
        "context": {"section_id": section, "device": "desktop"},
    }
    kind = draw.random()
    content, step, answer, _kcs = draw.choice(plan["items"])
    if kind < 0.70:
        given = answer if draw.random() < 0.67 else str(int(answer) + 1)
        result: dict[str, Any] = {"response": given, "duration_ms": draw.randrange(3_000, 60_000)}
        return event | {"verb": "answered", "object_id": content, "step_id": step, "result": result}
    if kind < 0.82:
        return event | {"verb": "hint_requested", "object_id": content, "step_id": step, "result": {"hint_index": 0}}
    if kind < 0.94:
        return event | {"verb": "read", "object_id": draw.choice(plan["readings"]), "result": {"progress": 1.0}}
    return event | {"verb": "session_started"}


async def fire(url: str, plans: list[dict[str, Any]], rate: float, seconds: float, warm_up: float) -> dict[str, Any]:
    """Send events at `rate` a second and return latencies (ms) after the warm-up and what was answered."""
    target = urlsplit(url)
    host, port = target.hostname or "127.0.0.1", target.port or 80
    draw = random.Random(int(rate * 1000))
    idle: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
    for _ in range(_CONNECTIONS):
        idle.put_nowait(Connection(host, port))
    latencies: list[float] = []
    late: list[float] = []
    answers: Counter[str] = Counter()

    async def one(planned: float, secret: str, body: bytes, measured: bool) -> None:
        connection = await idle.get()
        took = math.inf
        outcome = "no answer"
        try:
            async with asyncio.timeout(_PATIENCE):
                status, said = await connection.post(target.path, secret, body)
            outcome = str(status)
            if status < 300:
                took = (time.perf_counter() - planned) * 1000.0
                answer = orjson.loads(said)
                if not answer["stored"]:
                    outcome, took = "not stored", math.inf
                elif answer["served"]["fallback"] is not None:
                    outcome = f"{status} by fallback"
        except (OSError, TimeoutError, EOFError, ValueError, IndexError, KeyError):
            connection.close()
        finally:
            idle.put_nowait(connection)
        if measured:
            latencies.append(took)
            answers[outcome] += 1

    begin = time.perf_counter() + 0.2
    planned, tasks = begin, set()
    while planned < begin + warm_up + seconds:
        plan = draw.choice(plans)
        body = orjson.dumps(make_event(plan, draw))
        if (wait := planned - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        measured = planned >= begin + warm_up
        if measured:
            late.append(time.perf_counter() - planned)
        task = asyncio.create_task(one(planned, plan["secret"], body, measured))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        planned += draw.expovariate(rate)
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*list(tasks))
    return summary(latencies, answers, seconds) | {"rate": rate, "late_ms": round(1000 * max(late, default=0.0), 1)}


def summary(latencies: list[float], answers: Counter[str], seconds: float) -> dict[str, Any]:
    """Return percentiles in milliseconds; None stands for infinitely slow."""
    ordered = sorted(latencies)

    def at(share: float) -> float | None:
        if not ordered:
            return None
        value = ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]
        return round(value, 2) if math.isfinite(value) else None

    done = sum(math.isfinite(each) for each in ordered)
    return {
        "requests": len(ordered), "answered_per_s": round(done / seconds, 1), "answers": dict(answers),
        "p50": at(0.50), "p95": at(0.95), "p99": at(0.99),
    }  # fmt: skip


def main() -> None:
    """Read the plan, fire, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("plan", type=Path)
    options.add_argument("url")
    options.add_argument("--rate", type=float, required=True)
    options.add_argument("--seconds", type=float, default=60.0)
    options.add_argument("--warm-up", type=float, default=5.0)
    chosen = options.parse_args()
    plans = orjson.loads(chosen.plan.read_bytes())
    found = asyncio.run(fire(chosen.url, plans, chosen.rate, chosen.seconds, chosen.warm_up))
    sys.stdout.write(orjson.dumps(found).decode() + "\n")


if __name__ == "__main__":
    main()
