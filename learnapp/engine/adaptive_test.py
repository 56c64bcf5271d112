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
from learnapp.engine.adaptive_rules import Rules
from learnapp.engine.item_bank import ItemBank
from learnapp.engine.stopping import Stop, Verdict

@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """A graded answer of a test.

    Attributes:
        score: 0 (wrong) to 1 (right); between for partial credit and steps.
    """

    item_id: UUID
    score: float


@dataclass(frozen=True, slots=True)
class Sitting:
    """One student's test: the seed and the answers in their order. Whatever else there is follows from them."""

    seed: int
    answers: tuple[ItemAnswer, ...] = ()

    def answered(self, item_id: UUID, score: float) -> Sitting:
        """Return the test after one more answer; the first answer to an item stands, further ones change nothing.

        Args:
            item_id: What was answered.
            score: 0 to 1; outside it is brought within, and what is not a number counts as 0.
        """
        if any(one.item_id == item_id for one in self.answers):
            return self
        score = min(max(score, 0.0), 1.0) if score == score else 0.0
        return replace(self, answers=(*self.answers, ItemAnswer(item_id, score)))

    def document(self) -> dict[str, Any]:
        """Return the test as JSON can hold it."""
        return {"seed": self.seed, "answers": [[str(one.item_id), one.score] for one in self.answers]}

    @staticmethod
    def of(document: Mapping[str, Any]) -> Sitting:
        """Return the test that `document` was made from.

        Raises:
            InvalidInputError: It was made from none.
        """
        try:
            state = Sitting(int(document["seed"]))
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


def standing(bank: ItemBank, rules: Rules, state: Sitting, barred: Collection[UUID] = frozenset()) -> Standing:
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
