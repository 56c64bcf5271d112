"""What pages show of misconceptions: a student's own, and those of a class."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class WrongView:
    """One answer that shows a misconception."""

    title: str = ""
    said: str = ""
    at: str = ""


@dataclass(frozen=True)
class MisconceptionView:
    """One misconception that a student seems to have.

    Attributes:
        sentence: What goes wrong, with the numbers of the latest answer.
        times: Tasks in which it showed.
        evidence: The latest answers that show it.
        remedy: explanation, reading, video or prerequisite: what `remedy_id` is; "" for nothing.
        practise_id: A task in which it would show, "" for none.
    """

    sentence: str = ""
    topic: str = ""
    times: int = 0
    evidence: list[WrongView] = field(default_factory=list)
    remedy: str = ""
    remedy_id: str = ""
    remedy_title: str = ""
    practise_id: str = ""
    practise_title: str = ""


@dataclass(frozen=True)
class PupilLink:
    """A student of the class."""

    student_id: str = ""
    name: str = ""


@dataclass(frozen=True)
class ClassMisconception:
    """One misconception of a class.

    Attributes:
        students: How many seem to have it; `pupils` are some of them.
        item_id, item: The question in which it showed last, where all answers to it can be seen.
    """

    sentence: str = ""
    topic: str = ""
    students: int = 0
    pupils: list[PupilLink] = field(default_factory=list)
    item_id: str = ""
    item: str = ""


@dataclass(frozen=True)
class CommonView:
    """A wrong answer that several students gave and no sentence explains."""

    item_id: str = ""
    item: str = ""
    said: str = ""
    students: int = 0


@dataclass(frozen=True)
class ClassView:
    """What a class gets wrong in the same way.

    Attributes:
        of: Students in the class.
    """

    found: list[ClassMisconception] = field(default_factory=list)
    common: list[CommonView] = field(default_factory=list)
    of: int = 0
