"""How good chances are that a model gives for yes-or-no outcomes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from learnapp.ml.answers import Floats

BINS = 15


@dataclass(frozen=True, slots=True)
class Quality:
    """What is measured of chances against outcomes; `auc` is None where all outcomes are alike."""

    auc: float | None
    accuracy: float
    log_loss: float
    ece: float
    rows: int


def auc(correct: Floats, chance: Floats) -> float | None:
    """Return the area under the ROC curve, None where all outcomes are alike."""
    if len(correct) == 0 or correct.min() == correct.max():
        return None
    # The library is loaded when it is first needed: most processes never do, and start the sooner.
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(correct, chance))


def calibration_error(correct: Floats, chance: Floats, bins: int = BINS) -> float:
    """Return the expected calibration error over bins that hold equally many answers (Nixon et al., 2019).

    Args:
        correct: Shape (n,), 0 or 1.
        chance: Shape (n,), from 0 to 1.
        bins: So many.
    """
    order = np.argsort(chance, kind="stable")
    gaps = [
        len(part) * abs(float(correct[part].mean() - chance[part].mean()))
        for part in np.array_split(order, bins)
        if len(part)
    ]
    return sum(gaps) / len(correct)


def calibration_noise(chance: Floats, seed: int, draws: int = 20) -> float:
    """Return the error that a perfectly calibrated model with these chances would show, on average."""
    rng = np.random.default_rng(seed)
    found = [
        calibration_error((rng.random(len(chance)) < chance).astype(np.float64), chance) for _ in range(draws)
    ]  # fmt: skip
    return float(np.mean(found))


def quality(correct: Floats, chance: Floats) -> Quality:
    """Return all measures of n chances."""
    from sklearn.metrics import log_loss

    safe = np.clip(chance, 1e-6, 1.0 - 1e-6)
    return Quality(
        auc(correct, chance),
        float(((chance >= 0.5) == (correct > 0)).mean()),
        float(log_loss(correct, safe, labels=[0.0, 1.0])),
        calibration_error(correct, chance),
        len(correct),
    )
