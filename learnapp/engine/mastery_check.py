"""Mixed-skill checks: a few items spread over topics, and within each topic over difficulty."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

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
        InvalidInputError: `count` is below 1, or none of the topics has an item.
    """
    raise NotImplementedError
