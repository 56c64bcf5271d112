"""Other people's programs as processes that never outlive the tests, however those end."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

# The shell holds the group together: it ends all of it once its own input closes, and that closes with us.
_TOGETHER = 'exec 3<&0; (cat <&3 >/dev/null; kill 0) & "$@" <&3; kill 0'


@contextmanager
def running(
    command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program, with whatever it starts itself, until the end of the block or of this process.

    Args:
        command: The program; its input stays open for as long as it may run.
        log: Where what it says goes.
        environment: In place of ours.
    """
    with log.open("wb") as out:
        process = subprocess.Popen(
            ["/bin/sh", "-c", _TOGETHER, "sh", *command],
            stdin=subprocess.PIPE, stdout=out, stderr=out, env=environment, start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(timeout=10)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
