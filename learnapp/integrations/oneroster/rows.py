"""The lines of a OneRoster package, read into what they say; a line that cannot be used says why."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

MOST_ID = 255
ROLES = {
    "student": "student", "teacher": "instructor", "aide": "assistant", "proctor": "assistant",
    "guardian": "guardian", "parent": "guardian", "relative": "guardian",
}  # fmt: skip
"""Roles of people that an import gives. Who runs the institution is made by its admins, never by a file."""
ENROLLED = {"student": "student", "teacher": "instructor", "aide": "assistant"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class UnusableLineError(Exception):
    """A line that cannot be used; `code` names why: a key of the catalogue, `oneroster-why-CODE`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class."""

    sourced_id: str
    gone: bool
    title: str
    course: str
    terms: tuple[str, ...]
    mark: bytes


@dataclass(frozen=True, slots=True)
class UserLine:
    """A person; `agents` are the guardians of a student."""

    sourced_id: str
    gone: bool
    name: str
    email: str
    agents: tuple[str, ...]
    mark: bytes


@dataclass(frozen=True, slots=True)
class EnrolmentLine:
    """Somebody in a class."""

    sourced_id: str
    gone: bool
    class_id: str
    user_id: str
    role: str
    mark: bytes


def _id(cells: Mapping[str, str], column: str) -> str:
    text = cells.get(column, "")
    if not text:
        raise UnusableLineError("no-id")
    if len(text) > MOST_ID or _CONTROL.search(text):
        raise UnusableLineError("bad-id")
    return text


def _gone(cells: Mapping[str, str]) -> bool:
    status = cells.get("status", "").casefold()
    if status not in ("", "active", "tobedeleted", "inactive"):
        raise UnusableLineError("status")
    return status in ("tobedeleted", "inactive")


def _mark(*parts: str) -> bytes:
    return hashlib.sha256("\x1f".join(parts).encode()).digest()


def several(text: str) -> tuple[str, ...]:
    """Return the ids of a cell that holds a list."""
    return tuple(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))[:20]


def sourced_id(cells: Mapping[str, str]) -> str:
    """Return a line's own id.

    Raises:
        UnusableLineError: There is none that can be used.
    """
    return _id(cells, "sourcedid")


def class_line(cells: Mapping[str, str]) -> ClassLine:
    """Read a line of classes.csv.

    Raises:
        UnusableLineError: It cannot be used.
    """
    own, gone = _id(cells, "sourcedid"), _gone(cells)
    title, course = cells.get("title", ""), cells.get("coursesourcedid", "")
    terms = several(cells.get("termsourcedids", ""))
    return ClassLine(own, gone, title, course, terms, _mark(title, course, *terms))


def user_line(cells: Mapping[str, str], roles: frozenset[str] = frozenset()) -> UserLine:
    """Read a line of users.csv; `roles` are part of what makes it another one.

    Raises:
        UnusableLineError: It cannot be used.
    """
    own = _id(cells, "sourcedid")
    gone = _gone(cells) or cells.get("enableduser", "").casefold() in ("false", "0", "no")
    given = cells.get("preferredgivenname", "") or cells.get("givenname", "")
    family = cells.get("preferredfamilyname", "") or cells.get("familyname", "")
    name, email = " ".join(part for part in (given, family) if part), cells.get("email", "").casefold()
    agents = several(cells.get("agentsourcedids", ""))
    return UserLine(own, gone, name, email, agents, _mark(name, email, *sorted(roles)))


def role_line(cells: Mapping[str, str]) -> tuple[str, str]:
    """Return (user, role here) of a line of roles.csv; "" for a role that no file gives or that is gone.

    Raises:
        UnusableLineError: It cannot be used.
    """
    user = _id(cells, "usersourcedid")
    return user, "" if _gone(cells) else ROLES.get(cells.get("role", "").casefold(), "")


def enrolment_line(cells: Mapping[str, str], today: date) -> EnrolmentLine:
    """Read a line of enrollments.csv.

    Raises:
        UnusableLineError: It cannot be used, or begins later.
    """
    own, gone = _id(cells, "sourcedid"), _gone(cells)
    course_class, user = _id(cells, "classsourcedid"), _id(cells, "usersourcedid")
    role = ENROLLED.get(cells.get("role", "").casefold(), "")
    if not role and not gone:
        raise UnusableLineError("enrolment-role")
    begins, ends = _day(cells.get("begindate", "")), _day(cells.get("enddate", ""))
    if begins is not None and begins > today and not gone:
        raise UnusableLineError("begins-later")
    over = ends is not None and ends < today
    return EnrolmentLine(own, gone or over, course_class, user, role, _mark(course_class, user, role))


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise UnusableLineError("date") from error
