"""Placement: what a new student knows of a course, from few questions and the prerequisite graph.

Knowledge space theory (Doignon & Falmagne, 1985, "Spaces for the assessment of knowledge"; 1999): who knows a topic
knows what it rests on, so a right answer speaks for all prerequisites and a wrong one against everything that is built
on them. Careful errors and lucky guesses are part of every answer (their BLIM); the next question is the one that is
expected to leave the least uncertainty (half-split, as in ALEKS).

Course graphs have far too many knowledge states to list. What is kept is the probability of each KC at each of a few
general levels of a student. At a level the states of two KCs of which one rests on the other are tied by the graph
exactly, other KCs are independent; the level, learnt from all answers, ties these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from learnapp.engine.kc import BktParameters


class Knowledge(StrEnum):
    """What a placement says about a KC."""

    KNOWN = "known"
    NOT_YET = "not_yet"
    UNSURE = "unsure"


class PlacementStop(StrEnum):
    """Why a placement has ended: every KC is sure enough, long enough, or no question would tell more."""

    SURE = "sure"
    LENGTH = "length"
    EXHAUSTED = "exhausted"


@dataclass(frozen=True, slots=True)
class PlacementRules:
    """How a placement is given.

    Attributes:
        known_at: Probability from which a KC counts as known.
        not_yet_at: Probability up to which it counts as not known.
        max_probes: It always ends after so many questions.
        per_kc: How many questions about one KC at most.
        unsure_share: It ends when no larger share of the KCs is unsure.
    """

    known_at: float = 0.85
    not_yet_at: float = 0.15
    max_probes: int = 30
    per_kc: int = 2
    unsure_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Probe:
    """An answer to a question about one KC.

    Attributes:
        item_id: The question, so that it does not come again.
        score: 0 to 1; between: partial credit as a mixture of the log likelihoods.
        slip, guess: Chance of a careful error and of a lucky guess at this question; None: those of the KC.
    """

    kc_id: UUID
    item_id: UUID
    score: float
    slip: float | None = None
    guess: float | None = None


@dataclass(frozen=True, slots=True)
class PlacementState:
    """One student's placement: the seed and the answers in their order. Whatever else there is follows from them."""

    seed: int
    probes: tuple[Probe, ...] = ()

    def answered(self, probe: Probe) -> PlacementState:
        """Return the placement after one more answer; the first answer to an item stands."""
        raise NotImplementedError

    def document(self) -> dict[str, Any]:
        """Return the placement as JSON can hold it."""
        raise NotImplementedError

    @staticmethod
    def of(document: Mapping[str, Any]) -> PlacementState:
        """Return the placement that `document` was made from.

        Raises:
            InvalidInputError: It was made from none.
        """
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Placed:
    """What a placement says about one KC.

    Attributes:
        p: Probability that the student knows it.
        asked: Answers about this KC itself; 0: inferred.
        via: Up to three KCs whose answers speak most for the verdict, the strongest first.
    """

    kc_id: UUID
    knowledge: Knowledge
    p: float
    asked: int
    via: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacementStanding:
    """Where a placement stands.

    Attributes:
        kc_id, item_id: What is asked next; None when it is over.
        stop: Why it is over; None while it goes on.
        unsure: KCs that are neither known nor not known yet.
        asked: Answers so far that count.
    """

    kc_id: UUID | None
    item_id: UUID | None
    stop: PlacementStop | None
    unsure: int
    asked: int


# No slots: what is derived from a graph is worked out once and stays with it.
@dataclass(frozen=True)
class PlacementGraph:
    """What a placement needs of a course. Make one with `PlacementGraph.of` and keep it: it is costly for large graphs.

    Attributes:
        order: The KCs in topological order.
        needs: Direct prerequisites by place in `order`.
        items: Questions of each KC by place; KCs without are inferred only.
        slip, guess: By place.
    """

    order: tuple[UUID, ...]
    needs: tuple[tuple[int, ...], ...]
    items: tuple[tuple[UUID, ...], ...]
    slip: tuple[float, ...]
    guess: tuple[float, ...]

    @staticmethod
    def of(
        kc_ids: tuple[UUID, ...],
        prerequisites: Mapping[UUID, tuple[UUID, ...]],
        items: Mapping[UUID, tuple[UUID, ...]],
        parameters: Mapping[UUID, BktParameters],
    ) -> PlacementGraph:
        """Return the graph of a course.

        Args:
            kc_ids: KCs that are to be placed; prerequisites outside of them are ignored.
            prerequisites: kc_id -> KCs needed before it.
            items: kc_id -> items that ask about this KC alone.
            parameters: kc_id -> BKT parameters; only slip and guess are read.

        Raises:
            InvalidInputError: The prerequisites run in a circle, an item asks about two KCs, or there are no KCs.
        """
        raise NotImplementedError


def next_probe(graph: PlacementGraph, rules: PlacementRules, state: PlacementState) -> PlacementStanding:
    """Return what is asked next; the same graph, rules and state always give the same.

    Answers about KCs that are not in the graph say nothing; an item that was withdrawn is simply no longer in it.
    """
    raise NotImplementedError


def placed(graph: PlacementGraph, rules: PlacementRules, state: PlacementState) -> dict[UUID, Placed]:
    """Return what the answers say about every KC, in topological order, also before the placement is over."""
    raise NotImplementedError
