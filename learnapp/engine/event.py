"""Learning events in xAPI's own words: actor, verb, object, result, context."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class Verb(StrEnum):
    """What a learner did. The verb decides which result fields are read."""

    VIDEO_PROGRESSED = "video_progressed"
    VIDEO_COMPLETED = "video_completed"
    READ = "read"
    EXPLANATION_OPENED = "explanation_opened"
    SIMULATION_INTERACTED = "simulation_interacted"
    ANSWERED = "answered"
    HINT_REQUESTED = "hint_requested"
    QUIZ_STARTED = "quiz_started"
    QUIZ_COMPLETED = "quiz_completed"
    FORUM_POSTED = "forum_posted"
    FORUM_REPLIED = "forum_replied"
    PEER_HELPED = "peer_helped"
    SESSION_STARTED = "session_started"
    SESSION_ENDED = "session_ended"
    RECOMMENDATION_SHOWN = "recommendation_shown"
    RECOMMENDATION_OPENED = "recommendation_opened"
    RECOMMENDATION_DISMISSED = "recommendation_dismissed"
    RECOMMENDATION_COMPLETED = "recommendation_completed"


Device = Literal["phone", "tablet", "desktop", "unknown"]
ShortText = Annotated[str, StringConstraints(max_length=500)]


class EventResult(BaseModel):
    """What came of it. Raw only: the server grades; `success` needs the scope `assert_results`."""

    model_config = ConfigDict(extra="forbid")

    response: ShortText | list[ShortText] | None = Field(None, description="The raw answer, never its grade.")
    success: bool | None = Field(None, description="Asserted outcome; only with the scope assert_results.")
    duration_ms: int | None = Field(None, ge=0, le=86_400_000, description="Time on this step, milliseconds.")
    progress: float | None = Field(None, ge=0, le=1, description="Share watched or read, 0 to 1.")
    position_s: float | None = Field(None, ge=0, le=86_400, description="Position in the video, seconds.")
    hint_index: int | None = Field(None, ge=0, le=200, description="Which hint was opened, from 0.")
    variant: int | None = Field(
        None, ge=0, le=1_000_000, description="Which task of a parameterised item; None: the one that is open."
    )
    text: Annotated[str, StringConstraints(max_length=5000)] | None = Field(
        None, description="Free text of a post or reply."
    )
    state: dict[str, str | float | bool] | None = Field(None, description="State of a simulation, at most 50 values.")
    decision_id: UUID | None = Field(None, description="The recommendation this event is about.")


class EventContext(BaseModel):
    """Where it happened."""

    model_config = ConfigDict(extra="forbid")

    section_id: UUID = Field(description="The section in which the student studies.")
    device: Device = "unknown"
    session_id: ShortText | None = None


class LearningEvent(BaseModel):
    """One learning event as a client sends it. The tenant is never part of it: it comes from the credential."""

    model_config = ConfigDict(extra="forbid")

    event_id: UUID = Field(description="Made by the client; the same id and body give the first answer again.")
    student_id: UUID = Field(description="The learner. In the browser always the signed-in student.")
    verb: Verb
    object_id: UUID | None = Field(None, description="Content (practice, reading, video …) the event is about.")
    step_id: ShortText | None = Field(None, description="Step of a practice item, for answers and hints.")
    occurred_at: datetime = Field(description="Client's time, aware. At most 5 minutes ahead of the server.")
    result: EventResult = Field(default_factory=EventResult)
    context: EventContext


class Grade(BaseModel):
    """The server's judgement of one answer."""

    correct: bool | None = Field(description="None: not judged (say why in `feedback_key`), moves nothing.")
    partial: float = Field(0.0, ge=0, le=1, description="Credit, 0 to 1.")
    feedback_key: str = Field(
        description="Key in the catalogue: feedback-correct, feedback-incorrect, feedback-not-judged …"
    )
    feedback: str | None = Field(None, description="Item-specific feedback in the item's language, if any.")


class MasteryChange(BaseModel):
    """Published P(mastered) of one KC before and after the event, each with an 80 % interval."""

    kc_id: UUID
    kc_name: str
    before: float
    before_low: float
    before_high: float
    after: float
    after_low: float
    after_high: float
    band: str = Field(description="Key of the mastery band after the event: see engine.mastery.Band.")


class Evidence(BaseModel):
    """One event that a reason rests on."""

    event_id: UUID
    verb: Verb
    occurred_at: datetime
    correct: bool | None = None
    title: str = ""


class Reason(BaseModel):
    """Why a recommendation is made: a code, its arguments for the catalogue, and the evidence."""

    code: str = Field(description="Key in reasons.ftl, for example reason-missed-recently.")
    args: dict[str, str | int | float] = Field(default_factory=dict)
    text: str = Field(description="The sentence in the learner's language.")
    evidence: list[Evidence] = Field(default_factory=list)


class Recommendation(BaseModel):
    """One of the three next things to do."""

    content_id: UUID
    kind: str = Field(description="practice, reading, video, simulation or review.")
    title: str
    kc_ids: list[UUID]
    minutes: float = Field(description="Expected time, minutes.")
    score: float
    p_correct: float | None = Field(None, description="Expected chance of a right answer, where graded.")
    reasons: list[Reason]


class Served(BaseModel):
    """Which model or fallback served, said openly."""

    model: str = Field(description="For example bkt-irt@1.")
    fallback: str | None = Field(None, description="None, or the fallback that stepped in.")
    degraded: list[str] = Field(default_factory=list, description="Parts that are away right now.")


class EventAnswer(BaseModel):
    """What every event is answered with (DESIGN §2, step 8)."""

    event_id: UUID
    stored: bool = Field(description="False without consent: the student may practise, nothing is kept.")
    durable: bool = Field(description="False for video ticks only.")
    duplicate: bool = False
    student_seq: int | None = None
    grade: Grade | None = None
    mastery: list[MasteryChange] = Field(default_factory=list)
    next: list[Recommendation] = Field(default_factory=list)
    decision_id: UUID | None = None
    served: Served
    timings_ms: dict[str, float] = Field(default_factory=dict)
