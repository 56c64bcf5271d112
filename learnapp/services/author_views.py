"""What authors see: their courses, items with their drafts, the form of an item, versions and what changed in them."""

from __future__ import annotations

from dataclasses import dataclass, field

from learnapp.engine.wording import Piece as Piece


@dataclass(frozen=True)
class AuthorCourseView:
    """A course that may be edited; `classes` study it now."""

    id: str = ""
    title: str = ""
    language: str = ""
    version: int = 0
    exercises: int = 0
    classes: int = 0
    draft: int = 0
    review: int = 0
    approved: int = 0


@dataclass(frozen=True)
class SharedCourseView:
    """A shared course that the institution can copy to make it its own."""

    id: str = ""
    title: str = ""
    language: str = ""
    license: str = ""


@dataclass(frozen=True)
class CoursesView:
    """A page of own courses, and the shared ones that may be copied."""

    rows: list[AuthorCourseView] = field(default_factory=list)
    total: int = 0
    offset: int = 0
    shared: list[SharedCourseView] = field(default_factory=list)


@dataclass(frozen=True)
class TopicView:
    """A topic that an item can practise; `asked` is what its standard asks for, in the reader's language."""

    id: str = ""
    name: str = ""
    chosen: bool = False
    standard: str = ""
    asked: str = ""


@dataclass(frozen=True)
class LessonChoice:
    """A lesson in which something can be begun."""

    id: str = ""
    title: str = ""


@dataclass(frozen=True)
class BeginView:
    """Where something new can stand: the lessons of a course, and the topics of the chosen one."""

    course_id: str = ""
    course: str = ""
    lessons: list[LessonChoice] = field(default_factory=list)
    lesson: str = ""
    topics: list[TopicView] = field(default_factory=list)


@dataclass(frozen=True)
class AuthorItem:
    """One item of a course, as it is or as its open draft has it.

    Attributes:
        state: "" (no draft), draft, review or approved.
        seen: When the draft was changed last, to notice that somebody has changed it since; "" without a draft.
        grade: Reading level, "" where the text is too short.
        barriers, faults: How many were found.
        added: It is not in the course yet.
    """

    id: str = ""
    title: str = ""
    kind: str = ""
    topics: str = ""
    state: str = ""
    held: bool = False
    draft_id: str = ""
    seen: str = ""
    min_age: int = 0
    grade: str = ""
    band: str = "short"
    barriers: int = 0
    faults: int = 0
    template: bool = False
    added: bool = False
    retired: bool = False


@dataclass(frozen=True)
class LeftItem:
    """An item with which something was not done; `why` is a catalogue key, or else `said` says it."""

    id: str = ""
    title: str = ""
    why: str = ""
    said: str = ""


@dataclass(frozen=True)
class WeakItem:
    """An item in use that the checks would hold today; `quality` is per cent, -1 where the classifier says nothing."""

    id: str = ""
    title: str = ""
    topics: str = ""
    quality: int = -1
    reasons: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class FindingView:
    """Something about the order of a course: `code` with the topics or the item in words."""

    code: str = ""
    topic: str = ""
    other: str = ""
    item: str = ""
    item_id: str = ""


@dataclass(frozen=True)
class CourseView:
    """A course with a page of its items.

    Attributes:
        shared_classes: Active classes that study the shared course of which this is the copy.
        may_decide: The reader approves and publishes.
    """

    course: AuthorCourseView = AuthorCourseView()
    rows: list[AuthorItem] = field(default_factory=list)
    total: int = 0
    offset: int = 0
    topics: list[TopicView] = field(default_factory=list)
    findings: list[FindingView] = field(default_factory=list)
    shared_classes: int = 0
    may_decide: bool = False


@dataclass(frozen=True)
class WrongForm:
    """A wrong answer and the sentence that helps; `index` counts from 0."""

    index: int = 0
    answer: str = ""
    text: str = ""


@dataclass(frozen=True)
class HintForm:
    """A hint; `index` counts from 0, `kind` is hint, scaffold or bottom_out."""

    index: int = 0
    kind: str = "hint"
    text: str = ""


@dataclass(frozen=True)
class ExplanationForm:
    """Another explanation of an item's topic that stands with the item; `alt` says a picture in words."""

    index: int = 0
    kind: str = "smaller_steps"
    text: str = ""
    alt: str = ""
    picture: bool = False


@dataclass(frozen=True)
class CaptionsForm:
    """Captions of a film in one language.

    Attributes:
        text: What is said, a line with its time each.
        late: They go on after the film has ended.
    """

    language: str = ""
    name: str = ""
    text: str = ""
    late: bool = False


@dataclass(frozen=True)
class FilmForm:
    """A film as its author sees it; `kind` is mp4 or webm, "" before there is one, `seconds` 0 where nobody knows."""

    kind: str = ""
    seconds: int = 0
    poster: bool = False
    captions: list[CaptionsForm] = field(default_factory=list)


@dataclass(frozen=True)
class StepForm:
    """A step as its author changes it. It holds the key: only for who may read keys.

    Attributes:
        fixed: Its layout (table, picture, plane …) is changed in the course's files, its words here. Of a template
            with such a layout also the answers are.
        check: Of a template: how the answer is proved, "" where nothing else than the answer is worked out.
    """

    number: int = 1
    prompt: str = ""
    kind: str = "text"
    choices: str = ""
    accepted: str = ""
    tolerance: str = ""
    solution: str = ""
    check: str = ""
    wrong: list[WrongForm] = field(default_factory=list)
    hints: list[HintForm] = field(default_factory=list)
    fixed: bool = False
    offers: bool = False


@dataclass(frozen=True)
class SampleView:
    """A sample answer and how it is graded: `expected` and `outcome` are right, wrong, or "" for not judged."""

    step: int = 1
    said: str = ""
    expected: str = "right"
    outcome: str = ""
    feedback: str = ""


@dataclass(frozen=True)
class CheckLine:
    """One finding of the checks: a catalogue key with its figures, and how it is to be taken (good, warn, bad)."""

    key: str = ""
    tone: str = "good"
    value: str = ""
    step: int = 0


@dataclass(frozen=True)
class ProblemView:
    """Why a template cannot be taken as it is written.

    Attributes:
        key: Of the catalogue: what is wrong and what to do.
        part: Of the catalogue, which text it is; "" for the whole.
        step: From 1, 0 for none.
        place: From 1, where the part has several; 0 for none.
        value: What the message names.
    """

    key: str = ""
    part: str = ""
    step: int = 0
    place: int = 0
    value: str = ""


@dataclass(frozen=True)
class TaskStepView:
    """A step of one generated task with all its texts. It holds the key: only for who may read keys."""

    prompt: str = ""
    answer: str = ""
    hints: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    solution: str = ""


@dataclass(frozen=True)
class GeneratedTask:
    """One task that a template makes; `number` counts from 1."""

    number: int = 1
    body: str = ""
    steps: list[TaskStepView] = field(default_factory=list)


@dataclass(frozen=True)
class NameView:
    """A name that stands in double brackets, with what it was in a few tasks."""

    name: str = ""
    examples: str = ""


@dataclass(frozen=True)
class SuggestionView:
    """A standard that an item may serve, `share` per cent alike."""

    code: str = ""
    text: str = ""
    share: int = 0


@dataclass(frozen=True)
class GeneratedView:
    """Something of a draft as a language model wrote it; `part` is hints, explanation, task, answer or solved."""

    part: str = ""
    text: str = ""


@dataclass(frozen=True)
class ItemFormView:
    """An item with its open draft, as the editing page shows it.

    Attributes:
        seen: When the draft was changed last, to notice that somebody else has changed it since; "" without a draft.
        body: Of a template with its terms, as the texts of its steps.
        vary, let, where: Of a template: what varies, terms that have names, and the conditions, a line each.
        names: Of a template: what can stand in double brackets.
        tasks: Of a template: five examples.
        problems: Of a template: why it makes no good tasks.
    """

    course_id: str = ""
    course: str = ""
    content_id: str = ""
    draft_id: str = ""
    state: str = ""
    held: bool = False
    words: str = ""
    seen: str = ""
    kind: str = ""
    title: str = ""
    body: str = ""
    min_age: str = ""
    minutes: str = ""
    retired: bool = False
    template: bool = False
    vary: str = ""
    let: str = ""
    where: str = ""
    names: list[NameView] = field(default_factory=list)
    tasks: list[GeneratedTask] = field(default_factory=list)
    problems: list[ProblemView] = field(default_factory=list)
    explanations: list[ExplanationForm] = field(default_factory=list)
    steps: list[StepForm] = field(default_factory=list)
    topics: list[TopicView] = field(default_factory=list)
    checks: list[CheckLine] = field(default_factory=list)
    suggestions: list[SuggestionView] = field(default_factory=list)
    samples: list[SampleView] = field(default_factory=list)
    changes: list[ChangeView] = field(default_factory=list)
    generated: list[GeneratedView] = field(default_factory=list)
    film: FilmForm = FilmForm()
    language: str = "en"
    may_decide: bool = False
    added: bool = False


@dataclass(frozen=True)
class ChangeView:
    """What changed in one part of an item; `part` is a catalogue key, `step` counts from 1, 0 for the item itself."""

    part: str = ""
    step: int = 0
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True)
class VersionView:
    """A version of an item and what changed with it; people's names are "" where nobody is known."""

    version: int = 0
    at: str = ""
    by: str = ""
    approved_by: str = ""
    words: str = ""
    status: str = "published"
    first: bool = False
    changes: list[ChangeView] = field(default_factory=list)


@dataclass(frozen=True)
class VersionsView:
    """A page of versions, the newest first."""

    rows: list[VersionView] = field(default_factory=list)
    more: bool = False
    offset: int = 0
