"""A path from what a student knows to what is wanted: only what is needed, in an order that can be learnt, with times.

What comes first is that for which the least is missing, each time anew (`nearest`), as where only answers are seen
(`sequence`). The order is stable: when a path is made again after an answer, whatever is left of the old one keeps its
order, so that nothing jumps about under the student's hands. Before it go only a gap that explains errors, what the
instructor pinned, and deadlines; each of them brings what it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple

from learnapp.core.errors import InvalidInputError
from learnapp.engine.graph import Graph, Node, graph_of, members_of, places
from learnapp.engine.nearest import by_distance, in_order

STARTS_AT = 0.1
"""P(mastered) of the student for whom the minutes of a KC are stated."""
LEAST_SHARE = 0.15
"""Of the minutes: what is almost mastered still has to be shown."""
CHECK_AFTER = 5
"""Legs without a target after which the path has a checkpoint."""
USUAL_MINUTES = 15.0
_NEVER = float("inf")


class Belief(NamedTuple):
    """What is known of a student and a KC: P(mastered) with its interval, and whether it counts as mastered."""

    p: float
    low: float
    high: float
    mastered: bool


UNKNOWN = Belief(STARTS_AT, 0.0, 0.5, False)


# No slots: a frozen generic with them cannot be made with its type written out.
@dataclass(frozen=True)
class Constraints(Generic[Node]):
    """What an instructor wants of a path.

    Attributes:
        pinned: Comes first, in this order, each after what it needs; in the path even if no target needs it.
        excluded: Never in the path; what needs it is planned as if it were mastered.
        ordered: Pairs (first, later) beyond the prerequisites, for as far as both are in the path.
        deadlines: KC -> minutes of learning that are left until it is due.
    """

    pinned: tuple[Node, ...] = ()
    excluded: frozenset[Node] = frozenset()
    ordered: tuple[tuple[Node, Node], ...] = ()
    deadlines: Mapping[Node, float] = field(default_factory=dict)


class Leg(NamedTuple, Generic[Node]):
    """One KC of a path.

    Attributes:
        minutes, low, high: Expected time, and its range as the belief's interval has it.
        until: Minutes from the start of the path to the end of this leg.
        wanted: The first target, or pinned KC, for which it is here.
        checkpoint: After it the student is asked whether what came before it holds.
    """

    node: Node
    minutes: float
    low: float
    high: float
    until: float
    wanted: Node
    checkpoint: bool


@dataclass(frozen=True, slots=True)
class Path(Generic[Node]):
    """A plan.

    Attributes:
        legs: In the order in which to learn.
        mastered: Targets that need nothing any more.
        assumed: Excluded KCs that something in the path stands on and that are not mastered.
        late: Targets that will not be reached by their deadline.
        unknown: Targets that are not in the graph.
    """

    legs: tuple[Leg[Node], ...]
    mastered: tuple[Node, ...] = ()
    assumed: tuple[Node, ...] = ()
    late: tuple[Node, ...] = ()
    unknown: tuple[Node, ...] = ()

    @property
    def minutes(self) -> float:
        """Expected time for all of it."""
        return self.legs[-1].until if self.legs else 0.0

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The KCs in order."""
        return tuple(leg.node for leg in self.legs)


def plan(
    graph: Graph[Node],
    beliefs: Mapping[Node, Belief],
    targets: Sequence[Node],
    minutes: Mapping[Node, float],
    constraints: Constraints[Node] | None = None,
    before: Sequence[Node] = (),
    gap: Node | None = None,
) -> Path[Node]:
    """Return the path to the targets.

    Args:
        graph: The prerequisites.
        beliefs: What is known of the student; KCs that are not in it were never answered.
        targets: What is wanted; of two that are equally near, the first comes first.
        minutes: KC -> minutes for a student at P(mastered) = 0.1; `USUAL_MINUTES` where it is missing.
        constraints: What the instructor wants.
        before: The nodes of the path as it was, what was begun first; its order is kept.
        gap: A prerequisite that explains errors (`gaps.diagnose`): it comes first, also when it counted as mastered;
            where it is on the path as it was already, it keeps its place there.

    Raises:
        InvalidInputError: A pinned KC is excluded, or the order that is wanted contradicts the prerequisites; the
            message says where.
    """
    wishes = constraints if constraints is not None else Constraints[Node]()
    both = [node for node in wishes.pinned if node in wishes.excluded]
    if both:
        raise InvalidInputError(f"{both[0]} is both pinned and left out. Take one of the two away.")
    if wishes.ordered:
        graph = _with_order(graph, wishes)
    place, nodes = graph.place, graph.nodes
    held = {place[node]: belief for node, belief in beliefs.items() if node in place}
    excluded = graph.bits(wishes.excluded)
    mastered = members_of(k for k, belief in held.items() if belief.mastered)
    first = [place[gap]] if gap is not None and gap in place and gap not in wishes.excluded else []
    wanted = {place[node]: node for node in targets if node in place}
    pinned = [place[node] for node in wishes.pinned if node in place]
    known = (mastered & ~members_of(first)) | excluded
    open_ = _below(graph.needs, (*first, *pinned, *wanted), set(places(known)))
    missing = _missing(graph, [k for k in wanted if k in open_], known, members_of(open_))
    near = by_distance(list(missing), missing)
    due = sorted((k for k in near if nodes[k] in wishes.deadlines), key=lambda k: wishes.deadlines[nodes[k]])
    reasons = [*first, *pinned, *due, *near]
    # Whatever has a deadline is not held up by what was begun before it was set.
    before_places = [place[node] for node in before if node in place]
    # What went before a gap because it stood on that stays there, though it needs it no longer.
    ahead = before_places[: before_places.index(first[0])] if first and first[0] in before_places else []
    order = _in_turn(graph.needs, open_, (*ahead, *first, *pinned, *due, *before_places))
    order += in_order(list(missing), missing, members_of(open_.difference(order)))
    ends: dict[int, float] = {}
    legs = _timed(graph, order, _for_what(graph, order, reasons), held, minutes, {*wanted, *pinned}, ends)
    assumed = places(_stood_on(graph, order) & excluded & ~mastered) if excluded else ()
    return Path(
        legs,
        tuple(node for k, node in wanted.items() if k not in ends and node not in wishes.excluded),
        tuple(nodes[k] for k in assumed),
        tuple(node for k, node in wanted.items() if ends.get(k, 0.0) > wishes.deadlines.get(node, _NEVER))
        if wishes.deadlines else (),
        tuple(node for node in dict.fromkeys(targets) if node not in place) if len(wanted) < len(targets) else (),
    )  # fmt: skip


def _with_order(graph: Graph[Node], wishes: Constraints[Node]) -> Graph[Node]:
    more = {node: [graph.nodes[k] for k in needs] for node, needs in zip(graph.nodes, graph.needs, strict=True)}
    for first, later in wishes.ordered:
        if first in more and later in more and not {first, later} & wishes.excluded:
            more[later].append(first)
    return graph_of(more, graph.nodes)


def _below(needs: Sequence[Sequence[int]], roots: Iterable[int], known: set[int]) -> set[int]:
    """Return the places and all that they stand on, by whatever is not known."""
    found = {k for k in roots if k not in known}
    waiting = list(found)
    while waiting:
        for k in needs[waiting.pop()]:
            if k not in found and k not in known:
                found.add(k)
                waiting.append(k)
    return found


def _missing(graph: Graph[Node], wanted: Sequence[int], known: int, open_: int) -> dict[int, int]:
    """Return for each of what is wanted the set of what must still be learnt for it."""
    if len(wanted) == 1:
        # All that is open is so for the sake of this one, or has its turn before it.
        return {wanted[0]: open_}
    missing = graph.missing(known, open_) if wanted else []
    return {k: missing[k] for k in wanted}


def _stood_on(graph: Graph[Node], order: Sequence[int]) -> int:
    return members_of({needed for k in order for needed in graph.needs[k]})


def _in_turn(needs: Sequence[Sequence[int]], open_: set[int], turns: Iterable[int]) -> list[int]:
    """Return what has its turn on the path, each after what it needs.

    Args:
        needs: From the graph.
        open_: All that is to be on the path.
        turns: Whose turn it is, with all that it still needs.
    """
    order: list[int] = []
    left = set(open_)
    for turn in turns:
        if turn not in left:
            continue
        left.discard(turn)
        part = [turn]
        for k in part:
            for needed in needs[k]:
                if needed in left:
                    left.discard(needed)
                    part.append(needed)
        # Topological order goes by place.
        part.sort()
        order += part
    return order


def _for_what(graph: Graph[Node], order: Sequence[int], reasons: Sequence[int]) -> list[int]:
    """Return what each place on the path is for: itself where it is wanted, else the reason that comes first."""
    listed = list(dict.fromkeys(reasons))
    own = {k: number for number, k in enumerate(listed)}
    last = len(listed)
    rank = [last] * len(graph.nodes)
    needs = graph.needs
    for k in sorted(order, reverse=True):
        number = own.get(k)
        if number is None:
            number = rank[k]
        else:
            rank[k] = number
        if number < last:
            for needed in needs[k]:
                if number < rank[needed]:
                    rank[needed] = number
    return [listed[own.get(k, rank[k])] for k in order]


def _shares(belief: Belief) -> tuple[float, float, float]:
    """Return (lowest, expected, highest) share of the stated minutes that are left."""
    low, expected, high = (max(LEAST_SHARE, (1.0 - p) / (1.0 - STARTS_AT)) for p in (belief.high, belief.p, belief.low))
    return low, expected, high


_UNKNOWN_SHARES = _shares(UNKNOWN)


def _timed(
    graph: Graph[Node],
    order: Sequence[int],
    purposes: Sequence[int],
    held: Mapping[int, Belief],
    minutes: Mapping[Node, float],
    wanted: set[int],
    ends: dict[int, float],
) -> tuple[Leg[Node], ...]:
    """Return the legs; what they end at is put into `ends`, by place."""
    legs: list[Leg[Node]] = []
    nodes = graph.nodes
    until, since, last = 0.0, 0, len(order)
    get = minutes.get
    for number, (k, purpose) in enumerate(zip(order, purposes, strict=True), start=1):
        node, belief = nodes[k], held.get(k)
        low, share, high = _UNKNOWN_SHARES if belief is None else _shares(belief)
        whole = get(node, USUAL_MINUTES)
        expected = whole * share
        until += expected
        ends[k] = until
        since += 1
        check = k in wanted or since == CHECK_AFTER or number == last
        if check:
            since = 0
        legs.append(Leg(node, expected, whole * low, whole * high, until, nodes[purpose], check))
    return tuple(legs)
