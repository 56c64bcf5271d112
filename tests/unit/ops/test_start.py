"""A process starts without what few of them ever need."""

from __future__ import annotations

import subprocess
import sys

_HEAVY = ("xgboost", "sklearn", "scipy.stats", "sympy", "chromadb", "spacy", "openai", "plotly")


def test_what_learns_is_loaded_when_it_is_first_needed() -> None:
    said = f"import sys, learnapp.bootstrap; print([one for one in {_HEAVY} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
