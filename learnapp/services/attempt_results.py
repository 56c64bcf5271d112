"""What came of an attempt, for its student: after release, topic by topic with intervals, and question by question."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from learnapp.core.errors import NotFoundError
from learnapp.engine.assessment_result import AssessmentResult
from learnapp.engine.classification import Classified
from learnapp.engine.kc import CourseSnapshot, Step
from learnapp.engine.stopping import Verdict
from learnapp.security.access import Actor
from learnapp.services import adaptive_tests, attempt_records, current, placements, trail
from learnapp.services.assessment_views import AnsweredItem, AnsweredStep, PlacedTopic, ResultView, TopicResult
from learnapp.services.attempt_reading import Sat, clock, is_shown, sat
from learnapp.services.attempt_scores import credit, of_topic, overall, result, side
from learnapp.services.media import pictured, with_pictures
from learnapp.services.practice_views import solution_of
from learnapp.services.progress import percent
from learnapp.storage.repositories import attempts as rows
from learnapp.storage.repositories import lti_grade_views as grade_rows
from learnapp.storage.repositories.attempts import SavedAnswer, ServedItem

_BETWEEN = " | "


async def result_view(actor: Actor, attempt_id: UUID) -> ResultView:
    """Return what came of the actor's own attempt, or only that it is handed in while results are not shown yet.

    Raises:
        ForbiddenError: The actor is no student.
        NotFoundError: It is none of the student's, or it still runs.
    """
    await trail.authorise(actor, "read", "attempt", student_id=actor.person_id)
    found = await sat(actor.tenant_id, attempt_id)
    now = current().clock.now()
    if found.row.student_id != actor.person_id:
        raise NotFoundError("There is no such test. Go back to Today.")
    if found.row.submitted_at is None or found.row.recorded_at is None:
        await attempt_records.finish(actor.tenant_id, attempt_id)
        found = await sat(actor.tenant_id, attempt_id)
    if found.row.submitted_at is None:
        raise NotFoundError("This test still runs. Go on with it.")
    async with current().db.transaction(actor.tenant_id) as tx:
        made_id = found.made.assessment_id
        mine = await rows.of_student(tx.session, actor.tenant_id, actor.person_id, [made_id])
        passed = await grade_rows.of_thing(tx.session, actor.tenant_id, actor.person_id, "assessment", made_id)
    left = max(0, found.made.attempts + sum(one.once_more for one in mine) - len(mine))
    closed = found.made.closes_at is not None and found.made.closes_at <= now
    running = next((one for one in mine if one.submitted_at is None and not clock(one, found.made, now).over), None)
    again = running is not None or (left > 0 and not closed and found.made.withdrawn_at is None)
    line = await adaptive_tests.line_for(actor.tenant_id, found.made, found.snapshot)
    view = shown_result(
        found, is_shown(found.row, found.made, now), left, str(found.made.assessment_id) if again else "", line
    )
    if closed and not view.shown:
        # Somebody with more time goes on beyond closing: there is no moment to name, and nobody is named.
        view = replace(view, shown_at="")
    if view.shown and passed:
        # A grade that does not get through is the teacher's affair: for the student it is on its way.
        sent = "sent" if passed[0].state in ("sent", "by_hand") else "waiting"
        view = replace(view, passed_on=sent, passed_to=passed[0].lms)
    if not view.shown or found.made.kind != "placement":
        return view
    return replace(view, placed=await _placed(found))


async def _placed(found: Sat) -> list[PlacedTopic]:
    """Return what the answers of a placement say about every topic, asked or not, in the order of the course."""
    inferred = await placements.inferred(found)
    return [
        PlacedTopic(found.snapshot.kcs[kc].name, one.knowledge.value, percent(one.p), one.asked > 0)
        for kc, one in inferred.items()
        if kc in found.snapshot.kcs
    ]


def shown_result(
    found: Sat, shown: bool, left: int = 0, again_id: str = "", line: float | None = None
) -> ResultView:  # fmt: skip
    """Return what came of an attempt that is handed in.

    Args:
        found: The attempt.
        shown: Whether results may be seen; without that nothing of them is in the answer.
        left: Attempts that are left.
        again_id: The test, where it may be taken again.
        line: From `adaptive_tests.line_for`: where the test ends as soon as the side of it is clear.
    """
    row, made = found.row, found.made
    about = {
        "attempt_id": str(row.attempt_id), "title": made.title, "kind": made.kind, "shown_when": made.shown,
        "shown_at": made.closes_at.isoformat() if made.shown == "closed" and made.closes_at else "",
        "submitted": row.submitted_at.isoformat() if row.submitted_at else "", "ended_by": row.ended_by or "student",
        "number": row.number,
    }  # fmt: skip
    if not shown:
        return ResultView(**about, left=left, again_id=again_id)  # type: ignore[arg-type]
    said = result(found.items, found.tasks, found.answers, found.gone)
    share, low, high = (_percent(one) for one in overall(made.kind, said, found.snapshot))
    cut = round(100 * made.cut) if made.cut is not None else 0
    at_line = None
    if line is not None:
        at_line = side(found.items, found.tasks, found.answers, found.gone, line, adaptive_tests.least_of(made))
    return ResultView(
        **about,  # type: ignore[arg-type]
        left=left,
        again_id=again_id,
        shown=True,
        share=share,
        low=low,
        high=high,
        of=said.items,
        gone=len(found.items) - said.items,
        cut=cut,
        passed=passed_of(share, cut, at_line),
        verdict=at_line.verdict.value if at_line is not None else "",
        sure=percent(at_line.sure) if at_line is not None else 0,
        above=at_line is not None and at_line.above >= 0.5,
        topics=topic_views(made.kind, said, found.snapshot, found.gone),
        questions=[_item(found, one) for one in found.items if one.place in found.tasks],
    )


def passed_of(share: int, cut: int, at_line: Classified | None) -> str:
    """Return yes or no; "" without a line, and where a test that ends at its line could not tell the side.

    Args:
        share: Per cent that was reached.
        cut: Per cent from which it is passed, 0 for none.
        at_line: Of a test that ends at its line.
    """
    if at_line is not None:
        return {Verdict.MASTERED: "yes", Verdict.NOT_YET: "no", Verdict.UNSURE: ""}[at_line.verdict]
    return ("yes" if share >= cut else "no") if cut else ""


def _percent(share: float) -> int:
    """Return a share that was counted, in whole per cent; unlike an estimate it may be 0 or 100."""
    return min(100, max(0, round(100 * share)))


def topic_views(
    kind: str, said: AssessmentResult, snapshot: CourseSnapshot, gone: frozenset[UUID]
) -> list[TopicResult]:
    """Return what a test says topic by topic, the weakest first, each with something to practise."""
    views = []
    for one in said.topics:
        kc = snapshot.kcs.get(one.kc_id)
        if kc is None or not one.items:
            continue
        share, low, high = (_percent(each) for each in of_topic(kind, one, snapshot))
        start = [each for each in snapshot.by_kc.get(one.kc_id, ()) if each not in gone]
        views.append(
            TopicResult(
                str(one.kc_id), kc.name, share, low, high, one.items,
                one.enough, str(start[0]) if start else "",
            )
        )  # fmt: skip
    return sorted(views, key=lambda view: (view.share, view.name))


def _item(found: Sat, one: ServedItem) -> AnsweredItem:
    content = found.tasks[one.place]
    got = credit(content, one.place, found.answers)
    answered = [found.answers.get((one.place, step.step_id)) for step in content.steps]
    outcome = "right" if got >= 1.0 else "open" if not any(answered) else "partly" if got > 0.0 else "wrong"
    return AnsweredItem(
        number=one.place,
        content_id=str(one.content_id),
        title=content.title,
        body=with_pictures(content.body, found.snapshot.tenant_id),
        credit=_percent(got),
        outcome=outcome,
        gone=one.content_id in found.gone,
        steps=[
            _step(number, step, answer, found.snapshot.tenant_id)
            for number, (step, answer) in enumerate(zip(content.steps, answered, strict=True), 1)
        ],
    )


def _step(number: int, step: Step, answer: SavedAnswer | None, owner: UUID) -> AnsweredStep:
    if answer is None:
        outcome = "open"
    elif answer.correct is None:
        outcome = "unread"
    else:
        outcome = "right" if answer.correct else "partly" if answer.partial > 0.0 else "wrong"
    response = answer.response if answer is not None else ""
    said = response if isinstance(response, str) else _BETWEEN.join(response)
    prompt = with_pictures(step.prompt, owner)
    return AnsweredStep(number, prompt, said, outcome, solution_of(pictured(step, owner)) if outcome != "right" else "")
