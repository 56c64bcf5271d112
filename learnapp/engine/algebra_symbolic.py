"""A symbolic judge in a process of its own: asked only when numeric probes are unsure, killed after 200 ms.

The command and the limits are arguments. One process answers one question at a time; when it is killed, the next
question starts a fresh one in the background and is not judged meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import Sequence

from learnapp.engine.algebra import Verdict
from learnapp.engine.algebra_syntax import Node

COMMAND = (sys.executable, "-m", "learnapp.engine.algebra_worker")
LIMIT_S = 0.2
START_LIMIT_S = 10.0
_READY = b"ready"


class SymbolicJudge:
    """Asks SymPy in a killable subprocess.

    Args:
        command: Program that speaks the protocol of `algebra_worker`.
        limit_s: Seconds for one question, waiting for the process included.
        start_limit_s: Seconds after which a process that is not ready counts as failed.
    """

    def __init__(
        self, command: Sequence[str] = COMMAND, limit_s: float = LIMIT_S, start_limit_s: float = START_LIMIT_S
    ) -> None:
        self._command = tuple(command)
        self._limit_s = limit_s
        self._start_limit_s = start_limit_s
        self._process: asyncio.subprocess.Process | None = None
        self._starting: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def start(self) -> None:
        """Start the process and wait until it is ready, so that the first question need not."""
        if self._starting is None:
            self._starting = asyncio.create_task(self._launch())
        await asyncio.shield(self._starting)

    async def _launch(self) -> None:
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        self._process = process
        ready = b""
        if process.stdout is not None:
            with contextlib.suppress(TimeoutError):
                ready = await asyncio.wait_for(process.stdout.readline(), self._start_limit_s)
        if ready.strip() != _READY:
            await self._kill()

    async def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def close(self) -> None:
        """End the process, also one that is still loading."""
        starting, self._starting = self._starting, None
        if starting is not None:
            starting.cancel()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await starting
        await self._kill()

    async def equivalent(self, left: Node, right: Node) -> Verdict:
        """Return EQUAL, DIFFERENT or, when it cannot be shown within the limit, UNSURE."""
        try:
            async with asyncio.timeout(self._limit_s), self._one_at_a_time:
                await self.start()
                answer = await self._ask(left, right)
        except (TimeoutError, OSError):
            answer = None
            if self._starting is not None and self._starting.done():
                await self._restart()
        return Verdict(answer) if answer in set(Verdict) else Verdict.UNSURE

    async def _ask(self, left: Node, right: Node) -> str | None:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None or process.returncode is not None:
            raise BrokenPipeError
        try:
            process.stdin.write(json.dumps([left, right]).encode() + b"\n")
            await process.stdin.drain()
            return (await process.stdout.readline()).decode().strip()
        except asyncio.CancelledError:
            # Late answers must never be read as the answer to the next question.
            self._process = None
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            process.stdin.close()
            raise

    async def _restart(self) -> None:
        if self._process is not None and self._process.returncode is not None:
            await self._kill()
        if self._process is None:
            self._starting = asyncio.create_task(self._launch())
