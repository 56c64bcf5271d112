"""What one event is told with, where it is told with several statements or in the words of somebody else's profile."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from learnapp.integrations.xapi.words import Phrase


@dataclass(frozen=True, slots=True)
class Saying:
    """One statement to be.

    Attributes:
        phrase: Its verb, and the template of our profile that describes it.
        at: When it happened.
        main: It has the id that is derived from the event's; exactly one of an event has it.
        statement_id: Where another id is asked for; None: derived from the event and the phrase.
        number: Of several with the same phrase, from 0.
        result: `result`.
        categories: Addresses beside that of our own profile.
        extensions: Of the context, beside our own.
        registration: What the statements of one enrolment have in common, None for none.
    """

    phrase: Phrase
    at: datetime
    main: bool = False
    statement_id: UUID | None = None
    number: int = 0
    result: dict[str, Any] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    extensions: dict[str, Any] = field(default_factory=dict)
    registration: UUID | None = None
