"""One published P(mastered) per student and knowledge component, with an 80 % interval.

Formula. `bkt` gives the posterior odds o of a knowledge component under the prior odds o0 of its parameters. They are
affine in the prior odds: o = A o0 + B (Corbett & Anderson, 1994, written in odds). The student's ability theta (`irt`)
makes the prior the student's own, logit(prior) = logit(p_init) + LAMBDA theta (individualised priors: Pardos &
Heffernan, 2010), and therefore, exactly, with the prior's share w = A o0 / o,

    P(mastered) = odds^-1( o * (1 + w (exp(LAMBDA theta) - 1)) ).

w falls to 0 as answers to this knowledge component come in: its own evidence takes over from the general ability.
Where a placement has inferred the prior, it is the student's own already: ability does not move it, and SPREAD_PLACED
says how far it may be off.

Interval. The parameters are estimates and the student differs from the average one. With logit standard deviations
SPREAD of guess, slip, transit and prior between students, and the variance of theta, the delta method gives

    var(logit P) = w^2 (LAMBDA^2 var(theta) + SPREAD_PRIOR^2) + SPREAD^2 (G_guess^2 + G_slip^2 + G_transit^2)

where G is the derivative of logit P by the logit of a parameter, summed over the answers with the factor
o / (o + T) by which each later chance to learn forgets earlier evidence. low and high are logit P -+ 1.2816 sd: with a
probability of 80 % they hold the P(mastered) that one would state who knew this student's own parameters and ability
(tests/unit/engine/test_mastery_coverage.py simulates it).
"""

from __future__ import annotations

import math
from typing import NamedTuple

from learnapp.engine import bkt, irt
from learnapp.engine.kc import RECENT, BktParameters, KCState

LAMBDA = 0.7
SPREAD = 0.3
SPREAD_PRIOR = 0.4
SPREAD_PLACED = 0.8
_Z80 = 1.2815515655446004


class Published(NamedTuple):
    """P(mastered) and its 80 % interval: 0 <= low <= p <= high <= 1."""

    p: float
    low: float
    high: float


class _Slopes(NamedTuple):
    """Derivatives of the log odds by the log odds of the prior and of the parameters."""

    prior: float
    guess: float
    slip: float
    transit: float


def _slopes(state: KCState, params: BktParameters, odds: float) -> _Slopes:
    """Walk back from the final odds through the recent answers; older ones enter by their counts."""
    transit = params.p_transit
    kept, d_guess, d_slip, d_transit = 1.0, 0.0, 0.0, 0.0
    recent = state.recent[-RECENT:]
    for outcome in reversed(recent):
        before_learning = max(odds * (1.0 - transit) - transit, bkt.ODDS_FLOOR)
        d_transit += kept * (transit * (1.0 - transit) / (before_learning + transit) + transit)
        kept *= before_learning / (before_learning + transit)
        seen = bkt.evidence(params, correct=outcome.correct, hints=outcome.hints)
        d_guess += kept * seen.d_guess
        d_slip += kept * seen.d_slip
        odds = min(max(before_learning * math.exp(-seen.log_lr), bkt.ODDS_FLOOR), bkt.ODDS_CEILING)
    older = max(state.attempts - len(recent), 0)
    if older:
        right = max(state.correct - sum(o.correct for o in recent), 0)
        wrong = max(older - right, 0)
        yes, no = bkt.evidence(params, correct=True), bkt.evidence(params, correct=False)
        log_a = right * yes.log_lr + wrong * no.log_lr - older * math.log1p(-transit)
        log_share = log_a + math.log(_prior(state, params)) - math.log(odds)
        # More evidence than the odds can hold was cut off at their ceiling, and what lay before no longer moves them.
        kept *= math.exp(-abs(log_share))
        # Nor can more answers speak than it takes to get from the least odds to the most.
        speak = kept * min(1.0, math.log(bkt.ODDS_CEILING / transit) / yes.log_lr / older)
        d_guess += speak * (right * yes.d_guess + wrong * no.d_guess)
        d_slip += speak * (right * yes.d_slip + wrong * no.d_slip)
    return _Slopes(kept, d_guess, d_slip, d_transit)


def _prior(state: KCState, params: BktParameters) -> float:
    return bkt.odds(params.p_init if state.placed is None else state.placed)


def publish(state: KCState, params: BktParameters, theta: float, variance: float) -> Published:
    """Return P(mastered) with its 80 % interval from the BKT posterior and the ability (module docstring).

    Args:
        state: Uses attempts, correct, recent, p_bkt and placed.
        params: Sane BKT parameters of the KC.
        theta: Ability, logits.
        variance: Its variance.
    """
    odds = bkt.odds(state.p_bkt)
    own = LAMBDA if state.placed is None else 0.0
    doubt = SPREAD_PRIOR if state.placed is None else SPREAD_PLACED
    share = _slopes(state, params, odds).prior
    pooled = odds * (1.0 + share * (math.exp(own * theta) - 1.0))
    pooled = min(max(pooled, bkt.ODDS_FLOOR), bkt.ODDS_CEILING)
    slopes = _slopes(state, params, pooled)
    share *= math.exp(own * theta) * odds / pooled
    spread = math.sqrt(
        min(share, 1.0) ** 2 * (own**2 * variance + doubt**2)
        + SPREAD**2 * (slopes.guess**2 + slopes.slip**2 + slopes.transit**2)
    )
    centre = math.log(pooled)
    return Published(irt.logistic(centre), irt.logistic(centre - _Z80 * spread), irt.logistic(centre + _Z80 * spread))
