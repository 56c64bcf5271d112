"""Knowledge components, content and the course graph: the immutable snapshot that the agents read.

A course snapshot is built once per course version and shared by all requests, so everything here is frozen.
Answer keys are part of it: it never leaves the server.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from learnapp.engine.material import EMPTY, Material
from learnapp.engine.surface import Picture, Simulation
from learnapp.engine.terrain import Terrain, terrain_of

if TYPE_CHECKING:
    from learnapp.engine.template import Template


@dataclass(frozen=True, slots=True)
class BktParameters:
    """Corbett & Anderson (1994): probabilities in (0, 1)."""

    p_init: float = 0.1
    p_transit: float = 0.1
    p_slip: float = 0.1
    p_guess: float = 0.2


@dataclass(frozen=True, slots=True)
class KC:
    """A knowledge component: the smallest thing that is learnt and measured."""

    kc_id: UUID
    slug: str
    name: str
    description: str = ""
    standard: str | None = None
    bkt: BktParameters = field(default_factory=BktParameters)


class ContentKind(StrEnum):
    """What kind of content it is; INTERACTIVE is a program of others that a player runs (H5P, SCORM 1.2)."""

    PRACTICE = "practice"
    READING = "reading"
    VIDEO = "video"
    SIMULATION = "simulation"
    INTERACTIVE = "interactive"


class AnswerKind(StrEnum):
    """How a step is answered and graded.

    The last seven are answered in parts, one string each, in this order: ORDERING the choices from first to last;
    MATCHING one choice for each row; TABLE the blanks, line by line; PICTURE the label of one place (a single string);
    LINE two points `x,y`; SIMULATION its state, one `name=value` each; SHORT_TEXT a few words (a single string).
    """

    CHOICE = "choice"
    MULTIPLE_CHOICE = "multiple_choice"
    NUMERIC = "numeric"
    EXPRESSION = "expression"
    TEXT = "text"
    SHORT_TEXT = "short_text"
    ORDERING = "ordering"
    MATCHING = "matching"
    TABLE = "table"
    PICTURE = "picture"
    LINE = "line"
    SIMULATION = "simulation"


IN_PARTS = frozenset(
    {AnswerKind.ORDERING, AnswerKind.MATCHING, AnswerKind.TABLE, AnswerKind.LINE, AnswerKind.SIMULATION}
)
OFFERED = frozenset(
    {AnswerKind.CHOICE, AnswerKind.MULTIPLE_CHOICE, AnswerKind.ORDERING, AnswerKind.MATCHING, AnswerKind.PICTURE}
)
"""Kinds that are answered with the texts of `choices` and no others."""
BLANK = "?"
"""A cell of a table that the student fills in."""


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """Private: what counts as right.

    Attributes:
        accepted: Right answers; any of them counts. For multiple_choice: the set that must be chosen; for kinds in
            parts: the parts in their order; for a line: its equation; for a simulation: the condition that its
            state must meet, and a state that does (`a=1; b=2`).
        tolerance: Absolute tolerance for numeric answers.
        solution: Worked solution, Markdown with KaTeX; shown only after the step is solved or given up.
        misconceptions: Wrong answer -> feedback sentence.
    """

    accepted: tuple[str, ...]
    tolerance: float = 0.0
    solution: str = ""
    misconceptions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Hint:
    """A hint, a scaffold (a smaller question) or the bottom-out hint.

    Attributes:
        kind: "hint", "scaffold" or "bottom_out".
        depends_on: Hint ids that must be opened first.
        answer_kind, choices, key: Only for scaffolds.
    """

    hint_id: str
    kind: str
    title: str
    text: str
    depends_on: tuple[str, ...] = ()
    answer_kind: AnswerKind | None = None
    choices: tuple[str, ...] = ()
    key: AnswerKey | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One graded step of a practice item.

    Attributes:
        rows: For matching: what the choices are matched with.
        table: For a table: lines of cells, the first line and the first column are heads; `BLANK` is to be filled in.
        plane: For a line: the axes run from -plane to plane.
    """

    step_id: str
    prompt: str
    answer_kind: AnswerKind
    kc_ids: tuple[UUID, ...]
    key: AnswerKey
    choices: tuple[str, ...] = ()
    hints: tuple[Hint, ...] = ()
    variables: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    picture: Picture | None = None
    simulation: Simulation | None = None
    plane: int = 6

    @property
    def blanks(self) -> int:
        """How many parts an answer has."""
        counts = {
            AnswerKind.ORDERING: len(self.choices),
            AnswerKind.MATCHING: len(self.rows),
            AnswerKind.TABLE: sum(cell == BLANK for line in self.table for cell in line),
            AnswerKind.LINE: 2,
        }
        return counts.get(self.answer_kind, 1)


@dataclass(frozen=True, slots=True)
class Content:
    """A practice item, reading, video or simulation, at one version.

    Attributes:
        discrimination, difficulty: 2PL item parameters on the logit scale.
        quality: 0 to 1; below the evaluator's threshold it goes to review and is never shown.
        min_age: Years; None: suits every age.
        body: Markdown of a reading or the stem of a practice item.
        template: What `steps` are made from, anew for each student; they hold one example then.
        material: What stands beside the text.
        estimated: The parameters come from answers or from the text instead of the author.
        topic_guessed: It came from a system without topics, so its KC is that of its lesson.
    """

    content_id: UUID
    version: int
    kind: ContentKind
    title: str
    body: str
    lesson_id: UUID
    position: int
    kc_ids: tuple[UUID, ...]
    minutes: float = 2.0
    steps: tuple[Step, ...] = ()
    discrimination: float = 1.0
    difficulty: float = 0.0
    quality: float = 1.0
    min_age: int | None = None
    language: str = "en"
    license: str = ""
    attribution: str = ""
    source: str = ""
    template: Template | None = None
    material: Material = EMPTY
    estimated: bool = False
    topic_guessed: bool = False


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson of a course."""

    lesson_id: UUID
    title: str
    position: int
    kc_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class KCContent:
    """What there is for one KC, in the order in which the selector looks for it.

    Attributes:
        difficulties: Of `practice`, ascending.
        practice: (place in the course, item), from easy to hard.
        others: (place in the course, reading, video or simulation), in course order.
    """

    difficulties: tuple[float, ...]
    practice: tuple[tuple[int, Content], ...]
    others: tuple[tuple[int, Content], ...]


# No slots: what is derived from a snapshot is worked out once and stays with it.
@dataclass(frozen=True)
class CourseSnapshot:
    """One immutable course version: graph, Q-matrix and content.

    Attributes:
        prerequisites: kc_id -> KCs that must be mastered before it; acyclic.
        by_kc: kc_id -> content ids that teach or practise it, in course order.
        memory: Version and weights of memory that the institution has fitted to its own reviews; None: the usual ones.
    """

    tenant_id: UUID
    course_id: UUID
    version: int
    title: str
    subject: str
    language: str
    lessons: tuple[Lesson, ...]
    kcs: dict[UUID, KC]
    prerequisites: dict[UUID, tuple[UUID, ...]]
    content: dict[UUID, Content]
    by_kc: dict[UUID, tuple[UUID, ...]]
    topological: tuple[UUID, ...]
    memory: tuple[int, tuple[float, ...]] | None = None

    @cached_property
    def place(self) -> dict[UUID, int]:
        """kc_id -> its place in topological order."""
        return {kc_id: place for place, kc_id in enumerate(self.topological)}

    @cached_property
    def needs(self) -> tuple[tuple[int, ...], ...]:
        """Direct prerequisites within the course, by place in topological order."""
        place = self.place
        return tuple(tuple(place[k] for k in self.prerequisites.get(kc, ()) if k in place) for kc in self.topological)

    @cached_property
    def rests(self) -> tuple[int, ...]:
        """What rests on each KC, directly or not, by place in topological order: bit n stands for place n."""
        found = [0] * len(self.topological)
        for spot in range(len(found) - 1, -1, -1):
            for needed in self.needs[spot]:
                found[needed] |= found[spot] | 1 << spot
        return tuple(found)

    @cached_property
    def opens(self) -> dict[UUID, UUID]:
        """kc_id -> the first KC, in topological order, that waits for it."""
        first: dict[UUID, UUID] = {}
        for kc_id in self.topological:
            for needed in self.prerequisites.get(kc_id, ()):
                first.setdefault(needed, kc_id)
        return first

    @cached_property
    def objectives(self) -> dict[UUID, frozenset[UUID]]:
        """lesson_id -> the KCs that the lesson sets out to teach."""
        return {lesson.lesson_id: frozenset(lesson.kc_ids) for lesson in self.lessons}

    @cached_property
    def shelves(self) -> dict[UUID, KCContent]:
        """kc_id -> its content, ready for the selector."""
        return {kc_id: _shelf([self.content[c] for c in ids if c in self.content]) for kc_id, ids in self.by_kc.items()}

    @cached_property
    def terrain(self) -> Terrain:
        """The course as a plan sees it."""
        return terrain_of(self)


class Topics(Protocol):
    """Whatever knows knowledge components by their id."""

    @property
    def kcs(self) -> Mapping[UUID, KC]:
        """kc_id -> KC."""
        ...


def _shelf(contents: Sequence[Content]) -> KCContent:
    numbered = list(enumerate(contents))
    practice = sorted((row for row in numbered if row[1].kind is ContentKind.PRACTICE), key=lambda r: r[1].difficulty)
    return KCContent(
        tuple(item.difficulty for _, item in practice),
        tuple(practice),
        tuple(row for row in numbered if row[1].kind is not ContentKind.PRACTICE),
    )


@dataclass(slots=True)
class Outcome:
    """A graded answer kept as evidence: the last few live inside the KC state.

    Attributes:
        difficulty: Of the item, logits, to one decimal.
        leaning: Of the last one: what all answers to the KC say of how the student learns (`engine.firmness`).
    """

    event_id: UUID
    correct: bool
    at: datetime
    content_id: UUID
    hints: int = 0
    difficulty: float = 0.0
    leaning: float = 0.0


@dataclass(slots=True)
class KCState:
    """Sufficient statistics of one student and KC, and the published P(mastered).

    Attributes:
        p_bkt: Posterior of knowing, before decay.
        p_mastered, low, high: Published probability and its 80 % interval.
        stability, fsrs_difficulty: FSRS-6 memory state (days; 1 to 10), None before the first success.
        recent: Last outcomes, oldest first, at most `RECENT`.
        mastered_at: First time the KC was mastered; never removed.
        placed: P(known) from which it started because a placement has inferred it; None: from the KC's own prior.
    """

    kc_id: UUID
    attempts: int = 0
    correct: int = 0
    hints: int = 0
    p_bkt: float = 0.1
    p_mastered: float = 0.1
    low: float = 0.0
    high: float = 1.0
    stability: float | None = None
    fsrs_difficulty: float | None = None
    due_at: datetime | None = None
    last_at: datetime | None = None
    mastered_at: datetime | None = None
    recent: Sequence[Outcome] = field(default_factory=list)
    placed: float | None = None

    def right_lately(self, last: int) -> list[bool]:
        """Return whether each of the `last` answers was right, oldest first."""
        recent = self.recent
        # Outcomes that were just read from storage know this without being built one by one.
        known = getattr(recent, "right", None)
        return known(last) if known is not None else [outcome.correct for outcome in recent[-last:]]


RECENT = 8


@dataclass(slots=True)
class LearnerState:
    """A student in one course: ability, sequence number and the features the planner reads.

    Attributes:
        student_seq: Events stored so far; the version under which writes are checked.
        theta, theta_variance: Ability on the logit scale.
        features: Named numbers (see agents.planner).
        running: What is kept of the student's behaviour (see engine.running); other features are read from it.
    """

    student_id: UUID
    course_id: UUID
    student_seq: int = 0
    theta: float = 0.0
    theta_variance: float = 1.0
    features: dict[str, float] = field(default_factory=dict)
    running: dict[str, Any] = field(default_factory=dict)
    kcs: dict[UUID, KCState] = field(default_factory=dict)
    recent_content: list[UUID] = field(default_factory=list)
