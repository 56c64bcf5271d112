"""Mixed-skill checks: a few items spread over topics, and within each topic over difficulty.

Topics come mixed and not one after the other: interleaved questions ask for the choice of a method, not only for its
use (Rohrer, Dedrick & Stershic, 2015, "Interleaved practice improves mathematics learning").
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from uuid import UUID

from learnapp.core.errors import InvalidInputError
from learnapp.engine.item_bank import BankItem


def mixed(items: Sequence[BankItem], kc_ids: Sequence[UUID], count: int, seed: int) -> list[UUID]:
    """Return the ids of `count` items, mixed so that no topic comes twice in a row where that can be had.

    Every topic gets as many as any other, give or take one, as long as it has items; what a topic lacks goes to the
    others. Within a topic the items are drawn from as many equal parts of its difficulties as it gets items, so that a
    check has easy and hard ones. The same seed gives the same check; another seed another one.

    Args:
        items: What may be asked; unusable ones are left out, an item about several topics serves one of them.
        kc_ids: Topics of the check; ones without items are left out.
        count: How many items; fewer come back where there are not so many.
        seed: Of the draw.

    Raises:
        InvalidInputError: `count` is below 1, an item comes twice, or none of the topics has an item.
    """
    if count < 1:
        raise InvalidInputError("A check has at least one item. Ask for more.")
    if len({one.item_id for one in items}) < len(items):
        raise InvalidInputError("An item is in this check twice. Take it out once.")
    rng = Random(seed)  # noqa: S311
    shelves = _shelves(items, list(dict.fromkeys(kc_ids)))
    if not shelves:
        raise InvalidInputError("None of these topics has an item. Choose other topics, or write items for them.")
    shares = _shares({kc: len(shelf) for kc, shelf in shelves.items()}, count, rng)
    return _woven({kc: _spread(shelves[kc], share, rng) for kc, share in shares.items() if share}, rng)


def _shelves(items: Sequence[BankItem], kc_ids: Sequence[UUID]) -> dict[UUID, list[BankItem]]:
    """Return the items of each topic; one about several goes where there are fewest."""
    shelves: dict[UUID, list[BankItem]] = {kc: [] for kc in kc_ids}
    usable = [one for one in items if one.usable]
    for one in sorted(usable, key=lambda each: (len(each.kc_ids), str(each.item_id))):
        wanted = [kc for kc in one.kc_ids if kc in shelves]
        if wanted:
            shelves[min(wanted, key=lambda kc: len(shelves[kc]))].append(one)
    return {kc: shelf for kc, shelf in shelves.items() if shelf}


def _shares(sizes: dict[UUID, int], count: int, rng: Random) -> dict[UUID, int]:
    """Return how many items each topic gives: one round after the other, in an order drawn once."""
    order = list(sizes)
    rng.shuffle(order)
    shares = dict.fromkeys(order, 0)
    left = min(count, sum(sizes.values()))
    while left:
        for kc in order:
            if left and shares[kc] < sizes[kc]:
                shares[kc] += 1
                left -= 1
    return shares


def _spread(shelf: Sequence[BankItem], share: int, rng: Random) -> list[UUID]:
    """Return one item of each of `share` equal parts of a shelf, from easy to hard."""
    ordered = sorted(shelf, key=lambda one: (one.difficulty, str(one.item_id)))
    edges = [round(part * len(ordered) / share) for part in range(share + 1)]
    return [ordered[rng.randrange(low, high)].item_id for low, high in zip(edges, edges[1:], strict=False)]


def _woven(chosen: dict[UUID, list[UUID]], rng: Random) -> list[UUID]:
    """Return all items, always from the topic that has most left and did not come last; easy ones of a topic first."""
    waiting = {kc: list(ids) for kc, ids in chosen.items()}
    last: UUID | None = None
    result: list[UUID] = []
    while waiting:
        most = max((len(ids) for kc, ids in waiting.items() if kc != last), default=0)
        if most:
            last = rng.choice([kc for kc, ids in waiting.items() if kc != last and len(ids) == most])
        else:
            last = next(iter(waiting))
        result.append(waiting[last].pop(0))
        if not waiting[last]:
            del waiting[last]
    return result
