"""Telling people of the views that they follow: once a day or a week, in the morning where they are, without names.

What is written is a notice like every other: whether it becomes a letter, a push or a line of a digest is what each
has chosen, and one link in the letter stops all of them. The name of a view may be anything that a colleague has typed,
so it stays on the page; a letter says the class and all figures of its students together, each with how it has changed.
"""

from __future__ import annotations

from uuid import UUID

from learnapp.core.errors import ForbiddenError, LearnAppError, NotFoundError
from learnapp.services import current, notice_figures, rounds, saved_views, sessions
from learnapp.services.notice_morning import HOUR
from learnapp.services.notices import tell
from learnapp.storage.repositories import notices as notice_rows
from learnapp.storage.repositories import saved_views as rows
from learnapp.storage.repositories.saved_views import DueRow

_MOST = 500


async def work() -> int:
    """Tell in every institution whoever waits; return how many were told. Comes round by itself."""
    return sum(await rounds.each_institution("letters of views", letters))


async def letters(tenant: UUID) -> int:
    """Tell in one institution whoever waits; may run as often as one likes, each is told once a day."""
    now = current().clock.now()
    async with current().db.transaction(tenant) as tx:
        waiting = await rows.due(tx.session, tenant, now, HOUR, _MOST)
    return sum([await _tell(tenant, one) for one in waiting])


async def _tell(tenant: UUID, one: DueRow) -> bool:
    actor = await sessions.actor_for_person(tenant, one.person_id)
    try:
        if actor is None:
            raise ForbiddenError("They are not here any more.")
        shown = await saved_views.opened(actor, one.view.view_id)
    except (ForbiddenError, NotFoundError):
        # Who may not see the figures any more is not told of them either.
        async with current().db.transaction(tenant) as tx:
            await rows.want(tx.session, tenant, one.person_id, one.view.view_id, "")
        return False
    except LearnAppError:
        return False
    line = saved_views.headline(shown.lines)
    kind = line.key if line is not None else "none"
    place = "class" if one.view.section_id is not None else "all"
    async with current().db.transaction(tenant) as tx:
        if not await rows.told(tx.session, tenant, one.view.view_id, one.person_id, one.day):
            return False
        # The newest figures take the place of those that were not looked at, and are a letter of their own.
        await notice_rows.read_about(tx.session, tenant, one.person_id, "view", one.view.view_id, current().clock.now())
        await tell(
            tx.session, tenant, "view", [one.person_id], about=one.view.view_id, section=one.view.section_id,
            arguments={
                "state": f"{place}-{kind}", "count": shown.students,
                "title": f"{line.value:g} ({line.low:g}–{line.high:g})" if line is not None else "",
                "figures": notice_figures.of(shown.lines) if line is not None else [],
            },
            once=f"view:{one.view.view_id}:{one.day}",
        )  # fmt: skip
    return True
