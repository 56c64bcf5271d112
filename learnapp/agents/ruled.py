"""What a teacher has ruled about topics, in the next three: what is put first comes first, what is left out goes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from learnapp.agents.assigned import CODE as ASSIGNED
from learnapp.agents.assigned import PLACES, SOON, card_of, without
from learnapp.agents.guardrail import suits
from learnapp.agents.ports import Facts
from learnapp.engine.event import Reason, Recommendation
from learnapp.engine.explain import ReasonDraft
from learnapp.engine.explain import ruled as ruled_reason
from learnapp.engine.kc import Content, CourseSnapshot, LearnerState
from learnapp.engine.path import KCStatus, kc_status, next_for
from learnapp.engine.rules import Rule, RuleKind, Rules
from learnapp.engine.selector import on_topic

RULED_BY = {
    "reason-put-first": (RuleKind.PIN,),
    "reason-before-first": (RuleKind.PIN,),
    "reason-topic-due": (RuleKind.DEADLINE,),
    "reason-work-again": (RuleKind.AGAIN,),
}
"""Codes of the reasons that a rule brings, each with the kinds of rules that bring it."""
CODES = frozenset(RULED_BY)
Say = Callable[[ReasonDraft], Reason]


class _Wish(NamedTuple):
    """A topic to work on now, the rule that asks for it, and the code of its reason."""

    kc_id: UUID
    rule: Rule
    code: str


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _wishes(rules: Rules, statuses: Mapping[UUID, KCStatus], now: datetime) -> Iterator[_Wish]:
    """Yield what the teacher asks for now: what was put first, what is due soon, what is to be worked on again."""
    for kc_id in rules.pinned:
        rule, step = rules.rule(kc_id, RuleKind.PIN), next_for(statuses, kc_id)
        if rule is not None and step is not None:
            yield _Wish(step, rule, "reason-put-first" if step == kc_id else "reason-before-first")
    for at, kc_id in sorted((at, kc_id) for kc_id, at in rules.deadlines.items()):
        rule, step = rules.rule(kc_id, RuleKind.DEADLINE), next_for(statuses, kc_id)
        if at - now <= SOON and rule is not None and step is not None:
            yield _Wish(step, rule, "reason-topic-due")
    for kc_id in rules.again:
        rule, status = rules.rule(kc_id, RuleKind.AGAIN), statuses.get(kc_id)
        if rule is not None and status is not None and rules.asks_again(status.state):
            yield _Wish(kc_id, rule, "reason-work-again")


def honoured(
    cards: Sequence[Recommendation],
    rules: Rules,
    *,
    snapshot: CourseSnapshot,
    learner: LearnerState,
    facts: Facts,
    barred: Collection[UUID],
    now: datetime,
    say: Say,
    names: Mapping[UUID, str] | None = None,
) -> list[Recommendation]:
    """Return the recommendations as the teacher's rules have them.

    The first thing that is asked for, and that the learner may have, comes first; what else is asked for says so where
    it is among the others. What was assigned stays among them.

    Args:
        cards: What would be offered without rules, at most three.
        rules: What holds for the learner.
        snapshot: The course.
        learner: State after the event.
        facts: Age of the learner, and where they live.
        barred: Content that must not come next.
        now: Server time.
        say: Puts a reason into the learner's language.
        names: Person -> name, to say who ruled; without it the sentence speaks of the teacher.
    """
    gone = rules.left_out(snapshot)
    stripped = [each for card in cards if (each := without(card, CODES)) is not None]
    kept = [card for card in stripped if card.content_id not in gone or _is_assigned(card)]
    wishes = list(_wishes(rules, kc_status(snapshot, learner.kcs, now, rules), now))
    today = now.astimezone(_zone(facts.zone)).date()

    def reason(wish: _Wish) -> Reason:
        rule = wish.rule
        due = rule.due_at.astimezone(_zone(facts.zone)).date() if rule.due_at is not None else None
        return say(
            ruled_reason(
                wish.code, snapshot.kcs[wish.kc_id].name, rule.words, who=(names or {}).get(rule.made_by, ""),
                wanted=snapshot.kcs[rule.kc_id].name, due=due, today=today,
            )
        )  # fmt: skip

    first: _Wish | None = None
    for wish in wishes:
        content = _choose(wish.kc_id, kept, snapshot, learner, facts, {*barred, *gone})
        if content is None:
            continue
        own = next((card for card in kept if card.content_id == content.content_id), None)
        others = [card for card in kept if card is not own]
        while len(others) >= PLACES:
            # What was assigned keeps its place.
            others.remove(next((card for card in reversed(others) if not _is_assigned(card)), others[-1]))
        kept, first = [own or card_of(content, snapshot, learner), *others], wish
        break
    said: list[Recommendation] = []
    for place, card in enumerate(kept):
        asked = (
            first
            if place == 0 and first is not None
            else next((wish for wish in wishes if wish.kc_id in card.kc_ids[:1]), None)
        )
        reasons = [reason(asked), *card.reasons][:2] if asked is not None else card.reasons
        said.append(card.model_copy(update={"reasons": reasons}))
    return [card for card in said if card.reasons]


def _is_assigned(card: Recommendation) -> bool:
    return any(reason.code == ASSIGNED for reason in card.reasons)


def _choose(
    kc_id: UUID,
    cards: Sequence[Recommendation],
    snapshot: CourseSnapshot,
    learner: LearnerState,
    facts: Facts,
    barred: Collection[UUID],
) -> Content | None:
    """Return what stands for a topic: what is recommended of it already, else what would be next of it."""
    standing = [snapshot.content.get(card.content_id) for card in cards if kc_id in card.kc_ids[:1]]
    found = [each for each in standing if each is not None]
    found = [*found, *(each for each in on_topic(snapshot, learner, kc_id, barred) if kc_id in each.kc_ids[:1])]
    found += on_topic(snapshot, learner, kc_id, barred)
    return next((each for each in found if each.content_id not in barred and suits(each, facts.age)), None)
