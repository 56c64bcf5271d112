"""What a student is offered: one calm card with what was seen, what may help, and "not now"."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from learnapp.core.errors import NotFoundError
from learnapp.engine.kc import CourseSnapshot
from learnapp.security.access import Actor
from learnapp.services import current, switches, trail
from learnapp.services.interventions import FEATURE
from learnapp.services.progress import study
from learnapp.storage.repositories import interventions as rows
from learnapp.storage.repositories.interventions import InterventionRow


@dataclass(frozen=True)
class OfferView:
    """Something offered to a student.

    Attributes:
        why: Key of what was seen: `offer-why-TRIGGER`.
        help: Kind of help; `offer-HELP` says what it is.
        topic, title: Names of the topic and of what it leads to; "" for none.
        href: Where it leads; "" for nowhere.
        words: What the teacher has written, "" for nothing.
        tries, right: Of what was seen; 0 where that says nothing.
    """

    id: str = ""
    why: str = ""
    help: str = ""
    topic: str = ""
    title: str = ""
    href: str = ""
    words: str = ""
    by_teacher: bool = False
    tries: int = 0
    right: int = 0


async def own(actor: Actor, content_id: UUID | None = None) -> OfferView:
    """Return what the student is offered now in the class they look at; an empty view for nothing.

    Looking at it is noted: it says that it was seen.

    Args:
        actor: The student.
        content_id: What is open, so that a card that leads to where one is says so by staying away.

    Raises:
        ForbiddenError: The actor is no student.
    """
    await trail.authorise(actor, "read", "intervention", student_id=actor.person_id)
    tenant, now = actor.tenant_id, current().clock.now()
    try:
        here = await study(actor, None, content_id)
    except NotFoundError:
        return OfferView()
    section = here.section.section_id
    if not await switches.enabled(tenant, FEATURE, section):
        return OfferView()
    async with current().db.transaction(tenant) as tx:
        row = await rows.shown(tx.session, tenant, actor.person_id, section)
        if row is None or (content_id is not None and row.content_id == content_id):
            return OfferView()
        if row.content_id in here.loaded.under_test:
            return OfferView()
        if row.content_id in here.loaded.withdrawn:
            # Taken out of the class since it was chosen: it leads nowhere any more, and stands before nothing else.
            await rows.settle(tx.session, tenant, [row.intervention_id], "cleared", now)
            return OfferView()
        if row.state == "sent":
            await rows.change(tx.session, tenant, row.intervention_id, now, state="seen", seen_at=now)
    return offer(row, here.snapshot)


def offer(row: InterventionRow, snapshot: CourseSnapshot | None) -> OfferView:
    """Return an intervention as its student reads it."""
    topic = snapshot.kcs.get(row.kc_id) if snapshot and row.kc_id else None
    item = snapshot.content.get(row.content_id) if snapshot and row.content_id else None
    figures = row.evidence.get("figures") or {}
    href = f"/learn/{row.content_id}" if item else ""
    if row.help == "peer":
        href = f"/discussion?class={row.section_id}"
    return OfferView(
        id=str(row.intervention_id),
        why=f"offer-why-{row.trigger}",
        help=row.help,
        topic=topic.name if topic else "",
        title=item.title if item else "",
        href=href,
        words=row.words,
        by_teacher=row.by_hand,
        tries=int(figures.get("tries", 0)),
        right=int(figures.get("right", 0)),
    )


async def not_now(actor: Actor, intervention_id: UUID) -> None:
    """Put an offer away; this kind of help is not offered again for two weeks.

    Raises:
        ForbiddenError: The actor is no student.
        NotFoundError: It is none of theirs, or it is over.
    """
    await _end(actor, intervention_id, "declined")


async def follow(actor: Actor, intervention_id: UUID) -> None:
    """Note that the student takes an offer.

    Raises:
        ForbiddenError: The actor is no student.
        NotFoundError: It is none of theirs, or it is over.
    """
    await _end(actor, intervention_id, "done")


async def _end(actor: Actor, intervention_id: UUID, state: str) -> None:
    await trail.authorise(actor, "update", "intervention", student_id=actor.person_id)
    tenant, now = actor.tenant_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        row = await rows.one(tx.session, tenant, intervention_id)
        if row is None or row.student_id != actor.person_id or row.state not in ("sent", "seen"):
            raise NotFoundError("This is no longer on offer. Reload the page.")
        taken = {"followed_at": now} if state == "done" else {}
        await rows.change(tx.session, tenant, intervention_id, now, state=state, ended_at=now, **taken)
