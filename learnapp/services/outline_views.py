"""What authors see of the structure of a course: its lessons in their order, with topics and contents."""

from __future__ import annotations

from dataclasses import dataclass, field

from learnapp.engine.wording import Piece
from learnapp.services.author_views import AuthorCourseView


@dataclass(frozen=True)
class TopicName:
    """A topic to choose or to name."""

    id: str = ""
    name: str = ""


@dataclass(frozen=True)
class OutlineTopic:
    """A topic of a lesson.

    Attributes:
        standard: Code of the standard that it serves, "" for none.
        says: What that standard asks for; "" where the code is not known.
        uses: Contents that practise or teach it, drafts too.
        added: It is in the draft of the structure only.
        needs: What it needs first.
    """

    id: str = ""
    name: str = ""
    description: str = ""
    standard: str = ""
    says: str = ""
    uses: int = 0
    added: bool = False
    needs: list[TopicName] = field(default_factory=list)


@dataclass(frozen=True)
class OutlineContent:
    """A content of a lesson; `state` is that of its open draft, "" for none."""

    id: str = ""
    title: str = ""
    kind: str = "practice"
    state: str = ""
    held: bool = False
    added: bool = False


@dataclass(frozen=True)
class OutlineLesson:
    """A lesson.

    Attributes:
        number: Its place, from 1.
        total: Contents, of which `contents` has the first ones.
        first, last: It is the first or the last lesson.
        added: It is in the draft of the structure only.
    """

    course_id: str = ""
    id: str = ""
    number: int = 1
    title: str = ""
    topics: list[OutlineTopic] = field(default_factory=list)
    contents: list[OutlineContent] = field(default_factory=list)
    total: int = 0
    first: bool = False
    last: bool = False
    added: bool = False


@dataclass(frozen=True)
class StructureChange:
    """One difference between two structures: `code` with the names that it is about, or what changed word by word."""

    code: str = ""
    name: str = ""
    other: str = ""
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True)
class CourseFacts:
    """What a course is called and whom it is for; grades are "" where nothing is said."""

    title: str = ""
    subject: str = ""
    description: str = ""
    language: str = "en"
    grade_from: str = ""
    grade_to: str = ""
    license: str = ""
    attribution: str = ""


@dataclass(frozen=True)
class ClassChoice:
    """A class that can be given the course; `busy`: it studies another one now, `same`: it studies this one."""

    id: str = ""
    title: str = ""
    term: str = ""
    busy: bool = False
    same: bool = False


@dataclass(frozen=True)
class OutlineView:
    """The structure of a course as its draft has it.

    Attributes:
        loose: Topics that no lesson teaches.
        stray: Contents that stand in no lesson.
        state: Of the draft; "" for none.
        seen: When the draft was changed last, to notice that somebody else has changed it since; "" without a draft.
        words: Why it was sent back.
        unpublished: No version of the course is published yet.
    """

    course: AuthorCourseView = AuthorCourseView()
    facts: CourseFacts = CourseFacts()
    lessons: list[OutlineLesson] = field(default_factory=list)
    loose: list[OutlineTopic] = field(default_factory=list)
    stray: int = 0
    state: str = ""
    seen: str = ""
    words: str = ""
    changes: list[StructureChange] = field(default_factory=list)
    may_decide: bool = False
    unpublished: bool = False
    class_id: str = ""


@dataclass(frozen=True)
class StandardView:
    """A standard that a topic may serve, `share` per cent alike; 0: it was found by its code."""

    code: str = ""
    text: str = ""
    share: int = 0


@dataclass(frozen=True)
class StructureVersion:
    """A version of a course with which its structure changed; people's names are "" where nobody is known."""

    version: int = 0
    at: str = ""
    by: str = ""
    approved_by: str = ""
    words: str = ""
    changes: list[StructureChange] = field(default_factory=list)


@dataclass(frozen=True)
class StructureVersions:
    """A page of versions, the newest first."""

    rows: list[StructureVersion] = field(default_factory=list)
    more: bool = False
    offset: int = 0
