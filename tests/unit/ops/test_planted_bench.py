"""What is planted in answers: enough, by hand and by rule, the same every time, against passages that exist."""

from __future__ import annotations

import random

import orjson

from bench import planted_mutations, tutor_planted
from bench.report import ROOT
from learnapp.knowledge.verification import reading

TRUE = (
    "In 1831 Nat Turner led a revolt in Virginia.",
    "The slope is 2, so the line climbs by 2 for each step.",
    r"So $\frac{2}{8} + \frac{3}{8} = \frac{5}{8}$.",
    "Most readers were free, and all of them paid before Garrison asked.",
)


def test_what_was_written_by_hand_is_about_passages_of_the_demo() -> None:
    written = orjson.loads((ROOT / "bench" / "planted_errors.json").read_bytes())
    named = tutor_planted.demo()
    assert len(written["errors"]) >= 200 and len(written["sound"]) >= 100
    assert {one["passage"] for half in written.values() for one in half} <= named.keys()
    assert {one["kind"] for one in written["errors"]} == {"invented", "unsupported", "wrong"}
    unseen = orjson.loads((ROOT / "bench" / "planted_errors_unseen.json").read_bytes())
    assert {one["passage"] for half in unseen.values() for one in half} <= named.keys()
    tuning = orjson.loads((ROOT / "bench" / "planted_errors_tuning.json").read_bytes())
    texts = [one["text"] for part in (written, unseen) for half in part.values() for one in half]
    assert len(set(texts)) == len(texts)
    # What is tuned on is in no test half, and what says the same stands in the passage.
    tested = {one.text for one in tutor_planted.cases() if not one.development}
    assert tested.isdisjoint(one["text"] for half in tuning.values() for one in half)
    for one in tuning["sound"]:
        assert any(reading.bare(one["says"]) in reading.bare(text) for text in named[one["passage"]])


def test_rules_change_what_is_said_and_the_same_way_every_time() -> None:
    made = 0
    for rule in planted_mutations.MUTATIONS.values():
        for text in TRUE:
            first, again = (rule(text, random.Random(5), ["Lincoln", "Douglas"]) for _ in range(2))
            assert first == again and first != text
            made += first is not None
    assert made >= 8


def test_both_halves_have_about_as_many() -> None:
    half = [tutor_planted.Case(f"sentence {number}", (), "", wrong=True).development for number in range(400)]
    assert 160 < sum(half) < 240
