"""What a plan needs to know of a course: its graph, how long each KC takes, and which have nothing to practise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from learnapp.engine.graph import Graph, graph_of

if TYPE_CHECKING:
    from learnapp.engine.kc import CourseSnapshot

ANSWERS = 7
"""From P(mastered) = 0.1 to mastery: four right answers in a row would do (`bkt`), and three go wrong on the way."""


@dataclass(frozen=True, slots=True)
class Terrain:
    """A course as a plan sees it.

    Attributes:
        minutes: KC -> minutes for a student at P(mastered) = 0.1: one explanation and seven answers.
        bare: KCs without any exercise; nobody can show there that they know it.
    """

    graph: Graph[UUID]
    minutes: Mapping[UUID, float]
    bare: frozenset[UUID]


def terrain_of(snapshot: CourseSnapshot) -> Terrain:
    """Return the terrain of a course."""
    needs = {kc: tuple(k for k in snapshot.prerequisites.get(kc, ()) if k in snapshot.kcs) for kc in snapshot.kcs}
    minutes: dict[UUID, float] = {}
    bare = set[UUID]()
    for kc_id in snapshot.kcs:
        shelf = snapshot.shelves.get(kc_id)
        if shelf is None or not shelf.practice:
            bare.add(kc_id)
            continue
        answer = sum(item.minutes for _, item in shelf.practice) / len(shelf.practice)
        minutes[kc_id] = ANSWERS * answer + (shelf.others[0][1].minutes if shelf.others else 0.0)
    return Terrain(graph_of(needs, snapshot.topological), minutes, frozenset(bare))
