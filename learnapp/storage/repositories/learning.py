"""What one learning event reads: everything in one batch (DESIGN §2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, overload
from uuid import UUID

import orjson
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from learnapp.engine.kc import KCState, LearnerState, Outcome
from learnapp.engine.reviews import USUAL
from learnapp.engine.rules import NO_RULES, Rules, rules_of
from learnapp.storage.batch import Batch, Statement
from learnapp.storage.repositories import learner_tracks
from learnapp.storage.repositories.assignment_left import ASSIGNED
from learnapp.storage.repositories.course_graphs import GRAPH
from learnapp.storage.repositories.learner_tracks import Track
from learnapp.storage.repositories.learning_requests import REQUESTED, RequestRow, request_of
from learnapp.storage.repositories.path_rules import RULES, rules_from_json

Conn = AsyncConnection[TupleRow]

_FACTS = Statement(
    """
SELECT r.body_hash, r.answer::text, s.status, s.course_tenant_id, s.course_id, s.course_version,
       e.role, e.status, p.status, p.locale, p.birth_date_enc, pk.wrapped_key, tk.wrapped_key, i.kind, i.time_zone,
       (SELECT jsonb_agg(jsonb_build_array(c.basis, c.purpose, c.granted_at, c.withdrawn_at))::text FROM consent c
         WHERE c.tenant_id = q.tenant_id AND c.student_id = q.student_id),
       l.student_seq, l.theta, l.theta_variance, l.features::text, l.recent_content, l.resume::text,
       l.last_answer::text, ip.version, ip.state::text, pr.recent::text, pr.wrong_streak, pr.hint_streak,
       s.discussion, s.discussion_under_13,
       (SELECT jsonb_agg(jsonb_build_array(w.content_id, w.voided))::text FROM (
          SELECT content_id, voided FROM withdrawn_item
           WHERE tenant_id = q.tenant_id AND section_id = q.section_id
          UNION ALL SELECT content_id, false FROM barred_content
           WHERE tenant_id = q.tenant_id AND course_id = s.course_id AND s.course_tenant_id = q.tenant_id) w),
       p.time_zone, l.running, coalesce(s.reviews_per_day, i.reviews_per_day), l.more_reviews, l.more_reviews_on,
       ARRAY(SELECT g.kc_id FROM student_goal g WHERE g.tenant_id = q.tenant_id AND g.student_id = q.student_id
               AND g.status = 'open' AND g.kc_id IS NOT NULL), """  # noqa: S608 - constants
    + ASSIGNED
    + """,
       (SELECT array_agg(x.content_id) FROM attempt t
          JOIN attempt_item x ON x.tenant_id = t.tenant_id AND x.attempt_id = t.attempt_id
         WHERE t.tenant_id = q.tenant_id AND t.student_id = q.student_id AND t.recorded_at IS NULL), """
    + RULES
    + ", "
    + GRAPH
    + ", "
    + REQUESTED
    + """
  FROM (SELECT {tenant:uuid} AS tenant_id, {student:uuid} AS student_id, {section:uuid} AS section_id,
               {event:uuid} AS event_id, {content:uuid} AS content_id) q
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
)

KC_COLUMNS = (
    "kc_id, attempts, correct, hints, p_bkt, p_mastered, low, high, stability, fsrs_difficulty, "
    "due_at, last_at, mastered_at, recent::text, placed"
)
_KC_STATES = Statement(
    f"SELECT {KC_COLUMNS} FROM kc_state WHERE tenant_id = {{tenant:uuid}} AND student_id = {{student:uuid}}"  # noqa: S608
)


@dataclass(slots=True)
class Loaded:
    """What one load found; None where there is no such row.

    Attributes:
        receipt: (body hash, answer as JSON text) of an earlier event with this id.
        course: (tenant, course, version) of the section.
        kc_rows: Every KC state of the student; the caller keeps those of the course.
        presence: (recent, wrong streak, hint streak).
        discussion: The section's policy, and whether children under 13 may take part.
        withdrawn: What the section, or nobody, gets any more, and `under_test`; `voided`: does not count there either.
        time_zone: The one that the student has chosen.
        assigned: (assignment, content, topic, due, answers, what is left) of what the student's teacher has assigned.
        track: What a trained model keeps of the student, where it was asked for.
        reviews_per_day: What the section or the institution has chosen.
        more_reviews: The day for which the student has asked for more, and how many more.
        goals: Topics that the student has set out to master.
        under_test: Items of tests of the student whose results are not shown yet.
        rules: What the teacher has ruled about topics, for the class and for the student.
        graph: The version of the prerequisites that holds in the class; None: the author's do.
        request: What the student has asked to learn in this section.
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
    discussion: tuple[str, bool] = ("open", False)
    withdrawn: frozenset[UUID] = frozenset()
    voided: frozenset[UUID] = frozenset()
    time_zone: str | None = None
    assigned: list[tuple[UUID, UUID | None, UUID | None, datetime | None, int, int]] = field(default_factory=list)
    track: Track | None = None
    reviews_per_day: int = USUAL
    more_reviews: tuple[date | None, int] = (None, 0)
    goals: frozenset[UUID] = frozenset()
    under_test: frozenset[UUID] = frozenset()
    rules: Rules = NO_RULES
    graph: UUID | None = None
    request: RequestRow | None = None


def outcomes_from_json(recent: list[dict[str, Any]]) -> list[Outcome]:
    """Read `kc_state.recent` back."""
    return [
        Outcome(
            UUID(o["event_id"]),
            o["correct"],
            datetime.fromisoformat(o["at"]),
            UUID(o["content_id"]),
            o.get("hints", 0),
            o.get("b", 0.0),
            o.get("leaning", 0.0),
        )  # fmt: skip
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

    def right(self, last: int) -> list[bool]:
        """Return whether each of the `last` answers was right, oldest first."""
        return [row["correct"] for row in self._rows()[-last:]]

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
    """Build a KC state from a row with `KC_COLUMNS`."""
    return KCState(*[*row[:13], StoredOutcomes(row[13]), row[14]])


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


async def load(
    batch: Batch,
    tenant: UUID,
    student: UUID,
    section: UUID,
    event_id: UUID,
    content_id: UUID | None,
    *,
    tracked: bool = False,
) -> Loaded | None:
    """Read everything one event needs in one round trip; None when the tenant is unknown.

    Args:
        batch: The transaction.
        tenant: The institution.
        student: The student.
        section: Where they learn.
        event_id: Of the event.
        content_id: What it is about.
        tracked: Whether a trained model serves, so that what it keeps of the student is needed too.
    """
    batch.add(_FACTS, tenant=tenant, student=student, section=section, event=event_id, content=content_id)
    batch.add(_KC_STATES, tenant=tenant, student=student)
    if tracked:
        learner_tracks.ask(batch, tenant, student)
        *_, facts, kc_rows, kept = await batch.exchange()
    else:
        *_, facts, kc_rows = await batch.exchange()
        kept = []
    if not facts:
        return None
    (row,) = facts
    (body_hash, answer, section_status, course_tenant, course, version, role, enrolled, person, locale) = row[:10]
    (birth, person_key, tenant_key, kind, zone, consents) = row[10:16]
    (seq, theta, variance, features, recent, resume, last, item_version, item, p_recent, wrong, hinted) = row[16:28]
    learner = None
    if course is not None:
        learner = LearnerState(student, course)
        if seq is not None:
            learner.student_seq, learner.theta, learner.theta_variance = seq, theta, variance
            learner.features, learner.recent_content = orjson.loads(features), recent
            learner.running = orjson.loads(row[32])
        learner.kcs = {kc_row[0]: kc_state_from_row(kc_row) for kc_row in kc_rows}
    p_recent = orjson.loads(p_recent) if p_recent else []
    under_test = frozenset(row[38] or ())
    out = [(UUID(item), void) for item, void in orjson.loads(row[30])] if row[30] else []
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
        discussion=(row[28] or "off", bool(row[29])),
        withdrawn=frozenset(item for item, _ in out) | under_test,
        voided=frozenset(item for item, void in out if void),
        time_zone=row[31],
        assigned=[
            (UUID(one), _id(content), _id(topic), _moment(due), answers, left)
            for one, content, topic, due, answers, left in (orjson.loads(row[37]) if row[37] else [])
        ],
        track=learner_tracks.track_of(kept),
        reviews_per_day=row[33] or USUAL,
        more_reviews=(row[35], row[34] or 0),
        goals=frozenset(row[36] or ()),
        under_test=under_test,
        rules=rules_of(rules_from_json(row[39])) if row[39] else NO_RULES,
        graph=row[40],
        request=request_of(row[41]),
    )


_ROSTER = Statement("""
SELECT p.person_id, p.name_enc, k.wrapped_key FROM enrolment e
  JOIN person p ON p.tenant_id = e.tenant_id AND p.person_id = e.person_id
  JOIN person_key k ON k.tenant_id = p.tenant_id AND k.person_id = p.person_id
 WHERE e.tenant_id = {tenant:uuid} AND e.section_id = {section:uuid} AND e.status = 'active' LIMIT 500
""")


async def roster(batch: Batch, tenant: UUID, section: UUID) -> list[tuple[UUID, bytes, bytes]]:
    """Return (person, sealed name, wrapped key) of a section's people."""
    batch.add(_ROSTER, tenant=tenant, section=section)
    *_, rows = await batch.exchange()
    return [(row[0], bytes(row[1]), bytes(row[2])) for row in rows if row[1] is not None]
