"""What is worked towards: of all that is wanted, that for which the least is missing, with everything that it needs.

The one rule of what comes first. A path follows it from leg to leg, as if each had been learnt; `sequence` follows it
from answer to answer. It knows the graph, what is known and what is wanted; where a belief comes from is the business
of whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from learnapp.engine.graph import places

LOOKED_AT = 32
"""Of more targets only so many are compared again after each: those that were the nearest at first."""
Missing = Sequence[int] | Mapping[int, int]
"""For each target the set of what must still be learnt for it, itself included, by place: from `Graph.missing`."""


def nearest(targets: Iterable[int], missing: Missing, left: int = -1) -> tuple[int, int] | None:
    """Return the target for which the least is missing and the set of what that is; None: nothing is.

    Args:
        targets: By place; of two that are equally near, the first is taken.
        missing: For each of them.
        left: The set of what counts; everything if it is not given.
    """
    found: tuple[int, int] | None = None
    least = 0
    for target in targets:
        part = missing[target] & left
        cost = part.bit_count()
        if cost and (found is None or cost < least):
            found, least = (target, part), cost
            if cost == 1:
                break
    return found


def in_order(targets: Sequence[int], missing: Missing, left: int) -> list[int]:
    """Return in which order to learn what is left for the targets, by place, each after what it needs.

    Args:
        targets: By place; of two that are equally near, the first comes first.
        missing: For each of them.
        left: The set that is to be put in order, with whatever its members need of the missing.
    """
    order: list[int] = []
    waiting = iter(by_distance(targets, missing, left))
    near = list(islice(waiting, LOOKED_AT))
    while (found := nearest(near, missing, left)) is not None:
        _, part = found
        # By place everything comes after what it needs.
        learnt = dict.fromkeys(places(part))
        order += learnt
        left &= ~part
        near = [target for target in near if target not in learnt]
        near += islice(waiting, LOOKED_AT - len(near))
    return order


def by_distance(targets: Sequence[int], missing: Missing, left: int = -1) -> list[int]:
    """Return the targets for which something is missing, that with the least first."""
    cost = {target: (missing[target] & left).bit_count() for target in targets}
    return sorted((target for target in targets if cost[target]), key=cost.__getitem__)
