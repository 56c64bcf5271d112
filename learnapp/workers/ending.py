"""An end that is asked for comes: threads in the middle of a calculation do not hold it up."""

from __future__ import annotations

import os
import threading

# Less than the supervisor's patience, more than jobs get to reach the end of their batch.
PATIENCE_SECONDS = 7.0


def insist(seconds: float = PATIENCE_SECONDS) -> None:
    """End this process after a while, whatever its threads do then.

    Python waits for a running thread before it ends, and a thread that calculates cannot be cancelled. What it
    would have written is not written: every write is one transaction, and the next start does the work again.

    Args:
        seconds: How long a clean end may take.
    """
    timer = threading.Timer(seconds, os._exit, (0,))
    timer.daemon = True
    timer.start()
