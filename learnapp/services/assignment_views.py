"""What pages show of assignments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class AssignmentDraft:
    """What is to be assigned.

    Attributes:
        content_id: A content of the course; exactly one of it, `kc_id` and `assessment_id` is given.
        kc_id: A topic of the course.
        students: For whom; nobody named means the whole class, also those who come later.
        due_at: Until when, None for no day.
        words: A short sentence for the students.
        answers: Of a topic: so many answers and it is done; 0: it is done when it is mastered.
        assessment_id: A test of the class that is given; it is done when it is handed in.
    """

    content_id: UUID | None = None
    kc_id: UUID | None = None
    students: tuple[UUID, ...] = ()
    due_at: datetime | None = None
    words: str = ""
    answers: int = 0
    assessment_id: UUID | None = None


@dataclass(frozen=True)
class AssignmentChange:
    """How an assignment is to be from now on; what it is about, and since when answers count, stays.

    Attributes:
        students: For whom; nobody named means the whole class, also those who come later.
        due_at: Until when, None for no day.
        words: A short sentence for the students.
    """

    students: tuple[UUID, ...] = ()
    due_at: datetime | None = None
    words: str = ""


@dataclass(frozen=True)
class ChangeForm:
    """An assignment as the form shows it in which it is changed.

    Attributes:
        due: ISO date where the reader is, "" for none; `clock` the time of that day.
        students: Ids of those whom it is for, where it is not for everyone.
    """

    id: str = ""
    title: str = ""
    due: str = ""
    clock: str = ""
    words: str = ""
    everyone: bool = True
    students: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class WaitingView:
    """A student who is not done yet."""

    id: str = ""
    name: str = ""


@dataclass(frozen=True)
class AssignmentView:
    """An assignment as who teaches sees it.

    Attributes:
        kind: topic, test, or the kind of the content.
        thing_id: Of the topic, test or content.
        title: "" when the course has it no longer.
        due: ISO moment, "" for none; `over` when it has passed, `day_off` when there is no school on that day.
        everyone: For the whole class.
        done, of: So many students of so many.
        waiting: Who is not done yet, the first ones; `more` are not named here.
        withdrawn: The class no longer gets this content, so nobody is offered it.
    """

    id: str = ""
    kind: str = "topic"
    thing_id: str = ""
    title: str = ""
    answers: int = 0
    due: str = ""
    over: bool = False
    day_off: bool = False
    words: str = ""
    everyone: bool = True
    done: int = 0
    of: int = 0
    waiting: list[WaitingView] = field(default_factory=list)
    more: int = 0
    withdrawn: bool = False


@dataclass(frozen=True)
class ClassAssignments:
    """A page of what is assigned to a class; nothing more is assigned to one that is closed."""

    section: str = ""
    rows: list[AssignmentView] = field(default_factory=list)
    total: int = 0
    offset: int = 0
    closed: bool = False


@dataclass(frozen=True)
class OwnAssignment:
    """An assignment as its student sees it.

    Attributes:
        kind: topic, test, or the kind of the content.
        thing_id: Of the topic, test or content.
        section: Title of the class.
        href: What opens when the student goes to it; "" when there is nothing to open just now.
        left: Answers that are still missing, where answers are counted.
        days: So many days until the day on which it is due, where the student is.
        state: open, done or late.
    """

    id: str = ""
    kind: str = "topic"
    thing_id: str = ""
    title: str = ""
    section: str = ""
    href: str = ""
    answers: int = 0
    left: int = 0
    due: str = ""
    days: int = 0
    state: str = "open"
    words: str = ""
