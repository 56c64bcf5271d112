"""What the teacher has assigned, ruled or taken back since the recommendations of a student were made."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from learnapp.agents import assigned, ruled
from learnapp.agents.planner import pressing
from learnapp.engine.event import Recommendation
from learnapp.engine.kc import CourseSnapshot
from learnapp.security.access import Actor
from learnapp.services import current, people
from learnapp.services.learner_facts import facts_of
from learnapp.storage.repositories.learning import Loaded


def with_assigned(
    actor: Actor, snapshot: CourseSnapshot, loaded: Loaded, cards: list[Recommendation], now: datetime
) -> list[Recommendation]:
    """Return recommendations that were made before, with the assignments as they stand now."""
    services, learner = current(), loaded.learner
    if learner is None:
        return cards
    facts = facts_of(services.keyring, actor.tenant_id, actor.person_id, loaded, now)
    dismissed = {UUID(each) for each in loaded.last_answer.get("dismissed", ())}
    return assigned.honoured(
        cards,
        pressing(facts.assigned, now),
        snapshot=snapshot,
        learner=learner,
        facts=facts,
        barred=facts.withdrawn | dismissed,
        now=now,
        say=lambda draft: services.loop.say(draft, facts.locale),
    )


async def with_rules(
    actor: Actor, snapshot: CourseSnapshot, loaded: Loaded, cards: list[Recommendation], now: datetime
) -> list[Recommendation]:
    """Return recommendations that were made before, as the rules about topics are now, with who made them."""
    services, learner = current(), loaded.learner
    if learner is None:
        return cards
    facts = facts_of(services.keyring, actor.tenant_id, actor.person_id, loaded, now)
    if not facts.rules and not any(why.code in ruled.CODES for card in cards for why in card.reasons):
        return cards
    dismissed = {UUID(each) for each in loaded.last_answer.get("dismissed", ())}
    return ruled.honoured(
        cards,
        loaded.rules,
        snapshot=snapshot,
        learner=learner,
        facts=facts,
        barred=facts.withdrawn | dismissed,
        now=now,
        say=lambda draft: services.loop.say(draft, facts.locale),
        names=await people.names(actor.tenant_id, loaded.rules.makers),
    )
