"""What people can be told of: for whom each kind is, what is usual, and what nobody can do without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from learnapp.security.access import Actor

Mode = Literal["once", "daily", "off"]
MODES: tuple[str, ...] = ("once", "daily", "off")
"""At once, in the summary of the next morning, not at all."""
QUIET = {"student": (20, 7), "guardian": (21, 7)}
"""The hours from which and until which it is quiet for who has chosen none, by role; for the others from 19 to 7."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notice.

    Attributes:
        roles: Who can get it.
        reach: Where it is looked up whether they may open it: `member` (the section is theirs), `teaching` (they
            teach or help there), `family` (the student is their child) or `free` (the role is enough).
        usual: What happens for who has chosen nothing.
        calm: Children under 13 who have chosen nothing get it in the daily summary.
        fixed: Everybody concerned has to get it, at once.
        always: Goes out by e-mail too, whatever was chosen, at any hour: an emergency, or the safety of an account.
    """

    name: str
    roles: frozenset[str]
    reach: Literal["member", "teaching", "family", "free"]
    usual: Mode = "once"
    calm: bool = False
    fixed: bool = False
    always: bool = False

    @property
    def stored(self) -> str:
        """What is stored for who has chosen nothing; "" where their age decides."""
        return "" if self.calm and self.usual == "once" else self.usual


_STUDENT, _TEACHER = frozenset({"student"}), frozenset({"instructor"})
_GUARDIAN, _ADMIN = frozenset({"guardian"}), frozenset({"admin"})
_EVERYBODY = frozenset({"student", "instructor", "assistant", "guardian", "admin", "auditor", "operator"})
_ALL = [
    Kind("account", _EVERYBODY, "free", fixed=True, always=True),
    Kind("emergency", _STUDENT | _TEACHER | _GUARDIAN | _ADMIN, "member", fixed=True, always=True),
    Kind("address", _EVERYBODY, "free", fixed=True),
    Kind("reply", _STUDENT, "member", calm=True),
    Kind("helpful", _STUDENT, "member", usual="daily"),
    Kind("post", _STUDENT, "member", calm=True),
    Kind("report", _STUDENT, "member", calm=True),
    Kind("goal_reached", _STUDENT, "free"),
    Kind("goal_due", _STUDENT, "free"),
    Kind("withdrawn", _STUDENT, "member", usual="daily"),
    Kind("assignment", _STUDENT, "member"),
    Kind("assignment_due", _STUDENT, "member"),
    Kind("assessment", _STUDENT, "member"),
    Kind("assessment_results", _STUDENT, "member"),
    Kind("path_rule", _STUDENT, "member"),
    Kind("offer", _STUDENT, "member", calm=True),
    Kind("voided", _STUDENT, "member", fixed=True),
    Kind("review", _TEACHER, "teaching"),
    Kind("broken", _TEACHER, "teaching"),
    Kind("message", _TEACHER, "teaching"),
    Kind("inbox", _TEACHER | {"assistant"}, "teaching", usual="daily"),
    Kind("grades", _TEACHER, "teaching"),
    Kind("class_week", _TEACHER, "teaching"),
    Kind("view", _TEACHER | _ADMIN, "free"),
    Kind("answered", _GUARDIAN, "family"),
    Kind("from_school", _GUARDIAN, "family"),
    Kind("week", _GUARDIAN, "family"),
    Kind("consent", _GUARDIAN, "family", fixed=True),
    Kind("import", _ADMIN, "free"),
    Kind("training", _ADMIN, "free"),
    Kind("support", _ADMIN, "free"),
    Kind("delivery", _ADMIN, "free"),
    Kind("webhook", _ADMIN, "free"),
    Kind("export", _ADMIN, "free"),
    Kind("model_budget", _ADMIN, "free"),
    Kind("provider", _ADMIN, "free"),
    Kind("licence", _ADMIN, "free"),
    Kind("flagged", _ADMIN, "free", usual="daily"),
    Kind("announcement", _STUDENT | _TEACHER | _GUARDIAN | _ADMIN, "member", usual="off"),
]
KINDS: dict[str, Kind] = {one.name: one for one in _ALL}
SUMMARY = "summary"
TALK = ("reply", "helpful", "post")
"""Kinds that lead into the discussion of a class, which a class or an institution can switch off."""


def kinds_for(actor: Actor) -> list[Kind]:
    """Return the kinds that the actor's roles can get."""
    return [one for one in KINDS.values() if one.roles & actor.roles]


def quiet_hours(roles: frozenset[str] | tuple[str, ...]) -> tuple[int, int]:
    """Return the usual quiet hours of somebody with these roles."""
    return next((QUIET[role] for role in QUIET if role in roles), (19, 7))
