"""How seldom a process that serves lets the collector walk all it holds: a walk stops every answer for 0.2 s."""

from __future__ import annotations

import gc

THRESHOLDS = (50_000, 20, 50)


def settle() -> None:
    """Leave what is there now alone until the end; called when a process has loaded what it keeps."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
