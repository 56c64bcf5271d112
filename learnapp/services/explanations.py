"""What stands beside the text of an item: its source, a timeline, and other explanations of its topic."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from learnapp.core.errors import ForbiddenError, NotFoundError
from learnapp.engine.drawing import draw
from learnapp.engine.event import EventResult, Verb
from learnapp.engine.kc import Content, CourseSnapshot
from learnapp.engine.material import Explanation, Material
from learnapp.security.access import Actor
from learnapp.services import learning, switches
from learnapp.services.practice_views import ExplanationView, MomentView
from learnapp.services.progress import event, study


def shown_material(material: Material) -> dict[str, Any]:
    """Return the fields of a `ContentView` that tell what stands beside the text."""
    source = material.source
    return {
        "source": ", ".join((source.by, source.work, source.year)) if source else "",
        "source_kind": source.kind if source else "",
        "timeline": [MomentView(one.when, one.title, one.text) for one in material.timeline],
        "prompt": material.prompt,
    }


def explained(snapshot: CourseSnapshot, item: Content) -> tuple[Explanation, ...]:
    """Return the other explanations of what an item teaches or practises first."""
    for kc_id in item.kc_ids:
        for content_id in snapshot.by_kc.get(kc_id, ()):
            if snapshot.content[content_id].material.explanations:
                return snapshot.content[content_id].material.explanations
    return ()


async def offered(tenant: UUID, section: UUID) -> bool:
    """Return whether a class is offered other explanations."""
    return await switches.enabled(tenant, "explanations", section)


async def explain(actor: Actor, content_id: UUID, kind: str) -> ExplanationView:
    """Open another explanation of an item's topic, and record which kind the student reached for.

    Raises:
        ForbiddenError: Other explanations are switched off.
        NotFoundError: The item is none of the student's, or there is no explanation of this kind.
    """
    here = await study(actor, None, content_id)
    if not await offered(actor.tenant_id, here.section.section_id):
        raise ForbiddenError("Your school has switched other explanations off. Ask your teacher to explain it.")
    found = explanation_of(here.snapshot, here.snapshot.content[content_id], kind)
    result = EventResult(state={"explanation": found.kind})
    opened = event(actor, here.section.section_id, Verb.EXPLANATION_OPENED, object_id=content_id, result=result)
    await learning.record_event(opened, actor)
    return found


def explanation_of(snapshot: CourseSnapshot, item: Content, kind: str) -> ExplanationView:
    """Return one of the other explanations of an item's topic.

    Raises:
        NotFoundError: There is none of this kind.
    """
    found = next((one for one in explained(snapshot, item) if one.kind == kind), None)
    if found is None:
        raise NotFoundError("There is no such explanation. Choose one of those that are offered.")
    return ExplanationView(found.kind, found.text, _address(found), found.alt)


def _address(one: Explanation) -> str:
    if one.draw is None:
        return ""
    return "data:image/svg+xml;base64," + base64.b64encode(draw(one.draw).encode()).decode()
