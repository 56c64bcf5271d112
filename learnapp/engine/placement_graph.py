"""What a placement needs of a course graph, worked out once: what rests on what, and how high it stands.

For 5,000 KCs the table of who rests on whom takes 25 MB: keep one graph for a course version, not one for a student.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from learnapp.core.errors import InvalidInputError
from learnapp.engine import bkt
from learnapp.engine.ability import Floats
from learnapp.engine.irt import logistic
from learnapp.engine.kc import BktParameters
from learnapp.engine.path import topological_order

LEVELS = 11
_SOFT = 0.12
"""How far around a student's level it is open what the student knows, as a part of the height of the course."""
_REACH = 0.25
"""Levels go so far below the course (nothing is known) and above it (everything is)."""


class Layer(NamedTuple):
    """KCs whose prerequisites all lie in earlier layers; they stand beside each other in `PlacementGraph.by_depth`.

    Attributes:
        first, end: Where they begin and end there.
        parents: Where their direct prerequisites stand there, those of one member beside each other.
        starts: Where in `parents` those of each member begin.
    """

    first: int
    end: int
    parents: NDArray[np.int64]
    starts: NDArray[np.int64]


# No slots: what is derived from a graph is worked out once and stays with it.
@dataclass(frozen=True)
class PlacementGraph:
    """A course as a placement sees it, K KCs. Make one with `PlacementGraph.of`.

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
        kc_ids: Sequence[UUID],
        prerequisites: Mapping[UUID, tuple[UUID, ...]],
        items: Mapping[UUID, Sequence[UUID]],
        parameters: Mapping[UUID, BktParameters],
    ) -> PlacementGraph:
        """Return the graph of a course.

        Args:
            kc_ids: KCs that are to be placed; prerequisites outside of them are ignored.
            prerequisites: kc_id -> KCs needed before it.
            items: kc_id -> items that ask about this KC alone.
            parameters: kc_id -> BKT parameters; only slip and guess are read.

        Raises:
            InvalidInputError: The prerequisites run in a circle, an item comes twice, or there are no KCs.
        """
        if not kc_ids:
            raise InvalidInputError("There is no topic to place anybody in. Choose at least one.")
        order = topological_order(kc_ids, prerequisites, {})
        place = {kc: number for number, kc in enumerate(order)}
        asked = [item for kc in order for item in items.get(kc, ())]
        twice = len(asked) - len(set(asked))
        if twice:
            raise InvalidInputError(f"{twice} questions come twice. A question of a placement is about one topic.")
        sane = [bkt.sane(parameters.get(kc, BktParameters())) for kc in order]
        return PlacementGraph(
            order,
            tuple(tuple(dict.fromkeys(place[n] for n in prerequisites.get(kc, ()) if n in place)) for kc in order),
            tuple(tuple(items.get(kc, ())) for kc in order),
            tuple(one.p_slip for one in sane),
            tuple(one.p_guess for one in sane),
        )

    def __len__(self) -> int:
        return len(self.order)

    @cached_property
    def places(self) -> dict[UUID, int]:
        """kc_id -> its place."""
        return {kc: number for number, kc in enumerate(self.order)}

    @cached_property
    def above(self) -> NDArray[np.bool_]:
        """Which KCs (rows) rest on which (columns) at any distance, themselves among them, shape (K, K)."""
        table = np.eye(len(self.order), dtype=np.bool_)
        for place, needs in enumerate(self.needs):
            for needed in needs:
                table[place] |= table[needed]
        return table

    @cached_property
    def below(self) -> NDArray[np.bool_]:
        """`above` with rows and columns exchanged, so that both are read along rows."""
        return np.ascontiguousarray(self.above.T)

    @cached_property
    def depth(self) -> NDArray[np.int64]:
        """Length of the longest way from a KC without prerequisites, shape (K,)."""
        found = np.zeros(len(self.order), dtype=np.int64)
        for place, needs in enumerate(self.needs):
            if needs:
                found[place] = 1 + max(found[needed] for needed in needs)
        return found

    @cached_property
    def height(self) -> Floats:
        """Where in the course a KC stands, above 0 and below 1, shape (K,): always above what it rests on.

        The mean of the longest ways from below and to the top, so that the end of a short branch is not taken for the
        end of the course, nor for its beginning.
        """
        to_top = np.zeros(len(self.order), dtype=np.int64)
        for place in range(len(self.order) - 1, -1, -1):
            for needed in self.needs[place]:
                to_top[needed] = max(to_top[needed], to_top[place] + 1)
        longest = int(self.depth.max())
        found: Floats = (self.depth + longest - to_top + 1).astype(np.float64) / (2.0 * longest + 2.0)
        return found

    @cached_property
    def by_depth(self) -> NDArray[np.int64]:
        """All places, those of a smaller depth first, shape (K,)."""
        return np.argsort(self.depth, kind="stable")

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """All KCs with prerequisites, in layers from the bottom."""
        stands = np.argsort(self.by_depth)
        ends = np.cumsum(np.bincount(self.depth))
        layers = []
        for first, end in pairwise(ends.tolist()):
            needs = [self.needs[place] for place in self.by_depth[first:end]]
            starts = np.cumsum([0, *(len(each) for each in needs[:-1])])
            layers.append(Layer(first, end, stands[[n for each in needs for n in each]], starts))
        return tuple(layers)

    @cached_property
    def whole(self) -> Layer:
        """All layers as one, of a course that has any: for what is the same in each of them."""
        parents = [layer.parents for layer in self.layers]
        shifts = np.cumsum([0, *(len(each) for each in parents[:-1])])
        starts = np.concatenate([layer.starts + shift for layer, shift in zip(self.layers, shifts, strict=True)])
        return Layer(self.layers[0].first, len(self), np.concatenate(parents), starts)

    @cached_property
    def asked(self) -> NDArray[np.bool_]:
        """Which KCs have questions, shape (K,)."""
        return np.array([bool(each) for each in self.items], dtype=np.bool_)

    @cached_property
    def asks(self) -> dict[UUID, int]:
        """item_id -> the place of its KC."""
        return {item: place for place, each in enumerate(self.items) for item in each}

    @cached_property
    def chances(self) -> tuple[Floats, Floats]:
        """`slip` and `guess` as arrays, shape (K,) each."""
        return np.array(self.slip), np.array(self.guess)

    @cached_property
    def prior(self) -> Floats:
        """Chance that a student of each level knows each KC, shape (LEVELS, K); never above what it rests on."""
        levels = np.linspace(-_REACH, 1.0 + _REACH, LEVELS)
        chances = 1.0 / (1.0 + np.exp(-(levels[:, None] - self.height[None, :]) / _SOFT))
        return np.clip(chances, logistic(-6.0), logistic(6.0))
