"""From a log to a training set: what is left out and counted, who is kept apart, and that nobody can be found in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import polars as pl
import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.ml.cleaning import ROBOT_ANSWERS, cleaned
from learnapp.ml.datasets import TooFewAnswersError, curated, id_number, keyed_number
from learnapp.ml.limits import LIMITS
from learnapp.ml.splitting import augmented, held_out, strata
from tests.unit.ml.logs import raw_answer, raw_log

NAN = float("nan")


def _counts(rows: list[dict[str, Any]]) -> dict[str, int]:
    _, steps = cleaned(pl.DataFrame(rows))
    return {one.step: one.count for one in steps}


def test_what_cannot_be_learned_from_is_left_out_with_its_reason() -> None:
    rows = [
        raw_answer(1, 0),
        raw_answer(1, 60, item=101),
        raw_answer(2, 0, allowed=False),
        raw_answer(3, 0, voided=True),
        raw_answer(4, 0, correct=NAN),
        raw_answer(5, 0, correct=None),
        raw_answer(6, 0, kc=None),
        raw_answer(7, 0, correct=0.5),
        raw_answer(1, 61, item=101),
    ]
    frame, steps = cleaned(pl.DataFrame(rows))
    found = {one.step: one.count for one in steps}
    assert found == {"consent": 1, "voided": 1, "unusable": 4, "clock": 0, "twice": 1, "broken": 0, "robot": 0}
    assert steps[-1].left == len(frame) == 2 and frame["seconds"].to_list() == [0.0, 60.0]


def test_a_clock_that_goes_back_stands_still_and_the_order_stays() -> None:
    rows = [raw_answer(1, at, item=100 + n) for n, at in enumerate([100.0, 160.0, 40.0, 200.0])]
    frame, steps = cleaned(pl.DataFrame(rows))
    assert frame["item"].to_list() == [100, 101, 102, 103]
    assert frame["seconds"].to_list() == [0.0, 60.0, 60.0, 100.0]
    assert {one.step: one.count for one in steps}["clock"] == 1


@pytest.mark.parametrize("pause", [lambda _n: 0.4, lambda _n: 30.0])
def test_a_session_faster_or_more_even_than_any_person_is_a_robot_s(pause: Callable[[int], float]) -> None:
    at, rows = 0.0, []
    for number in range(ROBOT_ANSWERS + 5):
        rows.append(raw_answer(1, at, item=number))
        at += pause(number)
    rows += [raw_answer(1, at + 90_000 + 47 * n * n, item=n) for n in range(6)]
    rows += [raw_answer(2, 47.0 * n + 13.0 * (n % 4), item=n) for n in range(ROBOT_ANSWERS + 5)]
    frame, steps = cleaned(pl.DataFrame(rows))
    assert {one.step: one.count for one in steps}["robot"] == ROBOT_ANSWERS + 5
    assert set(frame["student"].to_list()) == {1, 2}, "what the student did on another day stays"


def test_a_session_of_impossible_times_is_broken() -> None:
    good = [raw_answer(1, 50.0 * n, item=n) for n in range(4)]
    ahead = [raw_answer(2, 50.0 * n, item=n, occurred=raw_answer(2, 9000.0)["received"]) for n in range(4)]
    negative = [raw_answer(3, 50.0 * n, item=n, spent_ms=-5.0 if n else NAN) for n in range(4)]
    one_odd = [raw_answer(4, 50.0 * n, item=n, spent_ms=NAN if n == 2 else 8000.0) for n in range(4)]
    assert _counts([*good, *ahead, *negative, *one_odd])["broken"] == 8


def test_a_dataset_tells_what_it_is_made_of_and_nobody_can_be_found_in_it() -> None:
    made = curated(raw_log())
    card = made.card
    assert card.answers + card.test_answers == card.gathered == 360
    assert card.students + card.test_students == 30 and 5 <= card.test_students <= 7
    assert card.first_day == card.last_day == "2026-03-02"
    assert sum(train for train, _ in card.strata.values()) == card.students
    assert {"received", "occurred"}.isdisjoint(made.frame.columns)
    assert all(one % 5.0 == 0.0 for one in made.frame["seconds"].to_list())
    assert set(made.train["student"].to_list()).isdisjoint(made.test["student"].to_list())
    again = curated(raw_log())
    assert again.card.fingerprint == card.fingerprint
    assert curated(raw_log(seed=3)).card.fingerprint != card.fingerprint


def test_every_stratum_gives_its_share_and_who_was_kept_stays_kept() -> None:
    students = strata(raw_log(students=200, each=6))
    kept = held_out(students)
    assert abs(len(kept) - 0.2 * 200) <= 1
    by_band = (
        students.with_columns(kept=pl.col("student").is_in(list(kept))).group_by("band").agg(pl.col("kept").mean())
    )
    assert all(0.15 < share < 0.25 for share in by_band["kept"].to_list())
    more = strata(raw_log(students=260, each=6))
    later = held_out(more, kept)
    assert kept <= later and abs(len(later) - 0.2 * 260) <= 2


def test_synthetic_cases_come_only_where_a_class_is_rare_and_never_into_the_test_part() -> None:
    assert curated(raw_log(right=0.6)).card.synthetic == 0
    made = curated(raw_log(students=120, each=20, right=0.98))
    assert made.card.synthetic > 0
    assert not made.test["synthetic"].any() and (made.test["student"] >= 0).all()
    assert made.card.synthetic <= LIMITS.most_synthetic * made.card.answers
    own = made.train.filter(~pl.col("synthetic"))
    assert made.train["correct"].mean() < own["correct"].mean()  # type: ignore[operator]
    empty = own.head(0)
    assert len(augmented(empty, 0)) == 0


@pytest.mark.parametrize(
    "frame",
    [raw_log().head(0), raw_log(students=2, each=10), raw_log(students=3, each=40), raw_log(right=1.0),
     raw_log().with_columns(allowed=pl.lit(False))],
)  # fmt: skip
def test_too_little_to_learn_from_is_told(frame: pl.DataFrame) -> None:
    with pytest.raises(TooFewAnswersError, match="needed|alike"):
        curated(frame)


def test_another_table_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="no column received"):
        curated(raw_log().drop("received"))
    with pytest.raises(InvalidInputError, match="no number"):
        curated(raw_log().with_columns(item=pl.lit("x")))


def test_numbers_stand_for_ids() -> None:
    who, other = uuid4(), uuid4()
    assert keyed_number(b"key", who) == keyed_number(b"key", who) != keyed_number(b"key", other)
    assert keyed_number(b"key", who) != keyed_number(b"another", who)
    item = UUID("00000000-0000-7000-8000-00000000000a")
    assert 0 <= id_number(item, "s1") < 2**63
    assert id_number(item, "s1") != id_number(item, "s2") != id_number(item)
