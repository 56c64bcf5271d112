"""The items of an adaptive test as arrays: what can be worked out once for a bank is worked out here.

A bank is immutable and shared by all who take the test; it may be cached as long as its items and their parameters stay
what they are.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from learnapp.core.errors import InvalidInputError
from learnapp.engine.ability import Floats, logits
from learnapp.engine.irt import sane_item
from learnapp.engine.kc import Content, ContentKind
from learnapp.engine.lottery import Words, ticket
from learnapp.engine.mastery import THRESHOLDS


@dataclass(frozen=True, slots=True)
class BankItem:
    """An item that a test may ask.

    Attributes:
        item_id: Id of the content.
        kc_ids: What it measures.
        discrimination, difficulty: 2PL parameters a and b, logits.
    """

    item_id: UUID
    kc_ids: tuple[UUID, ...]
    discrimination: float = 1.0
    difficulty: float = 0.0

    @property
    def usable(self) -> bool:
        """Whether its parameters measure anything: both are numbers, and a is above 0."""
        return math.isfinite(self.discrimination) and math.isfinite(self.difficulty) and self.discrimination > 0


@dataclass(frozen=True, slots=True)
class Control:
    """Exposure control of one item; `exposure.calibrate` finds both.

    Attributes:
        share: Sympson & Hetter's k: the share of tests for which the item is open, 0 to 1.
        price: How much information it must bring before it is chosen, for it is needed elsewhere.
    """

    share: float = 1.0
    price: float = 0.0


# No slots: what is derived from a bank is worked out once and stays with it.
@dataclass(frozen=True)
class ItemBank:
    """Items of a test, n of them. Make one with `ItemBank.of`.

    Attributes:
        items: The usable items, in the order given.
        unusable: Ids of items that were left out because a parameter is not a number or a is not above 0.
        control: Exposure control of items; ones that are missing get `Control(default_share)`.
        default_share: Share of tests for which an item without calibration is open.
    """

    items: tuple[BankItem, ...]
    unusable: tuple[UUID, ...] = ()
    control: Mapping[UUID, Control] | None = None
    default_share: float = 1.0

    @staticmethod
    def of(
        items: Sequence[BankItem], control: Mapping[UUID, Control] | None = None, default_share: float = 1.0
    ) -> ItemBank:
        """Return a bank; unusable items are left out and listed, absurd parameters are brought within bounds.

        Args:
            items: In any order; the order decides nothing but ties.
            control: From `exposure.calibrate`; items it does not know have not been calibrated.
            default_share: For these; `exposure.default_share` says how large.

        Raises:
            InvalidInputError: An id comes twice.
        """
        seen: set[UUID] = set()
        for item in items:
            if item.item_id in seen:
                raise InvalidInputError(
                    f"The item {item.item_id} is in this test twice. Take it out once.",
                    detail={"item": str(item.item_id)},
                )
            seen.add(item.item_id)
        good = tuple(item for item in items if item.usable)
        bad = tuple(item.item_id for item in items if not item.usable)
        return ItemBank(good, bad, control, default_share)

    def without(self, withdrawn: Collection[UUID]) -> ItemBank:
        """Return the bank without some items, for example ones withdrawn in mid-test; unknown ids do no harm."""
        left = tuple(item for item in self.items if item.item_id not in withdrawn)
        return self if len(left) == len(self.items) else ItemBank(left, self.unusable, self.control, self.default_share)

    def controlled(self, shares: Floats, prices: Floats) -> ItemBank:
        """Return the same items under other shares and prices, each of shape (n,); the tables are shared.

        Args:
            shares: As of `Control`.
            prices: As of `Control`.
        """
        other = ItemBank(self.items, self.unusable, None, self.default_share)
        for name in ("places", "parameters", "x", "softplus", "information", "tickets", "kcs", "measures"):
            other.__dict__[name] = getattr(self, name)
        other.__dict__["shares"], other.__dict__["prices"] = shares, prices
        return other

    def __len__(self) -> int:
        return len(self.items)

    @cached_property
    def places(self) -> dict[UUID, int]:
        """item_id -> its place in `items`."""
        return {item.item_id: place for place, item in enumerate(self.items)}

    @cached_property
    def parameters(self) -> tuple[Floats, Floats]:
        """Discrimination and difficulty within the bounds of `irt.sane_item`, each of shape (n,)."""
        pairs = [sane_item(item.discrimination, item.difficulty) for item in self.items]
        both = np.array(pairs, dtype=np.float64).reshape(-1, 2)
        return both[:, 0].copy(), both[:, 1].copy()

    @cached_property
    def x(self) -> Floats:
        """A (theta - b) on the grid, shape (n, G)."""
        return logits(*self.parameters)

    @cached_property
    def softplus(self) -> Floats:
        """log(1 + exp(x)) on the grid, shape (n, G)."""
        table: Floats = np.logaddexp(0.0, self.x)
        return table

    @cached_property
    def information(self) -> Floats:
        """Fisher information a^2 P (1 - P) on the grid, shape (G, n)."""
        chance = np.exp(self.x - self.softplus)
        table: Floats = np.ascontiguousarray((self.parameters[0][:, None] ** 2 * chance * (1.0 - chance)).T)
        return table

    @cached_property
    def shares(self) -> Floats:
        """Share of tests for which each item is open, shape (n,)."""
        share: Floats = self._controlled()[:, 0].copy()
        return share

    @cached_property
    def prices(self) -> Floats:
        """Price of each item in information, shape (n,)."""
        price: Floats = self._controlled()[:, 1].copy()
        return price

    @cached_property
    def tickets(self) -> Words:
        """A number for each item that depends on its id alone: the lottery draws from it, shape (n,)."""
        return np.array([ticket(item.item_id) for item in self.items], dtype=np.uint64)

    @cached_property
    def kcs(self) -> tuple[UUID, ...]:
        """The KCs that the items measure, in order of first mention."""
        return tuple(dict.fromkeys(kc for item in self.items for kc in item.kc_ids))

    @cached_property
    def measures(self) -> NDArray[np.bool_]:
        """Which item measures which of `kcs`, shape (n, K)."""
        place = {kc: number for number, kc in enumerate(self.kcs)}
        table = np.zeros((len(self.items), len(place)), dtype=np.bool_)
        for row, item in enumerate(self.items):
            table[row, [place[kc] for kc in item.kc_ids]] = True
        return table

    def _controlled(self) -> Floats:
        usual = Control(self.default_share)
        known = self.control or {}
        rows = [known.get(item.item_id, usual) for item in self.items]
        table = np.array([(one.share, one.price) for one in rows], dtype=np.float64).reshape(-1, 2)
        return table


def items_of(contents: Sequence[Content]) -> list[BankItem]:
    """Return the practice items among contents that are good enough to be shown, as items of a test."""
    return [
        BankItem(one.content_id, one.kc_ids, one.discrimination, one.difficulty)
        for one in contents
        if one.kind is ContentKind.PRACTICE and one.quality >= THRESHOLDS.quality
    ]
