"""Which missing prerequisite explains the errors on a knowledge component, if any does.

Hypotheses: nothing is missing, and the answers are those of somebody who may learn it with every try; or exactly one of
what lies above is missing, and right answers are guessed. With P(missing) = m for each, before the answers,

    weight(nothing) = L_nothing          weight(a) = m_a / (1 - m_a) * L_missing

where L_nothing is the likelihood of the answers under Bayesian knowledge tracing (`bkt`), L_missing that of guessing.
Single-fault diagnosis (de Kleer & Williams, 1987): with few answers, two faults cannot be told from one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from learnapp.engine import bkt
from learnapp.engine.graph import Graph, Node, places
from learnapp.engine.kc import BktParameters

LEAST_MISSING, MOST_MISSING = 0.02, 0.98
"""No belief is taken to be surer than this: beliefs come from a model."""
FARTHER = 0.7
"""What each step up the graph leaves of a suspicion: whoever lacks what lies far above fails nearer things first."""
EXPLAINS_AT = 0.5
LEAST_WRONG = 2


class Gap(NamedTuple):
    """A prerequisite and the probability that its lack explains the errors."""

    place: int
    probability: float


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What explains the errors on one KC.

    Attributes:
        gaps: By place in the graph, the likeliest first.
        nothing_missing: Probability that no prerequisite explains them.
    """

    gaps: tuple[Gap, ...]
    nothing_missing: float

    @property
    def explains(self) -> Gap | None:
        """The likeliest gap, where gaps explain the errors better than their absence does."""
        return self.gaps[0] if self.gaps and _explains(self.nothing_missing) else None


def likelihoods(answers: Iterable[bool], params: BktParameters) -> tuple[float, float]:
    """Return the likelihood of the answers when nothing is missing, and when something is.

    Args:
        answers: Right or wrong, oldest first.
        params: Of the KC.
    """
    params = bkt.sane(params)
    known, whole, lacking = params.p_init, 1.0, 1.0
    for correct in answers:
        right = bkt.p_correct(known, params)
        whole *= right if correct else 1.0 - right
        lacking *= params.p_guess if correct else 1.0 - params.p_guess
        known = bkt.posterior(known, params, correct=correct)
    return whole, lacking


def weigh(missing: Sequence[float], answers: Sequence[bool], params: BktParameters) -> tuple[tuple[float, ...], float]:
    """Return the probability of each gap and that of none.

    Args:
        missing: P(missing) of each prerequisite before the answers.
        answers: To the KC, oldest first.
        params: Of the KC.
    """
    whole, lacking = likelihoods(answers, params)
    clipped = [min(max(m, LEAST_MISSING), MOST_MISSING) for m in missing]
    weights = [m / (1.0 - m) * lacking for m in clipped]
    total = whole + math.fsum(weights)
    if total <= 0.0:
        return tuple(0.0 for _ in missing), 1.0
    return tuple(w / total for w in weights), whole / total


def explained(missing: Sequence[float], answers: Sequence[bool], params: BktParameters) -> tuple[float, ...]:
    """Return the probability of each gap, where gaps explain the answers better than their absence does; else nothing.

    Args:
        missing: P(missing) of each prerequisite before the answers.
        answers: To the KC, oldest first.
        params: Of the KC.
    """
    shares, nothing = weigh(missing, answers, params)
    return shares if _explains(nothing) else ()


def _explains(nothing_missing: float) -> bool:
    return nothing_missing < 1.0 - EXPLAINS_AT


def diagnose(
    graph: Graph[Node],
    node: Node,
    answers: Sequence[bool],
    known: Mapping[Node, float],
    params: BktParameters | None = None,
    unknown: float = 0.5,
) -> Diagnosis:
    """Return which of everything above a KC explains the answers to it.

    Fewer than two wrong answers say nothing: the diagnosis is then that nothing is missing.

    Args:
        graph: The prerequisites.
        node: The KC; one outside the graph has no gaps.
        answers: To it, oldest first; the last few.
        known: P(mastered) of what was answered.
        params: BKT parameters of the KC.
        unknown: P(mastered) of what was never answered.
    """
    at = graph.place.get(node)
    if at is None or sum(not right for right in answers) < LEAST_WRONG:
        return Diagnosis((), 1.0)
    depth = {at: 0}
    for place in reversed(list(places(graph.above[at]))):
        for needed in graph.needs[place]:
            depth[needed] = min(depth.get(needed, len(graph.nodes)), depth[place] + 1)
    del depth[at]
    suspects = sorted(depth, key=lambda place: (depth[place], place))
    missing = [(1.0 - known.get(graph.nodes[k], unknown)) * FARTHER ** (depth[k] - 1) for k in suspects]
    shares, nothing = weigh(missing, answers, params or BktParameters())
    found = sorted((Gap(k, share) for k, share in zip(suspects, shares, strict=True)), key=lambda gap: -gap.probability)
    return Diagnosis(tuple(found), nothing)
