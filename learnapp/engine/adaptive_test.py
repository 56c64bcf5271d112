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

import numpy as np

from learnapp.core.errors import InvalidInputError
from learnapp.engine import lottery
from learnapp.engine.ability import TOLD, Ability
from learnapp.engine.adaptive_rules import Rules
from learnapp.engine.item_bank import ItemBank
from learnapp.engine.item_choice import Sittings, information_at
from learnapp.engine.stopping import VERDICTS, Stop, Verdict


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
        except (KeyError, TypeError, ValueError, AttributeError) as error:
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
        target_met: Whether the standard error has reached its target (also False where there is none). What is held
            against it is the error over all students (`item_choice.Turn`); `ability.se` is larger at the ends.
        short: kc_id -> how many items its quota still lacks, where the bank had no more.
    """

    item_id: UUID | None
    stop: Stop | None
    ability: Ability
    verdict: Verdict
    answered: int
    target_met: bool
    short: Mapping[UUID, int] = field(default_factory=dict)


def standing(bank: ItemBank, rules: Rules, sitting: Sitting, barred: Collection[UUID] = frozenset()) -> Standing:
    """Return where a test stands and what comes next; the same bank, rules and sitting always give the same.

    An answer to an item that is no longer in the bank (withdrawn in mid-test) measures nothing and does not count for
    the length; an item that was shown and withdrawn before its answer gives way to another one.

    Args:
        bank: The items as they are now.
        rules: How the test is given.
        sitting: Seed and answers.
        barred: Items that must not come, for example ones practised today.
    """
    places = bank.places
    known = [(places[one.item_id], one.score) for one in sitting.answers if one.item_id in places]
    test = Sittings(bank, rules, lottery.seeds_of([sitting.seed]))
    test.bar(np.array([places[item_id] for item_id in barred if item_id in places], dtype=np.int64))
    first = np.zeros(1, dtype=np.int64)
    for place, score in known:
        test.record(first, np.array([place]), np.array([score]))
    found = test.turn(first)
    place = int(found.place[0])
    return Standing(
        item_id=bank.items[place].item_id if place >= 0 else None,
        stop=Stop(str(found.stop[0])) if found.stop[0] else None,
        ability=Ability(float(found.theta[0]), float(found.se[0])),
        verdict=VERDICTS[int(found.side[0])],
        answered=len(known),
        target_met=rules.target_se is not None and float(found.reached[0]) <= rules.target_se,
        short={kc: int(lack) for kc, lack in zip(test.kc_ids, found.short[0], strict=True) if lack > 0},
    )


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
    lengths: dict[float, int | None] = {}
    reachable: dict[float, float] = {}
    for theta in (-2.0, -1.0, 0.0, 1.0, 2.0):
        best = np.sort(information_at(bank.information, theta))[::-1][: rules.max_items]
        errors = TOLD / np.sqrt(1.0 + np.cumsum(best))
        reachable[theta] = float(errors[-1]) if len(errors) else 1.0
        lengths[theta] = None
        if rules.target_se is None:
            lengths[theta] = min(rules.max_items, len(bank))
        elif len(errors) and errors[-1] <= rules.target_se:
            lengths[theta] = max(rules.min_items, int(np.argmax(errors <= rules.target_se)) + 1)
    about = {kc: int(bank.measures[:, column].sum()) for column, kc in enumerate(bank.kcs)}
    short = {kc: quota.least - about.get(kc, 0) for kc, quota in rules.quotas.items()}
    return Outlook(len(bank), bank.unusable, reachable, lengths, {kc: n for kc, n in short.items() if n > 0})
