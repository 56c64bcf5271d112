"""A path from what a student knows to what is wanted: only what is needed, in an order that can be learnt, with times.

The order is stable. What is wanted comes by deadline, then by how little is missing for it; each brings what it needs.
When a path is made again after an answer, whatever is left of the old one keeps its order, so that nothing jumps about
under the student's hands. Before it go only a gap that explains errors, what the instructor pinned, and deadlines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple

from learnapp.core.errors import InvalidInputError
from learnapp.engine.graph import Graph, Node, graph_of, nearest_first, places

STARTS_AT = 0.1
"""P(mastered) of the student for whom the minutes of a KC are stated."""
LEAST_SHARE = 0.15
"""Of the minutes: what is almost mastered still has to be shown."""
CHECK_AFTER = 5
"""Legs without a target after which the path has a checkpoint."""
USUAL_MINUTES = 15.0


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
        gap: A prerequisite that explains errors (`gaps.diagnose`): it comes first, also when it counted as mastered.

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
    excluded = graph.bits(wishes.excluded)
    mastered = graph.bits(node for node, belief in beliefs.items() if belief.mastered)
    first = [gap] if gap is not None and gap in graph.place and gap not in wishes.excluded else []
    missing = graph.missing((mastered & ~graph.bits(first)) | excluded)
    wanted = [node for node in dict.fromkeys(targets) if node in graph.place]
    legs = _ordered(graph, missing, wanted, wishes, before, first)
    path = _timed(legs, beliefs, minutes, {*wanted, *wishes.pinned})
    ends = {leg.node: leg.until for leg in path}
    stood_on = {need for node in ends for need in graph.needs[graph.place[node]]}
    return Path(
        path,
        tuple(node for node in wanted if node not in ends and node not in wishes.excluded),
        tuple(graph.nodes[k] for k in sorted(stood_on) if (excluded & ~mastered) >> k & 1),
        tuple(node for node in wanted if ends.get(node, 0.0) > wishes.deadlines.get(node, float("inf"))),
        tuple(node for node in dict.fromkeys(targets) if node not in graph.place),
    )


def _with_order(graph: Graph[Node], wishes: Constraints[Node]) -> Graph[Node]:
    more = {node: [graph.nodes[k] for k in needs] for node, needs in zip(graph.nodes, graph.needs, strict=True)}
    for first, later in wishes.ordered:
        if first in more and later in more and not {first, later} & wishes.excluded:
            more[later].append(first)
    return graph_of(more, graph.nodes)


def _ordered(
    graph: Graph[Node],
    missing: Sequence[int],
    wanted: Sequence[Node],
    wishes: Constraints[Node],
    before: Sequence[Node],
    first: Sequence[Node],
) -> list[tuple[Node, Node]]:
    """Return (KC, what it is for) in order."""
    nodes, place = graph.nodes, graph.place
    near = [nodes[k] for _, k in nearest_first([place[node] for node in wanted], missing)]
    due = sorted((node for node in near if node in wishes.deadlines), key=lambda node: wishes.deadlines[node])
    pinned = [node for node in wishes.pinned if node in place]
    reasons = [*first, *pinned, *due, *near]
    left = 0
    for node in reasons:
        left |= missing[place[node]]
    order: list[Node] = []
    # Whatever has a deadline is not held up by what was begun before it was set.
    for node in (*first, *pinned, *due, *(node for node in before if node in place), *near):
        part = missing[place[node]] & left if left >> place[node] & 1 else 0
        left &= ~part
        order += [nodes[k] for k in places(part)]
    return _for_what(graph, order, reasons)


def _for_what(graph: Graph[Node], order: Sequence[Node], reasons: Sequence[Node]) -> list[tuple[Node, Node]]:
    """Return each KC with what it is for: itself where it is wanted, else the reason that comes first."""
    place, listed = graph.place, list(dict.fromkeys(reasons))
    rank = {place[node]: number for number, node in enumerate(listed)}
    on_path = sorted((place[node] for node in order), reverse=True)
    purpose = {k: rank[k] for k in on_path if k in rank}
    for k in on_path:
        for needed in graph.needs[k]:
            if needed not in rank and k in purpose:
                purpose[needed] = min(purpose.get(needed, len(listed)), purpose[k])
    return [(node, listed[purpose[place[node]]]) for node in order]


def _shares(belief: Belief) -> tuple[float, float, float]:
    """Return (lowest, expected, highest) share of the stated minutes that are left."""
    low, expected, high = (max(LEAST_SHARE, (1.0 - p) / (1.0 - STARTS_AT)) for p in (belief.high, belief.p, belief.low))
    return low, expected, high


_UNKNOWN_SHARES = _shares(UNKNOWN)


def _timed(
    order: Sequence[tuple[Node, Node]],
    beliefs: Mapping[Node, Belief],
    minutes: Mapping[Node, float],
    wanted: set[Node],
) -> tuple[Leg[Node], ...]:
    legs: list[Leg[Node]] = []
    until, since, last = 0.0, 0, len(order)
    for number, (node, reason) in enumerate(order, start=1):
        belief = beliefs.get(node)
        low, share, high = _UNKNOWN_SHARES if belief is None else _shares(belief)
        whole = minutes.get(node, USUAL_MINUTES)
        expected = whole * share
        until += expected
        since += 1
        check = node in wanted or since == CHECK_AFTER or number == last
        if check:
            since = 0
        legs.append(Leg(node, expected, whole * low, whole * high, until, reason, check))
    return tuple(legs)
