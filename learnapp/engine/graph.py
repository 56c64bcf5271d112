"""A prerequisite graph by number: an order in which everything can be learnt, and what lies above what.

Sets of nodes are the bits of one integer, by place in topological order, so that what is missing for a target is one
AND and how much it is one count, also in a graph of thousands.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from learnapp.core.errors import InvalidInputError

Node = TypeVar("Node", bound=Hashable)
_NEW, _OPEN, _DONE = 0, 1, 2


def topological_order(
    nodes: Iterable[Node], prerequisites: Mapping[Node, Collection[Node]], names: Mapping[Node, str]
) -> tuple[Node, ...]:
    """Return the nodes so that each comes after its prerequisites, otherwise in the given order.

    Args:
        nodes: All of the graph.
        prerequisites: Node -> what is needed before it; nodes outside the graph are ignored.
        names: For the message.

    Raises:
        InvalidInputError: The prerequisites run in a circle, which the message names.
    """
    listed = list(dict.fromkeys(nodes))
    seen = dict.fromkeys(listed, _NEW)
    order: list[Node] = []
    for root in listed:
        if seen[root] is not _NEW:
            continue
        waiting = [root]
        while waiting:
            node = waiting[-1]
            if seen[node] is not _NEW:
                waiting.pop()
                if seen[node] is _OPEN:
                    seen[node] = _DONE
                    order.append(node)
                continue
            seen[node] = _OPEN
            # What was put there last is taken first: the first prerequisite must lie on top.
            for needed in reversed(tuple(prerequisites.get(node, ()))):
                state = seen.get(needed, _DONE)
                if state is _NEW:
                    waiting.append(needed)
                elif state is _OPEN:
                    raise _circle([k for k in waiting if seen[k] is _OPEN], needed, names)
    return tuple(order)


def _circle(waiting: Sequence[Node], closing: Node, names: Mapping[Node, str]) -> InvalidInputError:
    # A node may wait in several places; it was entered at the last one.
    trail = list(dict.fromkeys(reversed(waiting)))
    circle = [closing, *trail[: trail.index(closing) + 1]]
    words = " -> ".join(names.get(k, str(k)) for k in circle)
    return InvalidInputError(
        f"The prerequisites run in a circle: {words}. Remove one of these links.",
        detail={"circle": [str(k) for k in circle]},
    )


@dataclass(frozen=True, slots=True)
class Graph(Generic[Node]):
    """An acyclic graph.

    Attributes:
        nodes: In topological order.
        place: Node -> its place in that order.
        needs: Direct prerequisites by place.
        above: For each place a set (bits) of itself and everything that must be learnt before it.
    """

    nodes: tuple[Node, ...]
    place: dict[Node, int]
    needs: tuple[tuple[int, ...], ...]
    above: tuple[int, ...]

    def bits(self, nodes: Iterable[Node]) -> int:
        """Return a set of the nodes that are in the graph."""
        place = self.place
        return members_of(place[node] for node in nodes if node in place)

    def missing(self, known: int, wanted: int | None = None) -> list[int]:
        """Return for each place the set of what must still be learnt for it, itself included.

        What only something known stands on is not needed any more.

        Args:
            known: What is known already.
            wanted: A set that has everything above each of its members; the places outside of it are left at nothing.
        """
        found = [0] * len(self.needs)
        every = (1 << len(found)) - 1
        for place in places((every if wanted is None else wanted) & ~known):
            own = 1 << place
            for k in self.needs[place]:
                own |= found[k]
            found[place] = own
        return found


def graph_of(
    prerequisites: Mapping[Node, Collection[Node]],
    nodes: Iterable[Node] = (),
    names: Mapping[Node, str] | None = None,
) -> Graph[Node]:
    """Return the graph of the prerequisites.

    Args:
        prerequisites: Node -> what is needed before it; whatever is named is in the graph.
        nodes: First in the order wherever the prerequisites leave it open, and in the graph in any case.
        names: For the message.

    Raises:
        InvalidInputError: The prerequisites run in a circle, which the message names.
    """
    every = dict.fromkeys(nodes)
    for node, needed in prerequisites.items():
        every.setdefault(node)
        every.update(dict.fromkeys(needed))
    order = topological_order(every, prerequisites, names or {})
    place = {node: number for number, node in enumerate(order)}
    needs: list[tuple[int, ...]] = []
    above: list[int] = []
    for number, node in enumerate(order):
        direct = tuple(sorted({place[k] for k in prerequisites.get(node, ())}))
        needs.append(direct)
        found = 1 << number
        for needed_place in direct:
            found |= above[needed_place]
        above.append(found)
    return Graph(order, place, tuple(needs), tuple(above))


def members_of(numbers: Iterable[int]) -> int:
    """Return a set from its places."""
    listed = list(numbers)
    if not listed:
        return 0
    # One bit after the other set in a number of thousands of bits would copy it each time.
    held = bytearray(max(listed) // 8 + 1)
    for number in listed:
        held[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(held, "little")


def places(members: int) -> Iterator[int]:
    """Yield the places in a set, ascending, which is an order in which they can be learnt."""
    length = (members.bit_length() + 7) // 8
    if 8 * members.bit_count() < length:
        while members:
            low = members & -members
            yield low.bit_length() - 1
            members ^= low
        return
    # Taking bit after bit off a number of thousands of bits copies it each time.
    for number, byte in enumerate(members.to_bytes(length, "little")):
        while byte:
            low = byte & -byte
            yield 8 * number + low.bit_length() - 1
            byte ^= low
