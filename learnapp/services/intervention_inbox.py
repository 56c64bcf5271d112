"""The inbox of a class: what was noticed about its students, and what who teaches it decides."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.agents import intervention as agent
from learnapp.core.errors import ConflictError, InvalidInputError, LearnAppError, NotFoundError
from learnapp.security.access import Actor
from learnapp.services import current, people, trail
from learnapp.services.intervention_hours import due_from
from learnapp.services.intervention_notices import tell_assigned
from learnapp.services.intervention_reading import can_undo, inbox, ways_for
from learnapp.services.intervention_views import PAGE, Decided, InboxView, LeftView
from learnapp.services.interventions import NOT_NOW, Here, place
from learnapp.services.teacher_words import words_of
from learnapp.storage.repositories import intervention_places as places
from learnapp.storage.repositories import interventions as rows
from learnapp.storage.repositories import review as review_rows
from learnapp.storage.repositories.interventions import InterventionRow

MOST_WORDS, MOST_AT_ONCE = 500, 50
SENT_AFTER = timedelta(minutes=2)
"""What is approved goes out after this: until then it can be taken back."""
SNOOZES = (1, 3, 7, 14)
"""Days."""
NOBODY_HOME = "No guardian of this student is told what comes from school. Choose another way, or ask an administrator."
ACTIONS = ("approve", "dismiss", "snooze", "assign", "finish")
_DECIDES = {"approve": ("waiting", "held"), "dismiss": ("waiting", "due", "sent", "seen", "taken", "held"),
            "snooze": ("waiting",), "assign": ("waiting", "taken"), "finish": ("taken",)}  # fmt: skip


class _DecidedError(ConflictError):
    """Somebody else was faster."""


class _ChangedError(ConflictError):
    """A colleague has chosen another help, or other words, than the actor has before them."""


class _NoWordsError(InvalidInputError):
    """A message home without a sentence."""


class _NobodyHomeError(InvalidInputError):
    """A message home that would reach nobody."""


class _NoSchoolDayError(ConflictError):
    """Nothing can go out for a long time."""


_REASONS: dict[type[LearnAppError], str] = {
    _DecidedError: "decided", _ChangedError: "changed", _NoWordsError: "words", _NobodyHomeError: "home",
    _NoSchoolDayError: "days",
}  # fmt: skip
__all__ = ["PAGE", "InboxView", "act", "act_on_each", "edit", "inbox", "undo"]


async def act(
    actor: Actor, section_id: UUID, ids: Sequence[UUID], action: str, *, person: UUID | None = None, days: int = 0,
    note: str = "",
) -> int:  # fmt: skip
    """Decide about one or several; return about how many.

    Args:
        actor: Who teaches the class, or an assistant trusted with it.
        section_id: The class.
        ids: At most `MOST_AT_ONCE`.
        action: One of `ACTIONS`.
        person: Of `assign`: a colleague of the class; None: nobody any more.
        days: Of `snooze`: one of `SNOOZES`.
        note: Why, for colleagues; at most 500 characters are kept.

    Raises:
        ConflictError: All of them are decided already, or no school day comes.
        ForbiddenError: The actor may not decide there.
        InvalidInputError: No such action, too many at once, no such colleague or time, or nobody or nothing to write
            home to any of them.
        NotFoundError: None of them is in this class.
    """
    return (await act_on_each(actor, section_id, ids, action, person=person, days=days, note=note)).done


async def act_on_each(
    actor: Actor, section_id: UUID, ids: Sequence[UUID], action: str, *, person: UUID | None = None, days: int = 0,
    note: str = "", seen: Mapping[UUID, tuple[str, str]] | None = None,
) -> Decided:  # fmt: skip
    """Decide about those of several for whom it can be decided, and say who was left out and why.

    Arguments and errors are those of `act`.

    Args:
        actor: As of `act`.
        section_id: As of `act`.
        ids: As of `act`.
        action: As of `act`.
        person: As of `act`.
        days: As of `act`.
        note: As of `act`.
        seen: Of `approve`: (help, words) of each as the actor has them before them; what a colleague has changed
            meanwhile is left out, for nobody approves what they have not read.
    """
    await trail.authorise(actor, "decide", "intervention", section_id=section_id)
    if action not in ACTIONS or not 0 < len(ids) <= MOST_AT_ONCE:
        raise InvalidInputError(f"Choose at least one and at most {MOST_AT_ONCE}, and what to do with them.")
    if action == "snooze" and days not in SNOOZES:
        raise InvalidInputError("Choose one of the times of the list.")
    tenant, done = actor.tenant_id, 0
    left: list[tuple[InterventionRow, LearnAppError]] = []
    here = await place(tenant, section_id)
    if here is None:
        raise NotFoundError("This class is closed, or studies no course. Go back to your classes.")
    async with current().db.transaction(tenant) as tx:
        if action == "assign" and person is not None:
            await _colleague(tx.session, tenant, section_id, person)
        found = await rows.some(tx.session, tenant, section_id, ids)
        if not found:
            raise NotFoundError("This is no longer in the inbox. Reload the page.")
        for row in found:
            if row.state not in _DECIDES[action]:
                left.append((row, _DecidedError("Somebody else has decided this already. Reload the page.")))
                continue
            if action == "approve" and seen is not None and seen.get(row.intervention_id) != (row.help, row.words):
                left.append(
                    (
                        row,
                        _ChangedError(
                            "Somebody else has changed this meanwhile. Reload the page and look at it again."
                        ),
                    )
                )
                continue
            try:
                await _decide(tx.session, actor, here, row, action, person, days, note.strip()[:MOST_WORDS])
            except (_NoWordsError, _NobodyHomeError, _NoSchoolDayError) as why:
                left.append((row, why))
                continue
            done += 1
            await trail.audit(
                actor, f"intervention.{action}", "intervention", object_id=row.intervention_id,
                subject_id=row.student_id, session=tx.session,
                detail={"section": str(section_id), "help": row.help, "trigger": row.trigger},
            )  # fmt: skip
        if action == "assign" and person is not None and done:
            await tell_assigned(tx.session, tenant, section_id, person, actor.person_id)
    if not done:
        raise left[0][1]
    names = await people.names(tenant, {row.student_id for row, _ in left})
    return Decided(
        done, [LeftView(names.get(row.student_id, people.ERASED_NAME), _REASONS[type(why)]) for row, why in left]
    )


async def _colleague(session: AsyncSession, tenant: UUID, section: UUID, person: UUID) -> None:
    if person not in {one for one, _ in await rows.staff(session, tenant, section)}:
        raise InvalidInputError(
            "This person may decide nothing here: they neither teach the class nor are trusted with it. Choose one from"
            " the list."
        )


async def _decide(
    session: AsyncSession, actor: Actor, here: Here, row: InterventionRow, action: str, person: UUID | None,
    days: int, note: str,
) -> None:  # fmt: skip
    now, tenant = current().clock.now(), actor.tenant_id
    values: dict[str, Any] = {"before": _before(row, actor, now), "decided_by": actor.person_id, "decided_at": now}
    if note:
        values["note"] = note
    if action == "approve":
        if row.help == "home" and not row.words:
            raise _NoWordsError("A message home needs a sentence of yours. Choose Change, write it, and send it then.")
        if row.help == "home" and not await places.with_home(session, tenant, [row.student_id]):
            raise _NobodyHomeError(NOBODY_HOME)
        # A decision of a person is never part of the comparison, also when chance had held it back.
        values |= {"by_hand": True, "drawn": "", "snoozed_until": None}
        if row.help == "teacher":
            values |= {"state": "taken", "assigned_to": row.assigned_to or actor.person_id, "sent_at": now}
        else:
            past = await rows.of_students(session, tenant, [row.student_id], now - NOT_NOW)
            due = due_from(row.help, now + SENT_AFTER, here.zone, here.school_days, past)
            if due is None:
                raise _NoSchoolDayError("No school day comes within two months. Talk to the student in another way.")
            values |= {"state": "due", "due_at": due, "sent_at": None}
    elif action == "dismiss":
        # What chance has drawn stays in the comparison, held back or not: dropped of one part alone it would bend it.
        begun = row.sent_at is not None and row.sent_at <= now
        values |= {"state": "dismissed", "ended_at": now, "sent_at": row.sent_at if begun else None}
    elif action == "finish":
        values |= {"state": "done", "ended_at": now}
    elif action == "snooze":
        values["snoozed_until"] = now + timedelta(days=days)
    else:
        values["assigned_to"] = person
    await rows.change(session, tenant, row.intervention_id, now, **values)
    if row.review_id is not None and action in ("approve", "dismiss"):
        await review_rows.decide(
            session, tenant, row.review_id, status="approved" if action == "approve" else "rejected",
            by=actor.person_id, note=note, now=now,
        )  # fmt: skip


def _before(row: InterventionRow, actor: Actor, now: Any) -> dict[str, Any]:
    """Return what a decision changes, so that it can be taken back."""

    def told(value: Any) -> Any:
        return value.isoformat() if hasattr(value, "isoformat") else str(value) if isinstance(value, UUID) else value

    kept = ("state", "by_hand", "drawn", "assigned_to", "snoozed_until", "due_at", "sent_at", "ended_at", "note")
    return {"by": str(actor.person_id), "at": now.isoformat(), **{name: told(getattr(row, name)) for name in kept}}


async def undo(
    actor: Actor, section_id: UUID, ids: Sequence[UUID], *, seen: Mapping[UUID, str] | None = None
) -> int:  # fmt: skip
    """Take the last decision about some back; return how many.

    Args:
        actor: Who teaches the class, or an assistant trusted with it.
        section_id: The class.
        ids: At most `MOST_AT_ONCE`.
        seen: State of each as the actor has it before them: a later decision of a colleague is not what they mean, and
            taking it back could let something go out.

    Raises:
        ConflictError: It is too late for all of them, or colleagues have decided otherwise since.
        ForbiddenError: The actor may not decide there.
        NotFoundError: None of them is in this class.
    """
    await trail.authorise(actor, "decide", "intervention", section_id=section_id)
    tenant, now, done, otherwise = actor.tenant_id, current().clock.now(), 0, False
    async with current().db.transaction(tenant) as tx:
        found = await rows.some(tx.session, tenant, section_id, list(ids)[:MOST_AT_ONCE])
        if not found:
            raise NotFoundError("This is no longer in the inbox. Reload the page.")
        for row in found:
            if seen is not None and seen.get(row.intervention_id) != row.state:
                otherwise = True
                continue
            if row.before is None or not can_undo(row, now):
                continue
            if row.state not in rows.OPEN and await rows.has_open(tx.session, tenant, row):
                continue
            await rows.put_back(tx.session, tenant, row.intervention_id, row.before, now)
            if row.review_id is not None:
                await review_rows.reopen(tx.session, tenant, row.review_id)
            done += 1
            await trail.audit(
                actor, "intervention.undo", "intervention", object_id=row.intervention_id, subject_id=row.student_id,
                session=tx.session, detail={"section": str(section_id)},
            )  # fmt: skip
    if not done and otherwise:
        raise ConflictError("Somebody else has changed this meanwhile. Reload the page and look at it again.")
    if not done:
        raise ConflictError("It is too late to take this back. Talk to the student if something went wrong.")
    return done


async def edit(actor: Actor, section_id: UUID, intervention_id: UUID, *, help_: str, words: str) -> None:
    """Choose another kind of help, and write a sentence for who gets it.

    Raises:
        BlockedError: The sentence breaks the rules of conduct.
        ConflictError: It is decided already.
        ForbiddenError: The actor may not decide there.
        InvalidInputError: The sentence is too long, or this student cannot be helped in this way.
        NotFoundError: It is not in this class.
    """
    await trail.authorise(actor, "decide", "intervention", section_id=section_id)
    tenant, now = actor.tenant_id, current().clock.now()
    said = await asyncio.to_thread(words_of, words, MOST_WORDS, "nothing was changed")
    here = await place(tenant, section_id)
    async with current().db.transaction(tenant) as tx:
        row = next(iter(await rows.some(tx.session, tenant, section_id, [intervention_id])), None)
        if row is None or here is None:
            raise NotFoundError("This is no longer in the inbox. Reload the page.")
        if row.state not in ("waiting", "held"):
            raise ConflictError("Somebody else has decided this already. Reload the page.")
        ways = await ways_for(tx.session, tenant, here, row, now)
        if help_ == "home" and help_ not in ways:
            raise InvalidInputError(NOBODY_HOME)
        if help_ not in agent.HELPS or help_ not in ways:
            raise InvalidInputError("This student cannot be helped in this way now. Choose another one of the list.")
        await rows.change(
            tx.session, tenant, intervention_id, now, help=help_, content_id=ways[help_], words=said
        )  # fmt: skip
        await trail.audit(
            actor, "intervention.edit", "intervention", object_id=intervention_id, subject_id=row.student_id,
            session=tx.session, detail={"section": str(section_id), "help": help_},
        )  # fmt: skip
