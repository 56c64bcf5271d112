"""`python -m learnapp.ml.train_process FOLDER`: works a training run off in a process of its own.

It reads the run's folder, writes its results there and says on standard output, one line of JSON each, which step
begins. It has no database and no keys. When the process that started it is gone, its standard input ends, and so does
it.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

from learnapp.core.errors import LearnAppError
from learnapp.ml.recipes import RECIPES
from learnapp.ml.training import Job, work_off

NICE = 10
"""Students' answers go first."""


def _say(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(3)


def main() -> int:
    """Work the run off; 0: done, 1: refused, and the last line says why."""
    os.nice(NICE)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    folder = Path(sys.argv[1])
    try:
        job = Job.read(folder)
        work_off(folder, RECIPES[job.kind], job, lambda step, done: _say({"step": step, "done": done}))
    except LearnAppError as error:
        _say({"error": error.code, "message": error.message})
        return 1
    _say({"step": "store", "done": 4})
    return 0


if __name__ == "__main__":
    # Not sys.exit: the thread that waits for the parent would be waited for.
    sys.stdout.flush()
    os._exit(main())
