"""Where topics begin that nobody has asked about: at what a placement test has inferred, not at the usual start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from learnapp.engine import bkt
from learnapp.engine.kc import BktParameters, KCState, Topics
from learnapp.engine.published import publish


def started(kc_id: UUID, params: BktParameters, placed: float) -> KCState:
    """Return the state of a KC that nobody has asked about, as a placement has inferred it.

    Args:
        kc_id: The KC.
        params: Its parameters.
        placed: P(known) that the placement gives, 0 to 1.
    """
    placed = bkt.probability(bkt.odds(min(max(placed, 0.0), 1.0)))
    state = KCState(kc_id, p_bkt=placed, placed=placed)
    found = publish(state, bkt.sane(params), 0.0, 0.0)
    return replace(state, p_mastered=found.p, low=found.low, high=found.high)


def start(states: Mapping[UUID, KCState], topics: Topics, placed: Mapping[UUID, float]) -> dict[UUID, KCState]:
    """Return the states of the KCs that begin where a placement has put them; what was ever answered stays as it is.

    Args:
        states: What is known of the student.
        topics: What gives the parameters of KCs; others are left out.
        placed: KC -> P(known).
    """
    return {
        kc_id: started(kc_id, topics.kcs[kc_id].bkt, p)
        for kc_id, p in placed.items()
        if kc_id in topics.kcs
        and ((was := states.get(kc_id)) is None or (was.attempts == 0 and was.mastered_at is None))
    }
