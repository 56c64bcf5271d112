"""Judging, comparing and the gates: each opens and closes for the right reason, and says when there is too little."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import numpy as np
import polars as pl
import pytest

from learnapp.ml import analytic
from learnapp.ml.evaluation import Judged, compared, figures
from learnapp.ml.limits import LIMITS
from learnapp.ml.measures import auc
from learnapp.ml.promotion import Gate, closed, gates
from learnapp.ml.serving import in_canary, on_trial
from learnapp.ml.stages import standing
from learnapp.ml.versions import Made, Version, following, parsed
from tests.unit.ml.logs import raw_answer


def judged(students: int = 60, each: int = 40, noise: float = 0.0, shift: float = 0.0, seed: int = 1) -> Judged:
    """Return outcomes whose chances are known: `noise` blurs what the model says, `shift` makes it say too much."""
    rng = np.random.default_rng(seed)
    student = np.repeat(np.arange(students), each)
    logit = np.repeat(rng.normal(0, 1.0, students), each) + rng.normal(0, 1.0, students * each)
    truth = (rng.random(len(student)) < 1 / (1 + np.exp(-logit))).astype(float)
    said = 1 / (1 + np.exp(-(logit + np.random.default_rng(99).normal(0, noise, len(student)))))
    names = np.where(student < students // 2, "2010–2011", "2012–2013")
    chance = np.clip(said + shift * (student < students // 2), 0.0, 1.0)
    return Judged(student, truth, chance, {"grade": names.tolist()})


def _outcomes(new: Judged, old: Judged | None = None, p99: float | None = 1.0) -> dict[str, str]:
    comparison = compared(new, old) if old is not None else None
    return {gate.name: gate.outcome for gate in gates(figures(new), comparison, "bkt-irt@1", p99)}


def test_a_better_model_that_is_sound_opens_every_gate() -> None:
    assert set(_outcomes(judged(), judged(noise=2.0)).values()) == {"passed"}


def test_an_equal_or_worse_model_is_not_better() -> None:
    assert _outcomes(judged(), judged())["better"] == "failed"
    worse = compared(judged(noise=2.0), judged())
    assert worse.worse and not worse.better and worse.auc.high < 0
    assert _outcomes(judged(noise=2.0), judged())["better"] == "failed"


def test_chances_that_do_not_come_true_close_a_gate() -> None:
    true = judged()
    wild = Judged(true.student, true.truth, true.chance**3, true.groups)
    assert _outcomes(wild, judged(noise=3.0))["calibrated"] == "failed"


def test_a_group_that_is_judged_differently_closes_a_gate_and_is_named() -> None:
    found = {gate.name: gate for gate in gates(figures(judged(shift=0.15)), None, "", 1.0)}
    assert found["fair"].outcome == "failed" and found["fair"].about.startswith("grade: ")
    assert abs(found["fair"].numbers["gap"]) > LIMITS.group_gap
    few = judged(students=22, each=30)
    small = Judged(few.student, few.truth, few.chance, {"grade": [f"g{n}" for n in few.student.tolist()]})
    fair = next(gate for gate in gates(figures(small), None, "", 1.0) if gate.name == "fair")
    assert (fair.outcome, fair.numbers["too_few"]) == ("too_few", 22.0)


def test_a_slow_model_and_too_little_to_judge_by_close_gates() -> None:
    assert _outcomes(judged(), judged(noise=2.0), 12.0)["fast"] == "failed"
    few = _outcomes(judged(students=6), judged(students=6, noise=2.0), None)
    assert {few[name] for name in ("enough", "better", "calibrated", "fast")} == {"too_few"}
    nobody = Judged(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))
    assert _outcomes(nobody)["enough"] == "too_few" and figures(nobody).auc is None
    alike = judged()
    assert _outcomes(Judged(alike.student, np.ones(len(alike)), alike.chance))["enough"] == "too_few"


def test_what_is_closed_depends_on_the_stage() -> None:
    found = [Gate(name, "passed", {}).as_dict() for name in ("enough", "calibrated", "fast")]
    found += [Gate("fair", "too_few", {}).as_dict(), Gate("better", "failed", {}).as_dict()]
    assert closed(found, "production") == ["better"]
    assert closed(found, "canary") == closed(found, "shadow") == []
    assert closed([], "canary") == ["enough", "calibrated", "fair", "fast"], "what was never measured is closed"


def test_the_area_of_a_weighted_draw_is_the_area() -> None:
    new, old = judged(), judged(noise=1.0)
    one, other = auc(new.truth, new.chance), auc(old.truth, old.chance)
    assert one is not None and other is not None
    assert compared(new, old).auc.value == pytest.approx(one - other, abs=1e-9)
    tied = Judged(new.student, new.truth, np.round(new.chance, 1))
    rounded = auc(tied.truth, tied.chance)
    assert rounded is not None
    assert compared(tied, new).auc.value == pytest.approx(rounded - one, abs=1e-9)


def test_version_numbers_say_what_has_changed() -> None:
    made = Made("layout", "data", "settings", "none")
    assert following(None, None, made) == Version(1, 0, 0)
    last = Version(1, 4, 2)
    assert following(last, made, made) is None
    assert following(last, made, made._replace(layout="new")) == Version(2, 0, 0)
    assert following(last, made, made._replace(data="new", calibration="new")) == Version(1, 5, 0)
    assert following(last, made, made._replace(settings="new")) == Version(1, 5, 0)
    assert following(last, made, made._replace(calibration="new")) == Version(1, 4, 3)
    assert parsed("mastery_predictor@1.4.2") == ("mastery_predictor", last)
    assert all(parsed(text) is None for text in ("", "1.4.2", "x@1.4", "x@1.4.²", "@1.2.3", "x@1.2.3.4"))


def test_what_stands_where_follows_from_the_history() -> None:
    one, two, three = uuid4(), uuid4(), uuid4()
    at = datetime(2026, 3, 2, tzinfo=UTC)

    def happened(*changes: tuple[str, str, UUID | None]) -> list[SimpleNamespace]:
        return [
            SimpleNamespace(kind="k", stage=stage, act=act, version_id=version, share=0.1, at=at + timedelta(days=n))
            for n, (stage, act, version) in enumerate(changes)
        ]

    def promote(version: UUID) -> tuple[str, str, UUID | None]:
        return ("production", "promote", version)

    back = ("production", "rollback", None)
    assert standing(happened(promote(one), promote(two)))["k"].production == two
    assert standing(happened(promote(one), promote(two), back))["k"].production == one
    assert standing(happened(promote(one), promote(two), back, promote(three), back))["k"].production == one
    assert standing(happened(promote(one), promote(two), promote(one), back))["k"].stack == [two]
    assert standing(happened(promote(one), back, back))["k"].production is None
    tried = standing(happened(("canary", "put", one), ("shadow", "put", two), ("canary", "clear", None)))["k"]
    assert (tried.canary, tried.share, tried.shadow, tried.stage_of(two)) == (None, 0.0, two, "shadow")


def test_a_canary_takes_its_share() -> None:
    students, version = [uuid4() for _ in range(4000)], uuid4()
    some = {one for one in students if in_canary(one, version, 0.25)}
    assert 880 < len(some) < 1120
    assert some <= {one for one in students if in_canary(one, version, 0.5)}
    assert not any(in_canary(one, version, 0.0) for one in students)


def test_the_analytic_model_believes_in_who_does_well() -> None:
    rows = [raw_answer(1, 60.0 * n, item=n, correct=1.0) for n in range(6)]
    rows += [raw_answer(2, 60.0 * n, item=n, correct=0.0) for n in range(6)]
    frame = pl.DataFrame(rows).with_columns(seconds=pl.Series([60.0 * (n % 6) for n in range(12)]))
    chance = analytic.chances(frame)
    assert chance[0] == chance[6], "before the first answer both are nobody"
    assert chance[5] > chance[0] > chance[11] and ((chance > 0) & (chance < 1)).all()
    odd = frame.with_columns(difficulty=pl.lit(float("nan")), p_slip=pl.lit(None, pl.Float64))
    assert np.isfinite(analytic.chances(odd)).all()


def test_a_trial_has_at_least_one_class_and_who_is_in_it_stays() -> None:
    classes, version = [UUID(int=number) for number in range(40)], UUID(int=7)
    few, more, everybody = (on_trial(classes, version, share) for share in (0.05, 0.5, 1.0))
    assert few <= more < everybody == frozenset(classes) and 10 < len(more) < 30
    assert on_trial(classes, version, 0.0) < frozenset(classes) and len(on_trial(classes, version, 0.0)) == 1
    assert on_trial(classes[:1], version, 0.05) == frozenset(classes[:1])
    assert on_trial([], version, 0.5) == frozenset()
