"""A little chance in what is shown, with the probability of each choice, so that later models can learn from it."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from learnapp.engine.selector import Ranked


def explore(approved: Sequence[Ranked], epsilon: float, rng: Random, slots: int = 3) -> list[Ranked]:
    """Return what is shown, each with the probability with which it was shown.

    The first slots go to the best. With probability epsilon the last slot goes to one of the others, evenly (epsilon
    greedy), so that what was not shown can be learnt about. An item in a safe slot has propensity 1.

    Args:
        approved: Items that passed the evaluator, best first.
        epsilon: Share of answers in which the last slot is filled by chance.
        rng: Source of chance.
        slots: How many are shown.
    """
    shown = list(approved[:slots])
    others = list(approved[slots:])
    if not others or len(shown) < slots:
        return shown
    chance = chances(len(approved), epsilon, slots)
    if rng.random() < epsilon:
        pick = others[rng.randrange(len(others))]
        shown[-1] = Ranked(pick.candidate, pick.score, chance[-1], explored=True)
    else:
        shown[-1] = Ranked(shown[-1].candidate, shown[-1].score, chance[slots - 1])
    return shown


def chances(approved: int, epsilon: float, slots: int = 3) -> list[float]:
    """Return for each approved item, best first, the probability with which `explore` shows it; length `approved`."""
    if approved <= slots:
        return [1.0] * approved
    others = approved - slots
    return [*[1.0] * (slots - 1), 1.0 - epsilon, *[epsilon / others] * others]
