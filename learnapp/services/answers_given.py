"""What a student was asked when they gave an answer: in the words of that day, whatever the item says today."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from learnapp.agents.barriers import UNDER_TEST
from learnapp.core.errors import NotFoundError
from learnapp.engine import template
from learnapp.security.access import Actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import current
from learnapp.services.course_store import content_of
from learnapp.services.practice import UnderTestError
from learnapp.services.progress import study
from learnapp.storage.repositories import answers_given as rows
from learnapp.storage.repositories import recompute as version_rows

_BETWEEN = " | "


@dataclass(frozen=True)
class AskedView:
    """A question as it was asked, and the answer that was given to it.

    Attributes:
        outcome: right, wrong, or "" for not judged.
        changed: The item reads otherwise today, or is gone.
    """

    title: str = ""
    body: str = ""
    prompt: str = ""
    choices: list[str] = field(default_factory=list)
    said: str = ""
    outcome: str = ""
    at: str = ""
    changed: bool = False


async def wording(actor: Actor, event_id: UUID) -> AskedView:
    """Return the question of an answer of the actor's own, without its key.

    Raises:
        ForbiddenError: The actor is no student.
        NotFoundError: They have given no such answer, or its wording is not kept any more.
        UnderTestError: The question is part of a test of theirs whose results are not shown yet.
    """
    tenant = actor.tenant_id
    async with current().db.raw(tenant) as conn:
        given = await rows.answer(conn, tenant, actor.person_id, event_id)
    if given is None:
        raise NotFoundError("There is no such answer of yours. Go back to your progress.")
    here = await study(actor, given.section_id)
    if given.content_id in here.loaded.under_test:
        raise UnderTestError(UNDER_TEST, detail={"rule": "under_test"})
    async with current().db.raw(tenant) as conn:
        stored = await version_rows.versions_of(conn, [tenant, LIBRARY_TENANT], [given.content_id])
    found = next((content_of(row) for row in stored if row[1] == given.version), None)
    if found is None:
        raise NotFoundError("The wording of this question is not kept any more.")
    variant = given.result.get("variant")
    item = template.given(found, actor.person_id, int(variant or 0))
    step = next((one for one in item.steps if one.step_id == given.step_id), None)
    if step is None and len(item.steps) == 1:
        step = item.steps[0]
    response = given.result.get("response", "")
    now = here.snapshot.content.get(given.content_id)
    return AskedView(
        title=item.title,
        body=item.body,
        prompt=step.prompt if step is not None else "",
        choices=list(step.choices) if step is not None else [],
        said=_BETWEEN.join(map(str, response)) if isinstance(response, list) else str(response or ""),
        outcome="" if given.correct is None else ("right" if given.correct else "wrong"),
        at=given.received_at.isoformat(),
        changed=now is None or (now.title, now.body, now.steps) != (found.title, found.body, found.steps),
    )
