"""The names of teachers in what is answered to an event: put in on the way out, so that none is stored in the open.

The event path itself opens no name: what it stores speaks of "your teacher". A name that this process has opened lately
costs the answer nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from uuid import UUID

from learnapp.agents.ruled import RULED_BY
from learnapp.core import telemetry
from learnapp.core.errors import LearnAppError
from learnapp.engine.event import EventAnswer, Reason
from learnapp.engine.explain import ReasonDraft
from learnapp.engine.rules import Rules
from learnapp.services import current, people

KEPT_SECONDS = 300.0
_MOST = 2000
_log = logging.getLogger("learnapp.learning")


class Names:
    """Names of who rules, by person; kept for five minutes."""

    def __init__(self) -> None:
        self._kept: dict[tuple[UUID, UUID], tuple[float, str]] = {}

    async def of(self, tenant: UUID, ids: Collection[UUID]) -> dict[UUID, str]:
        """Return the names of people of an institution; who is erased or unknown has none."""
        moment = time.monotonic()
        held = {one: self._kept[tenant, one] for one in ids if (tenant, one) in self._kept}
        found = {one: name for one, (at, name) in held.items() if moment - at < KEPT_SECONDS}
        unknown = [one for one in ids if one not in found]
        if unknown:
            opened = await people.names(tenant, unknown)
            if len(self._kept) > _MOST:
                self._kept.clear()
            for one in unknown:
                name = opened.get(one, people.ERASED_NAME)
                found[one] = "" if name == people.ERASED_NAME else name
                self._kept[tenant, one] = (moment, found[one])
        return {one: name for one, name in found.items() if name}


_names = Names()


async def named(answer: EventAnswer, tenant: UUID, rules: Rules, locale: str) -> None:
    """Say in an answer who has ruled what its reasons speak of; without the name it stays "your teacher".

    Args:
        answer: As it was stored.
        tenant: The institution.
        rules: What holds for the student.
        locale: Their language.
    """
    if not any(reason.code in RULED_BY for card in answer.next for reason in card.reasons):
        return
    try:
        names = await _names.of(tenant, rules.makers)
    except LearnAppError:
        _log.warning("names of who rules cannot be opened")
        telemetry.fallbacks.labels("store", "no_names").inc()
        return
    answer.next = [
        card.model_copy(update={"reasons": [_said(reason, rules, names, locale) for reason in card.reasons]})
        for card in answer.next
    ]


def _said(reason: Reason, rules: Rules, names: dict[UUID, str], locale: str) -> Reason:
    kinds = RULED_BY.get(reason.code, ())
    made_by = (
        one.made_by
        for rows in rules.by_topic.values()
        for one in rows
        if one.kind in kinds and one.words == reason.args.get("words")
    )
    who = next((names[one] for one in made_by if one in names), "")
    if not who:
        return reason
    said: Reason = current().loop.say(ReasonDraft(reason.code, {**reason.args, "who": who}, reason.evidence), locale)
    return said
