"""What an instructor sees of the items of a class, and a student of items that no longer count."""

from __future__ import annotations

from dataclasses import dataclass, field

from learnapp.services.analytics_views import Freshness


@dataclass(frozen=True)
class DifficultyView:
    """How hard an item is for an average student of the institution; chances in whole per cent.

    Attributes:
        word: very_easy to very_hard; unclear while it is the wrong way round; "" for what asks nothing.
        basis: author, prior (from the text), few (answers, not enough of them) or fitted.
        low, high: 95 % interval of `chance`; likewise of `b`, difficulty above an average student, and of `a`.
        flags: What is odd: backwards, too_hard, too_easy.
    """

    word: str = ""
    basis: str = "author"
    answers: int = 0
    students: int = 0
    chance: int = 0
    low: int = 0
    high: int = 100
    b: float = 0.0
    b_low: float = 0.0
    b_high: float = 0.0
    a: float = 1.0
    a_low: float = 0.0
    a_high: float = 0.0
    flags: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class AbilityView:
    """The chance of a student of some ability, whole per cent; those that have a name are also said in words."""

    name: str = ""
    at: float = 0.0
    chance: int = 0
    low: int = 0
    high: int = 100


@dataclass(frozen=True)
class ItemRow:
    """One item of the table; shares in whole per cent.

    Attributes:
        low, high: 95 % interval of `share`.
        apart: How well the item tells apart, in hundredths, -100 to 100; see `reading`.
        reading: few (too few answers), alike (all did equally), backwards, blurred or clear.
        seconds: Median time of a first try, -1 when it is not known.
        suspicions: Why it looks broken: backwards, hardly_right, reported.
        state: "" (in use), flagged or voided.
        tests: How often it was really asked in tests of this class, to `tests_of` students; `tests_share` is the share
            of all attempts at tests of the class, whole per cent.
        version: Of the item, as it is now.
    """

    item_id: str = ""
    title: str = ""
    topic: str = ""
    answers: int = 0
    students: int = 0
    tries: int = 0
    share: int = 0
    low: int = 0
    high: int = 100
    apart: int = 0
    reading: str = "few"
    seconds: int = -1
    hints: int = 0
    reports: int = 0
    suspicions: list[str] = field(default_factory=list)
    state: str = ""
    difficulty: DifficultyView = DifficultyView()
    tests: int = 0
    tests_of: int = 0
    tests_share: int = 0
    version: int = 1


@dataclass(frozen=True)
class TopicChoice:
    """A topic to filter by."""

    id: str = ""
    name: str = ""


@dataclass(frozen=True)
class ItemsTable:
    """Every item of a class, as it is kept for when nothing can be read.

    Attributes:
        kcs: The KCs of each item, in the order of `rows`.
        partial: Up to when everything is counted while it is counted again, ISO; "" when nothing is missing.
    """

    section: str = ""
    rows: list[ItemRow] = field(default_factory=list)
    kcs: list[list[str]] = field(default_factory=list)
    topics: list[TopicChoice] = field(default_factory=list)
    fresh: Freshness = field(default_factory=Freshness)
    partial: str = ""


@dataclass(frozen=True)
class ItemsView:
    """A page of the table, and what looks broken in the whole class."""

    section: str
    rows: list[ItemRow]
    total: int
    offset: int
    topics: list[TopicChoice]
    broken: list[ItemRow]
    fresh: Freshness = field(default_factory=Freshness)
    partial: str = ""


@dataclass(frozen=True)
class GivenView:
    """One answer that was given.

    Attributes:
        kind: right, wrong, or others (wrong ones that are too rare to list).
        meaning: The misconception that it matches, "" for none.
        share: Per cent of the answers to its step, 0 to 100; the bar is as wide.
    """

    step: int = 1
    text: str = ""
    kind: str = "wrong"
    times: int = 0
    share: int = 0
    meaning: str = ""


@dataclass(frozen=True)
class KeyStepView:
    """One step with its key, for who may read keys."""

    number: int = 1
    prompt: str = ""
    answer_kind: str = "text"
    choices: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    table: list[list[str]] = field(default_factory=list)
    picture: str = ""
    alt: str = ""
    accepted: list[str] = field(default_factory=list)
    solution: str = ""
    hints: list[str] = field(default_factory=list)
    given: list[GivenView] = field(default_factory=list)


@dataclass(frozen=True)
class BinView:
    """One bar of a distribution: from `low` to `high` seconds (0: open), and how wide it is, per cent."""

    low: int = 0
    high: int = 0
    count: int = 0
    width: int = 0


@dataclass(frozen=True)
class DayView:
    """First tries of one day."""

    day: str = ""
    tries: int = 0
    right: int = 0


@dataclass(frozen=True)
class SaidView:
    """What a student reported."""

    text: str = ""
    at: str = ""


@dataclass(frozen=True)
class VoidView:
    """One time that attempts were voided: ISO times, "" where it did not happen."""

    reason: str = ""
    since: str = ""
    made_at: str = ""
    made_by: str = ""
    undone_at: str = ""
    undone_by: str = ""


@dataclass(frozen=True)
class WithdrawalView:
    """Whether an item is offered to the class, and how far the calculation is.

    Attributes:
        state: "" (in use), flagged or voided.
        done, affected: Students whose mastery was calculated again, of how many.
    """

    state: str = ""
    reason: str = ""
    by: str = ""
    at: str = ""
    done: int = 0
    affected: int = 0
    busy: bool = False
    past: list[VoidView] = field(default_factory=list)


@dataclass(frozen=True)
class ItemView:
    """One item: its text with the key, and what the class did with it.

    Attributes:
        template: It makes new numbers for everybody; what is shown is an example.
        missing: The course does not have it any more; only figures are left.
        topic_guessed: It came from another system, which said no topic.
        partial: Up to when everything is counted while it is counted again, ISO; "" when nothing is missing.
    """

    row: ItemRow = ItemRow()
    section: str = ""
    body: str = ""
    template: bool = False
    missing: bool = False
    topic_guessed: bool = False
    practice: bool = True
    steps: list[KeyStepView] = field(default_factory=list)
    times: list[BinView] = field(default_factory=list)
    days: list[DayView] = field(default_factory=list)
    reports: list[SaidView] = field(default_factory=list)
    withdrawal: WithdrawalView = WithdrawalView()
    curve: list[AbilityView] = field(default_factory=list)
    fresh: Freshness = field(default_factory=Freshness)
    partial: str = ""


@dataclass(frozen=True)
class NoticeView:
    """What a student is told: an item no longer counts, or counts again.

    Attributes:
        kind: moved (mastery is another number), same, or plain (not enough answers for a number).
    """

    void_id: str = ""
    title: str = ""
    undone: bool = False
    kind: str = "plain"
    topic: str = ""
    before: int = 0
    after: int = 0
