"""The event path on raw psycopg: one load, one store, each a pipeline (DESIGN §2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, overload
from uuid import UUID

import orjson
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from learnapp.engine.kc import KCState, LearnerState, Outcome

Conn = AsyncConnection[TupleRow]

_FACTS = """
SELECT r.body_hash, r.answer::text, s.status, s.course_tenant_id, s.course_id, s.course_version,
       e.role, e.status, p.status, p.locale, p.birth_date_enc, pk.wrapped_key, tk.wrapped_key, i.kind, i.time_zone,
       (SELECT jsonb_agg(jsonb_build_array(c.basis, c.purpose, c.granted_at, c.withdrawn_at))::text FROM consent c
         WHERE c.tenant_id = q.tenant_id AND c.student_id = q.student_id),
       l.student_seq, l.theta, l.theta_variance, l.features::text, l.recent_content, l.resume::text,
       l.last_answer::text, ip.version, ip.state::text, pr.recent::text, pr.wrong_streak, pr.hint_streak
  FROM (SELECT %s::uuid AS tenant_id, %s::uuid AS student_id, %s::uuid AS section_id, %s::uuid AS event_id,
               %s::uuid AS content_id) q
  JOIN institution i ON i.tenant_id = q.tenant_id
  LEFT JOIN event_receipt r ON r.tenant_id = q.tenant_id AND r.event_id = q.event_id
  LEFT JOIN section s ON s.tenant_id = q.tenant_id AND s.section_id = q.section_id
  LEFT JOIN enrolment e ON e.tenant_id = q.tenant_id AND e.section_id = q.section_id AND e.person_id = q.student_id
  LEFT JOIN person p ON p.tenant_id = q.tenant_id AND p.person_id = q.student_id
  LEFT JOIN person_key pk ON pk.tenant_id = q.tenant_id AND pk.person_id = q.student_id
  LEFT JOIN tenant_key tk ON tk.tenant_id = q.tenant_id
  LEFT JOIN learner_state l ON l.tenant_id = q.tenant_id AND l.student_id = q.student_id AND l.course_id = s.course_id
  LEFT JOIN item_progress ip ON ip.tenant_id = q.tenant_id AND ip.student_id = q.student_id
        AND ip.content_id = q.content_id
  LEFT JOIN presence pr ON pr.tenant_id = q.tenant_id AND pr.section_id = q.section_id
        AND pr.student_id = q.student_id
"""

_KC_COLUMNS = (
    "kc_id, attempts, correct, hints, p_bkt, p_mastered, low, high, stability, fsrs_difficulty, "
    "due_at, last_at, mastered_at, recent::text"
)
_KC_STATES = f"SELECT {_KC_COLUMNS} FROM kc_state WHERE tenant_id = %s AND student_id = %s"  # noqa: S608 - constants


@dataclass(slots=True)
class Loaded:
    """What one load found; None where there is no such row.

    Attributes:
        receipt: (body hash, answer as JSON text) of an earlier event with this id.
        course: (tenant, course, version) of the section.
        kc_rows: Every KC state of the student; the caller keeps those of the course.
        presence: (recent, wrong streak, hint streak).
    """

    receipt: tuple[bytes, str] | None
    section_status: str | None
    course: tuple[UUID, UUID, int] | None
    enrolment: tuple[str, str] | None
    person: tuple[str, str] | None
    birth_date_enc: bytes | None
    person_key: bytes | None
    tenant_key: bytes | None
    institution: tuple[str, str] | None
    consents: list[tuple[str, str, datetime | None, datetime | None]]
    learner: LearnerState | None
    resume: dict[str, Any]
    last_answer: dict[str, Any]
    progress_version: int | None
    progress: dict[str, Any] | None
    presence: tuple[list[Any], int, int]


def outcomes_to_json(recent: Sequence[Outcome]) -> str:
    """Return `kc_state.recent`: a list of event_id, correct, at, content_id, hints; oldest first."""
    return orjson.dumps(
        [
            {"event_id": o.event_id, "correct": o.correct, "at": o.at, "content_id": o.content_id, "hints": o.hints}
            for o in recent
        ]
    ).decode()


def outcomes_from_json(recent: list[dict[str, Any]]) -> list[Outcome]:
    """Read `kc_state.recent` back."""
    return [
        Outcome(
            UUID(o["event_id"]), o["correct"], datetime.fromisoformat(o["at"]), UUID(o["content_id"]), o.get("hints", 0)
        )
        for o in recent
    ]


class StoredOutcomes(Sequence[Outcome]):
    """`kc_state.recent` as it was read; an outcome is built when somebody looks at it.

    A student of many KCs has hundreds of outcomes, of which one event looks at a dozen.
    """

    __slots__ = ("_raw", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._raw: list[dict[str, Any]] | None = None

    def _rows(self) -> list[dict[str, Any]]:
        if self._raw is None:
            # The column's default is an empty object.
            self._raw = orjson.loads(self._text) or []
        return self._raw

    def __len__(self) -> int:
        return len(self._rows())

    @overload
    def __getitem__(self, place: int) -> Outcome: ...
    @overload
    def __getitem__(self, place: slice) -> list[Outcome]: ...
    def __getitem__(self, place: int | slice) -> Outcome | list[Outcome]:
        if isinstance(place, slice):
            return outcomes_from_json(self._rows()[place])
        return outcomes_from_json([self._rows()[place]])[0]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self[:] == list(other)

    __hash__ = None  # type: ignore[assignment]


def kc_state_from_row(row: TupleRow) -> KCState:
    """Build a KC state from a row with `_KC_COLUMNS`."""
    return KCState(*[*row[:13], StoredOutcomes(row[13])])


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


async def load(
    conn: Conn, tenant: UUID, student: UUID, section: UUID, event_id: UUID, content_id: UUID | None
) -> Loaded | None:
    """Read everything one event needs in one round trip; None when the tenant is unknown."""
    facts = await conn.cursor(binary=True).execute(
        _FACTS, (tenant, student, section, event_id, content_id), prepare=True
    )
    states = await conn.cursor(binary=True).execute(_KC_STATES, (tenant, student), prepare=True)
    row = await facts.fetchone()
    kc_rows = await states.fetchall()
    if row is None:
        return None
    (body_hash, answer, section_status, course_tenant, course, version, role, enrolled, person, locale) = row[:10]
    (birth, person_key, tenant_key, kind, zone, consents) = row[10:16]
    (seq, theta, variance, features, recent, resume, last, item_version, item, p_recent, wrong, hinted) = row[16:]
    learner = None
    if course is not None:
        learner = LearnerState(student, course)
        if seq is not None:
            learner.student_seq, learner.theta, learner.theta_variance = seq, theta, variance
            learner.features, learner.recent_content = orjson.loads(features), recent
        learner.kcs = {kc_row[0]: kc_state_from_row(kc_row) for kc_row in kc_rows}
    p_recent = orjson.loads(p_recent) if p_recent else []
    return Loaded(
        receipt=(body_hash, answer) if body_hash is not None else None,
        section_status=section_status,
        course=(course_tenant, course, version) if course is not None else None,
        enrolment=(role, enrolled) if role is not None else None,
        person=(person, locale) if person is not None else None,
        birth_date_enc=birth,
        person_key=person_key,
        tenant_key=tenant_key,
        institution=(kind, zone),
        consents=[
            (basis, purpose, _moment(given), _moment(withdrawn))
            for basis, purpose, given, withdrawn in (orjson.loads(consents) if consents else [])
        ],
        learner=learner,
        resume=orjson.loads(resume) if resume else {},
        last_answer=orjson.loads(last) if last else {},
        progress_version=item_version,
        progress=orjson.loads(item) if item else None,
        presence=(p_recent if isinstance(p_recent, list) else [], wrong or 0, hinted or 0),
    )


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
        audit: (id, actor, kind, action, subject, object type, object id, outcome, request id, detail).
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
    audit: list[tuple[UUID, UUID, str, str, UUID | None, str, str | None, str, str, str]] = field(default_factory=list)


_STORED = (
    "tenant", "student", "section", "course", "event_id", "body_hash", "answer", "at", "seq", "theta",
    "theta_variance", "features", "recent_content", "resume", "last_answer", "verb", "object_id", "object_version",
    "step_id", "kc_ids", "correct", "result", "occurred_at", "asserted",
)  # fmt: skip
_ITEM = ("item", "item_version", "item_state")
_DECISION = ("decision_id", "candidates", "approved", "propensity", "policy", "features_version", "served")
# One statement for what every event writes: PostgreSQL runs all of its parts, and the driver's work for each
# statement would cost more than the rows. A learner's row that has moved on makes student_seq NULL, which its
# NOT NULL refuses: everything fails with one error that names the reason, without another round trip to look.
_STORE = """
WITH receipt AS (
  INSERT INTO event_receipt (tenant_id, event_id, body_hash, answer, received_at)
  VALUES (%(tenant)s, %(event_id)s, %(body_hash)s, %(answer)s::jsonb, %(at)s)
), learner AS (
  INSERT INTO learner_state AS l (tenant_id, student_id, course_id, student_seq, theta, theta_variance, features,
                                  recent_content, resume, last_answer, updated_at)
  VALUES (%(tenant)s, %(student)s, %(course)s, %(seq)s, %(theta)s, %(theta_variance)s, %(features)s::jsonb,
          %(recent_content)s, %(resume)s::jsonb, %(last_answer)s::jsonb, %(at)s)
  ON CONFLICT (tenant_id, student_id, course_id) DO UPDATE SET
    student_seq = CASE WHEN l.student_seq = EXCLUDED.student_seq - 1 THEN EXCLUDED.student_seq END,
    theta = EXCLUDED.theta, theta_variance = EXCLUDED.theta_variance, features = EXCLUDED.features,
    recent_content = EXCLUDED.recent_content, resume = EXCLUDED.resume, last_answer = EXCLUDED.last_answer,
    updated_at = EXCLUDED.updated_at
), event AS (
  INSERT INTO learning_event (tenant_id, received_at, event_id, student_id, section_id, course_id, student_seq, verb,
                              object_id, object_version, step_id, kc_ids, correct, result, occurred_at, asserted)
  VALUES (%(tenant)s, %(at)s, %(event_id)s, %(student)s, %(section)s, %(course)s, %(seq)s, %(verb)s, %(object_id)s,
          %(object_version)s, %(step_id)s, %(kc_ids)s, %(correct)s, %(result)s::jsonb, %(occurred_at)s, %(asserted)s)
), progress AS (
  INSERT INTO item_progress (tenant_id, student_id, content_id, version, state, updated_at)
  SELECT %(tenant)s, %(student)s, %(item)s::uuid, %(item_version)s::int, %(item_state)s::jsonb, %(at)s
   WHERE %(item)s::uuid IS NOT NULL
  ON CONFLICT (tenant_id, student_id, content_id) DO UPDATE SET
    version = EXCLUDED.version, updated_at = EXCLUDED.updated_at, state = EXCLUDED.state
), decided AS (
  INSERT INTO decision (tenant_id, created_at, student_id, course_id, event_id, decision_id, candidates, approved,
                        propensity, policy_version, features_version, served)
  SELECT %(tenant)s, %(at)s, %(student)s, %(course)s, %(event_id)s, %(decision_id)s::uuid, %(candidates)s::jsonb,
         %(approved)s::jsonb, %(propensity)s::jsonb, %(policy)s::text, %(features_version)s::text, %(served)s::jsonb
   WHERE %(decision_id)s::uuid IS NOT NULL
)
INSERT INTO presence (tenant_id, section_id, student_id, last_event_at, last_verb, content_id, content_title, kc_id,
                      recent, wrong_streak, hint_streak)
VALUES (%(tenant)s, %(section)s, %(student)s, %(at)s, %(verb)s, %(seen_content)s, %(seen_title)s, %(seen_kc)s,
        %(seen_recent)s::jsonb, %(wrong_streak)s, %(hint_streak)s)
ON CONFLICT (tenant_id, section_id, student_id) DO UPDATE SET
  last_event_at = EXCLUDED.last_event_at, last_verb = EXCLUDED.last_verb, recent = EXCLUDED.recent,
  content_id = coalesce(EXCLUDED.content_id, presence.content_id),
  content_title = CASE WHEN EXCLUDED.content_id IS NULL THEN presence.content_title ELSE EXCLUDED.content_title END,
  kc_id = coalesce(EXCLUDED.kc_id, presence.kc_id),
  wrong_streak = EXCLUDED.wrong_streak, hint_streak = EXCLUDED.hint_streak
"""
KC_UPSERT = """
INSERT INTO kc_state (tenant_id, student_id, kc_id, attempts, correct, hints, p_bkt, p_mastered, low, high, stability,
                      fsrs_difficulty, due_at, last_at, mastered_at, recent, updated_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s)
ON CONFLICT (tenant_id, student_id, kc_id) DO UPDATE SET
  attempts = EXCLUDED.attempts, correct = EXCLUDED.correct, hints = EXCLUDED.hints, p_bkt = EXCLUDED.p_bkt,
  p_mastered = EXCLUDED.p_mastered, low = EXCLUDED.low, high = EXCLUDED.high, stability = EXCLUDED.stability,
  fsrs_difficulty = EXCLUDED.fsrs_difficulty, due_at = EXCLUDED.due_at, last_at = EXCLUDED.last_at,
  mastered_at = coalesce(kc_state.mastered_at, EXCLUDED.mastered_at), recent = EXCLUDED.recent,
  updated_at = EXCLUDED.updated_at
"""
_POST = """
INSERT INTO discussion_post (tenant_id, section_id, author_id, created_at, post_id, content_id, parent_id, text_enc,
                             status) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_REVIEW = """
INSERT INTO review_item (tenant_id, created_at, review_id, kind, subject_type, subject_id, title, reason_code,
                         evidence, confidence, dedupe_key, status, note)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s, 'open', '')
ON CONFLICT (tenant_id, dedupe_key) WHERE status = 'open' DO NOTHING
"""
_JOB = """
SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(%s, %s, 0, NULL, NULL, %s::jsonb, %s)::procrastinate_job_to_defer_v1])
"""
_AUDIT = """
INSERT INTO audit_entry (tenant_id, at, audit_id, actor_id, actor_kind, action, subject_id, object_type, object_id,
                         outcome, request_id, detail)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb)
"""


async def store(conn: Conn, w: EventWrite) -> None:
    """Send every write of one event; all travel with the commit.

    Raises:
        psycopg.errors.UniqueViolation: This event id was stored in the meantime.
        psycopg.errors.NotNullViolation: Another event of the student was stored in the meantime.
    """
    cursor = conn.cursor(binary=True)
    own = (w.tenant, w.student)

    async def send(statement: str, *values: Any) -> None:
        await cursor.execute(statement, values, prepare=True)

    values = {name: getattr(w, name) for name in _STORED}
    (content, title, kc_id, recent, wrong, hinted) = w.presence
    values.update(seen_content=content, seen_title=title, seen_kc=kc_id, seen_recent=recent)
    values.update(wrong_streak=wrong, hint_streak=hinted)
    values.update(zip(_ITEM, w.progress or (None,) * len(_ITEM), strict=True))
    values.update(zip(_DECISION, w.decision or (None,) * len(_DECISION), strict=True))
    await cursor.execute(_STORE, values, prepare=True)
    for k in w.kc_states:
        counts = (k.attempts, k.correct, k.hints, k.p_bkt, k.p_mastered, k.low, k.high, k.stability)
        times = (k.fsrs_difficulty, k.due_at, k.last_at, k.mastered_at)
        await send(KC_UPSERT, *own, k.kc_id, *counts, *times, outcomes_to_json(k.recent), w.at)
    if w.post is not None:
        await send(_POST, w.tenant, w.section, w.student, w.at, *w.post)
    for review in w.reviews:
        await send(_REVIEW, w.tenant, w.at, *review)
    if w.job is not None:
        await send(_JOB, *w.job)
    # The transaction has its number already (it wrote above); sealing relies on that order.
    for entry in w.audit:
        await send(_AUDIT, w.tenant, w.at, *entry)


_ROSTER = """
SELECT p.person_id, p.name_enc, k.wrapped_key FROM enrolment e
  JOIN person p ON p.tenant_id = e.tenant_id AND p.person_id = e.person_id
  JOIN person_key k ON k.tenant_id = p.tenant_id AND k.person_id = p.person_id
 WHERE e.tenant_id = %s AND e.section_id = %s AND e.status = 'active' LIMIT 500
"""


async def roster(conn: Conn, tenant: UUID, section: UUID) -> list[tuple[UUID, bytes, bytes]]:
    """Return (person, sealed name, wrapped key) of a section's people."""
    cursor = await conn.execute(_ROSTER, (tenant, section))
    return [(row[0], bytes(row[1]), bytes(row[2])) for row in await cursor.fetchall() if row[1] is not None]
