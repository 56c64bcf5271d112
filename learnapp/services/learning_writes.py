"""What one event leaves behind: the answer, and every row that is written with it."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from uuid_utils.compat import uuid7

from learnapp.agents.executor import says_nothing
from learnapp.agents.loop import policy_version
from learnapp.agents.planner import cached_at
from learnapp.agents.ports import Outcome, ReviewLine, Ruling, Turn
from learnapp.agents.progress import step_state
from learnapp.engine import misconceptions
from learnapp.engine.event import EventAnswer, LearningEvent, Verb
from learnapp.engine.selector import feature_matrix
from learnapp.engine.trace import Trace, after
from learnapp.security.access import Actor
from learnapp.services import current, notices
from learnapp.services.film_views import viewed
from learnapp.services.request_writes import reached_by, route_of
from learnapp.storage.repositories.learning import Loaded
from learnapp.storage.repositories.learning_store import EventWrite
from learnapp.storage.repositories.notices import Told

SHOWN_KEPT = 20
DISMISSED_KEPT = 10
OUTBOX_QUEUE = "outbox"
OUTBOX_TASK = "activity"
OUTBOX_EVERY = timedelta(seconds=20)
"""An institution with news gets one job for all news of this long: a job for every event would make each commit queue
behind one lock of NOTIFY, and one for every section would cost more than the events. Live boards do not wait for it,
the days of a class may be a minute old. The job starts after the window has closed, so it sees all of the window, and
institutions close theirs at different seconds, so that their jobs do not come all at once."""
OUTBOX_SLACK = timedelta(seconds=5)
"""From the end of a window to its job: longer than any event of the window takes to commit."""
DISCLOSURE_SECONDS = 3600.0
_MOST_REMEMBERED = 50_000

_outbox_until: dict[UUID, datetime] = {}
_disclosed: dict[tuple[UUID, UUID], float] = {}
_WRITTEN = frozenset({Verb.FORUM_POSTED, Verb.FORUM_REPLIED})


def answer_of(turn: Turn, outcome: Outcome, *, durable: bool) -> EventAnswer:
    """Return the answer to an event that the loop has decided."""
    execution, stored = outcome.execution, outcome.ruling.store
    decision = outcome.decision_id
    if decision is None and stored and outcome.verdicts.approved and turn.last.get("decision_id"):
        # The recommendations of before are repeated, so the decision is the one that they came from.
        decision = UUID(turn.last["decision_id"])
    return EventAnswer(
        event_id=turn.event.event_id,
        stored=stored,
        durable=durable and stored,
        student_seq=execution.learner.student_seq if stored else None,
        grade=execution.grade,
        mastery=execution.mastery,
        next=outcome.verdicts.approved,
        decision_id=decision if stored else None,
        served=execution.served,
    )


def _text(document: Any) -> str:
    return orjson.dumps(document, option=orjson.OPT_SERIALIZE_NUMPY).decode()


def write_of(
    turn: Turn, outcome: Outcome, answer: EventAnswer, actor: Actor, loaded: Loaded, body: bytes
) -> EventWrite:
    """Return every write of one event."""
    event, execution, ruling = turn.event, outcome.execution, outcome.ruling
    learner, content = execution.learner, outcome.ruling.content
    post, lines = _post(turn, outcome, loaded), _reviews(turn, outcome)
    reviews = [_review(line) for line in lines]
    document = answer.model_dump(mode="json", exclude={"timings_ms"})
    return EventWrite(
        tenant=turn.facts.tenant_id,
        student=event.student_id,
        section=event.context.section_id,
        course=turn.snapshot.course_id,
        event_id=event.event_id,
        body_hash=body,
        answer=_text(document),
        at=turn.now,
        seq=learner.student_seq,
        theta=learner.theta,
        theta_variance=learner.theta_variance,
        features=_text(learner.features),
        running=_text(learner.running),
        folded=learner.running.get("n", 0),
        recent_content=learner.recent_content,
        resume=_text(_resume(turn, outcome, loaded.resume)),
        last_answer=_text(_last_answer(turn, outcome, document)),
        verb=event.verb.value,
        object_id=event.object_id,
        object_version=content.version if content else None,
        step_id=ruling.step.step_id if ruling.step else event.step_id,
        kc_ids=list(outcome.plan.updates),
        correct=execution.grade.correct if execution.grade else None,
        result=_text(_result(turn, outcome)),
        occurred_at=event.occurred_at,
        asserted=ruling.asserted,
        kc_states=list(execution.changed.values()),
        progress=(content.content_id, content.version, _text(execution.progress))
        if content is not None and execution.progress is not None
        else None,
        presence=_presence(turn, outcome, loaded),
        decision=_decision(turn, outcome, answer),
        post=post,
        reviews=reviews,
        news=_news(
            event, post, [(made[0], line) for made, line in zip(reviews, lines, strict=True)], reached_by(outcome)
        ),
        job=_job(turn),
        audit=_audit(turn, actor),
        route=route_of(turn, outcome),
    )


def _result(turn: Turn, outcome: Outcome) -> dict[str, Any]:
    """Return `learning_event.result`: what was sent, what came of it, and what replay needs.

    Posts are kept sealed elsewhere, other free text only without personal data.
    """
    event, execution, ruling = turn.event, outcome.execution, outcome.ruling
    result = event.result.model_dump(mode="json", exclude_none=True, exclude={"text"})
    if event.result.text is None and ruling.text is not None:
        result["response"] = ruling.text
    if ruling.active_ms is not None:
        result["duration_ms"] = ruling.active_ms
    if execution.grade is not None:
        result["moved"] = bool(execution.changed)
        if execution.voided:
            # It counts as soon as its item does again: replay reads this.
            result["voided"] = True
        result["hints"] = execution.hints_before
        if (tries := _tries(turn, outcome)) > 1:
            result["tries"] = tries
        result["partial"] = 0.0 if execution.grade.correct else execution.grade.partial
    content = ruling.content
    if content is not None and content.estimated and (execution.changed or execution.voided):
        # A batch job may estimate the item anew: replay reads what it was taken for.
        result["item"] = [content.discrimination, content.difficulty]
    memory = turn.snapshot.memory
    if memory is not None and execution.grade is not None and (execution.changed or execution.voided):
        # The weights of memory may be fitted anew: replay reads which ones these were.
        result["memory"] = memory[0]
    if turn.placed:
        # Where topics without an answer have begun: replay starts them there.
        result["placed"] = {str(kc): p for kc, p in turn.placed.items()}
    if (shown := _misconception(outcome)) is not None:
        result["misconception"] = shown
    if execution.changed and execution.grade is not None:
        # What the student was told after this answer: P(mastered) and its interval, for the trajectory.
        result["mastery"] = {
            str(state.kc_id): [round(state.p_mastered, 4), round(state.low, 4), round(state.high, 4)]
            for state in execution.changed.values()
        }
    if ruling.variant is not None:
        result["variant"] = ruling.variant
    # What features are counted from, as it was when it happened: a later change of zone or item does not reach it.
    past = execution.past
    result["hour"] = past.hour
    if past.kind is not None:
        result["kind"], result["difficulty"] = past.kind, past.difficulty
    if past.watched_s:
        result["watched_s"] = past.watched_s
    if (seen := viewed(event, content, turn.progress, execution.progress)) is not None:
        result["film"] = seen
    if event.context.device != "unknown":
        result["device"] = event.context.device
    if event.context.session_id:
        result["session_id"] = event.context.session_id
    if turn.sitting is not None:
        result["attempt"] = str(turn.sitting.attempt_id)
    # Which test it is and what came of it: others are told so, and no client can say it.
    result |= turn.test
    if ruling.findings:
        result["findings"] = list(ruling.findings)
    return result


def _tries(turn: Turn, outcome: Outcome) -> int:
    """Return how often this step was answered since it was turned to, with this answer; 0 where nobody counts."""
    kept, ruling = outcome.execution.progress, outcome.ruling
    if kept is None or ruling.step is None or ruling.hint is not None or turn.event.verb is not Verb.ANSWERED:
        return 0
    return int(step_state(kept, ruling.step.step_id)["attempts"])


def _misconception(outcome: Outcome) -> int | None:
    """Return which of the step's misconceptions a wrong answer shows, by its place in the key."""
    grade, ruling = outcome.execution.grade, outcome.ruling
    if grade is None or grade.correct is not False or ruling.step is None or ruling.hint is not None:
        return None
    return misconceptions.place_of(ruling.step, grade.feedback)


def _resume(turn: Turn, outcome: Outcome, before: dict[str, Any]) -> dict[str, Any]:
    """Return where to go on: the item that was touched last and is not finished."""
    event, content = turn.event, outcome.ruling.content
    if content is None or outcome.execution.progress is None:
        return before
    if outcome.execution.progress.get("done"):
        return {} if before.get("content_id") == str(content.content_id) else before
    place = {
        "content_id": str(content.content_id),
        "kind": content.kind.value,
        "title": content.title,
        "step_id": outcome.ruling.step.step_id if outcome.ruling.step else None,
        "position_s": event.result.position_s,
        "progress": event.result.progress,
        "at": turn.now.isoformat(),
    }
    return {key: value for key, value in place.items() if value is not None}


def _last_answer(turn: Turn, outcome: Outcome, document: dict[str, Any]) -> dict[str, Any]:
    """Return the cached recommendations: `at`, `decision_id`, `next`, `served`, and what was shown and dismissed."""
    last = dict(turn.last)
    if outcome.decision_id is not None and document["next"]:
        shown = [*last.get("shown", []), *(each["content_id"] for each in document["next"])]
        last.update(
            at=turn.now.isoformat(),
            decision_id=document["decision_id"],
            next=document["next"],
            served=document["served"],
            shown=shown[-SHOWN_KEPT:],
        )
    elif cached_at(last) is not None:
        last["next"] = document["next"]
    content = outcome.ruling.content
    if turn.event.verb is Verb.RECOMMENDATION_DISMISSED and content is not None:
        last["dismissed"] = [*last.get("dismissed", []), str(content.content_id)][-DISMISSED_KEPT:]
    return last


def _presence(turn: Turn, outcome: Outcome, loaded: Loaded) -> tuple[UUID | None, str, UUID | None, str, int, int]:
    seen = Trace(tuple(loaded.presence[0]), *loaded.presence[1:])
    grade, content = outcome.execution.grade, outcome.ruling.content
    if not says_nothing(outcome.ruling, turn):
        seen = after(seen, turn.event.verb, grade.correct if grade is not None else None, turn.now)
    kc_id = outcome.plan.updates[0] if outcome.plan.updates else None
    return (
        content.content_id if content else None,
        content.title if content else "",
        kc_id,
        _text(seen.recent),
        seen.wrong_streak,
        seen.hint_streak,
    )


def _decision(turn: Turn, outcome: Outcome, answer: EventAnswer) -> tuple[UUID, str, str, str, str, str, str] | None:
    if outcome.decision_id is None:
        return None
    verdicts, top = outcome.verdicts, outcome.execution.top
    chosen_in = outcome.timings_ms.get("executor", 0.0) + outcome.timings_ms.get("evaluator", 0.0)
    candidates = [
        {
            "content_id": each.candidate.content.content_id,
            "kc_id": each.candidate.kc_id,
            "purpose": each.candidate.purpose.value,
            "score": each.score,
            "features": features,
            # Whoever learns from this row must know how likely each candidate was, also those that were not shown.
            "chance": round(verdicts.chances.get(each.candidate.content.content_id, 0.0), 6),
            **(
                {"rejected": verdicts.rejected[each.candidate.content.content_id]}
                if each.candidate.content.content_id in verdicts.rejected
                else {}
            ),
        }
        for each, features in zip(top, feature_matrix([each.candidate for each in top]).round(4), strict=True)
    ]
    return (
        outcome.decision_id,
        _text(candidates),
        _text([each.content_id for each in verdicts.approved]),
        _text({str(content_id): share for content_id, share in verdicts.propensity.items()}),
        policy_version(turn.arm),
        current().loop.features_version,
        _text({**answer.served.model_dump(mode="json"), "explored": verdicts.explored, "ms": round(chosen_in, 2)}),
    )


def _post(turn: Turn, outcome: Outcome, loaded: Loaded) -> tuple[UUID, UUID | None, UUID | None, bytes, str] | None:
    """Return a post or reply, sealed under its author's key; the event's id is the post's id."""
    event, ruling = turn.event, outcome.ruling
    if event.verb not in _WRITTEN or ruling.text is None or loaded.tenant_key is None or loaded.person_key is None:
        return None
    key = current().keyring.tenant(turn.facts.tenant_id, loaded.tenant_key)
    sealed = key.open_person_key(event.student_id, loaded.person_key).encrypt("post", ruling.text)
    content = ruling.content.content_id if ruling.content else None
    parent = event.object_id if event.verb is Verb.FORUM_REPLIED and content is None else None
    return event.event_id, content, parent, sealed, "held" if ruling.held or ruling.urgent else "visible"


def _reviews(turn: Turn, outcome: Outcome) -> list[ReviewLine]:
    lines = [*outcome.execution.reviews, *outcome.verdicts.reviews]
    ruling = outcome.ruling
    if ruling.held or ruling.urgent:
        lines.append(
            ReviewLine(
                kind="discussion",
                subject_type="discussion_post",
                subject_id=turn.event.event_id,
                title=turn.snapshot.title,
                reason_code=why_held(ruling),
                dedupe_key=f"post:{turn.event.event_id}",
                evidence={
                    "categories": list(ruling.findings),
                    "section_id": str(turn.event.context.section_id),
                    "student_id": str(turn.event.student_id),
                },
            )
        )
    return lines


def _news(
    event: LearningEvent,
    post: tuple[UUID, Any, UUID | None, Any, str] | None,
    reviews: list[tuple[UUID, ReviewLine]],
    reached: UUID | None,
) -> list[Told]:
    """Return who is told what of an event: whose question is answered, who looks after the class, who got there."""
    section = event.context.section_id
    reply = (post[0], post[2]) if post is not None and post[2] is not None and post[4] == "visible" else None
    waiting = [(review, line.kind) for review, line in reviews if line.evidence.get("section_id") == str(section)]
    if reply is None and not waiting and reached is None:
        return []
    return notices.news_with_event(event.student_id, section, reply=reply, reviews=waiting, reached=reached)


def why_held(ruling: Ruling) -> str:
    """Return why a post waits for who teaches the class, as a key of the catalogue."""
    if ruling.urgent:
        return "review-urgent-text"
    return "review-held-text" if ruling.findings else "review-held-by-class"


def _review(line: ReviewLine) -> tuple[UUID, str, str, UUID | None, str, str, str, float | None, str]:
    return (
        uuid7(),
        line.kind,
        line.subject_type,
        line.subject_id,
        line.title,
        line.reason_code,
        _text(line.evidence),
        line.confidence,
        line.dedupe_key,
    )


def _job(turn: Turn) -> tuple[str, str, str, datetime] | None:
    """Return the institution's job when none is under way that will see this event."""
    tenant = turn.facts.tenant_id
    until = _outbox_until.get(tenant)
    if until is not None and turn.now < until and until - turn.now <= OUTBOX_EVERY:
        return None
    arguments = {"tenant_id": str(tenant), "since": turn.now.isoformat()}
    return OUTBOX_QUEUE, OUTBOX_TASK, _text(arguments), window_end(tenant, turn.now) + OUTBOX_SLACK


def window_end(tenant: UUID, now: datetime) -> datetime:
    """Return when the institution's window that holds `now` closes."""
    every = OUTBOX_EVERY.total_seconds()
    return now + timedelta(seconds=every - (now.timestamp() - tenant.int % int(every)) % every)


def stored(write: EventWrite) -> None:
    """Note, after the commit, that the institution's job is under way and the disclosure is written."""
    if write.job is not None:
        _outbox_until[write.tenant] = window_end(write.tenant, write.at)
    for entry in write.audit:
        _disclosed[(entry[1], write.student)] = time.monotonic()


def _audit(turn: Turn, actor: Actor) -> list[tuple[UUID, UUID, str, str, UUID | None, str, str | None, str, str, str]]:
    """Return the entry of the disclosure: an API client learns a student's mastery from the answer, once an hour."""
    if actor.kind == "person" and actor.person_id == turn.event.student_id:
        return []
    key = (actor.person_id, turn.event.student_id)
    if time.monotonic() - _disclosed.get(key, -DISCLOSURE_SECONDS) < DISCLOSURE_SECONDS:
        return []
    if len(_disclosed) > _MOST_REMEMBERED:
        _disclosed.clear()
    detail = _text({"what": "mastery", "section": str(turn.event.context.section_id)})
    student = turn.event.student_id
    return [
        (
            uuid7(),
            actor.person_id,
            actor.kind,
            "record.read",
            student,
            "student_record",
            str(student),
            "ok",
            actor.request_id,
            detail,
        )
    ]
