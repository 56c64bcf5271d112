"""`python -m bench.tutor`: is what the tutor needs found, how fast and soon does it speak, are errors caught?

Each part has a section of its own in docs/benchmarks.md, with its own day and commit: one may be measured again alone
(`--only`).
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from functools import cache

from bench import (
    tutor_embeddings,
    tutor_import,
    tutor_multihop,
    tutor_planted,
    tutor_retrieval,
    tutor_scale,
    tutor_speaking,
)
from bench.report import Figure, publish
from bench.tutor_pack import PACK, Problem, read

OF_THE_PACK = frozenset({"retrieval", "embeddings", "scale", "import"})
"""Parts that need OATutor's problems."""


@cache
def _problems() -> list[Problem]:
    """Return OATutor's problems; to read them takes half a minute."""
    return list(read())


def main() -> None:
    """Measure, print the tables, write the results."""
    parts: dict[str, tuple[str, Callable[[], list[Figure]]]] = {
        "retrieval": ("Retrieval", lambda: tutor_retrieval.measure(_problems(), anew=chosen.fit)),
        "embeddings": ("Embeddings, local and of a service", lambda: tutor_embeddings.measure(_problems())),
        "multihop": ("Sides of a whole answer", lambda: asyncio.run(tutor_multihop.measure())),
        "scale": ("Retrieval over many passages", lambda: tutor_scale.measure(_problems(), chosen.size)),
        "import": ("A whole pack imported and indexed", lambda: asyncio.run(tutor_import.measure())),
        "speaking": ("First words of the tutor", tutor_speaking.measure),
        "planted": (tutor_planted.TITLE, tutor_planted.measure),
    }
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", choices=list(parts), action="append")
    options.add_argument("--fit", action="store_true", help="learn the shipped order of candidates anew, first")
    options.add_argument("--size", type=int, default=tutor_scale.SIZE, help="passages of the large index")
    chosen = options.parse_args()
    if not PACK.exists() and (not chosen.only or OF_THE_PACK & set(chosen.only)):
        raise SystemExit(f"OATutor's pack is not at {PACK}. Put it there to measure.")
    for name, (title, measure) in parts.items():
        if not chosen.only or name in chosen.only:
            print(publish(f"tutor_{name}", title, measure()), flush=True)


if __name__ == "__main__":
    main()
