"""Bayesian knowledge tracing: one hidden "knows it" per student and knowledge component.

Corbett & Anderson (1994), "Knowledge tracing: modeling the acquisition of procedural knowledge". Everything here
works on odds o = p / (1 - p), where one answer is one multiplication and one chance to learn is one affine map:

    evidence   o <- o * LR            LR(right) = (1 - slip) / guess,  LR(wrong) = slip / (1 - guess)
    learning   o <- (o + T) / (1 - T)

so the posterior odds are affine in the prior odds, which is what lets `mastery` swap the prior exactly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from learnapp.engine.kc import BktParameters

_SMALLEST, _LARGEST = 1e-3, 0.999
_MAX_GUESS_PLUS_SLIP = 0.95
ODDS_FLOOR, ODDS_CEILING = 1e-6, 1e6


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one answer says about knowing: a tempered log likelihood ratio and its slopes.

    Attributes:
        log_lr: Log likelihood ratio of knowing over not knowing.
        d_guess, d_slip: Derivatives of `log_lr` by logit(guess) and logit(slip).
    """

    log_lr: float
    d_guess: float
    d_slip: float


@lru_cache(maxsize=20_000)
def sane(params: BktParameters) -> BktParameters:
    """Return parameters in (0, 1) with guess + slip below 1, so that a right answer is evidence for knowing.

    Fitted parameter sets do contain degenerate ones (Baker, Corbett & Aleven, 2008); both are shrunk alike then.
    """
    p_init, transit, slip, guess = (
        min(max(value if math.isfinite(value) else 0.1, _SMALLEST), _LARGEST)
        for value in (params.p_init, params.p_transit, params.p_slip, params.p_guess)
    )
    transit = min(transit, 0.9)
    if guess + slip > _MAX_GUESS_PLUS_SLIP:
        shrink = _MAX_GUESS_PLUS_SLIP / (guess + slip)
        guess, slip = guess * shrink, slip * shrink
    return BktParameters(p_init, transit, slip, guess)


def evidence(params: BktParameters, *, correct: bool, partial: float = 0.0, hints: int = 0) -> Evidence:
    """Return what an answer says, given sane parameters.

    A right answer after h hints counts 1 / (1 + h). A wrong one with partial credit c counts (1 - c) as wrong and
    c as right, on the log scale (a tempered likelihood).
    """
    guess, slip = params.p_guess, params.p_slip
    right = math.log((1.0 - slip) / guess)
    wrong = math.log(slip / (1.0 - guess))
    if correct:
        w_right, w_wrong = 1.0 / (1.0 + max(hints, 0)), 0.0
    else:
        w_right = min(max(partial, 0.0), 1.0)
        w_wrong = 1.0 - w_right
    return Evidence(
        w_right * right + w_wrong * wrong,
        -w_right * (1.0 - guess) + w_wrong * guess,
        -w_right * slip + w_wrong * (1.0 - slip),
    )


def odds(p: float) -> float:
    """Return p / (1 - p), kept within [1e-6, 1e6]."""
    if p >= 1.0:
        return ODDS_CEILING
    return min(max(p / (1.0 - p), ODDS_FLOOR), ODDS_CEILING)


def probability(o: float) -> float:
    """Return o / (1 + o)."""
    return o / (1.0 + o)


def learn(o: float, transit: float) -> float:
    """Return the odds after one chance to learn."""
    return min((o + transit) / (1.0 - transit), ODDS_CEILING)


def posterior(p: float, params: BktParameters, *, correct: bool, partial: float = 0.0, hints: int = 0) -> float:
    """Return P(known) after one answer and the chance to learn that came with it, in [0, 1]."""
    params = sane(params)
    seen = odds(p) * math.exp(evidence(params, correct=correct, partial=partial, hints=hints).log_lr)
    return probability(learn(min(max(seen, ODDS_FLOOR), ODDS_CEILING), params.p_transit))


def p_correct(p: float, params: BktParameters) -> float:
    """Return the chance of a right answer: p (1 - slip) + (1 - p) guess."""
    params = sane(params)
    return p * (1.0 - params.p_slip) + (1.0 - p) * params.p_guess
