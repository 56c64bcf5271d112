"""Adaptive tests on 2PL items: which item comes next, what the answers say so far, and whether that is enough.

The next item is the one with the largest information expected under the posterior (van der Linden, 1998, "Bayesian item
selection criteria for adaptive testing"), less its price, among the items that the lottery of exposure control has
opened for this test (Sympson & Hetter, 1985); the first few are drawn among the best ones (randomesque: Kingsbury &
Zara, 1989). `exposure` finds prices and shares, decision 37 says why there are both.

A test is its seed and its answers: everything else is worked out anew, so that it goes on wherever it was left, and the
same seed and answers give the same next item. The functions on arrays serve one student and a whole simulation alike.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID


from learnapp.core.errors import InvalidInputError
from learnapp.engine.ability import Ability
from learnapp.engine.item_bank import ItemBank
from learnapp.engine.stopping import Stop, Verdict

SPREAD = (20, 16, 12, 8, 5)
"""Among how many of the best items each of the first is drawn; after these the best one comes."""
MAX_ITEMS = 60


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
        if self.by not in {"interval", "ratio"}:
            raise InvalidInputError("A cut is judged by interval or by ratio.")
        if self.cut is not None and not -4.0 <= self.cut <= 4.0:
            raise InvalidInputError("The cut lies between -4 and 4 logits.")
        least = sum(quota.least for quota in self.quotas.values())
        for quota in self.quotas.values():
            if quota.least < 0 or (quota.most is not None and quota.most < quota.least):
                raise InvalidInputError("A topic has at least 0 items, and not fewer at most than at least.")
        if least > self.max_items:
            raise InvalidInputError(f"The topics ask for {least} items, and the test ends at {self.max_items}.")


@dataclass(frozen=True, slots=True)
class TestAnswer:
    """A graded answer of a test.

    Attributes:
        score: 0 (wrong) to 1 (right); between for partial credit and steps.
    """

    item_id: UUID
    score: float


@dataclass(frozen=True, slots=True)
class TestState:
    """One student's test: the seed and the answers in their order. Whatever else there is follows from them."""

    seed: int
    answers: tuple[TestAnswer, ...] = ()

    def answered(self, item_id: UUID, score: float) -> TestState:
        """Return the test after one more answer; the first answer to an item stands, further ones change nothing.

        Args:
            item_id: What was answered.
            score: 0 to 1; outside it is brought within, and what is not a number counts as 0.
        """
        if any(one.item_id == item_id for one in self.answers):
            return self
        score = min(max(score, 0.0), 1.0) if score == score else 0.0
        return replace(self, answers=(*self.answers, TestAnswer(item_id, score)))

    def document(self) -> dict[str, Any]:
        """Return the test as JSON can hold it."""
        return {"seed": self.seed, "answers": [[str(one.item_id), one.score] for one in self.answers]}

    @staticmethod
    def of(document: Mapping[str, Any]) -> TestState:
        """Return the test that `document` was made from.

        Raises:
            InvalidInputError: It was made from none.
        """
        try:
            state = TestState(int(document["seed"]))
            for item_id, score in document["answers"]:
                state = state.answered(UUID(item_id), float(score))
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInputError("This is no saved test. Begin a new one.") from error
        return state


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a test stands.

    Attributes:
        item_id: What comes next; None when the test is over.
        stop: Why it is over; None while it goes on.
        ability: What the answers say so far.
        verdict: Which side of the cut; UNSURE without a cut.
        answered: Answers that count: to items that are in the bank.
        target_met: Whether the standard error has reached its target (also False where there is none).
        short: kc_id -> how many items its quota still lacks, where the bank had no more.
    """

    item_id: UUID | None
    stop: Stop | None
    ability: Ability
    verdict: Verdict
    answered: int
    target_met: bool
    short: Mapping[UUID, int] = field(default_factory=dict)


def standing(bank: ItemBank, rules: Rules, state: TestState, barred: Collection[UUID] = frozenset()) -> Standing:
    """Return where a test stands and what comes next; the same bank, rules and state always give the same.

    An answer to an item that is no longer in the bank (withdrawn in mid-test) measures nothing and does not count for
    the length; an item that was shown and withdrawn before its answer gives way to another one.

    Args:
        bank: The items as they are now.
        rules: How the test is given.
        state: Seed and answers.
        barred: Items that must not come, for example ones practised today.
    """
    raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Outlook:
    """Whether a bank can give what a test asks for, said to whoever makes it.

    Attributes:
        items: Usable items.
        unusable: Items whose parameters measure nothing.
        reachable_se: Standard error after `max_items`, at abilities -2, -1, 0, 1 and 2, if the best items were asked.
        expected_items: How many items until the target at these abilities; None where it is out of reach.
        short: kc_id -> how many items its quota lacks in the bank.
    """

    items: int
    unusable: tuple[UUID, ...]
    reachable_se: Mapping[float, float]
    expected_items: Mapping[float, int | None]
    short: Mapping[UUID, int]

    @property
    def enough(self) -> bool:
        """Whether the target is in reach for abilities from -1 to 1 and no quota lacks items."""
        return not self.short and all(self.expected_items[theta] is not None for theta in (-1.0, 0.0, 1.0))


def outlook(bank: ItemBank, rules: Rules) -> Outlook:
    """Return whether a bank can give what a test asks for."""
    raise NotImplementedError
