"""Finding one's way in: the guided first visit, what is new, what people say, and whether they would recommend it."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError
from learnapp.core.news import news_for
from learnapp.core.paging import Page, bounded
from learnapp.security import pii
from learnapp.security.access import Actor
from learnapp.services import current, trail
from learnapp.storage.repositories import adoption as rows
from learnapp.storage.repositories.adoption import FeedbackRow

TOUR, ASKED, TOLD = "tour", "asked-to-recommend", "feedback"
ASK_AFTER, ASK_AGAIN, TELL_AGAIN = timedelta(days=7), timedelta(days=90), timedelta(seconds=30)
MAX_SAID, PAGE, LATEST_SCORES = 1000, 20, timedelta(days=365)
GUIDED = ("student", "guardian", "instructor", "assistant", "admin", "auditor")
_ROLES = (*GUIDED, "operator")
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_Z95 = 1.96


@dataclass(frozen=True)
class WelcomeView:
    """What is shown once on the first page of a role.

    Attributes:
        tour: Role whose first visit is guided now, "" for none.
        ask: Whether to ask how likely they are to recommend it.
        news: Whether something is new since they last looked.
    """

    tour: str = ""
    ask: bool = False
    news: bool = False


@dataclass(frozen=True)
class NewsView:
    """One thing that is new; `key` leads to its words."""

    key: str = ""
    on: str = ""
    fresh: bool = False


@dataclass(frozen=True)
class FeedbackView:
    """What somebody said; `score` is -1 where none was given."""

    id: str = ""
    role: str = ""
    page: str = ""
    score: int = -1
    said: str = ""
    at: str = ""


@dataclass(frozen=True)
class RecommendView:
    """Net promoter score of the last year, from -100 to 100, with its 95 % interval.

    The share of 9 and 10 minus the share of 0 to 6 (Reichheld, 2003), as a difference of two shares of one sample.
    """

    count: int = 0
    score: int = 0
    low: int = -100
    high: int = 100


@dataclass(frozen=True)
class FeedbackPage:
    """What people of an institution say."""

    rows: list[FeedbackView] = field(default_factory=list)
    total: int = 0
    offset: int = 0
    recommend: RecommendView = field(default_factory=RecommendView)


def _role(actor: Actor) -> str:
    return next((role for role in _ROLES if role in actor.roles), "")


async def welcome(actor: Actor) -> WelcomeView:
    """Return what to show somebody who comes to their first page.

    Raises:
        ForbiddenError: The actor is no person with pages.
    """
    await trail.authorise(actor, "read", "profile", student_id=actor.person_id)
    role = _role(actor)
    services = current()
    now = services.clock.now()
    async with services.db.transaction(actor.tenant_id) as tx:
        seen = await rows.seen(tx.session, actor.tenant_id, actor.person_id)
        since = await rows.member_since(tx.session, actor.tenant_id, actor.person_id)
    tour = role if role in GUIDED and f"{TOUR}-{role}" not in seen else ""
    asked = seen.get(ASKED, _LONG_AGO)
    # Children are not asked to judge a product, and nobody is in their first week.
    grown = role in ("instructor", "admin", "guardian")
    ask = grown and not tour and since is not None and now - since >= ASK_AFTER and now - asked >= ASK_AGAIN
    return WelcomeView(tour, ask, any(one.key not in seen for one in news_for(actor.roles)))


async def toured(actor: Actor) -> None:
    """Note that the first visit was guided, or that its guide was sent away."""
    await _seen(actor, f"{TOUR}-{_role(actor)}")


async def not_now(actor: Actor) -> None:
    """Note that somebody does not want to say whether they recommend it; they are asked again in three months."""
    await _seen(actor, ASKED)


async def _seen(actor: Actor, mark: str) -> None:
    await trail.authorise(actor, "update", "profile", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.mark(tx.session, actor.tenant_id, actor.person_id, mark, current().clock.now())


async def news(actor: Actor) -> list[NewsView]:
    """Return what is new for somebody, and note that they have looked.

    Raises:
        ForbiddenError: The actor is no person with pages.
    """
    await trail.authorise(actor, "update", "profile", student_id=actor.person_id)
    known = news_for(actor.roles)
    async with current().db.transaction(actor.tenant_id) as tx:
        seen = await rows.seen(tx.session, actor.tenant_id, actor.person_id)
        for one in known:
            await rows.mark(tx.session, actor.tenant_id, actor.person_id, one.key, current().clock.now())
    return [NewsView(one.key, one.on.isoformat(), one.key not in seen) for one in known]


async def tell(actor: Actor, page: str, said: str, *, score: int | None = None) -> None:
    """Keep what somebody says about a page, without who they are and without personal data in the text.

    Args:
        actor: Who says it.
        page: Path of the page; ids in it are left out.
        said: Free text; may be empty where a score is given.
        score: 0 to 10: how likely they are to recommend it.

    Raises:
        ConflictError: They have just said something, or were asked for a score within three months.
        ForbiddenError: The actor is no person with pages.
        InvalidInputError: Nothing was said, it is too long, or the score is none.
    """
    await trail.authorise(actor, "update", "profile", student_id=actor.person_id)
    said = "".join(sign for sign in said.strip() if sign.isprintable() or sign == "\n")
    if score is not None and not 0 <= score <= 10:
        raise InvalidInputError("Choose a number from 0 to 10.")
    if score is None and not said:
        raise InvalidInputError("Write what you would like to tell us.")
    if len(said) > MAX_SAID:
        raise InvalidInputError(f"This is longer than {MAX_SAID} characters. Shorten it.")
    services = current()
    now = services.clock.now()
    if said:
        said, _ = await asyncio.to_thread(pii.redact, said)
    mark, pause = (TOLD, TELL_AGAIN) if score is None else (f"{ASKED}-answered", ASK_AGAIN)
    async with services.db.transaction(actor.tenant_id) as tx:
        if not await rows.claim(tx.session, actor.tenant_id, actor.person_id, mark, now, now - pause):
            raise ConflictError("You have told us something just now. Thank you; wait a little before the next one.")
        if score is not None:
            await rows.mark(tx.session, actor.tenant_id, actor.person_id, ASKED, now)
        row = FeedbackRow(uuid7(), _role(actor), plain_path(page), score, said, now)
        await rows.add_feedback(tx.session, actor.tenant_id, row)


def plain_path(path: str) -> str:
    """Return a page's path with `…` for every id in it, at most 80 characters."""
    parts = [part for part in path.split("?")[0].split("/") if part][:6]
    kept = ("…" if _is_id(part) else "".join(c for c in part if c.isalnum() or c in "-_") for part in parts)
    return "/" + "/".join(kept)[:79]


def _is_id(part: str) -> bool:
    try:
        UUID(part)
    except ValueError:
        return False
    return True


async def feedback(actor: Actor, *, offset: int = 0, size: int = PAGE) -> FeedbackPage:
    """Return what people of the institution say, newest first, and whether they would recommend it.

    Raises:
        ForbiddenError: The actor is no admin.
    """
    await trail.authorise(actor, "read", "feedback")
    offset, size = bounded(offset, size)
    services = current()
    async with services.db.transaction(actor.tenant_id) as tx:
        found, total = await rows.feedback(tx.session, actor.tenant_id, size=size, offset=offset)
        counted = await rows.scores(tx.session, actor.tenant_id, services.clock.now() - LATEST_SCORES)
    page = Page(found, total, offset, size)
    shown = [
        FeedbackView(
            str(one.feedback_id), one.role, one.page, -1 if one.score is None else one.score, one.said,
            one.created_at.isoformat(),
        )
        for one in page.rows
    ]  # fmt: skip
    return FeedbackPage(shown, total, offset, recommend(*counted))


def recommend(promoters: int, detractors: int, count: int) -> RecommendView:
    """Return the net promoter score of counted answers, with its 95 % interval."""
    if count == 0:
        return RecommendView()
    up, down = promoters / count, detractors / count
    score = up - down
    half = _Z95 * math.sqrt(max(0.0, up + down - score * score) / count)
    # With few answers the plain interval is too sure of itself: it never gets shorter than one answer weighs.
    half = max(half, 1 / count)
    low, high = max(-1.0, score - half), min(1.0, score + half)
    return RecommendView(count, round(score * 100), round(low * 100), round(high * 100))
