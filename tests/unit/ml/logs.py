"""Raw answers as an institution's log gives them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def raw_answer(student: int = 1, seconds: float = 0.0, **changes: Any) -> dict[str, Any]:
    """Return one raw answer; `seconds` after the start of everything."""
    at = START + timedelta(seconds=seconds)
    row: dict[str, Any] = {
        "student": student, "item": 100, "kc": 10, "correct": 1.0, "received": at, "occurred": at, "spent_ms": 8000.0,
        "hints": 0, "partial": 0.0, "voided": False, "allowed": True, "subject": "maths", "band": "2012–2013",
        "difficulty": 0.0, "discrimination": 1.0, "p_init": 0.2, "p_transit": 0.1, "p_slip": 0.1, "p_guess": 0.2,
    }  # fmt: skip
    return {**row, **changes}


def raw_log(students: int = 30, each: int = 12, seed: int = 2, right: float = 0.6) -> pl.DataFrame:
    """Return the raw answers of many students at a human pace."""
    rng = np.random.default_rng(seed)
    rows = []
    for student in range(students):
        at = float(rng.uniform(0, 3600))
        for _ in range(each):
            at += float(rng.exponential(40.0)) + 3.0
            item = int(rng.integers(20))
            rows.append(
                raw_answer(
                    1000 + student, at, item=100 + item, kc=10 + item % 4, correct=float(rng.random() < right),
                    band=("2010–2011", "2012–2013")[student % 2], subject=("maths", "history")[student % 3 // 2],
                    difficulty=(item - 10) / 5,
                )
            )  # fmt: skip
    return pl.DataFrame(rows)
