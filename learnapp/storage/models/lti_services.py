"""What a learning management system offers for a course: its roster, which a class follows, and its gradebook."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import document, moment

_COURSE = ("tenant_id", "registration_id", "deployment_id", "context_id")


def _of_course(table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(list(_COURSE), [f"{table}.{column}" for column in _COURSE], ondelete="CASCADE")


def _person(column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", column], ["person.tenant_id", "person.person_id"])


def _text(description: str = "") -> str:
    made: str = Field("", sa_column_kwargs={"server_default": ""}, description=description)
    return made


def _no(description: str) -> bool:
    made: bool = Field(False, sa_column_kwargs={"server_default": "false"}, description=description)
    return made


def _count(description: str = "") -> int:
    made: int = Field(0, sa_column_kwargs={"server_default": "0"}, description=description)
    return made


class LtiService(SQLModel, table=True):
    """A course of a platform: where its roster and gradebook are, and what the class lets us do with them."""

    __tablename__ = "lti_service"
    __table_args__ = (_of_course("lti_context"),)

    tenant_id: UUID = Field(primary_key=True)
    registration_id: UUID = Field(primary_key=True)
    deployment_id: str = Field(primary_key=True)
    context_id: str = Field(primary_key=True)
    memberships_url: str = _text("roster (NRPS 2.0, 3.6.1); empty: not offered")
    line_items_url: str = _text("gradebook (AGS 2.0, 3.1); empty: not offered")
    scopes: str = _text("what the platform lets us do with the gradebook, separated by spaces")
    follows: bool = _no("the class follows the roster every day")
    tests: bool = _no("results of tests are passed on")
    assignments: bool = _no("what is assigned and done is passed on")
    progress: bool = _no("mastered topics of the course are passed on")
    chosen_by: UUID | None = Field(None, description="who chose the above; empty: nobody yet, links of the course do")
    changed_at: datetime = moment()


class LtiRosterSync(SQLModel, table=True):
    """The last or present sync of a roster; `next_url` and `run` are where it goes on after a stop."""

    __tablename__ = "lti_roster_sync"
    __table_args__ = (
        _of_course("lti_service"),
        CheckConstraint("status IN ('waiting', 'running', 'done', 'failed')", name="lti_roster_sync_status"),
    )

    tenant_id: UUID = Field(primary_key=True)
    registration_id: UUID = Field(primary_key=True)
    deployment_id: str = Field(primary_key=True)
    context_id: str = Field(primary_key=True)
    status: str
    run: int = _count("number of the sync: who was not seen in a whole one has left")
    whole: bool = Field(description="everybody, and not only what has changed")
    next_url: str = _text()
    counts: dict[str, int] = document()
    error: str = _text("code of why it failed")
    asked_by: UUID | None = None
    asked_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)
    differences_url: str = _text("what has changed since; empty: not offered")
    whole_at: datetime | None = moment(nullable=True)


class LtiMember(SQLModel, table=True):
    """Somebody on the roster of a course, and what became of them here."""

    __tablename__ = "lti_member"
    __table_args__ = (
        _of_course("lti_service"),
        _person("person_id"),
        Index("lti_member_person", "tenant_id", "person_id"),
    )

    tenant_id: UUID = Field(primary_key=True)
    registration_id: UUID = Field(primary_key=True)
    deployment_id: str = Field(primary_key=True)
    context_id: str = Field(primary_key=True)
    subject_lookup: bytes = Field(primary_key=True)
    person_id: UUID | None = None
    role: str = _text()
    outcome: str = Field(description="in, waits, left, or why they are not in the class")
    run: int = _count("the sync that saw them last")


class LtiLineItem(SQLModel, table=True):
    """A column of a gradebook; its address is empty until the first score needs it."""

    __tablename__ = "lti_line_item"
    __table_args__ = (
        _of_course("lti_service"),
        CheckConstraint(
            "kind IN ('assessment', 'assignment', 'course', 'content', 'topic', 'lesson')", name="lti_line_item_kind"
        ),
        Index("lti_line_item_thing", *_COURSE, "kind", "thing_id", unique=True),
    )

    tenant_id: UUID = Field(primary_key=True)
    line_item_id: UUID = Field(primary_key=True)
    registration_id: UUID
    deployment_id: str
    context_id: str
    kind: str = Field(description="assessment, assignment, course; of a link: content, topic, lesson")
    thing_id: UUID = Field(description="the test, assignment, content, topic, lesson; of a course the class")
    title: str
    maximum: float
    url: str = _text()
    error: str = _text("code of why it could not be made")
    made_at: datetime = moment()


class LtiGradeDue(SQLModel, table=True):
    """A student of whom something has happened that may change a grade; written with the event itself."""

    __tablename__ = "lti_grade_due"
    __table_args__ = (_person("student_id"),)

    tenant_id: UUID = Field(primary_key=True)
    section_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    wanted: int = _count("changes with every event: what was counted meanwhile is counted again")
    since: datetime = moment()


class LtiScore(SQLModel, table=True):
    """The newest score of a student in a column, and whether the platform has it: the outbox of grades."""

    __tablename__ = "lti_score"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "line_item_id"],
            ["lti_line_item.tenant_id", "lti_line_item.line_item_id"],
            ondelete="CASCADE",
        ),
        _person("student_id"),
        CheckConstraint("state IN ('waiting', 'sent', 'failed', 'by_hand')", name="lti_score_state"),
        Index("lti_score_waiting", "tenant_id", "next_at", postgresql_where=sql("state = 'waiting'")),
        Index("lti_score_student", "tenant_id", "student_id"),
    )

    tenant_id: UUID = Field(primary_key=True)
    line_item_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    given: float | None = Field(None, description="points; empty while there are none to be seen")
    maximum: float
    activity: str = Field(description="AGS 2.0, 3.4.7")
    grading: str = Field(description="AGS 2.0, 3.4.8")
    revision: int = _count("of the value: what was changed while it travelled is sent again")
    at: datetime = moment()
    state: str
    tries: int = _count()
    next_at: datetime = moment()
    error: str = _text("code of what went wrong last")
    sent_at: datetime | None = moment(nullable=True)
