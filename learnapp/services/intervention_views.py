"""Interventions as who teaches a class reads them."""

from __future__ import annotations

from dataclasses import dataclass, field

PAGE = 20
TABS = ("waiting", "out", "snoozed", "held", "over")


@dataclass(frozen=True)
class SignView:
    """One observation: a key of the catalogue with its figures."""

    key: str = ""
    figures: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class InboxLine:
    """One intervention.

    Attributes:
        why: Key of what was noticed: `inbox-why-TRIGGER`.
        percent: How sure, in per cent; -1 where nothing says so.
        topic, leads: Names of the topic and of what the help leads to, "" for none.
        choices: Kinds of help that there are for this student.
        outcome: `helped`, `not`, or "" while nobody can say.
        undo: Whether the last decision can be taken back now.
        events: How many events it rests on.
    """

    id: str = ""
    student_id: str = ""
    student: str = ""
    trigger: str = ""
    help: str = ""
    state: str = ""
    percent: int = -1
    topic: str = ""
    leads: str = ""
    words: str = ""
    note: str = ""
    at: str = ""
    due: str = ""
    sent: str = ""
    seen: str = ""
    until: str = ""
    assigned_to: str = ""
    assigned: str = ""
    decided: str = ""
    outcome: str = ""
    by_hand: bool = False
    drawn: str = ""
    undo: bool = False
    tries: int = 0
    right: int = 0
    fast: int = 0
    given_up: int = 0
    days: int = 0
    events: int = 0
    choices: list[str] = field(default_factory=list)
    signs: list[SignView] = field(default_factory=list)


@dataclass(frozen=True)
class ProofLine:
    """One event behind an intervention.

    Attributes:
        outcome: right, wrong, given_up or hint.
        seconds: How long it took, -1 where that is not known.
    """

    at: str = ""
    title: str = ""
    outcome: str = ""
    hints: int = 0
    seconds: int = -1


@dataclass(frozen=True)
class ColleagueView:
    """Somebody to whom something can be handed."""

    id: str = ""
    name: str = ""
    role: str = ""


@dataclass(frozen=True)
class PupilView:
    """A student to whom something can be sent; `home`: whether a guardian of theirs is told, too."""

    id: str = ""
    name: str = ""
    home: bool = False


@dataclass(frozen=True)
class LeftView:
    """Somebody about whom nothing could be decided; `why`: words, home, days, decided or changed."""

    name: str = ""
    why: str = ""


@dataclass(frozen=True)
class Decided:
    """How many were decided about, and who was left out."""

    done: int
    left: list[LeftView]


@dataclass(frozen=True)
class HelpLine:
    """What is known of a kind of help at the institution.

    Attributes:
        verdict: helps, retire or open.
        sent, held: Per cent of students who were well again, -1 without any; `sent_of`, `held_of` of so many.
        difference, low, high: Per cent points; only where `known`.
        hand, hand_of: The same of what teachers have sent.
    """

    help: str = ""
    by_page: bool = False
    retired: bool = False
    verdict: str = "open"
    sent: int = -1
    sent_of: int = 0
    held: int = -1
    held_of: int = 0
    known: bool = False
    difference: int = 0
    low: int = 0
    high: int = 0
    hand: int = -1
    hand_of: int = 0


@dataclass(frozen=True)
class InboxView:
    """The inbox of a class.

    Attributes:
        on: Whether the class has it at all.
        counts: Tab -> how many.
    """

    section: str = ""
    on: bool = True
    rows: list[InboxLine] = field(default_factory=list)
    total: int = 0
    offset: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    colleagues: list[ColleagueView] = field(default_factory=list)
    helps: list[HelpLine] = field(default_factory=list)
