"""What authors see of the structure of a course: its lessons in their order, with topics and contents."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class OutlineTopic:
    """A topic of a lesson.

    Attributes:
        standard: Code of the standard that it serves, "" for none.
        says: What that standard asks for; "" where the code is not known.
        items: Contents that practise or teach it, drafts too.
        added: It is in the draft of the structure only.
    """

    id: str = ""
    name: str = ""
    description: str = ""
    standard: str = ""
    says: str = ""
    items: int = 0
    added: bool = False


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
