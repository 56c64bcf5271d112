"""The discussion of a class: read, post, reply, mark what helped, report, hide; and the rules of the class."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import BlockedError, ForbiddenError, InvalidInputError, LearnAppError, NotFoundError
from learnapp.core.paging import bounded
from learnapp.engine.event import EventContext, EventResult, LearningEvent, Verb
from learnapp.security.access import Actor, allow, system_actor
from learnapp.security.discussion import POLICIES, barred
from learnapp.services import current, discussion_once, learning, notices, people, switches, trail
from learnapp.services.discussion_views import DiscussionView, ReplyView, ThreadView
from learnapp.services.learner_facts import facts_of
from learnapp.services.progress import event
from learnapp.storage.repositories import content_reports
from learnapp.storage.repositories import discussion as rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import learning as learning_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.discussion import PostRow
from learnapp.storage.repositories.identity import SealedPerson
from learnapp.storage.repositories.learning import Loaded
from learnapp.storage.repositories.notice_sources import Source

MAX_POST, MAX_REPORT, PAGE = 2000, 500, 20
_HELP = UUID("3f1f0a8e-8d5b-5b0e-9a35-6a1c3f0d8e21")


def _moderates(actor: Actor, section_id: UUID) -> bool:
    return allow(actor, "moderate", "discussion", section_id=section_id).allowed


async def barred_from(actor: Actor, section_id: UUID, loaded: Loaded | None = None) -> tuple[str, str, bool]:
    """Return why the actor may not take part, and the rules of the class.

    What the institution has switched off is barred for everybody, also for who moderates.

    Args:
        actor: Who asks.
        section_id: The class.
        loaded: What was loaded of the actor in this class already.

    Raises:
        NotFoundError: There is no such section.
    """
    found: tuple[str, bool] | None
    if loaded is not None:
        found = loaded.discussion
    else:
        async with current().db.transaction(actor.tenant_id) as tx:
            found = await rows.rules(tx.session, actor.tenant_id, section_id)
    if found is None:
        raise NotFoundError("There is no such class. Go back to your own classes.")
    if not await switches.enabled(actor.tenant_id, "discussion", section_id):
        return "discussion-switched-off", *found
    if _moderates(actor, section_id):
        return "", *found
    if loaded is None:
        async with current().db.reading(actor.tenant_id) as batch:
            loaded = await learning_rows.load(batch, actor.tenant_id, actor.person_id, section_id, uuid7(), None)
    if loaded is None:
        raise NotFoundError("There is no such class. Go back to your own classes.")
    services = current()
    facts = facts_of(services.keyring, actor.tenant_id, actor.person_id, loaded, services.clock.now())
    return barred(*found, facts.age, facts.institution_kind), *found


async def take_part(actor: Actor, section_id: UUID) -> None:
    """Refuse who may not take part in the discussion of a class.

    Raises:
        ForbiddenError: The actor may not.
        NotFoundError: There is no such class.
    """
    await trail.authorise(actor, "write", "discussion", section_id=section_id)
    reason, _, _ = await barred_from(actor, section_id)
    if reason:
        raise ForbiddenError(
            "This class has no discussion for you. Ask your teacher to allow it.", detail={"rule": reason}
        )


async def read(
    actor: Actor, section_id: UUID, content_id: UUID | None = None, *, offset: int = 0, size: int = PAGE
) -> DiscussionView:
    """Return a page of posts with their replies, newest post first.

    Args:
        actor: A member of the class, who teaches it, or an admin.
        section_id: The class.
        content_id: Only about this content; None for the whole class.
        offset: Posts before the page.
        size: Posts on it.

    Raises:
        ForbiddenError: The actor does not belong to the class.
        NotFoundError: No such class here.
    """
    await trail.authorise(actor, "read", "discussion", section_id=section_id)
    offset, size = bounded(offset, size)
    reason, policy, under_13 = await barred_from(actor, section_id)
    moderates = _moderates(actor, section_id)
    if reason:
        return DiscussionView([], 0, 0, reason, moderates, policy, under_13, await _title(actor, section_id))
    async with current().db.transaction(actor.tenant_id) as tx:
        posts, replies, total = await rows.threads(
            tx.session, actor.tenant_id, section_id, actor.person_id, content=content_id, everything=moderates,
            offset=offset, size=size,
        )  # fmt: skip
        authors = await people_rows.people_by_id(tx.session, actor.tenant_id, rows.ids_of([*posts, *replies]))
        if moderates:
            students = [one for one, row in authors.items() if "student" in row.roles]
            await trail.disclosed(actor, students, "discussion", section_id=section_id, session=tx.session)
    titles = await titles_of(actor, section_id)

    def shown() -> list[ThreadView]:
        seen = {row.post_id: _reply(actor, row, authors, all_of_it=moderates) for row in replies}
        return [_thread(_reply(actor, one, authors, all_of_it=moderates), one, replies, seen, titles) for one in posts]

    threads = await asyncio.to_thread(shown)
    return DiscussionView(threads, total, offset, "", moderates, policy, under_13, await _title(actor, section_id))


async def _title(actor: Actor, section_id: UUID) -> str:
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await section_rows.sections_by_id(tx.session, actor.tenant_id, [section_id])
    return found[0].title if found else ""


async def titles_of(actor: Actor, section_id: UUID) -> dict[UUID, str]:
    """Return the titles of what the class studies; nothing when it studies no course."""
    async with current().db.raw(actor.tenant_id) as conn:
        course = await content_reports.course_of_section(conn, actor.tenant_id, section_id)
    if course is None:
        return {}
    try:
        snapshot = await current().courses.get(*course, reader=actor.tenant_id)
    except LearnAppError:
        return {}
    return {content_id: item.title for content_id, item in snapshot.content.items()}


def _reply(actor: Actor, row: PostRow, authors: Mapping[UUID, SealedPerson], *, all_of_it: bool) -> ReplyView:
    if row.status == "removed" and not all_of_it:
        # Its place stays for the sake of the answers: neither what was written there nor who wrote it.
        return ReplyView(id=str(row.post_id), at=row.created_at.isoformat(), status=row.status)
    author = authors.get(row.author_id)
    key = people.open_key(current().keyring, author) if author is not None else None
    name = key.decrypt("name", author.name_enc) if key and author and author.name_enc else people.ERASED_NAME
    return ReplyView(
        str(row.post_id),
        name,
        key.decrypt("post", row.text_enc) if key else "",
        row.created_at.isoformat(),
        row.status,
        row.author_id == actor.person_id,
        author is not None and "instructor" in author.roles,
        row.helped,
        row.marked,
        row.edited_at.isoformat() if row.edited_at else "",
    )


def _thread(
    own: ReplyView,
    row: PostRow,
    replies: Sequence[PostRow],
    seen: Mapping[UUID, ReplyView],
    titles: Mapping[UUID, str],
) -> ThreadView:
    known = row.content_id if row.content_id in titles else None
    return ThreadView(
        own.id, own.author, own.text, own.at, own.status, own.mine, own.teaches,
        str(known) if known else "", titles[known] if known else "",
        [seen[one.post_id] for one in replies if one.parent_id == row.post_id], own.edited,
    )  # fmt: skip


def written(text: str, most: int) -> str:
    """Return a text as it may be stored.

    Raises:
        InvalidInputError: There is nothing in it, or too much.
    """
    text = text.replace("\x00", "").encode("utf-8", "ignore").decode().strip()
    if not text:
        raise InvalidInputError("Write something first, then send it.")
    if len(text) > most:
        raise InvalidInputError(f"This is longer than {most} characters. Shorten it, or send it in two parts.")
    return text


async def post(actor: Actor, section_id: UUID, text: str, content_id: UUID | None = None) -> bool:
    """Write to the class; return whether the post waits for the instructor.

    Raises:
        BlockedError: The text breaks the rules of conduct.
        ForbiddenError: The actor may not take part.
        InvalidInputError: Nothing was written, or too much.
        NotFoundError: No such class here.
    """
    await take_part(actor, section_id)
    return await _write(actor, section_id, written(text, MAX_POST), content_id, None)


async def reply(actor: Actor, section_id: UUID, post_id: UUID, text: str) -> bool:
    """Answer a post; the arguments and errors are those of `post`."""
    await take_part(actor, section_id)
    text = written(text, MAX_POST)
    found = await _seen(actor, section_id, post_id)
    return await _write(actor, section_id, text, None, found.parent_id or found.post_id)


async def _seen(actor: Actor, section_id: UUID, post_id: UUID) -> PostRow:
    """Return a post of the class that the actor can see.

    Raises:
        NotFoundError: There is none.
    """
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.one(tx.session, actor.tenant_id, section_id, post_id, actor.person_id)
    if found is None or not (found.status == "visible" or _moderates(actor, section_id)):
        raise NotFoundError("There is no such post any more. Reload the page.")
    return found


async def _write(actor: Actor, section_id: UUID, text: str, content_id: UUID | None, parent: UUID | None) -> bool:
    same = await discussion_once.written_before(actor, section_id, text, content_id, parent)
    if same is not None:
        return same.status != "visible"
    if "student" in actor.roles and not _moderates(actor, section_id):
        verb = Verb.FORUM_REPLIED if parent else Verb.FORUM_POSTED
        sent = event(actor, section_id, verb, object_id=parent or content_id, result=EventResult(text=text))
        answer = await learning.record_event(sent, actor)
        if not answer.stored:
            raise ForbiddenError(
                "Nothing of yours may be stored yet, so the class cannot see it. Ask your teacher for the consent."
            )
        async with current().db.transaction(actor.tenant_id) as tx:
            found = await rows.one(tx.session, actor.tenant_id, section_id, sent.event_id, actor.person_id)
        return found is not None and found.status != "visible"
    await _teach(actor, section_id, text, content_id, parent)
    return False


async def _teach(actor: Actor, section_id: UUID, text: str, content_id: UUID | None, parent: UUID | None) -> None:
    """Add a post of somebody who teaches: no learning event, but the same rules of conduct."""
    services = current()
    if services.loop.guardrail.conduct(text) == "block":
        raise BlockedError("This text breaks the rules of the class, so it was not posted. Write it in another way.")
    if content_id is not None and content_id not in await titles_of(actor, section_id):
        raise NotFoundError("This class does not study that. Choose something of its course.")
    now = services.clock.now()
    async with services.db.transaction(actor.tenant_id) as tx:
        own = (await people_rows.people_by_id(tx.session, actor.tenant_id, [actor.person_id])).get(actor.person_id)
        key = people.open_key(services.keyring, own) if own is not None else None
        if key is None:
            raise ForbiddenError("Your account cannot write here. Ask an administrator.")
        post_id = uuid7()
        await rows.add(
            tx.session, actor.tenant_id, post_id, section=section_id, content=content_id, parent=parent,
            author=actor.person_id, sealed=key.encrypt("post", text), now=now,
        )  # fmt: skip
        if parent is not None:
            await notices.tell(
                tx.session, actor.tenant_id, "reply", Source.PARENT, about=post_id, section=section_id,
                by=actor.person_id, parent=parent,
            )  # fmt: skip


async def mark_helpful(actor: Actor, section_id: UUID, post_id: UUID, *, helpful: bool = True) -> None:
    """Say that a post of somebody else helped, or take it back; the first time its author's record notes the help.

    Raises:
        ForbiddenError: The actor may not take part.
        InvalidInputError: It is their own post.
        NotFoundError: No such post in this class.
    """
    await take_part(actor, section_id)
    found = await _seen(actor, section_id, post_id)
    if found.author_id == actor.person_id:
        raise InvalidInputError("This is your own post. Others can say that it helped them.")
    services = current()
    now = services.clock.now()
    async with services.db.transaction(actor.tenant_id) as tx:
        if helpful:
            if await rows.mark(tx.session, actor.tenant_id, post_id, actor.person_id, now):
                await notices.tell(
                    tx.session, actor.tenant_id, "helpful", [found.author_id], about=post_id, section=section_id,
                    by=actor.person_id, once=f"helpful:{post_id}:{actor.person_id}",
                )  # fmt: skip
        else:
            await rows.unmark(tx.session, actor.tenant_id, post_id, actor.person_id)
            return
        author = (await people_rows.people_by_id(tx.session, actor.tenant_id, [found.author_id])).get(found.author_id)
    if author is None or "student" not in author.roles:
        return
    helped = LearningEvent(
        event_id=uuid5(_HELP, f"{post_id}/{actor.person_id}"),
        student_id=found.author_id,
        verb=Verb.PEER_HELPED,
        object_id=post_id,
        # The post's own time: marked again later it is the same event, and gives the same answer.
        occurred_at=max(found.created_at, now - learning.RECEIPT_LASTS / 2),
        result=EventResult(),
        context=EventContext(section_id=section_id),
    )
    try:
        await learning.record_event(helped, system_actor(actor.tenant_id, request_id=actor.request_id))
    except LearnAppError:
        # The mark stands; that the author has left the class meanwhile must not take it away.
        return


async def report_post(actor: Actor, section_id: UUID, post_id: UUID, text: str) -> None:
    """Tell the instructor that a post is not all right.

    Raises:
        ForbiddenError: The actor may not take part.
        InvalidInputError: Nothing was written, or too much.
        NotFoundError: No such post in this class.
    """
    await take_part(actor, section_id)
    text = written(text, MAX_REPORT)
    await _seen(actor, section_id, post_id)
    clean = await asyncio.to_thread(_without_personal_data, text)
    now = current().clock.now()
    async with current().db.transaction(actor.tenant_id) as tx:
        title = await _section_title(tx.session, actor.tenant_id, section_id)
        entry = await rows.report(
            tx.session, actor.tenant_id, uuid7(), section=section_id, post=post_id, reader=actor.person_id,
            title=title, said=clean, now=now,
        )  # fmt: skip
        # The entry first, then the post, as below; from here on its author changes nothing of what was reported.
        if await rows.hold(tx.session, actor.tenant_id, section_id, post_id) in (None, "removed"):
            raise NotFoundError("There is no such post any more. Reload the page.")
        await notices.tell_reviewers(
            tx.session, actor.tenant_id, entry, "discussion", section_id, by=actor.person_id
        )  # fmt: skip


async def _section_title(session: AsyncSession, tenant: UUID, section_id: UUID) -> str:
    found = await section_rows.sections_by_id(session, tenant, [section_id])
    return found[0].title if found else ""


def _without_personal_data(text: str) -> str:
    # Imported on use: building the recognisers takes longer than starting the rest of this module.
    from learnapp.security.pii import redact

    return redact(text)[0]


async def set_hidden(actor: Actor, section_id: UUID, post_id: UUID, *, hidden: bool) -> None:
    """Hide a post from the class, or show it again.

    Raises:
        ForbiddenError: The actor does not moderate this class.
        NotFoundError: No such post in this class.
    """
    await trail.authorise(actor, "moderate", "discussion", section_id=section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        status = "hidden" if hidden else "visible"
        # The entry first, then the post, as the queue does it: the other way round the two could wait for each other.
        await discussion_once.settle(tx.session, actor, section_id, post_id, shown=not hidden)
        await notices.tell_of_post(
            tx.session, actor.tenant_id, section_id, post_id, shown=not hidden, by=actor.person_id
        )
        if not await rows.set_status(tx.session, actor.tenant_id, section_id, post_id, status):
            raise NotFoundError("There is no such post any more. Reload the page.")
        await trail.audit(
            actor, f"discussion.{status}", "discussion_post", object_id=post_id,
            detail={"section": str(section_id)}, session=tx.session,
        )  # fmt: skip


async def set_rules(actor: Actor, section_id: UUID, policy: str, *, under_13: bool) -> None:
    """Change what the class allows.

    Args:
        actor: Who teaches the class, or an admin.
        section_id: The class.
        policy: One of `security.discussion.POLICIES`.
        under_13: Whether children under 13 may take part.

    Raises:
        ForbiddenError: The actor does not moderate this class.
        InvalidInputError: No such policy.
        NotFoundError: No such class here.
    """
    await trail.authorise(actor, "moderate", "discussion", section_id=section_id)
    if policy not in POLICIES:
        raise InvalidInputError("A discussion is open, held or off. Choose one of these.")
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.set_rules(tx.session, actor.tenant_id, section_id, policy, under_13):
            raise NotFoundError("There is no such class. Go back to your own classes.")
        await trail.audit(
            actor, "discussion.rules", "section", object_id=section_id,
            detail={"policy": policy, "under_13": str(under_13)}, session=tx.session,
        )  # fmt: skip
