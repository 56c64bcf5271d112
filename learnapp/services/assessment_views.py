"""What pages show of assessments: to who makes them, to who takes them, and of what came of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from learnapp.services.item_views import TopicChoice
from learnapp.services.practice_views import ContentView


@dataclass(frozen=True)
class AssessmentDraft:
    """What a form says of an assessment.

    Attributes:
        kind: fixed, mastery_check, adaptive or placement.
        minutes: 0 for no limit.
        items: Of a fixed one: what it asks, in order.
        topics: Of the others: (topic, so many items of it; 0: as many as come).
        most_items: Of an adaptive one: so many at most.
        target_se: Of an adaptive one: the standard error at which it stops; None with a cut: it stops as soon as it is
            clear on which side of the cut somebody is.
        cut: Per cent from which it counts as passed, 0 for none.
        shown: submitted, closed or released.
    """

    title: str = ""
    kind: str = "fixed"
    minutes: int = 0
    attempts: int = 1
    items: tuple[UUID, ...] = ()
    topics: tuple[tuple[UUID, int], ...] = ()
    most_items: int = 0
    target_se: float | None = None
    cut: int = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    shuffled: bool = True
    shown: str = "submitted"


@dataclass(frozen=True)
class AssessmentCard:
    """An assessment in the list of who makes them; ISO moments, "" for none.

    Attributes:
        state: draft, ahead (given, not open yet), open or closed.
        begun, done: Attempts, and those of them that are handed in.
    """

    id: str = ""
    title: str = ""
    kind: str = "fixed"
    section_id: str = ""
    section: str = ""
    state: str = "draft"
    opens: str = ""
    closes: str = ""
    minutes: int = 0
    begun: int = 0
    done: int = 0


@dataclass(frozen=True)
class AssessmentsView:
    """A page of assessments, and the classes for which more can be made."""

    rows: list[AssessmentCard] = field(default_factory=list)
    total: int = 0
    offset: int = 0
    classes: list[TopicChoice] = field(default_factory=list)


@dataclass(frozen=True)
class PickedItem:
    """A question of a fixed assessment; `gone`: the class does not get it any more."""

    id: str = ""
    title: str = ""
    topic: str = ""
    minutes: int = 1
    gone: bool = False


@dataclass(frozen=True)
class PickedTopic:
    """A topic from which questions are drawn: so many of so many that there are."""

    id: str = ""
    name: str = ""
    quota: int = 0
    there: int = 0


@dataclass(frozen=True)
class MadeView:
    """An assessment as who makes it sees it. Moments as forms have them: a day and a time, "" for none.

    Attributes:
        warnings: What may go wrong, codes: no_items, few_minutes, bank_small, line_far.
        expected_se: Of an adaptive one: the standard error that its questions can bring, in hundredths; 0: unknown.
        minutes_needed: What its questions take by themselves.
        spared_top: Of an adaptive one that is given: no question comes in more than this share of simulated tests, per
            cent, which ask `spared_length` questions; 0 while that is being worked out.
        everyone: For the whole class; otherwise for the students of its results.
        rules: Mark of how it is given, see `assessment_rules.mark_of`.
    """

    card: AssessmentCard = AssessmentCard()
    rules: str = ""
    attempts: int = 1
    most_items: int = 20
    target_se: int = 0
    cut: int = 0
    opens_day: str = ""
    opens_clock: str = ""
    closes_day: str = ""
    closes_clock: str = ""
    shuffled: bool = True
    shown: str = "submitted"
    released: bool = False
    everyone: bool = True
    spared_top: int = 0
    spared_length: int = 0
    questions: list[PickedItem] = field(default_factory=list)
    topics: list[PickedTopic] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    expected_se: int = 0
    minutes_needed: int = 0


@dataclass(frozen=True)
class AccommodationView:
    """More time and breaks of one student; `percent`: 150 is half as much time again."""

    student_id: str = ""
    name: str = ""
    percent: int = 100
    breaks: int = 0
    break_minutes: int = 0


@dataclass(frozen=True)
class AccommodationsView:
    """A page of the students of a class; `given` of all of them get more time or breaks."""

    rows: list[AccommodationView] = field(default_factory=list)
    total: int = 0
    offset: int = 0
    given: int = 0


@dataclass(frozen=True)
class OwnTest:
    """A test as its student finds it on Today and before they begin.

    Attributes:
        state: ahead, open, running, done (nothing left to do) or closed.
        href_id: Of the attempt that runs, or whose results are shown, else of the test.
        minutes: Whole ones that somebody has who begins now, with their own extra time; 0 for no limit.
        until_closing: It is the closing of the test that ends their time.
        beyond: Their time goes on when the test has closed for the others.
        line: Per cent, where the test ends as soon as it is clear whether they are above; 0: it does not.
        left: Attempts that are left.
        results: Whether results of it are shown.
    """

    id: str = ""
    title: str = ""
    kind: str = "fixed"
    section: str = ""
    state: str = "open"
    href_id: str = ""
    minutes: int = 0
    until_closing: bool = False
    beyond: bool = False
    line: int = 0
    questions: int = 0
    left: int = 0
    breaks: int = 0
    opens: str = ""
    closes: str = ""
    results: bool = False
    goes_back: bool = False
    shown: str = "submitted"


@dataclass(frozen=True)
class OwnResult:
    """An attempt that its student has handed in; `shown`: its results may be seen."""

    attempt_id: str = ""
    title: str = ""
    kind: str = "fixed"
    section: str = ""
    number: int = 1
    submitted: str = ""
    shown: bool = False


@dataclass(frozen=True)
class PlaceView:
    """One question of a test in its overview; state is open, answered, gone or here."""

    number: int = 1
    state: str = "open"
    flagged: bool = False


@dataclass(frozen=True)
class SittingView:
    """A test while it is taken. How an answer is judged is nowhere in it.

    Attributes:
        state: running, paused or over.
        number: The question that is open, from 1.
        left_s: Seconds that are left, -1 without a limit; in a break they stand still.
        break_left_s: Seconds that are left of the break that lasts; after them the clock runs on.
        open_numbers: Questions that are not answered.
        last: There is no question after this one.
        note: withdrawn: a question was taken out meanwhile.
    """

    attempt_id: str = ""
    title: str = ""
    kind: str = "fixed"
    state: str = "running"
    number: int = 1
    count: int = 0
    places: list[PlaceView] = field(default_factory=list)
    content: ContentView = ContentView()
    left_s: int = -1
    breaks: int = 0
    break_minutes: int = 0
    break_left_s: int = 0
    goes_back: bool = False
    flagged: bool = False
    open_numbers: list[int] = field(default_factory=list)
    last: bool = False
    gone: int = 0


@dataclass(frozen=True)
class TopicResult:
    """What an attempt shows of one topic; per cent with an 80 % interval, `enough` False: say so."""

    kc_id: str = ""
    name: str = ""
    share: int = 0
    low: int = 0
    high: int = 100
    questions: int = 0
    enough: bool = False
    start_id: str = ""


@dataclass(frozen=True)
class AnsweredStep:
    """One step with what was said and what is right; outcome is right, partly, wrong, unread or open."""

    number: int = 1
    prompt: str = ""
    said: str = ""
    outcome: str = "open"
    right: str = ""


@dataclass(frozen=True)
class AnsweredItem:
    """One question with what came of it; `gone`: it does not count."""

    number: int = 1
    content_id: str = ""
    title: str = ""
    body: str = ""
    credit: int = 0
    outcome: str = "open"
    gone: bool = False
    steps: list[AnsweredStep] = field(default_factory=list)


@dataclass(frozen=True)
class PlacedTopic:
    """What a placement says about a topic: known, not_yet or unsure; `value` is how likely it is known, per cent.

    Attributes:
        asked: Whether it was asked about; otherwise it follows from what was.
    """

    name: str = ""
    knowledge: str = "unsure"
    value: int = 50
    asked: bool = False


@dataclass(frozen=True)
class ResultView:
    """What came of an attempt, or when that will be shown.

    Attributes:
        shown: False: only that it is handed in.
        share: Per cent, with its 80 % interval `low` to `high`.
        of: Questions that count; `gone` do not.
        ended_by: student, time or teacher.
        cut: Per cent from which it is passed, 0 for none; `passed` is yes, no or "".
        verdict: Of a test that ends at its line: mastered, not_yet or unsure; "" of others.
        sure: How likely that is right, per cent; of an unsure one, how likely the likelier side is.
        above: Whether above the line is the likelier side.
        placed: Of a placement: what it says about each topic, in the order of the course.
        passed_on: Of the grade in the LMS: sent, waiting, or "" where none is passed on; `passed_to` is its name.
    """

    attempt_id: str = ""
    title: str = ""
    kind: str = "fixed"
    shown: bool = False
    shown_when: str = "submitted"
    shown_at: str = ""
    submitted: str = ""
    ended_by: str = "student"
    number: int = 1
    left: int = 0
    again_id: str = ""
    share: int = 0
    low: int = 0
    high: int = 100
    of: int = 0
    gone: int = 0
    cut: int = 0
    passed: str = ""
    verdict: str = ""
    sure: int = 0
    above: bool = False
    topics: list[TopicResult] = field(default_factory=list)
    questions: list[AnsweredItem] = field(default_factory=list)
    placed: list[PlacedTopic] = field(default_factory=list)
    passed_on: str = ""
    passed_to: str = ""


@dataclass(frozen=True)
class StudentResult:
    """A student of the class; state is none, running, done or shown; `share` -1 where there is none yet.

    `late` is the ISO moment until which they may take it although it closes earlier for the others, `why` the reason;
    `verdict`, `sure` and `above` are those of `ResultView`.
    """

    student_id: str = ""
    name: str = ""
    state: str = "none"
    attempt_id: str = ""
    tries: int = 0
    answered: int = 0
    share: int = -1
    low: int = 0
    high: int = 100
    submitted: str = ""
    ended_by: str = ""
    verdict: str = ""
    sure: int = 0
    above: bool = False
    late: str = ""
    why: str = ""


@dataclass(frozen=True)
class ItemResult:
    """A question of the test over the class; shares in per cent with a 95 % interval."""

    content_id: str = ""
    title: str = ""
    topic: str = ""
    students: int = 0
    share: int = 0
    low: int = 0
    high: int = 100
    unread: int = 0
    gone: bool = False


@dataclass(frozen=True)
class ClassResults:
    """What came of a test in a class."""

    students: list[StudentResult] = field(default_factory=list)
    total: int = 0
    offset: int = 0
    topics: list[TopicResult] = field(default_factory=list)
    questions: list[ItemResult] = field(default_factory=list)
    begun: int = 0
    done: int = 0
    shown: bool = False
