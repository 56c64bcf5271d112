"""Experiments: design, start, let more in, stop, conclude; and who wants no part in them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.ml.experiments import LEAST
from learnapp.security.access import Actor
from learnapp.services import current, experiment_arms, experiment_designs, trail
from learnapp.services.experiment_designs import Draft, checked
from learnapp.services.experiment_views import ExperimentLine, ExperimentView, line_of, view_of
from learnapp.storage.repositories import experiment_counts as counts
from learnapp.storage.repositories import experiments as rows
from learnapp.storage.repositories.experiments import ExperimentRow

_ACTIVE_DAYS = 28
_MAX_WORDS = 500
_LATER = timedelta(seconds=30)
"""Longer than another process goes on serving a stopped experiment, and than an event takes to commit."""


async def experiments(actor: Actor, *, offset: int = 0, size: int = 20) -> Page[ExperimentLine]:
    """Return a page of the institution's experiments, the running one first.

    Raises:
        ForbiddenError: The actor is no admin.
    """
    await trail.authorise(actor, "read", "experiment")
    offset, size = bounded(offset, size)
    async with current().db.transaction(actor.tenant_id) as tx:
        found, total = await rows.page(tx.session, actor.tenant_id, offset, size)
    return Page([line_of(each) for each in found], total, offset, size)


async def experiment(actor: Actor, experiment_id: UUID) -> ExperimentView:
    """Return one experiment with all that may be said of it today.

    Raises:
        ForbiddenError: The actor is no admin.
        NotFoundError: There is no such experiment here.
    """
    await trail.authorise(actor, "read", "experiment")
    async with current().db.transaction(actor.tenant_id) as tx:
        found = _found(await rows.one(tx.session, actor.tenant_id, experiment_id))
        sections = found.unit == "section"
        stopped = min((arm.stopped_at for arm in found.arms if arm.stopped_at), default=None)
        reach = await counts.reach(tx.session, actor.tenant_id, experiment_id, sections=sections)
        even = reach
        if stopped is not None:
            # Who came after an arm had stopped was not drawn among all of them any more.
            even = await counts.reach(tx.session, actor.tenant_id, experiment_id, sections=sections, until=stopped)
        days = await counts.days(tx.session, actor.tenant_id, experiment_id)
    return view_of(found, reach, even, days, current().clock.now())


async def create(actor: Actor, draft: Draft) -> UUID:
    """Keep a new experiment as a draft; return its id.

    Raises:
        ForbiddenError: The actor is no admin.
        InvalidInputError: The design breaks a rule.
    """
    await trail.authorise(actor, "create", "experiment")
    design = checked(draft, actor.person_id, current().clock.now(), await experiment_designs.versions(actor.tenant_id))
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.add(tx.session, actor.tenant_id, design)
        await trail.audit(
            actor, "experiment.create", "experiment", object_id=design.experiment_id,
            detail={"metric": design.metric, "arms": len(design.arms), "share": design.share}, session=tx.session,
        )  # fmt: skip
    return design.experiment_id


async def versions(actor: Actor) -> dict[str, UUID]:
    """Return the versions of the content recommender that may choose in an arm: name -> id.

    Raises:
        ForbiddenError: The actor is no admin.
    """
    await trail.authorise(actor, "create", "experiment")
    return await experiment_designs.versions(actor.tenant_id)


async def start(actor: Actor, experiment_id: UUID) -> None:
    """Let a draft run.

    Raises:
        ConflictError: It has run already, or another one is running.
        ForbiddenError: The actor is no admin.
        NotFoundError: There is no such experiment here.
    """
    await trail.authorise(actor, "start", "experiment")
    now = current().clock.now()
    async with current().db.transaction(actor.tenant_id) as tx:
        found = _found(await rows.one(tx.session, actor.tenant_id, experiment_id))
        active = await rows.active(tx.session, actor.tenant_id, now - timedelta(days=_ACTIVE_DAYS))
        if not await rows.start(tx.session, actor.tenant_id, experiment_id, _expected(found, active), now):
            raise ConflictError(
                "One experiment runs at a time, and each runs once. Stop the one that is running first."
            )
        await trail.audit(actor, "experiment.start", "experiment", object_id=experiment_id, session=tx.session)
    experiment_arms.forget(actor.tenant_id)


def _expected(found: ExperimentRow, active: tuple[int, int]) -> int:
    """Return how many units two arms will have at the end: as many learn as in the last weeks."""
    units = active[1] if found.unit == "section" else active[0]
    tried = [arm.share for arm in found.arms if not arm.policy.get("chance")]
    return max(2 * LEAST[found.unit], round(units * found.share / 100 * 2 * sum(tried) / len(tried) / 100))


async def grow(actor: Actor, experiment_id: UUID, share: int) -> None:
    """Let more students in; who is in stays in their arm.

    Raises:
        ConflictError: The share is not larger than it was, or the experiment is over.
        ForbiddenError: The actor is no admin.
        InvalidInputError: It is no share.
        NotFoundError: There is no such experiment here.
    """
    await trail.authorise(actor, "update", "experiment")
    if not 1 <= share <= 100:
        raise InvalidInputError("The share lies between 1 and 100 %.")
    async with current().db.transaction(actor.tenant_id) as tx:
        _found(await rows.one(tx.session, actor.tenant_id, experiment_id))
        if not await rows.grow(tx.session, actor.tenant_id, experiment_id, share):
            raise ConflictError(
                "The share only grows, while the experiment runs: who is in stays in. Give a larger one."
            )
        await trail.audit(
            actor, "experiment.update", "experiment", object_id=experiment_id, detail={"share": share},
            session=tx.session,
        )  # fmt: skip
    experiment_arms.forget(actor.tenant_id)


async def stop(actor: Actor, experiment_id: UUID) -> None:
    """Stop an experiment: everybody is served as now from the next answer on.

    Raises:
        ConflictError: It is not running.
        ForbiddenError: The actor is no admin.
        NotFoundError: There is no such experiment here.
    """
    await trail.authorise(actor, "stop", "experiment")
    async with current().db.transaction(actor.tenant_id) as tx:
        _found(await rows.one(tx.session, actor.tenant_id, experiment_id))
        now = current().clock.now()
        if not await rows.stop(tx.session, actor.tenant_id, experiment_id, now):
            raise ConflictError("This experiment is not running. Reload the page.")
        await rows.count_at_last(tx.session, actor.tenant_id, experiment_id, now + _LATER)
        await trail.audit(actor, "experiment.stop", "experiment", object_id=experiment_id, session=tx.session)
    experiment_arms.forget(actor.tenant_id)


async def stop_arm(actor: Actor, experiment_id: UUID, arm: str) -> None:
    """Stop one arm: its students are served as now; the others go on.

    Raises:
        ConflictError: The arm is not running, or is the one "as now".
        ForbiddenError: The actor is no admin.
        NotFoundError: There is no such experiment here.
    """
    await trail.authorise(actor, "stop", "experiment")
    async with current().db.transaction(actor.tenant_id) as tx:
        found = _found(await rows.one(tx.session, actor.tenant_id, experiment_id))
        now = current().clock.now()
        running = found.status == "running"
        if not running or not await rows.stop_arm(tx.session, actor.tenant_id, experiment_id, arm, "person", now):
            raise ConflictError("This arm is not running, or it is the one that all others are compared with.")
        await trail.audit(
            actor, "experiment.stop", "experiment", object_id=experiment_id, detail={"arm": arm}, session=tx.session
        )
    experiment_arms.forget(actor.tenant_id)


async def conclude(actor: Actor, experiment_id: UUID, words: str) -> None:
    """Close a stopped experiment with what came of it, for those who read it later.

    Raises:
        ConflictError: It is not stopped.
        ForbiddenError: The actor is no admin.
        InvalidInputError: Nothing was written.
        NotFoundError: There is no such experiment here.
    """
    await trail.authorise(actor, "conclude", "experiment")
    words = words.strip()[:_MAX_WORDS]
    if not words:
        raise InvalidInputError("Write what came of it, in a sentence: somebody will want to know.")
    async with current().db.transaction(actor.tenant_id) as tx:
        _found(await rows.one(tx.session, actor.tenant_id, experiment_id))
        if not await rows.conclude(tx.session, actor.tenant_id, experiment_id, words, current().clock.now()):
            raise ConflictError("Stop the experiment first, then conclude it.")
        await trail.audit(actor, "experiment.conclude", "experiment", object_id=experiment_id, session=tx.session)


async def takes_part(actor: Actor, student_id: UUID | None = None) -> bool:
    """Return whether something may be tried with a student.

    Args:
        actor: The student, or a guardian of theirs.
        student_id: The child; None for the actor.

    Raises:
        ForbiddenError: The actor is neither.
    """
    student = student_id or actor.person_id
    await trail.authorise(actor, "read", "experiment_choice", student_id=student)
    async with current().db.transaction(actor.tenant_id) as tx:
        return not await rows.is_out(tx.session, actor.tenant_id, student)


async def take_part(actor: Actor, student_id: UUID | None = None, *, on: bool) -> None:
    """Note whether something may be tried with a student; a no counts from the next answer on.

    A guardian's no holds until a guardian takes it back.

    Args:
        actor: The student, or a guardian of theirs.
        student_id: The child; None for the actor.
        on: Whether it may.

    Raises:
        ConflictError: A guardian has said no, and the student cannot say yes instead.
        ForbiddenError: The actor is neither.
    """
    student, now = student_id or actor.person_id, current().clock.now()
    await trail.authorise(actor, "update", "experiment_choice", student_id=student)
    async with current().db.transaction(actor.tenant_id) as tx:
        if not on:
            await rows.opt_out(tx.session, actor.tenant_id, student, actor.person_id, now)
        elif not await rows.opt_in(tx.session, actor.tenant_id, student, own=student == actor.person_id):
            raise ConflictError("A guardian has said no. Ask them to change it on their page.")
        await trail.audit(
            actor, "experiment_choice.update", "experiment_choice", subject_id=student, detail={"on": on},
            session=tx.session,
        )  # fmt: skip
    experiment_arms.forget(actor.tenant_id)


def _found(row: ExperimentRow | None) -> ExperimentRow:
    if row is None:
        raise NotFoundError("There is no such experiment. Go back to the list and choose again.")
    return row
