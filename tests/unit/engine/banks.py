"""Small banks of items for the tests of adaptive tests."""

from __future__ import annotations

from uuid import UUID

import numpy as np

from learnapp.engine.item_bank import BankItem, ItemBank
from tests.unit.engine.courses import kc_id, uid


def item(number: int, a: float = 1.0, b: float = 0.0, kcs: tuple[int, ...] = (0,)) -> BankItem:
    return BankItem(uid(2, number), tuple(kc_id(kc) for kc in kcs), a, b)


def random_bank(items: int, seed: int = 1, kcs: int = 1, default_share: float = 1.0) -> ItemBank:
    rng = np.random.default_rng(seed)
    a, b = rng.lognormal(0.0, 0.25, items), rng.normal(size=items)
    made = [item(n, float(a[n]), float(b[n]), (n % kcs,)) for n in range(items)]
    return ItemBank.of(made, default_share=default_share)


def ids(*numbers: int) -> list[UUID]:
    return [uid(2, number) for number in numbers]
