"""Posts that a search finds. They are ciphertext where they are kept, so they are opened to be searched."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from learnapp.core.errors import LearnAppError
from learnapp.security.access import Actor, allow
from learnapp.services import current, discussion, people, search_words, trail
from learnapp.services.progress import Study
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import search as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.identity import SealedPerson
from learnapp.storage.repositories.learning import Loaded
from learnapp.storage.repositories.search import SealedPost, There, Wanted

MOST = 500
"""The newest posts of a reader's classes that are searched; older ones are left to the pages of the discussion."""
_MOST_CLASSES = 20


@dataclass(frozen=True, slots=True)
class FoundPost:
    """A visible post with the words in it; its title is the content that it is about, or the class."""

    post_id: UUID
    section_id: UUID
    author_id: UUID
    author: str
    of_student: bool
    title: str
    where: str
    text: str
    at: datetime


async def find(actor: Actor, wanted: Wanted, there: There, places: Sequence[Study]) -> list[FoundPost]:
    """Return the visible posts with these words of the classes in whose discussion the actor takes part, newest first.

    What is held or hidden is not found, not even by its author or by who moderates.

    Args:
        actor: Who asks.
        wanted: What is looked for.
        there: What there is.
        places: What was looked up already of classes in which they study.
    """
    known = {one.section.section_id: one.loaded for one in places}
    classes = [
        section
        for section in sorted(actor.sections & there.posts)
        if allow(actor, "read", "discussion", section_id=section).allowed
        and await _welcome(actor, section, known.get(section))
    ][:_MOST_CLASSES]
    if not classes:
        return []
    services = current()
    async with services.db.raw(actor.tenant_id) as conn:
        sealed = await rows.posts(conn, actor.tenant_id, classes, MOST)
    if not sealed:
        return []
    async with services.db.transaction(actor.tenant_id) as tx:
        authors = await people_rows.people_by_id(tx.session, actor.tenant_id, {post.author_id for post in sealed})
        titles = {
            one.section_id: one.title for one in await section_rows.sections_by_id(tx.session, actor.tenant_id, classes)
        }
    opened = await asyncio.to_thread(_opened, sealed, authors, wanted)
    async with services.db.raw(actor.tenant_id) as conn:
        matching = await rows.matching(conn, [text for _, _, text in opened], wanted)
    found, studied = [], dict[UUID, dict[UUID, str]]()
    for place in matching:
        post, name, text = opened[place]
        if post.section_id not in studied:
            studied[post.section_id] = await discussion.titles_of(actor, post.section_id)
        about = studied[post.section_id].get(post.content_id, "") if post.content_id else ""
        title = titles.get(post.section_id, "")
        found.append(
            FoundPost(
                post.post_id, post.section_id, post.author_id, name, "student" in authors[post.author_id].roles,
                about or title, title if about else "", text, post.created_at,
            )
        )  # fmt: skip
    return found


async def _welcome(actor: Actor, section_id: UUID, loaded: Loaded | None) -> bool:
    try:
        return not (await discussion.barred_from(actor, section_id, loaded))[0]
    except LearnAppError:
        return False


def _opened(
    sealed: list[SealedPost], authors: dict[UUID, SealedPerson], wanted: Wanted
) -> list[tuple[SealedPost, str, str]]:
    """Return posts that may have the words, with author and text; each author's key is opened once."""
    keyring = current().keyring
    keys = {person: people.open_key(keyring, row) for person, row in authors.items()}
    found = []
    for post in sealed:
        key, author = keys.get(post.author_id), authors.get(post.author_id)
        if key is None or author is None:
            continue
        text = key.decrypt("post", post.text_enc)
        if search_words.likely(text, wanted):
            found.append((post, key.decrypt("name", author.name_enc) if author.name_enc else "", text))
    return found


async def disclose(actor: Actor, posts: list[FoundPost]) -> None:
    """Note that who teaches was shown posts of these students; among members of a class there is nothing to note."""
    for section in {post.section_id for post in posts}:
        if allow(actor, "moderate", "discussion", section_id=section).allowed:
            students = {post.author_id for post in posts if post.section_id == section and post.of_student}
            await trail.disclosed(actor, students, "discussion", section_id=section)
