"""What the page of the prerequisites shows."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class NeedView:
    """A prerequisite of a topic; `changed` says that the author's course has it not."""

    id: str = ""
    name: str = ""
    changed: bool = False


@dataclass(frozen=True)
class TopicRow:
    """A topic with what it needs, and its place in the drawing.

    Attributes:
        lost: Names of prerequisites of the author's that are taken away.
        tasks: How many tasks practise it; without any it can be no prerequisite.
        layer, order: From the left and from the top.
    """

    id: str = ""
    name: str = ""
    needs: list[NeedView] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    tasks: int = 0
    layer: int = 0
    order: int = 0


@dataclass(frozen=True)
class TopicEffect:
    """For how many students a topic opens or closes."""

    name: str = ""
    count: int = 0


@dataclass(frozen=True)
class Preview:
    """What saving would do.

    Attributes:
        added, removed: Changes in words against what holds now: (topic, what it needs) by name.
        students: So many were looked at.
        opened, closed: For so many of them something opens or closes.
    """

    added: list[list[str]] = field(default_factory=list)
    removed: list[list[str]] = field(default_factory=list)
    students: int = 0
    opened: int = 0
    closed: int = 0
    opens: list[TopicEffect] = field(default_factory=list)
    closes: list[TopicEffect] = field(default_factory=list)


@dataclass(frozen=True)
class VersionView:
    """A version of the past.

    Attributes:
        id: "" for the author's own prerequisites.
        added, removed: Against the author's course, by name, "topic ← what it needs".
        holds: It is the one that holds.
    """

    id: str = ""
    number: int = 0
    who: str = ""
    at: str = ""
    words: str = ""
    added: list[list[str]] = field(default_factory=list)
    removed: list[list[str]] = field(default_factory=list)
    holds: bool = False


@dataclass(frozen=True)
class GraphView:
    """The prerequisites of a class's course.

    Attributes:
        course: "" while the class studies none.
        scope: class or school: whose version is shown and edited.
        for_school: The actor may change them for the whole institution.
        follows: The class has no version of its own.
        number: Of the newest version, which a change must build on; 0: there is none.
        like_author: They are those of the author.
        pairs: (topic, what it needs) by id.
        idle: Changes without effect on this version of the course, by name.
    """

    section: str = ""
    course: str = ""
    scope: str = "class"
    for_school: bool = False
    follows: bool = True
    number: int = 0
    like_author: bool = True
    rows: list[TopicRow] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    idle: list[list[str]] = field(default_factory=list)
    past: list[VersionView] = field(default_factory=list)
    past_total: int = 0
