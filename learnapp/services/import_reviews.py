"""What the checks have held of imports, and what people decide: it comes into its course, or it stays outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.security.access import Actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import content_import, current, retrieval_index, trail
from learnapp.storage.repositories import content as content_rows
from learnapp.storage.repositories import import_reviews as rows
from learnapp.storage.repositories.import_reviews import KIND, Held

__all__ = ["KIND", "PAGE", "Decided", "Held", "Waiting", "decide", "decide_library", "library", "waiting"]

PAGE, MOST_NOTE = 25, 500
_PART = 500


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of an import waits.

    Attributes:
        rows: A page of it.
        reasons: Reason -> how many wait for it, over all pages.
    """

    rows: Page[Held]
    reasons: dict[str, int]


@dataclass(frozen=True, slots=True)
class Decided:
    """How many entries were decided, and how many items came into how many courses."""

    entries: int
    items: int
    courses: int


async def waiting(actor: Actor, import_id: UUID, *, reason: str = "", offset: int = 0, size: int = PAGE) -> Waiting:
    """Return what the checks hold of an import and nobody has decided; for who may import.

    Raises:
        ForbiddenError: The actor may not import.
    """
    await trail.authorise(actor, "import", "content")
    offset, size = bounded(offset, size)
    tenant = actor.tenant_id
    async with current().db.raw(tenant) as conn:
        found, total = await rows.waiting(
            conn, tenant, import_id=import_id, reason=reason[:60], offset=offset, size=size
        )
        why = await rows.reasons(conn, tenant, import_id=import_id)
    return Waiting(Page(found, total, offset, size), {name: times for name, (times, _) in why.items()})


async def decide(
    actor: Actor,
    reviews: Sequence[UUID] = (),
    *,
    approve: bool,
    note: str = "",
    import_id: UUID | None = None,
    reason: str = "",
) -> Decided:
    """Let held items into their courses, or leave them outside.

    What comes in is a new version of its course; classes go over to it as after an import. What stays outside is not
    asked about again until it changes in its source.

    Args:
        actor: An admin.
        reviews: The entries; none: all that wait of `import_id`.
        approve: The decision.
        note: Why, for those who look at it later.
        import_id: Where no entries are named, the import.
        reason: Of this import only what is held for this reason; "": all.

    Raises:
        ConflictError: An import is running, or somebody else has decided all of it.
        ForbiddenError: The actor may not decide.
        InvalidInputError: Neither entries nor an import were named.
    """
    await trail.authorise(actor, "decide", "review_item")
    await trail.authorise(actor, "update", "content")
    if not reviews and import_id is None:
        raise InvalidInputError("Choose what is to be decided.")
    done = await _decide(
        actor.tenant_id, list(reviews), import_id, reason, approve=approve, by=actor.person_id,
        note=note.strip()[:MOST_NOTE],
    )  # fmt: skip
    detail = {"kind": KIND, "entries": done.entries, "items": done.items, "reason": reason}
    await trail.audit(
        actor, "review.approved" if approve else "review.rejected", "content_import",
        object_id=import_id or reviews[0], detail=detail,
    )  # fmt: skip
    return done


async def library() -> dict[str, tuple[int, list[str]]]:
    """Return why items of the shared library are held, with how many and where; for the terminal."""
    async with current().db.raw(LIBRARY_TENANT) as conn:
        return await rows.reasons(conn, LIBRARY_TENANT)


async def decide_library(reason: str, *, approve: bool) -> Decided:
    """Decide what is held in the shared library for a reason, or for every one (""); for the terminal.

    Raises:
        ConflictError: An import is running.
        NotFoundError: Nothing is held for it.
    """
    try:
        return await _decide(LIBRARY_TENANT, [], None, reason, approve=approve, by=None, note="")
    except ConflictError as error:
        if error.code == _Nothing.code:
            raise NotFoundError("Nothing of the shared library is held for this reason.") from error
        raise


class _Nothing(ConflictError):
    """Nothing of what was named waits any more."""

    code = "nothing_waits"


async def _decide(
    tenant: UUID, reviews: list[UUID], import_id: UUID | None, reason: str, *, approve: bool, by: UUID | None, note: str
) -> Decided:  # fmt: skip
    services = current()
    async with content_import.alone(tenant), services.db.raw(tenant, pipelined=False) as conn:
        if not reviews:
            _, total = await rows.waiting(conn, tenant, import_id=import_id, reason=reason, size=1)
            found, _ = await rows.waiting(conn, tenant, import_id=import_id, reason=reason, size=total)
            reviews = [one.review_id for one in found]
        chosen = await rows.locked(conn, tenant, reviews)
        if not chosen:
            raise _Nothing("Somebody else has decided this already. Reload the queue.")
        now = services.clock.now()
        items: list[UUID] = []
        courses: dict[UUID, str] = {}
        if approve:
            held = await rows.still_held(conn, tenant, [one.content_id for one in chosen])
            # Another state of an item than the one that was looked at is not let in with it.
            items = [one.content_id for one in chosen if held.get(one.content_id) == one.evidence.get("checksum")]
            wanted = set(items)
            courses = {
                UUID(one.evidence["course"]): str(one.evidence.get("frame", ""))
                for one in chosen
                if one.content_id in wanted
            }
            # Younger than every published version, or the change would slip into an old one.
            last = await content_rows.last_published(conn, tenant, list(courses))
            at = now if last is None else max(now, last + timedelta(microseconds=1))
            for first in range(0, len(items), _PART):
                await content_rows.set_status(conn, tenant, items[first : first + _PART], "published", at)
            for course, frame in courses.items():
                await content_rows.publish(conn, tenant, course, frame, at)
                await retrieval_index.ask_for(conn, tenant, course)
        await rows.settle(
            conn, tenant, [one.review_id for one in chosen], status="approved" if approve else "rejected", by=by,
            note=note, now=now,
        )  # fmt: skip
    return Decided(len(chosen), len(items), len(courses))
