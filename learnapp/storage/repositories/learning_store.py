"""What one learning event writes: everything in one batch with the commit (DESIGN §2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from learnapp.engine.kc import KCState, Outcome
from learnapp.storage.batch import Batch, Statement
from learnapp.storage.repositories import learner_tracks, learning_requests, notices
from learnapp.storage.repositories.learner_tracks import Track
from learnapp.storage.repositories.notices import Told


def outcomes_to_json(recent: Sequence[Outcome]) -> str:
    """Return `kc_state.recent`, oldest first: event_id, correct, at, content_id, hints, b (difficulty), leaning."""
    return orjson.dumps([_outcome_to_json(one) for one in recent]).decode()


def _outcome_to_json(one: Outcome) -> dict[str, Any]:
    row = {
        "event_id": one.event_id, "correct": one.correct, "at": one.at, "content_id": one.content_id,
        "hints": one.hints, "b": one.difficulty,
    }  # fmt: skip
    return {**row, "leaning": one.leaning} if one.leaning else row


@dataclass(slots=True)
class EventWrite:
    """Everything one event changes; JSON columns are given as text.

    Attributes:
        seq: New `student_seq`; the row must still hold `seq - 1`.
        progress: (content id, version, state) or None.
        presence: (content id, content title, kc id, recent, wrong streak, hint streak).
        decision: (id, candidates, approved, propensity, policy version, features version, served) or None.
        post: (id, content id, parent id, ciphertext, status) or None.
        reviews: (id, kind, subject type, subject id, title, reason code, evidence, confidence, dedupe key).
        job: (queue, task, arguments, when) for the outbox, or None.
        news: Who is told what of it; `Source.PEOPLE` is the student.
        audit: (id, actor, kind, action, subject, object type, object id, outcome, request id, detail).
        track: What a trained model keeps of the student from now on, None where that has not changed.
        route: (request, way, (gap, what it explains), when it was reached) where that has changed, or None.
    """

    tenant: UUID
    student: UUID
    section: UUID
    course: UUID
    event_id: UUID
    body_hash: bytes
    answer: str
    at: datetime
    seq: int
    theta: float
    theta_variance: float
    features: str
    running: str
    folded: int
    recent_content: list[UUID]
    resume: str
    last_answer: str
    verb: str
    object_id: UUID | None
    object_version: int | None
    step_id: str | None
    kc_ids: list[UUID]
    correct: bool | None
    result: str
    occurred_at: datetime
    asserted: bool
    presence: tuple[UUID | None, str, UUID | None, str, int, int]
    kc_states: list[KCState] = field(default_factory=list)
    progress: tuple[UUID, int, str] | None = None
    decision: tuple[UUID, str, str, str, str, str, str] | None = None
    post: tuple[UUID, UUID | None, UUID | None, bytes, str] | None = None
    reviews: list[tuple[UUID, str, str, UUID | None, str, str, str, float | None, str]] = field(default_factory=list)
    job: tuple[str, str, str, datetime] | None = None
    news: list[Told] = field(default_factory=list)
    audit: list[tuple[UUID, UUID, str, str, UUID | None, str, str | None, str, str, str]] = field(default_factory=list)
    track: Track | None = None
    route: tuple[UUID, tuple[UUID, ...], tuple[UUID | None, UUID | None], datetime | None] | None = None


_STORED = (
    "tenant", "student", "section", "course", "event_id", "body_hash", "answer", "at", "seq", "theta",
    "theta_variance", "features", "running", "folded", "recent_content", "resume", "last_answer", "verb",
    "object_id", "object_version", "step_id", "kc_ids", "correct", "result", "occurred_at", "asserted",
)  # fmt: skip
_ITEM = ("item", "item_version", "item_state")
_DECISION = ("decision_id", "candidates", "approved", "propensity", "policy", "features_version", "served")
# One statement for what every event writes: PostgreSQL runs all of its parts, and the driver's work for each
# statement would cost more than the rows. A learner's row that has moved on makes student_seq NULL, which its
# NOT NULL refuses: everything fails with one error that names the reason, without another round trip to look.
_STORE = Statement("""
WITH receipt AS (
  INSERT INTO event_receipt (tenant_id, event_id, body_hash, answer, received_at)
  VALUES ({tenant:uuid}, {event_id:uuid}, {body_hash:bytes}, {answer:text}::jsonb, {at:time})
), learner AS (
  INSERT INTO learner_state AS l (tenant_id, student_id, course_id, student_seq, theta, theta_variance, features,
                                  running, folded, recent_content, resume, last_answer, updated_at)
  VALUES ({tenant:uuid}, {student:uuid}, {course:uuid}, {seq:int}, {theta:float}, {theta_variance:float},
          {features:text}::jsonb, {running:text}, {folded:int}, {recent_content:uuids}, {resume:text}::jsonb,
          {last_answer:text}::jsonb, {at:time})
  ON CONFLICT (tenant_id, student_id, course_id) DO UPDATE SET
    student_seq = CASE WHEN l.student_seq = EXCLUDED.student_seq - 1 THEN EXCLUDED.student_seq END,
    theta = EXCLUDED.theta, theta_variance = EXCLUDED.theta_variance, features = EXCLUDED.features,
    running = EXCLUDED.running, folded = EXCLUDED.folded, recent_content = EXCLUDED.recent_content,
    resume = EXCLUDED.resume, last_answer = EXCLUDED.last_answer, updated_at = EXCLUDED.updated_at
), event AS (
  INSERT INTO learning_event (tenant_id, received_at, event_id, student_id, section_id, course_id, student_seq, verb,
                              object_id, object_version, step_id, kc_ids, correct, result, occurred_at, asserted)
  VALUES ({tenant:uuid}, {at:time}, {event_id:uuid}, {student:uuid}, {section:uuid}, {course:uuid}, {seq:int},
          {verb:text}, {object_id:uuid}, {object_version:int}, {step_id:text}, {kc_ids:uuids}, {correct:bool},
          {result:text}::jsonb, {occurred_at:time}, {asserted:bool})
), progress AS (
  INSERT INTO item_progress (tenant_id, student_id, content_id, version, state, updated_at)
  SELECT {tenant:uuid}, {student:uuid}, {item:uuid}, {item_version:int}, {item_state:text}::jsonb, {at:time}
   WHERE {item:uuid} IS NOT NULL
  ON CONFLICT (tenant_id, student_id, content_id) DO UPDATE SET
    version = EXCLUDED.version, updated_at = EXCLUDED.updated_at, state = EXCLUDED.state
), decided AS (
  INSERT INTO decision (tenant_id, created_at, student_id, course_id, event_id, decision_id, candidates, approved,
                        propensity, policy_version, features_version, served)
  SELECT {tenant:uuid}, {at:time}, {student:uuid}, {course:uuid}, {event_id:uuid}, {decision_id:uuid},
         {candidates:text}::jsonb, {approved:text}::jsonb, {propensity:text}::jsonb, {policy:text},
         {features_version:text}, {served:text}::jsonb
   WHERE {decision_id:uuid} IS NOT NULL
), graded AS (
  INSERT INTO lti_grade_due AS g (tenant_id, section_id, student_id, wanted, since)
  SELECT {tenant:uuid}, {section:uuid}, {student:uuid}, 1, {at:time}
   WHERE EXISTS (SELECT 1 FROM lti_context c
                   JOIN lti_service v USING (tenant_id, registration_id, deployment_id, context_id)
                  WHERE c.tenant_id = {tenant:uuid} AND c.section_id = {section:uuid}
                    AND (v.tests OR v.assignments OR v.progress))
  ON CONFLICT (tenant_id, section_id, student_id) DO UPDATE SET wanted = g.wanted + 1
), opened AS (
  INSERT INTO open_data_out (tenant_id, endpoint_id, event_id, student_id, received_at)
  SELECT {tenant:uuid}, p.endpoint_id, {event_id:uuid}, {student:uuid}, {at:time}
    FROM open_data_endpoint p WHERE p.tenant_id = {tenant:uuid} AND p.enabled
)
INSERT INTO presence (tenant_id, section_id, student_id, last_event_at, last_verb, content_id, content_title, kc_id,
                      recent, wrong_streak, hint_streak)
VALUES ({tenant:uuid}, {section:uuid}, {student:uuid}, {at:time}, {verb:text}, {seen_content:uuid},
        {seen_title:text}, {seen_kc:uuid}, {seen_recent:text}::jsonb, {wrong_streak:int}, {hint_streak:int})
ON CONFLICT (tenant_id, section_id, student_id) DO UPDATE SET
  last_event_at = EXCLUDED.last_event_at, last_verb = EXCLUDED.last_verb, recent = EXCLUDED.recent,
  content_id = coalesce(EXCLUDED.content_id, presence.content_id),
  content_title = CASE WHEN EXCLUDED.content_id IS NULL THEN presence.content_title ELSE EXCLUDED.content_title END,
  kc_id = coalesce(EXCLUDED.kc_id, presence.kc_id),
  wrong_streak = EXCLUDED.wrong_streak, hint_streak = EXCLUDED.hint_streak
""")
_KC_UPSERT = Statement("""
INSERT INTO kc_state (tenant_id, student_id, kc_id, attempts, correct, hints, p_bkt, p_mastered, low, high, stability,
                      fsrs_difficulty, due_at, last_at, mastered_at, recent, placed, updated_at)
VALUES ({tenant:uuid}, {student:uuid}, {kc_id:uuid}, {attempts:int}, {correct:int}, {hints:int}, {p_bkt:float},
        {p_mastered:float}, {low:float}, {high:float}, {stability:float}, {fsrs_difficulty:float}, {due_at:time},
        {last_at:time}, {mastered_at:time}, {recent:text}::jsonb, {placed:float}, {at:time})
ON CONFLICT (tenant_id, student_id, kc_id) DO UPDATE SET
  attempts = EXCLUDED.attempts, correct = EXCLUDED.correct, hints = EXCLUDED.hints, p_bkt = EXCLUDED.p_bkt,
  p_mastered = EXCLUDED.p_mastered, low = EXCLUDED.low, high = EXCLUDED.high, stability = EXCLUDED.stability,
  fsrs_difficulty = EXCLUDED.fsrs_difficulty, due_at = EXCLUDED.due_at, last_at = EXCLUDED.last_at,
  mastered_at = coalesce(kc_state.mastered_at, EXCLUDED.mastered_at), recent = EXCLUDED.recent,
  placed = EXCLUDED.placed, updated_at = EXCLUDED.updated_at
""")
_POST = Statement("""
INSERT INTO discussion_post (tenant_id, section_id, author_id, created_at, post_id, content_id, parent_id, text_enc,
                             status)
VALUES ({tenant:uuid}, {section:uuid}, {student:uuid}, {at:time}, {post:uuid}, {content:uuid}, {parent:uuid},
        {sealed:bytes}, {status:text})
""")
_REVIEW = Statement("""
INSERT INTO review_item (tenant_id, created_at, review_id, kind, subject_type, subject_id, title, reason_code,
                         evidence, confidence, dedupe_key, status, note)
VALUES ({tenant:uuid}, {at:time}, {review:uuid}, {kind:text}, {subject_type:text}, {subject:uuid}, {title:text},
        {reason:text}, {evidence:text}::jsonb, {confidence:float}, {dedupe:text}, 'open', '')
ON CONFLICT (tenant_id, dedupe_key) WHERE status = 'open' DO NOTHING
""")
_REVIEW_NAMES = ("review", "kind", "subject_type", "subject", "title", "reason", "evidence", "confidence", "dedupe")
_JOB = Statement("""
SELECT procrastinate_defer_jobs_v1(ARRAY[ROW({queue:text}, {task:text}, 0, NULL, NULL, {arguments:text}::jsonb,
                                             {when:time})::procrastinate_job_to_defer_v1])
""")
_AUDIT = Statement("""
INSERT INTO audit_entry (tenant_id, at, audit_id, actor_id, actor_kind, action, subject_id, object_type, object_id,
                         outcome, request_id, detail)
VALUES ({tenant:uuid}, {at:time}, {audit:uuid}, {actor:uuid}, {actor_kind:text}, {action:text}, {subject:uuid},
        {object_type:text}, {object:text}, {outcome:text}, {request:text}, {detail:text}::jsonb)
""")
_AUDIT_NAMES = (
    "audit", "actor", "actor_kind", "action", "subject", "object_type", "object", "outcome", "request", "detail",
)  # fmt: skip


def upsert_kc(batch: Batch, tenant: UUID, student: UUID, k: KCState, at: datetime) -> None:
    """Gather the write of one KC state."""
    batch.add(
        _KC_UPSERT,
        tenant=tenant,
        student=student,
        kc_id=k.kc_id,
        attempts=k.attempts,
        correct=k.correct,
        hints=k.hints,
        p_bkt=k.p_bkt,
        p_mastered=k.p_mastered,
        low=k.low,
        high=k.high,
        stability=k.stability,
        fsrs_difficulty=k.fsrs_difficulty,
        due_at=k.due_at,
        last_at=k.last_at,
        mastered_at=k.mastered_at,
        recent=outcomes_to_json(k.recent),
        placed=k.placed,
        at=at,
    )


async def store(batch: Batch, w: EventWrite) -> list[UUID]:
    """Send every write of one event with the commit; return who was told of it.

    Raises:
        psycopg.errors.UniqueViolation: This event id was stored in the meantime.
        psycopg.errors.NotNullViolation: Another event of the student was stored in the meantime.
    """
    values = {name: getattr(w, name) for name in _STORED}
    (content, title, kc_id, recent, wrong, hinted) = w.presence
    values.update(seen_content=content, seen_title=title, seen_kc=kc_id, seen_recent=recent)
    values.update(wrong_streak=wrong, hint_streak=hinted)
    values.update(zip(_ITEM, w.progress or (None,) * len(_ITEM), strict=True))
    values.update(zip(_DECISION, w.decision or (None,) * len(_DECISION), strict=True))
    batch.add(_STORE, **values)
    for state in w.kc_states:
        upsert_kc(batch, w.tenant, w.student, state, w.at)
    if w.track is not None:
        learner_tracks.put(batch, w.tenant, w.student, w.track, w.at)
    if w.route is not None:
        learning_requests.note(batch, w.tenant, w.student, *w.route)
    if w.post is not None:
        names = ("post", "content", "parent", "sealed", "status")
        own = {"tenant": w.tenant, "section": w.section, "student": w.student, "at": w.at}
        batch.add(_POST, **own, **dict(zip(names, w.post, strict=True)))
    for review in w.reviews:
        batch.add(_REVIEW, tenant=w.tenant, at=w.at, **dict(zip(_REVIEW_NAMES, review, strict=True)))
    if w.job is not None:
        batch.add(_JOB, **dict(zip(("queue", "task", "arguments", "when"), w.job, strict=True)))
    # The transaction has its number already (it wrote above); sealing relies on that order.
    for entry in w.audit:
        batch.add(_AUDIT, tenant=w.tenant, at=w.at, **dict(zip(_AUDIT_NAMES, entry, strict=True)))
    for source, news, parent in w.news:
        notices.gather(batch, w.tenant, source, news, w.at, parent=parent, people=[w.student])
    found = await batch.commit()
    told = found[-1 - len(w.news) : -1] if w.news else []
    return [row[0] for part in told for row in part]
