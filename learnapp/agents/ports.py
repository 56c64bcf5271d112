"""What the agents need of others, as protocols that bootstrap binds, and the values they hand to each other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, Protocol
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from learnapp.core import drafts
from learnapp.engine.event import Grade, LearningEvent, MasteryChange, Recommendation, Served
from learnapp.engine.history import PastEvent
from learnapp.engine.kc import Content, CourseSnapshot, Hint, KCState, LearnerState, Step
from learnapp.engine.request import Request, Route
from learnapp.engine.reviews import USUAL
from learnapp.engine.rules import NO_RULES, Rules
from learnapp.engine.selector import Candidate, Ranked
from learnapp.engine.targets import Purpose
from learnapp.security.consent import Consent
from learnapp.security.safety import Verdict

Evidence = Literal["graded", "hint", "exposure", "none"]


class Models(Protocol):
    """A model that scores candidates, trained or analytic, behind one port."""

    @property
    def version(self) -> str:
        """Name and version, for example `bkt-irt@1`."""
        ...

    def score(self, pool: Sequence[Candidate]) -> NDArray[np.float64]:
        """Return one score per candidate in one batch, shape (len(pool),); any exception means: away."""
        ...


class Predictor(Protocol):
    """A trained model's chances for the learner of one turn; any exception means: away, the analytic ones serve."""

    @property
    def version(self) -> str:
        """Kind and number, for the decision row."""
        ...

    @property
    def policy(self) -> Models:
        """What ranks best by these chances."""
        ...

    def learn(self, content: Content, step_id: str, kc_id: UUID, correct: bool, now: datetime) -> None:
        """Take in an answer that counts."""
        ...

    def chances(self, pool: Sequence[Candidate], now: datetime) -> NDArray[np.float64]:
        """Return the chance of a right answer for each candidate in one batch, nan where nothing is graded."""
        ...


class Known(Protocol):
    """What the feature store says of the learner of one turn, for a trained model that ranks; an exception: away."""

    def of(self, learner: LearnerState, pool: Sequence[Candidate], now: datetime) -> NDArray[np.float64]:
        """Return one row for each candidate, nan where nothing is known."""
        ...


@dataclass(frozen=True, slots=True)
class Arm:
    """How one arm of an experiment chooses what comes next; what is left out is as without the experiment.

    Attributes:
        label: Experiment and arm, for the decision row: `3f9a2c1d/easier`.
        model: Name of the model to try first.
        scorer: A model of the arm's own, in the place of one that the loop knows by name.
        exploration: Share of last places drawn at random, 0 to 1.
        by_chance: Recommend by chance among what would be approved.
    """

    label: str
    model: str | None = None
    scorer: Models | None = None
    exploration: float | None = None
    by_chance: bool = False


class Features(Protocol):
    """Turns a learner's state into the named numbers that models and the planner read."""

    @property
    def version(self) -> str:
        """Version of the feature definitions."""
        ...

    def compute(
        self, learner: LearnerState, past: PastEvent, *, counts: bool = True
    ) -> tuple[dict[str, float], dict[str, Any]]:
        """Return features and kept behaviour after this event; any exception means: away.

        Args:
            learner: With mastery as it is after the event, and features as they were before.
            past: The event as the log keeps it.
            counts: False for an answer or a hint to an item that is void.
        """
        ...


class Verifier(Protocol):
    """Checks what a language model wrote before anybody sees it."""

    async def check(self, draft: drafts.Draft, evidence: Sequence[drafts.Evidence]) -> drafts.Checked:
        """Return which sentences may be shown; any exception means: none."""
        ...


class TextSafety(Protocol):
    """Judges what people write to each other."""

    def __call__(self, text: str) -> Verdict:
        """Return allow, hold or block."""
        ...


class PersonalData(Protocol):
    """Takes personal data out of free text."""

    def __call__(self, text: str, roster: Sequence[str] = ()) -> tuple[str, list[Any]]:
        """Return the text without personal data, and what was found."""
        ...


class Translate(Protocol):
    """The server's side of the translation catalogue."""

    def __call__(self, locale: str, key: str, **args: Any) -> str:
        """Return the sentence for `key`."""
        ...


Roster = Callable[[], Awaitable[Sequence[str]]]


class Assigned(NamedTuple):
    """Something that the learner's teacher has assigned: a content or a topic.

    Attributes:
        answers: Of a topic: so many answers and it is done; 0: it is to be mastered.
        left: What is still to do, 0 for nothing; answers where answers are counted.
    """

    assignment_id: UUID
    content_id: UUID | None
    kc_id: UUID | None
    due_at: datetime | None
    answers: int
    left: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guardrail knows of the learner from the one load.

    Attributes:
        enrolled: Whether the student is an active student of the section, and the section is active.
        active: Whether the student's account is active.
        consents: Every recorded consent of the student.
        age: Full years, None when unknown.
        institution_kind: `k12` or `university`.
        today: Date in the institution's time zone.
        discussion: The section's policy for discussion, and whether children under 13 may take part.
        withdrawn: Content that is not offered to the section.
        voided: Content whose answers do not count there.
        assigned: What the teacher has assigned to the learner in this class.
        zone: The time zone in which the learner lives.
        reviews: So many topics come back for review on a day; `more_reviews`: the learner has asked for more today.
        goals: Topics that the learner has set out to master.
        under_test: Items of tests of the learner whose results are not shown yet: no practice may tell about them.
        rules: What the teacher has ruled about topics, for the class and for the learner.
        request: What the learner has asked to learn in this class.
    """

    tenant_id: UUID
    enrolled: bool
    active: bool
    consents: tuple[Consent, ...]
    birth_date: date | None
    age: int | None
    institution_kind: str
    today: date
    locale: str
    discussion: tuple[str, bool] = ("open", False)
    withdrawn: frozenset[UUID] = frozenset()
    voided: frozenset[UUID] = frozenset()
    assigned: tuple[Assigned, ...] = ()
    zone: str = "UTC"
    reviews: int = USUAL
    more_reviews: int = 0
    goals: frozenset[UUID] = frozenset()
    under_test: frozenset[UUID] = frozenset()
    rules: Rules = NO_RULES
    request: Request | None = None

    @property
    def wanted(self) -> frozenset[UUID]:
        """Topics that a goal, a request or something assigned is about."""
        asked = self.request.targets if self.request is not None else ()
        return self.goals | {one.kc_id for one in self.assigned if one.left and one.kc_id is not None} | set(asked)


@dataclass(frozen=True, slots=True)
class Sitting:
    """The attempt at a test in which an answer was given. Only the server makes one: no client can send it.

    Attributes:
        content: The item at the version and with the parameters that it was served with; of a template the task.
        grade: How the answer was judged when it was given.
    """

    attempt_id: UUID
    content: Content
    variant: int | None
    grade: Grade


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the guardrail allows.

    Attributes:
        store: False: practise, but keep nothing.
        consent: Why: `covered`, `no_consent`, `withdrawn`, `under_13_needs_school_or_guardian`.
        asserted: Whether the outcome comes from a trusted credential instead of the server's grading.
        content, hint, step: What the event is about, resolved in the snapshot; of a template the student's own task.
        variant: Which task of the template, None where there is no template.
        text: Free text as it may be kept (personal data taken out), None when there is none.
        held: A person must look at the text before others see it.
        urgent: Somebody may be in danger.
        findings: Kinds of personal data and categories that were found.
        active_ms: Of a text or a simulation: as much of the time that is claimed as is plausible for it.
    """

    store: bool
    consent: str
    asserted: bool = False
    content: Content | None = None
    step: Step | None = None
    hint: Hint | None = None
    variant: int | None = None
    text: str | None = None
    held: bool = False
    urgent: bool = False
    findings: tuple[str, ...] = ()
    active_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The planner's steps for one event.

    Attributes:
        updates: KCs that this event may move.
        evidence: What kind of evidence the event is.
        models: Models to try, best first.
        purposes: What candidates may be for.
        fallbacks: What serves when a model is away, in order.
        recommend: False: the last recommendations still stand.
        assigned: What the teacher has assigned and is not done, the most pressing first.
        request: What the learner has asked for: the way there leads what comes next.
    """

    updates: tuple[UUID, ...]
    evidence: Evidence
    models: tuple[str, ...]
    purposes: frozenset[Purpose]
    fallbacks: tuple[str, ...]
    recommend: bool
    assigned: tuple[Assigned, ...] = ()
    request: Request | None = None


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A line for people in the review queue; the dedupe key keeps one open line per matter."""

    kind: str
    subject_type: str
    subject_id: UUID | None
    title: str
    reason_code: str
    dedupe_key: str
    confidence: float | None = None
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Execution:
    """What the executor did.

    Attributes:
        changed: KC states that changed.
        top: At most ten candidates with scores, best first.
        cached: Recommendations of the last 24 hours that stand in for new ones, or None.
        voided: The answer would have moved mastery, but its item does not count in this class.
        past: The event as the log keeps it, for the features.
        route: The way to what the learner has asked for, from where they stand after the event.
    """

    grade: Grade | None
    mastery: list[MasteryChange]
    changed: dict[UUID, KCState]
    learner: LearnerState
    progress: dict[str, Any] | None
    hints_before: int
    top: list[Ranked]
    cached: list[Recommendation] | None
    served: Served
    reviews: list[ReviewLine]
    past: PastEvent
    voided: bool = False
    route: Route | None = None


@dataclass(slots=True)
class Verdicts:
    """What the evaluator made of the candidates.

    Attributes:
        approved: At most three recommendations with reasons.
        propensity: Content id -> probability with which the policy would have shown it.
        rejected: Content id -> why not.
        chances: The same probability for everything that passed, shown or not.
    """

    approved: list[Recommendation]
    propensity: dict[UUID, float]
    rejected: dict[UUID, str]
    explored: bool
    reviews: list[ReviewLine]
    chances: dict[UUID, float] = field(default_factory=dict)


@dataclass(slots=True)
class Turn:
    """Everything one event needs, loaded in one round trip.

    Attributes:
        learner: State before the event; the loop leaves it as it was.
        progress: `item_progress.state` of the event's item, or None.
        last: `learner_state.last_answer`: cached recommendations with their time.
        roster: Gives the names of the class, only asked for free text.
        busy: More events are waiting than can be answered at once: recommendations that stand are repeated.
        figures: Of the class, by the hour: what features of the student are compared with.
        arm: The arm of a running experiment that the learner is in; the loop drops it where the learner may not be.
        predictor: A trained model with what it keeps of the learner.
        trained: Trained models that rank, best first; they come before the loop's own. Where nothing may be kept of the
            learner, the loop drops both.
        known: What the feature store says, for trained models that rank; None where there is no store.
        sitting: The attempt at a test in which the answer was given, None for practice.
        placed: Of a placement that is done: KC -> P(known), where what was never answered begins.
        test: Of a test that is begun or done: what the log keeps of it.
    """

    event: LearningEvent
    facts: Facts
    snapshot: CourseSnapshot
    learner: LearnerState
    progress: dict[str, Any] | None
    last: dict[str, Any]
    now: datetime
    roster: Roster
    busy: bool = False
    figures: Mapping[str, Any] = field(default_factory=dict)
    arm: Arm | None = None
    predictor: Predictor | None = None
    trained: tuple[Models, ...] = ()
    known: Known | None = None
    sitting: Sitting | None = None
    placed: Mapping[UUID, float] = field(default_factory=dict)
    test: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """What the loop decided about one event; the service stores it."""

    ruling: Ruling
    plan: Plan
    execution: Execution
    verdicts: Verdicts
    decision_id: UUID | None
    timings_ms: dict[str, float]
