"""Which task a question to the tutor is about, also where it is asked somewhere else: pasted, or with its numbers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from learnapp.agents import tutor_secrets
from learnapp.agents.tutor_turn import Work
from learnapp.engine.kc import Content
from learnapp.engine.template_terms import TemplateError
from learnapp.security.access import Actor
from learnapp.services import current
from learnapp.services.progress import Study
from learnapp.services.tutor_context import own_task, wording, work_at
from learnapp.storage.repositories import tutor as rows

MOST_TEMPLATES = 400
"""Tasks made anew for each student that are looked at: one takes about a millisecond the first time."""


async def at_hand(
    actor: Actor, here: Study, asked: Sequence[str], before: Sequence[str], beside: UUID | None, own: Work | None
) -> Work | None:  # fmt: skip
    """Return the task that a question is about: the one beside which it stands, else an open one of the course.

    An open task is the same one wherever it is asked about, so its answer is told nowhere.

    Args:
        actor: The student.
        here: What they study.
        asked: The question, also in the course's language.
        before: Those before it: the answers of tasks that they named are not told, either.
        beside: The content beside which it is asked.
        own: The task of that content, if it has one.
    """
    said = [*asked, *before]
    items = [
        one
        for one in here.snapshot.content.values()
        if one.steps and one.content_id != beside and one.content_id not in here.loaded.withdrawn
    ]
    made = [one for one in items if one.template is not None][:MOST_TEMPLATES]
    written = [one for one in items if one.template is None]
    wanted = [*await asyncio.to_thread(lambda: [one for one in written if _asks(said, one)]), *made]
    if not wanted:
        return own
    async with current().db.transaction(actor.tenant_id) as tx:
        ids = [one.content_id for one in wanted]
        stands = await rows.stands(tx.session, actor.tenant_id, actor.person_id, ids)
    found = await asyncio.to_thread(_open_ones, actor, wanted, stands, said)
    if not found:
        return own
    secrets = tuple(dict.fromkeys(each for one in found for each in one.secrets))
    if own is None:
        return replace(found[0], secrets=secrets)
    if _about(asked, own):
        # Of one that is solved the answer is known, also where another task has the same numbers.
        return replace(own, secrets=(*own.secrets, *secrets)) if own.open else own
    first = next((one for one in found if _about(asked, one)), own)
    return replace(first, secrets=(*own.secrets, *secrets))


def _about(said: Iterable[str], work: Work) -> bool:
    return any(tutor_secrets.pasted(one, work.prompt) for one in said)


def _asks(said: Iterable[str], item: Content) -> bool:
    return any(tutor_secrets.pasted(one, wording(item, step)) for step in item.steps for one in said)


def _open_ones(
    actor: Actor, items: Iterable[Content], stands: Mapping[UUID, dict[str, Any]], said: Sequence[str]
) -> list[Work]:  # fmt: skip
    found = []
    for item in items:
        try:
            task, progress = own_task(actor.person_id, item, stands.get(item.content_id))
        except TemplateError:
            # Nobody can have a task of it.
            continue
        if _asks(said, task) and (work := work_at(task, progress)).open:
            found.append(replace(work, elsewhere=item.title))
    return found
