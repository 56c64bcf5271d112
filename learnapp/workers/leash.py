"""`python -m learnapp.workers.leash FD MODULE ...`: runs a module that ends when the process which started it does.

The one who starts it keeps one end of a pipe. When that end is closed, also by kill -9, the kernel says so here, and
the module is asked to end; what is still there after `PATIENCE_S` is ended with its whole group. A death signal of the
kernel (Linux prctl(2)) asks only once, and a server that misses it, or stands still while it ends, keeps the port.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time

PATIENCE_S = 8.0


def command(fd: int, words: list[str]) -> list[str]:
    """Return a command line of Python under the leash.

    Args:
        fd: The end of the pipe that the new process reads; to be passed on to it.
        words: `[python, "-m", module, ...]`.
    """
    python, _, *module = words
    return [python, "-m", "learnapp.workers.leash", str(fd), *module]


def _wait(fd: int) -> None:
    while os.read(fd, 1):
        pass
    # To the main thread, which alone runs handlers: one that sleeps there would not wake for another's signal.
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
    time.sleep(PATIENCE_S)
    # Only a group of its own: whoever is started in another's shell must not end that.
    if os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Hold the leash and become the module."""
    fd, module = int(sys.argv[1]), sys.argv[2]
    os.set_inheritable(fd, False)
    threading.Thread(target=_wait, args=(fd,), name="leash", daemon=True).start()
    sys.argv = sys.argv[2:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
