"""The published 80 % interval, held against simulated students.

Each student has an ability and own guess, slip, transit and prior, scattered around the published parameters as the
model says. The truth is the P(mastered) that Bayesian knowledge tracing gives when it knows the student's own
parameters; the interval has to hold it in 80 % of the cases, give or take 5.
"""

import math
import random
from functools import cache

import numpy as np

from learnapp.engine import bkt, irt, mastery, published
from learnapp.engine.kc import BktParameters
from tests.unit.engine.courses import NOW, uid

PARAMS = (BktParameters(0.1, 0.1, 0.1, 0.2), BktParameters(0.3, 0.15, 0.15, 0.25), BktParameters(0.2, 0.05, 0.08, 0.12))
KCS, ANSWERS, STUDENTS, LONG = 3, 10, 170, 60


def scattered(chance: random.Random, params: BktParameters, theta: float) -> BktParameters:
    def near(p: float, spread: float, shift: float = 0.0) -> float:
        return irt.logistic(irt.logit(p) + shift + chance.gauss(0, spread))

    return BktParameters(
        near(params.p_init, published.SPREAD_PRIOR, published.LAMBDA * theta),
        near(params.p_transit, published.SPREAD),
        near(params.p_slip, published.SPREAD),
        near(params.p_guess, published.SPREAD),
    )


@cache
def simulate(students: int = STUDENTS, answers: int = ANSWERS) -> list[tuple[int, float, float, float, float, bool]]:
    """Return (answers so far, low, p, high, oracle's P, really known) after every answer."""
    chance = random.Random(7)
    rows = []
    for student in range(students):
        ability = chance.gauss(0, 1)
        # The ability comes from earlier work, known as precisely as a few dozen answers tell.
        theta, variance = ability + chance.gauss(0, math.sqrt(0.2)), 0.2
        for kc in range(KCS):
            params = PARAMS[(student + kc) % len(PARAMS)]
            own = scattered(chance, params, ability)
            known, oracle = chance.random() < own.p_init, own.p_init
            state = mastery.new_state(uid(1, kc), params, theta, variance)
            for n in range(answers):
                correct = chance.random() < (1 - own.p_slip if known else own.p_guess)
                state, _, _ = mastery.update(
                    state, params, theta, variance, difficulty=0.0, discrimination=0.05, correct=correct, now=NOW,
                    event_id=uid(7, n), content_id=uid(2, n),
                )  # fmt: skip
                oracle = bkt.posterior(oracle, own, correct=correct)
                known = known or chance.random() < own.p_transit
                rows.append((n + 1, state.low, state.p_mastered, state.high, oracle, known))
    return rows


def test_the_interval_holds_the_oracle_in_80_percent_of_the_cases() -> None:
    covered = np.array([low <= truth <= high for _, low, _, high, truth, _ in simulate()])
    answers = np.array([row[0] for row in simulate()])
    assert abs(covered.mean() - 0.8) <= 0.05, covered.mean()
    for first, last in ((1, 2), (3, 5), (6, 10)):
        part = covered[(answers >= first) & (answers <= last)].mean()
        assert abs(part - 0.8) <= 0.08, (first, last, part)


def test_published_probabilities_agree_with_how_often_students_really_know() -> None:
    p = np.array([row[2] for row in simulate()])
    known = np.array([row[5] for row in simulate()])
    for low, high in ((0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.85), (0.85, 0.95), (0.95, 1.0)):
        inside = (p >= low) & (p < high)
        assert inside.sum() > 50
        assert abs(known[inside].mean() - p[inside].mean()) <= 0.08, (low, high, known[inside].mean(), p[inside].mean())


def test_the_interval_of_long_practice_is_narrow_and_still_holds_the_oracle() -> None:
    """After many answers most odds lie at their ceiling, where the interval is a point and the oracle's is the same."""
    late = [row for row in simulate(40, LONG) if row[0] > 2 * ANSWERS]
    covered = np.array([low <= truth <= high for _, low, _, high, truth, _ in late])
    widths = np.array([high - low for _, low, _, high, _, _ in late])
    assert covered.mean() >= 0.8, covered.mean()
    assert widths.mean() <= 0.05, widths.mean()
