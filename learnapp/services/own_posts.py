"""What who wrote a post can do with it: change it, which the guardrail reads again, or take it back.

What waits in the review queue, or was hidden, is evidence: it is not changed, and its text stays for who moderates.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.agents.ports import Ruling
from learnapp.core.errors import BlockedError, ConflictError, ForbiddenError, NotFoundError
from learnapp.engine.event import EventResult, Verb
from learnapp.security.access import Actor, allow
from learnapp.security.crypto import PersonKey
from learnapp.services import current, notices, people
from learnapp.services.discussion import MAX_POST, take_part, written
from learnapp.services.learner_facts import Rosters, facts_of
from learnapp.services.learning_writes import why_held
from learnapp.services.progress import event
from learnapp.storage.repositories import discussion as rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import learning as learning_rows
from learnapp.storage.repositories import notices as notice_rows
from learnapp.storage.repositories import review_lines
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.discussion import PostRow

_rosters = Rosters()


async def edit(actor: Actor, section_id: UUID, post_id: UUID, text: str) -> bool:
    """Put another text in place of one's own post; return whether it waits for the instructor now.

    Raises:
        BlockedError: The text breaks the rules of conduct.
        ConflictError: The post is looked at, or was hidden.
        ForbiddenError: The actor may not take part, or somebody else wrote it.
        InvalidInputError: Nothing was written, or too much.
        NotFoundError: No such post in this class.
    """
    await take_part(actor, section_id)
    text = written(text, MAX_POST)
    found = await _own(actor, section_id, post_id)
    ruling = await _ruled(actor, section_id, found, text)
    clean = ruling.text if ruling is not None and ruling.text is not None else text
    waits = ruling is not None and (ruling.held or ruling.urgent)
    now, tenant = current().clock.now(), actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        stands = await rows.hold(tx.session, tenant, section_id, post_id)
        if stands in (None, "removed"):
            raise NotFoundError("There is no such post any more. Reload the page.")
        if stands != "visible" or (await rows.looked_at(tx.session, tenant, post_id))[0]:
            raise ConflictError(
                "Your teacher looks at this post, or has hidden it, so it stays as it is. You can still remove it."
            )
        key = await _key(tx.session, actor)
        if key.decrypt("post", found.text_enc) == clean:
            return False
        sealed = key.encrypt("post", clean)
        await rows.edit(tx.session, tenant, post_id, sealed, "held" if waits else "visible", now)
        if ruling is not None and waits:
            await _ask(tx.session, actor, section_id, post_id, ruling)
    return waits


async def remove(actor: Actor, section_id: UUID, post_id: UUID) -> None:
    """Take one's own post back. Where it was answered, its place stays; where it was looked at, its text too.

    Raises:
        ForbiddenError: The actor may not take part, or somebody else wrote it.
        NotFoundError: No such post in this class.
    """
    await take_part(actor, section_id)
    await _own(actor, section_id, post_id)
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        if await rows.hold(tx.session, tenant, section_id, post_id) in (None, "removed"):
            raise NotFoundError("There is no such post any more. Reload the page.")
        evidence = (await rows.looked_at(tx.session, tenant, post_id))[1] > 0
        if evidence or await rows.answered(tx.session, tenant, post_id):
            nothing = None if evidence else (await _key(tx.session, actor)).encrypt("post", "")
            await rows.remove(tx.session, tenant, post_id, nothing)
        else:
            await rows.delete(tx.session, tenant, post_id)
        await notice_rows.forget_about(tx.session, tenant, post_id)


async def _own(actor: Actor, section_id: UUID, post_id: UUID) -> PostRow:
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.one(tx.session, actor.tenant_id, section_id, post_id, actor.person_id)
    if found is None or found.status == "removed":
        raise NotFoundError("There is no such post any more. Reload the page.")
    if found.author_id != actor.person_id:
        if found.status != "visible" and not allow(actor, "moderate", "discussion", section_id=section_id).allowed:
            raise NotFoundError("There is no such post any more. Reload the page.")
        raise ForbiddenError("Only who wrote a post can change or remove it. Report it if it is not all right.")
    return found


async def _key(session: AsyncSession, actor: Actor) -> PersonKey:
    own = (await people_rows.people_by_id(session, actor.tenant_id, [actor.person_id])).get(actor.person_id)
    key = people.open_key(current().keyring, own) if own is not None else None
    if key is None:
        raise ForbiddenError("Your account cannot write here. Ask an administrator.")
    return key


async def _ruled(actor: Actor, section_id: UUID, found: PostRow, text: str) -> Ruling | None:
    """Return what the guardrail rules of a student's text as if it were written now; None for who teaches."""
    services = current()
    if "student" not in actor.roles or allow(actor, "moderate", "discussion", section_id=section_id).allowed:
        if services.loop.guardrail.conduct(text) == "block":
            raise BlockedError(
                "This text breaks the rules of the class, so it was not posted. Write it in another way."
            )
        return None
    verb = Verb.FORUM_REPLIED if found.parent_id else Verb.FORUM_POSTED
    about = found.parent_id or found.content_id
    said = event(actor, section_id, verb, object_id=about, result=EventResult(text=text))
    now = services.clock.now()
    services.loop.guardrail.admit(said, actor, now)
    async with services.db.batch(actor.tenant_id) as batch:
        loaded = await learning_rows.load(batch, actor.tenant_id, actor.person_id, section_id, uuid7(), None)
        if loaded is None or loaded.course is None:
            raise NotFoundError("There is no such class. Go back to your own classes.")
        names = await _rosters.names(batch, services.keyring, actor.tenant_id, section_id, loaded.tenant_key)
    snapshot = await services.courses.get(*loaded.course)
    facts = facts_of(services.keyring, actor.tenant_id, actor.person_id, loaded, now)

    async def roster() -> tuple[str, ...]:
        return names

    ruling: Ruling = await services.loop.guardrail.rule(said, facts, snapshot, None, roster)
    if not ruling.store:
        raise ForbiddenError(
            "Nothing of yours may be stored yet, so the class cannot see it. Ask your teacher for the consent."
        )
    return ruling


async def _ask(session: AsyncSession, actor: Actor, section_id: UUID, post_id: UUID, ruling: Ruling) -> None:
    """Let who teaches the class look at a post before it is seen."""
    found = await section_rows.sections_by_id(session, actor.tenant_id, [section_id])
    review = uuid7()
    await review_lines.ask_people(
        session, actor.tenant_id, review, subject_type="discussion_post", subject=post_id,
        title=found[0].title if found else "", reason=why_held(ruling), dedupe=f"post:{post_id}", kind="discussion",
        evidence={
            "categories": list(ruling.findings), "section_id": str(section_id), "student_id": str(actor.person_id),
        },
        now=current().clock.now(),
    )  # fmt: skip
    await notices.tell_reviewers(session, actor.tenant_id, review, "discussion", section_id, by=actor.person_id)
