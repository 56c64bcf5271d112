"""Runs in the virtual environment of ralph-malph: its record store over one file, until our input closes."""

import os
import sys
import threading

import uvicorn
from ralph.api import app
from ralph.backends.data.base import BaseOperationType
from ralph.backends.lrs.fs import FSLRSBackend

# By itself it makes a new file at every call.
FSLRSBackend.default_operation_type = BaseOperationType.APPEND


def _end_with_us() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


threading.Thread(target=_end_with_us, daemon=True).start()
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
