"""How an adaptive test is given: its length, its target, its cut and what it must be about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from learnapp.core.errors import InvalidInputError

MAX_ITEMS = 60
BY = ("interval", "ratio")


@dataclass(frozen=True, slots=True)
class Quota:
    """How many items of a test are about a KC; an item about several counts for each."""

    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """How a test is given.

    Attributes:
        target_se: It ends when the standard error is no larger; None: not for its precision.
        min_items, max_items: It never ends before, and always at. `least` of the quotas is kept before it ends too.
        cut: Ability from which a student has mastered it, logits; it ends as soon as the side is sure. None: no cut.
        by: How sure is found: "interval" (`stopping.by_interval`) or "ratio" (`stopping.by_ratio`).
        quotas: kc_id -> how many items about it; KCs without one may come or not.
    """

    target_se: float | None = 0.3
    min_items: int = 5
    max_items: int = 40
    cut: float | None = None
    by: str = "interval"
    quotas: Mapping[UUID, Quota] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 1 <= self.min_items <= self.max_items <= MAX_ITEMS:
            raise InvalidInputError(f"A test has 1 to {MAX_ITEMS} items, and not fewer at most than at least.")
        if self.target_se is not None and not 0.1 <= self.target_se <= 1.0:
            raise InvalidInputError("The standard error to reach lies between 0.1 and 1.")
        if self.by not in BY:
            raise InvalidInputError("A cut is judged by interval or by ratio.")
        if self.cut is not None and not -4.0 <= self.cut <= 4.0:
            raise InvalidInputError("The cut lies between -4 and 4 logits.")
        for quota in self.quotas.values():
            if quota.least < 0 or (quota.most is not None and quota.most < quota.least):
                raise InvalidInputError("A topic has at least 0 items, and not fewer at most than at least.")
        least = sum(quota.least for quota in self.quotas.values())
        if least > self.max_items:
            raise InvalidInputError(f"The topics ask for {least} items, and the test ends at {self.max_items}.")
