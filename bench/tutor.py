"""`python -m bench.tutor`: is what the tutor needs found, how fast and soon does it speak, are errors caught?

Parts can be measured by themselves (`--only`); the figures of the others stay as they were measured last.
"""

from __future__ import annotations

import argparse
import asyncio

import orjson

from bench import (
    tutor_embeddings,
    tutor_import,
    tutor_multihop,
    tutor_planted,
    tutor_retrieval,
    tutor_scale,
    tutor_speaking,
)
from bench.report import ROOT, Figure, publish
from bench.tutor_pack import PACK, read

PARTS = ("retrieval", "embeddings", "multihop", "scale", "import", "speaking", "planted")


def _merged(fresh: list[Figure]) -> list[Figure]:
    path = ROOT / "bench" / "results" / "tutor.json"
    if not path.exists():
        return fresh
    measured = {one.figure for one in fresh}
    kept = [Figure(**one) for one in orjson.loads(path.read_bytes())["figures"]]
    return [one for one in kept if one.figure not in measured] + fresh


def main() -> None:
    """Measure, print the table, write the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", choices=PARTS, action="append")
    options.add_argument("--fit", action="store_true", help="learn the shipped order of candidates anew, first")
    options.add_argument("--size", type=int, default=tutor_scale.SIZE, help="passages of the large index")
    chosen = options.parse_args()
    if not PACK.exists():
        raise SystemExit(f"OATutor's pack is not at {PACK}. Put it there to measure.")
    parts = chosen.only or PARTS
    figures: list[Figure] = []
    if {"retrieval", "embeddings", "scale"} & set(parts):
        problems = read()
        if "retrieval" in parts:
            figures += tutor_retrieval.measure(problems, anew=chosen.fit)
        if "embeddings" in parts:
            # In a section of its own: these figures stand beside each other and nowhere else.
            print(publish("tutor_embeddings", "Embeddings, local and of a service", tutor_embeddings.measure(problems)))
        if "scale" in parts:
            figures += tutor_scale.measure(problems, chosen.size)
    if "multihop" in parts:
        # In a section of its own, as what is planted.
        print(publish("tutor_multihop", "Sides of a whole answer", asyncio.run(tutor_multihop.measure())))
    if "import" in parts:
        figures += asyncio.run(tutor_import.measure())
    if "speaking" in parts:
        figures += tutor_speaking.measure()
    if "planted" in parts:
        # In a section of its own.
        print(tutor_planted.report())
    if figures:
        print(publish("tutor", "Retrieval and the tutor", _merged(figures)))


if __name__ == "__main__":
    main()
