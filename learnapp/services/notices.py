"""Telling people what happened, in the transaction in which it happens; and letting their bell ring after it.

The bell and the page read what is written here. Another channel would read the same rows: nothing that tells has to
know of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.services import current
from learnapp.services.notice_kinds import KINDS
from learnapp.storage.repositories import notices as rows
from learnapp.storage.repositories.notice_sources import Source
from learnapp.storage.repositories.notices import News, Told

_REVIEWED = {"broken_item": "broken", "message": "message"}


def news_of(
    kind: str,
    *,
    about: UUID | None = None,
    section: UUID | None = None,
    student: UUID | None = None,
    by: UUID | None = None,
    arguments: Mapping[str, Any] | None = None,
    once: str | None = None,
    merge: str | None = None,
) -> News:
    """Return what is told; see `tell`."""
    return News(kind, KINDS[kind].stored, about, section, student, by, dict(arguments or {}), once, merge)


def ring(tenant: UUID, people: Iterable[UUID]) -> None:
    """Let the bells of these people count anew; call it after the commit."""
    live = current().live
    if live is not None:
        for person in people:
            live.note(tenant, person)


def ring_after(session: AsyncSession, tenant: UUID, people: Iterable[UUID]) -> None:
    """Let the bells of these people count anew as soon as the transaction is committed."""
    told = list(people)
    if told:
        event.listen(session.sync_session, "after_commit", lambda _session: ring(tenant, told), once=True)


async def tell(
    session: AsyncSession,
    tenant: UUID,
    kind: str,
    people: Iterable[UUID] | Source,
    *,
    about: UUID | None = None,
    section: UUID | None = None,
    student: UUID | None = None,
    by: UUID | None = None,
    arguments: Mapping[str, Any] | None = None,
    once: str | None = None,
    merge: str | None = None,
    parent: UUID | None = None,
) -> None:
    """Tell people of something, as far as they want to be told.

    Args:
        session: The transaction in which it happens; without its commit nobody is told.
        tenant: The institution.
        kind: Name of one of `notice_kinds.KINDS`.
        people: Who is concerned, or the query that finds them.
        about: The thing it is about.
        section: Where it happened.
        student: Whose record it is, for guardians.
        by: Who did it; they are not told of it themselves.
        arguments: Small words and numbers for the sentence, titles of content; never names of people or their words.
        once: Nobody is told twice under this mark.
        merge: An unread notice with this mark gives way to this one.
        parent: The post whose author is told, for `Source.PARENT`.
    """
    news = news_of(
        kind, about=about, section=section, student=student, by=by, arguments=arguments, once=once, merge=merge
    )
    source, chosen = (people, []) if isinstance(people, Source) else (Source.PEOPLE, list(people))
    if source is Source.PEOPLE and not chosen:
        return
    now = current().clock.now()
    told = await rows.tell(session, tenant, source, news, now, people=chosen, parent=parent)
    ring_after(session, tenant, told)


async def tell_reviewers(
    session: AsyncSession, tenant: UUID, review_id: UUID, kind: str, section: UUID, *, by: UUID | None = None
) -> None:
    """Tell who teaches a class that an entry waits in their queue; unread ones of a kind become one with a count."""
    name = _REVIEWED.get(kind, "review")
    await tell(
        session, tenant, name, Source.TEACHERS, about=review_id, section=section, by=by, merge=f"{name}:{section}"
    )


async def tell_requester(
    conn: AsyncConnection[TupleRow], tenant: UUID, person: UUID | None, kind: str, about: UUID, state: str,
    title: str = "",
) -> None:  # fmt: skip
    """Tell who asked for long work how it ended; in the worker, so their bell sees it when it counts again.

    Args:
        conn: The transaction that notes the end.
        tenant: The institution.
        person: Who asked; None for a schedule, a program or the terminal: nobody waits for those.
        kind: Name of one of `notice_kinds.KINDS`.
        about: The import, the training or the export.
        state: How it ended, as the sentences of the kind name it.
        title: Name of its file, where it has one.
    """
    if person is None:
        return
    news = news_of(kind, about=about, arguments={"state": state, **({"title": title[:200]} if title else {})})
    await rows.tell_raw(conn, tenant, Source.PEOPLE, news, current().clock.now(), [person])


async def tell_planner(
    conn: AsyncConnection[TupleRow], tenant: UUID, person: UUID | None, kind: str, about: UUID, state: str, *,
    merge: str,
) -> None:  # fmt: skip
    """Tell who has planned what comes round by itself that it went wrong; unread ones of a plan become one.

    Args:
        conn: The transaction that notes it.
        tenant: The institution.
        person: Who has planned it; None: all administrators are told.
        kind: Name of one of `notice_kinds.KINDS`.
        about: What went wrong.
        state: How, as the sentences of the kind name it.
        merge: Names the plan.
    """
    source, chosen = (Source.PEOPLE, [person]) if person is not None else (Source.ADMINS, [])
    news = news_of(kind, about=about, arguments={"state": state}, merge=merge)
    await rows.tell_raw(conn, tenant, source, news, current().clock.now(), chosen)


async def tell_of_broken(
    conn: AsyncConnection[TupleRow], tenant: UUID, review_id: UUID, section: UUID, *, by: UUID
) -> list[UUID]:
    """Tell who teaches a class that a question looks broken; return whom, to be rung after the commit."""
    news = news_of(
        "broken", about=review_id, section=section, by=by, once=f"report:{review_id}:{by}", merge=f"broken:{section}"
    )
    return await rows.tell_raw(conn, tenant, Source.TEACHERS, news, current().clock.now())


def news_with_event(
    student: UUID,
    section: UUID,
    *,
    reply: tuple[UUID, UUID] | None,
    reviews: Iterable[tuple[UUID, str]],
    reached: UUID | None = None,
) -> list[Told]:
    """Return what is told together with the writes of a learning event: it costs no wait of its own.

    Args:
        student: Whose event it is.
        section: Where.
        reply: The reply and the post that it answers, when the class can see it.
        reviews: New entries of the review queue that belong to the section, with their kinds.
        reached: The request to learn something that the event has reached; the student is told.
    """
    told: list[Told] = []
    if reached is not None:
        news = news_of("goal_reached", about=reached, arguments={"state": "plan"}, once=f"plan:{reached}")
        told.append((Source.PEOPLE, news, None))
    if reply is not None:
        told.append((Source.PARENT, news_of("reply", about=reply[0], section=section, by=student), reply[1]))
    for review_id, kind in reviews:
        name = _REVIEWED.get(kind, "review")
        news = news_of(name, about=review_id, section=section, by=student, merge=f"{name}:{section}")
        told.append((Source.TEACHERS, news, None))
    return told


async def tell_of_post(
    session: AsyncSession, tenant: UUID, section: UUID | None, post_id: UUID, *, shown: bool, by: UUID
) -> None:
    """Tell people that a moderator lets the class see a post, or not; call it before the post's status changes.

    Its author is told when that changes something. A reply that the class has not seen yet is news for the author of
    the question; what is hidden is news for nobody any more. With a section, the posts of others are left alone.
    """
    found = await rows.post(session, tenant, post_id)
    if found is None or section not in (None, found.section_id) or found.status == ("visible" if shown else "hidden"):
        return
    if found.status == "removed":
        # Its author has taken it back: nothing about it changes any more.
        return
    if not shown:
        await rows.forget_about(session, tenant, post_id)
    state = ("released" if found.status == "held" else "again") if shown else "hidden"
    await tell(
        session, tenant, "post", [found.author_id], about=post_id, section=found.section_id, by=by,
        arguments={"state": state}, merge=f"post:{post_id}",
    )  # fmt: skip
    if shown and found.parent_id is not None:
        # The post's author did it, whoever let it through: they are not told of their own reply.
        await tell(
            session, tenant, "reply", Source.PARENT, about=post_id, section=found.section_id, by=found.author_id,
            parent=found.parent_id, once=f"reply:{post_id}",
        )  # fmt: skip


async def tell_of_decision(
    session: AsyncSession, tenant: UUID, review_id: UUID, kind: str, reports: Mapping[str, Any], *, approved: bool,
    title: str, student: UUID | None, by: UUID,
) -> None:  # fmt: skip
    """Tell who reported something, or wrote to the teachers, that their entry of the queue is decided."""
    for person, report in reports.items():
        section = UUID(str(report["section_id"])) if report.get("section_id") else None
        if kind == "message":
            await tell(
                session, tenant, "answered", [UUID(person)], about=review_id, section=section, student=student, by=by
            )
        elif kind == "generated":
            # Titles of courses and sentences of others stay out: what became of it is enough.
            await tell(
                session, tenant, "report", [UUID(person)], about=review_id, section=section, by=by,
                arguments={"state": "sentence-right" if approved else "sentence-wrong"},
            )  # fmt: skip
        else:
            what = "post" if kind == "discussion" else "question"
            outcome = ("kept" if approved else "hidden") if what == "post" else "seen"
            await tell(
                session, tenant, "report", [UUID(person)], about=review_id, section=section, by=by,
                arguments={"state": f"{what}-{outcome}", "title": title[:200] if what == "question" else ""},
            )  # fmt: skip


async def tell_emergency(
    session: AsyncSession, tenant: UUID, announcement_id: UUID, section: UUID | None, said: str
) -> None:  # fmt: skip
    """Tell everybody whom an announcement is for, at once and by e-mail too, in the institution's own words.

    What happens in a class concerns the guardians of its students too, whether or not it is announced to them.
    """
    # The class is none of the guardians' own: a notice that names it would not open for them.
    for source, where in ((Source.READERS, section), (Source.FAMILIES_TOO, None)):
        await tell(
            session, tenant, "emergency", source, about=announcement_id, section=where,
            arguments={"title": said}, once=f"emergency:{announcement_id}",
        )  # fmt: skip


async def tell_announcement(session: AsyncSession, tenant: UUID, announcement_id: UUID, section: UUID | None) -> None:
    """Tell those of an announcement who have chosen it; everybody sees it on their first page anyway."""
    for source, where in ((Source.READERS, section), (Source.FAMILIES, None)):
        await tell(
            session, tenant, "announcement", source, about=announcement_id, section=where,
            once=f"announcement:{announcement_id}",
        )  # fmt: skip
