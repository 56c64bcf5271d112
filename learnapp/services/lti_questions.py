"""What comes of a launch: a session, or a question, whose answer comes back with a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from learnapp.integrations.lti.errors import LaunchRefusedError
from learnapp.services.lti_login import Place
from learnapp.services.lti_people import Chosen
from learnapp.services.sessions import SignedIn

TICKET_LASTS = timedelta(minutes=10)
FORM_LASTS = timedelta(hours=1)
"""A teacher may look through a whole course before she has chosen."""
LINK, CONNECT, PICK, COPY = "link", "connect", "pick", "copy"


@dataclass(frozen=True, slots=True)
class Choosing:
    """Somebody new has the e-mail address of an account.

    Attributes:
        ticket: What comes back with their choice.
        email: The address, which their own LMS has told.
    """

    ticket: str
    email: str
    place: Place


@dataclass(frozen=True, slots=True)
class Arrived:
    """Somebody is signed in.

    Attributes:
        code: Opens a session in a new window, once, for a minute.
    """

    signed_in: SignedIn
    code: str
    place: Place


@dataclass(frozen=True, slots=True)
class Connecting:
    """A course of the LMS stands for no class yet, and its teacher says for which.

    Attributes:
        ticket: What comes back with the choice.
        title: What the LMS calls the course.
        classes: (id, title) of the classes that she teaches.
        courses: (`tenant/course`, title) of what a new class may study.
        suggested: Which of them is likely.
        copied_from: The class of the course that this one is a copy of, "" for none.
    """

    ticket: str
    title: str
    classes: list[tuple[str, str]]
    courses: list[tuple[str, str]]
    suggested: str
    copied_from: str
    place: Place


@dataclass(frozen=True, slots=True)
class Picking:
    """A teacher chooses what the LMS is to link to.

    Attributes:
        ticket: What comes back with the choice.
    """

    ticket: str
    place: Place


@dataclass(frozen=True, slots=True)
class Copying:
    """A copied link opens a test of another class: its teacher says whether this class gets a copy.

    Attributes:
        ticket: What comes back with the choice.
    """

    ticket: str
    place: Place


Entered = Arrived | Choosing | Connecting | Picking | Copying


@dataclass(frozen=True, slots=True)
class Answers:
    """What has been asked and answered meanwhile.

    Attributes:
        account: The account whose password was given, to be connected.
        new: They have chosen a new account.
        choice: Id of the class, or another word for a new one; None: not asked yet.
        course: Of the new class.
        title: Of the new class.
    """

    account: UUID | None = None
    new: bool = False
    choice: str | None = None
    course: str = ""
    title: str = ""

    @property
    def chosen(self) -> Chosen | None:
        """The answer about the class."""
        if self.choice is None:
            return None
        tenant, _, course = self.course.partition("/")
        try:
            section = UUID(self.choice) if self.choice not in ("", "new") else None
            return Chosen(section, (UUID(tenant), UUID(course)) if course else None, self.title)
        except ValueError as error:
            raise LaunchRefusedError("lti_not_your_class") from error
